// §18 Merge: PATCH /rest/{objects}/merge.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, find_object, fingerprint, make_field, make_key, make_object,
    make_workspace, many_to_one, options, randomUUID, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'merging';
const people = '/rest/people';
const companies = '/rest/companies';
let api;
let visits;
let badges;

before(async () => {
    api = await make_workspace(workspace);
    const person = await find_object(api, 'people');
    for (const field of [
        { name: 'tags', type: 'MULTI_SELECT', options: options('NEW', 'OLD', 'BIG') },
        { name: 'words', type: 'ARRAY' }, { name: 'story', type: 'RICH_TEXT' },
        { name: 'wage', type: 'CURRENCY' }, { name: 'home', type: 'ADDRESS' },
        { name: 'score', type: 'NUMBER' }, { name: 'met', type: 'DATE_TIME' },
        { name: 'papers', type: 'RAW_JSON' }, { name: 'vip', type: 'BOOLEAN' },
        many_to_one('boss', person, 'Staff')])
        await make_field(api, person, field);
    visits = await make_object(api, 'visit', [many_to_one('guest', person, 'Visits'),
        many_to_one('host', person, 'Receptions')]);
    badges = await make_object(api, 'badge', [many_to_one('holder', person, 'Badges')]);
});
after(() => selfcheck());

const create = async (path, body) =>
    Object.values(expect(await api.post(path, body), 201).data)[0];
const merge = (ids, more = {}, parameters = {}, path = people) =>
    api.patch(`${path}/merge`, { ids, conflictPriorityIndex: 0, ...more }, parameters);
const merged = async (records, more, parameters) =>
    expect(await merge(records.map(({ id }) => id), more, parameters), 200).data.person;
/** Two or more people with these values, merged into the first. */
const merge_of = async (...bodies) => {
    const made = [];
    for (const body of bodies)
        made.push(await create(people, body));
    return merged(made, {}, { depth: 0 });
};

describe('§18 values', () => {
    test('the only value of a field is kept, of several that of the priority record', async () => {
        const made = [];
        for (const body of [{ jobTitle: 'a', city: '' }, { city: 'b', jobTitle: 'x', score: 0 },
            { city: 'c', met: '2026-01-02T03:04:05.678Z', papers: { a: 1 }, vip: false }])
            made.push(await create(people, body));
        const one = await merged(made, { conflictPriorityIndex: 1 }, { depth: 0 });
        assert.equal(one.id, made[1].id);
        assert.deepEqual([one.jobTitle, one.city, one.score, one.met, one.papers, one.vip],
            ['x', 'b', 0, '2026-01-02T03:04:05.678Z', { a: 1 }, false]);
        assert.equal(one.createdAt, made[1].createdAt);
    });

    test('ARRAY and MULTI_SELECT are united, the priority record\'s first', async () => {
        const one = await merge_of({ tags: ['OLD'], words: ['a', 'b,"'] },
            { tags: ['NEW', 'OLD'], words: ['c', 'a'] }, {}, { tags: ['BIG'] });
        assert.deepEqual(one.tags, ['OLD', 'NEW', 'BIG']);
        assert.deepEqual(one.words, ['a', 'b,"', 'c']);
    });

    test('EMAILS: the priority record\'s primary, every other one is additional', async () => {
        const [a, b, c] = [1, 2, 3].map((i) => `m${i}${randomUUID()}@x.org`);
        const one = await merge_of(
            { emails: { primaryEmail: a, additionalEmails: ['x@x.org', c] } },
            { emails: { primaryEmail: b, additionalEmails: ['y@x.org', a, 'x@x.org'] } },
            { emails: { primaryEmail: c } });
        assert.deepEqual(one.emails,
            { primaryEmail: a, additionalEmails: ['x@x.org', c, b, 'y@x.org'] });
        // A priority record without one takes the next; its unique value moves over.
        const other = await merge_of({}, { emails: { primaryEmail: b } });
        assert.equal(other.emails.primaryEmail, b);
    });

    test('PHONES: the same, told apart by number and calling code', async () => {
        const phone = (number, code = 'US', calling = '+1') => ({ primaryPhoneNumber: number,
            primaryPhoneCountryCode: code, primaryPhoneCallingCode: calling });
        const one = await merge_of({ phones: phone('5551') },
            { phones: { ...phone('5551', 'FR', '+33'), additionalPhones: [
                { number: '777', countryCode: 'US', callingCode: '+1' }] } },
            { phones: phone('5551') });
        assert.deepEqual(one.phones, { ...phone('5551'), additionalPhones: [
            { number: '5551', countryCode: 'FR', callingCode: '+33' },
            { number: '777', countryCode: 'US', callingCode: '+1' }] });
    });

    test('LINKS: the same, told apart by URL', async () => {
        const link = (label, url) => ({ primaryLinkLabel: label, primaryLinkUrl: url });
        const one = await merge_of({ linkedinLink: link('A', 'https://a.org') },
            { linkedinLink: { ...link('B', 'https://b.org'),
                secondaryLinks: [{ label: 'again', url: 'https://a.org' }] } });
        assert.deepEqual(one.linkedinLink, { ...link('A', 'https://a.org'),
            secondaryLinks: [{ label: 'B', url: 'https://b.org' }] });
    });

    test('CURRENCY, RICH_TEXT, FULL_NAME and ADDRESS are taken whole', async () => {
        const wage = { amountMicros: 7000000, currencyCode: 'EUR' };
        const one = await merge_of({ wage: { currencyCode: 'USD' }, name: { firstName: 'Ada' } },
            { wage, name: { firstName: 'B', lastName: 'C' }, story: { markdown: 'm' },
                home: { addressCity: 'Rome', addressLat: 1.5 } },
            { home: { addressCity: 'Oslo', addressStreet1: 's' } });
        assert.deepEqual(one.wage, wage);
        assert.deepEqual(one.name, { firstName: 'Ada', lastName: '' });
        assert.equal(one.story.markdown, 'm');
        assert.deepEqual([one.home.addressCity, one.home.addressStreet1, one.home.addressLat],
            ['Rome', '', 1.5]);
    });

    test('an inactive field keeps its data', async () => {
        const person = await find_object(api, 'people');
        const field = await make_field(api, person, { name: 'asleep', type: 'TEXT' });
        const made = [await create(people, {}), await create(people, { asleep: 'z' })];
        expect(await api.patch(`/rest/metadata/fields/${field.id}`, { isActive: false }), 200);
        const one = await merged(made);
        assert.equal(await sql(`SELECT asleep FROM ${workspace}.people WHERE id = '${one.id}'`), 'z');
    });
});

describe('§18 relations', () => {
    test('everything that leads to a loser leads to the survivor, the losers are gone', async () => {
        const company = await create(companies, { name: 'c' });
        const [a, b] = [await create(people, {}), await create(people, { companyId: company.id })];
        const kept = [await create(visits.path, { guestId: b.id, hostId: a.id }),
            await create(visits.path, { guestId: a.id, hostId: b.id }),
            await create('/rest/opportunities', { name: 'o', pointOfContactId: b.id })];
        const note = await create('/rest/notes', { title: 'n' });
        const target = await create('/rest/noteTargets', { noteId: note.id, targetPersonId: b.id });
        const gone = await create(visits.path, { guestId: b.id });
        expect(await api.delete(`${visits.path}/${gone.id}`, { soft_delete: true }), 200);
        const staff = await create(people, { bossId: b.id });
        const one = await merged([a, b], {}, { depth: 1 });
        assert.equal(one.companyId, company.id);
        assert.equal(one.company.name, 'c');
        assert.deepEqual(one.visits.map(({ id }) => id), [kept[0].id, kept[1].id]);
        assert.deepEqual(one.receptions.map(({ id }) => id), [kept[0].id, kept[1].id]);
        assert.deepEqual(one.staff.map(({ id }) => id), [staff.id]);
        assert.equal(one.pointOfContactForOpportunities[0].id, kept[2].id);
        assert.equal(one.noteTargets[0].id, target.id);
        assert.equal(await sql(`SELECT guest_id FROM ${workspace}.visits WHERE id = '${gone.id}'`),
            a.id);
        assert.equal(await sql(`SELECT count(*) FROM ${workspace}.people WHERE id = '${b.id}'`), '0');
    });

    test('among the merged records themselves end', async () => {
        const boss = await create(people, {});
        const a = await create(people, {});
        const b = await create(people, { bossId: a.id });
        const c = await create(people, { bossId: boss.id });
        expect(await api.patch(`${people}/${a.id}`, { bossId: b.id }), 200);
        const one = await merged([a, b, c], {}, { depth: 0 });
        assert.equal(one.bossId, boss.id);
        const two = await merged([await create(people, { bossId: one.id }), one], {}, { depth: 0 });
        assert.equal(two.bossId, boss.id);
    });

    test('that must be unique refuse the merge by name', async () => {
        const [a, b] = [await create(people, {}), await create(people, {})];
        for (const { id } of [a, b])
            await create(badges.path, { holderId: id });
        await sql(`CREATE UNIQUE INDEX badge_holder ON ${workspace}.badges (holder_id)`);
        const state = await fingerprint(workspace);
        expect_fault(await merge([a.id, b.id]), 400, /"holder" of badges is unique/,
            { code: 'DUPLICATE_ENTRY' });
        assert.equal(await fingerprint(workspace), state);
        await sql(`DROP INDEX ${workspace}.badge_holder`);
        assert.equal((await merged([a, b], {}, { depth: 1 })).badges.length, 2);
    });
});

describe('§18 a preview', () => {
    for (const [name, more, parameters] of [['"dryRun":true', { dryRun: true }, {}],
        ['dry_run=true', {}, { dry_run: 'true' }],
        ['both', { dryRun: true }, { dry_run: 'true' }]])
        test(`by ${name} shows the survivor under a fresh id, deleted; nothing changes`, async () => {
            const [a, b] = [await create(people, { city: 'x' }),
                await create(people, { jobTitle: 'y' })];
            const state = await fingerprint(workspace);
            const one = await merged([a, b], more, { depth: 0, ...parameters });
            assert.deepEqual([one.city, one.jobTitle], ['x', 'y']);
            assert.match(one.id, /^[0-9a-f-]{36}$/);
            assert.ok(![a.id, b.id].includes(one.id));
            assert.notEqual(one.deletedAt, null);
            assert.equal(await fingerprint(workspace), state);
        });
});

describe('§18 what is refused', () => {
    let pair;
    before(async () => { pair = [await create(people, {}), await create(people, {})]; });

    test('an object without criteria', async () => {
        expect_fault(await merge([unknown_id, unknown_id], {}, {}, '/rest/notes'), 400,
            "Merge is only available for objects with duplicate criteria. Object 'note' does not "
            + 'have duplicate criteria defined.');
        expect_fault(await merge([unknown_id, unknown_id], {}, {}, visits.path), 400);
    });
    test('fewer than 2 ids, or none', async () => {
        for (const body of [{}, { ids: [] }, { ids: [pair[0].id] }])
            expect_fault(await api.patch(`${people}/merge`, body), 400,
                'At least 2 record IDs are required for merge');
    });
    test('more than 9', async () =>
        expect_fault(await merge(Array.from({ length: 10 }, () => randomUUID())), 400,
            'Maximum 9 records can be merged at once'));
    test('an index out of range', async () => {
        for (const index of [5, -1, '0', 0.5])
            expect_fault(await merge(pair.map(({ id }) => id), { conflictPriorityIndex: index }),
                400, new RegExp(`^Invalid conflict priority '"?${index}"?'. Valid options for 2 `
                    + 'records: 0-1$'));
    });
    test('a missing index', async () =>
        expect_fault(await api.patch(`${people}/merge`, { ids: pair.map(({ id }) => id) }), 404,
            'Record not found'));
    test('an id unknown or soft-deleted', async () => {
        expect_fault(await merge([pair[0].id, unknown_id]), 404, 'Record not found');
        const gone = await create(people, {});
        expect(await api.delete(`${people}/${gone.id}`, { soft_delete: true }), 200);
        expect_fault(await merge([pair[0].id, gone.id]), 404, 'Record not found');
    });
    test('one id twice, an id that is none, other forms', async () => {
        expect_fault(await merge([pair[0].id, pair[0].id]), 400, undefined, { path: '/ids/1' });
        expect_fault(await merge([pair[0].id, 'x']), 400, "'x' is not a valid UUID");
        expect_fault(await merge(pair.map(({ id }) => id), { dryRun: 1 }), 400, undefined,
            { path: '/dryRun' });
        expect_fault(await api.patch(`${people}/merge`, { ids: 1 }), 400);
    });

    test('a role that may not write', async () => {
        const viewer = client({ token: await make_key('v', { workspace, role: 'viewer' }) });
        const state = await fingerprint(workspace);
        expect_fault(await viewer.patch(`${people}/merge`,
            { ids: pair.map(({ id }) => id), conflictPriorityIndex: 0 }), 403);
        assert.equal(await fingerprint(workspace), state);
    });

    test('a role that may not read a field, or see what leads to a loser', async () => {
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
        const member = client({ token: await make_key('m', { workspace, role: 'member' }) });
        const body = { ids: pair.map(({ id }) => id), conflictPriorityIndex: 0 };
        const ask = () => member.patch(`${people}/merge`, body);
        const columns = await sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
            WHERE attrelid = '${workspace}.people'::regclass AND attnum > 0 AND NOT attisdropped
              AND attname <> 'score'`);
        await sql(`REVOKE SELECT ON ${workspace}.people FROM "${role}";
            GRANT SELECT (${columns}) ON ${workspace}.people TO "${role}"`);
        expect_fault(await ask(), 403, /needs the right to read every field/);
        await sql(`GRANT SELECT ON ${workspace}.people TO "${role}"`);

        const visit = await create(visits.path, { guestId: pair[1].id });
        await sql(`ALTER TABLE ${workspace}.visits ENABLE ROW LEVEL SECURITY;
            CREATE POLICY others ON ${workspace}.visits TO "${role}" USING (id <> '${visit.id}')`);
        const state = await fingerprint(workspace);
        expect_fault(await ask(), 403, /^Records of visits that this key may not see/);
        assert.equal(await fingerprint(workspace), state);
        await sql(`DROP POLICY others ON ${workspace}.visits;
            ALTER TABLE ${workspace}.visits DISABLE ROW LEVEL SECURITY`);
        expect(await ask(), 200);
    });
});

test('§18 in dialect twenty, by PUT, of companies', async () => {
    const twenty = client({ token: api.token, dialect: 'twenty' });
    const made = [await create(companies, { name: 'A' }), await create(companies, { name: 'B' })];
    const person = await create(people, { companyId: made[0].id });
    const { data } = expect(await twenty.put(`${companies}/merge`,
        { ids: made.map(({ id }) => id), conflictPriorityIndex: 1 }), 200);
    assert.equal(data.mergeCompany.name, 'B');
    assert.equal(expect(await api.get(`${people}/${person.id}`), 200).data.person.companyId,
        made[1].id);
});
