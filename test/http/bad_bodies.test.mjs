// Bad bodies, of records and of the model: each gets the status and the text of the
// specification, never a 500, and changes nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, object_input, selfcheck, unknown_id } from './helpers.mjs';
import { prepare } from './refusal.mjs';

let api;
let ants;
let ant;
let refuse;

before(async () => { ({ api, ants, ant, refuse } = await prepare('badbodies')); });
after(() => selfcheck());

const post = (body) => () => api.post(ants.path, body);
const bytes = (method, target, body) => () => api.raw(method, target, body);

describe('bodies', () => {
    const cases = [
        ['a list', [], 'Request body must be an object'], ['a text', 'x',
            'Request body must be an object'],
        ['a number', 5, 'Request body must be an object'], ['null', null,
            'Request body must be an object'],
        ['an unknown field', { foo: 1 }, 'Object ant doesn\'t have any "foo" field.',
            { path: '/foo' }],
        ["a column's name", { a_text: 'x' }, 'Object ant doesn\'t have any "a_text" field.'],
        ["a sub-column's name", { aFullNameFirstName: 'x' },
            /doesn't have any "aFullNameFirstName" field\.$/],
        ['a hostile field', { 'x"; DROP TABLE y; --': 1 },
            /^Object ant doesn't have any "x"; DROP TABLE y; --" field\.$/],
        ['an empty key', { '': 1 }, 'Object ant doesn\'t have any "" field.'],
        ['an unknown sub-field', { someEmails: { foo: 1 } },
            'Invalid subfield foo for emails field "someEmails"',
            { path: '/someEmails/foo' }],
        ['an unknown sub-field of rich text', { aRichText: { html: '' } },
            "Invalid subfield 'html' for rich text field \"aRichText\""],
        ['the search vector', { searchVector: 'x' },
            'searchVector TS_VECTOR-typed field does not support write operations'],
        ['a relation by name', { nest: 'x' },
            'Relation "nest" requires connect or disconnect operation'],
        ['a relation twice', { nest: { disconnect: true }, nestId: null },
            'nest and nestId cannot be both provided.'],
        ['a bad key', { nestId: 'x' }, "Invalid UUID value 'x' for field \"nestId\"",
            { path: '/nestId' }],
        ['a key to nothing', { nestId: unknown_id }, /violates foreign key constraint/,
            { path: '/nestId' }],
        ['a bad id', { id: 'x' }, 'Value "x" is not a valid UUID', { path: '/id' }],
        ['a number as text', { aText: 1 }, 'Invalid string value 1 for text field "aText"',
            { path: '/aText' }],
        ['a list as text', { aText: ['a', 'b'] },
            "Invalid string value [ 'a', 'b' ] for text field \"aText\""],
        ['an object as text', { aText: { a: 1 } },
            'Invalid string value { a: 1 } for text field "aText"'],
        ['a text as number', { aNumber: 'abc' },
            "Invalid number value 'abc' for field \"aNumber\""],
        ['a number as boolean', { aBoolean: 1 }, 'Invalid boolean value 1 for field "aBoolean"'],
        ['a bad date', { aDate: 'x' },
            "Invalid value 'x' for date field \"aDate\". Expected format: 'YYYY-MM-DD'"],
        ['a day that is none', { aDate: '2025-02-29' },
            /^Invalid value '2025-02-29' for date field/],
        ['a bad date-time', { aDateTime: 'x' },
            "Invalid value 'x' for date-time field \"aDateTime\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"],
        ['a number as date-time', { aDateTime: 1700000000000 },
            /^Invalid value 1700000000000 for date-time field/],
        ['an unknown option', { aSelect: 'X' },
            'Invalid value "X" for field "aSelect". Valid values are: RED, GREEN, BLUE'],
        ['a number as option', { aSelect: 1 }, 'Invalid string value 1 for text field "aSelect"'],
        ['an unknown option in a list', { aMulti: ['X'] },
            "Invalid value [ 'X' ] for multi select field \"aMulti\""],
        ['an unknown option alone', { aMulti: 'X' },
            "Invalid value 'X' for multi select field \"aMulti\""],
        ['a number as array', { anArray: 1 },
            'Invalid value 1 for field "anArray - Array values need to be string"'],
        ['a text as e-mails', { someEmails: 'abc' },
            "Invalid object value 'abc' for field \"someEmails\""],
        ['a bad e-mail', { someEmails: { primaryEmail: 'abc' } },
            "Invalid string value 'abc' for email field \"someEmails.primaryEmail\""],
        ['a bad further e-mail', { someEmails: { additionalEmails: ['abc'] } },
            "Invalid string value 'abc' for email field \"someEmails.additionalEmails\""],
        ['a bad link', { someLinks: { primaryLinkUrl: 'no link' } },
            'The URL of the link is not valid'],
        ['a bad country', { somePhones: { primaryPhoneCountryCode: 'XXX' } },
            'Invalid country code XXX'],
        ['a bad calling code', { somePhones: { primaryPhoneCallingCode: 'x' } },
            'Invalid calling code x'],
        ['a bad phone number', { somePhones: { primaryPhoneNumber: 'abc' } },
            'Provided phone number is invalid abc'],
        ['blocks that are no JSON', { aRichText: { blocknote: 'x' } },
            'Invalid blocknote value for field "aRichText.blocknote" - must contain valid JSON'],
        ['blocks that are no list', { aRichText: { blocknote: '{}' } },
            'Invalid blocknote value for field "aRichText.blocknote" - must be a JSON array of blocks'],
        ['a dangerous link in blocks', { aRichText: { blocknote: '[{"href":"javascript:x"}]' } },
            'Dangerous URL protocol in blocknote content for field "aRichText.blocknote"'],
        ['a bad position', { position: 'abc' },
            "Invalid position value 'abc' for field \"position\""],
        ['an unknown source', { createdBy: { source: 'ALIEN' } },
            /^Invalid value "ALIEN" for field "createdBy\.source"/],
        ['a duplicate', { code: 'C1' }, /A duplicate entry was detected.*code/, { path: '/code' }],
        ['too large a number', { aCurrency: { amountMicros: '99999999999999999999' } },
            /^Invalid number value/],
    ];
    for (const [what, body, message, also] of cases)
        test(`${what} is refused on create and update`, async () => {
            await refuse(post(body), 400, message, also);
            if (body !== null && typeof body === 'object' && !Array.isArray(body)
                && body.code === undefined
                && body.id === undefined)
                await refuse(() => api.patch(`${ants.path}/${ant.id}`, body), 400, message, also);
        });

    const broken = ['{', '{"name"', '{"name":}', '{"name":"x",}', "{'name':'x'}", '{"name":"x"} x',
        '{"name":tru}', '{"name":01}',
        '{"name":"\\x"}', '{"name":"\\ud800"}', '{"name":"\\udc00\\ud800"}', '{"name":"a\\u0000b"}',
            '{"name":"\u0001"}', 'nul', '\ufeff{}',
        '{"name":1e999}', '{"name":NaN}', '{"name":"a","name":"b"}'];
    for (const text of broken)
        test(`broken JSON ${JSON.stringify(text)} names the place`, async () => {
            for (const [method, target, body] of [['POST', ants.path, text], ['PATCH',
                `${ants.path}/${ant.id}`, text],
                ['POST', ants.batch, `[${text}]`], ['POST', '/rest/metadata/objects', text]]) {
                const { body: fault } = await refuse(bytes(method, target, body), 400,
                    /^Invalid JSON: .* at line 1, column \d+/);
                assert.equal(typeof fault.position, 'number', JSON.stringify(fault));
                assert.ok(fault.position <= Buffer.byteLength(body), JSON.stringify(fault));
            }
        });

    test('the place is that of the fault, line and column', async () => {
        const { body } = await refuse(bytes('POST', ants.path,
            '{\n  "name": "ä",\n  "aText": oops\n}'), 400,
            /^Invalid JSON: .* at line 3, column \d+/);
        assert.ok(body.position >= 20 && body.position <= 36, `${body.position}`);
    });

    test('bytes that are not UTF-8, and NUL bytes, are refused', async () => {
        for (const part of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
            [0x00], [0xe2, 0x82]]) {
            const body = Buffer.concat([Buffer.from('{"name":"a'), Buffer.from(part),
                Buffer.from('b"}')]);
            await refuse(bytes('POST', ants.path, body), 400);
            await refuse(bytes('POST', ants.batch, Buffer.concat([Buffer.from('['), body,
                Buffer.from(']')])), 400);
        }
    });

    test('100,000 brackets overflow no stack, in each kind of body', async () => {
        for (const text of ['['.repeat(100000), '['.repeat(100000) + ']'.repeat(100000),
            '{"aJson":' + '['.repeat(100000) + ']'.repeat(100000) + '}', '{"a":'.repeat(100000)
                + '1' + '}'.repeat(100000)])
            for (const [method, target] of [['POST', ants.path], ['POST', ants.batch], ['PATCH',
                `${ants.path}/${ant.id}`],
                ['POST', '/rest/metadata/objects'], ['POST', '/rest/metadata/fields']])
                await refuse(bytes(method, target, text), 400);
        await refuse(post({ aJson: '['.repeat(100000) }), 400);
        await refuse(post({ aRichText: { blocknote: '['.repeat(100000) + ']'.repeat(100000) } }),
            400);
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
        await refuse(() => api.post(ants.batch, [{}, {}, { aNumber: 'x' }]), 400,
            /^Invalid number value/, { path: '/2/aNumber' });
        await refuse(() => api.post(ants.batch, [{ code: 'n1' }, { code: 'C1' }]), 400,
            /A duplicate entry was detected/);
        await refuse(() => api.post(ants.batch, Array(61).fill({})), 400,
            'Maximum number of records to upsert is 60.');
    });

    test('a duplicate names the field, and nothing of the other record', async () => {
        const { answer } = await refuse(post({ code: 'C1' }), 400, /A duplicate entry was detected/,
            { path: '/code' });
        assert.ok(!answer.text.includes('first') && !answer.text.includes(ant.id));
    });

    test('unknown records are 404 for every verb', async () => {
        const path = `${ants.path}/${unknown_id}`;
        for (const request of [() => api.get(path), () => api.patch(path, { name: 'x' }), () =>
            api.put(path, {}),
            () => api.delete(path), () => api.delete(path, { soft_delete: false })])
            await refuse(request, 404, 'Record not found');
    });
});

describe('metadata bodies', () => {
    const pattern = /^Name is not valid: it must start with lowercase letter/;
    const names = ['a"b', "a'b", 'a;b', 'a b', 'pg_temp', 'a\\b', 'é', '😀', 'a\u202eb', '../x', 'A',
        '$1', 'a-b', '"', "a');DROP"];
    for (const name of names)
        test(`${JSON.stringify(name)} names no object and no field`, async () => {
            await refuse(() => api.post('/rest/metadata/objects', { ...object_input('x'),
                nameSingular: name }), 400, pattern);
            await refuse(() => api.post('/rest/metadata/objects', { ...object_input('x'),
                namePlural: name }), 400, pattern);
            await refuse(() => api.post('/rest/metadata/fields',
                { objectMetadataId: ants.id, type: 'TEXT', name, label: 'L' }), 400, pattern);
            await refuse(() => api.patch(`/rest/metadata/fields/${ants.fields.aText.id}`, { name }),
                400, pattern);
        });

    test('names of 64 bytes are refused, in letters and in columns', async () => {
        const long = 'x'.repeat(64);
        await refuse(() => api.post('/rest/metadata/objects', object_input('y',
            { namePlural: long })), 400, 'Name is too long');
        // As a column it is longer: a capital letter becomes two characters.
        await refuse(() => api.post('/rest/metadata/objects', object_input('y',
            { namePlural: 'aB'.repeat(25) })), 400,
            'Name is too long');
        await refuse(() => api.post('/rest/metadata/fields', { objectMetadataId: ants.id,
            type: 'ADDRESS',
            name: 'a'.repeat(60), label: 'L' }), 400, 'Name is too long');
    });

    test('reserved words are refused', async () => {
        for (const name of ['user', 'field', 'object', 'metadata', 'batch', 'restore', 'ctid',
            'xmin', 'oid'])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y',
                { nameSingular: name })), 400,
                'This name is reserved. Use a different name or the system will add "Custom" suffix.');
    });

    test('unknown keys are refused and the known ones listed', async () => {
        for (const key of ['foo', 'namesingular', '__proto__x', 'x"; --'])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y', { [key]: 1 })),
                400,
                `property ${key} should not exist`, { hint: /nameSingular/ });
        await refuse(() => api.post('/rest/metadata/fields',
            { objectMetadataId: ants.id, type: 'TEXT', name: 'y', label: 'Y', foo: 1 }), 400,
                'property foo should not exist');
        await refuse(() => api.patch(`/rest/metadata/objects/${ants.id}`, { foo: 1 }), 400,
            'property foo should not exist');
        await refuse(() => api.patch(`/rest/metadata/fields/${ants.fields.aText.id}`, { foo: 1 }),
            400,
            'property foo should not exist');
    });

    test('wrong types of known keys are refused', async () => {
        for (const body of [{ nameSingular: 1 }, { labelPlural: [] }, { description: {} },
            { icon: 5 }, { isActive: 'x' },
            { isSearchable: 1 }, { isLabelSyncedWithName: 'true' }])
            await refuse(() => api.post('/rest/metadata/objects', object_input('y', body)), 400);
        for (const body of [{ name: 1 }, { label: [] }, { isNullable: 'x' }, { isUnique: 1 },
            { settings: 5 }, { options: {} },
            { options: [5] }, { relationCreationPayload: 5, type: 'RELATION' }, { type: 5 },
                { type: {} }])
            await refuse(() => api.post('/rest/metadata/fields',
                { objectMetadataId: ants.id, type: 'SELECT', name: 'y', label: 'Y', ...body }),
                    400);
    });
});

test('text beyond the basic plane goes in and out unchanged', async () => {
    const text = '😀𝒳👩‍👩‍👧‍👦 \u{10ffff} \uffff \ue000 ñ ﷽';
    const made = expect(await api.post(ants.path, { name: text, aJson: { [text]: text },
        anArray: [text] }), 201).data.ant;
    assert.deepEqual([made.name, made.aJson, made.anArray], [text, { [text]: text }, [text]]);
    assert.equal(expect(await api.get(ants.path, { filter: `name[eq]:"${text}"` }), 200).totalCount,
        1);
    const escaped = await api.raw('POST', ants.path, '{"name":"\\ud83d\\ude00\\u00e9"}');
    assert.equal(expect(escaped, 201).data.ant.name, '😀é');
});
