import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isAdvisorError } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { type Database, databaseOf } from '../src/database.ts'
import { openSqliteControl, openSqliteReader, openSqliteStore } from '../src/index.ts'
import { checkVersion, migrate } from '../src/schema/migrate.ts'
import { MIGRATIONS, type Migration } from '../src/schema/migrations.ts'
import { temporaryDirectory } from './harness.ts'

/** The versions of this release and one that could come next: a column with a constant default, and whatever else is given. */
function withNextVersion(more = ''): readonly Migration[] {
  const version = (MIGRATIONS.at(-1)?.version ?? 0) + 1
  return [
    ...MIGRATIONS,
    { version, sql: `ALTER TABLE account ADD COLUMN nickname TEXT NOT NULL DEFAULT 'none';${more}` },
  ]
}

/** A file of the version before: an account with a live order. */
async function oldFile() {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  await using store = await openSqliteStore(path)
  await store.startRun(sampleRunStart())
  await store.begin(sampleIntent())
  return { path, [Symbol.dispose]: () => directory[Symbol.dispose]() }
}

function opened<Result>(path: string, work: (database: Database, sqlite: DatabaseSync) => Result): Result {
  using sqlite = new DatabaseSync(path)
  const guard = { check() {}, [Symbol.dispose]() {} }
  return work(databaseOf({ sqlite, path, guard, readOnly: false }), sqlite)
}

const tablesOf = (path: string) => opened(path, (database) => database.all('SELECT name, sql FROM sqlite_schema'))

describe('a file of the version before', () => {
  test('is brought up to date with what is in it, once', async () => {
    using old = await oldFile()
    for (const _ of ['once', 'and again']) opened(old.path, (...both) => migrate(...both, withNextVersion()))
    opened(old.path, (database) => {
      expect(database.all('SELECT key, nickname, reserved FROM account')).toMatchObject([
        { key: SAMPLE_ACCOUNT, nickname: 'none', reserved: 1000 },
      ])
      expect(database.all('SELECT version FROM schema_version ORDER BY version')).toMatchObject([
        { version: 1 },
        { version: 2 },
      ])
    })
  })

  test('has the same schema as a new one', async () => {
    using old = await oldFile()
    for (const path of [old.path, `${old.path}.new`]) opened(path, (...both) => migrate(...both, withNextVersion()))
    const schemaOf = (path: string) =>
      opened(path, (database) =>
        database.all('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'),
      )
    expect(schemaOf(old.path)).toEqual(schemaOf(`${old.path}.new`))
  })

  test('stays as it was where bringing it up to date fails halfway', async () => {
    using old = await oldFile()
    const before = tablesOf(old.path)
    const failing = withNextVersion('CREATE TABLE account (key TEXT)')
    expect(() => opened(old.path, (...both) => migrate(...both, failing))).toThrow(/already exists/)
    expect(tablesOf(old.path)).toEqual(before)
    await using store = await openSqliteStore(old.path)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('is refused to what only reads, until an engine has brought it up to date', async () => {
    using old = await oldFile()
    const check = () => opened(old.path, (database) => checkVersion(database, withNextVersion()))
    expect(check).toThrow(expect.objectContaining({ code: 'STORE_SCHEMA_OLDER' }))
    opened(old.path, (...both) => migrate(...both, withNextVersion()))
    check()
  })

  test('is refused to whoever does not know its version', async () => {
    using old = await oldFile()
    opened(old.path, (...both) => migrate(...both, withNextVersion()))
    const isNewer = (error: unknown) => isAdvisorError(error, 'STORE_SCHEMA_NEWER')
    for (const open of [openSqliteStore, openSqliteReader, openSqliteControl]) {
      await expect(open(old.path)).rejects.toSatisfy(isNewer)
    }
  })
})

test('what may only grow refuses every other change', async () => {
  using file = await oldFile()
  opened(file.path, (_, sqlite) => {
    sqlite.exec(`INSERT INTO event (account, id, at, type, body) SELECT key, 1, 0, 'warning', x'00' FROM account`)
    sqlite.exec(`INSERT INTO order_event (order_number, body) SELECT number, '{}' FROM orders`)
    for (const table of ['transfer', 'order_event', 'event']) {
      const [column] = sqlite.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
      expect(() => sqlite.exec(`UPDATE ${table} SET ${String(column?.['name'])} = 0`)).toThrow('append-only')
      expect(() => sqlite.exec(`DELETE FROM ${table}`)).toThrow('append-only')
    }
  })
})
