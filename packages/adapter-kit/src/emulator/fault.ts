import type { Random } from '@betting-advisor/core/simulation'

/** Something that goes wrong between a client and a service. Times are real milliseconds: a stepped clock stands still meanwhile. */
export type Fault =
  /** The answer comes late. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The connection is reset before anything is answered. */
  | { readonly kind: 'reset' }
  /** The connection is reset in the middle of the answer. */
  | { readonly kind: 'half-body' }
  /** The answer is packed, and its second half missing, though the connection does not break. */
  | { readonly kind: 'half-gzip' }
  /** A proxy in front of the service answers with a page. */
  | { readonly kind: 'html'; readonly status: 500 | 502 | 503 | 504 }
  /** Too many requests, with or without the header that says when to come back. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | null }
  /** A success whose body breaks off, though the connection does not. */
  | { readonly kind: 'invalid-json' }
  /** The request is carried out, and the connection reset in place of the answer. */
  | { readonly kind: 'lost-answer' }
  /** The request is carried out, and answered later. */
  | { readonly kind: 'held-answer'; readonly milliseconds: number }
  /** The body comes a few bytes at a time. */
  | { readonly kind: 'slow-drip'; readonly bytes: number; readonly everyMs: number }

/** Says what goes wrong with a request; `null` for nothing. */
export type FaultPlan = (request: Request) => Fault | null

/** A plan that spoils the next requests in order and then nothing more. */
export interface FaultQueue {
  readonly plan: FaultPlan
  /** Adds faults for the requests to come, each `times` times. */
  add(fault: Fault, times?: number): void
  /** Spoils every request from now on, after those that are queued; `null` ends it. */
  always(fault: Fault | null): void
  /** How many requests have been seen. */
  readonly seen: number
}

/**
 * A plan for tests, which says exactly what goes wrong when.
 *
 * @example
 * ```ts
 * const faults = createFaultQueue()
 * faults.add({ kind: 'html', status: 502 }, 2)
 * await serveEmulator(handler, { faults: faults.plan })
 * ```
 */
export function createFaultQueue(): FaultQueue {
  const queue: Fault[] = []
  let standing: Fault | null = null
  let seen = 0
  return {
    plan() {
      seen++
      return queue.shift() ?? standing
    },
    add(fault, times = 1) {
      for (let time = 0; time < times; time++) queue.push(fault)
    },
    always(fault) {
      standing = fault
    },
    get seen() {
      return seen
    },
  }
}

/** A fault and the fraction of requests that it spoils. */
export interface FaultRate {
  readonly fault: Fault
  /** In [0, 1]; the rates of one plan together are at most 1. */
  readonly rate: number
}

/**
 * A plan that spoils a fraction of all requests at random: the same ones for the same random numbers.
 *
 * @example
 * ```ts
 * const faults = seededFaults([{ fault: { kind: 'reset' }, rate: 0.05 }], createSeededRandom('2026'))
 * await serveEmulator(handler, { faults })
 * ```
 */
export function seededFaults(rates: readonly FaultRate[], random: Random): FaultPlan {
  return () => {
    let left = random()
    for (const { fault, rate } of rates) {
      if (left < rate) return fault
      left -= rate
    }
    return null
  }
}
