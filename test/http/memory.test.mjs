// Memory: 100,000 failing requests over pipelined connections leave the daemon and its backends as
// large as they were.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import {
    client, expect, make_object, make_workspace, selfcheck, sql, start_daemon, unknown_id,
} from './helpers.mjs';

const total = 100_000;
const connections = 8;
const in_flight = 16;
const allowed_growth_kb = 1024; // 10 bytes a request would show

let api;
let daemon;
let requests;

before(async () => {
    api = await make_workspace('memory');
    const moths = await make_object(api, 'moth', [{ name: 'code', type: 'TEXT', isUnique: true },
        { name: 'size', type: 'NUMBER' }]);
    daemon = await start_daemon({ application: 'memory_test', args: ['--connections=2',
        '--max-connections=2'] });
    const caller = client({ token: api.token, base: daemon.base });
    expect(await caller.post(moths.path, { code: 'taken' }), 201);
    const own = `authorization: Bearer ${api.token}\r\n`;
    const request = (method, path, body, headers = own) =>
        `${method} ${path} HTTP/1.1\r\nhost: x\r\n${headers}`
        + (body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`)
        + `\r\n${body ?? ''}`;
    // Every kind of failure: before the database, in each stage of a request, in the statement.
    requests = [
        request('GET', '/rest/moths', undefined, ''),
        request('GET', '/rest/moths', undefined,
            'authorization: Bearer vgt_wrongwrongwrongwrongwrong\r\n'),
        request('GET', '/nowhere'), request('DELETE', '/rest/moths'), request('GET',
            '/rest/butterflies'),
        request('GET', `/rest/moths/${unknown_id}`), request('GET', '/rest/moths/x'),
        request('GET', '/rest/moths?filter=code[eq]:a,foo[eq]:b'), request('GET',
            '/rest/moths?filter=((('),
        request('GET', '/rest/moths?filter=size[gt]:abc'), request('GET',
            '/rest/moths?order_by=foo'),
        request('GET', '/rest/moths?starting_after=nonsense'), request('GET',
            '/rest/moths?limit=0'),
        request('POST', '/rest/moths', '{"code":'), request('POST', '/rest/moths', '{"size":"x"}'),
        request('POST', '/rest/moths', '{"foo":1}'), request('POST', '/rest/moths',
            '{"code":"taken"}'),
        request('POST', '/rest/batch/moths', '[{"code":"a"},{"code":"a"}]'),
        request('PATCH', `/rest/moths/${unknown_id}`, '{"size":1}'), request('DELETE',
            `/rest/moths/${unknown_id}`),
        request('POST', '/rest/metadata/objects', '{"nameSingular":"X"}'),
        request('POST', '/rest/metadata/fields', '{"foo":1}'),
    ].map((text) => Buffer.from(text));
});
after(async () => {
    await daemon?.stop();
    await selfcheck();
});

/** Sends `count` of the requests over one connection, a few ahead; how often each status came. */
function fail(count, first) {
    const { hostname, port } = new URL(daemon.base);
    const counts = new Map();
    return new Promise((done, failed) => {
        const socket = net.connect({ host: hostname, port });
        socket.setNoDelay(true);
        let sent = 0;
        let answered = 0;
        let rest = Buffer.alloc(0);
        const push = () => {
            const parts = [];
            for (; sent < count && sent - answered < in_flight; ++sent)
                parts.push(requests[(first + sent) % requests.length]);
            if (parts.length > 0)
                socket.write(Buffer.concat(parts));
        };
        socket.on('connect', push);
        socket.on('error', failed);
        socket.on('close', () => answered < count
            && failed(new Error(`closed after ${answered} answers`)));
        socket.on('data', (data) => {
            rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
            for (;;) {
                const end = rest.indexOf('\r\n\r\n');
                if (end < 0)
                    break;
                const head = rest.toString('latin1', 0, end);
                const size = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
                if (rest.length < size)
                    break;
                const status = head.slice(9, 12);
                counts.set(status, (counts.get(status) ?? 0) + 1);
                rest = rest.subarray(size);
                ++answered;
            }
            if (answered === count) {
                socket.end();
                done(counts);
            } else {
                push();
            }
        });
    });
}

async function fail_all(count) {
    const shares = Array.from({ length: connections }, (_, n) =>
        fail(Math.ceil(count / connections), n * 3));
    const counts = new Map();
    for (const share of await Promise.all(shares))
        for (const [status, number] of share)
            counts.set(status, (counts.get(status) ?? 0) + number);
    return counts;
}

/** Resident memory in kB without the buffers all processes share, which fill as pages are read. */
function resident(pid) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)[1]);
    return of('VmRSS') - of('RssShmem');
}

test('100,000 failing requests leave backends and daemon as large as they were', async (t) => {
    await fail_all(20_000);
    const backends = (await sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'memory_test' ORDER BY 1"))
        .split('\n').map(Number);
    assert.equal(backends.length, 2);
    const pids = [daemon.pid, ...backends];
    const before_it = pids.map(resident);
    const start = Date.now();
    const counts = await fail_all(total);
    const seconds = (Date.now() - start) / 1000;
    const growth = pids.map((pid, n) => resident(pid) - before_it[n]);
    t.diagnostic(`${Math.round(total / seconds)} failures/s; ${JSON.stringify(Object.fromEntries(counts))}; `
        + `resident kB before ${before_it.join(', ')}, growth ${growth.join(', ')}`);
    assert.ok([...counts].reduce((sum, [, number]) => sum + number, 0) >= total);
    for (const status of counts.keys())
        assert.ok(['400', '401', '404', '405'].includes(status), `status ${status}`);
    growth.forEach((kb, n) => assert.ok(kb < allowed_growth_kb,
        `process ${n === 0 ? 'vigintid' : 'backend'} grew by ${kb} kB`));
    // The same backends have served all of it.
    assert.equal(await sql("SELECT string_agg(pid::text, ',' ORDER BY pid) FROM pg_stat_activity "
        + "WHERE application_name = 'memory_test'"), backends.join());
});
