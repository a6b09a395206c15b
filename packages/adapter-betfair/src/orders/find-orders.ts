import type { Currency } from '@betting-advisor/core'
import type { KnownOrder, LookupResult, OrderRef } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import { readClearedParts } from './cleared-parts.ts'
import { knownCleared, knownCurrent } from './known-orders.ts'

/** What orders are found by. */
interface FindContext {
  readonly client: BetfairClient
  readonly currency: Currency
  /** How long the exchange may take to decide on what it took in for later. */
  readonly decidesMs: number
  readonly refOf: (given: string | null) => OrderRef | null
  /** References under which there may be several bets, of which some live and some have ended. */
  readonly replaced: ReadonlySet<string>
}

/** Finds orders by our references: those that live, and of the others what became of them, part by part. */
export async function findOrders(
  { client, currency, decidesMs, refOf, replaced }: FindContext,
  refs: readonly OrderRef[],
  signal: AbortSignal,
): Promise<LookupResult> {
  const asked = new Set<string>(refs)
  const current = await client.listCurrentOrders({ customerOrderRefs: refs, orderProjection: 'ALL' }, signal)
  const orders: KnownOrder[] = []
  const shown = new Set<string>()
  const bets = new Set<string>()
  for (const row of current.rows) {
    const ref = refOf(row.customerOrderRef)
    if (ref === null || !asked.has(ref)) continue
    shown.add(ref)
    bets.add(row.betId)
    orders.push(knownCurrent(ref, row, decidesMs, currency))
  }
  const gone = refs.filter((ref) => !shown.has(ref) || replaced.has(ref))
  if (gone.length === 0) return { complete: current.complete, orders }
  const cleared = await readClearedParts(client, { customerOrderRefs: gone }, signal)
  const ended = [...cleared.bets].flatMap(([betId, parts]) => {
    const row = parts.settled ?? parts.voided ?? parts.lapsed ?? parts.cancelled
    const ref = refOf(row?.customerOrderRef ?? null)
    return ref !== null && asked.has(ref) ? [{ ref, betId, parts }] : []
  })
  // A bet may have come between the two: what was matched of it is not cleared, and stands where was looked before.
  const doubtful = ended.filter(({ parts }) => parts.settled === null).map(({ ref }) => ref)
  const again =
    doubtful.length === 0
      ? { rows: [], complete: true }
      : await client.listCurrentOrders({ customerOrderRefs: doubtful, orderProjection: 'ALL' }, signal)
  for (const row of again.rows) {
    const ref = refOf(row.customerOrderRef)
    if (ref === null || !doubtful.includes(ref) || bets.has(row.betId)) continue
    bets.add(row.betId)
    orders.push(knownCurrent(ref, row, decidesMs, currency))
  }
  for (const { ref, betId, parts } of ended) {
    if (!bets.has(betId)) orders.push(knownCleared(ref, betId, parts, currency))
  }
  return { complete: current.complete && cleared.complete && again.complete, orders }
}
