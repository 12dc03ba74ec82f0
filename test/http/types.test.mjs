// Field types over HTTP: NUMERIC, ACTOR, settings, changes of type, remapped options.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_field, make_object, make_workspace, options,
    read_forward, selfcheck,
} from './helpers.mjs';

const path = '/rest/metadata/fields';
let api;
let twenty;
let parts;
let count = 0;

before(async () => {
    api = await make_workspace('types');
    twenty = client({ token: api.token, dialect: 'twenty' });
    parts = await make_object(api, 'part');
});
after(() => selfcheck());

const add = (field) => make_field(api, parts.object, { name: `f${++count}`, ...field });
const input = (field) => ({ objectMetadataId: parts.id, name: `r${++count}`, label: 'R', ...field });
const record = async (body) => expect(await api.post(parts.path, body), 201).data.part;
const read = async (id) => expect(await api.get(`${parts.path}/${id}`, { depth: 0 }), 200).data.part;

describe('NUMERIC', () => {
    const long = '12345678901234567890123456789.000000000000000000001';

    test('§15 reads as text, takes numbers and texts, and keeps every digit', async () => {
        const { name } = await add({ type: 'NUMERIC' });
        for (const [given, wanted] of [[long, long], [`-${long}`, `-${long}`], ['1.50', '1.50'],
            [1.5, '1.5'], [0.1, '0.1'], [9007199254740991, '9007199254740991'], ['1e3', '1000'],
            ['', null], [null, null]]) {
            const { id } = await record({ [name]: given });
            assert.equal((await read(id))[name], wanted, String(given));
        }
        for (const bad of ['12abc', 'NaN', 'Infinity', true, [], 0.12345678901234567, '1e1001'])
            expect_fault(await api.post(parts.path, { [name]: bad }), 400,
                /^Invalid number value /, { path: `/${name}` });
        await selfcheck();
    });

    test('§8 filters, orders, pages and groups without rounding', async () => {
        const object = await make_object(api, 'gauge', [{ name: 'exact', type: 'NUMERIC' }]);
        const near = ['100000000000000000000.1', '100000000000000000000.2',
            '100000000000000000000.3'];
        for (const exact of near)
            expect(await api.post(object.path, { exact }), 201);
        const found = async (filter) => expect(await api.get(object.path,
            { filter, order_by: 'exact' }), 200).data.gauges.map(({ exact }) => exact);
        assert.deepEqual(await found(`exact[gt]:${near[0]}`), near.slice(1));
        assert.deepEqual(await found(`exact[eq]:${near[1]}`), [near[1]]);
        assert.deepEqual(await found(`exact[in]:[${near[0]},${near[2]}]`), [near[0], near[2]]);
        expect_fault(await api.get(object.path, { filter: 'exact[eq]:true' }), 400,
            /^Invalid number value NaN/);
        const { records } = await read_forward(api, object.path, 'gauges',
            { order_by: 'exact[DescNullsLast]', limit: 1 });
        assert.deepEqual(records.map(({ exact }) => exact), [...near].reverse());
        const groups = expect(await api.get(`${object.path}/groupBy`,
            { group_by: '[{"exact":true}]', aggregate: '["sumExact","maxExact"]' }), 200);
        const [first] = JSON.stringify(groups).match(/"sumExact":"[^"]*"/) ?? [];
        assert.ok(near.some((value) => first === `"sumExact":"${value}"`), JSON.stringify(groups));
    });

    test('§9 a default is a number or a quoted text; unique values stay so', async () => {
        const one = await add({ type: 'NUMERIC', defaultValue: "'12345678901234567890.5'" });
        const two = await add({ type: 'NUMERIC', defaultValue: 2.5 });
        const made = await record({});
        assert.deepEqual([made[one.name], made[two.name]], ['12345678901234567890.5', '2.5']);
        expect_fault(await api.post(path, input({ type: 'NUMERIC', defaultValue: "'many'" })), 400,
            /^Default value must be a number/);
        const key = await add({ type: 'NUMERIC', isUnique: true });
        await record({ [key.name]: '1.50' });
        expect_fault(await api.post(parts.path, { [key.name]: '1.5' }), 400,
            /A duplicate entry was detected/);
    });

    test('§11.2 is created in the standard dialect, served in both', async () => {
        const body = expect_fault(await twenty.post(path, input({ type: 'NUMERIC' })), 400,
            'Field type NUMERIC is not supported for field creation. Use NUMBER instead.');
        assert.equal(body.errors.fieldMetadata[0].errors[0].value, 'NUMERIC');
        const { name } = await add({ type: 'NUMERIC' });
        const made = expect(await twenty.post(parts.path, { [name]: '7.50' }), 201);
        assert.equal(made.data.createPart[name], '7.50');
    });
});

describe('ACTOR', () => {
    test('§6.2 a field of its own: written whole or in part, with source and context always',
        async () => {
        const { name, defaultValue } = await add({ type: 'ACTOR' });
        assert.deepEqual(defaultValue, { source: "'MANUAL'", name: "'System'" });
        const empty = { source: 'MANUAL', workspaceMemberId: null, name: 'System', context: {} };
        const { id, [name]: made } = await record({});
        assert.deepEqual(made, empty);
        const change = async (value) => expect(await api.patch(`${parts.path}/${id}`,
            { [name]: value }), 200).data.part[name];
        assert.deepEqual(await change({ source: 'EMAIL', name: 'Ada' }),
            { ...empty, source: 'EMAIL', name: 'Ada' });
        assert.deepEqual(await change(null), { ...empty, name: '' });
        expect_fault(await api.post(parts.path, { [name]: { source: 'FAX' } }), 400,
            /^Invalid value "FAX"/, { path: `/${name}/source` });
        const found = expect(await api.get(parts.path, { filter: `${name}.source[eq]:MANUAL` }), 200);
        assert.ok(found.data.parts.some((part) => part.id === id));
        await selfcheck();
    });
});

describe('settings', () => {
    test('§10 known keys come back as they were given', async () => {
        for (const [type, settings] of [
            ['NUMBER', { dataType: 'float', decimals: 2, type: 'percentage' }],
            ['CURRENCY', { format: 'short', decimals: 0 }], ['TEXT', { displayedMaxRows: 5 }],
            ['DATE', { displayFormat: 'CUSTOM', customUnicodeDateFormat: 'dd.MM.yy' }],
            ['DATE_TIME', { displayFormat: 'RELATIVE' }],
            ['ADDRESS', { subFields: ['addressCity', 'addressCountry'] }],
            ['PHONES', { maxNumberOfValues: 3 }]])
            assert.deepEqual((await add({ type, settings })).settings, settings);
        assert.equal((await add({ type: 'RATING', settings: { stars: 3 } })).settings, undefined);
    });

    test('§10 unknown keys and wrong values are refused, on create and on update', async () => {
        const wanted = 'Setting digits does not exist for fields of type NUMBER. Allowed settings '
            + 'are dataType, decimals, type';
        expect_fault(await api.post(path, input({ type: 'NUMBER', settings: { digits: 2 } })), 400,
            wanted, { path: '/settings' });
        const field = await add({ type: 'NUMBER' });
        expect_fault(await api.patch(`${path}/${field.id}`, { settings: { digits: 2 } }), 400,
            wanted);
        expect_fault(await api.patch(`${path}/${field.id}`, { settings: { decimals: -1 } }), 400,
            'Setting decimals must be a whole number from 0 to 15, got -1');
        expect_fault(await api.post(path, input({ type: 'UUID', settings: { a: 1 } })), 400,
            'Setting a does not exist for fields of type UUID, which have no settings');
    });

    test('§10 maxNumberOfValues bounds what is written, as soon as it is set', async () => {
        const words = await add({ type: 'ARRAY', settings: { maxNumberOfValues: 2 } });
        const mails = await add({ type: 'EMAILS' });
        await record({ [words.name]: ['a', 'b'] });
        expect_fault(await api.post(parts.path, { [words.name]: ['a', 'b', 'c'] }), 400,
            `Too many values for field "${words.name}": 3`, { path: `/${words.name}`,
            hint: 'At most 2 are allowed: settings.maxNumberOfValues' });
        const two = { primaryEmail: 'a@b.example', additionalEmails: ['c@d.example'] };
        await record({ [mails.name]: two });
        expect(await api.patch(`${path}/${mails.id}`, { settings: { maxNumberOfValues: 1 } }), 200);
        expect_fault(await api.post(parts.path, { [mails.name]: two }), 400,
            `Too many values for field "${mails.name}.additionalEmails": 2`);
    });

    test('§10 dataType int and bigint take whole numbers only', async () => {
        for (const [dataType, most] of [['int', 2147483647], ['bigint', 9007199254740991]]) {
            const { name } = await add({ type: 'NUMBER', settings: { dataType } });
            assert.equal((await record({ [name]: most }))[name], most);
            assert.equal((await record({ [name]: -most }))[name], -most);
            for (const bad of [0.5, most + 1])
                expect_fault(await api.post(parts.path, { [name]: bad }), 400,
                    `Invalid number value ${bad} for field "${name}"`,
                    { hint: new RegExp(`settings.dataType is ${dataType}`) });
        }
    });
});

describe('change of type', () => {
    const change = (field, body, parameters) => api.patch(`${path}/${field.id}`, body, parameters);

    test('converts the records, and every connection serves the new type at once', async () => {
        const field = await add({ type: 'TEXT' });
        const { id } = await record({ [field.name]: '12.50' });
        const warm = await each(Array(8).fill(0), () => api.get(parts.path), 8);
        for (const answer of warm)
            expect(answer, 200);
        const made = expect(await change(field, { type: 'NUMBER' }), 200).data.field;
        assert.deepEqual([made.id, made.type, made.name], [field.id, 'NUMBER', field.name]);
        const found = await each(Array(8).fill(0), () => api.get(parts.path,
            { filter: `${field.name}[gt]:12` }), 8);
        for (const answer of found)
            assert.deepEqual(expect(answer, 200).data.parts.map((part) => [part.id,
                part[field.name]]), [[id, 12.5]]);
        expect_fault(await api.post(parts.path, { [field.name]: '13' }), 400,
            /^Invalid number value '13'/);
        await selfcheck();
    });

    test('is refused while values would be lost, which are named; allowLoss empties them',
        async () => {
        const field = await add({ type: 'TEXT' });
        const ids = [];
        for (let n = 0; n < 25; ++n)
            ids.push((await record({ [field.name]: `no ${n}` })).id);
        await record({ [field.name]: '7' });
        const body = expect_fault(await change(field, { type: 'NUMBER' }), 409,
            /^25 of 26 values of field "f\d+" would be lost as NUMBER: 'no \d+', /,
            { code: 'VALUES_LOST', path: '/type',
                hint: 'Change those records, or send "allowLoss": true' });
        const { examples, ...counts } = body.conversion;
        assert.deepEqual(counts, { object: 'parts', field: field.name, from: 'TEXT', to: 'NUMBER',
            records: 26, lost: 25 });
        assert.equal(examples.length, 20);
        for (const { id, value } of examples)
            assert.equal(value, `no ${ids.indexOf(id)}`);
        assert.equal((await read(ids[3]))[field.name], 'no 3');
        const rehearsed = expect(await change(field, { type: 'NUMBER', allowLoss: true },
            { rehearse: true }), 200).data.rehearsal;
        assert.deepEqual(rehearsed.conversions, [body.conversion]);
        assert.deepEqual(rehearsed.api, [{ change: 'changed', object: 'parts',
            field: field.name }]);
        assert.equal((await read(ids[3]))[field.name], 'no 3');
        expect(await change(field, { type: 'NUMBER', allowLoss: true }), 200);
        assert.equal((await read(ids[3]))[field.name], null);
        await selfcheck();
    });

    test('§6.3 dialect twenty ignores the type', async () => {
        const field = await add({ type: 'TEXT' });
        const answer = expect(await twenty.patch(`${path}/${field.id}`, { type: 'NUMBER',
            label: 'Other' }), 200).data.updateOneField;
        assert.deepEqual([answer.type, answer.label], ['TEXT', 'Other']);
    });

    test('what does not convert is refused with what does', async () => {
        const field = await add({ type: 'DATE' });
        expect_fault(await change(field, { type: 'BOOLEAN' }), 400,
            'Fields of type DATE cannot become BOOLEAN. They may become TEXT, DATE_TIME',
            { path: '/type' });
        expect_fault(await change(field, { type: 'DATES' }), 400,
            'Unsupported field metadata type DATES');
    });

    test('settings and options of the new type come along', async () => {
        const field = await add({ type: 'TEXT', settings: { displayedMaxRows: 3 } });
        const { id } = await record({ [field.name]: 'old' });
        const select = expect(await change(field, { type: 'SELECT', options: options('NEW', 'OLD'),
            defaultValue: "'NEW'" }), 200).data.field;
        assert.deepEqual([select.settings, select.options.length], [undefined, 2]);
        assert.equal((await read(id))[field.name], 'OLD');
        assert.equal((await record({}))[field.name], 'NEW');
        const list = expect(await change(field, { type: 'MULTI_SELECT' }), 200).data.field;
        assert.deepEqual(list.options, select.options);
        assert.deepEqual(list.defaultValue, ["'NEW'"]);
        assert.deepEqual((await read(id))[field.name], ['OLD']);
        expect_fault(await change(field, { type: 'ARRAY', settings: { decimals: 1 } }), 400,
            /^Setting decimals does not exist/);
        await selfcheck();
    });

    test('a list of changes names what it would lose, with a pointer', async () => {
        const field = await add({ type: 'TEXT' });
        await record({ [field.name]: 'x' });
        const body = expect_fault(await api.post('/rest/metadata/changes', { changes: [
            { op: 'updateField', object: 'part', field: field.name, set: { type: 'DATE' } }] }),
        400, /would be lost as DATE: 'x'/);
        assert.deepEqual(body.violations.map(({ path, code }) => [path, code]),
            [['/changes/0/set/type', 'VALUES_LOST']]);
    });
});

describe('options', () => {
    test('a deleted option gives its records to another, in both dialects', async () => {
        for (const caller of [api, twenty]) {
            const field = await add({ type: 'SELECT', options: options('A', 'B', 'C') });
            const { id } = await record({ [field.name]: 'B' });
            expect_fault(await caller.patch(`${path}/${field.id}`, { options: options('A'),
                optionsRemap: { B: 'C' } }), 400, /^optionsRemap puts "C" in the place of another/,
            { path: '/optionsRemap' });
            expect(await caller.patch(`${path}/${field.id}`, { options: options('A', 'D'),
                optionsRemap: { B: 'D' } }), 200);
            assert.equal((await read(id))[field.name], 'D');
        }
        expect_fault(await api.post(path, input({ type: 'SELECT', options: options('A'),
            optionsRemap: {} })), 400, 'property optionsRemap should not exist');
        await selfcheck();
    });

    test('a renamed option takes its default along', async () => {
        const field = await add({ type: 'SELECT', options: options('A', 'B'),
            defaultValue: "'A'" });
        const [a, b] = field.options;
        const changed = expect(await api.patch(`${path}/${field.id}`, { options: [b, { ...a,
            value: 'ALPHA', position: 2 }] }), 200).data.field;
        assert.equal(changed.defaultValue, "'ALPHA'");
        assert.equal((await record({}))[field.name], 'ALPHA');
    });
});
