// One person at depth 2: the records of its relations, and those of theirs.
import { company_join, many, one, owner_join, with_people } from './parts.mjs'
import { company, member, note, object, opportunity, person, target, task } from './records.mjs'

// A to-one relation: the embedded record, or null, and its key too, where the record is soft-deleted or missing.
const embedded = (name, record, r) => ({
  [`${name}Id`]: `${r}.id`,
  [name]: `CASE WHEN ${r}.id IS NOT NULL THEN ${object(record(r))} END`,
})
const join = (table, r, key) => `LEFT JOIN bench.${table} ${r} ON ${r}.id = ${key} AND ${r}.deleted_at IS NULL`

// As `many`, each record y with its own relations.
const many_with = (table, members, column, parent, joins) => `(SELECT coalesce(json_agg(${object(members)} ORDER BY y.id), '[]')
    FROM (SELECT * FROM bench.${table} WHERE ${column} = ${parent} AND deleted_at IS NULL ORDER BY id LIMIT 60) y
         ${joins.join('\n         ')})`

const opportunities = (parent) => many_with('opportunities', {
  ...opportunity('y'),
  ...embedded('company', company, 'yc'),
  ...embedded('pointOfContact', person, 'yp'),
  ...embedded('owner', member, 'ym'),
  noteTargets: many('note_targets', target('note'), 'target_opportunity_id', 'y.id'),
  taskTargets: many('task_targets', target('task'), 'target_opportunity_id', 'y.id'),
}, 'point_of_contact_id', parent, [join('companies', 'yc', 'y.company_id'), join('people', 'yp', 'y.point_of_contact_id'),
  join('workspace_members', 'ym', 'y.owner_id')])

const targets = (subject, record, parent) => many_with(`${subject}_targets`, {
  ...target(subject)('y'),
  ...embedded(subject, record, 'ys'),
  ...embedded('targetPerson', person, 'yp'),
  ...embedded('targetCompany', company, 'yc'),
  ...embedded('targetOpportunity', opportunity, 'yo'),
}, 'target_person_id', parent, [join(`${subject}s`, 'ys', `y.${subject}_id`), join('people', 'yp', 'y.target_person_id'),
  join('companies', 'yc', 'y.target_company_id'), join('opportunities', 'yo', 'y.target_opportunity_id')])

export const one_at_depth_2 = () => one({
  ...person('p'),
  ...embedded('company', () => with_people('c', 'm'), 'c'),
  pointOfContactForOpportunities: opportunities('p.id'),
  noteTargets: targets('note', note, 'p.id'),
  taskTargets: targets('task', task, 'p.id'),
}, `${company_join('p')} ${owner_join('c')}`)
