// Growth of the data: records in a table, records of a page, predicates of a filter.
import { cursors } from '../cursors.mjs'
import { new_workspace, send } from '../lib/client.mjs'
import { query } from '../lib/env.mjs'
import { draw_file, get, series, steps } from './parts.mjs'

const fill = (from, to) => `INSERT INTO grow_rows.people (id, created_at, "position", name_first_name, name_last_name,
    emails_primary_email, job_title, city)
  SELECT ('01900000-0000-7000-8000-' || 100000000000 + n)::uuid, '2024-01-01 UTC'::timestamptz + n * interval '1 minute', n,
         'Ada', 'Moreau ' || n, 'person-' || n || '@grow.example', 'Buyer', (ARRAY['Berlin', 'Paris', 'London'])[1 + n % 3]
    FROM generate_series(${from + 1}, ${to}) n;
  VACUUM ANALYZE grow_rows.people; CHECKPOINT;`

async function rows() {
  const token = new_workspace('grow_rows')
  const ask = async (document) => ({ data: await send(token, 'POST', '/graphql', { query: document }) })
  const measured = []
  let there = 0
  for (const size of steps([1000, 10_000, 100_000, 1_000_000], 100_000)) {
    query(fill(there, size))
    there = size
    const pages = draw_file('growth_cursors', (await cursors(ask, 'people', size, '')).map((after_person) => ({ after_person })))
    measured.push({ x: size, of: {
      'by id': await get({ token, records: size, target: '/rest/people/{person}?depth=0' }),
      'page of 60 deep inside': await get({ token, cursors: pages,
        target: '/rest/people?depth=0&count=none&starting_after={after_person}' }),
      'list of 60': await get({ token, target: '/rest/people?depth=0&count=none' }),
      'list of 60, with totalCount': await get({ token, target: '/rest/people?depth=0' }),
    } })
  }
  return series({ name: 'rows', title: 'Records in the table', x: 'records', measured })
}

// Dialect twenty goes up to 200.
async function page_size() {
  const measured = []
  for (const size of [1, 2, 5, 10, 20, 60, 100, 200]) {
    const headers = 'Viginti-Dialect: twenty\r\n'
    const list = await get({ headers, target: `/rest/people?depth=0&count=none&limit=${size}` })
    const deep = await get({ headers, target: `/rest/people?depth=1&count=none&limit=${size}` })
    const per_record = (1e6 / (list.rate * size)).toFixed(1)
    measured.push({ x: size, of: { 'depth 0': list, 'depth 1': deep }, more: [per_record] })
  }
  return series({ name: 'page_size', title: 'Records of a page', x: 'limit', measured, more: ['µs a record, depth 0'] })
}

async function predicates() {
  const measured = []
  for (const count of [1, 2, 5, 10, 20, 50, 100, 200]) {
    const each = (make) => Array.from({ length: count }, (_, i) => make(i)).join(',')
    const all = encodeURIComponent(each((i) => `city[neq]:"no${i}"`))
    const one = encodeURIComponent(`or(${each((i) => `city[eq]:"${i === count - 1 ? 'Berlin' : `no${i}`}"`)})`)
    const list = '/rest/people?depth=0&count=none&limit=10&filter='
    measured.push({ x: count, of: {
      'all hold (and)': await get({ target: list + all }),
      'the last holds (or)': await get({ target: list + one }),
    } })
  }
  return series({ name: 'predicates', title: 'Predicates of a filter', x: 'predicates', measured })
}

export const data = { rows, 'page size': page_size, predicates }
