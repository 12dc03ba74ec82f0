// A mutation of GraphQL that creates or updates one record answers what the next query finds, whichever way the record
// gets into the answer; and a document that is sent again sees what changed about its table since.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, make_field, make_key, make_object, make_workspace, many_to_one, randomUUID, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'graphql_returned';
let admin;
let member;
let role;
let boats;
let port;
let table;

const send = async (query, variables, caller = admin) =>
    expect(await caller.post('/graphql', { query, variables }), 200);
async function ask(query, variables, caller) {
    const { errors, data } = await send(query, variables, caller);
    assert.equal(errors, undefined, `${query} ${JSON.stringify(errors)}`);
    return data;
}
/** The one error of a mutation, which did nothing. */
async function refuse(query, variables, caller) {
    const { errors, data } = await send(query, variables, caller);
    assert.equal(errors?.length, 1, `${query} ${JSON.stringify(data)}`);
    assert.ok(Object.values(data).every((each) => each === null), JSON.stringify(data));
    return errors[0];
}

const flat = '{ id name crew }';
const making = (selection = flat) => `mutation ($data: BoatCreateInput!) { boat: createBoat(data: $data) ${selection} }`;
const changing = (selection = flat) =>
    `mutation ($id: UUID!, $data: BoatUpdateInput!) { boat: updateBoat(id: $id, data: $data) ${selection} }`;
const create = async (data, caller, selection) => (await ask(making(selection), { data }, caller)).boat;
const update = async (id, data, caller, selection) => (await ask(changing(selection), { id, data }, caller)).boat;
const read = async (id, selection = flat) =>
    (await ask(`query ($id: UUID!) { boat(filter: {id: {eq: $id}}) ${selection} }`, { id })).boat;

/** Runs SQL, the task, and SQL that undoes the first. */
async function between(begin, task, end) {
    await sql(begin);
    try {
        await task();
    } finally {
        await sql(end);
    }
}

before(async () => {
    admin = await make_workspace(workspace);
    member = client({ token: await make_key('m', { workspace, role: 'member' }) });
    role = await sql(`SELECT quote_ident(r.postgres_role) FROM viginti.role r JOIN viginti.workspace w
        ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
    const ports = await make_object(admin, 'port', [{ name: 'city', type: 'TEXT' }]);
    boats = await make_object(admin, 'boat', [
        { name: 'code', type: 'TEXT', isUnique: true }, { name: 'crew', type: 'NUMBER', defaultValue: 3 },
        { name: 'price', type: 'CURRENCY' }, { name: 'mail', type: 'EMAILS' }, many_to_one('port', ports.object, 'Boats'),
    ]);
    table = `${workspace}.${boats.object.namePlural}`;
    port = (await ask('mutation { createPort(data: {name: "Pylos", city: "P"}) { id name } }')).createPort;
});
after(() => selfcheck());

describe('the answer of a mutation', () => {
    for (const [what, selection] of [
        ['plain fields', flat],
        ['nothing but the type', '{ id __typename }'],
        ['aliases, and a field twice', '{ id n: name name m: name c: crew kind: __typename }'],
        ['composite fields and some of their parts', `{ id price { amountMicros } p: price { currencyCode amountMicros __typename }
            mail { primaryEmail additionalEmails } createdBy { source name workspaceMemberId context } }`],
        ['the key of a relation alone', '{ id portId key: portId }'],
        ['times and position', '{ createdAt updatedAt deletedAt position id }'],
        ['a related record', '{ id name port { id name city } }'],
        ['a related record and its key', '{ id portId port { __typename boats { totalCount edges { node { name } } } } }'],
        ['aggregates of a relation', '{ id port { boats { totalCount maxCrew edges { node { id } } } } }'],
    ])
        test(`is the record that is read after it: ${what}`, async () => {
            for (const data of [{}, { name: 'a', price: { amountMicros: 5, currencyCode: 'NOK' } },
                { id: randomUUID(), name: 'ä"\\\n', crew: null, portId: port.id, mail: { primaryEmail: 'a@b.example' } },
                { port: { connect: { where: { id: port.id } } } }]) {
                const made = await create(data, admin, selection);
                assert.deepEqual(made, await read(made.id, selection));
                for (const changes of [{ crew: 7, price: null }, { name: 'b', port: { connect: { where: { id: port.id } } } },
                    { port: { disconnect: true } }, {}]) {
                    const changed = await update(made.id, changes, admin, selection);
                    assert.deepEqual(changed, await read(made.id, selection));
                }
            }
        });

    test('has the records a new one embeds, of which there are none yet, and how many', async () => {
        const selection = `{ id boats(first: 3) { totalCount maxCrew countUniqueValuesName edges { cursor node { name } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
        const { made } = await ask(`mutation { made: createPort(data: {name: "Argos"}) ${selection} }`);
        const { found } = await ask(`{ found: port(filter: {id: {eq: "${made.id}"}}) ${selection} }`);
        assert.deepEqual(made, found);
        assert.equal(made.boats.totalCount, 0);
    });

    test('has the records that are written with it', async () => {
        const selection = '{ id boats(orderBy: [{name: AscNullsLast}]) { totalCount edges { node { name } } } }';
        const { made } = await ask(`mutation { made: createPort(data: {name: "Tiryns", boats: {create: [{name: "x"}, {name: "y"}]}})
            ${selection} }`);
        assert.deepEqual(made.boats, { totalCount: 2, edges: ['x', 'y'].map((name) => ({ node: { name } })) });
        const { boat } = await ask(`mutation { boat: createBoat(data: {name: "z", port: {create: {name: "Midea"}}})
            { name portId port { id name } } }`);
        assert.deepEqual([boat.name, boat.port.name, boat.portId], ['z', 'Midea', boat.port.id]);
        const { plain } = await ask(`mutation { plain: createPort(data: {name: "Asine", boats: {create: [{name: "w"}]}}) { name } }`);
        assert.deepEqual(plain, { name: 'Asine' });
    });

    test('follows fragments and what variables include', async () => {
        const made = await create({ name: 'a', crew: 4, portId: port.id });
        const document = `mutation ($id: UUID!, $crew: Float, $more: Boolean!, $deep: Boolean!) {
            updateBoat(id: $id, data: {crew: $crew}) { ...parts crew @include(if: $more) port @include(if: $deep) { name } } }
            fragment parts on Boat { title: name ... on Boat @skip(if: $more) { portId } price @include(if: $more) { currencyCode } }`;
        for (let crew = 0; crew < 3; ++crew)
            for (const more of [true, false])
                for (const deep of [true, false])
                    assert.deepEqual((await ask(document, { id: made.id, crew, more, deep })).updateBoat, {
                        title: 'a', ...(more ? { crew, price: { currencyCode: null } } : { portId: port.id }),
                        ...(deep && { port: { name: 'Pylos' } }),
                    });
    });

    test('is that of a record deleted softly, too', async () => {
        const { id } = await create({ name: 'a' });
        await ask(`mutation { deleteBoat(id: "${id}") { id } }`);
        const changed = await update(id, { name: 'b' }, admin, '{ name deletedAt }');
        assert.equal(changed.name, 'b');
        assert.notEqual(changed.deletedAt, null);
    });

    test('is that of an upsert, whether the record is new or not', async () => {
        const document = `mutation ($data: BoatCreateInput!) { boat: createBoat(upsert: true, data: $data) { id name crew code } }`;
        const upsert = async (data) => (await ask(document, { data })).boat;
        const made = await upsert({ code: 'up', name: 'a' });
        assert.deepEqual(await upsert({ code: 'up', name: 'b' }), { ...made, name: 'b' });
        assert.deepEqual(await upsert({ id: made.id, crew: 9 }), { ...made, name: 'b', crew: 9 });
    });

    test('is each field\'s own, as the record was behind it', async () => {
        const id = randomUUID();
        const data = await ask(`mutation ($id: UUID!) {
            a: createBoat(data: {id: $id, name: "one"}) { name crew }
            b: updateBoat(id: $id, data: {name: "two"}) { name port { name } }
            c: updateBoat(id: $id, data: {crew: 8}) { name crew }
            d: createBoat(data: {name: "other"}) { name crew } }`, { id });
        assert.deepEqual(data, { a: { name: 'one', crew: 3 }, b: { name: 'two', port: null },
            c: { name: 'two', crew: 8 }, d: { name: 'other', crew: 3 } });
    });
});

describe('a mutation that fails', () => {
    test('names the field that failed and undoes the others', async () => {
        const { id } = await create({ name: 'kept', code: 'taken' });
        const count = () => sql(`SELECT count(*) FROM ${table}`);
        const before_it = await count();
        for (const [bad, code, message] of [
            [`updateBoat(id: "${unknown_id}", data: {name: "x"}) { id }`, 'NOT_FOUND', /^Record not found$/],
            [`updateBoat(id: "${unknown_id}", data: {name: "x"}) { id port { id } }`, 'NOT_FOUND', /^Record not found$/],
            ['createBoat(data: {code: "taken"}) { name }', 'BAD_USER_INPUT', /duplicate/],
            ['createBoat(data: {code: "taken"}) { port { name } }', 'BAD_USER_INPUT', /duplicate/],
            [`createBoat(data: {portId: "${unknown_id}"}) { name }`, 'BAD_USER_INPUT', /./],
            // What is asked for is looked at before anything is written.
            ['createBoat(data: {code: "taken"}) { port { boats(first: -1) { totalCount } } }', 'BAD_USER_INPUT', /^First argument/],
        ]) {
            const { errors, data } = await send(`mutation { a: updateBoat(id: "${id}", data: {name: "half"}) { name }
                b: createBoat(data: {name: "half"}) { name } bad: ${bad} c: createBoat(data: {name: "more"}) { id } }`);
            assert.deepEqual(data, { a: null, b: null, bad: null, c: null }, bad);
            assert.deepEqual(errors.map(({ path }) => path), [['bad']], bad);
            assert.equal(errors[0].extensions.code, code, bad);
            assert.match(errors[0].message, message);
            assert.equal(await count(), before_it, bad);
            assert.equal((await read(id)).name, 'kept');
        }
    });
});

describe('between two uses of one document', () => {
    test('a trigger added by the admin has its say, before the row and after it', async () => {
        const made = await create({ name: 'a' });
        await between(`CREATE FUNCTION ${workspace}.overrule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                UPDATE ${table} SET crew = 99 WHERE id = NEW.id AND crew IS DISTINCT FROM 99; RETURN NULL; END $$;
            CREATE FUNCTION ${workspace}.shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                NEW.name := upper(NEW.name); RETURN NEW; END $$;
            CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${workspace}.shout();
            CREATE TRIGGER overrule AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${workspace}.overrule()`,
        async () => {
            const next = await create({ name: 'b' });
            assert.deepEqual([next.name, next.crew], ['B', 99]);
            const changed = await update(made.id, { name: 'c' });
            assert.deepEqual([changed.name, changed.crew], ['C', 99]);
        },
        `DROP TRIGGER shout ON ${table}; DROP TRIGGER overrule ON ${table};
            DROP FUNCTION ${workspace}.shout(); DROP FUNCTION ${workspace}.overrule()`);
        assert.equal((await create({ name: 'd' })).crew, 3);
    });

    test('a field that is added, renamed or removed', async () => {
        const made = await create({ name: 'a' });
        const selection = '{ name mast }';
        const unknown = /Cannot query field "mast"/;
        const refused = async () => {
            for (const [document, variables] of [[making(selection), { data: {} }],
                [changing(selection), { id: made.id, data: { name: 'b' } }]]) {
                const { errors: [error], data } = await send(document, variables);
                assert.match(error.message, unknown);
                assert.ok(!data);
            }
        };
        await refused();
        const mast = await make_field(admin, boats.object, { name: 'mast', type: 'NUMBER', defaultValue: 2 });
        assert.deepEqual(await create({ name: 'c' }, admin, selection), { name: 'c', mast: 2 });
        assert.deepEqual(await update(made.id, { mast: 5 }, admin, selection), { name: 'a', mast: 5 });
        // Two fields change their names, so that the document names another column.
        const rename = async (id, name) => expect(await admin.patch(`/rest/metadata/fields/${id}`, { name, label: name }), 200);
        await rename(mast.id, 'pole');
        await refused();
        await rename(boats.fields.crew.id, 'mast');
        assert.deepEqual(await create({ name: 'd' }, admin, selection), { name: 'd', mast: 3 });
        assert.deepEqual(await update(made.id, { name: 'e' }, admin, selection), { name: 'e', mast: 3 });
        await rename(boats.fields.crew.id, 'crew');
        await rename(mast.id, 'mast');
        assert.deepEqual(await update(made.id, { name: 'f' }, admin, selection), { name: 'f', mast: 5 });
        expect(await admin.patch(`/rest/metadata/fields/${mast.id}`, { isActive: false }), 200);
        expect(await admin.delete(`/rest/metadata/fields/${mast.id}`), 200);
        await refused();
        assert.equal((await create({ name: 'g' })).crew, 3);
    });

    test('a right to read a column that is taken and given back', async () => {
        const made = await create({ name: 'a' }, member);
        assert.equal(made.crew, 3);
        const columns = await sql(`SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
            WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'crew'`);
        await between(`REVOKE SELECT ON ${table} FROM ${role}; GRANT SELECT (${columns}) ON ${table} TO ${role}`, async () => {
            for (const [document, variables] of [[making(), { data: { name: 'b' } }],
                [changing(), { id: made.id, data: { name: 'b' } }]]) {
                const { errors: [error] } = await send(document, variables, member);
                assert.match(error.message, /Cannot query field "crew"/);
            }
            assert.deepEqual(await create({ name: 'b' }, member, '{ name }'), { name: 'b' });
            assert.deepEqual(await update(made.id, { name: 'c' }, member, '{ name }'), { name: 'c' });
            // The admin's is a document of its own.
            assert.equal((await create({ name: 'd' })).crew, 3);
        }, `REVOKE SELECT (${columns}) ON ${table} FROM ${role}; GRANT SELECT ON ${table} TO ${role}`);
        assert.deepEqual(await update(made.id, { name: 'e' }, member), { id: made.id, name: 'e', crew: 3 });
    });

    test('a right to write that is taken', async () => {
        const made = await create({ name: 'a' }, member);
        await between(`REVOKE INSERT, UPDATE ON ${table} FROM ${role}`, async () => {
            for (const [document, variables] of [[making(), { data: { name: 'b' } }],
                [changing(), { id: made.id, data: { name: 'b' } }]])
                assert.match((await refuse(document, variables, member)).message, /permission/);
        }, `GRANT INSERT, UPDATE ON ${table} TO ${role}`);
        assert.equal((await read(made.id)).name, 'a');
    });

    test('a policy that hides records from who writes them', async () => {
        const made = await create({ name: 'a' }, member);
        await between(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
            CREATE POLICY writes ON ${table} TO ${role} USING (true) WITH CHECK (true);
            CREATE POLICY hides ON ${table} AS RESTRICTIVE FOR SELECT TO ${role} USING (name <> 'hidden')`, async () => {
            assert.equal((await create({ name: 'b' }, member)).name, 'b');
            assert.equal((await refuse(making(), { data: { name: 'hidden' } }, member)).extensions.code, 'NOT_FOUND');
            assert.equal((await update(made.id, { name: 'c' }, member)).name, 'c');
            await refuse(changing(), { id: made.id, data: { name: 'hidden' } }, member);
        }, `DROP POLICY writes ON ${table}; DROP POLICY hides ON ${table}; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
        assert.equal((await read(made.id)).name, 'c');
    });
});
