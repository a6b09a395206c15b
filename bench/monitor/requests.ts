/**
 * Requests that the monitor answers, against node:http alone answering the same in the same run, by requests a second and by the
 * processor time of a request:
 *
 *     node --conditions=@betting-advisor/source bench/monitor/requests.ts
 *
 * Both servers are processes of their own and take turns, so that a slow moment of the machine hits both; figures are of the median round.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { median } from '../stores/figures.ts'

const ROUNDS = 7
const CONNECTIONS = 8
const PATHS = {
  '/health': 4_000,
  '/api/v1/status': 2_000,
  '/api/v1/orders?limit=50': 400,
  '/api/v1/log?limit=50': 400,
  '/api/v1/equity': 800,
} as const

interface Server {
  readonly process: ChildProcess
  readonly port: number
}

interface Figures {
  readonly perSecond: number
  /** Processor time of the server for one request, in microseconds. */
  readonly cost: number
}

async function start(kind: 'bare' | 'monitor'): Promise<Server> {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [kind])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { process: child, port }
}

async function processorTime({ process: child }: Server): Promise<number> {
  child.send('cpu')
  const [{ cpu }] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }]
  return cpu.user + cpu.system
}

/** Asks `count` times over one connection, the next time when the last answer is whole. */
function ask(port: number, path: string, count: number): Promise<void> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  return new Promise((resolve, reject) => {
    let left = count
    let missing = 0
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      if (missing === 0) {
        const end = bytes.indexOf('\r\n\r\n')
        const head = bytes.toString('latin1', 0, end)
        if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`${path}: ${head}`))
        missing = Number(/content-length: (\d+)/i.exec(head)?.[1]) - (bytes.length - end - 4)
      } else missing -= bytes.length
      if (missing > 0) return
      left -= 1
      if (left > 0) socket.write(request)
      else {
        socket.destroy()
        resolve()
      }
    })
  })
}

async function measure(server: Server, path: string, count: number): Promise<Figures> {
  const before = await processorTime(server)
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(server.port, path, count / CONNECTIONS)))
  const seconds = (performance.now() - startedAt) / 1000
  return { perSecond: count / seconds, cost: ((await processorTime(server)) - before) / count }
}

function shown(all: readonly Figures[]): Figures {
  return { perSecond: median(all.map(({ perSecond }) => perSecond)), cost: median(all.map(({ cost }) => cost)) }
}

const [bare, monitor] = await Promise.all([start('bare'), start('monitor')])
try {
  for (const [path, count] of Object.entries(PATHS)) {
    const rounds: { bare: Figures[]; monitor: Figures[] } = { bare: [], monitor: [] }
    for (const server of [bare, monitor]) await measure(server, path, count)
    for (let round = 0; round < ROUNDS; round++) {
      rounds.bare.push(await measure(bare, path, count))
      rounds.monitor.push(await measure(monitor, path, count))
    }
    const [plain, ours] = [shown(rounds.bare), shown(rounds.monitor)]
    const line = ({ perSecond, cost }: Figures) =>
      `${Math.round(perSecond).toLocaleString('en').padStart(7)}/s ${cost.toFixed(0).padStart(5)} µs`
    const ratios = `${(ours.perSecond / plain.perSecond).toFixed(2)} of the rate, ${(plain.cost / ours.cost).toFixed(2)} by processor time`
    console.log(`${path.padEnd(24)} monitor ${line(ours)}   node:http ${line(plain)}   ${ratios}`)
  }
} finally {
  for (const server of [bare, monitor]) server.process.disconnect()
}
