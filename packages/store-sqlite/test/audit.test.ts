import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { test } from 'vitest'
import {
  expectAuditToFindEveryField,
  type Field,
  type KeptColumn,
  type KeptRows,
} from '../../core/test/audit-of-stores.ts'
import { openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'

const KINDS: Readonly<Record<string, KeptColumn['kind']>> = { INTEGER: 'number', REAL: 'number', BLOB: 'bytes' }
const JSON_TEXTS = ['wallets', 'body']

test('an audit finds whichever field was changed of what a file says of orders and money', async () => {
  using directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  await using store = await openSqliteStore(path)
  using sqlite = new DatabaseSync(path)
  sqlite.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
  for (const { name } of sqlite.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()) {
    sqlite.exec(`DROP TRIGGER ${String(name)}`)
  }
  const columns = (table: string): readonly KeptColumn[] =>
    sqlite
      .prepare('SELECT name, type, "notnull" AS needed, pk FROM pragma_table_info(?)')
      .all(table)
      .map(({ name, type, needed, pk }) => ({
        name: String(name),
        kind: JSON_TEXTS.includes(String(name)) ? 'json' : (KINDS[String(type)] ?? 'text'),
        isNeeded: needed === 1,
        isKey: Number(pk) > 0,
      }))
  const kindOf = (table: string, column: string) => columns(table).find(({ name }) => name === column)?.kind
  const kept: KeptRows = {
    store,
    columns: async (table) => columns(table),
    async rows(table) {
      const found = sqlite.prepare(`SELECT * FROM ${table}`).all()
      return found.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, fieldOf(value)])))
    },
    async change(table, column, keys, value) {
      const written = kindOf(table, column) === 'bytes' && value !== null ? Buffer.from(String(value), 'hex') : value
      const where = Object.keys(keys).map((key) => `"${key}" IS ?`)
      const sql = `UPDATE ${table} SET "${column}" = ? WHERE ${where.join(' AND ')}`
      try {
        return (
          sqlite.prepare(sql).run(written as SQLInputValue, ...(Object.values(keys) as SQLInputValue[])).changes === 1
        )
      } catch {
        return false
      }
    },
  }
  await expectAuditToFindEveryField(kept)
})

function fieldOf(value: unknown): Field {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return typeof value === 'number' || typeof value === 'string' ? value : null
}
