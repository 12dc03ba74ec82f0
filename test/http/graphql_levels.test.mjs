// How many statements a document takes: one a level, however many records it has (design.md §6).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { expect, literal, make_workspace, run } from './helpers.mjs';

const workspace = 'graphql_levels';
let api;

before(async () => {
    api = await make_workspace(workspace);
    for (let i = 0; i < 7; ++i) {
        const people = Array.from({ length: i }, (_, n) => ({ name: { firstName: `P${n}` } }));
        expect(await api.post('/rest/companies', { name: `C${i}`, people: { create: people } }), 201);
    }
});

/** The statements over records that a warm backend runs for a document. */
async function statements(query) {
    const body = JSON.stringify({ query });
    const headers = `authorization: Bearer ${api.token}\ncontent-type: application/json\n`;
    const call = `SELECT viginti.handle('POST', '/graphql', ${literal(headers)},
        convert_to(${literal(body)}, 'UTF8'))`;
    const output = await run('bash', ['-c', 'psql -qAtX -v ON_ERROR_STOP=1 2>&1'], {
        input: `${call} \\g /dev/null
            LOAD 'auto_explain';
            SET auto_explain.log_level = notice;
            SET auto_explain.log_nested_statements = on;
            SET auto_explain.log_min_duration = 0;
            ${call};`,
    });
    const lines = output.split('\n');
    assert.ok(lines.some((line) => line.startsWith('{"data":{')), output);
    return lines.filter((line) => /^Query Text: .* (FROM|JOIN) "graphql_levels"\./.test(line));
}

describe('a document takes as many statements as it has levels', () => {
    for (const [count, name, query] of [
        [1, 'a list', '{ companies { edges { node { id name } } } }'],
        [1, 'a list with a record of each', '{ people { edges { node { id company { name } } } } }'],
        [1, 'one record', '{ company(filter: {name: {eq: "C3"}}) { name } }'],
        [2, 'a list in a list',
            '{ companies { edges { node { name people { edges { node { id } } } } } } }'],
        [2, 'a list in a list, with arguments', `{ companies { edges { node { name
            people(first: 2, orderBy: [{createdAt: DescNullsLast}]) { edges { node { id } } } } } } }`],
        [2, 'one record with its list',
            '{ company(filter: {name: {eq: "C3"}}) { people { edges { node { id } } } } }'],
        [3, 'three levels', `{ companies { edges { node { people { edges { node { company {
            people { edges { node { id } } } } } } } } } } }`],
        [2, 'two lists beside each other', `{ a: companies { edges { node { id } } }
            b: people { edges { node { id } } } }`],
        [2, 'records and their number', '{ companies { totalCount edges { node { id } } } }'],
        [1, 'the number alone', '{ companies { totalCount } }'],
        [3, 'a list in a list, and its numbers',
            '{ companies { edges { node { people { totalCount edges { node { id } } } } } } }'],
    ])
        test(`${name}: ${count}`, async () => {
            const found = await statements(query);
            assert.equal(found.length, count, found.join('\n'));
        });
});
