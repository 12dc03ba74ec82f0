// Nested writes: records that a body creates, connects and disconnects along with its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, fingerprint, make_field, make_key, make_object, make_workspace,
    many_to_one, selfcheck, sql, unknown_id,
} from './helpers.mjs';

let api;
let yards; // have ships (to many) and a flag (to one, the key is the flag's)
let ships; // have a yard (to one) and crew (to many)
let sailors; // have a ship
let flags; // have a yard, one each

before(async () => {
    api = await make_workspace('nested');
    yards = await make_object(api, 'yard', [{ name: 'code', type: 'TEXT', isUnique: true }]);
    ships = await make_object(api, 'ship', [{ name: 'code', type: 'TEXT', isUnique: true },
        { name: 'knots', type: 'NUMBER' }, many_to_one('yard', yards.object, 'Ships')]);
    sailors = await make_object(api, 'sailor', [{ name: 'mail', type: 'EMAILS', isUnique: true },
        many_to_one('ship', ships.object, 'Crew')]);
    flags = await make_object(api, 'flag', [{ name: 'yard', type: 'RELATION',
        relationCreationPayload: { type: 'ONE_TO_ONE', targetObjectMetadataId: yards.id,
            targetFieldLabel: 'Flag', targetFieldIcon: '' } }]);
});
after(() => selfcheck());

const create = async ({ path, singular }, body = {}, parameters) =>
    expect(await api.post(path, body, parameters), 201).data[singular];
const change = async ({ path, singular }, id, body, parameters) =>
    expect(await api.patch(`${path}/${id}`, body, parameters), 200).data[singular];
const read = async ({ path, singular }, id, depth = 1) =>
    expect(await api.get(`${path}/${id}`, { depth }), 200).data[singular];
const names = (list) => list.map(({ name }) => name).sort();
/** The request is refused and has changed nothing. */
async function refuse(request, status, message, also) {
    const before = await fingerprint('nested');
    const answer = await request();
    assert.equal(await fingerprint('nested'), before, 'a refused request changed something');
    return expect_fault(answer, status, message, also);
}

describe('create', () => {
    test('a to-one relation is made with the record that leads to it', async () => {
        const ship = await create(ships, { name: 'Fram', yard: { create: { name: 'Larvik' } } });
        assert.equal(ship.yard.name, 'Larvik');
        assert.equal(ship.yardId, ship.yard.id);
        assert.equal(ship.yard.createdBy.source, 'API');
        assert.equal(ship.yard.updatedBy.name, 'tests');
    });

    test('to-many relations are made behind it, others are taken in', async () => {
        const old = await create(ships, { name: 'Gjøa', code: 'G' });
        const yard = await create(yards, { name: 'Bergen', ships: {
            create: [{ name: 'Maud', knots: 7 }, { name: 'Fram' }],
            connect: [{ id: old.id }] } });
        assert.deepEqual(names(yard.ships), ['Fram', 'Gjøa', 'Maud']);
        const by_code = await create(yards, { ships: { connect: { where: { code: 'G' } } } });
        assert.deepEqual(names(by_code.ships), ['Gjøa']);
        assert.deepEqual(names((await read(yards, yard.id)).ships), ['Fram', 'Maud']);
        assert.equal((await read(ships, old.id)).updatedBy.name, 'tests');
    });

    test('five deep, along keys of either side', async () => {
        const sailor = await create(sailors, { name: '0', ship: { create: { name: '1',
            crew: { create: { name: 'mate' } }, yard: { create: { name: '2',
                flag: { create: { name: '3' } },
                ships: { create: [{ name: '3', crew: { create: [{ name: '4' }] } }] } } } } } },
        { depth: 2 });
        assert.equal(sailor.ship.yard.name, '2');
        assert.deepEqual(names(sailor.ship.crew), ['0', 'mate']);
        const yard = await read(yards, sailor.ship.yardId, 2);
        assert.equal(yard.flag.name, '3');
        assert.deepEqual(names(yard.ships), ['1', '3']);
        assert.deepEqual(yard.ships.map((ship) => names(ship.crew)).sort(), [['0', 'mate'], ['4']]);
        const nodes = await make_object(api, 'node');
        await make_field(api, nodes.object, many_to_one('up', nodes.object, 'Down'));
        const chain = (n) => n === 0 ? {} : { up: { create: chain(n - 1) } };
        await create(nodes, chain(5));
        await refuse(() => api.post(nodes.path, chain(6)), 400, /^nested_depth is 5/,
            { code: 'LIMIT_EXCEEDED', path: '/up/create'.repeat(6) });
    });

    test('a batch: records of one kind share a statement', async () => {
        const body = Array.from({ length: 20 }, (_, i) => ({ name: `s${i}`,
            yard: { create: { name: `y${i}` } },
            crew: { create: [{ name: `a${i}` }, { name: `b${i}` }] } }));
        const made = expect(await api.post(ships.batch, body), 201).data.ships;
        made.forEach((ship, i) => {
            assert.equal(ship.yard.name, `y${i}`);
            assert.deepEqual(names(ship.crew), [`a${i}`, `b${i}`]);
        });
    });

    test('an id may be given, and a nested record connects others itself', async () => {
        const id = '018f0000-0000-7000-8000-000000000001';
        const yard = await create(yards, { code: 'Y1' });
        const sailor = await create(sailors, { ship: { create: { id,
            yard: { connect: { where: { code: 'Y1' } } } } } }, { depth: 2 });
        assert.equal(sailor.shipId, id);
        assert.equal(sailor.ship.yardId, yard.id);
    });
});

describe('update', () => {
    test('a to-one relation is made, connected, and let go', async () => {
        const ship = await create(ships, { name: 'x' });
        const made = await change(ships, ship.id, { yard: { create: { name: 'new' } }, knots: 3 });
        assert.deepEqual([made.yard.name, made.knots], ['new', 3]);
        assert.equal((await change(ships, ship.id, { yard: { disconnect: true } })).yardId, null);
        assert.equal((await change(ships, ship.id, { yard: { connect: {
            where: { id: made.yard.id } } } })).yard.name, 'new');
    });

    test('to-many records are made, taken in and let go in one request', async () => {
        const yard = await create(yards, { ships: { create: [{ name: 'a' }, { name: 'b' }] } });
        const [a] = yard.ships.filter(({ name }) => name === 'a');
        const c = await create(ships, { name: 'c' });
        const changed = await change(yards, yard.id, { ships: { create: [{ name: 'd' }],
            connect: [{ id: c.id }], disconnect: [{ id: a.id }] } });
        assert.deepEqual(names(changed.ships), ['b', 'c', 'd']);
        assert.equal((await read(ships, a.id)).yardId, null);
    });

    test('the one record of an end without a key makes room for the next', async () => {
        const yard = await create(yards, { flag: { create: { name: 'red' } } });
        assert.equal(yard.flag.name, 'red');
        const changed = await change(yards, yard.id, { flag: { create: { name: 'blue' } } });
        assert.equal(changed.flag.name, 'blue');
        assert.equal((await read(flags, yard.flag.id)).yardId, null);
        const back = await change(yards, yard.id, { flag: { connect: {
            where: { id: yard.flag.id } } } });
        assert.equal(back.flag.name, 'red');
        assert.equal((await change(yards, yard.id, { flag: { disconnect: true } })).flag, null);
        assert.equal((await change(yards, yard.id, { flag: { disconnect: true } })).flag, null);
    });

    test('an unknown record is not found, and what was nested is not left behind', async () => {
        await refuse(() => api.patch(`${ships.path}/${unknown_id}`, { yard: { create: {} } }), 404,
            'Record not found');
        const ship = await create(ships);
        const { headers } = await api.get(`${ships.path}/${ship.id}`);
        await change(ships, ship.id, { knots: 1 });
        await refuse(() => api.raw('PATCH', `${ships.path}/${ship.id}`,
            '{"yard":{"create":{}}}', { 'if-match': headers.etag }), 412);
    });
});

describe('upsert', () => {
    test('nested records come with the one that is made and the one that is found', async () => {
        const first = await create(ships, { code: 'U1', yard: { create: { name: 'first' } },
            crew: { create: [{ name: 'a' }] } }, { upsert: true });
        const again = await create(ships, { code: 'U1', yard: { create: { name: 'second' } },
            crew: { create: [{ name: 'b' }] } }, { upsert: true });
        assert.equal(again.id, first.id);
        assert.equal(again.yard.name, 'second');
        assert.deepEqual(names(again.crew), ['a', 'b']);
        const both = expect(await api.post(ships.batch, [
            { code: 'U1', crew: { disconnect: again.crew.map(({ id }) => ({ id })) } },
            { code: 'U2', crew: { create: { name: 'c' } } }], { upsert: true }), 201).data.ships;
        assert.deepEqual(both.map(({ crew }) => names(crew)), [[], ['c']]);
    });
});

describe('with other ways to write', () => {
    test('a transaction refers to what was nested', async () => {
        const answer = expect(await api.post('/rest/transaction', { operations: [
            { method: 'POST', path: '/rest/sailors', as: 'ada',
                body: { name: 'Ada', ship: { create: { name: 'T' } } } },
            { method: 'PATCH', path: '/rest/ships/{ada.shipId}',
                body: { yard: { create: { name: 'TY' } } } }] }), 200);
        assert.equal(answer.data.transaction[1].body.data.ship.yard.name, 'TY');
    });

    test('a dry run leaves nothing', async () => {
        const before = await fingerprint('nested');
        const answer = expect(await api.post(ships.path, { yard: { create: { name: 'dry' } } },
            { dry_run: true }), 201);
        assert.equal(answer.data.ship.yard.name, 'dry');
        assert.equal(await fingerprint('nested'), before);
    });

    test('an import and a write by filter take none', async () => {
        const body = { yard: { create: {} } };
        await refuse(() => api.patch(ships.path, body, { filter: 'knots[eq]:1' }), 400,
            'Relation "yard" cannot be written here: a filter may find many records',
            { path: '/yard' });
        await refuse(() => api.raw('POST', '/rest/import/ships', JSON.stringify(body),
            { 'content-type': 'application/x-ndjson' }), 400,
        /cannot be written here: an import writes the records of one object/);
        await refuse(() => api.post(`${ships.path}/duplicates`, { data: [body] }), 400);
    });

    test('several targets: taking a record in lets go of its other one', async () => {
        const logs = await make_object(api, 'log');
        const end = (target) => ({ type: 'MANY_TO_ONE', targetObjectMetadataId: target.id,
            targetFieldLabel: 'Logs', targetFieldIcon: '' });
        await make_field(api, logs.object, { name: 'of', type: 'MORPH_RELATION',
            morphRelationsCreationPayload: [end(ships), end(yards)] });
        const log = await create(logs, { ofShip: { create: { name: 'S' } } });
        const yard = await create(yards, { logs: { connect: [{ id: log.id }],
            create: [{ name: 'made' }] } });
        assert.equal(yard.logs.length, 2);
        assert.equal((await read(logs, log.id)).ofShipId, null);
        await refuse(() => api.post(logs.path, { ofShip: { create: {} }, ofYard: { create: {} } }), 400,
            /^At most one target of of can be set/);
        await refuse(() => api.post(yards.path, { logs: { create: { ofShipId: log.ofShipId } } }), 400,
            'At most one target of of can be set.', { path: '/logs/create' });
    });
});

describe('what is refused', () => {
    const fails = (object, body, message, path, status = 400) =>
        refuse(() => api.post(object.path, body), status, message, path ? { path } : {});

    test('a nested record is checked like any other, at its place', async () => {
        await fails(ships, { yard: { create: { nope: 1 } } },
            'Object yard doesn\'t have any "nope" field.', '/yard/create/nope');
        await fails(yards, { ships: { create: [{}, { knots: 'fast' }] } },
            /^Invalid number value/, '/ships/create/1/knots');
        await fails(yards, { ships: { create: ['x'] } },
            'Relation "ships": create takes an object, got \'x\'', '/ships/create/0');
        await create(ships, { code: 'taken' });
        await fails(yards, { ships: { create: [{ code: 'taken' }] } },
            'A duplicate entry was detected for field "code"', '/ships/create/0/code');
        await fails(yards, { ships: { create: [{ code: 'n1' }, { code: 'taken' }] } },
            'A duplicate entry was detected for field "code"', '/ships/create/code');
        await fails(sailors, { ship: { create: { yardId: unknown_id } } },
            /violates foreign key constraint/, '/ship/create/yardId');
        await fails(sailors, { ship: { create: { crew: { create: {
            mail: { primaryEmail: 'nonsense' } } } } } }, /^Invalid string value/,
        '/ship/create/crew/create/mail/primaryEmail');
    });

    test('the key to the record around it cannot be given', async () => {
        for (const own of [{ yardId: null }, { yard: { disconnect: true } }])
            await fails(yards, { ships: { create: [own] } },
                'Relation "yard" is given by the record around this one', '/ships/create/0');
    });

    test('a record that is not there is neither connected nor disconnected', async () => {
        await fails(yards, { ships: { connect: [{ id: unknown_id }] } },
            `Expected 1 record to connect to ships, but found 0 for id = ${unknown_id}`,
            '/ships/connect/0');
        const yard = await create(yards);
        const ship = await create(ships);
        const path = `${yards.path}/${yard.id}`;
        await refuse(() => api.patch(path, { ships: { disconnect: [{ id: ship.id }] } }), 400,
            `Expected 1 record to disconnect from ships, but found 0 for id = ${ship.id}`,
            { path: '/ships/disconnect/0' });
        await refuse(() => api.patch(path, { ships: { connect: [{ id: ship.id }, { id: ship.id }] } }),
            400, `A record can be given only once for ships: id = ${ship.id}`);
        await fails(yards, { ships: { disconnect: [{ id: ship.id }] } },
            'Relation "ships": a new record has nothing to disconnect', '/ships/disconnect');
        await fails(yards, { ships: { connect: [{ knots: 1 }] } },
            "Field knots is not a unique constraint field for 'ships'.", '/ships/connect/0/knots');
        expect(await api.delete(`${ships.path}/${ship.id}`, { soft_delete: true }), 200);
        await fails(yards, { ships: { connect: [{ id: ship.id }] } }, /found 0/);
    });

    test('what is no operation', async () => {
        const to_many = 'One-to-many relation ships field does not support write operations.';
        for (const value of [[], 'x', 1, null, {}, { create: [], set: [] }])
            await fails(yards, { ships: value }, to_many, '/ships');
        for (const value of [[], null, {}, { disconnect: false }, { create: {}, connect: {} }])
            await fails(yards, { flag: value },
                'Relation "flag" requires create, connect or disconnect operation', '/flag');
        await fails(flags, { yard: { create: {} }, yardId: unknown_id },
            'yard and yardId cannot be both provided.', '/yardId');
    });

    test('200 nested records a request', async () => {
        const crew = (n) => ({ crew: { create: Array.from({ length: n }, () => ({})) } });
        const ship = await create(ships, crew(200), { depth: 0 });
        assert.equal(await sql(`SELECT count(*) FROM nested.sailors WHERE ship_id = '${ship.id}'`),
            '200');
        await refuse(() => api.post(ships.path, crew(201)), 400, /^nested_records is 200/,
            { code: 'LIMIT_EXCEEDED', path: '/crew/create/200' });
        await refuse(() => api.post(ships.batch, [crew(150), crew(51)]), 400, /^nested_records is 200/);
    });
});

describe('rights', () => {
    test("nested records need the caller's rights to each", async () => {
        const member = client({ token: await make_key('m', { workspace: 'nested', role: 'member' }) });
        const role = await sql(`SELECT quote_ident(r.postgres_role) FROM viginti.role r JOIN
            viginti.workspace w ON w.id = r.workspace_id WHERE w.name = 'nested' AND r.name = 'member'`);
        const without = async (right, table, task) => {
            await sql(`REVOKE ${right} ON nested.${table} FROM ${role}`);
            try {
                await task();
            } finally {
                await sql(`GRANT ${right} ON nested.${table} TO ${role}`);
            }
        };
        const denied = /^Entity performing the request does not have permission/;
        const ship = expect(await member.post(ships.path, { yard: { create: {} } }), 201).data.ship;
        await without('INSERT', 'yards', async () => {
            await refuse(() => member.post(ships.path, { yard: { create: {} } }), 403, denied);
            expect(await member.post(ships.path, {}), 201);
        });
        await without('UPDATE', 'ships', () => refuse(() => member.post(yards.path,
            { ships: { connect: [{ id: ship.id }] } }), 403, denied));
        await without('SELECT, INSERT, UPDATE, DELETE', 'ships', () => refuse(() =>
            member.post(yards.path, { ships: { create: [{}] } }), 403));
    });
});
