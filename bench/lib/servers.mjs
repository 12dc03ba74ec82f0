// Starts the servers of other contenders beside the bench; each ends with it.
import { spawn } from 'node:child_process'

const children = []

// The base URL of a server that prints `ready PORT`.
export function start_server(command, args = [], env = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env } })
  children.push(child)
  return new Promise((done, failed) => {
    let text = ''
    child.stdout.on('data', (part) => {
      text += part
      const ready = /ready (\d+)/.exec(text)
      if (ready) done({ base: `http://127.0.0.1:${ready[1]}`, pid: child.pid })
    })
    child.on('error', failed)
    child.on('exit', (status) => failed(new Error(`${command} ${args}: ended with ${status}`)))
  })
}

export function stop_servers() {
  for (const child of children) child.stdin.end()
  children.length = 0
}
