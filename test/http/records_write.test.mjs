// Writing records: create, batch, update, delete, over an object of the test's own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, expect_fault, make_object, make_workspace, many_to_one, options, randomUUID,
    selfcheck, sql, unknown_id,
} from './helpers.mjs';

let api;
let crew;
let ships;

before(async () => {
    api = await make_workspace('writing');
    ships = await make_object(api, 'ship');
    crew = await make_object(api, 'sailor', [
        { name: 'rank', type: 'SELECT', options: options('MATE', 'CAPTAIN'), defaultValue: "'MATE'",
            isNullable: false },
        { name: 'badge', type: 'TEXT', isUnique: true },
        { name: 'wage', type: 'NUMBER', defaultValue: 100 },
        { name: 'full', type: 'FULL_NAME' }, { name: 'mails', type: 'EMAILS' },
        { name: 'phones', type: 'PHONES' }, { name: 'web', type: 'LINKS' },
        { name: 'home', type: 'ADDRESS' }, { name: 'papers', type: 'RAW_JSON' },
        { name: 'tags', type: 'MULTI_SELECT', options: options('NEW', 'OLD') },
        { name: 'words', type: 'ARRAY' },
        many_to_one('ship', ships.object, 'Crew'),
    ]);
});
after(() => selfcheck());

const create = async (body, parameters) =>
    expect(await api.post(crew.path, body, parameters), 201).data.sailor;
const update = async (id, body) =>
    expect(await api.patch(`${crew.path}/${id}`, body, { depth: 0 }), 200).data.sailor;
const read = async (id) =>
    expect(await api.get(`${crew.path}/${id}`, { depth: 0 }), 200).data.sailor;

describe('create', () => {
    test('answers with what refers to the record already', async () => {
        const node = await make_object(api, 'node');
        const parent = await make_object(api, 'branch', [many_to_one('node', node.object, 'Branches')]);
        const added = await api.post('/rest/metadata/fields', { objectMetadataId: parent.object.id, label: 'Trunk',
            ...many_to_one('trunk', parent.object, 'Twigs') });
        expect(added, 201);
        const of = async (path, body) => Object.values(expect(await api.post(path, body, { depth: 1 }), 201).data)[0];
        assert.deepEqual((await of(node.path, { name: 'alone' })).branches, []);

        const id = randomUUID();
        const own = await of(parent.path, { id, trunkId: id });
        assert.deepEqual(own.twigs.map((twig) => twig.id), [id]);
        const nested = await of(node.path, { branches: { create: [{ name: 'first' }] } });
        assert.deepEqual(nested.branches.map((branch) => branch.name), ['first']);

        await sql(`CREATE FUNCTION writing.sprout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO writing.${parent.object.namePlural} (name, node_id) VALUES ('sprouted', NEW.id); RETURN NEW; END $$;
            CREATE TRIGGER sprout AFTER INSERT ON writing.${node.object.namePlural} FOR EACH ROW EXECUTE FUNCTION writing.sprout()`);
        try {
            const sprouted = await of(node.path, { name: 'rich' });
            assert.deepEqual(sprouted.branches.map((branch) => branch.name), ['sprouted']);
        } finally {
            await sql(`DROP TRIGGER sprout ON writing.${node.object.namePlural}; DROP FUNCTION writing.sprout()`);
        }
    });

    test('an empty object is a record of defaults, by the key, first in position', async () => {
        const before_it = await create({});
        const made = await create({}, { depth: 0 });
        assert.equal(made.rank, 'MATE');
        assert.equal(made.wage, 100);
        assert.equal(made.name, '');
        assert.equal(made.deletedAt, null);
        assert.deepEqual(made.createdBy, { source: 'API', workspaceMemberId: null, name: 'tests',
            context: {} });
        assert.deepEqual(made.updatedBy, made.createdBy);
        assert.ok(made.position < before_it.position);
        assert.ok(Math.abs(Date.parse(made.createdAt) - Date.now()) < 60000);
        assert.match(made.id,
            /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.deepEqual(await read(made.id), made);
    });

    test('id, createdAt, updatedAt and position may be given', async () => {
        const id = randomUUID();
        const made = await create({ id: id.toUpperCase(), position: 7.5,
            createdAt: '2020-01-02T03:04:05.678Z', updatedAt: '2020-01-03' });
        assert.equal(made.id, id);
        assert.equal(made.position, 7.5);
        assert.equal(made.createdAt, '2020-01-02T03:04:05.678Z');
        assert.equal(made.updatedAt, '2020-01-03T00:00:00.000Z');
        const last = await create({ position: 'last' });
        assert.ok(last.position > 7.5);
        const first = await create({ position: 'first' });
        assert.ok(first.position < 0);
    });

    test('createdBy keeps a given name, and of a nameless one the source', async () => {
        const whole = await create({ createdBy: { source: 'IMPORT', name: 'Importer' } });
        assert.equal(whole.createdBy.name, 'Importer');
        assert.equal(whole.createdBy.source, 'IMPORT');
        const part = await create({ createdBy: { source: 'EMAIL' } });
        assert.deepEqual([part.createdBy.source, part.createdBy.name], ['EMAIL', 'tests']);
        assert.equal(whole.updatedBy.name, 'tests');
    });

    test('the answer embeds relations by depth', async () => {
        const ship = expect(await api.post(ships.path, { name: 'Argo' }), 201).data.ship;
        const made = await create({ shipId: ship.id }, { depth: 1 });
        assert.equal(made.ship.name, 'Argo');
        const flat = await create({ shipId: ship.id }, { depth: 0 });
        assert.equal('ship' in flat, false);
        const home = expect(await api.get(`${ships.path}/${ship.id}`), 200).data.ship;
        assert.deepEqual(home.crew.map(({ id }) => id).sort(), [made.id, flat.id].sort());
    });

    test('a relation is set by its key, by connect, and unset by disconnect', async () => {
        const ship = expect(await api.post(ships.path, { name: 'Beagle' }), 201).data.ship;
        const made = await create({ ship: { connect: { where: { id: ship.id } } } });
        assert.equal(made.shipId, ship.id);
        assert.equal((await update(made.id, { ship: { disconnect: true } })).shipId, null);
        assert.equal((await update(made.id, { shipId: ship.id })).shipId, ship.id);
        assert.equal((await update(made.id, { shipId: null })).shipId, null);
    });

    test('a foreign key to nothing is a 400 that names the field', async () => {
        expect_fault(await api.post(crew.path, { shipId: unknown_id }), 400,
            /violates foreign key constraint/, { path: '/shipId' });
    });

    test('e-mails are lower-cased, links normalised, empty text is stored as NULL', async () => {
        const made = await create({ mails: { primaryEmail: 'A@B.Example' }, name: '',
            web: { primaryLinkUrl: 'HTTPS://Site.example:443/' } });
        assert.equal(made.mails.primaryEmail, 'a@b.example');
        assert.equal(made.web.primaryLinkUrl, 'https://site.example');
        assert.equal(await sql(`SELECT name IS NULL FROM writing.sailors WHERE id = '${made.id}'`),
            't');
    });

    test('a record written by SQL reads the same defaults as one by the API', async () => {
        const id = await sql("INSERT INTO writing.sailors (name) VALUES ('by hand') RETURNING id");
        const row = await read(id);
        assert.equal(row.rank, 'MATE');
        assert.equal(row.createdBy.source, 'MANUAL');
    });
});

describe('batch', () => {
    test('records are answered in the order they came in, as a list', async () => {
        const input = Array.from({ length: 60 }, (_, n) => ({ name: `b${n}`,
            position: n % 3 === 0 ? 'last' : n }));
        const body = expect(await api.post(crew.batch, input, { depth: 0 }), 201);
        assert.deepEqual(body.data.sailors.map(({ name }) => name), input.map(({ name }) => name));
        assert.equal(body.totalCount, 60);
        assert.equal(body.pageInfo.hasNextPage, false);
        assert.equal(typeof body.pageInfo.endCursor, 'string');
        assert.equal(new Set(body.data.sailors.map(({ id }) => id)).size, 60);
    });

    test('elements may name different fields', async () => {
        const { data } = expect(await api.post(crew.batch,
            [{ name: 'x' }, {}, { wage: 5 }, { name: 'y', wage: 6, tags: ['OLD'] }]), 201);
        assert.deepEqual(data.sailors.map(({ name, wage, tags }) => [name, wage, tags]),
            [['x', 100, []], ['', 100, []], ['', 5, []], ['y', 6, ['OLD']]]);
    });

    test('an empty batch creates nothing', async () => {
        const body = expect(await api.post(crew.batch, []), 201);
        assert.deepEqual(body.data.sailors, []);
    });

    test('one bad element fails all, and is pointed at', async () => {
        const count = () => sql('SELECT count(*) FROM writing.sailors');
        const present = await count();
        expect_fault(await api.post(crew.batch, [{ name: 'good' }, { wage: 'x' }]), 400,
            "Invalid number value 'x' for field \"wage\"", { path: '/1/wage' });
        expect_fault(await api.post(crew.batch, [{ badge: 'twice' }, { badge: 'twice' }]), 400,
            /A duplicate entry was detected/);
        assert.equal(await count(), present);
    });

    test('61 elements are refused by a text that names the maximum', async () => {
        expect_fault(await api.post(crew.batch, Array(61).fill({})), 400,
            'Maximum number of records to upsert is 60.');
    });
});

describe('update', () => {
    test('only given keys change, updatedAt and updatedBy always', async () => {
        const made = await create({ name: 'old', wage: 1, full: { firstName: 'A', lastName: 'B' } },
            { depth: 0 });
        await sql(`UPDATE writing.sailors SET updated_at = '2020-01-01Z', updated_by_name = 'x'
                    WHERE id = '${made.id}'`);
        const changed = await update(made.id, { name: 'new' });
        assert.ok(Date.parse(changed.updatedAt) > Date.parse('2021-01-01'));
        assert.equal(changed.updatedBy.name, 'tests');
        assert.deepEqual({ ...changed, updatedAt: 0 }, { ...made, name: 'new', updatedAt: 0 });
    });

    test('PATCH {} and an empty body return the record; PUT is PATCH', async () => {
        const made = await create({ name: 'same', wage: 3 });
        assert.equal((await update(made.id, {})).name, 'same');
        const empty = expect(await api.raw('PATCH', `${crew.path}/${made.id}`), 200);
        assert.equal(empty.data.sailor.wage, 3);
        const put = expect(await api.put(`${crew.path}/${made.id}`, { name: 'put' }),
            200).data.sailor;
        assert.deepEqual([put.name, put.wage], ['put', 3]);
    });

    test('a composite merges by sub-field; e-mails and links are rewritten whole', async () => {
        const made = await create({ full: { firstName: 'A', lastName: 'B' },
            home: { addressCity: 'Paris', addressLat: 1 },
            mails: { primaryEmail: 'a@b.example', additionalEmails: ['c@d.example'] },
            phones: { primaryPhoneNumber: '612345678', primaryPhoneCallingCode: '+33',
                additionalPhones: [{ number: '612345679', countryCode: 'FR' }] },
            web: { primaryLinkUrl: 'x.example', primaryLinkLabel: 'X' } });
        const changed = await update(made.id, { full: { firstName: 'Z' },
            home: { addressCity: 'Rome' },
            mails: { additionalEmails: ['e@f.example'] },
            phones: { primaryPhoneCallingCode: '+33' },
            web: { primaryLinkUrl: 'y.example' } });
        assert.deepEqual(changed.full, { firstName: 'Z', lastName: 'B' });
        assert.equal(changed.home.addressCity, 'Rome');
        assert.equal(changed.home.addressLat, 1);
        assert.deepEqual(changed.mails, { primaryEmail: '', additionalEmails: ['e@f.example'] });
        assert.equal(changed.phones.primaryPhoneNumber, '612345678');
        assert.equal(changed.phones.primaryPhoneCountryCode, 'FR');
        assert.equal(changed.phones.primaryPhoneCallingCode, '+33');
        assert.deepEqual(changed.phones.additionalPhones, []);
        assert.deepEqual(changed.web, { primaryLinkUrl: 'y.example', primaryLinkLabel: '',
            secondaryLinks: [] });
    });

    test('null empties a field, each type in its own form', async () => {
        const made = await create({ name: 'n', wage: 1, full: { firstName: 'A' }, papers: { a: 1 },
            tags: ['NEW'], words: ['w'] });
        const changed = await update(made.id, { name: null, wage: null, full: null, papers: null,
            tags: null, words: null });
        assert.deepEqual([changed.name, changed.wage, changed.full, changed.papers, changed.tags,
            changed.words], ['', null, { firstName: '', lastName: '' }, null, [], []]);
        expect_fault(await api.patch(`${crew.path}/${made.id}`, { rank: null }), 400,
            'Field rank is not nullable and has no default value.', { path: '/rank' });
        expect_fault(await api.patch(`${crew.path}/${made.id}`, { position: null }), 400,
            'Invalid position value null for field "position"', { path: '/position' });
    });

    test('a soft-deleted record can be updated, an unknown one is 404 also with an empty body',
        async () => {
        const made = await create({ name: 'soon gone' });
        expect(await api.delete(`${crew.path}/${made.id}`), 200);
        assert.equal((await update(made.id, { name: 'still there' })).name, 'still there');
        assert.equal((await update(made.id, { deletedAt: null })).deletedAt, null);
        assert.equal((await read(made.id)).name, 'still there');
        expect_fault(await api.patch(`${crew.path}/${unknown_id}`, { name: 'x' }), 404,
            'Record not found');
        expect_fault(await api.patch(`${crew.path}/${unknown_id}`, {}), 404, 'Record not found');
        expect_fault(await api.raw('PATCH', `${crew.path}/${unknown_id}`), 404, 'Record not found');
    });

    test('concurrent updates of one record all succeed and one of them stands', async () => {
        const made = await create({ wage: 0 });
        const answers = await each(Array.from({ length: 40 }, (_, n) => n), (n) =>
            api.patch(`${crew.path}/${made.id}`, { wage: n }), 16);
        for (const answer of answers)
            expect(answer, 200);
        const { wage } = await read(made.id);
        assert.ok(wage >= 0 && wage < 40);
    });
});

describe('unique values', () => {
    test('a duplicate value is a 400 that names the field and tells nothing of the other record',
        async () => {
        const secret = `secret-${randomUUID()}`;
        await create({ badge: 'B1', name: secret });
        const answer = await api.post(crew.path, { badge: 'B1' });
        const body = expect_fault(answer, 400, /A duplicate entry was detected/,
            { path: '/badge' });
        assert.match(body.messages[0], /badge/);
        assert.ok(!answer.text.includes(secret));
        const other = await create({ badge: 'B2' });
        expect_fault(await api.patch(`${crew.path}/${other.id}`, { badge: 'B1' }), 400,
            /A duplicate entry was detected/, { path: '/badge' });
    });

    test('a duplicate id is refused, of soft-deleted records as well', async () => {
        const { id } = await create({});
        expect_fault(await api.post(crew.path, { id }), 400, /A duplicate entry was detected/,
            { path: '/id' });
        expect(await api.delete(`${crew.path}/${id}`), 200);
        expect_fault(await api.post(crew.path, { id }), 400, /A duplicate entry was detected/,
            { path: '/id' });
    });

    test('uniqueness is over live records; unset values never collide', async () => {
        const { id } = await create({ badge: 'B9' });
        expect(await api.delete(`${crew.path}/${id}`), 200);
        const next = await create({ badge: 'B9' });
        expect_fault(await api.patch(`${crew.path}/${id}`, { deletedAt: null }), 400,
            /A duplicate entry was detected/);
        assert.equal((await read(next.id)).badge, 'B9');
        await create({ badge: '' });
        await create({ badge: '' });
    });

    test('of many who take one value at once, exactly one succeeds', async () => {
        const answers = await each(Array(20).fill(0), () => api.post(crew.path, { badge: 'race' }),
            16);
        assert.equal(answers.filter(({ status }) => status === 201).length, 1);
        assert.equal(answers.filter(({ status }) => status === 400).length, 19);
    });
});

describe('delete', () => {
    test('a delete is soft: the record is out of sight until a filter asks for it', async () => {
        const { id } = await create({ name: 'soft' });
        const filter = `id[eq]:${id}`;
        const count = async (text) => expect(await api.get(crew.path, { filter: text }),
            200).totalCount;
        assert.deepEqual(expect(await api.delete(`${crew.path}/${id}`), 200),
            { data: { deleteSailor: { id } } });
        expect_fault(await api.get(`${crew.path}/${id}`), 404, 'Record not found');
        assert.equal(await count(filter), 0);
        assert.equal(await count(`${filter},deletedAt[is]:NOT_NULL`), 1);
        assert.equal(await count(`${filter},or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)`), 1);
        const repeated = await api.delete(`${crew.path}/${id}`);
        assert.equal(repeated.status, 200, repeated.text);
    });

    test('soft_delete=false destroys, live or soft-deleted', async () => {
        for (const already of [false, true]) {
            const { id } = await create({});
            if (already)
                expect(await api.delete(`${crew.path}/${id}`), 200);
            assert.deepEqual(expect(await api.delete(`${crew.path}/${id}`, { soft_delete: false }),
                200),
                { data: { deleteSailor: { id } } });
            assert.equal(await sql(`SELECT count(*) FROM writing.sailors WHERE id = '${id}'`), '0');
            expect_fault(await api.delete(`${crew.path}/${id}`, { soft_delete: false }), 404,
                'Record not found');
        }
        expect_fault(await api.delete(`${crew.path}/${unknown_id}`), 404, 'Record not found');
    });

    test('destroying a record unsets the keys that led to it', async () => {
        const ship = expect(await api.post(ships.path, { name: 'Titanic' }), 201).data.ship;
        const { id } = await create({ shipId: ship.id });
        expect(await api.delete(`${ships.path}/${ship.id}`, { soft_delete: false }), 200);
        assert.equal((await read(id)).shipId, null);
    });
});

test('standard objects: a note is linked to a person by a note target', async () => {
    const person = expect(await api.post('/rest/people', { name: { firstName: 'Nia' } }),
        201).data.person;
    const note = expect(await api.post('/rest/notes', { title: 'T', body: { markdown: 'M' } }),
        201).data.note;
    expect(await api.post('/rest/noteTargets', { noteId: note.id, targetPersonId: person.id }),
        201);
    const shown = expect(await api.get(`/rest/people/${person.id}`, { depth: 2 }), 200).data.person;
    assert.equal(shown.noteTargets[0].note.title, 'T');
    expect(await api.delete(`/rest/notes/${note.id}`, { soft_delete: false }), 200);
    assert.equal(expect(await api.get('/rest/noteTargets'), 200).totalCount, 0);
});
