// MT7: random questions by GraphQL, REST and SQL find the same: filters over fields, parts of
// composites and relations either way, selections under aliases, aggregates and groups.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, make_object, make_workspace, many_to_one, options, selfcheck, sql,
} from './helpers.mjs';
import { cases_or, random_from, seed } from './random.mjs';

const workspace = 'graphql_random';
const { below, pick, chance, maybe, some } = random_from(seed + 7);
const words = ['ann', 'bob', 'cy', 'é', '50%', 'x_y', 'a b', "o'n"];
const kinds = ['FAST', 'SLOW', 'CALM'];
const days = ['2026-01-31', '2026-02-28', '2025-12-01', '0099-01-01'];
let api;

before(async () => {
    api = await make_workspace(workspace);
    const team = await make_object(api, 'team', [{ name: 'size', type: 'NUMBER' },
        { name: 'kind', type: 'SELECT', options: options(...kinds) }]);
    const player = await make_object(api, 'player', [
        { name: 'score', type: 'NUMBER' }, { name: 'isActive', type: 'BOOLEAN' },
        { name: 'born', type: 'DATE' }, { name: 'kind', type: 'SELECT', options: options(...kinds) },
        { name: 'full', type: 'FULL_NAME' }, { name: 'price', type: 'CURRENCY' },
        many_to_one('team', team.object, 'Players')]);
    const word = () => maybe(() => pick(words)) ?? '';
    // Sums of these are exact in whatever order they are made.
    const number = () => maybe(() => pick([0, 1, -1, 2.5, 1048576, -0.0625]));
    const { teams } = expect(await api.post(team.batch, Array.from({ length: 7 }, (_, i) =>
        ({ name: i ? word() : '', size: number(), kind: maybe(() => pick(kinds)) }))), 201).data;
    expect(await api.post(player.batch, Array.from({ length: 55 }, () => ({
        name: word(), score: number(), isActive: maybe(() => chance(0.5)),
        born: maybe(() => pick(days)), kind: maybe(() => pick(kinds)),
        full: { firstName: word(), lastName: word() },
        price: maybe(() => ({ amountMicros: below(5) * 1000000, currencyCode: pick(['EUR', 'USD']) })),
        teamId: maybe(() => pick(teams).id) }))), 201);
    await sql(`UPDATE ${workspace}.players SET deleted_at = now()
        WHERE id IN (SELECT id FROM ${workspace}.players ORDER BY id LIMIT 4);
        UPDATE ${workspace}.teams SET deleted_at = now() WHERE id = '${teams[1].id}'`);
});
after(() => selfcheck());

async function ask(query, variables) {
    const body = expect(await api.post('/graphql', { query, variables }), 200);
    assert.equal(body.errors, undefined, `${query} ${JSON.stringify([variables, body.errors])}`);
    return body.data;
}

// ---- filters: {graphql, rest, sql}; columns are those of alias p, of a team those of alias t -------
const quoted = (value) => typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : `${value}`;
const signs = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };
const ordered = Object.keys(signs);
const leaves = {
    player: [['name', 'name', words, ['eq', 'neq', 'startsWith']], ['score', 'score',
        [0, 1, -1, 2.5], ordered], ['isActive', 'is_active', [true, false], ['eq']],
    ['born', 'born', days, ordered], ['kind', 'kind', kinds, ['eq', 'neq']],
    ['full.firstName', 'full_first_name', words, ['eq', 'neq', 'startsWith']],
    ['full.lastName', 'full_last_name', words, ['eq', 'neq']],
    ['price.amountMicros', 'price_amount_micros', [0, 1000000, 3000000], ordered],
    ['price.currencyCode', 'price_currency_code', ['EUR', 'USD'], ['eq', 'neq']]],
    team: [['name', 'name', words, ['eq', 'neq', 'startsWith']], ['size', 'size', [0, 1, 2.5], ordered],
        ['kind', 'kind', kinds, ['eq', 'neq']]],
};
const nest = (path, value) => path.split('.').reduceRight((inside, key) => ({ [key]: inside }), value);

/** `prefix` leads to the leaf, `at` makes SQL of its column. */
function leaf(object, prefix, at) {
    const [path, column, values, operators] = pick(leaves[object]);
    const [here, where] = [`${prefix}${path}`, at(column)];
    if (chance(0.2)) {
        const is_null = chance(0.5);
        const word = is_null ? 'NULL' : 'NOT_NULL';
        return { graphql: nest(here, { is: word }), rest: `${here}[is]:${word}`,
            sql: `${where} IS ${is_null ? '' : 'NOT '}NULL` };
    }
    if (chance(0.2) && path !== 'isActive') {
        const list = some(values, 1, 3);
        return { graphql: nest(here, { in: list }),
            rest: `${here}[in]:[${list.map((value) => JSON.stringify(value))}]`,
            sql: `${where} IN (${list.map(quoted)})` };
    }
    const operator = pick(operators);
    const value = pick(values);
    return { graphql: nest(here, { [operator]: value }),
        rest: `${here}[${operator}]:${JSON.stringify(value)}`,
        sql: operator === 'startsWith' ? `starts_with(${where}, ${quoted(value)})`
            : `${where} ${signs[operator]} ${quoted(value)}` };
}
const of_player = () => chance(0.7) ? leaf('player', '', (column) => `p.${column}`)
    : leaf('team', 'team.', (column) =>
        `(SELECT t.${column} FROM ${workspace}.teams t WHERE t.id = p.team_id)`);
const of_team = () => {
    if (chance(0.6))
        return leaf('team', '', (column) => `t.${column}`);
    const inside = Array.from({ length: 1 + below(2) }, () => leaf('player', '', (column) => `p.${column}`));
    return { graphql: { players: { and: inside.map(({ graphql }) => graphql) } },
        rest: `players.some(${inside.map(({ rest }) => rest)})`,
        sql: `EXISTS (SELECT FROM ${workspace}.players p WHERE p.team_id = t.id
            AND p.deleted_at IS NULL AND ${inside.map((one) => one.sql).join(' AND ')})` };
};
function filter(make, depth) {
    if (depth === 0 || chance(0.3))
        return make();
    const parts = Array.from({ length: 2 }, () => filter(make, depth - 1));
    if (chance(0.3))
        return { graphql: { not: parts[0].graphql }, rest: `not(${parts[0].rest})`,
            sql: `NOT (${parts[0].sql})` };
    const word = pick(['and', 'or']);
    return { graphql: { [word]: parts.map(({ graphql }) => graphql) },
        rest: `${word}(${parts.map(({ rest }) => rest)})`,
        sql: `(${parts.map((one) => one.sql).join(` ${word} `)})` };
}
const ids_of = (text) => text.split('\n').filter(Boolean);

// ---- selections ---------------------------------------------------------------------------------
const selected = [['id'], ['name'], ['score'], ['isActive'], ['born'], ['kind'], ['teamId'], ['createdAt'],
    ['full', ['firstName', 'lastName']], ['price', ['amountMicros', 'currencyCode']],
    ['team', ['id', 'name', 'size', 'kind']], ['createdBy', ['source', 'name']]];

/** A selection under aliases, and what of a record of REST it must answer. */
function selection() {
    const texts = ['id'];
    const reads = [['id', (record) => record.id]];
    const names = some(selected, 1, selected.length);
    names.forEach(([name, members], at) => {
        const alias = chance(0.4) ? `a${at}` : name;
        const parts = members && some(members, 1, members.length);
        const inner = parts?.map((part, i) => [chance(0.3) ? `b${i}` : part, part]);
        const text = `${alias}: ${name}${inner ? ` { ${inner.map(([key, part]) =>
            `${key}: ${part}`).join(' ')} }` : ''}`;
        texts.push(chance(0.3) ? `... on Player { ${text} }` : text);
        reads.push([alias, (record) => !inner ? record[name] : record[name]
            && Object.fromEntries(inner.map(([key, part]) => [key, record[name][part]]))]);
    });
    // A key to a deleted record is null beside the record itself, which depth 1 adds.
    const depth = names.some(([name]) => name === 'team') ? 1 : 0;
    return { text: texts.join(' '), depth, read: (record) =>
        Object.fromEntries(reads.map(([key, get]) => [key, get(record)])) };
}

// ---- aggregates ---------------------------------------------------------------------------------
const numbers = [['Score', 'score'], ['PriceAmountMicros', 'price_amount_micros']];
const counted = [['Score', 'score IS NULL'], ['Kind', 'kind IS NULL'], ['Born', 'born IS NULL'],
    ['TeamId', 'team_id IS NULL'], ['Full', 'full_first_name IS NULL AND full_last_name IS NULL']];
const aggregates = [['totalCount', 'count(*)'],
    ...numbers.flatMap(([name, column]) => ['min', 'max', 'avg', 'sum'].map((kind) =>
        [`${kind}${name}`, `${kind}(${column})`])),
    ...counted.flatMap(([name, empty]) => [
        [`countEmpty${name}`, `count(*) FILTER (WHERE ${empty})`],
        [`countNotEmpty${name}`, `count(*) FILTER (WHERE NOT (${empty}))`],
        [`percentageEmpty${name}`, `count(*) FILTER (WHERE ${empty})::float8 / nullif(count(*), 0)`]]),
    ...['score', 'kind', 'born'].map((column) => [`countUniqueValues${column[0].toUpperCase()}`
        + column.slice(1), `count(DISTINCT ${column})`]),
    ['countTrueIsActive', 'count(*) FILTER (WHERE is_active)'],
    ['countFalseIsActive', 'count(*) FILTER (WHERE NOT is_active)'],
    ['minBorn', 'min(born)'], ['maxBorn', 'max(born)']];
/** Numbers to nine digits, dates by their day. */
const same = (value) => value === null || value === undefined || value === '' ? null
    : /^\d{4}-/.test(value) ? String(value).slice(0, 10) : Number(Number(value).toPrecision(9));

const dimensions = [['kind', { kind: true }, 'p.kind'], ['isActive', { isActive: true }, 'p.is_active'],
    ['firstName', { full: { firstName: true } }, 'p.full_first_name'],
    ['currency', { price: { currencyCode: true } }, 'p.price_currency_code'],
    ['score', { score: true }, 'p.score'], ['teamId', { teamId: true }, 'p.team_id'],
    ['team', { team: { kind: true } }, `(SELECT t.kind FROM ${workspace}.teams t WHERE t.id = p.team_id)`],
    ['born', { born: { granularity: 'MONTH' } }, "date_trunc('month', p.born::timestamp)::date"]];

describe(`random questions (seed ${seed})`, () => {
    test('filters and selections of a record with its relation', async () => {
        await each(Array.from({ length: cases_or(250) }, () => [filter(of_player, below(4)), selection()]),
            async ([one, chosen]) => {
                const { players } = await ask(`query ($f: PlayerFilterInput) { players(first: 60,
                    filter: $f) { totalCount edges { node { ${chosen.text} } } } }`, { f: one.graphql });
                const page = expect(await api.get('/rest/players',
                    { filter: one.rest, limit: 60, depth: chosen.depth }), 200);
                assert.deepEqual(players.edges.map(({ node }) => node),
                    page.data.players.map(chosen.read), `${one.rest} ${chosen.text}`);
                const rows = await sql(`SELECT p.id FROM ${workspace}.players p
                    WHERE p.deleted_at IS NULL AND (${one.sql}) ORDER BY p.id`);
                assert.deepEqual(players.edges.map(({ node }) => node.id).sort(), ids_of(rows), one.sql);
                assert.equal(players.totalCount, ids_of(rows).length);
            });
    });

    test('filters by records of a relation to many', async () => {
        await each(Array.from({ length: cases_or(150) }, () => filter(of_team, below(3))), async (one) => {
            const { teams } = await ask(`query ($f: TeamFilterInput) { teams(first: 60, filter: $f) {
                edges { node { id } } } }`, { f: one.graphql });
            const page = expect(await api.get('/rest/teams', { filter: one.rest, depth: 0 }), 200);
            assert.deepEqual(teams.edges.map(({ node }) => node.id),
                page.data.teams.map(({ id }) => id), one.rest);
            const rows = await sql(`SELECT t.id FROM ${workspace}.teams t
                WHERE t.deleted_at IS NULL AND (${one.sql}) ORDER BY t.id`);
            assert.deepEqual(teams.edges.map(({ node }) => node.id).sort(), ids_of(rows), one.sql);
        });
    });

    test('aggregates of a list, and of lists within records', async () => {
        await each(Array.from({ length: cases_or(100) }, () => [filter(of_player, below(3)),
            some(aggregates, 1, 12)]), async ([one, asked]) => {
            const { players } = await ask(`query ($f: PlayerFilterInput) { players(filter: $f) { ${
                asked.map(([name], i) => `v${i}: ${name}`).join(' ')} } }`, { f: one.graphql });
            const [count, ...row] = (await sql(`SELECT count(*), ${asked.map(([, text]) => text)}
                FROM ${workspace}.players p WHERE p.deleted_at IS NULL AND (${one.sql})`)).split('|');
            assert.deepEqual(Object.values(players).map(same), row.map((value, i) =>
                count === '0' && asked[i][0] !== 'totalCount' ? null : same(value)),
            `${one.sql} ${asked.map(([name]) => name)}`);
        });
        await each(Array.from({ length: cases_or(30) }, () => [filter(() => leaf('player', '',
            (column) => `p.${column}`), below(3)), some(aggregates, 1, 6)]), async ([one, asked]) => {
            const { teams } = await ask(`query ($f: PlayerFilterInput) { teams { edges { node { id
                players(filter: $f) { ${asked.map(([name], i) => `v${i}: ${name}`).join(' ')} } } } } }`,
            { f: one.graphql });
            for (const { node } of teams.edges) {
                const [count, ...row] = (await sql(`SELECT count(*), ${asked.map(([, text]) => text)}
                    FROM ${workspace}.players p WHERE p.deleted_at IS NULL AND p.team_id = '${node.id}'
                        AND (${one.sql})`)).split('|');
                assert.deepEqual(Object.values(node.players).map(same), row.map((value, i) =>
                    count === '0' && asked[i][0] !== 'totalCount' ? null : same(value)), one.sql);
            }
        });
    });

    test('groups by one or several dimensions, with aggregates', async () => {
        await each(Array.from({ length: cases_or(150) }, () => [filter(of_player, below(3)),
            some(dimensions, 1, 3), some(aggregates, 1, 6)]), async ([one, by, asked]) => {
            const names = asked.map(([name]) => name);
            const groupBy = by.map(([, input]) => input);
            const { playersGroupBy } = await ask(`query ($f: PlayerFilterInput,
                $g: [PlayerGroupByInput!]!) { playersGroupBy(filter: $f, groupBy: $g, limit: 200) {
                    groupByDimensionValues ${names.join(' ')} } }`, { f: one.graphql, g: groupBy });
            const rest = expect(await api.get('/rest/players/groupBy', { filter: one.rest,
                group_by: JSON.stringify(groupBy), aggregate: JSON.stringify(names), limit: 200 }), 200);
            const shown = (groups) => groups.map((group) => [group.groupByDimensionValues,
                ...names.map((name) => same(group[name]))]);
            assert.deepEqual(shown(playersGroupBy), shown(rest), `${one.rest} ${JSON.stringify(by)}`);
            const rows = await sql(`SELECT json_build_array(json_build_array(${by.map(([, , text]) =>
                text)}), ${asked.map(([, text]) => text)}) FROM ${workspace}.players p
                WHERE p.deleted_at IS NULL AND (${one.sql}) GROUP BY ${by.map((_, i) =>
    by[i][2])}`);
            const wanted = ids_of(rows).map((text) => {
                const [keys, ...values] = JSON.parse(text);
                return JSON.stringify([keys.map(String), values.map(same)]);
            }).sort();
            assert.deepEqual(shown(playersGroupBy).map(([keys, ...values]) =>
                JSON.stringify([keys.map(String), values])).sort(), wanted, one.sql);
        });
    });
});
