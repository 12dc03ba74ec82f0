// Shared by the HTTP tests: a client, psql, a second daemon, and makers of objects and fields.
//
// The tests run beside the cluster and the daemon of test/with_cluster --vigintid, from whose
// environment everything comes. Files run side by side, so each makes objects of its own, and a
// workspace of its own where it counts all of something.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { journal, watch_request, watch_statement } from './untouched.mjs';

const { env } = process;
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
/** The folder of papers and data beside the project. */
export const shared = env.VIGINTI_SHARED ?? resolve(root, '../shared');
export const base_url = env.BASE_URL;
export const database = env.PGDATABASE ?? 'test';
export const unknown_id = '3f0c2d4e-1111-4222-8333-444455556666';

if (!base_url || !env.TOKEN)
    throw new Error('run the tests by test/with_cluster --vigintid node --test test/http');

// ---- HTTP ---------------------------------------------------------------------------------------
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

/**
 * One request, sent as it stands: neither path nor body is touched. body: text, bytes or undefined.
 * Answers {status, headers, text, body}, body being the parsed JSON or undefined.
 */
export function send(method, path, more = {}) {
    const task = () => send_now(method, path, more);
    return journal ? watch_request(method, path, task, (text) => ask_sql(text)) : task();
}

function send_now(method, path, { base = base_url, headers = {}, body, sockets = agent } = {}) {
    const url = new URL(base);
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const all = { ...headers };
    if (bytes) {
        all['content-type'] ??= 'application/json';
        all['content-length'] = bytes.length;
    }
    return new Promise((done, failed) => {
        const request = http.request({
            host: url.hostname, port: url.port, method, path, headers: all, agent: sockets,
        }, (response) => {
            const parts = [];
            response.on('data', (part) => parts.push(part));
            response.on('error', failed);
            response.on('end', () => {
                const text = Buffer.concat(parts).toString();
                let parsed;
                try {
                    parsed = JSON.parse(text);
                } catch {
                    parsed = undefined;
                }
                done({ status: response.statusCode, headers: response.headers, text,
                    body: parsed });
            });
        });
        request.on('error', failed);
        request.end(bytes);
    });
}

/** "?a=b&…" of the parameters that are given, percent-encoded; "" of none. */
export function query(parameters = {}) {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    if (given.length === 0)
        return '';
    return '?' + given.map(([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
}

/**
 * A caller: its key, its dialect (undefined: the key's own), where the daemon listens, and the
 * agent that holds its connections.
 */
export function client({ token = env.TOKEN, dialect, base = base_url, headers = {}, sockets } = {}) {
    const own = { ...headers };
    if (token !== null)
        own.authorization = `Bearer ${token}`;
    if (dialect)
        own['viginti-dialect'] = dialect;
    const call = (method, path, parameters, body) => send(method, path + query(parameters), {
        base, headers: own, sockets, body: body === undefined ? undefined : JSON.stringify(body),
    });
    return {
        token,
        get: (path, parameters) => call('GET', path, parameters),
        post: (path, body, parameters) => call('POST', path, parameters, body),
        patch: (path, body, parameters) => call('PATCH', path, parameters, body),
        put: (path, body, parameters) => call('PUT', path, parameters, body),
        delete: (path, parameters) => call('DELETE', path, parameters),
        /** The request as it stands: no encoding, no JSON. */
        raw: (method, target, body, more = {}) =>
            send(method, target, { base, headers: { ...own, ...more }, body, sockets }),
    };
}

/** The body of an answer that must have this status. */
export function expect(answer, status) {
    assert.equal(answer.status, status, `status ${answer.status}: ${answer.text.slice(0, 600)}`);
    assert.ok(answer.body !== undefined, `no JSON: ${answer.text.slice(0, 200)}`);
    return answer.body;
}

/**
 * A failure as the contract has it: status, statusCode, one message in messages. `message` is the
 * whole text, or an expression it matches; `also` holds further members of the body.
 */
export function expect_fault(answer, status, message, also = {}) {
    const body = expect(answer, status);
    assert.equal(body.statusCode, status);
    assert.ok(Array.isArray(body.messages) && body.messages.length === 1, answer.text);
    assert.equal(typeof body.error, 'string');
    if (message instanceof RegExp)
        assert.match(body.messages[0], message);
    else if (message !== undefined)
        assert.equal(body.messages[0], message);
    for (const [key, value] of Object.entries(also))
        if (value instanceof RegExp)
            assert.match(String(body[key]), value);
        else
            assert.deepEqual(body[key], value, `${key}: ${answer.text}`);
    return body;
}

/** Runs a task for each item, a few at a time; the results in order. */
export async function each(items, task, width = 6) {
    const results = new Array(items.length);
    let next = 0;
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, async () => {
        while (next < items.length) {
            const at = next++;
            results[at] = await task(items[at], at);
        }
    }));
    return results;
}

// ---- SQL ----------------------------------------------------------------------------------------
const run_file = promisify(execFile);

/** Runs a program with the cluster's environment and a text as its input; its output. */
export async function run(program, args, { input = '', ...more } = {}) {
    const promise = run_file(program, args,
        { maxBuffer: 256 << 20, ...more, env: { ...env, ...more.env } });
    promise.child.stdin.on('error', () => {});
    promise.child.stdin.end(input);
    return (await promise).stdout;
}

// One psql a database stays open, for starting one takes longer than most questions.
const sessions = new Map();

function open_session(name) {
    const child = spawn('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', name],
        { env: { ...env, PGOPTIONS: '-c client_min_messages=warning' } });
    const session = { child, output: '', faults: '', waiting: null, last: Promise.resolve() };
    const pipes = [child, child.stdin, child.stdout, child.stderr];
    session.hold = () => pipes.forEach((one) => one.ref());
    session.release = () => pipes.forEach((one) => one.unref());
    child.stdin.on('error', () => {});
    child.stderr.on('data', (part) => { session.faults += part; });
    child.stdout.on('data', (part) => {
        session.output += part;
        if (session.waiting && session.output.endsWith(session.waiting.end))
            session.waiting.done(session.output.slice(0, -session.waiting.end.length));
    });
    child.on('close', () => {
        if (sessions.get(name) === session)
            sessions.delete(name);
        session.waiting?.failed(new Error(`psql: ${session.faults.trim()}`));
    });
    session.release();
    return session;
}

/** Runs SQL as superuser through psql; the unaligned rows, joined by newlines. */
export function sql(text, more = {}) {
    const task = () => ask_sql(text, more);
    return journal ? watch_statement(task) : task();
}

function ask_sql(text, { in_database = database } = {}) {
    if (!sessions.has(in_database))
        sessions.set(in_database, open_session(in_database));
    const session = sessions.get(in_database);
    const ask = () => new Promise((done, failed) => {
        const end = `end of ${randomUUID()}`;
        session.output = '';
        session.faults = '';
        session.waiting = { end: `${end}\n`, done, failed };
        session.hold();
        session.child.stdin.write(`${text}\n;\nSELECT '${end}';\n`);
    }).finally(() => {
        session.waiting = null;
        session.release();
    }).then((rows) => rows.replace(/\n$/, ''));
    // What came after a failed statement in the same session starts a new one.
    const answer = session.last.then(() =>
        sessions.get(in_database) === session ? ask() : ask_sql(text, { in_database }));
    session.last = answer.catch(() => {});
    return answer;
}

/** A text as an SQL literal. */
export function literal(text) {
    return text === null ? 'NULL' : `E'${String(text).replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
}

/** Makes a workspace and a client with an admin's key to it. */
export async function make_workspace(name, { in_database, base, dialect } = {}) {
    const token = await sql(`DO $$BEGIN PERFORM viginti.create_workspace(${literal(name)}); END$$;
        SELECT viginti.create_api_key(${literal(name)}, 'tests')`, { in_database });
    return client({ token, base, dialect });
}

/** A key's secret; expires is SQL, such as "now() - interval '1 hour'". */
export function make_key(name, { workspace = env.WORKSPACE ?? 'demo', role = 'admin',
    dialect = 'standard', expires = 'NULL' } = {}) {
    return sql(`SELECT viginti.create_api_key(${literal(workspace)}, ${literal(name)},
        ${literal(role)}, ${literal(dialect)}, ${expires})`);
}

/** viginti.selfcheck() must find no difference between model and catalogue. */
export async function selfcheck(in_database) {
    assert.equal(await sql('SELECT * FROM viginti.selfcheck()', { in_database }), '');
}

/**
 * One hash over all that a request could change in a workspace: its rows, its tables' shape, its
 * part of the model. Other workspaces may change meanwhile.
 */
export function fingerprint(workspace, in_database) {
    const schema = literal(workspace);
    const of_model = (table, condition) => `
        SELECT ${literal(table)}, md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), ''))
          FROM viginti.${table} t WHERE ${condition}`;
    const id = `(SELECT id FROM viginti.workspace WHERE name = ${schema})`;
    return sql(`
        SELECT md5(string_agg(f.name || f.hash, ',' ORDER BY f.name)) FROM (
            SELECT c.relname::text, (xpath('/row/h/text()', query_to_xml(format(
                'SELECT md5(coalesce(string_agg(t::text, E''\\n'' ORDER BY t::text), '''')) AS h FROM %s t',
                c.oid::regclass), false, true, '')))[1]::text
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ${schema} AND c.relkind = 'r'
            UNION ALL
            SELECT 'columns of ' || c.relname, md5(string_agg(concat_ws(' ', a.attname, a.atttypid,
                       a.attnotnull, col_description(c.oid, a.attnum)), ',' ORDER BY a.attnum))
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE n.nspname = ${schema} GROUP BY c.relname
            UNION ALL ${of_model('workspace', `name = ${schema}`)}
            UNION ALL ${of_model('role', `workspace_id = ${id}`)}
            UNION ALL ${of_model('api_key', `workspace_id = ${id}`)}
            UNION ALL ${of_model('object', `workspace_id = ${id}`)}
            UNION ALL ${of_model('field',
        `object_id IN (SELECT id FROM viginti.object WHERE workspace_id = ${id})`)}
            UNION ALL ${of_model('index',
        `object_id IN (SELECT id FROM viginti.object WHERE workspace_id = ${id})`)}
            UNION ALL ${of_model('index_field',
        `object_id IN (SELECT id FROM viginti.object WHERE workspace_id = ${id})`)}
        ) f (name, hash)`, { in_database });
}

// ---- a daemon of the test's own -----------------------------------------------------------------
/** Starts a vigintid on a database; {base, pid, log(), stop()} once it is ready. */
export async function start_daemon({ in_database = database, user = 'viginti_api', args = [],
    application = 'vigintid' } = {}) {
    const where = `host=${env.PGHOST} port=${env.PGPORT} user=${user} dbname=${in_database} `
        + `application_name=${application}`;
    const child = spawn(env.VIGINTID ?? resolve(root, 'build/shim/vigintid'),
        ['--listen=127.0.0.1:0', `--database=${where}`, ...args],
        { stdio: ['ignore', 'ignore', 'pipe'], env: { ...env, PGOPTIONS: '' } });
    let log = '';
    let ended = false;
    child.stderr.on('data', (part) => { log += part; });
    const end = new Promise((done) => child.on('exit', () => { ended = true; done(); }));
    for (let waited = 0; !/ready on http:\/\/127\.0\.0\.1:\d+/.test(log); waited += 20) {
        if (ended || waited > 15000) {
            child.kill('SIGKILL');
            throw new Error(`vigintid does not become ready: ${log}`);
        }
        await pause(20);
    }
    return {
        base: /ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)[1],
        pid: child.pid,
        log: () => log,
        async stop() {
            child.kill('SIGTERM');
            await end;
        },
    };
}

// ---- the model ----------------------------------------------------------------------------------
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** What a POST of an object holds: names and labels from one word. */
export function object_input(name, more = {}) {
    return {
        nameSingular: name, namePlural: `${name}s`,
        labelSingular: capital(name), labelPlural: `${capital(name)}s`, ...more,
    };
}

/** Creates an object and, each in turn, its fields; {object, path, fields by name}. */
export async function make_object(caller, name, fields = [], more = {}) {
    const { data } = expect(await caller.post('/rest/metadata/objects', object_input(name, more)),
        201);
    const object = data.object ?? data.createOneObject;
    const made = {};
    for (const field of fields)
        made[field.name] = await make_field(caller, object, field);
    return { object, id: object.id, plural: object.namePlural, singular: object.nameSingular,
        path: `/rest/${object.namePlural}`, batch: `/rest/batch/${object.namePlural}`,
            fields: made };
}

/** Creates a field of an object; label and target are made from names where they are not given. */
export async function make_field(caller, object, field) {
    const { data } = expect(await caller.post('/rest/metadata/fields',
        { objectMetadataId: object.id, label: capital(field.name), ...field }), 201);
    return data.field ?? data.createOneField;
}

/** A MANY_TO_ONE relation to an object, whose other end bears the label. */
export function many_to_one(name, target, label, more = {}) {
    return {
        name, type: 'RELATION', ...more,
        relationCreationPayload: { type: 'MANY_TO_ONE', targetObjectMetadataId: target.id,
            targetFieldLabel: label, targetFieldIcon: 'IconLink' },
    };
}

export const options = (...values) => values.map((value, position) =>
    ({ value, label: capital(value.toLowerCase()), position, color: 'blue' }));

/** The object's metadata id by its plural name. */
export async function find_object(caller, plural) {
    const { data } = expect(await caller.get('/rest/metadata/objects', { limit: 200 }), 200);
    return data.objects.find((object) => object.namePlural === plural);
}

/** All pages of a list, forward by endCursor: {records, pages}. */
export async function read_forward(caller, path, plural, parameters) {
    const records = [];
    const pages = [];
    let after;
    do {
        const page = expect(await caller.get(path, { ...parameters, starting_after: after }), 200);
        records.push(...page.data[plural]);
        pages.push(page);
        after = page.pageInfo.endCursor;
        assert.ok(pages.length < 1000, 'the pages do not end');
        if (!page.pageInfo.hasNextPage)
            break;
    } while (true);
    return { records, pages };
}

export const env_token_twenty = env.TOKEN_TWENTY;
export { randomUUID, pause };
