// What all parts of the bench share: the run's variables, psql, numbers as text, Markdown tables.
import { execFile, execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { promisify } from 'node:util'

const { env } = process
export const { BASE_URL, TOKEN, SCALE, PGBENCH, PSQL, RESULTS } = env
export const people = Number(env.PEOPLE)
export const rounds = Number(env.ROUNDS)
export const seconds = Number(env.SECONDS_EACH)
export const connections = Number(env.CONNECTIONS)
export const only = new RegExp(env.ONLY ?? '')
export const here = new URL('..', import.meta.url).pathname
export const cursors_file = `${RESULTS}/cursors.txt`
// A generator ends with requests under way; what they left is over before the next one starts.
export const settle = 500

export const run = promisify(execFile)
export const say = (text) => process.stderr.write(`${text}\n`)

export const query = (sql) => execFileSync(PSQL, ['-XqAt', '-v', 'ON_ERROR_STOP=1'],
  { input: sql, encoding: 'utf8', maxBuffer: 64 << 20,
    env: { ...env, PGOPTIONS: '-c client_min_messages=warning' } }).trim()

// The mark of a whole data set goes: the next run with the same DATA loads anew.
export const forget_data = () => query('COMMENT ON DATABASE bench IS NULL')

export const sorted = (values) => [...values].sort((a, b) => a - b)
export const median = (values) => {
  const ordered = sorted(values)
  const middle = ordered.length >> 1
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
}
export const thousands = (value) => Math.round(value).toLocaleString('en-US')
export const line = (cells) => `| ${cells.join(' | ')} |`
export const table = (rows) => rows.map(line).join('\n')

export function machine() {
  const pg = query('SHOW server_version')
  return `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, ` +
    `PostgreSQL ${pg}, Node ${process.versions.node}; load before ${loadavg()[0].toFixed(2)}`
}
