// Cursors belong to their workspace, object, filter, search and order; nothing in them can be
// changed; Twenty's hand-made {"id":…} works in its dialect.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_object, make_workspace, options, selfcheck, sql,
} from './helpers.mjs';

let api;
let twenty;
let other;
let bees;
let wasps;
const names = ['a', 'b', 'c', 'd', 'e'];
const invalid = (cursor) => `Invalid cursor: ${cursor}`.slice(0, 200);
const another_order = (field) => `Cursor is missing the value for orderBy field "${field}": it was `
    + 'encoded for a different orderBy. Restart pagination without a cursor.';
const another_question = 'Cursor was encoded for a different object, filter or search. Restart '
    + 'pagination without a cursor.';
const by_hand = (id) => Buffer.from(JSON.stringify({ id })).toString('base64');

before(async () => {
    api = await make_workspace('cursors');
    twenty = client({ token: api.token, dialect: 'twenty' });
    other = await make_workspace('cursors_too');
    for (const [caller, keep] of [[other, () => {}], [api, (made) => { bees = made; }]]) {
        const made = await make_object(caller, 'bee', [{ name: 'size', type: 'NUMBER' },
            { name: 'kind', type: 'SELECT', options: options('QUEEN', 'DRONE') }]);
        expect(await caller.post(made.batch, names.map((name, size) =>
            ({ name, size, kind: size % 2 ? 'QUEEN' : null }))), 201);
        keep(made);
    }
    wasps = await make_object(api, 'wasp');
    expect(await api.post(wasps.batch, names.map((name) => ({ name }))), 201);
});
after(() => selfcheck());

const list = (parameters, { caller = api, path = bees.path } = {}) =>
    caller.get(path, { depth: 0, ...parameters });
const cursor_of = async (parameters, where) =>
    expect(await list({ limit: 2, ...parameters }, where), 200).pageInfo.endCursor;

describe('§11 a cursor belongs to', () => {
    const refusals = [
        ['its order', { order_by: 'name' }, { order_by: 'size' }, another_order('size')],
        ['all keys of its order', { order_by: 'name' }, { order_by: 'name,size' },
            another_order('name')],
        ['the direction', { order_by: 'size[AscNullsFirst]' },
            { order_by: 'size[DescNullsFirst]' }, another_order('size')],
        ['the place of NULLs', { order_by: 'size[AscNullsFirst]' },
            { order_by: 'size[AscNullsLast]' }, another_order('size')],
        ['the direction of the id', {}, { order_by: 'id[DescNullsLast]' }, another_order('id')],
        ['an order rather than none', {}, { order_by: 'name' }, another_order('name')],
        ['the default order', { order_by: 'name' }, {}, another_order('id')],
        ['its filter', { filter: 'size[gte]:0' }, { filter: 'size[gte]:1' }, another_question],
        ['no filter', {}, { filter: 'size[gte]:0' }, another_question],
        ['its search', { search: 'a', order_by: 'name' }, { search: 'b', order_by: 'name' },
            another_question],
    ];
    for (const [what, made_for, used_for, message] of refusals)
        test(what, async () => {
            let { endCursor: cursor } = expect(await list({ limit: 1, ...made_for }), 200).pageInfo;
            cursor ??= await cursor_of(made_for);
            for (const key of ['starting_after', 'ending_before'])
                expect_fault(await list({ ...used_for, [key]: cursor }), 400, message,
                    { code: 'CURSOR_INVALID', path: key });
            expect(await list({ ...made_for, starting_after: cursor }), 200);
        });

    test('its object', async () => {
        const cursor = await cursor_of({});
        expect_fault(await list({ starting_after: cursor }, { path: wasps.path }), 400,
            another_question);
    });

    test('its workspace', async () => {
        const cursor = await cursor_of({}, { caller: other, path: '/rest/bees' });
        expect_fault(await list({ starting_after: cursor }), 400, invalid(cursor));
    });

    test('neither page size, depth, fields, count nor dialect', async () => {
        const cursor = await cursor_of({ order_by: 'name' });
        const pages = [{ limit: 1 }, { limit: 3, depth: 1 }, { fields: 'name' }, { count: 'none' }];
        for (const more of pages)
            for (const caller of [api, twenty]) {
                const { data } = expect(await list({ order_by: 'name', ...more,
                    starting_after: cursor }, { caller }), 200);
                assert.equal(data.bees[0].name, 'c');
            }
    });

    test('the same conditions, however their values are quoted', async () => {
        const cursor = await cursor_of({ filter: 'name[neq]:"zz",size[gte]:0' });
        const { data } = expect(await list({ filter: "name[neq]:'zz', size[gte]:0",
            starting_after: cursor }), 200);
        assert.equal(data.bees.length, 3);
    });
});

describe('§11 tampering', () => {
    test('any changed byte makes a cursor invalid', async () => {
        const cursor = await cursor_of({ order_by: 'size' });
        const bytes = Buffer.from(cursor, 'base64');
        for (let at = 0; at < bytes.length; ++at) {
            const changed = Buffer.from(bytes);
            changed[at] ^= 1;
            const text = changed.toString('base64');
            expect_fault(await list({ order_by: 'size', starting_after: text }), 400,
                /^Invalid cursor: /, { code: 'CURSOR_INVALID', path: 'starting_after' });
        }
    });

    test('a cut, lengthened or empty cursor is invalid', async () => {
        const cursor = await cursor_of({});
        for (const text of [cursor.slice(0, -4), `${cursor}AAAA`, cursor.slice(0, 20), 'AQ==',
            Buffer.alloc(60).toString('base64')])
            expect_fault(await list({ starting_after: text }), 400, invalid(text));
    });

    test('a new secret of the workspace makes all its cursors invalid, at once', async () => {
        const caller = await make_workspace('cursors_new');
        await caller.post('/rest/companies', { name: 'x' });
        const cursor = await cursor_of({}, { caller, path: '/rest/companies' });
        expect(await list({ starting_after: cursor }, { caller, path: '/rest/companies' }), 200);
        await sql(`UPDATE viginti.workspace SET cursor_secret = sha256('x')
            WHERE name = 'cursors_new'`);
        expect_fault(await list({ starting_after: cursor }, { caller, path: '/rest/companies' }),
            400, invalid(cursor));
    });

    test('the secret is for the owner of the extension alone', async () => {
        const rights = await sql(`SELECT string_agg(r, ',') FROM (
            SELECT rolname AS r FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'
               AND has_column_privilege(rolname, 'viginti.workspace', 'cursor_secret', 'SELECT')
        ) readers`);
        assert.equal(rights, '');
    });
});

describe('§11 hand-made cursors', () => {
    let all;
    before(async () => {
        all = expect(await list({}), 200).data.bees.map(({ id }) => id);
    });

    test('{"id":…} pages by id in dialect twenty, forward and backward', async () => {
        const next = expect(await list({ starting_after: by_hand(all[1]) }, { caller: twenty }),
            200);
        assert.deepEqual(next.data.bees.map(({ id }) => id), all.slice(2));
        const back = expect(await list({ ending_before: by_hand(all[3]), limit: 2 },
            { caller: twenty }), 200);
        assert.deepEqual(back.data.bees.map(({ id }) => id), all.slice(1, 3));
    });

    test('its filter may be any, its record may be gone, its padding missing', async () => {
        const none = '00000000-0000-4000-8000-000000000000';
        const { data } = expect(await list({ starting_after: by_hand(none).replace(/=+$/, ''),
            filter: 'size[gte]:3' }, { caller: twenty }), 200);
        assert.equal(data.bees.length, 2);
    });

    test('under another order it is refused', async () => {
        expect_fault(await list({ order_by: 'name', starting_after: by_hand(all[0]) },
            { caller: twenty }), 400, another_order('name'));
    });

    test('with other keys, or in the standard dialect, it is invalid', async () => {
        const keyed = Buffer.from(JSON.stringify({ position: 1, id: all[0] })).toString('base64');
        expect_fault(await list({ starting_after: keyed }, { caller: twenty }), 400, invalid(keyed));
        expect_fault(await list({ starting_after: by_hand(all[0]) }), 400,
            invalid(by_hand(all[0])));
    });
});

describe('§11 pageInfo', () => {
    const flags = ({ pageInfo }) => [pageInfo.hasNextPage, pageInfo.hasPreviousPage];

    test('tells of more in both directions', async () => {
        const first = expect(await list({ limit: 2 }), 200);
        assert.deepEqual(flags(first), [true, false]);
        const next = expect(await list({ limit: 2, starting_after: first.pageInfo.endCursor }),
            200);
        assert.deepEqual(flags(next), [true, true]);
        const last = expect(await list({ limit: 2, starting_after: next.pageInfo.endCursor }), 200);
        assert.deepEqual(flags(last), [false, true]);
        const back = expect(await list({ limit: 2, ending_before: last.pageInfo.startCursor }),
            200);
        assert.deepEqual(flags(back), [true, true]);
        assert.deepEqual(back.data, next.data);
        const begin = expect(await list({ limit: 2, ending_before: back.pageInfo.startCursor }),
            200);
        assert.deepEqual(flags(begin), [true, false]);
        assert.deepEqual(begin.data, first.data);
    });

    test('both cursors at once are refused', async () => {
        const cursor = await cursor_of({});
        expect_fault(await list({ starting_after: cursor, ending_before: cursor }), 400,
            'Cannot provide both before and after');
    });

    test('a page of size 0 has no cursors and tells whether there are records', async () => {
        const page = expect(await list({ limit: 0 }, { caller: twenty }), 200);
        assert.deepEqual(page.data.bees, []);
        assert.equal(page.totalCount, 5);
        assert.deepEqual(page.pageInfo, { hasNextPage: true, hasPreviousPage: false,
            startCursor: null, endCursor: null });
    });
});
