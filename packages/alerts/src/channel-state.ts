import { after, DAY, MINUTE, SECOND, type Timestamp } from '@betting-advisor/core'
import type { Random } from '@betting-advisor/core/simulation'
import type { NotDeliveredError } from './errors/not-delivered-error.ts'
import type { Room } from './plan.ts'

/** How many messages that are not critical may leave on a channel within a minute. */
const MOST_A_MINUTE = 10
/** How many critical matters have a message of their own within a minute. */
const OWN_A_MINUTE = 5
const FIRST_WAIT = SECOND
const LONGEST_WAIT = MINUTE
/** However long an answer asks to be left alone. */
const LONGEST_OBEYED = DAY

/** How a channel is doing. */
export interface ChannelState {
  /** Until when it is left alone. */
  blockedUntil(): Timestamp
  /** Since when nothing has been delivered on it; `null` while it works. */
  failingSince(): Timestamp | null
  room(now: Timestamp): Room
  /** When there is room again for what is not critical, at the latest. */
  roomAt(now: Timestamp): Timestamp
  /** When the next message may leave. */
  nextAt(): Timestamp
  sent(now: Timestamp, isUrgent: boolean): void
  /** @returns When what failed is to be tried again. */
  failed(now: Timestamp, error: NotDeliveredError, attempts: number): Timestamp
}

/** A channel of which nothing is known yet. @param random - Spreads the attempts of many processes. */
export function createChannelState(gapMs: number, random: Random, start: Timestamp): ChannelState {
  let blocked = start
  let next = start
  let since: Timestamp | null = null
  let failures = 0
  let quiet: Timestamp[] = []
  let urgent: Timestamp[] = []

  const waitAfter = (count: number) =>
    Math.ceil(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(count - 1, 10)) * (0.75 + random() / 4))
  function forget(now: Timestamp): void {
    const isRecent = (at: Timestamp) => now - at < MINUTE && at <= now
    quiet = quiet.filter(isRecent)
    urgent = urgent.filter(isRecent)
  }

  return {
    blockedUntil: () => blocked,
    failingSince: () => since,
    room(now) {
      forget(now)
      return { quiet: MOST_A_MINUTE - quiet.length, urgent: OWN_A_MINUTE - urgent.length }
    },
    roomAt(now) {
      forget(now)
      return after(quiet[0] ?? now, MINUTE)
    },
    nextAt: () => next,
    sent(now, isUrgent) {
      failures = 0
      since = null
      next = after(now, gapMs)
      if (isUrgent) urgent.push(now)
      else quiet.push(now)
    },
    failed(now, { retryAfterMs, isMessage }, attempts) {
      next = after(now, gapMs)
      if (isMessage) return after(now, waitAfter(attempts))
      failures += 1
      since ??= now
      blocked = after(
        now,
        retryAfterMs === null
          ? waitAfter(failures)
          : Math.ceil(Math.min(LONGEST_OBEYED, Math.max(retryAfterMs, FIRST_WAIT))),
      )
      return blocked
    },
  }
}
