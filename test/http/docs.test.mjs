// docs/rest.md lists every route and parameter with an example; each is executed here, in order, and
// what the list leaves out is found by the OpenAPI document.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { client, expect, make_workspace, root, selfcheck } from './helpers.mjs';

const text = readFileSync(`${root}/docs/rest.md`, 'utf8');
const examples = [...text.matchAll(/^\| `((GET|POST|PUT|PATCH|DELETE) [^`]+)` \| (\d{3}) \|/gm)]
    .map(([, example, method, status]) => ({ example, method, status: Number(status) }));
let api;
const words = {};

before(async () => {
    api = await make_workspace('documented');
    const company = expect(await api.post('/rest/companies', { name: 'Kestrel' }), 201).data.company;
    const person = async (firstName) => expect(await api.post('/rest/people', { name: { firstName },
        city: 'Oslo', companyId: company.id }), 201).data.person.id;
    Object.assign(words, { company: company.id, person: await person('Ada'),
        other: await person('Bo') });
    expect(await api.post('/rest/opportunities', { name: 'Deal' }), 201);
    const page = expect(await api.get('/rest/people', { limit: 1 }), 200);
    words.cursor = page.pageInfo.endCursor;
});
after(() => selfcheck());

/** "GET /path?query {body} Name: value" in its parts. */
function parse(example) {
    const filled = example.replace(/\{(company|person|other|cursor)\}/g, (_, word) => words[word]);
    const [, method, rest] = /^(\w+) (.*)$/.exec(filled);
    const header = / ([A-Z][A-Za-z-]+): ([^ {]+)$/.exec(rest);
    const bare = header ? rest.slice(0, header.index) : rest;
    const body = / ([{[].*)$/.exec(bare);
    const target = body ? bare.slice(0, body.index) : bare;
    const [path, query] = target.split(/\?(.*)/s);
    const encoded = query === undefined ? path : `${path}?${query.split('&').map((part) =>
        part.split(/=(.*)/s).slice(0, 2).map(encodeURIComponent).join('=')).join('&')}`;
    return { method, path, target: encoded, body: body?.[1],
        headers: header ? { [header[1].toLowerCase()]: header[2] } : {},
        parameters: new URLSearchParams(query).keys() };
}

describe('docs/rest.md: every example does what it says', () => {
    for (const { example, status } of examples)
        test(example, async () => {
            const { method, target, body, headers } = parse(example);
            const answer = await api.raw(method, target, body, headers);
            assert.equal(answer.status, status, answer.text.slice(0, 400));
        });
});

test('the list names every route and parameter of records', async () => {
    const document = expect(await api.get('/rest/open-api/core', { objects: 'people,opportunities' }),
        200);
    const told = examples.map(({ example }) => parse(example));
    const shape = (path) => path.replace(/^\/rest/, '')
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\{\w+\}/g, '{}')
        .replace(/people|companies|opportunities/, '{objects}');
    const routes = new Set(told.map(({ method, path }) => `${method} ${shape(path)}`));
    const parameters = new Set(told.flatMap(({ parameters: all }) => [...all]));
    for (const { headers } of told)
        Object.keys(headers).forEach((name) => parameters.add(name));
    const missing = new Set();
    for (const [path, item] of Object.entries(document.paths))
        for (const [method, operation] of Object.entries(item)) {
            if (method === 'parameters' || method === 'servers')
                continue;
            const route = `${method.toUpperCase()} ${shape(path)}`;
            if (!routes.has(route))
                missing.add(route);
            for (const parameter of operation.parameters ?? []) {
                const { name } = parameter.$ref
                    ? document.components.parameters[parameter.$ref.split('/').pop()] : parameter;
                if (name !== 'id' && !parameters.has(name) && !parameters.has(name.toLowerCase()))
                    missing.add(name);
            }
        }
    assert.deepEqual([...missing], []);
    assert.ok(examples.length > 30);
});
