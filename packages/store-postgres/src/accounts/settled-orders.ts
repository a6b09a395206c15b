import { orderCorrupt, type SettledIntent, type SettledOrder } from '@betting-advisor/core/store'
import type { OrderRow } from './records.ts'

/** Columns of an order that {@link settledOrderOf} reads, and by which transfer it was settled: nothing that has to be unpacked. */
const COLUMNS = [
  'key',
  'strategy',
  'market',
  'selection',
  'side',
  'price',
  'decided_at',
  'state',
  'matched_stake',
  'matched_value',
  'average_price',
  'profit',
  'commission',
  'outcome',
  'closing_probability',
  'settled_at',
  'settled_by',
  'cleared_version',
  'updated_at',
  'version',
] as const satisfies readonly (keyof OrderRow)[]
const OF_INTENT = ['replaces', 'outcomes', 'winners', 'each_way', 'origin'] as const

/** For statements that read settled orders from `betting_advisor.orders`. */
export const SETTLED_COLUMNS = [...COLUMNS, ...OF_INTENT].join(', ')

/** A row of `orders`, as far as it is read of one that is settled. */
export interface SettledRow
  extends Pick<OrderRow, (typeof COLUMNS)[number]>,
    Pick<SettledIntent, 'replaces' | 'outcomes' | 'winners' | 'origin'> {
  readonly each_way: string | null
}

export function settledOrderOf(row: SettledRow): SettledOrder {
  return {
    intent: settledIntentOf(row),
    state: row.state,
    matchedStake: row.matched_stake,
    matchedValue: row.matched_value,
    averagePrice: row.average_price,
    profit: row.profit,
    commission: row.commission,
    outcome: row.outcome,
    closingProbability: row.closing_probability,
    settledAt: row.settled_at,
    clearedVersion: row.cleared_version,
    updatedAt: row.updated_at,
    version: row.version,
  }
}

function settledIntentOf({ each_way: eachWay, decided_at: decidedAt, ...row }: SettledRow): SettledIntent {
  const { key, strategy, replaces, market, selection, side, outcomes, winners, origin, price } = row
  const own = eachWay === null ? {} : { eachWay: eachWayIn(eachWay, key) }
  return { key, strategy, replaces, market, selection, side, outcomes, winners, ...own, origin, price, decidedAt }
}

/** @throws StoreError `STORE_CORRUPT` when it was changed by hand. */
function eachWayIn(text: string, key: SettledIntent['key']): NonNullable<SettledIntent['eachWay']> {
  try {
    return JSON.parse(text)
  } catch {
    throw orderCorrupt(key, 'its terms each way are not what was written')
  }
}
