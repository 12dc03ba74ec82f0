// One measurement by wrk: requests/s and waiting times of a question sent to any HTTP server.
import { cursors_file, connections, here, people, run } from './env.mjs'

let seed = Math.floor(Date.now() / 1000)

/*
 * Requests/s of answers that are no errors, milliseconds at p50, p95 and p99, and how many failed.
 * `request` is {method, target, body} with placeholders (questions.mjs), which may stand in `headers`, too.
 */
export async function wrk({ base, headers = '', request, duration, clients = connections, cursors = cursors_file,
  records = people }) {
  const { method, target, body } = request
  const env = { ...process.env, HEADERS: headers, CURSORS: cursors, PEOPLE: String(records) }
  const { stdout } = await run('wrk', ['-t', 1, '-c', clients, '-d', `${duration}s`, '--latency', '--timeout', '10s',
    '-s', `${here}wrk.lua`, base, '--', String(++seed), method, target, ...(body ? [body] : [])], { env })
  const got = JSON.parse(stdout.trim().split('\n').at(-1))
  const ms = (name) => got[name] / 1000
  return { rate: (got.requests - got.failed) / (got.microseconds / 1e6), failed: got.failed + got.broken,
    p50: ms('p50'), p95: ms('p95'), p99: ms('p99') }
}
