// A vigintid of the bench's own, with options of its own, beside the one that is measured.
import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

const { PGHOST, PGPORT, VIGINTID } = process.env

// Starts it and waits until it answers /readyz. Answers {base, pid, ready_ms, stop}.
export async function start_daemon(options = []) {
  const begun = process.hrtime.bigint()
  const child = spawn(VIGINTID, ['--listen=127.0.0.1:0',
    `--database=host=${PGHOST} port=${PGPORT} user=viginti_api dbname=bench`, ...options],
  { stdio: ['ignore', 'ignore', 'pipe'] })
  // A part that fails leaves none behind.
  process.on('exit', () => child.kill('SIGKILL'))
  let log = ''
  let ready_ms
  const ended = new Promise((done) => { child.on('exit', done) })
  child.stderr.on('data', (part) => {
    log += part
    if (ready_ms === undefined && / ready on /.test(log)) ready_ms = Number(process.hrtime.bigint() - begun) / 1e6
  })
  for (let i = 0; ready_ms === undefined; ++i) {
    if (i > 5000 || child.exitCode !== null) throw new Error(`vigintid does not become ready: ${log}`)
    await pause(2)
  }
  return { base: /ready on (http:\S+)/.exec(log)[1], pid: child.pid, ready_ms, stop: () => (child.kill('SIGTERM'), ended) }
}
