// What viginti takes: sizes of its programs, start of the daemon, its memory idle and under many connections, and a backend's memory
// after many mixed requests. Started by bench/run behind the other parts; ONLY='footprint' asks for nothing else.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { start_daemon } from './lib/daemon.mjs'
import { median, only, people, query, RESULTS, SCALE, say, table, thousands, TOKEN } from './lib/env.mjs'
import { private_memory, resident_memory } from './lib/memory.mjs'
import { shapes } from './shapes.mjs'

const { VIGINTID, MODULES } = process.env
const many = 1000
const requests = Number(process.env.REQUESTS ?? (SCALE === 'full' ? 1_000_000 : 20_000))
const rows = []
const add = (what, value, remark = '') => rows.push([what, value, remark])
const mb = (value) => `${value.toFixed(1)} MB`
const megabytes = (path) => mb(statSync(path).size / 2 ** 20)

function sizes() {
  const folder = mkdtempSync(`${tmpdir()}/viginti-sizes.`)
  for (const path of [VIGINTID, `${MODULES}/viginti.so`, `${MODULES}/viginti_phone.so`]) {
    const name = path.split('/').at(-1)
    copyFileSync(path, `${folder}/${name}`)
    execFileSync('strip', [`${folder}/${name}`])
    add(`${name}, stripped`, megabytes(`${folder}/${name}`), `with debug information ${megabytes(path)}`)
  }
  rmSync(folder, { recursive: true })
}

// So many connections of clients at once, each of which asks over and over while `work` runs.
async function with_clients(base, target, work) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: many })
  let over = false
  let failed = 0
  const ask = () => new Promise((done) => {
    http.get(base + target, { agent, headers: { authorization: `Bearer ${TOKEN}` } }, (response) => {
      if (response.statusCode !== 200) ++failed
      response.resume()
      response.on('end', done)
    }).on('error', () => { ++failed; done() })
  })
  const clients = Array.from({ length: many }, async () => {
    while (!over) await ask()
  })
  const result = await work()
  over = true
  await Promise.all(clients)
  agent.destroy()
  return { ...result, failed }
}

async function daemon() {
  const starts = []
  for (let i = 0; i < 10; ++i) {
    const one = await start_daemon()
    starts.push(one.ready_ms)
    await one.stop()
  }
  add('vigintid, from start to ready', `${median(starts).toFixed(0)} ms`,
    `10 starts, ${Math.min(...starts).toFixed(0)}–${Math.max(...starts).toFixed(0)} ms`)

  const one = await start_daemon(['--max-clients=1100', '--queue=1100'])
  const memory = () => ({ resident: resident_memory(one.pid), own: private_memory(one.pid) })
  const cell = (name, { resident, own }, more = '') => add(name, mb(resident), `its own (RssAnon) ${mb(own)}${more}`)
  cell('vigintid, idle', memory())
  const busy = await with_clients(one.base, '/rest/people?depth=0&count=none', async () => {
    let most = memory()
    for (let i = 0; i < 50; ++i) {
      await pause(100)
      const now = memory()
      if (now.resident > most.resident) most = now
    }
    return most
  })
  cell(`vigintid, under ${thousands(many)} connections that ask for lists of 60`, busy, busy.failed ? `; ${busy.failed} errors` : '')
  await pause(1000)
  cell('vigintid, after them', memory())
  await one.stop()
}

// One backend answers mixed requests over many shapes, in a few statements: no client is in the way.
function backend() {
  const all = shapes(people)
  query(`DROP TABLE IF EXISTS bench_shapes; CREATE UNLOGGED TABLE bench_shapes (n int PRIMARY KEY, method text, target text, body text);
    INSERT INTO bench_shapes VALUES ${all.map(({ method, target, body }, i) =>
    `(${i}, '${method}', '${target.replaceAll("'", "''")}', ${body ? `'${body.replaceAll("'", "''")}'` : 'NULL'})`).join(', ')};`)
  // The parts are transactions of their own; what a request leaves behind is not its statement's.
  const parts = 10
  const each = Math.ceil(requests / parts)
  const headers = `'authorization: Bearer ${TOKEN}' || E'\\n' ||
    CASE WHEN s.body IS NULL THEN '' ELSE E'content-type: application/json\\n' END`
  const memory = `SELECT 'memory ' || (regexp_match(pg_read_file('/proc/' || pg_backend_pid() || '/status'), 'RssAnon:\\s+(\\d+)'))[1];`
  const batch = (from) => `SELECT count(length(viginti.handle(s.method, s.target, ${headers}, convert_to(s.body, 'UTF8'))))
    FROM generate_series(${from}, ${from + each - 1}) i JOIN bench_shapes s ON s.n = i % ${all.length};`
  const script = [`SET enable_hashjoin = off; SET enable_mergejoin = off;`, memory]
  for (let i = 0; i < parts; ++i) script.push(batch(i * each), memory)
  const out = query(script.join('\n'))
  const marks = [...out.matchAll(/^memory (\d+)/gm)].map(([, kb]) => Number(kb) / 1024)
  add(`a backend's own memory before any request`, mb(marks[0]))
  add(`after ${thousands(each)} mixed requests of ${all.length} shapes`, mb(marks[1]))
  add(`after ${thousands(each * parts)}`, mb(marks.at(-1)), `after each tenth: ${marks.slice(1).map((mark) => mark.toFixed(1)).join(', ')}`)
}

if (only.test('footprint')) {
  for (const [name, part] of Object.entries({ sizes, daemon, backend })) {
    say(`footprint: ${name}`)
    await part()
  }
  const text = table([['footprint', '', ''], ['---', '---:', '---'], ...rows])
  writeFileSync(`${RESULTS}/footprint.md`, `${text}\n`)
  console.log(`${text}\n`)
}
