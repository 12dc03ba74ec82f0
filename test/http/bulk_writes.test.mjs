// Update and delete by filter, their ceilings and rehearsals: spec/core-rest.md §2, §4.2, §9, §16.2, §17.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
    client, expect, expect_fault, fingerprint, make_object, make_workspace, many_to_one, selfcheck,
    sql, unknown_id,
} from './helpers.mjs';

const workspace = 'bulk_writes';
const mandatory = (verb) => `Filters are mandatory for bulk ${verb} operations. Please provide at `
    + 'least one filter to prevent accidental deletion of all records.';

let api;
let twenty;
let docks;
let boats;

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    docks = await make_object(api, 'dock');
    boats = await make_object(api, 'boat', [
        { name: 'kind', type: 'TEXT' }, { name: 'length', type: 'NUMBER' },
        { name: 'plate', type: 'TEXT', isUnique: true }, { name: 'owner', type: 'FULL_NAME' },
        many_to_one('dock', docks.object, 'Boats'),
    ]);
});
after(() => selfcheck());

const create = async (body) =>
    expect(await api.post(boats.path, body, { depth: 0 }), 201).data.boat;
const fleet = (kind, count, more = {}) => Promise.all(Array.from({ length: count }, (_, i) =>
    create({ kind, name: `${kind} ${i}`, length: i, ...more })));
const of_kind = (kind) => ({ filter: `kind[eq]:"${kind}"` });
const all_of = (kind) => sql(`SELECT count(*) FROM ${workspace}.boats WHERE kind = '${kind}'`);
const ids_of = (records) => records.map(({ id }) => id).sort();

/** The request fails so and leaves the workspace as it was. */
async function refuse(request, status, message, also) {
    const state = await fingerprint(workspace);
    const body = expect_fault(await request(), status, message, also);
    assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
    return body;
}

describe('§2 rows 14 and 16: PATCH and PUT of records', () => {
    for (const method of ['patch', 'put'])
        test(`${method} changes what matches and answers with it`, async () => {
            const kind = `sloop ${method}`;
            const made = await fleet(kind, 3);
            const other = await create({ kind: 'brig' });
            const standard = expect(await api[method](boats.path, { length: 7 },
                { ...of_kind(kind), depth: 0 }), 200);
            assert.deepEqual(Object.keys(standard), ['data']);
            assert.deepEqual(Object.keys(standard.data), ['boats']);
            assert.deepEqual(standard.data.boats.map(({ id }) => id), ids_of(made));
            assert.ok(standard.data.boats.every(({ length }) => length === 7));
            assert.equal('dock' in standard.data.boats[0], false);
            const read = expect(await api.get(`${boats.path}/${other.id}`), 200).data.boat;
            assert.equal(read.length, null);
            const answer = expect(await twenty[method](boats.path, { length: 8 },
                of_kind(kind)), 200);
            assert.deepEqual(Object.keys(answer.data), ['updateBoats']);
            assert.equal(answer.data.updateBoats.length, 3);
        });

    test('no match is an empty array and 200', async () => {
        const body = { kind: 'x' };
        assert.deepEqual(expect(await api.patch(boats.path, body, of_kind('nothing')), 200),
            { data: { boats: [] } });
        assert.deepEqual(expect(await twenty.patch(boats.path, body, of_kind('nothing')), 200),
            { data: { updateBoats: [] } });
    });

    test('depth embeds relations', async () => {
        const dock = expect(await api.post(docks.path, { name: 'North' }), 201).data.dock;
        await fleet('depth', 2);
        const { data } = expect(await api.patch(boats.path, { dockId: dock.id },
            { ...of_kind('depth'), depth: 1 }), 200);
        assert.deepEqual(data.boats.map((boat) => boat.dock.name), ['North', 'North']);
    });

    test('§16.2 only the given keys change, composites by sub-field; {} bumps updatedAt', async () => {
        const [boat] = await fleet('merge', 1, { owner: { firstName: 'Ada', lastName: 'Lind' } });
        const change = async (body) => expect(await api.patch(boats.path, body,
            { ...of_kind('merge'), depth: 0 }), 200).data.boats[0];
        const renamed = await change({ owner: { firstName: 'Eva' } });
        assert.deepEqual(renamed.owner, { firstName: 'Eva', lastName: 'Lind' });
        assert.equal(renamed.name, boat.name);
        await pause(2); // times keep milliseconds
        const touched = await change({});
        assert.ok(touched.updatedAt > boat.updatedAt);
        assert.equal(touched.createdAt, boat.createdAt);
    });

    test('§16.7 first and last count the records', async () => {
        await fleet('ranks', 3);
        const move = async (position) => expect(await api.patch(boats.path, { position },
            { ...of_kind('ranks'), depth: 0 }), 200).data.boats.map((boat) => boat.position);
        const last = await move('last');
        assert.deepEqual(last, [last[0], last[0] + 1, last[0] + 2]);
        const first = await move('first');
        assert.deepEqual(first, [first[0], first[0] - 1, first[0] - 2]);
        assert.deepEqual(await move(5), [5, 5, 5]);
    });

    test('an object made a second ago, with a relation filter and a NULL', async () => {
        const made = await make_object(api, 'raft', [{ name: 'odd "name', type: 'TEXT' }]
            .map((field) => ({ ...field, name: 'select', label: field.name })));
        await api.post(made.batch, [{ select: null }, { select: 'x' }]);
        const { data } = expect(await api.patch(made.path, { select: "o'x" },
            { filter: 'select[is]:NULL' }), 200);
        assert.deepEqual(data.rafts.map(({ select }) => select), ["o'x"]);
    });

    test('faults of body and filter are 400 and change nothing', async () => {
        await fleet('faults', 2);
        const patch = (body, parameters) => () =>
            api.patch(boats.path, body, { ...of_kind('faults'), ...parameters });
        await refuse(patch({ mast: 1 }), 400, 'Object boat doesn\'t have any "mast" field.');
        await refuse(patch({ length: 'long' }), 400, /^Invalid number value/);
        await refuse(patch({ id: unknown_id }), 400, 'The id of a record cannot be changed');
        await refuse(patch([]), 400, 'Request body must be an object');
        await refuse(patch({ plate: 'P1' }), 400, /A duplicate entry was detected/);
        await refuse(patch({ dockId: unknown_id }), 400, /violates foreign key constraint/);
        await refuse(patch({}, { filter: 'mast[eq]:1' }), 400,
            'Object boat doesn\'t have any "mast" field.');
        await refuse(patch({}, { filter: 'length[eq]:x' }), 400, /^Invalid number value/);
        await refuse(() => api.raw('PATCH', `${boats.path}?filter=kind[eq]:faults`, '{}',
            { 'if-match': '"1"' }), 400, 'This request cannot be made conditional');
    });
});

describe('§17 DELETE by filter', () => {
    test('destroys in dialect twenty, soft-deletes in standard; soft_delete decides', async () => {
        for (const [caller, parameters, left] of [[api, {}, '2'], [twenty, {}, '0'],
            [api, { soft_delete: 'false' }, '0'], [twenty, { soft_delete: 'true' }, '2']]) {
            const kind = `gone ${left} ${Object.values(parameters)} ${caller === api}`;
            const made = await fleet(kind, 2);
            const { data } = expect(await caller.delete(boats.path,
                { ...of_kind(kind), ...parameters }), 200);
            assert.deepEqual(data, { deleteBoats: ids_of(made).map((id) => ({ id })) });
            assert.equal(await all_of(kind), left);
            const list = expect(await api.get(boats.path, of_kind(kind)), 200);
            assert.equal(list.totalCount, 0);
        }
    });

    test('no match is an empty array and 200', async () => {
        for (const caller of [api, twenty])
            assert.deepEqual(expect(await caller.delete(boats.path, of_kind('nothing')), 200),
                { data: { deleteBoats: [] } });
    });

    test('§9 reaches soft-deleted records; a second soft delete keeps the time', async () => {
        const [boat] = await fleet('twice', 1);
        const time = () => sql(`SELECT deleted_at FROM ${workspace}.boats WHERE id = '${boat.id}'`);
        expect(await api.delete(boats.path, of_kind('twice')), 200);
        const first = await time();
        assert.notEqual(first, '');
        const again = expect(await api.delete(boats.path, of_kind('twice')), 200);
        assert.deepEqual(again.data.deleteBoats, [{ id: boat.id }]);
        assert.equal(await time(), first);
        const changed = expect(await api.patch(boats.path, { length: 1 }, of_kind('twice')), 200);
        assert.equal(changed.data.boats.length, 1);
        expect(await api.delete(boats.path, { ...of_kind('twice'), soft_delete: 'false' }), 200);
        assert.equal(await all_of('twice'), '0');
    });

    test('§8.6 by a relation', async () => {
        const dock = expect(await api.post(docks.path, { name: 'East' }), 201).data.dock;
        const [boat] = await fleet('relation', 1, { dockId: dock.id });
        await fleet('relation', 1);
        const { data } = expect(await api.delete(boats.path,
            { filter: 'dock.name[eq]:East', soft_delete: 'false' }), 200);
        assert.deepEqual(data.deleteBoats, [{ id: boat.id }]);
        assert.equal(await all_of('relation'), '1');
        await fleet('docked', 1, { dockId: dock.id });
        const some = expect(await api.delete(docks.path,
            { filter: 'boats.some(kind[eq]:docked)', soft_delete: 'false' }), 200);
        assert.deepEqual(some.data.deleteDocks, [{ id: dock.id }]);
        assert.equal(await sql(`SELECT count(*) FROM ${workspace}.boats WHERE dock_id IS NOT NULL
            AND kind = 'docked'`), '0');
    });

    test('the filter is mandatory, and missed before the object', async () => {
        for (const path of [boats.path, '/rest/nonsense', '/rest/boat'])
            for (const parameters of [{}, { filter: '' }, { filter: '  ' }]) {
                const call = (caller, more) => () => caller.delete(path, { ...parameters, ...more });
                await refuse(call(api), 400, mandatory('delete'), { path: 'filter' });
                await refuse(call(twenty), 400, mandatory('destroy'));
                await refuse(call(api, { soft_delete: 'false' }), 400, mandatory('destroy'));
                await refuse(call(twenty, { soft_delete: 'true' }), 400, mandatory('delete'));
                await refuse(() => api.patch(path, {}, parameters), 400,
                    'A non-empty filter is required for a bulk mutation');
            }
        await refuse(() => api.delete('/rest/nonsense', of_kind('x')), 404,
            "object 'nonsense' not found. eg: companies");
        await refuse(() => twenty.delete('/rest/nonsense', of_kind('x')), 400,
            "object 'nonsense' not found. eg: companies");
        await refuse(() => api.raw('DELETE', `${boats.path}?filter=kind[eq]:a&filter=kind[eq]:b`),
            400, mandatory('delete'));
    });
});

describe('§4.2, §21 the ceiling of a bulk mutation', () => {
    const kind = 'many';
    before(() => sql(`INSERT INTO ${workspace}.boats (kind, length)
        SELECT '${kind}', n FROM generate_series(1, 201) n`));

    test('more than 200 matches are refused, by the verb', async () => {
        for (const caller of [api, twenty]) {
            const cannot = (verb) => `Cannot ${verb} more than 200 records at once`;
            await refuse(() => caller.patch(boats.path, { length: 0 }, of_kind(kind)), 400,
                cannot('update'), { hint: /max_affected.*10000/, path: 'filter' });
            await refuse(() => caller.delete(boats.path, { ...of_kind(kind), soft_delete: 'true' }),
                400, cannot('delete'));
            await refuse(() => caller.delete(boats.path,
                { ...of_kind(kind), soft_delete: 'false' }), 400, cannot('destroy'));
            await refuse(() => caller.patch(`${boats.path}/restore`, undefined, of_kind(kind)), 400,
                cannot('restore'));
        }
    });

    test('200 are changed, and with max_affected more', async () => {
        const few = { filter: `kind[eq]:${kind},length[lte]:200` };
        const { data } = expect(await api.patch(boats.path, { name: 'x' }, { ...few, depth: 0 }),
            200);
        assert.equal(data.boats.length, 200);
        const more = expect(await api.patch(boats.path, { name: 'y' },
            { ...of_kind(kind), depth: 0, max_affected: 201 }), 200);
        assert.equal(more.data.boats.length, 201);
        assert.deepEqual(more.data.boats.map(({ id }) => id), ids_of(more.data.boats));
    });

    test('max_affected names both numbers and leaves all as it was', async () => {
        const limited = { ...of_kind(kind), max_affected: 10 };
        await refuse(() => api.patch(boats.path, { length: 0 }, limited), 400,
            'Cannot update 201 records: max_affected is 10', { path: 'max_affected' });
        await refuse(() => api.delete(boats.path, limited), 400,
            'Cannot delete 201 records: max_affected is 10');
        await refuse(() => twenty.delete(boats.path, { ...of_kind(kind), max_affected: 0 }), 400,
            'Cannot destroy 201 records: max_affected is 0');
        await refuse(() => api.patch(`/rest/restore/boats`, undefined, limited), 400,
            'Cannot restore 201 records: max_affected is 10');
        await refuse(() => api.post(boats.batch, [{}, {}, {}], { max_affected: 2 }), 400,
            'Cannot create 3 records: max_affected is 2');
        expect(await api.post(boats.batch, [{}, {}], { max_affected: 2 }), 201);
        expect(await api.delete(boats.path, { ...of_kind('nothing'), max_affected: 0 }), 200);
    });

    test('max_affected is an integer up to 10000', async () => {
        for (const value of ['-1', '10001', 'many', '1.5'])
            await refuse(() => api.delete(boats.path, { ...of_kind(kind), max_affected: value }),
                400, `max_affected '${value}' is invalid. Should be an integer between 0 and 10000`);
    });
});

describe('dry_run', () => {
    /** The request answers as it would have, marked, and leaves the workspace as it was. */
    async function rehearse(request, status) {
        const state = await fingerprint(workspace);
        const answer = await request();
        expect(answer, status);
        assert.equal(answer.headers['viginti-dry-run'], 'true');
        assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
        return answer.body.data;
    }

    test('every write answers and changes nothing', async () => {
        const kind = 'rehearsal';
        const [boat] = await fleet(kind, 2);
        const dry = { dry_run: 'true' };
        const many = { ...of_kind(kind), ...dry };
        const one = `${boats.path}/${boat.id}`;
        const updated = await rehearse(() => api.patch(boats.path, { length: 99 }, many), 200);
        assert.deepEqual(updated.boats.map(({ length }) => length), [99, 99]);
        assert.equal((await rehearse(() => api.delete(boats.path, many), 200)).deleteBoats.length,
            2);
        assert.equal((await rehearse(() => twenty.delete(boats.path, many), 200))
            .deleteBoats.length, 2);
        const created = await rehearse(() => api.post(boats.batch, [{ kind }, { kind }], dry), 201);
        assert.equal(created.boats.length, 2);
        await rehearse(() => api.post(boats.path, { kind }, dry), 201);
        assert.equal((await rehearse(() => api.patch(one, { length: 98 }, dry), 200)).boat.length,
            98);
        await rehearse(() => api.delete(one, dry), 200);
        expect(await api.delete(one), 200);
        assert.equal((await rehearse(() => api.patch(`${one}/restore`, undefined, dry), 200))
            .boat.deletedAt, null);
        assert.equal((await rehearse(() => api.patch(`${boats.path}/restore`, undefined, many),
            200)).boats.length, 2);
        const real = await api.patch(boats.path, { length: 1 }, { ...of_kind(kind),
            dry_run: 'false' });
        assert.equal(real.headers['viginti-dry-run'], undefined);
        assert.ok(expect(real, 200).data.boats.every(({ length }) => length === 1));
    });

    test('a rehearsal fails as the performance would', async () => {
        await fleet('failing', 2);
        const dry = { ...of_kind('failing'), dry_run: 'true' };
        await refuse(() => api.patch(boats.path, { plate: 'P' }, dry), 400,
            /A duplicate entry was detected/);
        await refuse(() => api.patch(boats.path, {}, { ...dry, max_affected: 1 }), 400,
            'Cannot update 2 records: max_affected is 1');
        await refuse(() => api.patch(`${boats.path}/${unknown_id}`, {}, { dry_run: 'true' }), 404,
            'Record not found');
    });

    test('any other word than true and false is refused', async () => {
        for (const word of ['1', 'TRUE', 'yes'])
            await refuse(() => api.delete(boats.path, { ...of_kind('many'), dry_run: word }), 400,
                `'dry_run=${word}' parameter invalid. Allowed values are true, false`);
        await refuse(() => api.raw('DELETE',
            `${boats.path}?filter=kind[eq]:many&dry_run=true&dry_run=true`), 400,
        "'dry_run=true,true' parameter invalid. Allowed values are true, false");
    });
});

describe('§16.2 update of one', () => {
    test('works on a soft-deleted record; {} and no body bump updatedAt', async () => {
        const [boat] = await fleet('single', 1, { owner: { firstName: 'Ada', lastName: 'Lind' } });
        const path = `${boats.path}/${boat.id}`;
        expect(await api.delete(path), 200);
        const changed = expect(await api.patch(path, { owner: { lastName: 'X' } }), 200).data.boat;
        assert.deepEqual(changed.owner, { firstName: 'Ada', lastName: 'X' });
        assert.notEqual(changed.deletedAt, null);
        await pause(2); // times keep milliseconds
        const touched = expect(await api.put(path, {}), 200).data.boat;
        assert.ok(touched.updatedAt > changed.updatedAt);
        await pause(2);
        const again = expect(await api.raw('PATCH', path), 200).data.boat;
        assert.ok(again.updatedAt > touched.updatedAt);
        assert.deepEqual({ ...again, updatedAt: 0 }, { ...touched, updatedAt: 0 });
    });

    test('an unknown id is 404, also without a body; bad data come first', async () => {
        const path = `${boats.path}/${unknown_id}`;
        for (const method of ['PATCH', 'PUT'])
            for (const body of [undefined, '', '{}', '{"length":1}'])
                await refuse(() => api.raw(method, path, body), 404, 'Record not found');
        await refuse(() => api.patch(path, { length: 'x' }), 400, /^Invalid number value/);
    });
});

describe('§17, §23 workspace members', () => {
    const path = '/rest/workspaceMembers';
    const member = { name: { firstName: 'Ada', lastName: 'Lind' }, userEmail: 'ada@lab.example' };

    test('are read and updated one by one in dialect twenty', async () => {
        const { id } = expect(await api.post(path, member), 201).data.workspaceMember;
        const filter = `id[eq]:${id}`;
        const renamed = expect(await twenty.patch(`${path}/${id}`, { jobTitle: 'x' }), 200).data;
        assert.equal(renamed.updateWorkspaceMember.jobTitle, 'x');
        expect(await twenty.get(path), 200);
        for (const request of [() => twenty.post(path, member),
            () => twenty.post('/rest/batch/workspaceMembers', [member]),
            () => twenty.patch(path, { jobTitle: 'y' }, { filter }),
            () => twenty.patch(`${path}/${id}/restore`),
            () => twenty.patch(`${path}/restore`, undefined, { filter })])
            await refuse(request, 400, 'Method not allowed.');
        const remove = 'Please use /deleteUserFromWorkspace to remove a workspace member.';
        for (const parameters of [{}, { soft_delete: 'true' }]) {
            await refuse(() => twenty.delete(`${path}/${id}`, parameters), 400, remove);
            await refuse(() => twenty.delete(path, { filter, ...parameters }), 400, remove);
        }
        expect(await api.delete(`${path}/${id}`, { soft_delete: 'false' }), 200);
    });
});
