// Growth of the clients: connections of vigintid, beside Node with the same SQL.
import { start_daemon } from '../lib/daemon.mjs'
import { here, people } from '../lib/env.mjs'
import { start_server } from '../lib/servers.mjs'
import { wrk } from '../lib/wrk.mjs'
import { get, median_of, series, steps } from './parts.mjs'

// All may wait at once: by default 512 do, and the others get 503.
const options = ['--max-clients=1100', '--queue=1100']

async function connections() {
  const daemon = await start_daemon(options)
  const node = await start_server(process.execPath, [`${here}servers/hand.mjs`])
  const measured = []
  for (const clients of steps([1, 4, 16, 64, 256, 1000], 1000)) {
    const by_node = (duration) => wrk({ base: node.base, request: { method: 'GET', target: '/one?person={person_number}' }, duration,
      clients, cursors: '/dev/null' })
    measured.push({ x: clients, of: {
      'by id': await get({ base: daemon.base, clients, records: people, target: '/rest/people/{person}?depth=0' }),
      'list of 60': await get({ base: daemon.base, clients, target: '/rest/people?depth=0&count=none' }),
      'by id, Node': await median_of(by_node),
    } })
  }
  await daemon.stop()
  return series({ name: 'connections', title: 'Connections of clients', x: 'connections', measured })
}

export const clients = { connections }
