// Real clients: typed operations by @graphql-codegen/cli, compiled and run; urql.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { base_url, expect, make_workspace, root, selfcheck } from './helpers.mjs';

const here = join(root, 'test/http');
const run_file = promisify(execFile);
let api;

before(async () => {
    api = await make_workspace('graphql_clients');
});
after(() => selfcheck());

/** Runs a program of node_modules in a folder; its complaints, "" when there are none. */
async function run_tool(folder, tool, args) {
    try {
        await run_file(process.execPath, [join(here, 'node_modules', tool), ...args], { cwd: folder });
        return '';
    } catch (fault) {
        return `${fault.stdout}${fault.stderr}` || String(fault);
    }
}

describe('@graphql-codegen/cli', () => {
    let folder;
    let documents;
    const compile = (file) => run_tool(folder, 'typescript/bin/tsc', ['--strict',
        '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', '--skipLibCheck', file]);

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'viginti-codegen-'));
        await symlink(join(here, 'node_modules'), join(folder, 'node_modules'));
        await writeFile(join(folder, 'package.json'), '{"type":"module"}');
        for (const name of ['graphql_client.ts', 'graphql_documents.graphql'])
            await copyFile(join(here, name), join(folder, name));
        documents = await readFile(join(here, 'graphql_documents.graphql'), 'utf8');
        await writeFile(join(folder, 'codegen.json'), JSON.stringify({
            schema: [{ [`${base_url}/graphql`]:
                { headers: { authorization: `Bearer ${api.token}` } } }],
            documents: 'graphql_documents.graphql',
            generates: { 'operations.ts': { plugins: ['typescript', 'typescript-operations'],
                config: { strictScalars: true, scalars: { UUID: 'string', DateTime: 'string',
                    Date: 'string', BigInt: 'number', BigFloat: 'number', Position: 'number',
                    TSVector: 'string', Cursor: 'string', ConnectionCursor: 'string',
                    JSON: 'unknown' } } } },
        }));
        assert.equal(await run_tool(folder, '@graphql-codegen/cli/cjs/bin.js',
            ['--config', 'codegen.json', '--silent']), '');
    });
    after(() => rm(folder, { recursive: true }));

    test('makes types of the operations that compile and hold', async () => {
        assert.equal(await compile('graphql_client.ts'), '');
        const { round_trip } = await import(pathToFileURL(join(folder, 'graphql_client.js')).href);
        const ask = async (operationName, variables) => {
            const answer = await api.post('/graphql', { query: documents, operationName, variables });
            const { data, errors } = expect(answer, 200);
            assert.equal(errors, undefined, JSON.stringify(errors));
            return data;
        };
        assert.deepEqual(await round_trip(ask), ['2', 'Abe', 'Coded', 'true', 'DONE']);
    });

    test('what the schema forbids does not compile', async () => {
        await writeFile(join(folder, 'wrong.ts'), `
            import type { PeopleQueryVariables, PeopleQuery } from './operations.js';
            export const a: PeopleQueryVariables = { filter: { nickname: { eq: 'x' } } };
            export const b: PeopleQueryVariables = { first: 'two' };
            export const c = (answer: PeopleQuery) => answer.people!.edges[0].node.jobTitle;`);
        const faults = await compile('wrong.ts');
        for (const word of ['nickname', "'string' is not assignable", 'jobTitle'])
            assert.ok(faults.includes(word), faults);
    });
});

describe('urql', () => {
    test('asks, changes, and tells errors apart', async () => {
        const urql = new Client({ url: `${base_url}/graphql`, exchanges: [cacheExchange, fetchExchange],
            preferGetMethod: false, fetchOptions: { headers: { authorization: `Bearer ${api.token}` } } });
        const made = await urql.mutation(gql`mutation($data: NoteCreateInput!) {
            createNote(data: $data) { id title } }`, { data: { title: 'By urql' } }).toPromise();
        assert.equal(made.error, undefined);
        const ask = gql`query($id: UUID!) { note(filter: { id: { eq: $id } }) { title __typename } }`;
        const read = await urql.query(ask, { id: made.data.createNote.id }).toPromise();
        assert.deepEqual(read.data, { note: { title: 'By urql', __typename: 'Note' } });
        const failed = await urql.query(ask, { id: 'x' }).toPromise();
        assert.match(failed.error.graphQLErrors[0].message, /Invalid UUID/);
        const byget = await urql.query(gql`{ notes { totalCount } }`, {},
            { preferGetMethod: 'force', requestPolicy: 'network-only' }).toPromise();
        assert.deepEqual(byget.data.notes.totalCount, 1);
    });
});
