// Process tests of vigintid: signals, lost server, slow clients, large bodies, overload.
//
// They start their own vigintid (VIGINTID, default build/shim/vigintid) against a database of
// their own, shim_stub, in the cluster of DATABASE_URL (a superuser). In it stands a small
// viginti.handle that echoes, sleeps and raises as the path says. Between vigintid and the server
// stands a TCP relay, so that the server can be lost without being stopped.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const daemon = process.env.VIGINTID ?? resolve(import.meta.dirname ?? '.', '../../build/shim/vigintid');
const admin = process.env.DATABASE_URL;
const database = 'shim_stub';
const skip = !admin ? 'DATABASE_URL is not set' : !existsSync(daemon) ? `${daemon} is missing` : false;
const MiB = 1024 * 1024;

const stub = `
CREATE SCHEMA viginti;
CREATE FUNCTION viginti.version() RETURNS text LANGUAGE sql AS $$SELECT '@VERSION@'::text$$;
CREATE TABLE viginti.parent (id int PRIMARY KEY);
CREATE TABLE viginti.child (id int REFERENCES viginti.parent DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE viginti.seen (line text);
CREATE SEQUENCE viginti.calls;
CREATE FUNCTION viginti.handle(method text, target text, headers text, body bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    path text := split_part(target, '?', 1);
    query text := substr(target, length(path) + 2);
    ok text := E'200\\nContent-Type: application/json\\n\\n{"ok":true}';
BEGIN
    CASE path
    WHEN '/echo' THEN
        RETURN E'200\\nContent-Type: application/json\\nX-Extra: one\\n\\n' || json_build_object(
            'method', method, 'target', target, 'headers', headers,
            'body', encode(body, 'hex'), 'backend', pg_backend_pid());
    WHEN '/size' THEN
        RETURN E'201\\nContent-Type: application/json\\n\\n{"size":'
            || coalesce(length(body), -1) || '}';
    WHEN '/quick' THEN RETURN ok;
    WHEN '/sleep' THEN PERFORM pg_sleep(query::float8); RETURN ok;
    WHEN '/count' THEN
        PERFORM nextval('viginti.calls'); PERFORM pg_sleep(query::float8); RETURN ok;
    WHEN '/graphql' THEN
        PERFORM pg_sleep(0.001);
        RETURN E'200\\nContent-Type: application/json\\n\\n' || pg_backend_pid();
    WHEN '/seen' THEN
        PERFORM pg_sleep(0.3); INSERT INTO viginti.seen VALUES (query); RETURN ok;
    WHEN '/deferred' THEN INSERT INTO viginti.child VALUES (1); RETURN ok;
    WHEN '/large' THEN RETURN E'200\\nContent-Type: text/plain\\n\\n' || repeat('x', query::int);
    WHEN '/empty' THEN RETURN E'204\\n\\n';
    WHEN '/headless' THEN RETURN 'nonsense';
    WHEN '/plain' THEN RAISE EXCEPTION 'a secret of the server' USING ERRCODE = query;
    WHEN '/gone' THEN
        RAISE EXCEPTION 'gone' USING ERRCODE = 'VG404',
            DETAIL = '{"statusCode":404,"messages":["gone"],"error":"Not Found"}',
            HINT = E'Content-Type: application/problem+json\\nAllow: GET, POST';
    ELSE
        RAISE EXCEPTION 'no' USING ERRCODE = 'VG405',
            DETAIL = '{"statusCode":405,"messages":["no"],"error":"Method Not Allowed"}';
    END CASE;
END $$;
CREATE FUNCTION viginti.handle_read(method text, target text, headers text, body bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    RETURN viginti.handle(method, target, headers, body);
EXCEPTION WHEN SQLSTATE 'VG404' OR SQLSTATE 'VG405' THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN substr(SQLSTATE, 3) || E'\\n' || hint || E'\\n\\n' || detail;
END $$;
`;

function urlOf(name, port) {
    const url = new URL(admin);
    url.pathname = `/${name}`;
    if (port) {
        url.hostname = '127.0.0.1';
        url.port = port;
    }
    return url.toString();
}

/** Runs SQL through psql; the unaligned output. */
async function sql(text, name = database) {
    const { stdout } = await promisify(execFile)(
        'psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', urlOf(name), '-c', text]);
    return stdout.trim();
}

/** A TCP relay to the server; lose() drops all connections and refuses new ones. */
async function openRelay() {
    const url = new URL(admin);
    const socketDirectory = url.searchParams.get('host');
    const target = socketDirectory
        ? { path: `${socketDirectory}/.s.PGSQL.${url.searchParams.get('port') ?? (url.port || 5432)}` }
        : { host: url.hostname, port: Number(url.port || 5432) };
    const sockets = new Set();
    let isLost = false;
    const server = net.createServer((client) => {
        if (isLost) {
            client.destroy();
            return;
        }
        const upstream = net.connect(target);
        for (const [one, other] of [[client, upstream], [upstream, client]]) {
            sockets.add(one);
            one.on('error', () => other.destroy());
            one.on('close', () => { sockets.delete(one); other.destroy(); });
            one.pipe(other);
        }
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    return {
        port: server.address().port,
        lose() { isLost = true; for (const socket of sockets) socket.destroy(); },
        restore() { isLost = false; },
        close() { this.lose(); server.close(); },
    };
}

const running = new Set();

/** Starts vigintid and waits until it is ready (or, with ready: false, listens). */
async function start(args = [], { ready = true, url = urlOf(database), env = {} } = {}) {
    const child = spawn(daemon, ['--listen', '127.0.0.1:0', '--database', url, ...args], {
        env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    const self = { child, log: '', port: 0, status: null };
    running.add(child);
    self.ended = new Promise((done) => child.on('exit', (code, signal) => {
        running.delete(child);
        self.status = code ?? signal;
        done(self.status);
    }));
    child.stderr.on('data', (chunk) => { self.log += chunk; });
    const line = ready ? /ready on http:\/\/127\.0\.0\.1:(\d+)/ : /listens on http:\/\/127\.0\.0\.1:(\d+)/;
    await until(() => line.test(self.log) || self.status !== null, 'vigintid does not start');
    const match = line.exec(self.log);
    if (!match)
        throw new Error(`vigintid ended with ${self.status}: ${self.log}`);
    self.port = Number(match[1]);
    self.stop = async (signal = 'SIGTERM') => {
        child.kill(signal);
        return self.ended;
    };
    return self;
}

async function until(condition, message, limit = 10000) {
    const end = Date.now() + limit;
    while (!(await condition())) {
        if (Date.now() > end)
            throw new Error(message);
        await pause(10);
    }
}

/** One request; resolves to {status, headers, body, ms}. */
function ask(port, path, { method = 'GET', headers = {}, body, agent = false, chunked = false } = {}) {
    const begun = performance.now();
    return new Promise((done, fail) => {
        const request = http.request({ host: '127.0.0.1', port, path, method, agent,
            headers: body !== undefined && !chunked
                ? { 'content-length': body.length, ...headers } : headers });
        request.on('error', fail);
        request.on('response', (response) => {
            const chunks = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('error', fail);
            response.on('end', () => done({
                status: response.statusCode, headers: response.headers,
                body: Buffer.concat(chunks).toString(), ms: performance.now() - begun,
                json() { return JSON.parse(this.body); } }));
        });
        request.end(body);
    });
}

/** Sends bytes as they are; resolves to everything that comes back until the connection closes. */
function raw(port, bytes, { keepOpen = false } = {}) {
    return new Promise((done, fail) => {
        const socket = net.connect(port, '127.0.0.1');
        let text = '';
        socket.on('data', (chunk) => { text += chunk; });
        socket.on('error', (error) => (text ? done(text) : fail(error)));
        socket.on('close', () => done(text));
        socket.write(bytes);
        if (!keepOpen)
            socket.setTimeout(1000, () => socket.end());
    });
}

function residentKiB(pid) {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

async function isRunning(marker) {
    return (await sql(`SELECT count(*) FROM pg_stat_activity WHERE datname = '${database}'
        AND state = 'active' AND wait_event = '${marker}'`)) !== '0';
}

describe('vigintid', { skip, concurrency: false }, () => {
    let version;
    let directory;
    let shared;

    before(async () => {
        version = (await promisify(execFile)(daemon, ['--version'])).stdout.trim().split(' ')[1];
        directory = mkdtempSync(join(tmpdir(), 'vigintid-test-'));
        await sql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, 'postgres');
        await sql(`CREATE DATABASE ${database}`, 'postgres');
        await sql(stub.replace('@VERSION@', version));
        shared = await start();
    });

    after(async () => {
        for (const child of running)
            child.kill('SIGKILL');
        await sql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, 'postgres');
        rmSync(directory, { recursive: true, force: true });
    });

    describe('options', () => {
        const run = (args, env = {}) => new Promise((done) => {
            execFile(daemon, args, { env: { ...process.env, ...env } },
                (error, stdout, stderr) => done({ status: error?.code ?? 0, stdout, stderr }));
        });

        test('--help and --version print and end with 0', async () => {
            const help = await run(['--help']);
            assert.equal(help.status, 0);
            assert.match(help.stdout, /--queue-timeout .*VIGINTID_QUEUE_TIMEOUT/);
            assert.match((await run(['--version'])).stdout, /^vigintid \d+\.\d+\.\d+\n$/);
        });

        test('a mistake ends with 2 and says where it is', async () => {
            assert.deepEqual((await run(['--nonsense'])).status, 2);
            const variable = await run([], { VIGINTID_QUEUE: 'many' });
            assert.equal(variable.status, 2);
            assert.match(variable.stderr, /VIGINTID_QUEUE/);
            const file = join(directory, 'mistake.toml');
            writeFileSync(file, 'queues = 3\n');
            const key = await run(['--config', file]);
            assert.equal(key.status, 2);
            assert.match(key.stderr, /unknown setting 'queues'/);
        });

        test('a port in use ends with 1 and says so', async () => {
            for (const threads of ['1', '2']) {
                const result = await run(['--port', String(shared.port), '--threads', threads]);
                assert.equal(result.status, 1);
                assert.match(result.stderr, /cannot listen on 127\.0\.0\.1:\d+: Address already in use/);
            }
        });

        test('a password never reaches the log', async () => {
            const url = new URL(urlOf(database));
            url.password ||= 'g3he1m'; // a server that trusts everybody takes any
            const one = await start(['--log-level', 'debug'], { url: url.toString() });
            await ask(one.port, '/quick');
            await one.stop();
            assert.ok(!one.log.includes(url.password));
            assert.match(one.log, /GET \/quick 200 11B/);
        });

        test('HUP reads the file again', async () => {
            const file = join(directory, 'level.toml');
            writeFileSync(file, 'log-level = "info"\n');
            const one = await start(['--config', file]);
            await ask(one.port, '/quick');
            assert.doesNotMatch(one.log, /GET \/quick/);
            writeFileSync(file, 'log-level = "debug"\n');
            one.child.kill('SIGHUP');
            await until(() => /settings read again/.test(one.log), 'no word of HUP');
            await ask(one.port, '/quick');
            await until(() => /GET \/quick 200/.test(one.log), 'the level did not change');
            assert.equal(await one.stop(), 0);
        });
    });

    describe('health', () => {
        test('/livez is the process', async () => {
            const answer = await ask(shared.port, '/livez');
            assert.equal(answer.status, 200);
            assert.equal(answer.json().status, 'live');
            assert.equal((await ask(shared.port, '/livez', { method: 'POST' })).status, 405);
        });

        test('/readyz asks the database and compares versions', async () => {
            const answer = await ask(shared.port, '/readyz');
            assert.equal(answer.status, 200);
            assert.deepEqual(answer.json(), { status: 'ready', version, database: version });
            const define = (text) => sql(`CREATE OR REPLACE FUNCTION viginti.version()
                RETURNS text LANGUAGE sql AS $$SELECT '${text}'::text$$`);
            await define('99.0.0');
            try {
                const other = await ask(shared.port, '/readyz');
                assert.equal(other.status, 503);
                assert.equal(other.json().code, 'VERSION_MISMATCH');
            } finally {
                await define(version);
            }
        });

        test('is ready in a tenth of a second and small', async () => {
            const begun = performance.now();
            const one = await start();
            const took = performance.now() - begun;
            assert.ok(took < 500, `${took} ms`); // includes the start of a process by Node
            assert.ok(residentKiB(one.child.pid) < 20 * 1024);
            await one.stop();
        });
    });

    describe('a request', () => {
        test('is passed on with its target undecoded', async () => {
            const path = '/echo?a=%41%2f&b[c]:d=e,f&g=%C3%BC&h=1+2&&i';
            assert.equal((await ask(shared.port, path)).json().target, path);
            const text = await raw(shared.port, Buffer.from(
                'GET /echo?x=\xfc y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n', 'latin1'));
            assert.match(text, /"\/echo\?x=%FC%20y"/);
            const absolute = await raw(shared.port,
                'GET http://h/echo?x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
            assert.match(absolute, /"target" : "\/echo\?x"/);
        });

        test('brings the listed headers and no others', async () => {
            const answer = await ask(shared.port, '/echo', { headers: {
                Authorization: 'Bearer x', Cookie: 'a=b', 'If-Match': '"1"', 'X-Locale': 'dé',
                'Viginti-Dialect': 'standard' } });
            assert.deepEqual(answer.json().headers.split('\n').sort(), ['',
                'authorization: Bearer x', 'if-match: "1"', 'viginti-dialect: standard',
                'x-locale: d%E9']);
            assert.equal(answer.headers['x-extra'], 'one');
        });

        test('brings its body as bytes, none as null', async () => {
            const body = Buffer.from([0, 255, 10, 0x27, 0x5c]);
            const answer = await ask(shared.port, '/echo', { method: 'POST', body });
            assert.equal(answer.json().body, body.toString('hex'));
            assert.equal((await ask(shared.port, '/echo')).json().body, null);
        });

        test('of an unknown method is answered by the database', async () => {
            assert.equal((await ask(shared.port, '/echo', { method: 'PROPFIND' })).json().method, 'PROPFIND');
            assert.equal((await ask(shared.port, '/nowhere', { method: 'OPTIONS' })).status, 405);
        });

        test('with HEAD is answered like GET, without a body', async () => {
            const answer = await ask(shared.port, '/large?1000', { method: 'HEAD' });
            assert.equal(answer.status, 200);
            assert.equal(answer.headers['content-length'], '1000');
            assert.equal(answer.body, '');
        });

        test('keeps its connection for the next', async () => {
            const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
            let sockets = 0;
            agent.createConnection = (...args) => { ++sockets; return net.createConnection(...args); };
            for (const path of ['/quick', '/gone', '/empty', '/livez', '/plain?XX000', '/large?100000'])
                await ask(shared.port, path, { agent });
            assert.equal(sockets, 1);
            agent.destroy();
        });

        test('with a query of 9000 bytes passes', async () => {
            for (const query of ['x'.repeat(9000), 'a&'.repeat(4500), 'b=1&'.repeat(2250)])
                assert.equal((await ask(shared.port, `/echo?${query}`)).json().target.length, 9006);
            assert.equal((await ask(shared.port, `/echo?${'y'.repeat(46000)}`)).status, 200);
        });

        test('with too large a header is refused with 431', async () => {
            const long = await ask(shared.port, '/quick', { headers: { 'X-Long': 'x'.repeat(50000) } });
            assert.equal(long.status, 431);
            assert.equal(long.json().code, 'HEADER_TOO_LARGE');
            const longer = await raw(shared.port,
                `GET /quick HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(200000)}\r\n\r\n`);
            assert.match(longer, /^HTTP\/1\.1 431 /);
        });

        test('of ambiguous framing is refused', async () => {
            const head = 'POST /echo HTTP/1.1\r\nHost: h\r\n';
            for (const fields of ['Content-Length: 1\r\nContent-Length: 2\r\n',
                'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'])
                assert.match(await raw(shared.port, `${head}${fields}\r\nx`), /^HTTP\/1\.1 400 /);
            assert.match(await raw(shared.port, `${head}Transfer-Encoding: gzip\r\n\r\nx`), /^HTTP\/1\.1 501 /);
            assert.match(await raw(shared.port, 'GET /quick HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
        });
    });

    describe('a body', () => {
        test('of exactly 10 MiB passes, one byte more is 413', async () => {
            const limit = Buffer.alloc(10 * MiB, 'x');
            const over = Buffer.alloc(10 * MiB + 1, 'x');
            const passed = await ask(shared.port, '/size', { method: 'POST', body: limit });
            assert.equal(passed.status, 201);
            assert.equal(passed.json().size, 10 * MiB);
            for (const chunked of [false, true]) {
                const refused = await ask(shared.port, '/size', { method: 'POST', body: over, chunked });
                assert.equal(refused.status, 413);
                assert.equal(refused.json().statusCode, 413);
                assert.match(refused.json().hint, /10485760/);
            }
            assert.equal((await ask(shared.port, '/size', { method: 'POST', body: limit, chunked: true }))
                .json().size, 10 * MiB);
        });

        test('announced with Expect is asked for, or refused before it is sent', async () => {
            const continued = (length) => new Promise((done, fail) => {
                let asked = false;
                const request = http.request({ host: '127.0.0.1', port: shared.port, path: '/size',
                    method: 'POST', agent: false,
                    headers: { Expect: '100-continue', 'Content-Length': length } });
                request.on('continue', () => { asked = true; request.end(Buffer.alloc(length)); });
                request.on('response', (response) => {
                    response.resume();
                    response.on('end', () => { done({ asked, status: response.statusCode }); request.destroy(); });
                });
                request.on('error', fail);
                request.flushHeaders();
            });
            assert.deepEqual(await continued(5), { asked: true, status: 201 });
            assert.deepEqual(await continued(10 * MiB + 1), { asked: false, status: 413 });
        });

        test('is given back by a process that stays small', async () => {
            const one = await start();
            const body = Buffer.alloc(10 * MiB, 'x');
            for (let i = 0; i < 4; ++i) {
                await ask(one.port, '/size', { method: 'POST', body });
                assert.equal((await ask(one.port, `/large?${20 * MiB}`)).body.length, 20 * MiB);
            }
            await pause(300);
            const resident = residentKiB(one.child.pid);
            assert.ok(resident < 20 * 1024, `${resident} KiB`);
            await one.stop();
        });
    });

    describe('an answer', () => {
        test('raised as VGnnn keeps its status, detail and header lines', async () => {
            const answer = await ask(shared.port, '/gone');
            assert.equal(answer.status, 404);
            assert.equal(answer.headers['content-type'], 'application/problem+json');
            assert.equal(answer.headers.allow, 'GET, POST');
            assert.deepEqual(answer.json().messages, ['gone']);
        });

        test('to another SQLSTATE is a problem of the daemon', async () => {
            for (const [code, status] of [['40001', 409], ['53300', 503], ['57014', 504],
                ['57P03', 503], ['08006', 503], ['23505', 500], ['VG999', 500]]) {
                const answer = await ask(shared.port, `/plain?${code}`);
                assert.equal(answer.status, status, code);
                assert.equal(answer.json().statusCode, status);
                assert.doesNotMatch(answer.body, /secret/);
                assert.equal(answer.headers['retry-after'] !== undefined, status === 503);
            }
            assert.equal((await ask(shared.port, '/headless')).status, 500);
        });

        test('is problem+json for who asks for it', async () => {
            const answer = await ask(shared.port, '/plain?23505',
                { headers: { Accept: 'application/problem+json' } });
            assert.equal(answer.headers['content-type'], 'application/problem+json');
            assert.equal(answer.json().status, 500);
        });

        test('is given only once the transaction is committed', async () => {
            assert.equal((await ask(shared.port, '/deferred', { method: 'POST', body: 'x' })).status, 500);
            assert.equal((await ask(shared.port, '/deferred')).status, 500);
        });

        test('of 30 MB arrives whole, also at a slow reader', async () => {
            const size = 30 * 1000 * 1000;
            assert.equal((await ask(shared.port, `/large?${size}`)).body.length, size);
            const received = await new Promise((done, fail) => {
                http.get({ host: '127.0.0.1', port: shared.port, path: `/large?${size}`, agent: false }, (response) => {
                    let length = 0;
                    response.on('data', (chunk) => {
                        length += chunk.length;
                        response.pause();
                        setImmediate(() => response.resume());
                    });
                    response.on('end', () => done(length));
                }).on('error', fail);
            });
            assert.equal(received, size);
        });
    });

    describe('waiting', () => {
        test('a quick request does not wait behind slow ones', async () => {
            const slow = [1, 2, 3, 4].map(() => ask(shared.port, '/sleep?2'));
            slow.push(ask(shared.port, '/sleep?2', { method: 'POST', body: 'x' }));
            await pause(5);
            const quick = await Promise.all(Array.from({ length: 40 }, (_, i) =>
                ask(shared.port, '/quick', i % 2 ? {} : { method: 'POST', body: 'x' })));
            for (const answer of quick) {
                assert.equal(answer.status, 200);
                assert.ok(answer.ms < 1000, `${answer.ms} ms`);
            }
            for (const answer of await Promise.all(slow))
                assert.equal(answer.status, 200);
        });

        test('reads sent behind a call that turns out slow are moved elsewhere', async () => {
            const one = await start(['--connections', '1']);
            const all = [ask(one.port, '/sleep?2'),
                ...Array.from({ length: 20 }, () => ask(one.port, '/quick'))];
            const answers = await Promise.all(all.slice(1));
            for (const answer of answers)
                assert.ok(answer.ms < 1000, `${answer.ms} ms`);
            assert.equal((await all[0]).status, 200);
            await one.stop();
        });

        test('reads that are all slow, as on a loaded machine, are all answered', async () => {
            const one = await start(['--log-level', 'debug']);
            const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
            await sql("SELECT setval('viginti.calls', 1, false)");
            const rounds = 40;
            const answers = (await Promise.all(Array.from({ length: 16 }, async () => {
                const own = [];
                for (let i = 0; i < rounds; ++i)
                    own.push(await ask(one.port, '/count?0.012', { agent }));
                return own;
            }))).flat();
            agent.destroy();
            assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
            // The first ones may have been sent behind another and once more elsewhere, no others.
            const calls = Number(await sql('SELECT last_value FROM viginti.calls')) - answers.length;
            assert.ok(calls <= 20, `${calls} calls too many`);
            assert.doesNotMatch(one.log, /canceling statement/);
            await one.stop();
        });

        test('GraphQL that only asks stays on the kept connection, as reads do', async () => {
            const one = await start(['--connections', '1', '--max-connections', '16']);
            const agent = new http.Agent({ keepAlive: true, maxSockets: 12 });
            const body = JSON.stringify({ query: '{ people { totalCount } }' });
            const backends = new Set();
            await Promise.all(Array.from({ length: 12 }, async () => {
                for (let i = 0; i < 20; ++i)
                    backends.add((await ask(one.port, '/graphql', { method: 'POST', body, agent })).json());
            }));
            agent.destroy();
            assert.ok(backends.size <= 4, `${backends.size} backends`);
            await one.stop();
        });

        test('a read does not wait for as many writes as there are connections', async () => {
            const one = await start(['--connections', '2', '--max-connections', '4']);
            const writes = Array.from({ length: 12 }, () => ask(one.port, '/sleep?0.5', { method: 'POST', body: 'x' }));
            await pause(700); // all connections are open, and writes wait
            for (let i = 0; i < 5; ++i) {
                const read = await ask(one.port, '/quick');
                assert.equal(read.status, 200);
                assert.ok(read.ms < 200, `${read.ms} ms`);
            }
            for (const write of await Promise.all(writes))
                assert.equal(write.status, 200);
            await one.stop();
        });

        test('a write does not wait for reads that come after it', async () => {
            const one = await start(['--connections', '2', '--max-connections', '2']);
            const agent = new http.Agent({ keepAlive: true, maxSockets: 24 });
            let stop = false;
            const readers = Array.from({ length: 24 }, async () => {
                while (!stop)
                    await ask(one.port, '/sleep?0.001', { agent });
            });
            await pause(300);
            for (let i = 0; i < 5; ++i) {
                const write = await ask(one.port, '/quick', { method: 'POST', body: 'x' });
                assert.equal(write.status, 200);
                assert.ok(write.ms < 1000, `${write.ms} ms`);
            }
            stop = true;
            await Promise.all(readers);
            agent.destroy();
            await one.stop();
        });

        test('a write is done exactly once', async () => {
            await sql('TRUNCATE viginti.seen');
            const one = await start(['--connections', '1', '--max-connections', '1']);
            const answers = await Promise.all([1, 2, 3].map((i) =>
                ask(one.port, `/seen?${i}`, { method: 'POST', body: 'x' })));
            assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 200]);
            assert.equal(await sql(`SELECT string_agg(line, '' ORDER BY line) FROM viginti.seen`), '123');
            await one.stop();
        });

        test('a full queue is 503 with Retry-After', async () => {
            const one = await start(['--connections', '1', '--max-connections', '1', '--queue', '2']);
            const slow = ask(one.port, '/sleep?1');
            await pause(100);
            const answers = await Promise.all(Array.from({ length: 6 }, () => ask(one.port, '/quick')));
            const refused = answers.filter((answer) => answer.status === 503);
            assert.equal(refused.length, 4);
            assert.equal(refused[0].headers['retry-after'], '1');
            assert.equal(refused[0].json().code, 'OVERLOADED');
            assert.equal((await slow).status, 200);
            await one.stop();
        });

        test('too long a wait is 503, too long a run 504 and cancelled', async () => {
            const one = await start(['--connections', '1', '--max-connections', '1',
                '--queue-timeout', '200ms', '--request-timeout', '600ms']);
            const slow = ask(one.port, '/sleep?30');
            await pause(100);
            const waiting = await ask(one.port, '/quick');
            assert.equal(waiting.status, 503);
            assert.ok(waiting.ms >= 150 && waiting.ms < 500, `${waiting.ms} ms`);
            const late = await slow;
            assert.equal(late.status, 504);
            assert.ok(late.ms < 1500, `${late.ms} ms`);
            await until(async () => !(await isRunning('PgSleep')), 'the statement still runs');
            assert.equal((await ask(one.port, '/quick')).status, 200);
            await one.stop();
        });
    });

    describe('a client', () => {
        test('that leaves has its query cancelled', async () => {
            for (const method of ['GET', 'POST']) {
                const request = http.request({ host: '127.0.0.1', port: shared.port, path: '/sleep?30',
                    method, agent: false });
                request.on('error', () => {});
                request.end();
                await until(() => isRunning('PgSleep'), 'the query does not run');
                request.destroy();
                await until(async () => !(await isRunning('PgSleep')), 'the query still runs', 2000);
            }
            assert.equal((await ask(shared.port, '/quick')).status, 200);
        });

        test('that leaves takes no other request with it', async () => {
            const one = await start(['--connections', '1', '--max-connections', '2']);
            let stop = false;
            const others = Promise.all(Array.from({ length: 4 }, async () => {
                const statuses = new Set();
                while (!stop)
                    statuses.add((await ask(one.port, '/quick')).status);
                return statuses;
            }));
            for (let i = 0; i < 20; ++i) {
                const request = http.get({ host: '127.0.0.1', port: one.port, path: '/sleep?30', agent: false });
                request.on('error', () => {});
                await pause(30 + i);
                request.destroy();
            }
            stop = true;
            for (const statuses of await others)
                assert.deepEqual([...statuses], [200]);
            await until(async () => !(await isRunning('PgSleep')), 'a query still runs', 3000);
            await one.stop();
        });

        test('that sends its request too slowly is dropped, others are served', async () => {
            const one = await start(['--receive-timeout', '500ms']);
            const sockets = Array.from({ length: 20 }, () => {
                const socket = net.connect(one.port, '127.0.0.1');
                socket.on('error', () => {});
                socket.write('GET /quick HTTP/1.1\r\nHost: h\r\nX-A: ');
                const drip = setInterval(() => socket.write('a'), 50);
                return new Promise((done) => socket.on('close', () => { clearInterval(drip); done(); }));
            });
            assert.ok((await ask(one.port, '/quick')).ms < 300);
            const begun = performance.now();
            await Promise.all(sockets);
            assert.ok(performance.now() - begun < 2000);
            await one.stop();
        });

        test('may send the next request before it has the answer', async () => {
            const text = await raw(shared.port, 'GET /echo?1 HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(3)
                + 'GET /echo?4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
            assert.equal(text.match(/HTTP\/1\.1 200/g).length, 4);
        });
    });

    describe('the database', () => {
        test('lost: 503 with Retry-After; back: served again, without a restart', async () => {
            const relay = await openRelay();
            const one = await start([], { url: urlOf(database, relay.port) });
            assert.equal((await ask(one.port, '/quick')).status, 200);
            const slow = ask(one.port, '/sleep?20');
            await pause(100);
            relay.lose();
            const broken = await slow;
            assert.equal(broken.status, 503);
            assert.equal(broken.headers['retry-after'], '1');
            await pause(100);
            for (const path of ['/quick', '/readyz']) {
                const answer = await ask(one.port, path);
                assert.equal(answer.status, 503);
                assert.ok(answer.ms < 500);
                assert.equal(answer.headers['retry-after'], '1');
                assert.equal(answer.json().code, 'DATABASE_UNAVAILABLE');
            }
            assert.equal((await ask(one.port, '/livez')).status, 200);
            relay.restore();
            await until(async () => (await ask(one.port, '/quick')).status === 200, 'no reconnect', 3000);
            assert.equal((await ask(one.port, '/readyz')).status, 200);
            await one.stop();
            relay.close();
        });

        test('that ends a backend costs the requests on it, no more', async () => {
            const slow = ask(shared.port, '/sleep?20');
            await until(() => isRunning('PgSleep'), 'the query does not run');
            await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'vigintid' AND datname = '${database}'`);
            assert.equal((await slow).status, 503);
            await until(async () => (await ask(shared.port, '/quick')).status === 200, 'no reconnect', 3000);
        });

        test('that is not there at the start is waited for', async () => {
            const relay = await openRelay();
            relay.lose();
            const one = await start([], { ready: false, url: urlOf(database, relay.port) });
            await until(() => /no connection to/.test(one.log), 'no warning');
            assert.equal((await ask(one.port, '/quick')).status, 503);
            relay.restore();
            await until(() => /ready on/.test(one.log), 'not ready', 3000);
            assert.equal((await ask(one.port, '/quick')).status, 200);
            assert.equal(await one.stop(), 0);
            relay.close();
        });

        test('without the extension is not ready, and the log says why', async () => {
            const one = await start([], { ready: false, url: urlOf('template1') });
            await until(() => /viginti/.test(one.log.split('no connection to')[1] ?? ''), 'no reason');
            assert.equal((await ask(one.port, '/readyz')).status, 503);
            await one.stop();
        });

        test('behind a transaction pooler sees no prepared statement', async () => {
            const one = await start(['--pooler', 'transaction']);
            const { backend } = (await ask(one.port, '/echo', { method: 'POST', body: 'x' })).json();
            assert.ok(backend > 0);
            assert.match(await sql(`SELECT query FROM pg_stat_activity WHERE pid = ${backend}`),
                /viginti\.handle/);
            await Promise.all(Array.from({ length: 50 }, () => ask(one.port, '/quick')));
            await one.stop();
        });
    });

    describe('stopping', () => {
        test('answers what runs and what waits, then ends with 0', async () => {
            const one = await start(['--connections', '1', '--max-connections', '1']);
            const all = [ask(one.port, '/sleep?0.5'),
                ...Array.from({ length: 10 }, () => ask(one.port, '/quick'))];
            await pause(100);
            one.child.kill('SIGTERM');
            await pause(50);
            await assert.rejects(ask(one.port, '/livez'));
            for (const answer of await Promise.all(all)) {
                assert.equal(answer.status, 200);
                assert.equal(answer.headers.connection, 'close');
            }
            assert.equal(await one.ended, 0);
        });

        test('waits no longer than --drain-timeout, and says 503 then', async () => {
            const one = await start(['--drain-timeout', '300ms']);
            const slow = ask(one.port, '/sleep?30');
            await pause(100);
            const begun = performance.now();
            one.child.kill('SIGINT');
            const answer = await slow;
            assert.equal(answer.status, 503);
            assert.equal(answer.json().code, 'STOPPING');
            assert.equal(await one.ended, 0);
            assert.ok(performance.now() - begun < 2000);
            await until(async () => !(await isRunning('PgSleep')), 'the query still runs', 2000);
        });

        test('under load loses no request that it took', async () => {
            const one = await start(['--threads', '2']);
            const agent = new http.Agent({ keepAlive: false });
            let answered = 0;
            let stop = false;
            const clients = Array.from({ length: 8 }, async () => {
                while (!stop) {
                    try {
                        assert.equal((await ask(one.port, '/quick', { agent })).status, 200);
                        ++answered;
                    } catch (error) {
                        if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET')
                            throw error;
                        stop = true;
                    }
                }
            });
            await until(() => answered > 200, 'no answers');
            assert.equal(await one.stop(), 0);
            stop = true;
            await Promise.all(clients);
        });
    });

    test('memory is flat over failing requests', async () => {
        const one = await start();
        const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
        const storm = async (count) => {
            const paths = ['/gone', '/plain?23505', '/nowhere', '/headless', '/quick', '/plain?53300'];
            let next = 0;
            await Promise.all(Array.from({ length: 16 }, async () => {
                while (next < count)
                    await ask(one.port, paths[next++ % paths.length], { agent });
            }));
        };
        await storm(2000);
        const early = residentKiB(one.child.pid);
        await storm(8000);
        const late = residentKiB(one.child.pid);
        agent.destroy();
        await one.stop();
        assert.ok(late - early < 512, `${early} KiB, then ${late} KiB`);
        assert.ok(late < 20 * 1024);
    });
});
