import { after, DAY, HOUR, MINUTE, money, type Timestamp } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, createSession, type Session } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const NO_LOSS_LIMITS = { day: null, week: null, month: null }

/** An account that has lost 10.00 on one market and has 10.00 at risk on another. */
function lostAndAtRisk(): Session {
  const session = createSession({ strategies: [backHome()] })
  session.market(news(matchOdds('lost'), NOON, { book: [2, 2] }))
  session.result(ended(matchOdds('lost'), 'Away'), at(2 * HOUR))
  const later = matchOdds('open', { startsAt: at(5 * HOUR) })
  session.market(news(later, at(3 * HOUR), { book: [2, 2] }))
  expect(session.engine.account.risk(at(3 * HOUR))).toMatchObject({ profitToday: -1000, atRisk: 1000 })
  return session
}

/** What the account is, and why, once it has set itself these limits. */
function underLimits(limits: object, moment: Timestamp = at(4 * HOUR)) {
  const session = lostAndAtRisk()
  session.accounts.setLimits(ACCOUNT, { exposure: WIDE.exposure, loss: NO_LOSS_LIMITS, ...limits }, at(4 * HOUR), DAY)
  session.sync(at(4 * HOUR))
  const { tradingState, stateReason } = session.engine.account.risk(moment)
  return [tradingState, stateReason]
}

describe('a limit that an account lowers below what it could lose', () => {
  it.each(['day', 'week', 'month'] as const)('of a %s counts what is lost and what is at risk together', (kind) => {
    const limited = (limit: number) => underLimits({ loss: { ...NO_LOSS_LIMITS, [kind]: money(limit) } })
    expect(limited(2000)).toEqual(['ACTIVE', null])
    expect(limited(1999)).toEqual(['REDUCING', `worst loss of the ${kind} 20.00 GBP, limit 19.99 GBP`])
  })

  it('of a day forgets what was lost when the day is over, but not what is at risk', () => {
    const limited = (limit: number, moment: Timestamp) =>
      underLimits({ loss: { ...NO_LOSS_LIMITS, day: money(limit) } }, moment)[0]
    expect(limited(1999, at(12 * HOUR - MINUTE))).toBe('REDUCING')
    expect(limited(1999, at(12 * HOUR))).toBe('ACTIVE')
    expect(limited(999, at(12 * HOUR))).toBe('REDUCING')
  })

  it.each([
    ['selection', 'Home of open'],
    ['market', 'the market open'],
    ['event', 'the event event open'],
    ['strategy', 'the strategy back-home'],
    ['venue', 'the venue book'],
    ['account', 'the account'],
  ] as const)('on the exposure of a %s is exceeded by a minor unit, not before', (scope, name) => {
    const limited = (limit: number) => underLimits({ exposure: { ...WIDE.exposure, [scope]: money(limit) } })
    expect(limited(1000)).toEqual(['ACTIVE', null])
    expect(limited(999)).toEqual(['REDUCING', `${name} could lose 10.00 GBP, limit 9.99 GBP`])
  })
})
