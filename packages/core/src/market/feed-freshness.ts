import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'

/**
 * How old what a subscription shows is, whatever of it has changed last: as old as its last message.
 *
 * The clocks of venue and machine differ, and a message is on its way for a while. The least that was ever seen between publishing and
 * arriving stands for both; what took longer than that has waited somewhere, and is that much older.
 */
export interface FeedFreshness {
  /** As of when, by this machine's clock, what it shows holds; `null` while nothing of it can be believed. */
  readonly asOf: Timestamp | null
  /**
   * A message or heartbeat has arrived.
   *
   * @param publishedAt - By the venue's clock.
   * @param receivedAt - By this machine's.
   * @throws InvalidValueError `INVALID_VALUE` when one of them is no moment.
   */
  message(publishedAt: Timestamp, receivedAt: Timestamp): void
  /** The first image since the subscription began is whole, or the changes since it was lost are: from now on it can be believed. */
  complete(): void
  /** How long the venue gathers changes before it tells them, in milliseconds: as old as that the latest may be. */
  conflates(milliseconds: number): void
  /** The venue says that its data cannot be relied on, until a message comes without that. */
  unreliable(): void
  /** The subscription is lost, or may be: nothing can be believed until it is complete again. */
  lost(): void
}

/** Places of its moments: when the last message was published, the least way of one, how long changes are gathered. */
const [LAST, OFFSET, CONFLATION] = [0, 1, 2] as const

/**
 * The freshness of a subscription that has not told anything yet.
 *
 * @example
 * ```ts
 * const freshness = createFeedFreshness()
 * freshness.message(timestamp(1_000), timestamp(1_050))
 * freshness.asOf // null
 * freshness.complete()
 * freshness.asOf // 1050
 * freshness.message(timestamp(2_000), timestamp(32_050))
 * freshness.asOf // 2050
 * ```
 */
export function createFeedFreshness(): FeedFreshness {
  /** In an array, since a number that is no small integer may become an object anywhere else. */
  const moments = new Float64Array(3)
  moments[LAST] = Number.NaN
  moments[OFFSET] = Number.POSITIVE_INFINITY
  let isComplete = false
  let isReliable = true
  return {
    get asOf() {
      const last = Number(moments[LAST])
      if (!isComplete || !isReliable || Number.isNaN(last)) return null
      return timestamp(Math.floor(last + Number(moments[OFFSET]) - Number(moments[CONFLATION])))
    },
    message(publishedAt, receivedAt) {
      if (!Number.isFinite(publishedAt)) throw new InvalidValueError('publishedAt', publishedAt, 'a moment')
      if (!Number.isFinite(receivedAt)) throw new InvalidValueError('receivedAt', receivedAt, 'a moment')
      moments[LAST] = publishedAt
      moments[OFFSET] = Math.min(Number(moments[OFFSET]), receivedAt - publishedAt)
      isReliable = true
    },
    complete() {
      isComplete = true
    },
    conflates(milliseconds) {
      if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY)) {
        throw new InvalidValueError('conflation', milliseconds, 'a number of milliseconds, at least 0')
      }
      moments[CONFLATION] = milliseconds
    },
    unreliable() {
      isReliable = false
    },
    lost() {
      isComplete = false
    },
  }
}
