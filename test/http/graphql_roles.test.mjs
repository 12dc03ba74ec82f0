// Two roles see two schemas: what a role may not read stands nowhere in it, neither in types nor in
// inputs, filters, orders, groups, aggregates or answers of search, and cannot be asked for.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buildClientSchema, getIntrospectionQuery, printType, validateSchema } from 'graphql';
import {
    client, expect, make_key, make_object, make_workspace, many_to_one, options, selfcheck, sql,
} from './helpers.mjs';

const workspace = 'graphql_roles';
let admin;
let member;
let postgres;
let vault;
let coin;

async function ask(query, variables, caller = member) {
    const body = expect(await caller.post('/graphql', { query, variables }), 200);
    assert.equal(body.errors, undefined, `${query} ${JSON.stringify(body.errors)}`);
    return body.data;
}
async function refuse(query, variables) {
    const body = expect(await member.post('/graphql', { query, variables }), 200);
    assert.ok(body.errors?.length > 0, `${query} ${JSON.stringify(body)}`);
    return body.errors[0];
}
const schema_of = async (caller) =>
    buildClientSchema(await ask(getIntrospectionQuery(), undefined, caller));
const text_of = (schema) => Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__')).map(printType).join('\n');

/** The rest of a task while the role may read all columns of a table but these. */
async function without(table, columns, task) {
    const rest = await sql(`SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute
        WHERE attrelid = '${workspace}.${table}'::regclass AND attnum > 0 AND NOT attisdropped
          AND attname <> ALL ('{${columns}}')`);
    await sql(`REVOKE SELECT ON ${workspace}.${table} FROM "${postgres}";
        ${columns ? `GRANT SELECT (${rest}) ON ${workspace}.${table} TO "${postgres}"` : ''}`);
    try {
        await task();
    } finally {
        await sql(`REVOKE SELECT (${rest}) ON ${workspace}.${table} FROM "${postgres}";
            GRANT SELECT ON ${workspace}.${table} TO "${postgres}"`);
    }
}

before(async () => {
    admin = await make_workspace(workspace);
    member = client({ token: await make_key('m', { workspace, role: 'member' }) });
    postgres = await sql(`SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w
        ON w.id = r.workspace_id WHERE w.name = '${workspace}' AND r.name = 'member'`);
    vault = await make_object(admin, 'vault', [{ name: 'code', type: 'TEXT', isUnique: true },
        { name: 'grade', type: 'SELECT', options: options('LOW', 'HIGH') },
        { name: 'worth', type: 'CURRENCY' }, { name: 'openedAt', type: 'DATE_TIME' }]);
    coin = await make_object(admin, 'coin', [many_to_one('vault', vault.object, 'Coins')]);
    await ask(`mutation { createVault(data: {name: "Deep hoard", code: "cipher", grade: HIGH,
        worth: {amountMicros: 7}, coins: {create: [{name: "penny"}]}}) { id } }`, {}, admin);
});
after(() => selfcheck());

describe('a field the role may not read', () => {
    const hidden = [
        ['code', 'code', 'TEXT'], ['grade', 'grade', 'SELECT'], ['worth', 'worth_amount_micros', 'CURRENCY'],
        ['openedAt', 'opened_at', 'DATE_TIME'],
    ];
    for (const [name, column, type] of hidden)
        test(`${type} is in no type of the schema`, () => without('vaults', column, async () => {
            const schema = await schema_of(member);
            assert.deepEqual(validateSchema(schema), []);
            const text = Object.keys(schema.getTypeMap()).filter((one) => /^Vault/.test(one))
                .map((one) => printType(schema.getType(one))).join('\n');
            const mentioned = new RegExp(`\\b\\w*${name}\\w*\\b`, 'gi');
            // Of the admin's schema all of these remain: the field in each kind of type.
            const all = text_of(await schema_of(admin)).match(mentioned);
            assert.ok(all.length > 8, String(all));
            assert.deepEqual(text.match(mentioned), null);
        }));

    test('cannot be asked for, by any argument', () => without('vaults', 'code', async () => {
        const questions = [
            ['{ vaults { edges { node { code } } } }'],
            ['{ vaults { countEmptyCode } }'],
            ['{ vaults(filter: {code: {eq: "cipher"}}) { totalCount } }'],
            ['{ vaults(filter: {not: {and: [{code: {is: NULL}}]}}) { totalCount } }'],
            ['{ coins(filter: {vault: {code: {eq: "cipher"}}}) { totalCount } }'],
            ['{ vaults(orderBy: [{code: AscNullsLast}]) { totalCount } }'],
            ['{ coins(orderBy: [{vault: {code: AscNullsLast}}]) { totalCount } }'],
            ['{ vaultsGroupBy(groupBy: [{code: true}]) { totalCount } }'],
            ['{ coinsGroupBy(groupBy: [{vault: {code: true}}]) { totalCount } }'],
            ['{ vaultsGroupBy(groupBy: [{name: true}], orderBy: [{aggregate: {countEmptyCode: '
                + 'AscNullsLast}}]) { totalCount } }'],
            ['mutation { createVault(data: {code: "x"}) { id } }'],
            ['mutation { updateVaults(filter: {name: {eq: "x"}}, data: {code: "x"}) { id } }'],
            ['mutation { createCoin(data: {vault: {connect: {where: {code: "cipher"}}}}) { id } }'],
            ['mutation { createCoin(data: {vault: {create: {code: "x"}}}) { id } }'],
            ['query ($f: VaultFilterInput) { vaults(filter: $f) { totalCount } }',
                { f: { code: { eq: 'cipher' } } }],
            ['query ($o: [VaultOrderByInput]) { vaults(orderBy: $o) { totalCount } }',
                { o: [{ code: 'AscNullsLast' }] }],
            ['mutation ($d: VaultCreateInput!) { createVault(data: $d) { id } }', { d: { code: 'x' } }],
        ];
        for (const [document, variables] of questions) {
            const error = await refuse(document, variables);
            assert.match(error.extensions.code, /^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/);
            // Told as of a field that never was, without a hint at this one.
            const control = await refuse(document.replace(/\bcode\b/g, 'zzzz').replace('EmptyCode',
                'EmptyZzzz'), JSON.parse(JSON.stringify(variables ?? {}).replace('"code"', '"zzzz"')));
            const plain = (text) => text.replace(/ Did you mean .*$/, '').replaceAll('zzzz', 'code')
                .replaceAll('Zzzz', 'Code');
            assert.equal(plain(error.message), plain(control.message), document);
            assert.doesNotMatch(error.message, /Did you mean .*code/i);
        }
        assert.deepEqual(await ask('{ vaults { totalCount } }'), { vaults: { totalCount: 1 } });
    }));

    test('that is the label is not told by search, nor found by', () => without('vaults', 'name', async () => {
        for (const words of ['', 'hoard']) {
            const { search } = await ask(`{ search(searchInput: "${words}", limit: 100,
                includedObjectNameSingulars: ["vault"]) { edges { node { label } } } }`);
            assert.deepEqual(search.edges, [], words);
            const found = await member.get('/rest/vaults', { search: words || 'deep', depth: 0 });
            assert.ok(found.status === 400 || found.body.data.vaults.length === 0, found.text);
        }
        const { errors } = expect(await member.post('/graphql', { query:
            '{ vaults(filter: {searchVector: {search: "hoard"}}) { totalCount } }' }), 200);
        assert.ok(errors?.length > 0);
    }));

    test('its words find nothing', () => without('vaults', 'name,search_vector', async () => {
        const { search } = await ask('{ search(searchInput: "hoard", limit: 100) { edges { node { label } } } }');
        assert.deepEqual(search.edges, []);
        const error = await refuse('{ vaults(filter: {searchVector: {search: "hoard"}}) { totalCount } }');
        assert.match(error.message, /searchVector/);
    }));

    test('is back as soon as the right is', async () => {
        await without('vaults', 'code', () => refuse('{ vaults { edges { node { code } } } }'));
        const { vaults } = await ask('{ vaults { edges { node { code } } } }');
        assert.equal(vaults.edges[0].node.code, 'cipher');
    });
});

describe('an object the role may not read', () => {
    test('has no types, no roots, and no relation leads to it', () => without('vaults', '', async () => {
        const schema = await schema_of(member);
        assert.deepEqual(validateSchema(schema), []);
        const text = text_of(schema).replace(/\bvaultId\b|\w+VaultId\b/g, '');
        assert.doesNotMatch(text, /vault/i);
        for (const document of ['{ vaults { totalCount } }', '{ coins { edges { node { vault { id } } } } }',
            '{ coins(filter: {vault: {name: {is: NULL}}}) { totalCount } }',
            '{ coins(orderBy: [{vault: {name: AscNullsLast}}]) { totalCount } }',
            '{ coinsGroupBy(groupBy: [{vault: {name: true}}]) { totalCount } }',
            'mutation { createCoin(data: {vault: {create: {}}}) { id } }'])
            assert.equal((await refuse(document)).extensions.code, 'GRAPHQL_VALIDATION_FAILED', document);
        const { search } = await ask('{ search(searchInput: "hoard", limit: 100) { edges { node { label } } } }');
        assert.deepEqual(search.edges, []);
        const { coins } = await ask('{ coins { edges { node { name } } } }');
        assert.deepEqual(coins.edges, [{ node: { name: 'penny' } }]);
    }));

    test('two roles keep their schemas while they ask in turn', () => without('coins', 'name', async () => {
        for (let turn = 0; turn < 6; ++turn) {
            await ask('{ coins { edges { node { name } } } }', {}, admin);
            assert.match((await refuse('{ coins { edges { node { name } } } }')).message,
                /^Cannot query field "name" on type "Coin"\./);
        }
    }));
});

describe('a right to read is none to write', () => {
    test('of a column, and of a table', async () => {
        await sql(`REVOKE INSERT, UPDATE ON ${workspace}.coins FROM "${postgres}"`);
        try {
            for (const document of ['mutation { createCoin(data: {name: "x"}) { id } }',
                'mutation { updateCoins(filter: {name: {eq: "penny"}}, data: {name: "x"}) { id } }',
                'mutation { createVault(data: {coins: {create: [{name: "x"}]}}) { id } }']) {
                const error = await refuse(document);
                assert.equal(error.extensions.code, 'FORBIDDEN', document);
                assert.ok(error.locations.length > 0);
            }
            assert.equal(await sql(`SELECT string_agg(name, ',') FROM ${workspace}.coins`), 'penny');
            assert.equal(coin.singular, 'coin');
        } finally {
            await sql(`GRANT INSERT, UPDATE ON ${workspace}.coins TO "${postgres}"`);
        }
    });
});
