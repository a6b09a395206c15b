import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isAdvisorError, money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { createSqliteAccounts } from '../src/accounts/accounts.ts'
import { commitTogether, type Outcome } from '../src/group-commit.ts'
import { openDatabase } from '../src/open-database.ts'
import { temporaryDirectory } from './harness.ts'

function openBook() {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const database = openDatabase(path, 'write')
  const accounts = createSqliteAccounts(database)
  accounts.startRun(sampleRunStart())
  return {
    path,
    database,
    accounts,
    [Symbol.dispose]() {
      database[Symbol.dispose]()
      directory[Symbol.dispose]()
    },
  }
}

function errorOf(outcome: Outcome | undefined): unknown {
  return outcome !== undefined && 'error' in outcome ? outcome.error : undefined
}

describe('operations that share a commit', () => {
  test('are seen by others all at once, and only when they stand', () => {
    using opened = openBook()
    using other = new DatabaseSync(opened.path, { readOnly: true })
    const count = () => other.prepare('SELECT count(*) AS orders FROM orders').get()?.['orders']
    const seen: unknown[] = []
    const outcomes = commitTogether(
      opened.database,
      ['m1', 'm2', 'm3'].map((market) => () => {
        const result = opened.accounts.begin(sampleIntent({ market }))
        seen.push(count())
        return result
      }),
    )
    expect(seen).toEqual([0, 0, 0])
    expect(count()).toBe(3)
    expect(outcomes).toMatchObject([1, 2, 3].map(() => ({ value: { kind: 'reserved' } })))
  })

  test('fail alone: what stands before and after one that fails is kept, and nothing of it', () => {
    using opened = openBook()
    const { accounts } = opened
    const halfway = sampleIntent({ market: 'halfway' })
    const outcomes = commitTogether(opened.database, [
      () => accounts.begin(sampleIntent({ market: 'm1' })),
      () => {
        opened.database.write(() => {
          opened.database.run('UPDATE account SET available = 0')
          throw new Error('halfway')
        })
      },
      () => accounts.advance(halfway.key, [{ type: 'voided', at: SAMPLE_TIME }]),
      () => accounts.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-999_999), SAMPLE_TIME),
      () => accounts.begin(sampleIntent({ market: 'm2' })),
    ])
    expect(outcomes[0]).toMatchObject({ value: { kind: 'reserved' } })
    expect(errorOf(outcomes[1])).toMatchObject({ message: 'halfway' })
    expect(errorOf(outcomes[2])).toSatisfy((error) => isAdvisorError(error, 'UNKNOWN_ORDER'))
    expect(errorOf(outcomes[3])).toSatisfy((error) => isAdvisorError(error, 'WITHDRAWAL_TOO_LARGE'))
    expect(outcomes[4]).toMatchObject({ value: { kind: 'reserved' } })
    expect(accounts.balances(SAMPLE_ACCOUNT)).toMatchObject({ available: 98_000, reserved: 2000 })
    expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('are done one by one where one takes the whole transaction down, so that the small ones still fit', () => {
    using opened = openBook()
    const { accounts, database } = opened
    const pages = Number(database.get('PRAGMA page_count')?.['page_count'])
    database.get(`PRAGMA max_page_count = ${pages + 4}`)
    const huge = randomBytes(500_000).toString('hex')
    let tries = 0
    const outcomes = commitTogether(database, [
      () => accounts.begin(sampleIntent({ market: 'm1' })),
      () => {
        tries += 1
        return accounts.begin({ ...sampleIntent({ market: 'huge' }), eventName: huge })
      },
      () => accounts.begin(sampleIntent({ market: 'm2' })),
    ])
    expect(tries).toBe(2)
    expect(outcomes[0]).toMatchObject({ value: { kind: 'reserved' } })
    expect(errorOf(outcomes[1])).toSatisfy((error) => isAdvisorError(error, 'STORE_FULL'))
    expect(outcomes[2]).toMatchObject({ value: { kind: 'reserved' } })
    expect(accounts.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(2)
    expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('all hear of what keeps the first from starting, and none was done', () => {
    using opened = openBook()
    using other = new DatabaseSync(opened.path)
    other.exec('BEGIN IMMEDIATE')
    let done = 0
    const outcomes = commitTogether(
      opened.database,
      [1, 2].map(() => () => {
        done += 1
      }),
    )
    other.exec('ROLLBACK')
    expect(done).toBe(0)
    expect(outcomes.map(errorOf)).toSatisfy((errors: unknown[]) =>
      errors.every((error) => isAdvisorError(error, 'STORE_BUSY')),
    )
  })
})
