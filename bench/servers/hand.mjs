// Contender N: Node, fastify and pg with the SQL of the baseline. A route a question, `/<name>?person=…`, prepared statements, a
// pool of as many connections as there are clients, up to 16. The database makes the JSON; it is passed on as it comes.
import fastify from 'fastify'
import pg from 'pg'
import { baseline, baseline_names } from '../baseline.mjs'
import { parameter } from '../lib/parameter.mjs'
import { end_with_parent } from './end.mjs'

const raw = { getTypeParser: () => (text) => text }
const pool = new pg.Pool({ max: Number(process.env.POOL ?? 16), types: raw })
const server = fastify({ logger: false })

// The body of a batch goes to the database as it came; others are read, as a server must who checks what it is given.
server.removeContentTypeParser('application/json')
server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
  try {
    if (!request.url.startsWith('/batch')) JSON.parse(text)
    done(null, text)
  } catch (error) {
    error.statusCode = 400
    done(error)
  }
})

for (const name of baseline_names) {
  const names = []
  const text = baseline(name, Number(process.env.PEOPLE), 'build').replace(/;\s*$/, '').replace(parameter, (_, word) => {
    if (!names.includes(word)) names.push(word)
    return `$${names.indexOf(word) + 1}`
  })
  const handler = async (request, reply) => {
    const values = names.map((word) => (word === 'body' ? request.body : request.query[word]))
    const { rows } = await pool.query({ name, text, values, rowMode: 'array' })
    reply.type('application/json; charset=utf-8')
    if (rows.length > 0) return rows[0][0]
    reply.code(404)
    return '{"statusCode":404}'
  }
  server.route({ method: ['GET', 'POST', 'PATCH'], url: `/${name}`, handler })
}

await server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 })
console.log(`ready ${server.server.address().port}`)
end_with_parent()
