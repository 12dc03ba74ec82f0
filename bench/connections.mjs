// A few reads by 1, 16, 64 and 256 clients: viginti over HTTP, the SQL by hand through pgbench, and the same behind Node.
import { setTimeout as pause } from 'node:timers/promises'
import { median, query, rounds, say, seconds, settle, table, thousands } from './lib/env.mjs'
import { questions } from './questions.mjs'

const counts = [1, 16, 64, 256]
const names = ['one by id', 'list of 60', '20 companies, 20 people each']
const columns = { http: 'HTTP', hand: 'P', node: 'N' }

export async function by_connections(contenders) {
  const spare = 40 // connections of the daemon, of Node, and for looking on
  const most = Number(query('SHOW max_connections')) - spare
  const rows = []
  for (const question of questions.filter(({ name }) => names.includes(name)))
    for (const clients of counts) {
      const results = {}
      for (const name of Object.keys(columns)) {
        if (name === 'hand' && clients > most) continue
        const measure = await contenders[name].prepare(question, clients)
        await measure(1)
        results[name] = []
        for (let round = 0; round < rounds; ++round) {
          await pause(settle)
          results[name].push(await measure(seconds))
        }
        const failed = results[name].reduce((sum, result) => sum + result.failed, 0)
        if (failed) say(`error: ${question.name}, ${clients} connections, ${columns[name]}: ${failed} errors`)
      }
      const of = (name, member) => results[name] && median(results[name].map((result) => result[member]))
      const times = (name) => (results[name] ? `${of(name, 'p50').toFixed(2)} / ${of(name, 'p99').toFixed(2)}` : '')
      const rate = (name) => (results[name] ? thousands(of(name, 'rate')) : '')
      rows.push([question.name, clients, ...Object.keys(columns).flatMap((name) => [rate(name), times(name)])])
      say(`${question.name}, ${clients} connections: ${Object.keys(columns).map((name) => `${columns[name]} ${rate(name)}/s`).join(', ')}`)
    }
  const head = ['question', 'connections', ...Object.values(columns).flatMap((name) => [`${name}, req/s`, 'p50 / p99 ms'])]
  return `\n${table([head, head.map((_, i) => (i ? '---:' : '---')), ...rows])}\n`
}
