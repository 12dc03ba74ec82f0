// Persisted documents: by an id an administrator gave, and automatic ones by their hash.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import {
    base_url, client, each, expect, literal, make_workspace, selfcheck, sql, start_daemon,
} from './helpers.mjs';

const response_json = 'application/graphql-response+json';
const hash_of = (text) => createHash('sha256').update(text).digest('hex');
const by_hash = (sha256Hash, version = 1) => ({ persistedQuery: { version, sha256Hash } });

let api;
let stranger;
before(async () => {
    api = await make_workspace('graphql_persisted');
    stranger = await make_workspace('graphql_persisted_else');
});
after(() => selfcheck());

const of_workspace = (name = 'graphql_persisted') =>
    `workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${name}')`;
const add = (source, id = null, workspace = 'graphql_persisted') =>
    sql(`SELECT viginti.add_document(${literal(workspace)}, ${literal(source)}, ${literal(id)})`);
const is_kept = async (hash) =>
    await sql(`SELECT count(*) FROM viginti.document
        WHERE ${of_workspace()} AND id = 'sha256:${hash}'`) === '1';

/** By POST, or by GET, where objects are texts in the query string. */
const post = (body, caller = api) => caller.post('/graphql', body);
const get = (members, caller = api) => caller.get('/graphql', Object.fromEntries(
    Object.entries(members).map(([name, value]) =>
        [name, typeof value === 'string' ? value : JSON.stringify(value)])));

/** The code and message of the one error of an answer. */
function refusal(answer, status) {
    const { errors, data } = expect(answer, status);
    assert.equal(data, undefined);
    assert.equal(errors.length, 1);
    return `${errors[0].extensions.code} ${errors[0].message}`;
}

const not_found = 'PERSISTED_QUERY_NOT_FOUND PersistedQueryNotFound';

describe('documentId', () => {
    test('names a document by POST and by GET, with variables and an operation', async () => {
        await add('query A($of: PersonFilterInput) { a: people(filter: $of) { totalCount } } '
            + 'query B { b: __typename }', 'app:people.v1');
        const none = { of: { city: { eq: 'nowhere' } } };
        for (const ask of [post, get]) {
            assert.deepEqual(expect(await ask({ documentId: 'app:people.v1', operationName: 'A',
                variables: none }), 200), { data: { a: { totalCount: 0 } } });
            assert.deepEqual(expect(await ask({ documentId: 'app:people.v1', operationName: 'B' }),
                200), { data: { b: 'Query' } });
        }
    });

    test('is the hash where no id was given, and names a document of /metadata, too', async () => {
        const text = '{ objects(paging: {first: 1}) { edges { node { nameSingular } } } }';
        const documentId = await add(text);
        assert.equal(documentId, `sha256:${hash_of(text)}`);
        const { data } = expect(await api.post('/metadata', { documentId }), 200);
        assert.equal(data.objects.edges.length, 1);
        const { errors } = expect(await post({ documentId }), 200);
        assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    });

    test('unknown: 200, or 404 for who reads statuses', async () => {
        for (const documentId of ['nobody', 'wrong id', 'ü', 'x'.repeat(201)])
            assert.equal(refusal(await post({ documentId }), 200), not_found);
        assert.equal(refusal(await get({ documentId: 'nobody' }), 200), not_found);
        const answer = await api.raw('POST', '/graphql', '{"documentId":"nobody"}',
            { accept: response_json });
        assert.equal(refusal(answer, 404), not_found);
        assert.match(answer.headers['content-type'], /^application\/graphql-response\+json/);
        const by_get = await api.raw('GET', '/graphql?documentId=nobody', undefined,
            { accept: response_json });
        assert.equal(refusal(by_get, 404), not_found);
    });

    test('and a query exclude each other, and so do a hash and an id', async () => {
        const both = { query: '{ __typename }', documentId: 'app:people.v1' };
        for (const ask of [post, get]) {
            assert.equal(refusal(await ask(both), 400),
                'BAD_USER_INPUT query and documentId exclude each other');
            assert.equal(refusal(await ask({ documentId: 'app:people.v1',
                extensions: by_hash(hash_of(both.query)) }), 400),
            'BAD_USER_INPUT persistedQuery and documentId exclude each other');
        }
        assert.match(refusal(await post({ documentId: 1 }), 400), /"documentId" must be a string/);
    });

    test('replaced and dropped, the next request sees it', async () => {
        await add('{ one: __typename }', 'turns');
        assert.deepEqual(expect(await post({ documentId: 'turns' }), 200).data, { one: 'Query' });
        await add('{ two: __typename }', 'turns');
        assert.deepEqual(expect(await post({ documentId: 'turns' }), 200).data, { two: 'Query' });
        await sql(`SELECT viginti.drop_document('graphql_persisted', 'turns')`);
        assert.equal(refusal(await post({ documentId: 'turns' }), 200), not_found);
    });

    test('of another workspace is not seen, and the same id there is another document', async () => {
        await add('{ mine: __typename }', 'shared');
        assert.equal(refusal(await post({ documentId: 'shared' }, stranger), 200), not_found);
        await add('{ theirs: __typename }', 'shared', 'graphql_persisted_else');
        assert.deepEqual(expect(await post({ documentId: 'shared' }), 200).data, { mine: 'Query' });
        assert.deepEqual(expect(await post({ documentId: 'shared' }, stranger), 200).data,
            { theirs: 'Query' });
    });

    test('a mutation by its id is done by POST and refused by GET', async () => {
        await add('mutation ($name: String) { createCompany(data: {name: $name}) { name } }', 'make');
        const companies = (name) =>
            sql(`SELECT count(*) FROM graphql_persisted.companies WHERE name = '${name}'`);
        const answer = await get({ documentId: 'make', variables: { name: 'By GET' } });
        assert.match(refusal(answer, 405), /^METHOD_NOT_ALLOWED/);
        assert.equal(answer.headers.allow, 'POST');
        assert.equal(await companies('By GET'), '0');
        assert.deepEqual(expect(await post({ documentId: 'make', variables: { name: 'By POST' } }),
            200), { data: { createCompany: { name: 'By POST' } } });
        assert.equal(await companies('By POST'), '1');
    });
});

describe('automatic persisted queries', () => {
    test('a hash is unknown, comes with its text once, and is enough from then on', async () => {
        const text = '{ apples: people { totalCount } } # Äpfel';
        const hash = hash_of(text);
        const apples = { data: { apples: { totalCount: 0 } } };
        for (const ask of [post, get])
            assert.equal(refusal(await ask({ extensions: by_hash(hash) }), 200), not_found);
        assert.deepEqual(expect(await post({ query: text, extensions: by_hash(hash) }), 200), apples);
        for (const ask of [post, get])
            assert.deepEqual(expect(await ask({ extensions: by_hash(hash) }), 200), apples);
        assert.deepEqual(expect(await post({ documentId: `sha256:${hash}` }), 200), apples);
        assert.equal(refusal(await post({ extensions: by_hash(hash) }, stranger), 200), not_found);
    });

    test('a hash of another text is refused and nothing is kept', async () => {
        const hash = hash_of('{ other: __typename }');
        for (const ask of [post, get])
            assert.equal(refusal(await ask({ query: '{ __typename }', extensions: by_hash(hash) }), 400),
                'BAD_USER_INPUT provided sha does not match query');
        assert.equal(await is_kept(hash), false);
        for (const persistedQuery of [{ version: 1 }, { version: 1, sha256Hash: null },
            { version: 1, sha256Hash: 7 }])
            assert.match(refusal(await post({ extensions: { persistedQuery } }), 400),
                /"sha256Hash" of a persisted query must be a string/);
    });

    test('another version is not supported', async () => {
        const unsupported = 'PERSISTED_QUERY_NOT_SUPPORTED PersistedQueryNotSupported';
        for (const version of [2, '1', null])
            assert.equal(refusal(await post({ extensions: by_hash(hash_of('x'), version) }), 400), unsupported);
        for (const persistedQuery of [7, 'x', [], {}])
            assert.equal(refusal(await post({ extensions: { persistedQuery } }), 400), unsupported);
    });

    test('what is not valid, too long, failed or asked by GET is not kept', async () => {
        const long = `{ __typename } #${'.'.repeat(64 << 10)}`;
        for (const text of ['{ people {', '{ nosuch }', '{ person(filter: {id: {eq: 7}}) { id } }',
            'mutation { createPerson(data: {companyId: "3f0c2d4e-1111-4222-8333-444455556666"}) { id } }',
            long]) {
            const answer = await post({ query: text, extensions: by_hash(hash_of(text)) });
            assert.equal(answer.body.errors === undefined, text === long, answer.text.slice(0, 300));
            assert.equal(await is_kept(hash_of(text)), false, text.slice(0, 80));
        }
        const text = '{ asked_by_get: __typename }';
        assert.deepEqual(expect(await get({ query: text, extensions: by_hash(hash_of(text)) }), 200).data,
            { asked_by_get: 'Query' });
        assert.equal(await is_kept(hash_of(text)), false);
    });

    test('a mutation is kept with its effect', async () => {
        const text = 'mutation ($name: String) { createCompany(data: {name: $name}) { name } } # apq';
        const extensions = by_hash(hash_of(text));
        expect(await post({ query: text, extensions, variables: { name: 'First' } }), 200);
        assert.deepEqual(expect(await post({ extensions, variables: { name: 'Second' } }), 200),
            { data: { createCompany: { name: 'Second' } } });
        assert.match(refusal(await get({ extensions, variables: { name: 'Third' } }), 405),
            /^METHOD_NOT_ALLOWED/);
        assert.equal(await sql(`SELECT string_agg(name, ' ' ORDER BY name) FROM graphql_persisted.companies
            WHERE name IN ('First', 'Second', 'Third')`), 'First Second');
    });

    test('a session that only reads keeps nothing and answers', async () => {
        const text = '{ on_a_standby: __typename }';
        const body = JSON.stringify({ query: text, extensions: by_hash(hash_of(text)) });
        const answer = await sql(`BEGIN READ ONLY; SELECT viginti.handle('POST', '/graphql',
            E'authorization: Bearer ${api.token}\\ncontent-type: application/json\\n',
            convert_to(${literal(body)}, 'UTF8')); COMMIT`);
        assert.match(answer, /\{"data":\{"on_a_standby":"Query"\}\}/);
        assert.equal(await is_kept(hash_of(text)), false);
    });

    test('beyond 1,000 the oldest go, and never what was added', async () => {
        const workspace = 'graphql_persisted_full';
        const full = await make_workspace(workspace);
        const count = (condition) => sql(`SELECT count(*) FROM viginti.document
            WHERE ${of_workspace(workspace)} AND ${condition}`);
        const added = await add('{ added: __typename }', null, workspace);
        await sql(`UPDATE viginti.document SET created_at = '2000-01-01' WHERE ${of_workspace(workspace)};
            INSERT INTO viginti.document (workspace_id, id, source, is_automatic, created_at)
            SELECT w.id, 'sha256:' || n, '{ __typename }', true, timestamptz '2001-01-01' + n * interval '1 day'
              FROM viginti.workspace w, generate_series(1, 1000) n WHERE w.name = '${workspace}'`);
        const texts = [...Array(8).keys()].map((n) => `{ more${n}: __typename }`);
        for (const answer of await each(texts, (text) =>
            post({ query: text, extensions: by_hash(hash_of(text)) }, full)))
            expect(answer, 200);
        assert.equal(await count('is_automatic'), '1000');
        assert.equal(await count(`id IN (${[...Array(8).keys()].map((n) => `'sha256:${n + 1}'`)})`), '0');
        for (const text of texts)
            expect(await post({ extensions: by_hash(hash_of(text)) }, full), 200);
        assert.deepEqual(expect(await post({ documentId: added }, full), 200).data, { added: 'Query' });
    });

    test('many send the same document at once: it is kept once', async () => {
        const text = '{ at_once: __typename }';
        for (const answer of await each(Array(16).fill(0), () =>
            post({ query: text, extensions: by_hash(hash_of(text)) }), 8))
            assert.deepEqual(expect(answer, 200).data, { at_once: 'Query' });
        assert.equal(await is_kept(hash_of(text)), true);
    });
});

test('two daemons see each other\'s documents at once', async () => {
    const daemon = await start_daemon({ application: 'persisted_twin' });
    try {
        const other = client({ token: api.token, base: daemon.base });
        for (const [n, [writer, reader]] of [[api, other], [other, api]].entries()) {
            const text = `{ twin${n}: __typename }`;
            const extensions = by_hash(hash_of(text));
            assert.equal(refusal(await post({ extensions }, reader), 200), not_found);
            expect(await post({ query: text, extensions }, writer), 200);
            assert.deepEqual(expect(await post({ extensions }, reader), 200).data,
                { [`twin${n}`]: 'Query' });
        }
    } finally {
        await daemon.stop();
    }
});

describe('createPersistedQueryLink of @apollo/client', () => {
    for (const useGETForHashedQueries of [false, true])
        test(useGETForHashedQueries ? 'with hashes by GET' : 'by POST', async () => {
            const sent = [];
            const watched = (url, init) => {
                const body = init.body ? JSON.parse(init.body) : {};
                sent.push(`${init.method} ${body.query ? 'text' : 'hash'}`);
                return fetch(url, init);
            };
            const apollo = new ApolloClient({
                cache: new InMemoryCache(),
                link: createPersistedQueryLink({ sha256: hash_of, useGETForHashedQueries }).concat(
                    new HttpLink({ uri: `${base_url}/graphql`, fetch: watched,
                        headers: { authorization: `Bearer ${api.token}` } })),
            });
            const document = gql(`query Apollo${useGETForHashedQueries ? 'Get' : 'Post'}($of: PersonFilterInput) {
                people(filter: $of) { totalCount } }`);
            for (const city of ['nowhere', 'elsewhere']) {
                const { data } = await apollo.query({ query: document, fetchPolicy: 'network-only',
                    variables: { of: { city: { eq: city } } } });
                assert.equal(data.people.totalCount, 0);
            }
            const hashed = useGETForHashedQueries ? 'GET hash' : 'POST hash';
            assert.deepEqual(sent, [hashed, 'POST text', hashed]);
            apollo.stop();
        });
});
