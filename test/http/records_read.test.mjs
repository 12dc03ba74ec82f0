// Reading records: filters, orders, depth, limits and counts over an object of the test's own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_object, make_workspace, many_to_one, options,
    randomUUID, read_forward, selfcheck, sql, unknown_id,
} from './helpers.mjs';

let api;
let boats;
let ports;
const port_ids = [randomUUID(), randomUUID()];

// Names are the letters by which the tests name the records.
const rows = [
    { name: 'a', title: 'Alpha 100%', tons: 1, sails: true, built: '2001-01-01',
        seen: '2026-01-01T00:00:00.001Z',
        state: 'NEW', tags: ['RED', 'BLUE'], owner: { firstName: 'Ada', lastName: 'Lind' },
        price: { amountMicros: 1000000, currencyCode: 'EUR' },
            mail: { primaryEmail: 'ada@x.example' },
        homeId: port_ids[0] },
    { name: 'b', title: 'beta_1', tons: 2.5, sails: false, built: '2002-02-02',
        seen: '2026-01-01T00:00:00.002Z',
        state: 'USED', tags: ['BLUE'], owner: { firstName: 'Bo', lastName: 'Lind' },
        price: { amountMicros: 2000000, currencyCode: 'USD' }, homeId: port_ids[1] },
    { name: 'c', title: 'Gamma, "quoted" (x)', tons: -3, built: '2003-03-03',
        seen: '2026-02-01T00:00:00Z',
        state: 'OLD', tags: [], owner: { firstName: 'Cy', lastName: '' }, homeId: port_ids[0] },
    { name: 'd', title: "O'Brien \\ 😀", tons: 2.5, sails: true, state: 'NEW', tags: ['RED'],
        price: { amountMicros: 2000000, currencyCode: 'EUR' } },
    { name: 'e' },
];

before(async () => {
    api = await make_workspace('reading');
    ports = await make_object(api, 'port', [{ name: 'city', type: 'TEXT' }]);
    boats = await make_object(api, 'boat', [
        { name: 'title', type: 'TEXT' }, { name: 'tons', type: 'NUMBER' },
        { name: 'sails', type: 'BOOLEAN' }, { name: 'built', type: 'DATE' },
        { name: 'seen', type: 'DATE_TIME' },
        { name: 'state', type: 'SELECT', options: options('NEW', 'USED', 'OLD') },
        { name: 'tags', type: 'MULTI_SELECT', options: options('RED', 'GREEN', 'BLUE') },
        { name: 'owner', type: 'FULL_NAME' }, { name: 'price', type: 'CURRENCY' },
        { name: 'mail', type: 'EMAILS' }, { name: 'blob', type: 'RAW_JSON' },
        many_to_one('home', ports.object, 'Fleet'),
    ]);
    expect(await api.post(ports.batch, [
        { id: port_ids[0], name: 'north', city: 'Oslo' }, { id: port_ids[1], name: 'south',
            city: 'Bari' },
    ]), 201);
    expect(await api.post(boats.batch, rows), 201);
});
after(() => selfcheck());

/** The names of the records a list holds, joined, in the list's order. */
async function names(parameters) {
    const { data } = expect(await api.get(boats.path, parameters), 200);
    return data.boats.map(({ name }) => name).join('');
}

const filtered = async (filter) => [...await names({ filter, limit: 60 })].sort().join('');

describe('filter', () => {
    const cases = [
        // eq, neq, in, is
        ['name[eq]:a', 'a'], ['name[eq]:"a"', 'a'], ["name[eq]:'a'", 'a'],
            ['title[eq]:"Gamma, "quoted" (x)"', 'c'],
        ['tons[eq]:2.5', 'bd'], ['tons[neq]:2.5', 'ac'], ['tons[in]:[1,-3]', 'ac'],
            ['name[in]:["a","e","zz"]', 'ae'],
        ['tons[is]:NULL', 'e'], ['tons[is]:NOT_NULL', 'abcd'], ['sails[eq]:true', 'ad'],
            ['sails[eq]:false', 'b'],
        ['sails[is]:NULL', 'ce'], ['state[eq]:NEW', 'ad'], ['state[neq]:NEW', 'bc'],
            ['state[in]:["OLD","USED"]', 'bc'],
        [`homeId[eq]:${port_ids[0]}`, 'ac'], [`homeId[in]:["${port_ids[0]}","${port_ids[1]}"]`,
            'abc'],
        ['homeId[is]:NULL', 'de'],
        // gt, gte, lt, lte: numbers, dates, options in the order of their declaration
        ['tons[gt]:1', 'bd'], ['tons[gte]:1', 'abd'], ['tons[lt]:1', 'c'], ['tons[lte]:1', 'ac'],
        ['built[gt]:2002-02-02', 'c'], ['built[gte]:2002-02-02', 'bc'], ['built[lt]:2002-02-02',
            'a'],
        ['built[eq]:2002-02-02', 'b'], ['state[gt]:NEW', 'bc'], ['state[lte]:USED', 'abd'],
            ['state[lt]:OLD', 'abd'],
        ['name[gt]:b', 'cde'], ['name[lte]:b', 'ab'],
        // date-times are compared at the millisecond
        ['seen[eq]:2026-01-01T00:00:00.001Z', 'a'], ['seen[eq]:"2026-01-01T01:00:00.001+01:00"',
            'a'],
        ['seen[gt]:2026-01-01T00:00:00.001Z', 'bc'], ['seen[lte]:2026-01-01T00:00:00.001Z', 'a'],
        ['seen[gte]:2026-02-01', 'c'], ['seen[neq]:2026-02-01', 'ab'],
        // patterns
        ['title[like]:"%a"', 'none'], ['title[like]:"beta_1"', 'b'], ['title[like]:"beta\\_1"',
            'b'],
        ['title[like]:"Alpha 100\\%"', 'a'], ['title[ilike]:%ALPHA%', 'a'], ['title[startsWith]:Al',
            'a'],
        ['title[startsWith]:al', 'none'], ['title[endsWith]:%', 'a'], ['title[endsWith]:_1', 'b'],
        ['title[like]:%"quoted"%', 'c'], ["title[eq]:\"O'Brien \\ 😀\"", 'd'], ['title[endsWith]:😀',
            'd'],
        ['title[startsWith]:beta_', 'b'], ['title[startsWith]:b%', 'none'],
        // lists of options
        ['tags[containsAny]:[RED]', 'ad'], ['tags[containsAny]:["RED","BLUE"]', 'abd'],
            ['tags[is]:NULL', 'ce'],
        ['tags[is]:NOT_NULL', 'abd'], ['state[containsAny]:[NEW,OLD]', 'acd'],
        // empty text is NULL (spec §8.3)
        ['title[is]:NULL', 'e'], ['title[eq]:""', 'e'], ['title[neq]:""', 'abcd'],
            ['title[ilike]:""', 'e'],
        ['title[in]:[]', 'none'],
        // sub-fields
        ['owner.lastName[eq]:Lind', 'ab'], ['owner.firstName[in]:[Ada,Cy]', 'ac'],
            ['owner.lastName[is]:NULL', 'cde'],
        ['price.amountMicros[gte]:2000000', 'bd'], ['price.currencyCode[eq]:EUR', 'ad'],
        ['mail.primaryEmail[eq]:ada@x.example', 'a'], ['mail.primaryEmail[ilike]:%EXAMPLE', 'a'],
        ['createdBy.source[eq]:API', 'abcde'], ['createdBy.name[eq]:tests', 'abcde'],
        // to-one relations, one hop
        ['home.city[eq]:Oslo', 'ac'], ['home.name[is]:NULL', 'de'],
            ['or(home.city[eq]:Bari,name[eq]:e)', 'be'],
        ['home.createdBy.name[eq]:tests', 'abc'],
        // and, or, not
        ['tons[eq]:2.5,sails[eq]:true', 'd'], ['and(tons[eq]:2.5,sails[eq]:true)', 'd'],
        ['or(name[eq]:a,name[eq]:b)', 'ab'], ['not(tons[eq]:2.5)', 'ac'], ['not(name[in]:[a,b])',
            'cde'],
        ['and(or(name[eq]:a,name[eq]:b,name[eq]:c),not(or(tons[gt]:1,tons[lt]:0)))', 'a'],
        ['or(and(name[eq]:a,tons[eq]:1),and(name[eq]:b,not(tons[eq]:1)))', 'ab'],
            ['not(not(name[eq]:a))', 'a'],
        ['or(name[eq]:a),and(tons[eq]:1)', 'a'], ['name[eq]:a, tons[eq]:1', 'a'],
    ];
    for (const [filter, wanted] of cases)
        test(`${filter} finds ${wanted}`, async () => {
            assert.equal(await filtered(filter), wanted === 'none' ? '' : wanted);
        });

    test('a field called order, android or notable is no conjunction', async () => {
        const odd = await make_object(api, 'oddName', [{ name: 'orderDate', type: 'TEXT' },
            { name: 'android', type: 'TEXT' }, { name: 'notable', type: 'TEXT' }, { name: 'or',
                type: 'TEXT' }]);
        expect(await api.post(odd.path, { orderDate: 'x', android: 'y', notable: 'z', or: 'w' }),
            201);
        for (const filter of ['orderDate[eq]:x', 'android[eq]:y', 'notable[eq]:z', 'or[eq]:w',
            'and(orderDate[eq]:x,not(android[eq]:x),or(notable[eq]:z,or[eq]:q))'])
            assert.equal(expect(await api.get(odd.path, { filter }), 200).totalCount, 1, filter);
    });

    test('percent-encoded and raw forms of a filter mean the same; + is a blank', async () => {
        const both = ['name%5Beq%5D%3Aa', 'name[eq]:a', 'name[eq]:%22a%22'];
        for (const filter of both)
            assert.equal(expect(await api.raw('GET', `${boats.path}?filter=${filter}`),
                200).totalCount, 1);
        assert.equal(expect(await api.raw('GET', `${boats.path}?filter=title[eq]:Alpha+100%25`),
            200)
            .totalCount, 1);
    });

    test('totalCount counts what matches, whatever the page', async () => {
        const page = expect(await api.get(boats.path, { filter: 'tons[is]:NOT_NULL', limit: 1 }),
            200);
        assert.equal(page.data.boats.length, 1);
        assert.equal(page.totalCount, 4);
        assert.equal(page.totalCountEstimated, undefined);
    });

    test('an unknown parameter is ignored', async () => {
        assert.equal(expect(await api.get(boats.path, { foo: 'bar', offset: 3 }), 200).totalCount,
            5);
    });
});

describe('order_by', () => {
    const cases = [
        ['name', 'abcde'], ['name[DescNullsLast]', 'edcba'], ['name[DescNullsFirst]', 'edcba'],
        ['tons[AscNullsFirst],name', 'ecabd'], ['tons[AscNullsLast],name', 'cabde'],
        ['tons[DescNullsFirst],name', 'ebdac'], ['tons[DescNullsLast],name', 'bdace'],
        ['tons[DescNullsLast],name[DescNullsLast]', 'dbace'], ['tons, name', 'ecabd'],
        ['state[AscNullsLast],name', 'adbce'], ['state[DescNullsLast],name', 'cbade'],
        ['sails[AscNullsLast],name', 'badce'], ['built[DescNullsLast],name', 'cbade'],
        ['seen[AscNullsLast],name', 'abcde'], ['owner.lastName[AscNullsLast],name[DescNullsLast]',
            'baedc'],
        ['price.amountMicros[DescNullsLast],name', 'bdace'], ['home.city[AscNullsLast],name',
            'bacde'],
        ['home.city[DescNullsFirst],name', 'deacb'], ['title[AscNullsLast]', 'abcde'],
        ['name,name[DescNullsLast]', 'abcde'],
    ];
    for (const [order_by, wanted] of cases)
        test(`${order_by} gives ${wanted}`, async () => {
            assert.equal(await names({ order_by }), wanted);
        });

    test('without an order, or with an empty one, records come by id', async () => {
        const { data } = expect(await api.get(boats.path), 200);
        const ids = data.boats.map(({ id }) => id);
        assert.deepEqual(ids, [...ids].sort());
        assert.deepEqual(expect(await api.get(boats.path, { order_by: '' }), 200).data, data);
        const back = expect(await api.get(boats.path, { order_by: 'id[DescNullsLast]' }),
            200).data.boats;
        assert.deepEqual(back.map(({ id }) => id), ids.reverse());
    });

    test('text sorts as people read it, not by code', async () => {
        const words = await make_object(api, 'word');
        expect(await api.post(words.batch, ['Zebra', 'acme', 'ÉCLAIR', 'ACME', 'eclair',
            'Öl'].map((name) =>
            ({ name }))), 201);
        const { data } = expect(await api.get(words.path, { order_by: 'name' }), 200);
        const found = data.words.map(({ name }) => name);
        const places = (word) => found.findIndex((name) => name.toLowerCase() === word);
        assert.ok(places('acme') < places('eclair') && places('eclair') < places('öl')
            && places('öl') < places('zebra'), found.join());
        assert.ok(Math.abs(places('éclair') - places('eclair')) === 1, found.join());
    });
});

describe('depth', () => {
    test('depth 0 shows foreign keys and no relation', async () => {
        const { data } = expect(await api.get(boats.path, { depth: 0, filter: 'name[eq]:a' }), 200);
        assert.equal(data.boats[0].homeId, port_ids[0]);
        assert.equal('home' in data.boats[0], false);
        const port = expect(await api.get(`${ports.path}/${port_ids[0]}`, { depth: 0 }),
            200).data.port;
        assert.equal('fleet' in port, false);
    });

    test('depth 1 embeds a to-one record, or null, and a to-many list, without their relations',
        async () => {
        const { data } = expect(await api.get(boats.path, { depth: 1, order_by: 'name' }), 200);
        assert.equal(data.boats[0].home.city, 'Oslo');
        assert.equal('fleet' in data.boats[0].home, false);
        assert.equal(data.boats[3].home, null);
        assert.equal(data.boats[3].homeId, null);
        const port = expect(await api.get(`${ports.path}/${port_ids[0]}`, { depth: 1 }),
            200).data.port;
        assert.deepEqual(port.fleet.map(({ name }) => name).sort(), ['a', 'c']);
        assert.equal(port.fleet[0].homeId, port_ids[0]);
        assert.equal('home' in port.fleet[0], false);
    });

    test('depth 2 embeds one level more', async () => {
        const { data } = expect(await api.get(boats.path, { depth: 2, filter: 'name[eq]:b' }), 200);
        assert.deepEqual(data.boats[0].home.fleet.map(({ name }) => name), ['b']);
        assert.equal('home' in data.boats[0].home.fleet[0], false);
    });

    test('the default depth of the standard dialect is 1', async () => {
        const { data } = expect(await api.get(boats.path, { filter: 'name[eq]:a' }), 200);
        assert.equal(data.boats[0].home.name, 'north');
    });

    test('at most 60 records are embedded under one parent, and its neighbour keeps its own',
        async () => {
        const parents = await make_object(api, 'parent');
        const children = await make_object(api, 'child',
            [many_to_one('parent', parents.object, 'Children')]);
        const ids = [randomUUID(), randomUUID(), randomUUID()];
        expect(await api.post(parents.batch, ids.map((id) => ({ id }))), 201);
        for (const [at, count] of [[0, 150], [1, 3]])
            await sql(`INSERT INTO reading.childs (parent_id)
                SELECT '${ids[at]}' FROM generate_series(1, ${count})`);
        const { data } = expect(await api.get(parents.path, { depth: 1 }), 200);
        const counts = Object.fromEntries(data.parents.map((parent) => [parent.id,
            parent.children.length]));
        assert.deepEqual(counts, { [ids[0]]: 60, [ids[1]]: 3, [ids[2]]: 0 });
        const deep = expect(await api.get(children.path, { depth: 2, limit: 60 }), 200);
        for (const child of deep.data.childs)
            assert.ok(child.parent.children.length <= 60);
    });

    test('a soft-deleted record is embedded nowhere, nor is its key shown beside it', async () => {
        const home = expect(await api.post(ports.path, { name: 'gone' }), 201).data.port;
        const boat = expect(await api.post(boats.path, { name: 'z', homeId: home.id }),
            201).data.boat;
        expect(await api.delete(`${ports.path}/${home.id}`), 200);
        const shown = expect(await api.get(`${boats.path}/${boat.id}`, { depth: 1 }),
            200).data.boat;
        assert.equal(shown.home, null);
        assert.equal(shown.homeId, null);
        const plain = expect(await api.get(`${boats.path}/${boat.id}`, { depth: 0 }),
            200).data.boat;
        assert.equal(plain.homeId, home.id);
        expect(await api.delete(`${boats.path}/${boat.id}`, { soft_delete: false }), 200);
    });
});

describe('limit, count and one record', () => {
    test('limit bounds the page and pageInfo tells of more', async () => {
        const page = expect(await api.get(boats.path, { limit: 2, order_by: 'name' }), 200);
        assert.deepEqual(page.data.boats.map(({ name }) => name), ['a', 'b']);
        assert.deepEqual({ ...page.pageInfo, startCursor: 0, endCursor: 0 },
            { hasNextPage: true, hasPreviousPage: false, startCursor: 0, endCursor: 0 });
        const next = expect(await api.get(boats.path, { limit: 2, order_by: 'name',
            starting_after: page.pageInfo.endCursor }), 200);
        assert.equal(next.pageInfo.hasPreviousPage, true);
        assert.equal(next.totalCount, 5);
        assert.deepEqual(next.data.boats.map(({ name }) => name), ['c', 'd']);
        const back = expect(await api.get(boats.path, { limit: 2, order_by: 'name',
            ending_before: next.pageInfo.startCursor }), 200);
        assert.deepEqual(back.data, page.data);
        assert.equal(back.pageInfo.hasNextPage, true);
        assert.equal(back.pageInfo.hasPreviousPage, false);
    });

    test('an empty page has null cursors', async () => {
        const page = expect(await api.get(boats.path, { filter: 'name[eq]:nobody' }), 200);
        assert.deepEqual(page, { data: { boats: [] }, totalCount: 0, pageInfo: { startCursor: null,
            endCursor: null, hasNextPage: false, hasPreviousPage: false } });
    });

    test('count=none leaves totalCount out, count=exact gives it', async () => {
        assert.equal('totalCount' in expect(await api.get(boats.path, { count: 'none' }), 200),
            false);
        assert.equal(expect(await api.get(boats.path, { count: 'exact', limit: 1 }),
            200).totalCount, 5);
    });

    test('GET of one record shows every field, GET of an unknown one is 404', async () => {
        const { data } = expect(await api.get(boats.path, { filter: 'name[eq]:e', depth: 0 }), 200);
        const boat = expect(await api.get(`${boats.path}/${data.boats[0].id}`, { depth: 0 }),
            200).data.boat;
        assert.deepEqual(boat, data.boats[0]);
        assert.deepEqual({ ...boat, id: 0, createdAt: 0, updatedAt: 0, position: 0, createdBy: 0,
            updatedBy: 0 }, {
            id: 0, createdAt: 0, updatedAt: 0, deletedAt: null, position: 0, createdBy: 0,
                updatedBy: 0,
            name: 'e', title: '', tons: null, sails: null, built: null, seen: null, state: null,
                tags: [],
            owner: { firstName: '', lastName: '' }, price: { amountMicros: null,
                currencyCode: null },
            mail: { primaryEmail: '', additionalEmails: [] }, blob: null, homeId: null });
        assert.match(boat.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect_fault(await api.get(`${boats.path}/${unknown_id}`), 404, 'Record not found',
            { code: 'RECORD_NOT_FOUND' });
        expect(await api.get(`${boats.path}/${boat.id.toUpperCase()}`), 200);
        expect(await api.get(`//rest//boats/${boat.id}/`), 200);
    });

    test('HEAD answers as GET, without a body', async () => {
        const answer = await api.raw('HEAD', boats.path);
        assert.equal(answer.status, 200);
        assert.equal(answer.text, '');
    });

    test('many readers at once get the same answer', async () => {
        const wanted = expect(await api.get(boats.path, { order_by: 'name', depth: 2 }), 200);
        const found = await each(Array(100).fill(0), async () =>
            (await api.get(boats.path, { order_by: 'name', depth: 2 })).body, 16);
        for (const body of found)
            assert.deepEqual(body, wanted);
    });

    test('a key of one workspace sees nothing of another', async () => {
        expect_fault(await client().get(boats.path), 404, /object 'boats' not found/);
        const { data } = expect(await client().get('/rest/metadata/objects', { limit: 200 }), 200);
        assert.ok(!data.objects.some(({ namePlural }) => namePlural === 'boats'));
    });

    test('records written by SQL are read at once, page by page', async () => {
        const pages = await make_object(api, 'sheet');
        await sql("INSERT INTO reading.sheets (name) SELECT 'n' || i FROM generate_series(1, 130) i");
        const { records, pages: read } = await read_forward(api, pages.path, 'sheets',
            { limit: 60 });
        assert.equal(read.length, 3);
        assert.equal(new Set(records.map(({ id }) => id)).size, 130);
        assert.ok(read.every(({ totalCount }) => totalCount === 130));
    });
});
