import {
  type BacktestNews,
  DAY,
  fractionalKelly,
  HOUR,
  type Order,
  type RiskLimits,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { power } from '@betting-advisor/core/odds'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCOUNT, createSession, type Session } from '../support/session.ts'

const FROM = timestamp(Date.UTC(2026, 7, 1))

const limits: Partial<RiskLimits> = {
  maxStakeFraction: 0.05,
  maxOpenBets: 6,
  consecutiveLossLimit: 4,
  consecutiveLossWarn: 3,
  maxRecentLossesCheck: 10,
  lossStreakLockMs: 12 * HOUR,
  maxDrawdownFraction: 0.04,
  drawdownWarnFraction: 0.02,
  drawdownLockMs: DAY,
  rateLimit: { orders: 2, windowMs: HOUR },
  peakLookbackMs: 10 * DAY,
}

const season = (seed: string): readonly BacktestNews[] => [
  ...footballBacktestEvents(createFootballWorld({ seed }), { from: FROM, to: timestamp(FROM + 12 * DAY) }),
]

const strategy = () => {
  const { sharp } = createFootballWorld({ seed: 'any' })
  return valueBetting({ sharp, overround: power, minEdge: 0.005, staking: fractionalKelly(0.5) })
}

/** Markets whose closing prices are told: those of others are known only from prices before a restart, which are lost with it. */
function withClosingPrices(events: readonly BacktestNews[]): ReadonlySet<string> {
  const { sharp } = createFootballWorld({ seed: 'any' })
  return new Set(
    events.flatMap((event) => {
      if (event.type !== 'closing') return []
      const shown = event.update.venues.find(({ venue }) => venue === sharp)
      return shown === undefined || shown.prices.includes(null) ? [] : [event.update.market.id]
    }),
  )
}

/** What may not depend on when the process was started. */
function outcome({ accounts, engine }: Session, events: readonly BacktestNews[]) {
  const told = withClosingPrices(events)
  const orders = accounts.orders({ account: ACCOUNT, limit: 10_000 }).map(({ intent, ...order }: Order) => {
    const { run: _run, ...rest } = intent
    const closingProbability = told.has(intent.market) ? order.closingProbability : null
    return { ...order, closingProbability, intent: rest, updatedAt: null, version: null }
  })
  const moment = events.at(-1)?.at ?? FROM
  return {
    orders,
    locks: accounts.locks(ACCOUNT),
    balances: accounts.balances(ACCOUNT),
    risk: engine.account.risk(moment),
    breakers: engine.account.breakers(moment),
    peak: engine.account.peak(moment),
  }
}

function play(events: readonly BacktestNews[], restarts: readonly number[]): Session {
  const accounts = createMemoryAccounts()
  const begin = () => ({ strategies: [strategy()], limits, accounts })
  let session = createSession({ ...begin(), startedAt: FROM })
  for (const [index, event] of events.entries()) {
    // A process that is started again finds an empty board; whatever it had heard of is told again by its source.
    if (restarts.includes(index)) session = createSession({ ...begin(), startedAt: events[index - 1]?.at ?? FROM })
    session.hear(event)
  }
  return session
}

describe('a season', () => {
  const seeds = ['1', '2', '3']
  const seasons = new Map(seeds.map((seed) => [seed, season(seed)]))

  it('sets locks and places bets, so that there is something to compare', () => {
    const kinds = new Set<string>()
    for (const events of seasons.values()) {
      const session = play(events, [])
      expect(session.sent.length).toBeGreaterThan(20)
      expect(session.accounts.verify(ACCOUNT)).toEqual([])
      for (const { kind } of session.accounts.locks(ACCOUNT)) kinds.add(kind)
    }
    expect(kinds).toEqual(new Set(['drawdown', 'loss-streak']))
  })

  it('is the same in one go and with restarts anywhere: bets, locks, money and every figure that risk is judged by', () => {
    const straight = new Map([...seasons].map(([seed, events]) => [seed, outcome(play(events, []), events)]))
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.uniqueArray(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 }),
        (seed, parts) => {
          const events = seasons.get(seed) ?? []
          const restarts = parts.map((part) => Math.ceil(part * (events.length - 1)))
          const restarted = play(events, restarts)
          expect(outcome(restarted, events)).toEqual(straight.get(seed))
          expect(restarted.accounts.verify(ACCOUNT)).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })
})
