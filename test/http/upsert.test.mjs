// Upsert, connect and disconnect, places in a batch: spec/core-rest.md §16.1, §16.4, §16.6, §16.7.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
    client, expect, expect_fault, fingerprint, make_object, make_workspace, many_to_one,
    randomUUID, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'upserting';
let api;
let twenty;
let crates;
let shelves;

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    shelves = await make_object(api, 'shelf', [{ name: 'mark', type: 'TEXT', isUnique: true },
        { name: 'site', type: 'LINKS', isUnique: true }], { namePlural: 'shelves' });
    crates = await make_object(api, 'crate', [
        { name: 'code', type: 'TEXT', isUnique: true }, { name: 'lot', type: 'NUMBER',
            isUnique: true },
        { name: 'mails', type: 'EMAILS', isUnique: true }, { name: 'note', type: 'TEXT' },
        { name: 'owner', type: 'FULL_NAME' }, many_to_one('shelf', shelves.object, 'Crates'),
    ]);
});
after(() => selfcheck());

const flat = { depth: 0 };
const upsert = async (body, parameters) =>
    expect(await api.post(crates.path, body, { ...flat, upsert: 'true', ...parameters }), 201)
        .data.crate;
const upsert_all = async (body, parameters) =>
    expect(await api.post(crates.batch, body, { ...flat, upsert: 'true', ...parameters }), 201);
const create = async (body) =>
    expect(await api.post(crates.path, body, flat), 201).data.crate;
const count = () => sql(`SELECT count(*) FROM ${workspace}.crates`).then(Number);

async function refuse(request, status, message, also) {
    const state = await fingerprint(workspace);
    const body = expect_fault(await request(), status, message, also);
    assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
    return body;
}
const refuse_upsert = (body, message, parameters, also) => refuse(
    () => api.post(Array.isArray(body) ? crates.batch : crates.path, body,
        { upsert: 'true', ...parameters }), 400, message, also);

describe('§16.6 upsert', () => {
    test('no match inserts, one match updates; status and key stay those of a creation', async () => {
        const made = await upsert({ code: 'A1', note: 'one' });
        const before_it = await count();
        const changed = await upsert({ code: 'A1', note: 'two' });
        assert.equal(changed.id, made.id);
        assert.equal(changed.note, 'two');
        assert.equal(changed.position, made.position);
        assert.deepEqual(changed.createdBy, made.createdBy);
        assert.equal(await count(), before_it);
        const answer = expect(await twenty.post(crates.path, { code: 'A1' }, { upsert: 'true' }),
            201);
        assert.deepEqual(Object.keys(answer.data), ['createCrate']);
        assert.equal(answer.data.createCrate.note, 'two');
    });

    test('without upsert the value is taken; the parameter is the exact word', async () => {
        await upsert({ code: 'A2' });
        for (const word of [undefined, 'false', 'TRUE', '1'])
            await refuse(() => api.post(crates.path, { code: 'A2' }, { upsert: word }), 400,
                'A duplicate entry was detected for field "code"');
    });

    test('by id; a new id is the new record\'s', async () => {
        const id = randomUUID();
        assert.equal((await upsert({ id, note: 'new' })).id, id);
        const changed = await upsert({ id: id.toUpperCase(), note: 'old' });
        assert.deepEqual([changed.id, changed.note], [id, 'old']);
    });

    test('an unknown id with a known value updates under the record\'s own id', async () => {
        const made = await upsert({ code: 'A3' });
        const changed = await upsert({ id: randomUUID(), code: 'A3', note: 'kept' });
        assert.deepEqual([changed.id, changed.note], [made.id, 'kept']);
    });

    test('values are compared as they are stored', async () => {
        const made = await upsert({ mails: { primaryEmail: 'ada@lab.example' } });
        const changed = await upsert({ mails: { primaryEmail: 'ADA@Lab.example' }, note: 'x' });
        assert.deepEqual([changed.id, changed.note], [made.id, 'x']);
    });

    test('a missing or empty key takes no part', async () => {
        const first = await upsert({ code: '', note: 'a' });
        const second = await upsert({ code: null, note: 'b' });
        assert.notEqual(first.id, second.id);
        assert.notEqual((await upsert({})).id, (await upsert({})).id);
    });

    test('the given fields change, createdBy and the others do not', async () => {
        const made = await upsert({ code: 'A4', position: 5, owner: { firstName: 'A',
            lastName: 'B' }, createdBy: { source: 'IMPORT', name: 'Importer' } });
        await pause(2); // times keep milliseconds
        const changed = await upsert({ code: 'A4', owner: { firstName: 'C' },
            createdBy: { source: 'EMAIL', name: 'Other' } });
        assert.deepEqual(changed.owner, { firstName: 'C', lastName: 'B' });
        assert.deepEqual(changed.createdBy, made.createdBy);
        assert.equal(changed.createdBy.name, 'Importer');
        assert.equal(changed.position, 5);
        assert.ok(changed.updatedAt > made.updatedAt);
        assert.ok((await upsert({ code: 'A4', position: 'last' })).position > 5);
    });

    test('a soft-deleted record is revived, by its value and by its id', async () => {
        const made = await upsert({ code: 'A5' });
        for (const key of [{ code: 'A5' }, { id: made.id }]) {
            expect(await api.delete(`${crates.path}/${made.id}`), 200);
            const revived = await upsert({ ...key, note: 'back' });
            assert.deepEqual([revived.id, revived.deletedAt], [made.id, null]);
            expect(await api.get(`${crates.path}/${made.id}`), 200);
        }
    });

    test('a live record comes before deleted ones, of those the last deleted', async () => {
        const ids = [];
        for (let i = 0; i < 2; ++i) {
            ids.push((await create({ code: 'A6' })).id);
            expect(await api.delete(`${crates.path}/${ids[i]}`), 200);
        }
        const revived = await upsert({ code: 'A6' });
        assert.equal(revived.id, ids[1]);
        assert.equal((await upsert({ code: 'A6', note: 'live' })).id, ids[1]);
    });

    test('keys of several records are refused', async () => {
        await upsert({ code: 'B1', lot: 1 });
        await upsert({ code: 'B2', lot: 2 });
        const several = (names) => 'Multiple records found with the same unique field values for '
            + `${names}. Cannot determine which record to update.`;
        await refuse_upsert({ code: 'B1', lot: 2 }, several('code, lot'));
        await refuse_upsert([{ code: 'B3' }, { code: 'B2', lot: 1 }], several('code, lot'), {},
            { path: '/1' });
        const { id } = await create({});
        await refuse_upsert({ id, code: 'B1' }, several('id, code'));
    });

    test('a custom object made a second ago, and standard ones', async () => {
        const made = await make_object(api, 'badge', [{ name: 'serial', type: 'NUMBER',
            isUnique: true }]);
        const [first] = expect(await api.post(made.batch, [{ serial: 7, name: 'a' }],
            { upsert: 'true' }), 201).data.badges;
        const [again] = expect(await api.post(made.batch, [{ serial: 7, name: 'b' }],
            { upsert: 'true' }), 201).data.badges;
        assert.deepEqual([again.id, again.name], [first.id, 'b']);
        const person = async (body) => expect(await api.post('/rest/people', body,
            { upsert: 'true' }), 201).data.person;
        const one = await person({ emails: { primaryEmail: 'a@b.example' }, city: 'X' });
        const same = await person({ emails: { primaryEmail: 'A@B.example' }, jobTitle: 'Y' });
        assert.deepEqual([same.id, same.city, same.jobTitle], [one.id, 'X', 'Y']);
    });
});

describe('on= chooses the key', () => {
    test('by the columns of a unique field, or id', async () => {
        const made = await upsert({ mails: { primaryEmail: 'on@lab.example' }, code: 'C1' });
        const other = await upsert({ code: 'C2' });
        const changed = await upsert({ mails: { primaryEmail: 'on@lab.example' }, code: 'C3',
            id: other.id }, { on: 'mails.primaryEmail' });
        assert.deepEqual([changed.id, changed.code], [made.id, 'C3']);
        assert.equal((await upsert({ id: made.id, note: 'n' }, { on: 'id' })).note, 'n');
        assert.equal((await upsert({ code: 'C2', note: 'n' }, { on: 'code' })).id, other.id);
    });

    test('another unique value stays unique', async () => {
        await upsert({ code: 'C4' });
        await refuse_upsert({ id: randomUUID(), code: 'C4' },
            'A duplicate entry was detected for field "code"', { on: 'id' });
    });

    test('what is no unique index is refused with what is', async () => {
        const all = 'id; code; lot; mails.primaryEmail';
        for (const on of ['note', 'mails', 'mails.primaryEmail,code', 'nope', 'code,code', ','])
            await refuse_upsert({ code: 'C1' },
                `'on=${on}' parameter invalid. Allowed values are ${all}`, { on }, { path: 'on' });
        await refuse(() => api.post(crates.path, {}, { on: 'code' }), 400,
            "'on' names the key of an upsert");
    });

    test('a record without the key is refused', async () => {
        await refuse_upsert([{ code: 'C5' }, { note: 'x' }], 'A record of the upsert lacks its key code',
            { on: 'code' }, { path: '/1' });
        await refuse_upsert({ code: '' }, 'A record of the upsert lacks its key code',
            { on: 'code' });
    });
});

describe('§16.6 a batch', () => {
    test('keeps the order of its input, updated and created mixed', async () => {
        const old = await upsert({ code: 'D2' });
        const { data, totalCount } = await upsert_all([{ code: 'D1' }, { code: 'D2', note: 'u' },
            { code: 'D3', lot: 33 }]);
        assert.deepEqual(data.crates.map(({ code }) => code), ['D1', 'D2', 'D3']);
        assert.equal(data.crates[1].id, old.id);
        assert.equal(totalCount, 3);
        const again = await upsert_all([{ code: 'D3' }, { lot: 33, note: 'z' }, { code: 'D1' }]);
        assert.deepEqual(again.data.crates.map(({ id }) => id),
            [2, 2, 0].map((i) => data.crates[i].id));
        assert.equal(again.data.crates[0].note, 'z');
    });

    test('two elements with one key: both are applied, in order', async () => {
        const before_it = await count();
        const { data } = await upsert_all([{ code: 'E1', note: 'a', lot: 71 },
            { code: 'E1', note: 'b' }, { lot: 71, code: 'E2' }, { code: 'E2', note: 'c' }]);
        assert.equal(new Set(data.crates.map(({ id }) => id)).size, 1);
        assert.deepEqual([data.crates[0].code, data.crates[0].note], ['E2', 'c']);
        assert.equal(await count(), before_it + 1);
    });

    test('an element may give away or take over a value of another', async () => {
        const made = await upsert({ code: 'F1' });
        const { data } = await upsert_all([{ id: made.id, code: 'F2' }, { code: 'F2', note: 'x' },
            { code: 'F1' }]);
        assert.deepEqual(data.crates.map(({ code }) => code), ['F2', 'F2', 'F1']);
        assert.equal(data.crates[1].id, made.id);
        assert.notEqual(data.crates[2].id, made.id);
    });

    test('is all or nothing, bounded, and may be rehearsed', async () => {
        await refuse_upsert([{ code: 'G1' }, { lot: 'x' }], /^Invalid number value/, {},
            { path: '/1/lot' });
        await refuse_upsert(Array.from({ length: 61 }, () => ({})),
            'Maximum number of records to upsert is 60.');
        await refuse_upsert([{ code: 'G1' }, { code: 'G2' }],
            'Cannot upsert 2 records: max_affected is 1', { max_affected: 1 });
        assert.deepEqual((await upsert_all([])).data, { crates: [] });
        const state = await fingerprint(workspace);
        const { data } = await upsert_all([{ code: 'G1' }, { code: 'D1' }], { dry_run: 'true' });
        assert.equal(data.crates.length, 2);
        assert.equal(await fingerprint(workspace), state);
    });

    test('concurrent upserts of the same keys make one record each', async () => {
        const codes = Array.from({ length: 20 }, (_, i) => ({ code: `R${i}` }));
        const orders = [codes, codes.toReversed(), codes, codes.toReversed()];
        for (let round = 0; round < 5; ++round) {
            const answers = await Promise.all(orders.flatMap((body) =>
                [api.post(crates.batch, body, { upsert: 'true' }),
                    api.post(crates.path, body[0], { upsert: 'true' })]));
            assert.deepEqual(answers.map(({ status }) => status), answers.map(() => 201));
            assert.equal(await sql(`SELECT count(*) FROM ${workspace}.crates WHERE code ~ '^R'`),
                '20');
            await sql(`DELETE FROM ${workspace}.crates WHERE code ~ '^R'`);
        }
    });
});

describe('§16.4 connect and disconnect', () => {
    let shelf;
    let other;
    before(async () => {
        const make = async (body) => expect(await api.post(shelves.path, body), 201).data.shelf;
        shelf = await make({ mark: 'S1', site: { primaryLinkUrl: 'https://s1.example' } });
        other = await make({ mark: 'S2' });
    });
    const connected = (where) => ({ shelf: { connect: { where } } });

    test('by id and by each unique field, in create, update and bulk update', async () => {
        for (const where of [{ id: shelf.id }, { mark: 'S1' },
            { site: { primaryLinkUrl: 'https://s1.example' } }, { id: shelf.id, mark: 'S1' },
            { id: null, mark: 'S1' }]) {
            const made = await create({ ...connected(where), note: 'bulk' });
            assert.equal(made.shelfId, shelf.id);
            const path = `${crates.path}/${made.id}`;
            const moved = expect(await api.patch(path, connected({ mark: 'S2' }), flat), 200);
            assert.equal(moved.data.crate.shelfId, other.id);
            const back = expect(await api.patch(crates.path, connected(where),
                { ...flat, filter: 'note[eq]:bulk' }), 200);
            assert.ok(back.data.crates.every(({ shelfId }) => shelfId === shelf.id));
        }
        const { data } = expect(await api.patch(crates.path, { shelf: { disconnect: true } },
            { ...flat, filter: 'note[eq]:bulk' }), 200);
        assert.ok(data.crates.length > 0 && data.crates.every(({ shelfId }) => shelfId === null));
    });

    test('a batch and an upsert', async () => {
        const { data } = expect(await api.post(crates.batch, [connected({ mark: 'S1' }), {},
            connected({ mark: 'S2' }), connected({ mark: 'S1' }), { shelf: { disconnect: true } }],
        flat), 201);
        assert.deepEqual(data.crates.map(({ shelfId }) => shelfId),
            [shelf.id, null, other.id, shelf.id, null]);
        await upsert({ code: 'H1', ...connected({ mark: 'S1' }) });
        assert.equal((await upsert({ code: 'H1', ...connected({ mark: 'S2' }) })).shelfId, other.id);
    });

    test('every fault has its text', async () => {
        const post = (body) => () =>
            api.post(Array.isArray(body) ? crates.batch : crates.path, body);
        const fails = (body, message, path) => refuse(post(body), 400, message,
            path ? { path } : {});
        const operation = 'Relation "shelf" requires connect or disconnect operation';
        for (const value of [null, 'x', 1, {}, [], { disconnect: false }, { connect: 1 },
            { connect: { where: { id: shelf.id } }, disconnect: true }, { create: 1 }])
            await fails({ shelf: value }, operation, '/shelf');
        const missing = 'Missing required fields: at least one unique constraint have to be fully '
            + "populated for 'shelf'.";
        for (const connect of [{}, { where: null }, { where: {} }, { where: { id: null } },
            { where: { mark: '' } }, { where: { site: {} } }])
            await fails({ shelf: { connect } }, missing);
        await fails(connected({ name: 'x' }), "Field name is not a unique constraint field for 'shelf'.",
            '/shelf/connect/where/name');
        await fails(connected({ site: { primaryLinkLabel: 'x' } }),
            "Field site.primaryLinkLabel is not a unique constraint field for 'shelf'.");
        await fails(connected({ nope: 1 }), "Field nope is not a unique constraint field for 'shelf'.");
        await fails({ ...connected({ mark: 'S1' }), shelfId: shelf.id },
            'shelf and shelfId cannot be both provided.');
        await fails({ shelfId: shelf.id, ...connected({ mark: 'S1' }) },
            'shelf and shelfId cannot be both provided.');
        await fails(connected({ id: unknown_id }),
            `Expected 1 record to connect to shelf, but found 0 for id = ${unknown_id}`,
            '/shelf/connect/where');
        await fails([{}, connected({ mark: 'none' })],
            'Expected 1 record to connect to shelf, but found 0 for mark = none',
            '/1/shelf/connect/where');
        await fails(connected({ id: shelf.id, mark: 'S2' }),
            `Expected 1 record to connect to shelf, but found 0 for id = ${shelf.id} and mark = S2`);
        await fails(connected({ id: 'x' }), 'Value "x" is not a valid UUID');
        await fails([connected({ mark: 'S1' }), connected({ id: shelf.id })],
            'Expected the same constraint fields to be used consistently across all operations '
            + 'for shelf.', '/1/shelf/connect/where');
        await refuse(() => api.post(shelves.path, { crates: [] }), 400,
            'One-to-many relation crates field does not support write operations.');
    });

    test('a soft-deleted record is not found', async () => {
        const { id } = expect(await api.post(shelves.path, { mark: 'S3' }), 201).data.shelf;
        expect(await api.delete(`${shelves.path}/${id}`), 200);
        await refuse(() => api.post(crates.path, connected({ mark: 'S3' })), 400,
            'Expected 1 record to connect to shelf, but found 0 for mark = S3');
    });
});

describe('§16.7 positions in a batch', () => {
    let number = 0;
    /** The positions of the records that batches of these make in a new object. */
    const places = async (positions) => {
        const made = await make_object(api, `place${++number}`);
        const batch = async (list) => expect(await api.post(made.batch,
            list.map((position) => (position === undefined ? {} : { position })), flat), 201)
            .data[made.plural].map(({ position }) => position);
        const out = [];
        for (const list of positions)
            out.push(await batch(list));
        return out;
    };

    test('without one they go first, in an empty table from 0 down', async () => {
        assert.deepEqual(await places([[undefined, undefined], ['first', undefined]]),
            [[0, -1], [-2, -3]]);
    });

    test('last counts up from 2', async () => {
        assert.deepEqual(await places([['last', 'last'], ['last']]), [[2, 3], [4]]);
    });

    test('mixed: input order, beyond the numbers of the batch itself', async () => {
        assert.deepEqual(await places([['last', 10, 'first', 'last', -4, undefined]]),
            [[11, 10, -5, 12, -4, -6]]);
        assert.deepEqual(await places([[5, 'first'], ['last', 'first', 2.5]]),
            [[5, 4], [6, 1.5, 2.5]]);
    });
});
