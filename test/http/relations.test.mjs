// Relations of the model: one to one, one of several (MORPH_RELATION), what becomes of records when
// their target goes, and the life of either end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    expect, expect_fault, find_object, make_field, make_object, make_workspace, many_to_one,
    selfcheck, sql, unknown_id,
} from './helpers.mjs';

const path = '/rest/metadata/fields';
let api;
let count = 0;

before(async () => {
    api = await make_workspace('relations');
});
after(() => selfcheck());

/** An object with a name of its own. */
const thing = (stem, fields) => make_object(api, `${stem}${++count}`, fields);
const relation = (name, type, target, label, more = {}) => ({ name, type: 'RELATION',
    relationCreationPayload: { type, targetObjectMetadataId: target.id, targetFieldLabel: label,
        targetFieldIcon: 'IconLink' }, ...more });
const end = (target, label, type = 'MANY_TO_ONE') => ({ type, targetObjectMetadataId: target.id,
    targetFieldLabel: label, targetFieldIcon: 'IconLink' });
const morph = (name, ...ends) => ({ name, type: 'MORPH_RELATION',
    morphRelationsCreationPayload: ends });
const fields_of = async ({ plural }) => Object.fromEntries((await find_object(api, plural)).fields
    .map((field) => [field.name, field]));
const create = async ({ path: at, singular }, body = {}, parameters) =>
    expect(await api.post(at, body, parameters), 201).data[singular];
const read = async ({ path: at, singular }, id, parameters = { depth: 1 }) =>
    expect(await api.get(`${at}/${id}`, parameters), 200).data[singular];
const ids = ({ data }, { plural }) => data[plural].map(({ id }) => id);
const change = async (field, body) => expect(await api.patch(`${path}/${field.id}`, body),
    200).data.field;
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Constraints and indexes of a table whose names begin with a text. */
const named = (table, start) => sql(`
    SELECT conname FROM pg_constraint WHERE conrelid = 'relations.${table}'::regclass
       AND starts_with(conname, '${start}')
    UNION ALL SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = 'relations.${table}'::regclass AND starts_with(c.relname, '${table}__${start}')
    ORDER BY 1`);

describe('ONE_TO_ONE', () => {
    let people;
    let passes;

    before(async () => {
        people = await thing('owner');
        passes = await thing('pass', [relation('holder', 'ONE_TO_ONE', people, 'Pass')]);
    });

    test('the source holds the key; both ends are named and say what they are', async () => {
        const { holder } = passes.fields;
        assert.deepEqual(holder.settings, { relationType: 'ONE_TO_ONE', onDelete: 'SET_NULL',
            joinColumnName: 'holderId' });
        assert.equal(holder.isUnique, true);
        const { pass } = await fields_of(people);
        assert.deepEqual(pass.settings, { relationType: 'ONE_TO_ONE' });
        assert.equal(pass.isUnique, false);
        assert.equal(pass.relation.type, 'ONE_TO_ONE');
        assert.equal(pass.relation.targetFieldMetadata.id, holder.id);
        assert.equal(await named(passes.plural, 'holder_id'), ['holder_id_fkey',
            `${passes.plural}__holder_id_deleted`, `${passes.plural}__holder_id_idx`,
            `${passes.plural}__holder_id_key`].join('\n'));
        await selfcheck();
    });

    test('each end answers a record or null, at every depth and by fields=', async () => {
        const ada = await create(people, { name: 'Ada' });
        const bo = await create(people, { name: 'Bo' });
        const pass = await create(passes, { name: 'P', holderId: ada.id });
        assert.equal(pass.holder.name, 'Ada');
        assert.equal((await read(people, ada.id)).pass.id, pass.id);
        assert.equal((await read(people, bo.id)).pass, null);
        assert.equal('pass' in await read(people, ada.id, { depth: 0 }), false);
        assert.equal((await read(people, ada.id, { depth: 2 })).pass.holder.id, ada.id);
        assert.deepEqual(await read(people, ada.id, { fields: 'pass.name,name', depth: 0 }),
            { id: ada.id, name: 'Ada', pass: { id: pass.id, name: 'P' } });
        const list = expect(await api.get(people.path, { order_by: 'name' }), 200);
        assert.deepEqual(list.data[people.plural].map((one) => one.pass?.id ?? null),
            [pass.id, null]);
        expect(await api.delete(`${passes.path}/${pass.id}`, { soft_delete: true }), 200);
        assert.equal((await read(people, ada.id)).pass, null);
        expect(await api.patch(`${passes.path}/${pass.id}/restore`), 200);
        assert.equal((await read(people, ada.id)).pass.id, pass.id);
    });

    test('filters, orders and groups reach through the end without a key', async () => {
        const owner = await thing('keeper');
        const card = await thing('card', [relation('keeper', 'ONE_TO_ONE', owner, 'Card')]);
        const made = [];
        for (const name of ['x', 'y', 'z'])
            made.push(await create(owner, { name }));
        await create(card, { name: 'b', keeperId: made[0].id });
        await create(card, { name: 'a', keeperId: made[1].id });
        const gone = await create(card, { name: 'c', keeperId: made[2].id });
        expect(await api.delete(`${card.path}/${gone.id}`, { soft_delete: true }), 200);
        const found = async (parameters) => ids(expect(await api.get(owner.path, parameters), 200),
            owner);
        assert.deepEqual(await found({ filter: 'card.name[eq]:a' }), [made[1].id]);
        assert.deepEqual(await found({ filter: 'card.id[is]:NULL' }), [made[2].id]);
        assert.deepEqual(await found({ filter: 'or(card.name[eq]:b,card.name[eq]:c)' }),
            [made[0].id]);
        assert.deepEqual(await found({ order_by: 'card.name[AscNullsLast]' }),
            [made[1].id, made[0].id, made[2].id]);
        assert.deepEqual(await found({ order_by: 'card.name[DescNullsFirst]' }),
            [made[2].id, made[0].id, made[1].id]);
        const order_by = 'card.name[AscNullsLast]';
        const page = expect(await api.get(owner.path, { order_by, limit: 1 }), 200);
        assert.deepEqual(await found({ order_by, limit: 1,
            starting_after: page.pageInfo.endCursor }), [made[0].id]);
        const groups = expect(await api.get(`${owner.path}/groupBy`,
            { group_by: '[{"card":{"name":true}}]', order_by: '[{"card":{"name":"AscNullsLast"}}]' }),
            200);
        assert.deepEqual(groups.map(({ groupByDimensionValues }) => groupByDimensionValues),
            [['a'], ['b'], [null]]);
        assert.match(await sql(`SET viginti.workspace = 'relations'; SELECT
            viginti.explain('${owner.path}?filter=card.name[eq]:a'); RESET viginti.workspace`),
        new RegExp(card.plural));
        expect_fault(await api.get(owner.path, { filter: 'card[eq]:1' }), 400,
            /doesn't have any "eq" field/, { hint: 'Use card.id[eq], or card.<field>[…]' });
        expect_fault(await api.get(owner.path, { filter: 'card.some(name[eq]:a)' }), 400,
            /needs a to-many relation/);
    });

    test('a second record for the same one is refused as other duplicates are', async () => {
        const ada = await create(people);
        const pass = await create(passes, { holderId: ada.id });
        const twin = { path: '/holderId', code: 'DUPLICATE_ENTRY' };
        expect_fault(await api.post(passes.path, { holderId: ada.id }), 400,
            'A duplicate entry was detected for field "holderId"', twin);
        const free = await create(passes);
        expect_fault(await api.patch(`${passes.path}/${free.id}`, { holderId: ada.id }), 400,
            'A duplicate entry was detected for field "holderId"', twin);
        expect_fault(await api.post(passes.batch, [{ holderId: ada.id }, {}]), 400,
            'A duplicate entry was detected for field "holderId"', twin);
        expect(await api.delete(`${passes.path}/${pass.id}`, { soft_delete: true }), 200);
        expect(await api.patch(`${passes.path}/${free.id}`, { holderId: ada.id }), 200);
        expect_fault(await api.patch(`${passes.path}/${pass.id}/restore`), 400,
            'A duplicate entry was detected for field "holderId"', twin);
        assert.equal((await read(people, ada.id)).pass.id, free.id);
        /* The one record of a target is a key to be found by. */
        const upserted = expect(await api.post(passes.path, { holderId: ada.id, name: 'new' },
            { upsert: true, on: 'holderId' }), 201).data[passes.singular];
        assert.equal(upserted.id, free.id);
    });

    test('the description of the API has a record or null', async () => {
        const document = expect(await api.get('/rest/open-api/core', { objects: people.plural }), 200);
        const schemas = Object.values(document.components.schemas);
        const { pass } = schemas.find(({ properties }) => properties?.pass?.anyOf
            && properties.createdAt).properties;
        assert.equal(pass.anyOf[1].type, 'null');
        assert.equal(pass.title, 'Pass');
    });

    test('an object may relate to itself, and a rehearsal shows both ends', async () => {
        const node = await thing('node');
        const told = expect(await api.post(path, { objectMetadataId: node.id, label: 'Next',
            ...relation('next', 'ONE_TO_ONE', node, 'Previous') }, { rehearse: true }), 200);
        assert.deepEqual(told.data.rehearsal.api.map((one) => [one.change, one.field]),
            [['added', 'next'], ['added', 'previous']]);
        assert.ok(told.data.rehearsal.steps.some((step) => /CREATE UNIQUE INDEX/.test(step.sql)));
        await make_field(api, node.object, relation('next', 'ONE_TO_ONE', node, 'Previous'));
        const first = await create(node);
        const second = await create(node, { name: 's' });
        await api.patch(`${node.path}/${first.id}`, { nextId: second.id });
        const whole = await read(node, second.id, { depth: 2 });
        assert.equal(whole.next, null);
        assert.equal(whole.previous.id, first.id);
        assert.equal(whole.previous.next.id, second.id);
        await selfcheck();
    });

    test('from psql, too', async () => {
        const a = await thing('left');
        const b = await thing('right');
        await sql(`SET viginti.workspace = 'relations'; SELECT viginti.add_relation('${a.singular}',
            'other', '${b.singular}', 'Mate', kind => 'ONE_TO_ONE')`);
        assert.equal((await fields_of(b)).mate.settings.relationType, 'ONE_TO_ONE');
    });
});

describe('§13 MORPH_RELATION', () => {
    const targets = async (n = 2) => {
        const made = [];
        for (let i = 0; i < n; ++i)
            made.push(await thing('site'));
        return made;
    };
    const name_of = (base, { singular }) => base + singular[0].toUpperCase() + singular.slice(1);
    const make = async (base, ends, label = 'Logs') => {
        const log = await thing('log');
        const first = await make_field(api, log.object,
            morph(base, ...ends.map((one) => end(one, label))));
        return { log, first, names: ends.map((one) => name_of(base, one)) };
    };

    test('one field a target, with one morphId, each with its key and its other end', async () => {
        const [a, b] = await targets();
        const { log, first, names } = await make('about', [a, b]);
        const fields = await fields_of(log);
        assert.equal(first.name, names[0]);
        assert.equal(first.type, 'MORPH_RELATION');
        for (const [i, name] of names.entries()) {
            const field = fields[name];
            assert.equal(field.type, 'MORPH_RELATION');
            assert.match(field.morphId, /^[0-9a-f-]{36}$/);
            assert.equal(field.morphId, first.morphId);
            assert.deepEqual(field.settings, { relationType: 'MANY_TO_ONE', onDelete: 'SET_NULL',
                joinColumnName: `${name}Id` });
            const { logs } = await fields_of([a, b][i]);
            assert.equal(logs.type, 'RELATION');
            assert.deepEqual(logs.settings, { relationType: 'ONE_TO_MANY' });
            assert.equal(logs.relation.targetFieldMetadata.id, field.id);
            assert.ok(await named(log.plural, `${snake(name)}_id_fkey`));
        }
        assert.equal(await named(log.plural, 'about_morph'), 'about_morph');
        await selfcheck();
    });

    test('records lead to one target at most; setting one lets go of the other', async () => {
        const [a, b] = await targets();
        const { log, names: [to_a, to_b] } = await make('about', [a, b]);
        const one = await create(a, { name: 'one' });
        const two = await create(b, { name: 'two' });
        const made = await create(log, { [`${to_a}Id`]: one.id });
        assert.equal(made[to_a].name, 'one');
        assert.equal(made[to_b], null);
        assert.deepEqual((await read(a, one.id)).logs.map(({ id }) => id), [made.id]);
        const moved = expect(await api.patch(`${log.path}/${made.id}`,
            { [to_b]: { connect: { where: { id: two.id } } } }), 200).data[log.singular];
        assert.equal(moved[`${to_a}Id`], null);
        assert.equal(moved[to_b].name, 'two');
        assert.deepEqual((await read(a, one.id)).logs, []);
        expect_fault(await api.post(log.path, { [`${to_a}Id`]: one.id, [`${to_b}Id`]: two.id }), 400,
            `At most one target of about can be set, not both ${to_a}Id and ${to_b}Id.`,
            { path: `/${to_b}Id` });
        const found = expect(await api.get(log.path, { filter: `${to_b}.name[eq]:two` }), 200);
        assert.deepEqual(ids(found, log), [made.id]);
        await assert.rejects(sql(`INSERT INTO relations.${log.plural} (${snake(to_a)}_id,
            ${snake(to_b)}_id) VALUES ('${one.id}', '${two.id}')`), /about_morph/);
    });

    test('morphRelationsUpdatePayload adds a target', async () => {
        const [a, b, c] = await targets(3);
        const { log, first } = await make('about', [a, b]);
        const body = { morphRelationsUpdatePayload: [{ targetObjectMetadataId: c.id,
            targetFieldLabel: 'Logs', targetFieldIcon: 'IconX' }] };
        await change(first, body);
        const added = (await fields_of(log))[name_of('about', c)];
        assert.equal(added.morphId, first.morphId);
        assert.deepEqual(added.settings.onDelete, 'SET_NULL');
        assert.match(await sql(`SELECT pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conname = 'about_morph' AND conrelid = 'relations.${log.plural}'::regclass`),
            new RegExp(snake(name_of('about', c))));
        expect_fault(await api.patch(`${path}/${first.id}`, body), 400,
            'Morph relation creation payloads must have only relation to the same object metadata');
        const plain = await make_field(api, log.object, { name: 'plain', type: 'TEXT' });
        expect_fault(await api.patch(`${path}/${plain.id}`, body), 400,
            'morphRelationsUpdatePayload is only supported for fields of type MORPH_RELATION');
        await selfcheck();
    });

    test('§11.4 what is refused, with its text, and nothing is made', async () => {
        const [a, b] = await targets();
        const log = await thing('log');
        const before = await sql("SELECT count(*) FROM viginti.field");
        const malformed = 'FIELD_METADATA_RELATION_MALFORMED';
        const refuse = async (payloads, ...messages) => {
            const fault = expect_fault(await api.post(path, { objectMetadataId: log.id, name: 'to',
                label: 'To', type: 'MORPH_RELATION', morphRelationsCreationPayload: payloads }), 400,
                messages[0][1], { path: /^\/morphRelationsCreationPayload/ });
            const { errors } = fault.errors?.fieldMetadata[0] ?? { errors: [] };
            if (fault.errors)
                assert.deepEqual(errors.map(({ code, message }) => [code, message]), messages);
        };
        await refuse(undefined, [malformed, 'Morph relation creation payloads are empty']);
        await refuse([], [malformed, 'Morph relation creation payloads are empty']);
        await refuse([end(a, 'X'), end(b, 'X', 'ONE_TO_MANY')],
            [malformed, 'Morph relation creation payloads must have the same relation type']);
        await refuse([end(a, 'X'), end(a, 'Y')], [malformed,
            'Morph relation creation payloads must have only relation to the same object metadata']);
        await refuse([end(a, 'X'), end(log, 'Y')],
            [malformed, 'Morph relation creation payloads must not target source object metadata'],
            ['INVALID_FIELD_INPUT', 'Source object cannot be the target object']);
        await refuse([end(a, 'X'), end({ id: unknown_id }, 'Y')],
            [malformed, 'Morph relation input transpilation failed'],
            [malformed, 'Object metadata relation target not found for relation creation payload']);
        await refuse([end(a, 'X'), { type: 'MANY_TO_ONE' }],
            [malformed, /^Morph relation input transpilation failed: targetObjectMetadataId must be/]);
        await refuse([end(a, 'X'), end(b, 'Created at')], ['NOT_AVAILABLE',
            'Name "createdAt" is not available as it is already used by another field']);
        assert.equal(await sql("SELECT count(*) FROM viginti.field"), before);
        await selfcheck();
    });

    test('the name the fields share is taken, and changes for all of them at once', async () => {
        const [a, b] = await targets();
        const { log, first, names } = await make('about', [a, b]);
        expect_fault(await api.post(path, { objectMetadataId: log.id, name: 'about', label: 'X',
            type: 'TEXT' }), 400,
            'Name "about" is not available as it is already used by another field');
        const made = await create(log, { [`${names[1]}Id`]: (await create(b)).id });
        await change(first, { name: names[0], label: 'Subject' });
        const renamed = await change(first, { name: 'subject' });
        assert.equal(renamed.name, name_of('subject', a));
        const fields = await fields_of(log);
        assert.equal(fields[name_of('subject', b)].label, 'Subject');
        assert.equal(fields[names[1]], undefined);
        assert.equal(await named(log.plural, 'about'), '');
        assert.equal(await named(log.plural, 'subject_morph'), 'subject_morph');
        assert.ok((await read(log, made.id))[name_of('subject', b)]);
        await change(first, { isActive: false });
        assert.equal((await fields_of(log))[name_of('subject', b)].isActive, false);
        await change(first, { isActive: true, settings: { onDelete: 'CASCADE' } });
        assert.equal((await fields_of(log))[name_of('subject', b)].settings.onDelete, 'CASCADE');
        await selfcheck();
    });

    test('§14 the rename of a target renames field, column, constraint and index', async () => {
        const [a, b] = await targets();
        const { log, names } = await make('about', [a, b]);
        const one = await create(a);
        const made = await create(log, { [`${names[0]}Id`]: one.id });
        const was = (await fields_of(log))[names[0]];
        const fresh = `house${++count}`;
        expect(await api.patch(`/rest/metadata/objects/${a.id}`, { nameSingular: fresh,
            namePlural: `${fresh}s` }), 200);
        const now = (await fields_of(log))[name_of('about', { singular: fresh })];
        assert.equal(now.id, was.id);
        assert.equal(now.settings.joinColumnName, `${name_of('about', { singular: fresh })}Id`);
        assert.equal((await read(log, made.id))[`${now.name}Id`], one.id);
        assert.ok(await named(log.plural, `${snake(now.name)}_id_fkey`));
        assert.equal(await named(log.plural, snake(names[0])), '');
        const taken = `cabin${++count}`;
        await make_field(api, log.object, { name: name_of('about', { singular: taken }), type: 'TEXT' });
        expect_fault(await api.patch(`/rest/metadata/objects/${a.id}`, { nameSingular: taken,
            namePlural: `${taken}s` }), 400,
            `Name "${name_of('about', { singular: taken })}" is not available as it is already used `
            + 'by another field');
        await selfcheck();
    });

    test('deletion: a target takes its field, an other end its own, the field all of them', async () => {
        const [a, b, c] = await targets(3);
        const { log, first, names } = await make('about', [a, b, c]);
        expect(await api.delete(`/rest/metadata/objects/${a.id}`), 200);
        assert.deepEqual(Object.keys(await fields_of(log)).filter((name) => name.startsWith('about')),
            [names[1], names[2]]);
        assert.equal(await named(log.plural, 'about_morph'), 'about_morph');
        await selfcheck();
        expect(await api.delete(`${path}/${(await fields_of(b)).logs.id}`), 200);
        assert.deepEqual(Object.keys(await fields_of(log)).filter((name) => name.startsWith('about')),
            [names[2]]);
        assert.equal(await named(log.plural, 'about_morph'), '');
        await selfcheck();
        expect_fault(await api.get(`${path}/${first.id}`), 404, 'Field metadata not found');
        const second = await make('about', [b, c], 'Notes');
        expect(await api.delete(`${path}/${second.first.id}`), 200);
        assert.equal((await fields_of(b)).notes, undefined);
        assert.equal((await fields_of(c)).notes, undefined);
        assert.equal(await named(second.log.plural, 'about'), '');
        await selfcheck();
    });

    test('to many: the keys are the targets\'', async () => {
        const [a, b] = await targets();
        const hub = await thing('hub');
        await make_field(api, hub.object, morph('linked', end(a, 'Hub', 'ONE_TO_MANY'),
            end(b, 'Hub', 'ONE_TO_MANY')));
        const whole = await create(hub);
        const one = await create(a, { hubId: whole.id });
        const name = `linked${a.plural[0].toUpperCase()}${a.plural.slice(1)}`;
        assert.deepEqual((await read(hub, whole.id))[name].map(({ id }) => id), [one.id]);
        await selfcheck();
    });

    test('notes and tasks lead to one target each', async () => {
        const fields = await fields_of({ plural: 'noteTargets' });
        for (const name of ['targetPerson', 'targetCompany', 'targetOpportunity']) {
            assert.equal(fields[name].type, 'MORPH_RELATION');
            assert.equal(fields[name].morphId, fields.targetPerson.morphId);
        }
        const note = expect(await api.post('/rest/notes', { title: 'n' }), 201).data.note;
        const person = expect(await api.post('/rest/people', {}), 201).data.person;
        const company = expect(await api.post('/rest/companies', {}), 201).data.company;
        const link = expect(await api.post('/rest/noteTargets', { noteId: note.id,
            targetPersonId: person.id }), 201).data.noteTarget;
        const moved = expect(await api.patch(`/rest/noteTargets/${link.id}`,
            { companyId: company.id }), 200).data.noteTarget;
        assert.deepEqual([moved.targetPersonId, moved.targetCompanyId], [null, company.id]);
        expect_fault(await api.post('/rest/noteTargets', { targetPersonId: person.id,
            targetCompanyId: company.id }), 400, /^At most one target of target can be set/);
    });

    test('in a list of changes targets are named', async () => {
        const [a, b] = await targets();
        const word = `memo${++count}`;
        expect(await api.post('/rest/metadata/changes', { changes: [
            { op: 'createObject', set: { nameSingular: word, namePlural: `${word}s`,
                labelSingular: 'Memo', labelPlural: 'Memos' } },
            { op: 'createField', object: a.singular, set: { type: 'MORPH_RELATION', name: 'seen',
                label: 'Seen', morphRelationsCreationPayload: [
                    { ...end(b, 'Seen by'), targetObjectMetadataId: b.singular },
                    { ...end(b, 'Seen by'), targetObjectMetadataId: word }] } },
        ] }), 200);
        const fault = expect_fault(await api.post('/rest/metadata/changes', { changes: [
            { op: 'createField', object: a.singular, set: { type: 'MORPH_RELATION', name: 'lost',
                label: 'Lost', morphRelationsCreationPayload: [
                    { ...end(b, 'L'), targetObjectMetadataId: 'nowhere' }] } }] }), 400);
        assert.equal(fault.violations[0].path,
            '/changes/0/set/morphRelationsCreationPayload/0/targetObjectMetadataId');
        await selfcheck();
    });
});

describe('onDelete', () => {
    let target;
    before(async () => {
        target = await thing('base');
    });

    const cases = [['SET_NULL', null], ['CASCADE', 'gone'], ['RESTRICT', 'refused'],
        ['NO_ACTION', 'refused']];
    for (const [action, wanted] of cases)
        for (const later of [false, true])
            test(`${action} ${later ? 'set later' : 'from the start'}`, async () => {
                const child = await thing('leaf');
                const field = await make_field(api, child.object, many_to_one('root', target.object,
                    `Leaves ${count}`, later ? {} : { settings: { onDelete: action } }));
                const parent = await create(target);
                const leaf = await create(child, { rootId: parent.id });
                if (later) {
                    const file = await sql(`SELECT pg_relation_filenode('relations.${child.plural}')`);
                    const changed = await change(field, { settings: { relationType: 'MANY_TO_ONE',
                        onDelete: action, joinColumnName: 'rootId' } });
                    assert.equal(changed.settings.onDelete, action);
                    assert.equal(await sql(`SELECT pg_relation_filenode('relations.${child.plural}')`),
                        file);
                }
                await selfcheck();
                const answer = await api.delete(`${target.path}/${parent.id}`,
                    { soft_delete: false });
                if (wanted === 'refused') {
                    expect_fault(answer, 400, 'The record is still referenced by other records');
                    assert.equal((await read(child, leaf.id)).rootId, parent.id);
                    return;
                }
                expect(answer, 200);
                const left = await api.get(`${child.path}/${leaf.id}`);
                if (wanted === 'gone')
                    expect_fault(left, 404);
                else
                    assert.equal(expect(left, 200).data[child.singular].rootId, null);
            });

    test('§11.4 the end without the key has no onDelete and no column', async () => {
        const one = await thing('one');
        const field = await make_field(api, target.object,
            relation(`ones${count}`, 'ONE_TO_MANY', one, 'Back'));
        const of_many = 'On delete action is only supported for many to one relations';
        const no_column =
            'One to many field metadata should not carry the join column name in its settings';
        for (const [settings, text] of [[{ onDelete: 'CASCADE' }, of_many],
            [{ joinColumnName: 'x' }, no_column]]) {
            expect_fault(await api.patch(`${path}/${field.id}`, { settings }), 400, text,
                { path: '/settings' });
            expect_fault(await api.post(path, { objectMetadataId: target.id, label: 'N', settings,
                ...relation(`n${++count}`, 'ONE_TO_MANY', one, `M${count}`) }), 400, text);
        }
        const { back } = await fields_of(one);
        expect_fault(await api.patch(`${path}/${back.id}`, { settings: { onDelete: 'EXPLODE' } }), 400,
            'On delete action must be one of SET_NULL, CASCADE, RESTRICT, NO_ACTION');
        expect_fault(await api.patch(`${path}/${back.id}`, { isUnique: true }), 400,
            'Forbidden updated properties for relation field metadata: isUnique');
    });
});

describe('the life of both ends', () => {
    test('a rename of either end leaves the other as it was', async () => {
        for (const type of ['MANY_TO_ONE', 'ONE_TO_ONE']) {
            const target = await thing('port');
            const ship = await thing('ship', [relation('home', type, target, 'Fleet')]);
            const port = await create(target);
            const made = await create(ship, { homeId: port.id });
            const renamed = await change(ship.fields.home, { name: 'harbour' });
            assert.equal(renamed.settings.joinColumnName, 'harbourId');
            assert.ok(await named(ship.plural, 'harbour_id_fkey'));
            assert.equal(await named(ship.plural, 'home'), '');
            const { fleet } = await fields_of(target);
            await change(fleet, { name: 'boats' });
            assert.equal((await fields_of(ship)).harbour.id, ship.fields.home.id);
            const whole = await read(target, port.id);
            assert.equal(type === 'ONE_TO_ONE' ? whole.boats.id : whole.boats[0].id, made.id);
            assert.equal('fleet' in whole, false);
            await selfcheck();
        }
    });

    test('the deletion of one end takes the other', async () => {
        for (const type of ['MANY_TO_ONE', 'ONE_TO_MANY', 'ONE_TO_ONE'])
            for (const near of [true, false]) {
                const target = await thing('tgt');
                const source = await thing('src', [relation('far', type, target, 'Near')]);
                const gone = near ? source.fields.far : (await fields_of(target)).near;
                expect(await api.delete(`${path}/${gone.id}`), 200);
                assert.equal((await fields_of(source)).far, undefined);
                assert.equal((await fields_of(target)).near, undefined);
                assert.equal(await sql(`SELECT count(*) FROM pg_attribute WHERE attname IN
                    ('far_id', 'near_id') AND NOT attisdropped AND attrelid IN
                    ('relations.${source.plural}'::regclass, 'relations.${target.plural}'::regclass)`),
                    '0');
                await selfcheck();
            }
    });

    test('the deletion of an object takes the ends that lead to it', async () => {
        for (const type of ['MANY_TO_ONE', 'ONE_TO_MANY', 'ONE_TO_ONE'])
            for (const near of [true, false]) {
                const target = await thing('tgt');
                const source = await thing('src', [relation('far', type, target, 'Near')]);
                expect(await api.delete(`/rest/metadata/objects/${near ? source.id : target.id}`), 200);
                const left = await fields_of(near ? target : source);
                assert.equal(left.near ?? left.far, undefined);
                await selfcheck();
            }
    });

    test('§11.4 what a relation cannot be', async () => {
        const a = await thing('aa');
        const refuse = async (payload, message, more = {}) => expect_fault(await api.post(path,
            { objectMetadataId: a.id, name: 'r', label: 'R', type: 'RELATION',
                relationCreationPayload: payload, ...more }), 400, message);
        await refuse(undefined, 'Relation creation payload is required');
        await refuse({ ...end(a, 'X'), type: 'MANY' }, 'Relation creation payload is invalid: type '
            + 'must be one of the following values: MANY_TO_ONE, ONE_TO_MANY, ONE_TO_ONE');
        await refuse(end({ id: 'x' }, 'X'), 'Relation creation payload is invalid: '
            + 'targetObjectMetadataId must be a UUID');
        await refuse(end({ id: unknown_id }, 'X'),
            'Object metadata relation target not found for relation creation payload');
        await refuse(end(a, 'Created at'),
            'Name "createdAt" is not available as it is already used by another field');
        await refuse(end(a, '!!!'), 'Invalid label: "!!!"');
        await make_field(api, a.object, { name: 'boxId', type: 'TEXT' });
        await refuse(end(a, 'Boxes'), 'Name "boxId" is not available as it is already used by another '
            + 'field', { name: 'box' });
    });
});
