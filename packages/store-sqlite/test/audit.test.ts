import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect, test } from 'vitest'
import { createSqliteAccounts } from '../src/accounts/accounts.ts'
import { openDatabase } from '../src/open-database.ts'
import { temporaryDirectory } from './harness.ts'

/** What cannot be told from anything else that is kept: when a row was written, and in which order. */
const ALONE: Readonly<Record<string, readonly string[]>> = {
  orders: ['number', 'begun_at', 'version', 'settled_by'],
  order_event: ['number', 'order_number'],
}

/** An account with a bet that was won and one that is live. */
function openBook(path: string) {
  const database = openDatabase(path, 'write')
  const accounts = createSqliteAccounts(database)
  accounts.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(100_000) } })
  for (const market of ['ended', 'live']) {
    const intent = sampleIntent({ market, commission: 0.05 })
    const { key, stake, price } = intent
    accounts.begin(intent)
    accounts.advance(key, [
      { type: 'accepted', at: SAMPLE_TIME, venueOrderId: `bet ${market}` },
      { type: 'matched', at: SAMPLE_TIME, matchedStake: stake, averagePrice: price },
    ])
    if (market === 'ended') {
      accounts.advance(key, [{ type: 'settled', at: SAMPLE_TIME, outcome: 'won', profit: money(1100) }])
    }
  }
  return { accounts, database }
}

test('an audit finds whichever field of an order or its history was changed by hand', () => {
  using directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const { accounts, database } = openBook(path)
  expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  using sqlite = new DatabaseSync(path)
  for (const { name } of sqlite.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()) {
    sqlite.exec(`DROP TRIGGER ${name}`)
  }
  sqlite.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
  let changed = 0
  for (const [table, alone] of Object.entries(ALONE)) {
    const columns = sqlite.prepare(`SELECT name, type, "notnull" AS needed FROM pragma_table_info('${table}')`).all()
    const rows = sqlite.prepare(`SELECT rowid AS place FROM ${table}`).all()
    for (const { name, type, needed } of columns) {
      if (alone.includes(String(name)) || name === 'account') continue
      for (const { place } of rows) {
        const row = sqlite.prepare(`SELECT "${name}" AS value FROM ${table} WHERE rowid = ?`).get(Number(place))
        const was = row?.['value'] ?? null
        const others = [other(was, String(type)), ...(needed === 1 || was === null ? [] : [null])]
        for (const value of others) {
          sqlite.prepare(`UPDATE ${table} SET "${name}" = ? WHERE rowid = ?`).run(value, Number(place))
          expect(accounts.verify(SAMPLE_ACCOUNT), `${table}.${name} ${was} → ${value}`).not.toEqual([])
          changed += 1
        }
        sqlite.prepare(`UPDATE ${table} SET "${name}" = ? WHERE rowid = ?`).run(was, Number(place))
      }
    }
  }
  expect(changed).toBeGreaterThan(100)
  expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  database[Symbol.dispose]()
})

/** Another value of a column's type. */
function other(was: unknown, type: string): number | string | Uint8Array {
  if (type === 'INTEGER' || type === 'REAL') return typeof was === 'number' ? was + 1 : 1
  if (!(was instanceof Uint8Array))
    return typeof was === 'string' && was.startsWith('{') ? was.replace(/\d/, '7') : `${was}x`
  const bytes = was.slice()
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return bytes
}
