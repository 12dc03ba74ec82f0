// The baseline: SQL as a careful developer writes it by hand for one endpoint, giving the same JSON as viginti.
// One function a question; :names are parameters of pgbench (see `draws` in questions.mjs).
// pgbench takes ':word' for a parameter inside quotes too, hence the spelling of the time format.

import { pooled_sql } from './cursors.mjs'
import { full_companies } from './questions.mjs'

// JSON objects are written in one of two styles. The first is the usual one; the second is harder to read, slower for
// one record and faster for lists.
const styles = {
  build: (members) =>
    `json_build_object(${Object.entries(members).map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`,
  rows: (members) => `row_to_json((SELECT o FROM (SELECT ${
    Object.entries(members).map(([name, sql]) => `${sql} AS "${name}"`).join(', ')}) o))`,
}
let object = styles.build

const time = (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24":"MI":"SS.MS"Z"')`
const text = (column) => `coalesce(${column}, '')`
const list = (column) => `coalesce(${column}, '[]')`
const id = (group, number) => `('01900000-0000-7000-${group}-' || 100000000000 + ${number}::bigint)::uuid`
const person_id = id(8000, ':person')
// The record a cursor of the pool names.
const pooled_person = (people) => id(8000, pooled_sql(people))
const pooled_company = (people) => id(9000, pooled_sql(full_companies(people)))
const pooled_created = (people) => `('2024-01-01 UTC'::timestamptz + ${pooled_sql(people)}::int * interval '1 minute')`

const actor = (column) => object({
  source: `${column}_source`,
  workspaceMemberId: `${column}_workspace_member_id`,
  name: text(`${column}_name`),
  context: `${column}_context`,
})
const links = (column) => object({
  primaryLinkLabel: text(`${column}_primary_link_label`),
  primaryLinkUrl: text(`${column}_primary_link_url`),
  secondaryLinks: list(`${column}_secondary_links`),
})
const currency = (column) => object({
  amountMicros: `${column}_amount_micros`,
  currencyCode: `${column}_currency_code`,
})
const system = (r) => ({
  id: `${r}.id`,
  createdAt: time(`${r}.created_at`),
  updatedAt: time(`${r}.updated_at`),
  deletedAt: time(`${r}.deleted_at`),
  createdBy: actor(`${r}.created_by`),
  updatedBy: actor(`${r}.updated_by`),
  position: `${r}."position"`,
})

const person = (r) => ({
  ...system(r),
  name: object({ firstName: text(`${r}.name_first_name`), lastName: text(`${r}.name_last_name`) }),
  emails: object({
    primaryEmail: text(`${r}.emails_primary_email`),
    additionalEmails: list(`${r}.emails_additional_emails`),
  }),
  phones: object({
    primaryPhoneNumber: text(`${r}.phones_primary_phone_number`),
    primaryPhoneCountryCode: text(`${r}.phones_primary_phone_country_code`),
    primaryPhoneCallingCode: text(`${r}.phones_primary_phone_calling_code`),
    additionalPhones: list(`${r}.phones_additional_phones`),
  }),
  jobTitle: text(`${r}.job_title`),
  city: text(`${r}.city`),
  linkedinLink: links(`${r}.linkedin_link`),
  xLink: links(`${r}.x_link`),
  avatarUrl: text(`${r}.avatar_url`),
  companyId: `${r}.company_id`,
})
const company = (r) => ({
  ...system(r),
  name: text(`${r}.name`),
  domainName: links(`${r}.domain_name`),
  employees: `${r}.employees`,
  linkedinLink: links(`${r}.linkedin_link`),
  xLink: links(`${r}.x_link`),
  annualRecurringRevenue: currency(`${r}.annual_recurring_revenue`),
  annualRevenue: currency(`${r}.annual_revenue`),
  address: object({
    addressStreet1: text(`${r}.address_address_street1`),
    addressStreet2: text(`${r}.address_address_street2`),
    addressCity: text(`${r}.address_address_city`),
    addressPostcode: text(`${r}.address_address_postcode`),
    addressState: text(`${r}.address_address_state`),
    addressCountry: text(`${r}.address_address_country`),
    addressLat: `${r}.address_address_lat`,
    addressLng: `${r}.address_address_lng`,
  }),
  idealCustomerProfile: `${r}.ideal_customer_profile`,
  accountOwnerId: `${r}.account_owner_id`,
})
const opportunity = (r) => ({
  ...system(r),
  name: text(`${r}.name`),
  amount: currency(`${r}.amount`),
  closeDate: time(`${r}.close_date`),
  stage: `${r}.stage`,
  companyId: `${r}.company_id`,
  pointOfContactId: `${r}.point_of_contact_id`,
  ownerId: `${r}.owner_id`,
})
const target = (subject) => (r) => ({
  ...system(r),
  [`${subject}Id`]: `${r}.${subject}_id`,
  targetPersonId: `${r}.target_person_id`,
  targetCompanyId: `${r}.target_company_id`,
  targetOpportunityId: `${r}.target_opportunity_id`,
})
const member = (r) => ({ ...system(r), id: `${r}.id` })

// Records that point at `parent` by `column`, at most 60, as a JSON array.
const many = (table, record, column, parent) => `(SELECT coalesce(json_agg(${object(record('x'))}), '[]')
    FROM (SELECT * FROM bench.${table} WHERE ${column} = ${parent} AND deleted_at IS NULL ORDER BY id LIMIT 60) x)`

const with_company = (r, c) => ({
  ...person(r),
  companyId: `${c}.id`,
  company: `CASE WHEN ${c}.id IS NOT NULL THEN ${object(company(c))} END`,
  pointOfContactForOpportunities: many('opportunities', opportunity, 'point_of_contact_id', `${r}.id`),
  noteTargets: many('note_targets', target('note'), 'target_person_id', `${r}.id`),
  taskTargets: many('task_targets', target('task'), 'target_person_id', `${r}.id`),
})
const with_people = (r, m) => ({
  ...company(r),
  accountOwnerId: `${m}.id`,
  accountOwner: `CASE WHEN ${m}.id IS NOT NULL THEN ${object(member(m))} END`,
  people: many('people', person, 'company_id', `${r}.id`),
  opportunities: many('opportunities', opportunity, 'company_id', `${r}.id`),
  noteTargets: many('note_targets', target('note'), 'target_company_id', `${r}.id`),
  taskTargets: many('task_targets', target('task'), 'target_company_id', `${r}.id`),
})

const company_join = (r) => `LEFT JOIN bench.companies c ON c.id = ${r}.company_id AND c.deleted_at IS NULL`
const owner_join = (r) => `LEFT JOIN bench.workspace_members m ON m.id = ${r}.account_owner_id AND m.deleted_at IS NULL`

const one = (record, joins = '') =>
  `SELECT ${object({ data: object({ person: object(record) }) })}
  FROM bench.people p ${joins}
 WHERE p.id = ${person_id} AND p.deleted_at IS NULL;`

const at = (column, place) => `(array_agg(${column} ORDER BY r.n))[${place}]`
// P makes cursors as it likes, without a signature: they are not compared.
const id_cursor = (place) => `encode(convert_to('{"id":"' || ${at('r.id', place)} || '"}', 'UTF8'), 'base64')`
const created_cursor = (place) => `replace(encode(convert_to('{"id":"' || ${at('r.id', place)} || '","k":["'
    || ${time(at('r.created_at', place))} || '"],"o":"createdAt0,"}', 'UTF8'), 'base64'), E'\\n', '')`

// A page: one row more than asked for tells whether there is a next one.
// The whole answer is made by json_build_object in both styles: aggregates do not reach into a subselect.
function page({ plural, table, record, where = 'true', order = 'id', limit = 60, joins = '', after = false,
                cursor = id_cursor, total = {} }) {
  const answer = (more) => styles.build({
    data: styles.build({ [plural]: `coalesce(json_agg(${object(record)} ORDER BY r.n) FILTER (WHERE r.n <= ${limit}), '[]')` }),
    pageInfo: styles.build({
      hasNextPage: `count(*) > ${limit}`,
      hasPreviousPage: `${after}`,
      startCursor: cursor('1'),
      endCursor: cursor(`least(count(*), ${limit})`),
    }),
    ...more,
  })
  return `SELECT ${answer(total)}
  FROM (SELECT t.*, row_number() OVER () AS n
          FROM (SELECT * FROM bench.${table} t WHERE t.deleted_at IS NULL AND ${where}
                 ORDER BY ${order} LIMIT ${limit + 1}) t) r ${joins};`
}

const people = () => ({ plural: 'people', table: 'people', record: person('r') })

// The estimate is the one viginti answers with beyond 50,000 records: what the planner knows.
const estimate = `(SELECT reltuples::bigint FROM pg_class WHERE oid = 'bench.people'::regclass)`
const total = (people) => people > 50000
  ? { totalCount: estimate, totalCountEstimated: 'true' }
  : { totalCount: '(SELECT count(*) FROM bench.people WHERE deleted_at IS NULL)' }

// A bare array of groups; `key` and the members are columns of g.
const groups = ({ table, key, order, columns, members }) => `SELECT coalesce(json_agg(${
  object({ ...members, groupByDimensionValues: 'json_build_array(g.key)' })} ORDER BY ${order}), '[]')
  FROM (SELECT ${key} AS key, ${columns} FROM bench.${table} t
         WHERE t.deleted_at IS NULL GROUP BY 1 ORDER BY 1 LIMIT 50) g;`

const made_by = `'API', 'bench', '{}'`
const actor_columns = `created_by_source, created_by_name, created_by_context,
       updated_by_source, updated_by_name, updated_by_context`
const written_columns = `name_first_name, name_last_name, emails_primary_email, job_title, city, company_id`
const first_place = (n) => `(SELECT coalesce(min(x."position"), 1) FROM bench.people x) - ${n}`

// The same answers as a GraphQL server gives them.
const graphql_one = (record, joins = '') => one(record, joins)
const edges = (record, limit, more) => `coalesce(json_agg(${styles.build({ node: object(record), ...more })} ORDER BY r.n)
    FILTER (WHERE r.n <= ${limit}), '[]')`
const graphql_page = (where, after) => `SELECT ${styles.build({ data: styles.build({ people: styles.build({
  edges: edges(person('r'), 60, { cursor: `encode(convert_to('{"id":"' || r.id || '"}', 'UTF8'), 'base64')` }),
  pageInfo: styles.build({ hasNextPage: 'count(*) > 60', hasPreviousPage: `${after}`, startCursor: id_cursor('1'),
    endCursor: id_cursor('least(count(*), 60)') }),
}) }) })}
  FROM (SELECT t.*, row_number() OVER () AS n
          FROM (SELECT * FROM bench.people t WHERE t.deleted_at IS NULL AND ${where} ORDER BY id LIMIT 61) t) r;`
const brief_company = `CASE WHEN c.id IS NOT NULL THEN ${styles.build({ id: 'c.id', name: text('c.name'), employees: 'c.employees' })} END`
const people_of = (owner) => `(SELECT ${styles.build({ edges: `coalesce(json_agg(${styles.build({
  node: object({ ...person('x'), companyId: 'c.id', company: brief_company }) })} ORDER BY x.id), '[]')` })}
    FROM (SELECT * FROM bench.people WHERE company_id = ${owner} AND deleted_at IS NULL ORDER BY id LIMIT 20) x
         ${company_join('x')})`

const questions = {
  graphql_one: () => graphql_one(person('p')),
  graphql_one_with_company: () => graphql_one({ ...person('p'), companyId: 'c.id',
    company: `CASE WHEN c.id IS NOT NULL THEN ${object(company('c'))} END` }, company_join('p')),
  graphql_list: () => graphql_page('true', false),
  graphql_list_deep: (n) => graphql_page(`t.id > ${pooled_person(n)}`, true),
  graphql_group: () => `SELECT ${styles.build({ data: styles.build({ opportunitiesGroupBy: `coalesce(json_agg(${object({
    groupByDimensionValues: 'json_build_array(g.key)', totalCount: 'g.n', sumAmountAmountMicros: 'g.micros' })}
    ORDER BY array_position('{NEW,SCREENING,MEETING,PROPOSAL,CUSTOMER}'::text[], g.key)), '[]')` }) })}
  FROM (SELECT t.stage AS key, count(*) AS n, sum(t.amount_amount_micros) AS micros FROM bench.opportunities t
         WHERE t.deleted_at IS NULL GROUP BY 1 ORDER BY 1 LIMIT 50) g;`,
  graphql_levels: (n) => `SELECT ${styles.build({ data: styles.build({ companies: styles.build({
    edges: edges({ ...company('r'), accountOwnerId: 'm.id', people: people_of('r.id') }, 20) }) }) })}
  FROM (SELECT t.*, row_number() OVER () AS n
          FROM (SELECT * FROM bench.companies t WHERE t.deleted_at IS NULL AND t.id > ${pooled_company(n)}
                 ORDER BY id LIMIT 20) t) r ${owner_join('r')};`,
  graphql_create: () => questions.create().replace(/'person', /, "'createPerson', ").replace(/ AS "person"/, ' AS "createPerson"'),
  one: () => one(person('p')),
  one_with_company: () => one(with_company('p', 'c'), company_join('p')),
  list: () => page(people()),
  list_total: (n) => page({ ...people(), total: total(n) }),
  list_deep: (n) => page({ ...people(), where: `t.id > ${pooled_person(n)}`, after: true }),
  list_created: (n) => page({
    ...people(),
    where: `(t.created_at, t.id) > (${pooled_created(n)}, ${pooled_person(n)})`,
    order: 'created_at, id',
    after: true,
    cursor: created_cursor,
  }),
  list_city: () => page({ ...people(), where: `t.city = 'Berlin'` }),
  list_like: () => page({ ...people(), where: `t.name_last_name ILIKE '%RAMA%'` }),
  group_month: () => groups({
    table: 'people', key: `date_trunc('month', t.created_at AT TIME ZONE 'Europe/Paris')::date`, order: 'g.key',
    columns: 'count(*) AS n', members: { totalCount: 'g.n::text' },
  }),
  group_stage: () => groups({
    table: 'opportunities', key: 't.stage',
    order: `array_position('{NEW,SCREENING,MEETING,PROPOSAL,CUSTOMER}'::text[], g.key)`,
    columns: 'count(*) AS n, sum(t.amount_amount_micros) AS micros',
    members: { totalCount: 'g.n::text', sumAmountAmountMicros: 'g.micros::text' },
  }),
  list_with_company: (n) => page({
    ...people(), record: with_company('r', 'c'), joins: company_join('r'),
    where: `t.id > ${pooled_person(n)}`, after: true,
  }),
  companies_with_people: (n) => page({
    plural: 'companies', table: 'companies', record: with_people('r', 'm'), joins: owner_join('r'),
    where: `t.id > ${pooled_company(n)}`, limit: 20, after: true,
  }),
  create: () => `INSERT INTO bench.people AS p ("position", ${written_columns}, ${actor_columns})
VALUES (${first_place(1)}, 'Ada', 'Moreau', 'ada-' || lpad(:unique::text, 15, '0') || '@new.example', 'Head of Purchasing', 'Berlin',
        ${id(9000, 7)}, ${made_by}, ${made_by})
RETURNING ${object({ data: object({ person: object(person('p')) }) })};`,
  update: () => `UPDATE bench.people p
   SET job_title = 'Engineer ' || lpad(:unique::text, 15, '0'), updated_at = now(), updated_by_source = 'API',
       updated_by_workspace_member_id = NULL, updated_by_name = 'bench', updated_by_context = '{}'
 WHERE p.id = ${person_id}
RETURNING ${object({ data: object({ person: object(person('p')) }) })};`,
  batch: () => `WITH made AS (
  INSERT INTO bench.people ("position", ${written_columns}, ${actor_columns})
  SELECT ${first_place('v.n')}, v.name ->> 'firstName', v.name ->> 'lastName', v.emails ->> 'primaryEmail',
         v."jobTitle", v.city, v."companyId", ${made_by}, ${made_by}
    FROM ROWS FROM (json_to_recordset(replace(:body::text, '{unique}', lpad(:unique::text, 15, '0'))::json)
                    AS (name json, emails json, "jobTitle" text, city text, "companyId" uuid))
         WITH ORDINALITY AS v(name, emails, "jobTitle", city, "companyId", n)
  RETURNING *
), r AS (
  SELECT *, row_number() OVER () AS n FROM made
)
SELECT ${styles.build({
    data: styles.build({ people: `json_agg(${object(person('r'))} ORDER BY r.n)` }),
    pageInfo: styles.build({
      hasNextPage: 'false',
      hasPreviousPage: 'false',
      startCursor: id_cursor('1'),
      endCursor: id_cursor('count(*)'),
    }),
    totalCount: 'count(*)',
  })}
  FROM r;`,
}

// SQL of a question in a style, for so many people.
export function baseline(question, people, style) {
  object = styles[style]
  return questions[question](people)
}
