// Requests of the bench itself, which it does not measure or times one by one; and workspaces of its own.
import http from 'node:http'
import { BASE_URL, query } from './env.mjs'

const agent = new http.Agent({ keepAlive: true })

// The `data` of an answer; anything but a success is an error.
export function send(token, method, path, input, base = BASE_URL) {
  const body = input === undefined ? undefined : JSON.stringify(input)
  const headers = { authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) }
  return new Promise((done, failed) => {
    const request = http.request(base + path, { method, agent, headers }, (response) => {
      let text = ''
      response.on('data', (part) => { text += part })
      response.on('end', () => (response.statusCode < 300 ? done(JSON.parse(text).data)
        : failed(new Error(`${method} ${path.slice(0, 200)}: ${response.statusCode} ${text.slice(0, 300)}`))))
    })
    request.on('error', failed)
    request.end(body)
  })
}

export async function timed(work) {
  const begun = process.hrtime.bigint()
  const result = await work()
  return { result, ms: Number(process.hrtime.bigint() - begun) / 1e6 }
}

export const labels = (name) => ({ nameSingular: name, namePlural: `${name}s`, labelSingular: name, labelPlural: `${name}s` })
export const text_field = (name) => ({ type: 'TEXT', name, label: name })
export const key_of = (workspace) => query(`SELECT viginti.create_api_key('${workspace}', 'bench')`)

// A new workspace with the standard model; answers its key.
export function new_workspace(name) {
  query(`SELECT viginti.create_workspace('${name}')`)
  return key_of(name)
}
