// POST /rest/import: records from CSV and NDJSON, all or none, or with a verdict for each bad line.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
    client, expect, expect_fault, fingerprint, make_key, make_object, make_workspace, many_to_one, options, pause,
    randomUUID, selfcheck, sql, start_daemon, unknown_id,
} from './helpers.mjs';
import { parse_csv, write_csv } from './csv.mjs';

const csv = { 'content-type': 'text/csv' };
const lines = { 'content-type': 'application/x-ndjson' };

let api;
let goods;
let shelves;

before(async () => {
    api = await make_workspace('bulk_imports');
    shelves = await make_object(api, 'shelf', [], { namePlural: 'shelves' });
    goods = await make_object(api, 'good', [{ name: 'code', type: 'TEXT', isUnique: true },
        { name: 'note', type: 'TEXT' }, { name: 'weight', type: 'NUMBER' }, { name: 'fragile', type: 'BOOLEAN' },
        { name: 'packed', type: 'DATE' }, { name: 'sold', type: 'DATE_TIME' }, { name: 'price', type: 'CURRENCY' },
        { name: 'marks', type: 'ARRAY' }, { name: 'extra', type: 'RAW_JSON' }, { name: 'mail', type: 'EMAILS' },
        { name: 'kind', type: 'SELECT', options: options('BIG', 'SMALL') },
        { name: 'kinds', type: 'MULTI_SELECT', options: options('A', 'B') },
        { name: 'text', type: 'RICH_TEXT' },
        many_to_one('shelf', shelves.object, 'Goods')]);
});
after(() => selfcheck());

const send = (body, headers = csv, target = '/rest/import/goods', caller = api) =>
    caller.raw('POST', target, body, headers);
const import_of = (answer, status = 201) => expect(answer, status).data.import;
const empty = () => sql('DELETE FROM bulk_imports.goods');
const count = async () => Number(await sql('SELECT count(*) FROM bulk_imports.goods'));
const all = async () =>
    expect(await api.get(goods.path, { depth: 0, order_by: 'name', limit: 60 }), 200).data.goods;

test('CSV: the header names fields, sub-fields and foreign keys', async () => {
    const shelf = expect(await api.post(shelves.path, { name: 's' }), 201).data.shelf.id;
    const body = 'name,note,weight,fragile,packed,sold,price.amountMicros,price.currencyCode,marks,extra,'
        + 'mail.primaryEmail,mail.additionalEmails,kind,kinds,text.markdown,shelfId\r\n'
        + `a,"x, ""y""\n",1.5,TRUE,2026-01-31,2026-01-31T09:00:00+01:00,9007199254740993,EUR,"[""p"",""q""]","{""k"":[1]}",`
        + `Ada@Mail.example,"[""b@mail.example""]",BIG,"[""A"",""B""]",**hi**,${shelf}\r\n`
        + 'b,,,,,,,,one,,,,,B,,\r\n';
    assert.deepEqual(import_of(await send(body)), { created: 2, failed: 0, errors: [] });
    const [a, b] = await all();
    assert.equal(a.note, 'x, "y"\n');
    assert.equal(a.weight, 1.5);
    assert.equal(a.fragile, true);
    assert.equal(a.packed, '2026-01-31');
    assert.equal(a.sold, '2026-01-31T08:00:00.000Z');
    assert.equal(await sql("SELECT price_amount_micros FROM bulk_imports.goods WHERE name = 'a'"), '9007199254740993');
    assert.deepEqual(a.marks, ['p', 'q']);
    assert.deepEqual(a.extra, { k: [1] });
    assert.deepEqual(a.mail, { primaryEmail: 'ada@mail.example', additionalEmails: ['b@mail.example'] });
    assert.deepEqual([a.kind, a.kinds, a.text.markdown, a.shelfId], ['BIG', ['A', 'B'], '**hi**', shelf]);
    assert.deepEqual([b.note, b.weight, b.fragile, b.packed, b.marks, b.kinds, b.extra, b.shelfId],
        ['', null, null, null, ['one'], ['B'], null, null]);
    assert.equal(a.createdBy.source, 'IMPORT');
    assert.ok(a.id && a.createdAt);
    await empty();
});

test('NDJSON: each line is a record as a client would post it', async () => {
    const body = [{ name: 'a', price: { amountMicros: 5, currencyCode: 'USD' } }, { id: unknown_id, name: 'b' }, {}]
        .map((record) => JSON.stringify(record)).join('\n') + '\n\n';
    assert.equal(import_of(await send(body, lines)).created, 3);
    assert.equal(await sql(`SELECT name FROM bulk_imports.goods WHERE id = '${unknown_id}'`), 'b');
    await empty();
});

const hostile = ['plain', '', null, 'a,b', 'say "x"', 'two\r\nlines', 'tab\tand\\back', '=1+1', ' blanks ', 'ünï©ode 🎲',
    '"', '\n', "'); DROP TABLE goods; --", '<b>', '\u2028', '{"a":1}', 'NULL', '\\N'];

for (const [what, accept, type] of [['CSV', 'text/csv', csv], ['NDJSON', 'application/x-ndjson', lines]])
    test(`what ${what} exports imports as the same records`, async () => {
        for (const [i, note] of hostile.entries())
            expect(await api.post(goods.path, { name: `n${i}`, code: i % 3 ? `c${i}` : null, note,
                weight: i % 2 ? i / 8 : null, fragile: i % 3 === 0, packed: i % 4 ? '2026-01-31' : null,
                sold: i % 2 ? '2026-01-31T09:00:00.123Z' : null, price: { amountMicros: i, currencyCode: 'EUR' },
                marks: i % 2 ? [note ?? 'x', 'y,"z"'] : [], extra: i % 2 ? { a: [1, note] } : null,
                mail: { primaryEmail: `m${i}@x.example`, additionalEmails: i % 2 ? ['z@x.example'] : [] },
                kind: i % 5 ? 'BIG' : null, kinds: i % 2 ? ['A', 'B'] : [],
                text: { markdown: i % 2 ? note : null } }), 201);
        // updatedBy says who wrote last: that is the import.
        const rows = () => sql(`SELECT to_jsonb(g) - 'updated_by_source' - 'updated_by_name' - 'search_vector'
            FROM bulk_imports.goods g ORDER BY id`);
        const before_import = await rows();
        const exported = await api.raw('GET', '/rest/goods?limit=all', undefined, { accept });
        await empty();
        assert.equal(import_of(await send(exported.text, type)).created, hostile.length);
        assert.equal(await rows(), before_import);
        await empty();
    });

test('an object and a field made a second ago, names of either dialect, a mark at the start', async () => {
    const fresh = await make_object(api, 'gadget', [{ name: 'sizeInMm', type: 'NUMBER' }]);
    const answer = await send('\ufeffname,sizeInMm\nx,3\n', csv, '/rest/import/gadgets');
    assert.equal(import_of(answer).created, 1);
    assert.equal(expect(await api.get(fresh.path), 200).data.gadgets[0].sizeInMm, 3);
    const twenty = client({ token: api.token, dialect: 'twenty' });
    assert.equal(import_of(await send('title,bodyV2.markdown\nx,**y**\n', csv, '/rest/import/notes', twenty)).created, 1);
    assert.equal(import_of(await send('title,body.markdown\nx,**y**\n', csv, '/rest/import/notes')).created, 1);
});

test('a header with a name that is none, or twice, or incomplete, is refused with what is allowed', async () => {
    for (const [header, message] of [['name,foo', 'is no field of good'], ['name,name', 'stands twice'],
        ['price', 'needs a sub-field'], ['name.first', 'has no sub-fields'], ['price.foo', 'names no sub-field of price'],
        ['shelf', 'is a relation, set by the column shelfId'], ['searchVector', 'is no field of good'], ['', 'is no field']])
        expect_fault(await send(`${header}\n`), 400, new RegExp(`^Line 1: the column ".*" ${message}`),
            { path: '/lines/1', hint: /^Columns are named id, .*price\.amountMicros.*shelfId/ });
    expect_fault(await send(''), 400, 'Line 1: the header line is missing');
});

test('all or nothing: the first fault is told with its line, and nothing is written', async () => {
    const before_all = await fingerprint('bulk_imports');
    for (const [body, headers, message, path] of [
        ['name,weight\na,1\nb,x\nc,y\n', csv, 'Line 3: Invalid number value \'x\' for field "weight"', '/lines/3/weight'],
        ['name,price.amountMicros\na,1\nb,x\n', csv, /^Line 3: Invalid number value/, '/lines/3/price/amountMicros'],
        ['name,note\n"a\nb",x\nc\n', csv, 'Line 4: there are 1 cells, and 2 columns in the header', '/lines/4'],
        ['name\n"a" b\n', csv, /^Line 2, column 4: Text stands behind/, '/lines/2'],
        ['name,code\na,k\nb,k\nc,k\n', csv, 'Line 3: A duplicate entry was detected for field "code"', '/lines/3/code'],
        [`name,shelfId\na,\nb,${unknown_id}\n`, csv, /^Line 3: insert or update .* violates foreign key/, '/lines/3/shelfId'],
        ['name,code,weight\na,k,1\nb,k,2\nc,d,x\n', csv, /^Line 3: A duplicate/, '/lines/3/code'],
        ['name,marks\na,"[1"\n', csv, /^Line 2: /, '/lines/2/marks'],
        ['name,kind\na,HUGE\n', csv, /^Line 2: Invalid value "HUGE"/, '/lines/2/kind'],
        ['{"name":"a"}\n{"name":\n', lines, /^Line 2: /, '/lines/2'],
        ['{"name":"a"}\n[]\n', lines, 'Line 2: a JSON object is expected', '/lines/2'],
        ['{"name":"a"}\n\n{"foo":1}\n', lines, 'Line 3: Object good doesn\'t have any "foo" field.', '/lines/3/foo'],
    ])
        expect_fault(await send(body, headers), 400, message, { path });
    assert.equal(await fingerprint('bulk_imports'), before_all);
});

test('on_error=report: good lines are in, bad ones are told one by one', async () => {
    const body = 'name,code,weight,shelfId\n'
        + Array.from({ length: 3000 }, (_, i) => {
            if (i === 7) return `n${i},c6,1,`; // taken by the line before
            if (i === 1500) return `n${i},c${i},1,${unknown_id}`;
            if (i === 2500) return `n${i},c${i},heavy,`;
            if (i === 2600) return `n${i}`;
            return `n${i},c${i},${i},`;
        }).join('\n');
    const told = import_of(await send(body, csv, '/rest/import/goods?on_error=report'));
    assert.equal(told.created, 2996);
    assert.equal(told.failed, 4);
    assert.deepEqual(told.errors.map(({ line, path, code }) => [line, path, code]).sort((a, b) => a[0] - b[0]), [
        [9, '/lines/9/code', 'DUPLICATE_ENTRY'],
        [1502, '/lines/1502/shelfId', 'CONSTRAINT_VIOLATED'],
        [2502, '/lines/2502/weight', told.errors.find((error) => error.line === 2502).code],
        [2602, '/lines/2602', told.errors.find((error) => error.line === 2602).code],
    ]);
    for (const error of told.errors)
        assert.match(error.message, new RegExp(`^Line ${error.line}: `));
    assert.equal(await count(), 2996);
    const nothing = await send('name,weight\na,x\n', csv, '/rest/import/goods?on_error=report');
    assert.equal(import_of(nothing, 200).created, 0);
    await empty();
});

test('errors are named up to a thousand, and counted beyond', async () => {
    const body = 'name,weight\n' + 'a,x\n'.repeat(1500);
    const told = import_of(await send(body, csv, '/rest/import/goods?on_error=report'), 200);
    assert.equal(told.failed, 1500);
    assert.equal(told.errors.length, 1000);
});

test('dry_run does it all and undoes it', async () => {
    const before_all = await fingerprint('bulk_imports');
    assert.deepEqual(import_of(await send('name\na\nb\n', csv, '/rest/import/goods?dry_run=true'), 200),
        { created: 2, failed: 0, errors: [], dryRun: true });
    expect_fault(await send('name,code\na,k\nb,k\n', csv, '/rest/import/goods?dry_run=true'), 400, /^Line 3: A duplicate/);
    assert.equal(await fingerprint('bulk_imports'), before_all);
});

test('another type, unknown words and other methods are refused with what is allowed', async () => {
    expect_fault(await send('{}', { 'content-type': 'application/json' }), 415, /cannot be imported/,
        { code: 'UNSUPPORTED_MEDIA_TYPE', hint: 'Allowed are text/csv and application/x-ndjson' });
    expect_fault(await send('name\n', csv, '/rest/import/goods?on_error=skip'), 400,
        "'on_error=skip' parameter invalid. Allowed values are abort, report", { path: 'on_error' });
    expect_fault(await send('name\n', csv, '/rest/import/goods?dry_run=yes'), 400, /Allowed values are true, false/);
    expect_fault(await send('name\n', csv, '/rest/import/things'), 404, /object 'things' not found/);
    const other = await api.get('/rest/import/goods');
    expect_fault(other, 405);
    assert.equal(other.headers.allow, 'POST');
    const viewer = client({ token: await make_key('import viewer', { workspace: 'bulk_imports', role: 'viewer' }) });
    expect_fault(await send('name\na\n', csv, '/rest/import/goods', viewer), 403);
    expect_fault(await send('name\na\n', csv, '/rest/import/goods?on_error=report', viewer), 403);
});

const memory_of = (pid, name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

test('100,000 records in one request: seen in viginti.import_progress, memory bounded', async () => {
    const records = 100_000;
    const daemon = await start_daemon({ application: 'import_big', args: ['--connections=1'] });
    try {
        const caller = client({ token: api.token, base: daemon.base });
        expect(await caller.get(goods.path, { limit: 1 }), 200);
        const backend = await sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'import_big'");
        const body = write_csv([['name', 'code', 'weight', 'price.amountMicros', 'price.currencyCode'],
            ...Array.from({ length: records }, (_, i) => [`item ${i}`, `k${i}`, i, i * 1000, 'EUR'])]);
        const before_import = memory_of(backend, 'RssAnon');
        let most = 0;
        const seen = [];
        let is_over = false;
        const watching = (async () => {
            while (!is_over) {
                most = Math.max(most, memory_of(backend, 'RssAnon'));
                const row = await sql(`SELECT workspace, object, bytes_processed, bytes_total, records_created,
                    records_failed FROM viginti.import_progress WHERE pid = ${backend}`);
                if (row)
                    seen.push(row.split('|'));
                await pause(20);
            }
        })();
        const answer = await send(body, csv, '/rest/import/goods', caller);
        is_over = true;
        await watching;
        assert.equal(import_of(answer).created, records);
        assert.equal(await count(), records);
        assert.ok(seen.length > 3, `seen ${seen.length} times`);
        for (const [workspace, object, , total, , failed] of seen)
            assert.deepEqual([workspace, object, total, failed], ['bulk_imports', 'goods', String(Buffer.byteLength(body)), '0']);
        const read = seen.map((row) => Number(row[2]));
        assert.deepEqual(read, [...read].sort((a, b) => a - b));
        assert.ok(Number(seen.at(-1)[4]) > 0);
        assert.equal(await sql(`SELECT count(*) FROM viginti.import_progress`), '0');
        // The body three times over: as it came, as the argument and as the text that is read; and a batch.
        const allowed = 3 * Buffer.byteLength(body) / 1024 + 24 * 1024;
        assert.ok(most - before_import < allowed, `the backend grew by ${most - before_import} kB of ${allowed}`);
    } finally {
        await daemon.stop();
        await empty();
    }
});

test('an import under way that fails leaves no progress behind, and --max-import bounds it', async () => {
    const body = 'name,weight\n' + 'a,1\n'.repeat(20_000) + 'b,x\n';
    expect_fault(await send(body), 400, /^Line 20002: /);
    assert.equal(await sql('SELECT count(*) FROM viginti.import_progress'), '0');
    const daemon = await start_daemon({ args: ['--max-import=1k', '--max-body=100'] });
    try {
        const caller = client({ token: api.token, base: daemon.base });
        expect_fault(await send(`name\n${'a\n'.repeat(1000)}`, csv, '/rest/import/goods', caller), 413,
            'The request body is too large', { hint: 'the limit is 1024 bytes' });
        assert.equal(import_of(await send(`name\n${'a\n'.repeat(100)}`, csv, '/rest/import/goods', caller)).created, 100);
        expect_fault(await caller.post(goods.path, { name: 'x'.repeat(200) }), 413);
    } finally {
        await daemon.stop();
        await empty();
    }
});

test('--import-timeout takes the place of --request-timeout', async () => {
    const body = `name,weight\n${'a,1\n'.repeat(30_000)}`;
    for (const [args, status] of [['--request-timeout=100ms', 201], ['--import-timeout=100ms', 504]]) {
        const daemon = await start_daemon({ args: [args] });
        try {
            const caller = client({ token: api.token, base: daemon.base });
            const answer = await send(body, csv, '/rest/import/goods', caller);
            assert.equal(answer.status, status, answer.text);
        } finally {
            await daemon.stop();
        }
    }
    assert.equal(await count(), 30_000);
    await empty();
});

test('an exported file that a spreadsheet wrote back imports: all quoted, LF alone, a blank line at the end', async () => {
    const ids = [randomUUID(), randomUUID()];
    const body = ids.map((id, i) => `"${id}","n${i}","","${i}",""\n`).join('');
    assert.equal(import_of(await send(`"id","name","note","weight","packed"\n${body}\n`)).created, 2);
    const exported = parse_csv((await api.raw('GET', '/rest/goods?limit=all&order_by=name', undefined,
        { accept: 'text/csv' })).text);
    assert.deepEqual(exported.slice(1).map((row) => row[0]), ids);
    await empty();
});
