import type { MarketResult } from '../market/market-result.ts'
import type { MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { CircuitBreakerSnapshot } from './circuit-breaker-snapshot.ts'
import type { FeedStatus, SourceContext } from './price-source.ts'

/** A market that waits for its result. */
export interface AwaitedMarket {
  readonly market: MarketId
  readonly event: string
  readonly competition: string
  readonly startsAt: Timestamp
  /** The most selections it had when something was bet on, or has now: whether a draw is on offer, for one. */
  readonly outcomes: number
}

/** Something that tells how markets ended. */
export interface ResultSource {
  readonly specification: 1
  readonly name: string
  /** Results of awaited markets as they become known; `awaited` is asked anew whenever it looks. Ends and fails as a price source does. */
  results(awaited: () => readonly AwaitedMarket[], context: SourceContext): AsyncIterable<readonly MarketResult[]>
  status(): FeedStatus
  /** The circuit breakers it goes through, for the monitor. */
  readonly breakers?: readonly { snapshot(): CircuitBreakerSnapshot }[]
}
