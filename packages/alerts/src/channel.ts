import type { AlertMessage } from './message.ts'

/** A way on which people hear of alerts. */
export interface AlertChannel {
  /** Unique among the channels of a program, without a colon or line break: what failed is kept under it. */
  readonly name: string
  /** The least time between two messages, in milliseconds. @default 0 */
  readonly gapMs?: number
  /**
   * Delivers one message and resolves once the other side has taken it. Whoever gets the same `id` again has it already, where that can be seen.
   *
   * @throws NotDeliveredError `NOT_DELIVERED`; `signal.reason` when aborted.
   */
  send(message: AlertMessage, signal: AbortSignal): Promise<void>
}
