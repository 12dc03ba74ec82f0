// Writes by hand. `answer` wraps the written records as REST or GraphQL does.
import { joined_company } from '../questions.mjs'
import { full_company_id, id_cursor, person_id } from './parts.mjs'
import { id, object, person, styles } from './records.mjs'

const made_by = `'API', 'bench', '{}'`
const actor_columns = `created_by_source, created_by_name, created_by_context,
       updated_by_source, updated_by_name, updated_by_context`
const written_columns = `name_first_name, name_last_name, emails_primary_email, job_title, city, company_id`
const first_place = (n) => `(SELECT coalesce(min(x."position"), 1) FROM bench.people x) - ${n}`
const job_title = `'Engineer ' || lpad(:unique::text, 15, '0')`
const changes = `job_title = ${job_title}, updated_at = now(), updated_by_source = 'API',
       updated_by_workspace_member_id = NULL, updated_by_name = 'bench', updated_by_context = '{}'`
const returned = (name) => object({ data: object({ [name]: object(person('p')) }) })

export const create = (name) => `INSERT INTO bench.people AS p ("position", ${written_columns}, ${actor_columns})
VALUES (${first_place(1)}, 'Ada', 'Moreau', 'ada-' || lpad(:unique::text, 15, '0') || '@new.example', 'Head of Purchasing', 'Berlin',
        ${id(9000, joined_company)}, ${made_by}, ${made_by})
RETURNING ${returned(name)};`

export const update = (name) => `UPDATE bench.people p
   SET ${changes}
 WHERE p.id = ${person_id}
RETURNING ${returned(name)};`

export const upsert = (name) => `INSERT INTO bench.people AS p (id, "position", job_title, ${actor_columns})
VALUES (${person_id}, ${first_place(1)}, ${job_title}, ${made_by}, ${made_by})
    ON CONFLICT (id) DO UPDATE SET ${changes}, deleted_at = NULL
RETURNING ${returned(name)};`

// The lock first, in the order of the ids: two that meet wait for each other in turn.
export const update_filter = (name) => `WITH found AS (
  SELECT id FROM bench.people WHERE company_id = ${full_company_id} ORDER BY id FOR UPDATE
), r AS (
  UPDATE bench.people p SET ${changes} FROM found WHERE p.id = found.id RETURNING p.*
)
SELECT ${styles.build({ data: styles.build({ [name]: `coalesce(json_agg(${object(person('r'))} ORDER BY r.id), '[]')` }) })} FROM r;`

// `input` is a JSON array of records.
const insert_many = (input) => `WITH made AS (
  INSERT INTO bench.people ("position", ${written_columns}, ${actor_columns})
  SELECT ${first_place('v.n')}, v.name ->> 'firstName', v.name ->> 'lastName', v.emails ->> 'primaryEmail',
         v."jobTitle", v.city, v."companyId", ${made_by}, ${made_by}
    FROM ROWS FROM (json_to_recordset(${input})
                    AS (name json, emails json, "jobTitle" text, city text, "companyId" uuid))
         WITH ORDINALITY AS v(name, emails, "jobTitle", city, "companyId", n)
  RETURNING *
), r AS (
  SELECT *, row_number() OVER () AS n FROM made
)`
const written = () => `json_agg(${object(person('r'))} ORDER BY r.n)`
const sent = `replace(:body::text, '{unique}', lpad(:unique::text, 15, '0'))::json`

export const batch = () => `${insert_many(sent)}
SELECT ${styles.build({
  data: styles.build({ people: written() }),
  pageInfo: styles.build({
    hasNextPage: 'false',
    hasPreviousPage: 'false',
    startCursor: id_cursor('1'),
    endCursor: id_cursor('count(*)'),
  }),
  totalCount: 'count(*)',
})}
  FROM r;`

export const graphql_batch = () => `${insert_many(`${sent} -> 'variables' -> 'data'`)}
SELECT ${styles.build({ data: styles.build({ createPeople: written() }) })}
  FROM r;`
