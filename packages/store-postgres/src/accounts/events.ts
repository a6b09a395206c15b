import type { AccountKey, AdvisorEvent } from '@betting-advisor/core'
import { type EventStore, pageSize, type StoredEvent, unknownAccount } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { accountRow } from './rows.ts'

/** What was told of accounts. */
export function createEvents(connection: Connection): EventStore {
  const { query } = connection
  return {
    async events({ account, after, limit, types }) {
      const rows = pageSize(limit)
      await accountRow(query, account)
      return await query<{ id: number; event: AdvisorEvent }>(
        `SELECT id, body AS event FROM betting_advisor.event
         WHERE account = $1 AND id > $2 AND ($3::text[] IS NULL OR type = ANY ($3)) ORDER BY id LIMIT ${rows}`,
        [account, after, types ?? null],
      )
    },

    async lastEventId(key) {
      const [row] = await query<{ last_id: number }>(
        'SELECT last_id FROM betting_advisor.event_counter WHERE account = $1',
        [key],
      )
      if (row === undefined) throw unknownAccount(key)
      return row.last_id
    },

    async rejections(key, since) {
      await accountRow(query, key)
      const rows = await query<{ rejection: string; total: number }>(
        `SELECT rejection, count(*) AS total FROM betting_advisor.event
         WHERE account = $1 AND at >= $2 AND rejection IS NOT NULL GROUP BY rejection`,
        [key, since],
      )
      return Object.fromEntries(rows.map(({ rejection, total }) => [rejection, total]))
    },

    append: (events) => append(connection, events),
  }
}

/**
 * Keeps events under ids that rise by one in each account.
 *
 * The counter's row is locked until the transaction ends, so ids become visible in their order and a reader that has seen one has
 * seen all before it.
 */
async function append(connection: Connection, events: readonly AdvisorEvent[]): Promise<readonly StoredEvent[]> {
  if (events.length === 0) return []
  return await connection.write(async (query) => {
    const byAccount = Map.groupBy(events, ({ account }) => account)
    const ids = new Map<AdvisorEvent, number>()
    // In one order, so that no two transactions wait for each other.
    for (const account of [...byAccount.keys()].toSorted((a, b) => (a < b ? -1 : 1))) {
      const own = byAccount.get(account) ?? []
      let id = await takeIds(query, account, own.length)
      const first = id
      for (const event of own) {
        ids.set(event, id)
        id += 1
      }
      await insertEvents(query, account, own, first)
    }
    return events.map((event) => ({ id: ids.get(event) ?? 0, event }))
  })
}

/** Takes the next ids of an account and returns the first. */
export async function takeIds(query: Query, account: AccountKey, count: number): Promise<number> {
  const [row] = await query<{ last_id: number }>(
    'UPDATE betting_advisor.event_counter SET last_id = last_id + $2 WHERE account = $1 RETURNING last_id',
    [account, count],
  )
  if (row === undefined) throw unknownAccount(account)
  return row.last_id - count + 1
}

/** Keeps events of an account under ids that were taken. */
export async function insertEvents(
  query: Query,
  account: AccountKey,
  events: readonly AdvisorEvent[],
  first: number,
): Promise<void> {
  await query(
    `INSERT INTO betting_advisor.event (account, id, at, type, rejection, body)
     SELECT $1, $2 + turn - 1, at, type, rejection, body
     FROM unnest($3::bigint[], $4::text[], $5::text[], $6::json[]) WITH ORDINALITY AS event (at, type, rejection, body, turn)`,
    [
      account,
      first,
      events.map(({ at }) => at),
      events.map(({ type }) => type),
      events.map((event) => (event.type === 'advice' ? event.advice.rejection : null)),
      events.map((event) => JSON.stringify(event)),
    ],
  )
}
