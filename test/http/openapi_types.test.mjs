// A typed client from the documents: openapi-typescript makes the types, tsc compiles a client of
// openapi-fetch against them, and the compiled client makes a round trip.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { base_url, client, expect, make_key, make_workspace, root, selfcheck } from './helpers.mjs';

const here = join(root, 'test/http');
const run = promisify(execFile);
let folder;
let admin;

/** tsc on files of the folder; its complaints, "" when there are none. */
async function compile(args) {
    try {
        await run(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '--strict',
            '--noUncheckedIndexedAccess', '--target', 'es2022', '--module', 'nodenext',
            '--lib', 'es2022,dom', '--skipLibCheck', ...args], { cwd: folder });
        return '';
    } catch (fault) {
        return fault.stdout ?? String(fault);
    }
}

before(async () => {
    admin = await make_workspace('openapi_types');
    folder = await mkdtemp(join(tmpdir(), 'viginti-types-'));
    await symlink(join(here, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    for (const kind of ['core', 'metadata']) {
        const document = expect(await admin.get(`/rest/open-api/${kind}`), 200);
        await writeFile(join(folder, `${kind}.ts`), astToString(await openapiTS(document)));
    }
    await copyFile(join(here, 'openapi_client.ts'), join(folder, 'client.ts'));
});
after(async () => {
    await rm(folder, { recursive: true });
    await selfcheck();
});

test('a client compiles and makes a round trip; what the document forbids does not', async () => {
    assert.equal(await compile(['client.ts']), '');
    const { round_trip } = await import(pathToFileURL(join(folder, 'client.js')).href);
    assert.deepEqual(await round_trip(base_url, admin.token), [
        'Types', '', 'Types & Sons', 'ada.types@example.com', 'null', '1 of 1', 'true',
        'IN_PROGRESS', '400 FIELD_NOT_FOUND', 'true', '404', 'NUMBER',
    ]);
});

test('types of dialect twenty compile too, and a viewer has no writes', async () => {
    const viewer = client({ token: await make_key('types viewer',
        { workspace: 'openapi_types', role: 'viewer', dialect: 'twenty' }) });
    const document = expect(await viewer.get('/rest/open-api/core'), 200);
    await writeFile(join(folder, 'twenty.ts'), astToString(await openapiTS(document)));
    await writeFile(join(folder, 'viewer.ts'), `
        import createClient from 'openapi-fetch';
        import type { paths } from './twenty.js';
        const api = createClient<paths>({ baseUrl: '' });
        export const list = () => api.GET('/people', { params: { query: { limit: 0 } } });
        // @ts-expect-error: not for a viewer
        export const make = () => api.POST('/people', { body: {} });
    `);
    assert.equal(await compile(['--noEmit', 'viewer.ts']), '');
});
