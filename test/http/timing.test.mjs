// Server-Timing (W3C): how long the parts of a request took, for a request that asks by Viginti-Timing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_object, make_workspace, selfcheck, send, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'timing';
const asked = { 'viginti-timing': '1' };
const of_database = ['authenticate', 'parse', 'resolve', 'compile', 'execute', 'write'];
const all = [...of_database, 'total', 'queue', 'database', 'shim'];
let api;
let ships;

before(async () => {
    api = await make_workspace(workspace);
    ships = await make_object(api, 'ship');
    expect(await api.post(ships.batch,
        Array.from({ length: 60 }, (_, i) => ({ name: `ship ${i}` }))), 201);
});
after(() => selfcheck());

/** The metrics of a header by name, read by the grammar of the specification and nothing wider. */
function parse(value) {
    const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    const quoted = '"(?:[\\t !#-\\[\\]-~]|\\\\[\\t !-~])*"';
    const metric = new RegExp(`^[ \\t]*(${token})((?:[ \\t]*;[ \\t]*${token}[ \\t]*=[ \\t]*(?:${token}|${quoted}))*)[ \\t]*(?:,|$)`);
    const out = {};
    for (let rest = value; rest !== '';) {
        const found = metric.exec(rest);
        assert.ok(found, `not a metric: ${rest}`);
        assert.ok(!(found[1] in out), `twice: ${found[1]}`);
        out[found[1]] = Object.fromEntries([...found[2].matchAll(
            new RegExp(`;[ \\t]*(${token})[ \\t]*=[ \\t]*(${token}|${quoted})`, 'g'))].map(([, name, text]) => [name, text]));
        rest = rest.slice(found[0].length);
    }
    return out;
}

/** Asks for the times, which must be sound: {answer, times in microseconds, metrics}. */
async function timed(method, path, { status = 200, body, caller = api, headers = {} } = {}) {
    const begun = performance.now();
    const answer = await caller.raw(method, path, body === undefined ? undefined : JSON.stringify(body),
        { ...asked, ...headers });
    const took = (performance.now() - begun) * 1000;
    assert.equal(answer.status, status, answer.text.slice(0, 400));
    const metrics = parse(answer.headers['server-timing'] ?? assert.fail(`no times: ${method} ${path}`));
    assert.deepEqual(Object.keys(metrics), all);
    for (const { dur } of Object.values(metrics)) assert.match(dur, /^\d+\.\d{3}$/);
    const times = Object.fromEntries(Object.entries(metrics).map(([name, { dur }]) => [name, Math.round(dur * 1000)]));
    const sum = of_database.reduce((total, name) => total + times[name], 0);
    assert.ok(sum <= times.total, `${sum} of ${times.total}`);
    assert.ok(times.total > 0 && times.total <= times.database, `${times.total} of ${times.database}`);
    // The daemon's clock is that of its loop's turn, which may have begun a moment before the request did.
    const told = times.queue + times.database + times.shim;
    assert.ok(told <= took + 1000, `${told} of ${took}`);
    return { answer, metrics, times };
}

describe('Server-Timing', () => {
    test('nobody is told who does not ask', async () => {
        for (const headers of [{}, { 'viginti-timing': '0' }, { 'viginti-timing': '' }, { 'viginti-timing': 'true' }]) {
            const { headers: { 'server-timing': told } } = await api.raw('GET', ships.path, undefined, headers);
            assert.equal(told, undefined);
        }
        assert.equal((await api.get('/rest/nothings')).headers['server-timing'], undefined);
    });

    test('reads', async () => {
        const { answer, times } = await timed('GET', ships.path);
        assert.ok(times.execute + times.write > 0);
        const [{ id, name }] = answer.body.data.ships;
        const one = await timed('GET', `${ships.path}/${id}`);
        assert.equal(one.answer.body.data.ship.name, name);
        await timed('HEAD', `${ships.path}/${id}`);
        await timed('GET', `${ships.path}/${id}`, { status: 304, headers: { 'if-none-match': '*' } });
        await timed('GET', '/rest/metadata/objects');
    });

    test('writes', async () => {
        const { answer } = await timed('POST', ships.path, { status: 201, body: { name: 'new' } });
        const path = `${ships.path}/${answer.body.data.ship.id}`;
        await timed('PATCH', path, { body: { name: 'renamed' } });
        await timed('POST', ships.batch, { status: 201, body: [{ name: 'a' }, { name: 'b' }] });
        await timed('DELETE', path);
        await timed('POST', '/rest/transaction', { body: { operations: [
            { method: 'POST', path: ships.path, body: { name: 'c' } }, { method: 'GET', path: ships.path }] } });
    });

    test('failures', async () => {
        expect_fault((await timed('GET', `${ships.path}/${unknown_id}`, { status: 404 })).answer, 404);
        await timed('GET', '/rest/nothings', { status: 404 });
        await timed('PUT', '/rest/metadata/objects', { status: 405 });
        await timed('POST', ships.path, { status: 400, body: { name: 1 } });
        await timed('GET', '/rest/nothings', { status: 404, headers: { accept: 'text/csv' } });
    });

    test('GraphQL', async () => {
        const ask = (query, more) => timed('POST', '/graphql', { body: { query }, ...more });
        const { answer } = await ask('{ ships { totalCount edges { node { id name } } } }');
        assert.ok(answer.body.data.ships.totalCount >= 60);
        await ask('mutation { createShip(data: { name: "d" }) { id } }');
        await ask('{ __schema { types { name } } }');
        // Not executed, and undone.
        await ask('{ nothing }');
        const undone = await ask(`mutation { updateShip(id: "${unknown_id}", data: { name: "e" }) { id } }`);
        assert.ok(undone.answer.body.errors);
        await timed('POST', '/metadata', { body: { query: '{ objects { edges { node { nameSingular } } } }' } });
    });

    test('an object made a moment ago, whose first list is compiled', async () => {
        const { answer } = await timed('POST', '/rest/metadata/objects', { status: 201, body: {
            nameSingular: 'boat', namePlural: 'boats', labelSingular: 'Boat', labelPlural: 'Boats' } });
        assert.equal(answer.body.data.object.nameSingular, 'boat');
        const { metrics } = await timed('GET', '/rest/boats');
        assert.equal(metrics.compile.desc, '"miss"');
        // Any of the daemon's connections may be asked: in the end none has it new.
        let kept = false;
        for (let i = 0; i < 50 && !kept; ++i) kept = (await timed('GET', '/rest/boats')).metrics.compile.desc === '"hit"';
        assert.ok(kept);
    });

    test('any key may ask, and nobody else', async () => {
        const viewer = client({ token: await sql(`SELECT viginti.create_api_key('${workspace}', 'looks', 'viewer')`) });
        await timed('GET', ships.path, { caller: viewer });
        await timed('POST', ships.path, { caller: viewer, status: 403, body: { name: 'f' } });
        for (const token of ['vgt_wrong', null]) {
            const answer = await client({ token }).raw('GET', ships.path, undefined, asked);
            expect_fault(answer, 401);
            assert.equal(answer.headers['server-timing'], undefined);
        }
    });

    test('what the daemon answers itself, and an answer in pieces, have no times', async () => {
        assert.equal((await send('GET', '/livez', { headers: asked })).headers['server-timing'], undefined);
        const csv = await api.raw('GET', ships.path, undefined, { ...asked, accept: 'text/csv' });
        assert.equal(csv.status, 200);
        assert.equal(csv.headers['server-timing'], undefined);
    });
});
