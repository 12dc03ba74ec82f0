// What the series of growth share: one measurement, and the shape of a result.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { BASE_URL, RESULTS, rounds, SCALE, seconds, settle, TOKEN } from '../lib/env.mjs'
import { wrk } from '../lib/wrk.mjs'

// The steps of a series that this run takes: all of them, or those up to `small`.
const far = (process.env.GROWTH || SCALE) === 'full'
export const steps = (all, small) => all.filter((step) => far || step <= small)

const no_cursors = '/dev/null'
export const bearer = (token) => `Authorization: Bearer ${token}\r\n`

// The measurement of the median rate among ROUNDS, with the errors of all, after a second that does not count.
export async function median_of(ask) {
  await pause(settle)
  await ask(1)
  const all = []
  for (let round = 0; round < rounds; ++round) {
    await pause(settle)
    all.push(await ask(seconds))
  }
  const failed = all.reduce((sum, got) => sum + got.failed, 0)
  return { ...all.sort((a, b) => a.rate - b.rate)[all.length >> 1], failed }
}

// Requests/s and waiting times of a GET.
export const get = ({ target, token = TOKEN, headers = '', cursors = no_cursors, records, clients, base = BASE_URL }) =>
  median_of((duration) => wrk({ base, headers: bearer(token) + headers, request: { method: 'GET', target }, duration, clients,
    cursors, records }))

// A file of named columns that wrk.lua draws from.
export function draw_file(name, rows) {
  const path = `${RESULTS}/${name}.txt`
  writeFileSync(path, [Object.keys(rows[0]), ...rows.map(Object.values)].map((row) => `${row.join(' ')}\n`).join(''))
  return path
}

/*
 * A series: {name, title, x, y, lines: [{name, points}], table: [head, …rows]}, to be charted and printed.
 * `measured` are rows {x, of: {line: {rate, p50, p95, p99, failed}}, more: [cells]}.
 */
export function series({ name, title, x, measured, more = [], y = 'requests/s', of = 'rate', ...rest }) {
  const names = [...new Set(measured.flatMap((row) => Object.keys(row.of)))]
  const lines = names.map((line) => ({ name: line,
    points: measured.filter((row) => row.of[line]).map((row) => [row.x, row.of[line][of]]) }))
  const errors = measured.some((row) => Object.values(row.of).some((got) => got.failed > 0))
  const head = [x, ...names.flatMap((line) => [`${line}, ${y}`, 'p50 / p99 ms', ...(errors ? ['errors'] : [])]), ...more]
  const cells = (got) => (got ? [number(got[of]), got.p50 === undefined ? '' : `${got.p50.toFixed(2)} / ${got.p99.toFixed(2)}`,
    ...(errors ? [got.failed ?? 0] : [])] : ['', '', ...(errors ? [''] : [])])
  return { name, title, x, y, lines, table: [head, ...measured.map((row) =>
    [number(row.x), ...names.flatMap((line) => cells(row.of[line])), ...(row.more ?? [])])], ...rest }
}

export const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3))))
