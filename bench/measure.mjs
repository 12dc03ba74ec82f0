// Runs the questions beside a loaded cluster and a running vigintid (bench/run starts both) and prints a Markdown table.
// First every contender answers every question and the answers must be the same JSON; then contenders alternate,
// round by round. Numbers of the table are medians over the rounds.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { start_contenders } from './contenders.mjs'
import { draw_cursors } from './cursors.mjs'
import { compare } from './lib/compare.mjs'
import { BASE_URL, connections, cursors_file, forget_data, machine, only, people, query, RESULTS, rounds, SCALE, say, seconds,
  settle, table, thousands, TOKEN } from './lib/env.mjs'
import { stop_servers } from './lib/servers.mjs'
import { head, row } from './lib/table.mjs'
import { by_connections } from './connections.mjs'
import { full_companies, pool, questions } from './questions.mjs'

async function graphql(document) {
  const response = await fetch(`${BASE_URL}/graphql`, { method: 'POST', body: JSON.stringify({ query: document }),
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } })
  return response.json()
}

// Results of all rounds by contender.
async function measure(question, contenders) {
  // Writes leave another data set behind.
  if (question.body && !question.reads) forget_data()
  const known = Object.entries(contenders).filter(([, contender]) => contender.knows(question))
  const measures = {}
  const results = {}
  for (const [name, contender] of known) {
    measures[name] = await contender.prepare(question)
    results[name] = []
    await pause(settle)
    await measures[name](1)
  }
  for (let round = 0; round < rounds; ++round)
    for (const [name, { title }] of known) {
      await pause(settle)
      const result = await measures[name](Math.max(seconds, question.seconds ?? 0))
      results[name].push(result)
      say(`${question.name}, ${title}: ${thousands(result.rate)}/s, p50 ${result.p50.toFixed(2)} ms, ` +
        `p99 ${result.p99.toFixed(2)} ms${result.failed ? `, ${result.failed} errors` : ''}`)
    }
  return results
}

async function main() {
  const asked = questions.filter((question) => only.test(question.name))
  if (asked.length === 0 && !only.test('by connections')) return
  const contenders = await start_contenders()
  Object.assign(pool, await draw_cursors({ ask: graphql, query, file: cursors_file, people,
    companies: full_companies(people) }))
  const compared = Object.fromEntries(Object.entries(contenders).filter(([, { compared }]) => compared !== false))
  for (const question of asked) await compare(question, compared)
  say(`${asked.length} questions answered alike by ${Object.keys(compared).length} contenders`)
  if (process.env.COMPARE_ONLY) return

  const about = machine()
  const more = only.test('by connections') ? await by_connections(contenders) : ''
  const rows = []
  const all = []
  for (const question of asked) {
    const results = await measure(question, contenders)
    rows.push(row(question, results, all))
    all.push({ question: question.name, results })
  }
  writeFileSync(`${RESULTS}/results.json`, JSON.stringify({ about, scale: SCALE, all }, null, 2))
  const text = [
    `${thousands(people)} people, ${thousands(people / 10)} companies, ${thousands(people / 5)} opportunities; ` +
      `${connections} connections, ${rounds} rounds of ${seconds} s, medians (least–most).`,
    `${about}.`, `Settings: ${process.env.SETTINGS}.`, '', table([...head, ...rows]), more].join('\n')
  writeFileSync(`${RESULTS}/table.md`, `${text}\n`)
  process.stdout.write(`${text}\n`)
  if (all.some(({ results }) => Object.values(results).flat().some((result) => result.failed))) {
    say('error: some answers were errors, see the table')
    process.exitCode = 1
  }
}

try {
  await main()
} finally {
  stop_servers()
}
