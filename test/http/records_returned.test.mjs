// What a single write answers is what a read finds, whichever way the record gets into the answer; and a kept statement
// sees what changed about its table between two writes of one shape.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_field, make_key, make_object, make_workspace, many_to_one, randomUUID, selfcheck, sql,
} from './helpers.mjs';

const workspace = 'returned';
let admin;
let member;
let role;
let ports;
let boats;
let table;

before(async () => {
    admin = await make_workspace(workspace);
    member = client({ token: await make_key('m', { workspace, role: 'member' }) });
    role = await sql(`SELECT quote_ident(r.postgres_role) FROM viginti.role r JOIN viginti.workspace w
        ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
    ports = await make_object(admin, 'port');
    boats = await make_object(admin, 'boat', [
        { name: 'code', type: 'TEXT', isUnique: true }, { name: 'crew', type: 'NUMBER', defaultValue: 3 },
        many_to_one('port', ports.object, 'Boats'),
    ]);
    table = `${workspace}.${boats.object.namePlural}`;
});
after(() => selfcheck());

const flat = { depth: 0 };
const create = async (body, caller = admin, parameters = flat) =>
    expect(await caller.post(boats.path, body, parameters), 201).data.boat;
const update = async (id, body, caller = admin) =>
    expect(await caller.patch(`${boats.path}/${id}`, body, flat), 200).data.boat;
const read = async (id) => expect(await admin.get(`${boats.path}/${id}`, flat), 200).data.boat;

/** Runs SQL, the task, and SQL that undoes the first. */
async function between(begin, task, end) {
    await sql(begin);
    try {
        await task();
    } finally {
        await sql(end);
    }
}

describe('the answer of a write', () => {
    for (const depth of [0, 1])
        test(`is byte for byte the record that is read after it, its tag too, at depth ${depth}`, async () => {
            const port = expect(await admin.post(ports.path, { name: 'Pylos' }), 201).data.port;
            const inner = (answer) => answer.text.slice(answer.text.indexOf(':{', 8) + 1, -2);
            const same = async (written) => {
                const record = Object.values(written.body.data)[0];
                const found = await admin.get(`${boats.path}/${record.id}`, { depth });
                assert.equal(inner(written), inner(found));
                assert.equal(written.headers.etag, found.headers.etag);
                return record;
            };
            for (const body of [{}, { name: 'a' }, { id: randomUUID(), name: 'ä"\\\n', crew: null, portId: port.id },
                { port: { connect: { where: { id: port.id } } } }, { port: { create: { name: 'Argos' } } }]) {
                const made = await same(await admin.post(boats.path, body, { depth }));
                await same(await admin.patch(`${boats.path}/${made.id}`, { crew: 7 }, { depth }));
                await same(await admin.patch(`${boats.path}/${made.id}`, { port: { disconnect: true } }, { depth }));
                await same(await admin.patch(`${boats.path}/${made.id}`, {}, { depth }));
            }
        });

    test('holds the chosen fields only', async () => {
        const made = await create({ name: 'a' }, admin, { fields: 'name,crew' });
        assert.deepEqual(Object.keys(made).sort(), ['crew', 'id', 'name']);
    });

    test('is that of a record deleted softly, too', async () => {
        const made = await create({ name: 'a' });
        expect(await admin.delete(`${boats.path}/${made.id}`, { soft_delete: true }), 200);
        const changed = await update(made.id, { name: 'b' });
        assert.equal(changed.name, 'b');
        assert.notEqual(changed.deletedAt, null);
    });

    test('is an error where there is no record, where its version is another, where a value is taken', async () => {
        const made = await create({ code: 'one' });
        expect_fault(await admin.patch(`${boats.path}/${randomUUID()}`, { name: 'x' }, flat), 404, /not found/);
        const stale = await admin.raw('PATCH', `${boats.path}/${made.id}?depth=0`, '{"name":"x"}', { 'if-match': '"1.0.1-0"' });
        expect_fault(stale, 412, /no longer/);
        expect_fault(await admin.post(boats.path, { code: 'one' }, flat), 400, /duplicate/);
        assert.equal((await read(made.id)).name, '');
    });
});

describe('between two writes of one shape', () => {
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
        const fields = async (body) => {
            const [one, two] = [await create({ name: 'b' }), await update(made.id, body)];
            assert.deepEqual(Object.keys(one), Object.keys(two));
            return Object.keys(one);
        };
        assert.equal((await fields({ name: 'c' })).includes('mast'), false);
        const mast = await make_field(admin, boats.object, { name: 'mast', type: 'NUMBER', defaultValue: 2 });
        assert.ok((await fields({ name: 'c' })).includes('mast'));
        assert.equal((await create({ name: 'd' })).mast, 2);
        expect(await admin.patch(`/rest/metadata/fields/${mast.id}`, { name: 'masts' }), 200);
        assert.ok((await fields({ name: 'c' })).includes('masts'));
        expect(await admin.patch(`/rest/metadata/fields/${mast.id}`, { isActive: false }), 200);
        expect(await admin.delete(`/rest/metadata/fields/${mast.id}`), 200);
        assert.equal((await fields({ name: 'c' })).includes('masts'), false);
    });

    test('a right to read a column that is taken and given back', async () => {
        const made = await create({ name: 'a' }, member);
        assert.ok('crew' in made);
        const columns = await sql(`SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
            WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'crew'`);
        await between(`REVOKE SELECT ON ${table} FROM ${role}; GRANT SELECT (${columns}) ON ${table} TO ${role}`, async () => {
            assert.equal('crew' in await create({ name: 'b' }, member), false);
            assert.equal('crew' in await update(made.id, { name: 'c' }, member), false);
        }, `REVOKE SELECT (${columns}) ON ${table} FROM ${role}; GRANT SELECT ON ${table} TO ${role}`);
        assert.ok('crew' in await update(made.id, { name: 'd' }, member));
    });

    test('a right to write that is taken', async () => {
        const made = await create({ name: 'a' }, member);
        await between(`REVOKE INSERT, UPDATE ON ${table} FROM ${role}`, async () => {
            expect_fault(await member.post(boats.path, { name: 'b' }, flat), 403, /permission/);
            expect_fault(await member.patch(`${boats.path}/${made.id}`, { name: 'b' }, flat), 403, /permission/);
        }, `GRANT INSERT, UPDATE ON ${table} TO ${role}`);
        assert.equal((await read(made.id)).name, 'a');
    });

    test('a policy that hides records from who writes them', async () => {
        const made = await create({ name: 'a' }, member);
        await between(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
            CREATE POLICY writes ON ${table} TO ${role} USING (true) WITH CHECK (true);
            CREATE POLICY hides ON ${table} AS RESTRICTIVE FOR SELECT TO ${role} USING (name <> 'hidden')`, async () => {
            assert.equal((await create({ name: 'b' }, member)).name, 'b');
            expect_fault(await member.post(boats.path, { name: 'hidden' }, flat), 404, /not found/);
            assert.equal((await update(made.id, { name: 'c' }, member)).name, 'c');
            expect_fault(await member.patch(`${boats.path}/${made.id}`, { name: 'hidden' }, flat), 403, /./);
        }, `DROP POLICY writes ON ${table}; DROP POLICY hides ON ${table}; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
        assert.equal((await read(made.id)).name, 'c');
    });
});
