import type { Intent } from '../../order/intent.ts'
import type { Matched } from '../../order/matched.ts'
import type { KnownOrder, LookupResult, PlaceAttempt, PlaceOutcome } from '../../ports/venue.ts'
import type { OrderRef } from '../../units/ids.ts'
import { averagePriceOf } from '../../units/matched-value.ts'
import { assertEqual, assertNone, assertTrue, ContractViolation } from '../contract.ts'
import type { VenueHarness } from './harness.ts'

export async function place(
  { venue }: VenueHarness,
  order: Intent,
  { signal = new AbortController().signal, mayLeave = () => true }: Partial<PlaceAttempt> = {},
): Promise<PlaceOutcome> {
  const [outcome, ...others] = await venue.doPlace([order], { deadline: null, signal, mayLeave })
  assertNone(others, 'further outcomes')
  return outcome
}

/** What the venue shows once everything that it took must be seen. */
export async function lookup(harness: VenueHarness, ...refs: readonly OrderRef[]): Promise<LookupResult> {
  const { lateAcceptMs, visibilityLagMs } = harness.venue.traits
  await harness.pass((lateAcceptMs ?? 0) + visibilityLagMs)
  return await harness.venue.lookup(refs, new AbortController().signal)
}

export async function assertAbsent(harness: VenueHarness, { ref }: Intent): Promise<void> {
  const { complete, orders } = await lookup(harness, ref)
  assertEqual(complete, true, 'complete')
  assertNone(orders, 'orders that it said it did not take')
}

/** Fails unless the matched part is within the stake, at the price asked or a better one. */
export function assertWithin(order: Intent, { matchedStake, averagePrice, matchedValue, voidedStake }: Matched): void {
  assertTrue(matchedStake >= 0 && matchedStake + (voidedStake ?? 0) <= order.stake, 'matched stake', matchedStake)
  assertEqual(averagePrice === null, matchedStake === 0, 'whether there is no average price')
  if (averagePrice === null) return
  if (matchedValue !== undefined) {
    assertEqual(averagePrice, averagePriceOf(order.side, matchedStake, matchedValue), 'average price of its fills')
  }
  const isWorse = order.side === 'back' ? averagePrice < order.price : averagePrice > order.price
  assertTrue(!isWorse, `average price, ${order.price} asked`, averagePrice)
}

/** What a harness has that a case needs. */
export function provided<Given>(harness: VenueHarness, make: (() => Given) | undefined): Given {
  if (make === undefined) throw new ContractViolation('harness', harness, 'one that has what the case needs')
  return make.call(harness)
}

export function wordOf({ state }: KnownOrder): KnownOrder['state'] {
  return state
}

export function silenced(harness: VenueHarness): void {
  if (harness.silence === undefined) throw new ContractViolation('harness', harness, 'one that can be silenced')
  harness.silence()
}
