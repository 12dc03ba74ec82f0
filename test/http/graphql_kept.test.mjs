// Documents are kept with what their fields answer resolved: whatever differs between two uses of one document, in
// the model, in the rights of the role or in the variables, its answer follows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, make_field, make_key, make_object, make_workspace, many_to_one, randomUUID,
    selfcheck, sql,
} from './helpers.mjs';

const workspace = 'graphql_kept';
let admin;
let member;
let postgres;
let ship;
let port;
const ids = [1, 2, 3].map((n) => `01900000-0000-7000-8000-00000000000${n}`);

const post = async (query, variables, caller) =>
    expect(await caller.post('/graphql', { query, variables }), 200);
async function ask(query, variables, caller = admin) {
    const body = await post(query, variables, caller);
    assert.equal(body.errors, undefined, `${query} ${JSON.stringify(body.errors)}`);
    return body.data;
}
/** Often enough, and side by side, that each backend of the daemon keeps the document. */
const ask_all = async (query, variables, caller) => {
    const answers = await each(Array(8).fill(), () => ask(query, variables, caller));
    for (const answer of answers)
        assert.deepEqual(answer, answers[0]);
    return answers[0];
};
const refuse_all = (query, variables, caller = admin) => each(Array(8).fill(), async () => {
    const { errors, data } = await post(query, variables, caller);
    assert.ok(errors?.length > 0, `${query} ${JSON.stringify(data)}`);
    return errors[0];
});
const change_field = async (object, field, changes) =>
    expect(await admin.patch(`/rest/metadata/fields/${object.fields[field].id}`, changes), 200);

before(async () => {
    admin = await make_workspace(workspace);
    member = client({ token: await make_key('m', { workspace, role: 'member' }) });
    postgres = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
        ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
    port = await make_object(admin, 'port', [{ name: 'city', type: 'TEXT' },
        { name: 'depth', type: 'NUMBER' }]);
    ship = await make_object(admin, 'ship', [{ name: 'bow', type: 'TEXT' }, { name: 'stern', type: 'TEXT' },
        { name: 'price', type: 'CURRENCY' }, many_to_one('port', port.object, 'Ships')]);
    await ask(`mutation { createPort(data: {id: "${ids[0]}", name: "Oslo", city: "O", depth: 9}) { id } }`);
    await ask(`mutation { createShips(data: [${ids.map((id, i) => `{id: "${id}", name: "s${i}", bow: "b${i}",
        stern: "t${i}", price: {amountMicros: ${i}, currencyCode: "NOK"}, portId: "${ids[0]}"}`)}]) { id } }`);
});
after(() => selfcheck());

describe('the model changes between two uses of a document', () => {
    test('fields that change their names are read under the new ones', async () => {
        const documents = [
            ['{ ships(first: 1, orderBy: [{name: AscNullsLast}]) { edges { node { bow stern } } } }',
                ({ ships }) => ships.edges[0].node],
            [`{ ship(filter: {id: {eq: "${ids[0]}"}}) { bow stern } }`, (data) => data.ship],
            [`{ port(filter: {id: {eq: "${ids[0]}"}}) { ships(first: 1, orderBy: [{name: AscNullsLast}]) {
                edges { node { bow stern } } } } }`, (data) => data.port.ships.edges[0].node],
            [`mutation { updateShip(id: "${ids[0]}", data: {name: "s0"}) { bow stern } }`,
                (data) => data.updateShip],
        ];
        const check = async (bow, stern) => {
            for (const [document, node] of documents)
                assert.deepEqual(node(await ask_all(document)), { bow, stern }, document);
        };
        await check('b0', 't0');
        const swap = async () => {
            for (const [field, name] of [['bow', 'middle'], ['stern', 'bow'], ['bow', 'stern']])
                await change_field(ship, field, { name, label: name });
            [ship.fields.bow, ship.fields.stern] = [ship.fields.stern, ship.fields.bow];
        };
        await swap();
        await check('t0', 'b0');
        await swap();
        await check('b0', 't0');
    });

    test('a field that is gone is not answered, one made anew is', async () => {
        const document = '{ ships(first: 1) { edges { node { mast } } } }';
        const [{ message }] = await refuse_all(document);
        assert.match(message, /Cannot query field "mast"/);
        const remove = async ({ id }) => {
            expect(await admin.patch(`/rest/metadata/fields/${id}`, { isActive: false }), 200);
            expect(await admin.delete(`/rest/metadata/fields/${id}`), 200);
        };
        let field = await make_field(admin, ship.object, { name: 'mast', type: 'TEXT' });
        await ask(`mutation { updateShip(id: "${ids[0]}", data: {mast: "tall"}) { id } }`);
        assert.deepEqual((await ask_all(document)).ships.edges[0].node, { mast: 'tall' });
        await remove(field);
        await refuse_all(document);
        field = await make_field(admin, ship.object, { name: 'mast', type: 'NUMBER' });
        await ask(`mutation { updateShip(id: "${ids[0]}", data: {mast: 7}) { id } }`);
        assert.deepEqual((await ask_all(document)).ships.edges[0].node, { mast: 7 });
        await remove(field);
    });

    test('of the object a relation leads to, too', async () => {
        const document = `{ ship(filter: {id: {eq: "${ids[1]}"}}) { port { city } } }`;
        assert.deepEqual(await ask_all(document), { ship: { port: { city: 'O' } } });
        await change_field(port, 'city', { name: 'town', label: 'town' });
        await refuse_all(document);
        await change_field(port, 'depth', { name: 'city', label: 'city' });
        assert.deepEqual(await ask_all(document), { ship: { port: { city: 9 } } });
        await change_field(port, 'depth', { name: 'depth', label: 'depth' });
        await change_field(port, 'city', { name: 'city', label: 'city' });
        assert.deepEqual(await ask_all(document), { ship: { port: { city: 'O' } } });
    });
});

describe('the rights of the role change between two uses of a document', () => {
    const columns = (table, hidden) => sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
        WHERE attrelid = '${workspace}.${table}'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname <> '${hidden}'`);
    for (const [of, table, hidden, document, expected] of [
        ['the object', 'ships', 'bow', `{ ship(filter: {id: {eq: "${ids[1]}"}}) { bow } }`, { ship: { bow: 'b1' } }],
        ['a related one', 'ports', 'city', `{ ship(filter: {id: {eq: "${ids[1]}"}}) { port { city } } }`,
            { ship: { port: { city: 'O' } } }],
    ]) {
        test(`a column of ${of} that is revoked is not answered`, async () => {
            const rest = await columns(table, hidden);
            assert.deepEqual(await ask_all(document, {}, member), expected);
            await sql(`REVOKE SELECT ON ${workspace}.${table} FROM "${postgres}";
                GRANT SELECT (${rest}) ON ${workspace}.${table} TO "${postgres}"`);
            await refuse_all(document, {}, member);
            // The admin's is a document of its own.
            assert.deepEqual(await ask_all(document), expected);
            await sql(`REVOKE SELECT (${rest}) ON ${workspace}.${table} FROM "${postgres}";
                GRANT SELECT ON ${workspace}.${table} TO "${postgres}"`);
            assert.deepEqual(await ask_all(document, {}, member), expected);
        });

        test(`nor one of ${of} that another role lent, which no table tells of`, async () => {
            const rest = await columns(table, hidden);
            const lender = `graphql_kept_${table}`;
            await sql(`CREATE ROLE ${lender} NOLOGIN; GRANT SELECT ON ${workspace}.${table} TO ${lender};
                GRANT ${lender} TO "${postgres}"; REVOKE SELECT ON ${workspace}.${table} FROM "${postgres}";
                GRANT SELECT (${rest}) ON ${workspace}.${table} TO "${postgres}"`);
            try {
                assert.deepEqual(await ask_all(document, {}, member), expected);
                await sql(`REVOKE ${lender} FROM "${postgres}"`);
                for (const { message } of await refuse_all(document, {}, member))
                    assert.match(message, /Cannot query field/);
                await sql(`GRANT ${lender} TO "${postgres}"`);
                assert.deepEqual(await ask_all(document, {}, member), expected);
            } finally {
                await sql(`REVOKE SELECT (${rest}) ON ${workspace}.${table} FROM "${postgres}";
                    GRANT SELECT ON ${workspace}.${table} TO "${postgres}";
                    DROP OWNED BY ${lender}; DROP ROLE ${lender}`);
            }
        });
    }
});

describe('one document with other variables', () => {
    test('finds other records', async () => {
        const document = 'query ($id: UUID) { ship(filter: {id: {eq: $id}}) { name } }';
        for (let round = 0; round < 3; ++round)
            for (const [i, id] of ids.entries())
                assert.deepEqual(await ask(document, { id }), { ship: { name: `s${i}` } });
        assert.deepEqual(await ask(document, { id: ids[0].toUpperCase() }), { ship: { name: 's0' } });
        for (const id of [randomUUID(), null]) {
            const { errors: [error], data } = await post(document, { id }, admin);
            assert.equal(error.extensions.code, 'NOT_FOUND');
            assert.deepEqual(data, { ship: null });
        }
        const { errors: [error] } = await post(document, { id: 'x' }, admin);
        assert.equal(error.extensions.code, 'BAD_USER_INPUT');
        assert.deepEqual(await ask(document, { id: ids[2] }), { ship: { name: 's2' } });
    });

    test('cuts other pages of another filter and order', async () => {
        const document = `query ($first: Int, $after: String, $filter: ShipFilterInput, $order: [ShipOrderByInput]) {
            ships(first: $first, after: $after, filter: $filter, orderBy: $order) {
                totalCount edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }`;
        const names = ({ ships }) => ships.edges.map(({ node }) => node.name).join();
        const order = [{ name: 'DescNullsLast' }];
        const first = await ask(document, { first: 2, order });
        assert.equal(names(first), 's2,s1');
        assert.equal(first.ships.edges[1].cursor, first.ships.pageInfo.endCursor);
        const second = await ask(document, { first: 2, order, after: first.ships.pageInfo.endCursor });
        assert.equal(names(second), 's0');
        assert.equal(second.ships.pageInfo.hasNextPage, false);
        assert.equal(names(await ask(document, { order: [{ name: 'AscNullsLast' }] })), 's0,s1,s2');
        const one = await ask(document, { filter: { bow: { eq: 'b1' } } });
        assert.deepEqual([names(one), one.ships.totalCount], ['s1', 1]);
        assert.equal(names(await ask(document, { order })), 's2,s1,s0');
    });

    test('skips and includes other fields', async () => {
        const document = `query ($skip: Boolean!, $deep: Boolean!) { ships(first: 1) { totalCount @skip(if: $skip)
            edges { node { ...parts bow @include(if: $deep) } } } }
            fragment parts on Ship { name price @skip(if: $skip) { currencyCode } }`;
        for (let round = 0; round < 2; ++round)
            for (const skip of [true, false])
                for (const deep of [true, false])
                    assert.deepEqual(await ask(document, { skip, deep }), { ships: {
                        ...(!skip && { totalCount: 3 }),
                        edges: [{ node: { name: 's0', ...(!skip && { price: { currencyCode: 'NOK' } }),
                            ...(deep && { bow: 'b0' }) } }],
                    } });
    });

    test('answers each root field under its alias by its own arguments', async () => {
        const document = `query ($a: UUID!, $b: UUID!) {
            one: ship(filter: {id: {eq: $a}}) { ...names port { city } }
            two: ship(filter: {id: {eq: $b}}) { stern ...names }
            all: ships(first: 3) { edges { node { n: name __typename } } } __typename }
            fragment names on Ship { title: name bow }`;
        for (const [a, b] of [[0, 1], [1, 0], [2, 2]])
            assert.deepEqual(await ask(document, { a: ids[a], b: ids[b] }), {
                one: { title: `s${a}`, bow: `b${a}`, port: { city: 'O' } },
                two: { stern: `t${b}`, title: `s${b}`, bow: `b${b}` },
                all: { edges: [0, 1, 2].map((i) => ({ node: { n: `s${i}`, __typename: 'Ship' } })) },
                __typename: 'Query',
            });
    });
});

describe('a mutation that is sent again', () => {
    test('writes its literals as it did at first', async () => {
        const id = randomUUID();
        const document = `mutation ($bow: String) {
            createShip(upsert: true, data: {id: "${id}", name: "again", port: {connect: {where: {id: "${ids[0]}"}},
                disconnect: false}}) { id name port { name } }
            updateShip(id: "${id}", data: {bow: $bow, price: {amountMicros: 5}}) { bow price { amountMicros } } }`;
        for (const bow of ['x', 'y', 'z']) {
            const data = await ask(document, { bow });
            assert.deepEqual(data.createShip, { id, name: 'again', port: { name: 'Oslo' } });
            assert.equal(data.updateShip.bow, bow);
            assert.equal(Number(data.updateShip.price.amountMicros), 5);
        }
        await ask(`mutation { destroyShip(id: "${id}") { id } }`);
    });

    test('with the same data for two fields writes both', async () => {
        const document = `mutation ($data: ShipCreateInput!) { a: createShip(data: $data) { id name }
            b: createShip(data: $data) { id name } }`;
        for (const name of ['p', 'q']) {
            const { a, b } = await ask(document, { data: { name } });
            assert.notEqual(a.id, b.id);
            assert.deepEqual([a.name, b.name], [name, name]);
            await ask(`mutation { destroyShips(filter: {id: {in: ["${a.id}", "${b.id}"]}}) { id } }`);
        }
    });
});
