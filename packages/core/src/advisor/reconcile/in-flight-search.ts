import { CANCEL_NOT_DONE } from '../../engine/cancel-desk.ts'
import type { Order } from '../../order/order.ts'
import { isOpen } from '../../order/order-state.ts'
import type { DecisionKey } from '../../units/ids.ts'
import type { RunContext, VenueContext } from '../run-context.ts'
import { createBetOwners } from './bet-owners.ts'
import { isSoonProvable, overdueFrom, proofWindow } from './proof-window.ts'
import { type SearchContext, searchCancelled, searchOrder } from './reconcile.ts'

/** The orders that are being looked for, each by one search, and the people who are called when that takes too long. */
export interface InFlightSearch {
  /** Looks for an order of unknown outcome, until the search ends or `term` does. */
  follow(order: Order, term?: AbortSignal): void
  /** Looks whether an order was cancelled. */
  followCancel(order: Order): void
  /** What is known of an order by now. */
  known(order: Order): void
  /** Resolves when every search at one venue is over that it can end by proof, and none is left there that could still be. */
  provable(isHere: VenueContext['isHere']): Promise<void>
  /** Resolves when no search goes on. */
  idle(): Promise<void>
}

interface Search {
  readonly order: Order
  readonly ending: AbortController
  readonly until: AbortSignal
  readonly task: Promise<void>
  isOverdue: boolean
}

/** Rejects when a signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    if (signal.aborted) reject(signal.reason)
  })
}

/** Looks for nothing yet. */
export function createInFlightSearch(
  context: Omit<SearchContext, 'venue' | 'owners'> &
    Pick<RunContext, 'account' | 'store' | 'keep' | 'venues' | 'engine' | 'hear' | 'tell' | 'failed'>,
): InFlightSearch {
  const { engine, venues, clock, signal, hear, tell, failed } = context
  const owners = createBetOwners(context)
  const searches = new Map<DecisionKey, Search>()
  const cancels = new Map<DecisionKey, Promise<void>>()

  /** What tells how long an order can be on its way. */
  const termsOf = ({ intent }: Order) => ({ ...context, venue: venues.of(intent.venue) })

  /** What an order is searched by; `null` where nobody takes orders for its venue any more. */
  function within(until: AbortSignal, order: Order): SearchContext | null {
    const { venue, ...rest } = termsOf(order)
    return venue === null ? null : { ...rest, venue, owners, signal: until }
  }

  function latest({ intent }: Order): Order | null {
    const order = engine.account.order(intent.key)
    return order?.state === 'UNKNOWN' ? order : null
  }

  function stillOpen({ intent }: Order): Order | null {
    const order = engine.account.order(intent.key)
    return order !== undefined && isOpen(order) ? order : null
  }

  const alertKey = (key: DecisionKey) => `order:${key}`

  async function search(order: Order, until: AbortSignal): Promise<void> {
    const { key } = order.intent
    const terms = within(until, order)
    if (terms === null) return await aborted(until)
    const resolution = await searchOrder(() => latest(order), terms)
    until.throwIfAborted()
    if (resolution.kind === 'known') over(key)
    else if (resolution.kind === 'found') hear({ type: 'order-news', at: clock.now(), key, order: resolution.order })
    else hear({ type: 'absent', at: clock.now(), key, proof: resolution.proof })
  }

  async function callPeople(order: Order, until: AbortSignal): Promise<void> {
    const { key, market, venue: at } = order.intent
    await clock.sleep(Math.max(0, overdueFrom(order, termsOf(order)) - clock.now()), until)
    const entry = searches.get(key)
    if (entry !== undefined) entry.isOverdue = true
    const since = new Date(order.sentAt ?? order.updatedAt).toISOString()
    const { from } = proofWindow(latest(order) ?? order, termsOf(order))
    const proof = Number.isFinite(from)
      ? `its absence can be proven from ${new Date(from).toISOString()}`
      : 'only a person can say that it is absent'
    const message = `Nobody knows since ${since} whether ${at} took an order on ${market} (${key}); its money stays reserved, ${proof}.`
    tell({ type: 'alert', code: 'ORDER_UNRESOLVED', key: alertKey(key), message })
  }

  /** Nobody looks for it any more, and people who were called hear of it. */
  function over(key: DecisionKey): void {
    const entry = searches.get(key)
    if (entry === undefined) return
    searches.delete(key)
    entry.ending.abort(new Error('the outcome is known'))
    // Also what an earlier run has called people for.
    const wasOverdue = clock.now() >= overdueFrom(entry.order, termsOf(entry.order))
    if (entry.isOverdue || wasOverdue) tell({ type: 'alert-resolved', code: 'ORDER_UNRESOLVED', key: alertKey(key) })
  }

  /** A search that was told to end is no fault. */
  function unlessEnded(until: AbortSignal): (error: unknown) => void {
    return (error) => {
      if (!until.aborted) failed(error)
    }
  }

  return {
    follow(order, term) {
      const { key } = order.intent
      if (searches.get(key)?.until.aborted === false || signal.aborted) return
      const ending = new AbortController()
      const until = AbortSignal.any([signal, ending.signal, ...(term === undefined ? [] : [term])])
      const people = callPeople(order, until).catch(unlessEnded(until))
      const task = search(order, until)
        .catch(unlessEnded(until))
        .finally(async () => {
          // What was found is told to the engine; only what the store has ends the matter.
          if (until.aborted) await people
        })
      searches.set(key, { order, ending, until, task, isOverdue: false })
    },
    followCancel(order) {
      const { key } = order.intent
      if (cancels.has(key) || signal.aborted) return
      const terms = within(signal, order)
      if (terms === null) return
      const task = searchCancelled(order, terms, () => stillOpen(order))
        .then((found) => {
          if (found === 'known') return
          const at = clock.now()
          if (found !== null) hear({ type: 'order-news', at, key, order: found })
          else {
            const reason = { code: CANCEL_NOT_DONE, message: 'the venue still shows it open' }
            hear({ type: 'cancelled', at, key, outcome: { kind: 'refused', reason } })
          }
        })
        .catch(unlessEnded(signal))
        .finally(() => cancels.delete(key))
      cancels.set(key, task)
    },
    known(order) {
      const { key } = order.intent
      if (order.state === 'UNKNOWN') return
      over(key)
    },
    async provable(isHere) {
      const waits: Promise<unknown>[] = []
      const over = new AbortController()
      for (const { order, task } of searches.values()) {
        if (!isHere(order.intent)) continue
        const window = proofWindow(latest(order) ?? order, termsOf(order))
        const { until } = window
        // What takes long is looked for while the rest trades on.
        if (!isSoonProvable(window, clock.now())) continue
        if (until === Number.POSITIVE_INFINITY) waits.push(task)
        else waits.push(Promise.race([task, clock.sleep(until - clock.now(), over.signal).catch(() => undefined)]))
      }
      await Promise.all(waits)
      over.abort()
    },
    async idle() {
      await Promise.all([...searches.values()].map(({ task }) => task))
      await Promise.all(cancels.values())
    },
  }
}
