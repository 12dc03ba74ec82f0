// The model and its records as a client must see them, kept in JavaScript, and random changes to both.
//
// A change is what POST /rest/metadata/changes takes, together with what it does to the oracle. The
// oracle is plain data, so that a rehearsal or a refused list is undone by the copy taken before it.
// Things are known by `key`, a number of the oracle's own: within a list nothing has an id yet.
import { options } from './helpers.mjs';
import { field_samples } from './samples.mjs';

/** Free texts, each of which must come back as it went in. */
export const hostile_texts = [
    "It's", 'Say "so"', 'back\\slash', "'; DROP TABLE viginti.object; --", '$1 $$ $body$', '%s %n {0}',
    '世界 😀', 'Ünïcödé', 'a\u0301\u202egnihton', '<script>alert(1)</script>', '${1+1} #{1} {{1}}', '--', '/*',
    'NULL', 'E\'\\\\000\'', '\u0001 control', 'tab\u00a0space',
];

// One default of each type, as a body has it and as a new record reads.
const defaults = {
    TEXT: ["'it''s \"x\"'", "it''s \"x\""],
    NUMBER: [2.5, 2.5],
    BOOLEAN: [true, true],
    DATE: ["'2024-01-31'", '2024-01-31'],
    DATE_TIME: ["'2024-01-31T10:00:00Z'", '2024-01-31T10:00:00.000Z'],
    RATING: ["'RATING_3'", 'RATING_3'],
    ARRAY: [["'a, b'", "'\"c\"'"], ['a, b', '"c"']],
    RAW_JSON: [{ a: [1, "it's"] }, { a: [1, "it's"] }],
    UUID: ["'018f0000-0000-7000-8000-00000000000d'", '018f0000-0000-7000-8000-00000000000d'],
    CURRENCY: [{ amountMicros: 5, currencyCode: "'EUR'" }, { amountMicros: 5, currencyCode: 'EUR' }],
    FULL_NAME: [{ firstName: "'Ann'", lastName: "'O'" }, { firstName: 'Ann', lastName: 'O' }],
};
const unique_types = ['TEXT', 'NUMBER', 'UUID', 'DATE'];
const label_types = ['TEXT', 'FULL_NAME', 'UUID'];
const actions = ['SET_NULL', 'CASCADE', 'RESTRICT', 'NO_ACTION'];
const stems = ['select', 'orderBy', 'tableName', 'userId2', 'groupX', 'nullValue', 'aB', 'constraintOf', 'oldRow',
    'longNameOfAThing', 'ctidX', 'pgClass', 'json'];
const samples = new Map(field_samples.map((sample) => [sample.field.type, sample]));
const copy = (value) => structuredClone(value);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** An oracle of nothing; `random` is one of random_from. */
export function make_oracle(random) {
    return { random, state: { objects: [], next: 1, freed: [] } };
}

const object_of = ({ state }, key) => state.objects.find((object) => object.key === key);
const field_of = (oracle, object_key, key) =>
    object_of(oracle, object_key)?.fields.find((field) => field.key === key);
const inverse_of = (oracle, field) => field_of(oracle, field.target, field.inverse);
const is_to_one = (field) => field.kind === 'MANY_TO_ONE';
const is_scalar = (field) => field.kind === undefined;
const sample_of = (field) => samples.get(field.type);
const empty_of = (field) => (is_scalar(field) ? copy(sample_of(field).empty) : null);
/** What an unset field of a new record reads. */
const unset_of = (field) => (field.default ? copy(field.default[1]) : empty_of(field));

// ---- names and values ---------------------------------------------------------------------------

function new_name({ random, state }) {
    if (state.freed.length > 0 && random.chance(0.3))
        return state.freed.splice(random.below(state.freed.length), 1)[0];
    return `${random.pick(stems)}${state.next++}`;
}

/** A name to be used again, unless every object brings a field of that name. */
function free({ state }, name) {
    if (name !== 'name')
        state.freed.push(name);
}

const text_of = ({ random, state }, most = 63) => {
    const text = `${random.pick(hostile_texts)} ${state.next++}`;
    return Buffer.byteLength(text) > most ? `T${state.next++}` : text;
};

function value_of({ random }, field) {
    if (field.options)
        return field.type === 'MULTI_SELECT' ? random.some(field.options.map(({ value }) => value), 1, 2)
            : random.pick(field.options).value;
    const sample = sample_of(field);
    const at = random.below(2);
    return { body: sample.values[at], read: (sample.reads ?? sample.values)[at] };
}

/** Whether the live records have a value of a unique field twice. */
function has_twins(object, field) {
    const values = object.records.filter((record) => !record.deleted)
        .map((record) => record.values[field.key]).filter((value) => value !== null && value !== '');
    return new Set(values.map((value) => JSON.stringify(value))).size < values.length;
}

// ---- changes of the model ------------------------------------------------------------------------

/** The words by which a list refers to an object or field: any of its names, or its id. */
const reference = ({ random }, ...words) => random.pick(words.filter(Boolean));
const refer_object = (oracle, object) => reference(oracle, object.singular, object.plural, object.id);
const refer_field = (oracle, field) => reference(oracle, field.name, field.id);

function create_object(oracle) {
    const { random, state } = oracle;
    const singular = new_name(oracle);
    const object = {
        key: state.next++, singular, plural: `${singular}Set${state.next++}`, label: text_of(oracle, 50),
        description: random.maybe(() => text_of(oracle)), icon: random.maybe(() => text_of(oracle)),
        active: true, searchable: true, fields: [], records: [],
    };
    object.labels = `${object.label}s`;
    for (const name of ['label', 'labels'])
        object[name] = object[name].replace(/^[a-z]/, (letter) => letter.toUpperCase());
    const skips_name = random.chance(0.3);
    if (!skips_name)
        object.fields.push({ key: state.next++, name: 'name', label: 'Name', type: 'TEXT', active: true,
            nullable: true, unique: false, description: 'Name' });
    const own = object.fields[0]?.key;
    object.labeled_by = own;
    const set = { nameSingular: object.singular, namePlural: object.plural, labelSingular: object.label,
        labelPlural: object.labels, skipNameField: skips_name };
    for (const name of ['description', 'icon'])
        if (object[name] !== null)
            set[name] = object[name];
    state.objects.push(object);
    return { change: { op: 'createObject', set }, touched: [object.key],
        adopt: (result) => {
            const made = object_of(oracle, object.key);
            made.id = result.id;
            const field = field_of(oracle, object.key, own);
            if (field)
                field.id = result.fields.find(({ name }) => name === 'name').id;
        } };
}

function update_object(oracle, object) {
    const { random, state } = oracle;
    const set = {};
    const what = random.pick(['rename', 'labels', 'texts', 'active', 'label field']);
    if (what === 'rename') {
        state.freed.push(object.singular);
        object.old_paths = [...object.old_paths ?? [], object.plural];
        object.singular = new_name(oracle);
        object.plural = `${object.singular}All${state.next++}`;
        Object.assign(set, { nameSingular: object.singular, namePlural: object.plural });
    } else if (what === 'labels') {
        object.label = text_of(oracle, 50);
        object.labels = `${object.label}s`;
        Object.assign(set, { labelSingular: object.label, labelPlural: object.labels });
    } else if (what === 'texts') {
        object.description = random.maybe(() => text_of(oracle));
        object.icon = random.maybe(() => text_of(oracle));
        Object.assign(set, { description: object.description, icon: object.icon });
    } else if (what === 'active') {
        object.active = !object.active;
        set.isActive = object.active;
    } else {
        const able = object.fields.filter((field) => label_types.includes(field.type) && field.active && field.id);
        if (able.length === 0)
            return undefined;
        const field = random.pick(able);
        object.labeled_by = field.key;
        set.labelIdentifierFieldMetadataId = field.id;
    }
    return { change: { op: 'updateObject', set }, object, touched: [object.key] };
}

function delete_object(oracle, object) {
    const { state } = oracle;
    const touched = [];
    for (const other of state.objects)
        if (other.fields.some((field) => field.target === object.key) && other.key !== object.key) {
            other.fields = other.fields.filter((field) => field.target !== object.key);
            touched.push(other.key);
        }
    state.objects = state.objects.filter(({ key }) => key !== object.key);
    state.freed.push(object.singular);
    return { change: { op: 'deleteObject' }, object, touched, gone: object };
}

function new_options({ random, state }) {
    const values = Array.from({ length: 2 + random.below(4) }, () => `V_${state.next++}`);
    return options(...values).map((option) => ({ ...option,
        label: `${random.pick(hostile_texts).replaceAll(',', '')}${option.position}`.slice(0, 20).trim() }));
}

function pick_default({ random }, field) {
    if (field.type === 'MULTI_SELECT') {
        const values = random.some(field.options.map(({ value }) => value), 1, 2);
        return [values.map((value) => `'${value}'`), values];
    }
    if (field.type === 'SELECT') {
        const { value } = random.pick(field.options);
        return [`'${value}'`, value];
    }
    return defaults[field.type];
}

function create_field(oracle, object) {
    const { random, state } = oracle;
    const type = random.pick([...samples.keys()]);
    const field = { key: state.next++, type, name: new_name(oracle), label: text_of(oracle),
        description: random.maybe(() => text_of(oracle), 0.3), icon: random.maybe(() => text_of(oracle), 0.3),
        active: true, nullable: true, unique: false };
    const set = { type, name: field.name, label: field.label };
    for (const name of ['description', 'icon'])
        if (field[name] !== null)
            set[name] = field[name];
    if (type === 'SELECT' || type === 'MULTI_SELECT')
        set.options = field.options = new_options(oracle);
    if (type === 'RATING')
        field.options = [1, 2, 3, 4, 5].map((n) => ({ value: `RATING_${n}` }));
    const value = pick_default(oracle, field);
    if (value && random.chance(0.4)) {
        field.default = value;
        [set.defaultValue] = value;
        if (random.chance(0.4) && sample_of(field).empty === null)
            set.isNullable = field.nullable = false;
    }
    if (unique_types.includes(type) && !field.default && random.chance(0.2))
        set.isUnique = field.unique = true;
    for (const record of object.records)
        record.values[field.key] = unset_of(field);
    object.fields.push(field);
    return { change: { op: 'createField', set }, object, touched: [object.key],
        adopt: (result) => {
            const made = field_of(oracle, object.key, field.key);
            made.id = result.id;
            if (made.options)
                made.options = result.options;
        } };
}

function create_relation(oracle, object) {
    const { random, state } = oracle;
    const target = random.pick(state.objects);
    const kind = random.pick(['MANY_TO_ONE', 'MANY_TO_ONE', 'ONE_TO_MANY']);
    const opposite = kind === 'MANY_TO_ONE' ? 'ONE_TO_MANY' : 'MANY_TO_ONE';
    const number = state.next++;
    const field = { key: state.next++, type: 'RELATION', kind, name: new_name(oracle), label: text_of(oracle),
        active: true, nullable: true, unique: false, target: target.key, on_delete: 'SET_NULL' };
    const inverse = { key: state.next++, type: 'RELATION', kind: opposite, name: `back${number}`,
        label: `back ${number}`, active: true, nullable: true, unique: false, target: object.key,
        inverse: field.key, on_delete: 'SET_NULL' };
    field.inverse = inverse.key;
    const set = { type: 'RELATION', name: field.name, label: field.label, relationCreationPayload: { type: kind,
        targetObjectMetadataId: target.key, targetFieldLabel: inverse.label, targetFieldIcon: 'IconLink' } };
    if (is_to_one(field) && random.chance(0.5)) {
        field.on_delete = random.pick(actions);
        set.settings = { onDelete: field.on_delete };
    }
    object.fields.push(field);
    target.fields.push(inverse);
    const [at, one] = is_to_one(field) ? [object, field] : [target, inverse];
    for (const record of at.records)
        record.values[one.key] = null;
    return { change: { op: 'createField', set }, object, target, touched: [object.key, target.key],
        adopt: (result) => {
            field_of(oracle, object.key, field.key).id = result.id;
            field_of(oracle, target.key, inverse.key).id = result.relation.targetFieldMetadata.id;
        } };
}

/** Options as they are then, and what becomes of the values: renamed, or gone. */
function change_options(oracle, object, field) {
    const { random, state } = oracle;
    const kept = random.chance(0.5) && field.options.length > 2
        ? random.some(field.options, 2, field.options.length - 1) : [...field.options];
    const next = kept.map((option) => ({ ...option }));
    if (random.chance(0.5))
        next[random.below(next.length)].value = `R_${state.next++}`;
    if (random.chance(0.5))
        next.push({ label: `More ${state.next}`, value: `V_${state.next++}`, color: 'red' });
    if (random.chance(0.3))
        next.reverse();
    if (next.length > 3 && random.chance(0.2))
        [next[0].value, next[1].value] = [next[1].value, next[0].value];
    next.forEach((option, position) => { option.position = position; });
    const set = { options: next.map((option) => ({ ...option })) };
    const becomes = new Map(field.options.map(({ id, value }) =>
        [value, next.find((option) => option.id === id)?.value ?? null]));
    if (field.default) {
        const values = [field.default[1]].flat().map((value) => becomes.get(value)).filter(Boolean);
        field.default = values.length === 0 ? [`'${next[0].value}'`, next[0].value] : [`'${values[0]}'`, values[0]];
        if (field.type === 'MULTI_SELECT')
            field.default = field.default.map((value) => [value]);
        [set.defaultValue] = field.default;
    }
    for (const record of object.records) {
        const value = record.values[field.key];
        if (field.type === 'MULTI_SELECT')
            record.values[field.key] = value.map((one) => becomes.get(one)).filter(Boolean);
        else if (value !== null)
            record.values[field.key] = becomes.get(value) ?? (field.nullable ? null : field.default[1]);
    }
    field.options = next;
    return set;
}

function update_field(oracle, object, field) {
    const { random, state } = oracle;
    let set = {};
    let adopt;
    let fault;
    const touched = [object.key, ...is_scalar(field) ? [] : [field.target]];
    const what = random.pick(['rename', 'rename', 'texts', 'active', 'options', 'options', 'default', 'unique',
        'action']);
    if (what === 'rename') {
        free(oracle, field.name);
        field.name = new_name(oracle);
        set.name = field.name;
    } else if (what === 'texts') {
        field.label = text_of(oracle);
        field.description = random.maybe(() => text_of(oracle));
        set = { label: field.label, description: field.description };
    } else if (what === 'active') {
        if (field.key === object.labeled_by)
            return undefined;
        field.active = !field.active;
        if (!is_scalar(field))
            inverse_of(oracle, field).active = field.active;
        set.isActive = field.active;
    } else if (what === 'options' && (field.type === 'SELECT' || field.type === 'MULTI_SELECT')
        && field.options.every(({ id }) => id)) {
        set = change_options(oracle, object, field);
        adopt = (result) => { field_of(oracle, object.key, field.key).options = result.options; };
    } else if (what === 'default' && is_scalar(field) && field.nullable && pick_default(oracle, field)) {
        field.default = random.chance(0.3) ? undefined : pick_default(oracle, field);
        set.defaultValue = field.default?.[0] ?? null;
    } else if (what === 'unique' && unique_types.includes(field.type)) {
        if (!field.unique && has_twins(object, field))
            fault = /duplicate/i;
        else
            field.unique = !field.unique;
        set.isUnique = fault ? true : field.unique;
    } else if (what === 'action' && is_to_one(field)) {
        field.on_delete = random.pick(actions);
        set.settings = { onDelete: field.on_delete };
    } else {
        return undefined;
    }
    return { change: { op: 'updateField', set }, object, field, touched, adopt, fault };
}

function delete_field(oracle, object, field) {
    const touched = [object.key];
    if (field.key === object.labeled_by)
        return undefined;
    object.fields = object.fields.filter(({ key }) => key !== field.key);
    if (!is_scalar(field)) {
        const target = object_of(oracle, field.target);
        target.fields = target.fields.filter(({ key }) => key !== field.inverse);
        touched.push(target.key);
    }
    free(oracle, field.name);
    return { change: { op: 'deleteField' }, object, field, touched };
}

/**
 * A random change, made in the oracle: {change, touched, adopt, fault}. The change refers to things
 * as a list does; `fault` is the message of one that is refused, which leaves the oracle as it was.
 */
export function propose(oracle) {
    const { random, state } = oracle;
    for (;;) {
        const objects = state.objects;
        const object = objects.length > 0 ? random.pick(objects) : undefined;
        if (!object || (objects.length < 10 && random.chance(0.06)))
            return create_object(oracle);
        const field = object.fields.length > 0 ? random.pick(object.fields) : undefined;
        const before = refer_to(oracle, object, field);
        const roll = random.random();
        let made;
        if (roll < 0.04)
            made = objects.length > 3 ? delete_object(oracle, object) : undefined;
        else if (roll < 0.16)
            made = update_object(oracle, object);
        else if (roll < 0.42)
            made = object.fields.length < 14 ? create_field(oracle, object) : undefined;
        else if (roll < 0.5)
            made = object.fields.length < 14 ? create_relation(oracle, object) : undefined;
        else if (field)
            made = roll < 0.63 ? delete_field(oracle, object, field) : update_field(oracle, object, field);
        if (made)
            return { ...made, change: { ...made.change, ...before(made) } };
    }
}

/** How a change names what it is about: by the names of before the change. */
function refer_to(oracle, object, field) {
    const names = { object: refer_object(oracle, object), field: field && refer_field(oracle, field) };
    const ids = { object: object.id, field: field?.id };
    return (made) => {
        const members = {};
        if (made.object)
            members.object = names.object;
        if (made.field)
            members.field = names.field;
        const payload = made.change.set?.relationCreationPayload;
        if (payload)
            payload.targetObjectMetadataId = made.target === object && made.target.id === undefined
                ? names.object : refer_object(oracle, made.target);
        return { ...members, ids };
    };
}

/** Runs `work` and has the oracle forget what it did. */
export async function undone(oracle, work) {
    const state = copy(oracle.state);
    try {
        return await work();
    } finally {
        oracle.state = state;
    }
}

// ---- records -------------------------------------------------------------------------------------

/** A body with values of some fields, and what a record with them reads. */
function random_values(oracle, object) {
    const { random } = oracle;
    const body = {};
    const values = {};
    for (const field of object.fields) {
        if (!field.active || field.kind === 'ONE_TO_MANY' || random.chance(0.4))
            continue;
        if (is_to_one(field)) {
            const live = object_of(oracle, field.target).records.filter(({ deleted }) => !deleted);
            const id = live.length > 0 && random.chance(0.8) ? random.pick(live).id : null;
            body[`${field.name}Id`] = id;
            values[field.key] = id;
            continue;
        }
        const value = value_of(oracle, field);
        body[field.name] = value.body ?? value;
        values[field.key] = copy(value.read ?? value);
    }
    return { body, values };
}

const twins_of = (object) => object.fields.some((field) => field.unique && has_twins(object, field));

/** Everything a destroyed record takes with it; undefined where the order of keys would decide. */
function destroy(oracle, id) {
    const gone = new Set([id]);
    let left = 0;
    const keys = oracle.state.objects.flatMap((object) =>
        object.fields.filter(is_to_one).map((field) => ({ object, field })));
    while (gone.size > left) {
        left = gone.size;
        for (const { object, field } of keys)
            if (field.on_delete === 'CASCADE')
                for (const record of object.records)
                    if (gone.has(record.values[field.key]))
                        gone.add(record.id);
    }
    let is_kept = false;
    for (const { object, field } of keys)
        for (const record of object.records) {
            if (!gone.has(record.values[field.key]))
                continue;
            if (field.on_delete === 'RESTRICT' || field.on_delete === 'NO_ACTION') {
                if (gone.has(record.id))
                    return undefined;
                is_kept = true;
            }
        }
    if (is_kept)
        return { refused: true };
    for (const { object, field } of keys)
        for (const record of object.records)
            if (field.on_delete === 'SET_NULL' && gone.has(record.values[field.key]))
                record.values[field.key] = null;
    for (const object of oracle.state.objects)
        object.records = object.records.filter((record) => !gone.has(record.id));
    return { refused: false };
}

/** A random write of a record: {method, path, body, status, touched, adopt}, made in the oracle. */
export function propose_write(oracle) {
    const { random, state } = oracle;
    const object = random.pick(state.objects);
    if (!object.active)
        return undefined;
    const path = `/rest/${object.plural}`;
    const before = copy(state);
    const finish = (write) => {
        if (!twins_of(object))
            return { ...write, touched: [object.key, ...state.objects.map(({ key }) => key)] };
        oracle.state = before;
        return { ...write, status: 400, adopt: undefined, touched: [object.key] };
    };
    if (object.records.length === 0 || (object.records.length < 20 && random.chance(0.5))) {
        const { body, values } = random_values(oracle, object);
        const record = { deleted: false, key: state.next++, values: {} };
        for (const field of object.fields)
            record.values[field.key] = field.key in values ? values[field.key] : unset_of(field);
        object.records.push(record);
        return finish({ method: 'POST', path, body, status: 201, adopt: (made) => {
            object_of(oracle, object.key).records.find(({ key }) => key === record.key).id = made.id;
        } });
    }
    const record = random.pick(object.records);
    const at = `${path}/${record.id}`;
    if (record.deleted) {
        record.deleted = false;
        return finish({ method: 'PATCH', path: `/rest/restore/${object.plural}/${record.id}`, status: 200 });
    }
    if (random.chance(0.6)) {
        const { body, values } = random_values(oracle, object);
        if (same(body, {}))
            return undefined;
        Object.assign(record.values, values);
        return finish({ method: 'PATCH', path: at, body, status: 200 });
    }
    if (random.chance(0.5)) {
        record.deleted = true;
        return finish({ method: 'DELETE', path: at, status: 200 });
    }
    const end = destroy(oracle, record.id);
    return end && finish({ method: 'DELETE', path: `${at}?soft_delete=false`, status: end.refused ? 400 : 200 });
}

// ---- what an answer must hold --------------------------------------------------------------------

/** The members of an object's resource that the oracle knows. */
export function expected_object(oracle, object) {
    const label = object.fields.find(({ key }) => key === object.labeled_by);
    return {
        id: object.id, nameSingular: object.singular, namePlural: object.plural, labelSingular: object.label,
        labelPlural: object.labels, description: object.description ?? undefined,
        icon: object.icon ?? undefined, isActive: object.active, isCustom: true,
        labelIdentifierFieldMetadataId: label?.id,
        fields: Object.fromEntries(object.fields.map((field) => [field.name, expected_field(oracle, field)])),
    };
}

function expected_field(oracle, field) {
    const out = { id: field.id, type: field.type, label: field.label, isActive: field.active, isCustom: true,
        isNullable: field.nullable, isUnique: field.unique, defaultValue: field.default?.[0],
        description: field.description ?? undefined, options: field.options };
    if (!is_scalar(field)) {
        const inverse = inverse_of(oracle, field);
        out.relation = { type: field.kind, target: object_of(oracle, field.target).plural, inverse: inverse.name };
        out.settings = is_to_one(field) ? { relationType: field.kind, onDelete: field.on_delete,
            joinColumnName: `${field.name}Id` } : { relationType: field.kind };
    }
    return out;
}

/** The same members of a resource as it was answered. */
export function read_object(resource) {
    const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));
    const system = new Set(resource.fields.filter(({ isSystem }) => isSystem).map(({ id }) => id));
    const labeled = resource.labelIdentifierFieldMetadataId;
    return {
        ...pick(resource, ['id', 'nameSingular', 'namePlural', 'labelSingular', 'labelPlural', 'description', 'icon',
            'isActive', 'isCustom']),
        labelIdentifierFieldMetadataId: system.has(labeled) ? undefined : labeled,
        fields: Object.fromEntries(resource.fields.filter(({ isSystem }) => !isSystem).map((field) => [field.name, {
            ...pick(field, ['id', 'type', 'label', 'isActive', 'isCustom', 'isNullable', 'isUnique', 'defaultValue',
                'description', 'options']),
            ...field.relation && { relation: { type: field.relation.type,
                target: field.relation.targetObjectMetadata.namePlural,
                inverse: field.relation.targetFieldMetadata.name }, settings: field.settings },
        }])),
    };
}

const system_members = ['id', 'createdAt', 'updatedAt', 'deletedAt', 'createdBy', 'updatedBy', 'position'];

/** The live records of an object as a list at depth 0 has them, without what every record has. */
export function expected_records(object) {
    return object.records.filter(({ deleted }) => !deleted)
        .map((record) => Object.fromEntries([['id', record.id], ...object.fields
            .filter((field) => field.active && field.kind !== 'ONE_TO_MANY')
            .map((field) => [is_to_one(field) ? `${field.name}Id` : field.name, record.values[field.key]])]))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function read_records(records) {
    return records.map((record) => {
        for (const name of system_members)
            if (!(name in record))
                throw new Error(`a record without ${name}`);
        return Object.fromEntries(Object.entries(record).filter(([name]) =>
            name === 'id' || !system_members.includes(name)));
    }).sort((a, b) => (a.id < b.id ? -1 : 1));
}
