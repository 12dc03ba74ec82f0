// GraphQL over HTTP: every audit of graphql-http, and what its document leaves to the server.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { base_url, client, expect, make_key, make_workspace, sql } from './helpers.mjs';

let api;
before(async () => {
    api = await make_workspace('graphql_http');
});

/** fetch with the key, for audits know of none. */
const with_key = (url, init = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${api.token}` } });

describe('the audits of graphql-http', () => {
    for (const audit of serverAudits({ url: `${base_url}/graphql`, fetchFn: with_key }))
        test(`${audit.id} ${audit.name}`, async () => {
            const result = await audit.fn();
            assert.equal(result.status, 'ok', result.reason);
        });
});

describe('requests', () => {
    const post = (body, more = {}) => api.raw('POST', '/graphql', body, more);

    test('a batch is refused clearly', async () => {
        const answer = await post('[{"query":"{__typename}"}]');
        assert.equal(answer.status, 400);
        assert.equal(answer.body.errors[0].message, 'Batches of documents are not supported');
    });

    test('a document is the same however its body is written', async () => {
        const data = async (body) => expect(await post(body), 200).data;
        const name = String.raw`"query":"query A($of: PersonFilterInput) { a: people(filter: $of) { totalCount } } query B { b: __typename }"`;
        for (let i = 0; i < 2; ++i) {
            assert.deepEqual(await data(`{${name},"operationName":"B"}`), { b: 'Query' });
            assert.deepEqual(await data(`{ "variables": null , ${name}\n,"operationName":"\\u0042"}`), { b: 'Query' });
            const none = { of: { city: { eq: `no } "city"\\` } } };
            assert.deepEqual(await data(`{"variables":${JSON.stringify(none)},${name},"operationName":"A"}`),
                { a: { totalCount: 0 } });
            assert.deepEqual(await data(`{${name},"extensions":{},"operationName":"B"}`), { b: 'Query' });
        }
        for (const wrong of [`{${name},"operationName":"B"`, `{${name},"operationName":"B"}}`, `{${name},,}`,
            `{${name},"variables":{"of":{]}}`, `{${name},${name}}`, `{${name},"variables":{"of":"\\ud800"}}`, `{${name},"variables":[]}`])
            assert.equal((await post(wrong)).status, 400, wrong);
    });

    test('what is no document when it is asked by GET is one as a body', async () => {
        const literal = JSON.stringify('{ quoted: __typename }');
        assert.match((await api.get('/graphql', { query: literal })).body.errors[0].message, /^Syntax Error/);
        assert.deepEqual((await post(`{"query":${literal}}`)).body.data, { quoted: 'Query' });
    });

    test('another media type, charset or method', async () => {
        const query = '{"query":"{__typename}"}';
        assert.equal((await post(query, { 'content-type': 'text/plain' })).status, 415);
        assert.equal((await post(query, { 'content-type': 'application/json; charset=latin1' }))
            .status, 415);
        assert.equal((await post(query, { accept: 'text/html' })).status, 406);
        const answer = await api.raw('DELETE', '/graphql');
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.allow, 'GET, POST');
    });

    test('a mutation by GET is refused and does nothing', async () => {
        const document = 'mutation { createCompany(data: {name: "By GET"}) { id } }';
        const answer = await api.get('/graphql', { query: document });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.allow, 'POST');
        assert.equal(await sql(`SELECT count(*) FROM graphql_http.companies WHERE name = 'By GET'`),
            '0');
    });

    test('a query by GET, with variables', async () => {
        const answer = await api.get('/graphql', { variables: '{"n": 1}',
            query: 'query ($n: Int) { companies(first: $n) { edges { node { id } } } }' });
        assert.deepEqual(expect(answer, 200), { data: { companies: { edges: [] } } });
    });

    test('no key, a wrong one, a revoked one', async () => {
        const query = { query: '{ __typename }' };
        for (const token of [null, 'vgt_nonsense']) {
            const answer = await client({ token }).post('/graphql', query);
            assert.equal(answer.status, 401);
            assert.equal(answer.body.errors[0].extensions.code, 'UNAUTHENTICATED');
            assert.equal(answer.body.data, undefined);
        }
        const token = await make_key('graphql_http_gone', { workspace: 'graphql_http' });
        await sql(`UPDATE viginti.api_key SET revoked_at = now() WHERE name = 'graphql_http_gone'`);
        const answer = await client({ token }).post('/graphql', query);
        assert.ok(answer.body.errors[0].message.length > 0);
        assert.equal(answer.body.data, undefined);
    });

    test('statuses follow the media type', async () => {
        const wrong = '{"query":"{ nothing }"}';
        assert.equal((await post(wrong)).status, 200);
        const answer = await post(wrong, { accept: 'application/graphql-response+json' });
        assert.equal(answer.status, 400);
        assert.match(answer.headers['content-type'], /^application\/graphql-response\+json/);
        assert.equal((await post('{"query":"{ person(filter: {}) { id } }"}',
            { accept: 'application/graphql-response+json' })).status, 200);
    });

    test('depth without end and fragments in a circle end in an error', async () => {
        const deep = `{ people ${'{ edges { node { company { people '.repeat(25000)}`;
        const answer = await post(JSON.stringify({ query: deep }));
        assert.match(answer.body.errors[0].message, /limit|graphql_/);
        const circle = await post(JSON.stringify({ query:
            '{ people { ...A } } fragment A on PersonConnection { ...B } '
            + 'fragment B on PersonConnection { ...A }' }));
        assert.match(circle.body.errors[0].message, /Cannot spread fragment/);
    });
});
