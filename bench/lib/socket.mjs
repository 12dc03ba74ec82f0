// One keep-alive connection without an HTTP library between the clock and the socket: what such a library takes would stand in the
// figures. Reads answers that have a Content-Length, which are all but those in pieces.
import net from 'node:net'

const head_end = Buffer.from('\r\n\r\n')

// Answers {ask, close}. ask(method, target, headers, body) answers {status, head, body, us}: microseconds from the first byte out to
// the last one in.
export async function open_socket(base) {
  const { hostname, port, host } = new URL(base)
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise((done, failed) => { socket.once('connect', done); socket.once('error', failed) })
  let parts = []
  let size = 0
  let expected
  let waiting
  socket.on('error', (error) => waiting?.failed(error))
  socket.on('close', () => waiting?.failed(new Error('the daemon closed the connection')))
  socket.on('data', (part) => {
    parts.push(part)
    size += part.length
    if (expected === undefined) {
      const all = Buffer.concat(parts)
      const end = all.indexOf(head_end)
      if (end < 0) return
      const head = all.toString('latin1', 0, end)
      expected = { head, begin: end + 4, size: end + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0) }
    }
    if (size < expected.size) return
    const us = Number(process.hrtime.bigint() - waiting.begun) / 1000
    const { head, begin } = expected
    const { done } = waiting
    const body = Buffer.concat(parts).subarray(begin)
    parts = []
    size = 0
    expected = waiting = undefined
    done({ status: Number(head.slice(9, 12)), head, body, us })
  })
  const ask = (method, target, headers, body) => new Promise((done, failed) => {
    const text = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${headers}${
      body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`}\r\n${body ?? ''}`
    waiting = { done, failed, begun: process.hrtime.bigint() }
    socket.write(text)
  })
  return { ask, close: () => socket.destroy() }
}
