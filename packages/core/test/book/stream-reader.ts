import { type MarketStatus, marketId, selectionId, type Timestamp, timestamp, venueId } from '@betting-advisor/core'
import { createLadderBook } from '../../src/book/create-ladder-book.ts'
import type { LadderBook } from '../../src/book/ladder-book.ts'
import type { RunnerStatus } from '../../src/market/market-status.ts'
import { GBP } from '../support/markets.ts'
import {
  type ByLevel,
  type ByPrice,
  type MarketChange,
  type MarketDefinition,
  type RunnerChange,
  runnerName,
  type StreamMessage,
} from './stream-message.ts'

/** Which ladders of the stream a book keeps: all prices, the best as they rest, or the best as displayed. */
export type StreamDepth = 'all' | 'best' | 'displayed'

/** What a whole message did: which books it changed, and which markets an image no longer has. */
export interface StreamChange {
  readonly publishedAt: Timestamp
  readonly changed: readonly LadderBook[]
  readonly gone: readonly LadderBook[]
}

/** Translates recorded messages of an exchange's stream into the operations of books. */
export interface StreamReader {
  readonly books: ReadonlyMap<string, LadderBook>
  /** Takes one message in; nothing changes until the last segment of a segmented one is there. */
  read(message: StreamMessage): StreamChange | null
}

const RUNNER_STATES: Readonly<Record<string, RunnerStatus>> = {
  ACTIVE: 'active',
  REMOVED: 'removed',
  REMOVED_VACANT: 'removed',
  HIDDEN: 'hidden',
  WINNER: 'winner',
  LOSER: 'loser',
  PLACED: 'placed',
}
const MARKET_STATES: Readonly<Record<string, MarketStatus>> = { OPEN: 'open', CLOSED: 'closed' }

export function createStreamReader(depth: StreamDepth): StreamReader {
  const books = new Map<string, LadderBook>()
  /** Segments that wait for the last one. */
  let segments: StreamMessage[] = []

  function bookOf(id: string): LadderBook {
    const there = books.get(id)
    if (there !== undefined) return there
    const book = createLadderBook({
      venue: venueId('exchange'),
      market: marketId(`exchange:${id}`),
      feed: 'stream',
      currency: GBP,
      depth: depth === 'displayed' ? 'display' : 'raw',
      offersBy: depth === 'all' ? 'price' : 'level',
    })
    books.set(id, book)
    return book
  }

  function apply(messages: readonly StreamMessage[]): StreamChange {
    const publishedAt = timestamp(messages.at(-1)?.pt ?? 0)
    const changed: LadderBook[] = []
    const images = new Set<LadderBook>()
    const isImage = messages[0]?.ct === 'SUB_IMAGE'
    for (const { mc } of messages) {
      for (const change of mc ?? []) {
        const book = bookOf(change.id)
        const isFirst = !book.isChanging
        if (isFirst) {
          changed.push(book)
          book.begin(publishedAt)
        }
        if (change.img === true || (isImage && isFirst)) {
          book.beginImage()
          images.add(book)
        }
        changeMarket(book, change)
      }
    }
    for (const book of changed) {
      if (images.has(book)) book.endImage()
      book.end()
    }
    const gone = isImage ? [...books].filter(([, book]) => !changed.includes(book)) : []
    for (const [id] of gone) books.delete(id)
    return { publishedAt, changed, gone: gone.map(([, book]) => book) }
  }

  function changeMarket(book: LadderBook, { marketDefinition, tv, rc }: MarketChange): void {
    if (marketDefinition !== undefined) define(book, marketDefinition)
    if (tv !== undefined) book.setTotalMatched(minor(tv))
    for (const change of rc ?? []) changeRunner(book, change)
  }

  function changeRunner(book: LadderBook, change: RunnerChange): void {
    const runner = book.addRunner(selectionId(runnerName(change)))
    if (depth === 'all') {
      setPrices(book, 'back', runner, change.atb)
      setPrices(book, 'lay', runner, change.atl)
    } else {
      setLevels(book, 'back', runner, depth === 'best' ? change.batb : change.bdatb)
      setLevels(book, 'lay', runner, depth === 'best' ? change.batl : change.bdatl)
    }
    const { trd, spb, spl, tv, ltp, spn, spf } = change
    if (trd?.length === 0) book.clearTraded(runner)
    for (const [price, size] of trd ?? []) book.setTraded(runner, units(price), minor(size))
    // What can be backed at the starting price is what layers have waiting there.
    for (const [price, size] of spb ?? []) book.setStartingSize('lay', runner, units(price), minor(size))
    for (const [price, size] of spl ?? []) book.setStartingSize('back', runner, units(price), minor(size))
    if (tv !== undefined) book.setMatched(runner, minor(tv))
    if (ltp !== undefined) book.setLastPrice(runner, units(ltp))
    if (spn !== undefined) book.setNearPrice(runner, computed(spn))
    if (spf !== undefined) book.setFarPrice(runner, computed(spf))
  }

  return {
    books,
    read(message) {
      if (message.op !== 'mcm' || message.ct === 'HEARTBEAT') return null
      segments.push(message)
      if (message.segmentType === 'SEG_START' || message.segmentType === 'SEG') return null
      const whole = segments
      segments = []
      return apply(whole)
    },
  }
}

function define(book: LadderBook, definition: MarketDefinition): void {
  const { status = '', inPlay = false, version = null, betDelay = 0, numberOfWinners = 1 } = definition
  const { bspMarket = false, bspReconciled = false, runners } = definition
  book.setState({
    status: MARKET_STATES[status] ?? 'suspended',
    inPlay,
    version,
    betDelayMs: betDelay * 1000,
    winners: numberOfWinners,
    startingPrice: bspReconciled ? 'known' : bspMarket ? 'offered' : 'none',
  })
  for (const told of runners) {
    const runner = book.addRunner(selectionId(runnerName(told)))
    const state = RUNNER_STATES[told.status ?? 'ACTIVE'] ?? 'hidden'
    book.setStatus(runner, state, told.adjustmentFactor ?? null)
    if (told.bsp !== undefined) book.setStartingPrice(runner, told.bsp === null ? null : computed(told.bsp))
  }
}

function setPrices(book: LadderBook, side: 'back' | 'lay', runner: number, told: ByPrice | undefined): void {
  if (told === undefined) return
  for (const [price, size] of told) book.setPrice(side, runner, units(price), minor(size))
}

function setLevels(book: LadderBook, side: 'back' | 'lay', runner: number, told: ByLevel | undefined): void {
  if (told === undefined) return
  for (const [level, price, size] of told) book.setLevel(side, runner, level, units(price), minor(size))
}

function units(price: number): number {
  return Math.round(price * 10_000)
}

function minor(size: number): number {
  return Math.round(size * 100)
}

/** A computed price may come as a word. */
function computed(told: number | string): number | null {
  const price = Number(told === 'INF' ? 'Infinity' : told)
  return Number.isNaN(price) || price < 0 ? null : price
}
