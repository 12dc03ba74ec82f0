// The self-descriptions (spec core-rest §24, metadata-rest §22): valid, true to the caller's rights,
// and every example in them does what it says.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { client, each, env_token_twenty, expect, expect_fault, literal, make_field, make_key,
    make_object, make_workspace, many_to_one, randomUUID, selfcheck, send, sql } from './helpers.mjs';
import { Api, problems_of } from './openapi_document.mjs';
import { field_samples, sample_record } from './samples.mjs';

const workspace = 'openapi';
const dialects = ['standard', 'twenty'];
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const callers = {};
let all_types;

async function caller_of(role, dialect) {
    const token = await make_key(`${role} ${dialect}`, { workspace, role, dialect });
    return client({ token });
}

before(async () => {
    callers.admin = await make_workspace(workspace);
    for (const dialect of dialects)
        for (const role of ['admin', 'member', 'viewer'])
            callers[`${role} ${dialect}`] = await caller_of(role, dialect);
    all_types = await make_object(callers.admin, 'everything',
        field_samples.map(({ field }) => field));
    await make_field(callers.admin, all_types, many_to_one('employer',
        { id: await object_id('companies') },
        'Everythings'));
    await make_field(callers.admin, all_types, { name: 'code', type: 'TEXT', isUnique: true });
    await make_field(callers.admin, all_types, { name: 'level', type: 'NUMBER', isNullable: false,
        defaultValue: 3 });
    for (const n of [1, 2, 3])
        expect(await callers.admin.post('/rest/companies', { name: `Kept ${n}` }), 201);
});
after(() => selfcheck());

async function object_id(plural) {
    const { data } = expect(await callers.admin.get('/rest/metadata/objects', { limit: 200 }), 200);
    return data.objects.find((object) => object.namePlural === plural).id;
}

/** What was sent stands in what came back: objects by their keys, everything else as it is. */
function holds(sent, got, what) {
    if (sent === null || typeof sent !== 'object' || Array.isArray(sent))
        return assert.deepEqual(got, sent, what);
    for (const [key, value] of Object.entries(sent))
        holds(value, got?.[key], `${what}.${key}`);
}

const data_of = (body) => Object.values(body.data)[0];

describe('§24 the documents are valid', () => {
    for (const kind of ['core', 'metadata']) {
        for (const dialect of dialects)
            for (const role of ['admin', 'member', 'viewer'])
                test(`${kind}, ${dialect}, ${role}`, async () => {
                    const { document } = await Api.fetch(callers[`${role} ${dialect}`], kind);
                    assert.match(document.openapi, /^3\.1\./);
                    assert.deepEqual(await problems_of(document), []);
                });
        test(`${kind}, without a key`, async () => {
            for (const prefix of ['/rest', '']) {
                const answer = await send('GET', `${prefix}/open-api/${kind}`);
                const document = expect(answer, 200);
                assert.deepEqual(await problems_of(document), []);
                assert.deepEqual(Object.keys(document.paths), [`/open-api/${kind}`]);
                assert.ok(!/people|compan/i.test(answer.text), 'no object is named');
            }
        });
    }
});

describe('§24 access', () => {
    test('a bad key is an error, not the public document', async () => {
        for (const path of ['/rest/open-api/core', '/open-api/metadata'])
            expect_fault(await client({ token: 'vgt_nonsense' }).get(path), 401, 'Token invalid.');
    });
    test('only GET is allowed', async () => {
        const answer = await callers.admin.post('/rest/open-api/core', {});
        expect_fault(answer, 405);
        assert.equal(answer.headers.allow, 'GET');
    });
    test('other names below open-api are no documents', async () => {
        expect_fault(await callers.admin.get('/open-api/graphql'), 404);
        expect_fault(await callers.admin.get('/open-api/core/more'), 404);
    });
    test('the same question has the same answer, byte for byte', async () => {
        const [first, second] = [await callers.admin.get('/rest/open-api/core'),
            await callers.admin.get('/open-api/core')];
        assert.equal(first.text, second.text);
    });
});

for (const dialect of dialects)
    describe(`every example is executed, dialect ${dialect}`, () => {
        let core;
        before(async () => { core = await Api.fetch(callers[`admin ${dialect}`], 'core'); });

        const destroy = (id, parameters) =>
            core.perform(id, { parameters: { ...parameters, soft_delete: false } });

        /** Each example of each query parameter of an operation, one at a time. */
        async function try_parameters(id, known, run) {
            for (const parameter of core.by_id.get(id).parameters) {
                if (parameter.name in known)
                    continue;
                for (const [name, value] of core.examples(parameter)) {
                    core.valid(parameter.schema, value, `${id}, ${parameter.name}`);
                    await run(parameter.name, value, name);
                }
            }
        }

        test('all objects are described', () => {
            for (const plural of ['people', 'companies', 'opportunities', 'notes', 'tasks',
                'noteTargets', 'everythings'])
                assert.ok(core.document.paths[`/${plural}`], plural);
            assert.ok(!JSON.stringify(core.document).includes('searchVector'));
        });

        test('each parameter has an example, or a link that fills it', () => {
            const linked = new Set(core.operations.flatMap((operation) =>
                Object.values(operation.responses).flatMap((response) =>
                    Object.values(response.links ?? {}).flatMap((link) =>
                        Object.keys(link.parameters)))));
            for (const operation of core.operations)
                for (const parameter of operation.parameters)
                    assert.ok(core.examples(parameter).length || linked.has(parameter.name),
                        `${operation.id}: ${parameter.name}`);
        });

        test('records: made, found, changed, listed, deleted as the document says', async () => {
            const tags = core.document.tags.map((tag) => tag.name)
                .filter((name) => core.document.paths[`/batch/${name}`]);
            await each(tags, async (plural) => {
                const of = (path, method) => core.operations.find((operation) =>
                    operation.path === path && operation.method === method)?.id;
                const many_id = (path, method) => of(`/${plural}${path}`, method);
                const bulk = { update: many_id('', 'PATCH'), remove: many_id('', 'DELETE'),
                    restore: many_id('/restore', 'PATCH'),
                    restore_one: many_id('/{id}/restore', 'PATCH') };
                const ids = { list: of(`/${plural}`, 'GET'), create: of(`/${plural}`, 'POST'),
                    batch: of(`/batch/${plural}`, 'POST'), find: of(`/${plural}/{id}`, 'GET'),
                    update: of(`/${plural}/{id}`, 'PATCH'),
                    remove: of(`/${plural}/{id}`, 'DELETE') };

                const batch = core.body(ids.batch);
                const [[, many]] = core.examples(batch);
                core.valid(batch.schema, many, ids.batch);
                const made = data_of(await core.perform(ids.batch, { body: many }));
                assert.equal(made.length, many.length);
                many.forEach((sent, at) => holds(sent, made[at], ids.batch));
                for (const record of made)
                    await destroy(ids.remove, { id: record.id });

                await try_parameters(ids.batch, { on: 1 }, async (name, value) => {
                    const { data } = await core.perform(ids.batch,
                        { body: many, parameters: { [name]: value } });
                    for (const record of Object.values(data)[0])
                        await destroy(ids.remove, { id: record.id });
                });

                const create = core.body(ids.create);
                const [[, one]] = core.examples(create);
                core.valid(create.schema, one, ids.create);
                await try_parameters(ids.create, { on: 1 }, async (name, value) => {
                    const { data } = await core.perform(ids.create,
                        { body: one, parameters: { [name]: value } });
                    await destroy(ids.remove, { id: Object.values(data)[0].id });
                });
                const [, on] = core.examples(core.by_id.get(ids.create).parameters
                    .find(({ name }) => name === 'on'))[0];
                const keyed = await core.perform(ids.create,
                    { body: { ...one, id: randomUUID() }, parameters: { upsert: true, on } });
                await destroy(ids.remove, { id: data_of(keyed).id });
                const answer = await core.perform(ids.create, { body: one });
                holds(one, data_of(answer), ids.create);
                const id = data_of(answer).id;
                holds(one, data_of(await core.follow(ids.create, 'find', answer)), ids.find);
                await try_parameters(ids.find, { id }, (name, value) =>
                    core.perform(ids.find, { parameters: { id, [name]: value } }));

                const update = core.body(ids.update);
                const [[, change]] = core.examples(update);
                core.valid(update.schema, change, ids.update);
                holds(change, data_of(await core.follow(ids.create, 'update', answer,
                    { body: change })), ids.update);
                await try_parameters(ids.update, { id }, (name, value) =>
                    core.perform(ids.update, { body: change, parameters: { id, [name]: value } }));

                const filter = `id[eq]:${id}`;
                const write = async (target, more, body) => {
                    const own = { filter, ...more };
                    const answer = await core.perform(target, { parameters: own, body });
                    assert.deepEqual(data_of(answer).map((record) => record.id), [id], target);
                    await try_parameters(target, {}, (name, value) => core.perform(target,
                        { parameters: { ...own, [name]: value }, body }));
                };
                await write(bulk.update, {}, change);
                await write(bulk.remove, { soft_delete: true });
                await write(bulk.restore, {});
                await try_parameters(bulk.restore_one, { id }, (name, value) =>
                    core.perform(bulk.restore_one, { parameters: { id, [name]: value } }));

                await try_parameters(ids.list, {}, async (name, value, example) => {
                    const page = await core.perform(ids.list, { parameters: { [name]: value } });
                    const records = data_of(page);
                    if (name === 'limit')
                        assert.ok(records.length <= value);
                    else if (example === 'deleted')
                        assert.ok(records.every((record) => record.deletedAt !== null));
                    else
                        assert.ok(records.some((record) => record.id === id), `${name}=${value}`);
                });
                await core.perform(ids.create, { body: {} }).then(async (second) => {
                    const page = await core.perform(ids.list, { parameters: { limit: 1 } });
                    const next = await core.follow(ids.list, 'nextPage', page,
                        { parameters: { limit: 1 } });
                    const back = await core.follow(ids.list, 'previousPage', next,
                        { parameters: { limit: 1 } });
                    assert.notEqual(data_of(next)[0].id, data_of(page)[0].id);
                    assert.equal(data_of(back)[0].id, data_of(page)[0].id);
                    await core.follow(ids.list, 'find', page);
                    await destroy(ids.remove, { id: data_of(second).id });
                });

                const groups = of(`/${plural}/groupBy`, 'GET');
                const required = core.by_id.get(groups).parameters.find((one) => one.required);
                for (const [, group_by] of core.examples(required)) {
                    core.valid(required.schema, group_by, groups);
                    const asked = { parameters: { group_by } };
                    assert.ok((await core.perform(groups, asked)).length > 0, groups);
                    await try_parameters(groups, { group_by }, (name, value) =>
                        core.perform(groups, { parameters: { group_by, [name]: value } }));
                }

                await try_parameters(ids.remove, { id }, async (name, value) => {
                    const gone = await core.perform(ids.remove,
                        { parameters: { id, soft_delete: true, [name]: value } });
                    assert.deepEqual(data_of(gone), { id });
                });
                await destroy(ids.remove, { id });
            }, 3);
        });

        test('members are read and updated alone where accounts make them', async () => {
            const path = core.document.paths['/workspaceMembers'];
            assert.equal('post' in path, dialect === 'standard');
            if (dialect === 'standard')
                return;
            assert.deepEqual(Object.keys(path), ['get']);
            const { id } = expect(await callers['admin standard'].post('/rest/workspaceMembers', {}),
                201).data.workspaceMember;
            await core.perform('findManyWorkspaceMembers');
            await core.perform('findOneWorkspaceMember', { parameters: { id } });
            await core.perform('UpdateOneWorkspaceMember',
                { parameters: { id }, body: { jobTitle: 'Clerk' } });
            await core.perform('groupByWorkspaceMembers',
                { parameters: { group_by: '[{"jobTitle":true}]' } });
            expect(await callers['admin standard'].delete(`/rest/workspaceMembers/${id}`,
                { soft_delete: 'false' }), 200);
        });

        test('a record is read and written by its version', async () => {
            const made = await core.perform('createOnePerson', { body: {} });
            const { id } = data_of(made);
            const tag = core.answer.headers.etag;
            await core.perform('findOnePerson', { parameters: { id, depth: 0 } });
            await core.perform('findOnePerson',
                { parameters: { id, 'If-None-Match': core.answer.headers.etag, depth: 0 },
                    status: 304 });
            await core.perform('UpdateOnePerson',
                { parameters: { id, 'If-Match': tag }, body: { city: 'Porto' } });
            await core.perform('UpdateOnePerson',
                { parameters: { id, 'If-Match': tag }, body: { city: 'Faro' }, status: 412 });
            await core.perform('deleteOnePerson',
                { parameters: { id, 'If-Match': tag }, status: 412 });
            await destroy('deleteOnePerson', { id });
        });

        test('duplicates are found and merged, where there are criteria', async () => {
            const paths = Object.keys(core.document.paths);
            assert.deepEqual(paths.filter((path) => /duplicates|merge/.test(path)).sort(),
                ['/companies/duplicates', '/companies/merge', '/people/duplicates',
                    '/people/merge']);
            for (const [plural, one, many] of [['people', 'Person', 'People'],
                ['companies', 'Company', 'Companies']]) {
                const body = core.body(`find${one}Duplicates`);
                const [[, asked]] = core.examples(body);
                core.valid(body.schema, asked, plural);
                const [record] = asked.data;
                const made = await core.perform(`createOne${one}`, { body: record });
                const [block] = (await core.perform(`find${one}Duplicates`, { body: asked })).data;
                assert.equal(Object.values(block)[0][0].id, data_of(made).id);
                const other = await core.perform(`createOne${one}`, { body: {} });
                const ids = [data_of(made).id, data_of(other).id];
                const merge = { ids, conflictPriorityIndex: 1 };
                core.valid(core.body(`mergeMany${many}`).schema, merge, plural);
                const told = await core.perform(`mergeMany${many}`,
                    { body: merge, parameters: { dry_run: true, depth: 0 } });
                assert.ok(!ids.includes(data_of(told).id));
                const left = await core.perform(`mergeMany${many}`, { body: merge });
                assert.equal(data_of(left).id, ids[1]);
                await destroy(`deleteOne${one}`, { id: ids[1] });
            }
        });

        test('a transaction does what its example says', async () => {
            const body = core.body('runTransaction');
            const [[, example]] = core.examples(body);
            core.valid(body.schema, example, 'runTransaction');
            for (const dry_run of [true, false]) {
                const { data } = await core.perform('runTransaction',
                    { body: example, parameters: { dry_run } });
                assert.ok(data.transaction.every(({ status }) => status < 300));
            }
        });

        test('a list comes in every media type that is described', async () => {
            const { content } = core.by_id.get('findManyCompanies').responses['200'];
            assert.deepEqual(Object.keys(content),
                ['application/json', 'text/csv', 'application/x-ndjson']);
            for (const type of ['text/csv', 'application/x-ndjson']) {
                const text = await core.perform('findManyCompanies',
                    { parameters: { limit: 'all', filter: 'name[startsWith]:Kept' },
                        headers: { accept: type } });
                assert.equal(text.trim().split('\n').length, type === 'text/csv' ? 4 : 3);
                assert.equal(core.answer.headers['content-type'].split(';')[0], type);
            }
        });

        test('the examples of an import are imported', async () => {
            const imports = core.operations.filter(({ path }) => path.startsWith('/import/'));
            assert.ok(imports.length > 5);
            for (const { id, requestBody: { content } } of imports) {
                assert.deepEqual(Object.keys(content), ['text/csv', 'application/x-ndjson']);
                for (const [type, media] of Object.entries(content)) {
                    const [[, body]] = core.examples(media);
                    const answer = await core.perform(id, { parameters: { dry_run: true },
                        headers: { 'content-type': type }, body, status: 200 });
                    assert.equal(answer.data.import.created, type === 'text/csv' ? 2 : 1);
                }
            }
        });

        test('its own path describes the objects asked for, under the same names', async () => {
            const [operation] = core.operations.filter(({ id }) => id === 'describeCore');
            const [[, value]] = core.examples(operation.parameters[0]);
            const part = await core.perform('describeCore', { parameters: { objects: value } });
            assert.ok(part.paths[`/${value}`]);
            for (const [path, item] of Object.entries(part.paths))
                assert.deepEqual(item, core.document.paths[path]);
            assert.deepEqual(await problems_of(part), []);
            const two = expect(await core.caller.get('/rest/open-api/core',
                { objects: 'people, companies' }), 200);
            assert.ok(two.paths['/people'] && two.paths['/companies'] && !two.paths['/tasks']);
            expect_fault(await core.caller.get('/rest/open-api/core', { objects: 'people,cars' }),
                dialect === 'standard' ? 404 : 400, "object 'cars' not found. eg: companies");
        });

        test('every operation was performed', () => {
            assert.deepEqual(core.operations.map(({ id }) => id)
                .filter((id) => !core.performed.has(id)), []);
        });

        test('the metadata API: examples made, changed, dropped', async () => {
            const api = await Api.fetch(callers[`admin ${dialect}`], 'metadata');
            // What a body says in other words than the answer.
            const said_otherwise = { Object: ['fields'], Field: ['relationCreationPayload',
                'morphRelationsCreationPayload', 'options'], Index: ['fields', 'type'] };
            for (const [kind, kinds] of [['Object', 'Objects'], ['Field', 'Fields'],
                ['Index', 'Indexes']]) {
                const plural = `findMany${kinds}`;
                const body = api.body(`createOne${kind}`);
                const [, change] = api.by_id.has(`updateOne${kind}`)
                    ? api.examples(api.body(`updateOne${kind}`))[0] : [];
                if (change)
                    api.valid(api.body(`updateOne${kind}`).schema, change, `updateOne${kind}`);
                for (const [name, example] of api.examples(body)) {
                    api.valid(body.schema, example, name);
                    const made = await api.perform(`createOne${kind}`, { body: example });
                    const plain = Object.fromEntries(Object.entries(example)
                        .filter(([key]) => !said_otherwise[kind].includes(key)));
                    // Of several targets each has a field, whose name begins with the one given.
                    if (example.type === 'MORPH_RELATION') {
                        assert.ok(data_of(made).name.startsWith(plain.name), made.text);
                        delete plain.name;
                    }
                    holds(plain, data_of(made), name);
                    await api.follow(`createOne${kind}`, 'find', made);
                    if (change)
                        holds(change, data_of(await api.follow(`createOne${kind}`, 'update', made,
                            { body: change })), name);
                    await api.follow(`createOne${kind}`, 'delete', made);
                }
                for (const parameter of api.by_id.get(plural).parameters)
                    for (const [, value] of api.examples(parameter))
                        await api.perform(plural, { parameters: { [parameter.name]: value } });
                const page = await api.perform(plural, { parameters: { limit: 2 } });
                const next = await api.follow(plural, 'nextPage', page,
                    { parameters: { limit: 2 } });
                const back = await api.follow(plural, 'previousPage', next,
                    { parameters: { limit: 2 } });
                assert.deepEqual(back.data, page.data);
                await api.follow(plural, 'find', page);
            }
            const list = api.examples(api.body('changeModel'))[0][1];
            api.valid(api.body('changeModel').schema, list, 'changeModel');
            const [rehearse] = api.by_id.get('changeModel').parameters;
            for (const [, value] of api.examples(rehearse)) {
                const told = await api.perform('changeModel', { body: list,
                    parameters: { [rehearse.name]: value } });
                assert.equal(told.data.rehearsal.api[0].change, 'added');
            }
            const { data } = await api.perform('changeModel', { body: list });
            await api.perform('deleteOneObject', { parameters: { id: data.changes[0].object.id } });
            await api.perform('describeMetadata');
            assert.deepEqual(api.operations.map(({ id }) => id)
                .filter((id) => !api.performed.has(id)), []);
            const types = api.examples(api.body('createOneField')).map(([name]) => name);
            assert.deepEqual(types.sort(),
                [...api.document.components.schemas.FieldMetadataInput.properties.type.enum].sort());
        });

        test('values of every type are those the schemas admit', async () => {
            for (const n of [0, 1]) {
                // A date alone is a moment too, but the schema promises whole moments only.
                const { body: sample, reads } = sample_record(n);
                const body = { ...sample, aDateTime: reads.aDateTime };
                core.valid(core.body('createOneEverything').schema, body, `sample ${n}`);
                const made = await core.perform('createOneEverything', { body });
                await destroy('deleteOneEverything', { id: data_of(made).id });
            }
            const made = await core.perform('createOneEverything', { body: {} });
            await destroy('deleteOneEverything', { id: data_of(made).id });
        });

        test('null is taken exactly where the schemas admit it', async () => {
            for (const plural of ['opportunities', 'tasks', 'everythings']) {
                const operations = core.document.paths;
                const schema_of = (operation) => core.resolved(
                    operation.requestBody.content['application/json'].schema);
                const create = operations[`/${plural}`].post;
                const update = operations[`/${plural}/{id}`].patch;
                const remove = operations[`/${plural}/{id}`].delete.operationId;
                const kept = data_of(await core.perform(create.operationId, { body: {} })).id;
                for (const key of Object.keys(schema_of(create).properties)) {
                    const body = { [key]: null };
                    const admitted = core.faults(schema_of(create), body) === null;
                    const answer = await core.caller.post(`/rest/${plural}`, body);
                    assert.equal(answer.status, admitted ? 201 : 400,
                        `POST ${plural}.${key}: ${answer.text.slice(0, 200)}`);
                    if (admitted)
                        await destroy(remove, { id: data_of(answer.body).id });
                }
                for (const key of Object.keys(schema_of(update).properties)) {
                    const body = { [key]: null };
                    const admitted = core.faults(schema_of(update), body) === null;
                    const answer = await core.caller.patch(`/rest/${plural}/${kept}`, body);
                    assert.equal(answer.status, admitted ? 200 : 400,
                        `PATCH ${plural}.${key}: ${answer.text.slice(0, 200)}`);
                    if (key === 'deletedAt' && !admitted)
                        assert.fail('deletedAt can be emptied');
                }
                await destroy(remove, { id: kept });
            }
        });

        test('a key the schema does not name is refused', async () => {
            const fault = await core.perform('createOnePerson',
                { body: { nickname: 'Ada' }, status: 400 });
            assert.equal(fault.path, '/nickname');
            assert.notEqual(core.faults(core.body('createOnePerson').schema, { nickname: 'Ada' }),
                null);
        });

        test('failures are as described, as problems too', async () => {
            const unknown = '3f0c2d4e-1111-4222-8333-444455556666';
            await core.perform('findManyPeople', { parameters: { filter: 'name' }, status: 400 });
            await core.perform('findOnePerson', { parameters: { id: unknown }, status: 404 });
            const problem = await core.perform('findOnePerson', { parameters: { id: unknown },
                status: 404, headers: { accept: 'application/problem+json' } });
            assert.equal(problem.title, 'Not Found');
            const api = await Api.fetch(callers[`admin ${dialect}`], 'metadata');
            await api.perform('createOneObject', { body: { nameSingular: 'x' }, status: 400 });
            await api.perform('createOneObject', { body: { nameSingular: 'bad name',
                namePlural: 'bad names', labelSingular: 'A', labelPlural: 'B' }, status: 400 });
        });
    });

describe('§24 what the document states of the dialect', () => {
    test('defaults and bounds of the parameters', async () => {
        const standard = await Api.fetch(callers['admin standard'], 'core');
        const twenty = await Api.fetch(callers['admin twenty'], 'core');
        const schema = (api, name) => api.document.components.parameters[name].schema;
        assert.deepEqual([schema(standard, 'depth').default, schema(twenty, 'depth').default],
            [1, 0]);
        assert.deepEqual(schema(standard, 'limit').anyOf[0],
            { type: 'integer', minimum: 1, maximum: 60, default: 60 });
        assert.deepEqual(schema(twenty, 'limit').anyOf[0],
            { type: 'integer', minimum: 0, default: 60 });
        assert.deepEqual([schema(standard, 'softDelete').default,
            schema(twenty, 'softDelete').default], [true, false]);
        assert.equal(standard.body('createManyPeople').schema.maxItems, 60);
        assert.equal(twenty.body('createManyPeople').schema.maxItems, 200);
        const note = (api) => Object.keys(api.document.components.schemas.Note.properties);
        assert.ok(note(standard).includes('body') && note(twenty).includes('bodyV2'));
    });
    test('a key of dialect twenty gets its own', async () => {
        const document = expect(await client({ token: env_token_twenty })
            .get('/rest/open-api/core'), 200);
        const { schema } = document.paths['/people'].post.responses['201']
            .content['application/json'];
        assert.deepEqual(Object.keys(schema.properties.data.properties), ['createPerson']);
    });
});

describe('§24 what the caller may not do is not described', () => {
    test('a viewer reads, and that is all', async () => {
        for (const dialect of dialects)
            for (const kind of ['core', 'metadata']) {
                const { operations, document } =
                    await Api.fetch(callers[`viewer ${dialect}`], kind);
                // Asking for duplicates takes a body and changes nothing; a transaction may read.
                const others = operations.filter(({ path }) =>
                    !/\/duplicates$|^\/transaction$/.test(path));
                assert.deepEqual([...new Set(others.map(({ method }) => method))], ['GET']);
                assert.ok(!Object.keys(document.components.schemas).some((name) =>
                    /ForUpdate$|^Person$|^ObjectMetadataInput$/.test(name)));
            }
    });
    test('a member writes records, and does not change the model', async () => {
        const core = await Api.fetch(callers['member standard'], 'core');
        assert.ok(core.by_id.has('createOnePerson') && core.by_id.has('deleteOnePerson'));
        const metadata = await Api.fetch(callers['member standard'], 'metadata');
        assert.ok(metadata.operations.every(({ method }) => method === 'GET'));
    });
    test('rights taken away by GRANT and REVOKE are gone from the next document', async (context) => {
        const name = 'openapi_rights';
        await make_workspace(name);
        context.after(() =>
            sql(`DO $$BEGIN PERFORM viginti.drop_workspace(${literal(name)}); END$$`));
        const viewer = client({ token: await make_key('viewer', { workspace: name,
            role: 'viewer' }) });
        const role = await sql(`SELECT quote_ident(postgres_role) FROM viginti.role r
            JOIN viginti.workspace w ON w.id = r.workspace_id
            WHERE w.name = ${literal(name)} AND r.name = 'viewer'`);
        const before_it = await Api.fetch(viewer, 'core');
        assert.ok(before_it.by_id.has('findManyCompanies'));
        await sql(`REVOKE SELECT ON ${name}.companies FROM ${role}`);
        const after_it = await Api.fetch(viewer, 'core');
        assert.ok(!after_it.by_id.has('findManyCompanies'));
        const text = JSON.stringify(after_it.document);
        assert.ok(!text.includes('CompanyForResponse') && !text.includes('"/companies"'));
        assert.deepEqual(await problems_of(after_it.document), []);

        // A column the role may not read is a field it does not know.
        await sql(`DO $$BEGIN
            EXECUTE 'REVOKE SELECT ON ${name}.people FROM ' || ${literal(role)};
            EXECUTE (SELECT format('GRANT SELECT (%s) ON ${name}.people TO %s',
                string_agg(quote_ident(attname), ','), ${literal(role)}) FROM pg_attribute
                WHERE attrelid = '${name}.people'::regclass AND attnum > 0 AND NOT attisdropped
                AND attname <> 'job_title');
            END$$`);
        const hidden = await Api.fetch(viewer, 'core');
        const person = hidden.document.components.schemas.PersonForResponse;
        assert.ok('city' in person.properties && !('jobTitle' in person.properties));
        assert.ok(!person.required.includes('jobTitle'));
    });
});

describe('names of the users\' making', () => {
    test('hostile labels and descriptions stay what they are', async () => {
        const label = 'A "quoted" \\ <b>label</b> ${x} {plural} \u2028 名前';
        const object = await make_object(callers.admin, 'hostile', [
            { name: 'mean', type: 'SELECT', label: 'Mean \'"\\ {Singular}',
                description: '"}],"paths":{}', options: [{ value: 'A', label: 'x"', position: 0,
                    color: 'red' }] },
        ], { labelSingular: label, labelPlural: `${label}s`, description: '"]}' });
        const core = await Api.fetch(callers.admin, 'core');
        assert.deepEqual(await problems_of(core.document), []);
        const schema = core.document.components.schemas.Hostile;
        assert.equal(schema.title, label);
        assert.equal(schema.properties.mean.title, 'Mean \'"\\ {Singular}');
        assert.equal(schema.properties.mean.description, '"}],"paths":{}');
        expect(await callers.admin.delete(`/rest/metadata/objects/${object.id}`), 200);
    });

    test('objects whose names meet those of other schemas are told apart', async () => {
        const made = [];
        for (const name of ['error', 'pageInfo', 'currencyInput', 'personForUpdate', 'manyThing'])
            made.push(await make_object(callers.admin, name));
        made.push(await make_object(callers.admin, 'other', [],
            { namePlural: 'thingDuplicates', labelPlural: 'Thing duplicates' }));
        const core = await Api.fetch(callers.admin, 'core');
        assert.deepEqual(await problems_of(core.document), []);
        for (const object of made) {
            const schema = core.body(core.document.paths[`/${object.plural}`].post.operationId);
            assert.equal(core.resolved(schema.schema).title, capital(object.singular));
        }
        for (const object of made)
            expect(await callers.admin.delete(`/rest/metadata/objects/${object.id}`), 200);
    });

    test('an object made a second ago is described, and gone with its table', async () => {
        const object = await make_object(callers.admin, 'fleeting');
        const during = await Api.fetch(callers.admin, 'core');
        assert.ok(during.by_id.has('createOneFleeting'));
        await during.perform('createOneFleeting', { body: { name: 'x' } });
        expect(await callers.admin.delete(`/rest/metadata/objects/${object.id}`), 200);
        assert.ok(!(await Api.fetch(callers.admin, 'core')).by_id.has('createOneFleeting'));
    });
});
