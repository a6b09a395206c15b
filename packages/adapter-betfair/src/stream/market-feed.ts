import {
  type Currency,
  currency,
  type Logger,
  type ResultSource,
  silentLogger,
  type Timestamp,
  timestamp,
  type VenueId,
  venueId,
} from '@betting-advisor/core'
import { createFeedFreshness } from '@betting-advisor/core/book'
import type { BookFeed, ByteRange, FeedTurn, SourceContext } from '@betting-advisor/core/venue'
import { type DescribeMarket, describeByDefinition } from '../markets/describe-market.ts'
import { exchangeTerms, type TermsOf } from '../markets/terms.ts'
import { LineScanner } from '../scan/line-scanner.ts'
import type { PlainMessage } from '../scan/plain-message.ts'
import { originOf } from '../session/hosts.ts'
import type { StreamOffers } from './exchange-book.ts'
import { createStreamHealth } from './feed-status.ts'
import { createMarketBooks } from './market-books.ts'
import { type ChosenMarkets, createChosenMarkets, type MarketChoice, namedBy } from './market-choice.ts'
import { createRepairs } from './repairs.ts'
import { createResultQueue } from './result-queue.ts'
import { createResumedStream, type ResumedStream, type Turn } from './resumed-stream.ts'
import { StreamFault } from './stream-fault.ts'
import { completeAccess, type StreamAccess } from './stream-settings.ts'
import { createToldMarkets } from './told-markets.ts'
import type { StreamField } from './wire.ts'

/** What a feed of markets is made of. */
export interface MarketFeedSettings extends StreamAccess {
  /** @default 'betfair-stream' */
  readonly name?: string
  /** @default 'venue' at the exchange's own host, else 'emulator' */
  readonly origin?: BookFeed['origin']
  /** Whose books these are. @default 'betfair' */
  readonly venue?: VenueId
  readonly markets: MarketChoice
  /** The most markets that may be subscribed to; the venue takes 200 unless it was asked for more. @default 200 */
  readonly maxMarkets?: number
  /** Which offers the books keep. @default 'all' */
  readonly offers?: StreamOffers
  /** How many of the best offers, from 1 to 10, where not all are kept. @default 10 */
  readonly ladderLevels?: number
  /** Whether what was matched at each price, and what waits for the starting price, is told. @default true */
  readonly volumes?: boolean
  /** How long the venue gathers changes before it tells them, in milliseconds from 0 to 120,000. @default 0 */
  readonly conflateMs?: number
  /** Of the sizes on the stream. @default GBP, in which the venue tells them to everybody */
  readonly currency?: Currency
  /** What a market is. @default as its definition has it, without names */
  readonly describe?: DescribeMarket
  /** What the exchange takes in a market. @default as its definition has it */
  readonly termsOf?: TermsOf
  /** Keeps what is heard, as it came; when it returns, the bytes are there, or `null` where nothing is kept any more. @default nobody does */
  readonly record?: (bytes: Uint8Array) => ByteRange | null
}

/** A subscription to markets that keeps their books. */
export interface MarketFeed extends BookFeed {
  /** How markets ended, as the stream tells it. */
  readonly results: ResultSource
}

/** How long the venue gathers changes for those that it shows delayed prices, whatever they ask for. */
const DELAYED_MS = 180_000
const NO_NEWS: FeedTurn['markets'] = []

const OFFER_FIELDS: Readonly<Record<StreamOffers, StreamField>> = {
  all: 'EX_ALL_OFFERS',
  best: 'EX_BEST_OFFERS',
  displayed: 'EX_BEST_OFFERS_DISP',
}

/**
 * Keeps the books of markets by the Exchange Stream: it connects, subscribes, and goes on where it was when a connection is lost.
 *
 * @example
 * ```ts
 * const feed = createMarketFeed({
 *   endpoint: { host: betfairHosts('global').stream },
 *   appKey: new Secret('the key'),
 *   session: { token: async () => new Secret('the token') },
 *   markets: { filter: { eventTypeIds: ['7'], countryCodes: ['GB'], marketTypes: ['WIN'] } },
 * })
 * feed.status().state // 'starting'
 * ```
 */
export function createMarketFeed(settings: MarketFeedSettings): MarketFeed {
  const {
    name = 'betfair-stream',
    origin = originOf(settings.endpoint.host),
    venue = venueId('betfair'),
    offers = 'all',
    record,
  } = settings
  const { maxMarkets = 200, ladderLevels = 10, volumes = true, conflateMs = 0 } = settings
  const {
    currency: told = currency('GBP'),
    describe = describeByDefinition,
    termsOf = exchangeTerms({ currency: told }),
  } = settings
  const access = completeAccess(settings)
  const kept = createMarketBooks({ venue, feed: name, currency: told, offers })
  const tellers = createToldMarkets({ venue, describe, termsOf })
  const freshness = createFeedFreshness()
  const health = createStreamHealth(name)
  const repairs = createRepairs()
  const fields: readonly StreamField[] = [
    ...([OFFER_FIELDS[offers], 'EX_TRADED_VOL', 'EX_LTP', 'EX_MARKET_DEF'] as const),
    ...(volumes ? (['EX_TRADED', 'SP_TRADED', 'SP_PROJECTED'] as const) : []),
  ]
  const marketDataFilter = { fields, ...(offers === 'all' ? {} : { ladderLevels }) }
  let stream: ResumedStream<PlainMessage> | null = null
  let chosen: ChosenMarkets | null = null
  let conflation = 0
  let spoiled = 0
  let isLookedUp = false
  let logger: Logger | null = null

  function tellDelayed(everyMs: number): void {
    const told = logger ?? silentLogger
    told.warn(
      { feed: name, everyMs },
      'The exchange tells these markets minutes late: the application key is a delayed one, or there is no money on the account. Its prices are too old to bet at, on paper as well. Use a live key, and an account with money on it.',
    )
  }

  function status(): ReturnType<BookFeed['status']> {
    const part = chosen?.part ?? null
    const parts = [
      stream?.connectionId == null ? null : `connection ${stream.connectionId.slice(0, 64)}`,
      `${kept.size} markets`,
      part === null ? null : `subscribed to ${part.taken} of ${part.meant}`,
      conflation > 0
        ? `told every ${conflation} ms${conflation >= DELAYED_MS ? ' (a delayed key or account)' : ''}`
        : null,
      spoiled > 0 ? `${spoiled} changes could not be used` : null,
    ]
    return health.status(stream?.nextAttemptAt ?? null, parts.filter((part) => part !== null).join('; '))
  }

  const results = createResultQueue(name, status)

  function lose(fault: unknown, at: Timestamp): FeedTurn {
    freshness.lost()
    if (fault !== null) health.failed(fault, at)
    return { asOf: freshness.asOf, markets: [], changed: [], bytes: null }
  }

  function takeIn({ messages, bytes, receivedAt, completes }: Extract<Turn, { kind: 'message' }>): FeedTurn {
    const range = record?.(bytes) ?? null
    health.heard(receivedAt)
    if (completes) repairs.done()
    let isUnreliable = false
    for (const { pt, conflateMs: inForce, status: word } of messages) {
      if (typeof pt === 'number') freshness.message(timestamp(Math.floor(pt)), receivedAt)
      if (typeof inForce === 'number') {
        if (inForce !== conflation && inForce > Math.max(conflateMs, DELAYED_MS - 1)) tellDelayed(inForce)
        conflation = inForce
        freshness.conflates(inForce)
      }
      if (word === 503) isUnreliable = true
    }
    if (isUnreliable) freshness.unreliable()
    try {
      const turn = kept.apply(messages)
      for (const { fault } of turn.spoiled) noteSpoiled(fault, receivedAt)
      const markets = [...tellers.news(turn, receivedAt), ...lookedUp(receivedAt)]
      results.add(tellers.results())
      if (completes) {
        freshness.complete()
        if (!repairs.isNeeded) health.well()
      }
      if (repairs.isDue(receivedAt)) stream?.askAnew()
      return { asOf: freshness.asOf, markets, changed: turn.changed, bytes: range }
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      noteSpoiled(error, receivedAt)
      if (repairs.isDue(receivedAt)) stream?.askAnew()
      return { ...lose(error, receivedAt), bytes: range }
    }
  }

  /** The same of a message that is plain. */
  function takeInPlain(message: PlainMessage): FeedTurn {
    const { pt, receivedAt } = message
    const range = record?.(message.bytes) ?? null
    health.heard(receivedAt)
    if (pt !== null) freshness.message(timestamp(pt), receivedAt)
    try {
      const turn = kept.applyPlain(message)
      for (const { fault } of turn.spoiled) noteSpoiled(fault, receivedAt)
      const news =
        isLookedUp || turn.told.length > 0 ? [...tellers.news(turn, receivedAt), ...lookedUp(receivedAt)] : NO_NEWS
      if (news.length > 0) results.add(tellers.results())
      if (repairs.isDue(receivedAt)) stream?.askAnew()
      return { asOf: freshness.asOf, markets: news, changed: turn.changed, bytes: range }
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      noteSpoiled(error, receivedAt)
      if (repairs.isDue(receivedAt)) stream?.askAnew()
      return { ...lose(error, receivedAt), bytes: range }
    }
  }

  function noteSpoiled(fault: StreamFault, at: Timestamp): void {
    spoiled += 1
    repairs.need()
    health.failed(fault, at)
  }

  function lookedUp(receivedAt: Timestamp): ReturnType<typeof tellers.described> {
    if (!isLookedUp) return []
    isLookedUp = false
    return tellers.described(kept.markets(), receivedAt)
  }

  async function* messages(context: SourceContext): ReturnType<BookFeed['messages']> {
    const { clock, signal } = context
    logger = context.logger
    const choosing = createChosenMarkets(settings.markets, maxMarkets, context)
    chosen = choosing
    const scanner = new LineScanner()
    /** Turns that were told and not taken in yet. */
    let waiting = 0
    const opened = createResumedStream(
      access,
      'mcm',
      async (asking) => ({
        op: 'marketSubscription',
        conflateMs,
        marketFilter: await choosing.filter(asking),
        marketDataFilter,
      }),
      choosing.narrow,
      (lines, start, end) => scanner.scan(lines, start, end),
    )
    stream = opened
    const over = new AbortController()
    const inner = { ...context, signal: AbortSignal.any([signal, over.signal]) }
    const looked = () => {
      isLookedUp = true
    }
    void choosing.follow(inner, looked, opened.askAnew).catch((error: unknown) => {
      if (!inner.signal.aborted) context.logger.warn({ error }, 'markets are not looked for any more')
    })
    try {
      for await (const turns of opened.turns(context)) {
        waiting += turns.length
        yield turns.map((turn) => () => {
          waiting -= 1
          if (turn.kind === 'plain') return takeInPlain(turn)
          return turn.kind === 'lost' ? lose(turn.fault, clock.now()) : takeIn(turn)
        })
        if (waiting === 0) scanner.rewind()
        context.changed?.()
      }
    } finally {
      over.abort()
      health.ended()
    }
  }

  const breakers = namedBy(settings.markets)?.breakers
  return {
    ...{ specification: 1, name, origin, books: kept.books, messages, status, results: results.source },
    ...(breakers !== undefined && { breakers }),
  }
}
