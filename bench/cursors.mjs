// A cursor is signed: nobody can make one up. So a pool of real ones is drawn before anything is measured; a question
// about a page deep inside takes one of them at random. In ten blocks, evenly spread over the records, a hundred
// neighbours each: the number of a record follows from its place in the pool.
import { writeFileSync } from 'node:fs'

const blocks = 10
const block = 100
export const pool_size = blocks * block

// The number of the record at a place in the pool, from 1, where the blocks are spread over `records`.
export const pooled = (place, records) => Math.floor((place - 1) / block) * (records / blocks) + (place - 1) % block + 1
export const pooled_sql = (records) => `((:pool::bigint - 1) / ${block} * ${records / blocks} + (:pool::bigint - 1) % ${block} + 1)`

// The cursors of the pool, by place.
export async function cursors(ask, plural, records, order) {
  const out = []
  for (let i = 0; i < blocks; ++i) {
    const { data, errors } = await ask(
      `{ ${plural}(first: ${block}, offset: ${Math.floor(i * (records / blocks))} ${order}) { edges { cursor } } }`)
    if (errors) throw new Error(errors[0].message)
    out.push(...data[plural].edges.map(({ cursor }) => cursor))
  }
  return out
}

// Cursors of PostGraphile, unsigned, name the same records.
const graphile_cursor = (group, n) => Buffer.from(JSON.stringify(['primary_key_asc',
  [`01900000-0000-7000-${group}-${100000000000 + n}`]])).toString('base64')
const places = Array.from({ length: pool_size }, (_, i) => i + 1)

/*
 * {after_person, after_created, after_company, …}: lists of cursors by place. They stand in table bench_cursors for
 * pgbench and, a line a place, in `file` for wrk.
 */
export async function draw_cursors({ ask, query, file, people, companies }) {
  const pool = {
    after_person: await cursors(ask, 'people', people, ''),
    after_created: await cursors(ask, 'people', people, 'orderBy: [{ createdAt: AscNullsLast }]'),
    after_company: await cursors(ask, 'companies', companies, ''),
    after_graphile: places.map((place) => graphile_cursor(8000, pooled(place, people))),
    after_graphile_company: places.map((place) => graphile_cursor(9000, pooled(place, companies))),
  }
  const names = Object.keys(pool)
  const rows = pool.after_person.map((_, i) => names.map((name) => pool[name][i]))
  query(`DROP TABLE IF EXISTS bench_cursors;
    CREATE UNLOGGED TABLE bench_cursors (n int PRIMARY KEY, ${names.map((name) => `${name} text`).join(', ')});
    INSERT INTO bench_cursors VALUES ${rows.map((row, i) => `(${i + 1}, '${row.join("', '")}')`).join(', ')};
    ANALYZE bench_cursors;`)
  writeFileSync(file, [names, ...rows].map((row) => `${row.join(' ')}\n`).join(''))
  return pool
}
