import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isAdvisorError, type Store } from '@betting-advisor/core'
import { replayOrder, type StoreRecord } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { createSqliteAccounts } from '../src/accounts/accounts.ts'
import { openSqliteReader, openSqliteStore } from '../src/index.ts'
import { sqlitePath } from '../src/location.ts'
import { openDatabase } from '../src/open-database.ts'
import { temporaryDirectory } from './harness.ts'
import { lifeOfOrder } from './life-of-order.ts'
import { runChild } from './run-child.ts'

async function expectFault(action: () => Promise<unknown>, code: string, words: RegExp): Promise<void> {
  const error = await action().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toSatisfy((value) => isAdvisorError(value, code))
  expect((error as Error).message).toMatch(words)
}

async function write(store: Store, market: string): Promise<void> {
  const intent = sampleIntent({ market, stake: 10 })
  await store.begin(intent)
  for (const event of lifeOfOrder(intent)) await store.advance(intent.key, [event])
}

describe('the address of a database', () => {
  test.each([
    ['sqlite:./data/advisor.db', join(process.cwd(), 'data/advisor.db')],
    ['sqlite:data/advisor.db', join(process.cwd(), 'data/advisor.db')],
    ['sqlite:///var/lib/advisor.db', '/var/lib/advisor.db'],
    ['sqlite:///var/my%20bets.db', '/var/my bets.db'],
    ['sqlite:////var/lib/advisor.db', '/var/lib/advisor.db'],
    ['sqlite:/var/lib/advisor.db', '/var/lib/advisor.db'],
    ['./data/advisor.db', join(process.cwd(), 'data/advisor.db')],
    ['/var/lib/advisor.db', '/var/lib/advisor.db'],
  ])('%s', (address, path) => {
    expect(sqlitePath(address)).toBe(path)
  })

  test.each([
    '',
    'sqlite:',
    'sqlite:///',
    'sqlite://host/advisor.db',
    'sqlite:///./advisor.db',
    'sqlite:///100%.db',
    'sqlite:advisor.db?mode=ro',
    ':memory:',
    'sqlite::memory:',
    'mysql://localhost/db',
    'a\0b',
  ])('is not %j', async (address) => {
    await expectFault(() => openSqliteStore(address), 'STORE_ADDRESS', /names no SQLite file.*Use sqlite:/)
  })

  test('shows no password that was meant for another store', async () => {
    const error = await openSqliteStore('postgres://me:secret@host/db').catch((thrown: unknown) => thrown)
    expect(String(error)).not.toContain('secret')
  })
})

describe('opening', () => {
  test('makes a missing directory', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'a/b/advisor.db')
    await using store = await openSqliteStore(path)
    expect(store.description).toBe(`SQLite ${path}`)
    expect(existsSync(path)).toBe(true)
  })

  test('twice in one process is refused, and works after the first is closed', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const first = await openSqliteStore(path)
    await expectFault(() => openSqliteStore(path), 'STORE_LOCKED', /Another engine is running on .*Stop it first/)
    await first.close()
    await (await openSqliteStore(path)).close()
  })

  test('sets what makes a commit durable', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using _store = await openSqliteStore(path)
    using database = new DatabaseSync(path, { readOnly: true })
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })

  test('refuses a file that is no database and leaves it alone', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const text = 'date,home,away\n'.repeat(500)
    writeFileSync(path, text)
    await expectFault(() => openSqliteStore(path), 'STORE_CORRUPT', /not a SQLite database, or is damaged/)
    expect(readFileSync(path, 'utf8')).toBe(text)
    await expectFault(() => openSqliteStore(path), 'STORE_CORRUPT', /Set DB_URL to another file/)
  })

  test('refuses a directory', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    mkdirSync(path)
    await expectFault(() => openSqliteStore(path), 'STORE_ACCESS_DENIED', /can’t be opened/)
  })

  test('refuses a newer schema and changes nothing', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await (await openSqliteStore(path)).close()
    using database = new DatabaseSync(path)
    database.exec('INSERT INTO schema_version VALUES (99, 0)')
    await expectFault(
      () => openSqliteStore(path),
      'STORE_SCHEMA_NEWER',
      /has schema 99, .*Update @betting-advisor\/store-sqlite/,
    )
    await expectFault(() => openSqliteReader(path), 'STORE_SCHEMA_NEWER', /has schema 99/)
    database.exec('DELETE FROM schema_version WHERE version = 99')
    await (await openSqliteStore(path)).close()
  })
})

describe('a reader', () => {
  test('of a missing file says so and makes none', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await expectFault(() => openSqliteReader(path), 'STORE_NOT_FOUND', /Start an engine on it first/)
    expect(existsSync(path)).toBe(false)
  })

  test('of a file that no engine has set up says so', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    new DatabaseSync(path).close()
    await expectFault(() => openSqliteReader(path), 'STORE_SCHEMA_OLDER', /Start an engine/)
  })

  test('sees what the engine beside it writes, and refuses when closed', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    const reader = await openSqliteReader(path)
    await write(store, 'm1')
    expect((await reader.orders({ account: SAMPLE_ACCOUNT })).map(({ state }) => state)).toEqual(['SETTLED'])
    expect(await reader.verify(SAMPLE_ACCOUNT)).toEqual([])
    await reader[Symbol.asyncDispose]()
    await expectFault(() => reader.accounts(), 'STORE_CLOSED', /is closed/)
  })
})

describe('damage', () => {
  test('in the middle of a file is named', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    for (let number = 0; number < 50; number += 1) await write(store, `m${number}`)
    await store.close()
    truncateSync(path, Math.floor(statSync(path).size / 2))
    await expectFault(
      async () => {
        await using damaged = await openSqliteStore(path)
        await damaged.verify(SAMPLE_ACCOUNT)
      },
      'STORE_CORRUPT',
      /damaged/,
    )
  })

  test.each([
    ['UPDATE account SET available = 9007199254740993', /a number beyond 2\^53/],
    [`UPDATE account SET limits = '{'`, /limits is not JSON/],
  ])('by hand is named: %s', async (sql, words) => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    await write(store, 'm1')
    using database = new DatabaseSync(path)
    database.exec(sql)
    await expectFault(() => store.verify(SAMPLE_ACCOUNT), 'STORE_CORRUPT', words)
  })

  test('of an intent is named to whoever reads it, and found by an audit', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    await write(store, 'm1')
    using database = new DatabaseSync(path)
    database.exec('UPDATE orders SET intent = substr(intent, 2)')
    const words = /intent is not what was written/
    await expectFault(() => store.orders({ account: SAMPLE_ACCOUNT }), 'STORE_CORRUPT', words)
    expect(await store.verify(SAMPLE_ACCOUNT)).toContainEqual(
      expect.objectContaining({ detail: expect.stringMatching(words) }),
    )
  })

  test('of a file is mended by its backup, with nothing lost', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    for (let number = 0; number < 20; number += 1) await write(store, `m${number}`)
    await store.close()
    copyFileSync(path, `${path}.backup`)
    writeFileSync(path, 'overwritten')
    await expectFault(() => openSqliteStore(path), 'STORE_CORRUPT', /restore this one from a backup/)
    copyFileSync(`${path}.backup`, path)
    await using again = await openSqliteStore(path)
    expect(await again.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(20)
    expect(await again.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test.each(['order_event', 'transfer', 'event', 'audit'])('to what may only grow is refused: %s', async (table) => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    await write(store, 'm1')
    const run = sampleRunStart().run.id
    await store.append([
      { type: 'run-ended', at: sampleRunStart().since, account: SAMPLE_ACCOUNT, run, reason: 'over' },
    ])
    await store.setHalt(SAMPLE_ACCOUNT, { reason: 'too hot', at: sampleRunStart().since }, 'ann')
    using database = new DatabaseSync(path)
    const change = { order_event: `body = ''` }[table] ?? 'at = 0'
    expect(() => database.exec(`UPDATE ${table} SET ${change}`)).toThrow('append-only')
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only')
  })
})

describe('a disk', () => {
  test('that is full is named, and nothing half-written stays', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const store = await openSqliteStore(path)
    await store.startRun(sampleRunStart())
    await write(store, 'm1')
    await store.close()
    // A limit on the size of the file is what SQLite sees of a full disk.
    const { status, stdout, stderr } = runChild('full-disk.ts', path)
    expect(stderr).toBe('')
    expect(stdout).toBe('STORE_FULL')
    expect(status).toBe(0)
    await using again = await openSqliteStore(path)
    expect(await again.verify(SAMPLE_ACCOUNT)).toEqual([])
    await write(again, 'm2')
  })

  test('that is full keeps nothing of an import that does not fit', () => {
    using directory = temporaryDirectory()
    using database = openDatabase(join(directory.path, 'advisor.db'), 'write')
    const accounts = createSqliteAccounts(database)
    accounts.startRun(sampleRunStart())
    const records = Array.from({ length: 500 }, (_, number): StoreRecord => {
      const intent = sampleIntent({ market: `m${number}`, stake: 10 })
      const history = lifeOfOrder(intent)
      return { kind: 'order', order: replayOrder(intent, history).order, history }
    })
    const limitPages = (pages: number) => database.get(`PRAGMA max_page_count = ${pages}`)
    limitPages(Number(database.get('PRAGMA page_count')?.['page_count']) + 20)
    expect(() => accounts.importRecords(records)).toThrow(expect.objectContaining({ code: 'STORE_FULL' }))
    expect(accounts.orders({ account: SAMPLE_ACCOUNT })).toEqual([])
    expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
    limitPages(1_000_000)
    expect(accounts.importRecords(records)).toBe(500)
    expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that may only be read is named', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await (await openSqliteStore(path)).close()
    chmodSync(path, 0o444)
    chmodSync(`${path}.lock`, 0o666)
    chmodSync(directory.path, 0o777)
    expect(runChild('read-only.ts', path).stdout).toMatch(/^STORE_READ_ONLY.*writable/)
    chmodSync(directory.path, 0o555)
    expect(runChild('read-only.ts', path).stdout).toMatch(/^STORE_READ_ONLY.*writable/)
  })
})
