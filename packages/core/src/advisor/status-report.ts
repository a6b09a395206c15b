import type { Engine } from '../engine/engine.ts'
import type { OrderRoutes } from '../engine/order-route.ts'
import type { Strategy } from '../engine/strategy.ts'
import { VERSION } from '../engine/version.ts'
import { walletOf } from '../order/wallet-of.ts'
import type { BookFeed } from '../ports/book-feed.ts'
import type { CircuitBreakerSnapshot } from '../ports/circuit-breaker-snapshot.ts'
import type { PriceSource } from '../ports/price-source.ts'
import type { ResultSource } from '../ports/result-source.ts'
import type { Run } from '../ports/run.ts'
import type { Venue } from '../ports/venue.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { Mode } from '../units/mode.ts'
import { type Currency, money, negate } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { EventBacklog } from './event-buffer.ts'
import type { AdvisorStatus, RunEnd, TradingBreakerStatus, VenueStatus } from './status.ts'

/** What a status is made from. */
export interface StatusParts {
  readonly engine: Engine
  readonly run: Omit<Run, 'reachedAt' | 'endedAt'>
  readonly mode: Mode
  readonly currency: Currency
  readonly limits: RiskLimits
  readonly sources: readonly PriceSource[]
  readonly books: readonly BookFeed[]
  readonly results: readonly ResultSource[]
  readonly strategies: readonly Strategy[]
  readonly events: EventBacklog
  readonly venues: OrderRoutes<Venue>
  /** That of a venue's orders. */
  readonly orderBreaker: (venue: string) => CircuitBreakerSnapshot
  /** What a venue said last that it holds. */
  readonly told: (venue: string) => VenueStatus['told']
  /** How the run has ended; `null` while it goes on. */
  readonly ended: RunEnd | null
}

/** How an advisor is doing at `now`. */
export function statusAt(parts: StatusParts, now: Timestamp): AdvisorStatus {
  const { engine, run, mode, currency, limits, sources, books, results, strategies, ended, events } = parts
  const { account, board } = engine
  const risk = account.risk(now)
  const peakEquity = account.peak(now)
  const { 'exposure:account': exposure = 0 } = account.exposures()
  const feeds = [...sources, ...books, ...results]
  const venues = parts.venues.all.map((venue) => venueStatus(venue, parts, now))
  return {
    account: run.account,
    mode,
    run: run.id,
    version: VERSION,
    clock: run.clock,
    source: run.source,
    now,
    startedAt: run.startedAt,
    tradingState: ended === null ? risk.tradingState : 'HALTED',
    haltReason: ended === null ? risk.stateReason : `the run has ended: ${ended.reason}`,
    ended,
    currency,
    available: account.balances.available,
    reserved: account.balances.reserved,
    exposure: money(exposure),
    equity: risk.equity,
    deposited: negate(account.balances.capital),
    peakLookbackMs: limits.peakLookbackMs,
    peakEquity,
    drawdown: peakEquity > 0 ? Math.max(0, 1 - risk.equity / peakEquity) : 0,
    profitToday: risk.profitToday,
    openBets: risk.openOrders,
    maxOpenBets: limits.maxOpenBets,
    unresolved: [...account.liveOrders()].filter(({ state }) => state === 'UNKNOWN').length,
    markets: board.size,
    events,
    venues,
    breakers: [
      ...venues.map(({ breaker }) => breaker),
      // A feed and the venue that it belongs to may read through the same.
      ...[...new Set([...feeds, ...parts.venues.all].flatMap(({ breakers = [] }) => breakers))].map((breaker) =>
        breaker.snapshot(),
      ),
    ],
    tradingBreakers: tradingBreakers(engine, now),
    locks: account.locks,
    limits: account.limits(now),
    feeds: feeds.map((feed) => feed.status()),
    strategies: strategies.map(({ name, version }) => `${name}@${version}`),
  }
}

function tradingBreakers({ account }: Engine, now: Timestamp): readonly TradingBreakerStatus[] {
  return account.breakers(now).map((breaker) => {
    const lock = account.locks.find(({ kind }) => kind === breaker.kind) ?? null
    return { ...breaker, level: lock === null ? breaker.level : 'locked', lock }
  })
}

/** A venue's part of it. */
function venueStatus(
  { name, traits }: Venue,
  { engine, ended, venues, orderBreaker, told }: StatusParts,
  now: Timestamp,
): VenueStatus {
  const { tradingState, stateReason } = engine.account.tradingState(now, name)
  const orders = [...engine.account.liveOrders()].filter(({ intent }) => venues.of(intent.venue)?.name === name)
  return {
    name,
    isPaper: traits.origin !== 'venue',
    tradingState: ended === null ? tradingState : 'HALTED',
    haltReason: ended === null ? stateReason : `the run has ended: ${ended.reason}`,
    ...walletOf(engine.account.balances, name),
    told: told(name),
    openBets: orders.length,
    unresolved: orders.filter(({ state }) => state === 'UNKNOWN').length,
    breaker: orderBreaker(name),
  }
}
