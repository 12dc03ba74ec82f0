// Where the time of a request goes: each question of the bench is asked over one connection, with nothing else under way, and the answers
// tell their times (header Server-Timing, docs/performance.md). Started by bench/run behind the other parts; ONLY='budget' asks for
// nothing else, ONLY='budget: one by id$' for one question.
import { writeFileSync } from 'node:fs'
import { fill } from './contenders.mjs'
import { draw_cursors } from './cursors.mjs'
import { send } from './lib/client.mjs'
import { start_daemon } from './lib/daemon.mjs'
import { cursors_file, forget_data, machine, median, only, people, query, RESULTS, SCALE, say, table, thousands, TOKEN } from './lib/env.mjs'
import { open_socket } from './lib/socket.mjs'
import { draws, full_companies, pool, questions } from './questions.mjs'

const asks = Number(process.env.ASKS ?? (SCALE === 'tiny' ? 200 : 2000))
// A question whose answer takes long is asked less often.
const most_seconds = 20
const new_backends = SCALE === 'tiny' ? 3 : 5
const phases = ['authenticate', 'parse', 'resolve', 'compile', 'execute', 'write']
const headers = `authorization: Bearer ${TOKEN}\r\nviginti-timing: 1\r\n`

// A daemon with a single connection to PostgreSQL, so that one backend sees all that is asked.
async function with_backend(work) {
  const daemon = await start_daemon(['--connections=1', '--max-connections=1'])
  const socket = await open_socket(daemon.base)
  try {
    // The key, the model and the GraphQL schema are known before the first question, whose shape is not.
    for (const [method, target, body] of [['GET', '/rest/people?fields=id&limit=1&depth=0&count=none'],
      ['GET', '/rest/companies?fields=id&limit=1&depth=1&count=none'], ['POST', '/graphql', '{"query":"{ people(first: 1) { totalCount } }"}']])
      await socket.ask(method, target, headers, body)
    return await work(socket)
  } finally {
    socket.close()
    await daemon.stop()
  }
}

// One request about records drawn at random: all its parts in microseconds, and whether all its statements were kept.
async function ask(socket, { name, method, target, body }) {
  const numbers = Object.fromEntries(Object.entries(draws).map(([draw, most]) => [draw, 1 + Math.floor(Math.random() * most(people))]))
  const answer = await socket.ask(method, fill(target, numbers), headers, body && fill(body, numbers))
  const header = /^server-timing: (.*)$/im.exec(answer.head)?.[1]
  if (answer.status >= 300 || !header || answer.body.includes('"errors":['))
    throw new Error(`${name}: ${answer.head} ${answer.body.toString('utf8', 0, 300)}`)
  const told = Object.fromEntries([...header.matchAll(/([a-z]+)(?:;desc="[a-z]+")?;dur=([\d.]+)/g)].map(([, part, ms]) =>
    [part, Math.round(Number(ms) * 1000)]))
  return { ...told, whole: answer.us, is_kept: !header.includes('desc="miss"'),
    wire: answer.us - told.shim - told.queue - told.database, protocol: told.database - told.total,
    rest: told.total - phases.reduce((sum, phase) => sum + told[phase], 0) }
}

// What compiling each question takes a backend that has not seen its shape; nothing where an earlier question had the same.
async function compile_misses(asked) {
  const misses = new Map(asked.map((question) => [question, []]))
  for (let i = 0; i < new_backends; ++i)
    await with_backend(async (socket) => {
      for (const question of asked) {
        const first = await ask(socket, question)
        if (!first.is_kept) misses.get(question).push(first.compile)
      }
    })
  return misses
}

const columns = ['whole', 'wire', 'shim', 'queue', 'protocol', 'authenticate', 'parse', 'resolve', 'compile', 'miss', 'execute', 'write', 'rest']
const titles = { compile: 'compile, kept', miss: 'compile, new' }

async function measure(socket, question, misses) {
  for (let i = 0; i < 20; ++i) await ask(socket, question)
  const seen = []
  const end = performance.now() + most_seconds * 1000
  while (seen.length < asks && performance.now() < end) seen.push(await ask(socket, question))
  const of = (part) => (part === 'miss' ? misses : seen.map((one) => one[part]))
  const cells = columns.map((part) => (of(part).length ? thousands(median(of(part))) : ''))
  say(`budget: ${question.name}: ${cells[0]} µs`)
  return [question.name, thousands(seen.length), ...cells]
}

async function main() {
  const asked = questions.filter(({ name }) => only.test(`budget: ${name}`))
  if (asked.length === 0) return
  Object.assign(pool, await draw_cursors({ ask: async (document) => ({ data: await send(TOKEN, 'POST', '/graphql', { query: document }) }),
    query, file: cursors_file, people, companies: full_companies(people) }))
  // Writes leave another data set behind.
  if (asked.some(({ body, reads }) => body && !reads)) forget_data()
  const about = machine()
  const misses = await compile_misses(asked)
  const rows = []
  await with_backend(async (socket) => {
    for (const question of asked) rows.push(await measure(socket, question, misses.get(question)))
  })
  const head = ['question', 'asked', ...columns.map((part) => titles[part] ?? part)]
  const text = [`Medians in microseconds of one request after the other over one connection; ${thousands(people)} people.`, `${about}.`, '',
    table([head, head.map((_, i) => (i ? '---:' : '---')), ...rows])].join('\n')
  writeFileSync(`${RESULTS}/budget.md`, `${text}\n`)
  console.log(`${text}\n`)
}

await main()
