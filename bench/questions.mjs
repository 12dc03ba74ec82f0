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
  full_company: { draw: 'full_company', text: (n) => id(9000, n), sql: id_sql(9000, ':full_company') },
  after_person: cursor('after_person'),
  after_created: cursor('after_created'),
  after_company: cursor('after_company'),
  after_graphile: cursor('after_graphile'),
  after_graphile_company: cursor('after_graphile_company'),
  // The bare numbers, for a server that computes ids itself.
  person_number: { draw: 'person', text: String },
  full_company_number: { draw: 'full_company', text: String },
  pool_number: { draw: 'pool', text: String },
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
  full_company: full_companies,
  pool: () => pool_size,
  unique: () => 999999999999999,
}

// New people join the last company, which no question about full companies touches.
export const joined_company = Number(process.env.PEOPLE) / 10
const new_person = (name) => ({
  name: { firstName: 'Ada', lastName: 'Moreau' },
  emails: { primaryEmail: `${name}@new.example` },
  jobTitle: 'Head of Purchasing',
  city: 'Berlin',
  companyId: id(9000, joined_company),
})

const sixty = Array.from({ length: 60 }, (_, i) => new_person(`ada-{unique}-${i + 10}`))
const new_title = { jobTitle: 'Engineer {unique}' }

const groups = (members) => Object.entries(members)
  .map(([name, value]) => `${name}=${encodeURIComponent(JSON.stringify(value))}`).join('&')

// goal: requests/s over HTTP against the baseline's; goal_node: against Node's, where there is one. varies: members of an
// answer that no two writes share. reads: a question with a body that writes nothing. seconds: the least to measure, where
// one answer takes some. own_rest: false where the question of GraphQL asks for less than REST's of the same name.
const written = ['id', 'createdAt', 'updatedAt']
export const questions = [
  { name: 'one by id', sql: 'one', goal: 1.1, goal_node: 3, method: 'GET', target: '/rest/people/{person}?depth=0' },
  { name: 'one by id, with company', sql: 'one_with_company', goal: 1.1, goal_node: 3, method: 'GET',
    target: '/rest/people/{person}?depth=1' },
  { name: 'one by id, depth 2', sql: 'one_depth_2', goal: 1.1, method: 'GET', target: '/rest/people/{person}?depth=2' },
  { name: 'list of 60', sql: 'list', goal: 3, goal_node: 5, method: 'GET', target: '/rest/people?depth=0&count=none' },
  { name: 'list of 60, with totalCount', sql: 'list_total', goal: 3, method: 'GET', target: '/rest/people?depth=0' },
  { name: 'list of 60, page deep inside', sql: 'list_deep', goal: 3, goal_node: 5, method: 'GET',
    target: '/rest/people?depth=0&count=none&starting_after={after_person}' },
  { name: 'list of 60 by createdAt, page deep inside', sql: 'list_created', goal: 3, goal_node: 5, method: 'GET',
    target: '/rest/people?depth=0&count=none&order_by=createdAt&starting_after={after_created}' },
  { name: 'list of 60 by name', sql: 'list_name', goal: 3, goal_node: 5, method: 'GET',
    target: '/rest/people?depth=0&count=none&order_by=name.lastName%5BAscNullsLast%5D' },
  { name: 'list of 60, one city', sql: 'list_city', goal: 2, method: 'GET',
    target: '/rest/people?depth=0&count=none&filter=city%5Beq%5D%3ABerlin' },
  { name: 'list of 60, a part of a name', sql: 'list_like', goal: 1, method: 'GET',
    target: `/rest/people?depth=0&count=none&filter=${encodeURIComponent('name.lastName[ilike]:"%RAMA%"')}` },
  { name: 'people of one city and job counted', sql: 'count', goal: 0.9, seconds: 6, method: 'GET',
    target: `/rest/people?depth=0&fields=id&limit=1&count=exact&filter=${encodeURIComponent('city[eq]:Berlin,jobTitle[eq]:Founder')}` },
  { name: 'people counted by month', sql: 'group_month', goal: 0.9, seconds: 20, method: 'GET',
    target: `/rest/people/groupBy?${groups({
      group_by: [{ createdAt: { granularity: 'MONTH', timeZone: 'Europe/Paris' } }], aggregate: ['totalCount'] })}` },
  { name: 'opportunities summed by stage', sql: 'group_stage', goal: 0.9, method: 'GET',
    target: `/rest/opportunities/groupBy?${groups({
      group_by: [{ stage: true }], aggregate: ['totalCount', 'sumAmountAmountMicros'] })}` },
  { name: 'list of 60, with company each', sql: 'list_with_company', goal: 3, goal_node: 5, method: 'GET',
    target: '/rest/people?depth=1&count=none&starting_after={after_person}' },
  { name: '20 companies, 20 people each', sql: 'companies_with_people', goal: 4, goal_node: 6, method: 'GET',
    target: '/rest/companies?depth=1&count=none&limit=20&starting_after={after_company}' },
  { name: 'GraphQL: one by id', sql: 'graphql_one', goal: 1.1, reads: true, method: 'POST', target: '/graphql',
    body: body(`query($id: UUID!) { person(filter: { id: { eq: $id } }) { ${person} } }`, { id: '{person}' }) },
  { name: 'GraphQL: one by id, with company', sql: 'graphql_one_with_company', goal: 1.1, own_rest: false, reads: true, method: 'POST',
    target: '/graphql', body: body(`query($id: UUID!) { person(filter: { id: { eq: $id } }) { ${person}
      company { ${company} } } }`, { id: '{person}' }) },
  { name: 'GraphQL: list of 60', sql: 'graphql_list', goal: 3, reads: true, method: 'POST', target: '/graphql',
    body: body(`{ people(first: 60) { ${page(person)} } }`) },
  { name: 'GraphQL: list of 60, page deep inside', sql: 'graphql_list_deep', goal: 3, reads: true, method: 'POST',
    target: '/graphql',
    body: body(`query($after: String) { people(first: 60, after: $after) { ${page(person)} } }`, { after: '{after_person}' }) },
  { name: 'GraphQL: list of 60 by name', sql: 'graphql_list_name', goal: 3, reads: true, method: 'POST', target: '/graphql',
    body: body(`{ people(first: 60, orderBy: [{ name: { lastName: AscNullsLast } }]) { ${page(person)} } }`) },
  { name: 'GraphQL: list of 60, one city', sql: 'graphql_list_city', goal: 2, reads: true, method: 'POST', target: '/graphql',
    body: body(`{ people(first: 60, filter: { city: { eq: "Berlin" } }) { ${page(person)} } }`) },
  { name: 'GraphQL: people of one city and job counted', sql: 'graphql_count', goal: 0.9, seconds: 6, reads: true, method: 'POST',
    target: '/graphql',
    body: body('{ people(filter: { city: { eq: "Berlin" }, jobTitle: { eq: "Founder" } }) { totalCount } }') },
  { name: 'GraphQL: opportunities summed by stage', sql: 'graphql_group', goal: 0.9, reads: true, method: 'POST',
    target: '/graphql', body: body(`{ opportunitiesGroupBy(groupBy: [{ stage: true }], limit: 50) {
      groupByDimensionValues totalCount sumAmountAmountMicros } }`) },
  { name: 'GraphQL: three levels, 20 companies, 20 people each, their company', sql: 'graphql_levels', goal: 4,
    reads: true, method: 'POST', target: '/graphql',
    body: body(`query($after: String) { companies(first: 20, after: $after) { edges { node { ${company}
      people(first: 20) { edges { node { ${person} company { id name employees } } } } } } } }`,
    { after: '{after_company}' }) },
  { name: 'create one', sql: 'create', goal: 1, goal_node: 1.5, method: 'POST', target: '/rest/people?depth=0',
    body: JSON.stringify(new_person('ada-{unique}')), varies: written },
  { name: 'GraphQL: create one', sql: 'graphql_create', goal: 1, method: 'POST', target: '/graphql',
    body: body(`mutation($data: PersonCreateInput!) { createPerson(data: $data) { ${person} } }`,
      { data: new_person('ada-{unique}') }), varies: written },
  { name: 'update one', sql: 'update', goal: 1, goal_node: 1.5, method: 'PATCH', target: '/rest/people/{person}?depth=0',
    body: JSON.stringify(new_title), varies: ['updatedAt'] },
  { name: 'GraphQL: update one', sql: 'graphql_update', goal: 1, method: 'POST', target: '/graphql',
    body: body(`mutation($id: UUID!, $data: PersonUpdateInput!) { updatePerson(id: $id, data: $data) { ${person} } }`,
      { id: '{person}', data: new_title }), varies: ['updatedAt'] },
  { name: 'upsert one that exists', sql: 'upsert', goal: 1, method: 'POST', target: '/rest/people?depth=0&upsert=true',
    body: JSON.stringify({ id: '{person}', ...new_title }), varies: ['updatedAt'] },
  { name: 'GraphQL: upsert one that exists', sql: 'graphql_upsert', goal: 1, method: 'POST', target: '/graphql',
    body: body(`mutation($data: PersonCreateInput!) { createPerson(data: $data, upsert: true) { ${person} } }`,
      { data: { id: '{person}', ...new_title } }), varies: ['updatedAt'] },
  { name: 'update 20 by filter', sql: 'update_filter', goal: 1, method: 'PATCH',
    target: '/rest/people?depth=0&filter=companyId%5Beq%5D%3A{full_company}', body: JSON.stringify(new_title),
    varies: ['updatedAt'] },
  { name: 'GraphQL: update 20 by filter', sql: 'graphql_update_filter', goal: 1, method: 'POST', target: '/graphql',
    body: body(`mutation($company: UUID!, $data: PersonUpdateInput!) {
      updatePeople(filter: { companyId: { eq: $company } }, data: $data) { ${person} } }`,
    { company: '{full_company}', data: new_title }), varies: ['updatedAt'] },
  { name: 'batch of 60', sql: 'batch', goal: 1.2, goal_node: 1.5, method: 'POST', target: '/rest/batch/people?depth=0',
    body: JSON.stringify(sixty), varies: written },
  { name: 'GraphQL: batch of 60', sql: 'graphql_batch', goal: 1.2, method: 'POST', target: '/graphql',
    body: body(`mutation($data: [PersonCreateInput!]!) { createPeople(data: $data) { ${person} } }`, { data: sixty }),
    varies: written },
]
