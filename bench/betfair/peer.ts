/** The other side of bench/betfair/stream.ts, on a thread of its own: a stream that tells lines as fast as they are taken, or at a pace. */
import { createServer, type TLSSocket } from 'node:tls'
import { parentPort, workerData } from 'node:worker_threads'

/** What the peer is given. */
export interface PeerData {
  readonly cert: string
  readonly key: string
  readonly lines: readonly string[]
  /** Messages a second, each with the moment of its writing as its clock; 0 for as many as are taken. */
  readonly pace: number
}

const { cert, key, lines, pace }: PeerData = workerData
const CLOCK = /"clk": ?(?:null|"[^"]*")/
const moment = () => performance.timeOrigin + performance.now()

function tellAll(socket: TLSSocket): void {
  let place = 0
  const more = (): void => {
    while (place < lines.length) {
      const part = lines.slice(place, place + 500)
      place += part.length
      if (!socket.write(`${part.join('\r\n')}\r\n`)) {
        socket.once('drain', more)
        return
      }
    }
  }
  more()
}

function tellInTime(socket: TLSSocket): void {
  const start = performance.now()
  let place = 0
  const tick = (): void => {
    const due = Math.min(lines.length, Math.floor(((performance.now() - start) * pace) / 1000))
    for (; place < due; place += 1) socket.write(`${lines[place]?.replace(CLOCK, `"clk":"${moment()}"`)}\r\n`)
    if (place < lines.length) setImmediate(tick)
  }
  tick()
}

const server = createServer({ cert, key }, (socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.write('{"op":"connection","connectionId":"1"}\r\n')
  let rest = ''
  socket.on('data', (chunk) => {
    const requests = (rest + chunk.toString()).split('\r\n')
    rest = requests.pop() ?? ''
    for (const text of requests) {
      const { op, id }: { op: string; id: number } = JSON.parse(text)
      socket.write(`{"op":"status","id":${id},"statusCode":"SUCCESS"}\r\n`)
      if (op !== 'marketSubscription') continue
      socket.write(
        `{"op":"mcm","id":${id},"ct":"SUB_IMAGE","initialClk":"i","clk":"c","pt":1,"heartbeatMs":5000,"mc":[]}\r\n`,
      )
      if (pace === 0) tellAll(socket)
      else tellInTime(socket)
    }
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') parentPort?.postMessage(address?.port)
})
