// Instructions of the compiler without a server, of viginti.handle in one, and of vigintid in front of one: each is run for so many requests and for more, and
// the difference, divided, is what one costs. Started by bench/instructions/run.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { body, page, person } from '../documents.mjs'

const { COUNT_COMPILE, VIGINTID, PGHOST, PGPORT, PGDATABASE, TOKEN, BASE_URL, WRITE } = process.env
const committed = new URL('../instructions.md', import.meta.url).pathname
const times = [200, 1200]
const few_times = [20, 60] // of what takes a server
const single = new URL('single', import.meta.url).pathname
const valgrind = ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null']
// A string instruction counts once a byte, though the processor stores many at a time: memset and memcpy take vectors instead.
process.env.GLIBC_TUNABLES = 'glibc.cpu.x86_rep_stosb_threshold=1000000000:glibc.cpu.x86_rep_movsb_threshold=1000000000'
const collected = (log) => Number(/Collected : (\d+)/.exec(log)?.[1] ?? NaN)
const per_request = (counts) => Math.round((counts[1] - counts[0]) / (times[1] - times[0]))

function compile(name) {
  return per_request(times.map((n) => {
    // Addresses that do not change make hash tables the same from run to run.
    const line = `setarch -R ${valgrind.join(' ')} ${COUNT_COMPILE} '${name}' ${n} 2>&1`
    return collected(execFileSync('bash', ['-c', line], { encoding: 'utf8' }))
  }))
}

function ask(agent, base, { method = 'GET', target, body }) {
  const headers = { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json', 'content-length': body.length }) }
  return new Promise((done, failed) => {
    const request = http.request(base + target, { method, agent, headers }, (response) => {
      let text = ''
      response.on('data', (part) => { text += part })
      response.on('end', () => (response.statusCode < 300 ? done(text) : failed(new Error(`${target}: ${response.statusCode} ${text}`))))
    })
    request.on('error', failed)
    request.end(body)
  })
}

// vigintid under callgrind answers one request so often, one after the other on one connection.
async function daemon_run(question, count) {
  const child = spawn('setarch', ['-R', ...valgrind, VIGINTID, '--listen=127.0.0.1:0',
    `--database=host=${PGHOST} port=${PGPORT} user=viginti_api dbname=${PGDATABASE}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  const ended = new Promise((done) => { child.on('exit', done) })
  const base = await new Promise((done, failed) => {
    child.stderr.on('data', (part) => {
      log += part
      const ready = /ready on (http:\S+)/.exec(log)
      if (ready) done(ready[1])
    })
    child.on('exit', () => failed(new Error(`vigintid ended: ${log}`)))
  })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  for (let i = 0; i < count; ++i) await ask(agent, base, question)
  agent.destroy()
  child.kill('SIGTERM')
  await ended
  return collected(log)
}

async function daemon(question) {
  const counts = []
  for (const n of times) counts.push(await daemon_run(question, n))
  return per_request(counts)
}

// viginti.handle in a server without others, called so often by one session.
function handle({ method = 'GET', target, body = '' }) {
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`
  const headers = `E'authorization: Bearer ${TOKEN}\\ncontent-type: application/json'`
  const call = (i) => `SELECT length(viginti.handle(${quoted(method)}, ${quoted(target)}, ${headers}, ` +
    `convert_to(${quoted(body.replaceAll('{unique}', i))}, 'UTF8')));\n`
  const counts = few_times.map((n) => {
    const log = execFileSync(single, { input: Array.from({ length: n }, (_, i) => call(i)).join(''), encoding: 'utf8' })
    if (/ERROR/.test(log)) throw new Error(`${target}: ${log}`)
    return collected(log)
  })
  return Math.round((counts[1] - counts[0]) / (few_times[1] - few_times[0]))
}

const agent = new http.Agent({ keepAlive: true })
const { id } = JSON.parse(await ask(agent, BASE_URL, { target: '/rest/people?limit=1&depth=0' })).data.people[0]
const questions = {
  'GET one by id': { target: `/rest/people/${id}?depth=0` },
  'GET list': { target: '/rest/people?depth=0&count=none' },
  'POST GraphQL, one by id': { method: 'POST', target: '/graphql', body: JSON.stringify({
    query: 'query($id: UUID!) { person(filter: { id: { eq: $id } }) { id name { firstName lastName } } }', variables: { id } }) },
}

const graphql = (query, variables) =>
  ({ method: 'POST', target: '/graphql', body: body(query, variables) })
const new_person = { name: { firstName: 'Ada' }, emails: { primaryEmail: 'ada-{unique}@new.example' } }
const calls = {
  'GET one by id': questions['GET one by id'],
  'GET list': questions['GET list'],
  'POST create': { method: 'POST', target: '/rest/people?depth=0', body: JSON.stringify(new_person) },
  'GraphQL one by id, kept': graphql(`query($id: UUID!) { person(filter: { id: { eq: $id } }) { ${person} } }`, { id }),
  'GraphQL list, kept': graphql(`{ people(first: 60) { ${page(person)} } }`),
  'GraphQL create, kept': graphql(
    `mutation($data: PersonCreateInput!) { createPerson(data: $data) { ${person} } }`, { data: new_person }),
}

const rows = []
for (const name of execFileSync(COUNT_COMPILE, { encoding: 'utf8' }).trim().split('\n'))
  rows.push([`compiler: ${name}`, compile(name)])
for (const [name, question] of Object.entries(questions)) rows.push([`vigintid: ${name}`, await daemon(question)])
// So many people that one of them is found by the index.
for (let batch = 0; batch < 20; ++batch)
  await ask(agent, BASE_URL, { method: 'POST', target: '/rest/batch/people', body: JSON.stringify(Array.from({ length: 60 }, (_, i) =>
    ({ name: { firstName: 'Ada', lastName: `Moreau ${batch}-${i}` }, city: 'Berlin', jobTitle: 'Buyer' }))) })
agent.destroy()
for (const [name, question] of Object.entries(calls)) rows.push([`handle: ${name}`, handle(question)])

const old = Object.fromEntries(existsSync(committed)
  ? [...readFileSync(committed, 'utf8').matchAll(/^\| ([^|]+) \| ([\d,]+) \|/gm)]
    .map(([, name, count]) => [name, Number(count.replaceAll(',', ''))])
  : [])
const count_text = (count) => count.toLocaleString('en-US')
const change = (name, count) => (old[name]
  ? `${count >= old[name] ? '+' : '−'}${Math.abs((count / old[name] - 1) * 100).toFixed(1)} %` : 'new')
const print = (cells) => `| ${cells.join(' | ')} |`
console.log([['what', 'instructions', 'committed', 'change'], ['---', '---:', '---:', '---:'],
  ...rows.map(([name, count]) => [name, count_text(count),
    old[name] ? count_text(old[name]) : '', change(name, count)])].map(print).join('\n'))
if (WRITE) {
  const about = `# Instructions

Of one request, counted by callgrind: \`make bench-instructions\` counts again and prints the change, \`WRITE=1 make bench-instructions\`
replaces this file. The compiler goes from a request's text to SQL, against the small workspace of the unit tests. viginti.handle is called by one
session for all members of a person, planner and executor included. Of vigintid all user-space instructions of the process count, libraries included,
the kernel's do not; requests come one after the other on one connection. Counts of the compiler repeat to 0.1 %, those of vigintid, which
has timers, to 3 %. valgrind has none of the processor's instructions for SHA-256: cursors, one an edge, are counted by the portable form,
some 5,000 instructions each that most processors do not take.

`
  writeFileSync(committed, `${about}${[['what', 'instructions'], ['---', '---:'],
    ...rows.map(([name, count]) => [name, count_text(count)])].map(print).join('\n')}\n`)
}
