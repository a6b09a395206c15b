import { isAdvisorError, type Timestamp } from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'
import type { FaultVerdict } from './judge-fault.ts'

/** How a feed is doing, as its port shows it. */
export interface FeedHealth {
  /** `leftOut`: how much of the answer could not be used. */
  succeeded(part: string, at: Timestamp, leftOut?: number): void
  failed(part: string, error: unknown, verdict: Pick<FaultVerdict, 'kind'>, at: Timestamp): void
  /** A round is over; only `parts` still matter. */
  planned(nextAttemptAt: Timestamp, parts: Iterable<string>): void
  ended(): void
  status(): FeedStatus
}

/** The health of a feed that asks for several parts, and is well when all of them are; `detail` is asked for more to say. */
export function createFeedHealth(
  name: string,
  detail: () => string | null = () => null,
  changed: () => void = () => undefined,
): FeedHealth {
  let state: 'starting' | 'running' | 'ended' = 'starting'
  const failing = new Map<string, FaultVerdict['kind']>()
  const leftOut = new Map<string, number>()
  let lastMessageAt: Timestamp | null = null
  let fault: FeedStatus['fault'] = null
  let nextAttemptAt: Timestamp | null = null

  function stateNow(): FeedStatus['state'] {
    if (state === 'ended') return 'ended'
    const kinds = [...failing.values()]
    if (kinds.includes('exhausted')) return 'exhausted'
    if (kinds.length > 0) return 'failing'
    return state === 'starting' ? 'starting' : 'ok'
  }

  function detailNow(): string | null {
    const count = [...leftOut.values()].reduce((sum, each) => sum + each, 0)
    const unused = count === 0 ? null : `${count} left out of the last answers`
    return [detail(), unused].filter((part) => part !== null).join('; ') || null
  }

  return {
    succeeded(part, at, unused = 0) {
      state = 'running'
      lastMessageAt = at
      failing.delete(part)
      leftOut.set(part, unused)
      if (failing.size === 0) fault = null
    },
    failed(part, error, { kind }, at) {
      failing.set(part, kind)
      const code = isAdvisorError(error) ? error.code : 'UNKNOWN'
      fault = { code, message: error instanceof Error ? error.message : String(error), at }
      changed()
    },
    planned(at, parts) {
      state = 'running'
      nextAttemptAt = at
      const wanted = new Set(parts)
      for (const part of failing.keys()) if (!wanted.has(part)) failing.delete(part)
      for (const part of leftOut.keys()) if (!wanted.has(part)) leftOut.delete(part)
      if (failing.size === 0) fault = null
      changed()
    },
    ended() {
      state = 'ended'
      nextAttemptAt = null
    },
    status: () => ({ name, state: stateNow(), lastMessageAt, fault, nextAttemptAt, detail: detailNow() }),
  }
}
