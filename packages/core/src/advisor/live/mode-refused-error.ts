import { AdvisorError } from '../../errors/advisor-error.ts'

/** What real money needs, by name. */
export type LiveRequirement =
  /** `MODE=LIVE` in the settings. */
  | 'mode-setting'
  /** `mode: 'LIVE'` in code. */
  | 'mode-code'
  /** The time is the system's. */
  | 'real-clock'
  | 'durable-store'
  /** A venue whose bets are real. */
  | 'real-venue'
  /** All that is known of the venue is said, and possible. */
  | 'venue-traits'
  /** The venue has accepted the credentials. */
  | 'credentials'
  | 'real-prices'
  /** Venues and prices are all an emulator's: nothing is real, and LIVE is a rehearsal. */
  | 'emulated-world'
  /** The account has not been run in the other world, the real one or an emulator's. */
  | 'one-world'
  /** As many days on paper as `PAPER_TRADING_DAYS_REQUIRED`. */
  | 'paper-record'

/** What a mode forbids or asks for, by name. */
export type ModeRequirement = LiveRequirement | 'simulated-venue'

/** The requirements that may be waived by their names, in code. */
export const WAIVABLE = ['paper-record', 'emulated-world'] as const satisfies readonly ModeRequirement[]

/** One of them. */
export type Waiver = (typeof WAIVABLE)[number]

/** Something that a mode needs and that is not there. */
export interface UnmetRequirement {
  readonly id: ModeRequirement
  readonly message: string
  /** What the reader can do about it. */
  readonly remedy: string
  readonly cause?: unknown
}

/** An advisor was asked to run in a way that its mode forbids; `unmet` says everything that stands against it. */
export class ModeRefusedError extends AdvisorError {
  readonly code = 'MODE_REFUSED'
  /** In the order in which they are looked at; at least one. */
  readonly unmet: readonly UnmetRequirement[]

  constructor(unmet: readonly [UnmetRequirement, ...UnmetRequirement[]]) {
    const [first, ...others] = unmet
    const cause = unmet.find((requirement) => requirement.cause !== undefined)?.cause
    const words = ({ id, message, remedy }: UnmetRequirement) => `\n- ${id}: ${message} ${remedy}`
    if (others.length === 0) super(first.message, { remedy: first.remedy, cause })
    else super(`${unmet.length} things stand against it:${unmet.map(words).join('')}`, { cause })
    this.unmet = unmet
  }
}
