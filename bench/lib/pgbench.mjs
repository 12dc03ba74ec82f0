// Measurements by pgbench: a question's request as SQL with parameters, and its script.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { draws, placeholders } from '../questions.mjs'
import { connections, people, PGBENCH, query, RESULTS, run, TOKEN } from './env.mjs'
import { parameter, parameters_of } from './parameter.mjs'

const quoted = (text) => `'${text.replaceAll("'", "''")}'`

// A template as an SQL expression of pgbench's parameters.
function expression(template) {
  const parts = template.split(/\{([a-z_]+)\}/)
  return parts.map((part, i) => (i % 2 ? placeholders[part].sql : quoted(part))).join(' || ')
}

// The whole of viginti without HTTP: one call of its function over the same socket as the baseline.
export function handle_sql({ method, target, body }) {
  const headers = `'authorization: Bearer ' || :token::text || E'\\n${body ? 'content-type: application/json\\n' : ''}'`
  const filled = [...new Set((body ?? '').match(/(?<=\{)[a-z_]+(?=\})/g))].reduce((sql, name) =>
    `replace(${sql}, '{${name}}', ${placeholders[name].sql})`, ':body::text')
  const bytes = body ? `convert_to(${filled}, 'UTF8')` : 'NULL'
  return `SELECT viginti.handle('${method}', ${expression(target)}, ${headers}, ${bytes});`
}

// With values in place of the parameters, for psql.
const with_values = (sql, values) => sql.replace(parameter, (_, name) => quoted(String(values[name])))

// What psql answers to a script with these values, undone.
export const in_rollback = (sql, values) => query(`BEGIN;\n${with_values(sql, values)}\nROLLBACK;`)

function pgbench_script(name, sql) {
  const path = `${RESULTS}/${name.replace(/\W+/g, '_')}.sql`
  const sets = [...parameters_of(sql)].filter((word) => word in draws)
    .map((word) => `\\set ${word} random(1, ${draws[word](people)})\n`)
  writeFileSync(path, sets.join('') + sql + '\n')
  return path
}

// A function that measures a question's SQL for some seconds.
export function pgbench(question, contender, sql, clients = connections) {
  const script = pgbench_script(`${contender} ${question.name}`, sql)
  const logs = `${RESULTS}/log`
  const given = { token: TOKEN, body: question.body }
  const defines = [...parameters_of(sql)].filter((word) => word in given).flatMap((word) => ['-D', `${word}=${given[word]}`])
  // To start many clients takes seconds, which are part of the time.
  const least = clients > 64 ? 3 : 1
  // Of quick transactions one in ten is logged, of slow ones each: the first measurement, which does not count, tells.
  let sampling = 1
  return async (duration) => {
    rmSync(logs, { recursive: true, force: true })
    mkdirSync(logs)
    const { stdout } = await run(PGBENCH, ['-n', '-M', 'prepared', '-c', clients, '-j', Math.min(2, clients, cpus().length),
      '-T', Math.max(duration, least), '-l', `--sampling-rate=${sampling}`, ...defines, '-f', script], { cwd: logs, maxBuffer: 16 << 20 })
    const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
    const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0)
    if (rate === 0) throw new Error(`pgbench answered nothing in time: ${stdout}`)
    sampling = rate > 5000 ? 0.1 : 1
    const times = readdirSync(logs).flatMap((file) => readFileSync(`${logs}/${file}`, 'utf8').trim().split('\n'))
      .filter((line) => line).map((line) => Number(line.split(' ')[2])).sort((a, b) => a - b)
    const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] / 1000
    return { rate, failed, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
  }
}
