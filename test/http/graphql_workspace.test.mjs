// A workspace as /metadata tells of it: keys, roles, webhooks, counts (spec/graphql.md §19, §19.2).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, find_object, make_key, make_workspace, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'graphql_workspace';
let api;
let viewer;

async function ask(query, variables, caller = api) {
    const body = expect(await caller.post('/metadata', { query, variables }), 200);
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
}

async function fail(query, variables, caller = api) {
    const body = expect(await caller.post('/metadata', { query, variables }), 200);
    assert.ok(body.errors?.length > 0, JSON.stringify(body));
    return body.errors[0];
}

before(async () => {
    api = await make_workspace(workspace);
    viewer = client({ token: await make_key('looker', { workspace, role: 'viewer',
        expires: "timestamptz '2099-01-02 03:04:05.006Z'" }) });
    await make_key('old', { workspace, role: 'member' });
    await sql(`SELECT viginti.revoke_api_key('${workspace}', 'old')`);
});

after(() => selfcheck());

describe('API keys', () => {
    const members = 'id name expiresAt revokedAt createdAt updatedAt role { id label }';

    test('the live ones with their roles, and no secret', async () => {
        const { apiKeys } = await ask(`{ apiKeys { ${members} } }`);
        const stored = (await sql(`SELECT id, name FROM viginti.api_key WHERE revoked_at IS NULL
            AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${workspace}')
            ORDER BY created_at, id`)).split('\n').map((row) => row.split('|'));
        assert.deepEqual(apiKeys.map(({ id, name }) => [id, name]), stored);
        const looker = apiKeys.find(({ name }) => name === 'looker');
        assert.equal(looker.expiresAt, '2099-01-02T03:04:05.006Z');
        assert.equal(looker.revokedAt, null);
        assert.equal(looker.updatedAt, looker.createdAt);
        assert.equal(looker.role.label, 'Viewer');
        assert.ok(apiKeys.some(({ expiresAt }) => expiresAt === '9999-12-31T23:59:59.999Z'));
        const { text } = await api.post('/metadata', { query: `{ apiKeys { ${members} } }` });
        assert.ok(!text.includes('vgt_') && !text.includes(viewer.token.slice(4)));
        assert.match((await fail('{ apiKeys { secretHash } }')).message, /Cannot query field "secretHash"/);
    });

    test('one by its id, a revoked one too; none is null', async () => {
        const id = await sql(`SELECT id FROM viginti.api_key WHERE name = 'old'
            AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${workspace}')`);
        const one = `query ($id: UUID!) { apiKey(input: {id: $id}) { ${members} } }`;
        const { apiKey } = await ask(one, { id });
        assert.equal(apiKey.name, 'old');
        assert.match(apiKey.revokedAt, /^\d{4}-.*Z$/);
        assert.equal(apiKey.updatedAt, apiKey.revokedAt);
        assert.deepEqual(await ask(one, { id: unknown_id }), { apiKey: null });
        const other = await make_workspace('graphql_workspace_2');
        assert.deepEqual(await ask(one, { id }, other), { apiKey: null });
    });

    test('are not managed by a key', async () => {
        for (const mutation of [
            `createApiKey(input: {name: "x", expiresAt: "2030-01-01", roleId: "${unknown_id}"}) { id }`,
            `updateApiKey(input: {id: "${unknown_id}", name: "y"}) { id }`,
            `revokeApiKey(input: {id: "${unknown_id}"}) { id }`,
            `generateApiKeyToken(apiKeyId: "${unknown_id}", expiresAt: "2030-01-01") { token }`,
            `assignRoleToApiKey(apiKeyId: "${unknown_id}", roleId: "${unknown_id}")`,
        ]) {
            const error = await fail(`mutation { ${mutation} }`);
            assert.equal(error.message, 'This endpoint requires a session access token', mutation);
            assert.equal(error.extensions.code, 'FORBIDDEN');
        }
    });
});

describe('roles', () => {
    const roles_of = async () => Object.fromEntries((await ask(`{ getRoles { id label isEditable
        canBeAssignedToUsers canBeAssignedToApiKeys canUpdateAllSettings canReadAllObjectRecords
        canUpdateAllObjectRecords canSoftDeleteAllObjectRecords canDestroyAllObjectRecords
        apiKeys { name revokedAt } objectPermissions { objectMetadataId canReadObjectRecords
            canUpdateObjectRecords canDestroyObjectRecords } fieldPermissions { id roleId fieldMetadataId
            objectMetadataId canReadFieldValue canUpdateFieldValue } } }`)).getRoles
        .map((role) => [role.label, role]));

    test('say what their GRANTs say, and name their live keys', async () => {
        const roles = await roles_of();
        assert.deepEqual(Object.keys(roles), ['Admin', 'Member', 'Viewer']);
        const rights = ({ canUpdateAllSettings, canReadAllObjectRecords, canUpdateAllObjectRecords,
            canDestroyAllObjectRecords }) => [canUpdateAllSettings, canReadAllObjectRecords,
            canUpdateAllObjectRecords, canDestroyAllObjectRecords];
        assert.deepEqual(rights(roles.Admin), [true, true, true, true]);
        assert.deepEqual(rights(roles.Member), [false, true, true, true]);
        assert.deepEqual(rights(roles.Viewer), [false, true, false, false]);
        assert.deepEqual(roles.Viewer.apiKeys, [{ name: 'looker', revokedAt: null }]);
        assert.deepEqual(roles.Member.apiKeys, []);
        for (const { objectPermissions, fieldPermissions } of Object.values(roles))
            assert.deepEqual([objectPermissions, fieldPermissions], [[], []]);
    });

    test('name the fields a role may not read or write', async () => {
        const role = await sql(`SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
        const notes = await find_object(api, 'notes');
        const columns = async (but) => (await sql(`SELECT string_agg(quote_ident(attname), ', ')
            FROM pg_attribute WHERE attrelid = '${workspace}.notes'::regclass AND attnum > 0
            AND NOT attisdropped AND attname <> '${but}'`));
        const table = `${workspace}.notes`;
        await sql(`REVOKE SELECT, UPDATE ON ${table} FROM "${role}";
            GRANT SELECT (${await columns('title')}), UPDATE (${await columns('position')}) ON ${table} TO "${role}"`);
        const { Member } = await roles_of();
        await sql(`REVOKE SELECT (${await columns('')}), UPDATE (${await columns('')}) ON ${table} FROM "${role}";
            GRANT SELECT, UPDATE ON ${table} TO "${role}"`);
        assert.deepEqual([Member.canReadAllObjectRecords, Member.canUpdateAllObjectRecords,
            Member.objectPermissions], [true, true, []]);
        const name = (id) => notes.fields.find((field) => field.id === id).name;
        assert.ok(Member.fieldPermissions.every(({ id, roleId, objectMetadataId }) => id &&
            roleId === Member.id && objectMetadataId === notes.id));
        const restricted = Member.fieldPermissions.map(({ fieldMetadataId, canReadFieldValue,
            canUpdateFieldValue }) => [name(fieldMetadataId), canReadFieldValue, canUpdateFieldValue]);
        assert.deepEqual(restricted.sort(), [['position', null, false], ['searchVector', false, null],
            ['title', false, null]]);
    });

    test('name the objects with which a role may do something else', async () => {
        const role = await sql(`SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
        const notes = await sql(`SELECT o.id FROM viginti.object o JOIN viginti.workspace w
            ON w.id = o.workspace_id WHERE w.name = '${workspace}' AND name_plural = 'notes'`);
        await sql(`REVOKE DELETE ON ${workspace}.notes FROM "${role}"`);
        const { Member } = await roles_of();
        await sql(`GRANT DELETE ON ${workspace}.notes TO "${role}"`);
        assert.equal(Member.canDestroyAllObjectRecords, false);
        assert.equal(Member.canReadAllObjectRecords, true);
        const others = Member.objectPermissions.filter(({ canDestroyObjectRecords }) =>
            canDestroyObjectRecords).map(({ objectMetadataId }) => objectMetadataId);
        assert.ok(others.length > 0 && !others.includes(notes));
    });
});

test('there are no webhooks', async () => {
    assert.deepEqual(await ask(`{ webhooks { id targetUrl operations secret }
        webhook(id: "${unknown_id}") { id } }`), { webhooks: [], webhook: null });
});

test('objectRecordCounts has a row an object', async () => {
    expect(await api.post('/rest/batch/companies', [{ name: 'A' }, { name: 'B' }, { name: 'C' }]), 201);
    const counts = Object.fromEntries((await ask('{ objectRecordCounts { objectNamePlural totalCount } }'))
        .objectRecordCounts.map(({ objectNamePlural, totalCount }) => [objectNamePlural, totalCount]));
    assert.equal(counts.companies, 3);
    assert.equal(counts.people, 0);
    const { objects } = await ask('{ objects(paging: {first: 1000}) { edges { node { namePlural } } } }');
    assert.deepEqual(Object.keys(counts).sort(), objects.edges.map(({ node }) => node.namePlural).sort());
});

test('a key that may not change the model sees the model and the workspace alone', async () => {
    for (const field of ['apiKeys { id }', `apiKey(input: {id: "${unknown_id}"}) { id }`, 'getRoles { id }',
        'webhooks { id }', 'objectRecordCounts { totalCount }']) {
        const error = await fail(`{ ${field} }`, {}, viewer);
        assert.equal(error.message, 'Entity performing the request does not have permission', field);
        assert.deepEqual([error.extensions.code, error.extensions.subCode], ['FORBIDDEN', 'PERMISSION_DENIED']);
    }
    const { currentWorkspace } = await ask(
        '{ currentWorkspace { id displayName databaseSchema activationStatus logo } }', {}, viewer);
    assert.deepEqual({ ...currentWorkspace, id: 0 }, { id: 0, displayName: workspace,
        databaseSchema: workspace, activationStatus: 'ACTIVE', logo: null });
});
