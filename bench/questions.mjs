// The questions of the bench, one row each, in the order they are asked: writes last, they change the tables.
// `target` and `body` are those of the request, with placeholders; wrk.lua knows the same placeholders.

import { pool_size } from './cursors.mjs'
import { body, company, page, person } from './documents.mjs'

const id = (group, n) => `01900000-0000-7000-${group}-${100000000000 + n}`
const id_sql = (group, number) => `'01900000-0000-7000-${group}-' || (100000000000 + ${number}::bigint)::text`

// Filled by measure.mjs before the first question: cursors by name and place.
export const pool = {}
const cursor = (name) => ({
  draw: 'pool',
  text: (n) => pool[name][n - 1],
  sql: `(SELECT c.${name} FROM bench_cursors c WHERE c.n = :pool)`,
})

// What a placeholder stands for: the number it is made from, its text in JavaScript and in pgbench's SQL.
export const placeholders = {
  person: { draw: 'person', text: (n) => id(8000, n), sql: id_sql(8000, ':person') },
  after_person: cursor('after_person'),
  after_created: cursor('after_created'),
  after_company: cursor('after_company'),
  unique: {
    draw: 'unique',
    text: (n) => String(n).padStart(15, '0'),
    sql: `lpad(:unique::text, 15, '0')`,
  },
}

// The first so many companies have 20 people each.
export const full_companies = (people) => people / 200

// Bounds of the numbers, given the people of the scale.
export const draws = {
  person: (people) => people,
  pool: () => pool_size,
  unique: () => 999999999999999,
}

const new_person = (name) => ({
  name: { firstName: 'Ada', lastName: 'Moreau' },
  emails: { primaryEmail: `${name}@new.example` },
  jobTitle: 'Head of Purchasing',
  city: 'Berlin',
  companyId: id(9000, 7),
})

const groups = (members) => Object.entries(members)
  .map(([name, value]) => `${name}=${encodeURIComponent(JSON.stringify(value))}`).join('&')

// goal: requests/s over HTTP against the baseline's. varies: members of an answer that no two writes share. reads: a
// question with a body that writes nothing. seconds: the least to measure, where one answer takes some.
const written = ['id', 'createdAt', 'updatedAt']
export const questions = [
  { name: 'one by id', sql: 'one', goal: 1.1, method: 'GET', target: '/rest/people/{person}?depth=0' },
  { name: 'one by id, with company', sql: 'one_with_company', goal: 1.1, method: 'GET',
    target: '/rest/people/{person}?depth=1' },
  { name: 'list of 60', sql: 'list', goal: 3, method: 'GET', target: '/rest/people?depth=0&count=none' },
  { name: 'list of 60, with totalCount', sql: 'list_total', goal: 3, method: 'GET', target: '/rest/people?depth=0' },
  { name: 'list of 60, page deep inside', sql: 'list_deep', goal: 3, method: 'GET',
    target: '/rest/people?depth=0&count=none&starting_after={after_person}' },
  { name: 'list of 60 by createdAt, page deep inside', sql: 'list_created', goal: 3, method: 'GET',
    target: '/rest/people?depth=0&count=none&order_by=createdAt&starting_after={after_created}' },
  { name: 'list of 60, one city', sql: 'list_city', goal: 2, method: 'GET',
    target: '/rest/people?depth=0&count=none&filter=city%5Beq%5D%3ABerlin' },
  { name: 'list of 60, a part of a name', sql: 'list_like', goal: 1, method: 'GET',
    target: `/rest/people?depth=0&count=none&filter=${encodeURIComponent('name.lastName[ilike]:"%RAMA%"')}` },
  { name: 'people counted by month', sql: 'group_month', goal: 0.9, seconds: 20, method: 'GET',
    target: `/rest/people/groupBy?${groups({
      group_by: [{ createdAt: { granularity: 'MONTH', timeZone: 'Europe/Paris' } }], aggregate: ['totalCount'] })}` },
  { name: 'opportunities summed by stage', sql: 'group_stage', goal: 0.9, method: 'GET',
    target: `/rest/opportunities/groupBy?${groups({
      group_by: [{ stage: true }], aggregate: ['totalCount', 'sumAmountAmountMicros'] })}` },
  { name: 'list of 60, with company each', sql: 'list_with_company', goal: 3, method: 'GET',
    target: '/rest/people?depth=1&count=none&starting_after={after_person}' },
  { name: '20 companies, 20 people each', sql: 'companies_with_people', goal: 4, method: 'GET',
    target: '/rest/companies?depth=1&count=none&limit=20&starting_after={after_company}' },
  { name: 'GraphQL: one by id', sql: 'graphql_one', goal: 1.1, reads: true, method: 'POST', target: '/graphql',
    body: body(`query($id: UUID!) { person(filter: { id: { eq: $id } }) { ${person} } }`, { id: '{person}' }) },
  { name: 'GraphQL: one by id, with company', sql: 'graphql_one_with_company', goal: 1.1, reads: true, method: 'POST',
    target: '/graphql', body: body(`query($id: UUID!) { person(filter: { id: { eq: $id } }) { ${person}
      company { ${company} } } }`, { id: '{person}' }) },
  { name: 'GraphQL: list of 60', sql: 'graphql_list', goal: 3, reads: true, method: 'POST', target: '/graphql',
    body: body(`{ people(first: 60) { ${page(person)} } }`) },
  { name: 'GraphQL: list of 60, page deep inside', sql: 'graphql_list_deep', goal: 3, reads: true, method: 'POST',
    target: '/graphql',
    body: body(`query($after: String) { people(first: 60, after: $after) { ${page(person)} } }`, { after: '{after_person}' }) },
  { name: 'GraphQL: opportunities summed by stage', sql: 'graphql_group', goal: 0.9, reads: true, method: 'POST',
    target: '/graphql', body: body(`{ opportunitiesGroupBy(groupBy: [{ stage: true }], limit: 50) {
      groupByDimensionValues totalCount sumAmountAmountMicros } }`) },
  { name: 'GraphQL: three levels, 20 companies, 20 people each, their company', sql: 'graphql_levels', goal: 4,
    reads: true, method: 'POST', target: '/graphql',
    body: body(`query($after: String) { companies(first: 20, after: $after) { edges { node { ${company}
      people(first: 20) { edges { node { ${person} company { id name employees } } } } } } } }`,
    { after: '{after_company}' }) },
  { name: 'create one', sql: 'create', goal: 1, method: 'POST', target: '/rest/people?depth=0',
    body: JSON.stringify(new_person('ada-{unique}')), varies: written },
  { name: 'GraphQL: create one', sql: 'graphql_create', goal: 1, method: 'POST', target: '/graphql',
    body: body(`mutation($data: PersonCreateInput!) { createPerson(data: $data) { ${person} } }`,
      { data: new_person('ada-{unique}') }), varies: written },
  { name: 'update one', sql: 'update', goal: 1, method: 'PATCH', target: '/rest/people/{person}?depth=0',
    body: JSON.stringify({ jobTitle: 'Engineer {unique}' }), varies: ['updatedAt'] },
  { name: 'batch of 60', sql: 'batch', goal: 1.2, method: 'POST', target: '/rest/batch/people?depth=0',
    body: JSON.stringify(Array.from({ length: 60 }, (_, i) => new_person(`ada-{unique}-${i + 10}`))),
    varies: written },
]
