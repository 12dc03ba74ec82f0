// Partial answers and fragments: what fails is null with an error at its place, the rest is answered;
// fragments, aliases and directives on every type there is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, make_workspace, selfcheck, sql, unknown_id } from './helpers.mjs';

const workspace = 'graphql_partial';
let api;
const send = async (query, variables) =>
    expect(await api.post('/graphql', { query, variables }), 200);
async function ask(query, variables) {
    const body = await send(query, variables);
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
}

before(async () => {
    api = await make_workspace(workspace);
    for (const [name, count] of [['Acme', 2], ['Bolt', 0]])
        expect(await api.post('/rest/companies', { name, people: { create: Array.from(
            { length: count }, (_, i) => ({ name: { firstName: `${name} ${i}` } })) } }), 201);
});
after(() => selfcheck());

describe('partial answers', () => {
    const good = 'companies { totalCount }';
    const answered = { totalCount: 2 };
    for (const [what, bad, message] of [
        ['a page', 'people(first: -1) { totalCount }', /^First argument must be non-negative/],
        ['a cursor', 'people(after: "x") { edges { cursor } }', /^Invalid cursor: x/],
        ['a filter', 'people(filter: {jobTitle: {in: []}}) { totalCount }', /Expected non-empty array/],
        ['a record', `person(filter: {id: {eq: "${unknown_id}"}}) { id }`, /^Record not found$/],
        ['groups', 'peopleGroupBy(groupBy: [{createdAt: {granularity: DAY}}]) { totalCount }',
            /^Time zone should be specified/],
        ['duplicates', `personDuplicates(ids: ["${unknown_id}"], data: [{}]) { totalCount }`, /./],
        ['a search', 'search(searchInput: "x", limit: 101) { edges { cursor } }', /^Limit cannot exceed/],
        ['a list in a list', 'companies { edges { node { people(first: -1) { totalCount } } } }',
            /^First argument must be non-negative/],
    ])
        test(`${what} that fails is null under its alias, its neighbours are answered`, async () => {
            const { data, errors } = await send(`{ before: ${good} bad: ${bad} also: ${bad} after: ${good} }`);
            assert.deepEqual(data, { before: answered, bad: null, also: null, after: answered });
            assert.deepEqual(errors.map(({ path }) => path), [['bad'], ['also']]);
            for (const error of errors) {
                assert.match(error.message, message);
                assert.match(error.extensions.code, /^(BAD_USER_INPUT|NOT_FOUND)$/);
                assert.equal(error.locations.length, 1);
            }
            assert.ok(errors[0].locations[0].column < errors[1].locations[0].column);
        });

    test('a statement that fails in PostgreSQL leaves the others of its transaction', async () => {
        await sql(`ALTER TABLE ${workspace}.companies ENABLE ROW LEVEL SECURITY;
            CREATE POLICY broken ON ${workspace}.companies USING (name::int > 0)`);
        try {
            const { data, errors } = await send('{ a: people { totalCount } b: companies { edges { node '
                + '{ name } } } c: people { edges { node { jobTitle } } } }');
            assert.deepEqual(data, { a: { totalCount: 2 }, b: null,
                c: { edges: [{ node: { jobTitle: '' } }, { node: { jobTitle: '' } }] } });
            assert.deepEqual(errors.map(({ path }) => path), [['b']]);
            assert.notEqual(errors[0].extensions.code, 'INTERNAL_SERVER_ERROR');
        } finally {
            await sql(`DROP POLICY broken ON ${workspace}.companies;
                ALTER TABLE ${workspace}.companies DISABLE ROW LEVEL SECURITY`);
        }
    });

    test('of a mutation nothing is done, and all of data is null', async () => {
        for (const bad of [`updateCompany(id: "${unknown_id}", data: {name: "x"}) { id }`,
            'createCompany(data: {domainName: {primaryLinkUrl: "javascript:x"}}) { id }',
            'createCompany(data: {name: "y", people: {connect: [{id: "' + unknown_id + '"}]}}) { id }',
            'createCompany(data: {name: "y"}) { people(first: -1) { totalCount } }']) {
            const { data, errors } = await send(`mutation { a: createCompany(data: {name: "Half"}) { id }
                bad: ${bad} c: createCompany(data: {name: "More"}) { id } }`);
            assert.deepEqual(data, { a: null, bad: null, c: null }, bad);
            assert.deepEqual(errors.map(({ path }) => path), [['bad']]);
            assert.equal(await sql(`SELECT count(*) FROM ${workspace}.companies`), '2', bad);
        }
    });

    test('non-null fields of every level are there', async () => {
        const { companies } = await ask(`{ companies(first: 1) { edges { cursor node { id createdAt
            updatedAt position createdBy { source } people { edges { cursor node { id } }
                pageInfo { hasNextPage hasPreviousPage } } } } pageInfo { hasNextPage } } }`);
        const walk = (value, path) => {
            assert.notEqual(value, null, path);
            if (typeof value === 'object')
                for (const [key, inner] of Object.entries(value))
                    walk(inner, `${path}.${key}`);
        };
        walk(companies, 'companies');
    });
});

describe('fragments, aliases and directives on every type', () => {
    const node = `fragment N on Company { t: __typename name ...C @include(if: $yes) ...C @skip(if: $yes) }
        fragment C on Company { createdBy { ...A } createdBy { __typename } }
        fragment A on Actor { s: source ... on Actor @skip(if: $yes) { source } }`;

    test('object, composite, connection, edge and pageInfo', async () => {
        const { q } = await ask(`query ($yes: Boolean = true) { ...R }
            fragment R on Query { ... { q: companies(first: 1, orderBy: [{name: AscNullsLast}]) { ...K } } }
            fragment K on CompanyConnection { k: __typename n: totalCount ... on CompanyConnection {
                totalCount edges { ...E } } pageInfo { ...P } pageInfo { more: hasNextPage } }
            fragment E on CompanyEdge { e: __typename node { ...N } node { people { ... on PersonConnection {
                __typename m: totalCount edges { __typename node { ... on Person { name { ... on FullName {
                    __typename firstName } } company { ...Back } } } } } } } }
            fragment P on PageInfo { __typename hasNextPage }
            fragment Back on Company { b: name } ${node}`);
        const person = (i) => ({ __typename: 'PersonEdge', node: { name: { __typename: 'FullName',
            firstName: `Acme ${i}` }, company: { b: 'Acme' } } });
        assert.deepEqual(q, { k: 'CompanyConnection', n: 2, totalCount: 2,
            edges: [{ e: 'CompanyEdge', node: { t: 'Company', name: 'Acme',
                createdBy: { s: 'API', __typename: 'Actor' }, people: { __typename: 'PersonConnection',
                    m: 2, edges: [person(0), person(1)] } } }],
            pageInfo: { __typename: 'PageInfo', hasNextPage: true, more: true } });
    });

    test('groups and what is in them', async () => {
        const { companiesGroupBy: [group] } = await ask(`query ($yes: Boolean = true) {
            companiesGroupBy(groupBy: [{name: true}], orderBy: [{name: DescNullsLast}]) { ...G } }
            fragment G on CompanyGroupByConnection { g: __typename keys: groupByDimensionValues
                totalCount ... on CompanyGroupByConnection { n: totalCount edges { ...E } pageInfo {
                    ... on PageInfo { __typename x: hasNextPage } } } }
            fragment E on CompanyEdge { __typename node { ...N } } ${node}`);
        assert.deepEqual(group, { g: 'CompanyGroupByConnection', keys: ['Bolt'], totalCount: 1, n: 1,
            edges: [{ __typename: 'CompanyEdge', node: { t: 'Company', name: 'Bolt',
                createdBy: { s: 'API', __typename: 'Actor' } } }],
            pageInfo: { __typename: 'PageInfo', x: false } });
    });

    test('search', async () => {
        const { search } = await ask(`{ search(searchInput: "bolt", limit: 1) { ...S } }
            fragment S on SearchResultConnection { __typename edges { ... on SearchResultEdge { __typename
                node { ... on SearchRecord { __typename l: label } } } } pageInfo { ...I } }
            fragment I on SearchResultPageInfo { __typename h: hasNextPage }`);
        assert.deepEqual(search, { __typename: 'SearchResultConnection', edges: [{
            __typename: 'SearchResultEdge', node: { __typename: 'SearchRecord', l: 'Bolt' } }],
        pageInfo: { __typename: 'SearchResultPageInfo', h: false } });
    });

    test('what a mutation answers, one record and many', async () => {
        const { one, many } = await ask(`mutation ($yes: Boolean = true) {
            one: createCompany(data: {name: "New"}) { ...N ... on Company { people { n: totalCount } } }
            many: destroyCompanies(filter: {name: {eq: "New"}}) { ...N } } ${node}`);
        const wanted = { t: 'Company', name: 'New', createdBy: { s: 'API', __typename: 'Actor' } };
        assert.deepEqual([one, many], [{ ...wanted, people: { n: 0 } }, [wanted]]);
    });
});
