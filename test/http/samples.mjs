// One field of each type a client may create, with values that are kept, changed and refused.
import { options } from './helpers.mjs';

/**
 * One field of each type a client may create, each with two values: `values[n]` goes in,
 * `reads[n]` (or the value itself) comes out; `empty` is what an unset field reads; `wrong` is
 * refused.
 */
export const field_samples = [
    { field: { name: 'anUuid', type: 'UUID' }, empty: null,
        values: ['0F9E8D7C-0000-4000-8000-00000000AAAA', '018f0000-0000-7000-8000-000000000001'],
        reads: ['0f9e8d7c-0000-4000-8000-00000000aaaa', '018f0000-0000-7000-8000-000000000001'],
        wrong: ['not-a-uuid', 5, true, {}, []] },
    { field: { name: 'aText', type: 'TEXT' }, empty: '',
        values: ['Grüße, 世界 😀 \\ " \' %_', ' blanks stay '], wrong: [1, true, {}, []] },
    { field: { name: 'aNumber', type: 'NUMBER' }, empty: null,
        values: [-12.5, 9007199254740991], wrong: ['12', true, {}, []] },
    { field: { name: 'aBoolean', type: 'BOOLEAN' }, empty: null,
        values: [true, false], wrong: [1, 'true', {}, []] },
    { field: { name: 'aDate', type: 'DATE' }, empty: null,
        values: ['2026-02-28', '1957-03-04'], wrong: ['2026-02-30', 5, true, {}, []] },
    { field: { name: 'aDateTime', type: 'DATE_TIME' }, empty: null,
        values: ['2026-02-28T13:14:15.678+02:00', '2026-01-31'],
        reads: ['2026-02-28T11:14:15.678Z', '2026-01-31T00:00:00.000Z'],
        wrong: ['yesterday', 1700000000, true, {}, []] },
    { field: { name: 'aSelect', type: 'SELECT', options: options('RED', 'GREEN', 'BLUE') },
        empty: null, values: ['GREEN', 'BLUE'], wrong: ['PINK', 'green', 1, true, {}, []] },
    { field: { name: 'aMulti', type: 'MULTI_SELECT', options: options('SMALL', 'LARGE', 'HUGE') },
        empty: [], values: [['HUGE', 'SMALL'], ['LARGE']], wrong: [['NONE'], 'NONE', 1, true, {},
            [1]] },
    { field: { name: 'aRating', type: 'RATING' }, empty: null,
        values: ['RATING_4', 'RATING_1'], wrong: ['RATING_6', 4, true, {}, []] },
    { field: { name: 'anArray', type: 'ARRAY' }, empty: [],
        values: [['one', 'two, three', '"quoted"', 'a\\b', '{}', ''], ['x']],
        wrong: [1, true, {}, [1], [null]] },
    { field: { name: 'aJson', type: 'RAW_JSON' }, empty: null,
        values: [{ deep: [1, 2.5, { a: null, b: 'ü' }] }, [1, 'two']], wrong: [1, true,
            'no json'] },
    { field: { name: 'aCurrency', type: 'CURRENCY' },
        empty: { amountMicros: null, currencyCode: null },
        values: [{ amountMicros: 1234567890123, currencyCode: 'EUR' },
            { amountMicros: -1, currencyCode: 'USD' }],
        wrong: [1, 'x', [], { amountMicros: 'x' }, { amountMicros: 1.5 }, { currencyCode: 1 },
            { cents: 1 }] },
    { field: { name: 'someEmails', type: 'EMAILS' },
        empty: { primaryEmail: '', additionalEmails: [] },
        values: [{ primaryEmail: 'Ada@Lab.example', additionalEmails: ['B@lab.example'] },
            { primaryEmail: 'c@d.example' }],
        reads: [{ primaryEmail: 'ada@lab.example', additionalEmails: ['b@lab.example'] },
            { primaryEmail: 'c@d.example', additionalEmails: [] }],
        wrong: [1, 'a@b.example', [], { primaryEmail: 'nobody' }, { primaryEmail: 1 },
            { additionalEmails: 'x' }, { other: '' }] },
    { field: { name: 'somePhones', type: 'PHONES' },
        empty: { primaryPhoneNumber: '', primaryPhoneCountryCode: '', primaryPhoneCallingCode: '',
            additionalPhones: [] },
        values: [{ primaryPhoneNumber: '612345678', primaryPhoneCountryCode: 'FR',
            primaryPhoneCallingCode: '+33', additionalPhones: [
                { number: '612345679', countryCode: 'FR', callingCode: '+33' }] },
        { primaryPhoneNumber: '2065550101', primaryPhoneCountryCode: 'US',
            primaryPhoneCallingCode: '+1', additionalPhones: [] }],
        wrong: [1, '+331', [], { primaryPhoneNumber: 'call me' },
            { primaryPhoneCountryCode: 'XXX' },
            { primaryPhoneCallingCode: '+999' }, { additionalPhones: 1 }, { other: '' }] },
    { field: { name: 'someLinks', type: 'LINKS' },
        empty: { primaryLinkUrl: '', primaryLinkLabel: '', secondaryLinks: [] },
        values: [{ primaryLinkUrl: 'https://X.Example/', primaryLinkLabel: 'X',
            secondaryLinks: [{ url: 'https://y.example/p', label: 'Y' }] },
        { primaryLinkUrl: 'z.example', primaryLinkLabel: '', secondaryLinks: [] }],
        reads: [{ primaryLinkUrl: 'https://x.example', primaryLinkLabel: 'X',
            secondaryLinks: [{ url: 'https://y.example/p', label: 'Y' }] },
        { primaryLinkUrl: 'z.example', primaryLinkLabel: '', secondaryLinks: [] }],
        wrong: [1, 'x.example', [], { primaryLinkUrl: 'not a link' },
            { primaryLinkUrl: 'javascript:alert(1)' }, { secondaryLinks: 1 }, { other: '' }] },
    { field: { name: 'aFullName', type: 'FULL_NAME' }, empty: { firstName: '', lastName: '' },
        values: [{ firstName: 'Ada', lastName: 'Lind' }, { firstName: 'Bo', lastName: '' }],
        wrong: [1, 'Ada', [], { firstName: 1 }, { middleName: 'x' }] },
    { field: { name: 'anAddress', type: 'ADDRESS' },
        empty: { addressStreet1: '', addressStreet2: '', addressCity: '', addressPostcode: '',
            addressState: '', addressCountry: '', addressLat: null, addressLng: null },
        values: [{ addressStreet1: '1 Main St', addressStreet2: 'Flat 2', addressCity: 'Paris',
            addressPostcode: '75001', addressState: 'IdF', addressCountry: 'France',
            addressLat: 48.8566, addressLng: 2.3522 },
        { addressStreet1: '', addressStreet2: '', addressCity: 'Oslo', addressPostcode: '',
            addressState: '', addressCountry: '', addressLat: null, addressLng: -0.5 }],
        wrong: [1, 'Paris', [], { addressLat: 'x' }, { addressCity: 1 }, { city: '' }] },
    { field: { name: 'aRichText', type: 'RICH_TEXT' },
        empty: { blocknote: null, markdown: '' },
        values: [{ blocknote: '[{"type":"paragraph"}]', markdown: 'Hello **you**' },
            { blocknote: '[]', markdown: '- x' }],
        wrong: [1, true, [], { blocknote: 'no json' }, { blocknote: '{}' }, { markdown: 1 },
            { html: '' }] },
];

/** The body of a record with the n-th value of each sample, and what it must read. */
export function sample_record(n) {
    const body = {};
    const reads = {};
    for (const { field, values, reads: outputs = values } of field_samples) {
        body[field.name] = values[n];
        reads[field.name] = outputs[n];
    }
    return { body, reads };
}
