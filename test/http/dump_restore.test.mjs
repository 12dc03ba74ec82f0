// pg_dump, then restore into an empty database: the same answers, the same rights, the same model.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
    client, each, expect, expect_fault, fingerprint, make_object, make_workspace, many_to_one,
    object_input, run, selfcheck, sql, start_daemon,
} from './helpers.mjs';
import { field_samples, sample_record } from './samples.mjs';

const [source, copy] = ['dump_source', 'dump_copy'];
const folder = mkdtempSync(join(tmpdir(), 'viginti-dump-'));
const daemons = [];
let old_api;
let new_api;
let questions;

async function ask(api) {
    const answers = await each(questions, async (question) => {
        const { status, text } = await api.get(question);
        assert.equal(status, 200, `${question}: ${text.slice(0, 300)}`);
        return text;
    });
    return answers;
}

before(async () => {
    await sql(`CREATE DATABASE ${source}`);
    await sql(`CREATE EXTENSION viginti; SELECT viginti.create_api_login('dump_api')`,
        { in_database: source });
    const first = await start_daemon({ in_database: source, user: 'dump_api',
        application: 'dump_old' });
    daemons.push(first);
    old_api = await make_workspace('shop', { in_database: source, base: first.base });
    const shelves = await make_object(old_api, 'shelf', [], { namePlural: 'shelves',
        labelPlural: 'Shelves' });
    const goods = await make_object(old_api, 'good', [...field_samples.map(({ field }) => field),
        { name: 'code', type: 'TEXT', isUnique: true }, many_to_one('shelf', shelves.object,
            'Goods')]);
    const shelf = expect(await old_api.post(shelves.path, { name: 'top' }), 201).data.shelf;
    expect(await old_api.post(goods.batch, [{ ...sample_record(0).body, code: 'one',
        shelfId: shelf.id },
        { ...sample_record(1).body, code: 'two' }, {}]), 201);
    const company = expect(await old_api.post('/rest/companies', { name: "O'Neil \\ \"Sons\"" }),
        201).data.company;
    expect(await old_api.post('/rest/people', { name: { firstName: 'Ädä' },
        companyId: company.id }), 201);
    const gone = expect(await old_api.post(goods.path, { code: 'gone' }), 201).data.good;
    expect(await old_api.delete(`${goods.path}/${gone.id}`), 200);
    expect(await old_api.post('/rest/metadata/indexes', { objectMetadataId: goods.id, isUnique: true,
        fields: [{ name: 'code' }, { name: 'shelfId', direction: 'DescNullsLast' }] }), 201);
    // Objects and fields that changed their names, and a label that wants quoting.
    expect(await old_api.patch(`/rest/metadata/objects/${shelves.id}`,
        { nameSingular: 'rack', namePlural: 'racks', labelSingular: "R'ack",
            description: "It''s \\ $$" }), 200);
    expect(await old_api.patch(`/rest/metadata/fields/${goods.fields.aNumber.id}`,
        { name: 'weight' }), 200);
    await sql("SELECT viginti.create_api_key('shop', 'looker', 'viewer')", { in_database: source });
    await sql(`SELECT viginti.add_document('shop', '{ goods { totalCount } }', 'app:goods')`,
        { in_database: source });
    // A cursor from before the dump is signed by a secret that comes along.
    const cursor = expect(await old_api.get(goods.path, { order_by: 'code', limit: 1 }), 200)
        .pageInfo.endCursor;
    await sql('SELECT viginti.enable_ddl_guard()', { in_database: source });
    questions = ['/rest/goods?order_by=position&depth=2', '/rest/racks?depth=2',
        '/rest/people?depth=2',
        '/rest/companies?depth=1', '/rest/metadata/objects?limit=200',
            '/rest/metadata/fields?limit=200', '/rest/metadata/indexes?limit=200',
        '/graphql?documentId=app:goods', '/rest/goods?filter=deletedAt[is]:NOT_NULL',
            '/rest/goods?filter=weight[lt]:0&order_by=aSelect,weight',
        `/rest/goods?limit=1&order_by=code&starting_after=${encodeURIComponent(cursor)}`];
});

after(async () => {
    for (const daemon of daemons)
        await daemon.stop();
    for (const name of [source, copy])
        await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
});

test('a dump restores without an error into an empty database', async () => {
    const file = join(folder, 'dump');
    await run('pg_dump', ['--format=custom', `--file=${file}`, source]);
    await sql(`CREATE DATABASE ${copy}`);
    await run('pg_restore', ['--exit-on-error', `--dbname=${copy}`, file]);
    await selfcheck(copy);
    const second = await start_daemon({ in_database: copy, user: 'dump_api',
        application: 'dump_new' });
    daemons.push(second);
    new_api = client({ token: old_api.token, base: second.base });
});

test('the old key gets the same answers, byte for byte', async () => {
    assert.deepEqual(await ask(new_api), await ask(old_api));
    assert.equal(await fingerprint('shop', copy), await fingerprint('shop', source));
});

test('records are written as before, with the same rules', async () => {
    expect_fault(await new_api.post('/rest/goods', { code: 'one' }), 400,
        /A duplicate entry was detected/,
        { path: '/code' });
    expect_fault(await new_api.post('/rest/goods', { aSelect: 'PINK' }), 400, /^Invalid value/);
    const made = expect(await new_api.post('/rest/goods', { ...sample_record(1).body,
        aNumber: undefined, weight: 1 }),
        201).data.good;
    assert.equal(made.weight, 1);
    expect(await new_api.delete(`/rest/goods/${made.id}`), 200);
});

test('the model can be changed as before: fields, renames, new objects, deletion', async () => {
    const { data } = expect(await new_api.get('/rest/metadata/objects', { limit: 200 }), 200);
    const goods = data.objects.find(({ namePlural }) => namePlural === 'goods');
    const field = expect(await new_api.post('/rest/metadata/fields',
        { objectMetadataId: goods.id, type: 'TEXT', name: 'extra', label: 'Extra' }),
            201).data.field;
    expect(await new_api.patch(`/rest/metadata/fields/${field.id}`, { name: 'more',
        isUnique: true }), 200);
    expect(await new_api.post('/rest/metadata/objects', object_input('fresh',
        { namePlural: 'freshes' })), 201);
    expect(await new_api.post('/rest/freshes', {}), 201);
    expect(await new_api.delete(`/rest/metadata/fields/${field.id}`), 200);
    const racks = data.objects.find(({ namePlural }) => namePlural === 'racks');
    expect(await new_api.delete(`/rest/metadata/objects/${racks.id}`), 200);
    await selfcheck(copy);
    await selfcheck(source);
});

test('the guard against DDL comes along, and goes with the extension', async () => {
    await assert.rejects(sql('ALTER TABLE shop.people ADD COLUMN more text',
        { in_database: copy }), /add a field by POST \/rest\/metadata\/fields/);
    await sql('BEGIN; SELECT viginti.enable_ddl_guard(); DROP EXTENSION viginti; ROLLBACK',
        { in_database: copy });
});

test('rights are those of before: a viewer reads and does not write', async () => {
    const token = await sql("SELECT viginti.create_api_key('shop', 'new looker', 'viewer')",
        { in_database: copy });
    const viewer = client({ token, base: daemons[1].base });
    expect(await viewer.get('/rest/goods'), 200);
    expect_fault(await viewer.post('/rest/goods', {}), 403, /does not have permission/);
    await assert.rejects(sql("SELECT viginti.create_api_key('shop', 'x', 'emperor')",
        { in_database: copy }),
        /emperor/);
});

test('a plain SQL dump of the data alone reads back, too', async () => {
    const text = await run('pg_dump', ['--data-only', '--inserts', '--schema=shop',
        '--table=shop.goods', source]);
    assert.match(text, /INSERT INTO shop\.goods VALUES/);
});
