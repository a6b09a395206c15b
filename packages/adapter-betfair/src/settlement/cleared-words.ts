import {
  type BetOutcome,
  type Currency,
  type Money,
  moneyFromMajor,
  type Timestamp,
  type VenueId,
  ZERO,
} from '@betting-advisor/core'
import type { Cleared, ClearedMarket, ClearedOrder, OrderRef } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import type { ClearedOrderRow } from '../api/wire/cleared-order.ts'
import { betfairError } from '../errors.ts'
import { exchangeMarket } from '../markets/names.ts'
import { readClearedParts } from '../orders/cleared-parts.ts'
import { type ClearedParts, matchedOfCleared } from '../orders/known-orders.ts'

/** Whose words, in what. */
export interface ClearedContext {
  readonly client: BetfairClient
  readonly venue: VenueId
  readonly currency: Currency
  /** Ours by its form; `null` of a bet that this software did not place. */
  readonly refOf: (given: string | null) => OrderRef | null
}

const OUTCOMES: Readonly<Record<string, BetOutcome>> = {
  WON: 'won',
  WIN: 'won',
  LOST: 'lost',
  LOSE: 'lost',
  PLACE: 'placed',
  PLACED: 'placed',
}

/** What the exchange has settled, or settled again, since: bets by both lists that can have a part of them, markets by their commission. */
export async function readCleared(context: ClearedContext, since: Timestamp, signal: AbortSignal): Promise<Cleared> {
  const { client, venue, currency } = context
  const settledDateRange = { from: new Date(since).toISOString() }
  const ended = ['SETTLED', 'VOIDED'] as const
  const [recent, markets] = await Promise.all([
    readClearedParts(client, { settledDateRange, groupBy: 'BET' }, signal, ended),
    client.listClearedOrders({ betStatus: 'SETTLED', settledDateRange, groupBy: 'MARKET' }, signal),
  ])
  const betIds = [...recent.bets.keys()]
  // A bet may have been settled in parts, of which one was before.
  const whole = betIds.length === 0 ? recent : await readClearedParts(client, { betIds, groupBy: 'BET' }, signal, ended)
  if (!recent.complete || !whole.complete || !markets.complete) {
    throw betfairError({
      code: 'INCOMPLETE',
      message: 'The exchange told only a part of what it has settled.',
      isRetryable: true,
      isServiceFault: true,
    })
  }
  return {
    orders: [...whole.bets].flatMap(([betId, parts]) => wordOf(betId, parts, context) ?? []),
    markets: markets.rows.flatMap(({ marketId, commission, settledDate }): ClearedMarket[] =>
      marketId === null || commission === null
        ? []
        : [
            {
              venue,
              market: exchangeMarket(marketId),
              commission: moneyFromMajor(commission, currency),
              version: settledDate ?? 0,
            },
          ],
    ),
  }
}

function wordOf(betId: string, parts: ClearedParts, { currency, refOf }: ClearedContext): ClearedOrder | null {
  const row = parts.settled ?? parts.voided
  if (row === null || row.marketId === null) return null
  const profit = parts.settled === null ? ZERO : moneyFromMajor(parts.settled.profit ?? 0, currency)
  const matched = matchedOfCleared(parts, currency)
  return {
    ref: refOf(row.customerOrderRef),
    venueOrderId: betId,
    market: exchangeMarket(row.marketId),
    outcome: outcomeOf(parts.settled, profit, matched.matchedStake),
    profit,
    version: Math.max(parts.settled?.settledDate ?? 0, parts.voided?.settledDate ?? 0),
    ...matched,
  }
}

/** How a bet ended: on a line, halves are told by what was paid alone. */
function outcomeOf(row: ClearedOrderRow | null, profit: Money, stake: Money): BetOutcome {
  if (row === null || stake === ZERO) return 'void'
  const { betOutcome, handicap, side, priceMatched } = row
  const outcome = OUTCOMES[betOutcome ?? ''] ?? (profit > 0 ? 'won' : profit < 0 ? 'lost' : 'push')
  if (handicap === null || handicap === 0 || priceMatched === null) return outcome
  if (profit === ZERO) return 'push'
  const win = side === 'LAY' ? stake : stake * (priceMatched - 1)
  const loss = side === 'LAY' ? stake * (priceMatched - 1) : stake
  const isHalf = Math.abs(profit) < 0.75 * (profit > 0 ? win : loss)
  if (profit > 0) return isHalf ? 'half-won' : 'won'
  return isHalf ? 'half-lost' : 'lost'
}
