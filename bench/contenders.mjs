// Who is measured. Each contender: title; knows(question); answer(question, numbers), the JSON to compare; prepare(question), a function
// that measures it for some seconds, with so many clients.
import { baseline } from './baseline.mjs'
import { BASE_URL, connections, here, people, query, TOKEN } from './lib/env.mjs'
import { parameters_of } from './lib/parameter.mjs'
import { handle_sql, in_rollback, pgbench } from './lib/pgbench.mjs'
import { start_server } from './lib/servers.mjs'
import { wrk } from './lib/wrk.mjs'
import { document_of, known as known_to_postgraphile, ours, theirs } from './postgraphile.mjs'
import { placeholders } from './questions.mjs'

export const fill = (template, numbers) => template.replace(/\{([a-z_]+)\}/g, (_, name) =>
  placeholders[name].text(numbers[placeholders[name].draw]))

const is_write = (question) => Boolean(question.body && !question.reads)
const always = () => true

// Sends a question's request to a server; what a write has created is gone again when the next is asked.
async function ask(base, question, request, numbers, headers = {}) {
  const { method, target, body } = request
  const response = await fetch(base + fill(target, numbers), { method, body: body && fill(body, numbers),
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${target}: ${response.status}: ${text.slice(0, 500)}`)
  if (is_write(question)) query(`DELETE FROM bench.people WHERE emails_primary_email LIKE 'ada-${placeholders.unique.text(numbers.unique)}%'`)
  return text
}

const http = {
  title: 'viginti over HTTP',
  knows: always,
  answer: async (question, numbers) =>
    JSON.parse(await ask(BASE_URL, question, question, numbers, { authorization: `Bearer ${TOKEN}` })),
  prepare: (question, clients = connections) => (duration) =>
    wrk({ base: BASE_URL, headers: `Authorization: Bearer ${TOKEN}\r\n`, request: question, duration, clients }),
}

const handle = {
  title: 'viginti.handle, socket',
  knows: always,
  async answer(question, numbers) {
    const text = in_rollback(handle_sql(question), { ...numbers, token: TOKEN, body: question.body })
    return JSON.parse(text.slice(text.indexOf('\n\n') + 2))
  },
  prepare: (question, clients = connections) => pgbench(question, 'handle', handle_sql(question), clients),
}

const by_hand = (style, title) => ({
  title,
  knows: always,
  answer: async (question, numbers) =>
    JSON.parse(in_rollback(baseline(question.sql, people, style), { ...numbers, body: question.body })),
  prepare: (question, clients = connections) => pgbench(question, style, baseline(question.sql, people, style), clients),
})

// The route of contender N: the numbers its SQL wants, and the body of a write.
function node_request(question) {
  const numbers = [...parameters_of(baseline(question.sql, people, 'build'))].filter((word) => word !== 'body')
  const given = numbers.map((word) => `${word}={${placeholders[`${word}_number`] ? `${word}_number` : word}}`)
  return { method: is_write(question) ? question.method : 'GET', target: `/${question.sql}?${given.join('&')}`,
    body: is_write(question) ? question.body : undefined }
}

const node = (base) => ({
  title: 'Node, fastify and pg',
  knows: always,
  answer: async (question, numbers) => JSON.parse(await ask(base, question, node_request(question), numbers)),
  prepare: (question, clients = connections) => (duration) => wrk({ base, request: node_request(question), duration, clients }),
})

// Its schema has names of its own: what both answer is compared, see postgraphile.mjs.
const graphile = (base) => ({
  title: 'PostGraphile',
  knows: known_to_postgraphile,
  async answer(question, numbers) {
    const request = { method: 'POST', target: '/graphql', body: document_of(question) }
    const { data, errors } = JSON.parse(await ask(base, question, request, numbers))
    if (errors) throw new Error(`${question.name}: ${errors[0].message}`)
    return theirs(question, data)
  },
  part: (question, whole) => ours(question, whole),
  prepare: (question, clients = connections) => (duration) =>
    wrk({ base, request: { method: 'POST', target: '/graphql', body: document_of(question) }, duration, clients }),
})

// Sends what vigintid is sent, gets as many bytes, made of nothing.
const limit = (base) => ({
  title: 'libmicrohttpd alone',
  knows: (question) => !is_write(question),
  compared: false,
  async prepare(question, clients = connections) {
    const numbers = { person: 1 + Math.floor(0.37 * people), pool: 370, unique: 370 }
    const size = Buffer.byteLength(await ask(BASE_URL, question, question, numbers, { authorization: `Bearer ${TOKEN}` }))
    return async (duration) => {
      await fetch(`${base}/size/${size}`, { method: 'PUT' })
      return wrk({ base, headers: `Authorization: Bearer ${TOKEN}\r\n`, request: question, duration, clients })
    }
  },
})

// All contenders, their servers started.
export async function start_contenders() {
  const servers = {
    node: await start_server(process.execPath, [`${here}servers/hand.mjs`]),
    graphile: await start_server(process.execPath, [`${here}servers/postgraphile.mjs`]),
    limit: await start_server(process.env.STATIC_SERVER),
  }
  return {
    http,
    handle,
    hand: by_hand('build', 'SQL by hand, json_build_object'),
    rows: by_hand('rows', 'SQL by hand, row_to_json'),
    node: node(servers.node.base),
    graphile: graphile(servers.graphile.base),
    limit: limit(servers.limit.base),
  }
}
