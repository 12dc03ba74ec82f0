// What the records schema of the contract has beside REST's: operators of lists, arguments of groups,
// the preview of a merge (spec/graphql.md §9, §12, §13).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, find_object, make_object, make_workspace, selfcheck, unknown_id } from './helpers.mjs';

const workspace = 'graphql_filters';
let api;

async function ask(query, variables, path = '/graphql') {
    const body = expect(await api.post(path, { query, variables }), 200);
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
}

async function fail(query, variables) {
    const body = expect(await api.post('/graphql', { query, variables }), 200);
    assert.ok(body.errors?.length > 0, JSON.stringify(body));
    return body.errors[0];
}

const nodes = (connection) => connection.edges.map(({ node }) => node);

before(async () => {
    api = await make_workspace(workspace);
    const options = ['RED', 'BLUE', 'GREEN'].map((value, position) =>
        ({ value, label: value.toLowerCase(), position, color: 'red' }));
    await make_object(api, 'crate', [{ name: 'tags', type: 'ARRAY' },
        { name: 'marks', type: 'MULTI_SELECT', options }]);
    expect(await api.post('/rest/batch/crates', [
        { name: 'a', tags: ['Glass', 'heavy'], marks: ['RED'] },
        { name: 'b', tags: ['hay'], marks: ['BLUE', 'RED'] },
        { name: 'c', tags: ['100% wool'], marks: ['RED', 'BLUE', 'GREEN'] },
        { name: 'd' },
    ]), 201);
});
after(() => selfcheck());

describe('operators of lists', () => {
    const found = async (filter) => nodes((await ask(
        `query ($f: CrateFilterInput) { crates(filter: $f, orderBy: [{name: AscNullsLast}]) {
            edges { node { name } } } }`, { f: filter })).crates).map(({ name }) => name).join('');

    test('containsIlike asks whether an item is like a pattern', async () => {
        assert.equal(await found({ tags: { containsIlike: 'h%' } }), 'ab');
        assert.equal(await found({ tags: { containsIlike: 'GLASS' } }), 'a');
        assert.equal(await found({ tags: { containsIlike: '%\\%%' } }), 'c');
        assert.equal(await found({ tags: { containsIlike: 'las' } }), '');
        assert.equal(await found({ not: { tags: { containsIlike: 'h%' } } }), 'cd');
        assert.equal(await found({ tags: { containsIlike: '%y', isEmptyArray: false } }), 'ab');
        assert.equal(await found({ tags: { isEmptyArray: true } }), 'd');
    });

    test('containsExactly asks for these options and no others, in any order', async () => {
        assert.equal(await found({ marks: { containsExactly: ['RED', 'BLUE'] } }), 'b');
        assert.equal(await found({ marks: { containsExactly: ['RED'] } }), 'a');
        assert.equal(await found({ marks: { containsExactly: ['GREEN'] } }), '');
        assert.equal(await found({ marks: { containsAny: ['GREEN'] } }), 'c');
    });

    test('REST has both', async () => {
        const by_rest = async (filter) => expect(await api.get('/rest/crates', { filter,
            order_by: 'name' }), 200).data.crates.map(({ name }) => name).join('');
        assert.equal(await by_rest('tags[containsIlike]:"h%"'), 'ab');
        assert.equal(await by_rest('marks[containsExactly]:[RED,BLUE]'), 'b');
        const refused = expect(await api.get('/rest/crates', { filter: 'name[containsIlike]:"a"' }), 400);
        assert.match(refused.messages[0], /^Operator "containsIlike" is not valid for field "name"/);
    });

    test('an expression is declared, deprecated, and refused with the operators there are', async () => {
        for (const operator of ['regex', 'iregex']) {
            const error = await fail(`{ crates(filter: {name: {${operator}: "^a"}}) { totalCount } }`);
            assert.equal(error.message, `Operator "${operator}" is not valid for field "name" of type TEXT`
                + ' - Allowed operators: eq, neq, gt, gte, lt, lte, in, is, like, ilike, startsWith, endsWith');
            assert.equal(error.extensions.code, 'BAD_USER_INPUT');
        }
        const { __type: type } = await ask(`{ __type(name: "StringFilter") {
            inputFields(includeDeprecated: true) { name isDeprecated } } }`);
        assert.deepEqual(type.inputFields.filter(({ isDeprecated }) => isDeprecated)
            .map(({ name }) => name), ['regex', 'iregex']);
    });
});

describe('arguments of groups', () => {
    before(async () => {
        expect(await api.post('/rest/batch/companies', Array.from({ length: 25 }, (_, i) => ({
            name: `C${String(i).padStart(2, '0')}`, employees: i % 2 }))), 201);
    });

    const groups = async (more) => (await ask(`{ companiesGroupBy(groupBy: [{employees: true}],
        filter: {name: {startsWith: "C"}}, orderBy: [{employees: AscNullsLast}],
        orderByForRecords: [{name: AscNullsLast}] ${more}) { totalCount edges { node { name } }
            pageInfo { startCursor } } }`)).companiesGroupBy
        .map((group) => [group.totalCount, ...nodes(group).map(({ name }) => name)]);

    test('offsetForRecords passes over the first records of each group', async () => {
        const even = Array.from({ length: 13 }, (_, i) => `C${String(i * 2).padStart(2, '0')}`);
        const odd = Array.from({ length: 12 }, (_, i) => `C${String(i * 2 + 1).padStart(2, '0')}`);
        assert.deepEqual(await groups(''), [[13, ...even.slice(0, 10)], [12, ...odd.slice(0, 10)]]);
        assert.deepEqual(await groups(', offsetForRecords: 0'), await groups(''));
        assert.deepEqual(await groups(', offsetForRecords: 3'),
            [[13, ...even.slice(3)], [12, ...odd.slice(3)]]);
        assert.deepEqual(await groups(', offsetForRecords: 12'), [[13, even[12]], [12]]);
        const error = await fail(`{ companiesGroupBy(groupBy: [{employees: true}], offsetForRecords: -1) {
            totalCount edges { node { id } } } }`);
        assert.match(error.message, /non-negative/);
    });

    test('viewId is refused, for there are no views; null is none', async () => {
        assert.equal((await groups(', viewId: null')).length, 2);
        const error = await fail(`{ companiesGroupBy(groupBy: [{employees: true}],
            viewId: "${unknown_id}") { totalCount } }`);
        assert.match(error.message, /"viewId" is not supported/);
        assert.equal(error.extensions.code, 'BAD_USER_INPUT');
    });
});

test('a preview of a merge has an id of its own, is deleted, and leaves everything as it was', async () => {
    const { a, b } = await ask(`mutation {
        a: createPerson(data: {city: "Rome", company: {create: {name: "Preview"}}}) { id companyId }
        b: createPerson(data: {jobTitle: "Smith"}) { id } }`);
    const merge = (more) => `mutation { mergePeople(ids: ["${a.id}", "${b.id}"],
        conflictPriorityIndex: 0 ${more}) { own: id id deletedAt city jobTitle companyId
            company { people { edges { node { id } } } } } }`;
    const { mergePeople: preview } = await ask(merge(', dryRun: true'));
    assert.match(preview.id, /^[0-9a-f]{8}-[0-9a-f]{4}-/);
    assert.ok(![a.id, b.id].includes(preview.id));
    assert.equal(preview.own, preview.id);
    assert.match(preview.deletedAt, /Z$/);
    assert.deepEqual([preview.city, preview.jobTitle, preview.companyId], ['Rome', 'Smith', a.companyId]);
    const { people } = await ask(`{ people(filter: {id: {in: ["${a.id}", "${b.id}"]}}) { totalCount } }`);
    assert.equal(people.totalCount, 2);
    const { mergePeople: merged } = await ask(merge(''));
    assert.deepEqual([merged.id, merged.deletedAt, merged.jobTitle], [a.id, null, 'Smith']);
});

test('the unique key of a connect may be left out and is missed then; its id is an ID', async () => {
    const create = `mutation ($where: CompanyWhereUniqueInput) {
        createPerson(data: {company: {connect: {where: $where}}}) { companyId } }`;
    const { createCompany: { id } } = await ask('mutation { createCompany(data: {name: "Hub"}) { id } }');
    assert.deepEqual(await ask(create, { where: { id } }), { createPerson: { companyId: id } });
    assert.match((await fail(create, {})).message, /^Missing required fields: at least one unique constraint/);
    for (const type of ['ID', 'UUID', 'String'])
        assert.deepEqual(await ask(`mutation ($id: ${type}!) { createPerson(data: {
            company: {connect: {where: {id: $id}}}}) { companyId } }`, { id }), { createPerson: { companyId: id } });
});

test('a relation to one of several objects counts by its own name and by its key', async () => {
    const targets = (await Promise.all(['people', 'companies'].map((plural) => find_object(api, plural))));
    await make_object(api, 'rocket', [{ name: 'sponsor', type: 'MORPH_RELATION',
        morphRelationsCreationPayload: targets.map(({ id }) => ({ type: 'MANY_TO_ONE',
            targetObjectMetadataId: id, targetFieldLabel: 'Sponsored', targetFieldIcon: 'IconRocket' })) }]);
    await ask(`mutation { createRockets(data: [{name: "a", sponsorPerson: {create: {city: "Bonn"}}},
        {name: "b", sponsorCompany: {create: {name: "Fund"}}}, {name: "c"}]) { id } }`);
    const { rockets } = await ask(`{ rockets { countNotEmptySponsorPerson countNotEmptySponsorPersonId
        countEmptySponsorCompany percentageEmptySponsorCompany } }`);
    assert.deepEqual(rockets, { countNotEmptySponsorPerson: 1, countNotEmptySponsorPersonId: 1,
        countEmptySponsorCompany: 2, percentageEmptySponsorCompany: 2 / 3 });
});
