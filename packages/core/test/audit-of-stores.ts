import { after, type Intent, MINUTE, money, type OrderEvent, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { expect } from 'vitest'

/** A field as it is kept; bytes in hexadecimal digits. */
export type Field = number | string | boolean | null

export interface KeptColumn {
  readonly name: string
  readonly kind: 'number' | 'text' | 'json' | 'bytes' | 'boolean'
  readonly isNeeded: boolean
  /** Whether it is one of those by which a row is found. */
  readonly isKey: boolean
}

/** What a store has written down, for somebody who changes it by hand. */
export interface KeptRows {
  readonly store: Store
  columns(table: string): Promise<readonly KeptColumn[]>
  rows(table: string): Promise<readonly Readonly<Record<string, Field>>[]>
  /** Changes a field of the one row that has these keys; `false` where the schema refuses. */
  change(table: string, column: string, keys: Readonly<Record<string, Field>>, value: Field): Promise<boolean>
}

/** Where money is written down, and what there says nothing of it, or nothing that anything else tells. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  account: [
    'key',
    'currency_code',
    'currency_exponent',
    'opened_at',
    'version',
    'limits',
    'raise_at',
    'raise_to',
    'stops_version',
    'halt_reason',
    'halted_at',
    'resume_code',
    'resume_until',
    'resume_expires_at',
    'last_event_id',
    'links_version',
  ],
  // When it was written, and in which order.
  orders: ['number', 'begun_at', 'version', 'settled_by'],
  order_event: ['number'],
  transfer: ['number'],
  limit_use: [],
  loss: [],
}

const SECOND = 1000

const at = (minutes: number) => after(SAMPLE_TIME, minutes * MINUTE)
const BY = { by: 'ada', reason: 'its page says so' }

/** Filled as long after it was decided as every other, so that what moves for one of a market moves at a moment of its own. */
const filled = ({ key, stake, price, decidedAt }: Intent): readonly [OrderEvent, OrderEvent] => [
  { type: 'accepted', at: after(decidedAt, MINUTE), venueOrderId: `bet ${key}` },
  { type: 'matched', at: after(decidedAt, 2 * MINUTE), matchedStake: stake, averagePrice: price },
]

/** An account with money at two venues and bets that ended in every way, with some that live. */
async function fill(store: Store): Promise<void> {
  await store.startRun(sampleRunStart())
  const claims = [{ limit: 'open-orders', amount: 1, capacity: 20 }]
  const bet = (market: string, more: Parameters<typeof sampleIntent>[0] = {}) =>
    sampleIntent({ market, claims, commission: 0.05, venue: 'exchange', wallet: 'exchange', ...more })
  await store.transfer(SAMPLE_ACCOUNT, SAMPLE_WALLET, 'exchange', money(40_000), at(0), BY)
  await store.deposit(SAMPLE_ACCOUNT, 'exchange', money(5000), at(1))
  await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-700), at(2))
  await store.adjust(SAMPLE_ACCOUNT, 'exchange', money(-33), at(3), BY)
  await store.adjust(SAMPLE_ACCOUNT, 'exchange', money(12), at(3), BY)
  const begun = [
    bet('won', { netting: true }),
    bet('won', { selection: 'Away', netting: true, at: SECOND }),
    bet('corrected'),
    bet('charged'),
    bet('by hand', { wallet: SAMPLE_WALLET, venue: 'bookmaker' }),
    bet('returned'),
  ] as const
  await store.beginAll(begun)
  for (const intent of begun) await store.advance(intent.key, filled(intent))
  const [won, lost, corrected, charged, byHand, returned] = begun
  await store.advanceAll([
    { key: won.key, events: [{ type: 'settled', at: at(4), outcome: 'won', profit: money(1100) }] },
    { key: lost.key, events: [{ type: 'settled', at: at(5), outcome: 'lost', profit: money(-1000) }] },
  ])
  await store.advance(corrected.key, [
    { type: 'settled', at: at(5), outcome: 'won', profit: money(1100), venueVersion: 1 },
    { type: 'corrected', at: at(6), outcome: 'half-lost', profit: money(-500), venueVersion: 2 },
  ])
  await store.advance(charged.key, [
    { type: 'settled', at: at(7), outcome: 'won', profit: money(1100), venueVersion: 1 },
    { type: 'market-charged', at: at(8), amount: money(41), venueVersion: 1 },
  ])
  await store.settleByHand(byHand.key, { outcome: 'dead-heat', profit: money(50) }, at(9), BY)
  await store.advance(returned.key, [{ type: 'voided', at: at(10) }])
  const reported = bet('reported', { origin: 'reported', wallet: SAMPLE_WALLET, venue: 'bookmaker', claims: [] })
  await store.report(reported, filled(reported), BY)
  const lay = { netting: true, side: 'lay', stake: 400, at: SECOND } as const
  for (const live of [bet('live', { netting: true }), bet('live', lay)]) {
    await store.begin(live)
    await store.advance(live.key, filled(live))
  }
}

/**
 * Changes every field of what is written down of money, one after the other, and asks whether the audit finds it.
 *
 * @param every - Of how many rows one is changed in each column, another one in each.
 * @param besides - Columns of orders which in this store say nothing of money that anything else tells.
 */
export async function expectAuditToFindEveryField(
  kept: KeptRows,
  { every = 1, besides = [] }: { readonly every?: number; readonly besides?: readonly string[] } = {},
): Promise<void> {
  const { store } = kept
  await fill(store)
  expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  const unnoticed: string[] = []
  let changed = 0
  for (const [table, untold] of Object.entries(UNTOLD)) {
    const columns = await kept.columns(table)
    const keys = columns.filter(({ isKey }) => isKey).map(({ name }) => name)
    const rows = await kept.rows(table)
    for (const [place, column] of columns.entries()) {
      const { name } = column
      if (untold.includes(name) || (table === 'orders' && besides.includes(name))) continue
      for (const row of rows.filter((_, index) => (index + place) % every === 0)) {
        const was = row[name] ?? null
        const where = Object.fromEntries(keys.map((key) => [key, row[key] ?? null]))
        // When money was paid in or taken elsewhere, nothing else tells.
        if (table === 'transfer' && name === 'at' && row['order_number'] === null) continue
        for (const value of othersThan(was, column)) {
          // Its order tells that something happened to it at the time of a hold, not which of all that happened it was.
          if (table === 'transfer' && name === 'at' && value === Number(was) + MINUTE) continue
          if (!(await kept.change(table, name, where, value))) continue
          changed += 1
          if (await isSound(store)) unnoticed.push(`${table} ${JSON.stringify(where)}: ${name} ${was} → ${value}`)
          const now = { ...where, ...(name in where ? { [name]: value } : {}) }
          expect(await kept.change(table, name, now, was), `${table}.${name} ${was}`).toBe(true)
        }
      }
    }
  }
  unnoticed.push(...(await swapped(kept)))
  expect(unnoticed).toEqual([])
  expect(changed).toBeGreaterThan(200 / every)
  expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
}

/** What no order moves, with as much put into another account of the ledger in one transfer as is taken from it in the next of its kind. */
async function swapped(kept: KeptRows): Promise<readonly string[]> {
  const unnoticed: string[] = []
  const transfers = (await kept.rows('transfer')).filter((row) => row['order_number'] === null)
  for (const kind of ['deposit', 'move', 'adjustment']) {
    const [one, other] = transfers.filter((row) => row['kind'] === kind)
    if (one === undefined || other === undefined) throw new Error(`there are to be two of ${kind}`)
    for (const [to, from] of [
      ['reserved', 'capital'],
      ['reserved', 'result'],
      ['reserved', 'commission'],
      ['capital', 'commission'],
      ['result', 'commission'],
    ] as const) {
      const move = async (by: number) => {
        for (const [row, amount] of [[one, by] as const, [other, -by] as const]) {
          const where = { number: row['number'] ?? null }
          expect(await kept.change('transfer', to, where, Number(row[to]) + amount)).toBe(true)
          expect(await kept.change('transfer', from, where, Number(row[from]) - amount)).toBe(true)
        }
      }
      await move(5)
      if (await isSound(kept.store)) unnoticed.push(`${kind}: ${from} → ${to}`)
      await move(0)
    }
  }
  return unnoticed
}

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  wallet: ['exchange', SAMPLE_WALLET, 'elsewhere'],
  kind: ['deposit', 'withdrawal', 'move', 'adjustment', 'reserve', 'release', 'settle', 'correct', 'day', 'week'],
  account: ['LIVE:main'],
}

/** Other values that a field may have. */
function othersThan(was: Field, { name, kind, isNeeded }: KeptColumn): readonly Field[] {
  const none = isNeeded || was === null ? [] : [null]
  return [...otherValues(was, name, kind).filter((value) => value !== was), ...none]
}

function otherValues(was: Field, name: string, kind: KeptColumn['kind']): readonly Field[] {
  switch (kind) {
    case 'number': {
      if (name === 'at') return [Number(was) + 1, Number(was) + MINUTE, Number(was) + 45 * 24 * 60 * MINUTE]
      // Another row of the same table, where it is the number of one.
      if (name === 'order_number') return [Number(was) + 1, Number(was) - 1, Number(was) + 5]
      return [Number(was) + 1]
    }
    case 'boolean':
      return [was !== true]
    case 'bytes': {
      const text = String(was)
      const middle = text.length >> 1
      return [`${text.slice(0, middle)}${text[middle] === '0' ? '1' : '0'}${text.slice(middle + 1)}`]
    }
    case 'json': {
      const text = String(was)
      return [text.replace(/\d/, (digit) => `${(Number(digit) + 1) % 10}`), '{}']
    }
    case 'text':
      return OTHER_NAMES[name] ?? [`${was ?? ''}x`]
  }
}

/** Whether nothing is found; what cannot even be read is found. */
async function isSound(store: Store): Promise<boolean> {
  try {
    return (await store.verify(SAMPLE_ACCOUNT)).length === 0
  } catch {
    return false
  }
}
