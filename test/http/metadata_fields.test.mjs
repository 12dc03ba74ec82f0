// Fields of the model: create, read, change, delete, and what is refused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, expect_fault, find_object, make_field, make_object, make_workspace, many_to_one,
    options, selfcheck, sql, unknown_id,
} from './helpers.mjs';

const path = '/rest/metadata/fields';
let api;
let toys;
let count = 0;

before(async () => {
    api = await make_workspace('fields');
    toys = await make_object(api, 'toy');
});
after(() => selfcheck());

const add = (field) => make_field(api, toys.object, { name: `f${++count}`, ...field });
const refuse = async (field, message, also) => expect_fault(await api.post(path,
    { objectMetadataId: toys.id, name: `r${++count}`, label: 'R', ...field }), 400, message, also);
const change = async (field, body) => expect(await api.patch(`${path}/${field.id}`, body),
    200).data.field;
const record = async (body) => expect(await api.post(toys.path, body), 201).data.toy;
const read = async (id) => expect(await api.get(`${toys.path}/${id}`, { depth: 0 }), 200).data.toy;

describe('create', () => {
    test('a new field is there at once, in answers, filters, orders and bodies', async () => {
        const early = await record({ name: 'early' });
        const field = await add({ type: 'NUMBER', description: ' How   big ', icon: 'IconRuler' });
        assert.equal(field.description, 'How big');
        assert.deepEqual([field.isCustom, field.isSystem, field.isNullable, field.isUnique,
            field.isActive],
            [true, false, true, false, true]);
        assert.equal(field.objectMetadataId, toys.id);
        assert.equal((await read(early.id))[field.name], null);
        const made = await record({ [field.name]: 4 });
        const found = expect(await api.get(toys.path, { filter: `${field.name}[gte]:4`,
            order_by: field.name }), 200);
        assert.deepEqual(found.data.toys.map(({ id }) => id), [made.id]);
        await selfcheck();
    });

    test('every connection sees a new field in its next request', async () => {
        for (let turn = 0; turn < 5; ++turn) {
            await each(Array(16).fill(0), () => api.get(toys.path), 16);
            const { name } = await add({ type: 'TEXT' });
            const answers = await each(Array(16).fill(0), () => api.get(toys.path,
                { filter: `${name}[is]:NULL` }), 16);
            for (const answer of answers)
                assert.ok(name in expect(answer, 200).data.toys[0]);
        }
    });

    test('default values are those of new records, and of old ones where null is not allowed',
        async () => {
        const early = await record({});
        const cases = [
            [{ type: 'TEXT', defaultValue: "'it''s'" }, "it''s"], [{ type: 'NUMBER',
                defaultValue: 2.5 }, 2.5],
            [{ type: 'BOOLEAN', defaultValue: true }, true],
            [{ type: 'DATE', defaultValue: "'2024-01-31'" }, '2024-01-31'],
            [{ type: 'SELECT', defaultValue: "'B'", options: options('A', 'B') }, 'B'],
            [{ type: 'MULTI_SELECT', defaultValue: ["'B'", "'A'"], options: options('A', 'B') },
                ['B', 'A']],
            [{ type: 'RATING', defaultValue: "'RATING_3'" }, 'RATING_3'],
            [{ type: 'ARRAY', defaultValue: ["'x'", "'y'"] }, ['x', 'y']],
            [{ type: 'RAW_JSON', defaultValue: { a: [1] } }, { a: [1] }],
            [{ type: 'UUID', defaultValue: `'${unknown_id}'` }, unknown_id],
            [{ type: 'CURRENCY', defaultValue: { amountMicros: 5, currencyCode: "'EUR'" } },
                { amountMicros: 5, currencyCode: 'EUR' }],
            [{ type: 'FULL_NAME', defaultValue: { firstName: "'Ann'", lastName: "''" } },
                { firstName: 'Ann', lastName: '' }],
        ];
        const names = [];
        for (const [field] of cases)
            names.push((await add(field)).name);
        const now = await add({ type: 'DATE_TIME', defaultValue: 'now' });
        const uuid = await add({ type: 'UUID', defaultValue: 'uuid' });
        const made = await record({});
        cases.forEach(([field, wanted], at) => assert.deepEqual(made[names[at]], wanted,
            JSON.stringify(field)));
        assert.ok(Math.abs(Date.parse(made[now.name]) - Date.now()) < 60000);
        assert.match(made[uuid.name], /^[0-9a-f-]{36}$/);
        const strict = await add({ type: 'NUMBER', defaultValue: 9, isNullable: false });
        assert.equal((await read(early.id))[strict.name], 9);
        await selfcheck();
    });

    test('RATING has its five options, SELECT its own with ids and positions', async () => {
        const rating = await add({ type: 'RATING' });
        assert.deepEqual(rating.options.map(({ value }) => value),
            [1, 2, 3, 4, 5].map((n) => `RATING_${n}`));
        const select = await add({ type: 'SELECT', options: [{ label: ' One  way ',
            value: 'ONE_WAY', position: 3 },
            { label: 'Two', value: 'TWO', position: 7, color: 'green' }] });
        assert.deepEqual(select.options.map(({ label, value, position }) => [label, value,
            position]),
            [['One way', 'ONE_WAY', 3], ['Two', 'TWO', 7]]);
        for (const option of select.options)
            assert.match(option.id, /^[0-9a-f-]{36}$/);
    });

    test('a relation has two ends, a key, and shows its settings on both', async () => {
        const boxes = await make_object(api, 'box', [], { namePlural: 'boxes',
            labelPlural: 'Boxes' });
        const field = await make_field(api, toys.object, many_to_one('box', boxes.object,
            'Kept toys'));
        assert.deepEqual(field.settings,
            { relationType: 'MANY_TO_ONE', onDelete: 'SET_NULL', joinColumnName: 'boxId' });
        assert.equal(field.relation.targetObjectMetadata.namePlural, 'boxes');
        const other = (await find_object(api, 'boxes')).fields.find(({ name }) =>
            name === 'keptToys');
        assert.deepEqual(other.settings, { relationType: 'ONE_TO_MANY' });
        assert.equal(other.relation.targetFieldMetadata.id, field.id);
        const box = expect(await api.post(boxes.path, { name: 'b' }), 201).data.box;
        const toy = await record({ boxId: box.id });
        assert.deepEqual(expect(await api.get(`${boxes.path}/${box.id}`),
            200).data.box.keptToys.map(({ id }) => id),
            [toy.id]);
        expect_fault(await api.post(boxes.path, { keptToys: [toy.id] }), 400,
            'One-to-many relation keptToys field does not support write operations.');
        await refuse({ name: 'boxId', type: 'TEXT' },
            'Name "boxId" is not available as it is already used by another join column name');
        await selfcheck();
    });

    test('a ONE_TO_MANY relation puts the key on the target; an object may relate to itself',
        async () => {
        const parts = await make_object(api, 'piece');
        await make_field(api, toys.object, { name: 'pieces', type: 'RELATION',
            relationCreationPayload: {
            type: 'ONE_TO_MANY', targetObjectMetadataId: parts.id, targetFieldLabel: 'Whole',
                targetFieldIcon: 'I' } });
        const toy = await record({});
        const piece = expect(await api.post(parts.path, { wholeId: toy.id }), 201).data.piece;
        assert.equal(piece.whole.id, toy.id);
        const up = await make_field(api, parts.object, many_to_one('above', parts.object, 'Below'));
        assert.equal(up.relation.targetObjectMetadata.id, parts.id);
        const lower = expect(await api.post(parts.path, { aboveId: piece.id }), 201).data.piece;
        const upper = expect(await api.get(`${parts.path}/${piece.id}`), 200).data.piece;
        assert.deepEqual(upper.below.map(({ id }) => id), [lower.id]);
        await selfcheck();
    });
});

describe('refusals of create', () => {
    const pattern = /^Name is not valid: it must start with lowercase letter/;
    const cases = [
        ['an unknown object', { objectMetadataId: unknown_id, type: 'TEXT' },
            'Provided object metadata id does not exist'],
        ['no object', { objectMetadataId: undefined, type: 'TEXT' },
            /objectMetadataId should not be empty/],
        ['a malformed object id', { objectMetadataId: 'x', type: 'TEXT' },
            /objectMetadataId must be a UUID/],
        ['no type', {}, 'type should not be empty'],
        ['an unknown type', { type: 'TEXTS' }, 'Unsupported field metadata type TEXTS'],
        ['POSITION', { type: 'POSITION' },
            'Field type POSITION is a system type and cannot be created manually.'],
        ['TS_VECTOR', { type: 'TS_VECTOR' }, 'TS Vector is not supported for field creation'],
        ['no label', { type: 'TEXT', label: undefined }, 'label should not be empty'],
        ['no name', { type: 'TEXT', name: undefined }, 'name should not be empty'],
        ['a quote in the name', { type: 'TEXT', name: 'a"b' }, pattern],
        ['a name of 64 letters', { type: 'TEXT', name: 'x'.repeat(64) }, 'Name is too long'],
        ['a name whose column is too long', { type: 'TEXT', name: 'aB'.repeat(25) },
            'Name is too long'],
        ['a name beginning with pg_', { type: 'TEXT', name: 'pg_x' }, pattern],
        ['a reserved name', { type: 'TEXT', name: 'user' }, /^This name is reserved/],
        ["a system column's name", { type: 'TEXT', name: 'ctid' }, /^This name is reserved/],
        ['a taken name', { type: 'TEXT', name: 'name' },
            'Name "name" is not available as it is already used by another field'],
        ["a sub-field's name", { type: 'TEXT', name: 'createdBySource' },
            'Name "createdBySource" is reserved composite field name'],
        ['an unsynced name', { type: 'TEXT', isLabelSyncedWithName: true, label: 'Other' },
            'Name is not synced with label'],
        ['a remote field', { type: 'TEXT', isRemoteCreation: true },
            "Remote fields aren't supported"],
        ['an unknown key', { type: 'TEXT', length: 5 }, 'property length should not exist'],
        ['a text default without quotes', { type: 'TEXT', defaultValue: 'Hello' },
            'Invalid string default value "Hello" should be single quoted'],
        ['a text for a number', { type: 'NUMBER', defaultValue: "'5'" },
            /^Default value must be a number/],
        ['no options', { type: 'SELECT' }, 'Options are required for enum fields'],
        ['empty options', { type: 'SELECT', options: [] }, 'Options are required for enum fields'],
        ['an option without value', { type: 'SELECT', options: [{ label: 'A', position: 0 }] },
            'Option value is required'],
        ['a lower-case option', { type: 'SELECT', options: [{ label: 'A', value: 'a',
            position: 0 }] },
            'Value must be in UPPER_CASE and follow snake_case "a"'],
        ['a hostile option', { type: 'SELECT', options: [{ label: 'A', value: "A'); DROP",
            position: 0 }] },
            /^Value must be in UPPER_CASE and follow snake_case/],
        ['a long option', { type: 'SELECT', options: [{ label: 'A', value: 'A'.repeat(64),
            position: 0 }] },
            'Option value exceeds 63 characters'],
        ['a comma in a label', { type: 'SELECT', options: [{ label: 'A,B', value: 'A',
            position: 0 }] },
            'Label must not contain a comma'],
        ['no label in an option', { type: 'SELECT', options: [{ value: 'A', position: 0 }] },
            'Option label is required'],
        ['an option twice', { type: 'SELECT', options: [{ label: 'A', value: 'A', position: 0 },
            { label: 'B', value: 'A', position: 1 }] }, 'Duplicated option value'],
        ['a position twice', { type: 'SELECT', options: [{ label: 'A', value: 'A', position: 0 },
            { label: 'B', value: 'B', position: 0 }] }, 'Duplicated option position'],
        ['a default that is no option', { type: 'SELECT', options: options('A'),
            defaultValue: "'B'" },
            'Default value "B" must be one of the option values'],
        ['a default without quotes', { type: 'SELECT', options: options('A'), defaultValue: 'A' },
            'Default value should be as quoted string'],
        ['a default that is no list', { type: 'MULTI_SELECT', options: options('A'),
            defaultValue: "'A'" },
            /^Default value for multi-select must be an array got/],
        ['repeated defaults', { type: 'MULTI_SELECT', options: options('A'), defaultValue: ["'A'",
            "'A'"] },
            'Default values must be unique'],
        ['a relation without payload', { type: 'RELATION' }, /./],
        ['a relation of an unknown kind', { type: 'RELATION',
            relationCreationPayload: { type: 'MANY_TO_MANY',
            targetObjectMetadataId: unknown_id, targetFieldLabel: 'X', targetFieldIcon: 'I' } },
        /^Relation creation payload is invalid: type must be one of/],
        ['a relation to nothing', { type: 'RELATION',
            relationCreationPayload: { type: 'MANY_TO_ONE',
            targetObjectMetadataId: unknown_id, targetFieldLabel: 'X', targetFieldIcon: 'I' } },
        'Object metadata relation target not found for relation creation payload'],
        ['a unique list', { type: 'ARRAY', isUnique: true }, /cannot be unique|not supported/],
    ];
    for (const [what, field, message] of cases)
        test(`${what} is refused`, () => refuse(field, message));

    test('an opposite name that is taken is refused, and neither end is made', async () => {
        const target = await make_object(api, 'target', [{ name: 'taken', type: 'TEXT' }]);
        const { name, ...relation } = many_to_one('aim', target.object, 'Taken');
        await refuse({ ...relation, name }, /Name "taken" is not available/);
        assert.ok(!(await find_object(api, 'toys')).fields.some((field) => field.name === 'aim'));
        await selfcheck();
    });

    test('every broken rule is listed', async () => {
        const body = await refuse({ name: 'Na me', type: 'SELECT', options: [{ label: 'A,B',
            value: 'a', position: 0 }] });
        const texts = body.errors.fieldMetadata[0].errors.map(({ message }) => message);
        assert.ok(texts.length >= 3, texts.join('; '));
        assert.deepEqual(body.summary, { totalErrors: 1, fieldMetadata: 1 });
    });
});

describe('read', () => {
    test('one field reads as it was created, an unknown one is 404, a malformed id 400',
        async () => {
        const field = await add({ type: 'TEXT' });
        assert.deepEqual(expect(await api.get(`${path}/${field.id}`), 200).data.field, field);
        expect_fault(await api.get(`${path}/${unknown_id}`), 404, 'Field metadata not found');
        expect_fault(await api.get(`${path}/x`), 400, 'Validation failed (uuid is expected)');
    });

    test("the list holds every object's fields, page by page", async () => {
        const ids = [];
        let cursor;
        let total;
        do {
            const page = expect(await api.get(path, { limit: 50, starting_after: cursor }), 200);
            ids.push(...page.data.fields.map(({ id }) => id));
            total = page.totalCount;
            cursor = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
        } while (cursor);
        assert.equal(ids.length, total);
        assert.equal(new Set(ids).size, total);
        const { data } = expect(await api.get('/rest/metadata/objects', { limit: 200 }), 200);
        const inlined = data.objects.flatMap(({ fields }) => fields.map(({ id }) => id));
        assert.deepEqual([...ids].sort(), inlined.sort());
    });
});

describe('update', () => {
    test('a rename moves the column, of each kind of field; the data stay', async () => {
        const text = await add({ type: 'TEXT' });
        const money = await add({ type: 'CURRENCY' });
        const friend = await make_object(api, 'friend');
        const link = await make_field(api, toys.object, many_to_one('friend', friend.object,
            'Playthings'));
        const to = expect(await api.post(friend.path, {}), 201).data.friend;
        const { id } = await record({ [text.name]: 'kept', [money.name]: { amountMicros: 7 },
            friendId: to.id });
        await change(text, { name: 'renamedText' });
        await change(money, { name: 'renamedMoney' });
        const renamed = await change(link, { name: 'buddy' });
        assert.equal(renamed.settings.joinColumnName, 'buddyId');
        const toy = await read(id);
        assert.deepEqual([toy.renamedText, toy.renamedMoney.amountMicros, toy.buddyId], ['kept', 7,
            to.id]);
        assert.equal(text.name in toy, false);
        await selfcheck();
    });

    test('options are matched by id: a new value renames, a missing option empties', async () => {
        for (const type of ['SELECT', 'MULTI_SELECT']) {
            const field = await add({ type, options: options('A', 'B', 'C') });
            const value = (...values) => type === 'SELECT' ? values[0] : values;
            const one = await record({ [field.name]: value('A') });
            const two = await record({ [field.name]: type === 'SELECT' ? 'B' : ['B', 'A'] });
            const [a, , c] = field.options;
            const changed = await change(field, { options: [{ ...c, position: 0 }, { ...a,
                value: 'ALPHA', position: 1 },
                { label: 'New', value: 'NEW', position: 2, color: 'red' }] });
            assert.deepEqual(changed.options.map((option) => option.value), ['C', 'ALPHA', 'NEW']);
            assert.equal(changed.options[1].id, a.id);
            assert.deepEqual((await read(one.id))[field.name], value('ALPHA'));
            assert.deepEqual((await read(two.id))[field.name],
                type === 'SELECT' ? null : ['ALPHA']);
            await record({ [field.name]: value('NEW') });
            expect_fault(await api.post(toys.path, { [field.name]: value('B') }), 400,
                /^Invalid value/);
            await selfcheck();
        }
    });

    test('isUnique comes and goes; it is refused while values repeat', async () => {
        const field = await add({ type: 'TEXT' });
        const { id } = await record({ [field.name]: 'x' });
        await record({ [field.name]: 'x' });
        expect_fault(await api.patch(`${path}/${field.id}`, { isUnique: true }), 400,
            /A duplicate entry was detected/);
        await api.patch(`${toys.path}/${id}`, { [field.name]: 'y' });
        assert.equal((await change(field, { isUnique: true })).isUnique, true);
        expect_fault(await api.post(toys.path, { [field.name]: 'y' }), 400,
            /A duplicate entry was detected/,
            { path: `/${field.name}` });
        assert.equal((await change(field, { isUnique: false })).isUnique, false);
        await record({ [field.name]: 'y' });
        await selfcheck();
    });

    test('a default may change; old records keep what they have', async () => {
        const field = await add({ type: 'NUMBER', defaultValue: 1 });
        const one = await record({});
        await change(field, { defaultValue: 2 });
        assert.equal((await record({}))[field.name], 2);
        assert.equal((await read(one.id))[field.name], 1);
        assert.equal((await change(field, { defaultValue: null })).defaultValue, undefined);
        assert.equal((await record({}))[field.name], null);
        const strict = await add({ type: 'NUMBER', defaultValue: 1, isNullable: false });
        expect_fault(await api.patch(`${path}/${strict.id}`, { defaultValue: null }), 400,
            'Default value cannot be null for non-nullable fields');
        await selfcheck();
    });

    test('isNullable and objectMetadataId never change', async () => {
        const field = await add({ type: 'TEXT' });
        const body = { type: 'TEXT', isNullable: false, objectMetadataId: unknown_id };
        assert.deepEqual({ ...await change(field, body), updatedAt: 0 }, { ...field,
            updatedAt: 0 });
    });

    test('a deactivated field keeps its data', async () => {
        const field = await add({ type: 'TEXT' });
        const { id } = await record({ [field.name]: 'kept' });
        assert.equal((await change(field, { isActive: false })).isActive, false);
        expect(await api.get(toys.path), 200);
        await change(field, { isActive: true });
        assert.equal((await read(id))[field.name], 'kept');
        await selfcheck();
    });

    test('onDelete of a relation changes its foreign key', async () => {
        const owner = await make_object(api, 'owner');
        const field = await make_field(api, toys.object, many_to_one('owner', owner.object,
            'Belongings'));
        const changed = await change(field, { settings: { ...field.settings,
            onDelete: 'CASCADE' } });
        assert.equal(changed.settings.onDelete, 'CASCADE');
        const to = expect(await api.post(owner.path, {}), 201).data.owner;
        const { id } = await record({ ownerId: to.id });
        expect(await api.delete(`${owner.path}/${to.id}`, { soft_delete: false }), 200);
        assert.equal(await sql(`SELECT count(*) FROM fields.toys WHERE id = '${id}'`), '0');
        await selfcheck();
    });

    test('standard fields take new labels, no new names; system fields take nothing', async () => {
        const people = await find_object(api, 'people');
        const by_name = (name) => people.fields.find((field) => field.name === name);
        expect_fault(await api.patch(`${path}/${by_name('city').id}`, { name: 'town' }), 403,
            'Cannot edit standard field metadata properties: name');
        assert.equal((await change(by_name('city'), { label: 'Town' })).label, 'Town');
        expect_fault(await api.patch(`${path}/${by_name('createdAt').id}`, { label: 'X' }), 403,
            'Cannot edit system-managed field "createdAt" properties: label');
    });

    test('an unknown id is 400, a taken name and an unknown key 400', async () => {
        const field = await add({ type: 'TEXT' });
        expect_fault(await api.patch(`${path}/${unknown_id}`, { label: 'x' }), 400,
            'Field metadata to update not found');
        expect_fault(await api.patch(`${path}/${field.id}`, { name: 'name' }), 400,
            'Name "name" is not available as it is already used by another field');
        expect_fault(await api.patch(`${path}/${field.id}`, { lable: 'x' }), 400,
            'property lable should not exist');
    });
});

describe('delete', () => {
    test('a field goes with its columns, everywhere at once', async () => {
        const field = await add({ type: 'ADDRESS' });
        await record({ [field.name]: { addressCity: 'Rome' } });
        assert.deepEqual(expect(await api.delete(`${path}/${field.id}`), 200),
            { data: { deleteOneField: { id: field.id } } });
        expect_fault(await api.get(`${path}/${field.id}`), 404, 'Field metadata not found');
        const answers = await each(Array(8).fill(0), () => api.get(toys.path), 8);
        for (const answer of answers)
            assert.equal(field.name in expect(answer, 200).data.toys[0], false);
        expect_fault(await api.post(toys.path, { [field.name]: {} }), 400,
            `Object toy doesn't have any "${field.name}" field.`);
        assert.equal(await sql(`SELECT count(*) FROM information_schema.columns WHERE table_schema = 'fields'
            AND table_name = 'toys' AND column_name LIKE '${field.name}\\_%'`), '0');
        await selfcheck();
    });

    test('a relation goes from both ends, whichever is deleted', async () => {
        for (const end of ['near', 'far']) {
            const target = await make_object(api, `${end}Goal`);
            const field = await make_field(api, toys.object, many_to_one(`${end}Goal`,
                target.object, 'Scorers'));
            const id = end === 'near' ? field.id : field.relation.targetFieldMetadata.id;
            expect(await api.delete(`${path}/${id}`), 200);
            for (const plural of ['toys', target.plural])
                assert.ok(!(await find_object(api, plural)).fields.some(({ name }) =>
                    ['scorers', `${end}Goal`].includes(name)));
            expect(await api.get(toys.path), 200);
            await selfcheck();
        }
    });

    test('system, standard and label fields stay', async () => {
        const people = await find_object(api, 'people');
        const of = (object, name) => object.fields.find((field) => field.name === name).id;
        expect_fault(await api.delete(`${path}/${of(people, 'createdAt')}`), 400,
            'System fields cannot be deleted');
        expect_fault(await api.delete(`${path}/${of(people, 'city')}`), 400, /cannot be deleted/);
        expect_fault(await api.delete(`${path}/${of(toys.object, 'name')}`), 400,
            'Cannot delete, please update the label identifier field first');
        expect_fault(await api.delete(`${path}/${unknown_id}`), 404, 'Field metadata not found');
    });
});
