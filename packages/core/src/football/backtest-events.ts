import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Market } from '../market/market.ts'
import { allVoid, type MarketResult, wonBy } from '../market/market-result.ts'
import type { VenuePrices } from '../market/market-update.ts'
import type { BacktestNews } from '../simulation/backtest.ts'
import { eventId, marketId, selectionId, type VenueId } from '../units/ids.ts'
import { after, DAY, HOUR, type Timestamp, timestamp } from '../units/timestamp.ts'
import type { FootballWorld, SeededFixture, SeededPrices } from './seeded-football.ts'

/** Which part of a world to play back. */
export interface FootballEventSettings {
  /** Fixtures that start in [from, to); news of them from before `from` is left out, their results are told whenever they come. */
  readonly from: Timestamp
  readonly to: Timestamp
  /** When the prices of a fixture are told, in milliseconds before its start. @default every six hours in the last two days, and the last hour */
  readonly decisionTimes?: readonly number[]
}

const DECISION_TIMES: readonly number[] = /* @__PURE__ */ [48, 42, 36, 30, 24, 18, 12, 6, 1].map(
  (hours) => hours * HOUR,
)

/** What The Odds API calls the outcome that neither side wins. */
const DRAW = 'Draw'
const ROLES = ['home', 'draw', 'away'] as const

const NOTHING: SeededPrices['prices'] = [null, null, null]

/** How long after the start a result is told. */
const RESULT_AFTER = 2 * HOUR

/** At one moment results come first, since they free what is at risk, then closing prices, then news to decide on. */
const RANK = { result: 0, closing: 1, market: 2 }

/**
 * News of a simulated world for a backtest, in order of time: prices before each start, closing prices at the start, results
 * two hours after it. A fixture's match-odds market is `world:<fixture id>:h2h`.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `to` is before `from` or a decision time is not above 0.
 * @example
 * ```ts
 * const world = createFootballWorld({ seed: '2026' })
 * const [from, to] = [timestamp(Date.UTC(2026, 7, 1)), timestamp(Date.UTC(2026, 7, 15))]
 * for (const event of footballBacktestEvents(world, { from, to })) console.log(event.at, event.type)
 * ```
 */
export function* footballBacktestEvents(
  world: FootballWorld,
  settings: FootballEventSettings,
): Generator<BacktestNews, void> {
  const { from, to, decisionTimes = DECISION_TIMES } = settings
  if (!(from <= to)) throw new InvalidValueError('to', to, `no earlier than from, ${from}`)
  for (const before of decisionTimes) {
    if (!(Number.isInteger(before) && before > 0)) {
      throw new InvalidValueError('decision time', before, 'a whole number of milliseconds above 0')
    }
  }
  const ahead = Math.max(DAY, ...decisionTimes)
  const markets = new Map<string, Market>()
  const end = after(to, DAY)
  // Day by day, so that no more than a few days of news are held at once.
  for (let start: number = from; start < end; start += DAY) {
    const moments: Moment[] = []
    const window = { from: timestamp(Math.max(from, start - DAY)), to: timestamp(Math.min(to, start + DAY + ahead)) }
    for (const fixture of world.fixtures(window.from, window.to)) {
      const times = decisionTimes.map((before) => ({ type: 'market' as const, at: fixture.startsAt - before }))
      const closing = { type: 'closing' as const, at: Number(fixture.startsAt) }
      const result = { type: 'result' as const, at: fixture.startsAt + RESULT_AFTER }
      for (const { type, at } of [...times, closing, result]) {
        if (at >= start && at < start + DAY) moments.push({ type, at: timestamp(at), fixture })
      }
    }
    moments.sort((a, b) => a.at - b.at || RANK[a.type] - RANK[b.type] || byStart(a.fixture, b.fixture))
    for (const moment of moments) {
      const { id } = moment.fixture
      const market = markets.get(id) ?? marketOf(moment.fixture)
      markets.set(id, market)
      if (moment.type === 'result') markets.delete(id)
      yield eventOf(world, moment, market)
    }
  }
}

interface Moment {
  readonly type: BacktestNews['type']
  readonly at: Timestamp
  readonly fixture: SeededFixture
}

function byStart(a: SeededFixture, b: SeededFixture): number {
  if (a.startsAt !== b.startsAt) return a.startsAt - b.startsAt
  return a.id < b.id ? -1 : 1
}

function eventOf(world: FootballWorld, { type, at, fixture }: Moment, market: Market): BacktestNews {
  switch (type) {
    case 'market': {
      const venues = world.bookmakers.map(({ key }) => {
        // Whoever shows nothing says so, or what it showed before would be taken to stand.
        const shown = world.prices(fixture, key, at) ?? { prices: NOTHING, quotedAt: at }
        return pricesOf(key, shown)
      })
      return { type, at, update: { market, status: 'open', inPlay: false, receivedAt: at, venues } }
    }
    case 'closing': {
      const venues = world.bookmakers.flatMap(({ key }) => {
        const shown = world.closingPrices(fixture, key)
        return shown === null ? [] : [pricesOf(key, shown)]
      })
      return { type, at, update: { market, status: 'suspended', inPlay: false, receivedAt: at, venues } }
    }
    case 'result':
      return { type, at, result: resultOf(world, fixture, market, at) }
  }
}

function pricesOf(venue: VenueId, { prices, quotedAt }: SeededPrices): VenuePrices {
  return { venue, side: 'back', quotedAt, freshness: 'live', prices }
}

function resultOf(world: FootballWorld, fixture: SeededFixture, market: Market, at: Timestamp): MarketResult {
  const score = world.score(fixture, at)
  // A match that is not over by then has been abandoned: bets are returned.
  if (score === null || !score.completed) return allVoid(market.id)
  const { home, away } = score
  const winner = home > away ? fixture.home : home < away ? fixture.away : DRAW
  return wonBy(market, [selectionId(winner)], `${home}-${away}`)
}

function marketOf({ id, competition, home, away, startsAt }: SeededFixture): Market {
  return {
    id: marketId(`world:${id}:h2h`),
    event: { id: eventId(`world:${id}`), competition, name: `${home} v ${away}`, home, away, startsAt },
    kind: 'h2h',
    outcome: 'winner',
    selections: ROLES.map((role) => {
      const name = { home, draw: DRAW, away }[role]
      return { id: selectionId(name), name, role, line: null }
    }),
    winners: 1,
    line: null,
  }
}
