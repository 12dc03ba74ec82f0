// The baseline's answers to the questions of GraphQL, in the form a GraphQL server gives them.
import { company_join, count_where, id_cursor, name_cursor, one, owner_join, pooled_company, pooled_person } from './parts.mjs'
import { company, object, person, styles, text } from './records.mjs'
import { create, graphql_batch, update, update_filter, upsert } from './writes.mjs'

const edges = (record, limit, more) => `coalesce(json_agg(${styles.build({ node: object(record), ...more })} ORDER BY r.n)
    FILTER (WHERE r.n <= ${limit}), '[]')`
const graphql_page = ({ where = 'true', after = false, order = 'id', cursor = id_cursor } = {}) => `SELECT ${styles.build({
  data: styles.build({ people: styles.build({
  edges: edges(person('r'), 60, { cursor: `encode(convert_to('{"id":"' || r.id || '"}', 'UTF8'), 'base64')` }),
  pageInfo: styles.build({ hasNextPage: 'count(*) > 60', hasPreviousPage: `${after}`, startCursor: cursor('1'),
    endCursor: cursor('least(count(*), 60)') }),
}) }) })}
  FROM (SELECT t.*, row_number() OVER () AS n
          FROM (SELECT * FROM bench.people t WHERE t.deleted_at IS NULL AND ${where} ORDER BY ${order} LIMIT 61) t) r;`
const brief_company = `CASE WHEN c.id IS NOT NULL THEN ${styles.build({ id: 'c.id', name: text('c.name'), employees: 'c.employees' })} END`
const people_of = (owner) => `(SELECT ${styles.build({ edges: `coalesce(json_agg(${styles.build({
  node: object({ ...person('x'), companyId: 'c.id', company: brief_company }) })} ORDER BY x.id), '[]')` })}
    FROM (SELECT * FROM bench.people WHERE company_id = ${owner} AND deleted_at IS NULL ORDER BY id LIMIT 20) x
         ${company_join('x')})`

export const graphql_questions = {
  graphql_one: () => one(person('p')),
  graphql_one_with_company: () => one({ ...person('p'), companyId: 'c.id',
    company: `CASE WHEN c.id IS NOT NULL THEN ${object(company('c'))} END` }, company_join('p')),
  graphql_list: () => graphql_page(),
  graphql_list_deep: (n) => graphql_page({ where: `t.id > ${pooled_person(n)}`, after: true }),
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
  graphql_list_name: () => graphql_page({ order: 'name_last_name, id', cursor: name_cursor }),
  graphql_list_city: () => graphql_page({ where: `t.city = 'Berlin'` }),
  graphql_count: () => `SELECT ${styles.build({ data: styles.build({ people: styles.build({ totalCount: 'count(*)' }) }) })}
  FROM bench.people t WHERE t.deleted_at IS NULL AND ${count_where};`,
  graphql_create: () => create('createPerson'),
  graphql_update: () => update('updatePerson'),
  graphql_upsert: () => upsert('createPerson'),
  graphql_update_filter: () => update_filter('updatePeople'),
  graphql_batch,
}
