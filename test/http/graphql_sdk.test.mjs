// The SDK of Twenty's apps: its metadata client asks all scalar fields it knows of each type, its record
// client is made from the schema.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { replaceCoreClient } from 'twenty-client-sdk/generate';
import { MetadataApiClient } from 'twenty-client-sdk/metadata';
import { RestApiClient } from 'twenty-client-sdk/rest';
import { base_url, client, expect, make_key, make_workspace, root, selfcheck } from './helpers.mjs';

const workspace = 'graphql_sdk';
let api;
const sdk = (Client, path) => new Client({ url: `${base_url}${path}`,
    headers: { Authorization: `Bearer ${api.token}` } });

before(async () => {
    await make_workspace(workspace);
    api = client({ token: await make_key('sdk', { workspace, dialect: 'twenty' }) });
});
after(() => selfcheck());

describe('MetadataApiClient', () => {
    const page = { __args: { paging: { first: 1000 } } };
    const all = (more = {}) => ({ edges: { node: { __scalar: true, ...more }, cursor: true },
        pageInfo: { __scalar: true } });

    test('reads the model with every scalar it knows', async () => {
        const caller = sdk(MetadataApiClient, '/metadata');
        const { objects } = await caller.query({ objects: { ...page, ...all({
            fieldsList: { __scalar: true, relation: { type: true, targetObjectMetadata: { __scalar: true } } },
            indexMetadataList: { __scalar: true, indexFieldMetadataList: { __scalar: true } },
            searchFieldMetadataList: { __scalar: true },
        }) } });
        const of = (name) => objects.edges.map(({ node }) => node)
            .find(({ nameSingular }) => nameSingular === name);
        const person = of('person');
        assert.deepEqual(person.duplicateCriteria, [['nameFirstName', 'nameLastName'],
            ['linkedinLinkPrimaryLinkUrl'], ['emailsPrimaryEmail']]);
        assert.equal(of('note').duplicateCriteria, null);
        assert.deepEqual([person.openRecordIn, person.readability, person.writability],
            ['USER_CHOICE', 'OPEN', 'OPEN']);
        const field = (name) => person.fieldsList.find((each) => each.name === name);
        assert.deepEqual([field('name').isSearchable, field('name').writability, field('name').isAuditLogged],
            [true, 'OPEN', false]);
        assert.deepEqual([field('createdAt').isSearchable, field('createdAt').writability], [false, 'SYSTEM']);
        assert.deepEqual(person.searchFieldMetadataList.map(({ fieldMetadataId }) => fieldMetadataId).sort(),
            person.fieldsList.filter(({ isSearchable }) => isSearchable).map(({ id }) => id).sort());
        const { currentWorkspace } = await caller.query({ currentWorkspace: { __scalar: true } });
        assert.equal(person.applicationId, currentWorkspace.id);
        assert.equal(currentWorkspace.subdomain, workspace);
        const parts = objects.edges.flatMap(({ node }) => node.indexMetadataList)
            .flatMap(({ indexFieldMetadataList }) => indexFieldMetadataList);
        assert.equal(new Set(parts.map(({ id }) => id)).size, parts.length);
        assert.ok(parts.every(({ createdAt }) => /Z$/.test(createdAt)));
        const { fields } = await caller.query({ fields: { ...page, ...all({ object: { __scalar: true } }) } });
        assert.ok(fields.edges.length > person.fieldsList.length);
    });

    test('reads keys and roles', async () => {
        const { apiKeys, getRoles, webhooks, objectRecordCounts } = await sdk(MetadataApiClient, '/metadata')
            .query({ apiKeys: { __scalar: true, role: { __scalar: true } },
                getRoles: { __scalar: true, apiKeys: { __scalar: true },
                    objectPermissions: { __scalar: true }, fieldPermissions: { __scalar: true } },
                webhooks: { __scalar: true }, objectRecordCounts: { __scalar: true } });
        assert.ok(apiKeys.length > 0 && getRoles.length === 3 && objectRecordCounts.length > 0);
        assert.deepEqual(webhooks, []);
    });

    test('changes the model', async () => {
        const caller = sdk(MetadataApiClient, '/metadata');
        const { createOneObject: kite } = await caller.mutation({ createOneObject: { __args: { input: { object: {
            nameSingular: 'kite', namePlural: 'kites', labelSingular: 'Kite', labelPlural: 'Kites',
            isRemote: false } } }, __scalar: true } });
        const { createOneField: tail } = await caller.mutation({ createOneField: { __args: { input: { field: {
            objectMetadataId: kite.id, type: 'NUMBER', name: 'tail', label: 'Tail', isUIEditable: true } } },
        __scalar: true } });
        const { updateOneField } = await caller.mutation({ updateOneField: { __args: { input: { id: tail.id,
            update: { label: 'Length', isSystem: false } } }, __scalar: true } });
        assert.deepEqual([updateOneField.label, updateOneField.isSystem], ['Length', false]);
        const { deleteOneObject } = await caller.mutation({ deleteOneObject: {
            __args: { input: { id: kite.id } }, __scalar: true } });
        assert.equal(deleteOneObject.nameSingular, 'kite');
        await assert.rejects(caller.mutation({ revokeApiKey: { __args: { input: { id: kite.id } }, id: true } }),
            /requires a session access token/);
    });
});

describe('CoreApiClient', () => {
    let folder;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'viginti-sdk-'));
        const modules = join(root, 'test/http/node_modules');
        await cp(join(modules, 'twenty-client-sdk'), join(folder, 'twenty-client-sdk'), { recursive: true });
        await symlink(modules, join(folder, 'node_modules'));
    });
    after(() => rm(folder, { recursive: true }));

    test('made from the schema, writes and reads records', async () => {
        const { data } = expect(await api.post('/graphql', { query: getIntrospectionQuery() }), 200);
        const packageRoot = join(folder, 'twenty-client-sdk');
        await replaceCoreClient({ packageRoot, schema: printSchema(buildClientSchema(data)) });
        const { CoreApiClient } = await import(pathToFileURL(join(packageRoot, 'dist/core.mjs')).href);
        const caller = sdk(CoreApiClient, '/graphql');
        const { createPerson } = await caller.mutation({ createPerson: { __args: { data: {
            name: { firstName: 'Ada' }, company: { create: { name: 'Made by SDK' } } } },
        __scalar: true, name: { __scalar: true }, company: { name: true } } });
        assert.deepEqual([createPerson.name.firstName, createPerson.company], ['Ada', { name: 'Made by SDK' }]);
        const { people } = await caller.query({ people: { __args: { first: 5,
            filter: { id: { eq: createPerson.id } } }, totalCount: true,
        edges: { node: { __scalar: true, emails: { __scalar: true } }, cursor: true } } });
        assert.deepEqual([people.totalCount, people.edges[0].node.id], [1, createPerson.id]);
    });
});

test('RestApiClient reads and writes records', async () => {
    const caller = new RestApiClient({ baseUrl: base_url, token: api.token });
    const { data } = await caller.post('/rest/companies', { name: 'By REST' });
    const found = await caller.get(`/rest/companies/${data.createCompany.id}`);
    assert.equal(found.data.company.name, 'By REST');
    await assert.rejects(caller.get('/rest/companies/x'));
});
