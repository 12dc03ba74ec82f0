// Rights: admins change the model, members write records, viewers read; keys end when they must.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, find_object, fingerprint, make_key, make_object, make_workspace,
    object_input, pause, selfcheck, sql,
} from './helpers.mjs';

const workspace = 'rights';
const denied = /^Entity performing the request does not have permission/;
let admin;
let member;
let viewer;
let vaults;
let coin;

before(async () => {
    admin = await make_workspace(workspace);
    member = client({ token: await make_key('m', { workspace, role: 'member' }) });
    viewer = client({ token: await make_key('v', { workspace, role: 'viewer' }) });
    // Made after the keys: a new object belongs to every role at once.
    vaults = await make_object(admin, 'vault', [{ name: 'code', type: 'TEXT' }]);
    coin = expect(await admin.post(vaults.path, { name: 'coin' }), 201).data.vault;
});
after(() => selfcheck());

/** Whatever the request, it is denied in both dialects and nothing has changed. */
async function expect_denied(caller, request) {
    const state = await fingerprint(workspace);
    const say = (dialect) => client({ token: caller.token, dialect });
    expect_fault(await request(say('standard')), 403, denied, { code: 'PERMISSION_DENIED' });
    expect_fault(await request(say('twenty')), 400, denied, { code: 'PERMISSION_DENIED' });
    assert.equal(await fingerprint(workspace), state);
}

describe('viewer', () => {
    test('reads lists, records and the model', async () => {
        assert.equal(expect(await viewer.get(vaults.path, { depth: 2 }), 200).totalCount, 1);
        assert.equal(expect(await viewer.get(`${vaults.path}/${coin.id}`), 200).data.vault.name,
            'coin');
        expect(await viewer.get('/rest/people', { depth: 2 }), 200);
        expect(await viewer.get('/rest/metadata/objects'), 200);
        expect(await viewer.get(`/rest/metadata/fields/${vaults.fields.code.id}`), 200);
    });
    const writes = {
        'create a record': (caller) => caller.post(vaults.path, { name: 'x' }),
        'create many': (caller) => caller.post(vaults.batch, [{ name: 'x' }]),
        'update a record': (caller) => caller.patch(`${vaults.path}/${coin.id}`, { name: 'x' }),
        'delete a record softly': (caller) => caller.delete(`${vaults.path}/${coin.id}`,
            { soft_delete: true }),
        'destroy a record': (caller) => caller.delete(`${vaults.path}/${coin.id}`,
            { soft_delete: false }),
        'write a standard record': (caller) => caller.post('/rest/people', { jobTitle: 'x' }),
    };
    for (const [what, request] of Object.entries(writes))
        test(`may not ${what}`, () => expect_denied(viewer, request));
});

describe('member', () => {
    test('reads, creates, updates and deletes records', async () => {
        const made = expect(await member.post(vaults.path, { name: 'mine' }), 201).data.vault;
        assert.equal(made.createdBy.name, 'm');
        expect(await member.patch(`${vaults.path}/${made.id}`, { code: '1' }), 200);
        expect(await member.post(vaults.batch, [{}, {}]), 201);
        expect(await member.delete(`${vaults.path}/${made.id}`), 200);
        expect(await member.delete(`${vaults.path}/${made.id}`, { soft_delete: false }), 200);
        expect(await member.get('/rest/metadata/objects'), 200);
    });
});

describe('the model is changed by admins only', () => {
    const changes = {
        'create an object': (caller) => caller.post('/rest/metadata/objects',
            object_input('smuggled')),
        'change an object': (caller) => caller.patch(`/rest/metadata/objects/${vaults.id}`,
            { icon: 'x' }),
        'delete an object': (caller) => caller.delete(`/rest/metadata/objects/${vaults.id}`),
        'create a field': (caller) => caller.post('/rest/metadata/fields',
            { objectMetadataId: vaults.id, type: 'TEXT', name: 'x', label: 'X' }),
        'change a field': (caller) => caller.patch(`/rest/metadata/fields/${vaults.fields.code.id}`,
            { label: 'x' }),
        'delete a field': (caller) =>
            caller.delete(`/rest/metadata/fields/${vaults.fields.code.id}`),
    };
    for (const [what, request] of Object.entries(changes))
        for (const role of ['member', 'viewer'])
            test(`a ${role} may not ${what}`, async () => {
                const state = await fingerprint(workspace);
                const caller = role === 'member' ? member : viewer;
                expect_fault(await request(caller), 403, denied);
                assert.equal(await fingerprint(workspace), state);
            });

    test('a field made later is written by members and read by viewers at once', async () => {
        expect(await admin.post('/rest/metadata/fields',
            { objectMetadataId: vaults.id, type: 'CURRENCY', name: 'worth', label: 'Worth' }), 201);
        expect(await member.patch(`${vaults.path}/${coin.id}`, { worth: { amountMicros: 5 } }),
            200);
        const read = expect(await viewer.get(`${vaults.path}/${coin.id}`), 200).data.vault;
        assert.equal(read.worth.amountMicros, 5);
    });
});

describe('PostgreSQL holds the rights', () => {
    test('a revoked GRANT denies the door, whatever the role is called', async () => {
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = 'rights' AND r.name = 'member'`);
        const hidden = await make_object(admin, 'hidden', [], { namePlural: 'hiddens' });
        expect(await member.get(hidden.path), 200);
        await sql(`REVOKE SELECT ON rights.hiddens FROM "${role}"`);
        expect_fault(await member.get(hidden.path), 403, denied);
        expect(await admin.get(hidden.path), 200);
        await sql(`GRANT SELECT ON rights.hiddens TO "${role}"`);
        expect(await member.get(hidden.path), 200);
    });

    test('a hidden field is an unknown field: in answers, filters, orders and bodies', async () => {
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = 'rights' AND r.name = 'member'`);
        const safe = await make_object(admin, 'safe', [{ name: 'secret', type: 'TEXT' },
            { name: 'worth', type: 'CURRENCY' }, { name: 'shown', type: 'TEXT' }]);
        const made = expect(await admin.post(safe.path, { name: 'n', secret: 's', shown: 'o',
            worth: { amountMicros: 7, currencyCode: 'EUR' } }), 201).data.safe;
        assert.equal(expect(await member.get(`${safe.path}/${made.id}`), 200).data.safe.secret, 's');
        const columns = await sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
            WHERE attrelid = 'rights.safes'::regclass AND attnum > 0 AND NOT attisdropped
              AND attname NOT IN ('secret', 'worth_amount_micros', 'created_by_name')`);
        await sql(`REVOKE SELECT ON rights.safes FROM "${role}";
            GRANT SELECT (${columns}) ON rights.safes TO "${role}"`);

        const read = expect(await member.get(`${safe.path}/${made.id}`), 200).data.safe;
        assert.deepEqual(['secret', 'worth', 'createdBy'].filter((name) => name in read), []);
        assert.equal(read.shown, 'o');
        const seen = { ...(await admin.get(`${safe.path}/${made.id}`)).body.data.safe };
        assert.equal(seen.secret, 's');
        for (const [hidden, unknown] of [['secret', 'nosuch'],
            ['worth.amountMicros', 'nosuch.amountMicros']])
            for (const [parameter, text] of [['filter', (name) => `${name}[is]:NULL`],
                ['order_by', (name) => `${name}[AscNullsLast]`]]) {
                const ask = (name) => member.get(safe.path, { [parameter]: text(name) });
                const told = expect_fault(await ask(hidden), 400).messages[0];
                const control = expect_fault(await ask(unknown), 400).messages[0];
                assert.equal(told.replaceAll(hidden.split('.')[0], 'nosuch'), control);
            }
        for (const body of [{ secret: 'x' }, { worth: { amountMicros: 1 } }])
            expect_fault(await member.patch(`${safe.path}/${made.id}`, body), 400,
                /^Object safe doesn't have any "(secret|worth)" field\.$/);

        // What the writer may not read is recorded all the same.
        const own = expect(await member.post(safe.path, { name: 'mine' }), 201).data.safe;
        assert.equal('createdBy' in own, false);
        assert.equal(expect(await admin.get(`${safe.path}/${own.id}`), 200)
            .data.safe.createdBy.name, 'm');

        await sql(`GRANT SELECT ON rights.safes TO "${role}"`);
        assert.equal(expect(await member.get(`${safe.path}/${made.id}`), 200).data.safe.secret, 's');
    });

    test('a relation to records the role may not read is left out', async () => {
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = 'rights' AND r.name = 'viewer'`);
        const person = expect(await admin.post('/rest/people', { company: undefined }), 201)
            .data.person;
        await sql(`REVOKE SELECT ON rights.companies FROM "${role}"`);
        const read = expect(await viewer.get(`/rest/people/${person.id}`, { depth: 1 }), 200)
            .data.person;
        assert.equal('company' in read, false);
        assert.equal(read.companyId, null);
        expect_fault(await viewer.get('/rest/companies'), 403, denied);
        expect_fault(await viewer.get('/rest/people', { filter: 'company.name[eq]:x' }), 403, denied);
        await sql(`GRANT SELECT ON rights.companies TO "${role}"`);
        assert.equal('company' in expect(await viewer.get(`/rest/people/${person.id}`,
            { depth: 1 }), 200).data.person, true);
    });

    test("the daemon's login may call viginti.handle and nothing else", async () => {
        const reaches = await sql(`
            SELECT string_agg(c.oid::regclass::text, ',') FROM pg_class c JOIN pg_namespace n
                ON n.oid = c.relnamespace
             WHERE n.nspname IN ('viginti', 'rights', 'demo') AND c.relkind IN ('r', 'v')
               AND has_table_privilege('viginti_api', c.oid, 'SELECT, INSERT, UPDATE, DELETE')`);
        assert.equal(reaches, '');
        const calls = await sql(`SELECT string_agg(p.proname, ',' ORDER BY p.proname) FROM pg_proc p
            JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'viginti' AND has_function_privilege('viginti_api', p.oid, 'EXECUTE')
              AND NOT EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                               WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')`);
        assert.equal(calls, 'handle,handle_read,stream');
        // What everybody may call gives nobody more than his own rights, and this login has none.
        for (const call of ["viginti.get('/rest/vaults')", "viginti.create_object('thief', 'thieves')",
            "viginti.drop_object('vault')"])
            await assert.rejects(sql(`SET viginti.workspace = 'rights'; SET ROLE viginti_api;
                SELECT ${call}`), /does not have permission/, call);
        assert.equal(await sql(`SELECT count(*) FROM viginti.object WHERE name_singular = 'vault'
            AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = 'rights')`), '1');
        assert.equal(await sql(`SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles
            WHERE rolname = 'viginti_api'`), 'f');
    });
});

describe('keys', () => {
    test('a key works until it is revoked, and not a request longer', async () => {
        const caller = client({ token: await make_key('brief', { workspace }) });
        expect(await caller.get(vaults.path), 200);
        await sql("SELECT viginti.revoke_api_key('rights', 'brief')");
        for (let turn = 0; turn < 8; ++turn)
            expect_fault(await caller.get(vaults.path), 403, 'This API Key is revoked');
    });

    test('an expired key is refused, one about to expire works until it does', async () => {
        const old = client({ token: await make_key('old', { workspace,
            expires: "now() - interval '1 s'" }) });
        expect_fault(await old.get(vaults.path), 403, 'This API Key is expired');
        const soon = client({ token: await make_key('soon', { workspace,
            expires: "now() + interval '2 s'" }) });
        expect(await soon.get(vaults.path), 200);
        await pause(2100);
        expect_fault(await soon.get(vaults.path), 403, 'This API Key is expired');
    });

    test('the secret is stored as a hash only', async () => {
        const secret = await make_key('stored', { workspace });
        assert.match(secret, /^vgt_[A-Za-z0-9_-]{43,}$/);
        const stored = await sql(`SELECT k::text FROM viginti.api_key k WHERE name = 'stored'`);
        assert.ok(!stored.includes(secret.slice(16)));
        assert.equal(await sql(`SELECT secret_hash = sha256(convert_to('${secret}', 'UTF8'))
            FROM viginti.api_key WHERE name = 'stored'`), 't');
    });

    test('every part of a wrong key is refused alike', async () => {
        const right = admin.token;
        const flip = (text, at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A')
            + text.slice(at + 1);
        for (const token of [flip(right, 5), flip(right, right.length - 2), right.slice(0, -1),
            `${right}A`, 'vgt_',
            'eyJhbGciOiJIUzI1NiJ9.e30.x', right.toUpperCase(), `${right} x`, "vgt_' OR 1=1 --"])
            expect_fault(await client({ token }).get(vaults.path), 401, 'Token invalid.');
        for (const headers of [{ authorization: 'Bearer' }, { authorization: '' },
            { authorization: `Basic ${right}` },
            { authorization: right }])
            expect_fault(await client({ token: null, headers }).get(vaults.path), 401,
                'Missing authentication token');
        expect_fault(await client({ token: null }).raw('GET', `${vaults.path}?token=${right}`),
            401);
        expect(await client({ token: null,
            headers: { authorization: `bearer ${right}` } }).get(vaults.path), 200);
    });

    test('authentication comes before everything else', async () => {
        const nobody = client({ token: null });
        for (const path of ['/rest/nonsense', `${vaults.path}/x`, `${vaults.path}?filter=((`,
            '/rest/metadata/objects/x'])
            expect_fault(await nobody.get(path), 401, 'Missing authentication token');
        expect_fault(await nobody.post('/rest/metadata/objects', object_input('anon')), 401);
        assert.equal(await find_object(admin, 'anons'), undefined);
    });
});
