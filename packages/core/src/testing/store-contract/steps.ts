import type { Intent } from '../../order/intent.ts'
import type { OrderEvent } from '../../order/order.ts'
import type { LedgerAccount } from '../../order/transfer.ts'
import type { AdvanceResult } from '../../ports/store/orders.ts'
import type { Store } from '../../ports/store.ts'
import { money, ZERO } from '../../units/money.ts'
import { after } from '../../units/timestamp.ts'
import { assertKind } from '../contract.ts'
import { SAMPLE_TIME, SAMPLE_WALLET } from '../sample-intent.ts'

/** Balances of which all that is available and reserved is at {@link SAMPLE_WALLET}. */
export function inOneWallet(ledger: Readonly<Record<LedgerAccount, number>>) {
  const { available, reserved } = ledger
  return { ...ledger, wallets: { [SAMPLE_WALLET]: { available, reserved } } }
}

/** Applies events in turn, each of which must change the order; returns the last answer. */
export async function advanceAll(
  store: Store,
  intent: Intent,
  events: readonly OrderEvent[],
): Promise<Extract<AdvanceResult, { kind: 'changed' }> | undefined> {
  let last: Extract<AdvanceResult, { kind: 'changed' }> | undefined
  for (const event of events) {
    const result = await store.advance(intent.key, [event])
    assertKind(result, 'changed', event.type)
    last = result
  }
  return last
}

/** Everything from the venue's acceptance to the settlement of a fully matched order. */
export function lifeOf(intent: Intent, end: { readonly at: number; readonly profit: number }): readonly OrderEvent[] {
  const at = after(SAMPLE_TIME, end.at)
  return [
    { type: 'accepted', at: intent.decidedAt, venueOrderId: `venue:${intent.ref}` },
    { type: 'matched', at: intent.decidedAt, matchedStake: intent.stake, averagePrice: intent.price },
    {
      type: 'settled',
      at,
      outcome: end.profit > 0 ? 'won' : 'lost',
      profit: money(end.profit),
      commission: ZERO,
    },
  ]
}

/** Takes an order that has begun to its settlement; all of its life, or only its end where the rest is behind it. */
export async function settle(
  store: Store,
  intent: Intent,
  end: { readonly at: number; readonly profit: number },
  from: 'accepted' | 'settled' = 'accepted',
): Promise<Extract<AdvanceResult, { kind: 'changed' }> | undefined> {
  const life = lifeOf(intent, end)
  return await advanceAll(store, intent, from === 'settled' ? life.slice(-1) : life)
}

/** Takes an order that has begun to where all of it is matched, at its price. */
export async function matchAll(store: Store, intent: Intent): Promise<void> {
  await advanceAll(store, intent, lifeOf(intent, { at: 0, profit: 0 }).slice(0, 2))
}
