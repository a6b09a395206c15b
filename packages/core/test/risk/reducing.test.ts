import { after, MINUTE, money, type RiskLimits, SECOND } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { matchOdds, NOON, shownBy } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, type Session } from '../support/session.ts'
import { asking, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const LAY_PRICE = 2.5

/** Backs 10.00 at 2 of an account that has no more, then lays these stakes at 2.5, one with each piece of news. */
function hedging(
  lays: readonly number[],
  limits: Partial<RiskLimits> = {},
  netting = true,
  maxEntriesPerMarket = 1,
): Session {
  let turn = -1
  const strategy = asking((view) => {
    turn += 1
    if (turn === 0) return orderSignal(view, 1000)
    const stake = lays[turn - 1]
    return stake === undefined ? null : { ...orderSignal(view, stake), side: 'lay' }
  })
  const session = createSession({
    strategies: [{ ...strategy, maxEntriesPerMarket }],
    bankroll: 1000,
    limits: { maxOpenBets: 1, maxStakeAbsolute: money(1000), ...limits },
    route: { traits: { ...BACKS, sides: ['back', 'lay'], netting } },
  })
  for (let second = 0; second <= lays.length; second += 1) {
    const now = at(second * SECOND)
    const venues = [shownBy('book', [2, 2], now), shownBy('book', [LAY_PRICE, 2], now, { side: 'lay' })]
    session.market({ market: matchOdds(), status: 'open', inPlay: false, receivedAt: now, venues })
  }
  return session
}

const stakes = ({ sent }: Session) => sent.map(({ intent }) => intent.stake)

describe('an order that takes risk off its market', () => {
  test('passes though there is no money left, no bet and no entry may be added, and it alone risks more than one order may', () => {
    const session = hedging([1000])
    expect(session.rejections()).toEqual([])
    expect(session.sent).toMatchObject([{ intent: { side: 'back' } }, { intent: { side: 'lay', liability: 1500 } }])
    expect(session.accounts.balances(ACCOUNT)).toMatchObject({ available: 500, reserved: 500 })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  test('may do so bit by bit, but no further', () => {
    const session = hedging([500, 300, 500])
    expect(stakes(session)).toEqual([1000, 500, 300])
    expect(session.rejections()).toEqual(['REDUCING'])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  test('does not pass where nothing nets', () => {
    const session = hedging([1000], {}, false)
    expect(stakes(session)).toEqual([1000])
    expect(session.rejections()).toEqual(['ALREADY_BET'])
  })

  test.each<readonly [string, readonly number[], Partial<RiskLimits>, string]>([
    ['the rate', [1000], { rateLimit: { orders: 1, windowMs: MINUTE } }, 'RATE_EXCEEDED'],
    ['the least stake', [9], {}, 'STAKE_BELOW_MIN'],
  ])('never passes %s', (_, lays, limits, code) => {
    const session = hedging(lays, limits)
    expect(stakes(session)).toEqual([1000])
    expect(session.rejections()).toEqual([code])
  })

  test('never passes the range of prices', () => {
    const dear = hedging([1000], { maxOdds: 2.4 }, true, 2)
    expect([stakes(dear), dear.rejections()]).toEqual([[1000], ['PRICE_ABOVE_MAX']])
  })
})
