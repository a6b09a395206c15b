import { expect, test } from 'vitest'
import { NO_LIMITS } from '../../src/limits/no-limits.ts'
import type { Intent } from '../../src/order/intent.ts'
import type { Order } from '../../src/order/order.ts'
import { settledBet } from '../../src/report/settled-bet.ts'
import { eventId, marketId, runId, selectionId, venueId } from '../../src/units/ids.ts'
import { matchedValue } from '../../src/units/matched-value.ts'
import { accountKey } from '../../src/units/mode.ts'
import { money, ZERO } from '../../src/units/money.ts'
import { price, toPriceUnits } from '../../src/units/price.ts'
import { timestamp } from '../../src/units/timestamp.ts'

const venue = venueId('exchange')
const intent: Intent = {
  key: 'key' as Intent['key'],
  ref: 'ref' as Intent['ref'],
  account: accountKey('DRY_RUN', venue),
  run: runId('run'),
  strategy: 'value',
  strategyVersion: '1',
  wallet: 'exchange',
  entry: 1,
  replaces: null,
  venue,
  event: eventId('exchange:e1'),
  market: marketId('exchange:m1'),
  selection: selectionId('exchange:s1'),
  eventName: 'A v B',
  selectionName: 'A',
  competition: 'league',
  startsAt: timestamp(5000),
  side: 'back',
  outcomes: 3,
  winners: 1,
  netting: true,
  origin: 'decided',
  terms: { kind: 'limit', persistence: 'lapse', minFill: null },
  price: toPriceUnits(price(2.5)),
  stake: money(1000),
  liability: money(1000),
  fairProbability: 0.42,
  edge: 0.05,
  commission: 0,
  quote: { price: 2.5, quotedAt: timestamp(0), receivedAt: timestamp(1) },
  decidedAt: timestamp(2),
  claims: [],
  limits: NO_LIMITS,
  windows: { day: '1970-01-01', week: '1970-W01', month: '1970-01' },
  reasons: [],
}

const won: Order = {
  intent,
  state: 'SETTLED',
  venueOrderId: '1',
  matchedStake: money(800),
  voidedStake: ZERO,
  cancelledStake: ZERO,
  lapsedStake: money(200),
  matchedValue: matchedValue(800 * 26_000),
  valueBasis: 'fills',
  averagePrice: toPriceUnits(price(2.6)),
  reserved: ZERO,
  profit: money(1280),
  commission: ZERO,
  outcome: 'won',
  closingProbability: 0.4,
  reason: null,
  resetAt: null,
  clearedVersion: null,
  marketCharge: null,
  chargeVersion: null,
  covered: ZERO,
  pendingUntil: null,
  amendedStake: null,
  amendedPersistence: null,
  sentAt: timestamp(3),
  settledAt: timestamp(9000),
  updatedAt: timestamp(9001),
  version: 5,
}

test('a back is told as it was matched', () => {
  expect(settledBet(won)).toEqual({
    at: 9000,
    strategy: 'value',
    market: 'exchange:m1',
    venue: 'exchange',
    price: 2.6,
    stake: 800,
    profit: 1280,
    commission: 0,
    outcome: 'won',
    fairProbability: 0.42,
    closingProbability: 0.4,
  })
})

test('a lay is told as a back of everything else', () => {
  const lay = settledBet({
    ...won,
    intent: { ...intent, side: 'lay', liability: money(1600) },
    matchedValue: matchedValue(800 * 30_000),
    averagePrice: toPriceUnits(price(3)),
    profit: money(800),
  })
  expect(lay).toMatchObject({ price: 1.5, stake: 1600, profit: 800, outcome: 'won' })
  expect(lay?.fairProbability).toBeCloseTo(0.58, 15)
  expect(lay?.closingProbability).toBeCloseTo(0.6, 15)
})

test('the liability of a lay is rounded up as it was reserved', () => {
  const lay = settledBet({
    ...won,
    intent: { ...intent, side: 'lay' },
    matchedStake: money(333),
    matchedValue: matchedValue(333 * 19_100),
    averagePrice: toPriceUnits(price(1.91)),
  })
  expect(lay?.stake).toBe(304) // 303.03
})

test('without an average price the price asked counts, without a settlement time the last change', () => {
  expect(settledBet({ ...won, averagePrice: null, settledAt: null })).toMatchObject({ price: 2.5, at: 9001 })
})

test('a void bet has no profit', () => {
  expect(settledBet({ ...won, state: 'VOIDED', outcome: 'void', profit: null })).toMatchObject({
    outcome: 'void',
    profit: 0,
  })
})

test.each([
  ['open', { state: 'MATCHED', outcome: null } as const],
  ['without outcome', { outcome: null } as const],
  ['never matched', { matchedStake: ZERO } as const],
])('an order that is %s is no bet yet', (_, changes) => {
  expect(settledBet({ ...won, ...changes })).toBeNull()
})
