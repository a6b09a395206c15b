import type { AdvisorEvent } from '@betting-advisor/core'
import { type Accounts, type EventStore, pageSize, type StoredEvent } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Rows } from './rows.ts'

/** Writes an event down under an id. */
export function insertEvent(database: Database, { id, event }: StoredEvent): void {
  database.run(
    'INSERT INTO event (account, id, at, type, rejection, body) VALUES (?, ?, ?, ?, ?, ?)',
    event.account,
    id,
    event.at,
    event.type,
    event.type === 'advice' ? event.advice.rejection : null,
    JSON.stringify(event),
  )
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
      const ofTypes = types === undefined ? '' : 'AND type IN (SELECT value FROM json_each(?))'
      const filter = types === undefined ? [] : [JSON.stringify(types)]
      const sql = `SELECT id, body FROM event WHERE account = ? AND id > ? ${ofTypes} ORDER BY id LIMIT ?`
      const found = database.all(sql, account, after, ...filter, pageSize(limit)).map(rows.columns)
      return found.map((row) => ({ id: row.number('id'), event: row.json('body') }))
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
