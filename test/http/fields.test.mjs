// §14: fields= prunes answers, with dotted paths into composites and relations.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_key, make_object, make_workspace, many_to_one, randomUUID,
    selfcheck, sql,
} from './helpers.mjs';

let api;
let ports;
let boats;
let crew;
let boat;
const ids = { port: randomUUID(), boat: randomUUID(), sailor: randomUUID() };

before(async () => {
    api = await make_workspace('projecting');
    ports = await make_object(api, 'port', [{ name: 'city', type: 'TEXT' }]);
    boats = await make_object(api, 'boat', [{ name: 'tons', type: 'NUMBER' },
        { name: 'owner', type: 'FULL_NAME' }, { name: 'price', type: 'CURRENCY' },
        many_to_one('home', ports.object, 'Fleet')]);
    crew = await make_object(api, 'sailor', [{ name: 'rank', type: 'NUMBER' },
        many_to_one('boat', boats.object, 'Crew')]);
    expect(await api.post(ports.path, { id: ids.port, name: 'north', city: 'Oslo' }), 201);
    expect(await api.post(boats.path, { id: ids.boat, name: 'a', tons: 1, homeId: ids.port,
        owner: { firstName: 'Ada', lastName: 'Lind' }, price: { amountMicros: 5,
            currencyCode: 'EUR' } }), 201);
    expect(await api.post(crew.path, { id: ids.sailor, name: 'Jo', rank: 3, boatId: ids.boat }),
        201);
    boat = `${boats.path}/${ids.boat}`;
});
after(() => selfcheck());

const one = async (parameters) => expect(await api.get(boat, parameters), 200).data.boat;
const refuse = async (parameters, message, also = { path: 'fields' }) =>
    expect_fault(await api.get(boats.path, parameters), 400, message, also);

describe('§14 fields', () => {
    const { port, boat: id, sailor } = ids;
    const cases = [
        ['id', 0, { id }], ['name', 1, { id, name: 'a' }], ['name,tons', 0, { id, name: 'a',
            tons: 1 }],
        [' name , tons ', 0, { id, name: 'a', tons: 1 }], ['name,name', 0, { id, name: 'a' }],
        ['homeId', 0, { id, homeId: port }], ['deletedAt', 0, { id, deletedAt: null }],
        ['owner', 0, { id, owner: { firstName: 'Ada', lastName: 'Lind' } }],
        ['owner.firstName', 0, { id, owner: { firstName: 'Ada' } }],
        ['owner.lastName,owner.firstName', 0, { id, owner: { firstName: 'Ada',
            lastName: 'Lind' } }],
        ['owner.firstName,owner', 0, { id, owner: { firstName: 'Ada', lastName: 'Lind' } }],
        ['price.currencyCode,createdBy.source', 0, { id, createdBy: { source: 'API' },
            price: { currencyCode: 'EUR' } }],
        // to-one
        ['home', 0, { id }], ['home.city', 0, { id, home: { id: port, city: 'Oslo' } }],
        ['home.city,homeId', 0, { id, homeId: port, home: { id: port, city: 'Oslo' } }],
        ['home.id', 2, { id, home: { id: port } }],
        ['home.createdBy.source', 0, { id, home: { id: port, createdBy: { source: 'API' } } }],
        // to-many
        ['crew.rank', 0, { id, crew: [{ id: sailor, rank: 3 }] }],
        ['crew.boatId', 1, { id, crew: [{ id: sailor, boatId: id }] }],
        // two relations far, whatever the depth
        ['home.fleet.name', 0, { id, home: { id: port, fleet: [{ id, name: 'a' }] } }],
        ['crew.boat.name,crew.rank', 0, { id, crew: [{ id: sailor, rank: 3, boat: { id,
            name: 'a' } }] }],
    ];
    for (const [fields, depth, wanted] of cases)
        test(`${fields} at depth ${depth}`, async () => {
            assert.deepEqual(await one({ fields, depth }), wanted);
            const { data } = expect(await api.get(boats.path, { fields, depth }), 200);
            assert.deepEqual(data.boats, [wanted]);
        });

    test('a bare relation comes whole while depth lasts', async () => {
        const whole = await one({ depth: 2 });
        assert.deepEqual(await one({ fields: 'home', depth: 2 }), { id, home: whole.home });
        assert.deepEqual(await one({ fields: 'crew,home.city', depth: 1 }), { id,
            crew: (await one({ depth: 1 })).crew, home: { id: port, city: 'Oslo' } });
        assert.deepEqual(await one({ fields: 'home,home.city', depth: 1 }), { id,
            home: (await one({ depth: 1 })).home });
    });

    test('a relation that is not set is null, a list of none is empty', async () => {
        const lonely = expect(await api.post(boats.path, { name: 'z' }, { fields: 'home.city,'
            + 'crew.rank' }), 201).data.boat;
        assert.deepEqual(lonely, { id: lonely.id, home: null, crew: [] });
        expect(await api.delete(`${boats.path}/${lonely.id}`, { soft_delete: false }), 200);
    });

    test('given several times, they add up', async () => {
        const answer = await api.raw('GET', `${boat}?fields=name&depth=0&fields=tons,owner.lastName`);
        assert.deepEqual(expect(answer, 200).data.boat, { id, name: 'a', tons: 1,
            owner: { lastName: 'Lind' } });
    });

    test('create, batch and update answer with them', async () => {
        const made = expect(await api.post(boats.path, { name: 'x' }, { fields: 'name' }),
            201).data.boat;
        assert.deepEqual(made, { id: made.id, name: 'x' });
        const batch = expect(await api.post(boats.batch, [{ name: 'y' }, { name: 'w' }],
            { fields: 'name' }), 201).data.boats;
        assert.deepEqual(batch, [{ id: batch[0].id, name: 'y' }, { id: batch[1].id, name: 'w' }]);
        assert.deepEqual(expect(await api.patch(`${boats.path}/${made.id}`, { tons: 9 },
            { fields: 'tons' }), 200).data.boat, { id: made.id, tons: 9 });
        for (const record of [made, ...batch])
            expect(await api.delete(`${boats.path}/${record.id}`, { soft_delete: false }), 200);
    });

    test('dialect twenty takes its own names', async () => {
        const twenty = client({ token: api.token, dialect: 'twenty' });
        const { note } = expect(await api.post('/rest/notes', { title: 't',
            body: { markdown: 'm' } }), 201).data;
        for (const fields of ['bodyV2.markdown', 'body.markdown'])
            assert.deepEqual(expect(await twenty.get(`/rest/notes/${note.id}`, { fields }),
                200).data.note, { id: note.id, bodyV2: { markdown: 'm' } });
    });

    test('a field made a second ago can be asked for', async () => {
        const made = expect(await api.post('/rest/metadata/fields', { name: 'draft', label: 'Draft',
            type: 'NUMBER', objectMetadataId: boats.id }), 201);
        assert.ok(made);
        assert.deepEqual(await one({ fields: 'draft' }), { id, draft: null });
    });
});

describe('§14 refusals', () => {
    const expected = ". Expected a comma-separated list of field names, e.g. fields=id,name";
    test('empty', async () => {
        for (const fields of ['', ' '])
            await refuse({ fields }, `'fields' parameter is empty${expected}`);
    });
    test('malformed', async () => {
        for (const fields of [',', 'name,', ',name', 'name,,tons', '.', 'owner.', '.name',
            'owner..firstName', 'na me', 'name[eq]', '"name"', 'f(x)', '{name}'])
            await refuse({ fields }, `'fields' parameter invalid${expected}`);
    });
    test('unknown, all of them at once', async () => {
        await refuse({ fields: 'foo,name,bar' }, "Unknown or unreadable fields on 'boat': foo, bar",
            { path: 'fields', code: 'FIELD_NOT_FOUND' });
        for (const fields of ['owner.foo', 'name.foo', 'home.foo', 'crew.foo', 'home.fleet.foo',
            'searchVector', 'home.searchVector', 'owner.firstName.x', 'homeId.x', 'NAME'])
            await refuse({ fields }, `Unknown or unreadable fields on 'boat': ${fields}`);
    });
    test('unreadable reads as unknown', async () => {
        const viewer = client({ token: await make_key('looker', { workspace: 'projecting',
            role: 'viewer' }) });
        const role = await sql(`SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = 'projecting' AND r.name = 'viewer'`);
        await sql(`REVOKE SELECT ON projecting.boats FROM ${role};
            GRANT SELECT (id, name, home_id, deleted_at) ON projecting.boats TO ${role}`);
        expect_fault(await viewer.get(boats.path, { fields: 'name,tons' }), 400,
            "Unknown or unreadable fields on 'boat': tons");
        assert.deepEqual(expect(await viewer.get(boats.path, { fields: 'name,home.city' }),
            200).data.boats, [{ id: ids.boat, name: 'a', home: { id: ids.port, city: 'Oslo' } }]);
        await sql(`REVOKE SELECT (id, name, home_id, deleted_at) ON projecting.boats FROM ${role};
            GRANT SELECT ON projecting.boats TO ${role}`);
    });
    test('a bare to-many relation at depth 0', async () => {
        await refuse({ fields: 'crew,name', depth: 0 },
            "One-to-many relation fields on 'boat' require a positive depth: crew");
        await refuse({ fields: 'home.fleet', depth: 1 },
            "One-to-many relation fields on 'boat' require a positive depth: home.fleet");
    });
    test('more than two relations far', async () => {
        await refuse({ fields: 'crew.boat.home.city', depth: 2 },
            "'fields' follows at most 2 relations: crew.boat.home.city");
    });
    test('more names than any object has', async () => {
        await refuse({ fields: 'name,'.repeat(1000) + 'name' },
            "'fields' exceeds the limit projected_fields: at most 1000 names",
            { code: 'LIMIT_EXCEEDED' });
        expect(await api.get(boats.path, { fields: 'name,'.repeat(999) + 'name' }), 200);
    });
    test('discover takes true and false, and changes nothing', async () => {
        const plain = await one({});
        for (const discover of ['true', 'false', ''])
            assert.deepEqual(await one({ discover }), plain);
        await refuse({ discover: 'x' },
            "'discover=x' parameter invalid. Allowed values are true, false", { path: 'discover' });
    });
    test('nothing is written when a write asks for unknown fields', async () => {
        expect_fault(await api.post(boats.path, { name: 'never' }, { fields: 'foo' }), 400);
        assert.equal(await sql("SELECT count(*) FROM projecting.boats WHERE name = 'never'"), '0');
    });
});
