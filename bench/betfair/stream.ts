/**
 * Betfair's stream over TLS on loopback into books, against JSON.parse of the same lines in the same run:
 *
 *     node --expose-gc --conditions=@betting-advisor/source bench/betfair/stream.ts [recorded market]
 *
 * Throughput is by the processor time of the thread that reads, so that neither its peer nor whatever else the machine does counts. Rounds
 * alternate, so that a change of the machine's clock hits both alike. The figures are those of the median round; compare ratios.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { createMarketFeed, createMarketReader, type MarketFeedSettings } from '@betting-advisor/adapter-betfair/stream'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { createSystemClock, Secret } from '@betting-advisor/core'
import { generatedStream } from '../book/generated-stream.ts'
import type { PeerData } from './peer.ts'

const ROUNDS = 5
const PACE = 2_000
const [, , file] = process.argv
const authority = makeCertificate({ name: 'authority' })
const { certificate, key } = makeCertificate({ name: 'venue', issuer: authority, addresses: ['127.0.0.1'] })
const raw = file === undefined ? generatedStream(40_000) : readFileSync(file, 'utf8').split('\n').filter(Boolean)
const lines = raw.map((line) => line.replace('{', '{"id":2,'))
const changes = lines.reduce((sum, line) => sum + runnerChanges(JSON.parse(line)), 0)

function runnerChanges({ mc }: { readonly mc?: readonly { readonly rc?: readonly unknown[] }[] }): number {
  return (mc ?? []).reduce((sum, { rc }) => sum + (rc?.length ?? 0), 0)
}

async function listen(
  pace: number,
  told: readonly string[],
  more: Partial<MarketFeedSettings>,
  done: (taken: number) => void,
): Promise<void> {
  const data: PeerData = { cert: certificate, key, lines: told, pace }
  const peer = new Worker(new URL('./peer.ts', import.meta.url), { workerData: data })
  const [port]: number[] = await once(peer, 'message')
  const feed = createMarketFeed({
    endpoint: { host: '127.0.0.1', ...(port !== undefined && { port }), trust: { ca: authority.certificate } },
    appKey: new Secret('k'),
    session: { token: async () => new Secret('t') },
    markets: { filter: {} },
    ...more,
  })
  const stop = new AbortController()
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  let taken = -1
  for await (const batch of feed.messages({ clock: createSystemClock(), logger, signal: stop.signal })) {
    for (const takeIn of batch) {
      takeIn()
      taken += 1
      done(taken)
    }
    if (taken === told.length) stop.abort()
  }
  await peer.terminate()
}

/** Milliseconds of processor time that this thread has taken. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

globalThis.gc?.()
const before = process.memoryUsage()
const reader = createMarketReader()
for (let market = 0; market < 1_000; market += 1) {
  for (const line of raw.slice(0, 200))
    reader.readLine(Buffer.from(line.replaceAll('"id":"1.1"', `"id":"1.${market}"`)))
}
globalThis.gc?.()
const { heapUsed, arrayBuffers } = process.memoryUsage()
const grown = (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / 1_048_576
console.log(
  `1,000 markets of 10 runners: ${grown.toFixed(0)} MB (${reader.books.get('betfair:1.999' as never)?.runners} runners each)`,
)

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const [parsing, whole]: [number[], number[]] = [[], []]
for (let round = 0; round < ROUNDS; round += 1) {
  let start = processorTime()
  let count = 0
  for (const line of lines) count += runnerChanges(JSON.parse(line))
  parsing.push(processorTime() - start)
  if (count !== changes) throw new Error('changes are missing')
  await listen(0, lines, {}, (taken) => {
    if (taken === 0) start = processorTime()
    if (taken === lines.length) whole.push(processorTime() - start)
  })
}
const [parse, stream] = [median(parsing), median(whole)]
console.log(
  `${lines.length} lines of ${Math.round(lines.join('').length / lines.length)} characters, ${changes} runner changes`,
)
console.log(`JSON.parse alone      ${Math.round((changes / parse) * 1000)} runner changes/s`)
console.log(
  `TLS to book           ${Math.round((changes / stream) * 1000)} runner changes/s, ${(parse / stream).toFixed(2)} of JSON.parse alone`,
)

let sent = 0
const waits: number[] = []
const record = (bytes: Uint8Array) => {
  sent = Number(/"sent":([\d.]+)/.exec(Buffer.from(bytes).subarray(0, 60).toString())?.[1])
  return { stream: 'bench', offset: 0, length: bytes.length }
}
await listen(PACE, lines.slice(0, 5 * PACE), { record }, (taken) => {
  if (taken > PACE) waits.push(performance.timeOrigin + performance.now() - sent)
})
waits.sort((a, b) => a - b)
const at = (share: number) => (waits[Math.floor(waits.length * share)] ?? Number.NaN).toFixed(3)
console.log(`write to book at ${PACE} messages/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
