// Indexes over the wire in both dialects, and the life cycle as a second connection sees it: one whose
// plans were made before a change answers rightly after it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, find_object, fingerprint, make_key, make_object, make_workspace, object_input,
    options, read_forward, selfcheck, sql, start_daemon, unknown_id,
} from './helpers.mjs';

const workspace = 'indexed';
const path = '/rest/metadata/indexes';
const changes = '/rest/metadata/changes';
let api, twenty, boats;

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    boats = await make_object(api, 'boat', [{ name: 'hull', type: 'TEXT' }, { name: 'built', type: 'DATE' },
        { name: 'mails', type: 'EMAILS' }, { name: 'tags', type: 'MULTI_SELECT', options: options('A', 'B') }]);
});
after(() => selfcheck());

const add = (fields, more = {}) => api.post(path, { objectMetadataId: boats.id, fields, ...more });
const remove = async (id) => expect(await api.delete(`${path}/${id}`), 200);

describe('indexes', () => {
    test('§4 the list pages by id and filters by object', async () => {
        const { records, pages } = await read_forward(api, path, 'indexes', { limit: 7 });
        assert.equal(new Set(records.map(({ id }) => id)).size, pages[0].totalCount);
        assert.deepEqual(records.map(({ id }) => id), records.map(({ id }) => id).sort());
        assert.equal(pages[0].pageInfo.startCursor, records[0].id);
        const own = expect(await api.get(path, { objectMetadataId: boats.id }), 200);
        assert.deepEqual(own.data.indexes, records.filter((one) => one.objectMetadataId === boats.id));
        assert.equal(own.totalCount, own.data.indexes.length);
        assert.deepEqual(own.data.indexes.map(({ name }) => name).sort(),
            ['boats__pkey', 'boats__position_idx', 'boats__search_vector_idx']);
        assert.equal(expect(await api.get(path, { objectMetadataId: unknown_id }), 200).totalCount, 0);
        expect_fault(await api.get(path, { objectMetadataId: 'boats' }), 400, 'Validation failed (uuid is expected)');
    });

    test('§15 one is made, read, listed and deleted in either dialect', async () => {
        const body = { objectMetadataId: boats.id, fields: [{ name: 'hull' }] };
        const made = expect(await twenty.post(path, body), 201).data.createOneIndex;
        assert.equal(made.indexType, 'BTREE');
        assert.deepEqual(expect(await twenty.get(`${path}/${made.id}`), 200).data.index, made);
        assert.deepEqual(expect(await twenty.delete(`${path}/${made.id}`), 200).data.deleteOneIndex, made);
        const standard = expect(await api.post(path, body), 201).data.index;
        assert.deepEqual((await remove(standard.id)).data.deleteOneIndex, { id: standard.id });
        expect_fault(await api.get(`${path}/${standard.id}`), 404, 'Index metadata not found');
        expect_fault(await api.delete(`${path}/${standard.id}`), 404, 'Index metadata not found');
        expect_fault(await api.delete(`${path}/x`), 400, 'Validation failed (uuid is expected)');
        expect_fault(await api.patch(`${path}/${standard.id}`, {}), 405);
    });

    test('only who may change the model makes one', async () => {
        const member = client({ token: await make_key('member', { workspace, role: 'member' }) });
        expect_fault(await member.post(path, { objectMetadataId: boats.id, fields: [{ name: 'hull' }] }), 403);
        assert.equal((await member.get(path)).status, 200);
    });

    test('a refusal names every fault and changes nothing', async () => {
        const state = await fingerprint(workspace);
        const fault = expect_fault(await add([{ name: 'mails' }, { name: 'mast' }, { name: 'tags' }], { isUnique: true }), 400);
        assert.deepEqual(fault.errors.index[0].errors.map(({ code }) => code), Array(3).fill('INVALID_INDEX_INPUT'));
        expect_fault(await add([{ name: 'hull', x: 1 }, 'hull']), 400, 'property x should not exist', { path: '/fields/0/x' });
        expect_fault(await api.post(path, { objectMetadataId: unknown_id, fields: [{ name: 'id' }] }), 400,
            'Provided object metadata id does not exist', { path: '/objectMetadataId' });
        expect_fault(await api.post(path, [1]), 400);
        assert.equal(await fingerprint(workspace), state);
    });

    test('values that repeat are told as far as the caller may read them', async () => {
        const records = expect(await api.post('/rest/batch/boats', ['a', 'a', 'b'].map((hull) =>
            ({ hull, built: '2020-02-02' }))), 201).data.boats;
        const state = await fingerprint(workspace);
        expect_fault(await add([{ name: 'hull' }, { name: 'built' }], { isUnique: true }), 400,
            'A duplicate entry was detected for fields "hull", "built": 1 values are there more than once, in 2 records, '
            + 'e.g. "a", "2020-02-02" in 2 records', { code: 'DUPLICATE_ENTRY', path: '/fields' });
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'admin'`);
        await sql(`ALTER TABLE ${workspace}.boats ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON ${workspace}.boats TO "${role}" USING (hull <> 'a')`);
        expect_fault(await add([{ name: 'hull' }, { name: 'built' }], { isUnique: true }), 400,
            'A duplicate entry was detected for fields "hull", "built": 1 values are there more than once, in 2 records');
        await sql(`DROP POLICY own ON ${workspace}.boats; ALTER TABLE ${workspace}.boats DISABLE ROW LEVEL SECURITY`);
        await sql(`REVOKE SELECT ON ${workspace}.boats FROM "${role}"; GRANT SELECT (id, deleted_at) ON ${workspace}.boats TO "${role}"`);
        expect_fault(await add([{ name: 'hull' }], { isUnique: true }), 400,
            'A duplicate entry was detected for field "hull": 1 values are there more than once, in 2 records');
        await sql(`REVOKE SELECT (id, deleted_at) ON ${workspace}.boats FROM "${role}"; GRANT SELECT ON ${workspace}.boats TO "${role}"`);
        assert.equal(await fingerprint(workspace), state);
        await each(records, ({ id }) => api.delete(`/rest/boats/${id}`, { soft_delete: false }));
    });

    test('a rehearsal shows class, lock and rows, and the index in the API', async () => {
        expect(await api.post('/rest/batch/boats', ['p', 'q'].map((hull) => ({ hull }))), 201);
        await sql(`ANALYZE ${workspace}.boats`);
        const state = await fingerprint(workspace);
        const { rehearsal } = expect(await api.post(path, { objectMetadataId: boats.id, fields: [{ name: 'hull' }] },
            { rehearse: true }), 200).data;
        assert.equal(rehearsal.steps.length, 1);
        const [{ class: kind, locks, rows }] = rehearsal.steps;
        assert.deepEqual([kind, locks, rows], ['scan', [{ table: `${workspace}.boats`, mode: 'ShareLock' }], 2]);
        assert.deepEqual(rehearsal.api, [{ change: 'added', object: 'boats', index: rehearsal.result.name }]);
        assert.equal(await fingerprint(workspace), state);
    });

    test('in lists they are made over what the list makes, and deleted by name', async () => {
        const list = [{ op: 'createObject', set: object_input('raft', { fields: [{ type: 'TEXT', name: 'log', label: 'Log' }] }) },
            { op: 'createIndex', object: 'raft', set: { isUnique: true, fields: [{ name: 'log' }, { name: 'name' }] } }];
        const made = expect(await api.post(changes, { changes: list }), 200).data.changes[1];
        assert.equal(made.op, 'createIndex');
        assert.match(made.index.name, /^rafts__log_name_[0-9a-f]{8}_key$/);
        expect(await api.post('/rest/rafts', { log: 'x', name: 'y' }), 201);
        expect_fault(await api.post('/rest/rafts', { log: 'x', name: 'y' }), 400,
            'A duplicate entry was detected for fields "log", "name"', { path: '/log' });
        const fault = expect_fault(await api.post(changes, { changes: [{ op: 'deleteIndex', index: 'nosuch' },
            { op: 'createIndex', object: 'raft', set: { fields: [{ name: 'id' }, { name: 'z' }] } },
            { op: 'deleteIndex', object: 'raft', index: made.index.name }] }), 400);
        assert.deepEqual(fault.violations.map((one) => one.path),
            ['/changes/0/index', '/changes/1/set/fields/1', '/changes/2/object']);
        expect(await api.post(changes, { changes: [{ op: 'deleteIndex', index: made.index.name }] }), 200);
        expect(await api.post('/rest/rafts', { log: 'x', name: 'y' }), 201);
    });

    test('there is a limit to their number', async () => {
        const made = [];
        for (let i = 0; i < 40; ++i) {
            const answer = await add(Array.from({ length: 1 + Math.floor(i / 7) }, (_, n) => ({
                name: ['hull', 'built', 'name', 'createdAt', 'updatedAt', 'position', 'id'][(n + i) % 7] })));
            made.push(expect(answer, 201).data.index.id);
        }
        expect_fault(await add([{ name: 'deletedAt' }]), 400,
            'indexes_per_object is 40, object boat has as many', { code: 'LIMIT_EXCEEDED' });
        for (const id of made)
            await remove(id);
    });

    test('filters and orders are served by them', async () => {
        await sql(`INSERT INTO ${workspace}.boats (hull, built, tags) SELECT 'h' || n, date '2000-01-01' + n,
            CASE WHEN n % 1000 = 0 THEN '{A}'::text[] END FROM generate_series(1, 20000) n; ANALYZE ${workspace}.boats`);
        const made = [expect(await add([{ name: 'hull' }]), 201), expect(await add([{ name: 'built', direction: 'DescNullsLast' }]), 201),
            expect(await add([{ name: 'tags' }]), 201)].map(({ data }) => data.index);
        const plan = async (target) => JSON.stringify(JSON.parse(await sql(
            `SET viginti.workspace = '${workspace}'; SELECT viginti.explain('${target}'); RESET viginti.workspace`)));
        for (const [i, target] of [`/rest/boats?filter=hull[eq]:h77&depth=0`, '/rest/boats?order_by=built[DescNullsLast]&depth=0&limit=2',
            '/rest/boats?filter=tags[containsAny]:[A]&depth=0'].entries())
            assert.ok((await plan(target)).includes(made[i].name), target);
        await each(made, ({ id }) => remove(id));
        await sql(`DELETE FROM ${workspace}.boats`);
    });

    test('upsert takes a unique index for its key, alone or by on=', async () => {
        const made = expect(await add([{ name: 'hull' }, { name: 'mails', subField: 'primaryEmail' }], { isUnique: true }), 201).data.index;
        const body = { hull: 'oak', mails: { primaryEmail: 'a@b.example' } };
        const first = expect(await api.post('/rest/boats', body, { upsert: true }), 201).data.boat;
        const again = expect(await api.post('/rest/boats', { ...body, built: '2001-01-01' }, { upsert: true }), 201).data.boat;
        assert.equal(again.id, first.id);
        const chosen = expect(await api.post('/rest/batch/boats', [{ ...body, built: '2002-01-01' }, { hull: 'elm', mails: body.mails }],
            { upsert: true, on: 'mails.primaryEmail,hull' }), 201).data.boats;
        assert.equal(chosen[0].id, first.id);
        assert.notEqual(chosen[1].id, first.id);
        expect_fault(await api.post('/rest/boats', body, { upsert: true, on: 'hull' }), 400,
            /Allowed values are id; hull,mails.primaryEmail$/);
        expect_fault(await api.post('/rest/boats', { hull: 'oak' }, { upsert: true, on: 'hull,mails.primaryEmail' }), 400);
        // Two writers of one key: one makes the record, the other finds it.
        const both = await Promise.all(Array.from({ length: 8 }, () => api.post('/rest/boats',
            { hull: 'fir', mails: { primaryEmail: 'c@d.example' } }, { upsert: true })));
        assert.equal(new Set(both.map((one) => expect(one, 201).data.boat.id)).size, 1);
        await remove(made.id);
        await sql(`DELETE FROM ${workspace}.boats`);
    });
});

describe('a connection with plans made before a change', () => {
    let daemon, other;
    before(async () => {
        daemon = await start_daemon({ args: ['--connections=1', '--max-connections=1'] });
        other = client({ token: api.token, base: daemon.base });
    });
    after(() => daemon.stop());

    /** Makes the other connection keep plans of all that can be asked. */
    async function warm(plural, body, filter) {
        for (let i = 0; i < 3; ++i) {
            const made = expect(await other.post(`/rest/${plural}`, body), 201).data;
            const { id } = Object.values(made)[0];
            expect(await other.get(`/rest/${plural}`, { filter }), 200);
            expect(await other.get(`/rest/${plural}/${id}`), 200);
            expect(await other.patch(`/rest/${plural}/${id}`, body), 200);
            expect(await other.delete(`/rest/${plural}/${id}`, { soft_delete: false }), 200);
        }
    }

    test('knows the object that took another one’s name', async () => {
        await make_object(api, 'one', [{ name: 'mark', type: 'TEXT' }]);
        await make_object(api, 'two', [{ name: 'mark', type: 'NUMBER' }]);
        await warm('ones', { mark: 'x' }, 'mark[eq]:x');
        await warm('twos', { mark: 5 }, 'mark[eq]:5');
        const name = (object, to) => ({ op: 'updateObject', object, set: object_input(to) });
        expect(await api.post(changes, { changes: [name('one', 'tmp'), name('two', 'one'), name('tmp', 'two')] }), 200);
        expect(await other.post('/rest/ones', { mark: 7 }), 201);
        expect(await other.post('/rest/twos', { mark: 'y' }), 201);
        assert.equal(expect(await other.get('/rest/ones', { filter: 'mark[eq]:7' }), 200).data.ones[0].mark, 7);
        assert.equal(expect(await other.get('/rest/twos', { filter: 'mark[eq]:y' }), 200).data.twos[0].mark, 'y');
    });

    test('knows a field that came back as another type', async () => {
        const { id } = await make_object(api, 'three', [{ name: 'mark', type: 'TEXT' }]);
        await warm('threes', { mark: 'x' }, 'mark[eq]:x');
        expect(await api.post(changes, { changes: [{ op: 'deleteField', object: 'three', field: 'mark' },
            { op: 'createField', object: 'three', set: { type: 'SELECT', name: 'mark', label: 'Mark', options: options('A', 'B') } }] }), 200);
        expect_fault(await other.post('/rest/threes', { mark: 'x' }), 400);
        const made = expect(await other.post('/rest/threes', { mark: 'A' }), 201).data.three;
        assert.equal(expect(await other.get('/rest/threes', { filter: 'mark[in]:[A]' }), 200).data.threes[0].id, made.id);
        expect(await api.delete(`/rest/metadata/objects/${id}`), 200);
        expect_fault(await other.get('/rest/threes'), 404);
        expect_fault(await other.get(`/rest/threes/${made.id}`), 404);
        expect_fault(await other.post('/rest/threes', {}), 404);
        await make_object(api, 'three', [{ name: 'mark', type: 'BOOLEAN' }]);
        assert.equal(expect(await other.post('/rest/threes', { mark: true }), 201).data.three.mark, true);
        assert.equal(expect(await other.get('/rest/threes', { filter: 'mark[eq]:true' }), 200).totalCount, 1);
    });

    test('loses and regains what is deactivated', async () => {
        const { id, fields } = await make_object(api, 'four', [{ name: 'mark', type: 'TEXT' }]);
        await warm('fours', { mark: 'x' }, 'mark[eq]:x');
        expect(await other.post('/rest/fours', { mark: 'kept' }), 201);
        const activity = async (kind, one, isActive) =>
            expect(await api.patch(`/rest/metadata/${kind}/${one}`, { isActive }), 200);
        await activity('fields', fields.mark.id, false);
        assert.ok(!('mark' in expect(await other.get('/rest/fours'), 200).data.fours[0]));
        expect_fault(await other.post('/rest/fours', { mark: 'x' }), 400);
        expect_fault(await other.get('/rest/fours', { filter: 'mark[eq]:x' }), 400);
        await activity('fields', fields.mark.id, true);
        assert.equal(expect(await other.get('/rest/fours', { filter: 'mark[eq]:kept' }), 200).totalCount, 1);
        await activity('objects', id, false);
        expect_fault(await other.get('/rest/fours'), 404);
        await activity('objects', id, true);
        assert.equal(expect(await other.get('/rest/fours'), 200).data.fours[0].mark, 'kept');
    });

    test('uses an index that is unique now, and no longer', async () => {
        const { id } = await make_object(api, 'five', [{ name: 'mark', type: 'TEXT' }, { name: 'lot', type: 'NUMBER' }]);
        await warm('fives', { mark: 'x', lot: 1 }, 'mark[eq]:x');
        const body = { mark: 'a', lot: 1 };
        expect_fault(await other.post('/rest/fives', body, { upsert: true, on: 'mark,lot' }), 400);
        const made = expect(await api.post(path, { objectMetadataId: id, isUnique: true, fields: [{ name: 'mark' }, { name: 'lot' }] }), 201);
        const ids = [];
        for (let i = 0; i < 2; ++i)
            ids.push(expect(await other.post('/rest/fives', body, { upsert: true, on: 'mark,lot' }), 201).data.five.id);
        assert.equal(ids[0], ids[1]);
        expect(await api.delete(`${path}/${made.data.index.id}`), 200);
        expect_fault(await other.post('/rest/fives', body, { upsert: true, on: 'mark,lot' }), 400);
        expect(await other.post('/rest/fives', body), 201);
        assert.equal((await find_object(other, 'fives')).id, id);
    });
});
