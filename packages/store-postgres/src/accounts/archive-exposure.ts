import type { DecisionKey, MarketId, Order } from '@betting-advisor/core'
import type { ExposedPosition } from '@betting-advisor/core/store'
import { exposureChange, exposureRow, positionOf, SUMMED_SCOPES } from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'
import { type AccountRow, type OrderRow, orderOf } from './records.ts'
import { ORDER_LIST } from './rows.ts'

/** Adds live orders to the rows of the limits, which are held; returns how much more can be lost with each. */
export async function addExposure(
  query: Query,
  account: AccountRow,
  live: readonly Order[],
): Promise<ReadonlyMap<DecisionKey, number>> {
  const changes = new Map<DecisionKey, number>()
  if (live.length === 0) return changes
  const markets = await positionsOf(query, account, live)
  const sums = new Map<string, number>()
  const add = (name: string, amount: number) => sums.set(name, (sums.get(name) ?? 0) + amount)
  for (const order of live) {
    const position = positionOf(order)
    if (position === null) continue
    const { intent } = order
    const others = markets.get(intent.market) ?? []
    const { change, strategyChange } = exposureChange(others, null, position)
    markets.set(intent.market, [...others, position])
    changes.set(intent.key, change)
    for (const scope of SUMMED_SCOPES) {
      if (scope !== 'account') add(exposureRow(scope, intent), scope === 'strategy' ? strategyChange : change)
    }
    for (const { limit, amount } of intent.claims) add(limit, amount)
  }
  await query(
    `UPDATE betting_advisor.limit_use u SET used = u.used + row.amount
     FROM unnest($2::text[], $3::bigint[]) AS row (name, amount) WHERE u.account = $1 AND u.name = row.name`,
    [account.key, [...sums.keys()], [...sums.values()]],
  )
  return changes
}

/** The live orders that the markets of the imported ones have besides. */
async function positionsOf(
  query: Query,
  account: AccountRow,
  live: readonly Order[],
): Promise<Map<MarketId, readonly ExposedPosition[]>> {
  const imported = new Set<string>(live.map(({ intent }) => intent.key))
  const rows = await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE o.account = $1 AND o.live AND o.market = ANY ($2) ORDER BY o.number`,
    [account.key, [...new Set(live.map(({ intent }) => intent.market))]],
  )
  const markets = new Map<MarketId, readonly ExposedPosition[]>()
  for (const order of rows.map(orderOf)) {
    const position = positionOf(order)
    if (position === null || imported.has(order.intent.key)) continue
    markets.set(order.intent.market, [...(markets.get(order.intent.market) ?? []), position])
  }
  return markets
}
