// Quick reads that wait for the same connection are asked in one statement, and each is answered as if it were alone:
// refused, slow, broken or abandoned neighbours change nothing.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { client, expect, make_workspace, run, selfcheck, sql as ask_psql, start_daemon } from './helpers.mjs';

const database = 'shared_statements'; // one test renames a column behind the model's back
const sql = (text) => ask_psql(text, { in_database: database });
const sockets = new http.Agent({ keepAlive: true, maxSockets: 64 });
const daemons = [];
let owner;
let person;

before(async () => {
    await ask_psql(`CREATE DATABASE ${database}`);
    await sql("CREATE EXTENSION viginti; SELECT viginti.create_api_login('shared_api')");
    const daemon = await make_daemon('shared_setup', 1, 1);
    owner = await make_workspace('shared', { in_database: database, base: daemon.base });
    person = expect(await owner.post('/rest/people', { name: { firstName: 'Ada', lastName: 'Lovelace' } }), 201).data.person;
    expect(await owner.post('/rest/companies', { name: 'Acme' }), 201);
});
after(async () => {
    for (const daemon of daemons)
        await daemon.stop();
    sockets.destroy();
    await selfcheck(database);
    await ask_psql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
});

// A daemon of few connections, and the owner as its client.
async function make_daemon(name, connections, most, more = {}) {
    const daemon = await start_daemon({ application: name, args: [`--connections=${connections}`,
        `--max-connections=${most}`, '--cheap-read=1000000'] /* however busy the machine is */, in_database: database, user: 'shared_api', ...more });
    daemons.push(daemon);
    return { ...daemon, caller: client({ token: owner?.token, base: daemon.base, sockets }) };
}

// Nobody reads the table for so many seconds: {end}, a promise, once it is locked.
async function lock(table, seconds) {
    const end = run('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', 'BEGIN', '-c', `LOCK TABLE shared.${table}`,
        '-c', `SELECT pg_sleep(${seconds})`, '-c', 'COMMIT']);
    const is_locked = () => sql(`SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'shared.${table}'::regclass
        AND mode = 'AccessExclusiveLock' AND granted)`);
    while (await Promise.race([is_locked(), end]) === 'f')
        await pause(5);
    return { end };
}

const last_statement = (application) =>
    sql(`SELECT string_agg(query, E'\\n') FROM pg_stat_activity WHERE application_name = '${application}'`);

const bare = ({ status, text, headers }) =>
    ({ status, text, type: headers['content-type'], tag: headers.etag, length: headers['content-length'] });

const questions = (caller) => [
    () => caller.get(`/rest/people/${person.id}`),
    () => caller.get('/rest/people', { limit: 1, order_by: 'createdAt' }),
    () => caller.get('/rest/people/20000000-0000-4000-8000-000000000099'),
    () => caller.get('/rest/people', { filter: 'city[nothing]:x' }),
    () => caller.get('/rest/metadata/objects', { limit: 1 }),
    () => client({ token: 'vgt_wrong', base: caller.base, sockets }).get('/rest/people'),
    () => caller.post('/graphql', { query: '{ people { totalCount } }' }),
    () => caller.post('/graphql', { query: '{ nobody }' }),
    () => caller.raw('GET', '/rest/nobody', undefined, { accept: 'application/problem+json' }),
    () => caller.raw('HEAD', `/rest/people/${person.id}`),
];

test('requests that share statements are answered as those that do not', async () => {
    const daemon = await make_daemon('shared_one', 1, 1);
    const caller = { ...daemon.caller, base: daemon.base };
    const alone = [];
    for (const ask of questions(caller))
        alone.push(bare(await ask()));
    assert.deepEqual(alone.map(({ status }) => status), [200, 200, 404, 400, 200, 401, 200, 200, 404, 200]);
    // Where the machine is busy, reads may not be cheap for some time.
    for (let shared = false, round = 0; !shared || round < 5; ++round) {
        assert.ok(round < 40, 'no statement was shared');
        const held = await lock('companies', 0.2);
        const blocked = caller.get('/rest/companies');
        await pause(20);
        const together = await Promise.all([...questions(caller), ...questions(caller)].map((ask) => ask()));
        assert.deepEqual(together.map(bare), [...alone, ...alone]);
        assert.equal((await blocked).status, 200);
        await held.end;
        shared ||= /viginti\.handle_read/.test(await last_statement('shared_one'));
    }
});

test('a slow one keeps nobody waiting in the same statement', async () => {
    const daemon = await make_daemon('shared_slow', 1, 3);
    expect(await daemon.caller.get('/rest/companies'), 200);
    const long = await lock('companies', 2);
    const short = await lock('notes', 0.3);
    const first = daemon.caller.get('/rest/notes');
    await pause(50);
    const begun = performance.now();
    const took = async (answer) => ({ status: (await answer).status, ms: performance.now() - begun });
    const before_it = took(daemon.caller.get(`/rest/people/${person.id}`, { depth: 0 }));
    const slow = took(daemon.caller.get('/rest/companies'));
    const behind_it = took(daemon.caller.get(`/rest/people/${person.id}`, { depth: 0 }));
    for (const quick of [await before_it, await behind_it]) {
        assert.equal(quick.status, 200);
        assert.ok(quick.ms < 1200, `${quick.ms} ms`);
    }
    const late = await slow;
    assert.equal(late.status, 200);
    assert.ok(late.ms > 1200, `${late.ms} ms`);
    assert.equal((await first).status, 200);
    await Promise.all([short.end, long.end]);
});

test('one that breaks the statement breaks no other', async () => {
    const daemon = await make_daemon('shared_broken', 1, 1);
    await sql(`ALTER TABLE shared.tasks RENAME COLUMN title TO other`);
    try {
        const held = await lock('companies', 0.3);
        const blocked = daemon.caller.get('/rest/companies');
        await pause(20);
        const answers = await Promise.all(Array.from({ length: 7 }, (_, i) =>
            daemon.caller.get(i === 3 ? '/rest/tasks' : `/rest/people/${person.id}`, { depth: 0 })));
        assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 503, 200, 200, 200]);
        assert.equal((await blocked).status, 200);
        await held.end;
    } finally {
        await sql(`ALTER TABLE shared.tasks RENAME COLUMN other TO title`);
    }
});

test('one whose client is gone is cancelled, and the others are answered', async () => {
    const daemon = await make_daemon('shared_gone', 1, 1);
    const long = await lock('companies', 3);
    const short = await lock('notes', 0.3);
    const first = daemon.caller.get('/rest/notes');
    await pause(50);
    const own = new http.Agent();
    const leaving = client({ token: owner.token, base: daemon.base, sockets: own });
    const gone = leaving.get('/rest/companies').catch((error) => error);
    await pause(5);
    const begun = performance.now();
    const others = Array.from({ length: 3 }, () => daemon.caller.get(`/rest/people/${person.id}`, { depth: 0 }));
    await pause(500);
    own.destroy();
    for (const answer of await Promise.all(others))
        assert.equal(answer.status, 200);
    assert.ok(performance.now() - begun < 2500, 'they waited for the lock');
    assert.ok((await gone) instanceof Error);
    assert.equal((await first).status, 200);
    await Promise.all([short.end, long.end]);
});

test('a login without the function is served one by one, and told why', async () => {
    const role = 'api_of_one';
    await sql(`SELECT viginti.create_api_login('${role}');
        REVOKE EXECUTE ON FUNCTION viginti.handle_read(text, text, text, bytea) FROM ${role}`);
    const daemon = await make_daemon('shared_refused', 1, 1, { user: role });
    try {
        const held = await lock('companies', 0.3);
        const blocked = daemon.caller.get('/rest/companies');
        await pause(20);
        const answers = await Promise.all(Array.from({ length: 20 }, () => daemon.caller.get(`/rest/people/${person.id}`, { depth: 0 })));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
        assert.equal((await blocked).status, 200);
        await held.end;
        assert.match(daemon.log(), /warning reads are sent one by one: permission denied for function handle_read/);
    } finally {
        await daemon.stop();
        await sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
});
