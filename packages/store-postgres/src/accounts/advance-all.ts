import {
  type AdvanceResult,
  answersAfter,
  checkOneAccount,
  checkSteps,
  exposureRow,
  type Lease,
  type OrderStep,
  SUMMED_SCOPES,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { OneOrMore } from '@betting-advisor/core/venue'
import type { Connection, Query } from '../connection.ts'
import { advanceWithin } from './advance.ts'
import type { Calendar } from './change.ts'
import { holdLimits } from './limit-rows.ts'
import { lockAccount } from './money.ts'
import { balancesOf, type OrderRow, orderOf } from './records.ts'
import { accountRow, ORDER_LIST } from './rows.ts'

/**
 * Applies events to several orders in one transaction, or to none: to each by the function that changes one.
 *
 * Everything that any of them counts in is held first, in the order of locks of all: the orders, the lease, the limits, the account.
 */
export async function advanceAll(
  connection: Connection,
  calendar: Calendar,
  steps: OneOrMore<OrderStep>,
  fence: Lease | undefined,
): Promise<OneOrMore<AdvanceResult>> {
  checkSteps(steps)
  return await connection.write(async (query) => {
    const { account, names } = await holdAll(query, steps, fence)
    const [first, ...others] = steps
    const results: [AdvanceResult, ...AdvanceResult[]] = [await advanceWithin(query, calendar, first, fence)]
    for (const step of others) results.push(await advanceWithin(query, calendar, step, fence))
    await query('DELETE FROM betting_advisor.limit_use WHERE account = $1 AND name = ANY ($2) AND used = 0', [
      account,
      names,
    ])
    return answersAfter(results, balancesOf(await accountRow(query, account)))
  })
}

async function holdAll(query: Query, steps: OneOrMore<OrderStep>, fence: Lease | undefined) {
  const rows = await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o
     WHERE o.key = ANY ($1) OR (o.replaces = ANY ($1) AND o.covered > 0) ORDER BY o.number FOR NO KEY UPDATE`,
    [steps.map(({ key }) => key)],
  )
  const intents = rows.map((row) => orderOf(row).intent)
  const missing = steps.find(({ key }) => intents.every((intent) => intent.key !== key))
  const [some] = intents
  if (missing !== undefined || some === undefined) throw unknownOrder((missing ?? steps[0]).key)
  checkOneAccount(intents.map(({ account }) => account))
  const { account } = some
  if (fence !== undefined) await query('SELECT FROM betting_advisor.lease WHERE account = $1 FOR SHARE', [account])
  const scopes = SUMMED_SCOPES.filter((scope) => scope !== 'account')
  const names = await holdLimits(query, account, [
    ...scopes.map((scope) => intents.map((intent) => exposureRow(scope, intent))),
    intents.flatMap(({ claims }) => claims.map(({ limit }) => limit)),
  ])
  await lockAccount(query, account)
  return { account, names }
}
