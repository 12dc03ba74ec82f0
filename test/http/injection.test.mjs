// Injection: hostile text in every place that takes text. It comes out as it went in, changes
// nothing beside its own place, and stands in no statement: auto_explain logs the text of every statement a
// function runs, log_statement those of the daemon, and neither may hold the marker that all the
// hostile texts carry.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, make_field, make_object, make_workspace, options, read_forward, selfcheck,
    sql, start_daemon, unknown_id,
} from './helpers.mjs';
import { field_samples } from './samples.mjs';

const name = 'injection';
const in_database = name;
const mark = 'zqjmark';
const hostile = [
    `${mark}'; DROP TABLE public.canary; --`, `${mark}"; DROP TABLE public.canary; --`,
        `${mark}' OR '1'='1`,
    `${mark}\\'; SELECT 1; --`, `$$${mark}$$`, `${mark}$1 :name %s %I {0}`, `${mark}/* */ -- \n;`,
    `'||(SELECT secret FROM public.canary)||'${mark}`, `${mark}\u2019\uff07\u02bc`,
        `${mark}E'\\x27'`,
    `"}],"${mark}":[{"`, `</script>${mark}`,
        `${mark}'); COPY canary TO PROGRAM 'touch /tmp/${mark}'; --`,
];

let daemon;
let api;
let pets;
let log_start;
const server_log = () => readFileSync(process.env.SERVER_LOG, 'utf8');

before(async () => {
    await sql(`CREATE DATABASE ${name}`);
    log_start = server_log().length;
    await sql(`CREATE EXTENSION viginti; SELECT viginti.create_api_login('injection_api');
        ALTER DATABASE ${name} SET session_preload_libraries = 'auto_explain';
        ALTER DATABASE ${name} SET auto_explain.log_min_duration = 0;
        ALTER DATABASE ${name} SET auto_explain.log_nested_statements = on;
        ALTER DATABASE ${name} SET auto_explain.log_format = 'json';
        ALTER DATABASE ${name} SET log_statement = 'all';
        ALTER DATABASE ${name} SET log_duration = on`, { in_database });
    daemon = await start_daemon({ in_database, user: 'injection_api', application: name });
    api = await make_workspace(name, { in_database, base: daemon.base });
    pets = await make_object(api, 'pet', field_samples.map(({ field }) => field));
    await sql(`CREATE TABLE public.canary AS SELECT 'alive' AS secret`, { in_database });
    expect(await api.post(pets.path, { name: 'innocent' }), 201);
});

after(async () => {
    await daemon?.stop();
    await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
});

/** Nothing but its own place was changed by a hostile text. */
async function expect_unharmed() {
    assert.equal(await sql(`SELECT secret FROM public.canary`, { in_database }), 'alive');
}

describe('values', () => {
    test('text goes into every text field and comes out as it went in', async () => {
        await each(hostile, async (text) => {
            const body = { name: text, aText: text, anArray: [text, 'x'], aJson: { [text]: [text] },
                aCurrency: { currencyCode: text }, aFullName: { firstName: text, lastName: text },
                anAddress: { addressCity: text, addressStreet1: text },
                    aRichText: { markdown: text },
                someLinks: { primaryLinkLabel: text, primaryLinkUrl: 'y.example', secondaryLinks: [{ url: 'x.example',
                    label: text }] },
                createdBy: { source: 'IMPORT', name: text } };
            const made = expect(await api.post(pets.path, body), 201).data.pet;
            const read = expect(await api.get(`${pets.path}/${made.id}`), 200).data.pet;
            for (const one of [made, read]) {
                assert.deepEqual([one.name, one.aText, one.anArray, one.aJson,
                    one.aCurrency.currencyCode],
                    [text, text, [text, 'x'], { [text]: [text] }, text]);
                assert.deepEqual(one.aFullName, { firstName: text, lastName: text });
                assert.equal(one.createdBy.name, text);
                assert.equal(one.someLinks.secondaryLinks[0].label, text);
            }
            const changed = expect(await api.patch(`${pets.path}/${made.id}`,
                { aText: `${text}2` }), 200).data.pet;
            assert.equal(changed.aText, `${text}2`);
            expect(await api.post(pets.batch, [body, { name: text }]), 201);
        });
        await expect_unharmed();
    });

    test('every field of every type refuses or keeps a hostile text', async () => {
        for (const { field } of field_samples)
            for (const text of hostile.slice(0, 4)) {
                const values = [text, [text], { [text]: text }, { primaryEmail: text },
                    { amountMicros: text },
                    { primaryPhoneNumber: text }, { primaryLinkUrl: text }, { blocknote: text },
                        { addressLat: text }];
                await each(values, async (value) => {
                    const { status, text: answer } = await api.post(pets.path,
                        { [field.name]: value });
                    assert.ok([201, 400].includes(status), `${field.type} ${answer}`);
                });
            }
        await expect_unharmed();
    });

    test('keys of bodies', async () => {
        await each(hostile, async (text) => {
            for (const body of [{ [text]: 1 }, { aFullName: { [text]: 1 } },
                { nest: { connect: { where: { [text]: text } } } }])
                expect(await api.post(pets.path, body), 400);
            expect(await api.post(pets.path, { id: text }), 400);
            expect(await api.post(pets.path, { position: text }), 400);
        });
        await expect_unharmed();
    });
});

describe('filters, orders and cursors', () => {
    test('the value of every operator on every kind of field', async () => {
        const fields = ['name', 'aText', 'id', 'aNumber', 'aBoolean', 'aDate', 'aDateTime',
            'aSelect', 'aMulti', 'aRating',
            'anArray', 'aJson', 'aCurrency.amountMicros', 'aCurrency.currencyCode',
                'someEmails.primaryEmail',
            'someEmails.additionalEmails', 'aFullName.firstName', 'createdBy.source',
                'createdBy.context', 'deletedAt'];
        const operators = ['eq', 'neq', 'in', 'containsAny', 'is', 'gt', 'gte', 'lt', 'lte',
            'startsWith', 'endsWith', 'like',
            'ilike'];
        await each(fields, async (field) => {
            for (const op of operators)
                for (const text of [hostile[0], hostile[3], hostile[7]]) {
                    const value = ['in', 'containsAny'].includes(op) ? `["${text}","x"]` : `"${text}"`;
                    const filter = `${field}[${op}]:${value}`;
                    const answer = await api.get(pets.path, { filter, limit: 1 });
                    assert.ok([200, 400].includes(answer.status), `${filter}: ${answer.text}`);
                }
        });
        await expect_unharmed();
    });

    test('a hostile text is found by eq and by like, and by nothing else', async () => {
        for (const text of hostile.filter((one) => !/[()\n,]/.test(one))) {
            const find = async (filter) => expect(await api.get(pets.path, { filter }),
                200).totalCount;
            const count = Number(await sql(`SELECT count(*) FROM ${name}.pets WHERE name = ${`$q$${text}$q$`}`, { in_database }));
            assert.ok(count >= 2);
            assert.equal(await find(`name[eq]:"${text}"`), count, text);
            assert.equal(await find(`name[startsWith]:"${text}"`), count, text);
        }
    });

    test('names, sub-fields, operators, directions', async () => {
        await each(hostile, async (text) => {
            for (const filter of [`${text}[eq]:1`, `name.${text}[eq]:1`, `aFullName.${text}[eq]:1`,
                `name[${text}]:1`, text,
                `or(${text})`, `and(name[eq]:1,${text}[is]:NULL)`])
                expect(await api.get(pets.path, { filter }), 400);
            for (const order_by of [text, `name[${text}]`, `aFullName.${text}`,
                `name,${text}[AscNullsLast]`])
                expect(await api.get(pets.path, { order_by }), 400);
        });
        await expect_unharmed();
    });

    test('the keys and the values of cursors', async () => {
        const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64');
        const order = 'name,aFullName.lastName';
        const { pageInfo } = expect(await api.get(pets.path, { order_by: order, limit: 1 }), 200);
        const cursor = Buffer.from(pageInfo.endCursor, 'base64');
        // In place of the keys of a real cursor, and behind all of it: neither is signed.
        const keys = 33;
        const forge = (text) => {
            const bytes = Buffer.from(text);
            const key = Buffer.concat([Buffer.from([Math.min(bytes.length + 1, 127)]), bytes]);
            return [Buffer.concat([cursor.subarray(0, keys), key, cursor.subarray(-16)]),
                Buffer.concat([cursor, bytes])].map((forged) => forged.toString('base64'));
        };
        await each(hostile, async (text) => {
            for (const hand_made of [text, encode(text), encode({ id: text }), encode({ [text]: 1,
                id: unknown_id }),
                encode({ aNumber: text, id: unknown_id })])
                for (const parameter of ['starting_after', 'ending_before'])
                    for (const order_by of ['aNumber', undefined]) {
                        const { status } = await api.get(pets.path, { [parameter]: hand_made,
                            order_by });
                        assert.ok([200, 400].includes(status));
                    }
            const statuses = await each(forge(text), async (starting_after) =>
                (await api.get(pets.path, { order_by: order, starting_after })).status);
            assert.ok(statuses.every((status) => status === 400 || text === ''), statuses.join());
        });
        // Real cursors hold the same texts, as values of records.
        const made = expect(await api.post(pets.batch, hostile.slice(0, 50)
            .map((name) => ({ name }))), 201).data.pets;
        const { records } = await read_forward(api, pets.path, 'pets', { order_by: order, limit: 7,
            depth: 0 });
        for (const { id } of made) {
            assert.equal(records.filter((record) => record.id === id).length, 1);
            expect(await api.delete(`${pets.path}/${id}`, { soft_delete: false }), 200);
        }
        await expect_unharmed();
    });
});

describe('the rest of a request', () => {
    test('paths, parameters and headers', async () => {
        await each(hostile, async (text) => {
            const part = encodeURIComponent(text);
            for (const path of [`/${part}`, `/rest/${part}`, `/rest/pets/${part}`,
                `/rest/batch/${part}`,
                `/rest/metadata/${part}`, `/rest/metadata/objects/${part}`])
                for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
                    const { status } = await api.raw(method, path,
                        method === 'GET' ? undefined : '{}');
                    assert.ok([400, 404, 405].includes(status), `${method} ${path}: ${status}`);
                }
            for (const parameter of ['limit', 'depth', 'count'])
                expect(await api.get(pets.path, { [parameter]: text }), 400);
            expect(await api.get(pets.path, { [text]: text, soft_delete: text }), 200);
            const line = text.replace(/[^\x20-\x7e]/g, '');
            const call = (headers) => client({ token: null, base: daemon.base,
                headers }).get(pets.path);
            expect(await call({ authorization: `Bearer ${line}` }), 401);
            expect(await call({ authorization: `Bearer vgt_${line}${'x'.repeat(40)}` }), 401);
            const own = { authorization: `Bearer ${api.token}` };
            expect(await call({ ...own, 'viginti-dialect': line }), 400);
            expect(await call({ ...own, 'x-locale': line, prefer: line, 'if-match': line,
                'idempotency-key': line }), 200);
        });
        await expect_unharmed();
    });
});

describe('the model', () => {
    test('labels, descriptions, icons and options keep hostile text, in comments, too',
        async () => {
        for (const [n, text] of hostile.entries()) {
            const label = text.replace(/\s+/g, ' ').trim();
            const fits = label.length <= 60;
            const { object, path } = await make_object(api, `odd${String.fromCharCode(97 + n)}`, [],
                { description: text, icon: text, ...(fits && { labelSingular: `X${text}`,
                    labelPlural: `Xs${text}` }) });
            assert.equal(object.description, label);
            if (fits)
                assert.equal(object.labelSingular, `X${label}`);
            const field = await make_field(api, object, { name: 'field1', type: 'TEXT', label: text,
                description: text,
                defaultValue: `'${text.replace(/'/g, "''")}'` });
            assert.equal(field.description, label);
            const made = expect(await api.post(path, {}), 201).data[object.nameSingular];
            assert.ok(made.field1.includes(mark));
            if (!text.includes(',')) {
                const chosen = await make_field(api, object, { name: 'field2', type: 'SELECT',
                    options: [{ label: label.slice(0, 60), value: 'ONE', position: 0,
                        color: text }], defaultValue: "'ONE'" });
                assert.equal(chosen.options[0].label, label.slice(0, 60).trim());
            }
            assert.match(await sql(`SELECT obj_description('${name}.${object.namePlural}'::regclass)`, { in_database }),
                new RegExp(mark));
            expect(await api.patch(`/rest/metadata/objects/${object.id}`,
                { description: `${text} 2`, icon: text }), 200);
            expect(await api.patch(`/rest/metadata/fields/${field.id}`, { label: `${label} 2` }),
                200);
        }
        await expect_unharmed();
        await selfcheck(in_database);
    });

    test('names, types, option values and defaults are refused', async () => {
        const { object } = await make_object(api, 'target');
        await each(hostile, async (text) => {
            const names = { nameSingular: 'x', namePlural: 'xs', labelSingular: 'X',
                labelPlural: 'Xs' };
            for (const key of ['nameSingular', 'namePlural'])
                expect(await api.post('/rest/metadata/objects', { ...names, [key]: text }), 400);
            expect(await api.post('/rest/metadata/objects', { ...names, [text]: text }), 400);
            const field = { objectMetadataId: object.id, name: 'f', label: 'F', type: 'TEXT' };
            for (const more of [{ name: text }, { type: text }, { defaultValue: text },
                { objectMetadataId: text }, { [text]: 1 },
                { type: 'SELECT', options: [{ value: text, label: 'x', position: 0 }] },
                { type: 'NUMBER', defaultValue: text }, { type: 'DATE', defaultValue: text },
                { type: 'UUID', defaultValue: text }, { type: 'BOOLEAN', defaultValue: text },
                { type: 'SELECT', options: options('A'), defaultValue: `'${text}'` },
                { type: 'RELATION', relationCreationPayload: { type: text,
                    targetObjectMetadataId: text, targetFieldLabel: text,
                    targetFieldIcon: text } }])
                expect(await api.post('/rest/metadata/fields', { ...field, ...more }), 400);
            expect(await api.get('/rest/metadata/objects', { starting_after: text }), 400);
            expect(await api.get('/rest/metadata/fields', { limit: text }), 400);
        });
        await expect_unharmed();
    });
});

test("SQL's own functions: names of workspaces, keys and logins are quoted or refused",
    async () => {
    for (const text of hostile) {
        const quoted = `$q$${text}$q$`;
        await assert.rejects(sql(`SELECT viginti.create_workspace(${quoted})`, { in_database }));
        await assert.rejects(sql(`SELECT viginti.drop_workspace(${quoted})`, { in_database }));
        await assert.rejects(sql(`SELECT viginti.create_api_key(${quoted}, 'k')`, { in_database }));
        await assert.rejects(sql(`SELECT viginti.create_api_key('${name}', 'k', ${quoted})`,
            { in_database }));
        await assert.rejects(sql(`SELECT viginti.create_api_key('${name}', 'k', 'admin', ${quoted})`, { in_database }));
    }
    await expect_unharmed();
});

test('no statement the daemon or the extension ran holds a byte of them', async () => {
    assert.equal(await sql(`SELECT count(*) FROM pg_stat_activity WHERE application_name = '${name}'
        AND query LIKE '%' || 'zqj' || 'mark%'`, { in_database }), '0');
    const log = server_log().slice(log_start);

    // auto_explain: the text of each statement, nested ones included. Its plan may show values.
    const texts = new Set();
    for (const [, json] of log.matchAll(/duration: [\d.]+ ms {2}plan:\n((?:\t.*\n)+)/g))
        texts.add(JSON.parse(json.replace(/^\t/gm, ''))['Query Text']);
    const own = [...texts].filter((text) => !text.includes('canary') && !text.includes('$q$'));
    assert.ok(own.some((text) => /INSERT INTO .*pets/s.test(text)),
        'auto_explain has logged nothing of ours');
    assert.ok(own.some((text) => /SELECT .*FROM .*pets/s.test(text)));
    // One shape of request is one text, however many values it has carried.
    assert.ok(own.length < 3000, `${own.length} texts`);
    assert.deepEqual(own.filter((text) => text.includes(mark)).slice(0, 3), []);

    // log_statement: what the daemon itself sent. Parameters stand in DETAIL lines.
    const sent = log.split(/\n(?=\d{4}-\d\d-\d\d )/).filter((entry) =>
        /LOG: {2}(statement|execute [^:]*): /.test(entry) && entry.includes('viginti.handle'));
    assert.ok(sent.length > 100, `${sent.length} statements of the daemon`);
    assert.deepEqual(sent.filter((entry) => entry.includes(mark)).slice(0, 3), []);
});
