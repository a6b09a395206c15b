import { UNDECIDED } from '../../engine/pending-orders.ts'
import type { Order } from '../../order/order.ts'
import type { EffectRunner } from '../effect-runner.ts'
import type { Leadership } from '../leadership.ts'
import type { RunContext } from '../run-context.ts'
import type { SendGate } from '../send-gate.ts'
import { VENUE_SILENCE_MS } from '../venue-desk.ts'
import type { InFlightSearch } from './in-flight-search.ts'

/** What tells whose an order is and whether it may have left, and what looks for it. */
export interface InFlightTakeoverParts {
  readonly runner: Pick<EffectRunner, 'busy'>
  readonly leadership: Leadership
  readonly gate: Pick<SendGate, 'hasLeft'>
  readonly search: Pick<InFlightSearch, 'follow'>
}

/** Orders that nobody else looks after. */
export interface InFlightTakeover {
  /** Whether an order is this run's to look after: its own, or, while it leads, that of a run that is dead. */
  isOurs(order: Order): boolean
  /** An order of unknown outcome is looked for, if it is ours. */
  follow(order: Order): void
  /** What ended between decision and outcome becomes unknown and is looked for: of dead runs, and of this one where nobody waits any more. */
  takeOver(): void
}

/** Looks after the orders of one run, and of dead ones while it leads. */
export function createInFlightTakeover(
  { run, engine, clock, hear }: Pick<RunContext, 'run' | 'engine' | 'clock' | 'hear'>,
  { runner, leadership, gate, search }: InFlightTakeoverParts,
): InFlightTakeover {
  function isOurs({ intent }: Order): boolean {
    return intent.run === run || (leadership.fence() !== null && !leadership.isAlive(intent.run))
  }

  function follow(order: Order): void {
    if (isOurs(order)) search.follow(order, order.intent.run === run ? undefined : leadership.term())
  }

  function resolve({ intent, updatedAt }: Order): void {
    const { key } = intent
    const at = clock.now()
    if (intent.run !== run) {
      const reason = { code: 'PROCESS_ENDED', message: 'the process ended before the outcome was known' }
      hear({ type: 'placed', at, key, outcome: { kind: 'unknown', reason } })
    } else if (!gate.hasLeft(key)) {
      const reason = { code: 'STORE_UNAVAILABLE', message: 'the store recorded it after it was given up' }
      hear({ type: 'placed', at, key, outcome: { kind: 'not-sent', reason } })
    } else if (at - updatedAt > 2 * VENUE_SILENCE_MS) {
      const reason = { code: 'VENUE_SILENT', message: 'nobody waits for its outcome any more' }
      hear({ type: 'placed', at, key, outcome: { kind: 'unknown', reason } })
    }
  }

  /** What a run that is dead was to be told in time is looked for when the time is up; this one's engine sees to its own. */
  function overdue({ intent, pendingUntil }: Order): void {
    const at = clock.now()
    if (intent.run === run || pendingUntil === null || at < pendingUntil) return
    hear({ type: 'placed', at, key: intent.key, outcome: { kind: 'unknown', reason: UNDECIDED } })
  }

  return {
    isOurs,
    follow,
    takeOver() {
      for (const order of [...engine.account.liveOrders()]) {
        if (!isOurs(order) || runner.busy(order.intent.key)) continue
        if (order.state === 'UNKNOWN') follow(order)
        else if (order.state === 'SENDING') resolve(order)
        else if (order.state === 'PENDING') overdue(order)
      }
    },
  }
}
