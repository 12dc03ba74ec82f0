// Paging, as a property: for random orders, page sizes and filters over records with many ties and
// nulls, the pages put together are one sorted read, forward and backward.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, expect_fault, make_object, make_workspace, many_to_one, options, randomUUID,
    read_forward, selfcheck, sql,
} from './helpers.mjs';

const cases = 300;
const records = 57; // one page of 60 holds all
const directions = ['AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'];
const moods = ['HAPPY', 'ANGRY', 'BORED'];

/** Random numbers of a seed (mulberry32), so that a failing case comes again. */
function random_from(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}
const seed = Number(process.env.SEED ?? 20260101);
const random = random_from(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const maybe = (make, chance = 0.7) => random() < chance ? make() : null;

// What can be ordered by, and the SQL that is the same key.
const keys = {
    name: 'c.name', size: 'c.size', flag: 'c.flag', day: 'c.day', moment: 'c.moment', id: 'c.id',
    mood: `array_position('{${moods}}'::text[], c.mood)`, 'full.firstName': 'c.full_first_name',
    'full.lastName': 'c.full_last_name', 'price.amountMicros': 'c.price_amount_micros',
        'house.name': 'h.name',
    'house.rank': 'h.rank', createdAt: 'c.created_at', position: 'c.position', ref: 'c.ref',
};
const filters = {
    '': 'true', 'size[gte]:1': 'c.size >= 1', 'name[is]:NOT_NULL': 'c.name IS NOT NULL',
    'or(flag[eq]:true,size[is]:NULL)': '(c.flag OR c.size IS NULL)',
        'house.rank[lt]:3': 'h.rank < 3',
    'not(mood[eq]:ANGRY)': "NOT (c.mood = 'ANGRY')", 'name[eq]:"nobody"': 'false',
};

let api;
let cats;
before(async () => {
    api = await make_workspace('paging');
    const houses = await make_object(api, 'house', [{ name: 'rank', type: 'NUMBER' }]);
    cats = await make_object(api, 'cat', [
        { name: 'size', type: 'NUMBER' }, { name: 'flag', type: 'BOOLEAN' }, { name: 'day',
            type: 'DATE' },
        { name: 'moment', type: 'DATE_TIME' }, { name: 'mood', type: 'SELECT',
            options: options(...moods) },
        { name: 'full', type: 'FULL_NAME' }, { name: 'price', type: 'CURRENCY' }, { name: 'ref',
            type: 'UUID' },
        many_to_one('house', houses.object, 'Cats')]);
    const homes = Array.from({ length: 5 }, () => ({ id: randomUUID(),
        name: pick(['', 'a', 'B', 'b']), rank: maybe(() => Math.floor(random() * 5)) }));
    expect(await api.post(houses.batch, homes), 201);
    const words = ['', 'a', 'A', 'b', 'ä', 'Zebra', 'z', 'ß', '😀', '"', "'", '\\', 'a b', '-1'];
    expect(await api.post(cats.batch, Array.from({ length: records }, () => ({
        name: pick(words), size: maybe(() => pick([0, 1, 1, 2, -0.5, 1e-7, 3e10, 0.1])),
            flag: maybe(() => random() < 0.5),
        day: maybe(() => pick(['2026-01-01', '2026-01-02', '0099-12-31', '9999-12-31'])),
        moment: maybe(() => pick(['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.002Z',
            '1900-01-01'])),
        mood: maybe(() => pick(moods)), full: { firstName: pick(words), lastName: pick(words) },
        price: maybe(() => ({ amountMicros: pick([0, 1, -5, 9007199254740993n.toString()]) })),
        ref: maybe(() => pick([homes[0].id, homes[1].id])), houseId: maybe(() => pick(homes).id),
        position: Math.floor(random() * 6),
    }))), 201);
});
after(() => selfcheck());

/** A random order as the parameter and as SQL. */
function random_order() {
    const items = [];
    const terms = [];
    const names = Object.keys(keys).sort(() => random() - 0.5).slice(0, Math.floor(random() * 5));
    for (const name of names) {
        const direction = pick(directions);
        items.push(random() < 0.1 ? name : `${name}[${direction}]`);
        const chosen = items.at(-1) === name ? 'AscNullsFirst' : direction;
        terms.push(`${keys[name]} ${chosen.startsWith('Asc') ? 'ASC' : 'DESC'} NULLS `
            + (chosen.endsWith('First') ? 'FIRST' : 'LAST'));
    }
    return { order_by: items.join(), terms: [...terms, 'c.id'].join(', ') };
}

test(`${cases} random orders, page sizes and filters (seed ${seed})`, async () => {
    const all = Array.from({ length: cases }, () => {
        const filter = random() < 0.5 ? '' : pick(Object.keys(filters));
        return { ...random_order(), filter, limit: pick([1, 2, 3, 5, 7, 11, 19, 28, 56, 57, 58,
            60]) };
    });
    const sorted = (await sql(all.map(({ terms, filter }) => `
        SELECT coalesce(string_agg(c.id::text, ',' ORDER BY ${terms}), '') FROM paging.cats c
          LEFT JOIN paging.houses h ON h.id = c.house_id AND h.deleted_at IS NULL
         WHERE ${filters[filter]};`).join('\n'))).split('\n');
    assert.equal(sorted.length, cases);

    await each(all, async ({ order_by, filter, limit }, at) => {
        const what = `case ${at}: order_by=${order_by}&filter=${filter}&limit=${limit}`;
        const parameters = { order_by: order_by || undefined, filter: filter || undefined,
            depth: 0 };
        const whole = expect(await api.get(cats.path, { ...parameters, limit: 60 }), 200);
        const ids = whole.data.cats.map(({ id }) => id);
        assert.equal(ids.join(), sorted[at], what);
        assert.equal(whole.totalCount, ids.length, what);

        const { records: found, pages } = await read_forward(api, cats.path, 'cats',
            { ...parameters, limit });
        assert.equal(found.map(({ id }) => id).join(), ids.join(), `${what}, forward`);
        assert.deepEqual(found, whole.data.cats, what);
        pages.forEach((page, n) => {
            const count = page.data.cats.length;
            assert.equal(page.pageInfo.hasPreviousPage, n > 0, what);
            assert.equal(page.totalCount, ids.length, what);
            assert.ok(count === limit || n === pages.length - 1, what);
            assert.equal(count > 0, page.pageInfo.startCursor !== null, what);
        });
        if (ids.length === 0)
            return;

        // Backward from the last record: pages keep the order of display.
        const back = [];
        let { endCursor: cursor } = whole.pageInfo;
        for (;;) {
            const page = expect(await api.get(cats.path, { ...parameters, limit,
                ending_before: cursor }), 200);
            back.unshift(...page.data.cats.map(({ id }) => id));
            if (page.data.cats.length > 0)
                assert.equal(page.pageInfo.hasNextPage, true, what);
            if (!page.pageInfo.hasPreviousPage)
                break;
            cursor = page.pageInfo.startCursor;
        }
        assert.equal(back.join(), ids.slice(0, -1).join(), `${what}, backward`);
    });
});

describe('cursors', () => {
    const page = async (parameters) => expect(await api.get(cats.path, { depth: 0, ...parameters }),
        200);

    test('a cursor outlives its record, and records that come after do not disturb', async () => {
        const made = await Promise.all([-103, -102, -101].map(async (position) =>
            expect(await api.post(cats.path, { position, name: 'temporary' }), 201).data.cat));
        const order_by = 'position';
        const first = await page({ order_by, limit: 2 });
        assert.deepEqual(first.data.cats.map(({ id }) => id), made.slice(0, 2).map(({ id }) => id));
        expect(await api.delete(`${cats.path}/${made[1].id}`, { soft_delete: false }), 200);
        expect(await api.post(cats.path, { position: -200, name: 'temporary' }), 201);
        const next = await page({ order_by, limit: 1, starting_after: first.pageInfo.endCursor });
        assert.equal(next.data.cats[0].id, made[2].id);
        await sql("DELETE FROM paging.cats WHERE name = 'temporary'");
    });

    test('padding may be missing, the alphabet URL-safe, and + may have become a blank',
        async () => {
        const { pageInfo } = await page({ order_by: 'name,full.lastName', limit: 20 });
        const cursor = pageInfo.endCursor;
        const wanted = await page({ order_by: 'name,full.lastName', limit: 5,
            starting_after: cursor });
        for (const form of [cursor.replace(/=+$/, ''), cursor.replace(/\+/g, '-').replace(/\//g,
            '_'),
            cursor.replace(/\+/g, ' ')])
            assert.deepEqual(await page({ order_by: 'name,full.lastName', limit: 5,
                starting_after: form }), wanted);
    });

    test('a cursor of another order is refused', async () => {
        const { pageInfo } = await page({ order_by: 'name', limit: 1 });
        for (const order_by of ['size', 'name,size'])
            expect_fault(await api.get(cats.path, { order_by, starting_after: pageInfo.endCursor }),
                400,
                /was encoded for a different orderBy|^Invalid cursor/);
    });
});
