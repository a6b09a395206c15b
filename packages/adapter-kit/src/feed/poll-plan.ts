import { type Timestamp, timestamp } from '@betting-advisor/core'

/** When each part of a feed is due. */
export interface PollPlan {
  /** Parts to ask now, in the order given. */
  due(now: Timestamp): string[]
  /** When the next one is due, or an event starts. */
  nextAt(): Timestamp
  /** A part was asked and has answered. */
  asked(part: string, at: Timestamp): void
  failed(part: string, retryAt: Timestamp): void
}

/** What a plan is made of. */
export interface PollPlanSettings {
  readonly parts: readonly string[]
  readonly start: Timestamp
  readonly intervalMs: number
  /** How long before each start to ask once more; `null` for never. */
  readonly closingMs: number | null
  /** The starts to come, of one part or all. */
  readonly startTimes: (part?: string) => Iterable<Timestamp>
}

const NEVER = Number.NEGATIVE_INFINITY

/** How it stands with one part, in epoch milliseconds. */
interface Poll {
  /** When it is due by the interval. */
  regularAt: number
  /** A failure asks for this much patience. */
  notBefore: number
  /** When it last answered. */
  lastAt: number
}

/** A plan that asks every part at an interval, and shortly before each start, so that the last price known is a closing price. */
export function createPollPlan({ parts, start, intervalMs, closingMs, startTimes }: PollPlanSettings): PollPlan {
  const polls = new Map<string, Poll>()
  for (const part of parts) polls.set(part, { regularAt: start, notBefore: NEVER, lastAt: NEVER })

  function dueAt(part: string): number {
    const poll = polls.get(part)
    if (poll === undefined) return Number.POSITIVE_INFINITY
    let dueAt = poll.regularAt
    if (closingMs !== null) {
      for (const startsAt of startTimes(part)) {
        const closingAt = startsAt - closingMs
        if (closingAt > poll.lastAt) dueAt = Math.min(dueAt, closingAt)
      }
    }
    return Math.max(dueAt, poll.notBefore)
  }

  return {
    due(now) {
      // A step of the clock back in time must not make anyone wait longer than the interval.
      for (const poll of polls.values()) poll.regularAt = Math.min(poll.regularAt, now + intervalMs)
      return parts.filter((part) => dueAt(part) <= now)
    },
    nextAt() {
      let next = Number.POSITIVE_INFINITY
      for (const part of parts) next = Math.min(next, dueAt(part))
      for (const startsAt of startTimes()) next = Math.min(next, startsAt)
      return timestamp(next)
    },
    asked(part, at) {
      const poll = polls.get(part)
      if (poll === undefined) return
      poll.lastAt = at
      poll.notBefore = NEVER
      if (at >= poll.regularAt) poll.regularAt = at + intervalMs
    },
    failed(part, retryAt) {
      const poll = polls.get(part)
      if (poll === undefined) return
      poll.notBefore = retryAt
      poll.regularAt = Math.min(poll.regularAt, retryAt)
    },
  }
}
