// Runs the bench beside a loaded cluster and a running vigintid (bench/run starts both) and prints a Markdown table.
// First every contender answers every question and the answers must be the same JSON; then contenders alternate,
// round by round. Numbers of the table are medians over the rounds.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual, promisify } from 'node:util'
import { baseline } from './baseline.mjs'
import { draw_cursors } from './cursors.mjs'
import { draws, full_companies, placeholders, pool, questions } from './questions.mjs'

const { BASE_URL, TOKEN, SCALE, PGBENCH, PSQL, RESULTS } = process.env
const people = Number(process.env.PEOPLE)
const rounds = Number(process.env.ROUNDS)
const seconds = Number(process.env.SECONDS_EACH)
const connections = Number(process.env.CONNECTIONS)
// A generator ends with requests under way; what they left is over before the next one starts.
const settle = 500
const only = new RegExp(process.env.ONLY ?? '')
const here = new URL('.', import.meta.url).pathname
const cursors_file = `${RESULTS}/cursors.txt`
const run = promisify(execFile)
const say = (text) => process.stderr.write(`${text}\n`)

const query = (sql) => execFileSync(PSQL, ['-XqAt', '-v', 'ON_ERROR_STOP=1'],
  { input: sql, encoding: 'utf8', maxBuffer: 64 << 20 }).trim()

const fill = (template, numbers) => template.replace(/\{([a-z_]+)\}/g, (_, name) =>
  placeholders[name].text(numbers[placeholders[name].draw]))

// ---- pgbench ---------------------------------------------------------------------------------------------------

const quoted = (text) => `'${text.replaceAll("'", "''")}'`

// A template as an SQL expression of pgbench's parameters.
function expression(template) {
  const parts = template.split(/\{([a-z_]+)\}/)
  return parts.map((part, i) => (i % 2 ? placeholders[part].sql : quoted(part))).join(' || ')
}

// The whole of viginti without HTTP: one call of its function over the same socket as the baseline.
function handle_sql({ method, target, body }) {
  const headers = `'authorization: Bearer ' || :token::text || E'\\n${body ? 'content-type: application/json\\n' : ''}'`
  const filled = [...new Set((body ?? '').match(/(?<=\{)[a-z_]+(?=\})/g))].reduce((sql, name) =>
    `replace(${sql}, '{${name}}', ${placeholders[name].sql})`, ':body::text')
  const bytes = body ? `convert_to(${filled}, 'UTF8')` : 'NULL'
  return `SELECT viginti.handle('${method}', ${expression(target)}, ${headers}, ${bytes});`
}

const parameter = /(?<!:):([a-z][a-z_]*)/g
const parameters_of = (sql) => new Set([...sql.matchAll(parameter)].map((match) => match[1]))

// With values in place of the parameters, for psql.
const with_values = (sql, values) => sql.replace(parameter, (_, name) => quoted(String(values[name])))

function pgbench_script(name, sql) {
  const path = `${RESULTS}/${name.replace(/\W+/g, '_')}.sql`
  const sets = [...parameters_of(sql)].filter((word) => word in draws)
    .map((word) => `\\set ${word} random(1, ${draws[word](people)})\n`)
  writeFileSync(path, sets.join('') + sql + '\n')
  return path
}

async function pgbench(question, contender, sql) {
  const script = pgbench_script(`${contender} ${question.name}`, sql)
  const logs = `${RESULTS}/log`
  const given = { token: TOKEN, body: question.body }
  const defines = [...parameters_of(sql)].filter((word) => word in given).flatMap((word) => ['-D', `${word}=${given[word]}`])
  return async (duration) => {
    rmSync(logs, { recursive: true, force: true })
    mkdirSync(logs)
    const { stdout } = await run(PGBENCH, ['-n', '-M', 'prepared', '-c', connections, '-j', Math.min(2, cpus().length),
      '-T', duration, '-l', '--sampling-rate=0.1', ...defines, '-f', script], { cwd: logs, maxBuffer: 16 << 20 })
    const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
    const times = readdirSync(logs).flatMap((file) => readFileSync(`${logs}/${file}`, 'utf8').trim().split('\n'))
      .filter((line) => line).map((line) => Number(line.split(' ')[2])).sort((a, b) => a - b)
    const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] / 1000
    return { rate: Number(/tps = ([\d.]+)/.exec(stdout)[1]), failed, p50: at(0.5), p99: at(0.99) }
  }
}

async function graphql(document) {
  const response = await fetch(`${BASE_URL}/graphql`, { method: 'POST', body: JSON.stringify({ query: document }),
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } })
  return response.json()
}

// ---- contenders ------------------------------------------------------------------------------------------------

let seed = Math.floor(Date.now() / 1000)

const in_rollback = (sql, values) => query(`BEGIN;\n${with_values(sql, values)}\nROLLBACK;`)

const by_hand = (style, title) => ({
  title,
  answer: async (question, numbers) =>
    JSON.parse(in_rollback(baseline(question.sql, people, style), { ...numbers, body: question.body })),
  prepare: (question) => pgbench(question, style, baseline(question.sql, people, style)),
})

// Each: the answer to a question about given numbers, and a function that measures it for some seconds.
const contenders = {
  http: {
    title: 'viginti over HTTP',
    async answer(question, numbers) {
      const response = await fetch(BASE_URL + fill(question.target, numbers), {
        method: question.method,
        headers: { authorization: `Bearer ${TOKEN}`, ...(question.body && { 'content-type': 'application/json' }) },
        body: question.body && fill(question.body, numbers),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 500)}`)
      query(`DELETE FROM bench.people WHERE emails_primary_email LIKE 'ada-${placeholders.unique.text(numbers.unique)}%'`)
      return JSON.parse(text)
    },
    async prepare({ method, target, body }) {
      const env = { ...process.env, HEADERS: `Authorization: Bearer ${TOKEN}\r\n`,
        CURSORS: cursors_file }
      return async (duration) => {
        const { stdout } = await run('wrk', ['-t', 1, '-c', connections, '-d', `${duration}s`, '--latency',
          '-s', `${here}wrk.lua`, BASE_URL, '--', String(++seed), method, target, ...(body ? [body] : [])], { env })
        const got = JSON.parse(stdout.trim().split('\n').at(-1))
        const rate = (got.requests - got.failed) / (got.microseconds / 1e6)
        return { rate, failed: got.failed + got.broken, p50: got.p50 / 1000, p99: got.p99 / 1000 }
      }
    },
  },
  handle: {
    title: 'viginti.handle, socket',
    async answer(question, numbers) {
      const text = in_rollback(handle_sql(question), { ...numbers, token: TOKEN, body: question.body })
      return JSON.parse(text.slice(text.indexOf('\n\n') + 2))
    },
    prepare: (question) => pgbench(question, 'handle', handle_sql(question)),
  },
  hand: by_hand('build', 'SQL by hand, json_build_object'),
  rows: by_hand('rows', 'SQL by hand, row_to_json'),
}

// ---- equal answers -----------------------------------------------------------------------------------------------

// Cursors are each contender's own.
const own = ['startCursor', 'endCursor', 'cursor']

// Blanks the members that differ from one contender, or one write, to the next.
const masked = (value, names) => JSON.parse(JSON.stringify(value), (name, inner) => (names.includes(name) ? '*' : inner))

function difference(a, b, path = '') {
  if (isDeepStrictEqual(a, b)) return null
  if (a && b && typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[name], b[name], `${path}/${name}`)
      if (found) return found
    }
  }
  return `${path}: ${JSON.stringify(a)?.slice(0, 200)} and ${JSON.stringify(b)?.slice(0, 200)}`
}

async function compare(question) {
  for (const part of [0, 0.37, 1]) {
    const numbers = Object.fromEntries(Object.entries(draws).map(([name, most]) =>
      [name, 1 + Math.floor(part * (most(people) - 1))]))
    let first
    for (const [name, contender] of Object.entries(contenders)) {
      const answer = masked(await contender.answer(question, numbers), [...own, ...(question.varies ?? [])])
      first ??= { name, answer }
      const found = difference(first.answer, answer)
      if (found) throw new Error(`${question.name}: ${first.name} and ${name} differ at ${found}`)
    }
  }
}

// ---- table -------------------------------------------------------------------------------------------------------

const sorted = (values) => [...values].sort((a, b) => a - b)
const median = (values) => {
  const ordered = sorted(values)
  const middle = ordered.length >> 1
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
}
const thousands = (value) => Math.round(value).toLocaleString('en-US')
const rate_cell = (results) => {
  const rates = sorted(results.map((result) => result.rate))
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  return `${thousands(median(rates))} (${thousands(rates[0])}–${thousands(rates.at(-1))})${failed ? `, **${failed} errors**` : ''}`
}
const time_cell = (results) =>
  ['p50', 'p99'].map((name) => median(results.map((result) => result[name])).toFixed(2)).join(' / ')

function machine() {
  const pg = query('SHOW server_version')
  return `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, ` +
    `PostgreSQL ${pg}, Node ${process.versions.node}; load before ${loadavg()[0].toFixed(2)}`
}

function row(question, results) {
  const rate = (name) => median(results[name].map((result) => result.rate))
  const ratio = (name) => (rate(name) / rate('hand')).toFixed(2)
  return [question.name, rate_cell(results.http), time_cell(results.http), rate_cell(results.handle),
    rate_cell(results.hand), time_cell(results.hand), rate_cell(results.rows), ratio('handle'), `**${ratio('http')}**`,
    `≥ ${question.goal}`, (rate('http') / rate('rows')).toFixed(2)]
}

const head = [['question', 'HTTP, req/s', 'p50 / p99 ms', 'handle, req/s', 'P, req/s', 'p50 / p99 ms', 'P′, req/s',
  'handle ÷ P', 'HTTP ÷ P', 'goal', 'HTTP ÷ P′'],
['---', ...Array(10).fill('---:')]]
const line = (cells) => `| ${cells.join(' | ')} |`

async function main() {
  const asked = questions.filter((question) => only.test(question.name))
  if (asked.length === 0) return
  Object.assign(pool, await draw_cursors({ ask: graphql, query, file: cursors_file, people,
    companies: full_companies(people) }))
  for (const question of asked) await compare(question)
  say(`${asked.length} questions answered alike by ${Object.keys(contenders).length} contenders`)

  const about = machine()
  const rows = []
  const all = []
  for (const question of asked) {
    // Writes leave another data set behind: the mark goes, and the next run with the same DATA loads anew.
    if (question.body && !question.reads) query('COMMENT ON DATABASE bench IS NULL')
    const measures = {}
    const results = {}
    for (const [name, contender] of Object.entries(contenders)) {
      measures[name] = await contender.prepare(question)
      results[name] = []
      await pause(settle)
      await measures[name](1)
    }
    for (let round = 0; round < rounds; ++round)
      for (const name of Object.keys(contenders)) {
        await pause(settle)
        const result = await measures[name](Math.max(seconds, question.seconds ?? 0))
        results[name].push(result)
        say(`${question.name}, ${contenders[name].title}: ${thousands(result.rate)}/s, ` +
          `p50 ${result.p50.toFixed(2)} ms, p99 ${result.p99.toFixed(2)} ms${result.failed ? `, ${result.failed} errors` : ''}`)
      }
    rows.push(row(question, results))
    all.push({ question: question.name, results })
  }
  writeFileSync(`${RESULTS}/results.json`, JSON.stringify({ about, scale: SCALE, all }, null, 2))
  const text = [
    `${thousands(people)} people, ${thousands(people / 10)} companies, ${thousands(people / 5)} opportunities; ` +
      `${connections} connections, ${rounds} rounds of ${seconds} s, medians (least–most).`,
    `${about}.`, `Settings: ${process.env.SETTINGS}.`, '', ...[...head, ...rows].map(line)].join('\n')
  writeFileSync(`${RESULTS}/table.md`, `${text}\n`)
  process.stdout.write(`${text}\n`)
  if (all.some(({ results }) => Object.values(results).flat().some((result) => result.failed))) {
    say('error: some answers were errors, see the table')
    process.exitCode = 1
  }
}

await main()
