import {
  after,
  type BacktestEvent,
  currency,
  DAY,
  type FairPrices,
  flatStake,
  fractionalKelly,
  HOUR,
  type MarketView,
  money,
  runBacktest,
  type Strategy,
  timestamp,
  valueBetting,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import { power, sharpPrices } from '@betting-advisor/core/odds'
import type { Control } from '@betting-advisor/core/risk'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const FROM = timestamp(Date.UTC(2026, 7, 1))
const world = createFootballWorld({ seed: 'a backtest' })
const season = (days = 20): readonly BacktestEvent[] => [
  ...footballBacktestEvents(world, { from: FROM, to: timestamp(FROM + days * DAY) }),
]
const valueStrategy = () =>
  valueBetting({ sharp: world.sharp, overround: power, minEdge: 0.005, staking: fractionalKelly(0.3) })
const limits = { ...WIDE, maxStakeFraction: 0.05, consecutiveLossLimit: 5, consecutiveLossWarn: 3, maxOpenBets: 10 }
const settings = { currency: currency('GBP'), bankroll: money(1_000_000), limits }
const at = (milliseconds: number) => after(NOON, milliseconds)

/** What a strategy was shown of a market, as text. */
const glimpse = (market: MarketView) =>
  JSON.stringify([market.receivedAt, market.status, [...market.all()].map(({ venue, prices }) => [venue, prices])])

describe('a backtest', () => {
  it('is the same to the byte every time', () => {
    const run = () => JSON.stringify(runBacktest({ ...settings, events: season(), strategies: [valueStrategy()] }))
    const first = run()
    expect(run()).toBe(first)
    expect(JSON.parse(first).bets.length).toBeGreaterThan(20)
  })

  it('shows a strategy the news before it decides and nothing of what comes later', () => {
    const events = season(6)
    const news = new Map<string, string[]>()
    for (const event of events) {
      if (event.type !== 'market') continue
      const { market, venues, receivedAt, status } = event.update
      const seen = news.get(market.id) ?? []
      seen.push(JSON.stringify([receivedAt, status, venues.map(({ venue, prices }) => [venue, prices])]))
      news.set(market.id, seen)
    }
    const shown = new Map<string, string[]>()
    const settledAt: number[] = []
    const spy: Strategy = {
      ...valueStrategy(),
      onMarket(market, desk) {
        expect(desk.now).toBe(market.receivedAt)
        expect(desk.now).toBeLessThan(market.market.event.startsAt)
        for (const order of desk.orders(market.market.id)) {
          expect(order.closingProbability).toBeNull()
          expect(order.outcome).toBeNull()
        }
        const seen = shown.get(market.market.id) ?? []
        seen.push(glimpse(market))
        shown.set(market.market.id, seen)
        valueStrategy().onMarket?.(market, desk)
      },
      onOrder(order, desk) {
        expect(order.outcome).toBeNull()
        if (order.closingProbability !== null) expect(desk.now).toBeGreaterThanOrEqual(order.intent.startsAt)
      },
      onSettled(order, desk) {
        settledAt.push(desk.now)
        expect(desk.now).toBeGreaterThanOrEqual(order.intent.startsAt + 2 * HOUR)
      },
    }
    const { bets } = runBacktest({ ...settings, events, strategies: [spy] })
    expect(shown).toEqual(news)
    expect(settledAt.length).toBe(bets.length)
    expect(bets.length).toBeGreaterThan(5)
  })

  it('measures the closing line against closing prices that no strategy has seen', () => {
    const events = season(6)
    const { bets } = runBacktest({ ...settings, events, strategies: [valueStrategy()] })
    const closing = new Map(
      events.flatMap((event) => (event.type === 'closing' ? [[event.update.market.id, event]] : [])),
    )
    for (const { closingProbability, intent } of bets) {
      const update = closing.get(intent.market)?.update
      const prices = update?.venues.find(({ venue }) => venue === world.sharp)?.prices
      const index = update?.market.selections.findIndex(({ id }) => id === intent.selection) ?? -1
      if (prices === undefined) throw new Error('no closing prices')
      const fair = power(prices.map((price) => price ?? Number.NaN)).probabilities[index]
      expect(closingProbability).toBeCloseTo(fair ?? Number.NaN, 12)
    }
  })

  it('decides the same on a prefix of the events as on all of them', () => {
    const events = season(10)
    const cut = Math.floor(events.length / 2)
    const decided = (part: readonly BacktestEvent[]) => {
      const { bets, open } = runBacktest({ ...settings, events: part, strategies: [valueStrategy()] })
      return [...bets, ...open].map(({ intent }) => intent).toSorted((a, b) => (a.key < b.key ? -1 : 1))
    }
    const horizon = events[cut - 1]?.at ?? FROM
    const all = decided(events).filter((intent) => intent.decidedAt <= horizon)
    const prefix = decided(events.slice(0, cut))
    expect(all.slice(0, 5)).not.toEqual([])
    expect(prefix).toEqual(all.filter(({ key }) => prefix.some((intent) => intent.key === key)))
    expect(all.filter(({ decidedAt }) => decidedAt < horizon).length).toBe(
      prefix.filter(({ decidedAt }) => decidedAt < horizon).length,
    )
  })

  it('has a bare strategy beside the protected one', () => {
    const events = season()
    const tight = { ...limits, maxOpenBets: 1, consecutiveLossLimit: 2, consecutiveLossWarn: 1 }
    const guarded = runBacktest({ ...settings, limits: tight, events, strategies: [valueStrategy()] })
    const bare = runBacktest({ ...settings, limits: withoutProtections(tight), events, strategies: [valueStrategy()] })
    expect(guarded.locks.length).toBeGreaterThan(0)
    expect(guarded.rejections['OPEN_BETS_EXCEEDED']).toBeGreaterThan(0)
    expect(bare.locks).toEqual([])
    expect(Object.keys(bare.rejections)).not.toContain('OPEN_BETS_EXCEEDED')
    expect(bare.bets.length).toBeGreaterThan(guarded.bets.length)
  })

  it('measures a model by the close, not by itself, and locks it for what it finds', () => {
    const guess: FairPrices = {
      name: 'one third each',
      fairMarket: () => ({ probabilities: [1 / 3, 1 / 3, 1 / 3], source: 'a guess', overround: null }),
    }
    const strategies = [valueBetting({ fairPrices: guess, minEdge: 0.05, staking: flatStake(money(1000)) })]
    const bare = withoutProtections(limits)
    const { performance } = runBacktest({ ...settings, limits: bare, events: season(), strategies })
    expect(performance.clv?.bets).toBe(performance.bets)
    expect(performance.clv?.mean).toBeLessThan(-0.01)
    const sharp = sharpPrices(world.sharp, power)
    const bySharp = runBacktest({ ...settings, limits: bare, events: season(), strategies, yardstick: sharp })
    expect(bySharp.performance.clv?.mean).toBeLessThan(-0.01)
    const lowClv = { limit: 0.01, bets: 20, lockMs: DAY }
    const watched = runBacktest({ ...settings, limits: { ...bare, lowClv }, events: season(), strategies })
    expect(watched.locks.map(({ kind }) => kind)).toContain('low-clv')
    const untold = [...season()].filter(({ type }) => type !== 'closing')
    const unmeasured = runBacktest({ ...settings, limits: { ...bare, lowClv }, events: untold, strategies })
    expect(unmeasured.performance.bets).toBeGreaterThan(100)
    expect(unmeasured.performance.clv).toBeNull()
    expect(unmeasured.locks).toEqual([])
  })

  it('counts each bet once, however often its closing line is told', () => {
    const yardstick = sharpPrices(venueId('book'), power)
    const market = matchOdds()
    const events: BacktestEvent[] = [
      { type: 'market', at: NOON, update: news(market, NOON, { book: [2, 2] }) },
      { type: 'closing', at: at(HOUR), update: news(market, at(HOUR), { book: [3, 1.5] }) },
      { type: 'closing', at: at(HOUR), update: news(market, at(HOUR), { book: [4, 1.4] }) },
      { type: 'result', at: at(3 * HOUR), result: ended(market, 'Home') },
      { type: 'result', at: at(3 * HOUR), result: ended(market, 'Home') },
      { type: 'closing', at: at(3 * HOUR), update: news(market, at(3 * HOUR), { book: [5, 1.3] }) },
    ]
    const result = runBacktest({ ...settings, events, strategies: [{ ...backHome(), yardstick }] })
    expect(result.bets).toMatchObject([{ outcome: 'won', profit: 1000 }])
    expect(result.finalBankroll).toBe(1_001_000)
  })

  it('leaves open what the events leave open', () => {
    const events: BacktestEvent[] = [{ type: 'market', at: NOON, update: news(matchOdds(), NOON, { book: [2, 2] }) }]
    const result = runBacktest({ ...settings, events, strategies: [backHome()] })
    expect(result).toMatchObject({
      bets: [],
      open: [{ state: 'MATCHED' }],
      from: NOON,
      to: NOON,
      finalBankroll: 1_000_000,
    })
  })

  it('asks the controls it is given after its own', () => {
    const events: BacktestEvent[] = [{ type: 'market', at: NOON, update: news(matchOdds(), NOON, { book: [2, 2] }) }]
    const never: Control = {
      name: 'never',
      check: () => ({ control: 'never', code: 'CONTROL_REFUSED', detail: 'not today' }),
    }
    const result = runBacktest({ ...settings, events, strategies: [backHome()], controls: [never] })
    expect(result).toMatchObject({ open: [], rejections: { CONTROL_REFUSED: 1 } })
  })

  it('of nothing is nothing', () => {
    const result = runBacktest({ ...settings, events: [], strategies: [] })
    expect(result).toMatchObject({ bets: [], open: [], inputs: 0, from: null, to: null, finalBankroll: 1_000_000 })
  })

  it('refuses events that go back in time', () => {
    const events: BacktestEvent[] = [1, 0].map((minute) => ({
      type: 'market',
      at: at(minute),
      update: news(matchOdds(), at(minute), { book: [2, 2] }),
    }))
    expect(() => runBacktest({ ...settings, events, strategies: [] })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', argument: 'event.at' }),
    )
  })
})
