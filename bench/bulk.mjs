// Bulk in and out against COPY, the limit of what PostgreSQL itself can do: export of all people as NDJSON and CSV,
// import of 100,000 from CSV. Started by bench/run, behind the questions; prints a Markdown table.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { BASE_URL, forget_data, only, people, PSQL, query, RESULTS, rounds, sorted, table, thousands, TOKEN } from './lib/env.mjs'
import { private_memory } from './lib/memory.mjs'

const { DAEMON } = process.env
const imported = Math.min(100_000, people)
const url = new URL(BASE_URL)

const median = (values) => sorted(values)[values.length >> 1]

// What an export has of a person, as plain columns.
const columns = query(`SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) FROM pg_attribute
  WHERE attrelid = 'bench.people'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'search_vector'`)

// ---- memory ------------------------------------------------------------------------------------------------------

// The most a process holds of its own while `work` runs, in MB: shared buffers are not the backend's.
async function watched(work, pids) {
  const most = Object.fromEntries(Object.keys(pids).map((name) => [name, 0]))
  let over = false
  const watch = (async () => {
    while (!over) {
      for (const [name, pid] of Object.entries(pids)) {
        try {
          most[name] = Math.max(most[name], private_memory(await pid()))
        } catch {} // the process has just ended
      }
      await pause(20)
    }
  })()
  const begun = process.hrtime.bigint()
  const bytes = await work()
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9
  over = true
  await watch
  return { bytes, seconds, ...most }
}

// The backend of the daemon that runs, or last ran, a statement like this one.
function backend_like(statement) {
  let pid
  return () => (pid ??= query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'vigintid'
    AND query LIKE '%${statement}%' AND state = 'active'`).split('\n')[0] || undefined)
}

// ---- contenders --------------------------------------------------------------------------------------------------

const get = (path, accept) => new Promise((done, failed) => {
  http.get({ host: url.hostname, port: url.port, path, headers: { authorization: `Bearer ${TOKEN}`, accept } }, (response) => {
    if (response.statusCode !== 200) failed(new Error(`${path}: ${response.statusCode}`))
    let bytes = 0
    response.on('data', (part) => { bytes += part.length })
    response.on('end', () => done(bytes))
    response.on('error', failed)
  }).on('error', failed)
})

const post = (path, body) => new Promise((done, failed) => {
  const request = http.request({ host: url.hostname, port: url.port, path, method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/csv', 'content-length': body.length } }, (response) => {
    let text = ''
    response.on('data', (part) => { text += part })
    response.on('end', () => {
      if (response.statusCode !== 201 || JSON.parse(text).data.import.created !== imported) failed(new Error(text.slice(0, 500)))
      else done(body.length)
    })
    response.on('error', failed)
  })
  request.on('error', failed)
  request.end(body)
})

const copy = (sql, input) => new Promise((done, failed) => {
  const child = spawn(PSQL, ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', sql], { stdio: ['pipe', 'pipe', 'inherit'] })
  let bytes = 0
  child.stdout.on('data', (part) => { bytes += part.length })
  child.on('close', (status) => (status === 0 ? done(input?.length ?? bytes) : failed(new Error(`psql: ${status}`))))
  child.stdin.end(input)
})

const company = (n) => `01900000-0000-7000-9000-${100000000000 + 1 + n % (people / 10)}`
const csv_of = (header) => Buffer.from(`${header}\r\n${Array.from({ length: imported }, (_, n) =>
  `Ada,Moreau ${n},ada-${n}@import.example,Head of Purchasing,Berlin,${company(n)}\r\n`).join('')}`)
const import_columns = 'name_first_name,name_last_name,emails_primary_email,job_title,city,company_id'
const import_names = 'name.firstName,name.lastName,emails.primaryEmail,jobTitle,city,companyId'
// Every round finds the table as the first one did.
const put_back = () => query(`DELETE FROM bench.people WHERE emails_primary_email LIKE '%@import.example';
  VACUUM bench.people; CHECKPOINT`)

const daemon = () => DAEMON
const list = '/rest/people?limit=all'
const in_order = `COPY (SELECT ${columns} FROM bench.people WHERE deleted_at IS NULL ORDER BY id) TO STDOUT`
const tasks = [
  { name: `export of ${thousands(people)} people`, records: people, ways: {
    'NDJSON over HTTP': { work: () => get(list, 'application/x-ndjson'), backend: 'viginti.stream' },
    'CSV over HTTP': { work: () => get(list, 'text/csv'), backend: 'viginti.stream' },
    'COPY TO, CSV': { work: () => copy(`${in_order} (FORMAT csv, HEADER)`) },
    'COPY TO, row_to_json': { work: () => copy(
      `COPY (SELECT row_to_json(p) FROM (SELECT ${columns} FROM bench.people WHERE deleted_at IS NULL ORDER BY id) p) TO STDOUT`) },
  } },
  { name: `import of ${thousands(imported)} people`, records: imported, after: put_back, ways: {
    'CSV over HTTP': { work: () => post('/rest/import/people', csv_of(import_names)), backend: 'viginti.handle' },
    'COPY FROM, CSV': { work: () => copy(`COPY bench.people (${import_columns}) FROM STDIN (FORMAT csv, HEADER)`,
      csv_of(import_columns)) },
  } },
].filter((task) => only.test(task.name))

const rows = []
const all = []
for (const task of tasks) {
  const results = Object.fromEntries(Object.keys(task.ways).map((way) => [way, []]))
  if (task.after) forget_data()
  // The first round warms up.
  for (let round = 0; round <= rounds; ++round)
    for (const [way, { work, backend }] of Object.entries(task.ways)) {
      const result = await watched(work, backend ? { daemon, backend: backend_like(backend) } : {})
      if (round > 0) results[way].push(result)
      task.after?.()
    }
  const limit = Object.keys(task.ways).find((way) => way.startsWith('COPY'))
  const seconds = (way) => median(results[way].map((result) => result.seconds))
  for (const way of Object.keys(task.ways)) {
    const of = (name) => median(results[way].map((result) => result[name]))
    const most = (name) => (name in results[way][0] ? Math.max(...results[way].map((result) => result[name])).toFixed(1) : '')
    rows.push([task.name, way, seconds(way).toFixed(2), thousands(task.records / seconds(way)), (of('bytes') / 1e6 / seconds(way)).toFixed(0),
      thousands(of('bytes') / 1e6), most('backend'), most('daemon'), (seconds(limit) / seconds(way)).toFixed(2)])
  }
  all.push({ task: task.name, results })
}
if (rows.length > 0) {
  const text = table([['', 'way', 'seconds', 'records/s', 'MB/s', 'MB', 'backend, MB', 'daemon, MB', 'COPY ÷ it'],
    ['---', '---', ...Array(7).fill('---:')], ...rows])
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(`${RESULTS}/bulk.json`, JSON.stringify(all, null, 1))
  writeFileSync(`${RESULTS}/bulk.md`, `${text}\n`)
  console.log(`${text}\n`)
}
