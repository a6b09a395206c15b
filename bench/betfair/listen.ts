/** A feed of this package that listens to the peer of the benches, over TLS on loopback. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import process from 'node:process'
import { connect } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { createMarketFeed, type MarketFeed, type MarketFeedSettings } from '@betting-advisor/adapter-betfair/stream'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { createSystemClock, Secret, silentLogger } from '@betting-advisor/core'
import type { FeedTurn } from '@betting-advisor/core/venue'
import { generatedStream } from '../book/generated-stream.ts'
import type { PeerData } from './peer.ts'

const authority = makeCertificate({ name: 'authority' })
const { certificate, key } = makeCertificate({ name: 'venue', issuer: authority, addresses: ['127.0.0.1'] })

/** The lines of a recorded market, or as many that are made up. */
export function linesOf(file: string | undefined, count: number): string[] {
  return file === undefined ? generatedStream(count) : readFileSync(file, 'utf8').split('\n').filter(Boolean)
}

/** A peer that tells these lines of a subscription, and where it listens. */
async function openPeer(pace: number, lines: readonly string[]): Promise<{ peer: Worker; port: number }> {
  const data: PeerData = { cert: certificate, key, lines: lines.map((line) => line.replace('{', '{"id":2,')), pace }
  const peer = new Worker(new URL('./peer.ts', import.meta.url), { workerData: data })
  const [port]: number[] = await once(peer, 'message')
  return { peer, port: port ?? 0 }
}

/** The same lines on a bare socket: each as bytes, the image first. */
export async function listenBare(
  { pace, lines }: { readonly pace: number; readonly lines: readonly string[] },
  heard: (line: Buffer) => void,
): Promise<void> {
  const { peer, port } = await openPeer(pace, lines)
  const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate })
  socket.setNoDelay(true)
  socket.write('{"op":"marketSubscription","id":2}\r\n')
  let rest = Buffer.alloc(0)
  let count = 0
  for await (const chunk of socket) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
      const line = bytes.subarray(start, end)
      start = end + 1
      if (!line.includes('"mcm"')) continue
      heard(line)
      count += 1
    }
    rest = bytes.subarray(start)
    if (count > lines.length) break
  }
  socket.destroy()
  await peer.terminate()
}

/** Lets the peer tell lines of a subscription, and says of each when it has been taken in; the image comes first, as number 0. */
export async function listen(
  { pace, lines, ...more }: { readonly pace: number; readonly lines: readonly string[] } & Partial<MarketFeedSettings>,
  done: (taken: number, turn: FeedTurn, feed: MarketFeed) => void,
): Promise<void> {
  const { peer, port } = await openPeer(pace, lines)
  const feed = createMarketFeed({
    endpoint: { host: '127.0.0.1', port, trust: { ca: authority.certificate } },
    appKey: new Secret('k'),
    session: { token: async () => new Secret('t') },
    markets: { filter: {} },
    ...more,
  })
  const stop = new AbortController()
  let taken = -1
  for await (const batch of feed.messages({ clock: createSystemClock(), logger: silentLogger, signal: stop.signal })) {
    for (const takeIn of batch) {
      const turn = takeIn()
      taken += 1
      done(taken, turn, feed)
    }
    if (taken === lines.length) stop.abort()
  }
  await peer.terminate()
}

/** Milliseconds of processor time that this thread has taken. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** How busy the machine is. */
export function load(): string {
  return `load ${loadavg()[0]?.toFixed(1)}`
}
