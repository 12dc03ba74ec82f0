// POST /rest/metadata/changes and rehearsals over the wire: what a list makes is there for the next
// request, and what a rehearsal tells is what the change then does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, expect_fault, fingerprint, make_workspace, selfcheck, sql } from './helpers.mjs';

const workspace = 'changes';
const changes = '/rest/metadata/changes';
const create = (name) => ({ op: 'createObject', set: { nameSingular: name, namePlural: `${name}s`,
    labelSingular: name, labelPlural: `${name}s` } });
const field = (object, name, more = { type: 'TEXT' }) =>
    ({ op: 'createField', object, set: { name, label: name, ...more } });
let admin;

before(async () => { admin = await make_workspace(workspace); });
after(() => selfcheck());

test('a model in one request, its records in the next', async () => {
    const made = expect(await admin.post(changes, { changes: [create('boat'), create('port'),
        field('boat', 'hull'), field('boat', 'home', { type: 'RELATION', relationCreationPayload: {
            type: 'MANY_TO_ONE', targetObjectMetadataId: 'port', targetFieldLabel: 'Fleet',
            targetFieldIcon: 'IconAnchor' } })] }), 200).data.changes;
    assert.deepEqual(made.map((change) => change.op),
        ['createObject', 'createObject', 'createField', 'createField']);
    const port = expect(await admin.post('/rest/ports', { name: 'Kiel' }), 201).data.port;
    expect(await admin.post('/rest/boats', { name: 'Aurora', homeId: port.id }), 201);
    const read = expect(await admin.get(`/rest/ports/${port.id}`, { depth: 1 }), 200).data.port;
    assert.equal(read.fleet[0].name, 'Aurora');
});

test('a list with a fault changes nothing', async () => {
    const state = await fingerprint(workspace);
    const body = expect_fault(await admin.post(changes, { changes: [create('crew'),
        field('crew', 'rank'), field('boat', 'hull'), field('nosuch', 'x')] }), 400,
    'Name "hull" is not available as it is already used by another field',
    { code: 'METADATA_VALIDATION_ERROR', path: '/changes/2/set/name' });
    assert.deepEqual(body.violations.map((violation) => violation.path),
        ['/changes/2/set/name', '/changes/3/object']);
    assert.equal(await fingerprint(workspace), state);
    assert.equal((await admin.get('/rest/crews')).status, 404);
});

describe('rehearse=true', () => {
    const rehearse = async (list) => expect(await admin.post(changes, { changes: list },
        { rehearse: true }), 200).data.rehearsal;

    test('tells class, locks and rows of each step and changes nothing', async () => {
        expect(await admin.post('/rest/batch/boats', Array.from({ length: 40 }, (_, i) =>
            ({ name: `b${i}`, hull: `h${i}` }))), 201);
        await sql('ANALYZE changes.boats');
        const state = await fingerprint(workspace);
        const told = await rehearse([field('boat', 'mast'),
            { op: 'updateField', object: 'boat', field: 'hull', set: { isUnique: true } },
            { op: 'updateObject', object: 'boat', set: { labelIdentifierFieldMetadataId: 'hull' } },
            { op: 'deleteField', object: 'boat', field: 'home' }]);
        assert.equal(await fingerprint(workspace), state);
        const step = (text) => told.steps.find((one) => one.sql.includes(text));
        assert.equal(step('ADD COLUMN "mast"').class, 'catalogue-only');
        assert.deepEqual(step('ADD COLUMN "mast"').locks,
            [{ table: 'changes.boats', mode: 'AccessExclusiveLock' }]);
        assert.equal(step('UNIQUE INDEX').class, 'scan');
        assert.equal(step('UNIQUE INDEX').rows, 41);
        const rewritten = told.steps.filter((one) => one.class === 'rewrite');
        assert.equal(rewritten.length, 1);
        assert.match(rewritten[0].sql, /search_vector/);
        assert.equal(rewritten[0].rows, 41);
        assert.deepEqual(told.api.map((one) => [one.change, one.object, one.field]).sort(), [
            ['added', 'boats', 'mast'], ['changed', 'boats', 'hull'], ['removed', 'boats', 'home'],
            ['removed', 'ports', 'fleet']]);
    });

    test('a rehearsal fails where the change would', async () => {
        expect(await admin.post('/rest/batch/boats', [{ name: 'twin' }, { name: 'twin' }]), 201);
        expect_fault(await admin.post(changes, { changes: [{ op: 'updateField', object: 'boat',
            field: 'name', set: { isUnique: true } }] }, { rehearse: true }), 400, undefined,
        { path: '/changes/0/set/isUnique' });
    });

    test('single changes are rehearsed by their own routes', async () => {
        const { data } = expect(await admin.post('/rest/metadata/objects', create('crew').set,
            { rehearse: true }), 200);
        assert.equal(data.rehearsal.result.namePlural, 'crews');
        assert.deepEqual(data.rehearsal.api, [{ change: 'added', object: 'crews' }]);
        assert.equal((await admin.get('/rest/crews')).status, 404);
    });
});
