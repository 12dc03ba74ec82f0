// Idempotency-Key: a request sent again is answered again and done once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_key, make_object, make_workspace, object_input,
    randomUUID, selfcheck, sql, start_daemon,
} from './helpers.mjs';

const workspace = 'idempotency';
let api;
let orders;

before(async () => {
    api = await make_workspace(workspace);
    orders = await make_object(api, 'order', [{ name: 'code', type: 'TEXT', isUnique: true }]);
});
after(() => selfcheck());

const send = (method, path, body, key, caller = api) => caller.raw(method, path,
    body === undefined ? undefined : JSON.stringify(body), { 'idempotency-key': key });
const count = async () => Number(await sql(`SELECT count(*) FROM ${workspace}.orders`));
const stored = (key) => sql(`SELECT count(*) FROM viginti.idempotency WHERE key = '${key}'`);

function expect_replay(again, first) {
    assert.equal(again.status, first.status);
    assert.equal(again.text, first.text);
    assert.equal(again.headers.etag, first.headers.etag);
    assert.equal(again.headers['idempotency-replayed'], 'true');
}

describe('a request sent again', () => {
    test('creates one record and gets the same answer, header lines too', async () => {
        const key = randomUUID();
        const before_it = await count();
        const first = await send('POST', orders.path, { name: 'a' }, key);
        expect(first, 201);
        assert.equal(first.headers['idempotency-replayed'], undefined);
        for (let i = 0; i < 3; ++i)
            expect_replay(await send('POST', orders.path, { name: 'a' }, key), first);
        assert.equal(await count(), before_it + 1);
    });

    test('gets the first answer even after the record changed or went', async () => {
        const key = randomUUID();
        const made = expect(await api.post(orders.path, { name: 'a' }), 201).data.order;
        const path = `${orders.path}/${made.id}`;
        const first = await send('PATCH', path, { name: 'b' }, key);
        expect(first, 200);
        expect(await api.patch(path, { name: 'c' }), 200);
        expect_replay(await send('PATCH', path, { name: 'b' }, key), first);
        assert.equal(expect(await api.get(path), 200).data.order.name, 'c');
        const gone = await send('DELETE', `${path}?soft_delete=false`, undefined, `${key}-d`);
        expect(gone, 200);
        expect_replay(await send('DELETE', `${path}?soft_delete=false`, undefined, `${key}-d`),
            gone);
    });

    test('batches, the model and transactions too', async () => {
        const key = randomUUID();
        const requests = {
            batch: ['POST', orders.batch, [{ name: '1' }, { name: '2' }]],
            object: ['POST', '/rest/metadata/objects', object_input('replayed')],
            transaction: ['POST', '/rest/transaction', { operations: [
                { method: 'POST', path: orders.path, body: {} }] }],
        };
        for (const [name, [method, path, body]] of Object.entries(requests)) {
            const first = await send(method, path, body, `${key}-${name}`);
            assert.ok(first.status < 300, first.text);
            const state = await count();
            expect_replay(await send(method, path, body, `${key}-${name}`), first);
            assert.equal(await count(), state);
        }
    });

    test('gets its answer from another daemon, and after a restart', async () => {
        const key = randomUUID();
        const first = await send('POST', orders.path, { name: 'a' }, key);
        expect(first, 201);
        for (let i = 0; i < 2; ++i) {
            const daemon = await start_daemon();
            try {
                expect_replay(await send('POST', orders.path, { name: 'a' }, key,
                    client({ token: api.token, base: daemon.base })), first);
            } finally {
                await daemon.stop();
            }
        }
    });

    test('many times at once is done once: the others replay or are told to wait', async () => {
        const key = randomUUID();
        const before_it = await count();
        const answers = await each(Array.from({ length: 16 }), () =>
            send('POST', orders.path, { name: 'twin' }, key), 16);
        for (const answer of answers)
            if (answer.status === 409)
                expect_fault(answer, 409, undefined, { code: 'IDEMPOTENCY_KEY_IN_USE' });
            else
                expect(answer, 201);
        assert.equal(answers.filter(({ status, headers }) =>
            status === 201 && !headers['idempotency-replayed']).length, 1);
        assert.equal(await count(), before_it + 1);
    });
});

describe('a key', () => {
    test('stands for one request: another method, path, body or dialect is a 422', async () => {
        const key = randomUUID();
        const made = expect(await send('POST', orders.path, { name: 'a' }, key), 201).data.order;
        const state = await count();
        const twenty = client({ token: api.token, dialect: 'twenty' });
        for (const other of [() => send('POST', orders.path, { name: 'b' }, key),
            () => send('POST', `${orders.path}?depth=0`, { name: 'a' }, key),
            () => send('PATCH', `${orders.path}/${made.id}`, { name: 'a' }, key),
            () => send('POST', orders.path, { name: 'a' }, key, twenty)])
            expect_fault(await other(), 422, 'This Idempotency-Key was used for another request',
                { code: 'IDEMPOTENCY_KEY_REUSED', path: 'Idempotency-Key' });
        assert.equal(await count(), state);
    });

    test('of another API key is another key', async () => {
        const key = randomUUID();
        const other = client({ token: await make_key('other', { workspace }) });
        const state = await count();
        expect(await send('POST', orders.path, { name: 'a' }, key), 201);
        const answer = await send('POST', orders.path, { name: 'a' }, key, other);
        expect(answer, 201);
        assert.equal(answer.headers['idempotency-replayed'], undefined);
        assert.equal(await count(), state + 2);
    });

    test('has 1 to 255 characters', async () => {
        expect(await send('POST', orders.path, {}, 'k'.repeat(255)), 201);
        for (const key of ['', 'k'.repeat(256)])
            expect_fault(await send('POST', orders.path, {}, key), 400,
                /^An Idempotency-Key has 1 to 255 characters, this one has (0|256)$/,
                { code: 'IDEMPOTENCY_KEY_INVALID', path: 'Idempotency-Key' });
    });

    test('of a failed request is free: it stored nothing', async () => {
        const key = randomUUID();
        expect_fault(await send('POST', orders.path, { nosuch: 1 }, key), 400);
        assert.equal(await stored(key), '0');
        expect(await api.post(orders.path, { code: key }), 201);
        expect_fault(await send('POST', orders.path, { code: key }, key), 400, undefined,
            { code: 'DUPLICATE_ENTRY' });
        assert.equal(await stored(key), '0');
        expect(await send('POST', orders.path, { code: `${key}2` }, key), 201);
        assert.equal(await stored(key), '1');
    });

    test('of a read is ignored', async () => {
        const key = randomUUID();
        for (const parameters of ['?limit=1', '?limit=2', '?limit=2'])
            assert.equal((await send('GET', orders.path + parameters, undefined, key))
                .headers['idempotency-replayed'], undefined);
        expect(await send('POST', `${orders.path}/duplicates`, { ids: [] }, key), 200);
        assert.equal(await stored(key), '0');
    });

    test('is forgotten after a day, and with it a few others', async () => {
        const key = randomUUID();
        for (let i = 0; i < 30; ++i)
            expect(await send('POST', orders.path, {}, `${key}-${i}`), 201);
        await sql(`UPDATE viginti.idempotency SET created_at = now() - interval '25 hours'
            WHERE key LIKE '${key}-%'`);
        const state = await count();
        const answer = await send('POST', orders.path, {}, `${key}-0`);
        expect(answer, 201);
        assert.equal(answer.headers['idempotency-replayed'], undefined);
        assert.equal(await count(), state + 1);
        const left = Number(await sql(`SELECT count(*) FROM viginti.idempotency
            WHERE key LIKE '${key}-%'`));
        assert.ok(left >= 20 && left <= 21, `${left} are left`);
    });
});

test('a revoked key gets no stored answer', async () => {
    const key = randomUUID();
    const other = client({ token: await make_key('revoked', { workspace }) });
    expect(await send('POST', orders.path, {}, key, other), 201);
    await sql(`SELECT viginti.revoke_api_key('${workspace}', 'revoked')`);
    expect_fault(await send('POST', orders.path, {}, key, other), 403);
});
