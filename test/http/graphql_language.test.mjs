// The language of GraphQL as this project's library reads it, beside graphql-js: the same documents,
// the same verdicts, the same messages at the same places. The library is asked through the test
// program graphql_check.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import {
    buildClientSchema, buildSchema, executeSync, getIntrospectionQuery, getNamedType, getNullableType,
    getVariableValues, introspectionFromSchema, isEnumType, isLeafType, isListType,
    lexicographicSortSchema, parse, printSchema, validate, validateSchema,
} from 'graphql';
import { random_documents, schema_text, written } from './graphql_corpus.mjs';
import { cases_or, seed } from './random.mjs';

const program = process.env.GRAPHQL_CHECK ??
    join(dirname(process.env.VIGINTID ?? 'build/shim/vigintid'), '../graphql_check');
const introspection_options = {
    specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true,
    inputValueDeprecation: true, oneOf: true,
};
const schema = buildSchema(schema_text);
let child;
let lines;

before(() => {
    child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(`${JSON.stringify(introspectionFromSchema(schema, introspection_options))}\n`);
});
after(() => new Promise((resolve) => {
    child.once('exit', resolve);
    child.stdin.end();
}));

async function ask(request) {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    assert.ok(!done, `graphql_check ended at ${JSON.stringify(request)}`);
    return JSON.parse(value);
}

/** Values without prototypes and classes; what is JSON inside a text compares as a value. */
const plain = (value) => JSON.parse(JSON.stringify(value),
    (_key, inner) => typeof inner === 'string' && inner.startsWith('{') ? JSON.parse(inner) : inner);
/** Response names in their order. */
const keys_of = (value) => Array.isArray(value) ? value.map(keys_of)
    : value && typeof value === 'object' ? Object.entries(value).map(([key, inner]) => [key, keys_of(inner)])
        : null;

/** A list of errors in an order of its own: rules may run in any. */
const sorted = (errors) => errors
    .map(({ message, locations = [], path = [] }) => `${message} @ ${
        locations.map(({ line, column }) => `${line}:${column}`).join(' ')} ${path.join('.')}`).sort();

/** The values graphql_check makes up: see there. */
function resolve_field(_source, args, _context, { returnType }) {
    const value = (type) => {
        if (isListType(getNullableType(type))) return [value(getNullableType(type).ofType)];
        const named = getNamedType(type);
        if (!isLeafType(named)) return {};
        if (isEnumType(named)) return named.getValues()[0].value;
        return { Int: 1, Float: 1.5, Boolean: true, ID: 'id' }[named.name] ?? JSON.stringify(args);
    };
    return value(returnType);
}
const resolve_type = (_value, _context, { schema: own }, type) => own.getPossibleTypes(type)[0].name;

/** What graphql-js says. */
function oracle({ query, variables }) {
    let document;
    try {
        document = parse(query);
    } catch (error) {
        return { stage: 'parse', errors: [error.toJSON()] };
    }
    const errors = validate(schema, document);
    if (errors.length) return { stage: 'validate', errors: errors.map((error) => error.toJSON()) };
    const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
    const values = operation
        ? getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 50 })
        : { coerced: {} };
    if (values.errors) {
        return { stage: 'variables', errors: values.errors.map((error) => error.toJSON()) };
    }
    const { data, errors: failures } = executeSync({
        schema, document, variableValues: variables, fieldResolver: resolve_field, typeResolver: resolve_type,
    });
    if (failures) return { stage: 'execute', errors: failures.map((error) => error.toJSON()) };
    return { stage: 'done', errors: [], variables: values.coerced, data };
}

const aborted = /^Too many validation errors|^Validation aborted/;
/** Rules that presume fragments without cycles are not asked about others. */
const presuming = /conflict because|Maximum introspection depth|must select only one/;

async function compare(request) {
    const ours = await ask(request);
    if (ours.errors.some(({ message }) => message.includes('(limit graphql_'))) return { stage: 'limit' };
    const theirs = oracle(request);
    const shown = () => `SEED=${seed} ${JSON.stringify(request)}`;
    assert.equal(ours.stage, theirs.stage, `${shown()}\nours: ${JSON.stringify(ours.errors)}\n` +
        `theirs: ${JSON.stringify(theirs.errors)}`);
    if ([...ours.errors, ...theirs.errors].some(({ message }) => aborted.test(message))) return theirs;
    const is_cyclic = theirs.errors.some(({ message }) => message.includes('within itself'));
    const told = (errors) => sorted(errors.filter(
        ({ message }) => !(is_cyclic && presuming.test(message))));
    assert.deepEqual(told(ours.errors), told(theirs.errors), shown());
    if (ours.stage === 'done') {
        assert.deepEqual(ours.variables, plain(theirs.variables), shown());
        assert.deepEqual(plain(ours.data), plain(theirs.data), shown());
        assert.equal(JSON.stringify(keys_of(ours.data)), JSON.stringify(keys_of(theirs.data)), shown());
    }
    return theirs;
}

test('§2 and §5: written documents are judged as graphql-js judges them', async () => {
    for (const query of written) assert.notEqual((await compare({ query })).stage, 'limit', query);
});

test('§2 and §5: random documents are judged as graphql-js judges them', async (context) => {
    const stages = {};
    for (const query of random_documents(schema, seed, cases_or(3000))) {
        const { stage } = await compare({ query });
        stages[stage] = (stages[stage] ?? 0) + 1;
    }
    context.diagnostic(JSON.stringify(stages));
    for (const stage of ['parse', 'validate', 'done']) assert.ok(stages[stage] > 0, stage);
});

test('§6.1.2: variables are coerced, or refused, as graphql-js does', async () => {
    const operation = (type, given = '') =>
        `query ($v: ${type}${given}) { echo(value: $v) }`.replace('echo(value: $v)',
            `echo(value: {v: $v})`);
    const types = ['Int', 'Int!', 'Float', 'String', 'Boolean', 'ID', 'ID!', 'Color', '[Int]', '[Int!]!',
        '[[Color]]', 'JSON', 'PersonFilter', 'PersonCreate', '[PersonCreate!]', 'CompanyLink', 'PersonOrder'];
    const values = [undefined, null, 0, -1, 1.5, 2147483647, 2147483648, -2147483649, 1e21, 1e300, '', 'RED', 'Red', 'text', '1', true,
        [], [1], [null], ['RED', 'x'], [[1, 'RED'], null], {}, { name: 'x' }, { name: 1 }, { name: { eq: 1, inn: [1] } }, { connect: 'a' }, { connect: null },
        { connect: 'a', name: 'b' }, { age: { in: [1, '2', 3.5] } }, { name: 'x', tags: 'a', matrix: [[1, null], 2], company: { name: null } },
        [{ name: 'x', color: 'RED' }, { nam: 'x' }, 5], { and: [{ or: [null, { not: { color: 'PINK' } }] }] }, { name: 'AscNullsFirst', company: {} },
        { a: { b: { c: { d: 1 } } } }, 'é😀"\\\u0001', Array.from({ length: 12 }, (_, i) => i)];
    for (const type of types) {
        for (const v of values) {
            await compare({ query: operation(type), variables: v === undefined ? {} : { v } });
        }
        await compare({ query: operation(type) });
    }
    for (const [type, given] of [['Int', ' = 7'], ['[Int]', ' = 7'], ['PersonCreate', ' = {name: "d"}'],
        ['PersonOrder', ' = {}'], ['Color', ' = BLUE'], ['JSON', ' = {a: [1, "x", ENUM, null, 1.5, true]}']]) {
        await compare({ query: operation(type, given) });
    }
});

/** A list of named things in the order of names. */
const by_name = (value) => JSON.parse(JSON.stringify(value), (_key, inner) =>
    Array.isArray(inner) && inner.every((item) => item?.name)
        ? inner.sort((a, b) => a.name < b.name ? -1 : 1) : inner);

test('§4: introspection tells the schema in full', async () => {
    const ours = await ask({ query: getIntrospectionQuery(introspection_options) });
    const theirs = introspectionFromSchema(schema, introspection_options);
    assert.equal(printSchema(lexicographicSortSchema(buildClientSchema(ours.data))),
        printSchema(lexicographicSortSchema(buildClientSchema(theirs))));
    assert.deepEqual(validateSchema(buildClientSchema(ours.data)), []);
    const own = ({ __schema: { types, ...rest } }) => by_name({
        ...rest, directives: null, types: types.filter(({ name }) => !/^__|^(Int|Float|String|Boolean|ID)$/.test(name)),
    });
    assert.deepEqual(own(ours.data), own(theirs));
});

test('§4: what introspection is asked for, it tells', async () => {
    for (const query of [
        '{ __type(name: "Person") { __typename kind name description fields { name } } }',
        '{ __type(name: "Person") { fields(includeDeprecated: true) { name isDeprecated deprecationReason type { kind name ofType { kind name } } } } }',
        '{ __type(name: "Color") { kind enumValues { name } all: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } fields { name } } }',
        '{ __type(name: "CompanyLink") { kind isOneOf inputFields { name defaultValue type { name } } } other: __type(name: "PersonCreate") { isOneOf inputFields { name defaultValue } } }',
        '{ __type(name: "Thing") { kind possibleTypes { name } interfaces { name } isOneOf } }', '{ __type(name: "Named") { kind possibleTypes { name } interfaces { name } } }',
        '{ __type(name: "UUID") { kind specifiedByURL } none: __type(name: "Nope") { name } }', '{ __schema { queryType { name } mutationType { name } subscriptionType { name } description } }',
        '{ __schema { directives { name isRepeatable args { name defaultValue type { name kind } } } } }', '{ __typename a: __typename ... on Query { __typename } person(id: 1) { __typename } pet { __typename } }',
        'query ($d: Boolean = true) { __type(name: "Person") { fields(includeDeprecated: $d) { name args(includeDeprecated: $d) { name isDeprecated } } } }',
    ]) {
        const ours = await ask({ query });
        const { data } = oracle({ query });
        assert.deepEqual(by_name(ours.data), by_name(data), query);
    }
});

test('an error list ends after a hundred errors', async () => {
    const query = `{ ${Array.from({ length: 20 }, (_, i) => `nope${i}`).join(' ')} ${
        Array.from({ length: 120 }, (_, i) => `...F${i}`).join(' ')} }`;
    const { errors } = await ask({ query });
    assert.equal(errors.length, 101);
    assert.equal(errors.at(-1).message,
        'Too many validation errors, error limit reached. Validation aborted.');
    assert.deepEqual(sorted(oracle({ query }).errors.slice(-1)), sorted(errors.slice(-1)));
});
