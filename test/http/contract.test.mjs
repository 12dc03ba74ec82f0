// The contract: every operation of the API's document is performed, and each answer is validated
// against the document's own schemas. The file is read, so a new operation in it fails the last
// test until it is performed here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import YAML from 'yaml';
import { make_workspace, query, selfcheck, send, shared, sql, unknown_id } from './helpers.mjs';

const text = readFileSync(join(shared, 'spec/seed-openapi.txt'), 'utf8');
const start = text.search(/^openapi: 3\.0\.1$/m);
assert.ok(start >= 0, 'the document has no line openapi: 3.0.1');
const document = YAML.parse(text.slice(start));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ ...document, $id: 'seed' });

/** The operations as {id, method, path, responses, parameters}. */
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    ['get', 'post', 'patch', 'put', 'delete'].filter((method) => item[method]).map((method) => ({
        id: item[method].operationId, method: method.toUpperCase(), path,
        responses: item[method].responses,
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
        body: item[method].requestBody?.content['application/json'].schema,
    })));
const by_id = new Map(operations.map((operation) => [operation.id, operation]));
const performed = new Set();

/** The schema a $ref leads to. */
function resolved(schema) {
    let found = schema;
    while (found?.$ref)
        found = found.$ref.slice(2).split('/').reduce((at, key) => at[key], document);
    return found;
}

/** Validates a value against a schema of the document, whose $refs are relative to it. */
function validate(schema, value, what) {
    const absolute = JSON.parse(JSON.stringify(schema), (key, found) =>
        key === '$ref' ? `seed${found}` : found);
    const check = ajv.compile(absolute);
    assert.ok(check(value), `${what}: ${ajv.errorsText(check.errors)}\n`
        + JSON.stringify(value).slice(0, 1500));
}

/**
 * The document requires no property of an answer, so a wrong envelope would pass its schemas: here
 * every property that is named must be there.
 */
function complete(schema, value, what) {
    const found = resolved(schema);
    if (found?.type === 'array' && Array.isArray(value)) {
        assert.ok(value.length > 0, `${what} is empty`);
        value.forEach((item, at) => complete(found.items, item, `${what}[${at}]`));
    }
    for (const [key, property] of Object.entries(found?.properties ?? {})) {
        assert.ok(value !== null && typeof value === 'object' && key in value,
            `${what} lacks ${key}: ${JSON.stringify(value)?.slice(0, 300)}`);
        complete(property, value[key], `${what}.${key}`);
    }
}

let api;

/**
 * Performs an operation. The request must be one the document allows, and the answer must be
 * one of its responses, of the status asked for. partial: properties may be missing.
 */
async function perform(id, { path = {}, parameters = {}, body, status, partial = false,
    loosen = (value) => value } = {}) {
    const operation = by_id.get(id);
    assert.ok(operation, `the document has no operation ${id}`);
    const wanted = status ?? Number(Object.keys(operation.responses)[0]);
    const response = resolved(operation.responses[String(wanted)]);
    assert.ok(response, `${id} has no response ${wanted}`);
    for (const [name, value] of Object.entries(parameters)) {
        const parameter = operation.parameters.map(resolved).find((one) => one.name === name);
        assert.ok(parameter, `${id} has no parameter ${name}`);
        validate(parameter.schema, value, `${id}, parameter ${name}`);
    }
    if (body !== undefined)
        validate(operation.body, body, `${id}, request body`);

    const target = operation.path.replace(/\{(\w+)\}/g, (_, name) => path[name]);
    const answer = await send(operation.method, target + query(parameters), {
        headers: { authorization: `Bearer ${api.token}` },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.equal(answer.status, wanted, `${id}: ${answer.status} ${answer.text.slice(0, 500)}`);
    assert.match(answer.headers['content-type'], /^application\/json\b/, id);
    const schema = response.content['application/json'].schema;
    validate(schema, loosen(answer.body), `${id} ${wanted}`);
    if (!partial)
        complete(schema, answer.body, id);
    performed.add(`${id} ${wanted}`);
    return answer.body;
}

// Unset values are null, which the document's types do not admit: records are fully populated.
const links = (host) => ({ primaryLinkUrl: `https://${host}.example`, primaryLinkLabel: host,
    secondaryLinks: [{ url: `https://${host}.example/more`, label: 'more' }] });
const company = (n) => ({ name: `Contract ${n}`, domainName: links(`contract${n}`), employees: 7
    + n,
    address: { addressStreet1: '1 Main St', addressCity: 'Paris', addressLat: 48.85,
        addressLng: 2.35 },
    annualRecurringRevenue: { amountMicros: 9007199254740991, currencyCode: 'EUR' },
    idealCustomerProfile: n % 2 === 0 });
const person = (n, companyId) => ({
    name: { firstName: `Ada${n}`, lastName: 'Lind' },
    emails: { primaryEmail: `ada${n}@contract.example`, additionalEmails: ['ada@home.example'] },
    phones: { primaryPhoneNumber: '612345678', primaryPhoneCallingCode: '+33',
        primaryPhoneCountryCode: 'FR' },
    jobTitle: 'Analyst', city: 'Paris', linkedinLink: links(`ada${n}`), companyId });
const filled = { order_by: 'createdAt[DescNullsLast]', limit: 1, depth: 1 };

before(async () => { api = await make_workspace('contract'); });
after(() => selfcheck());

describe('the document', () => {
    const ids = {};

    /** The operations of one object, in the order of a record's life. */
    function life({ singular, plural, verbs, create, change, search, parameters = {} }) {
        const key = singular[0].toLowerCase() + singular.slice(1);
        test(`${plural}: create, list, page, get, update, delete are as in the document`,
            async () => {
            const first = (await perform(`create${singular}`, { body: create(1) })).data[key];
            const second = (await perform(`create${singular}`, { body: create(2) })).data[key];
            ids[key] = first.id;
            const list = await perform(`list${verbs}`, { parameters: {
                ...filled, ...parameters, limit: 60 } });
            assert.deepEqual(list.data[plural].map(({ id }) => id).sort(), [first.id,
                second.id].sort());
            assert.equal(list.totalCount, 2);
            const found = await perform(`list${verbs}`, { parameters: { filter: search,
                depth: 0 } });
            assert.deepEqual(found.data[plural].map(({ id }) => id), [second.id]);
            if (by_id.get(`list${verbs}`).parameters.map(resolved).some((p) =>
                p.name === 'starting_after')) {
                const page = await perform(`list${verbs}`, { parameters: filled });
                assert.equal(page.pageInfo.hasNextPage, true);
                const next = await perform(`list${verbs}`, { parameters: {
                    ...filled, starting_after: page.pageInfo.endCursor } });
                assert.equal(next.pageInfo.hasNextPage, false);
                const back = await perform(`list${verbs}`, { parameters: {
                    ...filled, ending_before: next.pageInfo.startCursor } });
                assert.deepEqual(back.data, page.data);
            }
            const got = await perform(`get${singular}`, { path: { id: first.id } });
            assert.equal(got.data[key].id, first.id);
            const changed = await perform(`update${singular}`, { path: { id: first.id },
                body: change });
            for (const [name, value] of Object.entries(change))
                assert.deepEqual(changed.data[key][name], value);
            const gone = await perform(`delete${singular}`, { path: { id: second.id },
                partial: true });
            assert.deepEqual(gone.data, { [`delete${singular}`]: { id: second.id } });
            await perform(`get${singular}`, { path: { id: second.id }, status: 404 });
            await perform(`get${singular}`, { path: { id: unknown_id }, status: 404 });
        });
    }

    life({ singular: 'Company', plural: 'companies', verbs: 'Companies', create: company,
        change: { name: 'Contract, changed', employees: 70 }, search: 'name[eq]:"Contract 2"' });
    life({ singular: 'Person', plural: 'people', verbs: 'People',
        create: (n) => person(n, ids.company), change: { jobTitle: 'Lead', city: 'Oslo' },
        search: 'emails.primaryEmail[eq]:"ada2@contract.example"' });
    life({ singular: 'Opportunity', plural: 'opportunities', verbs: 'Opportunities',
        create: (n) => ({ name: `Deal ${n}`, amount: { amountMicros: 5000000, currencyCode: 'USD' },
            closeDate: '2026-12-01T00:00:00.000Z', stage: 'MEETING', companyId: ids.company,
            pointOfContactId: ids.person }),
        change: { stage: 'CUSTOMER' }, search: 'name[startsWith]:"Deal 2"' });
    life({ singular: 'Note', plural: 'notes', verbs: 'Notes',
        create: (n) => ({ title: `Note ${n}`, body: { blocknote: '[]', markdown: 'Hello' },
            position: n }),
        change: { title: 'Note, changed' }, search: 'title[eq]:"Note 2"' });
    life({ singular: 'Task', plural: 'tasks', verbs: 'Tasks',
        create: (n) => ({ title: `Task ${n}`, body: { blocknote: '[]', markdown: 'Do it' },
            status: 'IN_PROGRESS', dueAt: '2026-12-01T09:00:00.000Z', assigneeId: ids.member }),
        change: { status: 'DONE' }, search: 'title[eq]:"Task 2"' });

    before(async () => {
        ids.member = await sql(`INSERT INTO contract.workspace_members (name_first_name, name_last_name)
            VALUES ('Meg', 'Moe') RETURNING id`);
    });

    test('a batch of 60 people is created and listed as in the document', async () => {
        const body = Array.from({ length: 60 }, (_, n) => person(100 + n, ids.company));
        const { data, totalCount } = await perform('createPeopleBatch', { body });
        assert.equal(totalCount, 60);
        assert.deepEqual(data.people.map(({ name }) => name), body.map(({ name }) => name));
    });

    test('objects: create, list, get, update, delete are as in the document', async () => {
        const body = { nameSingular: 'contractThing', namePlural: 'contractThings',
            labelSingular: 'Thing', labelPlural: 'Things', description: 'A thing',
                icon: 'IconBox' };
        const { object } = (await perform('createObjectMetadata', { body })).data;
        assert.equal(object.isCustom, true);
        assert.equal(object.isActive, true);
        const list = await perform('listObjectMetadata', {});
        assert.ok(list.data.objects.some(({ id }) => id === object.id));
        assert.deepEqual((await perform('getObjectMetadata',
            { path: { id: object.id } })).data.object.id,
            object.id);
        const changed = (await perform('updateObjectMetadata', { path: { id: object.id },
            body: { ...body, description: 'Changed' } })).data.object;
        assert.equal(changed.description, 'Changed');
        ids.object = object.id;
        await perform('getObjectMetadata', { path: { id: unknown_id }, status: 404 });
    });

    test('fields: create, list, get, update, delete are as in the document', async () => {
        const types = document.components.schemas.FieldMetadata.properties.type.enum;
        const more = {
            SELECT: { options: [{ label: 'One', value: 'ONE', position: 0, color: 'red' }] },
            RELATION: { relationCreationPayload: { type: 'MANY_TO_ONE', targetFieldIcon: 'IconLink',
                targetObjectMetadataId: ids.object, targetFieldLabel: 'Other things' } },
        };
        more.MULTI_SELECT = more.SELECT;
        const made = [];
        for (const type of types) {
            const name = `f${type.toLowerCase().replace(/_(.)/g, (_, c) => c.toUpperCase())}`;
            const { field } = (await perform('createFieldMetadata', { body: { name, label: name,
                type,
                objectMetadataId: ids.object, description: type, icon: 'IconBox',
                    ...more[type] } })).data;
            assert.equal(field.type, type);
            assert.equal(field.isCustom, true);
            made.push(field);
        }
        // A workspace has fields of types the document does not know (spec/metadata-rest.md §7):
        // those it knows are held to it as they are, the others must be of those further types.
        const known = (body) => ({ ...body, data: { fields: body.data.fields.filter(
            ({ type }) => types.includes(type)) } });
        const list = await perform('listFieldMetadata', { loosen: known });
        const further = new Set(['DATE', 'ARRAY', 'RAW_JSON', 'RICH_TEXT', 'POSITION', 'TS_VECTOR',
            'FULL_NAME', 'ADDRESS', 'ACTOR']);
        for (const { type } of list.data.fields)
            assert.ok(types.includes(type) || further.has(type), type);
        const field = made[0];
        const got = await perform('getFieldMetadata', { path: { id: field.id } });
        assert.deepEqual(got.data.field, field);
        const changed = (await perform('updateFieldMetadata', { path: { id: field.id }, body: {
            name: field.name, label: 'Changed', type: field.type,
                objectMetadataId: ids.object } })).data;
        assert.equal(changed.field.label, 'Changed');
        await perform('deleteFieldMetadata', { path: { id: field.id }, partial: true });
        await perform('getFieldMetadata', { path: { id: field.id }, status: 404 });
        const gone = await perform('deleteObjectMetadata', { path: { id: ids.object },
            partial: true });
        assert.deepEqual(gone.data, { deleteOneObject: { id: ids.object } });
        await perform('getObjectMetadata', { path: { id: ids.object }, status: 404 });
    });

    test('every operation and every response of the document has occurred', () => {
        assert.ok(operations.length >= 36, `${operations.length} operations`);
        const all = operations.flatMap(({ id, responses }) =>
            Object.keys(responses).map((status) => `${id} ${status}`));
        assert.deepEqual(all.filter((one) => !performed.has(one)), []);
    });
});
