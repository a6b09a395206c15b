import {
  type BacktestEvent,
  type BacktestResult,
  currency,
  eventId,
  type FairPrices,
  fractionalKelly,
  HOUR,
  type Market,
  type MarketUpdate,
  type Money,
  marketId,
  money,
  price,
  runBacktest,
  type StakingPlan,
  type Strategy,
  selectionId,
  timestamp,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createBoard } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'

// The strategy; yours is imported from where it is.

/** Thinks that the home side wins half of its matches. */
const coin: FairPrices = {
  name: 'coin',
  fairMarket: ({ market }) =>
    market.selections.length === 2 ? { probabilities: [0.5, 0.5], source: 'a coin', overround: null } : null,
}

/** Backs what pays more than a coin, with half Kelly and never more than `most`. */
function coinBetting(most: Money): Strategy {
  const kelly = fractionalKelly(0.5)
  const staking: StakingPlan = {
    name: 'half Kelly with a limit',
    stake(opportunity) {
      const proposal = kelly.stake(opportunity)
      return { ...proposal, stake: proposal.stake < most ? proposal.stake : most }
    },
  }
  return valueBetting({ name: 'coin', fairPrices: coin, minEdge: 0.02, staking })
}

// What a bookmaker shows.

const NOON = timestamp(Date.UTC(2026, 7, 1, 12))

function match(number: number, names: readonly string[] = ['Harbour', 'Mill Lane']): Market {
  const startsAt = timestamp(NOON + 24 * HOUR)
  const [home = '', away = ''] = names
  return {
    id: marketId(`match ${number}`),
    event: { id: eventId(`event ${number}`), competition: 'test', name: `${home} v ${away}`, home, away, startsAt },
    kind: 'h2h',
    outcome: 'winner',
    selections: names.map((name) => ({ id: selectionId(name), name, line: null })),
    winners: 1,
    line: null,
  }
}

function shows(market: Market, prices: readonly number[], at = NOON): MarketUpdate {
  const shown = { side: 'back', quotedAt: at, freshness: 'live', prices: prices.map(price) } as const
  return { market, status: 'open', inPlay: false, receivedAt: at, venues: [{ venue: venueId('shop'), ...shown }] }
}

/** Plays what bookmakers show through the real engine, gate, store and simulated bookmaker. */
function play(updates: readonly MarketUpdate[], most: Money, bankroll = money(100_000)): BacktestResult {
  return runBacktest({
    events: updates.map((update): BacktestEvent => ({ type: 'market', at: update.receivedAt, update })),
    strategies: [coinBetting(most)],
    limits: defineSettings().risk,
    currency: currency('GBP'),
    bankroll,
  })
}

// The tests.

test('its opinion, on what the board shows', () => {
  const opinion = (names: readonly string[]) =>
    coin.fairMarket(
      createBoard().apply(
        shows(
          match(1, names),
          names.map(() => 2),
        ),
      ),
    )
  expect(opinion(['Harbour', 'Mill Lane'])?.probabilities).toEqual([0.5, 0.5])
  expect(opinion(['Harbour', 'Mill Lane', 'Draw'])).toBeNull()
})

test('it bets on the better price, by half Kelly', () => {
  const { open, rejections } = play([shows(match(1), [2.1, 1.8])], money(5_000))
  // Full Kelly is 0.05 ÷ 1.1 of 1,000.00; half of it is 22.72.
  expect(open.map(({ intent }) => [intent.selection, intent.stake, intent.price])).toEqual([['Harbour', 2_272, 21_000]])
  expect(rejections).toEqual({})
})

test('it asks for nothing where the coin is fair, and once where it is not', () => {
  expect(play([shows(match(1), [2, 1.9])], money(5_000)).open).toEqual([])
  const again = [0, 1, 2].map((hours) => shows(match(1), [2.1, 1.8], timestamp(NOON + hours * HOUR)))
  expect(play(again, money(5_000)).open).toHaveLength(1)
})

test('a price that is too good to be true is rejected', () => {
  expect(play([shows(match(1), [21, 1.8])], money(5_000)).rejections).toEqual({ EDGE_ABOVE_MAX: 1 })
})

test('it never bets above its limit, whatever is shown and whatever there is to bet with', () => {
  let orders = 0
  const prices = fc.tuple(fc.double({ min: 1.01, max: 4, noNaN: true }), fc.double({ min: 1.01, max: 4, noNaN: true }))
  fc.assert(
    fc.property(
      fc.array(prices, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 100, max: 5_000 }),
      fc.integer({ min: 1, max: 100_000_000 }),
      (shown, most, bankroll) => {
        const updates = shown.map((pair, number) => shows(match(number), pair))
        const { open } = play(updates, money(most), money(bankroll))
        for (const { intent } of open) expect(intent.stake).toBeLessThanOrEqual(most)
        orders += open.length
      },
    ),
  )
  expect(orders).toBeGreaterThan(0) // or the property would hold of a strategy that never bets
})
