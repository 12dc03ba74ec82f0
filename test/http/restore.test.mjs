// Restore, and what shares a soft deletion: spec/core-rest.md §2 rows 9-12, §16.8, §17.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, expect, expect_fault, fingerprint, make_object, make_workspace, selfcheck, sql,
    unknown_id,
} from './helpers.mjs';

const workspace = 'restoring';
let api;
let twenty;
let kites;

before(async () => {
    api = await make_workspace(workspace);
    twenty = client({ token: api.token, dialect: 'twenty' });
    kites = await make_object(api, 'kite', [{ name: 'code', type: 'TEXT', isUnique: true },
        { name: 'flock', type: 'TEXT' }]);
});
after(() => selfcheck());

const create = async (plural, singular, body) =>
    expect(await api.post(`/rest/${plural}`, body, { depth: 0 }), 201).data[singular];
const kite = (body) => create('kites', 'kite', body);
const soft_delete = async (path, parameters) =>
    expect(await api.delete(path, { soft_delete: 'true', ...parameters }), 200);
const live = async (plural) => expect(await api.get(`/rest/${plural}`), 200).totalCount;

async function refuse(request, status, message, also) {
    const state = await fingerprint(workspace);
    expect_fault(await request(), status, message, also);
    assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
}

describe('§2 rows 9 to 12: restore has four paths', () => {
    for (const [name, one, many] of [
        ['newer', (id) => `/rest/kites/${id}/restore`, '/rest/kites/restore'],
        ['older', (id) => `/rest/restore/kites/${id}`, '/rest/restore/kites'],
    ]) {
        test(`one, by the ${name} path`, async () => {
            const made = await kite({ name: name });
            await soft_delete(`/rest/kites/${made.id}`);
            expect(await api.get(`/rest/kites/${made.id}`), 404);
            const answer = await api.patch(one(made.id), undefined, { depth: 0 });
            const { data } = expect(answer, 200);
            assert.deepEqual(Object.keys(data), ['kite']);
            assert.equal(data.kite.deletedAt, null);
            assert.ok(data.kite.updatedAt >= made.updatedAt);
            assert.equal(data.kite.name, name);
            assert.match(answer.headers.etag, /^"/);
            assert.deepEqual(expect(await api.get(`/rest/kites/${made.id}`, { depth: 0 }), 200).data,
                data);
            await soft_delete(`/rest/kites/${made.id}`);
            assert.deepEqual(Object.keys(expect(await twenty.patch(one(made.id)), 200).data),
                ['restoreKite']);
        });

        test(`many, by the ${name} path`, async () => {
            const flock = `flock ${name}`;
            const made = [await kite({ flock }), await kite({ flock })];
            const filter = `flock[eq]:"${flock}"`;
            await soft_delete('/rest/kites', { filter });
            const { data } = expect(await api.patch(many, undefined, { filter }), 200);
            assert.deepEqual(Object.keys(data), ['kites']);
            assert.deepEqual(data.kites.map(({ id }) => id), made.map(({ id }) => id).sort());
            assert.ok(data.kites.every(({ deletedAt }) => deletedAt === null));
            await soft_delete('/rest/kites', { filter });
            const answer = expect(await twenty.patch(many, undefined, { filter }), 200);
            assert.deepEqual(Object.keys(answer.data), ['restoreKites']);
            assert.equal(answer.data.restoreKites.length, 2);
        });
    }
});

describe('§17 restore', () => {
    test('a live record restores without error; an unknown one is 404', async () => {
        const made = await kite({});
        assert.equal(expect(await api.patch(`/rest/kites/${made.id}/restore`), 200).data.kite.id,
            made.id);
        for (const path of [`/rest/kites/${unknown_id}/restore`,
            `/rest/restore/kites/${unknown_id}`]) {
            await refuse(() => api.patch(path), 404, 'Record not found');
            await refuse(() => twenty.patch(path), 404, 'Record not found');
        }
    });

    test('the filter is mandatory, and missed before the object', async () => {
        for (const path of ['/rest/kites/restore', '/rest/restore/kites', '/rest/restore/nonsense',
            '/rest/nonsense/restore'])
            for (const parameters of [{}, { filter: '' }])
                await refuse(() => api.patch(path, undefined, parameters), 400,
                    'A non-empty filter is required for a bulk mutation');
        await refuse(() => api.patch('/rest/restore/nonsense', undefined,
            { filter: 'id[is]:NOT_NULL' }), 404, "object 'nonsense' not found. eg: companies");
    });

    test('no match is an empty array', async () => {
        const filter = 'flock[eq]:nobody';
        assert.deepEqual(expect(await api.patch('/rest/kites/restore', undefined, { filter }), 200),
            { data: { kites: [] } });
        assert.deepEqual(expect(await twenty.patch('/rest/restore/kites', undefined, { filter }),
            200), { data: { restoreKites: [] } });
    });

    test('the filter may choose among the deleted ones', async () => {
        const flock = 'chosen';
        const [first] = [await kite({ flock }), await kite({ flock })];
        await soft_delete(`/rest/kites/${first.id}`);
        const { data } = expect(await api.patch('/rest/kites/restore', undefined,
            { filter: `flock[eq]:${flock},deletedAt[is]:NOT_NULL` }), 200);
        assert.deepEqual(data.kites.map(({ id }) => id), [first.id]);
    });

    test('a value taken meanwhile stops it, one and many', async () => {
        const gone = await kite({ code: 'K1' });
        await soft_delete(`/rest/kites/${gone.id}`);
        await kite({ code: 'K1' });
        const taken = 'A duplicate entry was detected for field "code"';
        await refuse(() => api.patch(`/rest/kites/${gone.id}/restore`), 400, taken);
        await refuse(() => api.patch('/rest/kites/restore', undefined,
            { filter: `id[eq]:${gone.id}` }), 400, taken);
    });

    test('If-Match holds for restore of one', async () => {
        const made = await kite({});
        await soft_delete(`/rest/kites/${made.id}`);
        await refuse(() => api.raw('PATCH', `/rest/kites/${made.id}/restore`, undefined,
            { 'if-match': '"0.0.0-0"' }), 412);
        expect(await api.raw('PATCH', `/rest/kites/${made.id}/restore`, undefined,
            { 'if-match': '*' }), 200);
    });

    test('a segment that is no id, and other methods', async () => {
        await refuse(() => api.patch('/rest/restore/kites/x'), 400, "'x' is not a valid UUID");
        await refuse(() => api.patch('/rest/kites/x/restore'), 400, "'x' is not a valid UUID");
        const { headers } = await api.get('/rest/kites/restore');
        assert.equal(headers.allow, 'PATCH');
        await refuse(() => api.delete(`/rest/restore/kites/${unknown_id}`), 405);
    });
});

describe('§16.8 targets share the deletion of their note or task', () => {
    for (const [singular, plural] of [['note', 'notes'], ['task', 'tasks']]) {
        const targets = `${singular}Targets`;
        const add = async () => {
            const owner = await create(plural, singular, { title: 't' });
            const person = await create('people', 'person', {});
            const target = await create(targets, `${singular}Target`,
                { [`${singular}Id`]: owner.id, targetPersonId: person.id });
            return { owner, person, target };
        };
        const deleted = (id) => sql(`SELECT deleted_at IS NOT NULL
            FROM ${workspace}.${singular}_targets WHERE id = '${id}'`);

        test(`${plural}: one`, async () => {
            const { owner, target } = await add();
            const other = await add();
            await soft_delete(`/rest/${plural}/${owner.id}`);
            assert.equal(await deleted(target.id), 't');
            assert.equal(await deleted(other.target.id), 'f');
            expect(await api.patch(`/rest/${plural}/${owner.id}/restore`), 200);
            assert.equal(await deleted(target.id), 'f');
        });

        test(`${plural}: many`, async () => {
            const made = [await add(), await add()];
            const filter = `id[in]:[${made.map(({ owner }) => owner.id)}]`;
            await soft_delete(`/rest/${plural}`, { filter });
            for (const { target } of made)
                assert.equal(await deleted(target.id), 't');
            expect(await api.patch(`/rest/${plural}/restore`, undefined, { filter }), 200);
            for (const { target } of made)
                assert.equal(await deleted(target.id), 'f');
        });

        test(`${plural}: what was deleted before stays deleted`, async () => {
            const { owner, target } = await add();
            const kept = await create(targets, `${singular}Target`, { [`${singular}Id`]: owner.id });
            await soft_delete(`/rest/${targets}/${target.id}`);
            await soft_delete(`/rest/${plural}/${owner.id}`);
            expect(await api.patch(`/rest/restore/${plural}/${owner.id}`), 200);
            assert.equal(await deleted(target.id), 't');
            assert.equal(await deleted(kept.id), 'f');
        });

        test(`${plural}: what the same transaction deleted before stays deleted`, async () => {
            const { owner, target } = await add();
            const kept = await create(targets, `${singular}Target`, { [`${singular}Id`]: owner.id });
            const remove = (object, id) =>
                ({ method: 'DELETE', path: `/rest/${object}/${id}?soft_delete=true` });
            const operations = [remove(targets, target.id), remove(plural, owner.id)];
            expect(await api.post('/rest/transaction', { operations }), 200);
            assert.equal(await deleted(kept.id), 't');
            expect(await api.patch(`/rest/${plural}/${owner.id}/restore`), 200);
            assert.equal(await deleted(target.id), 't');
            assert.equal(await deleted(kept.id), 'f');
        });

        test(`${plural}: the records they point to leave them alone; a rehearsal too`, async () => {
            const { owner, person, target } = await add();
            await soft_delete(`/rest/people/${person.id}`);
            assert.equal(await deleted(target.id), 'f');
            await soft_delete(`/rest/${plural}/${owner.id}`, { dry_run: 'true' });
            assert.equal(await deleted(target.id), 'f');
            expect(await api.delete(`/rest/${plural}/${owner.id}`, { soft_delete: 'false' }), 200);
            assert.equal(await deleted(target.id), '');
        });
    }

    test('a soft-deleted company leaves its people untouched (§17)', async () => {
        const company = await create('companies', 'company', {});
        const person = await create('people', 'person', { companyId: company.id });
        await soft_delete(`/rest/companies/${company.id}`);
        assert.equal(expect(await api.get(`/rest/people/${person.id}`), 200).data.person.deletedAt,
            null);
        assert.ok(await live('people') > 0);
    });
});
