import type { EngineInput } from '../engine/input.ts'
import type { Intent } from '../order/intent.ts'
import type { AdvisorEventBody } from '../ports/advisor-event.ts'
import type { Venue } from '../ports/venue.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import type { Delivery, RunParts } from './run-parts.ts'

/** What all parts of one run share; each takes of it what it needs. */
export interface RunContext extends Pick<RunParts, 'engine' | 'store' | 'venues' | 'clock' | 'logger' | 'changed'> {
  readonly account: AccountKey
  readonly run: RunId
  /** Aborts when the run is to end. */
  readonly signal: AbortSignal
  /**
   * How orders travel to venues. The deadline for sending is counted in milliseconds that pass and in those of the day; on a virtual
   * clock nothing is late: its time stands still while this machine works, and a slow one must not live another life.
   */
  readonly delivery: Delivery
  /** Lets the engine decide on an input and starts what it wants done; said while it decides, it is heard right after. */
  readonly hear: (input: EngineInput) => void
  /**
   * Resolves when the store has kept all that was decided; orders may still be on their way. Only in virtual time, in which nothing happens
   * meanwhile, it waits for what was told as well.
   */
  readonly kept: () => Promise<void>
  /**
   * Does something with the store until it succeeds; what fails must be harmless to do again. `uncertain` says whether an earlier attempt
   * may have been kept after all.
   *
   * @throws The fault when waiting cannot cure it, or some time after the signal has aborted.
   */
  readonly keep: <Result>(work: (uncertain: boolean) => Promise<Result>) => Promise<Result>
  /** Tells an event of the run to the log and to whoever listens. */
  readonly tell: (body: AdvisorEventBody) => void
  /** Ends the run with a fault that waiting cannot cure. */
  readonly failed: (error: unknown) => void
}

/** What the parts of a run share that look after one of its venues. */
export interface VenueContext extends RunContext {
  readonly venue: Venue
  /** Whether an order goes there. */
  readonly isHere: (intent: Pick<Intent, 'venue'>) => boolean
}
