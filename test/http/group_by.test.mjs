// groupBy (spec/core-rest.md §20): its tables row by row over an object of all types of fields, and
// random questions against arithmetic in JavaScript, whose time zones are not the server's.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
    client, each, env_token_twenty, expect, expect_fault, make_key, make_object, make_workspace,
    many_to_one, options, randomUUID, sql,
} from './helpers.mjs';

let api;
let twenty;
let boats;
let ports;
const path = '/rest/boats/groupBy';
const workspace = 'grouping';

const json = (value) => (value === undefined || typeof value === 'string'
    ? value : JSON.stringify(value));
/** Asks for groups; group_by, aggregate and order_by are values or texts as they stand. */
const ask = ({ group_by, aggregate, order_by, ...more }, caller = api, at = path) =>
    caller.get(at, { group_by: json(group_by), aggregate: json(aggregate),
        order_by: json(order_by), ...more });
const groups = async (question, caller, at) => expect(await ask(question, caller, at), 200);
/** Key to one aggregate: [[key, value], …]. */
const pairs = async (group_by, name, more = {}) =>
    (await groups({ group_by: [group_by], aggregate: [name], ...more }))
        .map((group) => [group.groupByDimensionValues[0], group[name]]);

// ---- the records, and what JavaScript makes of them ---------------------------------------------
let state = Number(process.env.SEED ?? 20261124);
function random(below) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
}
const pick = (list) => list[random(list.length)];
const maybe = (make) => (random(5) === 0 ? null : make());

const states = ['NEW', 'USED', 'OLD'];
const tags = ['RED', 'GREEN', 'BLUE'];
const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe',
    'America/Sao_Paulo', 'Pacific/Kiritimati', 'CET'];
// Moments at which somewhere the clock is changed or a day, month, quarter or year begins.
const edges = ['2025-03-30T00:59:59.999Z', '2025-03-30T01:00:00.000Z', '2025-10-26T00:30:00.000Z',
    '2025-10-26T01:30:00.000Z', '2025-03-09T06:59:59.999Z', '2025-03-09T07:00:00.000Z',
    '2025-11-02T05:30:00.000Z', '2025-11-02T06:30:00.000Z', '2024-12-31T23:00:00.000Z',
    '2024-12-31T18:29:59.999Z', '2024-12-31T18:30:00.000Z', '2025-06-30T22:00:00.000Z',
    '2025-04-05T15:00:00.000Z', '2024-02-29T23:30:00.000Z', '2025-01-05T04:59:59.999Z'];
const city_of = {};

function make_boat() {
    const seen = () => (random(2) === 0 ? pick(edges)
        : new Date(Date.UTC(2024, 0, 1) + random(800 * 24 * 60) * 60000).toISOString());
    return {
        id: randomUUID(),
        title: maybe(() => pick(['ash', 'birch', 'cedar'])),
        label: maybe(() => pick(['Oak', 'oak', 'OAK', 'Elm', 'elm', 'yew'])),
        tons: maybe(() => random(8) / 2 - 1),
        sails: maybe(() => random(2) === 0),
        built: maybe(() => new Date(Date.UTC(2020, 0, 1 + random(500))).toISOString().slice(0, 10)),
        seen: maybe(seen),
        state: maybe(() => pick(states)),
        tags: tags.filter(() => random(2) === 0),
        price: { amountMicros: maybe(() => random(6) * 3000000000000),
            currencyCode: maybe(() => pick(['EUR', 'USD'])) },
        owner: { firstName: maybe(() => pick(['Ada', 'Bo'])), lastName: maybe(() => pick(['Lind'])) },
        homeId: maybe(() => pick(Object.keys(city_of))),
        deletedAt: random(8) === 0 ? '2026-01-01T00:00:00.000Z' : null,
    };
}
let rows;

const formats = new Map();
/** The date a moment has in a zone, as UTC midnight of that date. */
function day_in(zone, moment) {
    if (!formats.has(zone))
        formats.set(zone, new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric',
            month: '2-digit', day: '2-digit' }));
    return new Date(`${formats.get(zone).format(new Date(moment))}T00:00:00Z`);
}
const text_of = (date) => date.toISOString().slice(0, 10);
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
    'September', 'October', 'November', 'December'];
const quarters = ['Q1', 'Q2', 'Q3', 'Q4'];
const start = (date, month) => text_of(new Date(Date.UTC(date.getUTCFullYear(), month, 1)));
const week = (date, first) => text_of(new Date(date.getTime()
    - (date.getUTCDay() - first + 7) % 7 * 86400000));
const granularities = {
    DAY: text_of,
    WEEK: (date) => week(date, 1),
    'WEEK MONDAY': (date) => week(date, 1),
    'WEEK SUNDAY': (date) => week(date, 0),
    'WEEK SATURDAY': (date) => week(date, 6),
    MONTH: (date) => start(date, date.getUTCMonth()),
    QUARTER: (date) => start(date, Math.floor(date.getUTCMonth() / 3) * 3),
    YEAR: (date) => start(date, 0),
    DAY_OF_THE_WEEK: (date) => days[(date.getUTCDay() + 6) % 7],
    MONTH_OF_THE_YEAR: (date) => months[date.getUTCMonth()],
    QUARTER_OF_THE_YEAR: (date) => quarters[Math.floor(date.getUTCMonth() / 3)],
};
const ranks = { DAY_OF_THE_WEEK: days, MONTH_OF_THE_YEAR: months, QUARTER_OF_THE_YEAR: quarters };

/** {group, order(direction), values(row), rank}: a dimension of a date field. */
function date_dimension(field, granularity, zone) {
    const [word, day] = granularity.split(' ');
    const group = { [field]: { granularity: word, ...(zone && { timeZone: zone }),
        ...(day && { weekStartDay: day }) } };
    return {
        name: `${field} ${word}`, group,
        order: (direction) => ({ [field]: { orderBy: direction, granularity: word } }),
        values: (row) => [row[field] === null ? null
            : granularities[granularity](field === 'built' ? new Date(row[field])
                : day_in(zone ?? 'UTC', row[field]))],
        ranks: ranks[word],
    };
}
const plain = (name, group, order, value, more = {}) =>
    ({ name, group, order, values: (row) => [value(row)], ...more });
const empty_as_null = (list) => (list.length === 0 ? [null] : [...new Set(list)]);
const dimensions = [
    () => plain('title', { title: true }, (d) => ({ title: d }), (row) => row.title),
    () => plain('tons', { tons: true }, (d) => ({ tons: d }), (row) => row.tons),
    () => plain('sails', { sails: true }, (d) => ({ sails: d }), (row) => row.sails),
    () => plain('state', { state: true }, (d) => ({ state: d }), (row) => row.state,
        { ranks: states }),
    () => plain('first', { owner: { firstName: true } }, (d) => ({ owner: { firstName: d } }),
        (row) => row.owner.firstName),
    () => plain('code', { price: { currencyCode: true } }, (d) => ({ price: { currencyCode: d } }),
        (row) => row.price.currencyCode),
    () => plain('micros', { price: { amountMicros: true } },
        (d) => ({ price: { amountMicros: d } }), (row) => (row.price.amountMicros === null ? null
            : String(row.price.amountMicros)), { number: true }),
    () => plain('homeId', pick([{ homeId: true }, { home: { id: true } }]),
        (d) => pick([{ homeId: d }, { home: { id: d } }]), (row) => row.homeId),
    () => plain('city', { home: { city: true } }, (d) => ({ home: { city: d } }),
        (row) => city_of[row.homeId] ?? null),
    () => ({ name: 'tags', group: { tags: { unnest: true } }, order: (d) => ({ tags: d }),
        values: (row) => empty_as_null(row.tags), ranks: tags }),
    () => plain('seen NONE', { seen: { granularity: 'NONE' } },
        (d) => ({ seen: { orderBy: d, granularity: 'NONE' } }), (row) => row.seen),
    () => date_dimension('built', pick(Object.keys(granularities))),
    () => date_dimension('seen', pick(Object.keys(granularities)), pick(zones)),
    () => date_dimension('seen', pick(Object.keys(granularities)), pick(zones)),
    () => date_dimension('seen', pick(Object.keys(ranks))),
];

const exact = (value) => (got) => assert.deepEqual(got, value);
const close = (value, type) => (got) => {
    assert.equal(typeof got, type);
    assert.ok(Math.abs(Number(got) - value) <= 1e-9 * Math.max(1, Math.abs(value)),
        `${got} for ${value}`);
};
const held = (list) => list.filter((value) => value !== null);
const sum = (list) => list.reduce((total, value) => total + value, 0);
const least = (list) => (list.length ? list.reduce((a, b) => (a < b ? a : b)) : null);
const most = (list) => (list.length ? list.reduce((a, b) => (a > b ? a : b)) : null);
const or_null = (list, make) => (list.length ? make() : exact(null));
const composite = (value) => (Object.values(value).every((part) => part === null) ? null
    : JSON.stringify(value));
// What each field holds, null where it is empty.
const fields = {
    Title: (row) => row.title, Tons: (row) => row.tons, Sails: (row) => row.sails,
    Built: (row) => row.built, Seen: (row) => row.seen, State: (row) => row.state,
    Tags: (row) => (row.tags.length ? row.tags.join() : null), Owner: (row) => composite(row.owner),
    Price: (row) => composite(row.price), HomeId: (row) => row.homeId, Id: (row) => row.id,
};
const whole = {
    countUniqueValues: (list) => exact(String(new Set(held(list)).size)),
    countEmpty: (list) => exact(String(list.length - held(list).length)),
    countNotEmpty: (list) => exact(String(held(list).length)),
    percentageEmpty: (list) => close(1 - held(list).length / list.length, 'string'),
    percentageNotEmpty: (list) => close(held(list).length / list.length, 'string'),
};
/** By name: from the records of a group to a check of what was answered. */
const aggregates = { totalCount: (all) => exact(String(all.length)) };
for (const [name, make] of Object.entries(whole))
    for (const [field, value] of Object.entries(fields))
        aggregates[name + field] = (all) => make(all.map(value));
for (const field of ['Tons', 'Built', 'Seen']) {
    aggregates[`min${field}`] = (all) => exact(least(held(all.map(fields[field]))));
    aggregates[`max${field}`] = (all) => exact(most(held(all.map(fields[field]))));
}
const tons = (all) => held(all.map(fields.Tons));
aggregates.sumTons = (all) => exact(tons(all).length ? sum(tons(all)) : null);
aggregates.avgTons = (all) => or_null(tons(all), () => close(sum(tons(all)) / tons(all).length,
    'number'));
const micros = (all) => held(all.map((row) => row.price.amountMicros));
const as_text = (value) => exact(value === null ? null : String(value));
aggregates.minPriceAmountMicros = (all) => as_text(least(micros(all)));
aggregates.maxPriceAmountMicros = (all) => as_text(most(micros(all)));
aggregates.sumPriceAmountMicros = (all) => as_text(micros(all).length ? sum(micros(all)) : null);
aggregates.avgPriceAmountMicros = (all) => or_null(micros(all), () =>
    close(sum(micros(all)) / micros(all).length, 'string'));
aggregates.countTrueSails = (all) => exact(String(all.filter((row) => row.sails).length));
aggregates.countFalseSails = (all) => exact(String(all.filter((row) => row.sails === false).length));

const filters = [
    [undefined, (row) => !row.deletedAt],
    [undefined, (row) => !row.deletedAt],
    ['tons[gte]:0.5', (row) => !row.deletedAt && row.tons !== null && row.tons >= 0.5],
    ['state[in]:[NEW,OLD]', (row) => !row.deletedAt && ['NEW', 'OLD'].includes(row.state)],
    ['home.city[eq]:Oslo', (row) => !row.deletedAt && city_of[row.homeId] === 'Oslo'],
    ['built[is]:NULL,not(title[is]:NULL)', (row) => !row.deletedAt && row.built === null
        && row.title !== null],
    ['deletedAt[is]:NOT_NULL', (row) => row.deletedAt !== null],
    ['or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)', () => true],
    ['tons[gt]:1000', () => false],
];
const directions = ['AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'];

function compare(a, b, direction, dimension = {}) {
    if (a === b)
        return 0;
    if (a === null || b === null)
        return (a === null) === direction.endsWith('First') ? -1 : 1;
    const place = (value) => (dimension.ranks ? dimension.ranks.indexOf(value)
        : dimension.number ? Number(value) : value);
    return (place(a) < place(b) ? -1 : 1) * (direction.startsWith('Asc') ? 1 : -1);
}

/** The groups of records as [{key, all}], in the order of the keys' criteria. */
function group(all, keys, criteria) {
    const found = new Map();
    for (const row of all) {
        let combined = [[]];
        for (const key of keys)
            combined = combined.flatMap((head) => key.values(row).map((value) => [...head, value]));
        for (const key of combined) {
            const name = JSON.stringify(key);
            if (!found.has(name))
                found.set(name, { key, all: [] });
            found.get(name).all.push(row);
        }
    }
    const wanted = [...criteria, ...keys.map((_, index) => ({ index, direction: 'AscNullsFirst' }))];
    return [...found.values()].sort((a, b) => {
        for (const { index, direction, count } of wanted) {
            const order = count ? compare(a.all.length, b.all.length, direction)
                : compare(a.key[index], b.key[index], direction, keys[index]);
            if (order !== 0)
                return order;
        }
        return 0;
    });
}

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    ports = await make_object(api, 'port', [{ name: 'city', type: 'TEXT' },
        { name: 'opened', type: 'DATE_TIME' }]);
    boats = await make_object(api, 'boat', [
        { name: 'title', type: 'TEXT' }, { name: 'label', type: 'TEXT', label: 'Mark' },
        { name: 'tons', type: 'NUMBER' }, { name: 'sails', type: 'BOOLEAN' },
        { name: 'built', type: 'DATE' }, { name: 'seen', type: 'DATE_TIME' },
        { name: 'state', type: 'SELECT', options: options(...states) },
        { name: 'tags', type: 'MULTI_SELECT', options: options(...tags) },
        { name: 'words', type: 'ARRAY' }, { name: 'price', type: 'CURRENCY' },
        { name: 'owner', type: 'FULL_NAME' }, { name: 'mail', type: 'EMAILS' },
        { name: 'extra', type: 'RAW_JSON' }, many_to_one('home', ports.object, 'Boats')]);
    for (const city of ['Oslo', 'Bergen', null]) {
        const port = expect(await api.post(ports.path, { city, opened: edges[4] }), 201).data.port;
        city_of[port.id] = city;
    }
    rows = Array.from({ length: 300 }, make_boat);
    for (let i = 0; i < rows.length; i += 60)
        expect(await api.post(boats.batch, rows.slice(i, i + 60)), 201);
});

describe('§20 dimensions', () => {
    const of_titles = { title: true };

    test('the answer is a bare array in both dialects, values in the order of group_by', async () => {
        const question = { group_by: [{ sails: true }, of_titles], aggregate: ['totalCount'] };
        const standard = await groups(question);
        assert.ok(Array.isArray(standard));
        assert.deepEqual(Object.keys(standard[0]), ['totalCount', 'groupByDimensionValues']);
        assert.equal(standard[0].groupByDimensionValues.length, 2);
        assert.deepEqual(await groups(question, twenty), standard);
    });

    test('nothing that matches is an empty array', async () => {
        assert.deepEqual(await groups({ group_by: [of_titles], filter: 'tons[gt]:1000' }), []);
    });

    test('values: text, boolean, number, option, id; NULL is null', async () => {
        const value = async (group_by) => (await groups({ group_by: [group_by] }))
            .map((one) => one.groupByDimensionValues[0]);
        assert.deepEqual(await value(of_titles), [null, 'ash', 'birch', 'cedar']);
        assert.deepEqual(await value({ sails: true }), [null, false, true]);
        assert.deepEqual(await value({ state: true }), [null, ...states]);
        assert.equal(typeof (await value({ tons: true }))[1], 'number');
        assert.equal(typeof (await value({ price: { amountMicros: true } }))[1], 'string');
        assert.deepEqual((await value({ homeId: true })).slice(1), Object.keys(city_of).sort());
        assert.ok((await value({ built: true }))[1].match(/^\d{4}-\d\d-\d\d$/));
        assert.ok((await value({ seen: true }))[1].match(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/));
    });

    test('FK: companyId and company.id are the same; a relation\'s field joins', async () => {
        assert.deepEqual(await pairs({ home: { id: true } }, 'totalCount'),
            await pairs({ homeId: true }, 'totalCount'));
        const cities = await pairs({ home: { city: true } }, 'totalCount');
        assert.deepEqual(cities.map(([city]) => city), [null, 'Bergen', 'Oslo']);
        const opened = await pairs({ home: { opened: { granularity: 'DAY',
            timeZone: 'America/New_York' } } }, 'totalCount');
        assert.deepEqual(opened.map(([day]) => day), [null, '2025-03-09']);
    });

    test('unnest: one group an element, an empty array counts as null', async () => {
        await sql(`INSERT INTO ${workspace}.boats (title, words) VALUES ('words', '{b,a,b}'),
            ('words', '{}'), ('words', NULL), ('words', '{a}')`);
        const filter = 'title[eq]:words';
        assert.deepEqual(await pairs({ words: { unnest: true } }, 'totalCount', { filter }),
            [[null, '2'], ['a', '2'], ['b', '1']]);
        assert.deepEqual(await pairs({ words: true }, 'totalCount', { filter }),
            [[null, '2'], [['a'], '1'], [['b', 'a', 'b'], '1']]);
        await sql(`DELETE FROM ${workspace}.boats WHERE title = 'words'`);
    });

    test('empty text and NULL are one group', async () => {
        await sql(`INSERT INTO ${workspace}.boats (title, words) VALUES ('', '{empty}'),
            (NULL, '{empty}')`);
        const { id } = expect(await api.get('/rest/boats', { filter: 'title[is]:NULL', limit: 1 }),
            200).data.boats[0];
        assert.ok(id);
        const found = await pairs(of_titles, 'totalCount', { limit: 1 });
        const nulls = rows.filter((row) => row.title === null && !row.deletedAt).length;
        assert.deepEqual(found, [[null, String(nulls + 2)]]);
        await sql(`DELETE FROM ${workspace}.boats WHERE words = '{empty}'`);
    });

    test('limit: 50 groups by default, also for 0; 200 at most', async () => {
        const made = await make_object(api, 'dot');
        await sql(`INSERT INTO ${workspace}.dots (name) SELECT lpad(n::text, 3, '0')
            FROM generate_series(1, 250) n`);
        const count = async (limit, caller) =>
            (await groups({ group_by: [{ name: true }], limit }, caller, `${made.path}/groupBy`))
                .length;
        assert.equal(await count(undefined), 50);
        assert.equal(await count(200), 200);
        assert.equal(await count(7), 7);
        assert.equal(await count(0, twenty), 50);
        assert.equal(await count(1000, twenty), 200);
        expect_fault(await ask({ group_by: [{ name: true }], limit: 1000 }), 400,
            "limit '1000' is invalid. Should be an integer between 1 and 200");
    });

    test('a field made a second ago can be grouped by and aggregated', async () => {
        const made = await make_object(api, 'fresh', [{ name: 'weight', type: 'NUMBER' }]);
        expect(await api.post(made.path, { name: 'x', weight: 2.5 }), 201);
        assert.deepEqual(await groups({ group_by: [{ name: true }], aggregate: ['sumWeight'] }, api,
            `${made.path}/groupBy`), [{ sumWeight: 2.5, groupByDimensionValues: ['x'] }]);
    });

    test('a body on this GET is ignored', async () => {
        const answer = await api.raw('GET',
            `${path}?group_by=${encodeURIComponent('[{"title":true}]')}`, '{}');
        assert.equal(expect(answer, 200).length, 4);
    });
});

describe('§20 date granularities', () => {
    let log;
    const names = async (field, period) => (await groups({ group_by: [{ [field]: period }] }, api,
        `${log.path}/groupBy`)).map((one) => one.groupByDimensionValues[0]);

    before(async () => {
        log = await make_object(api, 'entry', [{ name: 'at', type: 'DATE_TIME' },
            { name: 'on', type: 'DATE', label: 'Day' }], { namePlural: 'entries' });
        log.path = '/rest/entries';
        expect(await api.post('/rest/batch/entries', [
            { at: '2025-03-30T00:30:00Z', on: '2025-03-30' },
            { at: '2025-12-31T23:30:00Z', on: '2025-12-31' },
            { at: '2026-01-05T00:00:00Z', on: '2026-01-05' }]), 201);
    });

    test('DAY to YEAR are the start of the period in the zone, as YYYY-MM-DD', async () => {
        const zone = 'Europe/Paris';
        const expected = {
            DAY: ['2025-03-30', '2026-01-01', '2026-01-05'],
            WEEK: ['2025-03-24', '2025-12-29', '2026-01-05'],
            MONTH: ['2025-03-01', '2026-01-01'],
            QUARTER: ['2025-01-01', '2026-01-01'],
            YEAR: ['2025-01-01', '2026-01-01'],
        };
        for (const [granularity, dates] of Object.entries(expected))
            assert.deepEqual(await names('at', { granularity, timeZone: zone }), dates, granularity);
        assert.deepEqual(await names('at', { granularity: 'YEAR', timeZone: 'UTC' }),
            ['2025-01-01', '2026-01-01']);
        assert.deepEqual(await names('at', { granularity: 'DAY', timeZone: 'america/new_york' }),
            ['2025-03-29', '2025-12-31', '2026-01-04']);
    });

    test('weekStartDay shifts the week', async () => {
        for (const [weekStartDay, dates] of [['MONDAY', ['2025-03-24', '2025-12-29', '2026-01-05']],
            ['SUNDAY', ['2025-03-30', '2025-12-28', '2026-01-04']],
            ['SATURDAY', ['2025-03-29', '2025-12-27', '2026-01-03']]]) {
            const period = { granularity: 'WEEK', weekStartDay };
            assert.deepEqual(await names('at', { ...period, timeZone: 'UTC' }), dates, weekStartDay);
            assert.deepEqual(await names('on', period), dates, weekStartDay);
        }
    });

    test('places in week and year have English names, in the order of the calendar', async () => {
        assert.deepEqual(await names('on', { granularity: 'DAY_OF_THE_WEEK' }),
            ['Monday', 'Wednesday', 'Sunday']);
        assert.deepEqual(await names('at', { granularity: 'MONTH_OF_THE_YEAR' }),
            ['January', 'March', 'December']);
        assert.deepEqual(await names('at', { granularity: 'QUARTER_OF_THE_YEAR' }),
            ['Q1', 'Q4']);
        assert.deepEqual(await names('at', { granularity: 'QUARTER_OF_THE_YEAR',
            timeZone: 'Europe/Paris' }), ['Q1']);
    });

    test('NONE is the value itself', async () => {
        assert.deepEqual(await names('on', { granularity: 'NONE' }),
            ['2025-03-30', '2025-12-31', '2026-01-05']);
        assert.deepEqual((await names('at', { granularity: 'NONE' }))[0],
            '2025-03-30T00:30:00.000Z');
    });

    test('a DATE_TIME needs a zone for a period, a DATE does not', async () => {
        const told = 'Time zone should be specified for a group by date on Day, Week, Month, '
            + 'Quarter or Year';
        for (const granularity of ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])
            expect_fault(await ask({ group_by: [{ at: { granularity } }] }, api,
                `${log.path}/groupBy`), 400, told, { path: 'group_by' });
    });

    test('an unknown zone is refused before anything runs, a hostile one too', async () => {
        for (const zone of ['Mars/Phobos', 'XYZ+5', 'Mars/Phobos5', "UTC'; DROP TABLE x; --",
            'Europe/Paris\u0000', '../../etc/passwd', 'GMT+99', 'x'.repeat(3000), '😀', ' UTC']) {
            const answer = await ask({ group_by: [{ at: { granularity: 'DAY', timeZone: zone } }] },
                api, `${log.path}/groupBy`);
            expect_fault(answer, 400, zone.includes('\0') ? /group_by/ : /^Invalid timezone: /);
            assert.ok(answer.text.length < 600);
        }
        for (const zone of ['UTC', 'Etc/GMT+12', 'GMT', 'EST5EDT', 'CET', 'Asia/Kolkata'])
            expect(await ask({ group_by: [{ at: { granularity: 'DAY', timeZone: zone } }] }, api,
                `${log.path}/groupBy`), 200);
    });
});

describe('§20 aggregates', () => {
    test('only those asked for; bigint and numeric are strings, float8 numbers', async () => {
        const [all] = await groups({ group_by: [{ title: true }], limit: 1, aggregate: ['totalCount',
            'sumPriceAmountMicros', 'avgPriceAmountMicros', 'percentageEmptyTons', 'sumTons',
            'avgTons', 'minSeen', 'maxBuilt', 'countUniqueValuesOwner'] });
        assert.deepEqual(Object.entries(all).map(([name, value]) => `${name}: ${typeof value}`), [
            'totalCount: string', 'sumPriceAmountMicros: string', 'avgPriceAmountMicros: string',
            'percentageEmptyTons: string', 'sumTons: number', 'avgTons: number', 'minSeen: string',
            'maxBuilt: string', 'countUniqueValuesOwner: string', 'groupByDimensionValues: object']);
        assert.match(all.minSeen, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.match(all.maxBuilt, /^\d{4}-\d\d-\d\d$/);
    });

    test('sums do not overflow and lose nothing', async () => {
        const made = await make_object(api, 'vault', [{ name: 'gold', type: 'CURRENCY' }]);
        await sql(`INSERT INTO ${workspace}.vaults (name, gold_amount_micros)
            SELECT 'v', 9223372036854775807 FROM generate_series(1, 3)`);
        assert.deepEqual(await groups({ group_by: [{ name: true }],
            aggregate: ['sumGoldAmountMicros', 'maxGoldAmountMicros'] }, api,
        `${made.path}/groupBy`), [{ sumGoldAmountMicros: '27670116110564327421',
            maxGoldAmountMicros: '9223372036854775807', groupByDimensionValues: ['v'] }]);
    });

    test('unknown ones are named, all of them', async () => {
        expect_fault(await ask({ group_by: [{ title: true }],
            aggregate: ['totalCount', 'sumTitle', 'foo'] }), 400,
        'Unknown aggregate field(s): sumTitle, foo', { path: 'aggregate' });
    });

    test('soft-deleted records count only where the filter names deletedAt (§9)', async () => {
        const count = async (filter) => (await pairs({ title: true }, 'totalCount', { filter }))
            .reduce((total, [, value]) => total + Number(value), 0);
        const deleted = rows.filter((row) => row.deletedAt).length;
        assert.ok(deleted > 0);
        assert.equal(await count(undefined), rows.length - deleted);
        assert.equal(await count('deletedAt[is]:NOT_NULL'), deleted);
    });
});

describe('§20 sample records', () => {
    test('up to 10 a group, at depth 0, in one order; not without asking', async () => {
        const question = { group_by: [{ sails: true }], aggregate: ['totalCount'] };
        const sampled = await groups({ ...question, include_records_sample: 'true',
            order_by_for_records: 'tons[DescNullsLast]' });
        for (const { records, groupByDimensionValues: [sails], totalCount } of sampled) {
            const all = rows.filter((row) => row.sails === sails && !row.deletedAt)
                .sort((a, b) => compare(a.tons, b.tons, 'DescNullsLast') || (a.id < b.id ? -1 : 1));
            assert.equal(totalCount, String(all.length));
            assert.deepEqual(records.map(({ id }) => id), all.slice(0, 10).map(({ id }) => id));
            const one = expect(await api.get(`/rest/boats/${records[0].id}`, { depth: 0 }), 200);
            assert.deepEqual(records[0], one.data.boat);
        }
        for (const value of [undefined, '1', 'false'])
            assert.equal('records' in (await groups({ ...question,
                include_records_sample: value }))[0], false);
    });

    test('texts and options are ordered regardless of case', async () => {
        const made = await make_object(api, 'leaf', [{ name: 'kind', type: 'SELECT',
            options: options('ZETA', 'ALPHA') }], { namePlural: 'leaves' });
        expect(await api.post('/rest/batch/leaves', [{ name: 'b', kind: 'ZETA' },
            { name: 'C', kind: 'ALPHA' }, { name: 'A', kind: 'ZETA' }, { name: 'a' }]), 201);
        const sample = async (order) => (await groups({ group_by: [{ createdAt: {
            granularity: 'YEAR', timeZone: 'UTC' } }], include_records_sample: 'true',
        order_by_for_records: order }, api, '/rest/leaves/groupBy'))[0].records;
        assert.deepEqual((await sample('name')).map(({ name }) => name.toLowerCase()),
            ['a', 'a', 'b', 'c']);
        assert.deepEqual((await sample('kind[AscNullsLast]')).map(({ kind }) => kind),
            ['ALPHA', 'ZETA', 'ZETA', null]);
        assert.ok(made);
    });

    test('in dialect twenty records bear its names', async () => {
        const caller = client({ token: env_token_twenty });
        expect(await caller.post('/rest/notes', { title: 'n', bodyV2: { markdown: 'm' } }), 201);
        const [group] = await groups({ group_by: [{ title: true }],
            include_records_sample: 'true', filter: 'title[eq]:n' }, caller, '/rest/notes/groupBy');
        assert.equal(group.records[0].bodyV2.markdown, 'm');
    });

    test('a faulty order of records names its parameter', async () => {
        expect_fault(await ask({ group_by: [{ title: true }], include_records_sample: 'true',
            order_by_for_records: 'foo' }), 400, 'Field "foo" does not exist or is not sortable',
        { path: 'order_by_for_records' });
    });
});

describe('§20 order_by', () => {
    test('by a field, a composite, a date, an aggregate; chronological where cyclic', async () => {
        const counts = (await groups({ group_by: [{ state: true }], aggregate: ['totalCount'],
            order_by: [{ aggregate: { totalCount: 'DescNullsLast' } }] }))
            .map(({ totalCount }) => Number(totalCount));
        assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
        assert.deepEqual((await groups({ group_by: [{ seen: { granularity: 'DAY_OF_THE_WEEK' } }],
            order_by: [{ seen: { orderBy: 'DescNullsLast', granularity: 'DAY_OF_THE_WEEK' } }] }))
            .map((one) => one.groupByDimensionValues[0]), [...[...days].reverse(), null]);
    });

    test('only what is grouped or aggregated, one criterion an element', async () => {
        const by = { group_by: [{ seen: { granularity: 'DAY', timeZone: 'UTC' } }] };
        for (const [order_by, message] of [
            [[{ tons: 'AscNullsLast' }],
                'Cannot order by a field that is not an aggregate nor in groupBy criteria: tons.'],
            [[{ aggregate: { foo: 'AscNullsLast' } }],
                'Cannot order by a field that is not an aggregate nor in groupBy criteria: foo.'],
            [[{ seen: { orderBy: 'AscNullsLast', granularity: 'MONTH' } }],
                'Cannot order by a date granularity that is not in groupBy criteria: MONTH'],
            [[{ aggregate: { totalCount: 'AscNullsLast', minTons: 'AscNullsLast' } }],
                'Please provide aggregate criteria one by one in orderBy array'],
            [[{ seen: 'AscNullsLast', tons: 'AscNullsLast' }],
                'Please provide orderBy field criteria one by one in orderBy array'],
            ['seen[AscNullsLast]', /^Invalid order_by query parameter/],
            [[{ seen: 'up' }], /^'order_by' direction 'up' invalid\. Allowed values are/]])
            expect_fault(await ask({ ...by, order_by }), 400, message, { path: 'order_by' });
    });
});

describe('§20 errors', () => {
    test('each has its text and names its parameter', async () => {
        for (const [group_by, message] of [
            [undefined, /^Invalid group_by query parameter - should be a valid array of objects - ex: \[\{"firstField": true\}, /],
            ['stage', /^Invalid group_by query parameter - /],
            [[{ foo: true }], 'Unidentified field in groupBy: foo'],
            [[{ extra: true }], 'Field "extra" is not supported in groupBy'],
            [[{ position: true }], 'Field "position" is not supported in groupBy'],
            [[{ searchVector: true }], 'Field "searchVector" is not supported in groupBy'],
            [[{ createdBy: { source: true } }], 'Field "createdBy" is not supported in groupBy'],
            [[{ title: true, tons: true }], 'You cannot provide multiple fields in one '
                + 'GroupByInput, split them into multiple GroupByInput'],
            [[{ owner: { firstName: true, lastName: true } }], 'You cannot provide multiple '
                + 'subfields in one GroupByInput, split them into multiple GroupByInput'],
            [[{ owner: { middleName: true } }],
                'Composite subfield "middleName" is not supported in groupBy for "owner"'],
            [[{ mail: { additionalEmails: true } }],
                'Composite subfield "additionalEmails" is not supported in groupBy for "mail"'],
            [[{ title: { granularity: 'DAY' } }],
                'Invalid groupBy definition for field "title"'],
            [[{ title: false }], 'Invalid groupBy definition for field "title"']])
            for (const caller of [api, twenty])
                expect_fault(await ask({ group_by }, caller), 400, message, { path: 'group_by' });
        expect_fault(await ask({ group_by: [{ boats: { title: true } }] }, api,
            '/rest/ports/groupBy'), 400, 'Field "boats" is not supported in groupBy');
        expect_fault(await ask({ group_by: [{ title: true }], aggregate: 'totalCount' }), 400,
            'Invalid aggregate query parameter - should be a valid array of string - ex: '
            + '["countNotEmptyId", "countEmptyField"]', { path: 'aggregate' });
    });

    test('filter faults are those of a list', async () => {
        expect_fault(await ask({ group_by: [{ title: true }], filter: 'foo[eq]:1' }), 400,
            'Object boat doesn\'t have any "foo" field.', { path: 'filter' });
    });

    test('a view is refused, not ignored', async () => {
        for (const name of ['viewId', 'view_id'])
            expect_fault(await ask({ group_by: [{ title: true }], [name]: 'x' }), 400,
                `'${name}' is not supported: there are no views`, { path: name });
    });

    test('an unknown object, another method', async () => {
        expect_fault(await ask({ group_by: [{ title: true }] }, api, '/rest/nothings/groupBy'), 404);
        expect_fault(await api.post(path, {}), 405);
    });

    test('a role sees groups of what it may read alone', async () => {
        const token = await make_key('grouping member', { workspace, role: 'viewer' });
        const viewer = client({ token });
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'viewer'`);
        expect(await ask({ group_by: [{ title: true }] }, viewer), 200);
        await sql(`REVOKE SELECT ON ${workspace}.ports FROM "${role}"`);
        expect_fault(await ask({ group_by: [{ city: true }] }, viewer, '/rest/ports/groupBy'), 403);
        expect_fault(await ask({ group_by: [{ home: { city: true } }] }, viewer), 403);
        await sql(`GRANT SELECT ON ${workspace}.ports TO "${role}"`);
    });
});

describe('random groups equal arithmetic', () => {
    const cases = Number(process.env.CASES ?? 400);

    function make_case() {
        const keys = Array.from({ length: 1 + random(3) }, () => pick(dimensions)());
        const names = [...new Set(Array.from({ length: random(6) }, () =>
            pick(Object.keys(aggregates))))];
        const criteria = [];
        for (let i = random(3); i > 0; --i) {
            const direction = pick(directions);
            if (random(4) === 0)
                criteria.push({ count: true, direction,
                    order: { aggregate: { totalCount: direction } } });
            else {
                const name = pick(keys).name;
                const index = keys.findIndex((key) => key.name === name);
                criteria.push({ index, direction, order: keys[index].order(direction) });
            }
        }
        const [filter, matches] = pick(filters);
        const limit = pick([undefined, 1, 7, 200]);
        const sample = random(3) === 0 ? pick(directions) : undefined;
        return { keys, names, criteria, filter, matches, limit, sample };
    }

    test(`${cases} questions`, async () => {
        const questions = Array.from({ length: cases }, make_case);
        await each(questions, async ({ keys, names, criteria, filter, matches, limit, sample }) => {
            const question = {
                group_by: keys.map((key) => key.group), aggregate: names.length ? names : undefined,
                order_by: criteria.length ? criteria.map(({ order }) => order) : undefined,
                filter, limit, include_records_sample: sample && 'true',
                order_by_for_records: sample && `label[${sample}]`,
            };
            const told = `SEED=${process.env.SEED ?? 20261124} ${JSON.stringify(question)}`;
            const expected = group(rows.filter(matches), keys, criteria).slice(0, limit ?? 50);
            const answer = await groups(question);
            assert.deepEqual(answer.map((one) => one.groupByDimensionValues),
                expected.map(({ key }) => key), told);
            answer.forEach((one, i) => {
                const { all } = expected[i];
                for (const name of names)
                    try {
                        aggregates[name](all)(one[name]);
                    } catch (error) {
                        error.message = `${told}: ${name}: ${error.message}`;
                        throw error;
                    }
                if (!sample)
                    return;
                const lower = (row) => row.label?.toLowerCase() ?? null;
                const ids = [...all].sort((a, b) => compare(lower(a), lower(b), sample)
                    || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
                assert.deepEqual(one.records.map(({ id }) => id), ids.slice(0, 10), told);
            });
        });
    });
});
