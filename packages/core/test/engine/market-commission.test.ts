import { after, type MarketUpdate, MINUTE, money, price, type Side, selectionId, venueId } from '@betting-advisor/core'
import { venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { ended, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession } from '../support/session.ts'
import { asking } from '../support/strategies.ts'

interface Bet {
  readonly side: Side
  readonly selection: 'Home' | 'Away'
  readonly stake: number
  readonly price: number
}

/** An exchange that takes 5 % of what a market wins. */
const market = matchOdds()
const terms = venueTerms({ commission: 0.05 })

const shown = (bet: Bet): MarketUpdate => {
  const prices = ['Home', 'Away'].map((name) => (name === bet.selection ? bet.price : null))
  return { ...news(market, NOON, {}), venues: [{ ...shownBy('exchange', prices, NOON), side: bet.side, terms }] }
}

/** What the account has more when these bets were matched and that side has won, in minor units. */
function gained(bets: readonly Bet[], winner: 'Home' | 'Away'): number {
  const session = createSession({
    strategies: bets.map((bet, n) =>
      asking(
        ({ market: { id } }, desk) =>
          desk.orders(id).length > 0
            ? null
            : {
                kind: 'order',
                market: id,
                selection: selectionId(bet.selection),
                venue: venueId('exchange'),
                side: bet.side,
                stake: money(bet.stake),
                price: price(bet.price),
              },
        `bet-${n}`,
      ),
    ),
    route: { traits: { ...BACKS, sides: ['back', 'lay'], netting: true } },
  })
  const { available: before } = session.accounts.balances(ACCOUNT)
  for (const bet of bets) session.market(shown(bet))
  expect(session.orders().map(({ state }) => state)).toEqual(bets.map(() => 'MATCHED'))
  session.result(ended(market, winner), after(NOON, 90 * MINUTE))
  return session.accounts.balances(ACCOUNT).available - before
}

const BACK: Bet = { side: 'back', selection: 'Home', stake: 10_000, price: 2.02 }
const LAY: Bet = { side: 'lay', selection: 'Home', stake: 10_100, price: 2 }

describe('commission of an exchange', () => {
  test('is taken from a bet that won alone, not from one that lost', () => {
    expect(gained([BACK], 'Home')).toBe(10_200 - 510)
    expect(gained([BACK], 'Away')).toBe(-10_000)
  })

  test('is taken from what the market has won: a profit of 1.00 either way leaves 0.95', () => {
    expect([gained([BACK, LAY], 'Home'), gained([BACK, LAY], 'Away')]).toEqual([95, 95])
  })

  test('is taken from what is left when one bet wins and another loses', () => {
    const away: Bet = { side: 'back', selection: 'Away', stake: 1000, price: 3.5 }
    const home: Bet = { side: 'back', selection: 'Home', stake: 1000, price: 2.12 }
    expect(gained([home, away], 'Home')).toBe(120 - 6)
  })

  test('is not taken where the market has lost', () => {
    const away: Bet = { side: 'back', selection: 'Away', stake: 2000, price: 3.5 }
    const home: Bet = { side: 'back', selection: 'Home', stake: 1000, price: 2.12 }
    expect(gained([home, away], 'Home')).toBe(1120 - 2000)
  })
})
