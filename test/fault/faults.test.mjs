// A change of the model that fails at its n-th step, whatever n, leaves nothing behind: rows, catalogue
// and files are those of before, the same request succeeds next, and model and tables are one. First
// every step fails by an error; then the backend is killed in the middle and at the end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { literal, options, pause, selfcheck, sql } from '../http/helpers.mjs';

const workspace = 'faults';
const most_steps = 4000;

// ---- what can be changed ------------------------------------------------------------------------
const id_of = (object, field) => (field
    ? `(SELECT f.id FROM viginti.field f JOIN viginti.object o ON o.id = f.object_id
         WHERE o.workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${workspace}')
           AND o.name_plural = '${object}' AND f.name = '${field}')`
    : `(SELECT id FROM viginti.object WHERE name_plural = '${object}'
           AND workspace_id = (SELECT id FROM viginti.workspace WHERE name = '${workspace}'))`);

/** A request; `{people}` and `{people.city}` in path and body are ids. */
const request = (method, path, body) => {
    const resolved = (text) => literal(text).replace(/\{(\w+)(?:\.(\w+))?\}/g,
        (_, object, field) => `' || ${id_of(object, field)}::text || E'`);
    return `SELECT viginti.handle('${method}', ${resolved(path)},
        'authorization: Bearer ' || (SELECT secret FROM public.fault_key),
        convert_to(${body === undefined ? 'NULL' : resolved(JSON.stringify(body))}, 'UTF8'))`;
};
const create_object = (name, more) => request('POST', '/rest/metadata/objects', {
    nameSingular: name, namePlural: `${name}s`, labelSingular: name, labelPlural: `${name}s`,
    ...more });
const update_object = (object, body) =>
    request('PATCH', `/rest/metadata/objects/{${object}}`, body);
const create_field = (object, type, name, more) => request('POST', '/rest/metadata/fields', {
    objectMetadataId: `{${object}}`, type, name, label: name, ...more });
const update_field = (object, field, body) =>
    request('PATCH', `/rest/metadata/fields/{${object}.${field}}`, body);
const relation = (target, label) => ({ relationCreationPayload: { type: 'MANY_TO_ONE',
    targetObjectMetadataId: `{${target}}`, targetFieldLabel: label, targetFieldIcon: 'IconX' } });
const sizes = options('SMALL', 'LARGE', 'HUGE').map((option, place) =>
    ({ ...option, id: `00000000-0000-4000-8000-00000000000${place}` }));

// Each is made in turn on what those before it have made; `before` is SQL that is not under test, and
// with a `stride` every so many-th step fails.
const plain_types = ['UUID', 'TEXT', 'NUMBER', 'BOOLEAN', 'DATE', 'DATE_TIME', 'RATING', 'ARRAY',
    'RAW_JSON', 'RICH_TEXT', 'CURRENCY', 'EMAILS', 'PHONES', 'LINKS', 'FULL_NAME', 'ADDRESS', 'ACTOR',
    'NUMERIC'];
/** RAW_JSON: aRawjson. */
const name_for = (type) => `a${type[0]}${type.slice(1).toLowerCase().replace('_', '')}`;
const kinds = [
    { name: 'create an object', change: create_object('boat') },
    { name: 'rename an object',
        before: `INSERT INTO ${workspace}.boats (name) VALUES ('Argo'), ('Beagle')`,
        change: update_object('boats', { nameSingular: 'ship', namePlural: 'ships',
            labelSingular: 'Ship', labelPlural: 'Ships' }) },
    { name: 'describe an object', change: update_object('ships', { description: 'Afloat' }) },
    { name: 'deactivate an object', change: update_object('ships', { isActive: false }) },
    { name: 'reactivate an object', change: update_object('ships', { isActive: true }) },
    ...plain_types.map((type) => ({ name: `add a field of type ${type}`,
        change: create_field('ships', type, name_for(type)) })),
    { name: 'add a field of type SELECT with a default',
        change: create_field('ships', 'SELECT', 'size', { options: sizes, defaultValue: "'SMALL'",
            isNullable: false }) },
    { name: 'add a field of type MULTI_SELECT',
        change: create_field('ships', 'MULTI_SELECT', 'cargo', { options: sizes.map(
            ({ id, ...option }) => option) }) },
    { name: 'add a unique field',
        change: create_field('ships', 'TEXT', 'sign', { isUnique: true }) },
    { name: 'add a field with a default',
        change: create_field('ships', 'NUMBER', 'masts', { defaultValue: 3 }) },
    { name: 'rename a field', change: update_field('ships', 'sign', { name: 'callSign',
        label: 'Call sign' }) },
    { name: 'change a default', change: update_field('ships', 'masts', { defaultValue: 2 }) },
    { name: 'give up uniqueness', change: update_field('ships', 'callSign', { isUnique: false }) },
    { name: 'make a field unique', change: update_field('ships', 'callSign', { isUnique: true }) },
    { name: 'rename, add, reorder and delete options',
        before: `UPDATE ${workspace}.ships SET size = 'HUGE'`,
        change: update_field('ships', 'size', { options: [
            { ...sizes[1], position: 0 }, { ...sizes[0], value: 'TINY', label: 'Tiny', position: 1 },
            { value: 'VAST', label: 'Vast', color: 'red', position: 2 }], defaultValue: "'TINY'" }) },
    { name: 'deactivate a field', change: update_field('ships', 'masts', { isActive: false }) },
    { name: 'reactivate a field', change: update_field('ships', 'masts', { isActive: true }) },
    { name: 'add a relation', change: create_field('ships', 'RELATION', 'captain',
        relation('people', 'Commands')) },
    { name: 'rename one end of a relation',
        before: `INSERT INTO ${workspace}.people (name_first_name) VALUES ('Ada');
            UPDATE ${workspace}.ships SET captain_id = (SELECT id FROM ${workspace}.people LIMIT 1)`,
        change: update_field('ships', 'captain', { name: 'skipper', label: 'Skipper' }) },
    { name: 'rename the other end', change: update_field('people', 'commands', { name: 'fleet',
        label: 'Fleet' }) },
    { name: 'change what a deletion does', change: update_field('ships', 'skipper', {
        settings: { relationType: 'MANY_TO_ONE', onDelete: 'CASCADE' } }) },
    { name: 'label records by another field',
        change: update_object('ships', { labelIdentifierFieldMetadataId: '{ships.callSign}' }) },
    { name: 'make an index', change: request('POST', '/rest/metadata/indexes', {
        objectMetadataId: '{ships}', fields: [{ name: 'skipperId' },
            { name: 'masts', direction: 'DescNullsLast' }] }) },
    { name: 'make a unique index', change: request('POST', '/rest/metadata/indexes', {
        objectMetadataId: '{ships}', isUnique: true, fields: [{ name: 'aUuid' }] }) },
    { name: 'delete an index', change: `SELECT viginti.handle('DELETE', '/rest/metadata/indexes/' ||
            (SELECT i.id FROM viginti.index i WHERE i.object_id = ${id_of('ships')} AND i.is_unique),
        'authorization: Bearer ' || (SELECT secret FROM public.fault_key), NULL)` },
    { name: 'make an object unsearchable', change: update_object('ships', { isSearchable: false }) },
    { name: 'make an object searchable', change: update_object('ships', { isSearchable: true }) },
    { name: 'make a list of changes', change: request('POST', '/rest/metadata/changes', { changes: [
        { op: 'createObject', set: { nameSingular: 'port', namePlural: 'ports',
            labelSingular: 'Port', labelPlural: 'Ports' } },
        { op: 'createField', object: 'port', set: { type: 'TEXT', name: 'pilot', label: 'Pilot' } },
        { op: 'createField', object: 'ship', set: { type: 'RELATION', name: 'home', label: 'Home',
            relationCreationPayload: { type: 'MANY_TO_ONE', targetObjectMetadataId: 'port',
                targetFieldLabel: 'Ships', targetFieldIcon: 'IconX' } } },
        { op: 'updateField', object: 'ship', field: 'home', set: { name: 'harbour',
            label: 'Harbour' } },
        { op: 'updateField', object: 'port', field: 'pilot', set: { isUnique: true } },
        { op: 'deleteField', object: 'port', field: 'pilot' }] }) },
    { name: 'add a field from SQL', change: `SELECT viginti.add_field('ship', 'flag', 'TEXT')` },
    { name: 'delete one end of a relation',
        change: request('DELETE', '/rest/metadata/fields/{ports.ships}') },
    { name: 'delete a field', change: request('DELETE', '/rest/metadata/fields/{ships.size}') },
    { name: 'delete an object', change: request('DELETE', '/rest/metadata/objects/{ships}') },
    { name: 'repair', drift: `ALTER TABLE ${workspace}.people DROP COLUMN avatar_url;
            DROP INDEX ${workspace}.people__company_id_idx;
            ALTER TABLE ${workspace}.opportunities DROP CONSTRAINT stage_check;
            DROP TABLE ${workspace}.note_targets`,
        change: `SELECT viginti.repair('${workspace}')` },
    { name: 'create a workspace', stride: 41, change: `SELECT viginti.create_workspace('faults_2')` },
    { name: 'drop a workspace', change: `SELECT viginti.drop_workspace('faults_2')` },
];

// ---- one psql that is told what becomes of a statement -------------------------------------------
function open_session() {
    // Errors come by the same pipe, so that they stand before the end of their statement.
    const child = spawn('sh', ['-c', 'exec psql -X -q -At 2>&1'], { env: { ...process.env,
        PGOPTIONS: `-c client_min_messages=error -c viginti.workspace=${workspace} `
            + '-c synchronous_commit=on' } });
    let output = '', is_over = false, check = () => {};
    child.stdin.on('error', () => {});
    child.stdout.on('data', (part) => { output += part; check(); });
    const ended = new Promise((done) => child.on('close', () => {
        is_over = true;
        check(true);
        done();
    }));
    return {
        /** Output with errors, and SQLSTATE, of one statement; `gone` when the backend ended. */
        async ask(statement) {
            const end = `end of ${randomUUID()}`;
            output = '';
            if (is_over)
                return { gone: true, output: 'the session is over', state: '' };
            const answer = new Promise((done) => {
                check = (gone) => {
                    const at = output.indexOf(end);
                    if (gone || at >= 0)
                        done({ gone: gone === true || /server closed the connection/.test(output),
                            output: output.slice(0, Math.max(at, 0)), state: output.slice(at + end.length).trim().slice(0, 5) });
                };
            });
            child.stdin.write(`${statement}\n;\n\\echo ${end} :SQLSTATE\n`);
            return answer;
        },
        close() { child.stdin.end(); return ended; },
    };
}

/**
 * A session to a server that may just be on its way up again, or not yet down: one that has crashed has
 * another checkpointer than `before`.
 */
async function reopen(before) {
    for (let attempt = 0; attempt < 600; ++attempt) {
        const session = open_session();
        const { output } = await session.ask(
            'SELECT pid FROM pg_stat_activity WHERE backend_type = \'checkpointer\'');
        const checkpointer = output.trim();
        if (/^\d+$/.test(checkpointer) && checkpointer !== before)
            return { ...session, checkpointer };
        await session.close();
        await pause(50);
    }
    throw new Error('the server does not come back');
}

// Rows of every table, and every row of the catalogue that tells of tables, roles, rights, comments
// and files; what VACUUM and ANALYZE keep count of apart.
const make_hash = `
    CREATE FUNCTION public.fault_hash() RETURNS text LANGUAGE plpgsql AS $f$
    DECLARE
        relation text;
        part text;
        state text := '';
    BEGIN
        FOR relation IN SELECT c.oid::regclass::text FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            ORDER BY c.oid
        LOOP
            EXECUTE format('SELECT count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %s t', relation) INTO part;
            state := state || relation || ' ' || part || E'\\n';
        END LOOP;
        FOREACH relation IN ARRAY '{pg_class,pg_attribute,pg_attrdef,pg_constraint,pg_index,pg_description,pg_namespace,
            pg_trigger,pg_type,pg_depend,pg_shdepend,pg_authid,pg_auth_members,pg_rewrite,pg_policy,pg_default_acl,pg_event_trigger}'::text[]
        LOOP
            EXECUTE format($q$SELECT count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - '{relpages,reltuples,relallvisible,relfrozenxid,relminmxid}'::text[])::text, 0)::numeric), 0)
                FROM pg_catalog.%I t$q$, relation) INTO part;
            state := state || relation || ' ' || part || E'\\n';
        END LOOP;
        RETURN state;
    END $f$`;

// The scratch cluster may lose its latest commits in a crash: not those of this test.
async function prepare() {
    await sql(`SET synchronous_commit = on; DROP FUNCTION IF EXISTS public.fault_hash(); ${make_hash};
        DROP TABLE IF EXISTS public.fault_key;
        DO $$BEGIN PERFORM viginti.create_workspace('${workspace}'); END$$;
        CREATE TABLE public.fault_key AS SELECT viginti.create_api_key('${workspace}', 'faults') AS secret`);
}

async function state_of(session) {
    const { output, state } = await session.ask('SELECT public.fault_hash()');
    assert.equal(state, '00000', output);
    return output;
}

async function set_up(session, { before, drift }) {
    for (const statement of [before, drift].filter(Boolean)) {
        const { state, output } = await session.ask(`DO $do$BEGIN ${statement}; END$do$`);
        assert.equal(state, '00000', output);
    }
}

async function is_whole(session) {
    const { output } = await session.ask('SELECT problem FROM viginti.selfcheck()');
    assert.equal(output, '');
}

// ---- the tests ----------------------------------------------------------------------------------
const steps = new Map();

test('an error at any step of a change leaves nothing behind', async (t) => {
    await prepare();
    const session = await reopen();
    for (const kind of kinds)
        await t.test(kind.name, async () => {
            await set_up(session, kind);
            const before = await state_of(session);
            let step = 1, failed = 0;
            for (;; step += kind.stride ?? 1) {
                assert.ok(step < most_steps, 'the change takes too many steps');
                await session.ask(`SET viginti.fail_at_step = ${step}`);
                const { state, output } = await session.ask(kind.change);
                if (state === '00000')
                    break;
                assert.match(output, /a fault asked for by viginti.fail_at_step/);
                assert.equal(state, 'XX000');
                assert.equal(await state_of(session), before, `after a fault at step ${step}`);
                failed = step;
            }
            await session.ask('SET viginti.fail_at_step = 0');
            assert.ok(step > 2, 'the change has steps');
            assert.notEqual(await state_of(session), before, 'and does something in the end');
            await is_whole(session);
            steps.set(kind.name, failed);
            t.diagnostic(`${kind.name}: ${failed} steps`);
        });
    await session.close();
    await sql(`SELECT viginti.drop_workspace('${workspace}')`);
    await selfcheck();
});

test('the end of the backend at a step of a change leaves nothing behind', async (t) => {
    await prepare();
    let session = await reopen();
    for (const kind of kinds)
        await t.test(kind.name, async () => {
            await set_up(session, kind);
            const before = await state_of(session);
            const last = steps.get(kind.name);
            for (const step of [Math.ceil(last / 2), last]) {
                await session.ask(`SET viginti.fail_at_step = ${-step}`);
                const { gone } = await session.ask(kind.change);
                assert.ok(gone, 'the backend is killed');
                await session.close();
                session = await reopen(session.checkpointer);
                assert.equal(await state_of(session), before, `after a kill at step ${step}`);
                if (!kind.drift)
                    await is_whole(session);
            }
            const { state, output } = await session.ask(kind.change);
            assert.equal(state, '00000', output);
            await is_whole(session);
        });
    // By this session: the psql that `sql` keeps open has lost its connection to the crashes.
    await set_up(session, { before: `PERFORM viginti.drop_workspace('${workspace}')` });
    await is_whole(session);
    await session.close();
});
