// Objects of 1 to 1,000 fields through every verb, and what happens at the limits of fields and columns.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parse_csv } from './csv.mjs';
import {
    client, env_token_twenty, expect, expect_fault, make_object, make_workspace, many_to_one, selfcheck, sql,
} from './helpers.mjs';

const workspace = 'sizes';
const changes = '/rest/metadata/changes';
// Fields of an object as the limit counts them: with the eight system fields and `name`.
const sizes = (process.env.SIZES ?? '10 50 100 101 500 1000').split(' ').map(Number);
const own_fields = 9;
let api;
let twenty;
let shelf;

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    shelf = await make_object(api, 'shelf', [], { namePlural: 'shelves', labelPlural: 'Shelves' });
});
after(() => selfcheck());

const kinds = [
    { type: 'TEXT', value: (n) => `t${n}` }, { type: 'NUMBER', value: (n) => n + 0.5 },
    { type: 'BOOLEAN', value: (n) => n % 2 === 0 }, { type: 'DATE', value: () => '2026-01-31' },
];
const name_of = (n) => `f${n}`;
const kind_of = (n) => kinds[n % kinds.length];
const create_fields = (object, from, to) => Array.from({ length: to - from }, (_, n) => ({ op: 'createField', object,
    set: { type: kind_of(from + n).type, name: name_of(from + n), label: `F ${from + n}` } }));
const record = (count, seed = 0) => Object.fromEntries(Array.from({ length: count }, (_, n) =>
    [name_of(n), kind_of(n).value(n + seed)]));

describe('every verb on objects of each size', () => {
    for (const size of sizes)
        test(`${size} fields`, async () => {
            const singular = `wide${size}x`;
            const plural = `wides${size}x`;
            // The last of the others leads to a shelf.
            const count = size - own_fields - 1;
            expect(await api.post(changes, { changes: [
                { op: 'createObject', set: { nameSingular: singular, namePlural: plural, labelSingular: 'Wide',
                    labelPlural: 'Wides' } },
                ...create_fields(singular, 0, count),
                { op: 'createField', object: singular, set: { ...many_to_one('place', { id: 'shelf' },
                    `Wide ${size} things`), label: 'Place' } }] }), 200);
            await every_verb(`/rest/${plural}`, plural, singular, count);
            const { fields } = expect(await api.get('/rest/metadata/objects', { limit: 60 }), 200).data.objects
                .find(({ namePlural }) => namePlural === plural);
            assert.equal(fields.length, size);
            const document = expect(await api.get('/rest/open-api/core', { objects: plural }), 200);
            const schema = Object.values(document.components.schemas).find(({ properties }) =>
                properties && name_of(count - 1) in properties && 'placeId' in properties);
            assert.ok(schema || count === 0);
            if (size === 1000)
                expect_fault(await api.post(changes, { changes: create_fields(singular, 2000, 2001) }), 400,
                    `fields_per_object is 1000: object ${singular} would have 1001 fields`, { path: '/changes/0' });
            expect(await api.post(changes, { changes: [{ op: 'deleteObject', object: singular }] }), 200);
        });

    test('people of 500 fields are found as duplicates and merged', async () => {
        const { fields } = expect(await api.get('/rest/metadata/objects', { limit: 60 }), 200).data.objects
            .find(({ namePlural }) => namePlural === 'people');
        const count = 500 - fields.length;
        expect(await api.post(changes, { changes: create_fields('person', 0, count) }), 200);
        const made = expect(await api.post('/rest/batch/people', [1, 2].map((n) => ({ ...record(count, n),
            name: { firstName: 'Ada', lastName: 'Lind' } }))), 201).data.people;
        const ids = made.map(({ id }) => id);
        const found = expect(await api.post('/rest/people/duplicates', { ids: [ids[0]] }), 200).data[0];
        assert.deepEqual(found.personDuplicates.map(({ id }) => id), [ids[1]]);
        const merged = expect(await api.patch('/rest/people/merge', { ids, conflictPriorityIndex: 1 }), 200).data.person;
        for (const [name, value] of Object.entries(record(count, 2)))
            assert.deepEqual(merged[name], value, name);
    });
});

/** Each route of records once; `count` fields are named by name_of. */
async function every_verb(path, plural, singular, count) {
    const body = record(count);
    const last = count > 0 ? name_of(count - 1) : 'name';
    const has = (made, wanted) => {
        for (const [name, value] of Object.entries(wanted))
            assert.deepEqual(made[name], value, name);
    };
    const place = expect(await api.post(shelf.path, { name: 'top' }), 201).data.shelf.id;
    const { id } = expect(await api.post(path, { ...body, name: 'one', placeId: place }), 201).data[singular];
    has(expect(await api.get(`${path}/${id}`, { depth: 2 }), 200).data[singular], body);
    const batch = Array.from({ length: 59 }, (_, n) => ({ ...record(count, n + 1), name: `b${n}` }));
    assert.equal(expect(await api.post(`/rest/batch/${plural}`, batch), 201).data[plural].length, 59);
    if (count > 400 && count < 900) {
        // 98,000 values: more than a statement may have parameters.
        const more = expect(await twenty.post(`/rest/batch/${plural}`, Array(200).fill(body)), 201);
        assert.equal(Object.values(more.data)[0].length, 200);
        expect(await api.delete(path, { filter: 'name[is]:NULL', soft_delete: false, max_affected: 200 }), 200);
    }

    const list = expect(await api.get(path, { limit: 60, depth: 1, order_by: last }), 200);
    assert.equal(list.data[plural].length, 60);
    assert.equal(list.totalCount, 60);
    const value = { ...body, name: 'one' }[last];
    const found = expect(await api.get(path, { filter: `${last}[eq]:${value},name[eq]:one`, fields: `id,${last}` }), 200);
    assert.deepEqual(found.data[plural], [{ id, [last]: value }]);
    has(expect(await api.patch(`${path}/${id}`, record(count, 3)), 200).data[singular], record(count, 3));
    has(expect(await api.put(`${path}/${id}`, body), 200).data[singular], body);
    expect(await api.patch(path, { ...record(count, 4), name: 'changed' }, { filter: 'name[eq]:b1' }), 200);
    expect(await api.post(path, { ...body, id, name: 'one' }, { upsert: true, on: 'id' }), 201);
    const kept = expect(await api.post(`/rest/batch/${plural}`, [{ ...batch[0], id }], { upsert: true }), 201);
    assert.deepEqual(kept.data[plural].map((one) => one.id), [id]);
    expect(await api.patch(`${path}/${id}`, { ...body, name: 'one' }), 200);

    expect(await api.delete(`${path}/${id}`), 200);
    assert.equal((await api.get(`${path}/${id}`)).status, 404);
    expect(await api.patch(`/rest/restore/${plural}/${id}`), 200);
    const groups = expect(await api.get(`${path}/groupBy`, { group_by: JSON.stringify([{ [last]: true }]),
        aggregate: '["totalCount"]' }), 200);
    assert.ok(JSON.stringify(groups).length > 20);
    assert.deepEqual(expect(await api.post(`${path}/duplicates`, { ids: [id] }), 200).data.length, 1);
    expect_fault(await api.patch(`${path}/merge`, { ids: [id, place], conflictPriorityIndex: 0 }), 400,
        /^Merge is only available for objects with duplicate criteria/);

    const lines = await api.raw('GET', `${path}?limit=all`, undefined, { accept: 'application/x-ndjson' });
    assert.equal(lines.text.trim().split('\n').length, 60);
    const csv = await api.raw('GET', `${path}?limit=all`, undefined, { accept: 'text/csv' });
    const [head, ...rows] = parse_csv(csv.text);
    assert.equal(head.filter((name) => /^f\d+$/.test(name)).length, count);
    assert.equal(rows.length, 60);
    expect(await api.raw('POST', `/rest/import/${plural}`, `${JSON.stringify({ ...body, name: 'imported' })}\n`,
        { 'content-type': 'application/x-ndjson' }), 201);
    expect(await api.raw('POST', `/rest/import/${plural}`, `${Object.keys(body).concat('name').join(',')}\r\n${
        Object.values(body).concat('imported').join(',')}\r\n`, { 'content-type': 'text/csv' }), 201);
    assert.equal(expect(await api.get(path, { filter: 'name[eq]:imported' }), 200).totalCount, 2);
    expect(await api.post('/rest/transaction', { operations: [{ method: 'POST', path, body: { ...body, name: 'x' },
        as: 'a' }, { method: 'PATCH', path: `${path}/${id}`, body: { ...body, name: 'y' } }] }), 200);
    const plans = JSON.parse(await sql(`SET viginti.workspace = '${workspace}';
        SELECT viginti.explain('${path}?order_by=${last}&depth=1')`));
    assert.ok(plans.length >= 1);
    expect(await api.delete(`${path}/${id}`, { soft_delete: false }), 200);
}

describe('the limits of an object', () => {
    const create_object = (name) => ({ op: 'createObject', set: { nameSingular: name, namePlural: `${name}s`,
        labelSingular: 'A', labelPlural: 'B' } });
    const addresses = (object, count) => Array.from({ length: count }, (_, n) => ({ op: 'createField', object,
        set: { type: 'ADDRESS', name: `a${n}`, label: `A ${n}` } }));

    test('a table that would have more than 1,400 columns is refused', async () => {
        expect(await api.post(changes, { changes: [create_object('broad')] }), 200);
        expect_fault(await api.post(changes, { changes: addresses('broad', 175) }), 400,
            /^columns_per_table is 1400: object broad would have 14\d\d columns$/);
    });

    test('PostgreSQL counts dropped columns, and the answer says so', async () => {
        expect(await api.post(changes, { changes: [create_object('worn')] }), 200);
        let answer;
        for (let turn = 0; turn < 3; ++turn) {
            answer = await api.post(changes, { changes: addresses('worn', 80) });
            if (answer.status !== 200)
                break;
            expect(await api.post(changes, { changes: addresses('worn', 80).map((change) =>
                ({ op: 'deleteField', object: 'worn', field: change.set.name })) }), 200);
        }
        assert.equal(answer.body.messages[0], 'The table of the object is full: PostgreSQL holds 1600 columns, '
            + 'those of deleted fields included');
        assert.equal(answer.body.violations[0].code, 'LIMIT_EXCEEDED');
        expect(await api.post('/rest/worns', { name: 'still in use' }), 201);
    });
});
