// docs/model.md: every example is executed here, in order, as a reader would paste it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { expect, find_object, make_workspace, root, run, selfcheck, sql } from './helpers.mjs';

const workspace = 'documented_model';
const text = readFileSync(`${root}/docs/model.md`, 'utf8');
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));
let api;

before(async () => { api = await make_workspace(workspace); });
after(() => selfcheck());

/** Ellipses and words in angle brackets stand for ids. */
async function fill(code) {
    const ids = { '…': (await find_object(api, 'boats'))?.id };
    for (const [, word] of code.matchAll(/"<(\w+)>"/g))
        ids[`<${word}>`] = expect(await api.get('/rest/metadata/objects', { limit: 60 }), 200).data.objects
            .find(({ nameSingular }) => nameSingular === word).id;
    return code.replace(/(?<=")(…|<\w+>)(?=")/g, (word) => ids[word] ?? word);
}

describe('docs/model.md: every example works', () => {
    for (const { language, code } of blocks)
        test(code.split('\n').slice(0, 3).join(' ').slice(0, 150), async () => {
            assert.ok(language === 'sh' || language === 'sql', `an example in ${language} is executed by nobody`);
            if (language === 'sql')
                return sql(code.replaceAll("'demo'", `'${workspace}'`));
            assert.match(code, /^curl -s /);
            const command = (await fill(code)).replaceAll(/^curl -s /gm, 'curl -s --fail-with-body ');
            const answer = await run('bash', ['-ec', command], { env: { TOKEN: api.token } })
                .catch((error) => assert.fail(error.stdout || error.message));
            assert.ok(JSON.parse(answer).data, answer);
        });
});

test('what the tables say is answered', async () => {
    const boats = await find_object(api, 'boats');
    const indexes = expect(await api.get('/rest/metadata/indexes'), 200).data.indexes;
    const ids = { objects: boats.id, fields: boats.fields[0].id, indexes: indexes[0].id };
    const rows = [...text.matchAll(/^\| `GET (\/rest\/metadata\/(\w+)\S*)` \| (\d{3}) /gm)];
    for (const [, path, kind, status] of rows) {
        const answer = await api.raw('GET', encodeURI(path.replace('{id}', ids[kind]).replace('…', boats.id)));
        assert.equal(answer.status, Number(status), path);
    }
    assert.ok(rows.length >= 4 && blocks.length >= 6);
});
