// MT7: random filters over all operators and types, with relations, answered by the server and by an
// evaluator in JavaScript over the records themselves, find the same records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    each, expect, make_object, make_workspace, many_to_one, options, randomUUID, selfcheck, sql,
} from './helpers.mjs';
import { cases_or, random_from, seed } from './random.mjs';

const cases = cases_or(1200);
const { below, pick, chance, maybe, some } = random_from(seed);
const kinds = ['WILD', 'TAME', 'SHY'];
const tags = ['RED', 'GREEN', 'BLUE'];
// Lower-case words sort alike in every collation.
const words = ['ant', 'bee', 'cat', 'cow', 'dog', 'emu', 'a b', '50% off', 'a_b', 'x\\y'];
const numbers = [0, 1, -1, 2.5, 1e10, -1e-7];
const days = ['2026-01-01', '2026-02-28', '1999-12-31', '0099-01-01'];
const moments = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z',
    '2026-01-01T00:00:00.002Z', '1970-01-01T00:00:00.000Z'];
const uuids = Array.from({ length: 4 }, randomUUID).sort();

// ---- three-valued logic -------------------------------------------------------------------------
const and = (values) => values.includes(false) ? false : values.includes(null) ? null : true;
const or = (values) => values.includes(true) ? true : values.includes(null) ? null : false;
const not = (value) => value === null ? null : !value;

// ---- leaves: how a value is read from a record, written in a filter, compared -------------------
const as_text = (value) => value === '' ? null : value;
const rank = (list) => (value) => value === null ? null : list.indexOf(value);
const ordered = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'];
const patterns = ['like', 'ilike', 'startsWith', 'endsWith'];
const types = {
    text: { read: as_text, of: words, ops: [...ordered, 'in', 'is', ...patterns], empty: '' },
    number: { of: numbers, ops: [...ordered, 'in', 'is'] },
    integer: { of: [0, 5, -5, 9007199254740991], ops: [...ordered, 'in', 'is'] },
    boolean: { of: [true, false], ops: ['eq', 'is'] },
    day: { of: days, ops: [...ordered, 'in', 'is'] },
    moment: { of: moments, ops: [...ordered, 'in', 'is'] },
    uuid: { of: uuids, ops: [...ordered, 'in', 'is'] },
    option: { of: kinds, key: rank(kinds), ops: [...ordered, 'in', 'containsAny', 'is'] },
    tags: { read: (list) => list.length ? list : null, of: tags, ops: ['containsAny', 'is'] },
    json: { of: [], ops: ['is'] },
};
const leaf = (path, type, from = path) => ({ path, type: types[type],
    get: (record) => from.split('.').reduce((at, key) => at?.[key] ?? null, record) });
const animal_leaves = [
    leaf('name', 'text'), leaf('size', 'number'), leaf('wild', 'boolean'), leaf('born', 'day'),
    leaf('seen', 'moment'), leaf('kind', 'option'), leaf('tags', 'tags'), leaf('ref', 'uuid'),
    leaf('full.firstName', 'text'), leaf('full.lastName', 'text'), leaf('extra', 'json'),
    leaf('price.amountMicros', 'integer'), leaf('farmId', 'json'), leaf('id', 'json'),
];
const farm_leaves = [leaf('name', 'text'), leaf('size', 'number'), leaf('kind', 'option')];
const toy_leaves = [leaf('name', 'text'), leaf('size', 'number'), leaf('wild', 'boolean')];

/** SQL LIKE as an expression: % and _ are wild, \ takes the next character as it is. */
function like(pattern, flags) {
    const quoted = (c) => c.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    let source = '';
    for (let i = 0; i < pattern.length; ++i)
        source += pattern[i] === '%' ? '.*' : pattern[i] === '_' ? '.'
            : quoted(pattern[i] === '\\' ? pattern[++i] : pattern[i]);
    return new RegExp(`^${source}$`, `s${flags}`);
}
const comparisons = {
    eq: (a, b) => a === b, neq: (a, b) => a !== b, gt: (a, b) => a > b, gte: (a, b) => a >= b,
    lt: (a, b) => a < b, lte: (a, b) => a <= b,
    startsWith: (a, b) => a.startsWith(b), endsWith: (a, b) => a.endsWith(b),
    like: (a, b) => like(b, '').test(a), ilike: (a, b) => like(b, 'i').test(a),
};

/** A predicate on one leaf: {text, test(record)}; `prefix` leads to where the leaf is. */
function predicate(leaves, prefix, find) {
    const { path, type, get } = pick(leaves);
    const op = pick(type.ops);
    const key = type.key ?? ((value) => value);
    const read = (record) => {
        const at = find(record);
        const value = at ? get(at) : null;
        return value === null ? null : (type.read ?? ((same) => same))(value);
    };
    const name = `${prefix}${path}[${op}]:`;
    if (op === 'is') {
        const wanted = chance(0.5);
        return { text: `${name}${wanted ? 'NULL' : 'NOT_NULL'}`,
            test: (record) => (read(record) === null) === wanted };
    }
    if (op === 'in' || op === 'containsAny') {
        const list = some(type.of, 1, 3);
        return { text: `${name}[${list.map((value) => `"${value}"`)}]`, test: (record) => {
            const value = read(record);
            return value === null ? null : Array.isArray(value)
                ? value.some((one) => list.includes(one)) : list.includes(value);
        } };
    }
    let value = type.empty !== undefined && chance(0.1) ? type.empty : pick(type.of);
    if (value && patterns.includes(op))
        value = op.endsWith('like') ? pick(['%', '%a%', 'A%', '_o_', '%b', value.replace(/\\/g,
            '\\\\'), '50\\%%', 'a\\_b', 'a_b']) : value.slice(below(2), 1 + below(value.length));
    const matches_null = value === '' && ['eq', 'like', 'ilike'].includes(op);
    return { text: `${name}"${value}"`, test: (record) => {
        const found = read(record);
        return found === null ? matches_null || null : comparisons[op](key(found), key(value));
    } };
}

// ---- filters ------------------------------------------------------------------------------------
let animals;
let farms;
let toys;
const scopes = {
    animal: (depth) => pick([
        () => predicate(animal_leaves, '', (animal) => animal),
        () => predicate(animal_leaves, '', (animal) => animal),
        () => predicate(farm_leaves, 'farm.', (animal) => farms.get(animal.farmId)),
        () => quantified('toys', 'toy', depth, (animal) => toys.of(animal.id)),
        () => quantified('farm.animals', 'animal', depth,
            (animal) => animal.farmId ? animals.of(animal.farmId) : []),
    ])(),
    toy: (depth) => pick([
        () => predicate(toy_leaves, '', (toy) => toy),
        () => predicate(toy_leaves, '', (toy) => toy),
        () => predicate(animal_leaves, 'animal.', (toy) => animals.get(toy.animalId)),
        () => quantified('animal.toys', 'toy', depth,
            (toy) => toy.animalId ? toys.of(toy.animalId) : []),
    ])(),
};

function quantified(path, scope, depth, children) {
    const quantifier = pick(['some', 'none', 'every']);
    const inner = depth === 0 || chance(0.1) ? [] : list_of(scope, depth - 1, 2);
    const all = (record) => and(inner.map((one) => one.test(record))) === true;
    const tests = {
        some: (record) => children(record).some(all), none: (record) => !children(record).some(all),
        every: (record) => children(record).every(all),
    };
    return { text: `${path}.${quantifier}(${inner.map(({ text }) => text)})`,
        test: tests[quantifier] };
}

const list_of = (scope, depth, most) =>
    Array.from({ length: 1 + below(most) }, () => filter(scope, depth));

function filter(scope, depth) {
    if (depth === 0 || chance(0.4))
        return scopes[scope](depth);
    const parts = list_of(scope, depth - 1, 3);
    const texts = parts.map(({ text }) => text).join();
    const tests = (record) => parts.map((one) => one.test(record));
    return pick([
        { text: `and(${texts})`, test: (record) => and(tests(record)) },
        { text: `or(${texts})`, test: (record) => or(tests(record)) },
        { text: `not(${parts[0].text})`, test: (record) => not(parts[0].test(record)) },
    ]);
}

// ---- records ------------------------------------------------------------------------------------
/** All records of an object as answers show them, by id, and the live ones by their parent. */
async function fetch_all(path, plural, parent) {
    const { data } = expect(await api.get(path, { limit: 60, depth: 0,
        filter: 'or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)' }), 200);
    const records = data[plural];
    const live = records.filter(({ deletedAt }) => deletedAt === null);
    return { records, get: (id) => records.find((record) => record.id === id),
        of: (id) => live.filter((record) => record[parent] === id) };
}

let api;
let path;
before(async () => {
    api = await make_workspace('oracle');
    const farm = await make_object(api, 'farm', [{ name: 'size', type: 'NUMBER' },
        { name: 'kind', type: 'SELECT', options: options(...kinds) }]);
    const animal = await make_object(api, 'animal', [
        { name: 'size', type: 'NUMBER' }, { name: 'wild', type: 'BOOLEAN' },
        { name: 'born', type: 'DATE' }, { name: 'seen', type: 'DATE_TIME' },
        { name: 'kind', type: 'SELECT', options: options(...kinds) },
        { name: 'tags', type: 'MULTI_SELECT', options: options(...tags) },
        { name: 'ref', type: 'UUID' }, { name: 'full', type: 'FULL_NAME' },
        { name: 'extra', type: 'RAW_JSON' }, { name: 'price', type: 'CURRENCY' },
        many_to_one('farm', farm.object, 'Animals')]);
    const toy = await make_object(api, 'toy', [{ name: 'size', type: 'NUMBER' },
        { name: 'wild', type: 'BOOLEAN' }, many_to_one('animal', animal.object, 'Toys')]);
    const word = () => maybe(() => pick(words)) ?? '';
    const made = async (object, bodies) =>
        expect(await api.post(object.batch, bodies), 201).data[object.plural].map(({ id }) => id);
    const homes = await made(farm, Array.from({ length: 6 }, () => ({ name: word(),
        size: maybe(() => pick(numbers)), kind: maybe(() => pick(kinds)) })));
    const beasts = await made(animal, Array.from({ length: 40 }, () => ({
        name: word(), size: maybe(() => pick(numbers)), wild: maybe(() => chance(0.5)),
        born: maybe(() => pick(days)), seen: maybe(() => pick(moments)),
        kind: maybe(() => pick(kinds)), tags: some(tags, 0, 2), ref: maybe(() => pick(uuids)),
        full: { firstName: word(), lastName: word() }, extra: maybe(() => ({ k: below(3) })),
        price: maybe(() => ({ amountMicros: pick(types.integer.of) })),
        farmId: maybe(() => pick(homes)) })));
    await made(toy, Array.from({ length: 55 }, () => ({ name: word(),
        size: maybe(() => pick(numbers)), wild: maybe(() => chance(0.5)),
        animalId: maybe(() => pick(beasts), 0.9) })));
    // Soft-deleted records of each: hidden as roots and as children, met through a foreign key.
    await sql(`UPDATE oracle.farms SET deleted_at = now() WHERE id = '${homes[0]}';
        UPDATE oracle.animals SET deleted_at = now() WHERE id IN ('${beasts[0]}', '${beasts[1]}');
        UPDATE oracle.toys SET deleted_at = now() WHERE id IN (
            SELECT id FROM oracle.toys ORDER BY id LIMIT 7)`);
    farms = await fetch_all(farm.path, 'farms');
    animals = await fetch_all(animal.path, 'animals', 'farmId');
    toys = await fetch_all(toy.path, 'toys', 'animalId');
    path = animal.path;
});
after(() => selfcheck());

test(`${cases} random filters (seed ${seed})`, async () => {
    const asked = Array.from({ length: cases }, () => filter('animal', 1 + below(4)));
    const live = animals.records.filter(({ deletedAt }) => deletedAt === null);
    let found_some = 0;
    await each(asked, async ({ text, test: matches }, at) => {
        const page = expect(await api.get(path, { filter: text, limit: 60, fields: 'id',
            count: 'none' }), 200);
        const wanted = live.filter((animal) => matches(animal) === true).map(({ id }) => id);
        assert.deepEqual(page.data.animals.map(({ id }) => id), wanted,
            `case ${at}, SEED=${seed}: ${text}`);
        found_some += wanted.length > 0 && wanted.length < live.length ? 1 : 0;
    });
    assert.ok(found_some > cases / 3, `${found_some} of ${cases} filters tell records apart`);
});
