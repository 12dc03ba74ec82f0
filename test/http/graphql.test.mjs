// Records by GraphQL (spec/graphql.md): the schema that follows from the model, operations, rights,
// real clients; and the same answers as REST and SQL give.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client/core/index.js';
import { GraphQLClient } from 'graphql-request';
import { buildClientSchema, getIntrospectionQuery, printSchema, validateSchema } from 'graphql';
import * as graphql17 from 'graphql17';
import {
    base_url, client, expect, make_field, make_key, make_object, make_workspace, many_to_one,
    options, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'graphql';
let api;

/** The answer's data; errors fail the test. */
async function ask(query, variables, caller = api) {
    const body = expect(await caller.post('/graphql', { query, variables }), 200);
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
}

/** The first error, and the data beside it. */
async function fail(query, variables, caller = api) {
    const body = expect(await caller.post('/graphql', { query, variables }), 200);
    assert.ok(body.errors?.length > 0, JSON.stringify(body));
    return { ...body.errors[0], data: body.data, all: body.errors };
}

const schema_of = async (caller = api) =>
    buildClientSchema(await ask(getIntrospectionQuery(), undefined, caller));
const fields_of = async (type, caller = api) => {
    const { __type } = await ask(
        `{ __type(name: "${type}") { fields { name } inputFields { name } } }`, undefined, caller);
    return (__type?.fields ?? __type?.inputFields ?? []).map(({ name }) => name);
};
const nodes = (connection) => connection.edges.map(({ node }) => node);

before(async () => {
    api = await make_workspace(workspace);
});

describe('the schema', () => {
    test('is a valid one for graphql-js', async () => {
        assert.deepEqual(validateSchema(await schema_of()), []);
    });

    test('is a valid one for its next version', async () => {
        const query = graphql17.getIntrospectionQuery({ specifiedByUrl: true, oneOf: true,
            inputValueDeprecation: true, directiveIsRepeatable: true, schemaDescription: true });
        const schema = graphql17.buildClientSchema(await ask(query));
        assert.deepEqual(graphql17.validateSchema(schema), []);
        assert.ok(schema.getQueryType().getFields().people);
    });

    test('has every kind of field, as Appendix A says', async () => {
        const rocket = await make_object(api, 'rocket');
        const add = (type, name, more = {}) =>
            make_field(api, rocket, { type, name, label: name, ...more });
        await add('NUMBER', 'crewSize', { settings: { dataType: 'int' } });
        await add('NUMBER', 'thrust');
        await add('NUMBER', 'serial', { settings: { dataType: 'bigint' } });
        await add('BOOLEAN', 'isReusable');
        await add('DATE', 'builtOn');
        await add('DATE_TIME', 'launchedAt');
        await add('SELECT', 'status', { options: options('DRAFT', 'READY') });
        await add('MULTI_SELECT', 'missions', { options: options('ORBIT', 'MOON') });
        await add('CURRENCY', 'price');
        await add('ARRAY', 'tags');
        await add('RAW_JSON', 'specs');
        await add('UUID', 'externalRef');
        await add('TEXT', 'callSign', { isUnique: true });
        await add('RELATION', 'operator', many_to_one('operator',
            await find('companies'), 'Rockets'));
        const text = printSchema(await schema_of());
        const type = (name) => text.match(new RegExp(`(?:type|input|enum) ${name} \\{[^}]*\\}`))[0];
        for (const line of ['id: UUID!', 'createdAt: DateTime!', 'deletedAt: DateTime\n',
            'createdBy: Actor!', 'position: Position!', 'crewSize: Int\n', 'thrust: Float\n',
            'serial: BigInt\n', 'isReusable: Boolean\n', 'builtOn: Date\n',
            'launchedAt: DateTime\n', 'status: RocketStatusEnum\n',
            'missions: [RocketMissionsEnum]\n', 'price: Currency\n', 'tags: [String]\n',
            'specs: JSON\n', 'externalRef: UUID\n', 'operatorId: ID\n', 'operator: Company\n'])
            assert.ok(type('Rocket').includes(line), `${line} in ${type('Rocket')}`);
        assert.match(type('RocketFilterInput'), /status: RocketStatusEnumFilter\n/);
        assert.match(type('RocketFilterInput'), /crewSize: IntFilter\n/);
        assert.match(type('RocketFilterInput'), /operator: CompanyFilterInput\n/);
        assert.match(type('RocketOrderByInput'), /operator: CompanyOrderByInput\n/);
        assert.match(type('RocketCreateInput'), /operator: CompanyRelationInput\n/);
        assert.match(type('RocketConnection'), /sumPriceAmountMicros: Float\n/);
        assert.match(type('RocketWhereUniqueInput'), /callSign: String\n/);
        assert.match(type('RocketStatusEnum'), /DRAFT\s+("""Ready"""\s+)?READY/);
        assert.ok((await fields_of('Company')).includes('rockets'));
    });

    test('follows the model with the next request', async () => {
        const boat = await make_object(api, 'boat');
        assert.deepEqual(await ask('{ boats { totalCount } }'), { boats: { totalCount: 0 } });
        await make_field(api, boat, { type: 'NUMBER', name: 'masts', label: 'Masts' });
        const { createBoat } = await ask('mutation { createBoat(data: {masts: 3}) { masts } }');
        assert.equal(createBoat.masts, 3);
        expect(await api.delete(`/rest/metadata/objects/${boat.id}`), 200);
        assert.match((await fail('{ boats { totalCount } }')).message,
            /^Cannot query field "boats" on type "Query"\./);
    });

    test('of names that clash every type is its own', async () => {
        for (const name of ['plane', 'planeEdge', 'planeConnection', 'pageInfo', 'rkt1a2b'])
            await make_object(api, name);
        const schema = await schema_of();
        assert.deepEqual(validateSchema(schema), []);
        for (const plural of ['planes', 'planeEdges', 'planeConnections', 'pageInfos', 'rkt1a2bs'])
            assert.deepEqual(await ask(`{ ${plural} { edges { node { id } } } }`),
                { [plural]: { edges: [] } });
        assert.ok(schema.getType('Rkt1A2B'));
    });

    test('two roles see two schemas', async () => {
        const roles = await sql(`SELECT name FROM viginti.role WHERE workspace_id =
            (SELECT id FROM viginti.workspace WHERE name = '${workspace}') AND name <> 'admin'`);
        const role = roles.split('\n')[0];
        const postgres = await sql(`SELECT postgres_role FROM viginti.role WHERE name = '${role}'
            AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${workspace}')`);
        const token = await make_key('graphql_member', { workspace, role });
        const member = client({ token });
        assert.ok((await fields_of('Person', member)).includes('jobTitle'));
        const columns = await sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
            WHERE attrelid = '${workspace}.people'::regclass AND attnum > 0 AND NOT attisdropped
              AND attname <> 'job_title'`);
        await sql(`REVOKE SELECT ON ${workspace}.people FROM ${postgres};
            GRANT SELECT (${columns}) ON ${workspace}.people TO ${postgres}`);
        try {
            assert.ok(!(await fields_of('Person', member)).includes('jobTitle'));
            assert.ok(!(await fields_of('PersonFilterInput', member)).includes('jobTitle'));
            assert.match((await fail('{ people { edges { node { jobTitle } } } }', {}, member))
                .message, /^Cannot query field "jobTitle" on type "Person"\./);
            assert.ok((await fields_of('Person')).includes('jobTitle'));
        } finally {
            await sql(`GRANT SELECT ON ${workspace}.people TO ${postgres}`);
        }
    });
});

async function find(plural) {
    const { data } = expect(await api.get('/rest/metadata/objects', { limit: 200 }), 200);
    return data.objects.find(({ namePlural }) => namePlural === plural);
}

describe('operations', () => {
    const made = [];
    before(async () => {
        const { createCompanies } = await ask(`mutation ($data: [CompanyCreateInput!]!) {
            createCompanies(data: $data) { id name people { totalCount } } }`,
        { data: ['Acme', 'Bolt', 'Cord'].map((name, i) => ({ name,
            people: { create: Array.from({ length: i + 2 }, (_, n) => ({
                name: { firstName: `${name} ${n}` }, jobTitle: n % 2 ? 'Pilot' : '' })) } })) });
        made.push(...createCompanies);
    });

    test('nested creation, in input order', () => {
        assert.deepEqual(made.map(({ name, people }) => [name, people.totalCount]),
            [['Acme', 2], ['Bolt', 3], ['Cord', 4]]);
    });

    test('one record, aliases, fragments, directives, __typename', async () => {
        const data = await ask(`query ($id: UUID!, $no: Boolean = false) {
            a: company(filter: {id: {eq: $id}}) { ...Named tick: __typename }
            b: company(filter: {id: {eq: $id}}) { name @include(if: $no) ... on Company { key: id } }
        } fragment Named on Company { name }`, { id: made[0].id });
        assert.deepEqual(data, { a: { name: 'Acme', tick: 'Company' }, b: { key: made[0].id } });
    });

    test('an unknown record is null and NOT_FOUND, its siblings are answered', async () => {
        const error = await fail(`{ company(filter: {id: {eq: "${unknown_id}"}}) { id }
            companies(filter: {name: {eq: "Acme"}}) { totalCount } }`);
        assert.equal(error.message, 'Record not found');
        assert.equal(error.extensions.code, 'NOT_FOUND');
        assert.deepEqual(error.path, ['company']);
        assert.deepEqual(error.data, { company: null, companies: { totalCount: 1 } });
    });

    test('pages forward and backward, and their cursors', async () => {
        const page = (more) => ask(`{ companies(orderBy: [{name: AscNullsLast}], ${more}) {
            edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`);
        const first = (await page('first: 2')).companies;
        assert.deepEqual(nodes(first).map(({ name }) => name), ['Acme', 'Bolt']);
        assert.equal(first.pageInfo.hasNextPage, true);
        const next = (await page(`first: 2, after: "${first.pageInfo.endCursor}"`)).companies;
        assert.deepEqual(nodes(next).map(({ name }) => name), ['Cord']);
        assert.deepEqual([next.pageInfo.hasNextPage, next.pageInfo.hasPreviousPage], [false, true]);
        const back = (await page(`last: 1, before: "${next.edges[0].cursor}"`)).companies;
        assert.deepEqual(nodes(back).map(({ name }) => name), ['Bolt']);
        const last = (await page('last: 1')).companies;
        assert.deepEqual(nodes(last).map(({ name }) => name), ['Cord']);
        assert.equal((await fail('{ people(first: 1, last: 1) { totalCount } }')).message,
            'Cannot provide both first and last');
        assert.equal((await fail('{ people(first: -1) { totalCount } }')).message,
            'First argument must be non-negative');
        assert.match((await fail('{ people(after: "x") { edges { cursor } } }')).message,
            /^Invalid cursor: x/);
    });

    test('nested lists obey their arguments', async () => {
        const { companies } = await ask(`{ companies(orderBy: [{name: AscNullsLast}]) { edges { node {
            name people(first: 1, orderBy: [{name: {firstName: DescNullsLast}}],
                filter: {jobTitle: {eq: "Pilot"}}) {
                    totalCount edges { node { name { firstName } company { name } } } } } } } }`);
        assert.deepEqual(nodes(companies).map(({ name, people }) =>
            [name, people.totalCount, nodes(people).map((p) => p.name.firstName)]),
        [['Acme', 1, ['Acme 1']], ['Bolt', 1, ['Bolt 1']], ['Cord', 2, ['Cord 3']]]);
    });

    test('filters: several operators, and, or, not, relations to one and to many', async () => {
        const names = async (filter) => nodes((await ask(
            'query ($f: CompanyFilterInput) { companies(filter: $f, orderBy: [{name: AscNullsLast}]) {'
            + ' edges { node { name } } } }', { f: filter })).companies).map(({ name }) => name);
        assert.deepEqual(await names({ name: { gte: 'B', lt: 'C' } }), ['Bolt']);
        assert.deepEqual(await names({ or: [{ name: { eq: 'Acme' } }, { name: { eq: 'Cord' } }] }),
            ['Acme', 'Cord']);
        assert.deepEqual(await names({ not: { name: { in: ['Acme', 'Bolt'] } } }), ['Cord']);
        assert.deepEqual(await names({ people: { name: { firstName: { eq: 'Bolt 2' } } } }), ['Bolt']);
        const { people } = await ask('{ people(filter: {company: {name: {eq: "Cord"}}}) { totalCount } }');
        assert.equal(people.totalCount, 4);
        assert.match((await fail('{ people(filter: {or: [{}]}) { totalCount } }')).message, /empty/);
        assert.match((await fail('{ people(filter: {name: {firstName: {in: []}}}) { totalCount } }'))
            .message, /Expected non-empty array/);
        const many = JSON.stringify(Array.from({ length: 201 }, () => ({})))
            .replaceAll('{}', '{jobTitle: {eq: "x"}}');
        assert.match((await fail(`{ people(filter: {or: ${many}}) { totalCount } }`)).message,
            /filter_predicates/);
    });

    test('aggregates of a connection, on an empty set too', async () => {
        const { people } = await ask(`{ people(filter: {company: {name: {eq: "Cord"}}}) {
            totalCount countEmptyJobTitle percentageNotEmptyJobTitle maxCreatedAt } }`);
        assert.deepEqual([people.totalCount, people.countEmptyJobTitle,
            people.percentageNotEmptyJobTitle], [4, 2, 0.5]);
        assert.match(people.maxCreatedAt, /^\d{4}-.*Z$/);
        assert.deepEqual(await ask(`{ people(filter: {jobTitle: {eq: "none"}}) {
            totalCount countEmptyJobTitle } }`), { people: { totalCount: 0, countEmptyJobTitle: null } });
    });

    test('groups, with records', async () => {
        const { peopleGroupBy } = await ask(`{ peopleGroupBy(groupBy: [{jobTitle: true}],
            filter: {company: {name: {eq: "Bolt"}}},
            orderBy: [{aggregate: {totalCount: DescNullsLast}}],
            orderByForRecords: [{name: {firstName: DescNullsLast}}]) {
                groupByDimensionValues totalCount edges { node { name { firstName } } } } }`);
        assert.deepEqual(peopleGroupBy.map((group) => [group.groupByDimensionValues,
            group.totalCount, nodes(group).map((node) => node.name.firstName)]),
        [[[null], 2, ['Bolt 2', 'Bolt 0']], [['Pilot'], 1, ['Bolt 1']]]);
        assert.match((await fail('{ peopleGroupBy(groupBy: [{jobTitle: true, city: true}]) { totalCount } }'))
            .message, /multiple fields in one GroupByInput/);
    });

    test('update, delete, restore, destroy: one and many', async () => {
        const { createPerson } = await ask('mutation { createPerson(data: {jobTitle: "Cook"}) { id } }');
        const { id } = createPerson;
        const each = async (mutation) => Object.values(await ask(`mutation { ${mutation} }`))[0];
        assert.deepEqual(await each(`updatePerson(id: "${id}", data: {jobTitle: "Chef"}) { jobTitle }`),
            { jobTitle: 'Chef' });
        assert.deepEqual(await each('updatePeople(filter: {jobTitle: {eq: "Chef"}}, '
            + 'data: {city: "Oslo"}) { city }'), [{ city: 'Oslo' }]);
        assert.match((await each(`deletePerson(id: "${id}") { deletedAt }`)).deletedAt, /Z$/);
        assert.deepEqual(await ask('{ people(filter: {jobTitle: {eq: "Chef"}}) { totalCount } }'),
            { people: { totalCount: 0 } });
        assert.deepEqual(await each(`restorePerson(id: "${id}") { deletedAt }`), { deletedAt: null });
        assert.equal((await each('deletePeople(filter: {jobTitle: {eq: "Chef"}}) { id }')).length, 1);
        assert.equal((await each('restorePeople(filter: {jobTitle: {eq: "Chef"}}) { id }')).length, 1);
        assert.deepEqual(await each('destroyPeople(filter: {jobTitle: {eq: "Chef"}}) { id city }'),
            [{ id, city: 'Oslo' }]);
        for (const verb of ['destroy', 'delete', 'restore'])
            assert.equal((await fail(`mutation { ${verb}Person(id: "${id}") { id } }`)).extensions.code,
                'NOT_FOUND');
        assert.equal((await fail('mutation { destroyPeople(filter: {}) { id } }')).message,
            'A non-empty filter is required');
        assert.equal(await sql(`SELECT count(*) FROM ${workspace}.people WHERE id = '${id}'`), '0');
    });

    test('upsert, connect, disconnect, merge, duplicates', async () => {
        const upsert = (name) => ask(`mutation ($name: String) { createPerson(upsert: true, data: {
            emails: {primaryEmail: "ada@example.com"}, name: {firstName: $name, lastName: "Lovelace"},
            company: {connect: {where: {id: "${made[0].id}"}}} }) { id name { firstName } companyId } }`,
        { name });
        const one = (await upsert('Ada')).createPerson;
        const two = (await upsert('Augusta')).createPerson;
        assert.equal(one.id, two.id);
        assert.deepEqual([two.name.firstName, two.companyId], ['Augusta', made[0].id]);
        const { updatePerson } = await ask(`mutation { updatePerson(id: "${one.id}",
            data: {company: {disconnect: true}}) { companyId company { id } } }`);
        assert.deepEqual(updatePerson, { companyId: null, company: null });
        const { createPerson } = await ask(`mutation { createPerson(data: {
            name: {firstName: "Augusta", lastName: "Lovelace"}, city: "London"}) { id } }`);
        const { personDuplicates } = await ask(`{ personDuplicates(ids: ["${one.id}"]) {
            totalCount edges { node { id } } } }`);
        assert.deepEqual(personDuplicates,
            [{ totalCount: 1, edges: [{ node: { id: createPerson.id } }] }]);
        const merge = (more) => `mutation { mergePeople(ids: ["${one.id}", "${createPerson.id}"],
            conflictPriorityIndex: 0 ${more}) { id city emails { primaryEmail } } }`;
        const preview = (await ask(merge(', dryRun: true'))).mergePeople;
        assert.equal(preview.city, 'London');
        assert.equal(await sql(`SELECT count(*) FROM ${workspace}.people
            WHERE id IN ('${one.id}', '${createPerson.id}')`), '2');
        assert.deepEqual((await ask(merge(''))).mergePeople, { id: one.id, city: 'London',
            emails: { primaryEmail: 'ada@example.com' } });
    });

    test('a document of mutations is one transaction, in order', async () => {
        const { a, b } = await ask(`mutation { a: createCompany(data: {name: "Dune"}) { position }
            b: updateCompanies(filter: {name: {eq: "Dune"}}, data: {name: "Dusk"}) { name } }`);
        assert.ok(Number.isFinite(a.position));
        assert.deepEqual(b, [{ name: 'Dusk' }]);
        const error = await fail(`mutation { a: createCompany(data: {name: "Half"}) { id }
            b: updateCompany(id: "${unknown_id}", data: {name: "x"}) { id } }`);
        assert.deepEqual([error.path, error.data], [['b'], { a: null, b: null }]);
        assert.equal(await sql(`SELECT count(*) FROM ${workspace}.companies WHERE name = 'Half'`), '0');
        const taken = await fail(`mutation {
            a: createPerson(data: {emails: {primaryEmail: "twice@example.com"}}) { id }
            b: createPerson(data: {emails: {primaryEmail: "twice@example.com"}}) { id } }`);
        assert.match(taken.message, /^A duplicate entry was detected/);
        assert.equal(taken.extensions.code, 'BAD_USER_INPUT');
        assert.deepEqual((await ask(`{ people(filter: {emails: {primaryEmail:
            {eq: "twice@example.com"}}}) { totalCount } }`)).people.totalCount, 0);
    });

    test('values of the wrong kind are refused with place and field', async () => {
        const error = await fail('mutation ($d: PersonCreateInput!) { createPerson(data: $d) { id } }',
            { d: { nothing: 1 } });
        assert.match(error.message, /Field "nothing" is not defined by type "PersonCreateInput"/);
        const bad = await fail('{ people(filter: {id: {eq: "x"}}) { totalCount } }');
        assert.match(bad.message, /Invalid UUID: 'x'/);
        const role = await fail('mutation { createPerson(data: {createdBy: {source: WRONG}}) { id } }');
        assert.match(role.message, /does not exist in "ActorSourceEnum" enum/);
    });
});

describe('the same question by GraphQL, REST and SQL', () => {
    test('gives the same rows, over random filters and orders', async () => {
        const words = ['', 'ann', 'Bob', 'cy', 'é', '%', 'x_y'];
        const body = Array.from({ length: 60 }, (_, i) => ({ jobTitle: words[i % 7],
            city: words[(i * 3) % 5], position: i % 9 }));
        const oracle = await make_workspace('graphql_oracle');
        expect(await oracle.post('/rest/batch/people', body), 201);
        let state = 20261128;
        const random = (n) => {
            state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
            return (state >> 8) % n;
        };
        const columns = { jobTitle: 'job_title', city: 'city' };
        const leaf = () => {
            const field = ['jobTitle', 'city'][random(2)];
            const word = words[1 + random(6)];
            return [
                [{ [field]: { neq: word } }, `${columns[field]} <> '${word}'`, `${field}[neq]:"${word}"`],
                [{ [field]: { is: 'NULL' } }, `${columns[field]} IS NULL`, `${field}[is]:NULL`],
                [{ [field]: { eq: word } }, `${columns[field]} = '${word}'`, `${field}[eq]:"${word}"`],
            ][random(3)];
        };
        const make = (depth) => {
            if (depth === 0 || random(3) === 0)
                return leaf();
            const [a, b] = [make(depth - 1), make(depth - 1)];
            const word = ['and', 'or'][random(2)];
            return random(4) === 0 ? [{ not: a[0] }, `NOT (${a[1]})`, `not(${a[2]})`]
                : [{ [word]: [a[0], b[0]] }, `(${a[1]} ${word} ${b[1]})`, `${word}(${a[2]},${b[2]})`];
        };
        for (let i = 0; i < 200; ++i) {
            const [filter, where, rest] = make(3);
            const direction = ['AscNullsFirst', 'DescNullsLast'][random(2)];
            const { people } = await ask(`query ($f: PersonFilterInput) { people(first: 60, filter: $f,
                orderBy: [{position: ${direction}}]) { totalCount edges { node { id position } } } }`,
            { f: filter }, oracle);
            const down = direction.startsWith('Desc');
            const rows = await sql(`SELECT id FROM graphql_oracle.people WHERE ${where}
                ORDER BY position ${down ? 'DESC' : 'ASC'}, id`);
            const ids = nodes(people).map(({ id }) => id);
            const answer = expect(await oracle.get('/rest/people', { filter: rest, limit: 60,
                order_by: `position[${direction}]`, depth: 0 }), 200);
            assert.deepEqual(ids, answer.data.people.map(({ id }) => id), rest);
            assert.deepEqual([...ids].sort(), rows.split('\n').filter(Boolean).sort(), where);
            assert.equal(people.totalCount, ids.length);
        }
    });
});

describe('real clients', () => {
    const url = `${base_url}/graphql`;

    test('graphql-request', async () => {
        const requests = new GraphQLClient(url, { headers: { authorization: `Bearer ${api.token}` } });
        const data = await requests.request('query ($n: Int!) { companies(first: $n) { edges { node { id } } } }',
            { n: 2 });
        assert.equal(data.companies.edges.length, 2);
        await assert.rejects(requests.request('{ nothing }'), /Cannot query field "nothing"/);
    });

    test('@apollo/client', async () => {
        const apollo = new ApolloClient({ cache: new InMemoryCache(),
            link: new HttpLink({ uri: url, headers: { authorization: `Bearer ${api.token}` } }) });
        const { data } = await apollo.query({ query: gql`query ($f: CompanyFilterInput) {
            companies(filter: $f) { totalCount edges { node { id name } } } }`,
        variables: { f: { name: { eq: 'Acme' } } } });
        assert.equal(data.companies.totalCount, 1);
        assert.equal(data.companies.edges[0].node.__typename, 'Company');
        const { data: changed } = await apollo.mutate({ mutation: gql`mutation ($id: UUID!) {
            updateCompany(id: $id, data: { employees: 7 }) { id employees } }`,
        variables: { id: data.companies.edges[0].node.id } });
        assert.equal(changed.updateCompany.employees, 7);
        apollo.stop();
    });
});

test('model and tables are one in the end', async () => {
    await selfcheck();
});
