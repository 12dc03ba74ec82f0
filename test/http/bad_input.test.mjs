// Bad input: each gets the status and the text of the specification, never a 500, and changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, field_samples, fingerprint, literal, make_key, make_object,
    make_workspace, many_to_one, object_input, selfcheck, send, sql, unknown_id,
} from './helpers.mjs';

const workspace = 'badinput';
let api;
let ants;
let ant;
let state;
const tokens = {};

before(async () => {
    api = await make_workspace(workspace);
    ants = await make_object(api, 'ant', [...field_samples.map(({ field }) => field),
        { name: 'code', type: 'TEXT', isUnique: true }]);
    const nests = await make_object(api, 'nest');
    await api.post('/rest/metadata/fields',
        { objectMetadataId: ants.id, label: 'Nest', ...many_to_one('nest', nests.object, 'Ants') });
    ant = expect(await api.post(ants.path, { name: 'first', code: 'C1' }), 201).data.ant;
    tokens.expired = await make_key('expired', { workspace, expires: "now() - interval '1 hour'" });
    tokens.revoked = await make_key('revoked', { workspace });
    await sql(`SELECT viginti.revoke_api_key('${workspace}', 'revoked')`);
    state = await fingerprint(workspace);
});
after(() => selfcheck());

/** The request fails as it should, and the workspace is what it was. */
async function refuse(request, status, message, also) {
    const answer = await request();
    assert.ok(answer.status < 500, `${answer.status}: ${answer.text.slice(0, 400)}`);
    const body = expect_fault(answer, status, message, also);
    assert.ok(answer.text.length < 6000, 'an error does not echo a whole request');
    assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
    return { answer, body };
}

const get = (target) => () => api.raw('GET', target);
const list = (parameters) => () => api.get(ants.path, parameters);
const post = (body) => () => api.post(ants.path, body);
const bytes = (method, target, body) => () => api.raw(method, target, body);

describe('keys', () => {
    const calls = [() => ants.path, () => `${ants.path}/${ant.id}`, () => '/rest/metadata/objects'];
    const cases = [
        ['no key', () => null, 401, 'Missing authentication token'],
        ['a wrong key', () => `vgt_${'A'.repeat(43)}`, 401, 'Token invalid.'],
        ["another key's beginning", () => `${api.token.slice(0, 20)}${'A'.repeat(40)}`, 401, 'Token invalid.'],
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
    const malformed = (path) => `Query path '${path}' invalid. Valid examples: /rest/companies/id or `
        + '/rest/companies or /rest/batch/companies';
    const cases = [
        ['/', 404, 'Cannot GET /'], ['/foo', 404, 'Cannot GET /foo'], ['/rest', 400, malformed('/rest')],
        ['/rest/people/a/b', 400, malformed('/rest/people/a/b')], ['/rest/metadata/foo', 404, 'Cannot GET /rest/metadata/foo'],
        ['/rest/metadata', 404, 'Cannot GET /rest/metadata'], ['/graphq', 404, 'Cannot GET /graphq'],
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
        ['/rest/ants/%zz', 400, /percent-encoding/], ['/rest/%00', 400, /NUL/], ['/rest/%ff%fe', 400, /UTF-8/],
        ['/rest/ants/%00', 400, /NUL/], ['/rest/%f0%9f%98%80', 404, "object '😀' not found. eg: companies"],
        [`/rest/${'a'.repeat(9000)}`, 404, /^object 'a+.*' not found/],
        [`/rest/${'a/'.repeat(9000)}`, 400, /^Query path '/],
    ];
    for (const [path, status, message] of cases)
        test(`GET ${path.slice(0, 70)} is ${status}`, () => refuse(get(path), status, message));

    const id = unknown_id;
    const methods = [
        ['DELETE', '/rest/ants', 'GET, POST'], ['PATCH', '/rest/ants', 'GET, POST'], ['PUT', '/rest/ants', 'GET, POST'],
        ['POST', `/rest/ants/${id}`, 'GET, PATCH, PUT, DELETE'], ['GET', '/rest/batch/ants', 'POST'],
        ['DELETE', '/rest/batch/ants', 'POST'], ['DELETE', '/rest/metadata/objects', 'GET, POST'],
        ['POST', `/rest/metadata/objects/${id}`, 'GET, PATCH, PUT, DELETE'], ['PATCH', '/rest/metadata/fields', 'GET, POST'],
        ['POST', `/rest/metadata/fields/${id}`, 'GET, PATCH, PUT, DELETE'], ['BREW', '/rest/ants', 'GET, POST'],
        ['TRACE', '/rest/ants', 'GET, POST'],
    ];
    for (const [method, path, allow] of methods)
        test(`${method} ${path} is 405 and names the methods`, async () => {
            const { answer } = await refuse(bytes(method, path), 405);
            assert.equal(answer.headers.allow, allow);
        });
});

describe('query parameters', () => {
    const directions = "'AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'";
    const cases = [
        // limit, depth, count, cursors
        [{ limit: 'abc' }, /^limit 'abc' is invalid\. Should be an integer/, { path: 'limit' }],
        [{ limit: '1.5' }, /^limit '1.5' is invalid\. Should be an integer/, { path: 'limit' }],
        [{ limit: '61' }, "limit '61' is invalid. Should be an integer between 1 and 60", { path: 'limit' }],
        [{ limit: '0' }, "limit '0' is invalid. Should be an integer between 1 and 60"],
        [{ limit: '9'.repeat(400) }, /^limit '9+/], [{ limit: '1e1' }, /^limit '1e1' is invalid/],
        [{ depth: '3' }, "'depth=3' parameter invalid. Allowed values are 0, 1, 2", { path: 'depth' }],
        [{ depth: 'x' }, "'depth=x' parameter invalid. Allowed values are 0, 1, 2"],
        [{ depth: '-1' }, "'depth=-1' parameter invalid. Allowed values are 0, 1, 2"],
        [{ count: 'many' }, /count/, { path: 'count' }],
        [{ starting_after: 'e30=', ending_before: 'e30=' }, 'Cannot provide both before and after'],
        [{ starting_after: '%%%' }, /^Invalid cursor: %%%/, { path: 'starting_after' }],
        [{ ending_before: 'abc' }, /^Invalid cursor: abc/, { path: 'ending_before' }],
        ...['[]', '5', 'null', '{"id":5}', '{"id":"x"}', '{"id":null}', '{', '{"name":"x"}', '"x"', '\0', '{"id":"x"',
            '['.repeat(100000 / 8), '{"a":'.repeat(3000)].map((text) =>
            [{ starting_after: Buffer.from(text).toString('base64') }, /^Invalid cursor|^Cursor/]),
        [{ starting_after: Buffer.from([0xff, 0xfe, 0, 1]).toString('base64') }, /^Invalid cursor/],
        [{ starting_after: Buffer.from('{"aNumber":"x","id":"' + unknown_id + '"}').toString('base64'), order_by: 'aNumber' },
            /^Invalid cursor|^Cursor/],
        [{ starting_after: Buffer.from('{"aDate":"2026-99-99","id":"' + unknown_id + '"}').toString('base64'), order_by: 'aDate' },
            /^Invalid cursor|^Cursor/],
        // order_by
        [{ order_by: 'foo' }, 'Field "foo" does not exist or is not sortable', { path: 'order_by', position: 0 }],
        [{ order_by: 'name,foo[DescNullsLast]' }, 'Field "foo" does not exist or is not sortable', { position: 5 }],
        [{ order_by: 'name[up]' }, `'order_by' direction 'up' invalid. Allowed values are ${directions}. `
            + 'eg: ?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3', { path: 'order_by' }],
        [{ order_by: 'name[AscNullsLast' }, /^'order_by' direction/], [{ order_by: 'name[]' }, /^'order_by' direction ''/],
        [{ order_by: 'aFullName' },
            "Composite field \"aFullName\" requires subfield ordering (e.g., { aFullName: { subFieldName: 'AscNullsFirst' } })"],
        [{ order_by: 'nest' },
            "Relation field \"nest\" requires nested field ordering (e.g., { nest: { fieldName: 'AscNullsFirst' } })"],
        [{ order_by: 'name.first' },
            'Scalar field "name" requires a direction value (AscNullsFirst, AscNullsLast, DescNullsFirst, DescNullsLast)'],
        [{ order_by: 'nest.foo' }, 'Nested field "foo" not found in target object "nest"'],
        [{ order_by: 'aFullName.middle' }, /middle/], [{ order_by: 'searchVector' }, /searchVector/],
        [{ order_by: ',' }, 'Field "" does not exist or is not sortable'],
        [{ order_by: 'name"; DROP TABLE x; --' }, /does not exist or is not sortable$/],
        [{ order_by: Array.from({ length: 9 }, (_, n) => ['name', 'aText', 'aNumber', 'aBoolean', 'aDate', 'aDateTime',
            'aSelect', 'aRating', 'anUuid'][n]).join() }, /order_keys.*8/],
        // filter: syntax
        [{ filter: '' }, "'filter' invalid for 'and()'. eg: price[gte]:10", { path: 'filter' }],
        [{ filter: 'name' }, "'filter' invalid for 'name'. eg: price[gte]:10", { position: 0 }],
        [{ filter: 'name[eq]:a,nonsense' }, "'filter' invalid for 'nonsense'. eg: price[gte]:10", { position: 11 }],
        [{ filter: 'or(name[eq]:"ä😀",x)' }, "'filter' invalid for 'x'. eg: price[gte]:10", { position: 17 }],
        [{ filter: 'name[eq]:' }, "'filter' invalid for 'name[eq]:'. eg: price[gte]:10"],
        [{ filter: '[eq]:a' }, /^'filter' invalid for '\[eq\]:a'/],
        [{ filter: 'name[]:a' }, /^'filter' invalid for 'name\[\]:a'/],
        [{ filter: 'and(name[eq]:a' }, "'filter' invalid. 1 close bracket is missing in the query"],
        [{ filter: 'and((name[eq]:a' }, "'filter' invalid. 2 close brackets are missing in the query"],
        [{ filter: 'name[eq]:a)' }, "'filter' invalid. 1 open bracket is missing in the query", { position: 10 }],
        [{ filter: 'name[eq]:"a)"' }, "'filter' invalid. 1 open bracket is missing in the query"],
        [{ filter: 'not(name[eq]:a,name[eq]:b)' },
            "'filter' invalid. 'not' conjunction should contain only 1 condition. eg: not(field[eq]:1)"],
        [{ filter: 'name[regex]:"x"' }, "'filter' invalid for 'name[regex]:\"x\"', comparator regex not in eq, neq, in, "
            + 'containsAny, is, gt, gte, lt, lte, startsWith, endsWith, like, ilike'],
        [{ filter: 'name[EQ]:x' }, /comparator EQ not in eq, neq/],
        [{ filter: 'name[in]:x' }, "'filter' invalid for 'in' operator. Received 'x' but array value expected eg: "
            + "'field[in]:[value_1,value_2]'"],
        [{ filter: 'aMulti[containsAny]:x' }, /^'filter' invalid for 'containsAny' operator\. Received 'x'/],
        [{ filter: ')(' }, /^'filter' invalid/], [{ filter: 'and()' }, /^'filter' invalid/],
        // filter: names and operators
        [{ filter: 'foo[eq]:a' }, 'Object ant doesn\'t have any "foo" field.', { path: 'filter', position: 0 }],
        [{ filter: 'name[eq]:a,foo[eq]:a' }, 'Object ant doesn\'t have any "foo" field.', { position: 11 }],
        [{ filter: 'aFullName.foo[eq]:a' }, 'Sub field "foo" not found for composite type: FULL_NAME'],
        [{ filter: 'aFullName[eq]:a' }, 'Sub field "eq" not found for composite type: FULL_NAME'],
        [{ filter: 'nest[eq]:a' }, 'Object nest doesn\'t have any "eq" field.'],
        [{ filter: 'nest.foo[eq]:a' }, 'Object nest doesn\'t have any "foo" field.'],
        [{ filter: 'nest.ants.name[eq]:a' }, /./], [{ filter: 'searchVector[eq]:a' }, /./],
        [{ filter: 'aMulti[eq]:SMALL' },
            'Operator "eq" is not valid for field "aMulti" of type MULTI_SELECT - Allowed operators: containsAny, is, isEmptyArray',
            { position: 0 }],
        [{ filter: 'aBoolean[gt]:true' }, /^Operator "gt" is not valid for field "aBoolean" of type BOOLEAN/],
        [{ filter: 'aNumber[like]:1' }, /^Operator "like" is not valid for field "aNumber" of type NUMBER/],
        [{ filter: 'aJson[eq]:{}' }, /^Operator "eq" is not valid for field "aJson" of type RAW_JSON/],
        [{ filter: '" OR 1=1 --[eq]:a' }, /^Object ant doesn't have any/],
        // filter: values
        [{ filter: 'name[is]:null' }, 'Invalid filter value for "is" operator. Expected "NULL" or "NOT_NULL"'],
        [{ filter: 'id[eq]:x' }, "Invalid UUID value 'x' for field \"id\""],
        [{ filter: 'nestId[eq]:x' }, "Invalid UUID value 'x' for field \"nestId\""],
        [{ filter: `id[in]:[${unknown_id},x]` }, "Invalid UUID value 'x' for field \"id\""],
        [{ filter: 'id[in]:[]' }, /^Invalid UUID value ''/],
        [{ filter: 'aNumber[eq]:abc' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aNumber[in]:[1,x]' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aNumber[gt]:true' }, 'Invalid number value NaN for field "aNumber"'],
        [{ filter: 'aCurrency.amountMicros[eq]:x' }, /^Invalid number value NaN for field "aCurrency\.amountMicros"/],
        [{ filter: 'aBoolean[eq]:x' }, "Invalid boolean value 'x' for field \"aBoolean\""],
        [{ filter: 'aDate[eq]:x' }, "Invalid value 'x' for date field \"aDate\". Expected format: 'YYYY-MM-DD'"],
        [{ filter: 'aDate[eq]:2026-02-30' }, /^Invalid value '2026-02-30' for date field/],
        [{ filter: 'aDateTime[gt]:x' },
            "Invalid value 'x' for date-time field \"aDateTime\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"],
        [{ filter: 'aDateTime[gt]:2026-01-01T25:00:00Z' }, /for date-time field/],
        [{ filter: 'aSelect[eq]:PINK' }, /invalid input value for enum .*"PINK"/],
        [{ filter: 'aRating[in]:[RATING_9]' }, /invalid input value for enum .*"RATING_9"/],
        [{ filter: 'createdBy.source[eq]:ALIEN' }, /invalid input value for enum .*"ALIEN"/],
        // filter: limits
        [{ filter: 'or(' + Array(201).fill('name[eq]:a').join() + ')' }, /filter_predicates.*200/, { code: 'LIMIT_EXCEEDED' }],
        [{ filter: `name[in]:[${Array(1001).fill('a').join()}]` }, /in_list.*1000/, { code: 'LIMIT_EXCEEDED' }],
        [{ filter: 'not('.repeat(33) + 'name[eq]:a' + ')'.repeat(33) }, /filter_depth.*32/, { code: 'LIMIT_EXCEEDED' }],
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
        for (const filter of ['name[eq]:%', 'name[eq]:%4', 'name[eq]:%zz', 'name[eq]:%00', 'name[eq]:a%00b', 'name[eq]:%ff',
            'name[eq]:%ed%a0%80', 'name[eq]:%c0%80', 'name[eq]:%f5%80%80%80'])
            await refuse(get(`${ants.path}?filter=${filter}`), 400);
        for (const parameter of ['order_by', 'starting_after', 'limit', 'depth'])
            await refuse(get(`${ants.path}?${parameter}=%ff`), 400);
    });

    test('9,000 bytes of a legal query are served', async () => {
        const words = Array.from({ length: 950 }, (_, n) => `word${n}x`).join();
        const found = expect(await api.raw('GET', `${ants.path}?filter=name[in]:[first,${words}]`), 200);
        assert.ok(words.length > 8000);
        assert.equal(found.totalCount, 1);
        const long = `${'z'.repeat(9000)}😀`;
        assert.equal(expect(await api.get(ants.path, { filter: `name[eq]:"${long}"` }), 200).totalCount, 0);
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

describe('bodies', () => {
    const cases = [
        ['a list', [], 'Request body must be an object'], ['a text', 'x', 'Request body must be an object'],
        ['a number', 5, 'Request body must be an object'], ['null', null, 'Request body must be an object'],
        ['an unknown field', { foo: 1 }, 'Object ant doesn\'t have any "foo" field.', { path: '/foo' }],
        ["a column's name", { a_text: 'x' }, 'Object ant doesn\'t have any "a_text" field.'],
        ["a sub-column's name", { aFullNameFirstName: 'x' }, /doesn't have any "aFullNameFirstName" field\.$/],
        ['a hostile field', { 'x"; DROP TABLE y; --': 1 }, /^Object ant doesn't have any "x"; DROP TABLE y; --" field\.$/],
        ['an empty key', { '': 1 }, 'Object ant doesn\'t have any "" field.'],
        ['an unknown sub-field', { someEmails: { foo: 1 } }, 'Invalid subfield foo for emails field "someEmails"',
            { path: '/someEmails/foo' }],
        ['an unknown sub-field of rich text', { aRichText: { html: '' } },
            "Invalid subfield 'html' for rich text field \"aRichText\""],
        ['the search vector', { searchVector: 'x' }, 'searchVector TS_VECTOR-typed field does not support write operations'],
        ['a relation by name', { nest: 'x' }, 'Relation "nest" requires connect or disconnect operation'],
        ['a relation twice', { nest: { disconnect: true }, nestId: null }, 'nest and nestId cannot be both provided.'],
        ['a bad key', { nestId: 'x' }, "Invalid UUID value 'x' for field \"nestId\"", { path: '/nestId' }],
        ['a key to nothing', { nestId: unknown_id }, /violates foreign key constraint/, { path: '/nestId' }],
        ['a bad id', { id: 'x' }, 'Value "x" is not a valid UUID', { path: '/id' }],
        ['a number as text', { aText: 1 }, 'Invalid string value 1 for text field "aText"', { path: '/aText' }],
        ['a list as text', { aText: ['a', 'b'] }, "Invalid string value [ 'a', 'b' ] for text field \"aText\""],
        ['an object as text', { aText: { a: 1 } }, 'Invalid string value { a: 1 } for text field "aText"'],
        ['a text as number', { aNumber: 'abc' }, "Invalid number value 'abc' for field \"aNumber\""],
        ['a number as boolean', { aBoolean: 1 }, 'Invalid boolean value 1 for field "aBoolean"'],
        ['a bad date', { aDate: 'x' }, "Invalid value 'x' for date field \"aDate\". Expected format: 'YYYY-MM-DD'"],
        ['a day that is none', { aDate: '2025-02-29' }, /^Invalid value '2025-02-29' for date field/],
        ['a bad date-time', { aDateTime: 'x' },
            "Invalid value 'x' for date-time field \"aDateTime\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"],
        ['a number as date-time', { aDateTime: 1700000000000 }, /^Invalid value 1700000000000 for date-time field/],
        ['an unknown option', { aSelect: 'X' }, 'Invalid value "X" for field "aSelect". Valid values are: RED, GREEN, BLUE'],
        ['a number as option', { aSelect: 1 }, 'Invalid string value 1 for text field "aSelect"'],
        ['an unknown option in a list', { aMulti: ['X'] }, "Invalid value [ 'X' ] for multi select field \"aMulti\""],
        ['an unknown option alone', { aMulti: 'X' }, "Invalid value 'X' for multi select field \"aMulti\""],
        ['a number as array', { anArray: 1 }, 'Invalid value 1 for field "anArray - Array values need to be string"'],
        ['a text as e-mails', { someEmails: 'abc' }, "Invalid object value 'abc' for field \"someEmails\""],
        ['a bad e-mail', { someEmails: { primaryEmail: 'abc' } },
            "Invalid string value 'abc' for email field \"someEmails.primaryEmail\""],
        ['a bad further e-mail', { someEmails: { additionalEmails: ['abc'] } },
            "Invalid string value 'abc' for email field \"someEmails.additionalEmails\""],
        ['a bad link', { someLinks: { primaryLinkUrl: 'no link' } }, 'The URL of the link is not valid'],
        ['a bad country', { somePhones: { primaryPhoneCountryCode: 'XXX' } }, 'Invalid country code XXX'],
        ['a bad calling code', { somePhones: { primaryPhoneCallingCode: 'x' } }, 'Invalid calling code x'],
        ['a bad phone number', { somePhones: { primaryPhoneNumber: 'abc' } }, 'Provided phone number is invalid abc'],
        ['blocks that are no JSON', { aRichText: { blocknote: 'x' } },
            'Invalid blocknote value for field "aRichText.blocknote" - must contain valid JSON'],
        ['blocks that are no list', { aRichText: { blocknote: '{}' } },
            'Invalid blocknote value for field "aRichText.blocknote" - must be a JSON array of blocks'],
        ['a dangerous link in blocks', { aRichText: { blocknote: '[{"href":"javascript:x"}]' } },
            'Dangerous URL protocol in blocknote content for field "aRichText.blocknote"'],
        ['a bad position', { position: 'abc' }, "Invalid position value 'abc' for field \"position\""],
        ['an unknown source', { createdBy: { source: 'ALIEN' } }, /^Invalid value "ALIEN" for field "createdBy\.source"/],
        ['a duplicate', { code: 'C1' }, /A duplicate entry was detected.*code/, { path: '/code' }],
        ['too large a number', { aCurrency: { amountMicros: '99999999999999999999' } }, /^Invalid number value/],
    ];
    for (const [what, body, message, also] of cases)
        test(`${what} is refused on create and update`, async () => {
            await refuse(post(body), 400, message, also);
            if (body !== null && typeof body === 'object' && !Array.isArray(body) && body.code === undefined
                && body.id === undefined)
                await refuse(() => api.patch(`${ants.path}/${ant.id}`, body), 400, message, also);
        });

    const broken = ['{', '{"name"', '{"name":}', '{"name":"x",}', "{'name':'x'}", '{"name":"x"} x', '{"name":tru}', '{"name":01}',
        '{"name":"\\x"}', '{"name":"\\ud800"}', '{"name":"\\udc00\\ud800"}', '{"name":"a\\u0000b"}', '{"name":"\u0001"}', 'nul', '\ufeff{}',
        '{"name":1e999}', '{"name":NaN}', '{"name":"a","name":"b"}'];
    for (const text of broken)
        test(`broken JSON ${JSON.stringify(text)} names the place`, async () => {
            for (const [method, target, body] of [['POST', ants.path, text], ['PATCH', `${ants.path}/${ant.id}`, text],
                ['POST', ants.batch, `[${text}]`], ['POST', '/rest/metadata/objects', text]]) {
                const { body: fault } = await refuse(bytes(method, target, body), 400, /^Invalid JSON: .* at line 1, column \d+/);
                assert.equal(typeof fault.position, 'number', JSON.stringify(fault));
                assert.ok(fault.position <= Buffer.byteLength(body), JSON.stringify(fault));
            }
        });

    test('the place is that of the fault, line and column', async () => {
        const { body } = await refuse(bytes('POST', ants.path, '{\n  "name": "ä",\n  "aText": oops\n}'), 400,
            /^Invalid JSON: .* at line 3, column \d+/);
        assert.ok(body.position >= 20 && body.position <= 36, `${body.position}`);
    });

    test('bytes that are not UTF-8, and NUL bytes, are refused', async () => {
        for (const part of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x00], [0xe2, 0x82]]) {
            const body = Buffer.concat([Buffer.from('{"name":"a'), Buffer.from(part), Buffer.from('b"}')]);
            await refuse(bytes('POST', ants.path, body), 400);
            await refuse(bytes('POST', ants.batch, Buffer.concat([Buffer.from('['), body, Buffer.from(']')])), 400);
        }
    });

    test('100,000 brackets overflow no stack, in each kind of body', async () => {
        for (const text of ['['.repeat(100000), '['.repeat(100000) + ']'.repeat(100000),
            '{"aJson":' + '['.repeat(100000) + ']'.repeat(100000) + '}', '{"a":'.repeat(100000) + '1' + '}'.repeat(100000)])
            for (const [method, target] of [['POST', ants.path], ['POST', ants.batch], ['PATCH', `${ants.path}/${ant.id}`],
                ['POST', '/rest/metadata/objects'], ['POST', '/rest/metadata/fields']])
                await refuse(bytes(method, target, text), 400);
        await refuse(post({ aJson: '['.repeat(100000) }), 400);
        await refuse(post({ aRichText: { blocknote: '['.repeat(100000) + ']'.repeat(100000) } }), 400);
    });

    test('10 MB and one byte is 413, less is read', async () => {
        const most = 10 * 1024 * 1024;
        await refuse(bytes('POST', ants.path, Buffer.alloc(most + 1, 0x20)), 413);
        await refuse(bytes('POST', ants.batch, Buffer.alloc(most + 1, 0x20)), 413);
        await refuse(bytes('POST', ants.path, Buffer.alloc(most, 0x5b)), 400);
    });

    test('a batch: no list, elements that are no objects, one bad element', async () => {
        await refuse(() => api.post(ants.batch, {}), 400, 'Request body must be an array');
        await refuse(bytes('POST', ants.batch), 400, 'Request body must be an array');
        await refuse(() => api.post(ants.batch, [{}, 5]), 400, /must be an object/, { path: '/1' });
        await refuse(() => api.post(ants.batch, [{}, {}, { aNumber: 'x' }]), 400, /^Invalid number value/, { path: '/2/aNumber' });
        await refuse(() => api.post(ants.batch, [{ code: 'n1' }, { code: 'C1' }]), 400, /A duplicate entry was detected/);
        await refuse(() => api.post(ants.batch, Array(61).fill({})), 400, 'Maximum number of records to upsert is 60.');
    });

    test('a duplicate names the field, and nothing of the other record', async () => {
        const { answer } = await refuse(post({ code: 'C1' }), 400, /A duplicate entry was detected/, { path: '/code' });
        assert.ok(!answer.text.includes('first') && !answer.text.includes(ant.id));
    });

    test('unknown records are 404 for every verb', async () => {
        const path = `${ants.path}/${unknown_id}`;
        for (const request of [() => api.get(path), () => api.patch(path, { name: 'x' }), () => api.put(path, {}),
            () => api.delete(path), () => api.delete(path, { soft_delete: false })])
            await refuse(request, 404, 'Record not found');
    });
});

describe('metadata bodies', () => {
    const pattern = /^Name is not valid: it must start with lowercase letter/;
    const names = ['a"b', "a'b", 'a;b', 'a b', 'pg_temp', 'a\\b', 'é', '😀', 'a\u202eb', '../x', 'A', '$1', 'a-b', '"', "a');DROP"];
    for (const name of names)
        test(`${JSON.stringify(name)} names no object and no field`, async () => {
            await refuse(() => api.post('/rest/metadata/objects', { ...object_input('x'), nameSingular: name }), 400, pattern);
            await refuse(() => api.post('/rest/metadata/objects', { ...object_input('x'), namePlural: name }), 400, pattern);
            await refuse(() => api.post('/rest/metadata/fields',
                { objectMetadataId: ants.id, type: 'TEXT', name, label: 'L' }), 400, pattern);
            await refuse(() => api.patch(`/rest/metadata/fields/${ants.fields.aText.id}`, { name }), 400, pattern);
        });

    test('names of 64 bytes are refused, in letters and in columns', async () => {
        const long = 'x'.repeat(64);
        await refuse(() => api.post('/rest/metadata/objects', object_input('y', { namePlural: long })), 400, 'Name is too long');
        // As a column it is longer: a capital letter becomes two characters.
        await refuse(() => api.post('/rest/metadata/objects', object_input('y', { namePlural: 'aB'.repeat(25) })), 400,
            'Name is too long');
        await refuse(() => api.post('/rest/metadata/fields', { objectMetadataId: ants.id, type: 'ADDRESS',
            name: 'a'.repeat(60), label: 'L' }), 400, 'Name is too long');
    });

    test('reserved words are refused', async () => {
        for (const name of ['user', 'field', 'object', 'metadata', 'batch', 'restore', 'ctid', 'xmin', 'oid'])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y', { nameSingular: name })), 400,
                'This name is reserved. Use a different name or the system will add "Custom" suffix.');
    });

    test('unknown keys are refused and the known ones listed', async () => {
        for (const key of ['foo', 'namesingular', '__proto__x', 'x"; --'])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y', { [key]: 1 })), 400,
                `property ${key} should not exist`, { hint: /nameSingular/ });
        await refuse(() => api.post('/rest/metadata/fields',
            { objectMetadataId: ants.id, type: 'TEXT', name: 'y', label: 'Y', foo: 1 }), 400, 'property foo should not exist');
        await refuse(() => api.patch(`/rest/metadata/objects/${ants.id}`, { foo: 1 }), 400, 'property foo should not exist');
        await refuse(() => api.patch(`/rest/metadata/fields/${ants.fields.aText.id}`, { foo: 1 }), 400,
            'property foo should not exist');
    });

    test('wrong types of known keys are refused', async () => {
        for (const body of [{ nameSingular: 1 }, { labelPlural: [] }, { description: {} }, { icon: 5 }, { isActive: 'x' },
            { isSearchable: 1 }, { isLabelSyncedWithName: 'true' }])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y', body)), 400);
        for (const body of [{ name: 1 }, { label: [] }, { isNullable: 'x' }, { isUnique: 1 }, { settings: 5 }, { options: {} },
            { options: [5] }, { relationCreationPayload: 5, type: 'RELATION' }, { type: 5 }, { type: {} }])
            await refuse(() => api.post('/rest/metadata/fields',
                { objectMetadataId: ants.id, type: 'SELECT', name: 'y', label: 'Y', ...body }), 400);
    });
});

describe('headers', () => {
    test('an unknown dialect is refused, hostile headers do no harm', async () => {
        await refuse(() => client({ token: api.token, dialect: "x'; DROP" }).get(ants.path), 400, /dialect/i);
        for (const headers of [{ 'x-locale': "'; DROP TABLE x; --" }, { prefer: '\\' }, { 'idempotency-key': '"'.repeat(1000) },
            { accept: 'x/y;q=".,' }])
            expect(await client({ token: api.token, headers }).get(ants.path), 200);
    });

    test('headers of 60 kB are refused without harm', async () => {
        const answer = await send('GET', ants.path, { headers: { authorization: `Bearer ${'x'.repeat(60000)}` } })
            .catch(({ code }) => ({ status: code }));
        assert.ok([431, 'ECONNRESET', 'EPIPE'].includes(answer.status), `${answer.status}`);
        expect(await api.get(ants.path), 200);
    });
});

test('text beyond the basic plane goes in and out unchanged', async () => {
    const text = '😀𝒳👩‍👩‍👧‍👦 \u{10ffff} \uffff \ue000 ñ ﷽';
    const made = expect(await api.post(ants.path, { name: text, aJson: { [text]: text }, anArray: [text] }), 201).data.ant;
    assert.deepEqual([made.name, made.aJson, made.anArray], [text, { [text]: text }, [text]]);
    assert.equal(expect(await api.get(ants.path, { filter: `name[eq]:"${text}"` }), 200).totalCount, 1);
    const escaped = await api.raw('POST', ants.path, '{"name":"\\ud83d\\ude00\\u00e9"}');
    assert.equal(expect(escaped, 201).data.ant.name, '😀é');
});
