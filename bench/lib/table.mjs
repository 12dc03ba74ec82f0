// The main table: a row a question, medians over the rounds.
import { median, sorted, thousands } from './env.mjs'

const rate_of = (results) => results && median(results.map((result) => result.rate))

function rate_cell(results) {
  if (!results) return ''
  const rates = sorted(results.map((result) => result.rate))
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  return `${thousands(median(rates))} (${thousands(rates[0])}–${thousands(rates.at(-1))})${failed ? `, **${failed} errors**` : ''}`
}
const time_cell = (results) =>
  ['p50', 'p99'].map((name) => median(results.map((result) => result[name])).toFixed(2)).join(' / ')
const ratio = (results, name, other) => (results[other] ? (rate_of(results[name]) / rate_of(results[other])).toFixed(2) : '')
const strong = (text) => (text ? `**${text}**` : '')
const goal = (value) => (value ? `≥ ${value}` : '')

// A question of GraphQL against the same of REST, where both were asked and answer as much.
function against_rest(question, results, all) {
  const twin = question.own_rest !== false && all.find((other) => question.name === `GraphQL: ${other.question}`)
  return twin ? strong((rate_of(results.http) / rate_of(twin.results.http)).toFixed(2)) : ''
}

// Each: head and cell of a question's results by contender, beside those of all questions before it.
const columns = [
  ['question', (question) => question.name],
  ['HTTP, req/s', (_, results) => rate_cell(results.http)],
  ['p50 / p99 ms', (_, results) => time_cell(results.http)],
  ['handle, req/s', (_, results) => rate_cell(results.handle)],
  ['P, req/s', (_, results) => rate_cell(results.hand)],
  ['p50 / p99 ms', (_, results) => time_cell(results.hand)],
  ['P′, req/s', (_, results) => rate_cell(results.rows)],
  ['N, req/s', (_, results) => rate_cell(results.node)],
  ['PostGraphile, req/s', (_, results) => rate_cell(results.graphile)],
  ['HTTP limit, req/s', (_, results) => rate_cell(results.limit)],
  ['handle ÷ P', (_, results) => ratio(results, 'handle', 'hand')],
  ['HTTP ÷ P', (_, results) => strong(ratio(results, 'http', 'hand'))],
  ['goal', (question) => goal(question.goal)],
  ['HTTP ÷ P′', (_, results) => ratio(results, 'http', 'rows')],
  ['HTTP ÷ N', (_, results) => strong(ratio(results, 'http', 'node'))],
  ['goal', (question) => goal(question.goal_node)],
  ['HTTP ÷ PostGraphile', (_, results) => strong(ratio(results, 'http', 'graphile'))],
  ['HTTP ÷ limit', (_, results) => ratio(results, 'http', 'limit')],
  ['GraphQL ÷ REST (≥ 0.9)', against_rest],
]

export const head = [columns.map(([name]) => name), columns.map((_, i) => (i ? '---:' : '---'))]
export const row = (question, results, all) => columns.map(([, cell]) => cell(question, results, all))
