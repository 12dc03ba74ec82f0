// A custom object with one field of each type goes through every verb.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    client, each, expect, expect_fault, make_object, make_workspace, many_to_one, selfcheck, sql,
} from './helpers.mjs';
import { field_samples, sample_record } from './samples.mjs';

let api;
let things;
let owners;

before(async () => {
    api = await make_workspace('custom');
    owners = await make_object(api, 'keeper');
    things = await make_object(api, 'gadget', [...field_samples.map(({ field }) => field),
        many_to_one('keeper', owners.object, 'Gadgets')]);
});
after(() => selfcheck());

function compare(record, reads) {
    for (const [name, wanted] of Object.entries(reads))
        assert.deepEqual(record[name], wanted, name);
}

const empties = Object.fromEntries(field_samples.map(({ field, empty }) => [field.name, empty]));

test('there is a field of every type that can be created', async () => {
    const creatable = await sql(`SELECT string_agg(t, ',' ORDER BY t) FROM unnest(ARRAY['UUID','TEXT','NUMBER',
        'BOOLEAN','DATE','DATE_TIME','SELECT','MULTI_SELECT','RATING','ARRAY','RAW_JSON','RICH_TEXT','CURRENCY',
        'EMAILS','PHONES','LINKS','FULL_NAME','ADDRESS','RELATION']) t`);
    const types = Object.values(things.fields).map(({ type }) => type).sort();
    assert.equal(types.join(), creatable);
});

test('an unset field reads its empty form, in every verb', async () => {
    const made = expect(await api.post(things.path, {}, { depth: 0 }), 201).data.gadget;
    compare(made, { ...empties, keeperId: null });
    const { id } = made;
    compare(expect(await api.get(`${things.path}/${id}`), 200).data.gadget, { ...empties,
        keeper: null });
    compare(expect(await api.patch(`${things.path}/${id}`, {}), 200).data.gadget, empties);
    const list = expect(await api.get(things.path, { filter: `id[eq]:${id}` }), 200);
    compare(list.data.gadgets[0], empties);
    compare(expect(await api.post(things.batch, [{}]), 201).data.gadgets[0], empties);
});

for (const dialect of ['standard', 'twenty'])
    test(`create, get, list, update, empty, delete in dialect ${dialect}`, async () => {
        const caller = client({ token: api.token, dialect });
        const value = ({ data }) => Object.values(data)[0];
        const [one, other] = [sample_record(0), sample_record(1)];
        const made = value(expect(await caller.post(things.path, one.body), 201));
        compare(made, one.reads);
        compare(value(expect(await caller.get(`${things.path}/${made.id}`), 200)), one.reads);
        const filter = `id[eq]:${made.id}`;
        compare(expect(await caller.get(things.path, { filter }), 200).data.gadgets[0], one.reads);
        compare(value(expect(await caller.patch(`${things.path}/${made.id}`, other.body), 200)),
            other.reads);
        compare(value(expect(await caller.put(`${things.path}/${made.id}`, one.body), 200)),
            one.reads);
        const nulls = Object.fromEntries(Object.keys(one.body).map((name) => [name, null]));
        compare(value(expect(await caller.patch(`${things.path}/${made.id}`, nulls), 200)),
            empties);
        const batch = value(expect(await caller.post(things.batch, [one.body, {}, other.body]),
            201));
        [one.reads, empties, other.reads].forEach((reads, at) => compare(batch[at], reads));
        // What an answer holds can be sent back.
        const again = Object.fromEntries(Object.keys(one.reads).map((name) => [name,
            batch[0][name]]));
        compare(value(expect(await caller.post(things.path, again), 201)), one.reads);
        expect(await caller.delete(`${things.path}/${made.id}`, { soft_delete: true }), 200);
        expect_fault(await caller.get(`${things.path}/${made.id}`), 404, 'Record not found');
        expect(await caller.delete(`${things.path}/${made.id}`, { soft_delete: false }), 200);
    });

describe('each type refuses what it is not, and nothing is written', () => {
    for (const { field, wrong } of field_samples)
        test(`${field.type} refuses ${JSON.stringify(wrong)}`, async () => {
            const count = () => sql('SELECT count(*) FROM custom.gadgets');
            const present = await count();
            const made = expect(await api.get(things.path, { limit: 1 }), 200).data.gadgets[0];
            for (const value of wrong) {
                const create = await api.post(things.path, { [field.name]: value });
                const body = expect_fault(create, 400, undefined,
                    { path: new RegExp(`^/${field.name}`) });
                assert.ok(body.messages[0].length < 400);
                expect_fault(await api.patch(`${things.path}/${made.id}`, { [field.name]: value }),
                    400, body.messages[0]);
                expect_fault(await api.post(things.batch, [{}, { [field.name]: value }]), 400,
                    body.messages[0],
                    { path: new RegExp(`^/1/${field.name}`) });
            }
            assert.equal(await count(), present);
        });
});

describe('each type is filtered and sorted', () => {
    // field: [filter of the first value, filter of the second]
    const finds = {
        anUuid: ['anUuid[eq]:0F9E8D7C-0000-4000-8000-00000000AAAA',
            'anUuid[in]:[018f0000-0000-7000-8000-000000000001]'],
        aText: ['aText[startsWith]:"Grüße, 世"', 'aText[eq]:" blanks stay "'],
            aNumber: ['aNumber[lt]:0', 'aNumber[gt]:0'],
        aBoolean: ['aBoolean[eq]:true', 'aBoolean[eq]:false'], aDate: ['aDate[gte]:2000-01-01',
            'aDate[eq]:1957-03-04'],
        aDateTime: ['aDateTime[eq]:2026-02-28T11:14:15.678Z', 'aDateTime[lt]:2026-02-01'],
        aSelect: ['aSelect[eq]:GREEN', 'aSelect[gt]:GREEN'], aMulti: ['aMulti[containsAny]:[HUGE]',
            'aMulti[containsAny]:[LARGE]'],
        aRating: ['aRating[gte]:RATING_3', 'aRating[lt]:RATING_3'], aJson: ['aJson[like]:"%deep%"',
            'aJson[like]:"%two%"'],
        aCurrency: ['aCurrency.amountMicros[gt]:0', 'aCurrency.currencyCode[eq]:USD'],
        someEmails: ['someEmails.primaryEmail[eq]:ada@lab.example',
            'someEmails.primaryEmail[startsWith]:c@'],
        somePhones: ['somePhones.primaryPhoneCountryCode[eq]:FR',
            'somePhones.primaryPhoneNumber[like]:206%'],
        someLinks: ['someLinks.primaryLinkUrl[eq]:https://x.example',
            'someLinks.primaryLinkLabel[is]:NULL,someLinks.primaryLinkUrl[is]:NOT_NULL'],
        aFullName: ['aFullName.firstName[eq]:Ada', 'aFullName.firstName[eq]:Bo'],
        anAddress: ['anAddress.addressCity[eq]:Paris', 'anAddress.addressCity[eq]:Oslo'],
        aRichText: ['aRichText.markdown[like]:"Hello%"', 'aRichText.markdown[eq]:"- x"'],
        anArray: ['anArray[is]:NOT_NULL', 'anArray[is]:NOT_NULL'],
    };
    let probes;
    before(async () => {
        probes = await make_object(api, 'probe', field_samples.map(({ field }) => field));
        expect(await api.post(probes.batch, [{ name: '1', ...sample_record(0).body },
            { name: '2', ...sample_record(1).body }, { name: '3' }]), 201);
    });

    for (const { field } of field_samples)
        test(`${field.type}`, async () => {
            const names = async (parameters) => expect(await api.get(probes.path, parameters), 200)
                .data.probes.map(({ name }) => name).join('');
            const [one, other] = finds[field.name];
            if (one === other)
                assert.equal(await names({ filter: one, order_by: 'name' }), '12');
            else
                assert.deepEqual([await names({ filter: one }), await names({ filter: other })],
                    ['1', '2']);
            const part = /^\w+(\.\w+)?/.exec(one)[0];
            if (['MULTI_SELECT', 'ARRAY', 'RAW_JSON'].includes(field.type))
                return;
            const orders = await each(['AscNullsFirst', 'AscNullsLast', 'DescNullsFirst',
                'DescNullsLast'],
                (direction) => names({ order_by: `${part}[${direction}],name` }));
            const ascending = orders[1].slice(0, 2);
            const descending = [...ascending].reverse().join('');
            assert.deepEqual(orders, [`3${ascending}`, `${ascending}3`, `3${descending}`,
                `${descending}3`]);
        });
});
