// Two daemons on one database: what one changes the other serves at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_workspace, object_input, run, selfcheck, sql,
    start_daemon,
} from './helpers.mjs';

let one;
let other;
let daemon;

before(async () => {
    one = await make_workspace('twins');
    daemon = await start_daemon({ application: 'second_daemon', args: ['--threads=2'] });
    other = client({ token: one.token, base: daemon.base });
});
after(async () => {
    await daemon?.stop();
    await selfcheck();
});

/** Every connection of the second daemon has answered this request once or more. */
const ask_all = (request) => each(Array(24).fill(0), request, 12);

test('a custom object created by curl is served at once by a second vigintid', async () => {
    await ask_all(() => other.get('/rest/people'));
    const answer = JSON.parse(await run('curl', ['--silent', '--fail-with-body', '--request',
        'POST',
        `${process.env.BASE_URL}/rest/metadata/objects`, '--header',
            `Authorization: Bearer ${one.token}`,
        '--json', JSON.stringify(object_input('rocket'))]));
    const made = expect(await other.post('/rest/rockets', { name: 'Ariane' }), 201).data.rocket;
    for (const found of await ask_all(() => other.get(`/rest/rockets/${made.id}`)))
        assert.equal(expect(found, 200).data.rocket.name, 'Ariane');
    assert.equal(expect(await one.get('/rest/rockets'), 200).totalCount, 1);
    assert.equal(expect(await other.get(`/rest/metadata/objects/${answer.data.object.id}`), 200)
        .data.object.namePlural, 'rockets');
});

test('fields come, are renamed and go on both sides with the very next request', async () => {
    const { data } = expect(await one.get('/rest/metadata/objects', { limit: 200 }), 200);
    const { id } = data.objects.find(({ namePlural }) => namePlural === 'rockets');
    for (let turn = 0; turn < 5; ++turn) {
        const [changer, reader] = turn % 2 ? [other, one] : [one, other];
        const name = `stage${turn}`;
        const field = expect(await changer.post('/rest/metadata/fields',
            { objectMetadataId: id, type: 'NUMBER', name, label: name }), 201).data.field;
        for (const answer of await ask_all(() => reader.get('/rest/rockets',
            { filter: `${name}[is]:NULL` })))
            assert.ok(name in expect(answer, 200).data.rockets[0]);
        expect(await changer.patch(`/rest/metadata/fields/${field.id}`, { name: `${name}b` }), 200);
        for (const answer of await ask_all(() => reader.get('/rest/rockets',
            { order_by: `${name}b` })))
            expect(answer, 200);
        expect(await reader.delete(`/rest/metadata/fields/${field.id}`), 200);
        for (const answer of await ask_all(() => changer.get('/rest/rockets',
            { order_by: `${name}b` })))
            expect_fault(answer, 400, `Field "${name}b" does not exist or is not sortable`);
    }
});

test('records are read and written while the model changes, and no request fails', async () => {
    const { data } = expect(await one.get('/rest/metadata/objects', { limit: 200 }), 200);
    const { id } = data.objects.find(({ namePlural }) => namePlural === 'rockets');
    let changing = true;
    const traffic = [one, other].flatMap((caller) => [
        async () => expect(await caller.get('/rest/rockets', { depth: 2, order_by: 'name' }), 200),
        async () => expect(await caller.post('/rest/rockets', { name: 'x' }), 201),
    ]).map(async (request) => {
        let turns = 0;
        for (; changing; ++turns)
            await request();
        return turns;
    });
    try {
        for (let turn = 0; turn < 10; ++turn) {
            const field = expect(await one.post('/rest/metadata/fields',
                { objectMetadataId: id, type: 'TEXT', name: `busy${turn}`, label: 'Busy',
                    defaultValue: "'x'" }), 201);
            if (turn % 2)
                expect(await other.delete(`/rest/metadata/fields/${field.data.field.id}`), 200);
        }
    } finally {
        changing = false;
    }
    for (const turns of await Promise.all(traffic))
        assert.ok(turns > 0);
});

test('a revoked key ends on both at once', async () => {
    const token = await sql("SELECT viginti.create_api_key('twins', 'spare')");
    const callers = [client({ token }), client({ token, base: daemon.base })];
    for (const caller of callers)
        await ask_all(async () => expect(await caller.get('/rest/rockets'), 200));
    await sql("SELECT viginti.revoke_api_key('twins', 'spare')");
    for (const caller of callers)
        for (const answer of await ask_all(() => caller.get('/rest/rockets')))
            expect_fault(answer, 403, 'This API Key is revoked');
});

test('a dropped workspace is gone for both', async () => {
    const gone = await make_workspace('shortlived');
    const elsewhere = client({ token: gone.token, base: daemon.base });
    expect(await elsewhere.get('/rest/people'), 200);
    await sql("SELECT viginti.drop_workspace('shortlived')");
    for (const caller of [gone, elsewhere])
        for (const answer of await ask_all(() => caller.get('/rest/people')))
            expect_fault(answer, 401);
    assert.equal(await sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'shortlived'"), '0');
});
