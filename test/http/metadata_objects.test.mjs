// Objects of the model: create, read, page, rename, deactivate, delete, and what is refused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, expect_fault, make_field, make_object, make_workspace, many_to_one, object_input,
    selfcheck, sql, unknown_id,
} from './helpers.mjs';

const path = '/rest/metadata/objects';
let api;
before(async () => { api = await make_workspace('objects'); });
after(() => selfcheck());

const create = async (name, more) => expect(await api.post(path, object_input(name, more)),
    201).data.object;
const table_exists = async (name) =>
    await sql(`SELECT to_regclass('objects.${name}') IS NOT NULL`) === 't';

describe('create', () => {
    test('an object has a table, system fields, a name, and is served at once', async () => {
        const object = await create('boat', { icon: 'IconSailboat', description: '  A   boat ',
            labelSingular: 'boat' });
        assert.equal(object.labelSingular, 'Boat');
        assert.equal(object.description, 'A boat');
        assert.deepEqual([object.isCustom, object.isActive, object.isSystem, object.isRemote],
            [true, true, false, false]);
        const fields = Object.fromEntries(object.fields.map((field) => [field.name, field]));
        assert.deepEqual(Object.keys(fields).sort(), ['createdAt', 'createdBy', 'deletedAt', 'id',
            'name',
            'position', 'searchVector', 'updatedAt', 'updatedBy']);
        for (const field of object.fields)
            assert.equal(field.isSystem, field.name !== 'name', field.name);
        assert.equal(object.labelIdentifierFieldMetadataId, fields.name.id);
        assert.equal(fields.id.isNullable, false);
        assert.equal(fields.deletedAt.isNullable, true);
        const record = expect(await api.post('/rest/boats', { name: 'Argo' }), 201).data.boat;
        assert.equal(record.name, 'Argo');
        assert.equal(await sql("SELECT name FROM objects.boats"), 'Argo');
        await selfcheck();
    });

    test('camelCase names become snake_case tables, one to one', async () => {
        await create('supplyChainURL', { namePlural: 'supplyChainURLs' });
        assert.ok(await table_exists('supply_chain_u_r_ls'));
    });

    test('skipNameField leaves the name out; the id labels the records', async () => {
        const object = await create('nameless', { namePlural: 'namelessOnes',
            skipNameField: true });
        const id = object.fields.find(({ name }) => name === 'id');
        assert.equal(object.labelIdentifierFieldMetadataId, id.id);
        assert.ok(!object.fields.some(({ name }) => name === 'name'));
        expect(await api.post('/rest/namelessOnes', {}), 201);
    });

    test('isLabelSyncedWithName demands names made of the labels', async () => {
        await create('coolThing', { namePlural: 'coolThings', labelSingular: 'Cool thing',
            labelPlural: 'Cool things', isLabelSyncedWithName: true });
        expect_fault(await api.post(path, object_input('other', { labelSingular: 'Some thing',
            isLabelSyncedWithName: true })), 400, 'Names are not synced with labels');
    });

    test('names are free again once their object is deleted', async () => {
        for (let turn = 0; turn < 3; ++turn) {
            const { id } = await create('phoenix', { namePlural: 'phoenixes' });
            expect(await api.post('/rest/phoenixes', { name: `turn ${turn}` }), 201);
            assert.equal(expect(await api.get('/rest/phoenixes'), 200).totalCount, 1);
            expect(await api.delete(`${path}/${id}`), 200);
            expect_fault(await api.get('/rest/phoenixes'), 404, /object 'phoenixes' not found/);
        }
    });

    test('of many who create the same object at once, one succeeds and the others get a 400',
        async () => {
        const answers = await each(Array(8).fill(0), () => api.post(path, object_input('contest')),
            8);
        const statuses = answers.map(({ status }) => status).sort();
        assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join());
        for (const answer of answers.filter(({ status }) => status !== 201))
            assert.ok([400, 503].includes(answer.status), answer.text);
        await selfcheck();
    });
});

describe('refusals of create', () => {
    const long = 'n'.repeat(64);
    const pattern = 'Name is not valid: it must start with lowercase letter and contain only alphanumeric letters';
    const reserved = 'This name is reserved. Use a different name or the system will add "Custom" suffix.';
    const cases = [
        ['a missing name', { nameSingular: undefined }, 'nameSingular should not be empty'],
        ['an empty plural', { namePlural: '' }, 'namePlural should not be empty'],
        ['a missing label', { labelPlural: undefined }, 'labelPlural should not be empty'],
        ['a number for a name', { nameSingular: 5 }, /nameSingular must be a string/],
        ['64 characters', { nameSingular: long }, 'Name is too long'],
        ['blanks only', { nameSingular: '   ' }, 'Name is too short'],
        ['an upper-case start', { nameSingular: 'Xyz' }, pattern],
        ['blanks within', { nameSingular: ' a   a ' }, pattern],
        ['a quote', { nameSingular: 'x"; DROP TABLE y; --' }, pattern],
        ['an underscore', { nameSingular: 'pg_class' }, pattern],
        ['a digit first', { nameSingular: '1a' }, pattern],
        ['letters beyond ASCII', { nameSingular: 'straße' }, pattern],
        ['a reserved word', { nameSingular: 'user' }, reserved],
        ['a reserved plural', { namePlural: 'workspaces' }, reserved],
        ['a word of our routes', { namePlural: 'metadata' }, reserved],
        ['one name for both', { nameSingular: 'sames', namePlural: 'sames' },
            'The singular and plural names cannot be the same for an object'],
        ['labels alike', { labelSingular: 'Alike', labelPlural: 'alike' },
            'The singular and plural labels cannot be the same for an object'],
        ['a long label', { labelSingular: 'L'.repeat(64) }, 'Object label is too long'],
        ['a blank label', { labelSingular: '   ' }, 'Object label is too short'],
        ["a standard object's name", { nameSingular: 'person', namePlural: 'persons' },
            'Object already exists'],
        ["a standard object's plural as singular", { nameSingular: 'people',
            namePlural: 'peoples' },
            'Object already exists'],
        ['a remote object', { isRemote: true }, 'Remote objects are not supported yet'],
        ['an unknown key', { colour: 'red' }, 'property colour should not exist'],
        ['a wrong type', { isSearchable: 'yes' }, /isSearchable must be a boolean value/],
    ];
    for (const [what, more, message] of cases)
        test(`${what} is refused and nothing is made`, async () => {
            const body = expect_fault(await api.post(path, object_input('refused', more)), 400,
                message);
            assert.equal(body.statusCode, 400);
            expect_fault(await api.get('/rest/refuseds'), 404, /not found/);
        });

    test('the report lists every broken rule in order', async () => {
        const body = expect_fault(await api.post(path,
            { nameSingular: 'User X', namePlural: 'users', labelSingular: 'A', labelPlural: 'a' }),
                400, pattern);
        assert.match(body.message, /Multiple validation errors occurred while creating object/);
        assert.deepEqual(body.summary, { totalErrors: 1, objectMetadata: 1 });
        const [entry] = body.errors.objectMetadata;
        assert.deepEqual(entry.errors.map(({ message }) => message), [pattern, reserved,
            'The singular and plural labels cannot be the same for an object']);
        assert.equal(entry.flatEntityMinimalInformation.namePlural, 'users');
        assert.equal(entry.errors[1].code, 'INVALID_OBJECT_INPUT');
    });

    test('no body, a list, and broken JSON are 400 with the place', async () => {
        expect_fault(await api.post(path, []), 400, 'Request body must be an object');
        const body = expect_fault(await api.raw('POST', path, '{"nameSingular": }'), 400,
            /^Invalid JSON/);
        assert.equal(typeof body.position, 'number');
        expect_fault(await api.raw('POST', path), 400);
    });
});

describe('read', () => {
    test('the list pages by id, both ways, and its cursors are ids', async () => {
        const whole = expect(await api.get(path, { limit: 200 }), 200);
        const { objects } = whole.data;
        assert.equal(whole.totalCount, objects.length);
        assert.deepEqual(objects.map(({ id }) => id), objects.map(({ id }) => id).sort());
        assert.equal(whole.pageInfo.startCursor, objects[0].id);
        const ids = [];
        let cursor;
        for (;;) {
            const page = expect(await api.get(path, { limit: 3, starting_after: cursor }), 200);
            ids.push(...page.data.objects.map(({ id }) => id));
            assert.equal(page.pageInfo.hasPreviousPage, cursor !== undefined);
            cursor = page.pageInfo.endCursor;
            assert.equal(page.totalCount, objects.length);
            if (!page.pageInfo.hasNextPage)
                break;
        }
        assert.deepEqual(ids, objects.map(({ id }) => id));
        const back = expect(await api.get(path, { limit: 3, ending_before: ids[5] }), 200);
        assert.deepEqual(back.data.objects.map(({ id }) => id), ids.slice(2, 5));
        assert.equal(back.pageInfo.hasNextPage, true);
    });

    test('standard objects are all there', async () => {
        const { data } = expect(await api.get(path, { limit: 200 }), 200);
        const names = new Set(data.objects.map(({ namePlural }) => namePlural));
        for (const name of ['people', 'companies', 'opportunities', 'notes', 'tasks', 'noteTargets',
            'taskTargets',
            'workspaceMembers'])
            assert.ok(names.has(name), name);
    });

    test('bad parameters are 400', async () => {
        for (const limit of ['abc', '-1', '1.5'])
            expect_fault(await api.get(path, { limit }), 400,
                `limit '${limit}' is invalid. Should be an integer`, { path: 'limit' });
        expect_fault(await api.get(path, { starting_after: 'abc' }), 400, 'Invalid cursor: abc');
        expect_fault(await api.get(path, { starting_after: unknown_id, ending_before: unknown_id }),
            400,
            "'starting_after' and 'ending_before' cannot be used together.");
        expect(await api.get(path, { starting_after: unknown_id }), 200);
    });

    test('an unknown id is 404, a malformed one 400, upper case is accepted', async () => {
        expect_fault(await api.get(`${path}/${unknown_id}`), 404, 'Object metadata not found');
        expect_fault(await api.get(`${path}/abc`), 400, 'Validation failed (uuid is expected)');
        const { data } = expect(await api.get(path, { limit: 1 }), 200);
        expect(await api.get(`${path}/${data.objects[0].id.toUpperCase()}`), 200);
    });
});

describe('update', () => {
    test('a rename moves the table and the route; records and ids stay', async () => {
        const { id } = await create('house');
        const record = expect(await api.post('/rest/houses', { name: 'Home' }), 201).data.house;
        const changed = expect(await api.patch(`${path}/${id}`, { nameSingular: 'villa',
            namePlural: 'villas',
            labelSingular: 'Villa', labelPlural: 'Villas' }), 200).data.object;
        assert.equal(changed.id, id);
        assert.equal(changed.namePlural, 'villas');
        assert.equal(expect(await api.get(`/rest/villas/${record.id}`), 200).data.villa.name,
            'Home');
        expect_fault(await api.get('/rest/houses'), 404, /not found/);
        assert.ok(await table_exists('villas') && !await table_exists('houses'));
        await selfcheck();
    });

    test('a relation survives the rename of both its ends', async () => {
        const one = await make_object(api, 'left');
        const other = await make_object(api, 'right', [many_to_one('pair', one.object, 'Rights')]);
        const target = expect(await api.post(one.path, { name: 'L' }), 201).data.left;
        const record = expect(await api.post(other.path, { pairId: target.id }), 201).data.right;
        expect(await api.patch(`${path}/${one.id}`, { nameSingular: 'lefty',
            namePlural: 'lefties' }), 200);
        expect(await api.patch(`${path}/${other.id}`, { nameSingular: 'righty',
            namePlural: 'righties' }), 200);
        assert.equal(expect(await api.get(`/rest/righties/${record.id}`),
            200).data.righty.pair.name, 'L');
        const back = expect(await api.get(`/rest/lefties/${target.id}`), 200).data.lefty;
        assert.deepEqual(back.rights.map(({ id }) => id), [record.id]);
        await selfcheck();
    });

    test('a part of a body changes that part; PUT is PATCH; the whole of an answer can be sent back', async () => {
        const object = await create('part');
        const changed = expect(await api.put(`${path}/${object.id}`, { description: 'D' }),
            200).data.object;
        assert.deepEqual({ ...changed, updatedAt: 0, description: 0 },
            { ...object, updatedAt: 0, description: 0 });
        expect(await api.patch(`${path}/${object.id}`, changed), 200);
        assert.equal(expect(await api.patch(`${path}/${object.id}`, { description: null }), 200)
            .data.object.description, undefined);
    });

    test('a deactivated object is still in the model, with its table', async () => {
        const { id } = await create('sleeper');
        const off = expect(await api.patch(`${path}/${id}`, { isActive: false }), 200).data.object;
        assert.equal(off.isActive, false);
        assert.equal(expect(await api.get(`${path}/${id}`), 200).data.object.isActive, false);
        assert.ok(await table_exists('sleepers'));
        expect(await api.patch(`${path}/${id}`, { isActive: true }), 200);
        expect(await api.get('/rest/sleepers'), 200);
    });

    test('standard objects take new labels, no new names', async () => {
        const { data } = expect(await api.get(path, { limit: 200 }), 200);
        const people = data.objects.find(({ namePlural }) => namePlural === 'people');
        expect_fault(await api.patch(`${path}/${people.id}`, { nameSingular: 'human' }), 400,
            'Cannot edit standard object metadata properties: nameSingular');
        const changed = expect(await api.patch(`${path}/${people.id}`,
            { labelSingular: 'Contact' }), 200);
        assert.equal(changed.data.object.labelSingular, 'Contact');
        const system = data.objects.find(({ namePlural }) => namePlural === 'noteTargets');
        expect_fault(await api.patch(`${path}/${system.id}`, { labelSingular: 'X' }), 400,
            'System objects cannot be updated directly. Use overrides for cosmetic changes.');
    });

    test('the label identifier must be a text of the object', async () => {
        const { object, fields } = await make_object(api, 'labelled', [{ name: 'code',
            type: 'TEXT' },
            { name: 'size', type: 'NUMBER' }]);
        const key = 'labelIdentifierFieldMetadataId';
        const changed = expect(await api.patch(`${path}/${object.id}`, { [key]: fields.code.id }),
            200);
        assert.equal(changed.data.object[key], fields.code.id);
        expect_fault(await api.patch(`${path}/${object.id}`, { [key]: fields.size.id }), 400,
            /field type not compatible/);
        expect_fault(await api.patch(`${path}/${object.id}`, { [key]: unknown_id }), 400,
            /related field metadata not found/);
        expect_fault(await api.patch(`${path}/${object.id}`, { [key]: null }), 400,
            'labelIdentifierFieldMetadataId cannot be null');
        await selfcheck();
    });

    test('an unknown id is 404, a taken name and an unknown key 400', async () => {
        const { id } = await create('updated');
        expect_fault(await api.patch(`${path}/${unknown_id}`, { icon: 'x' }), 404,
            'Object to update not found');
        expect_fault(await api.patch(`${path}/${id}`, { namePlural: 'people' }), 400,
            'Object already exists');
        expect_fault(await api.patch(`${path}/${id}`, { nmae: 'x' }), 400,
            'property nmae should not exist',
            { path: '/nmae' });
        expect_fault(await api.patch(`${path}/${id}`, { namePlural: 'pg_x' }), 400,
            /^Name is not valid/);
    });
});

describe('delete', () => {
    test('an object goes with its table, and the other ends of its relations', async () => {
        const target = await make_object(api, 'anchor');
        const gone = await make_object(api, 'rope', [many_to_one('anchor', target.object,
            'Ropes')]);
        const self = await make_field(api, gone.object, many_to_one('above', gone.object, 'Below'));
        expect(await api.post(gone.path, { name: 'r' }), 201);
        assert.deepEqual(expect(await api.delete(`${path}/${gone.id}`), 200),
            { data: { deleteOneObject: { id: gone.id } } });
        expect_fault(await api.get(`${path}/${gone.id}`), 404, 'Object metadata not found');
        expect_fault(await api.get(`/rest/metadata/fields/${self.id}`), 404,
            'Field metadata not found');
        const { object } = expect(await api.get(`${path}/${target.id}`), 200).data;
        assert.ok(!object.fields.some(({ name }) => name === 'ropes'));
        assert.ok(!await table_exists('ropes'));
        expect(await api.get(target.path), 200);
        await selfcheck();
    });

    test('standard and unknown objects are not deleted', async () => {
        const { data } = expect(await api.get(path, { limit: 200 }), 200);
        const people = data.objects.find(({ namePlural }) => namePlural === 'people');
        expect_fault(await api.delete(`${path}/${people.id}`), 400,
            'Standard objects cannot be deleted');
        expect_fault(await api.delete(`${path}/${unknown_id}`), 404, 'Object metadata not found');
    });
});
