import type { AdvisorEvent, StoredEvent } from '@betting-advisor/core'
import type { Book } from '@betting-advisor/core/store'
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
export function createEvents(database: Database, rows: Pick<Rows, 'account'>): Pick<Book, 'append'> {
  return {
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
