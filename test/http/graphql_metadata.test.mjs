// The model by GraphQL at /metadata (spec/graphql.md §19): the same changes and the same faults as REST's.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, validateSchema } from 'graphql';
import {
    client, expect, find_object, make_key, make_workspace, selfcheck, unknown_id,
} from './helpers.mjs';

const workspace = 'graphql_metadata';
let api;

async function ask(query, variables, path = '/metadata') {
    const body = expect(await api.post(path, { query, variables }), 200);
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
}

async function fail(query, variables, caller = api) {
    const body = expect(await caller.post('/metadata', { query, variables }), 200);
    assert.ok(body.errors?.length > 0, JSON.stringify(body));
    return { ...body.errors[0], data: body.data };
}

const nodes = (connection) => connection.edges.map(({ node }) => node);
const create_object = `mutation ($object: CreateObjectInput!) {
    createOneObject(input: {object: $object}) { id nameSingular isCustom fieldsList { name type } } }`;
const create_field = `mutation ($field: CreateFieldInput!) {
    createOneField(input: {field: $field}) { id name type isNullable object { namePlural }
        relation { type sourceFieldMetadata { name } targetFieldMetadata { name object { namePlural } } } } }`;
const names = (singular) => ({ nameSingular: singular, namePlural: `${singular}s`,
    labelSingular: singular, labelPlural: `${singular}s` });

before(async () => { api = await make_workspace(workspace); });

test('the schema is a valid one for graphql-js', async () => {
    assert.deepEqual(validateSchema(buildClientSchema(await ask(getIntrospectionQuery()))), []);
});

describe('reading', () => {
    test('objects in pages, forward and backward', async () => {
        const all = nodes((await ask('{ objects(paging: {first: 1000}) { edges { node { id } } } }')).objects)
            .map(({ id }) => id);
        const seen = [];
        let after = null;
        do {
            const { objects } = await ask(`query ($after: ConnectionCursor) {
                objects(paging: {first: 4, after: $after}) { edges { node { id } cursor }
                    pageInfo { hasNextPage endCursor } } }`, { after });
            seen.push(...nodes(objects).map(({ id }) => id));
            after = objects.pageInfo.hasNextPage ? objects.pageInfo.endCursor : null;
        } while (after);
        assert.deepEqual(seen, all);
        const { objects } = await ask(`{ objects(paging: {last: 2, before: "${
            Buffer.from('arrayconnection:3').toString('base64')}"}) {
            edges { node { id } } pageInfo { hasNextPage hasPreviousPage } } }`);
        assert.deepEqual(nodes(objects).map(({ id }) => id), all.slice(1, 3));
        assert.deepEqual(objects.pageInfo, { hasNextPage: true, hasPreviousPage: true });
        assert.equal(nodes((await ask('{ fields { edges { node { id } } } }')).fields).length, 10);
        assert.equal((await fail('{ objects(paging: {first: 1001}) { edges { cursor } } }')).message,
            'Field paging.first max allowed value is 1000');
        assert.equal((await fail('{ objects(paging: {first: 1, after: "x"}) { edges { cursor } } }')).message,
            'Invalid cursor: x');
    });

    test('filters, and what they find is what REST has', async () => {
        const rest = expect(await api.get('/rest/metadata/objects', { limit: 200 }), 200).data.objects;
        const found = async (filter) => nodes((await ask(`query ($f: ObjectFilter!) {
            objects(paging: {first: 1000}, filter: $f) { edges { node { namePlural } } } }`, { f: filter }))
            .objects).map(({ namePlural }) => namePlural).sort();
        const those = (test_of) => rest.filter(test_of).map(({ namePlural }) => namePlural).sort();
        assert.deepEqual(await found({ isSystem: { is: false } }), those(({ isSystem }) => !isSystem));
        assert.deepEqual(await found({ isSystem: { isNot: false } }), those(({ isSystem }) => isSystem));
        const [a, b] = rest;
        assert.deepEqual(await found({ or: [{ id: { eq: a.id } }, { id: { in: [b.id.toUpperCase()] } }] }),
            [a.namePlural, b.namePlural].sort());
        assert.deepEqual(await found({ and: [{ id: { neq: a.id } }, { id: { eq: a.id } }] }), []);
        assert.deepEqual(await found({ id: { gt: a.id } }), those(({ id }) => id > a.id));
    });

    test('one object with fields, relations and indexes, as REST has them', async () => {
        const people = await find_object(api, 'people');
        const { object } = await ask(`query ($id: UUID!) { object(id: $id) { nameSingular
            labelIdentifierFieldMetadataId
            fieldsList { id name type isNullable defaultValue options settings }
            some: fields(paging: {first: 2}) { edges { node { name } } }
            system: fields(paging: {first: 100}, filter: {isSystem: {is: true}}) { edges { node { name isSystem } } }
            indexMetadataList { name isUnique indexType indexFieldMetadataList { order fieldMetadataId subFieldName } }
        } }`, { id: people.id });
        assert.deepEqual(object.fieldsList.map(({ id, name }) => [id, name]),
            people.fields.map(({ id, name }) => [id, name]));
        assert.equal(object.some.edges.length, 2);
        assert.ok(nodes(object.system).every(({ isSystem }) => isSystem));
        const emails = people.fields.find(({ name }) => name === 'emails').id;
        assert.ok(object.indexMetadataList.some(({ isUnique, indexFieldMetadataList: [first] }) =>
            isUnique && first.fieldMetadataId === emails && first.subFieldName === 'primaryEmail'));
        assert.equal((await fail(`{ object(id: "${unknown_id}") { id } }`)).extensions.code, 'NOT_FOUND');
    });
});

describe('changing', () => {
    let kite;

    test('an object is served by the next request', async () => {
        kite = (await ask(create_object, { object: names('kite') })).createOneObject;
        assert.equal(kite.isCustom, true);
        assert.ok(kite.fieldsList.some(({ name, type }) => name === 'name' && type === 'TEXT'));
        assert.deepEqual(await ask('{ kites { totalCount } }', {}, '/graphql'), { kites: { totalCount: 0 } });
    });

    test('fields and relations, made, renamed and dropped', async () => {
        const { createOneField: tail } = await ask(create_field, { field: {
            objectMetadataId: kite.id, type: 'NUMBER', name: 'tail', label: 'Tail' } });
        assert.deepEqual(tail, { id: tail.id, name: 'tail', type: 'NUMBER', isNullable: true,
            object: { namePlural: 'kites' }, relation: null });
        const people = await find_object(api, 'people');
        const { createOneField: owner } = await ask(create_field, { field: {
            objectMetadataId: kite.id, type: 'RELATION', name: 'owner', label: 'Owner',
            relationCreationPayload: { type: 'MANY_TO_ONE', targetObjectMetadataId: people.id,
                targetFieldLabel: 'Kites', targetFieldIcon: 'IconKite' } } });
        assert.deepEqual(owner.relation, { type: 'MANY_TO_ONE', sourceFieldMetadata: { name: 'owner' },
            targetFieldMetadata: { name: 'kites', object: { namePlural: 'people' } } });
        const { updateOneField } = await ask(`mutation { updateOneField(input: {id: "${tail.id}",
            update: {name: "tailLength", label: "Tail length"}}) { name label } }`);
        assert.deepEqual(updateOneField, { name: 'tailLength', label: 'Tail length' });
        const made = await ask(`mutation { createKite(data: {tailLength: 2.5,
            owner: {create: {city: "Lima"}}}) { tailLength owner { city kites { totalCount } } } }`, {}, '/graphql');
        assert.deepEqual(made.createKite, { tailLength: 2.5, owner: { city: 'Lima', kites: { totalCount: 1 } } });
        for (const { id, name } of [tail, owner]) {
            const { deleteOneField } = await ask(`mutation { deleteOneField(input: {id: "${id}"}) { id } }`);
            assert.equal(deleteOneField.id, id, name);
        }
        const left = (await find_object(api, 'kites')).fields.map(({ name }) => name);
        assert.ok(!left.includes('owner') && !left.includes('tailLength'));
    });

    test('an index', async () => {
        const people = await find_object(api, 'people');
        const field = people.fields.find(({ name }) => name === 'name');
        const { createOneIndex } = await ask(`mutation { createOneIndex(input: {index: {
            objectMetadataId: "${people.id}", fields: [{fieldMetadataId: "${field.id}",
            subFieldName: "lastName"}]}}) { id isCustom indexType indexFieldMetadataList { subFieldName } } }`);
        assert.deepEqual({ ...createOneIndex, id: 0 }, { id: 0, isCustom: true, indexType: 'BTREE',
            indexFieldMetadataList: [{ subFieldName: 'lastName' }] });
        const { deleteOneIndex } = await ask(
            `mutation { deleteOneIndex(input: {id: "${createOneIndex.id}"}) { id } }`);
        assert.equal(deleteOneIndex.id, createOneIndex.id);
    });

    test('a list of changes, rehearsed and made', async () => {
        const changes = [{ op: 'createObject', set: names('reel') },
            { op: 'createField', object: 'reel', set: { type: 'TEXT', name: 'maker', label: 'Maker' } }];
        const change = 'mutation ($c: [JSON!]!, $r: Boolean) { changeModel(changes: $c, rehearse: $r) }';
        await ask(change, { c: changes, r: true });
        assert.equal(await find_object(api, 'reels'), undefined);
        await ask(change, { c: changes });
        assert.ok((await find_object(api, 'reels')).fields.some(({ name }) => name === 'maker'));
    });

    test('several mutations are one transaction', async () => {
        const object = (name) => `createOneObject(input: {object: {nameSingular: "${name}",
            namePlural: "${name}s", labelSingular: "${name}", labelPlural: "${name}s"}}) { id }`;
        const error = await fail(`mutation { a: ${object('spool')} b: ${object('kite')} }`);
        assert.deepEqual([error.path, error.data], [['b'], { a: null, b: null }]);
        assert.equal(await find_object(api, 'spools'), undefined);
        await ask(`mutation { a: ${object('spool')} b: ${object('bobbin')} }`);
        await selfcheck();
    });

    test('the faults are those of REST', async () => {
        const wrong = [
            [create_object, 'object', { ...names('kite'), namePlural: 'kite' }, 'objects'],
            [create_object, 'object', { ...names('x'), nameSingular: 'Not Camel' }, 'objects'],
            [create_field, 'field', { objectMetadataId: kite.id, type: 'SELECT', name: 'hue', label: 'Hue' },
                'fields'],
            [create_field, 'field', { objectMetadataId: unknown_id, type: 'TEXT', name: 'hue', label: 'Hue' },
                'fields'],
        ];
        for (const [document, key, input, route] of wrong) {
            const error = await fail(document, { [key]: input });
            const answer = await api.post(`/rest/metadata/${route}`, input);
            assert.ok(answer.status >= 400 && answer.status < 500);
            assert.equal(error.message, answer.body.messages[0]);
            assert.equal(error.extensions.subCode, answer.body.code);
        }
        const { extensions } = await fail(create_object, { object: { ...names('kite'), namePlural: 'kite' } });
        assert.equal(extensions.code, 'METADATA_VALIDATION_FAILED');
    });

    test('a key that may not change the model may read it', async () => {
        const token = await make_key('metadata_viewer', { workspace, role: 'viewer' });
        const viewer = client({ token });
        expect(await viewer.post('/metadata', { query: '{ objects { edges { node { id } } } }' }), 200);
        const error = await fail(create_object, { object: names('never') }, viewer);
        assert.equal(error.extensions.code, 'FORBIDDEN');
    });

    test('an object is deleted, and its name is free', async () => {
        const { deleteOneObject } = await ask(`mutation { deleteOneObject(input: {id: "${kite.id}"}) {
            id nameSingular fieldsList { name } } }`);
        assert.equal(deleteOneObject.nameSingular, 'kite');
        assert.ok(deleteOneObject.fieldsList.length > 0);
        const body = expect(await api.post('/graphql', { query: '{ kites { totalCount } }' }), 200);
        assert.match(body.errors[0].message, /^Cannot query field "kites"/);
        await ask(create_object, { object: names('kite') });
        await selfcheck();
    });
});
