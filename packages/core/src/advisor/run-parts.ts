import type { Clock } from '../clock/clock.ts'
import type { Settings } from '../config/settings.ts'
import type { Engine } from '../engine/engine.ts'
import type { OrderRoutes } from '../engine/order-route.ts'
import type { EngineRecording } from '../engine/recording.ts'
import type { Intent } from '../order/intent.ts'
import type { StoredEvent } from '../ports/advisor-event.ts'
import type { BookFeed } from '../ports/book-feed.ts'
import type { Logger } from '../ports/logger.ts'
import type { PriceSource } from '../ports/price-source.ts'
import type { ResultSource } from '../ports/result-source.ts'
import type { Restored, RunStart } from '../ports/store/runs.ts'
import type { Store } from '../ports/store.ts'
import type { WatchingVenue } from '../ports/venue.ts'

/** How orders travel to venues. */
export interface Delivery extends Pick<Settings['orders'], 'path' | 'orphanDeliveryMs' | 'sendDeadlineMs'> {
  /** How old the price of an order may be when it leaves, whatever it waits for. */
  readonly maxQuoteAgeMs: number
}

/** What a run works with. */
export interface RunParts {
  readonly run: RunStart['run']
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
  /** How old the quote of an order may be that leaves, in milliseconds; `null` where it may not leave. */
  readonly oldestQuoteMs: (intent: Intent) => number | null
  readonly delivery: Delivery
  /** How often the store is asked what others have changed, on the clock; `null`: with the news. */
  readonly syncMs: number | null
  readonly restored: Restored
  readonly engine: Engine
  readonly store: Store
  readonly sources: readonly PriceSource[]
  readonly books: readonly BookFeed[]
  readonly results: readonly ResultSource[]
  readonly venues: OrderRoutes<WatchingVenue>
  readonly clock: Clock
  /** What is wrong with it for good. */
  readonly clockFault: () => Error | null
  readonly logger: Logger
  readonly recording: EngineRecording | null
  readonly stored: (events: readonly StoredEvent[]) => void
  readonly changed: () => void
}
