import type { AccountKey } from '@betting-advisor/core'
import {
  type Accounts,
  type AuditEntry,
  type AuditStore,
  pageSize,
  type StoredAudit,
} from '@betting-advisor/core/store'
import type { Columns } from '../columns.ts'
import type { Database } from '../database.ts'
import type { Rows } from './rows.ts'

/** Notes what was done by hand, within the transaction that does it. */
export function insertAudit(database: Database, entry: AuditEntry): StoredAudit {
  const { account, at, by, act, subject, reason } = entry
  const sql =
    'INSERT INTO audit (account, at, done_by, act, subject, reason) VALUES (?, ?, ?, ?, ?, ?) RETURNING number'
  const number = database.get(sql, account, at, by, act, subject, reason)?.['number']
  return { id: Number(number), entry }
}

export function auditOf(row: Columns): StoredAudit {
  const entry: AuditEntry = {
    account: row.text<AccountKey>('account'),
    at: row.time('at'),
    by: row.text('done_by'),
    act: row.text<AuditEntry['act']>('act'),
    subject: row.textOrNull('subject'),
    reason: row.text('reason'),
  }
  return { id: row.number('number'), entry }
}

/** What was done by hand. */
export function createAudit(database: Database, rows: Rows): Pick<Accounts, keyof AuditStore> {
  return {
    audit({ account, after, limit }) {
      rows.account(account)
      const sql = 'SELECT * FROM audit WHERE account = ? AND number > ? ORDER BY number LIMIT ?'
      return database.all(sql, account, after, pageSize(limit)).map((row) => auditOf(rows.columns(row)))
    },

    note(entry) {
      return database.write(() => {
        rows.account(entry.account)
        return insertAudit(database, entry)
      })
    },
  }
}
