import { type Intent, ZERO } from '@betting-advisor/core'
import { type MarketBets, NO_OTHER_BETS } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** What the orders of markets have come to at their venues. */
export interface MarketTotals {
  /** The orders on the market of this one at its venue, without the one of this number. */
  others(intent: Intent, without: number | null): MarketBets
}

/** In the order in which the first tells the rate that holds. */
const OTHERS = `SELECT decided_at, commission_rate AS rate, sum(profit) OVER () AS profit, sum(commission) OVER () AS commission,
  max(charge_version) OVER () AS word
  FROM orders WHERE account = ? AND market = ? AND venue = ? AND number IS NOT ? ORDER BY decided_at DESC, rate DESC LIMIT 1`

/** Adds up what is recorded of orders. */
export function createMarketTotals(database: Database): MarketTotals {
  return {
    others({ account, market, venue }, without) {
      const found = database.get(OTHERS, account, market, venue, without)
      if (found === undefined) return NO_OTHER_BETS
      const row = columnsOf(found, database.path)
      return {
        profit: row.moneyOrNull('profit') ?? ZERO,
        commission: row.moneyOrNull('commission') ?? ZERO,
        rate: { rate: row.number('rate'), at: row.time('decided_at') },
        word: row.numberOrNull('word'),
      }
    },
  }
}
