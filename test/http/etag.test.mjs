// ETag, If-Match and If-None-Match (RFC 9110 §8.8.3, §13) of single records.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_key, make_object, make_workspace, many_to_one,
    sql, selfcheck, unknown_id,
} from './helpers.mjs';

const workspace = 'etags';
const shape = /^"[0-9a-f]+\.[0-9a-f]+\.[0-9a-f]+-[0-9a-f]+"$/;
let api;
let ships;
let crew;

before(async () => {
    api = await make_workspace(workspace);
    ships = await make_object(api, 'ship');
    crew = await make_object(api, 'sailor', [{ name: 'rank', type: 'TEXT' },
        many_to_one('ship', ships.object, 'Crew')]);
});
after(() => selfcheck());

const create = async (body = {}) => expect(await api.post(crew.path, body), 201).data.sailor;
const path_of = (record) => `${crew.path}/${record.id}`;
const call = (method, record, { parameters = '', headers = {}, body, caller = api } = {}) =>
    caller.raw(method, path_of(record) + parameters,
        body === undefined ? undefined : JSON.stringify(body), headers);
const tag_of = async (record, more) => (await call('GET', record, more)).headers.etag;

describe('ETag', () => {
    test('one record has a strong tag, the same as long as it does not change', async () => {
        const made = await create({ name: 'a' });
        const first = await call('GET', made);
        assert.match(first.headers.etag, shape);
        assert.equal(await tag_of(made), first.headers.etag);
        expect(await call('PATCH', made, { body: { rank: 'x' } }), 200);
        assert.notEqual(await tag_of(made), first.headers.etag);
    });

    test('a write answers with the tag the next GET has', async () => {
        const made = await api.post(crew.path, { name: 'a' });
        assert.equal(made.headers.etag, await tag_of(made.body.data.sailor));
        const changed = await call('PATCH', made.body.data.sailor, { body: { name: 'b' } });
        assert.equal(changed.headers.etag, await tag_of(made.body.data.sailor));
        const twenty = client({ token: api.token, dialect: 'twenty' });
        const other = await twenty.patch(path_of(made.body.data.sailor), { name: 'c' });
        assert.equal(other.headers.etag, await tag_of(made.body.data.sailor, { caller: twenty }));
    });

    test('a write that changes nothing visible has a new tag too', async () => {
        const made = await create({ name: 'a' });
        const first = await tag_of(made);
        await sql(`UPDATE ${workspace}.sailors SET name = name WHERE id = '${made.id}'`);
        assert.notEqual(await tag_of(made), first);
    });

    test('depths with other bytes have other tags, embedded records count', async () => {
        const ship = expect(await api.post(ships.path, { name: 'Argo' }), 201).data.ship;
        const made = await create({ shipId: ship.id });
        const tags = await each(['?depth=0', '?depth=1', '?depth=2'],
            (parameters) => tag_of(made, { parameters }));
        assert.equal(new Set(tags).size, 3);
        expect(await api.patch(`${ships.path}/${ship.id}`, { name: 'Argo II' }), 200);
        assert.equal(await tag_of(made, { parameters: '?depth=0' }), tags[0]);
        assert.notEqual(await tag_of(made, { parameters: '?depth=1' }), tags[1]);
    });

    test('dialects with other bytes have other tags', async () => {
        const note = expect(await api.post('/rest/notes', { title: 't' }), 201).data.note;
        const ask = async (dialect) => (await client({ token: api.token, dialect })
            .get(`/rest/notes/${note.id}`, { depth: 0 })).headers.etag;
        assert.notEqual(await ask('standard'), await ask('twenty'));
    });

    test('lists, batches and deletions have none', async () => {
        const made = await create();
        for (const answer of [await api.get(crew.path), await api.post(crew.batch, [{}]),
            await call('DELETE', made)])
            assert.equal(answer.headers.etag, undefined);
    });
});

describe('If-None-Match', () => {
    const ask = (record, value, more) => call('GET', record,
        { ...more, headers: { 'if-none-match': value } });

    test('the present tag, alone, in a list, weak, or * is a 304 without a body', async () => {
        const made = await create({ name: 'a' });
        const tag = await tag_of(made);
        for (const value of [tag, `W/${tag}`, `"x", ${tag}`, `${tag},"y"`, '*', ' * ']) {
            const answer = await ask(made, value);
            assert.equal(answer.status, 304, value);
            assert.equal(answer.text, '');
            assert.equal(answer.headers.etag, tag);
            assert.equal(answer.headers['content-type'], undefined);
        }
        // The connection goes on.
        expect(await call('GET', made), 200);
    });

    test('another tag is a 200 with the record', async () => {
        const made = await create({ name: 'a' });
        const old = await tag_of(made);
        expect(await call('PATCH', made, { body: { name: 'b' } }), 200);
        for (const value of [old, '"x"', '""', `W/"x", ${old}`])
            assert.equal(expect(await ask(made, value), 200).data.sailor.name, 'b');
    });

    test('a record that is not there is a 404', async () =>
        expect_fault(await ask({ id: unknown_id }, '*'), 404));

    test('lists ignore it, writes refuse it', async () => {
        const made = await create();
        expect(await api.raw('GET', crew.path, undefined, { 'if-none-match': '*' }), 200);
        expect_fault(await call('PATCH', made, { body: {}, headers: { 'if-none-match': '*' } }),
            400, undefined, { path: 'If-None-Match' });
    });
});

describe('If-Match', () => {
    const requests = {
        PATCH: { method: 'PATCH', body: { name: 'new' } },
        PUT: { method: 'PUT', body: { name: 'new' } },
        'soft DELETE': { method: 'DELETE', parameters: '?soft_delete=true' },
        DELETE: { method: 'DELETE', parameters: '?soft_delete=false' },
    };
    for (const [name, { method, ...request }] of Object.entries(requests)) {
        const ask = (record, value) => call(method, record,
            { ...request, headers: { 'if-match': value } });

        test(`${name} goes on with the present tag, of any depth, in a list, or *`, async () => {
            for (const wrap of [(tag) => tag, (tag) => `"x", ${tag}`, () => '*']) {
                const made = await create({ name: 'old' });
                const tag = await tag_of(made, { parameters: '?depth=2' });
                expect(await ask(made, wrap(tag)), 200);
            }
        });

        test(`${name} with another tag is a 412 that tells the present one`, async () => {
            const made = await create({ name: 'old' });
            const old = await tag_of(made);
            expect(await call('PATCH', made, { body: { rank: 'r' } }), 200);
            for (const value of [old, '"x"', '"1.2.3-4"', `W/${await tag_of(made)}`]) {
                const answer = await ask(made, value);
                expect_fault(answer, 412, undefined,
                    { code: 'PRECONDITION_FAILED', path: 'If-Match' });
                const [version] = answer.headers.etag.split('-');
                assert.equal(version, (await tag_of(made)).split('-')[0]);
            }
            assert.equal(expect(await call('GET', made), 200).data.sailor.name, 'old');
            const { headers } = await ask(made, '"x"');
            expect(await ask(made, headers.etag), 200);
        });

        test(`${name} of a record that is not there is a 404`, async () => {
            for (const value of ['*', '"x"'])
                expect_fault(await ask({ id: unknown_id }, value), 404, 'Record not found');
        });

        test(`${name} refuses what is no tag`, async () => {
            const made = await create({ name: 'old' });
            for (const value of ['x', '"x', 'x"', '*, "x"', '"x" "y"', '"x",', ',', 'w/"x"',
                '"a b"', '**'])
                expect_fault(await ask(made, value), 400, 'If-Match is not a list of entity tags',
                    { path: 'If-Match', code: 'INVALID_QUERY_INPUT' });
            assert.equal(expect(await call('GET', made), 200).data.sailor.name, 'old');
        });
    }

    test('of many writers with one tag one wins', async () => {
        const made = await create({ name: '0' });
        const tag = await tag_of(made);
        const answers = await each(Array.from({ length: 12 }, (_, i) => i), (i) =>
            call('PATCH', made, { body: { name: `w${i}` }, headers: { 'if-match': tag } }), 12);
        assert.equal(answers.filter(({ status }) => status === 200).length, 1);
        assert.equal(answers.filter(({ status }) => status === 412).length, 11);
    });

    test('a GET with another tag is a 412, with its own a 200', async () => {
        const made = await create();
        const tag = await tag_of(made);
        expect(await call('GET', made, { headers: { 'if-match': tag } }), 200);
        const answer = await call('GET', made, { headers: { 'if-match': '"x"' } });
        expect_fault(answer, 412);
        assert.equal(answer.headers.etag, tag);
    });

    test('requests that are not about one record refuse it', async () => {
        for (const [path, body] of [[crew.path, '{}'], [crew.batch, '[{}]']])
            expect_fault(await api.raw('POST', path, body, { 'if-match': '*' }), 400,
                undefined, { path: 'If-Match' });
    });
});

describe('a role with rights to columns only', () => {
    test('gets no tag, and If-Match is refused', async () => {
        const role = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
        const member = client({ token: await make_key('m', { workspace, role: 'member' }) });
        const boxes = await make_object(api, 'box', [{ name: 'secret', type: 'TEXT' }],
            { namePlural: 'boxes' });
        const { id } = expect(await api.post(boxes.path, { name: 'n' }), 201).data.box;
        const whole = (await member.get(`${boxes.path}/${id}`)).headers.etag;
        assert.match(whole, shape);
        for (const hidden of ['secret', 'none']) {
            const columns = await sql(`SELECT string_agg(quote_ident(attname), ',')
                FROM pg_attribute WHERE attrelid = '${workspace}.boxes'::regclass AND attnum > 0
                 AND NOT attisdropped AND attname <> '${hidden}'`);
            await sql(`REVOKE SELECT ON ${workspace}.boxes FROM "${role}";
                GRANT SELECT (${columns}) ON ${workspace}.boxes TO "${role}"`);
            const read = await member.get(`${boxes.path}/${id}`);
            expect(read, 200);
            assert.equal(read.headers.etag, undefined);
            for (const method of ['GET', 'PATCH', 'DELETE'])
                expect_fault(await member.raw(method, `${boxes.path}/${id}`,
                    method === 'PATCH' ? '{}' : undefined, { 'if-match': whole }), 403, undefined,
                { path: 'If-Match', code: 'PERMISSION_DENIED' });
            const changed = await member.raw('PATCH', `${boxes.path}/${id}`, '{"name":"m"}',
                { 'if-match': '*' });
            expect(changed, 200);
            assert.equal(changed.headers.etag, undefined);
        }
        await sql(`GRANT SELECT ON ${workspace}.boxes TO "${role}"`);
        assert.match((await member.get(`${boxes.path}/${id}`)).headers.etag, shape);
    });
});

test('the demo workspace has tags through HEAD too', async () => {
    const demo = client();
    const [person] = expect(await demo.get('/rest/people', { limit: 1, depth: 0 }), 200).data.people;
    const got = await demo.get(`/rest/people/${person.id}`);
    const head = await demo.raw('HEAD', `/rest/people/${person.id}`);
    assert.equal(head.headers.etag, got.headers.etag);
});
