// POST /rest/transaction: several requests about records, all or none.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, fingerprint, make_key, make_object, make_workspace, many_to_one,
    randomUUID, selfcheck, unknown_id,
} from './helpers.mjs';

const workspace = 'transactions';
let api;
let ships;
let crew;

before(async () => {
    api = await make_workspace(workspace);
    ships = await make_object(api, 'ship');
    crew = await make_object(api, 'sailor', [{ name: 'badge', type: 'TEXT', isUnique: true },
        { name: 'papers', type: 'RAW_JSON' }, { name: 'mails', type: 'EMAILS' },
        many_to_one('ship', ships.object, 'Crew')]);
});
after(() => selfcheck());

const run = (operations, parameters, caller = api) =>
    caller.post('/rest/transaction', { operations }, parameters);
const done = async (operations, parameters, caller) =>
    expect(await run(operations, parameters, caller), 200).data.transaction;
const post = (path, body, more = {}) => ({ method: 'POST', path, body, ...more });
const get = (path) => ({ method: 'GET', path });

/** The transaction fails with this operation's error, and nothing has changed. */
async function expect_undone(operations, status, message, also) {
    const state = await fingerprint(workspace);
    expect_fault(await run(operations), status, message, also);
    assert.equal(await fingerprint(workspace), state);
}

describe('operations', () => {
    test('run in order, each answered as the request alone would be', async () => {
        const [ship, person, list, one, changed, gone] = await done([
            post(`${ships.path}?depth=0`, { name: 'Argo' }, { as: 'argo' }),
            post(crew.path, { name: 'Ada', shipId: { $ref: 'argo.id' } }, { as: 'ada' }),
            get(`${crew.path}?filter=shipId[eq]:{argo.id}`),
            get(`${crew.path}/{ada.id}?depth=1`),
            { method: 'PATCH', path: `${crew.path}/{1.id}`, body: { name: 'Ada L' } },
            { method: 'DELETE', path: `${crew.path}/{ada.id}?soft_delete=false` },
        ]);
        assert.deepEqual([ship, person, list, one, changed, gone].map(({ status }) => status),
            [201, 201, 200, 200, 200, 200]);
        assert.deepEqual([ship.as, person.as, list.as], ['argo', 'ada', undefined]);
        assert.equal(person.body.data.sailor.ship.name, 'Argo');
        assert.equal(list.body.totalCount, 1);
        assert.equal(list.body.data.sailors[0].id, person.body.data.sailor.id);
        assert.equal(one.headers.ETag, person.headers.ETag);
        assert.equal(changed.body.data.sailor.name, 'Ada L');
        assert.equal(gone.body.data.deleteSailor.id, person.body.data.sailor.id);
        expect_fault(await api.get(`${crew.path}/${person.body.data.sailor.id}`), 404);
        expect(await api.get(`${ships.path}/${ship.body.data.ship.id}`), 200);
    });

    test('answer in the dialect of the key, in one envelope', async () => {
        const twenty = client({ token: api.token, dialect: 'twenty' });
        const [made] = await done([post(ships.path, { name: 'x' })], undefined, twenty);
        assert.equal(made.body.data.createShip.name, 'x');
        const [first, second] = await done([post(ships.path, { name: 'x' }, { as: 'a' }),
            post(crew.path, { shipId: { $ref: 'a.id' } })], undefined, twenty);
        assert.equal(second.body.data.createSailor.shipId, first.body.data.createShip.id);
    });

    test('of every record verb take part', async () => {
        const [batch, found] = await done([
            post(crew.batch, [{ badge: 'b1' }, { badge: 'b2' }], { as: 'both' }),
            post('/rest/people/duplicates', { ids: [] }),
            get(`${crew.path}/{both.1.id}`),
        ]);
        assert.equal(batch.body.data.sailors.length, 2);
        assert.deepEqual(found.body, { data: [] });
    });

    test('see the writes before them through every kind of read', async () => {
        const badge = randomUUID();
        const [, before_it, , after_it] = await done([
            post(crew.path, { badge, name: 'one' }),
            get(`${crew.path}?filter=badge[eq]:${badge}&order_by=name`),
            post(crew.path, { badge: `${badge}x`, name: 'two' }),
            get(`${crew.path}?filter=badge[startsWith]:${badge}&count=exact&limit=1`),
        ]);
        assert.equal(before_it.body.data.sailors.length, 1);
        assert.equal(after_it.body.totalCount, 2);
    });

    test('take conditions of their own', async () => {
        const { data: { ship } } = expect(await api.post(ships.path, { name: 'a' }), 201);
        const { headers } = await api.get(`${ships.path}/${ship.id}`);
        const path = `${ships.path}/${ship.id}`;
        const change = (tag) => ({ method: 'PATCH', path, body: { name: 'b' },
            headers: { 'If-Match': tag } });
        const [first, unchanged] = await done([change(headers.etag), { ...get(path),
            headers: { 'if-none-match': '*' } }]);
        assert.equal(unchanged.status, 304);
        assert.equal(unchanged.body, null);
        assert.notEqual(first.headers.ETag, headers.etag);
        await expect_undone([post(ships.path, {}), change(headers.etag)], 412, undefined,
            { path: '/operations/1/path/If-Match', code: 'PRECONDITION_FAILED' });
        // Two versions of one transaction are two versions.
        const now = (await api.get(path)).headers.etag;
        const [one] = await done([change(now), change('*')]);
        await expect_undone([change(one.headers.ETag)], 412);
    });

    test('up to 200 run at once, more are refused', async () => {
        const operations = Array.from({ length: 200 }, () => post(`${ships.path}?depth=0`, {}));
        assert.equal((await done(operations)).length, 200);
        await expect_undone([...operations, operations[0]], 400,
            'A transaction has at most 200 operations, this one has 201',
            { code: 'LIMIT_EXCEEDED', path: '/operations' });
    });
});

describe('the first failure is the answer, and nothing remains', () => {
    const good = () => post(ships.path, { name: 'never' });
    const failures = {
        'an unknown field': [() => post(crew.path, { nosuch: 1 }), 400,
            /doesn't have any "nosuch" field/, '/operations/2/body/nosuch'],
        'a bad value': [() => post(crew.path, { mails: { primaryEmail: 'x' } }), 400, undefined,
            '/operations/2/body/mails/primaryEmail'],
        'a unique value twice': [() => post(crew.batch, [{ badge: 'twice' }, { badge: 'twice' }]),
            400, undefined, '/operations/2/body/badge'],
        'a record that is not there': [() => get(`${crew.path}/${unknown_id}`), 404,
            'Record not found', '/operations/2/path/id'],
        'a broken relation': [() => post(crew.path, { shipId: unknown_id }), 400, undefined,
            '/operations/2/body/shipId'],
        'an unknown object': [() => get('/rest/nosuches'), 404, /not found/,
            '/operations/2/path/object'],
        'a bad parameter': [() => get(`${crew.path}?depth=9`), 400, undefined,
            '/operations/2/path/depth'],
        'an unknown route': [() => get('/nowhere'), 404, undefined, '/operations/2'],
        'a method that is not allowed': [() => ({ method: 'DELETE', path: crew.batch }), 405,
            undefined, '/operations/2'],
    };
    for (const [name, [operation, status, message, path]] of Object.entries(failures))
        test(name, () => expect_undone([good(), post(crew.path, {}), operation(), good()], status,
            message, { path }));

    test('a role is denied what it is denied alone', async () => {
        const viewer = client({ token: await make_key('v', { workspace, role: 'viewer' }) });
        assert.equal((await done([get(ships.path)], undefined, viewer)).length, 1);
        expect_fault(await run([get(ships.path), post(ships.path, {})], undefined, viewer), 403,
            undefined, { code: 'PERMISSION_DENIED', path: '/operations/1' });
    });
});

describe('references', () => {
    test('are whole values of bodies at any depth, of any kind', async () => {
        const [, second] = await done([
            post(crew.path, { name: 'A', mails: { primaryEmail: `${randomUUID()}@x.org`,
                additionalEmails: ['a@x.org', 'b@x.org'] }, papers: { n: 1.5, list: [1, null] } },
            { as: 'first' }),
            post(crew.path, { name: { $ref: 'first.name' },
                papers: { id: { $ref: '0.id' }, deep: [{ $ref: 'first.papers.list' }],
                    one: { $ref: 'first.mails.additionalEmails.1' }, n: { $ref: '0.papers.n' },
                    all: { $ref: 'first.deletedAt' } } }),
        ]);
        const { papers, name } = second.body.data.sailor;
        assert.equal(name, 'A');
        assert.deepEqual([papers.deep, papers.one, papers.n, papers.all],
            [[[1, null]], 'b@x.org', 1.5, null]);
    });

    test('a member $ref that is none is written $$ref, or has neighbours', async () => {
        const [made] = await done([post(crew.path, { papers: { a: { $$ref: '#/x' },
            b: { $ref: '#/y', more: 1 } } })]);
        assert.deepEqual(made.body.data.sailor.papers, { a: { $ref: '#/x' },
            b: { $ref: '#/y', more: 1 } });
    });

    test('in paths are percent-encoded', async () => {
        const badge = 'a b/ü,&?#%{}';
        const [, found] = await done([post(crew.path, { badge }, { as: 'one' }),
            get(`${crew.path}?filter=badge[eq]:"{one.badge}"`)]);
        assert.equal(found.body.data.sailors[0].badge, badge);
    });

    const bad = {
        'an unknown name': [{ $ref: 'nobody.id' }, /there is no such operation/],
        'a later operation': [{ $ref: 'later.id' }, /not an earlier one/],
        'the operation itself': [{ $ref: '1.id' }, /not an earlier one/],
        'a number beyond the end': [{ $ref: '7.id' }, /there is no such operation/],
        'an unknown member': [{ $ref: 'first.nosuch' }, /there is no "nosuch"/],
        'a member of a text': [{ $ref: 'first.name.x' }, /there is no "x"/],
        'an empty one': [{ $ref: '' }, /there is no such operation/],
        'what is no text': [{ $ref: 1 }, /^A reference is a text/],
    };
    for (const [name, [reference, message]] of Object.entries(bad))
        test(`to ${name} are refused`, () => expect_undone([
            post(ships.path, {}, { as: 'first' }), post(crew.path, { shipId: reference }),
            post(ships.path, {}, { as: 'later' })], 400, message,
        { path: '/operations/1/body/shipId' + (reference.$ref === 1 ? '/$ref' : '/$ref') }));

    for (const path of ['{nobody.id}', '{first', 'first}', '{first}', '{first.deletedAt}'])
        test(`in the path ${path} are refused`, () => expect_undone([
            post(ships.path, {}, { as: 'first' }), get(`${crew.path}/${path}`)], 400, undefined,
        { path: '/operations/1/path' }));
});

describe('the body', () => {
    const refused = [
        ['no JSON object', '[]', ''], ['no operations', '{}', '/operations'],
        ['an empty list', '{"operations":[]}', '/operations'],
        ['no list', '{"operations":{}}', '/operations'],
        ['another member', '{"operations":[],"x":1}', '/x'],
        ['no object', '{"operations":[1]}', '/operations/0'],
        ['no method', '{"operations":[{"path":"/rest/people"}]}', '/operations/0'],
        ['no path', '{"operations":[{"method":"GET"}]}', '/operations/0'],
        ['a strange method', '{"operations":[{"method":"get","path":"/"}]}',
            '/operations/0/method'],
        ['a strange member', '{"operations":[{"method":"GET","path":"/","x":1}]}',
            '/operations/0/x'],
        ['a bad name', '{"operations":[{"method":"GET","path":"/","as":"1"}]}', '/operations/0/as'],
        ['a name twice', '{"operations":[{"method":"GET","path":"/","as":"a"},'
            + '{"method":"GET","path":"/","as":"a"}]}', '/operations/1/as'],
        ['a header of the whole request', '{"operations":[{"method":"GET","path":"/",'
            + '"headers":{"Authorization":"x"}}]}', '/operations/0/headers/Authorization'],
        ['a header with a line break', '{"operations":[{"method":"GET","path":"/",'
            + '"headers":{"If-Match":"a\\nb: c"}}]}', '/operations/0/headers/If-Match'],
    ];
    for (const [name, body, path] of refused)
        test(`with ${name} is refused`, async () => {
            const answer = await api.raw('POST', '/rest/transaction', body);
            expect_fault(answer, 400);
            assert.equal(answer.body.path ?? '', path);
        });

    for (const path of ['/rest/transaction', '/rest/metadata/objects', '/rest/open-api/core'])
        test(`may not name ${path}`, async () => {
            const method = path.endsWith('transaction') ? 'POST' : 'GET';
            expect_fault(await run([{ method, path }]), 400, /^Only requests about records/,
                { path: '/operations/0/path' });
        });

    test('is taken by POST only', async () => {
        const answer = await api.get('/rest/transaction');
        expect_fault(answer, 405);
        assert.equal(answer.headers.allow, 'POST');
    });
});

test('dry_run=true runs everything and keeps nothing', async () => {
    const state = await fingerprint(workspace);
    const [made, read] = await done([post(ships.path, { name: 'x' }, { as: 's' }),
        get(`${ships.path}/{s.id}`)], { dry_run: 'true' });
    assert.equal(read.body.data.ship.id, made.body.data.ship.id);
    assert.equal(await fingerprint(workspace), state);
    expect_fault(await api.get(`${ships.path}/${made.body.data.ship.id}`), 404);
    expect_fault(await run([post(ships.path, {})], { dry_run: 'yes' }), 400, undefined,
        { path: 'dry_run' });
    expect_fault(await run([post(crew.path, { nosuch: 1 })], { dry_run: 'true' }), 400);
});
