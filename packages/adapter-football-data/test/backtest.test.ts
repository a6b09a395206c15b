import { flatStake, money, runBacktest, valueBetting, withoutProtections } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power } from '@betting-advisor/core/odds'
import { describe, expect, test } from 'vitest'
import { footballDataEvents, readSeasons, type SeasonOptions } from '../src/index.ts'
import { type Row, row, seasonFile } from './season-file.ts'

const MIN_EDGE = 0.01

/** Value betting at level stakes over a season. */
function backtest(rows: readonly Row[], options?: SeasonOptions) {
  const { account, risk, backtest: play } = defineSettings()
  const seasons = readSeasons([seasonFile(rows, Object.keys(rows[0] ?? row))], options)
  const { sharp, bookmakers } = seasons.venues
  return runBacktest({
    events: footballDataEvents(seasons),
    strategies: [
      valueBetting({ sharp, bookmakers, overround: power, minEdge: MIN_EDGE, staking: flatStake(money(1000)) }),
    ],
    limits: withoutProtections(risk),
    currency: account.currency,
    bankroll: play.bankroll,
  })
}

/** An invented season of prices around a guess, each bookmaker with its margin and its mistakes. */
function inventedSeason(matches: number): readonly Row[] {
  let state = 20_240_801
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  return Array.from({ length: matches }, (_, index) => {
    const home = 0.25 + 0.4 * random()
    const fair = [home, 0.26, 0.74 - home]
    const winner = 'HDA'[Math.floor(random() * 3)] ?? 'H'
    const prices = (prefix: string, margin: number, mistake: number): Row =>
      Object.fromEntries(
        fair.map((probability, place) => [
          `${prefix}${'HDA'[place]}`,
          ((1 / (probability * (1 + margin))) * (1 + mistake * (random() - 0.5))).toFixed(2),
        ]),
      )
    return {
      Div: 'X0',
      Date: `${String(1 + (index % 28)).padStart(2, '0')}/${String(1 + Math.floor(index / 28)).padStart(2, '0')}/2024`,
      Time: '15:00',
      HomeTeam: `Home ${index}`,
      AwayTeam: `Away ${index}`,
      FTHG: winner === 'H' ? '1' : '0',
      FTAG: winner === 'A' ? '1' : '0',
      FTR: winner,
      ...prices('PS', 0.025, 0.02),
      ...prices('B365', 0.05, 0.2),
      ...prices('WH', 0.06, 0.2),
      ...prices('PSC', 0.025, 0.04),
    }
  })
}

/** Fair probabilities by powers of 1/price, found by halving: nothing of it is the package's. */
function fairOf(prices: readonly number[]): readonly number[] {
  let [low, high] = [0.2, 5]
  for (let step = 0; step < 100; step += 1) {
    const power_ = (low + high) / 2
    if (prices.reduce((sum, price) => sum + price ** -power_, 0) > 1) low = power_
    else high = power_
  }
  return prices.map((price) => price ** -low)
}

/** What should be bet, straight from the cells. */
function expectedBets(rows: readonly Row[], prefixes: readonly string[]) {
  const three = (cells: Row, prefix: string) => ['H', 'D', 'A'].map((letter) => Number(cells[`${prefix}${letter}`]))
  return rows.flatMap((cells) => {
    const fair = fairOf(three(cells, 'PS'))
    const offers = prefixes.flatMap((prefix) =>
      three(cells, prefix).map((price, place) => ({ price, place, edge: price * (fair[place] ?? 0) - 1 })),
    )
    const [best] = offers.filter(({ edge }) => edge >= MIN_EDGE).sort((a, b) => b.edge - a.edge)
    if (best === undefined) return []
    const won = 'HDA'[best.place] === cells['FTR']
    const close = fairOf(three(cells, 'PSC'))[best.place] ?? Number.NaN
    return [
      {
        home: cells['HomeTeam'],
        price: best.price,
        profit: won ? Math.round(1000 * (best.price - 1)) : -1000,
        clv: best.price * close - 1,
      },
    ]
  })
}

describe('a backtest over a season', () => {
  const season = inventedSeason(200)

  test.each([
    [['B365', 'WH'], {}],
    [['B365'], { bookmakers: ['B365'] }],
  ])('bets at %j what a calculation of its own says, to the penny', (prefixes, options) => {
    const wanted = expectedBets(season, prefixes)
    const { bets, performance } = backtest(season, options)
    expect(wanted.length).toBeGreaterThan(20)
    expect(bets).toHaveLength(wanted.length)
    const byHome = new Map(bets.map((bet) => [bet.intent.market.split('/')[2], bet]))
    for (const { home, price, profit } of wanted) {
      expect(byHome.get(home)).toMatchObject({ intent: { price: Math.round(price * 10_000) }, profit })
    }
    expect(performance.profit).toBe(wanted.reduce((sum, { profit }) => sum + profit, 0))
    expect(performance.clv?.mean).toBeCloseTo(wanted.reduce((sum, { clv }) => sum + clv, 0) / wanted.length, 9)
  })

  test('two bookmakers find more than one', () => {
    expect(backtest(season).bets.length).toBeGreaterThan(backtest(season, { bookmakers: ['B365'] }).bets.length)
  })
})

describe('closing line value', () => {
  const season = inventedSeason(200)

  test.each([
    ['a season without closing prices', season.map(({ PSCH, PSCD, PSCA, ...cells }): Row => cells), {}],
    ['closing prices that are not asked for', season, { close: null }],
  ])('is none for %s', (_, rows, options) => {
    const { bets, performance } = backtest(rows, options)
    expect(bets.length).toBeGreaterThan(20)
    expect(performance.clv).toBeNull()
    expect(readSeasons([seasonFile(rows, Object.keys(rows[0] ?? row))], options).venues.close).toBeNull()
  })
})

test('a reference whose prices cannot all be right is no reference', () => {
  // 34.0 for 3.40: the booksum is 0.78, and everything else looks cheap beside it.
  const typo = { ...row, PSH: '2.10', PSD: '34.0', PSA: '3.60', B365H: '2.15', B365D: '3.30', B365A: '3.50' }
  const right = { ...typo, PSD: '3.40' }
  expect(backtest([typo, { ...right, HomeTeam: 'Cray' }]).bets).toEqual([])
  expect(backtest([typo, { ...right, HomeTeam: 'Cray', B365H: '2.4' }]).bets).toHaveLength(1)
})
