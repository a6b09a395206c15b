/**
 * From the moment at which a peer writes a message to a TLS socket until a strategy has seen it, at a pace of 2,000 a second, against the
 * same way without anything of ours: a socket that counts line breaks.
 *
 *     node --conditions=@betting-advisor/source bench/betfair/latency.ts [recorded market]
 */
import process from 'node:process'
import type { MarketId } from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import { announce, engineOfBooks, onlooker } from '../book/engine-of-books.ts'
import { linesOf, listen, listenBare, load } from './listen.ts'

const PACE = 2_000
const SECONDS = 6
/** Until then code is compiled. */
const WARM = 2 * PACE
const lines = linesOf(process.argv[2], PACE * SECONDS).slice(0, PACE * SECONDS)
const now = () => performance.timeOrigin + performance.now()

function tell(what: string, waits: readonly number[]): void {
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3)
  console.log(`${what.padEnd(21)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ${sorted.length} messages, ${load()}`)
}

function sentIn(bytes: Uint8Array): number {
  return Number(/"clk":"([\d.]+)"/.exec(Buffer.from(bytes).subarray(0, 100).toString())?.[1])
}

const bare: number[] = []
await listenBare({ pace: PACE, lines }, (line) => {
  bare.push(now() - sentIn(line))
})
tell('write to bare socket', bare.slice(WARM))

const books = new Map<MarketId, BookView>()
const strategy = onlooker()
const engine = engineOfBooks(books, strategy)
const waits: number[] = []
let sent = 0
const record = (bytes: Uint8Array) => {
  sent = sentIn(bytes)
  return { stream: 'bench', offset: 0, length: bytes.length }
}
await listen({ pace: PACE, lines, record }, (taken, { asOf, changed }, feed) => {
  if (asOf === null) return
  for (const market of changed) {
    const book = feed.books.get(market)
    if (book === undefined || books.has(market)) continue
    books.set(market, book)
    const selections = Array.from({ length: book.runners }, (_, runner) => book.selection(runner))
    announce(engine, market, selections)
  }
  engine.decide({ type: 'feed', at: asOf, feed: 'betfair-stream', asOf, changed, bytes: null })
  if (taken > WARM) waits.push(now() - sent)
})
if (strategy.seen[0] === 0) throw new Error('the strategy has seen nothing')
tell('write to strategy', waits)
