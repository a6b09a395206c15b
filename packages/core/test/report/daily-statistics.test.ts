import {
  after,
  createMemoryStore,
  HOUR,
  InvalidValueError,
  MINUTE,
  money,
  type Order,
  type OrderEvent,
} from '@betting-advisor/core'
import { dailyStatistics } from '@betting-advisor/core/report'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  type SampleIntent,
  sampleIntent,
  sampleRunStart,
} from '@betting-advisor/core/testing'
import { expect, test } from 'vitest'

const at = (milliseconds: number) => after(SAMPLE_TIME, milliseconds)

/** A bet of 10.00 at 2.1, matched and then ended. */
interface Bet extends SampleIntent {
  readonly market: string
  readonly ends: number
  /** `null`: void. */
  readonly profit: number | null
  readonly close?: number
}

/** Orders as a store has them, newest decision first. */
async function ordersOf(...bets: readonly Bet[]): Promise<readonly Order[]> {
  const store = createMemoryStore()
  await store.startRun(sampleRunStart())
  for (const { ends, profit, close, ...sample } of bets) {
    const intent = sampleIntent(sample)
    await store.begin(intent)
    const end: OrderEvent =
      profit === null
        ? { type: 'voided', at: at(ends) }
        : {
            type: 'settled',
            at: at(ends),
            outcome: profit > 0 ? 'won' : 'lost',
            profit: money(profit),
          }
    const events: readonly OrderEvent[] = [
      { type: 'accepted', at: intent.decidedAt, venueOrderId: intent.ref },
      { type: 'matched', at: intent.decidedAt, matchedStake: intent.stake, averagePrice: intent.price },
      ...(close === undefined
        ? []
        : [{ type: 'closing-line' as const, at: intent.decidedAt, closingProbability: close }]),
      end,
    ]
    for (const event of events) await store.advance(intent.key, [event])
  }
  return await store.orders({ account: SAMPLE_ACCOUNT })
}

test('a day is what its bets came to, in all and by strategy', async () => {
  const orders = await ordersOf(
    { market: 'm1', strategy: 'value', ends: HOUR, profit: 1100, commission: 0.05, close: 0.5 },
    { market: 'm2', strategy: 'arbitrage', ends: 2 * HOUR, profit: -1000, close: 0.45 },
    { market: 'm3', strategy: 'value', ends: 3 * HOUR, profit: null },
    { market: 'm4', strategy: 'value', ends: 4 * HOUR, profit: -1000 },
  )
  const [day, ...others] = await dailyStatistics(orders, 'UTC')
  expect(others).toEqual([])
  expect(day).toEqual({
    day: { name: '2026-08-08', start: Date.UTC(2026, 7, 8), end: Date.UTC(2026, 7, 9) },
    bets: 4,
    won: 1,
    lost: 2,
    void: 1,
    staked: 3000,
    profit: -955,
    commission: 55,
    roi: -955 / 3000,
    // 2.1 × 0.5 − 1 = 0.05 and 2.1 × 0.45 − 1 = −0.055.
    clv: expect.closeTo(-0.0025, 12),
    withClose: 2,
    maxDrawdown: 2000,
    byStrategy: [
      {
        strategy: 'arbitrage',
        bets: 1,
        won: 0,
        lost: 1,
        void: 0,
        staked: 1000,
        profit: -1000,
        commission: 0,
        roi: -1,
        clv: expect.closeTo(-0.055, 12),
        withClose: 1,
        maxDrawdown: 1000,
      },
      {
        strategy: 'value',
        bets: 3,
        won: 1,
        lost: 1,
        void: 1,
        staked: 2000,
        profit: 45,
        commission: 55,
        roi: 45 / 2000,
        clv: expect.closeTo(0.05, 12),
        withClose: 1,
        maxDrawdown: 1000,
      },
    ],
  })
})

test("a bet belongs to the day of the account's calendar on which it was settled, and days ascend", async () => {
  // London is an hour ahead of UTC: 22:59 is still the 8th there, 23:00 is the 9th.
  const orders = await ordersOf(
    { market: 'm1', at: 2 * MINUTE, ends: 10 * HOUR + 59 * MINUTE, profit: 1100 },
    { market: 'm2', at: MINUTE, ends: 11 * HOUR, profit: 1100 },
    { market: 'm3', ends: 35 * HOUR, profit: 1100 },
  )
  const names = async (timeZone: string) =>
    (await dailyStatistics(orders, timeZone)).map(({ day, bets }) => [day.name, bets])
  expect(await names('Europe/London')).toEqual([
    ['2026-08-08', 1],
    ['2026-08-09', 1],
    ['2026-08-10', 1],
  ])
  expect(await names('UTC')).toEqual([
    ['2026-08-08', 2],
    ['2026-08-09', 1],
  ])
})

test('the drawdown of a day follows the order of settlement, whatever the order of decision', async () => {
  const orders = await ordersOf(
    { market: 'm1', ends: 4 * HOUR, profit: -1000 },
    { market: 'm2', at: MINUTE, ends: HOUR, profit: -1000 },
    { market: 'm3', at: 2 * MINUTE, ends: 2 * HOUR, profit: 1100 },
    { market: 'm4', at: 3 * MINUTE, ends: 3 * HOUR, profit: 1100 },
  )
  const [day] = await dailyStatistics(orders, 'UTC')
  expect(day).toMatchObject({ profit: 200, maxDrawdown: 1000 })
  expect(await dailyStatistics(orders.toReversed(), 'UTC')).toEqual([day])
})

test('of bets that were settled at one moment, the first that the store heard of comes first', async () => {
  const orders = await ordersOf(
    { market: 'm1', ends: HOUR, profit: 1100 },
    { market: 'm2', ends: HOUR, profit: -1000 },
    { market: 'm3', ends: HOUR, profit: -1000 },
  )
  expect(await dailyStatistics(orders, 'UTC')).toMatchObject([{ maxDrawdown: 2000 }])
})

test('a corrected bet counts as it was corrected, on the day of its first settlement', async () => {
  const store = createMemoryStore()
  await store.startRun(sampleRunStart())
  const intent = sampleIntent()
  await store.begin(intent)
  for (const event of [
    { type: 'accepted', at: at(0), venueOrderId: '1' },
    { type: 'matched', at: at(0), matchedStake: intent.stake, averagePrice: intent.price },
    { type: 'settled', at: at(HOUR), outcome: 'lost', profit: money(-1000), commission: money(0) },
    { type: 'corrected', at: at(48 * HOUR), outcome: 'won', profit: money(1100), commission: money(0) },
  ] as const) {
    expect(await store.advance(intent.key, [event])).toMatchObject({ kind: 'changed' })
  }
  const days = await dailyStatistics(await store.orders({ account: SAMPLE_ACCOUNT }), 'UTC')
  expect(days).toMatchObject([{ day: { name: '2026-08-08' }, won: 1, lost: 0, profit: 1100 }])
})

test('what has not ended, or was never matched, is no bet of any day', async () => {
  const store = createMemoryStore()
  await store.startRun(sampleRunStart())
  await store.begin(sampleIntent({ market: 'm1' }))
  const rejected = sampleIntent({ market: 'm2' })
  await store.begin(rejected)
  await store.advance(rejected.key, [{ type: 'rejected', at: at(1), reason: { code: 'NO', message: 'no' } }])
  expect(await dailyStatistics(await store.orders({ account: SAMPLE_ACCOUNT }), 'UTC')).toEqual([])
  expect(await dailyStatistics([], 'UTC')).toEqual([])
})

test('a day of returned bets has a profit and no return on it', async () => {
  const orders = await ordersOf({ market: 'm1', ends: HOUR, profit: null, close: 0.5 })
  expect(await dailyStatistics(orders, 'UTC')).toMatchObject([
    { void: 1, staked: 0, profit: 0, roi: null, clv: expect.closeTo(0.05, 12) },
  ])
})

test('a time zone that does not exist is refused', async () => {
  await expect(dailyStatistics([], 'Mars/Olympus')).rejects.toThrow(InvalidValueError)
})
