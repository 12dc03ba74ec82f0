// Bad input in keys, paths, methods, query parameters and headers: each gets the status and the
// text of the specification, never a 500, and changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, literal, make_key, selfcheck, send, sql, unknown_id,
} from './helpers.mjs';
import { prepare } from './refusal.mjs';

const workspace = 'badinput';
let api;
let ants;
let ant;
let refuse;
const tokens = {};

before(async () => {
    ({ api, ants, ant, refuse } = await prepare(workspace));
    tokens.expired = await make_key('expired', { workspace, expires: "now() - interval '1 hour'" });
    tokens.revoked = await make_key('revoked', { workspace });
    await sql(`SELECT viginti.revoke_api_key('${workspace}', 'revoked')`);
});
after(() => selfcheck());

const get = (target) => () => api.raw('GET', target);
const list = (parameters) => () => api.get(ants.path, parameters);

describe('keys', () => {
    const calls = [() => ants.path, () => `${ants.path}/${ant.id}`, () => '/rest/metadata/objects'];
    const cases = [
        ['no key', () => null, 401, 'Missing authentication token'],
        ['a wrong key', () => `vgt_${'A'.repeat(43)}`, 401, 'Token invalid.'],
        ["another key's beginning", () => `${api.token.slice(0, 20)}${'A'.repeat(40)}`, 401,
            'Token invalid.'],
        ['an expired key', () => tokens.expired, 403, 'This API Key is expired'],
        ['a revoked key', () => tokens.revoked, 403, 'This API Key is revoked'],
    ];
    for (const [what, token, status, message] of cases)
        test(what, async () => {
            for (const path of calls) {
                const caller = client({ token: token() });
                await refuse(() => caller.get(path()), status, message);
                await refuse(() => caller.post(path(), { name: 'x' }), status, message);
            }
        });
});

describe('paths and methods', () => {
    const malformed = (path) =>
        `Query path '${path}' invalid. Valid examples: /rest/companies/id or `
        + '/rest/companies or /rest/batch/companies';
    const cases = [
        ['/', 404, 'Cannot GET /'], ['/foo', 404, 'Cannot GET /foo'], ['/rest', 400,
            malformed('/rest')],
        ['/rest/people/a/b', 400, malformed('/rest/people/a/b')], ['/rest/metadata/foo', 404,
            'Cannot GET /rest/metadata/foo'],
        ['/rest/metadata', 404, 'Cannot GET /rest/metadata'], ['/graphq', 404,
            'Cannot GET /graphq'],
        ['/rest/peoples', 404, "object 'peoples' not found. eg: companies"],
        ['/rest/ant', 404, "object 'ant' not found. Did you mean 'ants'?"],
        ['/rest/pg_class', 404, "object 'pg_class' not found. eg: companies"],
        ['/rest/ANTS', 404, "object 'ANTS' not found. eg: companies"],
        ['/rest/ants%22;DROP%20TABLE%20x', 404, /^object 'ants"; ?DROP TABLE x' not found/],
        ['/rest/ants/malformed-uuid', 400, "'malformed-uuid' is not a valid UUID"],
        ["/rest/ants/it's", 400, '"it\'s" is not a valid UUID'],
        ['/rest/ants/3f0c2d4e-1111-4222-8333-44445555666', 400, /is not a valid UUID$/],
        ['/rest/ants/3f0c2d4e-1111-4222-8333-4444555566667', 400, /is not a valid UUID$/],
        ['/rest/ants/{3f0c2d4e-1111-4222-8333-444455556666}', 400, /is not a valid UUID$/],
        [`/rest/ants/${unknown_id}`, 404, 'Record not found'],
        [`/rest/metadata/objects/${unknown_id}`, 404, 'Object metadata not found'],
        ['/rest/metadata/objects/x', 400, 'Validation failed (uuid is expected)'],
        ['/rest/ants/%zz', 400, /percent-encoding/], ['/rest/%00', 400, /NUL/], ['/rest/%ff%fe',
            400, /UTF-8/],
        ['/rest/ants/%00', 400, /NUL/], ['/rest/%f0%9f%98%80', 404,
            "object '😀' not found. eg: companies"],
        [`/rest/${'a'.repeat(9000)}`, 404, /^object 'a+.*' not found/],
        [`/rest/${'a/'.repeat(9000)}`, 400, /^Query path '/],
    ];
    for (const [path, status, message] of cases)
        test(`GET ${path.slice(0, 70)} is ${status}`, () => refuse(get(path), status, message));

    const id = unknown_id;
    const methods = [
        ['OPTIONS', '/rest/ants', 'GET, POST, PATCH, PUT, DELETE'],
        ['GET', '/rest/ants/restore', 'PATCH'], ['POST', `/rest/restore/ants/${id}`, 'PATCH'],
        ['POST', `/rest/ants/${id}`, 'GET, PATCH, PUT, DELETE'], ['GET', '/rest/batch/ants',
            'POST'],
        ['DELETE', '/rest/batch/ants', 'POST'], ['DELETE', '/rest/metadata/objects', 'GET, POST'],
        ['POST', `/rest/metadata/objects/${id}`, 'GET, PATCH, PUT, DELETE'], ['PATCH',
            '/rest/metadata/fields', 'GET, POST'],
        ['POST', `/rest/metadata/fields/${id}`, 'GET, PATCH, PUT, DELETE'], ['BREW', '/rest/ants',
            'GET, POST, PATCH, PUT, DELETE'],
        ['TRACE', '/rest/ants', 'GET, POST, PATCH, PUT, DELETE'],
    ];
    for (const [method, path, allow] of methods)
        test(`${method} ${path} is 405 and names the methods`, async () => {
            const { answer } = await refuse(() => api.raw(method, path), 405);
            assert.equal(answer.headers.allow, allow);
        });
});

describe('query parameters', () => {
    const directions = "'AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'";
    const cases = [
        // limit, depth, count, cursors
        [{ limit: 'abc' }, /^limit 'abc' is invalid\. Should be an integer/, { path: 'limit' }],
        [{ limit: '1.5' }, /^limit '1.5' is invalid\. Should be an integer/, { path: 'limit' }],
        [{ limit: '61' }, "limit '61' is invalid. Should be an integer between 1 and 60",
            { path: 'limit' }],
        [{ limit: '0' }, "limit '0' is invalid. Should be an integer between 1 and 60"],
        [{ limit: '9'.repeat(400) }, /^limit '9+/], [{ limit: '1e1' }, /^limit '1e1' is invalid/],
        [{ depth: '3' }, "'depth=3' parameter invalid. Allowed values are 0, 1, 2",
            { path: 'depth' }],
        [{ depth: 'x' }, "'depth=x' parameter invalid. Allowed values are 0, 1, 2"],
        [{ depth: '-1' }, "'depth=-1' parameter invalid. Allowed values are 0, 1, 2"],
        [{ count: 'many' }, /count/, { path: 'count' }],
        [{ starting_after: 'e30=', ending_before: 'e30=' }, 'Cannot provide both before and after'],
        [{ starting_after: '%%%' }, /^Invalid cursor: %%%/, { path: 'starting_after' }],
        [{ ending_before: 'abc' }, /^Invalid cursor: abc/, { path: 'ending_before' }],
        ...['[]', '5', 'null', '{"id":5}', '{"id":"x"}', '{"id":null}', '{', '{"name":"x"}', '"x"',
            '\0', '{"id":"x"',
            '['.repeat(100000 / 8), '{"a":'.repeat(3000)].map((text) =>
            [{ starting_after: Buffer.from(text).toString('base64') }, /^Invalid cursor|^Cursor/]),
        [{ starting_after: Buffer.from([0xff, 0xfe, 0, 1]).toString('base64') }, /^Invalid cursor/],
        [{ starting_after: Buffer.from('{"aNumber":"x","id":"' + unknown_id
            + '"}').toString('base64'), order_by: 'aNumber' },
            /^Invalid cursor|^Cursor/],
        [{ starting_after: Buffer.from('{"aDate":"2026-99-99","id":"' + unknown_id
            + '"}').toString('base64'), order_by: 'aDate' },
            /^Invalid cursor|^Cursor/],
        // order_by
        [{ order_by: 'foo' }, 'Field "foo" does not exist or is not sortable', { path: 'order_by',
            position: 0 }],
        [{ order_by: 'name,foo[DescNullsLast]' }, 'Field "foo" does not exist or is not sortable',
            { position: 5 }],
        [{ order_by: 'name[up]' },
            `'order_by' direction 'up' invalid. Allowed values are ${directions}. `
            + 'eg: ?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3',
                { path: 'order_by' }],
        [{ order_by: 'name[AscNullsLast' }, /^'order_by' direction/], [{ order_by: 'name[]' },
            /^'order_by' direction ''/],
        [{ order_by: 'aFullName' },
            "Composite field \"aFullName\" requires subfield ordering (e.g., { aFullName: { subFieldName: 'AscNullsFirst' } })"],
        [{ order_by: 'nest' },
            "Relation field \"nest\" requires nested field ordering (e.g., { nest: { fieldName: 'AscNullsFirst' } })"],
        [{ order_by: 'name.first' },
            'Scalar field "name" requires a direction value (AscNullsFirst, AscNullsLast, DescNullsFirst, DescNullsLast)'],
        [{ order_by: 'nest.foo' }, 'Nested field "foo" not found in target object "nest"'],
        [{ order_by: 'aFullName.middle' }, /middle/], [{ order_by: 'searchVector' },
            /searchVector/],
        [{ order_by: ',' }, 'Field "" does not exist or is not sortable'],
        [{ order_by: 'name"; DROP TABLE x; --' }, /does not exist or is not sortable$/],
        [{ order_by: Array.from({ length: 9 }, (_, n) => ['name', 'aText', 'aNumber', 'aBoolean',
            'aDate', 'aDateTime',
            'aSelect', 'aRating', 'anUuid'][n]).join() }, /order_keys.*8/],
        // filter: syntax
        [{ filter: '' }, "'filter' invalid for 'and()'. eg: price[gte]:10", { path: 'filter' }],
        [{ filter: 'name' }, "'filter' invalid for 'name'. eg: price[gte]:10", { position: 0 }],
        [{ filter: 'name[eq]:a,nonsense' }, "'filter' invalid for 'nonsense'. eg: price[gte]:10",
            { position: 11 }],
        [{ filter: 'or(name[eq]:"ä😀",x)' }, "'filter' invalid for 'x'. eg: price[gte]:10",
            { position: 17 }],
        [{ filter: 'name[eq]:' }, "'filter' invalid for 'name[eq]:'. eg: price[gte]:10"],
        [{ filter: '[eq]:a' }, /^'filter' invalid for '\[eq\]:a'/],
        [{ filter: 'name[]:a' }, /^'filter' invalid for 'name\[\]:a'/],
        [{ filter: 'and(name[eq]:a' }, "'filter' invalid. 1 close bracket is missing in the query"],
        [{ filter: 'and((name[eq]:a' },
            "'filter' invalid. 2 close brackets are missing in the query"],
        [{ filter: 'name[eq]:a)' }, "'filter' invalid. 1 open bracket is missing in the query",
            { position: 10 }],
        [{ filter: 'name[eq]:"a)"' }, "'filter' invalid. 1 open bracket is missing in the query"],
        [{ filter: 'not(name[eq]:a,name[eq]:b)' },
            "'filter' invalid. 'not' conjunction should contain only 1 condition. eg: not(field[eq]:1)"],
        [{ filter: 'name[regex]:"x"' },
            "'filter' invalid for 'name[regex]:\"x\"', comparator regex not in eq, neq, in, "
            + 'containsAny, is, gt, gte, lt, lte, startsWith, endsWith, like, ilike'],
        [{ filter: 'name[EQ]:x' }, /comparator EQ not in eq, neq/],
        [{ filter: 'name[in]:x' },
            "'filter' invalid for 'in' operator. Received 'x' but array value expected eg: "
            + "'field[in]:[value_1,value_2]'"],
        [{ filter: 'aMulti[containsAny]:x' },
            /^'filter' invalid for 'containsAny' operator\. Received 'x'/],
        [{ filter: ')(' }, /^'filter' invalid/], [{ filter: 'and()' }, /^'filter' invalid/],
        // filter: names and operators
        [{ filter: 'foo[eq]:a' }, 'Object ant doesn\'t have any "foo" field.', { path: 'filter',
            position: 0 }],
        [{ filter: 'name[eq]:a,foo[eq]:a' }, 'Object ant doesn\'t have any "foo" field.',
            { position: 11 }],
        [{ filter: 'aFullName.foo[eq]:a' },
            'Sub field "foo" not found for composite type: FULL_NAME'],
        [{ filter: 'aFullName[eq]:a' }, 'Sub field "eq" not found for composite type: FULL_NAME'],
        [{ filter: 'nest[eq]:a' }, 'Object nest doesn\'t have any "eq" field.'],
        [{ filter: 'nest.foo[eq]:a' }, 'Object nest doesn\'t have any "foo" field.'],
        [{ filter: 'nest.ants.name[eq]:a' }, /./], [{ filter: 'searchVector[eq]:a' }, /./],
        [{ filter: 'aMulti[eq]:SMALL' },
            'Operator "eq" is not valid for field "aMulti" of type MULTI_SELECT - Allowed operators: containsAny, is, isEmptyArray',
            { position: 0 }],
        [{ filter: 'aBoolean[gt]:true' },
            /^Operator "gt" is not valid for field "aBoolean" of type BOOLEAN/],
        [{ filter: 'aNumber[like]:1' },
            /^Operator "like" is not valid for field "aNumber" of type NUMBER/],
        [{ filter: 'aJson[eq]:{}' },
            /^Operator "eq" is not valid for field "aJson" of type RAW_JSON/],
        [{ filter: '" OR 1=1 --[eq]:a' }, /^Object ant doesn't have any/],
        // filter: values
        [{ filter: 'name[is]:null' },
            'Invalid filter value for "is" operator. Expected "NULL" or "NOT_NULL"'],
        [{ filter: 'id[eq]:x' }, "Invalid UUID value 'x' for field \"id\""],
        [{ filter: 'nestId[eq]:x' }, "Invalid UUID value 'x' for field \"nestId\""],
        [{ filter: `id[in]:[${unknown_id},x]` }, "Invalid UUID value 'x' for field \"id\""],
        [{ filter: 'id[in]:[]' }, /^Invalid UUID value ''/],
        [{ filter: 'aNumber[eq]:abc' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aNumber[in]:[1,x]' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aNumber[gt]:true' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aCurrency.amountMicros[eq]:x' },
            /^Invalid number value NaN for field "aCurrency\.amountMicros"/],
        [{ filter: 'aBoolean[eq]:x' }, "Invalid boolean value 'x' for field \"aBoolean\""],
        [{ filter: 'aDate[eq]:x' },
            "Invalid value 'x' for date field \"aDate\". Expected format: 'YYYY-MM-DD'"],
        [{ filter: 'aDate[eq]:2026-02-30' }, /^Invalid value '2026-02-30' for date field/],
        [{ filter: 'aDateTime[gt]:x' },
            "Invalid value 'x' for date-time field \"aDateTime\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"],
        [{ filter: 'aDateTime[gt]:2026-01-01T25:00:00Z' }, /for date-time field/],
        [{ filter: 'aSelect[eq]:PINK' }, /invalid input value for enum .*"PINK"/],
        [{ filter: 'aRating[in]:[RATING_9]' }, /invalid input value for enum .*"RATING_9"/],
        [{ filter: 'createdBy.source[eq]:ALIEN' }, /invalid input value for enum .*"ALIEN"/],
        // filter: limits
        [{ filter: 'or(' + Array(201).fill('name[eq]:a').join() + ')' }, /filter_predicates.*200/,
            { code: 'LIMIT_EXCEEDED' }],
        [{ filter: `name[in]:[${Array(1001).fill('a').join()}]` }, /in_list.*1000/,
            { code: 'LIMIT_EXCEEDED' }],
        [{ filter: 'not('.repeat(33) + 'name[eq]:a' + ')'.repeat(33) }, /filter_depth.*32/,
            { code: 'LIMIT_EXCEEDED' }],
        [{ filter: 'not('.repeat(9000) + 'name[eq]:a' + ')'.repeat(9000) }, /filter_depth.*32/],
        [{ filter: 'x'.repeat(9000) }, /^'filter' invalid for 'x+/],
    ];
    for (const [parameters, message, also] of cases)
        test(`${Object.entries(parameters).map(([key, value]) => `${key}=${value.slice(0, 60)}`).join('&').replaceAll('\0', '')}`,
            () => refuse(list(parameters), 400, message, also));

    test('a parameter given twice: text counts as absent, numbers fail', async () => {
        expect(await api.raw('GET', `${ants.path}?filter=foo&filter=bar`), 200);
        await refuse(get(`${ants.path}?limit=1&limit=2`), 400, /^limit '.*' is invalid/);
        await refuse(get(`${ants.path}?depth=1&depth=1`), 400, /^'depth=.*' parameter invalid/);
    });

    test('malformed percent-encoding, NUL and bytes that are not UTF-8 are refused', async () => {
        for (const filter of ['name[eq]:%', 'name[eq]:%4', 'name[eq]:%zz', 'name[eq]:%00',
            'name[eq]:a%00b', 'name[eq]:%ff',
            'name[eq]:%ed%a0%80', 'name[eq]:%c0%80', 'name[eq]:%f5%80%80%80'])
            await refuse(get(`${ants.path}?filter=${filter}`), 400);
        for (const parameter of ['order_by', 'starting_after', 'limit', 'depth'])
            await refuse(get(`${ants.path}?${parameter}=%ff`), 400);
    });

    test('9,000 bytes of a legal query are served', async () => {
        const words = Array.from({ length: 950 }, (_, n) => `word${n}x`).join();
        const found = expect(await api.raw('GET', `${ants.path}?filter=name[in]:[first,${words}]`),
            200);
        assert.ok(words.length > 8000);
        assert.equal(found.totalCount, 1);
        const long = `${'z'.repeat(9000)}😀`;
        assert.equal(expect(await api.get(ants.path, { filter: `name[eq]:"${long}"` }),
            200).totalCount, 0);
    });

    test('100,000 brackets in the URL overflow no stack', async () => {
        const deep = 'not('.repeat(100000) + 'name[eq]:a' + ')'.repeat(100000);
        const answer = await api.raw('GET', `${ants.path}?filter=${deep}`);
        assert.ok([400, 414, 431].includes(answer.status), `${answer.status}`);
        const headers = literal(`authorization: Bearer ${api.token}\n`);
        for (const filter of [deep, '('.repeat(100000) + ')'.repeat(100000), '['.repeat(100000)])
            await assert.rejects(sql(`\\set VERBOSITY sqlstate
                SELECT viginti.handle('GET', '${ants.path}?filter=' || ${literal(filter)}, ${headers})`), /VG4\d\d/);
        expect(await api.get(ants.path), 200);
    });
});

describe('headers', () => {
    test('an unknown dialect is refused, hostile headers do no harm', async () => {
        await refuse(() => client({ token: api.token, dialect: "x'; DROP" }).get(ants.path), 400,
            /dialect/i);
        for (const headers of [{ 'x-locale': "'; DROP TABLE x; --" }, { prefer: '\\' },
            { 'idempotency-key': '"'.repeat(1000) },
            { accept: 'x/y;q=".,' }])
            expect(await client({ token: api.token, headers }).get(ants.path), 200);
    });

    test('headers of 60 kB are refused without harm', async () => {
        const answer = await send('GET', ants.path,
            { headers: { authorization: `Bearer ${'x'.repeat(60000)}` } })
            .catch(({ code }) => ({ status: code }));
        assert.ok([431, 'ECONNRESET', 'EPIPE'].includes(answer.status), `${answer.status}`);
        expect(await api.get(ants.path), 200);
    });
});
