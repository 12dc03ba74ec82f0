// The schema served for an object with one field of each type is that of appendix_a.graphql: types,
// fields, arguments, inputs, values of enums, nullability. What differs is listed, with its reason.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import {
    buildClientSchema, buildSchema, getIntrospectionQuery, isEnumType, isInputObjectType,
    getNamedType, isLeafType, isObjectType, validateSchema,
} from 'graphql';
import {
    each, expect, find_object, make_field, make_object, make_workspace, many_to_one, options, selfcheck,
} from './helpers.mjs';

const fields = [
    ['serialNumber', 'TEXT', { isUnique: true }],
    ['crewSize', 'NUMBER', { settings: { dataType: 'int' } }],
    ['thrust', 'NUMBER', { settings: { dataType: 'float' } }],
    ['isReusable', 'BOOLEAN'], ['builtOn', 'DATE'], ['launchedAt', 'DATE_TIME'],
    ['status', 'SELECT', { options: options('DRAFT', 'READY', 'LAUNCHED') }],
    ['missions', 'MULTI_SELECT', { options: options('ORBIT', 'MOON', 'MARS') }],
    ['reliability', 'RATING'], ['website', 'LINKS'], ['contact', 'EMAILS'], ['hotline', 'PHONES'],
    ['price', 'CURRENCY'], ['designer', 'FULL_NAME'], ['padAddress', 'ADDRESS'],
    ['approvedBy', 'ACTOR'], ['tags', 'ARRAY'], ['specs', 'RAW_JSON'], ['briefing', 'RICH_TEXT'],
    ['externalRef', 'UUID'],
];

/** Each [expression, reason]: an expression that no difference matches is a failure too. */
const departures = [
    [/^StringFilter\.i?regex: nothing/, 'an expression of a client can run for ever'],
    [/blueprints|^File(Object|ItemInput)/i, 'there are no files'],
    [/searchVector: nothing|SearchVector: nothing/, 'it is searched, never read or written'],
    [/^Query\.\w+\(discover\): Boolean for nothing/, 'taken and without effect'],
    [/EnumFilter\.containsExactly: /, 'an operator that some clients send'],
    [/\.(count|percentage)\w+Id: \w+ for nothing/, 'foreign keys are counted, too'],
    [/\.(min|max|avg|sum)PadAddressAddressL(at|ng): \w+ for nothing/, 'as all other numbers'],
    [/^RocketGroupByInput\.\w+Id: Boolean for nothing/, 'foreign keys make groups, too'],
    [/OrderBy\w*Input\.(specs|context|secondaryLinks|additional\w+): nothing/,
        'JSON has no order'],
    [/^Rocket(Create|Update)Input\.crew: |^RocketRelation(Many)?Input\b/,
        'records are created and connected from either end of a relation'],
];

/** A schema as a map from a place ("Rocket.crew(first)") to what stands there ("Int"). */
function places_of(schema) {
    const places = new Map();
    for (const type of Object.values(schema.getTypeMap())) {
        if (type.name.startsWith('__'))
            continue;
        places.set(type.name, type.constructor.name);
        if (isEnumType(type))
            places.set(`${type.name} values`,
                type.getValues().map(({ name }) => name).sort().join(' '));
        if (!isObjectType(type) && !isInputObjectType(type))
            continue;
        for (const field of Object.values(type.getFields())) {
            const place = `${type.name}.${field.name}`;
            const value = field.defaultValue === undefined ? ''
                : ` = ${JSON.stringify(field.defaultValue)}`;
            places.set(place, `${field.type}${value}`);
            for (const argument of field.args ?? [])
                places.set(`${place}(${argument.name})`, String(argument.type));
        }
    }
    return places;
}

/** Company and Person have more than the appendix shows, roots have more objects. */
const is_abridged = (place) => /^(Query|Mutation|(Company|Person)\w*)\./.test(place);

function differences(wanted, served) {
    const found = [];
    const types = new Set([...wanted.keys()].filter((place) => /^\w+$/.test(place)));
    for (const [place, what] of wanted)
        if (served.get(place) !== what)
            found.push(`${place}: ${served.get(place) ?? 'nothing'} for ${what}`);
    for (const [place, what] of served) {
        const type = place.match(/^\w+/)[0];
        const of_member = place.includes('(') ? wanted.has(place.replace(/\(.*/, '')) : true;
        const is_known = types.has(type) || type.startsWith('Rocket');
        if (!wanted.has(place) && is_known && of_member
            && !(is_abridged(place) && !place.includes('(')))
            found.push(`${place}: ${what} for nothing`);
    }
    return found;
}

let api;
let served;
let wanted;
before(async () => {
    api = await make_workspace('appendix_a');
    const { object } = await make_object(api, 'rocket');
    for (const [name, type, more] of fields)
        await make_field(api, object, { name, type, ...more });
    const company = await find_object(api, 'companies');
    const person = await find_object(api, 'people');
    await make_field(api, object, many_to_one('operator', company, 'Operated Rockets'));
    await make_field(api, person, many_to_one('rocket', object, 'Crew'));
    const sponsored = (target) => ({ type: 'MANY_TO_ONE', targetObjectMetadataId: target.id,
        targetFieldLabel: 'Sponsored Rockets', targetFieldIcon: 'IconLink' });
    await make_field(api, object, { name: 'sponsor', type: 'MORPH_RELATION',
        morphRelationsCreationPayload: [sponsored(person), sponsored(company)] });
    const { data, errors } = expect(await api.post('/graphql',
        { query: getIntrospectionQuery() }), 200);
    assert.equal(errors, undefined);
    served = buildClientSchema(data);
    wanted = buildSchema(await readFile(new URL('appendix_a.graphql', import.meta.url), 'utf8'));
});
after(() => selfcheck());

describe('the schema of an object with one field of each type', () => {
    test('is a valid one, as the appendix is', () => {
        assert.deepEqual(validateSchema(wanted), []);
        assert.deepEqual(validateSchema(served), []);
    });

    test('is that of the appendix but for the departures, each of which is one', () => {
        const found = differences(places_of(wanted), places_of(served));
        const unknown = found.filter((one) => !departures.some(([place]) => place.test(one)));
        assert.ok(unknown.length === 0, unknown.join('\n'));
        const idle = departures.filter(([place]) => !found.some((one) => place.test(one)));
        assert.ok(idle.length === 0, idle.join('\n'));
    });
});

describe('what the schema declares is served', () => {
    const ask = async (query, variables) => {
        const body = expect(await api.post('/graphql', { query, variables }), 200);
        assert.equal(body.errors, undefined, `${query} ${JSON.stringify(body.errors)}`);
        return body.data;
    };
    const members = (type) => Object.values(served.getType(type).getFields());
    /** Every leaf of an input object as [path, type], relations of other objects left out. */
    const leaves = (type, path = []) => members(type).flatMap((field) => {
        const named = getNamedType(field.type);
        const here = [...path, field.name];
        const is_filter = isInputObjectType(named) && 'is' in named.getFields();
        if (isLeafType(named) || is_filter || named.name.includes('Granularity'))
            return [[here, named.name]];
        return /^(Rocket|Company|Person|Note|Task|Attachment|Timeline|TSV)/.test(named.name) ? []
            : leaves(named.name, here);
    });
    const nest = (path, value) => path.reduceRight((inside, key) => ({ [key]: inside }), value);

    before(async () => {
        for (const name of ['Ares', 'Vega', 'Zeus'])
            await ask('mutation ($n: String) { createRocket(data: {name: $n, crew: {create: [{}]}}) { id } }',
                { n: name });
    });

    test('every field of a record, and every aggregate', async () => {
        const texts = members('Rocket').map((field) => {
            const named = getNamedType(field.type);
            if (isLeafType(named))
                return field.name;
            return 'edges' in named.getFields() ? `${field.name} { totalCount }`
                : `${field.name} { ${'id' in named.getFields() ? 'id' : '__typename'} }`;
        });
        const { rockets } = await ask(`{ rockets { edges { node { ${texts.join(' ')} } } } }`);
        assert.equal(rockets.edges.length, 3);
        const names = members('RocketConnection').filter(({ type }) => isLeafType(getNamedType(type)))
            .map(({ name }) => name);
        const { rockets: numbers } = await ask(`{ rockets { ${names.join(' ')} } }`);
        assert.deepEqual([numbers.totalCount, numbers.countEmptySponsorPerson,
            numbers.countNotEmptySponsorCompany], [3, 3, 0]);
    });

    test('every filter, order, group and order of groups', async () => {
        await each(leaves('RocketFilterInput'), async ([path]) => {
            const { rockets } = await ask('query ($f: RocketFilterInput) { rockets(filter: $f) { totalCount } }',
                { f: nest(path, { is: 'NULL' }) });
            assert.ok(rockets.totalCount <= 3);
        });
        await each(leaves('RocketOrderByInput'), ([path]) =>
            ask('query ($o: [RocketOrderByInput]) { rockets(orderBy: $o) { totalCount edges { cursor } } }',
                { o: [nest(path, 'DescNullsLast')] }));
        const group = 'query ($g: [RocketGroupByInput!]!, $o: [RocketOrderByWithGroupByInput]) {'
            + ' rocketsGroupBy(groupBy: $g, orderBy: $o) { totalCount groupByDimensionValues } }';
        await each(leaves('RocketGroupByInput'), ([path, type]) => ask(group, { g: [nest(path,
            type === 'Boolean' ? true : { granularity: 'YEAR', timeZone: 'UTC' })] }));
        await each(leaves('RocketOrderByWithGroupByAggregateInput'), ([path]) => ask(group,
            { g: [{ name: true }], o: [{ aggregate: nest(path, 'AscNullsFirst') }] }));
    });

    test('offsetForRecords passes over records of each group', async () => {
        const names = async (offset) => {
            const { rocketsGroupBy } = await ask(`{ rocketsGroupBy(groupBy: [{status: true}],
                orderByForRecords: [{name: AscNullsLast}], offsetForRecords: ${offset}) {
                    totalCount edges { node { name } } } }`);
            assert.equal(rocketsGroupBy[0].totalCount, 3);
            return rocketsGroupBy[0].edges.map(({ node }) => node.name);
        };
        assert.deepEqual(await names(0), ['Ares', 'Vega', 'Zeus']);
        assert.deepEqual(await names(1), ['Vega', 'Zeus']);
        assert.deepEqual(await names(3), []);
        const { errors } = expect(await api.post('/graphql', { query: `{ rocketsGroupBy(
            groupBy: [{name: true}], offsetForRecords: -1) { edges { cursor } } }` }), 200);
        assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
        assert.match(errors[0].message, /^offsetForRecords argument must be non-negative/);
    });

    test('connect takes the id as ID, UUID or String, and names what is missing', async () => {
        const { createCompany } = await ask('mutation { createCompany(data: {name: "Pad"}) { id } }');
        for (const type of ['ID', 'ID!', 'UUID', 'UUID!', 'String'])
            assert.deepEqual((await ask(`mutation ($id: ${type}) { createRocket(data: {operator:
                {connect: {where: {id: $id}}}}) { operator { name } } }`, createCompany)).createRocket,
            { operator: { name: 'Pad' } });
        for (const connect of ['{}', '{where: null}', '{where: {}}']) {
            const { errors } = expect(await api.post('/graphql', { query:
                `mutation { createRocket(data: {operator: {connect: ${connect}}}) { id } }` }), 200);
            assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT', connect);
            assert.match(errors[0].message, /^Missing required fields: at least one unique/);
        }
    });
});
