// docs/graphql.md: every document is executed here, in order, and gives the answer below it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { expect, make_workspace, root, run, sql } from './helpers.mjs';

const text = readFileSync(`${root}/docs/graphql.md`, 'utf8');
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .map(([, language, code]) => ({ language, code }));
let api;

before(async () => {
    api = await make_workspace('documented_graphql');
    expect(await api.post('/rest/companies', { name: 'Acme', people: { create: [
        { name: { firstName: 'Ada' }, jobTitle: 'Engineer' }, { name: { firstName: 'Alan' } }] } }), 201);
});

describe('docs/graphql.md: every example does what it says', () => {
    for (const [place, { language, code }] of blocks.entries()) {
        if (language === 'json')
            continue;
        test(code.split('\n').slice(0, 3).join(' ').slice(0, 120), async () => {
            if (language === 'sql')
                return assert.ok(await sql(code.replace("'demo'", "'documented_graphql'")));
            if (language === 'sh') {
                const answer = await run('bash', ['-ec', code], { env: { TOKEN: api.token } });
                return assert.ok(JSON.parse(answer).data, answer);
            }
            assert.equal(language, 'graphql');
            const answer = expect(await api.post('/graphql', { query: code }), 200);
            assert.equal(blocks[place + 1].language, 'json', 'an answer stands below');
            assert.deepEqual(answer, { data: JSON.parse(blocks[place + 1].code) });
        });
    }
    test('has examples', () => assert.ok(blocks.length >= 9));
});
