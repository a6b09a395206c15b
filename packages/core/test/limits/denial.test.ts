import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountState,
  denialOf,
  EXPOSURE_SCOPES,
  locksOut,
  lower,
  rateDenial,
  rateWindowStart,
} from '../../src/limits/denial.ts'
import { marketExposure } from '../../src/limits/exposure.ts'
import { positionOf } from '../../src/limits/exposure-change.ts'
import { NO_LIMITS } from '../../src/limits/no-limits.ts'
import { reduces } from '../../src/limits/reduces.ts'
import { createMemoryAccounts } from '../../src/memory/accounts.ts'
import type { ExposureLimits, Intent } from '../../src/order/intent.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '../../src/testing/sample-intent.ts'
import { marketId } from '../../src/units/ids.ts'
import { type Money, money } from '../../src/units/money.ts'

const limit: fc.Arbitrary<Money | null> = fc.option(fc.integer({ min: 0, max: 5000 }).map(money))
const exposure = fc.record({
  selection: limit,
  market: limit,
  event: limit,
  strategy: limit,
  venue: limit,
  account: limit,
})
const loss = fc.record({ day: limit, week: limit, month: limit })
const limits: fc.Arbitrary<ExposureLimits> = fc.record({
  exposure,
  loss,
  rate: fc.option(fc.record({ orders: fc.integer({ min: 0, max: 4 }), windowMs: fc.integer({ min: 1, max: 1000 }) })),
})

const samples = fc.record({
  market: fc.constantFrom('m1', 'm2'),
  selection: fc.constantFrom('Home', 'Away'),
  strategy: fc.constantFrom('value', 'other'),
  side: fc.constantFrom('back' as const, 'lay' as const),
  stake: fc.integer({ min: 1, max: 2000 }),
  price: fc.integer({ min: 10_100, max: 40_000 }),
  netting: fc.boolean(),
})

const sums = fc.record({
  event: fc.integer({ min: 0, max: 4000 }),
  strategy: fc.integer({ min: 0, max: 4000 }),
  venue: fc.integer({ min: 0, max: 4000 }),
  account: fc.integer({ min: 0, max: 4000 }),
})

const states = fc.record({ sums, decided: fc.integer({ min: 0, max: 4 }), others: fc.array(samples, { maxLength: 4 }) })

function stateOf(
  { sums, decided, others }: typeof states extends fc.Arbitrary<infer State> ? State : never,
  stored: Pick<ExposureLimits, 'exposure' | 'loss'>,
): AccountState {
  return {
    halt: null,
    locks: [],
    balances: {
      available: money(1_000_000),
      wallets: { [SAMPLE_WALLET]: { available: money(1_000_000), reserved: money(0) } },
    },
    used: () => 0,
    positions: others.map((other, index) => {
      const intent = sampleIntent({ ...other, market: 'm1', entry: index + 1, outcomes: 2 })
      const { venue, strategy, selection, outcomes, winners, netting, side, stake, liability } = intent
      const losses = side === 'back' ? { ifWins: money(0), ifLoses: stake } : { ifWins: liability, ifLoses: money(0) }
      // What is open gains nothing when it is filled: none of these is set off by another.
      return { venue, strategy, selection, outcomes, winners, netting, ...losses, filled: losses }
    }),
    exposure: (scope) => sums[scope],
    lost: (kind) => (kind === 'day' ? 500 : 0),
    limits: stored,
    decidedAfter: () => decided,
  }
}

const raised = (amount: Money | null) => (amount === null ? null : money(amount + 1))

function raise(each: ExposureLimits): ExposureLimits {
  const { exposure, loss, rate } = each
  return {
    exposure: {
      selection: raised(exposure.selection),
      market: raised(exposure.market),
      event: raised(exposure.event),
      strategy: raised(exposure.strategy),
      venue: raised(exposure.venue),
      account: raised(exposure.account),
    },
    loss: { day: raised(loss.day), week: raised(loss.week), month: raised(loss.month) },
    rate: rate === null ? null : { ...rate, orders: rate.orders + 1 },
  }
}

function withLimits(intent: Intent, each: ExposureLimits): Intent {
  return { ...intent, limits: each }
}

const intents = samples.map((sample) => sampleIntent({ ...sample, market: 'm1', entry: 9, outcomes: 2 }))

describe('a refusal', () => {
  test('needs a limit: without any, what there is money for begins', () => {
    fc.assert(
      fc.property(intents, states, (intent, state) => {
        expect(denialOf(intent, stateOf(state, NO_LIMITS))).toBeNull()
      }),
    )
  })

  test('never comes from a higher limit where a lower one allows', () => {
    fc.assert(
      fc.property(intents, states, limits, limits, (intent, state, own, stored) => {
        if (denialOf(withLimits(intent, own), stateOf(state, stored)) !== null) return
        expect(denialOf(withLimits(intent, raise(own)), stateOf(state, raise(stored)))).toBeNull()
        expect(denialOf(withLimits(intent, NO_LIMITS), stateOf(state, NO_LIMITS))).toBeNull()
      }),
    )
  })

  test('is the same whether the intent or the account brings a limit', () => {
    fc.assert(
      fc.property(intents, states, limits, limits, (intent, state, a, b) => {
        const swapped = { ...b, rate: a.rate }
        expect(denialOf(withLimits(intent, a), stateOf(state, b))).toEqual(
          denialOf(withLimits(intent, swapped), stateOf(state, a)),
        )
      }),
    )
  })

  test('by exposure or loss says a worst case that is above the limit, and more than it was', () => {
    fc.assert(
      fc.property(intents, states, limits, (intent, state, own) => {
        const only = { ...own, rate: null }
        const refusal = denialOf(withLimits(intent, only), stateOf(state, NO_LIMITS))
        if (refusal === null) return
        const [was = 0, change = 0, capacity = 0] = (refusal.detail.match(/\d+/g) ?? []).map(Number)
        expect(change, refusal.detail).toBeGreaterThan(0)
        expect(was + change, refusal.detail).toBeGreaterThan(capacity)
      }),
    )
  })
})

test('whatever is begun, filled at its price or cancelled, only what takes risk away passes a limit on exposure', () => {
  const steps = fc.array(
    fc.record({ sample: samples, act: fc.constantFrom('fill', 'part', 'cancel', 'reject', 'leave') }),
    { maxLength: 25 },
  )
  fc.assert(
    fc.property(steps, exposure, (list, capacities) => {
      const accounts = createMemoryAccounts()
      accounts.startRun(sampleRunStart())
      const reducing = new Set<string>()
      for (const [index, { sample, act }] of list.entries()) {
        // Whether it nets is the venue's own.
        const venue = sample.netting ? 'exchange' : 'bookmaker'
        const event = 'event'
        const intent = sampleIntent({ ...sample, venue, event, entry: index + 1, outcomes: 2, exposure: capacities })
        const there = accounts
          .orders({ account: SAMPLE_ACCOUNT, limit: 100 })
          .flatMap((order) => positionOf(order) ?? [])
        if (accounts.begin(intent).kind !== 'reserved') continue
        if (reduces(there, intent)) reducing.add(intent.key)
        const reason = { code: 'R', message: 'm' }
        const at = SAMPLE_TIME
        if (act === 'reject') accounts.advance(intent.key, [{ type: 'rejected', at, reason }])
        if (act === 'leave' || act === 'reject') continue
        accounts.advance(intent.key, [{ type: 'accepted', at, venueOrderId: '1' }])
        const matchedStake = act === 'fill' ? intent.stake : money(Math.floor(intent.stake / 2))
        accounts.advance(intent.key, [{ type: 'matched', at, matchedStake, averagePrice: intent.price }])
        if (act === 'cancel') accounts.advance(intent.key, [{ type: 'cancelled', at, reason }])
      }
      const orders = accounts.orders({ account: SAMPLE_ACCOUNT, limit: 100 })
      for (const scope of EXPOSURE_SCOPES) {
        const capacity = capacities[scope]
        if (capacity === null) continue
        const groups = Map.groupBy(orders, ({ intent }) =>
          scope === 'account' ? '' : scope === 'selection' ? `${intent.market} ${intent.selection}` : intent[scope],
        )
        for (const group of groups.values()) {
          // A hedge may be all that its strategy has, or all there is on its selection: what the market can lose is less with it.
          const isPart = scope === 'strategy' || scope === 'selection'
          if (isPart && group.some(({ intent }) => reducing.has(intent.key))) continue
          const byMarket = Map.groupBy(group, ({ intent }) => intent.market)
          const total = [...byMarket.values()].reduce(
            (sum, each) => sum + marketExposure(each.map(positionOf).filter((position) => position !== null)),
            0,
          )
          expect(total, scope).toBeLessThanOrEqual(capacity)
        }
      }
      expect(accounts.verify(SAMPLE_ACCOUNT)).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('a lock stops what it is about, and no more', () => {
  const of = (strategy: string, market: string, wallet: string | null = 'venue') => ({
    strategy,
    market: marketId(market),
    wallet,
  })
  const [everything, strategy, market, venue] = [
    sampleLock(),
    sampleLock({ strategy: 'value' }),
    sampleLock({ market: marketId('m1') }),
    sampleLock({ kind: 'pause', venue: 'venue' }),
  ]
  expect([of('value', 'm1'), of('other', 'm1')].map((intent) => locksOut(everything, intent))).toEqual([true, true])
  expect([of('value', 'm1'), of('other', 'm1')].map((intent) => locksOut(strategy, intent))).toEqual([true, false])
  expect([of('value', 'm1'), of('value', 'm2')].map((intent) => locksOut(market, intent))).toEqual([true, false])
  const at = [of('value', 'm1'), of('value', 'm1', 'other'), of('value', 'm1', null)]
  expect(at.map((intent) => locksOut(venue, intent))).toEqual([true, false, false])
})

test('of two limits the lower one holds, and one that there is holds against none', () => {
  expect(lower(null, null)).toBeNull()
  expect(lower(money(1), null)).toBe(1)
  expect(lower(null, money(2))).toBe(2)
  expect(lower(money(1), money(2))).toBe(1)
  expect(lower(money(2), money(1))).toBe(1)
})

test('without a rate there is nothing to count', () => {
  const intent = sampleIntent()
  expect(rateWindowStart(intent)).toBe(SAMPLE_TIME)
  expect(rateDenial(intent, 1_000_000)).toBeNull()
  const rated = sampleIntent({ rate: { orders: 2, windowMs: 500 } })
  expect(rateWindowStart(rated)).toBe(SAMPLE_TIME - 500)
  expect(rateDenial(rated, 1)).toBeNull()
  expect(rateDenial(rated, 2)).toEqual({ code: 'RATE_EXCEEDED', detail: '2 orders within 0.5 s, at most 2' })
})
