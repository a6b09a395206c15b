import type { Intent, Order } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import {
  type Balances,
  type BeginAllResult,
  checkTogether,
  exposureRow,
  NoneBegun,
  SUMMED_SCOPES,
} from '@betting-advisor/core/store'
import type { OneOrMore } from '@betting-advisor/core/venue'
import type { Connection, Query } from '../connection.ts'
import { beginWithin, knownOrder } from './begin.ts'
import { holdLimits } from './limit-rows.ts'
import { lockAccount } from './money.ts'

/**
 * Begins several intents in one transaction, or none: each by the function that begins one.
 *
 * Everything that any of them counts in is held first, in the order of locks of all: so nobody else comes between two of them, and
 * nobody who holds what one needs waits for what another has.
 */
export async function beginAll(connection: Connection, intents: OneOrMore<Intent>): Promise<BeginAllResult> {
  checkTogether(intents)
  try {
    return await connection.write(async (query) => await begunAll(connection, query, intents))
  } catch (error) {
    if (error instanceof NoneBegun) return error.result
    throw error
  }
}

async function begunAll(connection: Connection, query: Query, intents: OneOrMore<Intent>): Promise<BeginAllResult> {
  const names = await holdAll(query, intents)
  for (const intent of intents) {
    const known = await knownOrder(query, intent)
    if (known !== null) throw new NoneBegun({ ...known, key: intent.key })
  }
  const orders: Order[] = []
  let balances: Balances | null = null
  for (const intent of intents) {
    const result = await beginWithin(connection, query, intent)
    if (result.kind !== 'reserved') throw new NoneBegun({ ...result, key: intent.key })
    orders.push(result.order)
    balances = result.balances
  }
  await query('DELETE FROM betting_advisor.limit_use WHERE account = $1 AND name = ANY ($2) AND used = 0', [
    intents[0].account,
    names,
  ])
  const [first, ...others] = orders
  if (first === undefined || balances === null) throw new InvariantError('Nothing of several intents was begun.')
  return { kind: 'reserved', orders: [first, ...others], balances }
}

/** Holds the rows of all limits in which the intents count, and the account; the names of those rows. */
async function holdAll(query: Query, intents: OneOrMore<Intent>): Promise<readonly string[]> {
  const [{ account }] = intents
  const markets = await holdLimits(query, account, [intents.map((intent) => exposureRow('market', intent))])
  // Under which event a market counts stands still from now on.
  const pinned = await query<{ event: string }>(
    `SELECT coalesce((SELECT max(o.event) FROM betting_advisor.orders o WHERE o.account = $1 AND o.market = asked.market),
       betting_advisor.linked_event_v1($1, asked.market), asked.event) AS event
     FROM unnest($2::text[], $3::text[]) AS asked (market, event)`,
    [account, intents.map(({ market }) => market), intents.map(({ event }) => event)],
  )
  const rows = SUMMED_SCOPES.filter((scope) => scope === 'strategy' || scope === 'venue')
  const others = await holdLimits(query, account, [
    pinned.map(({ event }) => `exposure:event:${event}`),
    ...rows.map((scope) => intents.map((intent) => exposureRow(scope, intent))),
    intents.flatMap(({ claims }) => claims.map(({ limit }) => limit)),
  ])
  await lockAccount(query, account)
  return [...markets, ...others]
}
