// A client made from the document alone: openapi-typescript gives the types, openapi-fetch the calls.
// It compiles only where the document describes what it uses, so each line below is a test of the
// document; test/http/openapi_types.test.mjs compiles and runs it.
import createClient from 'openapi-fetch';
import type { components, paths } from './core.js';
import type { paths as MetadataPaths } from './metadata.js';

type Person = components['schemas']['PersonForResponse'];
type NewPerson = components['schemas']['Person'];

function must<Value>(value: Value | undefined, what: string): Value {
    if (value === undefined)
        throw new Error(`${what} failed`);
    return value;
}

export async function round_trip(base: string, token: string): Promise<string[]> {
    const headers = { Authorization: `Bearer ${token}` };
    const api = createClient<paths, 'application/json'>({ baseUrl: `${base}/rest`, headers });
    const seen: string[] = [];

    const input: NewPerson = {
        name: { firstName: 'Ada', lastName: 'Types' },
        emails: { primaryEmail: 'ada.types@example.com', additionalEmails: [] },
        jobTitle: null,
    };
    const made = must((await api.POST('/people', { body: input })).data, 'create').data.person;
    seen.push(made.name.lastName, made.jobTitle);

    const company = must((await api.POST('/companies', {
        body: { name: 'Types & Sons', annualRecurringRevenue: { amountMicros: '9007199254740993',
            currencyCode: 'EUR' } },
    })).data, 'create company').data.company;

    const path = { id: made.id };
    const changed = must((await api.PATCH('/people/{id}', {
        params: { path, query: { depth: 1 } },
        body: { companyId: company.id, position: 'last' },
    })).data, 'update').data.person;
    // Embedded as far as depth goes: optional, and null without a company.
    seen.push(changed.company?.name ?? 'none');

    const found: Person = must((await api.GET('/people/{id}', { params: { path } })).data, 'find')
        .data.person;
    seen.push(found.emails.primaryEmail);
    const deleted: string | null = found.deletedAt;
    seen.push(String(deleted));

    const list = must((await api.GET('/people', {
        params: { query: { filter: `emails.primaryEmail[eq]:"${found.emails.primaryEmail}"`,
            order_by: 'createdAt[DescNullsLast]', limit: 5, count: 'exact' } },
    })).data, 'list');
    const cursor: string | null = list.pageInfo.endCursor;
    seen.push(`${list.data.people.length} of ${list.totalCount}`, String(cursor !== null));

    const batch = must((await api.POST('/batch/tasks', {
        body: [{ title: 'One', status: 'TODO' }, { title: 'Two', status: 'IN_PROGRESS' }],
    })).data, 'batch');
    const status: 'TODO' | 'IN_PROGRESS' | 'DONE' | null = batch.data.tasks[1]!.status;
    seen.push(String(status));

    const fault = await api.GET('/people', { params: { query: { filter: 'nothing[eq]:1' } } });
    seen.push(`${fault.error?.statusCode} ${fault.error?.code}`);

    for (const id of [made.id]) {
        const gone = must((await api.DELETE('/people/{id}', {
            params: { path: { id }, query: { soft_delete: false } },
        })).data, 'delete');
        seen.push(String(gone.data.deletePerson.id === id));
    }
    const missing = await api.GET('/people/{id}', { params: { path } });
    seen.push(String(missing.error?.statusCode));

    const model = createClient<MetadataPaths>({ baseUrl: `${base}/rest/metadata`, headers });
    const objects = must((await model.GET('/objects', { params: { query: { limit: 200 } } })).data,
        'objects').data.objects;
    const people = objects.find((object) => object.namePlural === 'people');
    const field = must((await model.POST('/fields', {
        body: { objectMetadataId: must(people, 'people').id, type: 'NUMBER', name: 'typed',
            label: 'Typed' },
    })).data, 'create field').data.field;
    seen.push(field.type);
    await model.DELETE('/fields/{id}', { params: { path: { id: field.id } } });
    return seen;
}

// What the document forbids does not compile.
export function refused(base: string) {
    const api = createClient<paths>({ baseUrl: base });
    return [
        // @ts-expect-error: no such key
        (): NewPerson => ({ nickname: 'Ada' }),
        // @ts-expect-error: a number is no text
        () => api.POST('/people', { body: { jobTitle: 5 } }),
        // @ts-expect-error: no such option
        () => api.POST('/tasks', { body: { status: 'LATER' } }),
        // @ts-expect-error: no such path
        () => api.GET('/persons'),
        // @ts-expect-error: no such depth
        () => api.GET('/people', { params: { query: { depth: 3 } } }),
        // @ts-expect-error: the one who wrote last is not the client's to say
        (): components['schemas']['PersonForUpdate'] => ({ updatedBy: null }),
    ];
}
