// The root field `search`: all objects at once (spec/graphql.md §14).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, make_field, make_key, make_object, make_workspace, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'graphql_search';
let api;
let pearls;
const ids = {};

const query = `query S($text: String!, $limit: Int!, $after: String, $only: [String!],
        $not: [String!], $filter: ObjectRecordFilterInput) {
    search(searchInput: $text, limit: $limit, after: $after, includedObjectNameSingulars: $only,
        excludedObjectNameSingulars: $not, filter: $filter) {
        edges { node { recordId objectNameSingular objectLabelSingular label imageUrl tsRankCD tsRank }
            cursor }
        pageInfo { endCursor hasNextPage } } }`;

const answer = async (variables, caller = api) =>
    expect(await caller.post('/graphql', { query, variables: { limit: 100, ...variables } }), 200);
async function search(variables, caller) {
    const { data, errors } = await answer(variables, caller);
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data.search;
}
const found = async (variables, caller) =>
    (await search(variables, caller)).edges.map(({ node }) =>
        `${node.objectNameSingular}: ${node.label}`);
async function refuse(variables, message) {
    const { data, errors } = await answer(variables);
    assert.deepEqual(data, { search: null });
    assert.match(errors[0].message, message);
    assert.deepEqual(errors[0].path, ['search']);
    return errors[0];
}

const create = async (plural, singular, body) => {
    const { data } = expect(await api.post(`/rest/${plural}`, body, { depth: 0 }), 201);
    return data[singular].id;
};

before(async () => {
    api = await make_workspace(workspace);
    pearls = await make_object(api, 'pearl');
    ids.anna = await create('people', 'person',
        { name: { firstName: 'Anna', lastName: 'Nacre' }, avatarUrl: 'https://x.test/a.png' });
    ids.company = await create('companies', 'company', { name: 'Nacre Trading' });
    ids.pearl = await create('pearls', 'pearl', { name: 'Nacre drop' });
    ids.two = await create('pearls', 'pearl', { name: 'Nacre twin, trading far' });
    ids.note = await create('notes', 'note', { title: 'About nacreous shells' });
});
after(() => selfcheck());

describe('search', () => {
    test('finds words and beginnings of words in every object, one made just now too', async () => {
        assert.deepEqual((await found({ text: 'nacre' })).sort(), ['company: Nacre Trading',
            'note: About nacreous shells', 'pearl: Nacre drop', 'pearl: Nacre twin, trading far',
            'person: Anna Nacre']);
        assert.deepEqual(await found({ text: ' nacreo ' }), ['note: About nacreous shells']);
        assert.deepEqual(await found({ text: 'unheard' }), []);
        assert.deepEqual(await found({ text: '& | !' }), []);
        assert.deepEqual(await found({ text: "o'\\neil' :* | nacreo" }),
            ['note: About nacreous shells']);
    });

    test('answers what a record is and how well it fits', async () => {
        const { edges: [{ node }] } = await search({ text: 'anna nacre', only: ['person'] });
        assert.deepEqual({ ...node, tsRankCD: 0, tsRank: 0 }, { recordId: ids.anna,
            objectNameSingular: 'person', objectLabelSingular: 'Person', label: 'Anna Nacre',
            imageUrl: 'https://x.test/a.png', tsRankCD: 0, tsRank: 0 });
        const ranks = await sql(`SELECT
            ts_rank_cd(search_vector, to_tsquery('simple', 'anna:* & nacre:*'))::float8,
            ts_rank(search_vector, to_tsquery('simple', 'anna:* | nacre:*'))::float8
            FROM ${workspace}.people WHERE id = '${ids.anna}'`);
        assert.deepEqual([node.tsRankCD, node.tsRank], ranks.split('|').map(Number));
        assert.ok(node.tsRankCD > 0);
    });

    test('puts first what holds all the words', async () => {
        assert.deepEqual((await found({ text: 'nacre trading' })).slice(0, 2),
            ['company: Nacre Trading', 'pearl: Nacre twin, trading far']);
    });

    test('of equal ranks: person, company, opportunity, note, task, others; then by id', async () => {
        const names = [['people', 'person', { name: { firstName: 'Qq' } }],
            ['companies', 'company', { name: 'Qq' }], ['tasks', 'task', { title: 'Qq' }],
            ['opportunities', 'opportunity', { name: 'Qq' }], ['notes', 'note', { title: 'Qq' }],
            ['pearls', 'pearl', { name: 'Qq' }], ['pearls', 'pearl', { name: 'Qq' }]];
        for (const [plural, singular, body] of names)
            await create(plural, singular, body);
        const { edges } = await search({ text: 'qq' });
        assert.deepEqual(edges.map(({ node }) => node.objectNameSingular), ['person', 'company',
            'opportunity', 'note', 'task', 'pearl', 'pearl']);
        assert.ok(edges[5].node.recordId < edges[6].node.recordId);
    });

    test('objects may be chosen and left out; unknown names are passed over', async () => {
        assert.deepEqual(await found({ text: 'nacre', only: ['company', 'nonsense'] }),
            ['company: Nacre Trading']);
        assert.deepEqual((await found({ text: 'nacre', not: ['pearl', 'note', 'x'] })).sort(),
            ['company: Nacre Trading', 'person: Anna Nacre']);
        assert.deepEqual(await found({ text: 'nacre', only: ['pearl'], not: ['pearl'] }), []);
    });

    test('an object that is not searchable is found only by name', async () => {
        const shell = await make_object(api, 'shell');
        await create('shells', 'shell', { name: 'Hidden nacre' });
        expect(await api.patch(`/rest/metadata/objects/${shell.object.id}`,
            { isSearchable: false }), 200);
        assert.ok(!(await found({ text: 'nacre' })).includes('shell: Hidden nacre'));
        assert.deepEqual(await found({ text: 'nacre', only: ['shell'] }), ['shell: Hidden nacre']);
        expect(await api.delete(`/rest/metadata/objects/${shell.object.id}`), 200);
    });

    test('an empty text finds everything, of rank 0', async () => {
        const { edges } = await search({ text: ' ', only: ['pearl'] });
        assert.equal(edges.length, Number(await sql(`SELECT count(*) FROM ${workspace}.pearls`)));
        assert.ok(edges.every(({ node }) => node.tsRankCD === 0 && node.tsRank === 0));
    });

    test('the filter is over what every record has', async () => {
        assert.deepEqual(await found({ text: 'nacre', filter: { id: { eq: ids.note } } }),
            ['note: About nacreous shells']);
        assert.deepEqual(await found({ text: 'nacre', filter: {
            or: [{ id: { in: [ids.pearl] } }, { createdAt: { lt: '2001-01-01T00:00:00Z' } }] } }),
        ['pearl: Nacre drop']);
    });

    test('what is soft-deleted is hidden, and shown to who asks for it', async () => {
        const gone = await create('pearls', 'pearl', { name: 'Sunken' });
        expect(await api.delete(`/rest/pearls/${gone}`, { soft_delete: 'true' }), 200);
        assert.deepEqual(await found({ text: 'sunken' }), []);
        assert.deepEqual(await found({ text: 'sunken', filter: { deletedAt: { is: 'NOT_NULL' } } }),
            ['pearl: Sunken']);
    });

    test('pages put together are the whole, at every size', async () => {
        for (const text of ['nacre', 'qq', '', 'nacre trading']) {
            const whole = (await search({ text })).edges.map(({ node }) => node);
            for (const limit of [1, 2, 3, 5]) {
                const pages = [];
                let after = null;
                for (let more = true; more;) {
                    const page = await search({ text, limit, after });
                    pages.push(...page.edges.map(({ node }) => node));
                    assert.equal(page.pageInfo.endCursor, page.edges.at(-1)?.cursor ?? null);
                    after = page.pageInfo.endCursor;
                    more = page.pageInfo.hasNextPage;
                }
                assert.deepEqual(pages, whole, `${text} by ${limit}`);
            }
        }
    });

    test('its limit is 0 to 100', async () => {
        assert.deepEqual(await search({ text: 'nacre', limit: 0 }),
            { edges: [], pageInfo: { endCursor: null, hasNextPage: true } });
        await refuse({ text: 'x', limit: 101 }, /^Limit cannot exceed 100 items$/);
        await refuse({ text: 'x', limit: -1 }, /^Limit argument must be non-negative$/);
        await refuse({ text: 'x'.repeat(1001) }, /^'searchInput' exceeds the limit search_bytes/);
    });

    test('a cursor belongs to its search', async () => {
        const { pageInfo: { endCursor } } = await search({ text: 'nacre', limit: 1 });
        const other = /^Cursor was encoded for a different search/;
        await refuse({ text: 'trading', after: endCursor }, other);
        await refuse({ text: 'nacre', after: endCursor, not: ['person'] }, other);
        await refuse({ text: 'nacre', after: endCursor, filter: { id: { neq: unknown_id } } }, other);
        for (const after of ['', 'x', endCursor.slice(0, -8) + 'AAAAAAA=',
            btoa(JSON.stringify({ id: ids.pearl })),
            expect(await api.get('/rest/people', { limit: 1 }), 200).pageInfo.endCursor])
            await refuse({ text: 'nacre', after }, /^Invalid cursor/);
    });

    test('shows what the role may read, and searches nothing else', async () => {
        const [role, postgres] = (await sql(`SELECT r.name, r.postgres_role FROM viginti.role r
            JOIN viginti.workspace w ON w.id = r.workspace_id
            WHERE w.name = '${workspace}' AND r.name <> 'admin' LIMIT 1`)).split('|');
        const reader = client({ token: await make_key('searcher', { workspace, role }) });
        const others = ['people', 'companies', 'notes'].map((name) => `${workspace}.${name}`).join();
        await sql(`REVOKE SELECT ON ${others} FROM ${postgres}`);
        assert.deepEqual((await found({ text: 'nacre' }, reader)).sort(),
            ['pearl: Nacre drop', 'pearl: Nacre twin, trading far']);
        assert.deepEqual(await found({ text: 'nacre', only: ['person'] }, reader), []);
        await sql(`GRANT SELECT ON ${others} TO ${postgres}`);
        assert.equal((await found({ text: 'nacre', only: ['person'] }, reader)).length, 1);
    });

    test('stands beside other fields, under aliases', async () => {
        const { data } = expect(await api.post('/graphql', { query: `{
            a: search(searchInput: "anna", limit: 1) { __typename edges { __typename node { label } } }
            b: search(searchInput: "drop", limit: 1) { pageInfo { __typename hasNextPage } }
            pearls(first: 1) { totalCount } }` }), 200);
        assert.deepEqual(data.a, { __typename: 'SearchResultConnection',
            edges: [{ __typename: 'SearchResultEdge', node: { label: 'Anna Nacre' } }] });
        assert.deepEqual(data.b,
            { pageInfo: { __typename: 'SearchResultPageInfo', hasNextPage: false } });
        assert.ok(data.pearls.totalCount >= 2);
    });

    test('keeps apart from objects that are called like its types', async () => {
        await make_object(api, 'searchRecord');
        await create('searchRecords', 'searchRecord', { name: 'Nacre file' });
        assert.deepEqual(await found({ text: 'nacre file', only: ['searchRecord'] }),
            ['searchRecord: Nacre file']);
    });

    test('the label follows its field', async () => {
        const code = await make_field(api, pearls.object, { type: 'TEXT', name: 'code', label: 'Code' });
        await create('pearls', 'pearl', { name: 'Zephyr', code: 'P-1' });
        expect(await api.patch(`/rest/metadata/objects/${pearls.object.id}`,
            { labelIdentifierFieldMetadataId: code.id }), 200);
        assert.deepEqual(await found({ text: 'zephyr' }), ['pearl: P-1']);
    });
});
