// The 503 companies of the shared file: imported in batches, found again by filter, order, pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
    each, expect, expect_fault, find_object, make_field, make_workspace, read_forward, selfcheck,
    shared, sql,
} from './helpers.mjs';

/** Rows of a CSV text (RFC 4180) as objects by the names of the first line. */
function parse_csv(text) {
    const rows = [[]];
    for (const [, quoted, bare,
        end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
        if (end === '' && quoted === undefined && bare === '' && rows.at(-1).length === 0)
            break;
        rows.at(-1).push(quoted === undefined ? bare : quoted.replace(/""/g, '"'));
        if (end !== ',')
            rows.push([]);
    }
    const [names, ...records] = rows.filter((row) => row.length > 0);
    return records.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
}

const file = parse_csv(readFileSync(join(shared, 'data/sp500-companies.csv'), 'utf8'));
const by_symbol = new Map(file.map((row) => [row.Symbol, row]));
let api;

/** What a row of the file is as a company. */
const company_of = (row) => ({
    name: row.Security, symbol: row.Symbol, sector: row['GICS Sector'],
    industry: row['GICS Sub-Industry'], dateAdded: row['Date added'] || null, cik: Number(row.CIK),
    founded: row.Founded, address: { addressCity: row['Headquarters Location'] },
    domainName: { primaryLinkUrl: `https://${row.Symbol.toLowerCase()}.example` },
});

/** What a company must be to be that row of the file. */
function compare(company, row) {
    assert.deepEqual({ name: company.name, symbol: company.symbol, sector: company.sector,
        industry: company.industry, dateAdded: company.dateAdded, cik: company.cik,
        founded: company.founded, city: company.address.addressCity,
        url: company.domainName.primaryLinkUrl },
    { name: row.Security, symbol: row.Symbol, sector: row['GICS Sector'],
        industry: row['GICS Sub-Industry'], dateAdded: row['Date added'] || null,
            cik: Number(row.CIK),
        founded: row.Founded, city: row['Headquarters Location'],
        url: `https://${row.Symbol.toLowerCase()}.example` });
}

const all = (parameters) => read_forward(api, '/rest/companies', 'companies',
    { limit: 60, depth: 0, ...parameters });
const symbols = (records) => records.map(({ symbol }) => symbol).sort();
const wanted = (condition) => symbols(file.filter(condition).map(({ Symbol: symbol }) =>
    ({ symbol })));

before(async () => {
    api = await make_workspace('imports');
    const companies = await find_object(api, 'companies');
    for (const field of [{ name: 'symbol', type: 'TEXT', isUnique: true }, { name: 'sector',
        type: 'TEXT' },
        { name: 'industry', type: 'TEXT' }, { name: 'dateAdded', type: 'DATE' }, { name: 'cik',
            type: 'NUMBER' },
        { name: 'founded', type: 'TEXT' }])
        await make_field(api, companies, field);
});
after(() => selfcheck());

test('the file has 503 companies, and all are imported by batches of 60', async () => {
    assert.equal(file.length, 503);
    assert.equal(by_symbol.size, 503);
    const ids = new Set();
    for (let at = 0; at < file.length; at += 60) {
        const part = file.slice(at, at + 60);
        const body = expect(await api.post('/rest/batch/companies', part.map(company_of),
            { depth: 0 }), 201);
        assert.equal(body.totalCount, part.length);
        body.data.companies.forEach((company, n) => {
            compare(company, part[n]);
            ids.add(company.id);
        });
    }
    assert.equal(ids.size, 503);
});

test('importing a batch again is refused whole', async () => {
    expect_fault(await api.post('/rest/batch/companies', file.slice(0, 60).map(company_of)), 400,
        /A duplicate entry was detected/);
    expect_fault(await api.post('/rest/batch/companies', [{ name: 'New' }, company_of(file[502])]),
        400,
        /A duplicate entry was detected/);
    assert.equal(await sql('SELECT count(*) FROM imports.companies'), '503');
});

test('all pages, forward and backward, are the file', async () => {
    const { records, pages } = await all({});
    assert.equal(pages.length, 9);
    assert.ok(pages.every(({ totalCount }) => totalCount === 503));
    assert.equal(new Set(records.map(({ id }) => id)).size, 503);
    for (const company of records)
        compare(company, by_symbol.get(company.symbol));
    const back = [];
    let cursor = pages.at(-1).pageInfo.endCursor;
    for (;;) {
        const page = expect(await api.get('/rest/companies', { limit: 60, depth: 0,
            ending_before: cursor }), 200);
        back.unshift(...page.data.companies);
        if (!page.pageInfo.hasPreviousPage)
            break;
        cursor = page.pageInfo.startCursor;
    }
    assert.deepEqual(back, records.slice(0, -1));
});

describe('orders', () => {
    test('by symbol, by number, by date with the symbol to break ties', async () => {
        const { records } = await all({ order_by: 'cik[DescNullsLast]' });
        const numbers = records.map(({ cik }) => cik);
        assert.deepEqual(numbers, file.map(({ CIK }) => Number(CIK)).sort((a, b) => b - a));
        const { records: dated } = await all({ order_by: 'dateAdded[DescNullsLast],cik' });
        const keys = (rows, date, number) => rows.map((row) => [row[date] || null,
            Number(row[number])]);
        assert.deepEqual(keys(dated, 'dateAdded', 'cik'), keys(file, 'Date added', 'CIK').sort((a,
            b) =>
            a[0] === b[0] ? a[1] - b[1] : a[0] === null ? 1 : b[0] === null ? -1 : a[0] < b[0] ? 1 : -1));
    });

    test('by name as people read it', async () => {
        const { records } = await all({ order_by: 'name,symbol' });
        assert.deepEqual(records.map(({ symbol }) => symbol),
            (await sql('SELECT symbol FROM imports.companies ORDER BY name COLLATE "und-x-icu", symbol COLLATE "und-x-icu"'))
                .split('\n'));
        assert.equal(records[0].name, '3M');
        const names = records.map(({ name }) => name);
        assert.ok(names.indexOf('eBay Inc.') < names.indexOf('Ford Motor Company')
            || !names.includes('eBay Inc.'));
    });

    test('by sector, then date', async () => {
        const { records } = await all({ order_by: 'sector[DescNullsLast],dateAdded,cik' });
        for (let n = 1; n < records.length; ++n) {
            const [a, b] = [records[n - 1], records[n]];
            assert.ok(a.sector >= b.sector, `${a.sector} before ${b.sector}`);
            if (a.sector === b.sector)
                assert.ok(a.dateAdded <= b.dateAdded);
        }
    });
});

describe('filters', () => {
    test('every company is found by its symbol and by its name', async () => {
        await each(file, async (row) => {
            const filter = `and(symbol[eq]:"${row.Symbol}",name[eq]:"${row.Security}")`;
            const page = expect(await api.get('/rest/companies', { filter, depth: 0 }), 200);
            assert.equal(page.data.companies.length, 1, filter);
            compare(page.data.companies[0], row);
        });
    });

    const cases = [
        ['sector[eq]:"Health Care"', (row) => row['GICS Sector'] === 'Health Care'],
        ['not(sector[in]:["Industrials","Financials"])', (row) => !['Industrials',
            'Financials'].includes(row['GICS Sector'])],
        ['name[ilike]:"%inc%"', (row) => /inc/i.test(row.Security)],
        ['name[startsWith]:A', (row) => row.Security.startsWith('A')],
        ['name[endsWith]:"Company (The)"', (row) => row.Security.endsWith('Company (The)')],
        ['name[like]:"%&%"', (row) => row.Security.includes('&')],
        ['name[like]:%ée%', (row) => row.Security.includes('ée')],
        ["name[like]:\"%’%\"", (row) => row.Security.includes('’')],
        ['address.addressCity[eq]:"New York City, New York"', (row) =>
            row['Headquarters Location'] === 'New York City, New York'],
        ['address.addressCity[endsWith]:", California",dateAdded[gte]:2010-01-01',
            (row) => row['Headquarters Location'].endsWith(', California')
                && row['Date added'] >= '2010-01-01'],
        ['or(cik[lt]:10000,and(dateAdded[lt]:1960-01-01,sector[eq]:Energy))',
            (row) => Number(row.CIK) < 10000 || (row['Date added'] < '1960-01-01'
                && row['GICS Sector'] === 'Energy')],
        ['founded[like]:"%(%)%"', (row) => /\(.*\)/.test(row.Founded)],
        ['domainName.primaryLinkUrl[startsWith]:https://a', (row) => row.Symbol.startsWith('A')],
        ['dateAdded[is]:NULL', (row) => !row['Date added']],
    ];
    for (const [filter, condition] of cases)
        test(`${filter} finds what the file has`, async () => {
            const { records, pages } = await all({ filter, order_by: 'symbol' });
            assert.deepEqual(symbols(records), wanted(condition));
            assert.equal(pages[0].totalCount, records.length);
        });
});
