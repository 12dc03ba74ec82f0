// Growth of the model: objects, fields, workspaces; and changes of the model beside readers.
import { labels, new_workspace, send, text_field, timed } from '../lib/client.mjs'
import { start_daemon } from '../lib/daemon.mjs'
import { BASE_URL, query, seconds } from '../lib/env.mjs'
import { private_memory } from '../lib/memory.mjs'
import { wrk } from '../lib/wrk.mjs'
import { bearer, draw_file, get, number, series, steps } from './parts.mjs'

const count_objects = (workspace) => Number(query(`SELECT count(*) FROM viginti.object o
  JOIN viginti.workspace w ON w.id = o.workspace_id WHERE w.name = '${workspace}'`))
const backends = () => query(`SELECT pid FROM pg_stat_activity WHERE usename = 'viginti_api'`).split('\n').filter(Boolean)

// A daemon whose backends have served nobody yet; `largest` is the private memory of the largest of them, in MB.
async function fresh_daemon() {
  const others = backends()
  const daemon = await start_daemon()
  return { ...daemon, largest: () => number(Math.max(...backends().filter((pid) => !others.includes(pid)).map(private_memory))) }
}

async function some_companies(token, count) {
  for (let i = 0; i < count; ++i) await send(token, 'POST', '/rest/companies?depth=0', { name: `Company ${i}` })
}

async function objects() {
  const token = new_workspace('grow_objects')
  const { base, largest, stop } = await fresh_daemon()
  await some_companies(token, 60)
  const { person } = await send(token, 'POST', '/rest/people?depth=0', { name: { firstName: 'Ada' } })
  const measured = []
  let made = 0
  for (const size of steps([10, 50, 200, 500, 1000, 2000], 200)) {
    for (let there = count_objects('grow_objects'); there < size - 1;
      there = count_objects('grow_objects')) {
      const changes = Array.from({ length: Math.min(200, size - 1 - there) }, () => ({ op: 'createObject', set: labels(`thing${made++}`) }))
      await send(token, 'POST', '/rest/metadata/changes', { changes })
    }
    const { ms } = await timed(() => send(token, 'POST', '/rest/metadata/objects', labels(`extra${size}`), base))
    const graphql = (text) => timed(() => send(token, 'POST', '/graphql', { query: text }, base))
    const first = await graphql('{ people(first: 1) { edges { node { id } } } }')
    const schema = await graphql('{ __schema { types { name } } }')
    measured.push({ x: size, of: {
      'by id': await get({ base, token, target: `/rest/people/${person.id}?depth=0` }),
      'list of 60': await get({ base, token, target: '/rest/companies?depth=0&count=none' }),
    }, more: [number(ms), number(first.ms), number(schema.ms), largest()] })
  }
  await stop()
  return series({ name: 'objects', title: 'Objects in the workspace', x: 'objects', measured,
    more: ['create one more, ms', 'first GraphQL document behind it, ms', 'all type names, ms', 'largest backend, MB'] })
}

async function fields() {
  const token = new_workspace('grow_fields')
  const measured = []
  for (const size of steps([5, 10, 20, 50, 100, 200, 500, 980], 200)) {
    const names = Array.from({ length: size }, (_, i) => `f${i}`)
    const { ms } = await timed(() => send(token, 'POST', '/rest/metadata/objects',
      { ...labels(`wide${size}x`), fields: names.map(text_field) }))
    const record = Object.fromEntries(names.map((name) => [name, 'abc']))
    let one
    for (let i = 0; i < 60; ++i) one = await send(token, 'POST', `/rest/wide${size}xs?depth=0`, record)
    const { id } = Object.values(one)[0]
    const by_id = await get({ token, target: `/rest/wide${size}xs/${id}?depth=0` })
    measured.push({ x: size, of: {
      'by id': by_id,
      'list of 60': await get({ token, target: `/rest/wide${size}xs?depth=0&count=none` }),
      'by id, one field': await get({ token, target: `/rest/wide${size}xs/${id}?depth=0&fields=f0` }),
    }, more: [number(ms), (1e6 / (by_id.rate * size)).toFixed(2)] })
  }
  return series({ name: 'fields', title: 'Fields of an object', x: 'fields', measured, more: ['create the object, ms', 'µs a field, by id'] })
}

async function workspaces() {
  const tokens = []
  const measured = []
  const { base, largest, stop } = await fresh_daemon()
  for (const size of steps([1, 5, 20, 100, 500], 20)) {
    let ms = 0
    while (tokens.length < size) {
      const name = `grow_w${tokens.length}`
      const made = await timed(() => new_workspace(name))
      ms = made.ms
      tokens.push(made.result)
      query(`INSERT INTO ${name}.companies ("position", name) SELECT n, 'Company ' || n FROM generate_series(1, 60) n;
        ANALYZE ${name}.companies`)
    }
    const drawn = draw_file('growth_tokens', tokens.map((token) => ({ token })))
    const target = '/rest/companies?depth=0&count=none&limit=10'
    measured.push({ x: size, of: {
      'one of them': await get({ base, token: tokens[0], target }),
      'each at random': await get({ base, token: '{token}', cursors: drawn, target }),
    }, more: [number(ms), largest()] })
  }
  await stop()
  return series({ name: 'workspaces', title: 'Workspaces of the database', x: 'workspaces', measured,
    more: ['create the last, ms', 'largest backend, MB'] })
}

// Each writer adds fields to an object of its own, one after the other, while readers ask for a person.
async function changes() {
  const token = new_workspace('grow_changes')
  const { person } = await send(token, 'POST', '/rest/people?depth=0', { name: { firstName: 'Ada' } })
  const measured = []
  for (const writers of [1, 2, 4, 8, 16]) {
    const made = await Promise.all(Array.from({ length: writers }, (_, i) =>
      send(token, 'POST', '/rest/metadata/objects', labels(`writer${writers}x${i}`))))
    const end = Date.now() + Math.max(2, seconds) * 1000
    const waits = []
    let refused = 0
    const write = async (object, i) => {
      for (let n = 0; Date.now() < end; ++n)
        try {
          waits.push((await timed(() => send(token, 'POST', '/rest/metadata/fields',
            { objectMetadataId: object.id, ...text_field(`f${i}x${n}`) }))).ms)
        } catch (error) {
          ++refused
        }
    }
    const readers = wrk({ base: BASE_URL, headers: bearer(token), request: { method: 'GET', target: `/rest/people/${person.id}?depth=0` },
      duration: Math.max(2, seconds), cursors: '/dev/null' })
    await Promise.all(made.map(({ object }, i) => write(object, i)))
    const read = await readers
    waits.sort((a, b) => a - b)
    const at = (part) => waits[Math.floor((waits.length - 1) * part)]
    measured.push({ x: writers, of: {
      'changes of the model': { rate: waits.length / Math.max(2, seconds), p50: at(0.5), p99: at(0.99), failed: refused },
      'reads by id': read,
    } })
  }
  return series({ name: 'changes', title: 'Changes of the model beside 16 readers', x: 'writers', measured })
}

export const model = { objects, fields, workspaces, 'model changes': changes }
