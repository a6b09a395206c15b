import { type Clock, createSystemClock, InvalidValueError } from '@betting-advisor/core'
import type { CancelOutcome, OneOrMore, PlaceOutcome } from '@betting-advisor/core/venue'
import type { Attempt, AttemptResult } from './attempt.ts'
import { codeOf, messageOf } from './fault-text.ts'
import type { TlsTrust } from './open-socket.ts'
import { type OrderConnection, openConnection } from './order-connection.ts'
import { type Answer, type CancelReader, cancelOutcomeOf, type PlaceReader, placeOutcomesOf } from './outcome-of.ts'

/** Where orders are sent, and how. */
export interface OrderClientSettings {
  /** The venue's `http:` or `https:` origin. */
  readonly origin: URL | string
  /** By which the reset of a connection is stamped: that of the run. @default the system's clock */
  readonly clock?: Pick<Clock, 'now'>
  /** Beyond what Node trusts by itself, and what to show of oneself. */
  readonly tls?: TlsTrust
  /** How long a connection is kept that nothing is sent on, in milliseconds; 0: each attempt has one of its own. @default 4000 */
  readonly idleMs?: number
}

/** Sends orders, each exactly once. */
export interface OrderClient {
  /**
   * Sends orders, in one request: no retry, no redirect, no connection on which anything went wrong before. Resolves whatever the other
   * side or the network does: not sent only where certainly no byte has left; unknown, with its connection reset, where no answer came
   * or `read` can make nothing of it.
   *
   * @param count - How many orders are in it.
   * @throws What `body` or `mayLeave` throws; nothing was sent then.
   */
  place(attempt: Attempt, count: number, read: PlaceReader): Promise<OneOrMore<PlaceOutcome>>
  /** The same for a request to cancel: refused where certainly no byte has left. */
  cancel(attempt: Attempt, read: CancelReader): Promise<CancelOutcome>
  /** Waits for what is under way, then resets every connection. */
  close(): Promise<void>
}

/** After which undici itself would give an idle connection up. */
const IDLE_MS = 4_000

/**
 * A client for orders over HTTP/1.1, plain or encrypted, whose connections are reset and never closed: what was given up does not arrive
 * later, as it would where the system goes on sending it.
 *
 * @throws InvalidValueError `INVALID_VALUE` for an address that is neither `http:` nor `https:`.
 * @example
 * ```ts
 * const client = createOrderClient({ origin: 'https://venue.example' })
 * const attempt = { path: '/place', body: () => '{"stake":1000}', timeoutMs: 5000, signal, mayLeave }
 * const [outcome] = await client.place(attempt, 1, ({ status, body }) =>
 *   status === 422 ? [{ kind: 'rejected', reason: { code: 'REFUSED', message: body } }] : null,
 * )
 * ```
 */
export function createOrderClient(settings: OrderClientSettings): OrderClient {
  const { clock = createSystemClock(), tls: trust = {}, idleMs = IDLE_MS } = settings
  const origin = new URL(settings.origin)
  if (origin.protocol !== 'http:' && origin.protocol !== 'https:') {
    throw new InvalidValueError('origin', origin.origin, 'an http: or https: address')
  }
  const terms = { origin, trust, clock, idleMs: Math.max(1, idleMs) }
  const idle: OrderConnection[] = []
  const running = new Set<Promise<unknown>>()
  const closing = new AbortController()

  async function connection(attempt: Attempt, until: AbortSignal): Promise<OrderConnection> {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (kept.isOpen) return kept
      await kept.reset()
    }
    const limit = AbortSignal.any([until, attempt.signal])
    return await openConnection(terms, limit)
  }

  async function attempted(attempt: Attempt, isClear: (answer: Answer) => boolean): Promise<AttemptResult> {
    const startedAt = performance.now()
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), attempt.timeoutMs)
    let open: OrderConnection
    try {
      open = await connection(attempt, late.signal)
    } catch (error) {
      const { signal, timeoutMs } = attempt
      if (signal.aborted) return notSent('ABORTED', 'called off')
      if (late.signal.aborted) return notSent('CLIENT_TIMEOUT', `no connection within ${timeoutMs} ms`)
      return notSent(codeOf(error), messageOf(error))
    } finally {
      clearTimeout(timer)
    }
    const timeoutMs = Math.max(1, attempt.timeoutMs - (performance.now() - startedAt))
    const result = await open.exchange({ ...attempt, timeoutMs }, isClear)
    if (result.kind === 'answered' && idleMs > 0 && !closing.signal.aborted && open.isOpen) idle.push(open)
    else await open.reset()
    return result
  }

  /** What is under way is waited for by whoever closes the client. */
  async function tracked<Result>(work: Promise<Result>): Promise<Result> {
    running.add(work)
    try {
      return await work
    } finally {
      running.delete(work)
    }
  }

  return {
    async place(attempt, count, read) {
      return await tracked(placeOutcomesOf((isClear) => attempted(attempt, isClear), count, read))
    },
    async cancel(attempt, read) {
      return await tracked(cancelOutcomeOf((isClear) => attempted(attempt, isClear), read))
    },
    async close() {
      closing.abort()
      await Promise.allSettled(running)
      await Promise.all(idle.splice(0).map((each) => each.reset()))
    },
  }
}

function notSent(code: string, message: string): AttemptResult {
  return { kind: 'failed', wrote: false, code, message, resetAt: null }
}
