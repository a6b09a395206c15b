import type { Currency } from '@betting-advisor/core'
import type { CancelOutcome } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import type { CurrentOrder } from '../api/wire/current-order.ts'
import { readClearedParts } from './cleared-parts.ts'
import { codeOf } from './code-of.ts'
import { hasEnded, matchedOfCleared, matchedOfCurrent } from './known-orders.ts'
import { changeUnknown } from './read-changed.ts'

/** What was matched of a bet that was just cancelled, by what the exchange lists of it: nothing is concluded from sizes. */
export async function readEnded(
  client: BetfairClient,
  betId: string,
  currency: Currency,
  signal: AbortSignal,
): Promise<CancelOutcome> {
  async function current(): Promise<CurrentOrder | null> {
    const { rows } = await client.listCurrentOrders({ betIds: [betId], orderProjection: 'ALL' }, signal)
    return rows.find((row) => row.betId === betId) ?? null
  }
  const bySize = (row: CurrentOrder): CancelOutcome =>
    hasEnded(row) ? { kind: 'cancelled', ...matchedOfCurrent(row, currency) } : changeUnknown('STILL_LISTED_OPEN')
  try {
    const before = await current()
    if (before !== null) return bySize(before)
    const { bets, complete } = await readClearedParts(client, { betIds: [betId] }, signal)
    // It may have come between the two: what was matched of it is not cleared, and stands where was looked before.
    const after = await current()
    if (after !== null) return bySize(after)
    const parts = bets.get(betId)
    if (!complete || parts === undefined) return changeUnknown('NOT_LISTED')
    return { kind: 'cancelled', ...matchedOfCleared(parts, currency) }
  } catch (error) {
    return changeUnknown(codeOf(error))
  }
}
