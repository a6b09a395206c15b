import type { AccountKey, Timestamp } from '@betting-advisor/core'
import {
  type Accounts,
  type AlertAttempt,
  attemptedItem,
  claimedItem,
  closedItem,
  type OutboxItem,
  type OutboxStore,
  pageSize,
  putItem,
  quietSince,
} from '@betting-advisor/core/store'
import type { Database, Row } from '../database.ts'
import { insertAudit } from './audit.ts'
import type { Rows } from './rows.ts'

/** Keeps alerts until they are delivered, and after. */
export function createOutbox(database: Database, rows: Rows): Pick<Accounts, keyof OutboxStore> {
  const itemOf = (row: Row): OutboxItem => rows.columns(row).json<OutboxItem>('body')

  function find(condition: string, ...values: readonly (string | number)[]): OutboxItem | undefined {
    const row = database.get(`SELECT body FROM outbox WHERE account = ? AND ${condition}`, ...values)
    return row === undefined ? undefined : itemOf(row)
  }

  const openOf = (account: AccountKey, key: string) => find('key = ? AND is_open = 1', account, key)

  function keep(item: OutboxItem): OutboxItem {
    const { id, alert, closed, dueAt, claim } = item
    const freeAt = dueAt === null ? null : Math.max(dueAt, claim?.until ?? 0)
    database.run(
      `INSERT INTO outbox (account, id, key, is_open, free_at, quiet_since, body) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, id) DO UPDATE SET is_open = excluded.is_open, free_at = excluded.free_at,
         quiet_since = excluded.quiet_since, body = excluded.body`,
      alert.account,
      id,
      alert.key,
      closed === null ? 1 : 0,
      freeAt,
      quietSince(item),
      JSON.stringify(item),
    )
    return item
  }

  function attempted(attempt: AlertAttempt, failure: string | null): boolean {
    return database.write(() => {
      rows.account(attempt.account)
      const next = attemptedItem(find('id = ?', attempt.account, attempt.id), attempt, failure)
      if (next !== null) keep(next)
      return next !== null
    })
  }

  function close(account: AccountKey, key: string, at: Timestamp, by: string | null): boolean {
    rows.account(account)
    const item = openOf(account, key)
    if (item !== undefined) keep(closedItem(item, at, by))
    return item !== undefined
  }

  return {
    outbox({ account, after, limit, open = false }) {
      rows.account(account)
      const only = open ? 'AND is_open = 1' : ''
      const sql = `SELECT body FROM outbox WHERE account = ? AND id > ? ${only} ORDER BY id LIMIT ?`
      return database.all(sql, account, after, pageSize(limit)).map(itemOf)
    },

    putAlert(alert) {
      return database.write(() => {
        const { account, key } = alert
        rows.account(account)
        const last = database.get('SELECT max(id) AS id FROM outbox WHERE account = ?', account)?.['id']
        return keep(putItem(openOf(account, key), alert, Number(last ?? 0) + 1))
      })
    },

    claimAlerts(claim) {
      const { account, at, limit } = claim
      const due = () => {
        rows.account(account)
        const sql = 'SELECT body FROM outbox WHERE account = ? AND free_at <= ? ORDER BY id LIMIT ?'
        return database.all(sql, account, at, pageSize(limit)).map(itemOf)
      }
      // Mostly nothing is, and nobody is to wait for a transaction of that.
      if (due().length === 0) return []
      return database.write(() => due().map((item) => keep(claimedItem(item, claim))))
    },

    forgetAlerts(account, before) {
      return database.write(() => {
        rows.account(account)
        const sql = `DELETE FROM outbox WHERE account = ? AND quiet_since < ?
          AND id < (SELECT max(id) FROM outbox WHERE account = ?)`
        return database.run(sql, account, before, account).changes
      })
    },

    alertSent: (attempt) => attempted(attempt, null),
    alertFailed: attempted,
    resolveAlert: (account, key, at) => database.write(() => close(account, key, at, null)),

    acknowledgeAlert(account, key, at, by) {
      return database.write(() => {
        const isEnded = close(account, key, at, by.by)
        if (isEnded) insertAudit(database, { ...by, account, at, act: 'acknowledge', subject: key })
        return isEnded
      })
    },
  }
}
