import type { AccountKey, AdvisorEvent } from '@betting-advisor/core'
import {
  type EventStore,
  eventBody,
  knownOfEvent,
  pageSize,
  type StoredEvent,
  StoreError,
  unknownAccount,
  wholeEvent,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { packJson, unpackJson } from '../packed-json.ts'
import { INTENT_COLUMNS, type IntentRow, intentOf, packedIntent } from './intent-text.ts'
import { accountRow } from './rows.ts'

/** What is kept of an event, with the columns of the order that it tells of where its intent was left out. */
export type EventRow = EventColumns & { readonly [Column in keyof IntentRow]: IntentRow[Column] | null }

interface EventColumns {
  readonly told_of: AccountKey
  readonly told_at: AdvisorEvent['at']
  readonly body: Uint8Array
}

/** For statements that read whole events. */
export const EVENT_COLUMNS = `e.account AS told_of, e.at AS told_at, e.body, ${INTENT_COLUMNS.map((column) => `o.${column}`).join(', ')}`
export const EVENT_TABLES = 'betting_advisor.event e LEFT JOIN betting_advisor.orders o ON o.number = e.order_number'

/** @throws StoreError `STORE_CORRUPT` when it is not what was written. */
export function eventOf(row: EventRow): AdvisorEvent {
  const text = unpackJson(row.body, knownOfEvent({ account: row.told_of, at: row.told_at }))
  if (text === null) {
    throw new StoreError('STORE_CORRUPT', `An event of ${row.told_of} is not what was written.`, {
      remedy: 'Restore what was changed by hand.',
    })
  }
  return wholeEvent(JSON.parse(text), isOfOrder(row) ? intentOf(row) : null)
}

function isOfOrder(row: EventRow): row is EventColumns & IntentRow {
  return row.intent !== null
}

/** What was told of accounts. */
export function createEvents(connection: Connection): EventStore {
  const { query } = connection
  return {
    async events({ account, after, limit, types }) {
      const rows = pageSize(limit)
      await accountRow(query, account)
      const found = await query<{ id: number } & EventRow>(
        `SELECT e.id, ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
         WHERE e.account = $1 AND e.id > $2 AND ($3::text[] IS NULL OR e.type = ANY ($3)) ORDER BY e.id LIMIT ${rows}`,
        [account, after, types ?? null],
      )
      return found.map((row) => ({ id: row.id, event: eventOf(row) }))
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
  const bodies = events.map(eventBody)
  await query(
    `INSERT INTO betting_advisor.event (account, id, at, type, rejection, body, order_number)
     SELECT $1, $2 + e.turn - 1, e.at, e.type, e.rejection, CASE WHEN o.number IS NULL THEN e.whole ELSE e.body END, o.number
     FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[])
       WITH ORDINALITY AS e (at, type, rejection, whole, body, key, intent, turn)
     LEFT JOIN LATERAL (
       SELECT kept.number FROM betting_advisor.orders kept WHERE kept.key = e.key AND kept.intent = e.intent LIMIT 1
     ) o ON true`,
    [
      account,
      first,
      events.map(({ at }) => at),
      events.map(({ type }) => type),
      events.map((event) => (event.type === 'advice' ? event.advice.rejection : null)),
      events.map((event) => packJson(event, knownOfEvent(event))),
      events.map((event, index) => {
        const { body, intent } = bodies[index] ?? eventBody(event)
        return intent === null ? null : packJson(body, knownOfEvent(event))
      }),
      bodies.map(({ intent }) => intent?.key ?? null),
      bodies.map(({ intent }) => (intent === null ? null : packedIntent(intent))),
    ],
  )
}
