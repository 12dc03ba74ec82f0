// search=: words over the search column, ranked, paged by rank, safe for any text.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, make_key, make_object, make_workspace, read_forward, selfcheck,
    sql,
} from './helpers.mjs';

let api;
let books;
const rows = [
    ['a', 'whale'], ['b', 'the white whale and the whale'], ['c', 'a whaler at sea'],
    ['d', 'Sea-going ship'], ['e', 'ÄRGER im Büro'], ['f', "O'Brien & sons | <-> !"],
    ['g', 'quiet'], ['h', '日本 の 海'],
];

before(async () => {
    api = await make_workspace('searching');
    books = await make_object(api, 'book', [{ name: 'code', type: 'TEXT' },
        { name: 'pages', type: 'NUMBER' }]);
    expect(await api.post(books.batch, rows.map(([code, name], pages) =>
        ({ code, name, pages }))), 201);
});
after(() => selfcheck());

const found = async (parameters) =>
    expect(await api.get(books.path, { depth: 0, ...parameters }), 200);
const codes = async (parameters) => (await found(parameters)).data.books.map(({ code }) => code);
const codes_of = async (search) => (await codes({ search })).sort().join('');

describe('search=', () => {
    const cases = [
        ['whale', 'abc'], ['WHALE', 'abc'], ['whaler', 'c'], ['wha', 'abc'], ['white whale', 'b'],
        ['whale white', 'b'], ['wh whale', ''], ['sea', 'cd'], ['sea-going', 'd'],
        ['sea-go', 'd'], ['ship sea', 'd'], ['ärger', 'e'], ['ÄRG', 'e'], ['büro im', 'e'],
        ["O'Brien", 'f'], ["o'b", 'f'], ['sons', 'f'], ['日本', 'h'], ['nothing', ''],
        ['  quiet  ', 'g'], ['quiet & nothing', ''], ['quiet &', 'g'],
    ];
    for (const [search, wanted] of cases)
        test(`${search} finds ${wanted || 'nothing'}`, async () => {
            assert.equal(await codes_of(search), wanted);
        });

    test('no text is an error, nor an operator', async () => {
        const hostile = ["'", "''", '\\', "\\'", "a'", "'a':*", 'a:*', 'a | b', '!a', '(', ')', '&',
            '<->', 'a <-> b', ':*', ':A', "a\\'b", '"a b"', '-whale', 'whale or quiet',
            "'; DROP TABLE searching.books; --", '%', '_', '😀', '\t', '\u00a0', '\u200b',
            'a\u0001b', '*', 'x'.repeat(999), 'İ'.repeat(400), 'a '.repeat(500), "'".repeat(999),
            '日'.repeat(333)];
        for (const search of hostile)
            await codes_of(search);
        for (const search of ['!whale', '-whale', 'whale | quiet', 'whale or quiet'])
            assert.equal((await codes_of(search)).includes('g'), false, search);
        assert.equal(await codes_of('quiet:*'), 'g');
        assert.equal(await sql('SELECT count(*) FROM searching.books'), String(rows.length));
    });

    test('only signs find nothing, only blanks are no search', async () => {
        assert.equal(await codes_of('***'), '');
        assert.equal(await codes_of('😀'), '');
        assert.equal((await codes({ search: '   ' })).length, rows.length);
        assert.equal((await codes({ search: '' })).length, rows.length);
    });

    test('a text beyond the limit is refused', async () => {
        expect_fault(await api.get(books.path, { search: 'x'.repeat(1001) }), 400,
            "'search' exceeds the limit search_bytes: at most 1000 bytes", { path: 'search',
                code: 'LIMIT_EXCEEDED' });
    });

    test('the best match comes first, and the count is that of the search', async () => {
        const page = await found({ search: 'whale', limit: 1 });
        assert.equal(page.data.books[0].code, 'b');
        assert.equal(page.totalCount, 3);
        assert.equal((await found({ search: 'whale', count: 'exact', limit: 1 })).totalCount, 3);
    });

    test('with an order it only filters, and goes with a filter', async () => {
        assert.deepEqual(await codes({ search: 'wha', order_by: 'code[DescNullsLast]' }),
            ['c', 'b', 'a']);
        assert.deepEqual(await codes({ search: 'whale', filter: 'pages[neq]:1' }), ['a', 'c']);
        assert.deepEqual(await codes({ search: 'whale', filter: 'or(code[eq]:a,code[eq]:g)' }),
            ['a']);
    });

    test('what changes is found at once; soft-deleted records are not', async () => {
        const { book } = expect(await api.post(books.path, { name: 'narwhal', code: 'n' }),
            201).data;
        assert.equal(await codes_of('narwhal'), 'n');
        expect(await api.patch(`${books.path}/${book.id}`, { name: 'unicorn' }), 200);
        assert.equal(await codes_of('narwhal'), '');
        assert.equal(await codes_of('unic'), 'n');
        expect(await api.delete(`${books.path}/${book.id}`), 200);
        assert.equal(await codes_of('unic'), '');
        expect(await api.delete(`${books.path}/${book.id}`, { soft_delete: false }), 200);
    });

    test('e-mail addresses are found whole, by their name and by their domain', async () => {
        expect(await api.post('/rest/people', { name: { firstName: 'Ada', lastName: 'Lind' },
            emails: { primaryEmail: 'ada.lind@lab.example' } }), 201);
        for (const search of ['ada.lind@lab.example', 'ada', 'lab.example', 'lind ada', 'ada.l'])
            assert.equal(expect(await api.get('/rest/people', { search }), 200).totalCount, 1,
                search);
    });

    test('an object without a search column says so', async () => {
        await sql(`UPDATE viginti.object SET is_searchable = false WHERE name_plural = 'books'
            AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = 'searching')`);
        expect_fault(await api.get(books.path, { search: 'whale' }), 400,
            'Object book is not searchable', { path: 'search' });
        await sql("UPDATE viginti.object SET is_searchable = true WHERE name_plural = 'books'");
        assert.equal(await codes_of('whale'), 'abc');
    });

    test('a role that may not read a searched field has no search', async () => {
        const viewer = client({ token: await make_key('looker', { workspace: 'searching',
            role: 'viewer' }) });
        expect(await viewer.get(books.path, { search: 'whale' }), 200);
        const role = await sql(`SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w
            ON w.id = r.workspace_id WHERE w.name = 'searching' AND r.name = 'viewer'`);
        await sql(`REVOKE SELECT ON searching.books FROM ${role};
            GRANT SELECT (id, code, created_at, deleted_at, position) ON searching.books TO ${role}`);
        expect_fault(await viewer.get(books.path, { search: 'whale' }), 400,
            'Object book is not searchable');
        await sql(`REVOKE SELECT (id, code, created_at, deleted_at, position) ON searching.books
            FROM ${role}; GRANT SELECT ON searching.books TO ${role}`);
    });
});

describe('pages of a search', () => {
    test('forward and backward they are one list by rank, then id', async () => {
        const many = await make_object(api, 'leaf');
        const texts = ['tree', 'tree tree', 'tree leaf', 'a tree in the wood', 'tree '.repeat(9)];
        expect(await api.post(many.batch, Array.from({ length: 57 }, (_, at) =>
            ({ name: texts[at % texts.length] }))), 201);
        const wanted = (await sql(`SELECT id FROM searching.leafs
            WHERE search_vector @@ to_tsquery('simple', 'tree:*')
            ORDER BY ts_rank(search_vector, to_tsquery('simple', 'tree:*')) DESC, id`)).split('\n');
        assert.equal(wanted.length, 57);
        for (const limit of [1, 4, 19, 56, 57, 60]) {
            const { records } = await read_forward(api, many.path, 'leafs', { search: 'tree', limit,
                depth: 0 });
            assert.deepEqual(records.map(({ id }) => id), wanted, `limit ${limit}`);
        }
        let cursor = expect(await api.get(many.path, { search: 'tree', limit: 60 }), 200)
            .pageInfo.endCursor;
        const back = [];
        for (let more = true; more;) {
            const page = expect(await api.get(many.path, { search: 'tree', limit: 5,
                ending_before: cursor }), 200);
            back.unshift(...page.data.leafs.map(({ id }) => id));
            cursor = page.pageInfo.startCursor;
            more = page.pageInfo.hasPreviousPage;
        }
        assert.deepEqual(back, wanted.slice(0, -1));
    });
});
