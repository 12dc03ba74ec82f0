// Lists as CSV and NDJSON: what they hold, how they end, and that nobody holds more than a piece of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import {
    client, expect, expect_fault, make_object, make_workspace, many_to_one, options, pause, query, selfcheck, sql,
    start_daemon,
} from './helpers.mjs';
import { parse_csv } from './csv.mjs';

const csv = { accept: 'text/csv' };
const lines = { accept: 'application/x-ndjson' };
const many = 200_000;

let api;
let crates;
let grains;
const hostile = ['plain', '', null, 'a,b', 'say "x"', 'two\r\nlines', 'tab\tand\\back', '=1+1', ' blanks ', 'ünï©ode 🎲',
    '"', '\n', "'; DROP TABLE crates; --", '<b>', '\u2028'];

before(async () => {
    api = await make_workspace('exports');
    crates = await make_object(api, 'crate', [{ name: 'note', type: 'TEXT' }, { name: 'weight', type: 'NUMBER' },
        { name: 'fragile', type: 'BOOLEAN' }, { name: 'packed', type: 'DATE' }, { name: 'price', type: 'CURRENCY' },
        { name: 'marks', type: 'ARRAY' }, { name: 'extra', type: 'RAW_JSON' },
        { name: 'kind', type: 'SELECT', options: options('BIG', 'SMALL') }]);
    for (const [i, note] of hostile.entries())
        expect(await api.post(crates.path, { name: `c${i}`, note, weight: i % 3 ? i / 4 : null, fragile: i % 2 === 0,
            packed: i % 4 ? '2026-01-31' : null, price: { amountMicros: 1250000 + i, currencyCode: 'EUR' },
            marks: i % 2 ? ['x', 'y,"z"'] : [], extra: i % 2 ? { a: [1, note] } : null, kind: i % 5 ? 'BIG' : null }), 201);
    grains = await make_object(api, 'grain', [{ name: 'text', type: 'TEXT' }]);
    await sql(`INSERT INTO exports.grains (id, name, text)
        SELECT ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'grain ' || n, repeat('x', n % 100)
          FROM generate_series(1, ${many}) n; ANALYZE exports.grains`);
});
after(() => selfcheck());

const get = (path, parameters, headers, caller = api) => caller.raw('GET', path + query(parameters), undefined, headers);

test('CSV has a line for each record and a column for each field, sub-field and foreign key', async () => {
    const answer = await get(crates.path, { limit: 'all', order_by: 'name' }, csv);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8; header=present');
    assert.equal(answer.headers['transfer-encoding'], 'chunked');
    const [header, ...rows] = parse_csv(answer.text);
    for (const name of ['id', 'name', 'note', 'price.amountMicros', 'price.currencyCode', 'createdBy.source', 'marks'])
        assert.ok(header.includes(name), `${name} in ${header}`);
    assert.ok(!header.includes('searchVector'));
    assert.equal(rows.length, hostile.length);
    const page = expect(await api.get(crates.path, { order_by: 'name', depth: 0 }), 200).data.crates;
    for (const [i, row] of rows.entries()) {
        const cell = Object.fromEntries(header.map((name, at) => [name, row[at]]));
        assert.equal(cell.id, page[i].id);
        assert.equal(cell.note ?? '', page[i].note);
        assert.equal(cell.weight, page[i].weight === null ? null : String(page[i].weight));
        assert.equal(cell.fragile, String(page[i].fragile));
        assert.equal(cell.packed, page[i].packed);
        assert.equal(cell['price.amountMicros'], String(page[i].price.amountMicros));
        assert.deepEqual(JSON.parse(cell.marks ?? '[]'), page[i].marks);
        assert.deepEqual(JSON.parse(cell.extra ?? 'null'), page[i].extra);
        assert.equal(cell.createdAt, page[i].createdAt);
    }
});

test('a text that a spreadsheet takes for a formula is left as it is', async () => {
    const answer = await get(crates.path, { limit: 'all', filter: 'note[startsWith]:=' }, csv);
    assert.match(answer.text, /,=1\+1,/);
});

for (const depth of [0, 1, 2])
    test(`NDJSON has on each line what the page has in its list, depth ${depth}`, async () => {
        const answer = await get('/rest/crates', { limit: 'all', depth }, lines);
        assert.equal(answer.headers['content-type'], 'application/x-ndjson; charset=utf-8');
        assert.ok(answer.text.endsWith('}\n'));
        const page = expect(await api.get('/rest/crates', { depth }), 200).data.crates;
        assert.deepEqual(answer.text.trimEnd().split('\n').map(JSON.parse), page);
    });

test('embedded records come with NDJSON for more parents than one piece holds', async () => {
    const boxes = await make_object(api, 'box', [many_to_one('crate', crates.object, 'Boxes')], { namePlural: 'boxes' });
    const ids = (await sql(`SELECT id FROM exports.crates`)).split('\n');
    await sql(`INSERT INTO exports.crates (name) SELECT 'more' FROM generate_series(1, 500);
        INSERT INTO exports.boxes (name, crate_id) SELECT 'box', id FROM exports.crates, generate_series(1, 3)`);
    const answer = await get(crates.path, { limit: 'all', depth: 1 }, lines);
    const records = answer.text.trimEnd().split('\n').map(JSON.parse);
    assert.equal(records.length, ids.length + 500);
    for (const record of records)
        assert.equal(record.boxes.length, 3);
    const to_one = await get(boxes.path, { limit: 'all', depth: 1 }, lines);
    for (const record of to_one.text.trimEnd().split('\n').map(JSON.parse))
        assert.equal(record.crate.id, record.crateId);
    await sql(`DELETE FROM exports.boxes; DELETE FROM exports.crates WHERE name = 'more'`);
});

test('limit takes any number or all, and is 60 when left out; cursors and filters are those of lists', async () => {
    const count = async (parameters) =>
        (await get(grains.path, parameters, lines)).text.split('\n').length - 1;
    assert.equal(await count({}), 60);
    assert.equal(await count({ limit: 1234 }), 1234);
    assert.equal(await count({ limit: 'all', filter: 'name[in]:["grain 5","grain 7"]' }), 2);
    const { pageInfo } = expect(await api.get(grains.path,
        { limit: 5, order_by: 'id[DescNullsLast]', depth: 0 }), 200);
    assert.equal(await count({ limit: 'all', order_by: 'id[DescNullsLast]',
        starting_after: pageInfo.endCursor }), many - 5);
    expect_fault(await get(grains.path, { limit: 0 }, lines), 400,
        'limit \'0\' is invalid. Should be a positive integer or "all"', { path: 'limit' });
    expect_fault(await get(grains.path, { ending_before: pageInfo.endCursor }, csv), 400, /forward only/, { path: 'ending_before' });
    expect_fault(await get(grains.path, { depth: 1 }, csv), 400, /CSV has no place/, { path: 'depth' });
    expect_fault(await api.get(grains.path, { limit: 'all' }), 400, /^limit 'all' is invalid/);
});

test('the dialect names the fields, and bounds no stream', async () => {
    const twenty = client({ token: api.token, dialect: 'twenty' });
    const notes = (await get('/rest/notes', { limit: 'all' }, csv, twenty)).text.split('\r\n')[0];
    assert.match(notes, /,bodyV2\.markdown$/);
    assert.match((await get('/rest/notes', {}, csv)).text.split('\r\n')[0], /,body\.markdown$/);
    const answer = await get(grains.path, { limit: 300 }, lines, twenty);
    assert.equal(answer.text.split('\n').length - 1, 300);
});

test('an object made a second ago without records has a header line, and no line as NDJSON', async () => {
    const fresh = await make_object(api, 'fresh', [{ name: 'oddornot', type: 'TEXT' }],
        { namePlural: 'freshes' });
    const answer = await get(fresh.path, { limit: 'all' }, csv);
    assert.deepEqual(parse_csv(answer.text).length, 1);
    assert.match(answer.text, /,oddornot\r\n$/);
    assert.equal((await get(fresh.path, { limit: 'all' }, lines)).text, '');
});

test('what fails before the first line answers as every request does', async () => {
    expect_fault(await get('/rest/crate', {}, csv), 404, /Did you mean 'crates'/);
    expect_fault(await get('/rest/crates', { filter: 'foo[eq]:1' }, lines), 400);
    expect_fault(await get('/rest/crates', {}, csv, client({ token: null })), 401);
    expect_fault(await get('/rest/crates', {}, { accept: 'text/csv, application/problem+json;q=0.1' },
        client({ token: 'vgt_wrong' })), 401, 'Token invalid.', { status: 401 });
});

test('the type with the greatest weight is answered, JSON where nothing can be streamed', async () => {
    const json = await get('/rest/crates', { limit: 1 }, { accept: 'text/csv;q=0.5, application/json' });
    assert.equal(expect(json, 200).data.crates.length, 1);
    const [{ id }] = json.body.data.crates;
    assert.equal(expect(await get(`/rest/crates/${id}`, {}, csv), 200).data.crate.id, id);
    const head = await api.raw('HEAD', '/rest/crates?limit=all', undefined, csv);
    assert.equal(head.status, 200);
    assert.match(head.headers['content-type'], /^text\/csv/);
    assert.equal(head.text, '');
});

// ---- long streams -------------------------------------------------------------------------------

const memory_of = (pid, name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** Begins a GET and gives the response before anything of its body is read. */
function begin(base, path, headers) {
    const url = new URL(base);
    return new Promise((done, failed) => {
        const request = http.get({ host: url.hostname, port: url.port, path, agent: false,
            headers: { authorization: `Bearer ${api.token}`, ...headers } }, (response) => done({ request, response }));
        request.on('error', failed);
    });
}

const streams_of = (application) => sql(`SELECT count(*) FROM pg_stat_activity
    WHERE application_name = '${application}' AND query LIKE '%viginti.stream%' AND state = 'active'`);

async function until(condition, what) {
    for (let waited = 0; !await condition(); waited += 20) {
        assert.ok(waited < 10_000, `not in time: ${what}`);
        await pause(20);
    }
}

test(`${many.toLocaleString('en-US')} records leave daemon and backend as small as they were`, async () => {
    const daemon = await start_daemon({ application: 'export_memory', args: ['--streams=1'] });
    try {
        const caller = client({ token: api.token, base: daemon.base });
        const warm = await get(grains.path, { limit: 2000 }, lines, caller);
        assert.equal(warm.text.split('\n').length - 1, 2000);
        const backend = await sql(`SELECT pid FROM pg_stat_activity WHERE application_name = 'export_memory'
            AND query LIKE '%viginti.stream%'`);
        const before_daemon = memory_of(daemon.pid, 'VmHWM');
        const before_backend = memory_of(backend, 'RssAnon');
        let most_backend = 0;
        for (const headers of [lines, csv]) {
            const { response } = await begin(daemon.base, `${grains.path}?limit=all`, headers);
            let bytes = 0;
            let breaks = 0;
            for await (const part of response) {
                bytes += part.length;
                for (const byte of part)
                    breaks += byte === 10;
                most_backend = Math.max(most_backend, memory_of(backend, 'RssAnon'));
            }
            assert.equal(breaks, headers === csv ? many + 1 : many);
            assert.ok(bytes > 20e6);
        }
        assert.ok(memory_of(daemon.pid, 'VmHWM') - before_daemon < 4096, 'the daemon grew by '
            + `${memory_of(daemon.pid, 'VmHWM') - before_daemon} kB`);
        assert.ok(most_backend - before_backend < 6144, `the backend grew by ${most_backend - before_backend} kB`);
    } finally {
        await daemon.stop();
    }
});

test('a client that reads slowly holds up the backend, not the memory of the daemon', async () => {
    const daemon = await start_daemon({ application: 'export_slow', args: ['--streams=1'] });
    try {
        const { request, response } = await begin(daemon.base, `${grains.path}?limit=all`, lines);
        await pause(700);
        assert.equal(await sql(`SELECT wait_event FROM pg_stat_activity WHERE application_name = 'export_slow'
            AND query LIKE '%viginti.stream%'`), 'ClientWrite');
        assert.ok(memory_of(daemon.pid, 'VmRSS') < 20 * 1024);
        // Quick calls have connections of their own.
        expect(await client({ token: api.token, base: daemon.base }).get(crates.path), 200);
        response.resume();
        await new Promise((done) => response.on('end', done));
        assert.ok(response.complete);
        request.destroy();
    } finally {
        await daemon.stop();
    }
});

test('a client that leaves has its statement cancelled, and the connection serves the next', async () => {
    const daemon = await start_daemon({ application: 'export_gone', args: ['--streams=1'] });
    try {
        const { request, response } = await begin(daemon.base, `${grains.path}?limit=all`, lines);
        await new Promise((done) => response.once('readable', done));
        assert.equal(await streams_of('export_gone'), '1');
        request.destroy();
        await until(async () => await streams_of('export_gone') === '0', 'the statement ends');
        const next = await get(grains.path, { limit: 5 }, lines, client({ token: api.token, base: daemon.base }));
        assert.equal(next.text.split('\n').length - 1, 5);
    } finally {
        await daemon.stop();
    }
});

for (const [what, end] of [['an error', 'pg_cancel_backend'], ['a lost connection', 'pg_terminate_backend']])
    test(`${what} in the middle ends the answer without its last chunk`, async () => {
        const daemon = await start_daemon({ application: 'export_broken', args: ['--streams=1'] });
        try {
            const { response } = await begin(daemon.base, `${grains.path}?limit=all`, lines);
            await pause(300);
            assert.equal(await sql(`SELECT ${end}(pid) FROM pg_stat_activity
                WHERE application_name = 'export_broken' AND query LIKE '%viginti.stream%'`), 't');
            await assert.rejects(async () => {
                for await (const part of response)
                    assert.ok(part.length > 0);
            }, /aborted|ECONNRESET/);
            assert.equal(response.complete, false);
            assert.match(daemon.log(), /error GET \/rest\/grains broke off/);
            const next = await get(grains.path, { limit: 5 }, lines, client({ token: api.token, base: daemon.base }));
            assert.equal(next.text.split('\n').length - 1, 5);
        } finally {
            await daemon.stop();
        }
    });

test('a client that takes nothing is cut off after --stall-timeout', async () => {
    const daemon = await start_daemon({ application: 'export_stall', args: ['--streams=1', '--stall-timeout=500ms'] });
    try {
        const { response } = await begin(daemon.base, `${grains.path}?limit=all`, lines);
        await until(async () => await streams_of('export_stall') === '0', 'the statement ends');
        assert.match(daemon.log(), /broke off: the client takes nothing/);
        await assert.rejects(async () => {
            for await (const part of response)
                assert.ok(part.length > 0);
        });
    } finally {
        await daemon.stop();
    }
});

test('requests beyond --streams wait for their turn, or for --queue-timeout', async () => {
    const daemon = await start_daemon({ args: ['--streams=1', '--queue-timeout=400ms'] });
    try {
        const caller = client({ token: api.token, base: daemon.base });
        const answers = await Promise.all([1, 2, 3].map((n) => get(grains.path, { limit: 20 * n }, lines, caller)));
        assert.deepEqual(answers.map((answer) => answer.text.split('\n').length - 1), [20, 40, 60]);
        const { request, response } = await begin(daemon.base, `${grains.path}?limit=all`, lines);
        await new Promise((done) => response.once('readable', done));
        const late = await get(grains.path, { limit: 5 }, lines, caller);
        expect_fault(late, 503, 'The request waited too long for its turn', { code: 'OVERLOADED' });
        request.destroy();
    } finally {
        await daemon.stop();
    }
});

test('a daemon that is told to end finishes what a reading client takes', async () => {
    const daemon = await start_daemon({ args: ['--streams=1'] });
    const { response } = await begin(daemon.base, `${grains.path}?limit=all`, csv);
    await new Promise((done) => response.once('readable', done));
    const stopped = daemon.stop();
    let breaks = 0;
    for await (const part of response)
        for (const byte of part)
            breaks += byte === 10;
    assert.equal(breaks, many + 1);
    await stopped;
});
