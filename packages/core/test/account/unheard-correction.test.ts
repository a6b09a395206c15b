import { after, HOUR, MINUTE, money, type Signal, type Strategy, selectionId, venueId } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { expect, it } from 'vitest'
import { ended, matchOdds, NOON, shownBy } from '../support/markets.ts'
import { ACCOUNT, createSession } from '../support/session.ts'

const market = matchOdds('m', { startsAt: after(NOON, HOUR) })
const signal: Signal = {
  kind: 'order',
  market: market.id,
  selection: selectionId('Home'),
  venue: venueId('exchange'),
  side: 'back',
  stake: money(2_000),
}
const once: Strategy = {
  name: 'once',
  version: '1',
  maxEntriesPerMarket: 1,
  onMarket: (_, desk) => desk.signal(signal),
}

it('a win that is taken back before it was heard of is no drawdown', () => {
  const accounts = createMemoryAccounts()
  const settings = { strategies: [once], accounts, bankroll: 10_000, limits: { maxDrawdownFraction: 0.2 } }
  const [trading, correcting] = [createSession(settings), createSession(settings)]
  trading.market({
    market,
    status: 'open',
    inPlay: false,
    receivedAt: NOON,
    venues: [shownBy('exchange', [2.5, 1.8], NOON)],
  })
  trading.result(ended(market, 'Home'), after(NOON, 2 * HOUR))
  expect(accounts.balances(ACCOUNT).available).toBe(13_000)

  const at = after(NOON, 2 * HOUR + MINUTE)
  const orders = accounts.orders({ account: ACCOUNT })
  correcting.hear({ type: 'correction', at, result: ended(market, null), orders })
  for (const session of [trading, correcting]) {
    session.sync(at)
    expect(session.engine.account.equity()).toBe(10_000)
    expect(session.engine.account.locks).toEqual([])
  }
  expect(accounts.locks(ACCOUNT)).toEqual([])
  expect(accounts.verify(ACCOUNT)).toEqual([])
})
