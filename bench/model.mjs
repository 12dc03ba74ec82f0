// What a change of the model costs, against the bare DDL of the same table, and what many objects cost those who do not
// change. Started by bench/run behind the other parts; prints two Markdown tables.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { labels, new_workspace, send, text_field, timed } from './lib/client.mjs'
import { BASE_URL, forget_data, line, only, people, PSQL, query, RESULTS, rounds, seconds, sorted, thousands, TOKEN } from './lib/env.mjs'
import { wrk as measure } from './lib/wrk.mjs'

const times = rounds * 5
const median = (values) => sorted(values)[values.length >> 1]

// Milliseconds of statements as psql measures them, the sum of all.
function bare(sql) {
  const out = execFileSync(PSQL, ['-XqAt', '-v', 'ON_ERROR_STOP=1'], { input: `\\timing on\n${sql}`, encoding: 'utf8' })
  return [...out.matchAll(/^Time: ([\d.]+) ms/gm)].reduce((sum, [, ms]) => sum + Number(ms), 0)
}

// The longest that a reader of one record waited while `work` ran, beside its usual wait.
async function with_reader(path, work) {
  const waits = []
  let over = false
  const reader = (async () => {
    while (!over) waits.push((await timed(() => send(TOKEN, 'GET', path))).ms)
  })()
  const result = await work()
  over = true
  await reader
  return { ...result, usual: median(waits), longest: Math.max(...waits) }
}

const ten = Array.from({ length: 10 }, (_, i) => text_field(`field${i}`))
const bare_table = (name, schema) => `CREATE TABLE ${schema}.${name} (id uuid PRIMARY KEY, created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL, deleted_at timestamptz(3), created_by text, updated_by text,
  "position" double precision NOT NULL, name text, ${ten.map(({ name: column }) => `${column} text`).join(', ')});`
// The indexes and the search column an object has besides.
const bare_search = (name, schema) => `${bare_table(name, schema).slice(0, -2)}, search_vector tsvector
  GENERATED ALWAYS AS (to_tsvector('simple', coalesce(name, ''))) STORED);
  CREATE INDEX ON ${schema}.${name} USING gin (search_vector);`

const rows = []
const add = (name, ours, theirs, more = '') => rows.push([name, median(ours).toFixed(1),
  `${sorted(ours)[0].toFixed(1)}–${sorted(ours).at(-1).toFixed(1)}`, theirs ? median(theirs).toFixed(1) : '',
  theirs ? (median(ours) / median(theirs)).toFixed(1) : '', more])

async function add_fields() {
  const { objects } = await send(TOKEN, 'GET', '/rest/metadata/objects?limit=60')
  const person = objects.find(({ nameSingular }) => nameSingular === 'person')
  const path = `/rest/people/${query('SELECT id FROM bench.people LIMIT 1')}?depth=0`
  const ours = []
  const waits = []
  const bares = []
  for (let i = 0; i < times; ++i) {
    const one = await with_reader(path, () => timed(() => send(TOKEN, 'POST', '/rest/metadata/fields',
      { objectMetadataId: person.id, ...text_field(`added${i}`), defaultValue: "'none'" })))
    ours.push(one.ms)
    waits.push(one)
    await send(TOKEN, 'DELETE', `/rest/metadata/fields/${one.result.field.id}`)
    bares.push(bare(`ALTER TABLE bench.people ADD COLUMN bare${i} text DEFAULT 'none';`))
    query(`ALTER TABLE bench.people DROP COLUMN bare${i}`)
  }
  add(`add a field with a default to ${thousands(people)} people`, ours, bares,
    `a reader waits ${Math.max(...waits.map(({ longest }) => longest)).toFixed(1)} ms at most, ` +
    `${median(waits.map(({ usual }) => usual)).toFixed(1)} ms usually`)
}

async function objects() {
  const made = []
  const plain = []
  const full = []
  for (let i = 0; i < times; ++i) {
    const one = await timed(() => send(TOKEN, 'POST', '/rest/metadata/objects', { ...labels(`made${i}`), fields: ten }))
    made.push(one.ms)
    plain.push(bare(bare_table(`plain${i}`, 'bench_bare')))
    full.push(bare(bare_search(`full${i}`, 'bench_bare')))
  }
  add('create an object with 10 fields, against the bare table', made, plain)
  add('the same, against a table with search column and index', made, full)

  const { objects } = await send(TOKEN, 'GET', '/rest/metadata/objects?limit=200')
  const renamed = []
  const fields = []
  const bare_renamed = []
  const bare_fields = []
  for (let i = 0; i < times; ++i) {
    const object = objects.find(({ nameSingular }) => nameSingular === `made${i}`)
    renamed.push((await timed(() => send(TOKEN, 'PATCH', `/rest/metadata/objects/${object.id}`, labels(`other${i}`)))).ms)
    bare_renamed.push(bare(`ALTER TABLE bench_bare.plain${i} RENAME TO other${i};`))
    const first = object.fields.find(({ name }) => name === 'field0')
    fields.push((await timed(() => send(TOKEN, 'PATCH', `/rest/metadata/fields/${first.id}`, { name: 'renamed' }))).ms)
    bare_fields.push(bare(`ALTER TABLE bench_bare.other${i} RENAME COLUMN field0 TO renamed;`))
  }
  add('rename an object', renamed, bare_renamed)
  add('rename a field', fields, bare_fields)
}

const many = (from, count) => ({ changes: Array.from({ length: count }, (_, i) =>
  ({ op: 'createObject', set: labels(`thing${from + i}`) })) })

async function wrk(token, target) {
  const got = await measure({ base: BASE_URL, headers: `Authorization: Bearer ${token}\r\n`, request: { method: 'GET', target },
    duration: seconds, cursors: '/dev/null' })
  if (got.failed > 0) throw new Error(`${target}: ${got.failed} answers are errors`)
  return got
}

// A workspace of its own grows; what is asked is about an object that stays as it is.
async function crowd() {
  const token = new_workspace('crowd')
  const { person } = await send(token, 'POST', '/rest/people?depth=0', { name: { firstName: 'Ada' } })
  for (let i = 0; i < 60; ++i) await send(token, 'POST', '/rest/companies?depth=0', { name: `Company ${i}` })
  const table = [['objects', 'one by id, req/s', 'p95, ms', 'list of 60, req/s', 'p95, ms'], ['---:', ...Array(4).fill('---:')]]
  const batches = []
  const count = () => Number(query(`SELECT count(*) FROM viginti.object o
    JOIN viginti.workspace w ON w.id = o.workspace_id WHERE w.name = 'crowd'`))
  let made = 0
  let there = count()
  for (const objects of [there, 200, 1000, 2000]) {
    for (; there < objects; there = count()) {
      const size = Math.min(200, objects - there)
      const { ms } = await timed(() => send(token, 'POST', '/rest/metadata/changes', many(made, size)))
      made += size
      if (size === 200) batches.push(ms)
    }
    await wrk(token, `/rest/people/${person.id}?depth=0`)
    const one = await wrk(token, `/rest/people/${person.id}?depth=0`)
    const list = await wrk(token, '/rest/companies?depth=0')
    table.push([thousands(objects), thousands(one.rate), one.p95.toFixed(2), thousands(list.rate), list.p95.toFixed(2)])
  }
  const bare_batch = bare(`BEGIN; ${Array.from({ length: 200 }, (_, i) => bare_search(`batch${i}`, 'bench_bare')).join('\n')} COMMIT;`)
  add('make a model of 200 objects in one request', batches, [bare_batch], `${batches.length} such, 2,000 objects in the end`)
  return table
}

if (only.test('the model')) {
  forget_data()
  query('CREATE SCHEMA bench_bare')
  await add_fields()
  await objects()
  const table = await crowd()
  const head = [['change', 'ms', 'least–most', 'bare DDL, ms', 'it ÷ bare', ''], ['---', ...Array(4).fill('---:'), '---']]
  const text = `${[...head, ...rows].map(line).join('\n')}\n\n${table.map(line).join('\n')}\n`
  writeFileSync(`${RESULTS}/model.md`, text)
  console.log(text)
}
