// §19 Duplicates: POST /rest/{objects}/duplicates.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_key, make_object, make_workspace, randomUUID, selfcheck,
    sql, unknown_id,
} from './helpers.mjs';

const workspace = 'duplicates';
const people = '/rest/people';
const companies = '/rest/companies';
let api;

before(async () => { api = await make_workspace(workspace); });
after(() => selfcheck());

const create = async (path, body) =>
    Object.values(expect(await api.post(path, body), 201).data)[0];
const ask = async (path, body, parameters, caller = api) =>
    expect(await caller.post(`${path}/duplicates`, body, parameters), 200).data;
const ids_of = (block, name = 'personDuplicates') => block[name].map(({ id }) => id);
const word = () => `w${randomUUID()}`;

describe('§19 criteria of people', () => {
    const cases = {
        'first and last name': (a, b) => ({ name: { firstName: a, lastName: b } }),
        'LinkedIn URL': (a) => ({ linkedinLink: { primaryLinkUrl: `https://linkedin.com/in/${a}` } }),
    };
    for (const [name, body_of] of Object.entries(cases))
        test(`equal ${name}`, async () => {
            const body = body_of(word(), word());
            const made = await Promise.all([1, 2, 3].map(() => create(people, body)));
            const ids = made.map(({ id }) => id).sort();
            const [block] = await ask(people, { data: [body] });
            assert.deepEqual(ids_of(block), ids);
            assert.equal(block.totalCount, 3);
            const [by_id] = await ask(people, { ids: [ids[1]] });
            assert.deepEqual(ids_of(by_id), [ids[0], ids[2]]);
            const [without] = await ask(people, { data: [{ id: ids[0], ...body }] });
            assert.deepEqual(ids_of(without), [ids[1], ids[2]]);
        });

    test('equal primary e-mail, in its stored form', async () => {
        const mail = `${word()}@x.org`;
        const made = await create(people, { emails: { primaryEmail: mail } });
        const [block] = await ask(people,
            { data: [{ emails: { primaryEmail: mail.toUpperCase() } }] });
        assert.deepEqual(ids_of(block), [made.id]);
    });

    test('any criterion suffices, and a record is told once', async () => {
        const [first, last, mail] = [word(), word(), `${word()}@x.org`];
        const made = [await create(people, { name: { firstName: first, lastName: last },
            emails: { primaryEmail: mail } }),
        await create(people, { name: { firstName: first, lastName: last } })];
        const [block] = await ask(people, { data: [{ name: { firstName: first, lastName: last },
            emails: { primaryEmail: mail } }] });
        assert.deepEqual(ids_of(block), made.map(({ id }) => id).sort());
    });

    test('each value has at least 3 characters, all of a criterion count', async () => {
        for (const name of [{ firstName: 'Jo', lastName: word() },
            { firstName: word(), lastName: 'Li' }, { firstName: word() }, { lastName: word() }]) {
            const made = await create(people, { name });
            await create(people, { name });
            assert.deepEqual(ids_of((await ask(people, { ids: [made.id] }))[0]), []);
        }
        const name = { firstName: 'Zoë', lastName: word() };
        await create(people, { name });
        assert.equal((await ask(people, { data: [{ name }] }))[0].totalCount, 1);
    });

    test('case and soft-deleted records: exact, and left out', async () => {
        const name = { firstName: word(), lastName: word() };
        const made = await create(people, { name });
        const other = { ...name, firstName: name.firstName.toUpperCase() };
        assert.equal((await ask(people, { data: [{ name: other }] }))[0].totalCount, 0);
        expect(await api.delete(`${people}/${made.id}`, { soft_delete: true }), 200);
        assert.equal((await ask(people, { data: [{ name }] }))[0].totalCount, 0);
        assert.deepEqual(await ask(people, { ids: [made.id] }), []);
    });
});

describe('§19 criteria of companies', () => {
    test('equal name, equal domain', async () => {
        const [name, domain] = [word(), `https://${word()}.org`];
        const made = [await create(companies, { name }),
            await create(companies, { name, domainName: { primaryLinkUrl: domain } })];
        const blocks = await ask(companies, { data: [{ name },
            { domainName: { primaryLinkUrl: `${domain}/` } }, { name: 'ab' }] });
        assert.deepEqual(blocks.map((block) => ids_of(block, 'companyDuplicates')),
            [made.map(({ id }) => id).sort(), [made[1].id], []]);
    });
});

describe('§19 blocks', () => {
    test('one for each input in its order; unknown ids are skipped', async () => {
        const names = [word(), word()];
        const made = [];
        for (const name of names)
            made.push(await create(companies, { name }), await create(companies, { name }));
        const blocks = await ask(companies, { ids: [made[2].id, unknown_id, made[0].id, made[2].id] });
        assert.deepEqual(blocks.map((block) => ids_of(block, 'companyDuplicates')),
            [[made[3].id], [made[1].id], [made[3].id]]);
    });

    test('an empty one is whole', async () =>
        assert.deepEqual(await ask(people, { data: [{}] }), [{ personDuplicates: [], totalCount: 0,
            pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null,
                endCursor: null } }]));

    test('objects without criteria have empty blocks', async () => {
        const notes = await create('/rest/notes', { title: word() });
        for (const body of [{ ids: [notes.id] }, { data: [{ title: notes.title }] }]) {
            const [block] = await ask('/rest/notes', body);
            assert.deepEqual([block.noteDuplicates, block.totalCount], [[], 0]);
        }
        const boats = await make_object(api, 'boat');
        assert.deepEqual((await ask(boats.path, { data: [{ name: 'x' }] }))[0].boatDuplicates, []);
    });

    test('show 200 and tell of all', async () => {
        const name = word();
        await sql(`INSERT INTO ${workspace}.companies (name) SELECT '${name}'
            FROM generate_series(1, 203)`);
        const [block] = await ask(companies, { data: [{ name }] }, { depth: 0 });
        assert.equal(block.companyDuplicates.length, 200);
        assert.equal(block.totalCount, 203);
        assert.equal(block.pageInfo.hasNextPage, true);
    });

    test('depth is honoured', async () => {
        const company = await create(companies, { name: word() });
        const name = { firstName: word(), lastName: word() };
        await create(people, { name, companyId: company.id });
        const at = async (depth) =>
            (await ask(people, { data: [{ name }] }, { depth }))[0].personDuplicates[0];
        assert.equal((await at(0)).company, undefined);
        assert.equal((await at(1)).company.name, company.name);
    });
});

describe('§19 the body', () => {
    const refused = [
        [{}, 'You have to provide either "data" or "ids" argument'],
        [{ data: [], ids: [] }, 'You cannot provide both "data" and "ids" arguments'],
        [{ data: [] }, 'The "data" condition can not be empty when "ids" input not provided'],
        [{ data: 1 }, undefined, '/data'], [{ ids: {} }, undefined, '/ids'],
        [{ ids: ['x'] }, "'x' is not a valid UUID", '/ids/0'], [{ ids: [1] }, undefined, '/ids/0'],
        [{ data: [{}, 1] }, undefined, '/data/1'],
        [{ data: [{ nosuch: 1 }] }, undefined, '/data/0/nosuch'],
        [{ ids: Array.from({ length: 61 }, () => unknown_id) }, undefined, '/ids'],
    ];
    for (const [body, message, path] of refused)
        test(JSON.stringify(body).slice(0, 60), async () =>
            expect_fault(await api.post(`${people}/duplicates`, body), 400, message,
                path ? { path } : {}));

    test('{"ids":[]} is no blocks', async () =>
        assert.deepEqual(await ask(people, { ids: [] }), []));

    test('is taken by POST only', async () =>
        expect_fault(await api.get(`${people}/duplicates`), 405));
});

test('a field the role may not read tells nothing', async () => {
    const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
        ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'viewer'`);
    const viewer = client({ token: await make_key('v', { workspace, role: 'viewer' }) });
    const [name, url] = [word(), `https://${word()}.org`];
    await create(companies, { name, domainName: { primaryLinkUrl: url } });
    assert.equal((await ask(companies, { data: [{ name }] }, { depth: 0 }, viewer))[0].totalCount, 1);
    const columns = await sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
        WHERE attrelid = '${workspace}.companies'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname NOT LIKE 'domain_name%'`);
    await sql(`REVOKE SELECT ON ${workspace}.companies FROM "${role}";
        GRANT SELECT (${columns}) ON ${workspace}.companies TO "${role}"`);
    assert.equal((await ask(companies, { data: [{ name }] }, { depth: 0 }, viewer))[0].totalCount, 1);
    expect_fault(await viewer.post(`${companies}/duplicates`,
        { data: [{ domainName: { primaryLinkUrl: url } }] }), 400, /doesn't have any "domainName"/);
    await sql(`GRANT SELECT ON ${workspace}.companies TO "${role}"`);
});
