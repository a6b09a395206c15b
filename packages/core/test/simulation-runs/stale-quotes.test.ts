import {
  after,
  HOUR,
  type Market,
  type MarketUpdate,
  MINUTE,
  money,
  price,
  type Strategy,
  type Timestamp,
  timestamp,
  type VenuePrices,
  venueId,
} from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON } from '../support/markets.ts'
import { sizeOf } from '../support/sizes.ts'
import { backHome, orderSignal } from '../support/strategies.ts'
import { type SmallRun, type SmallRunSettings, startSmallRun } from './small-run.ts'

/** The oldest that a quote may be when an order on it leaves, in milliseconds. */
const LIMIT = 2000
/** How many quotes are aged across that in all, one path after the other. */
const QUOTES = sizeOf('STALE_QUOTES', 10_000)

const BOOK = venueId('book')
const OTHER = venueId('other')

type News = Omit<MarketUpdate, 'receivedAt'>

function shown(venue: typeof BOOK, quotedAt: Timestamp, freshness: VenuePrices['freshness'] = 'live'): VenuePrices {
  return { venue, side: 'back', quotedAt, freshness, prices: [price(2), price(2)] }
}

function news(market: Market, ...venues: readonly VenuePrices[]): News {
  return { market, status: 'open', inPlay: false, venues }
}

/** A way in which a quote can get old before the order that rests on it leaves. */
interface Path {
  readonly name: string
  readonly settings?: Partial<SmallRunSettings>
  readonly strategies?: readonly Strategy[]
  /** Whether any quote may be bet on at all. */
  readonly everFresh: boolean
  /** Whether clocks are wrong, so that a quote may be taken to be older than it is. */
  readonly withWrongClocks?: boolean
  /** Plans what happens to one quote, from now on; `drawn` is a number of milliseconds that may or may not be too many. */
  play(run: SmallRun, market: Market, drawn: number): void
}

/** Asks for Home with the bookmaker when the other venue has news. */
const whenOther: Strategy = backHome(100, {
  onMarket(market, desk) {
    if (market.prices(OTHER) !== undefined) desk.signal(orderSignal(market, 100))
  },
})

/** Asks again as soon as the venue has answered, on whatever was shown last. */
const twice: Strategy = backHome(100, {
  maxEntriesPerMarket: 2,
  onOrder(order, desk) {
    if (order.state !== 'MATCHED' && order.state !== 'ACCEPTED') return
    const { market, selection, venue } = order.intent
    if (selection !== 'Home') return
    desk.signal({
      kind: 'order',
      market,
      selection: 'Away' as typeof selection,
      venue,
      side: 'back',
      stake: money(100),
    })
  },
})

const told = (run: SmallRun, market: Market, age: number) =>
  run.tell(news(market, shown(BOOK, after(run.simulator.now, -age))))

const later = (run: SmallRun, delay: number, work: () => void) =>
  void run.simulator.plan(delay, 'something happens', work)

/** Quotes that are decided on late, while every clock is put wrong now and then and right again later. */
const whileClocksJump = (least: number, most: number): Pick<Path, 'strategies' | 'withWrongClocks' | 'play'> => ({
  withWrongClocks: true,
  strategies: [whenOther],
  play(run, market, drawn) {
    const { simulator } = run
    told(run, market, 0)
    if (simulator.chance(0.05)) {
      later(run, simulator.between(0, drawn), () => {
        simulator.skew = simulator.between(least, most)
      })
      later(run, simulator.between(0, 2 * drawn), () => {
        simulator.skew = 0
      })
    }
    later(run, drawn, () => run.tell(news(market, shown(OTHER, simulator.now))))
  },
})

const PATHS: readonly Path[] = [
  { name: 'it is old when it arrives', everFresh: true, play: told },
  {
    name: 'it travels long',
    settings: { newsMs: 2 * LIMIT },
    everFresh: true,
    play: (run, market, drawn) => told(run, market, drawn >> 1),
  },
  {
    name: 'it is flagged as cached or delayed',
    everFresh: false,
    play: (run, market) =>
      run.tell(news(market, shown(BOOK, run.simulator.now, run.simulator.pick(['cached', 'delayed'] as const)))),
  },
  {
    name: 'it is decided on late',
    strategies: [whenOther],
    everFresh: true,
    play(run, market, drawn) {
      told(run, market, 0)
      later(run, drawn, () => run.tell(news(market, shown(OTHER, run.simulator.now))))
    },
  },
  {
    name: 'the store is slow',
    everFresh: true,
    play(run, market, drawn) {
      run.weather.slow = 1
      run.weather.slowMs = 600
      told(run, market, drawn >> 1)
    },
  },
  {
    name: 'the store is away now and then',
    everFresh: true,
    play(run, market, drawn) {
      told(run, market, drawn >> 1)
      if (drawn % 8 > 0) return
      run.weather.down = true
      later(run, 150, () => {
        run.weather.down = false
      })
    },
  },
  {
    name: 'the feed stops, and the venue takes its time',
    settings: { answerMs: (order) => (order.quote.quotedAt % 40) * 100 },
    strategies: [twice],
    everFresh: true,
    play: (run, market) => told(run, market, run.simulator.between(0, 400)),
  },
  { name: 'clocks are put back by up to a minute', everFresh: true, ...whileClocksJump(-MINUTE, 0) },
  { name: 'clocks are put back and forth by seconds', everFresh: true, ...whileClocksJump(-5000, 2000) },
  // Whoever has been in the future finds everything old until the present has caught up.
  { name: 'clocks are put forward by up to a minute, and right again', everFresh: true, ...whileClocksJump(0, MINUTE) },
]

describe.each(PATHS)('a quote is aged across the limit: $name', (path) => {
  it('no order leaves on one that is too old', { timeout: 600_000 }, async () => {
    const run = await startSmallRun({
      seed: path.name,
      strategies: path.strategies ?? [backHome(100)],
      input: {
        account: { name: 'small', bankroll: money(1_000_000_000) },
        risk: {
          maxQuoteAgeMs: LIMIT,
          maxOpenBets: 500,
          rateLimit: { orders: 1000, windowMs: 1000 },
          dailyLossLimit: money(1_000_000_000),
          consecutiveLossLimit: 10,
        },
      },
      ...path.settings,
    })
    const quotes = Math.ceil(QUOTES / PATHS.length)
    let age = 0
    for (let quote = 0; quote < quotes; quote += 1) {
      const drawn = run.simulator.between(0, 2 * LIMIT)
      const market = matchOdds(`m${quote}`, { startsAt: timestamp(NOON + 24 * HOUR) })
      path.play(run, market, drawn)
      // Bets are returned, so that neither their number nor what they can lose ever stops another.
      later(run, 5 * LIMIT, () => run.result(ended(market, null)))
      await run.pass(50)
    }
    await run.pass(10 * LIMIT)
    // A run whose clock was put back lets it catch up, and measures 0.2 % too little meanwhile.
    const most = path.withWrongClocks === true ? Math.ceil(LIMIT / 0.998) : LIMIT
    for (const { order, at } of run.sent) {
      age = Math.max(age, at - order.quote.quotedAt)
      expect(at - order.quote.quotedAt, `${order.market} left on a quote that was too old`).toBeLessThanOrEqual(most)
    }
    expect(run.ended).toBeNull()
    if (!path.everFresh) expect(run.sent.length).toBe(0)
    else {
      // Some got through and some did not, and the oldest that did was near the limit.
      expect(run.sent.length).toBeGreaterThan(path.withWrongClocks === true ? 0 : quotes / 20)
      if (path.withWrongClocks !== true) expect(age).toBeGreaterThan(LIMIT / 2)
    }
    expect(run.accounts.verify(run.account)).toEqual([])
  })
})
