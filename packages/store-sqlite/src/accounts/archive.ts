import type { AccountKey, AdvisorEvent } from '@betting-advisor/core'
import {
  type Accounts,
  type ArchiveStore,
  type AuditEntry,
  capitalTransfer,
  type ImportedAccount,
  type ImportStep,
  type ImportTarget,
  importSteps,
  type StoreRecord,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { insertAccount } from './account-row.ts'
import { auditOf, insertAudit } from './audit.ts'
import { EVENT_COLUMNS, EVENT_TABLES, eventOf, insertEvent, saveLastEventId } from './events.ts'
import type { Ledger } from './ledger.ts'
import type { Links } from './links.ts'
import type { Orders } from './orders.ts'
import type { AccountRecord } from './records.ts'
import type { Rows } from './rows.ts'
import { clockOf, type Runs } from './runs.ts'
import type { Stops } from './stops.ts'

/** Tells and takes in records; of those that are taken in, all or none. */
export function createArchive(
  database: Database,
  rows: Rows,
  ledger: Ledger,
  {
    orders,
    runs,
    stops,
    links,
  }: { readonly orders: Orders; readonly runs: Runs; readonly stops: Stops; readonly links: Links },
): Pick<Accounts, keyof ArchiveStore> {
  const exists = (sql: string, ...values: readonly string[]) => database.get(sql, ...values) !== undefined

  function targetOf(records: readonly StoreRecord[]): ImportTarget {
    const known = new Map<AccountKey, ImportedAccount | undefined>()
    return {
      hasRun: (id) => exists('SELECT 1 FROM run WHERE id = ?', id),
      account(key) {
        if (!known.has(key)) known.set(key, accountOf(key, records))
        return known.get(key)
      },
    }
  }

  function accountOf(account: AccountKey, records: readonly StoreRecord[]): ImportedAccount | undefined {
    if (!exists('SELECT 1 FROM account WHERE key = ?', account)) return undefined
    const { currency, balances } = rows.account(account)
    return {
      currency,
      clock: clockOf(database, rows, account),
      balances,
      hasOrder: ({ key, ref }) => exists('SELECT 1 FROM orders WHERE key = ? OR ref = ?', key, ref),
      hasLink: (id) => exists('SELECT 1 FROM link WHERE account = ? AND id = ?', account, id),
      audit: () => auditAsOldAs(account, records),
      hasLock: (id) => exists('SELECT 1 FROM lock WHERE account = ? AND id = ?', account, id),
      capital: () => rows.capital(account).map(capitalTransfer),
      events: () => eventsAsOldAs(account, records),
    }
  }

  function* auditAsOldAs(account: AccountKey, records: readonly StoreRecord[]): Iterable<AuditEntry> {
    if (!records.some(({ kind }) => kind === 'audit')) return
    for (const row of database.each('SELECT * FROM audit WHERE account = ?', account))
      yield auditOf(rows.columns(row)).entry
  }

  /** Only these can be among the records. */
  function* eventsAsOldAs(account: AccountKey, records: readonly StoreRecord[]): Iterable<AdvisorEvent> {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const record of records) {
      if (record.kind !== 'event') continue
      first = Math.min(first, record.event.at)
      last = Math.max(last, record.event.at)
    }
    if (first > last) return
    const sql = `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES} WHERE e.account = ? AND e.at BETWEEN ? AND ?`
    for (const row of database.each(sql, account, first, last)) yield eventOf(rows.columns(row))
  }

  /** Everything but the account itself, whose row is written once in the end. */
  function write(step: Exclude<ImportStep, { kind: 'account' }>, account: AccountRecord): AccountRecord {
    switch (step.kind) {
      case 'run':
        runs.write(step.run)
        return account
      case 'capital':
        ledger.insert(account, [step.transfer], null)
        return { ...ledger.after(account, [step.transfer]), version: account.version + 1 }
      case 'order':
        return orders.take(step.order, account).account
      case 'lock':
        stops.write(step.lock)
        return { ...account, version: account.version + 1 }
      case 'event': {
        const id = account.lastEventId + 1
        insertEvent(database, { id, event: step.event })
        return { ...account, lastEventId: id }
      }
      case 'link':
        links.write(step.link)
        database.run('UPDATE account SET links_version = ? WHERE key = ?', account.version + 1, step.account)
        return { ...account, version: account.version + 1 }
      case 'audit':
        insertAudit(database, step.entry)
        return account
    }
  }

  return {
    accountRecords(key) {
      const { currency, timeZone, openedAt } = rows.account(key)
      const paid = rows.capital(key).map((change): StoreRecord => ({ kind: 'capital', ...change }))
      return [{ kind: 'account', account: key, currency, timeZone, openedAt }, ...paid]
    },

    importRecords(records) {
      return database.write(() => {
        const accounts = new Map<AccountKey, AccountRecord>()
        const steps = importSteps(records, targetOf(records))
        for (const step of steps) {
          if (step.kind === 'account') insertAccount(database, step)
          else accounts.set(step.account, write(step, accounts.get(step.account) ?? rows.account(step.account)))
        }
        for (const [key, account] of accounts) {
          ledger.save(key, account)
          saveLastEventId(database, key, account.lastEventId)
        }
        return steps.length
      })
    },
  }
}
