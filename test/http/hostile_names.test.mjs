// Names nobody should give: what the rules of spec/metadata-rest.md §11 refuse is refused with their
// texts, what they allow works in every place a name goes. Free texts come back as they went in.
// NAMES sets how many names are tried, SEED which.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { each, expect, expect_fault, make_field, make_object, make_workspace, selfcheck, sql } from './helpers.mjs';
import { hostile_texts } from './model_oracle.mjs';
import { random_from, seed } from './random.mjs';

const count = Number(process.env.NAMES ?? 1000);
const workspace = 'hostile_names';
const { below, pick, chance, some } = random_from(seed);
const changes = '/rest/metadata/changes';
let api;
let host;

before(async () => {
    api = await make_workspace(workspace);
    host = await make_object(api, 'host', [{ name: 'price', type: 'CURRENCY' }]);
});
after(() => selfcheck());

// ---- names -----------------------------------------------------------------------------------------

const reserved = `approvedAccessDomain appToken billingCustomer billingEntitlement billingMeter billingProduct
    billingSubscription billingSubscriptionItem featureFlag job keyValuePair pageLayout pageLayoutTab pageLayoutWidget
    twoFactorMethod user userWorkspace workspace role userWorkspaceRole plan event field link type object relation
    `.trim().split(/\s+/).flatMap((name) => [name, `${name}s`]).concat(`currency currencies fullNames address addresses
    index aggregate search searches batch import restore metadata duplicates groupBy merge openApi transaction
    vigintiWorkspace ctid xmin xmax cmin cmax tableoid oid`.trim().split(/\s+/));
const reserved_set = new Set(reserved);

const words = [...reserved, 'select', 'from', 'where', 'table', 'order', 'group', 'null', 'true', 'default', 'check',
    'primary', 'references', 'all', 'analyse', 'array', 'cast', 'collate', 'column', 'constraint', 'end', 'grant',
    'having', 'limit', 'offset', 'on', 'only', 'or', 'and', 'not', 'eq', 'in', 'is', 'like', 'some', 'every', 'none',
    'depth', 'filter', 'fields', 'cursor', 'pageInfo', 'totalCount', 'data', 'constructor', 'toString', 'hasOwnProperty',
    'then', 'pgClass', 'pgToast', 'informationSchema', 'id', 'createdAt', 'deletedAt', 'createdBy', 'createdByName',
    'createdBySource', 'position', 'searchVector', 'price', 'priceAmountMicros', 'priceCurrencyCode', 'host', 'hosts',
    'people', 'person', 'company', 'excluded', 'old', 'new', 't0', 'r', 'n', 'e1', 'x'];
const wild = [...hostile_texts, '"', "'", '`', ';', '--', '/**/', '\\', '.', '..', '/', '%00', '%', '_', '-', ' ', '$',
    '(', ')', '[', ']', '{', '}', '*', '&', '=', '?', '#', '@', '+', ',', '\n', '\t', '\u00a0', '\u200b', '\u202e', '\ufeff',
    'é', 'е', 'а', 'ｓ', 'ı', 'İ', 'ß', 'ﬁ', '٣', '😀', 'e\u0301', '\u{10ffff}', '\u0001', '\u007f', '\ud7ff', '\ue000',
    '"; DROP SCHEMA hostile_names CASCADE; --', "' OR '1'='1", '$$', '$1', 'pg_', 'PG_', '__proto__', '{{7*7}}', '${7*7}'];
const long = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop';
const letters = (most) => Array.from({ length: 1 + below(most) }, () => pick('abcdefghijklmnopqrstuvwxyz')).join('');

const makers = [
    () => pick(words),
    () => pick(words) + pick(wild),
    () => pick(wild) + pick(words),
    () => pick(wild),
    () => pick(words).replace(/./, pick(wild)),
    () => pick(words).toUpperCase(),
    () => pick(words) + pick(words),
    () => `pg_${pick(words)}`,
    () => `${below(10)}${pick(words)}`,
    () => ` ${pick(words)}  ${chance(0.5) ? pick(words) : ''} `,
    // Around the 63 bytes PostgreSQL cuts at, equal before the cut and different behind it.
    () => long.slice(0, 60 + below(6)),
    () => `${long.slice(0, 62)}${pick(['a', 'B', 'ab', 'é', '😀'])}`,
    () => `aB${long.slice(0, 58 + below(4))}${pick(['C', 'c', ''])}`,
    () => `a${'B'.repeat(28 + below(6))}`,
    () => `é${long.slice(0, 58 + below(5))}`,
    () => 'a'.repeat(pick([100, 1000, 5000])),
    () => letters(30),
    () => `${letters(6)}${pick('ABC')}${letters(6)}${below(100)}`,
    () => Array.from({ length: below(8) }, () => String.fromCodePoint(pick([below(128), 128 + below(0x700),
        0x4e00 + below(1000), 0x1f300 + below(200)]) || 1)).join(''),
];
// JSON has no way to write NUL that is a text of PostgreSQL, nor half a pair.
const make_name = () => pick(makers)().replaceAll('\0', 'x').toWellFormed?.() ?? letters(9);

// ---- the rules -------------------------------------------------------------------------------------

const collapse = (text) => text.replace(/[ \t\n\v\f\r]+/g, ' ').replace(/^ | $/g, '');
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const bytes = (text) => Buffer.byteLength(text);
const system = ['id', 'createdAt', 'updatedAt', 'deletedAt', 'createdBy', 'updatedBy', 'position', 'searchVector',
    'name', 'price'];
const sub_columns = ['createdBy', 'updatedBy'].flatMap((name) => ['Source', 'WorkspaceMemberId', 'Name', 'Context']
    .map((part) => name + part)).concat('priceAmountMicros', 'priceCurrencyCode');

/** The messages about a name itself, in the order of the rules. */
function faults_of_name(given) {
    const name = collapse(given);
    const faults = [];
    if (bytes(name) > 63 || bytes(snake(name)) > 63)
        faults.push('Name is too long');
    if (name === '')
        faults.push('Name is too short');
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
        faults.push('Name is not valid: it must start with lowercase letter and contain only alphanumeric letters');
    if (reserved_set.has(name))
        faults.push('This name is reserved. Use a different name or the system will add "Custom" suffix.');
    return faults;
}

function faults_of_field(given) {
    if (given === '')
        return ['name should not be empty'];
    const name = collapse(given);
    const quoted = `Name "${name}" is `;
    const taken = system.includes(name) ? [`${quoted}not available as it is already used by another field`]
        : sub_columns.includes(name) ? [`${quoted}reserved composite field name`] : [];
    return [...taken, ...faults_of_name(given)];
}

/** The violations of a list, by the number of their change. */
function violations_of(answer) {
    const by_change = new Map();
    for (const { path, message } of expect(answer, 400).violations) {
        const [, at] = /^\/changes\/(\d+)/.exec(path);
        by_change.set(Number(at), [...by_change.get(Number(at)) ?? [], message]);
    }
    return by_change;
}

const distinct = (names) => [...new Map(names.map((name) => [collapse(name), name])).values()];
const field = (object, name, more = {}) =>
    ({ op: 'createField', object, set: { type: 'TEXT', name, label: 'L', ...more } });
const object = (singular, plural) => ({ op: 'createObject', set: { nameSingular: singular, namePlural: plural,
    labelSingular: 'One', labelPlural: 'Many' } });
const refused_last = { op: 'nothing' };

test(`${count} names of fields: each is refused for what is wrong with it, or not at all`, async () => {
    const names = distinct(Array.from({ length: count }, make_name));
    const allowed = [];
    for (let at = 0; at < names.length; at += 400) {
        const part = names.slice(at, at + 400);
        const told = violations_of(await api.post(changes, { changes: [...part.map((name) => field('host', name)),
            refused_last] }));
        part.forEach((name, n) => {
            const faults = faults_of_field(name);
            assert.deepEqual(told.get(n) ?? [], faults, `${JSON.stringify(name).slice(0, 200)} (seed ${seed})`);
            if (faults.length === 0)
                allowed.push(name);
        });
    }
    assert.ok(allowed.length > count / 20, `${allowed.length} names allowed`);
    assert.equal(expect(await api.get(`/rest/metadata/objects/${host.id}`), 200).data.object.fields.length,
        host.object.fields.length + 1, 'the lists were refused whole');
    await live(distinct(allowed.map(collapse)).slice(0, 120));
});

/** Allowed names live: created, written, read, filtered, ordered, grouped, renamed, dropped. */
async function live(names) {
    expect(await api.post(changes, { changes: names.map((name) => field('host', name)) }), 200);
    const body = Object.fromEntries(names.map((name, n) => [name, `v${n}`]));
    const { id } = expect(await api.post(host.path, body), 201).data.host;
    expect(await api.post(host.path, {}), 201);
    const one = async () => expect(await api.get(`${host.path}/${id}`), 200).data.host;
    const has_all = (record, wanted) => {
        for (const [name, value] of Object.entries(wanted))
            assert.equal(record[name], value, name);
    };
    has_all(await one(), body);
    await each(names, async (name, n) => {
        const found = expect(await api.get(host.path, { filter: `${name}[eq]:v${n}`, order_by: name,
            fields: `id,${name}` }), 200);
        assert.deepEqual(found.data.hosts, [{ id, [name]: `v${n}` }], name);
    });
    await each(names.slice(0, 40), async (name, n) => {
        const groups = expect(await api.get(`${host.path}/groupBy`, { group_by: JSON.stringify([{ [name]: true }]),
            filter: `${name}[is]:NOT_NULL` }), 200);
        assert.ok(JSON.stringify(groups).includes(`v${n}`), name);
        expect(await api.get('/rest/open-api/core', { objects: 'hosts' }), 200);
    });
    const csv = await api.raw('GET', `${host.path}?limit=all`, undefined, { accept: 'text/csv' });
    assert.equal(csv.status, 200);
    for (const name of names)
        assert.ok(csv.text.split('\r\n')[0].split(',').includes(name), name);
    await selfcheck();
    const renamed = names.filter((name) => bytes(snake(name)) < 60 && !names.includes(`${name}Xy`));
    expect(await api.post(changes, { changes: renamed.map((name) =>
        ({ op: 'updateField', object: 'host', field: name, set: { name: `${name}Xy` } })) }), 200);
    has_all(await one(), Object.fromEntries(renamed.map((name) => [`${name}Xy`, body[name]])));
    await selfcheck();
    expect(await api.post(changes, { changes: names.map((name) => ({ op: 'deleteField', object: 'host',
        field: renamed.includes(name) ? `${name}Xy` : name })) }), 200);
    const left = await one();
    for (const name of names)
        assert.ok(!Object.hasOwn(left, name) && !Object.hasOwn(left, `${name}Xy`), name);
}

test(`${count / 4} names of objects: the same`, async () => {
    const taken = new Set(expect(await api.get('/rest/metadata/objects', { limit: 200 }), 200).data.objects
        .flatMap(({ nameSingular, namePlural }) => [nameSingular, namePlural]));
    const names = distinct(Array.from({ length: count / 4 }, make_name)).filter((name) => !taken.has(collapse(name)));
    const allowed = [];
    for (let at = 0; at < names.length; at += 200) {
        const part = names.slice(at, at + 200);
        const told = violations_of(await api.post(changes, { changes: [...part.map((name, n) =>
            object(`single${at + n}`, name)), refused_last] }));
        part.forEach((name, n) => {
            const faults = name === '' ? ['namePlural should not be empty'] : faults_of_name(name);
            assert.deepEqual(told.get(n) ?? [], faults, `${JSON.stringify(name).slice(0, 200)} (seed ${seed})`);
            if (faults.length === 0)
                allowed.push(collapse(name));
        });
    }
    const live_names = distinct(allowed).slice(0, 30);
    expect(await api.post(changes, { changes: live_names.map((name, n) => object(`live${n}`, name)) }), 200);
    await each(live_names, async (name, n) => {
        const made = expect(await api.post(`/rest/${name}`, { name: 'x' }), 201).data[`live${n}`];
        assert.equal(expect(await api.get(`/rest/${name}/${made.id}`), 200).data[`live${n}`].name, 'x');
        assert.equal(expect(await api.get(`/rest/${name}`, { filter: 'name[eq]:x' }), 200).data[name].length, 1);
    });
    await selfcheck();
    expect(await api.post(changes, { changes: live_names.map((name) => ({ op: 'deleteObject', object: name })) }), 200);
    for (const name of live_names)
        assert.equal((await api.get(`/rest/${name}`)).status, 404, name);
});

test('two names that are equal in their first 63 bytes are both refused, never cut', async () => {
    for (const end of ['a', 'b'])
        expect_fault(await api.post('/rest/metadata/fields', { objectMetadataId: host.id, type: 'TEXT', label: 'L',
            name: long.slice(0, 63) + end }), 400, 'Name is too long');
    // 63 bytes as they stand, but a table's column needs one more for each capital.
    expect_fault(await api.post('/rest/metadata/fields', { objectMetadataId: host.id, type: 'TEXT', label: 'L',
        name: `${long.slice(0, 62)}B` }), 400, 'Name is too long');
    const made = await make_field(api, host.object, { type: 'TEXT', name: long.slice(0, 63) });
    expect(await api.delete(`/rest/metadata/fields/${made.id}`), 200);
});

test('names that differ in case alone are two fields', async () => {
    for (const name of ['aBc', 'abc', 'aBC'])
        await make_field(api, host.object, { type: 'TEXT', name });
    const made = expect(await api.post(host.path, { aBc: '1', abc: '2', aBC: '3' }), 201).data.host;
    assert.deepEqual([made.aBc, made.abc, made.aBC], ['1', '2', '3']);
    assert.equal(await sql(`SELECT string_agg(attname, ' ' ORDER BY attname COLLATE "C") FROM pg_attribute
        WHERE attrelid = '${workspace}.hosts'::regclass AND attname ~ '^a_?b_?c$'`), 'a_b_c a_bc abc');
});

describe('free texts come back as they went in', () => {
    const texts = some([...hostile_texts, ...wild].map(collapse)
        .filter((text) => text !== '' && bytes(text) <= 60), Math.ceil(count / 40), Math.ceil(count / 40));
    const first_capital = (text) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

    test('labels, descriptions and icons of objects and fields', async () => {
        const made = expect(await api.post(changes, { changes: texts.flatMap((text, n) => [
            { op: 'createObject', set: { nameSingular: `text${n}`, namePlural: `texts${n}`, labelSingular: text,
                labelPlural: `${text}.`, description: text, icon: text } },
            { op: 'createField', object: `text${n}`, set: { type: 'TEXT', name: 'free', label: text, description: text,
                icon: text } }]) }), 200).data.changes;
        texts.forEach((text, n) => {
            const { object: one } = made[2 * n];
            assert.deepEqual([one.labelSingular, one.labelPlural, one.description, one.icon],
                [first_capital(text), first_capital(`${text}.`), text, text]);
            const { field: free } = made[2 * n + 1];
            assert.deepEqual([free.label, free.description, free.icon], [text, text, text]);
        });
        const document = expect(await api.get('/rest/open-api/core', { objects: texts.map((_, n) => `texts${n}`)
            .join(',') }), 200);
        assert.ok(document.components.schemas.Text0);
        await selfcheck();
        expect(await api.post(changes, { changes: texts.map((_, n) =>
            ({ op: 'deleteObject', object: `text${n}` })) }), 200);
    });

    test('labels of options, and defaults', async () => {
        const labels = [...new Set(texts.filter((text) => !text.includes(',')))];
        const select = await make_field(api, host.object, { type: 'SELECT', name: 'wildSelect',
            options: labels.map((label, n) => ({ label, value: `V_${n}`, position: n })) });
        assert.deepEqual(select.options.map(({ label }) => label), labels);
        const made = expect(await api.post(changes, { changes: texts.flatMap((text, n) => [
            field('host', `text${n}`, { defaultValue: `'${text}'` }),
            field('host', `array${n}`, { type: 'ARRAY', defaultValue: [`'${text}'`] }),
            field('host', `json${n}`, { type: 'RAW_JSON', defaultValue: { [text]: text } })]) }), 200).data.changes;
        assert.deepEqual(made.map(({ field: { defaultValue } }) => defaultValue), texts.flatMap((text) =>
            [`'${text}'`, [`'${text}'`], { [text]: text }]));
        const record = expect(await api.post(host.path, {}), 201).data.host;
        texts.forEach((text, n) => {
            assert.equal(record[`text${n}`], text);
            assert.deepEqual(record[`array${n}`], [text]);
            assert.deepEqual(record[`json${n}`], { [text]: text });
        });
        await selfcheck();
        expect(await api.post(changes, { changes: texts.flatMap((_, n) => ['text', 'array', 'json'].map((kind) =>
            ({ op: 'deleteField', object: 'host', field: `${kind}${n}` }))) }), 200);
    });

    test('values of options are no free texts', async () => {
        await each(texts.filter((text) => !/^[A-Z_][A-Z0-9_]*$/.test(text)), async (value) => {
            const answer = await api.post('/rest/metadata/fields', { objectMetadataId: host.id, type: 'SELECT',
                name: 'never', label: 'N', options: [{ label: 'N', value, position: 0 }] });
            expect(answer, 400);
            assert.match(answer.body.messages[0], /^Value must be in UPPER_CASE and follow snake_case "/, value);
        });
    });

    test('what is no text is refused: NUL, half a pair, bytes that are no UTF-8', async () => {
        const start = `{"objectMetadataId":"${host.id}","type":"TEXT","name":"never","label":"`;
        for (const bad of ['\\u0000', '\\ud800', '\\udc00x', '\n'])
            expect_fault(await api.raw('POST', '/rest/metadata/fields', `${start}${bad}"}`), 400);
        expect_fault(await api.raw('POST', '/rest/metadata/fields', Buffer.concat([Buffer.from(start),
            Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"}')])), 400);
    });
});
