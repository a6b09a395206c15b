import { after, MINUTE, SECOND, type Timestamp } from '@betting-advisor/core'
import type { Random } from '@betting-advisor/core/simulation'
import type { NotDeliveredError } from './errors/not-delivered-error.ts'

/** How many messages that are not critical may leave on a channel within a minute. */
export const MOST_A_MINUTE = 10
const FIRST_WAIT = SECOND
const LONGEST_WAIT = MINUTE

/** How a channel is doing. */
export interface ChannelState {
  /** Until when it is left alone. */
  blockedUntil(): Timestamp
  /** Since when nothing has been delivered on it; `null` while it works. */
  failingSince(): Timestamp | null
  /** How many messages that are not critical may leave now. */
  room(now: Timestamp): number
  /** When there is room again, at the latest. */
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
  let times: Timestamp[] = []

  const waitAfter = (count: number) =>
    Math.ceil(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(count - 1, 10)) * (0.75 + random() / 4))
  const recent = (now: Timestamp) => {
    times = times.filter((at) => now - at < MINUTE && at <= now)
    return times
  }

  return {
    blockedUntil: () => blocked,
    failingSince: () => since,
    room: (now) => MOST_A_MINUTE - recent(now).length,
    roomAt: (now) => after(recent(now)[0] ?? now, MINUTE),
    nextAt: () => next,
    sent(now, isUrgent) {
      failures = 0
      since = null
      next = after(now, gapMs)
      if (!isUrgent) times.push(now)
    },
    failed(now, { retryAfterMs, isMessage }, attempts) {
      next = after(now, gapMs)
      if (isMessage) return after(now, waitAfter(attempts))
      failures += 1
      since ??= now
      blocked = after(now, retryAfterMs === null ? waitAfter(failures) : Math.max(retryAfterMs, FIRST_WAIT))
      return blocked
    },
  }
}
