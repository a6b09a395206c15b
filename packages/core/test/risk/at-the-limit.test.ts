import { after, HOUR, MINUTE, money, type RiskLimits, SECOND } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { BACKS, createSession, type SessionSettings } from '../support/session.ts'
import { asking, orderSignal, valueSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** Why bets of 10.00 on two markets, at 2 and seen at noon, are turned down so long after. */
function refusals(
  limits: Partial<RiskLimits>,
  { price = 2, stake = 1000, markets = 1, later = 0, ...settings }: Partial<SessionSettings> & Asked = {},
): readonly (string | null)[] {
  const session = createSession({ strategies: [asking((view) => orderSignal(view, stake))], ...settings, limits })
  for (let n = 0; n < markets; n += 1) {
    session.market({ ...news(matchOdds(`m${n}`), NOON, { book: [price, 2] }), receivedAt: at(later) })
  }
  return session.rejections()
}

interface Asked {
  readonly price?: number
  readonly stake?: number
  readonly markets?: number
  readonly later?: number
}

const exposure = (scope: keyof RiskLimits['exposure'], limit: number) => ({
  exposure: { ...WIDE.exposure, [scope]: money(limit) },
})
const least = (minStake: number) => ({ route: { traits: { ...BACKS, minStake: money(minStake) } } })
/** A bet of 10.00 at 2 on what is fair at 1.9: an edge of a twentieth. */
const value = { strategies: [asking((view) => valueSignal(view, 0.525))] }
const two = { markets: 2 }

describe('what fills a limit exactly is allowed, and a little more is not', () => {
  it.each<readonly [string, string, readonly [Partial<RiskLimits>, object?], readonly [Partial<RiskLimits>, object?]]>([
    [
      'the least stake of a venue',
      'STAKE_BELOW_MIN',
      [{}, { stake: 10, ...least(10) }],
      [{}, { stake: 9, ...least(10) }],
    ],
    [
      'the least stake that there is',
      'STAKE_BELOW_MIN',
      [{}, { stake: 1, ...least(1) }],
      [{}, { stake: 1, ...least(2) }],
    ],
    ['the highest stake', 'STAKE_ABOVE_MAX', [{ maxStakeAbsolute: money(1000) }], [{ maxStakeAbsolute: money(999) }]],
    [
      'the fraction of the equity',
      'STAKE_FRACTION_EXCEEDED',
      [{ maxStakeFraction: 0.01 }],
      [{ maxStakeFraction: 0.00999 }],
    ],
    ['the lowest price', 'PRICE_BELOW_MIN', [{ minOdds: 2 }], [{ minOdds: 2.01 }]],
    ['the highest price', 'PRICE_ABOVE_MAX', [{ maxOdds: 2 }], [{ maxOdds: 1.99 }]],
    ['the least edge', 'EDGE_BELOW_MIN', [{ minEdge: 0.05 }, value], [{ minEdge: 0.0501 }, value]],
    ['the highest edge', 'EDGE_ABOVE_MAX', [{ maxEdge: 0.0501 }, value], [{ maxEdge: 0.0499 }, value]],
    ['the age of a quote', 'QUOTE_STALE', [{}, { later: MINUTE }], [{}, { later: MINUTE + 1 }]],
    ['the number of bets', 'OPEN_BETS_EXCEEDED', [{ maxOpenBets: 2 }, two], [{ maxOpenBets: 1 }, two]],
    [
      'the rate',
      'RATE_EXCEEDED',
      [{ rateLimit: { orders: 2, windowMs: SECOND } }, two],
      [{ rateLimit: { orders: 1, windowMs: SECOND } }, two],
    ],
    ['the funds', 'FUNDS_INSUFFICIENT', [{}, { ...two, bankroll: 2000 }], [{}, { ...two, bankroll: 1999 }]],
    [
      'the loss of a day',
      'DAY_LOSS_LIMIT',
      [{ dailyLossLimit: money(2000) }, two],
      [{ dailyLossLimit: money(1999) }, two],
    ],
    [
      'the loss of a week',
      'WEEK_LOSS_LIMIT',
      [{ weeklyLossLimit: money(2000) }, two],
      [{ weeklyLossLimit: money(1999) }, two],
    ],
    [
      'the loss of a month',
      'MONTH_LOSS_LIMIT',
      [{ monthlyLossLimit: money(2000) }, two],
      [{ monthlyLossLimit: money(1999) }, two],
    ],
    ['the exposure of a selection', 'SELECTION_LIMIT', [exposure('selection', 1000)], [exposure('selection', 999)]],
    ['the exposure of a market', 'MARKET_LIMIT', [exposure('market', 1000)], [exposure('market', 999)]],
    ['the exposure of an event', 'EVENT_LIMIT', [exposure('event', 1000)], [exposure('event', 999)]],
    [
      'the exposure of a strategy',
      'STRATEGY_LIMIT',
      [exposure('strategy', 2000), two],
      [exposure('strategy', 1999), two],
    ],
    ['the exposure at a venue', 'VENUE_LIMIT', [exposure('venue', 2000), two], [exposure('venue', 1999), two]],
    [
      'the exposure of the account',
      'ACCOUNT_LIMIT',
      [exposure('account', 2000), two],
      [exposure('account', 1999), two],
    ],
  ])('%s', (_, code, allowed, refused) => {
    expect(refusals(...allowed)).toEqual([])
    expect(refusals(...refused)).toEqual([code])
  })
})

describe('the breaker on the loss of a day', () => {
  it('reads nothing while nothing is lost, and what is lost, whatever was won before', () => {
    const session = createSession({ strategies: [asking((view) => orderSignal(view, 1000))] })
    const lossToday = () => session.engine.account.breakers(at(3 * HOUR)).find(({ kind }) => kind === 'day-loss')?.value
    expect(lossToday()).toBe(0)
    const winners = { m1: 'Home', m2: 'Away', m3: 'Away' }
    for (const id of Object.keys(winners)) session.market(news(matchOdds(id), NOON, { book: [2, 2] }))
    for (const [id, winner] of Object.entries(winners)) session.result(ended(matchOdds(id), winner), at(2 * HOUR))
    expect(lossToday()).toBe(1000)
  })
})
