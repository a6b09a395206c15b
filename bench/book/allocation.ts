/**
 * What an engine allocates when a book has changed and its strategy does nothing about it, in bytes a message by the function that
 * allocates them, as the heap's sampling profiler tells:
 *
 *     node --conditions=@betting-advisor/source bench/book/allocation.ts [messages]
 *
 * Each message changes two prices and a volume of one market, and the strategy reads the best prices of what has changed.
 */
import { type HeapProfiler, Session } from 'node:inspector'
import process from 'node:process'
import { currency, marketId, selectionId, timestamp, venueId } from '@betting-advisor/core'
import { createFeedFreshness, createLadderBook } from '@betting-advisor/core/book'
import { announce, engineOfBooks, onlooker, START } from './engine-of-books.ts'

const MESSAGES = Number(process.argv[2] ?? 1_000_000)
const RUNNERS = 10

const market = marketId('exchange:1.1')
const book = createLadderBook({
  venue: venueId('exchange'),
  market,
  feed: 'exchange-stream',
  currency: currency('GBP'),
  depth: 'raw',
})
const selections = Array.from({ length: RUNNERS }, (_, index) => selectionId(String(index)))
book.begin(START)
for (const selection of selections) book.addRunner(selection)
book.setState({ status: 'open', inPlay: false, version: 1, betDelayMs: 0, winners: 1, startingPrice: 'none' })
book.end()

const strategy = onlooker()
const engine = engineOfBooks(new Map([[market, book]]), strategy)
announce(engine, market, selections)
const freshness = createFeedFreshness()
freshness.complete()
const input = {
  type: 'feed' as const,
  at: START,
  feed: 'exchange-stream',
  asOf: freshness.asOf,
  changed: [market],
  bytes: null,
}

let number = 0
function messages(count: number): void {
  for (let end = number + count; number < end; number += 1) {
    const runner = number % RUNNERS
    const at = timestamp(START + number)
    book.begin(at)
    book.setPrice('back', runner, 20_000 - (number % 37) * 100, (number * 7) % 5_000)
    book.setPrice('lay', runner, 20_100 + (number % 41) * 100, (number * 11) % 5_000)
    book.setTraded(runner, 20_000 + (number % 13) * 100, number)
    book.end()
    freshness.message(at, at)
    input.at = at
    input.asOf = freshness.asOf
    engine.decide(input)
  }
}

/** Bytes that each function allocates while messages come, those that are collected at once among them. */
function allocated(count: number): Map<string, number> {
  const session = new Session()
  session.connect()
  session.post('HeapProfiler.startSampling', {
    samplingInterval: 1_024,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  messages(count)
  const bytes = new Map<string, number>()
  const walk = ({ callFrame: { url, functionName }, selfSize, children }: HeapProfiler.SamplingHeapProfileNode) => {
    const file = /(packages|bench)\/.*$/.exec(url)?.[0]
    if (file !== undefined && selfSize > 0) {
      const name = `${functionName || 'a function'} in ${file}`
      bytes.set(name, (bytes.get(name) ?? 0) + selfSize)
    }
    for (const child of children) walk(child)
  }
  session.post('HeapProfiler.stopSampling', (error, { profile }) => {
    if (error === null) walk(profile.head)
  })
  session.disconnect()
  return bytes
}

// Warm: code that is compiled only now boxes numbers until it is.
messages(1_000_000)
const bytes = [...allocated(MESSAGES)].filter(([, size]) => size / MESSAGES >= 0.1)
const inEngine = bytes.filter(([name]) => /src\/(engine|account|book|market\/(?!feed-freshness))/.test(name))
const total = (list: typeof bytes) => (list.reduce((sum, [, size]) => sum + size, 0) / MESSAGES).toFixed(1)
console.log(
  `${MESSAGES} messages; bytes a message in engine, board and book: ${total(inEngine)}; in all: ${total(bytes)}`,
)
for (const [name, size] of bytes) console.log(`  ${(size / MESSAGES).toFixed(1)} in ${name}`)
const start = performance.now()
messages(MESSAGES)
console.log(`${(((performance.now() - start) / MESSAGES) * 1e6).toFixed(0)} ns a message`)
if (strategy.seen[0] === 0) throw new Error('the strategy has seen nothing')
