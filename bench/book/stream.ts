/**
 * Lines of an exchange's stream through JSON.parse, reader, book, engine and a strategy that reads the best prices of what has changed,
 * against JSON.parse of the same lines alone:
 *
 *     node --conditions=@betting-advisor/source bench/book/stream.ts [recorded market]
 *
 * Rounds alternate, so that a change of the machine's clock hits both alike. The figure is the median round; compare ratios.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { type MarketId, type SelectionId, timestamp } from '@betting-advisor/core'
import { createFeedFreshness, type LadderBook } from '@betting-advisor/core/book'
import { runnerName, type StreamMessage } from '../../packages/core/test/book/stream-message.ts'
import { createStreamReader } from '../../packages/core/test/book/stream-reader.ts'
import { announce, engineOfBooks, onlooker, START } from './engine-of-books.ts'
import { generatedStream } from './generated-stream.ts'

const ROUNDS = 7
const [, , file] = process.argv
const lines = file === undefined ? generatedStream(20_000) : readFileSync(file, 'utf8').split('\n').filter(Boolean)

function parsed(line: string): StreamMessage {
  return JSON.parse(line)
}

function runnersIn(messages: readonly StreamMessage[]): SelectionId[] {
  const changes = messages.flatMap(({ mc }) => mc ?? [])
  const named = changes.flatMap(({ rc, marketDefinition }) => [...(rc ?? []), ...(marketDefinition?.runners ?? [])])
  return [...new Set(named.map(runnerName))] as SelectionId[]
}

function parseAlone(): number {
  let changes = 0
  for (const line of lines) changes += parsed(line).mc?.length ?? 0
  return changes
}

const selections = runnersIn(lines.slice(0, 1_000).map(parsed))

function wholeWay(engineToo: boolean): number {
  const reader = createStreamReader('all')
  const books = new Map<MarketId, LadderBook>()
  const strategy = onlooker()
  const engine = engineOfBooks(books, strategy)
  const freshness = createFeedFreshness()
  freshness.complete()
  const changed: MarketId[] = []
  const input = { type: 'feed' as const, at: START, feed: 'stream', asOf: freshness.asOf, changed, bytes: null }
  for (const line of lines) {
    const change = reader.read(parsed(line))
    if (change === null || !engineToo) continue
    changed.length = 0
    for (const book of change.changed) {
      if (!books.has(book.market)) {
        books.set(book.market, book)
        announce(engine, book.market, selections)
      }
      changed.push(book.market)
    }
    freshness.message(change.publishedAt, change.publishedAt)
    input.at = timestamp(START)
    input.asOf = freshness.asOf
    engine.decide(input)
  }
  return strategy.seen[0] ?? 0
}

const ways = { parse: () => parseAlone(), book: () => wholeWay(false), engine: () => wholeWay(true) }
const times: Record<keyof typeof ways, number[]> = { parse: [], book: [], engine: [] }
for (let round = 0; round < ROUNDS; round += 1) {
  for (const way of ['parse', 'book', 'engine'] as const) {
    const start = performance.now()
    const result = ways[way]()
    times[way].push(performance.now() - start)
    if (way === 'engine' && result === 0) throw new Error('the strategy has seen nothing')
  }
}
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const base = median(times.parse)
console.log(`${lines.length} lines of ${Math.round(lines.join('').length / lines.length)} characters`)
for (const [way, each] of Object.entries(times)) {
  const time = median(each)
  const speed = Math.round(lines.length / time)
  console.log(
    `${way.padEnd(7)} ${time.toFixed(1)} ms, ${speed},000 lines/s, ${(time / base).toFixed(2)} of JSON.parse alone`,
  )
}
