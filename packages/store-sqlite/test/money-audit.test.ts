import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, type Intent, MINUTE, money, type OrderEvent } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect, test } from 'vitest'
import { createSqliteAccounts } from '../src/accounts/accounts.ts'
import { openDatabase } from '../src/open-database.ts'
import { temporaryDirectory } from './harness.ts'

/**
 * Where money is written down, and what there says nothing of money, or nothing that anything else tells: which number a row has, and of a
 * transfer whose it is and when it was.
 */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  account: [
    'key',
    'currency_code',
    'currency_exponent',
    'opened_at',
    'version',
    'limits',
    'halt_reason',
    'halted_at',
    'resume_code',
    'resume_until',
    'last_event_id',
  ],
  transfer: ['number', 'at', 'order_number'],
  limit_use: [],
  loss: [],
}

/** How much money a row moves. */
const MOVES: Readonly<Record<string, string>> = {
  transfer: 'abs(available) + abs(reserved) + abs(capital) + abs(result) + abs(commission)',
}

const at = (minutes: number) => after(SAMPLE_TIME, minutes * MINUTE)
const BY = { by: 'ada', reason: 'its page says so' }

const filled = ({ key, stake, price }: Intent): readonly [OrderEvent, OrderEvent] => [
  { type: 'accepted', at: SAMPLE_TIME, venueOrderId: `bet ${key}` },
  { type: 'matched', at: SAMPLE_TIME, matchedStake: stake, averagePrice: price },
]

/** An account with money at two venues and bets that ended in every way, with some that live. */
function openBook(path: string) {
  const database = openDatabase(path, 'write')
  const accounts = createSqliteAccounts(database)
  accounts.startRun(sampleRunStart())
  const claims = [{ limit: 'open-orders', amount: 1, capacity: 20 }]
  const bet = (market: string, more: Parameters<typeof sampleIntent>[0] = {}) =>
    sampleIntent({ market, claims, commission: 0.05, venue: 'exchange', wallet: 'exchange', ...more })
  accounts.transfer(SAMPLE_ACCOUNT, SAMPLE_WALLET, 'exchange', money(40_000), at(0), BY)
  accounts.deposit(SAMPLE_ACCOUNT, 'exchange', money(5000), at(1))
  accounts.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-700), at(2))
  accounts.adjust(SAMPLE_ACCOUNT, 'exchange', money(-33), at(3), BY)

  const begun = [
    bet('won'),
    bet('won', { selection: 'Away', netting: true }),
    bet('corrected'),
    bet('charged'),
    bet('by hand', { wallet: SAMPLE_WALLET, venue: 'bookmaker' }),
    bet('returned'),
  ] as const
  accounts.beginAll(begun)
  for (const intent of begun) accounts.advance(intent.key, filled(intent))
  const [won, lost, corrected, charged, byHand, returned] = begun
  accounts.advance(won.key, [{ type: 'settled', at: at(4), outcome: 'won', profit: money(1100) }])
  accounts.advance(lost.key, [{ type: 'settled', at: at(4), outcome: 'lost', profit: money(-1000) }])
  accounts.advance(corrected.key, [
    { type: 'settled', at: at(5), outcome: 'won', profit: money(1100), venueVersion: 1 },
    { type: 'corrected', at: at(6), outcome: 'half-lost', profit: money(-500), venueVersion: 2 },
  ])
  accounts.advance(charged.key, [
    { type: 'settled', at: at(7), outcome: 'won', profit: money(1100), venueVersion: 1 },
    { type: 'market-charged', at: at(8), amount: money(41), venueVersion: 1 },
  ])
  accounts.settleByHand(byHand.key, { outcome: 'dead-heat', profit: money(50) }, at(9), BY)
  accounts.advance(returned.key, [{ type: 'voided', at: at(10) }])

  const reported = bet('reported', { origin: 'reported', wallet: SAMPLE_WALLET, venue: 'bookmaker', claims: [] })
  accounts.report(reported, filled(reported), BY)
  for (const live of [bet('live', { netting: true }), bet('live', { netting: true, side: 'lay', stake: 400 })]) {
    accounts.begin(live)
    accounts.advance(live.key, filled(live))
  }
  return { accounts, database }
}

test('an audit finds whichever field was changed of what is written down of money', () => {
  using directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const { accounts, database } = openBook(path)
  expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  using sqlite = new DatabaseSync(path)
  sqlite.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
  for (const { name } of sqlite.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()) {
    sqlite.exec(`DROP TRIGGER ${name}`)
  }
  const unnoticed: string[] = []
  let changed = 0
  for (const [table, untold] of Object.entries(UNTOLD)) {
    const columns = sqlite.prepare('SELECT name, type, "notnull" AS needed, pk FROM pragma_table_info(?)').all(table)
    const key = columns.filter(({ pk }) => Number(pk) > 0).map(({ name }) => `"${name}"`)
    const place = key.map((name) => `${name} IS ?`).join(' AND ')
    for (const { name, needed } of columns) {
      if (untold.includes(String(name))) continue
      // What moves nothing says nothing.
      const moves = MOVES[table] ?? '1'
      const rows = sqlite.prepare(`SELECT "${name}" AS value, ${moves} AS moves, * FROM ${table}`).all()
      for (const row of rows) {
        const where = key.map((part) => row[part.slice(1, -1)] ?? null)
        for (const value of othersThan(row['value'] ?? null, String(name), needed === 1)) {
          sqlite.exec('SAVEPOINT before')
          // What stands in the way of another row is kept out by the schema.
          const isDone = tried(() =>
            sqlite.prepare(`UPDATE ${table} SET "${name}" = ? WHERE ${place}`).run(value, ...where),
          )
          sqlite.exec('RELEASE before')
          if (!isDone) continue
          changed += 1
          if (
            row['moves'] !== 0 &&
            !isSameKind(row['value'], value) &&
            isSound(() => accounts.verify(SAMPLE_ACCOUNT))
          ) {
            unnoticed.push(`${table} ${where.join(' ')}: ${name} ${row['value']} → ${value}`)
          }
          const now = key.map((part, index) => (part === `"${name}"` ? value : (where[index] ?? null)))
          sqlite.prepare(`UPDATE ${table} SET "${name}" = ? WHERE ${place}`).run(row['value'] ?? null, ...now)
        }
      }
    }
  }
  expect(unnoticed).toEqual([])
  expect(changed).toBeGreaterThan(200)
  expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
  database[Symbol.dispose]()
})

/** The first payment of an order and a later one differ in nothing but the order in which they came. */
function isSameKind(was: unknown, value: Value): boolean {
  const kinds = new Set([was, value])
  return kinds.has('settle') && kinds.has('correct')
}

type Value = number | string | null

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  wallet: ['exchange', SAMPLE_WALLET, 'elsewhere'],
  kind: ['deposit', 'withdrawal', 'move', 'adjustment', 'reserve', 'release', 'settle', 'correct', 'day', 'week'],
  ledger_account: ['available', 'reserved', 'capital', 'result', 'commission'],
  account: ['LIVE:main'],
}

/** Other values that a field may have. */
function othersThan(was: unknown, name: string, isNeeded: boolean): readonly Value[] {
  const none = isNeeded || was === null ? [] : [null]
  if (typeof was === 'number' || was === null) {
    const next = name === 'at' ? Number(was) + 45 * 24 * 60 * MINUTE : Number(was) + 1
    return [next, ...none]
  }
  if (name === 'wallets') return [String(was).replace(/\d/, (digit) => `${(Number(digit) + 1) % 10}`), '{}']
  return [...(OTHER_NAMES[name] ?? [`${was}x`]).filter((other) => other !== was), ...none]
}

function tried(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

/** Whether nothing is found; one that cannot even be read is found. */
function isSound(verify: () => readonly unknown[]): boolean {
  try {
    return verify().length === 0
  } catch {
    return false
  }
}
