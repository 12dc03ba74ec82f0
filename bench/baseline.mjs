// The baseline: SQL as a careful developer writes it by hand for one endpoint, giving the same JSON as viginti.
// One function a question; :names are parameters of pgbench (see `draws` in questions.mjs).
import { one_at_depth_2 } from './baseline/depth.mjs'
import { graphql_questions } from './baseline/graphql.mjs'
import { company_join, count_where, created_cursor, exact, groups, name_cursor, one, owner_join, page, people, pooled_company,
  pooled_created, pooled_person, total, with_company, with_people } from './baseline/parts.mjs'
import { person, styles, use_style } from './baseline/records.mjs'
import { batch, create, update, update_filter, upsert } from './baseline/writes.mjs'

const questions = {
  ...graphql_questions,
  one: () => one(person('p')),
  one_with_company: () => one(with_company('p', 'c'), company_join('p')),
  one_depth_2: one_at_depth_2,
  list: () => page(people()),
  list_name: () => page({ ...people(), order: 'name_last_name, id', cursor: name_cursor }),
  count: () => page({ ...people(), record: { id: 'r.id' }, where: count_where, limit: 1, total: exact(count_where) }),
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
  create: () => create('person'),
  update: () => update('person'),
  upsert: () => upsert('person'),
  update_filter: () => update_filter('people'),
  batch,
}

export const baseline_names = Object.keys(questions)

// SQL of a question in a style, for so many people.
export function baseline(question, people, style) {
  use_style(style)
  return questions[question](people)
}
