import type { Intent } from '../order/intent.ts'
import type { Advice } from '../ports/advice.ts'

/** What was made of one signal: advice, and when that was approved what begins it. */
export interface Decided {
  readonly advice: Advice
  readonly intent: Intent | null
  /** Whether it has a price of its own to wait for. */
  readonly waits: boolean
}

/** A signal of several that was approved. */
export interface Leg extends Decided {
  readonly intent: Intent
}
