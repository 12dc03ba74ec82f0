// Field types over HTTP: NUMERIC, ACTOR, settings.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_field, make_object, make_workspace, read_forward, selfcheck,
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
