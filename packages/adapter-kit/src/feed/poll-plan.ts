import { type Timestamp, timestamp } from '@betting-advisor/core'

/** When each competition is due. */
export interface PollPlan {
  /** Competitions to ask now, in the order given. */
  due(now: Timestamp): string[]
  /** When the next one is due, or an event starts. */
  nextAt(): Timestamp
  succeeded(competition: string, at: Timestamp): void
  failed(competition: string, retryAt: Timestamp): void
}

/** What a plan is made of. */
export interface PollPlanSettings {
  readonly competitions: readonly string[]
  readonly start: Timestamp
  readonly intervalMs: number
  /** How long before each start to ask once more; `null` for never. */
  readonly closingMs: number | null
  /** The starts to come, of one competition or all. */
  readonly startTimes: (competition?: string) => Iterable<Timestamp>
}

const NEVER = Number.NEGATIVE_INFINITY

/** How it stands with one competition, in epoch milliseconds. */
interface Poll {
  /** When it is due by the interval. */
  regularAt: number
  /** A failure asks for this much patience. */
  notBefore: number
  /** When it was last asked with success. */
  lastAt: number
}

/** A plan that asks every competition at an interval, and shortly before each start, so that the last price known is a closing price. */
export function createPollPlan({ competitions, start, intervalMs, closingMs, startTimes }: PollPlanSettings): PollPlan {
  const polls = new Map<string, Poll>()
  for (const competition of competitions) polls.set(competition, { regularAt: start, notBefore: NEVER, lastAt: NEVER })

  function dueAt(competition: string): number {
    const poll = polls.get(competition)
    if (poll === undefined) return Number.POSITIVE_INFINITY
    let dueAt = poll.regularAt
    if (closingMs !== null) {
      for (const startsAt of startTimes(competition)) {
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
      return competitions.filter((competition) => dueAt(competition) <= now)
    },
    nextAt() {
      let next = Number.POSITIVE_INFINITY
      for (const competition of competitions) next = Math.min(next, dueAt(competition))
      for (const startsAt of startTimes()) next = Math.min(next, startsAt)
      return timestamp(next)
    },
    succeeded(competition, at) {
      const poll = polls.get(competition)
      if (poll === undefined) return
      poll.lastAt = at
      poll.notBefore = NEVER
      if (at >= poll.regularAt) poll.regularAt = at + intervalMs
    },
    failed(competition, retryAt) {
      const poll = polls.get(competition)
      if (poll === undefined) return
      poll.notBefore = retryAt
      poll.regularAt = Math.min(poll.regularAt, retryAt)
    },
  }
}
