// The two dialects: every row of the table in the design, on the same records.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, env_token_twenty, expect, expect_fault, make_key, make_object, make_workspace,
    object_input, options, selfcheck, unknown_id,
} from './helpers.mjs';

let standard;
let twenty;
let kites;

before(async () => {
    standard = await make_workspace('dialects');
    twenty = client({ token: await make_key('other', { workspace: 'dialects',
        dialect: 'twenty' }) });
    kites = await make_object(standard, 'kite',
        [{ name: 'size', type: 'NUMBER' }, { name: 'kind', type: 'SELECT',
            options: options('BOX') }]);
});
after(() => selfcheck());

const first_key = ({ data }) => Object.keys(data)[0];

describe('which dialect speaks', () => {
    test("a key's own dialect counts, and Viginti-Dialect overrides it for one call", async () => {
        const body = { name: 'k' };
        assert.equal(first_key(expect(await standard.post(kites.path, body), 201)), 'kite');
        assert.equal(first_key(expect(await twenty.post(kites.path, body), 201)), 'createKite');
        const as = (caller, dialect) => client({ token: caller.token, dialect });
        assert.equal(first_key(expect(await as(standard, 'twenty').post(kites.path, body), 201)),
            'createKite');
        assert.equal(first_key(expect(await as(twenty, 'standard').post(kites.path, body), 201)),
            'kite');
        expect_fault(await as(standard, 'klingon').get(kites.path), 400, /dialect/i,
            { hint: /standard, twenty/ });
    });

    test('the key of the environment is one of dialect twenty', async () => {
        const body = expect(await client({ token: env_token_twenty }).get('/rest/people',
            { limit: 200 }), 200);
        assert.ok(body.data.people.length > 0);
    });
});

describe('envelopes', () => {
    test('PATCH answers person, or updatePerson', async () => {
        const { id } = expect(await standard.post(kites.path, {}), 201).data.kite;
        assert.equal(first_key(expect(await standard.patch(`${kites.path}/${id}`, { size: 1 }),
            200)), 'kite');
        assert.equal(first_key(expect(await twenty.patch(`${kites.path}/${id}`, { size: 2 }), 200)),
            'updateKite');
        for (const caller of [standard, twenty]) {
            const body = expect(await caller.get(`${kites.path}/${id}`), 200);
            assert.equal(body.data.kite.size, 2);
        }
    });

    test('a batch answers as a list, or by its verb without pageInfo', async () => {
        const list = expect(await standard.post(kites.batch, [{ name: 'x' }]), 201);
        assert.deepEqual(Object.keys(list).sort(), ['data', 'pageInfo', 'totalCount']);
        assert.equal(list.data.kites[0].name, 'x');
        const verb = expect(await twenty.post(kites.batch, [{ name: 'y' }]), 201);
        assert.deepEqual(Object.keys(verb), ['data']);
        assert.equal(verb.data.createKites[0].name, 'y');
    });

    test('a list is the same in both', async () => {
        const [one, other] = await Promise.all([standard, twenty].map(async (caller) =>
            expect(await caller.get(kites.path, { depth: 1, limit: 2 }), 200)));
        assert.deepEqual(one, other);
        assert.deepEqual(Object.keys(one.pageInfo).sort(),
            ['endCursor', 'hasNextPage', 'hasPreviousPage', 'startCursor']);
    });

    test('metadata: object and field, or createOneObject, updateOneField', async () => {
        const check = async (caller, keys, name) => {
            const made = expect(await caller.post('/rest/metadata/objects', object_input(name)),
                201);
            assert.equal(first_key(made), keys[0]);
            const object = made.data[keys[0]];
            const changed = expect(await caller.patch(`/rest/metadata/objects/${object.id}`,
                { description: 'D' }), 200);
            assert.equal(first_key(changed), keys[1]);
            const field = expect(await caller.post('/rest/metadata/fields',
                { objectMetadataId: object.id, type: 'TEXT', name: 'f', label: 'F' }), 201);
            assert.equal(first_key(field), keys[2]);
            const renamed = expect(await caller.patch(
                `/rest/metadata/fields/${field.data[keys[2]].id}`, { label: 'G' }), 200);
            assert.equal(first_key(renamed), keys[3]);
            assert.equal(first_key(expect(await caller.get(`/rest/metadata/objects/${object.id}`),
                200)),
                'object');
            return { object, field: field.data[keys[2]] };
        };
        const one = await check(standard, ['object', 'object', 'field', 'field'], 'fan');
        const other = await check(twenty,
            ['createOneObject', 'updateOneObject', 'createOneField', 'updateOneField'], 'fun');

        assert.deepEqual(expect(await standard.delete(`/rest/metadata/fields/${one.field.id}`),
            200),
            { data: { deleteOneField: { id: one.field.id } } });
        assert.deepEqual(expect(await standard.delete(`/rest/metadata/objects/${one.object.id}`),
            200),
            { data: { deleteOneObject: { id: one.object.id } } });
        const field = expect(await twenty.delete(`/rest/metadata/fields/${other.field.id}`),
            200).data;
        assert.equal(field.deleteOneField.name, 'f');
        const object = expect(await twenty.delete(`/rest/metadata/objects/${other.object.id}`),
            200).data;
        assert.equal(object.deleteOneObject.nameSingular, 'fun');
        assert.equal('fields' in object.deleteOneObject, false);
    });
});

describe('parameters', () => {
    test('depth defaults to 1, or to 0', async () => {
        const { person } = expect(await standard.post('/rest/people', {}), 201).data;
        assert.equal('company' in expect(await standard.get(`/rest/people/${person.id}`),
            200).data.person, true);
        assert.equal('company' in expect(await twenty.get(`/rest/people/${person.id}`),
            200).data.person, false);
        for (const caller of [standard, twenty])
            for (const depth of [0, 1, 2])
                expect(await caller.get('/rest/people', { depth }), 200);
    });

    test('limit: 1 to 60, or clamped to 200 with 0 legal', async () => {
        for (const limit of [0, 61, 100, -1])
            expect_fault(await standard.get(kites.path, { limit }), 400,
                `limit '${limit}' is invalid. Should be an integer between 1 and 60`,
                    { path: 'limit' });
        expect(await standard.get(kites.path, { limit: 60 }), 200);
        const none = expect(await twenty.get(kites.path, { limit: 0 }), 200);
        assert.deepEqual(none.data.kites, []);
        assert.ok(none.totalCount > 0);
        assert.equal(none.pageInfo.hasNextPage, true);
        expect_fault(await twenty.get(kites.path, { limit: -1 }), 400,
            "limit '-1' is invalid. Should be an integer", { path: 'limit' });
        for (const caller of [standard, twenty])
            expect_fault(await caller.get(kites.path, { limit: 'abc' }), 400,
                /^limit 'abc' is invalid\. Should be an integer/, { path: 'limit' });
    });

    test('batches hold 60, or 200; pages are of 60, or up to 200', async () => {
        const many = await make_object(standard, 'many', [], { namePlural: 'manies',
            labelPlural: 'Manies' });
        expect_fault(await standard.post(many.batch, Array(61).fill({})), 400,
            'Maximum number of records to upsert is 60.');
        expect_fault(await twenty.post(many.batch, Array(201).fill({})), 400,
            'Maximum number of records to upsert is 200.');
        const made = expect(await twenty.post(many.batch, Array(200).fill({})), 201);
        assert.equal(made.data.createManies.length, 200);
        expect(await twenty.post(many.batch, Array(10).fill({})), 201);
        assert.equal(expect(await twenty.get(many.path, { limit: 1000 }), 200).data.manies.length,
            200);
        assert.equal(expect(await twenty.get(many.path), 200).data.manies.length, 60);
        assert.equal(expect(await standard.get(many.path), 200).data.manies.length, 60);
    });

    test('DELETE is soft, or destroys; soft_delete says otherwise', async () => {
        const rows = async (id) => expect(await standard.get(kites.path,
            { filter: `id[eq]:${id},or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)` }),
                200).totalCount;
        const made = async () => expect(await standard.post(kites.path, {}), 201).data.kite.id;
        for (const [caller, parameters, left] of [[standard, {}, 1], [standard,
            { soft_delete: false }, 0],
            [standard, { soft_delete: true }, 1], [twenty, {}, 0], [twenty, { soft_delete: true },
                1],
            [twenty, { soft_delete: 'TRUE' }, 0]]) {
            const id = await made();
            assert.deepEqual(expect(await caller.delete(`${kites.path}/${id}`, parameters), 200),
                { data: { deleteKite: { id } } });
            assert.equal(await rows(id), left, JSON.stringify(parameters));
        }
    });
});

describe('errors', () => {
    test('no token: 401, or 403', async () => {
        expect_fault(await client({ token: null }).get(kites.path), 401,
            'Missing authentication token',
            { error: 'Unauthorized' });
        expect_fault(await client({ token: null, dialect: 'twenty' }).get(kites.path), 403,
            'Missing authentication token', { error: 'FORBIDDEN_EXCEPTION' });
    });

    test('unknown object: 404, or 400', async () => {
        expect_fault(await standard.get('/rest/peoples'), 404,
            "object 'peoples' not found. eg: companies",
            { error: 'Not Found' });
        expect_fault(await twenty.get('/rest/peoples'), 400,
            "object 'peoples' not found. eg: companies",
            { error: 'BadRequestException' });
        expect_fault(await twenty.get('/rest/person'), 400,
            "object 'person' not found. Did you mean 'people'?");
    });

    test('`error` is the reason phrase, or the exception', async () => {
        for (const [caller, names] of [[standard, ['Not Found', 'Bad Request']],
            [twenty, ['NotFoundException', 'BadRequestException']]]) {
            expect_fault(await caller.get(`${kites.path}/${unknown_id}`), 404, 'Record not found',
                { error: names[0] });
            expect_fault(await caller.get(kites.path, { depth: 7 }), 400,
                "'depth=7' parameter invalid. Allowed values are 0, 1, 2", { error: names[1] });
        }
        expect_fault(await twenty.get(`/rest/metadata/objects/${unknown_id}`), 404,
            'Object metadata not found');
        const wrong = client({ token: 'vgt_wrong' });
        expect_fault(await wrong.get(kites.path), 401, 'Token invalid.');
    });

    test('an Accept of application/problem+json gets RFC 9457, in both', async () => {
        for (const caller of [standard, twenty]) {
            const answer = await caller.raw('GET', `${kites.path}/${unknown_id}`, undefined,
                { accept: 'application/problem+json' });
            assert.match(answer.headers['content-type'], /^application\/problem\+json/);
            const body = expect_fault(answer, 404, 'Record not found');
            assert.deepEqual([body.type, body.title, body.status, body.detail],
                ['about:blank', 'Not Found', 404, 'Record not found']);
        }
    });
});

describe('rich text of notes and tasks', () => {
    test('it is body, or bodyV2, which also takes body', async () => {
        for (const [kind, plural] of [['note', 'notes'], ['task', 'tasks']]) {
            const verb = `create${kind[0].toUpperCase()}${kind.slice(1)}`;
            const path = `/rest/${plural}`;
            const one = expect(await standard.post(path, { title: 't', body: { markdown: 'm' } }),
                201).data[kind];
            assert.equal(one.body.markdown, 'm');
            assert.equal('bodyV2' in one, false);
            const other = expect(await twenty.post(path, { title: 't', bodyV2: { markdown: 'n' } }),
                201).data[verb];
            assert.equal(other.bodyV2.markdown, 'n');
            assert.equal('body' in other, false);
            const alias = expect(await twenty.post(path, { body: { markdown: 'o' } }),
                201).data[verb];
            assert.equal(alias.bodyV2.markdown, 'o');
            const text = expect(await twenty.post(path, { body: 'p' }), 201).data[verb];
            assert.equal(text.bodyV2.markdown, 'p');
            assert.equal(expect(await standard.get(`${path}/${other.id}`),
                200).data[kind].body.markdown, 'n');
            const found = expect(await twenty.get(path, { filter: 'bodyV2.markdown[eq]:n' }), 200);
            assert.deepEqual(found.data[plural].map(({ id }) => id), [other.id]);
            assert.equal(expect(await standard.get(path, { filter: 'body.markdown[eq]:n' }),
                200).totalCount, 1);
        }
    });

    test('the model names the field as its dialect does', async () => {
        const names = async (caller) => {
            const { data } = expect(await caller.get('/rest/metadata/objects', { limit: 200 }),
                200);
            return data.objects.find(({ namePlural }) =>
                namePlural === 'notes').fields.map(({ name }) => name);
        };
        const [one, other] = [await names(standard), await names(twenty)];
        assert.ok(one.includes('body') && !one.includes('bodyV2'));
        assert.ok(other.includes('bodyV2') && !other.includes('body'));
    });
});
