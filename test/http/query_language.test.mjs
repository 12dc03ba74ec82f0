// The filter and order language, by the sections of the specification: §6 and §7 how the text is
// read, §8 operators by type, relations and quantifiers, §9 visibility, §10 orders.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    expect, expect_fault, make_object, make_workspace, many_to_one, options, randomUUID, selfcheck,
} from './helpers.mjs';

let api;
let crates;
let shelves;
let labels;
const id = Object.fromEntries(['north', 'south', 'a', 'b', 'c', 'd'].map((name) =>
    [name, randomUUID()]));

before(async () => {
    api = await make_workspace('language');
    shelves = await make_object(api, 'shelf', [{ name: 'row', type: 'NUMBER' },
        { name: 'owner', type: 'FULL_NAME' }, { name: 'state', type: 'SELECT',
            options: options('FULL', 'EMPTY') }], { namePlural: 'shelves', labelPlural: 'Shelves' });
    crates = await make_object(api, 'crate', [
        { name: 'text', type: 'TEXT' }, { name: 'number', type: 'NUMBER' },
        { name: 'flag', type: 'BOOLEAN' }, { name: 'day', type: 'DATE' },
        { name: 'moment', type: 'DATE_TIME' }, { name: 'uuid', type: 'UUID' },
        { name: 'kind', type: 'SELECT', options: options('BIG', 'SMALL') },
        { name: 'stars', type: 'RATING', options: options('RATING_1', 'RATING_2') },
        { name: 'tags', type: 'MULTI_SELECT', options: options('RED', 'BLUE') },
        { name: 'list', type: 'ARRAY' }, { name: 'json', type: 'RAW_JSON' },
        { name: 'full', type: 'FULL_NAME' }, { name: 'mails', type: 'EMAILS' },
        { name: 'phone', type: 'PHONES' }, { name: 'web', type: 'LINKS' },
        { name: 'place', type: 'ADDRESS' }, { name: 'price', type: 'CURRENCY' },
        { name: 'rich', type: 'RICH_TEXT' },
        many_to_one('shelf', shelves.object, 'Crates'),
    ]);
    labels = await make_object(api, 'label', [{ name: 'size', type: 'NUMBER' },
        many_to_one('crate', crates.object, 'Labels')]);
    expect(await api.post(shelves.batch, [{ id: id.north, name: 'north', row: 1, state: 'FULL',
        owner: { firstName: 'Ada' } }, { id: id.south, name: 'south', row: 2 }]), 201);
    expect(await api.post(crates.batch, [
        { id: id.a, name: 'a', text: 'one', number: 1, shelfId: id.north },
        { id: id.b, name: 'b', text: 'two, three', number: 2, shelfId: id.north },
        { id: id.c, name: 'c', text: "O'Brien", number: 3, shelfId: id.south },
        { id: id.d, name: 'd' },
    ]), 201);
    expect(await api.post(labels.batch, [{ name: 'x', size: 1, crateId: id.a },
        { name: 'y', size: 2, crateId: id.a }, { name: 'x', size: 3, crateId: id.b },
        { name: 'z', crateId: id.c }]), 201);
    const gone = expect(await api.post(labels.path, { name: 'gone', size: 9, crateId: id.d }),
        201).data.label;
    expect(await api.delete(`${labels.path}/${gone.id}`), 200);
});
after(() => selfcheck());

const list = (object, parameters) => api.get(object.path, { fields: 'name', ...parameters });
const names = async (object, parameters) =>
    expect(await list(object, parameters), 200).data[object.plural].map(({ name }) => name)
        .sort().join('');
const finds = async (filter, wanted, object = crates) =>
    assert.equal(await names(object, { filter }), wanted, filter);
const refuses = async (filter, message, also = { path: 'filter' }, object = crates) =>
    expect_fault(await list(object, { filter }), 400, message, also);
const malformed = (text) => `'filter' invalid for '${text}'. eg: price[gte]:10`;

describe('§7 how the filter text is read', () => {
    test('1: brackets are counted everywhere, also inside quotes', async () => {
        await refuses('name[eq]:"a)"', "'filter' invalid. 1 open bracket is missing in the query");
        await refuses('and(name[eq]:a', "'filter' invalid. 1 close bracket is missing in the query");
        await refuses('or(and(name[eq]:a',
            "'filter' invalid. 2 close brackets are missing in the query");
        await finds('name[eq]:"(a)"', '');
    });
    test('2: a bare list is and(…), an empty filter is an error', async () => {
        await finds('name[in]:[a,b],number[gt]:1', 'b');
        await finds('and(name[in]:[a,b],number[gt]:1)', 'b');
        await refuses('', malformed('and()'));
        await refuses('and()', malformed('and()'));
    });
    test('3: commas inside quotes and square brackets do not separate', async () => {
        await finds('text[eq]:"two, three",number[eq]:2', 'b');
        await finds("text[eq]:'two, three',number[eq]:2", 'b');
        await finds('text[eq]:"O\'Brien",number[eq]:3', 'c');
        // A lone apostrophe swallows the commas behind it.
        await finds("text[eq]:O'Brien,number[eq]:3", '');
    });
    test('4: anything else must be path[comparator]:value', async () => {
        for (const text of ['name', '[eq]:x', 'name[]:x', 'name[eq]x', 'name[eq]:'])
            await refuses(text, malformed(text));
        await finds('name[eq]:x:y]z.w[0]:', '');
    });
    test('5: blanks around elements are trimmed', () => finds(' name[eq]:a , number[eq]:1 ', 'a'));
    test('6: one pair of quotes comes off; is takes its word as it stands', async () => {
        for (const text of ['"a"', "'a'", 'a', '"a\''])
            await finds(`name[eq]:${text}`, 'a');
        await finds('name[in]:["a",\'b\',c]', 'abc');
        await refuses('name[is]:"NULL"',
            'Invalid filter value for "is" operator. Expected "NULL" or "NOT_NULL"');
        await refuses('name[in]:a', "'filter' invalid for 'in' operator. Received 'a' but array "
            + "value expected eg: 'field[in]:[value_1,value_2]'");
    });
    test('7: texts become values of the field', async () => {
        await refuses('number[eq]:abc', 'Invalid number value NaN for field "number"');
        await refuses('flag[eq]:TRUE', 'Invalid boolean value \'TRUE\' for field "flag"');
        await refuses('uuid[eq]:x', 'Invalid UUID value \'x\' for field "uuid"');
        await refuses('shelfId[eq]:x', 'Invalid UUID value \'x\' for field "shelfId"');
        await refuses('day[eq]:x',
            'Invalid value \'x\' for date field "day". Expected format: \'YYYY-MM-DD\'');
        await refuses('moment[eq]:x', 'Invalid value \'x\' for date-time field "moment". '
            + "Expected format: 'YYYY-MM-DDTHH:mm:ssZ'");
        await refuses('kind[eq]:HUGE', /^invalid input value for enum/);
        await refuses('number[in]:[]', /^Invalid number value NaN/);
        await finds('text[in]:[]', '');
    });
    test('8: sibling conjunctions at the root are an and',
        () => finds('or(name[eq]:a,name[eq]:b),and(number[gt]:1)', 'b'));
    test('9: everything may be percent-encoded, or nothing', async () => {
        for (const filter of ['name%5Beq%5D%3A%22a%22', 'name[eq]:"a"', 'and%28name[eq]:a%29'])
            assert.equal(expect(await api.raw('GET', `${crates.path}?filter=${filter}`),
                200).totalCount, 1, filter);
    });
});

describe('§8.1 comparators by type', () => {
    const all = ['eq', 'neq', 'in', 'containsAny', 'is', 'gt', 'gte', 'lt', 'lte', 'startsWith',
        'endsWith', 'like', 'ilike'];
    const ordered = 'eq neq gt gte lt lte in is';
    const text = `${ordered} like ilike startsWith endsWith`;
    const of_option = 'eq neq gt gte lt lte in containsAny is';
    const json = 'is like';
    const types = [
        ['text', 'TEXT', text, 'x'], ['name', 'TEXT', text, 'x'], ['full.firstName', 'FULL_NAME', text, 'x'],
        ['mails.primaryEmail', 'EMAILS', text, 'x'], ['phone.primaryPhoneNumber', 'PHONES', text, 'x'],
        ['web.primaryLinkUrl', 'LINKS', text, 'x'], ['place.addressCity', 'ADDRESS', text, 'x'],
        ['price.currencyCode', 'CURRENCY', text, 'EUR'], ['rich.markdown', 'RICH_TEXT', text, 'x'],
        ['rich.blocknote', 'RICH_TEXT', text, 'x'], ['createdBy.name', 'ACTOR', text, 'x'],
        ['number', 'NUMBER', ordered, '1'], ['position', 'POSITION', ordered, '1'],
        ['price.amountMicros', 'CURRENCY', ordered, '1'], ['place.addressLat', 'ADDRESS', ordered, '1'],
        ['place.addressLng', 'ADDRESS', ordered, '1'], ['day', 'DATE', ordered, '2026-01-01'],
        ['moment', 'DATE_TIME', ordered, '2026-01-01T00:00:00Z'],
        ['createdAt', 'DATE_TIME', ordered, '2026-01-01'], ['id', 'UUID', ordered, randomUUID()],
        ['uuid', 'UUID', ordered, randomUUID()], ['shelfId', 'RELATION', ordered, randomUUID()],
        ['createdBy.workspaceMemberId', 'ACTOR', ordered, randomUUID()], ['flag', 'BOOLEAN', 'eq is', 'true'],
        ['kind', 'SELECT', of_option, 'BIG'], ['stars', 'RATING', of_option, 'RATING_1'],
        ['createdBy.source', 'ACTOR', of_option, 'API'], ['tags', 'MULTI_SELECT', 'containsAny is', 'RED'],
        ['list', 'ARRAY', 'is', 'x'], ['json', 'RAW_JSON', json, 'x'],
        ['mails.additionalEmails', 'EMAILS', json, 'x'], ['phone.additionalPhones', 'PHONES', json, 'x'],
        ['web.secondaryLinks', 'LINKS', json, 'x'], ['createdBy.context', 'ACTOR', json, 'x'],
    ];
    for (const [path, type, allowed, value] of types)
        test(`${path} (${type}) takes ${allowed}`, async () => {
            for (const op of all) {
                const operand = op === 'is' ? 'NULL'
                    : ['in', 'containsAny'].includes(op) ? `["${value}"]` : `"${value}"`;
                const filter = `${path}[${op}]:${operand}`;
                if (allowed.split(' ').includes(op))
                    await names(crates, { filter });
                else
                    await refuses(filter, new RegExp(`^Operator "${op}" is not valid for field `
                        + `"${path}" of type ${type} - Allowed operators: `),
                    { path: 'filter', code: 'OPERATOR_INVALID' });
            }
        });
    test('an unknown comparator names the known', () => refuses('name[regex]:"x"',
        `'filter' invalid for 'name[regex]:"x"', comparator regex not in ${all.join(', ')}`));
    test('a composite needs its sub-field, a field has none', async () => {
        await refuses('full[eq]:x', 'Sub field "eq" not found for composite type: FULL_NAME');
        await refuses('full.foo[eq]:x', 'Sub field "foo" not found for composite type: FULL_NAME');
        await refuses('text.foo[eq]:x', /^Sub field "foo" not found for type: TEXT$/);
        await refuses('foo[eq]:x', 'Object crate doesn\'t have any "foo" field.');
        await refuses('searchVector[eq]:x', 'Object crate doesn\'t have any "searchVector" field.');
    });
});

describe('§8.6 relation filters', () => {
    test('one hop to-one, by scalars, sub-fields and options', async () => {
        await finds('shelf.name[eq]:north', 'ab');
        await finds('shelf.owner.firstName[eq]:Ada', 'ab');
        await finds('shelf.state[gt]:FULL', '');
        await finds('shelf.row[gte]:2', 'c');
        await finds('shelf.id[in]:[' + id.south + ']', 'c');
    });
    test('a record without the relation has NULLs', () => finds('shelf.name[is]:NULL', 'd'));
    test('deletedAt behind a relation changes no visibility',
        () => finds('shelf.deletedAt[is]:NULL', 'abcd'));
    test('deeper than one hop is refused', async () => {
        await refuses('crate.shelf.name[eq]:x',
            'Relation filter nesting deeper than 1 hop is not supported', undefined, labels);
        await refuses('crate.labels.some(name[eq]:x),crate.shelf.crates.some()',
            'Relation filter nesting deeper than 1 hop is not supported', undefined, labels);
    });
    test('a relation needs a field of its target', () => refuses('shelf[eq]:x',
        'Object shelf doesn\'t have any "eq" field.'));
    test('through a to-many relation only with a quantifier', async () => {
        await refuses('labels.name[eq]:x',
            'Cannot filter or order through labels: only to-one relations are supported',
            { path: 'filter', hint: 'Use labels.some(…), labels.none(…) or labels.every(…)' });
    });
});

describe('some, none, every', () => {
    const cases = [
        ['labels.some(name[eq]:x)', 'ab'], ['labels.none(name[eq]:x)', 'cd'],
        ['labels.every(name[eq]:x)', 'bd'], ['labels.some()', 'abc'], ['labels.none()', 'd'],
        ['labels.every()', 'abcd'], ['labels.some(name[eq]:x,size[gt]:1)', 'b'],
        ['labels.some(or(name[eq]:y,name[eq]:z))', 'ac'], ['not(labels.some(name[eq]:x))', 'cd'],
        ['or(labels.some(name[eq]:z),name[eq]:d)', 'cd'],
        ['labels.some(name[eq]:x),labels.some(name[eq]:y)', 'a'],
        // A condition that is NULL is not met: z has no size.
        ['labels.every(size[gt]:0)', 'abd'], ['labels.none(size[gt]:0)', 'cd'],
        ['labels.some(not(size[gt]:0))', ''], ['labels.every(size[is]:NULL)', 'cd'],
        // Soft-deleted records are not there.
        ['labels.some(name[eq]:gone)', ''], ['labels.some(deletedAt[is]:NOT_NULL)', ''],
        // To-one hops and quantifiers inside, and in front.
        ['labels.some(crate.text[eq]:one)', 'a'],
        ['shelf.crates.some(name[eq]:b)', 'ab'], ['shelf.crates.every(number[lt]:3)', 'abd'],
        ['shelf.crates.some(labels.some(size[eq]:3))', 'ab'],
        ['shelf.crates.some(labels.none())', ''],
        ['labels.some(crate.labels.some(name[eq]:y))', 'a'],
        ['labels.some( name[eq]:x , size[eq]:3 )', 'b'],
    ];
    for (const [filter, wanted] of cases)
        test(`${filter} finds ${wanted || 'nothing'}`, () => finds(filter, wanted));

    test('on the other side of the relation', () =>
        finds('crates.some(labels.some(name[eq]:x),number[eq]:1)', 'north', shelves));

    test('count, pages and cursors go with them', async () => {
        const filter = 'labels.some()';
        const page = expect(await list(crates, { filter, order_by: 'name', limit: 2 }), 200);
        assert.equal(page.totalCount, 3);
        const next = expect(await list(crates, { filter, order_by: 'name', limit: 2,
            starting_after: page.pageInfo.endCursor }), 200);
        assert.deepEqual(next.data.crates.map(({ name }) => name), ['c']);
    });

    test('refusals', async () => {
        await refuses('shelf.some(name[eq]:x)',
            '\'some\' needs a to-many relation; "shelf" of crate is none');
        await refuses('text.none()', '\'none\' needs a to-many relation; "text" of crate is none');
        await refuses('foo.some()', 'Object crate doesn\'t have any "foo" field.');
        await refuses('labels.some(foo[eq]:x)', 'Object label doesn\'t have any "foo" field.',
            { position: 12 });
        await refuses('labels.any(name[eq]:x)',
            'Cannot filter or order through labels: only to-one relations are supported');
        await refuses('labels.some(name[eq]:x', /1 close bracket is missing/);
        await refuses('labels.some('.repeat(33) + ')'.repeat(33),
            "'filter' exceeds the limit filter_depth: at most 32 levels of nesting",
            { code: 'LIMIT_EXCEEDED' });
        await refuses('labels.some(name[eq]:x,)', malformed(''));
    });

    test('a field of that name is no quantifier', async () => {
        const odd = await make_object(api, 'odd', [{ name: 'some', type: 'FULL_NAME' },
            { name: 'every', type: 'TEXT' }]);
        expect(await api.post(odd.path, { name: 'o', some: { firstName: 'x' }, every: 'y(z)' }),
            201);
        await finds('some.firstName[eq]:x,every[eq]:"y(z)"', 'o', odd);
    });
});

describe('§9 soft-deleted records', () => {
    before(async () => {
        const crate = expect(await api.post(crates.path, { name: 'e' }), 201).data.crate;
        expect(await api.delete(`${crates.path}/${crate.id}`), 200);
    });
    for (const [filter, wanted] of [['name[is]:NOT_NULL', 'abcd'], ['deletedAt[is]:NOT_NULL', 'e'],
        ['deletedAt[is]:NULL', 'abcd'], ['or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)', 'abcde'],
        ['not(and(name[eq]:x,deletedAt[is]:NULL))', 'abcde']])
        test(`${filter} finds ${wanted}`, () => finds(filter, wanted));
});

describe('§10 orders', () => {
    const order = async (order_by) => expect(await list(crates, { order_by }), 200).data.crates
        .map(({ name }) => name).join('');
    const refuse = async (order_by, message) => expect_fault(await list(crates, { order_by }), 400,
        message, { path: 'order_by', code: 'ORDER_BY_INVALID' });
    const sortable = ['id', 'text', 'number', 'flag', 'day', 'moment', 'uuid', 'kind', 'stars',
        'position', 'createdAt', 'shelfId', 'full.firstName', 'mails.primaryEmail',
        'phone.primaryPhoneNumber', 'web.primaryLinkUrl', 'place.addressLat', 'price.amountMicros',
        'price.currencyCode', 'rich.markdown', 'createdBy.source', 'createdBy.name'];
    test('every field that sorts, of the record and of a to-one relation', async () => {
        for (const path of sortable)
            for (const direction of ['', '[AscNullsFirst]', '[AscNullsLast]', '[DescNullsFirst]',
                '[DescNullsLast]'])
                assert.equal((await order(`${path}${direction}`)).length, 4, path);
        for (const path of ['id', 'name', 'row', 'state', 'owner.firstName', 'createdBy.source',
            'createdAt'])
            assert.equal((await order(`shelf.${path}`)).length, 4, path);
    });
    test('relations, their sub-fields and options; without the relation it is NULL', async () => {
        assert.equal(await order('shelf.row[DescNullsLast],name'), 'cabd');
        assert.equal(await order('shelf.row[DescNullsFirst],name'), 'dcab');
        assert.equal(await order('shelf.owner.firstName[AscNullsLast],name'), 'abcd');
        assert.equal(await order('shelf.state[AscNullsFirst],name[DescNullsLast]'), 'dcba');
        await finds('createdBy.source[gt]:AGENT', 'abcd'); // API is declared behind it
    });
    test('of the same leaf the first wins', async () => {
        assert.equal(await order('name[DescNullsLast],name[AscNullsFirst]'), 'dcba');
        assert.equal(await order('name,shelf.name,name[DescNullsLast]'), 'abcd');
    });
    test('refusals', async () => {
        await refuse('foo', 'Field "foo" does not exist or is not sortable');
        await refuse('full', 'Composite field "full" requires subfield ordering (e.g., { full: '
            + "{ subFieldName: 'AscNullsFirst' } })");
        await refuse('shelf', 'Relation field "shelf" requires nested field ordering (e.g., '
            + "{ shelf: { fieldName: 'AscNullsFirst' } })");
        await refuse('text.foo', 'Scalar field "text" requires a direction value (AscNullsFirst, '
            + 'AscNullsLast, DescNullsFirst, DescNullsLast)');
        await refuse('shelf.foo', 'Nested field "foo" not found in target object "shelf"');
        await refuse('labels', 'Field "labels" does not exist or is not sortable');
        await refuse('labels.name', 'Field "labels" does not exist or is not sortable');
        await refuse('json', 'Field "json" does not exist or is not sortable');
        await refuse('name[up]', /^'order_by' direction 'up' invalid\. Allowed values are /);
        expect_fault(await list(crates, { order_by: 'a,b,c,d,e,f,g,h,i' }), 400,
            "'order_by' exceeds the limit order_keys: at most 8 fields", { code: 'LIMIT_EXCEEDED' });
    });
});
