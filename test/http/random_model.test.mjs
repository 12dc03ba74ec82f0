// Random changes of the model with records in the tables, against an oracle: after each of them the
// resource and the records are what the oracle says, and after every CHECK_EVERY-th the whole
// catalogue is. SEED and OPERATIONS set the run; a failure names seed and operation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { each, expect, make_workspace, selfcheck, sql, start_daemon } from './helpers.mjs';
import {
    expected_object, expected_records, make_oracle, propose, propose_write, read_object, read_records,
    undone,
} from './model_oracle.mjs';
import { random_from, seed } from './random.mjs';

const operations = Number(process.env.OPERATIONS ?? 250);
const check_every = Number(process.env.CHECK_EVERY ?? 5);
const database = 'random_model';
const metadata = '/rest/metadata';
const oracle = make_oracle(random_from(seed));
const { random } = oracle;
let api;
let daemon;
let at = 0;
let last;

before(async () => {
    await sql(`CREATE DATABASE ${database}`);
    await sql(`CREATE EXTENSION viginti; SELECT viginti.create_api_login('random_api')`,
        { in_database: database });
    daemon = await start_daemon({ in_database: database, user: 'random_api', application: database });
    api = await make_workspace('chance', { in_database: database, base: daemon.base });
});
after(async () => {
    await daemon?.stop();
    await sql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
});

const objects = () => oracle.state.objects;

// ---- checks --------------------------------------------------------------------------------------

async function check_object(key) {
    const object = objects().find((one) => one.key === key);
    if (!object)
        return;
    const { data } = expect(await api.get(`${metadata}/objects/${object.id}`), 200);
    assert.deepEqual(read_object(data.object), expected_object(oracle, object));
    await check_records(object);
}

async function check_records(object) {
    const answer = await api.get(`/rest/${object.plural}`, { depth: 0 });
    if (!object.active) {
        assert.equal(answer.status, 404, answer.text);
        return;
    }
    const body = expect(answer, 200);
    assert.deepEqual(read_records(body.data[object.plural]), expected_records(object));
    assert.equal(body.totalCount, expected_records(object).length);
}

async function check_all() {
    const listed = [];
    for (let cursor; ;) {
        const page = expect(await api.get(`${metadata}/objects`, { limit: 60, starting_after: cursor }), 200);
        listed.push(...page.data.objects.filter(({ isCustom }) => isCustom));
        cursor = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage)
            break;
    }
    const by_id = (list) => list.sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(by_id(listed.map(read_object)),
        by_id(objects().map((object) => expected_object(oracle, object))));
    await each(objects(), check_records);
    await selfcheck(database);
}

/** A path that was an object's until its name changed answers like any unknown one. */
async function check_freed(gone) {
    const taken = new Set(objects().map(({ plural }) => plural));
    for (const path of [gone.plural, ...gone.old_paths ?? []])
        if (!taken.has(path))
            assert.equal((await api.get(`/rest/${path}`)).status, 404, path);
}

// ---- steps ---------------------------------------------------------------------------------------

const result_of = (applied) => applied.object ?? applied.field;
const in_list = ({ ids, ...change }) => change;

/** One change by the route of its own. */
function by_route({ op, set, ids }, parameters) {
    const kind = op.endsWith('Object') ? 'objects' : 'fields';
    const body = set && structuredClone(set);
    if (op === 'createField') {
        body.objectMetadataId = ids.object;
        const payload = body.relationCreationPayload;
        if (payload)
            payload.targetObjectMetadataId = objects().find(({ singular, plural, id }) =>
                [singular, plural, id].includes(payload.targetObjectMetadataId)).id;
    }
    const path = `${metadata}/${kind}`;
    if (op.startsWith('create'))
        return api.post(path, body, parameters);
    const own = `${path}/${kind === 'objects' ? ids.object : ids.field}`;
    return op.startsWith('update') ? api.patch(own, body, parameters) : api.delete(own, parameters);
}

function expect_refused(answer, fault) {
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.body.messages[0], fault);
}

async function change_one() {
    const proposal = propose(oracle);
    last = proposal.change;
    const answer = await by_route(proposal.change);
    if (proposal.fault) {
        expect_refused(answer, proposal.fault);
    } else {
        const { data } = expect(answer, proposal.change.op.startsWith('create') ? 201 : 200);
        proposal.adopt?.(result_of(data));
    }
    if (proposal.gone)
        await check_freed(proposal.gone);
    return proposal.touched;
}

const post_list = (proposals, more = [], parameters = {}) => {
    const changes = [...proposals.map(({ change }) => in_list(change)), ...more];
    last = changes;
    return api.post(`${metadata}/changes`, { changes }, parameters);
};

/** Some changes; a fault of one is that of all, and what follows was made up as if it were none. */
function propose_some() {
    const proposals = [];
    for (let count = 2 + random.below(4); count > 0; --count) {
        const proposal = propose(oracle);
        proposals.push(proposal);
        if (proposal.fault)
            break;
    }
    return proposals;
}

const touched_by = (proposals) => proposals.flatMap(({ touched }) => touched);

async function change_list() {
    const kept = structuredClone(oracle.state);
    const proposals = propose_some();
    const fault = proposals.at(-1).fault;
    const answer = await post_list(proposals);
    if (fault) {
        oracle.state = kept;
        expect_refused(answer, fault);
    } else {
        const { changes } = expect(answer, 200).data;
        proposals.forEach((proposal, n) => {
            // A later change may have deleted what this one made.
            if (objects().some(({ key }) => key === proposal.touched[0]))
                adopt_if_there(proposal, result_of(changes[n]));
        });
    }
    return touched_by(proposals);
}

function adopt_if_there(proposal, result) {
    try {
        proposal.adopt?.(result);
    } catch (error) {
        if (!(error instanceof TypeError))
            throw error;
    }
}

function rehearse() {
    return undone(oracle, async () => {
        const proposals = propose_some();
        const answer = await post_list(proposals, [], { rehearse: true });
        const { fault } = proposals.at(-1);
        if (fault)
            expect_refused(answer, fault);
        else
            assert.ok(Array.isArray(expect(answer, 200).data.rehearsal.steps));
        return touched_by(proposals);
    });
}

/** A list whose last change is wrong: nothing of it is made. */
function fail_list() {
    return undone(oracle, async () => {
        const proposals = propose_some();
        const answer = await post_list(proposals, [{ op: 'createField', object: 'nothingOfTheKind',
            set: { type: 'TEXT', name: 'a', label: 'A' } }]);
        expect_refused(answer, proposals.at(-1).fault ?? /Object nothingOfTheKind does not exist/);
        return touched_by(proposals);
    });
}

async function write_records() {
    const touched = [];
    for (let count = 1 + random.below(4); count > 0 && objects().length > 0; --count) {
        const write = propose_write(oracle);
        if (!write)
            continue;
        last = write;
        const answer = await api.raw(write.method, write.path, write.body && JSON.stringify(write.body));
        assert.equal(answer.status, write.status, answer.text.slice(0, 600));
        if (write.adopt)
            write.adopt(Object.values(answer.body.data)[0]);
        touched.push(...write.touched);
    }
    return touched;
}

const steps = [[0.62, change_one], [0.74, change_list], [0.8, rehearse], [0.84, fail_list], [1, write_records]];

test(`${operations} random operations, seed ${seed}: model, records and catalogue agree`, async () => {
    const made = {};
    for (at = 1; at <= operations; ++at) {
        const roll = random.random();
        const [, step] = steps.find(([limit]) => roll < limit);
        last = [];
        try {
            const touched = new Set(await step());
            // Rows are written between the changes, so that every change meets some.
            for (const key of random.chance(0.3) ? await write_records() : [])
                touched.add(key);
            for (const key of touched)
                await check_object(key);
            if (at % 50 === 0 || at === operations)
                await check_all();
            else if (at % check_every === 0)
                await selfcheck(database);
        } catch (error) {
            error.message = `operation ${at} of seed ${seed}, ${step.name} ${JSON.stringify(last)}: ${error.message}`;
            throw error;
        }
        for (const { op } of [last].flat())
            made[op ?? 'write'] = (made[op ?? 'write'] ?? 0) + 1;
    }
    console.log(JSON.stringify(made));
    for (const op of ['createObject', 'updateObject', 'deleteObject', 'createField', 'updateField', 'deleteField'])
        assert.ok(operations < 200 || made[op] > 0, `no ${op}`);
});
