// MT5, paging as a property: for random orders, page sizes, filters and searches over records with
// many ties, NULLs and the extremes of every type, the pages put together are one sorted read,
// forward and backward, also while records come and go. SEED and CASES choose others, or more.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, make_object, make_workspace, many_to_one, options, randomUUID, selfcheck, sql,
} from './helpers.mjs';
import { cases_or, random_from, seed } from './random.mjs';

const cases = cases_or(2000);
const concurrent_cases = Math.ceil(cases / 40);
const records = 57; // one page of 60 holds all
const directions = ['AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'];
const moods = ['HAPPY', 'ANGRY', 'BORED'];
const { pick, maybe, below, chance, some } = random_from(seed);

// What can be ordered by, and the SQL that is the same key.
const keys = {
    name: 'c.name', size: 'c.size', flag: 'c.flag', day: 'c.day', moment: 'c.moment', id: 'c.id',
    mood: `array_position('{${moods}}'::text[], c.mood)`, 'full.firstName': 'c.full_first_name',
    'full.lastName': 'c.full_last_name', 'price.amountMicros': 'c.price_amount_micros',
    'price.currencyCode': 'c.price_currency_code', 'house.name': 'h.name', 'house.rank': 'h.rank',
    'house.mood': `array_position('{${moods}}'::text[], h.mood)`, 'house.createdAt': 'h.created_at',
    'createdBy.source': `array_position('{EMAIL,CALENDAR,WORKFLOW,AGENT,API}'::text[],
        c.created_by_source)`,
    createdAt: 'c.created_at', position: 'c.position', ref: 'c.ref', houseId: 'c.house_id',
    stars: 'array_position(\'{RATING_1,RATING_2,RATING_3}\'::text[], c.stars)',
};
const filters = {
    'size[gte]:1': 'c.size >= 1', 'name[is]:NOT_NULL': 'c.name IS NOT NULL',
    'or(flag[eq]:true,size[is]:NULL)': '(c.flag OR c.size IS NULL)',
    'house.rank[lt]:3': 'h.rank < 3', 'not(mood[eq]:ANGRY)': "NOT (c.mood = 'ANGRY')",
    'name[eq]:"nobody"': 'false', 'house.cats.some(size[gt]:1)': `EXISTS (SELECT FROM paging.cats o
        WHERE o.house_id = c.house_id AND o.deleted_at IS NULL AND o.size > 1)`,
};
const searches = { a: "to_tsquery('simple', 'a:*')", 'b a': "to_tsquery('simple', 'b & a:*')",
    zebra: "to_tsquery('simple', 'zebra:*')" };

let api;
let cats;
before(async () => {
    api = await make_workspace('paging');
    const mood = { name: 'mood', type: 'SELECT', options: options(...moods) };
    const houses = await make_object(api, 'house', [{ name: 'rank', type: 'NUMBER' }, mood]);
    cats = await make_object(api, 'cat', [
        { name: 'size', type: 'NUMBER' }, { name: 'flag', type: 'BOOLEAN' },
        { name: 'day', type: 'DATE' }, { name: 'moment', type: 'DATE_TIME' }, mood,
        { name: 'full', type: 'FULL_NAME' }, { name: 'price', type: 'CURRENCY' },
        { name: 'ref', type: 'UUID' }, { name: 'stars', type: 'RATING',
            options: options('RATING_1', 'RATING_2', 'RATING_3') },
        many_to_one('house', houses.object, 'Cats')]);
    const homes = Array.from({ length: 5 }, () => ({ id: randomUUID(),
        name: pick(['', 'a', 'B', 'b']), rank: maybe(() => below(5)), mood: maybe(() => pick(moods)) }));
    expect(await api.post(houses.batch, homes), 201);
    // The same letter composed and decomposed, in both cases, and signs that collate as nothing.
    const words = ['', 'a', 'A', 'b', 'ä', 'a\u0308', 'Zebra', 'z', 'ß', 'ss', '😀', '"', "'", '\\',
        'a b', 'a-b', 'ab', '-1', '\u200b', '\u0001', 'a a a', 'b'.repeat(300)];
    expect(await api.post(cats.batch, Array.from({ length: records }, () => ({
        name: pick(words), size: maybe(() => pick([0, 1, 1, 2, -0.5, 1e-7, 3e10, 0.1, 1e308])),
        flag: maybe(() => chance(0.5)),
        day: maybe(() => pick(['2026-01-01', '2026-01-02', '0099-12-31', '9999-12-31'])),
        moment: maybe(() => pick(['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.002Z',
            '1900-01-01'])),
        mood: maybe(() => pick(moods)), stars: maybe(() => `RATING_${1 + below(3)}`),
        full: { firstName: pick(words), lastName: pick(words) },
        price: maybe(() => ({ amountMicros: pick([0, 1, -5, '9007199254740993',
            '-9223372036854775808']), currencyCode: maybe(() => pick(['EUR', 'USD'])) })),
        ref: maybe(() => pick([homes[0].id, homes[1].id])), houseId: maybe(() => pick(homes).id),
        position: below(6),
    }))), 201);
    // Values that come by SQL alone.
    const ids = (await sql('SELECT id FROM paging.cats')).split('\n');
    const odd = [['size', ["'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "'5e-324'"]],
        ['day', ["'infinity'", "'-infinity'", "'0044-03-15 BC'", "'20000-01-01'"]],
        ['moment', ["'infinity'", "'-infinity'", "'0044-03-15 12:00:00.001+00 BC'",
            "'20000-01-01 00:00:00.999+00'"]]];
    odd.push(['created_by_source', ["'EMAIL'", "'AGENT'", "'WORKFLOW'"]]);
    await sql(odd.flatMap(([column, values]) => values.flatMap((value) => some(ids, 2, 3).map((id) =>
        `UPDATE paging.cats SET ${column} = ${value} WHERE id = '${id}';`))).join('\n'));
});
after(() => selfcheck());

/** A random order as the parameter and as SQL; a search without an order orders by its rank. */
function random_question() {
    const items = [];
    const terms = [];
    const search = chance(0.15) ? pick(Object.keys(searches)) : undefined;
    for (const name of some(Object.keys(keys), 0, search && chance(0.7) ? 0 : 4)) {
        const direction = pick(directions);
        const bare = chance(0.1);
        items.push(bare ? name : `${name}[${direction}]`);
        const chosen = bare ? 'AscNullsFirst' : direction;
        terms.push(`${keys[name]} ${chosen.startsWith('Asc') ? 'ASC' : 'DESC'} NULLS `
            + (chosen.endsWith('First') ? 'FIRST' : 'LAST'));
    }
    if (search && terms.length === 0)
        terms.push(`ts_rank(c.search_vector, ${searches[search]}) DESC`);
    const filter = chance(0.4) ? pick(Object.keys(filters)) : undefined;
    const where = ['c.deleted_at IS NULL', ...filter ? [filters[filter]] : [],
        ...search ? [`c.search_vector @@ ${searches[search]}`] : []].join(' AND ');
    return { order_by: items.join() || undefined, filter, search, where,
        terms: [...terms, 'c.id'].join(', ') };
}

/** The ids of what a question asks for, by plain SQL: one line a question. */
async function sorted_by_sql(questions) {
    const lines = (await sql(questions.map(({ terms, where }) => `
        SELECT coalesce(string_agg(c.id::text, ',' ORDER BY ${terms}), '') FROM paging.cats c
          LEFT JOIN paging.houses h ON h.id = c.house_id WHERE ${where};`).join('\n'))).split('\n');
    assert.equal(lines.length, questions.length);
    return lines.map((line) => line.split(',').filter((id) => id !== ''));
}

const page_of = async (parameters) => {
    const page = expect(await api.get(cats.path, { fields: 'id', count: 'none', ...parameters }), 200);
    return { ids: page.data.cats.map(({ id }) => id), ...page.pageInfo };
};

test(`${cases} random orders, page sizes and filters (seed ${seed})`, async () => {
    const all = Array.from({ length: cases }, () => ({ ...random_question(), both: chance(0.2),
        limit: pick([2, 3, 5, 7, 11, 19, 28, 56, 57, 58, 60, 1]) }));
    const sorted = await sorted_by_sql(all);

    await each(all, async ({ order_by, filter, search, limit, both }, at) => {
        const parameters = { order_by, filter, search };
        const what = `case ${at}, SEED=${seed}: ${JSON.stringify({ ...parameters, limit })}`;
        const wanted = sorted[at];
        if (both || at % 2 === 0) {
            const found = [];
            let page = await page_of({ ...parameters, limit });
            for (let first = true; ; first = false) {
                found.push(...page.ids);
                assert.equal(page.hasPreviousPage, !first, what);
                assert.ok(page.ids.length === limit || !page.hasNextPage, what);
                if (!page.hasNextPage)
                    break;
                page = await page_of({ ...parameters, limit, starting_after: page.endCursor });
            }
            assert.deepEqual(found, wanted, `${what}, forward`);
        }
        if (wanted.length > 0 && (both || at % 2 === 1)) {
            // Backward from the last record: pages keep the order of display.
            const whole = await page_of({ ...parameters, limit: 60 });
            assert.deepEqual(whole.ids, wanted, what);
            const back = [];
            for (let page = { startCursor: whole.endCursor, hasPreviousPage: true };
                page.hasPreviousPage;) {
                page = await page_of({ ...parameters, limit, ending_before: page.startCursor });
                assert.equal(page.hasNextPage, true, what);
                back.unshift(...page.ids);
            }
            assert.deepEqual(back, wanted.slice(0, -1), `${what}, backward`);
        }
    });
});

test(`${concurrent_cases} of them while records come and go`, async () => {
    for (let at = 0; at < concurrent_cases; ++at) {
        const question = { ...random_question(), filter: undefined, where: 'c.deleted_at IS NULL' };
        if (question.search)
            question.where += ` AND c.search_vector @@ ${searches[question.search]}`;
        const { order_by, search } = question;
        const what = `case ${at}, SEED=${seed}: ${JSON.stringify({ order_by, search })}`;
        const [before_all] = await sorted_by_sql([question]);
        const leaving = some(before_all, 0, 8);
        const seen = [];
        let page;
        do {
            page = await page_of({ order_by, search, limit: 4, starting_after: page?.endCursor });
            seen.push(...page.ids);
            // Some go, ahead of the page and behind it; others come anywhere, for good or not.
            await sql([...leaving.filter(() => chance(0.3)).map((id) =>
                `UPDATE paging.cats SET deleted_at = now() WHERE id = '${id}';`),
            `DELETE FROM paging.cats WHERE position = 77 AND md5(id::text) < '4';`,
            `INSERT INTO paging.cats (name, size, mood, house_id, day, full_first_name, position)
             SELECT name, size, mood, house_id, day, full_first_name, 77
               FROM paging.cats ORDER BY md5(id::text || '${at}') LIMIT 2;`].join('\n'));
            assert.ok(seen.length < 1000, what);
        } while (page.hasNextPage);
        assert.equal(new Set(seen).size, seen.length, `${what}: a record came twice`);
        const gone = new Set(leaving);
        const stayed = before_all.filter((id) => !gone.has(id));
        const known = new Set(stayed);
        assert.deepEqual(seen.filter((id) => known.has(id)), stayed, what);
        await sql(`DELETE FROM paging.cats WHERE position = 77;
            UPDATE paging.cats SET deleted_at = NULL WHERE deleted_at IS NOT NULL`);
    }
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
});
