import type { MarketResult } from '../market/market-update.ts'
import type { StoreReader } from '../ports/store.ts'
import type { Advice } from './advice.ts'
import type { StoredEvent } from './advisor-event.ts'
import type { AdvisorStatus } from './status.ts'

/** What an advisor announces, and with what. */
export interface AdvisorAnnouncements {
  /** Advice, approved or rejected. */
  advice: [advice: Advice]
  /** An event that has just been stored. */
  event: [event: StoredEvent]
  /** Something in the status has changed; ask for it when it is needed. */
  change: []
}

/** A bot while it lives. */
export interface Advisor extends AsyncDisposable {
  /** Runs until stopped, until every source has ended, or until a fault that waiting cannot cure, which it throws. */
  run(signal?: AbortSignal): Promise<void>
  /** Ends the run: nothing new is decided, what is under way is finished or left as it is durably recorded. */
  stop(reason: string): Promise<void>
  on<Name extends keyof AdvisorAnnouncements>(
    name: Name,
    listener: (...values: AdvisorAnnouncements[Name]) => void,
  ): Disposable
  status(): AdvisorStatus
  /** What is stored, for reading. */
  readonly store: StoreReader
  /** Stops new orders at once, here and in every process on the same store. */
  halt(reason: string): Promise<void>
  /** Takes orders again after {@link Advisor.halt}. */
  resume(reason: string): Promise<void>
  /** Ends a trading breaker's lock before its time; `false` when there is no such lock. */
  liftLock(id: string): Promise<boolean>
  /**
   * Settles the bets on a market by what a person knows of its result, where no source tells it any more or can decide it.
   *
   * @returns Whether no bet on it is left open; `false` also when the result cannot be believed, which is told as a warning.
   */
  settle(result: MarketResult): Promise<boolean>
}
