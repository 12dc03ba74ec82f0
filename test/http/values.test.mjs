// Values over the wire, by the rows of the specification: what goes in, what comes out, what filters
// read, and the text of each refusal (§15, §16.3, §16.5, §4.2). The finer tables are unit tests.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    expect, expect_fault, make_object, make_workspace, options, selfcheck, sql,
} from './helpers.mjs';

let api;
let things;

before(async () => {
    api = await make_workspace('valuerows');
    things = await make_object(api, 'thing', [
        { name: 'amount', type: 'CURRENCY' }, { name: 'count', type: 'NUMBER' },
        { name: 'dueAt', type: 'DATE_TIME' }, { name: 'day', type: 'DATE' },
        { name: 'mails', type: 'EMAILS' }, { name: 'phones', type: 'PHONES' },
        { name: 'web', type: 'LINKS' }, { name: 'extra', type: 'RAW_JSON' },
        { name: 'words', type: 'ARRAY' }, { name: 'text', type: 'RICH_TEXT' },
        { name: 'tags', type: 'MULTI_SELECT', options: options('NEW', 'OLD') },
        { name: 'isOpen', type: 'BOOLEAN' },
    ]);
});
after(() => selfcheck());

/** The record of a body, in bytes where numbers must not pass through JavaScript. */
const create = async (body) => {
    const bytes = typeof body === 'string' ? body : JSON.stringify(body);
    return expect(await api.raw('POST', `${things.path}?depth=0`, bytes), 201).data.thing;
};
const refuse = async (body, message, path) =>
    expect_fault(await api.post(things.path, body), 400, message, path ? { path } : {});
const ids = async (filter) =>
    expect(await api.get(things.path, { filter, depth: 0 }), 200).data.things.map(({ id }) => id);

describe('§15 and §16.3 CURRENCY', () => {
    test('64-bit micros go in and come out without loss', async () => {
        for (const micros of ['9223372036854775807', '-9223372036854775808', '9007199254740993']) {
            const made = await api.raw('POST', things.path,
                `{"amount":{"amountMicros":${micros},"currencyCode":"EUR"}}`);
            assert.equal(made.status, 201, made.text);
            assert.match(made.text, new RegExp(`"amountMicros":${micros},`));
            const as_text = await api.raw('POST', things.path,
                `{"amount":{"amountMicros":"${micros}"}}`);
            assert.match(as_text.text, new RegExp(`"amountMicros":${micros},`));
            const { text } = await api.get(things.path,
                { filter: `amount.amountMicros[eq]:${micros}`, depth: 0 });
            assert.equal(text.split(`"amountMicros":${micros},`).length - 1, 2, text);
        }
    });

    test('fractions and what 64 bits do not hold are refused', async () => {
        for (const value of [1.5, '1.5', '9223372036854775808', 'abc', true, {}])
            await refuse({ amount: { amountMicros: value } }, /^Invalid number value /,
                '/amount/amountMicros');
        expect_fault(await api.raw('POST', things.path,
            '{"amount":{"amountMicros":9223372036854775808}}'), 400, /^Invalid JSON: too big integer/);
    });

    test('null stays null, the code too', async () => {
        assert.deepEqual((await create({ amount: { amountMicros: null, currencyCode: null } })).amount,
            { amountMicros: null, currencyCode: null });
    });
});

describe('§15 NUMBER', () => {
    test('extremes are kept', async () => {
        for (const number of [1e308, -1e308, 5e-324, 0.1, 2 ** 53 - 1])
            assert.equal((await create({ count: number })).count, number);
        assert.equal((await create('{"count":-0.0}')).count, 0);
    });

    test('§7.7 a filter takes the longest numeric prefix', async () => {
        const made = await create({ count: 12 });
        assert.ok((await ids('count[eq]:12abc')).includes(made.id));
        for (const value of ['true', 'abc', '""'])
            expect_fault(await api.get(things.path, { filter: `count[eq]:${value}` }), 400,
                'Invalid number value NaN for field "count"');
        expect_fault(await api.get(things.path, { filter: 'count[eq]:1e999' }), 400,
            'Invalid number value 1e999 for field "count"');
    });
});

describe('§15 DATE_TIME and DATE', () => {
    test('ISO and the loose list, in bodies and filters alike', async () => {
        const made = await create({ dueAt: '2031-02-03T04:05:06.789+01:00', day: '20310203' });
        assert.equal(made.dueAt, '2031-02-03T03:05:06.789Z');
        assert.equal(made.day, '2031-02-03');
        for (const text of ['2031.02.03', '2031/02/03', '02-03-2031', '02/03/2031', '02.03.2031',
            'February 3, 2031', 'Feb 3, 2031', '3 February 2031', '3 Feb 2031', '03-Feb-2031',
            '2031-Feb-03', '20310203', '2031-02-03']) {
            const other = await create({ dueAt: text, day: text });
            assert.equal(other.dueAt, '2031-02-03T00:00:00.000Z', text);
            assert.equal(other.day, '2031-02-03', text);
            assert.ok((await ids(`day[eq]:"${text}"`)).includes(made.id), text);
            assert.ok((await ids(`dueAt[gt]:"${text}"`)).includes(made.id), text);
        }
    });

    test('infinity, BC, leap seconds, hour 24, wide offsets and epochs are refused', async () => {
        for (const value of ['infinity', '-infinity', '0044-03-15 BC', '-0044-03-15', '0000-01-01',
            '2026-06-30T23:59:60Z', '2026-06-30T24:00:00Z', '2026-06-30T10:00:00+16:00',
            '+12026-06-30T10:00:00Z', 'now', 'epoch', '1735689600000'])
            for (const where of ['body', 'filter']) {
                const message = `Invalid value '${value}' for date-time field "dueAt". Expected `
                    + "format: 'YYYY-MM-DDTHH:mm:ssZ'";
                if (where === 'body')
                    await refuse({ dueAt: value }, message, '/dueAt');
                else
                    expect_fault(await api.get(things.path, { filter: `dueAt[gt]:${value}` }), 400,
                        message);
            }
        await refuse({ dueAt: 1735689600000 }, /^Invalid value 1735689600000 for date-time field/);
        await refuse({ day: 5 },
            "Invalid value 5 for date field \"day\". Expected format: 'YYYY-MM-DD'");
    });

    test('what SQL stores beyond the calendar is still read', async () => {
        const made = await create({});
        for (const [value, shown] of [['infinity', 'infinity'], ['-infinity', '-infinity']]) {
            await sql(`UPDATE valuerows.things SET due_at = '${value}', day = '${value}'
                        WHERE id = '${made.id}'`);
            const read = expect(await api.get(`${things.path}/${made.id}`, { depth: 0 }), 200);
            assert.deepEqual([read.data.thing.dueAt, read.data.thing.day], [shown, shown]);
        }
    });
});

describe('§16.3 EMAILS', () => {
    test('lower-case, the domain in its canonical form, primary and additional alike', async () => {
        const { mails } = await create({ mails: { primaryEmail: 'Ada@MÜNCHEN｡DE.',
            additionalEmails: ['B@Bücher．Example', ''] } });
        assert.deepEqual(mails, { primaryEmail: 'ada@xn--mnchen-3ya.de',
            additionalEmails: ['b@xn--bcher-kva.example'] });
    });

    test('a bad one is refused', async () => {
        await refuse({ mails: { primaryEmail: 'abc' } },
            "Invalid string value 'abc' for email field \"mails.primaryEmail\"");
        await refuse({ mails: { additionalEmails: ['abc'] } },
            "Invalid string value 'abc' for email field \"mails.additionalEmails\"");
    });
});

describe('§16.3 LINKS', () => {
    test('empties are dropped, the first secondary link is promoted, URLs are normalised', async () => {
        const { web } = await create({ web: { primaryLinkUrl: '', secondaryLinks: [
            { url: '', label: 'none' }, { url: 'https://X.Example:443/', label: 'X' },
            { url: 'Y.example/P/', label: 'Y' }] } });
        assert.deepEqual(web, { primaryLinkUrl: 'https://x.example', primaryLinkLabel: 'X',
            secondaryLinks: [{ url: 'Y.example/P/', label: 'Y' }] });
    });

    test('an implausible one is refused', async () => {
        for (const url of ['nowhere', 'a b.example', 'javascript:alert(1)', 'https://'])
            await refuse({ web: { primaryLinkUrl: url } }, 'The URL of the link is not valid');
    });
});

describe('§16.3 PHONES', () => {
    test('the national number is stored, missing codes are inferred', async () => {
        const { phones } = await create({ phones: { primaryPhoneNumber: '+33612345678',
            additionalPhones: [{ number: '(206) 555-0101', countryCode: 'US' }] } });
        assert.deepEqual(phones, { primaryPhoneNumber: '612345678', primaryPhoneCountryCode: 'FR',
            primaryPhoneCallingCode: '+33', additionalPhones: [
                { number: '2065550101', countryCode: 'US', callingCode: '+1' }] });
    });

    const cases = [
        [['', 'XX', ''], 'Invalid country code XX'], [['', '', '+999'], 'Invalid calling code +999'],
        [['', 'FR', '+1'], 'Provided country code and calling code are conflicting'],
        [['12', '', ''], 'Provided phone number is invalid 12'],
        [['+33612345678', 'US', ''], 'Provided and inferred country code are conflicting'],
        [['+33612345678', '', '+1'], 'Provided and inferred calling code are conflicting'],
    ];
    for (const [[number, country, calling], message] of cases)
        test(`§4.2 ${message}`, () => Promise.all([
            refuse({ phones: { primaryPhoneNumber: number, primaryPhoneCountryCode: country,
                primaryPhoneCallingCode: calling } }, message),
            refuse({ phones: { additionalPhones: [{ number, countryCode: country,
                callingCode: calling }] } }, message),
        ]));

    test('§16.2 PATCH keeps omitted primaries and drops omitted additional phones', async () => {
        const made = await create({ phones: { primaryPhoneNumber: '+33612345678',
            additionalPhones: [{ number: '+33612345679' }] } });
        const changed = expect(await api.patch(`${things.path}/${made.id}`,
            { phones: { primaryPhoneCallingCode: '+33' } }, { depth: 0 }), 200).data.thing;
        assert.deepEqual(changed.phones, { ...made.phones, additionalPhones: [] });
    });
});

describe('§16.3 RICH_TEXT', () => {
    test('from markdown blocks are made', async () => {
        const { text } = await create({ text: { markdown: '# Hi\n\n- **a**' } });
        assert.equal(text.markdown, '# Hi\n\n- **a**');
        const blocks = JSON.parse(text.blocknote);
        assert.deepEqual(blocks.map(({ type, content }) => [type, content]), [
            ['heading', [{ type: 'text', text: 'Hi', styles: {} }]],
            ['bulletListItem', [{ type: 'text', text: 'a', styles: { bold: true } }]],
        ]);
        assert.equal(blocks[0].props.level, 1);
        const back = await create({ text: { blocknote: text.blocknote } });
        assert.deepEqual(back.text, text);
    });

    test('both halves given are both kept; none is null and ""', async () => {
        const { text } = await create({ text: { blocknote: '[]', markdown: 'other' } });
        assert.deepEqual(text, { blocknote: '[]', markdown: 'other' });
        assert.deepEqual((await create({ text: { markdown: '' } })).text,
            { blocknote: null, markdown: '' });
    });

    test('§16.2 PATCH recomputes both halves', async () => {
        const made = await create({ text: { markdown: 'old' } });
        const patch = async (value) => expect(await api.patch(`${things.path}/${made.id}`,
            { text: value }, { depth: 0 }), 200).data.thing.text;
        const changed = await patch({ markdown: 'new' });
        assert.equal(changed.markdown, 'new');
        assert.equal(JSON.parse(changed.blocknote)[0].content[0].text, 'new');
        assert.equal((await patch({ blocknote: '[{"type":"quote","content":"q"}]' })).markdown,
            '> q');
        assert.deepEqual(await patch(null), { blocknote: null, markdown: '' });
    });

    test('§4.2 bad rich text', async () => {
        const bad = (blocknote, message) => refuse({ text: { blocknote } }, message,
            '/text/blocknote');
        await bad('x', 'Invalid blocknote value for field "text.blocknote" - must contain valid JSON');
        await bad('{}',
            'Invalid blocknote value for field "text.blocknote" - must be a JSON array of blocks');
        await bad('[{"props":{"url":"JAVASCRIPT:x"}}]',
            'Dangerous URL protocol in blocknote content for field "text.blocknote"');
        await refuse({ text: { markdown: '- x\n'.repeat(100000) } }, /^rich_text_bytes is /,
            '/text/markdown');
    });
});

describe('§15 lists, JSON and booleans', () => {
    test('one plain string is a list of one, empty lists and objects are NULL', async () => {
        const made = await create({ words: 'one', tags: 'NEW', extra: '{"a":[1]}' });
        assert.deepEqual([made.words, made.tags, made.extra], [['one'], ['NEW'], { a: [1] }]);
        const empty = await create({ words: [], tags: [], extra: {} });
        assert.deepEqual([empty.words, empty.tags, empty.extra], [[], [], null]);
        assert.equal(await sql(`SELECT words IS NULL AND tags IS NULL AND extra IS NULL
            FROM valuerows.things WHERE id = '${empty.id}'`), 't');
    });

    test('§4.2 values are shown as a JavaScript inspector shows them', async () => {
        await refuse({ tags: ['X'] }, "Invalid value [ 'X' ] for multi select field \"tags\"");
        await refuse({ words: 1 }, 'Invalid value 1 for field "words - Array values need to be string"');
        await refuse({ isOpen: 1 }, 'Invalid boolean value 1 for field "isOpen"');
        await refuse({ isOpen: "it's" }, 'Invalid boolean value "it\'s" for field "isOpen"');
        await refuse({ count: { a: null } }, 'Invalid number value { a: null } for field "count"');
        await refuse({ extra: '5' }, "Invalid object value '5' for field \"extra\"");
    });
});

describe('§16.4 keys of older clients', () => {
    test('noteTargets and taskTargets take personId for targetPersonId', async () => {
        const person = expect(await api.post('/rest/people', {}), 201).data.person;
        for (const [plural, singular] of [['noteTargets', 'noteTarget'], ['taskTargets',
            'taskTarget']]) {
            const made = expect(await api.post(`/rest/${plural}`, { personId: person.id }), 201);
            assert.equal(made.data[singular].targetPersonId, person.id);
        }
        await refuse({ personId: person.id }, 'Object thing doesn\'t have any "personId" field.');
        expect_fault(await api.post('/rest/noteTargets', { personId: person.id,
            targetPersonId: person.id }), 400,
            'targetPerson and targetPersonId cannot be both provided.');
    });
});
