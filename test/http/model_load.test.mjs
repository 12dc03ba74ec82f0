// The model changes twenty times a second, by two daemons in turn, while fifty clients read and write: nothing is
// stale, nothing fails. VIGINTI_LOAD_SECONDS (8) sets how long.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import {
    client, expect, make_object, make_workspace, many_to_one, object_input, options, selfcheck, start_daemon,
} from './helpers.mjs';
import { complain, judge, make_change, make_fact, make_tally, pace, watch } from './model_load.mjs';
import { random_from, seed } from './random.mjs';

const seconds = Number(process.env.VIGINTI_LOAD_SECONDS ?? 8);
const clients = 50;
const changes_a_second = 20;
const random = random_from(seed);
const tally = make_tally();
const sockets = new http.Agent({ keepAlive: true, maxSockets: clients });
let daemon;
let callers;
let boat;
let anchor;
let record;

before(async () => {
    const one = await make_workspace('model_load');
    daemon = await start_daemon({ application: 'model_load' });
    callers = [client({ token: one.token, sockets }), client({ token: one.token, base: daemon.base, sockets })];
    anchor = await make_object(one, 'anchor', [{ type: 'NUMBER', name: 'weight' }]);
    boat = await make_object(one, 'boat', [
        { type: 'TEXT', name: 'hull' },
        { type: 'TEXT', name: 'draught' },
        { type: 'SELECT', name: 'rig', options: options('SLOOP', 'KETCH') },
        many_to_one('anchor', anchor, 'Boats'),
    ]);
    const held = expect(await one.post(anchor.path, { name: 'Admiralty', weight: 12 }), 201).data.anchor;
    record = expect(await one.post(boat.path,
        { name: 'Argo', draught: '7', rig: 'SLOOP', anchorId: held.id }), 201).data.boat;
    record.anchor = held;
});
after(async () => {
    await daemon?.stop();
    sockets.destroy();
});

// ---- the facts that change ----------------------------------------------------------------------
let turn = 0;
/** The daemons in turn. */
const changer = () => callers[turn++ % 2];
const metadata = '/rest/metadata';

// A field of boats; `gone` is a name it had, which is unknown now.
const field = make_fact({ name: 'extra0', gone: 'extra0', served: false });
const link = make_fact({ name: 'spare0', inverse: 'boats0', served: false });
const rig = make_fact({ known: 'SLOOP', gone: 'YAWL' });
const draught = make_fact({ type: 'TEXT' });
const tug = make_fact({ plural: 'tug0s', gone: 'tug0s', served: false });

const of_field = (id) => `${metadata}/fields/${id}`;
const patch_field = (kind, set, value) => (n) => make_change(tally, kind, [field],
    () => changer().patch(of_field(field.value.id), set(n)), () => {
        field.value = { ...field.value, ...value(n) };
    });

const field_steps = [
    (n) => make_change(tally, 'add field', [field], () => changer().post(`${metadata}/fields`, {
        objectMetadataId: boat.id, type: 'TEXT', name: `extra${n}`, label: `Extra ${n}`, defaultValue: "'new'",
    }), ({ data }) => {
        field.value = { id: data.field.id, name: `extra${n}`, gone: field.value.name, served: true };
    }),
    patch_field('rename field', (n) => ({ name: `other${n}` }), (n) => ({ name: `other${n}`, gone: `extra${n}` })),
    patch_field('deactivate field', () => ({ isActive: false }), () => ({ served: false })),
    patch_field('activate field', () => ({ isActive: true }), () => ({ served: true })),
    // The name of the old field is taken by the new one within one list.
    (n) => make_change(tally, 'swap fields', [field], () => changer().post(`${metadata}/changes`, { changes: [
        { op: 'deleteField', object: 'boat', field: `other${n}` },
        { op: 'createField', object: 'boat', set: { type: 'TEXT', name: `other${n}`, label: 'Other',
            defaultValue: "'new'" } },
    ] }), ({ data }) => {
        field.value = { ...field.value, id: data.changes[1].field.id };
    }),
    () => make_change(tally, 'delete field', [field], () => changer().delete(of_field(field.value.id)), () => {
        field.value = { ...field.value, gone: field.value.name, served: false };
    }),
];

const set_options = (known, gone) => () => make_change(tally, 'change options', [rig],
    () => changer().patch(of_field(boat.fields.rig.id), { options: options(known, 'KETCH') }), () => {
        rig.value = { known, gone };
    });
const set_type = (type) => () => make_change(tally, 'change type', [draught],
    () => changer().patch(of_field(boat.fields.draught.id), { type }), () => {
        draught.value = { type };
    });
const other_steps = [
    set_options('YAWL', 'SLOOP'),
    (n) => make_change(tally, 'add relation', [link], () => changer().post(`${metadata}/fields`, {
        objectMetadataId: boat.id, label: `Spare ${n}`, ...many_to_one(`spare${n}`, anchor, `Boats ${n}`),
    }), ({ data }) => {
        link.value = { id: data.field.id, name: `spare${n}`, inverse: `boats${n}`, served: true };
    }),
    set_type('NUMBER'),
    set_options('SLOOP', 'YAWL'),
    () => make_change(tally, 'delete relation', [link], () => changer().delete(of_field(link.value.id)), () => {
        link.value = { ...link.value, served: false };
    }),
    set_type('TEXT'),
];

const patch_tug = (kind, set, value) => (n) => make_change(tally, kind, [tug],
    () => changer().patch(`${metadata}/objects/${tug.value.id}`, set(n)), () => {
        tug.value = { ...tug.value, ...value(n) };
    });
const tug_steps = [
    (n) => make_change(tally, 'create object', [tug], () => changer().post(`${metadata}/objects`,
        object_input(`tug${n}`)), ({ data }) => {
        tug.value = { id: data.object.id, plural: `tug${n}s`, gone: tug.value.plural, served: true };
    }),
    (n) => make_change(tally, 'add relation to object', [tug], () => changer().post(`${metadata}/fields`, {
        objectMetadataId: tug.value.id, label: 'Tows', ...many_to_one('tows', boat, `Tugs ${n}`),
    }), () => {}),
    patch_tug('rename object', (n) => object_input(`tower${n}`), (n) => ({ plural: `tower${n}s`, gone: `tug${n}s` })),
    patch_tug('deactivate object', () => ({ isActive: false }), () => ({ served: false })),
    patch_tug('activate object', () => ({ isActive: true }), () => ({ served: true })),
    () => make_change(tally, 'delete object', [tug],
        () => changer().delete(`${metadata}/objects/${tug.value.id}`), () => {
            tug.value = { ...tug.value, gone: tug.value.plural, served: false };
        }),
];

// ---- what clients ask ---------------------------------------------------------------------------
const needs = (condition, text) => (condition ? undefined : text);
/** 7 in the type of the moment or of one beside it, never nothing. */
const is_seven = (boats, value = undefined) => boats.filter(({ id }) => id === record.id)
    .every((one) => (value === undefined ? [7, '7'].includes(one.draught) : one.draught === value));

const requests = {
    async 'read anchors'(caller) {
        const { name, inverse, served } = link.value;
        const settled = watch(link);
        const answer = await caller.get(anchor.path, { depth: 1, order_by: 'weight', limit: 2 });
        if (answer.status !== 200)
            complain(tally, 'read anchors', `a stable object answers ${answer.status}`);
        judge(tally, 'read anchors', answer, settled, { status: 200, what: name,
            check: ({ data }) => needs(Array.isArray(data.anchors[0][inverse]) === served, `${inverse}: ${served}`) });
    },
    async 'read anchor'(caller) {
        const answer = await caller.get(`${anchor.path}/${record.anchor.id}`, { depth: random.below(3) });
        judge(tally, 'read anchor', answer, watch(), { status: 200,
            check: ({ data }) => needs(data.anchor.weight === 12, 'the weight') });
    },
    async 'write anchor'(caller) {
        const answer = random.chance(0.5) ? await caller.post(anchor.path, { name: 'Bower', weight: 40 })
            : await caller.patch(`${anchor.path}/${record.anchor.id}`, { name: 'Admiralty' });
        judge(tally, 'write anchor', { ...answer, status: answer.status === 201 ? 200 : answer.status }, watch(),
            { status: 200 });
    },
    async 'read boats'(caller) {
        const { name, gone, served } = field.value;
        const { type } = draught.value;
        const settled = watch(field, draught);
        const answer = await caller.get(boat.path, { depth: random.below(3), limit: 3, order_by: 'createdAt' });
        judge(tally, 'read boats', answer, settled, { status: 200, what: `${name} ${served} ${type}`,
            either: ({ data }) => needs(is_seven(data.boats), 'draught is of neither model'),
            check: ({ data }) => needs(name in data.boats[0] === served, 'its presence')
                ?? needs(gone === name || !(gone in data.boats[0]), `${gone} is served`)
                ?? needs(is_seven(data.boats, type === 'TEXT' ? '7' : 7), 'draught') });
    },
    async 'read stable of boats'(caller) {
        const answer = await caller.get(boat.path, { filter: `hull[is]:NULL,anchor.weight[gt]:1`, limit: 2 });
        judge(tally, 'read stable of boats', answer, watch(), { status: 200 });
    },
    async 'filter boats'(caller) {
        const { name, served } = field.value;
        const settled = watch(field);
        const answer = await caller.get(boat.path, { filter: `${name}[neq]:old`, limit: 2 });
        judge(tally, 'filter boats', answer, settled, { status: served ? 200 : 400, what: name,
            check: ({ data }) => needs(data.boats.every((one) => one[name] !== undefined), 'a value') });
    },
    async 'filter by type'(caller) {
        const { type } = draught.value;
        const settled = watch(draught);
        const filter = type === 'TEXT' ? 'draught[startsWith]:7' : 'draught[gte]:7';
        const answer = await caller.get(boat.path, { filter, limit: 3, order_by: 'createdAt' });
        judge(tally, 'filter by type', answer, settled, { status: 200, what: type,
            check: ({ data }) => needs(data.boats.some(({ id }) => id === record.id), 'the record is not found') });
    },
    async 'write boat'(caller) {
        const { name, gone, served } = field.value;
        const settled = watch(field);
        const body = { name: 'Beagle', [random.chance(0.2) ? gone : name]: 'x' };
        const known = served && name in body;
        const answer = await caller.post(boat.path, body);
        judge(tally, 'write boat', answer, settled, { status: known ? 201 : 400, what: Object.keys(body)[1],
            check: ({ data }) => needs(data.boat[name] === 'x', 'its value') });
    },
    async 'write stable of boat'(caller) {
        const answer = await caller.patch(`${boat.path}/${record.id}`, { hull: String(random.below(9)) },
            { depth: 1 });
        judge(tally, 'write stable of boat', answer, watch(), { status: 200,
            check: ({ data }) => needs(data.boat.anchor?.id === record.anchor.id, 'the anchor')
                ?? needs(is_seven([data.boat]), 'draught is of neither model') });
    },
    async 'options of boats'(caller) {
        const { known, gone } = rig.value;
        const option = random.chance(0.5) ? known : gone;
        const settled = watch(rig);
        const writes = random.chance(0.3);
        const answer = writes ? await caller.post(boat.path, { name: 'Cutty', rig: option })
            : await caller.get(boat.path, { filter: `rig[eq]:${option}`, limit: 1 });
        const status = writes ? 201 : 200;
        judge(tally, 'options of boats', answer, settled, { status: option === known ? status : 400, what: option });
    },
    async 'boats by GraphQL'(caller) {
        const { name, served } = field.value;
        const settled = watch(field);
        const answer = await caller.post('/graphql', { query: `{ boats(first: 2, filter: { ${name}: { is: NULL } })
            { edges { node { id hull ${name} } } } }` });
        const code = answer.body?.errors?.[0].extensions.code;
        const status = answer.status === 200 && code ? (code === 'INTERNAL_SERVER_ERROR' ? 500 : 400) : answer.status;
        judge(tally, 'boats by GraphQL', { ...answer, status }, settled, { status: served ? 200 : 400, what: name });
    },
    async 'stable by GraphQL'(caller) {
        const answer = await caller.post('/graphql', { query: `{ boats(first: 2) { edges { node { id anchor { weight
            boats { edges { node { hull } } } } } } } anchors(first: 1) { totalCount } }` });
        judge(tally, 'stable by GraphQL', { ...answer, status: answer.body?.errors ? 599 : answer.status }, watch(),
            { status: 200 });
    },
    async 'tugs'(caller) {
        const { plural, gone, served } = tug.value;
        const asked = random.chance(0.2) ? gone : plural;
        const settled = watch(tug);
        const writes = random.chance(0.3);
        const answer = writes ? await caller.post(`/rest/${asked}`, { name: 'Hercules' })
            : await caller.get(`/rest/${asked}`, { depth: 1 });
        const known = served && asked === plural;
        const status = writes ? 201 : 200;
        judge(tally, 'tugs', answer, settled, { status: known ? status : 404, what: asked,
            either: ({ data }) => needs((writes ? asked.slice(0, -1) : asked) in data, 'not what was asked for') });
    },
    async 'model of boats'(caller) {
        const { name, served, id } = field.value;
        const settled = watch(field);
        const answer = await caller.get(`${metadata}/objects/${boat.id}`);
        judge(tally, 'model of boats', answer, settled, { status: 200, what: name,
            check: ({ data }) => needs(data.object.fields.some((one) =>
                one.id === id && one.name === name && one.isActive) === served, 'the field') });
    },
    async 'whole model'(caller) {
        const { id, plural, served } = tug.value;
        const settled = watch(tug);
        const answer = random.chance(0.5) ? await caller.get(`${metadata}/objects`, { limit: 60 })
            : await caller.get('/rest/open-api/core');
        judge(tally, 'whole model', answer, settled, { status: 200, what: plural,
            check: ({ data, paths }) => needs((data ? data.objects.some((one) => one.id === id && one.isActive)
                : `/${plural}` in paths) === served, 'the object') });
    },
};
// The whole model is a large answer.
const kinds = Object.keys(requests);
const pick_kind = () => (random.chance(0.01) ? 'whole model' : random.pick(kinds.slice(0, -1)));

test(`${changes_a_second} changes a second under ${clients} clients for ${seconds} s, seed ${seed}`, async () => {
    const end = Date.now() + seconds * 1000;
    let failed;
    const is_over = () => Date.now() > end || failed;
    const lanes = [field_steps, other_steps, tug_steps].map((steps) =>
        pace(steps, 3000 / changes_a_second, is_over).catch((error) => { failed ??= error; }));
    const loops = Array.from({ length: clients }, async (_, at) => {
        for (let n = at; !is_over(); ++n)
            await requests[pick_kind()](callers[n % 2]);
    });
    await Promise.all([...lanes, ...loops.map((loop) => loop.catch((error) => { failed ??= error; }))]);
    console.log(JSON.stringify({ ...tally, changes_a_second: tally.changes / seconds }, null, 1));
    assert.equal(failed, undefined);
    assert.deepEqual(tally.problems, []);
    // How many there are is for the machine to say: enough for every kind of change and of answer.
    assert.ok(tally.changes > 2 * seconds, `only ${tally.changes} changes`);
    assert.ok(tally.settled > tally.requests / 20, 'too few requests met a settled model');
});

test('afterwards both daemons know the same model, which is that of the catalogue', async () => {
    const models = await Promise.all(callers.map((caller) => caller.get(`${metadata}/objects`, { limit: 200 })));
    assert.deepEqual(expect(models[0], 200), expect(models[1], 200));
    const described = await Promise.all(callers.map((caller) => caller.get('/rest/open-api/core')));
    assert.deepEqual(expect(described[0], 200).paths, expect(described[1], 200).paths);
    for (const caller of callers)
        assert.equal(expect(await caller.get(`${boat.path}/${record.id}`, { depth: 1 }), 200).data.boat.anchor.weight,
            12);
    await selfcheck();
});
