import type { BookView } from '../market/book-view.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { CircuitBreakerSnapshot } from './circuit-breaker-snapshot.ts'
import type { FeedStatus, PriceSource, SourceContext } from './price-source.ts'

/** The books that feeds keep, by their market. */
export interface Books {
  get(market: MarketId): BookView | undefined
}

/** Bytes of a recorded stream: whole messages. */
export interface ByteRange {
  readonly stream: string
  readonly offset: number
  readonly length: number
}

/** What a message did. */
export interface FeedTurn {
  /** As of when all that the subscription keeps holds, by this machine's clock; `null` while nothing of it can be believed. */
  readonly asOf: Timestamp | null
  /** News of what its markets are; heard of first. */
  readonly markets: readonly MarketUpdate[]
  /** The markets whose books it changed; each was in `markets` once. */
  readonly changed: readonly MarketId[]
  /** Where the message is recorded, which it is by now; `null` where nobody records. */
  readonly bytes: ByteRange | null
}

/**
 * A whole message, a heartbeat or a loss that has arrived and that nobody has looked at: called once, it changes the books, and the engine
 * hears of it in the same turn.
 */
export type FeedMessage = () => FeedTurn

/** A subscription that keeps the books of an exchange. */
export interface BookFeed {
  readonly specification: 1
  /** The `feed` of its books. */
  readonly name: string
  readonly origin: PriceSource['origin']
  /** Its books; none of them changes but by a {@link FeedMessage}. */
  readonly books: Books
  /**
   * Batches of what arrives until `context.signal` aborts (it then ends without an error) or a fault that waiting cannot cure is thrown. A
   * loss is a message like any other.
   */
  messages(context: SourceContext): AsyncIterable<readonly FeedMessage[]>
  status(): FeedStatus
  /** The circuit breakers it goes through, for the monitor. */
  readonly breakers?: readonly { snapshot(): CircuitBreakerSnapshot }[]
}
