import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isAdvisorError, money, runId } from '@betting-advisor/core'
import { createExposureRows, replayOrder } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { openSqliteControl, openSqliteReader, openSqliteStore } from '../src/index.ts'
import { VERSION_1 } from '../src/schema/version-1.ts'
import { LATE, OLD_ORDERS, writeFileOfVersion1 } from './file-of-version-1.ts'
import { temporaryDirectory } from './harness.ts'

function oldFile() {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  writeFileOfVersion1(path)
  return { path, [Symbol.dispose]: () => directory[Symbol.dispose]() }
}

const secondRun = { ...sampleRunStart(SAMPLE_ACCOUNT, 2), timeZone: 'Europe/London' }

const expected = OLD_ORDERS.map(({ intent, history }) => ({ ...replayOrder(intent, history).order, intent }))

/** What the first release did not write down comes back as what is known of it. */
function asRead({ intent }: (typeof OLD_ORDERS)[number]) {
  return {
    ...intent,
    outcomes: 0,
    winners: 0,
    netting: false,
    origin: 'decided',
    windows: { day: '', week: '', month: '' },
  }
}

test('a published version of the schema is never changed', () => {
  expect(createHash('sha256').update(VERSION_1).digest('hex')).toBe(
    '31010658cbb97ea1c9c3e5713558e2c72fb59147c63eb3b3f98f3bd8a35f105d',
  )
})

describe('a file of the first release', () => {
  test('comes up with sound books, every order as it was, and what was never written down as unknown', async () => {
    using old = oldFile()
    await using store = await openSqliteStore(old.path)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    for (const [index, before] of OLD_ORDERS.entries()) {
      const order = await store.order(before.intent.key)
      expect(order).toEqual({ ...expected[index], intent: asRead(before), version: index + 1 })
      expect(await store.history(before.intent.key)).toEqual(before.history)
    }
    expect(await store.locks(SAMPLE_ACCOUNT)).toMatchObject([{ id: 'old', strategy: null, market: null }])
    const { version, orders, losses } = await store.changes({
      account: SAMPLE_ACCOUNT,
      after: 0,
      at: SAMPLE_TIME,
      limit: 100,
    })
    expect(version).toBe(OLD_ORDERS.length)
    expect(orders).toHaveLength(OLD_ORDERS.length)
    expect(losses.day).toEqual({ window: '2026-08-08', lost: 955 })
  })

  test('counts its losses by the calendar that the first run brings', async () => {
    using old = oldFile()
    await using store = await openSqliteStore(old.path)
    const { losses, limits } = await store.startRun(secondRun)
    expect(losses).toEqual({
      day: { window: '2026-08-09', lost: 2000 },
      week: { window: '2026-W32', lost: 955 },
      month: { window: '2026-08', lost: 955 },
    })
    expect(limits.raises).toEqual([])
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    expect(new Date(LATE).toISOString()).toBe('2026-08-08T23:30:00.000Z')
  })

  test('counts its live orders against limits on exposure', async () => {
    using old = oldFile()
    await using store = await openSqliteStore(old.path)
    await store.startRun(secondRun)
    await store.liftLock(SAMPLE_ACCOUNT, 'old', SAMPLE_TIME)
    const rows = createExposureRows()
    for (const order of expected) rows.add({ ...order, intent: { ...order.intent, netting: false } })
    const inAll = rows.rows().get('exposure:account') ?? 0
    expect(inAll).toBeGreaterThan(0)
    const intent = (capacity: number) =>
      sampleIntent({ market: 'new', stake: 100, exposure: { account: money(capacity) } })
    expect(await store.begin(intent(inAll + 99))).toMatchObject({ kind: 'denied', code: 'ACCOUNT_LIMIT' })
    expect(await store.begin(intent(inAll + 100))).toMatchObject({ kind: 'reserved' })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('goes on: its orders settle, are corrected, and give back what they took', async () => {
    using old = oldFile()
    await using store = await openSqliteStore(old.path)
    await store.startRun(secondRun)
    const at = secondRun.run.startedAt
    for (const { intent } of OLD_ORDERS) {
      await store.advance(intent.key, { type: 'rejected', at, reason: { code: 'NO', message: 'no' } })
      await store.advance(intent.key, { type: 'voided', at })
      await store.advance(intent.key, {
        type: 'corrected',
        at,
        outcome: 'won',
        profit: money(10),
        commission: money(1),
      })
    }
    expect(await store.balances(SAMPLE_ACCOUNT)).toMatchObject({ reserved: 0, available: 100_050, commission: 5 })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    using database = new DatabaseSync(old.path, { readOnly: true })
    expect(database.prepare('SELECT * FROM limit_use').all()).toEqual([])
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  })

  test('has the same schema as a new one, and what may only grow still may only grow', async () => {
    using old = oldFile()
    await (await openSqliteStore(old.path)).close()
    await (await openSqliteStore(`${old.path}.new`)).close()
    const schemaOf = (path: string) => {
      using database = new DatabaseSync(path, { readOnly: true })
      return database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
    }
    expect(schemaOf(old.path)).toEqual(schemaOf(`${old.path}.new`))
    using database = new DatabaseSync(old.path)
    expect(() => database.exec('UPDATE transfer SET at = 0')).toThrow('append-only')
    expect(() => database.exec('DELETE FROM transfer')).toThrow('append-only')
  })

  test('is refused to readers and control until an engine has brought it up to date', async () => {
    using old = oldFile()
    const isOlder = (error: unknown) => isAdvisorError(error, 'STORE_SCHEMA_OLDER')
    await expect(openSqliteReader(old.path)).rejects.toSatisfy(isOlder)
    await expect(openSqliteControl(old.path)).rejects.toSatisfy(isOlder)
    await (await openSqliteStore(old.path)).close()
    await using control = await openSqliteControl(old.path)
    expect(await control.runs(SAMPLE_ACCOUNT)).toMatchObject([{ id: runId(`${SAMPLE_ACCOUNT}-1`) }])
  })

  test('stays as it was where bringing it up to date fails halfway', async () => {
    using old = oldFile()
    using database = new DatabaseSync(old.path)
    const tables = () => database.prepare('SELECT name FROM sqlite_schema').all()
    const before = tables()
    database.exec('CREATE TABLE new_lock (number INTEGER)')
    await expect(openSqliteStore(old.path)).rejects.toThrow(/new_lock already exists/)
    database.exec('DROP TABLE new_lock')
    expect(tables()).toEqual(before)
    await using store = await openSqliteStore(old.path)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })
})
