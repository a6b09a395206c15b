import { after, HOUR, MINUTE, type Strategy, type Timestamp } from '@betting-advisor/core'
import { type Accounts, createMemoryAccounts } from '@betting-advisor/core/store'
import { describe, expect, test } from 'vitest'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { createSession, type Session } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)
const market = matchOdds('m1', { startsAt: at(30 * HOUR) })
const EVENS = { book: [2, 2] }

/** An engine that looks an hour back, on accounts on which others came before it. */
function sessionOf(accounts: Accounts, startedAt: Timestamp, rest: Partial<Strategy> = {}): Session {
  return createSession({ accounts, startedAt, strategies: [backHome(1000, rest)], limits: { peakLookbackMs: HOUR } })
}

/** Accounts with so many bets on the market, one after the other, all settled a day before the next engine starts. */
function longAgo(bets: number): Accounts {
  const accounts = createMemoryAccounts()
  for (let bet = 0; bet < bets; bet += 1) {
    const session = sessionOf(accounts, at(bet * 2 * HOUR), { maxEntriesPerMarket: 9 })
    session.market(news(market, at(bet * 2 * HOUR + MINUTE), EVENS))
    session.result(ended(market, 'Away'), at((bet * 2 + 1) * HOUR))
  }
  return accounts
}

describe('a market that was bet on so long ago that an engine is told nothing of it', () => {
  test('is not bet on again, where its strategy may enter it once', () => {
    const accounts = longAgo(1)
    const session = sessionOf(accounts, at(25 * HOUR))
    for (const minute of [0, 1, 2]) session.market(news(market, at(25 * HOUR + minute * MINUTE), EVENS))
    expect(session.sent).toEqual([])
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', intent: { entry: 1 } }])
    expect(session.events.filter((event) => event.type === 'warning')).toMatchObject([{ code: 'DECISION_EXISTS' }])
    expect(session.rejections()).toEqual(['ALREADY_BET'])
  })

  test('goes on with the number after the highest, where it may be entered more often', () => {
    const session = sessionOf(longAgo(3), at(25 * HOUR), { maxEntriesPerMarket: 9 })
    session.market(news(market, at(25 * HOUR), EVENS))
    expect(session.sent).toEqual([])
    session.market(news(market, at(25 * HOUR + MINUTE), EVENS))
    expect(session.sent).toMatchObject([{ intent: { entry: 4 } }])
  })

  test('holds nothing: neither what it could lose nor an open bet', () => {
    const session = sessionOf(longAgo(1), at(25 * HOUR))
    session.market(news(market, at(25 * HOUR), EVENS))
    const { account } = session.engine
    expect(account.exposures()).toEqual({})
    const { free, atRisk, openOrders, equity } = account.risk(at(25 * HOUR))
    expect({ free, atRisk, openOrders }).toEqual({ free: equity, atRisk: 0, openOrders: 0 })
  })
})
