import type { AdvisorEvent, Intent } from '@betting-advisor/core'
import {
  type Accounts,
  type EventStore,
  eventBody,
  knownOfEvent,
  pageSize,
  type StoredEvent,
  wholeEvent,
} from '@betting-advisor/core/store'
import { type Columns, columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'
import { packJson } from '../packed-json.ts'
import { INTENT_COLUMNS, intentOf } from './intent-text.ts'
import type { Rows } from './rows.ts'

/** Writes an event down under an id. */
export function insertEvent(database: Database, { id, event }: StoredEvent): void {
  const { body, intent } = eventBody(event)
  const order = intent === null ? null : orderOf(database, intent)
  database.run(
    'INSERT INTO event (account, id, at, type, rejection, body, order_number) VALUES (?, ?, ?, ?, ?, ?, ?)',
    event.account,
    id,
    event.at,
    event.type,
    event.type === 'advice' ? event.advice.rejection : null,
    packJson(order === null ? event : body, knownOfEvent(event)),
    order,
  )
}

/** The number of the order that is kept with this very intent, or `null`. */
function orderOf(database: Database, intent: Intent): number | null {
  const found = database.get(`SELECT number, ${INTENT_COLUMNS} FROM orders o WHERE key = ?`, intent.key)
  if (found === undefined) return null
  const row = columnsOf(found, database.path)
  return JSON.stringify(intentOf(row)) === JSON.stringify(intent) ? row.number('number') : null
}

/** For statements that read whole events: what {@link eventOf} needs of `event e` and the order that it tells of. */
export const EVENT_COLUMNS = `e.account AS told_of, e.at AS told_at, e.body AS body, o.number AS number, ${INTENT_COLUMNS}`
export const EVENT_TABLES = 'event e LEFT JOIN orders o ON o.number = e.order_number'

export function eventOf(row: Columns): AdvisorEvent {
  const known = knownOfEvent({ account: row.text<AdvisorEvent['account']>('told_of'), at: row.time('told_at') })
  return wholeEvent(row.packed('body', known), row.numberOrNull('number') === null ? null : intentOf(row))
}

/** Keeps that events up to this id are there. */
export function saveLastEventId(database: Database, account: AdvisorEvent['account'], id: number): void {
  database.run('UPDATE account SET last_event_id = ? WHERE key = ?', id, account)
}

/** Keeps events. */
export function createEvents(database: Database, rows: Rows): Pick<Accounts, keyof EventStore> {
  return {
    events({ account, after, limit, types }) {
      rows.account(account)
      const ofTypes = types === undefined ? '' : 'AND e.type IN (SELECT value FROM json_each(?))'
      const filter = types === undefined ? [] : [JSON.stringify(types)]
      const sql = `SELECT e.id AS id, ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
        WHERE e.account = ? AND e.id > ? ${ofTypes} ORDER BY e.id LIMIT ?`
      const found = database.all(sql, account, after, ...filter, pageSize(limit)).map(rows.columns)
      return found.map((row) => ({ id: row.number('id'), event: eventOf(row) }))
    },

    lastEventId: (account) => rows.account(account).lastEventId,

    rejections(account, since) {
      rows.account(account)
      const found = database.all(
        `SELECT rejection, count(*) AS total FROM event
         WHERE account = ? AND at >= ? AND rejection IS NOT NULL GROUP BY rejection`,
        account,
        since,
      )
      return Object.fromEntries(found.map(rows.columns).map((row) => [row.text('rejection'), row.number('total')]))
    },

    append(events) {
      if (events.length === 0) return []
      return database.write(() =>
        events.map((event) => {
          const id = rows.account(event.account).lastEventId + 1
          insertEvent(database, { id, event })
          saveLastEventId(database, event.account, id)
          return { id, event }
        }),
      )
    },
  }
}
