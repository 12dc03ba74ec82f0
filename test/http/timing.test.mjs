// Server-Timing (W3C): how long the parts of a request took, for one that asks by Viginti-Timing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_object, make_workspace, object_input, selfcheck, send, sql,
    unknown_id,
} from './helpers.mjs';

const workspace = 'timing';
const asked = { 'viginti-timing': '1' };
const phases = ['authenticate', 'parse', 'resolve', 'compile', 'execute', 'write'];
const parts = [...phases, 'total', 'queue', 'database', 'shim'];
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
    const name = new RegExp(`[ \\t]*(${token})`, 'y');
    const parameter = new RegExp(
        `[ \\t]*;[ \\t]*(${token})[ \\t]*=[ \\t]*(${token}|${quoted})`, 'y');
    const end = /[ \t]*(?:,|$)/y;
    let at = 0;
    const take = (form) => {
        form.lastIndex = at;
        const found = form.exec(value);
        at = found ? form.lastIndex : at;
        return found;
    };
    const out = {};
    do {
        const [, metric] = take(name) ?? assert.fail(`no metric at ${at}: ${value}`);
        assert.ok(!(metric in out), `twice: ${metric}`);
        out[metric] = {};
        for (let found = take(parameter); found; found = take(parameter))
            out[metric][found[1]] = found[2];
        assert.ok(take(end), `no metric ends at ${at}: ${value}`);
    } while (at < value.length);
    return out;
}

/** Asks for the times, which must be sound: {answer, metrics, times in microseconds}. */
async function timed(method, path, { status = 200, body, caller = api, headers = {} } = {}) {
    const begun = performance.now();
    const answer = await caller.raw(method, path, body && JSON.stringify(body),
        { ...asked, ...headers });
    const took = (performance.now() - begun) * 1000;
    assert.equal(answer.status, status, answer.text.slice(0, 400));
    const told = answer.headers['server-timing'];
    assert.ok(told, `no times: ${method} ${path}`);
    const metrics = parse(told);
    assert.deepEqual(Object.keys(metrics), parts);
    const times = {};
    for (const [name, { dur }] of Object.entries(metrics)) {
        assert.match(dur, /^\d+\.\d{3}$/);
        times[name] = Math.round(dur * 1000);
    }
    const sum = phases.reduce((total, name) => total + times[name], 0);
    assert.ok(sum <= times.total, `${sum} of ${times.total}`);
    assert.ok(times.total > 0 && times.total <= times.database, told);
    // The turn of the daemon's loop that read the request may have begun a moment before it.
    assert.ok(times.queue + times.database + times.shim <= took + 1000, `${told} of ${took}`);
    return { answer, metrics, times };
}

describe('Server-Timing', () => {
    test('nobody is told who does not ask', async () => {
        for (const value of [undefined, '0', '', 'true']) {
            const headers = value === undefined ? {} : { 'viginti-timing': value };
            const answer = await api.raw('GET', ships.path, undefined, headers);
            assert.equal(answer.headers['server-timing'], undefined);
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
        await timed('GET', `${ships.path}/${id}`,
            { status: 304, headers: { 'if-none-match': '*' } });
        await timed('GET', '/rest/metadata/objects');
    });

    test('writes', async () => {
        const { answer } = await timed('POST', ships.path, { status: 201, body: { name: 'new' } });
        const path = `${ships.path}/${answer.body.data.ship.id}`;
        await timed('PATCH', path, { body: { name: 'renamed' } });
        await timed('POST', ships.batch, { status: 201, body: [{ name: 'a' }, { name: 'b' }] });
        await timed('DELETE', path);
        await timed('POST', '/rest/transaction', { body: { operations: [
            { method: 'POST', path: ships.path, body: { name: 'c' } },
            { method: 'GET', path: ships.path }] } });
    });

    test('failures', async () => {
        const missing = await timed('GET', `${ships.path}/${unknown_id}`, { status: 404 });
        expect_fault(missing.answer, 404);
        await timed('GET', '/rest/nothings', { status: 404 });
        await timed('PUT', '/rest/metadata/objects', { status: 405 });
        await timed('POST', ships.path, { status: 400, body: { name: 1 } });
        await timed('GET', '/rest/nothings', { status: 404, headers: { accept: 'text/csv' } });
    });

    test('GraphQL', async () => {
        const ask = (query) => timed('POST', '/graphql', { body: { query } });
        const { answer } = await ask('{ ships { totalCount edges { node { id name } } } }');
        assert.ok(answer.body.data.ships.totalCount >= 60);
        await ask('mutation { createShip(data: { name: "d" }) { id } }');
        await ask('{ __schema { types { name } } }');
        // Not executed, and undone.
        await ask('{ nothing }');
        const undone = await ask(
            `mutation { updateShip(id: "${unknown_id}", data: { name: "e" }) { id } }`);
        assert.ok(undone.answer.body.errors);
        await timed('POST', '/metadata',
            { body: { query: '{ objects { edges { node { nameSingular } } } }' } });
    });

    test('an object made a moment ago, whose first list is compiled', async () => {
        const { answer } = await timed('POST', '/rest/metadata/objects',
            { status: 201, body: object_input('boat') });
        assert.equal(answer.body.data.object.nameSingular, 'boat');
        assert.equal((await timed('GET', '/rest/boats')).metrics.compile.desc, '"miss"');
        // Any of the daemon's connections may be asked: in the end none has it new.
        let is_kept = false;
        for (let i = 0; i < 50 && !is_kept; ++i)
            is_kept = (await timed('GET', '/rest/boats')).metrics.compile.desc === '"hit"';
        assert.ok(is_kept);
    });

    test('any key may ask, and nobody else', async () => {
        const token = await sql(
            `SELECT viginti.create_api_key('${workspace}', 'looks', 'viewer')`);
        const viewer = client({ token });
        await timed('GET', ships.path, { caller: viewer });
        await timed('POST', ships.path, { caller: viewer, status: 403, body: { name: 'f' } });
        for (const wrong of ['vgt_wrong', null]) {
            const answer = await client({ token: wrong }).raw('GET', ships.path, undefined, asked);
            expect_fault(answer, 401);
            assert.equal(answer.headers['server-timing'], undefined);
        }
    });

    test('what the daemon answers itself, and an answer in pieces, have no times', async () => {
        const live = await send('GET', '/livez', { headers: asked });
        assert.equal(live.headers['server-timing'], undefined);
        const csv = await api.raw('GET', ships.path, undefined, { ...asked, accept: 'text/csv' });
        assert.equal(csv.status, 200);
        assert.equal(csv.headers['server-timing'], undefined);
    });
});
