// Parts of the baseline's statements: what a parameter names, joins, embedded records, pages and groups.
import { pooled_sql } from '../cursors.mjs'
import { full_companies } from '../questions.mjs'
import { company, id, member, object, opportunity, person, styles, target, time } from './records.mjs'

export const person_id = id(8000, ':person')
export const full_company_id = id(9000, ':full_company')
// The record a cursor of the pool names.
export const pooled_person = (people) => id(8000, pooled_sql(people))
export const pooled_company = (people) => id(9000, pooled_sql(full_companies(people)))
export const pooled_created = (people) => `('2024-01-01 UTC'::timestamptz + ${pooled_sql(people)}::int * interval '1 minute')`

// Records that point at `parent` by `column`, at most 60, as a JSON array.
export const many = (table, record, column, parent) => `(SELECT coalesce(json_agg(${object(record('x'))}), '[]')
    FROM (SELECT * FROM bench.${table} WHERE ${column} = ${parent} AND deleted_at IS NULL ORDER BY id LIMIT 60) x)`

export const with_company = (r, c) => ({
  ...person(r),
  companyId: `${c}.id`,
  company: `CASE WHEN ${c}.id IS NOT NULL THEN ${object(company(c))} END`,
  pointOfContactForOpportunities: many('opportunities', opportunity, 'point_of_contact_id', `${r}.id`),
  noteTargets: many('note_targets', target('note'), 'target_person_id', `${r}.id`),
  taskTargets: many('task_targets', target('task'), 'target_person_id', `${r}.id`),
})
export const with_people = (r, m) => ({
  ...company(r),
  accountOwnerId: `${m}.id`,
  accountOwner: `CASE WHEN ${m}.id IS NOT NULL THEN ${object(member(m))} END`,
  people: many('people', person, 'company_id', `${r}.id`),
  opportunities: many('opportunities', opportunity, 'company_id', `${r}.id`),
  noteTargets: many('note_targets', target('note'), 'target_company_id', `${r}.id`),
  taskTargets: many('task_targets', target('task'), 'target_company_id', `${r}.id`),
})

export const company_join = (r) => `LEFT JOIN bench.companies c ON c.id = ${r}.company_id AND c.deleted_at IS NULL`
export const owner_join = (r) => `LEFT JOIN bench.workspace_members m ON m.id = ${r}.account_owner_id AND m.deleted_at IS NULL`

export const one = (record, joins = '') =>
  `SELECT ${object({ data: object({ person: object(record) }) })}
  FROM bench.people p ${joins}
 WHERE p.id = ${person_id} AND p.deleted_at IS NULL;`

const at = (column, place) => `(array_agg(${column} ORDER BY r.n))[${place}]`
// P makes cursors as it likes, without a signature: they are not compared.
export const id_cursor = (place) => `encode(convert_to('{"id":"' || ${at('r.id', place)} || '"}', 'UTF8'), 'base64')`
export const created_cursor = (place) => `replace(encode(convert_to('{"id":"' || ${at('r.id', place)} || '","k":["'
    || ${time(at('r.created_at', place))} || '"],"o":"createdAt0,"}', 'UTF8'), 'base64'), E'\\n', '')`

export const name_cursor = (place) => `replace(encode(convert_to('{"id":"' || ${at('r.id', place)} || '","k":['
    || to_json(${at('r.name_last_name', place)}) || '],"o":"name.lastName0,"}', 'UTF8'), 'base64'), E'\\n', '')`

// A page: one row more than asked for tells whether there is a next one.
// The whole answer is made by json_build_object in both styles: aggregates do not reach into a subselect.
export function page({ plural, table, record, where = 'true', order = 'id', limit = 60, joins = '', after = false,
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

export const people = () => ({ plural: 'people', table: 'people', record: person('r') })

// The estimate is the one viginti answers with beyond 50,000 records: what the planner knows.
const estimate = `(SELECT reltuples::bigint FROM pg_class WHERE oid = 'bench.people'::regclass)`
export const total = (people) => people > 50000
  ? { totalCount: estimate, totalCountEstimated: 'true' }
  : { totalCount: '(SELECT count(*) FROM bench.people WHERE deleted_at IS NULL)' }

// A bare array of groups; `key` and the members are columns of g.
export const groups = ({ table, key, order, columns, members }) => `SELECT coalesce(json_agg(${
  object({ ...members, groupByDimensionValues: 'json_build_array(g.key)' })} ORDER BY ${order}), '[]')
  FROM (SELECT ${key} AS key, ${columns} FROM bench.${table} t
         WHERE t.deleted_at IS NULL GROUP BY 1 ORDER BY 1 LIMIT 50) g;`

// Few enough to be counted exactly at each scale.
export const count_where = `t.city = 'Berlin' AND t.job_title = 'Founder'`
export const exact = (where) => ({ totalCount: `(SELECT count(*) FROM bench.people t WHERE t.deleted_at IS NULL AND ${where})` })
