import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { priceBand } from '../../src/report/breakdown.ts'
import { createPerformance, type PerformanceSummary } from '../../src/report/performance.ts'
import type { SettledBet } from '../../src/report/settled-bet.ts'
import { money, ZERO } from '../../src/units/money.ts'
import { DAY, timestamp } from '../../src/units/timestamp.ts'
import { anyBets, bet } from './settled-bets.ts'

const initialBankroll = money(100_000)

function measure(bets: readonly SettledBet[]): PerformanceSummary {
  const performance = createPerformance({ initialBankroll })
  for (const settled of bets) performance.add(settled)
  return performance.summary()
}

/** Every statistic again, from all bets at once and by the textbook. */
function fromAllBets(bets: readonly SettledBet[]) {
  const counted = bets.filter(({ outcome }) => outcome !== 'void')
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length)
  const deviation = (values: readonly number[]) => {
    const middle = mean(values)
    if (middle === null || values.length < 2) return null
    return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
  }
  const equity = [
    initialBankroll,
    ...bets.map((_, index) => initialBankroll + sum(bets.slice(0, index + 1).map((b) => b.profit))),
  ]
  const peaks = equity.map((_, index) => Math.max(...equity.slice(0, index + 1)))
  const returns = counted.map(({ profit, stake }) => profit / stake)
  const forecasts = counted.flatMap(({ fairProbability, outcome }) =>
    fairProbability === null ? [] : [{ p: fairProbability, won: outcome === 'won' }],
  )
  const clv = bets.flatMap(({ price, closingProbability }) =>
    closingProbability === null ? [] : [price * closingProbability - 1],
  )
  const runs = (outcome: string) =>
    Math.max(
      0,
      ...counted
        .map(({ outcome: o }) => (o === outcome ? 'x' : ' '))
        .join('')
        .split(' ')
        .map((run) => run.length),
    )
  return {
    staked: sum(counted.map(({ stake }) => stake)),
    profit: sum(bets.map(({ profit }) => profit)),
    equity: equity.at(-1),
    maxDrawdown: Math.max(...equity.map((value, index) => (peaks[index] ?? 0) - value)),
    maxDrawdownFraction: Math.max(...equity.map((value, index) => ((peaks[index] ?? 0) - value) / (peaks[index] ?? 1))),
    longestLosingStreak: runs('lost'),
    longestWinningStreak: runs('won'),
    mean: mean(returns),
    deviation: deviation(returns),
    downside: mean(returns.map((value) => Math.min(value, 0) ** 2)),
    brier: mean(forecasts.map(({ p, won }) => (p - (won ? 1 : 0)) ** 2)),
    logLoss: mean(forecasts.map(({ p, won }) => -Math.log(Math.max(won ? p : 1 - p, 1e-15)))),
    clv: mean(clv),
    clvDeviation: deviation(clv),
    beating: clv.filter((value) => value > 0).length,
  }
}

/** What is divided by is known to so many digits fewer as the quotient is large, and so is the quotient. */
function expectRatio(found: number | null, expected: number): void {
  expect(found).not.toBeNull()
  expect(Math.abs((found ?? 0) - expected)).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected)) + 1e-14 * expected ** 2)
}

function expectClose(found: number | null, expected: number | null, digits = 9): void {
  if (expected === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(expected, digits)
}

describe('createPerformance', () => {
  test('in one pass finds what a look at all bets finds', () => {
    fc.assert(
      fc.property(anyBets, (bets) => {
        const found = measure(bets)
        const expected = fromAllBets(bets)
        expect(found.bets).toBe(bets.length)
        expect(found.won + found.lost + found.void).toBe(bets.length)
        expect(found.staked).toBe(expected.staked)
        expect(found.profit).toBe(expected.profit)
        expect(found.equity).toBe(expected.equity)
        expectClose(found.yield, expected.staked === 0 ? null : expected.profit / expected.staked)
        expect(found.returnOnBankroll).toBe(expected.profit / initialBankroll)
        expect(found.maxDrawdown).toBe(expected.maxDrawdown)
        expectClose(found.maxDrawdownFraction, expected.maxDrawdownFraction)
        expect(found.longestLosingStreak).toBe(expected.longestLosingStreak)
        expect(found.longestWinningStreak).toBe(expected.longestWinningStreak)
        if (expected.deviation !== null && expected.deviation > 1e-9 && expected.mean !== null) {
          expectRatio(found.sharpe, expected.mean / expected.deviation)
          const root = Math.sqrt(found.won + found.lost)
          expectRatio((found.t ?? Number.NaN) / root, expected.mean / expected.deviation)
        }
        if (expected.downside !== null && expected.downside > 0 && expected.mean !== null) {
          expectRatio(found.sortino, expected.mean / Math.sqrt(expected.downside))
        }
        expectClose(found.brier, expected.brier)
        expectClose(found.logLoss, expected.logLoss)
        expectClose(found.clv?.mean ?? null, expected.clv)
        expectClose(found.clv?.deviation ?? null, expected.clvDeviation)
        expectClose(found.clv === null ? 0 : found.clv.beating * found.clv.bets, expected.beating)
      }),
    )
  })

  test('every breakdown adds up to the whole', () => {
    fc.assert(
      fc.property(anyBets, (bets) => {
        const summary = measure(bets)
        for (const groups of [summary.byPriceBand, summary.byStrategy, summary.byMarket]) {
          const total = (key: 'bets' | 'won' | 'lost' | 'staked' | 'profit') =>
            groups.reduce((sum, group) => sum + group[key], 0)
          expect(total('bets')).toBe(summary.bets)
          expect(total('won')).toBe(summary.won)
          expect(total('lost')).toBe(summary.lost)
          expect(total('staked')).toBe(summary.staked)
          expect(total('profit')).toBe(summary.profit)
        }
      }),
    )
  })

  test('no number of a summary is ever NaN', () => {
    fc.assert(
      fc.property(anyBets, (bets) => {
        expect(JSON.stringify(measure(bets), (_, value) => (Number.isNaN(value) ? 'NaN' : value))).not.toContain('NaN')
      }),
    )
  })

  test('says nothing where there is nothing to say', () => {
    expect(measure([])).toMatchObject({
      bets: 0,
      yield: null,
      returnOnBankroll: 0,
      maxDrawdown: 0,
      maxDrawdownFraction: 0,
      sharpe: null,
      sortino: null,
      t: null,
      pValue: null,
      bootstrapPValue: null,
      clv: null,
      brier: null,
      logLoss: null,
      calibration: null,
      equityCurve: [],
    })
    expect(measure([bet({ outcome: 'void', profit: ZERO })])).toMatchObject({
      bets: 1,
      void: 1,
      staked: 0,
      yield: null,
    })
  })

  test('void bets neither end nor lengthen a losing streak', () => {
    const lost = bet({ outcome: 'lost', profit: money(-2000) })
    const returned = bet({ outcome: 'void', profit: ZERO })
    expect(measure([lost, returned, lost, bet(), lost]).longestLosingStreak).toBe(2)
  })

  test('measures how long a drawdown lasts, and one that still runs', () => {
    const day = (number: number, profit: number) =>
      bet({ at: timestamp(number * DAY), profit: money(profit), outcome: profit > 0 ? 'won' : 'lost' })
    const over = measure([day(0, 100), day(1, -50), day(3, -50), day(10, 100), day(11, 1)])
    expect(over).toMatchObject({
      maxDrawdown: 100,
      maxDrawdownDuration: 10 * DAY,
      maxDrawdownBets: 2,
      currentDrawdown: 0,
    })
    const running = measure([day(0, 100), day(1, -50), day(40, -1)])
    expect(running).toMatchObject({ maxDrawdown: 51, maxDrawdownDuration: 40 * DAY, currentDrawdown: 51 })
  })

  test('a fall below zero is more than the whole peak', () => {
    const performance = createPerformance({ initialBankroll: money(100) })
    performance.add(bet({ stake: money(50), profit: money(50) }))
    performance.add(bet({ stake: money(170), profit: money(-170), outcome: 'lost' }))
    expect(performance.summary()).toMatchObject({ maxDrawdown: 170, lowestEquity: -20 })
    expect(performance.summary().maxDrawdownFraction).toBeCloseTo(170 / 150, 12)
  })

  test('counts groups beyond the limit together', () => {
    const performance = createPerformance({ initialBankroll, maxGroups: 2 })
    for (const market of ['m1', 'm2', 'm3', 'm4', 'm1']) performance.add(bet({ market }))
    expect(performance.summary().byMarket.map(({ key, bets }) => [key, bets])).toEqual([
      ['m1', 2],
      ['m2', 1],
      ['(other)', 2],
    ])
  })

  test('orders price bands from short to long', () => {
    const bands = measure([80, 1.2, 7, 2, 1.5, 3].map((price) => bet({ price }))).byPriceBand
    expect(bands.map(({ key }) => key)).toEqual(['under 1.5', '1.5–2', '2–3', '3–5', '5–10', '50 and over'])
  })

  test('gives a bootstrap p-value where it is asked for, the same for the same seed', () => {
    const run = (seed: string) => {
      const performance = createPerformance({ initialBankroll, bootstrap: { seed, resamples: 199 } })
      for (let index = 0; index < 100; index++) {
        const won = index % 3 > 0
        performance.add(bet({ market: `m${index}`, profit: money(won ? 2100 : -2000), outcome: won ? 'won' : 'lost' }))
      }
      return performance.summary()
    }
    expect(run('a').bootstrapPValue).toBe(run('a').bootstrapPValue)
    expect(run('a').bootstrapPValue).toBeLessThan(0.02)
    expect(run('a').pValue).toBeLessThan(0.001)
  })

  test('keeps no more of a million bets than of a thousand', () => {
    const performance = createPerformance({ initialBankroll, maxCurvePoints: 100 })
    for (let index = 0; index < 1_000_000; index++) performance.add(bet({ at: timestamp(index), market: `m${index}` }))
    const summary = performance.summary()
    expect(summary.bets).toBe(1_000_000)
    expect(summary.equityCurve.length).toBeLessThanOrEqual(100)
    expect(summary.byMarket).toHaveLength(1001)
  })

  test.each([
    ['price', { price: 1 }],
    ['money', { stake: 1.5 as never }],
    ['stake', { stake: ZERO }],
    ['money', { profit: Number.NaN as never }],
    ['outcome', { outcome: 'half' as never }],
    ['fairProbability', { fairProbability: 1.2 }],
    ['closingProbability', { closingProbability: Number.NaN }],
    ['timestamp', { at: 0.5 as never }],
  ])('a bet with a bad %s is refused and leaves no trace', (argument, changes) => {
    const performance = createPerformance({ initialBankroll })
    performance.add(bet())
    const before = performance.summary()
    expect(() => performance.add(bet(changes))).toThrow(InvalidValueError)
    expect(() => performance.add(bet(changes))).toThrow(argument)
    expect(performance.summary()).toEqual(before)
  })

  test.each([
    ['initialBankroll', { initialBankroll: ZERO }],
    ['maxPoints', { initialBankroll, maxCurvePoints: 7 }],
    ['resamples', { initialBankroll, bootstrap: { seed: 'a', resamples: 0 } }],
  ])('a bad %s is named', (argument, settings) => {
    expect(() => createPerformance(settings)).toThrow(argument)
  })
})

test.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])('a price of %s has no band', (price) => {
  expect(() => priceBand(price)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', argument: 'price' }))
})
