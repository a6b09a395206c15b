import type { Order } from '@betting-advisor/core'
import type { SettledIntent, SettledOrder } from '@betting-advisor/core/store'
import type { Columns } from '../columns.ts'

/** Columns of an order that {@link settledOrderOf} reads, and by which transfer it was settled: nothing that has to be unpacked. */
export const SETTLED_COLUMNS = `key, strategy, replaces, market, selection, side, outcomes, winners, each_way, origin, price, decided_at, state,
  matched_stake, matched_value, average_price, profit, commission, outcome, closing_probability, settled_at, settled_by, cleared_version,
  updated_at, version`

/** Reads these columns of an `orders` row. */
export function settledOrderOf(row: Columns): SettledOrder {
  return {
    intent: settledIntentOf(row),
    state: row.text<Order['state']>('state'),
    matchedStake: row.money('matched_stake'),
    matchedValue: row.matchedValue('matched_value'),
    averagePrice: row.priceOrNull('average_price'),
    profit: row.moneyOrNull('profit'),
    commission: row.moneyOrNull('commission'),
    outcome: row.textOrNull<NonNullable<Order['outcome']>>('outcome'),
    closingProbability: row.numberOrNull('closing_probability'),
    settledAt: row.timeOrNull('settled_at'),
    clearedVersion: row.numberOrNull('cleared_version'),
    updatedAt: row.time('updated_at'),
    version: row.number('version'),
  }
}

function settledIntentOf(row: Columns): SettledIntent {
  const eachWay = row.jsonOrNull<NonNullable<SettledIntent['eachWay']>>('each_way')
  return {
    key: row.text<SettledIntent['key']>('key'),
    strategy: row.text('strategy'),
    replaces: row.textOrNull<NonNullable<SettledIntent['replaces']>>('replaces'),
    market: row.text<SettledIntent['market']>('market'),
    selection: row.text<SettledIntent['selection']>('selection'),
    side: row.text<SettledIntent['side']>('side'),
    outcomes: row.number('outcomes'),
    winners: row.number('winners'),
    ...(eachWay === null ? {} : { eachWay }),
    origin: row.text<SettledIntent['origin']>('origin'),
    price: row.price('price'),
    decidedAt: row.time('decided_at'),
  }
}
