// Values of every field type by GraphQL, as variables and as literals, at their extremes: what goes in
// is what GraphQL, REST and SQL read; what is no value of the type is refused with its place.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, find_object, make_field, make_object, make_workspace, many_to_one, selfcheck, sql,
    unknown_id,
} from './helpers.mjs';
import { rows } from './graphql_values.mjs';

const workspace = 'graphql_scalars';
const json = JSON.stringify;
const kinds = ['variable', 'member', 'literal', 'update'];
let api;
let gauges;

const column = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const columns_of = ({ name, parts }) =>
    parts ? parts.map((part) => column(`${name}_${part}`)) : [column(name)];
const selection = ({ name, parts }) => `v: ${name}${parts ? ` { ${parts.join(' ')} }` : ''}`;
/** A JSON text as a literal of GraphQL: keys and options without quotes. */
const as_literal = (text, { is_option }) => {
    const keyed = text.replace(/"(\w+)":/g, '$1:');
    return is_option ? keyed.replace(/"(\w+)"/g, '$1') : keyed;
};

/** Numbers must not pass through JavaScript: bodies and answers are texts. */
async function say(query, variables = '{}') {
    const answer = await api.raw('POST', '/graphql',
        `{"query":${json(query)},"variables":${variables}}`);
    // A body that is no JSON, or whose numbers nothing holds, is malformed as a whole.
    const malformed = /^\{"errors":\[\{"message":"Invalid JSON: .* at line \d+, column \d+"/;
    const is_malformed = malformed.test(answer.text);
    assert.equal(answer.status, is_malformed ? 400 : 200, answer.text.slice(0, 300));
    return { ...answer, is_malformed };
}

/** One record with the value, written in one of four ways: the answer. */
async function write(row, value, kind) {
    const { name, input } = row;
    const shown = `{ id ${selection(row)} }`;
    if (kind === 'variable')
        return say(`mutation ($v: ${input}) { made: createGauge(data: {${name}: $v}) ${shown} }`,
            `{"v":${value}}`);
    if (kind === 'member')
        return say(`mutation ($d: GaugeCreateInput!) { made: createGauge(data: $d) ${shown} }`,
            `{"d":{${json(name)}:${value}}}`);
    const literal = as_literal(value, row);
    if (kind === 'literal')
        return say(`mutation { made: createGauge(data: {${name}: ${literal}}) ${shown} }`);
    const { data } = expect(await api.post('/rest/gauges', {}), 201);
    return say(`mutation { made: updateGauge(id: "${data.gauge.id}", data: {${name}: ${literal}}) `
        + `${shown} }`);
}

/** What stands behind "v": in an answer of one record. */
const value_in = (text) => /"v":(.*)\}\}\}$/s.exec(text)?.[1] ?? text.slice(0, 500);

async function read_back(row, id) {
    const { text } = await say(`{ gauge(filter: {id: {eq: "${id}"}}) { ${selection(row)} } }`);
    const rest = await api.get(`/rest/gauges/${id}`, { depth: 0, fields: row.name });
    const shown = new RegExp(`"${row.name}":(.*?)(,"id":"[^"]*")?\\}\\}(,"pageInfo.*)?\\}$`, 's')
        .exec(rest.text)?.[1] ?? rest.text.slice(0, 500);
    const stored = await sql(`SELECT ${columns_of(row).map((one) =>
        `coalesce(${one}::text, 'NULL')`).join(" || '|' || ")}
        FROM ${workspace}.gauges WHERE id = '${id}'`);
    return { graphql: value_in(text), rest: shown, stored };
}

before(async () => {
    api = await make_workspace(workspace);
    gauges = await make_object(api, 'gauge');
    for (const { name, type, more } of rows)
        if (type !== 'POSITION')
            await make_field(api, gauges.object, { name, type, ...more });
    const company = await find_object(api, 'companies');
    const person = await find_object(api, 'people');
    await make_field(api, gauges.object, many_to_one('owner', company, 'Gauges'));
    const end = (target) => ({ type: 'MANY_TO_ONE', targetObjectMetadataId: target.id,
        targetFieldLabel: 'Kept Gauges', targetFieldIcon: 'IconLink' });
    await make_field(api, gauges.object, { name: 'keeper', type: 'MORPH_RELATION',
        morphRelationsCreationPayload: [end(person), end(company)] });
});
after(() => selfcheck());

describe('values are the same by GraphQL, REST and SQL', () => {
    for (const row of rows)
        test(`${row.type} ${row.name}`, async () => {
            const cases = row.values.flatMap((value) => kinds.map((kind) => [value, kind]));
            await each(cases, async ([[given, wire, stored, also], kind]) => {
                if (also?.not?.includes(kind))
                    return;
                const { text } = await write(row, given, kind);
                const what = `${kind} ${given.slice(0, 80)}: ${text.slice(0, 400)}`;
                const id = /"id":"([^"]*)"/.exec(text)?.[1];
                assert.ok(id, what);
                const wanted = wire ?? given;
                assert.equal(value_in(text), wanted, what);
                const found = await read_back(row, id);
                assert.deepEqual(found, { graphql: wanted, rest: wanted,
                    stored: stored ?? found.stored }, what);
            });
        });
});

describe('what is no value is refused, with its place', () => {
    for (const row of rows)
        test(`${row.type} ${row.name}`, async () => {
            const count = await sql(`SELECT count(*) FROM ${workspace}.gauges`);
            for (const value of row.wrong)
                for (const kind of ['variable', 'member', 'literal']) {
                    const { text, is_malformed } = await write(row, value, kind);
                    const what = `${kind} ${value.slice(0, 80)}: ${text.slice(0, 600)}`;
                    const [error] = JSON.parse(text).errors ?? [];
                    assert.ok(error, what);
                    const code = error.extensions?.code;
                    assert.ok(code === 'BAD_USER_INPUT'
                        || (kind === 'literal' && /^GRAPHQL_(VALIDATION|PARSE)_FAILED$/.test(code)), what);
                    assert.ok(is_malformed || error.locations?.length > 0, what);
                    assert.ok(!text.includes('"made":{'), what);
                    assert.ok(is_malformed || code !== 'BAD_USER_INPUT' || error.extensions.field
                        || error.message.includes('$'), what);
                }
            assert.equal(await sql(`SELECT count(*) FROM ${workspace}.gauges`), count);
        });
});

describe('null is found, ordered and grouped', () => {
    const ask = async (query, variables) => {
        const body = expect(await api.post('/graphql', { query, variables }), 200);
        assert.equal(body.errors, undefined, `${query} ${json(body.errors)}`);
        return body.data;
    };
    for (const row of rows.filter(({ type }) => type !== 'POSITION'))
        test(`${row.type} ${row.name}`, async () => {
            const { name, parts, type } = row;
            // The value that is none, and one that is one; of a composite by its first part.
            const part = parts?.[0];
            const [some] = row.values.find(([given, , stored]) => given !== 'null'
                && !(stored ?? '').startsWith('NULL') && (!part || given.includes(part)));
            const label = `null of ${name}`;
            for (const value of ['{}', `{${json(name)}:null}`, `{${json(name)}:${some}}`]) {
                const { text } = await say(
                    'mutation ($d: GaugeCreateInput!) { createGauge(data: $d) { id } }', `{"d":${value.replace(/^\{/, `{"name":${json(label)}${value === '{}' ? '' : ','}`)}}`);
                assert.match(text, /"id":/);
            }
            const at = (value) => (part ? { [name]: { [part]: value } } : { [name]: value });
            const own = { name: { eq: label } };
            const count = async (leaf) => (await ask(
                'query ($f: GaugeFilterInput) { gauges(filter: $f) { totalCount } }',
                { f: { and: [own, at(leaf)] } })).gauges.totalCount;
            // A source there is always.
            const nulls = type === 'ACTOR' ? 0 : 2;
            assert.deepEqual([await count({ is: 'NULL' }), await count({ is: 'NOT_NULL' })],
                [nulls, 3 - nulls]);
            if (type === 'RAW_JSON' || type === 'ACTOR')
                return;
            const nulls_of = async (direction) => (await ask(`query ($f: GaugeFilterInput,
                $o: [GaugeOrderByInput]) { gauges(filter: $f, orderBy: $o) { edges { node {
                    ${selection(row)} } } } }`, { f: own, o: [at(direction)] }))
                .gauges.edges.map(({ node }) => node.v?.[part] ?? node.v)
                .map((value) => value === null || value === '' || value?.length === 0
                    || (part !== undefined && typeof value === 'object'));
            for (const up of ['Asc', 'Desc']) {
                assert.deepEqual(await nulls_of(`${up}NullsFirst`), [true, true, false], up);
                assert.deepEqual(await nulls_of(`${up}NullsLast`), [false, true, true], up);
            }
            const key = /^DATE/.test(type) ? { granularity: 'YEAR', timeZone: 'UTC' } : true;
            const { gaugesGroupBy } = await ask(`query ($f: GaugeFilterInput, $g: [GaugeGroupByInput!]!) {
                gaugesGroupBy(filter: $f, groupBy: $g) { totalCount groupByDimensionValues } }`,
            { f: own, g: [at(key)] });
            const groups = gaugesGroupBy.map((one) => [one.groupByDimensionValues[0] === null,
                one.totalCount]).sort();
            assert.deepEqual(groups, [[false, 1], [true, 2]]);
        });
});

describe('relations, to one object and to one of several', () => {
    const relations = [['owner', 'companies'], ['keeperPerson', 'people'], ['keeperCompany', 'companies']];
    for (const [name, plural] of relations)
        test(name, async () => {
            const made = expect(await api.post(`/rest/${plural}`, {}, { depth: 0 }), 201);
            const { id } = Object.values(made.data)[0];
            const link = `{ id v: ${name}Id }`;
            const ways = [[`{ ${name}Id: $v }`, 'ID'], [`{ ${name}Id: $v }`, 'UUID'],
                [`{ ${name}: {connect: {where: {id: $v}}} }`, 'ID']];
            for (const [data, type] of ways) {
                const { text } = await say(`mutation ($v: ${type}) { createGauge(data: ${data}) ${link} }`,
                    json({ v: id }));
                assert.equal(value_in(text), json(id), text);
                const own = /"id":"([^"]*)"/.exec(text)[1];
                const found = await read_back({ name: `${name}Id` }, own);
                assert.deepEqual(found, { graphql: json(id), rest: json(id), stored: id });
                const { text: changed } = await say(`mutation { updateGauge(id: "${own}", data: {
                    ${name}Id: null }) ${link} }`);
                assert.equal(value_in(changed), 'null');
                const cleared = await read_back({ name: `${name}Id` }, own);
                assert.deepEqual(cleared, { graphql: 'null', rest: 'null', stored: 'NULL' });
            }
            for (const data of [`{ ${name}Id: "x" }`, `{ ${name}Id: 5 }`, `{ ${name}Id: true }`,
                `{ ${name}Id: "${unknown_id}" }`, `{ ${name}: {} }`, `{ ${name}: "${id}" }`,
                `{ ${name}: {connect: {where: {id: "x"}}} }`,
                `{ ${name}: {connect: {where: {id: "${unknown_id}"}}} }`,
                `{ ${name}Id: "${id}", ${name}: {disconnect: true} }`]) {
                const { text } = await say(`mutation { createGauge(data: ${data}) { id } }`);
                const [error] = JSON.parse(text).errors ?? [];
                assert.match(error?.extensions?.code ?? text,
                    /^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/, `${data} ${text}`);
                assert.ok(error.locations.length > 0, text);
            }
            // Explicit nulls, as typed clients send them, are no operations.
            const { text } = await say(`mutation ($d: GaugeCreateInput!) { createGauge(data: $d) ${link} }`,
                json({ d: { [name]: { connect: { where: { id } }, disconnect: null, create: null } } }));
            assert.equal(value_in(text), json(id), text);
            const own = /"id":"([^"]*)"/.exec(text)[1];
            const { text: same } = await say(`mutation { updateGauge(id: "${own}",
                data: {${name}: {disconnect: false}}) ${link} }`);
            assert.equal(value_in(same), json(id), same);
        });

    test('a morph relation leads to one record only', async () => {
        const { text } = await say(`mutation { a: createGauge(data: { keeperPerson: {create: {}},
            keeperCompany: {create: {}} }) { id } }`);
        const [error] = JSON.parse(text).errors;
        assert.equal(error.extensions.code, 'BAD_USER_INPUT', text);
    });
});
