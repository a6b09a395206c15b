import { type Intent, type Money, type Timestamp, ZERO } from '@betting-advisor/core'
import { laterRate, type MarketBets, NO_OTHER_BETS, rateOf } from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'

/** What the other orders on an order's market at its venue have come to; `null` where there is none. */
export interface MarketColumns {
  readonly others_profit: Money | null
  readonly others_commission: Money | null
  readonly others_rate: number | null
  readonly others_rated_at: Timestamp | null
  readonly others_word: number | null
}

/** Of an order whose market does not matter. */
export const NO_COLUMNS: MarketColumns = {
  others_profit: null,
  others_commission: null,
  others_rate: null,
  others_rated_at: null,
  others_word: null,
}

/** What must still be so of a market's other orders when a change is applied that was worked out from it. */
export type SeenBets = Pick<MarketBets, 'profit' | 'commission' | 'word'>

/**
 * A query for {@link MarketColumns} of an account, a market and a venue, without the order of a key: each an expression of SQL. Its first
 * row tells the rate that holds.
 */
export function otherBetsOf(account: string, market: string, venue: string, key: string): string {
  return `SELECT sum(other.profit) OVER ()::bigint AS others_profit, sum(other.commission) OVER ()::bigint AS others_commission,
    other.commission_rate AS others_rate, other.decided_at AS others_rated_at,
    max(other.charge_version) OVER () AS others_word
  FROM betting_advisor.orders other
  WHERE other.account = ${account} AND other.market = ${market} AND other.venue = ${venue} AND other.key <> ${key}
  ORDER BY other.decided_at DESC, others_rate DESC LIMIT 1`
}

const OTHERS = otherBetsOf('$1', '$2', '$3', '$4')

/** What the orders on the market of this one at its venue have come to, without itself. */
export async function otherBets(query: Query, { account, market, venue, key }: Intent): Promise<MarketBets> {
  const [row] = await query<MarketColumns>(OTHERS, [account, market, venue, key])
  return row === undefined ? NO_OTHER_BETS : betsOf(row)
}

export function betsOf(row: MarketColumns): MarketBets {
  const { others_profit: profit, others_commission: commission, others_rate: rate, others_rated_at: at } = row
  if (rate === null || at === null) return NO_OTHER_BETS
  return { profit: profit ?? ZERO, commission: commission ?? ZERO, rate: { rate, at }, word: row.others_word }
}

/**
 * See {@link SeenBets}; `null` where no commission has to be worked out.
 *
 * @param isCharge - Whether the venue says what it charges.
 */
export function seenOf(intent: Intent, others: MarketBets, isCharge: boolean): SeenBets | null {
  const { rate } = laterRate(others.rate, rateOf(intent))
  const { profit, commission, word } = others
  return rate === 0 && commission === 0 && !isCharge ? null : { profit, commission, word }
}
