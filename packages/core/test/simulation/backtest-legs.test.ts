import {
  after,
  type BacktestEvent,
  currency,
  HOUR,
  MINUTE,
  money,
  runBacktest,
  type Strategy,
  selectionId,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createBookmakerModel } from '../../src/simulation/bookmaker-model.ts'
import type { VenueModel } from '../../src/simulation/venue-model.ts'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const settings = { currency: currency('GBP'), bankroll: money(1_000_000), limits: withoutProtections(WIDE) }
const shop = (name: string, rest: Partial<VenueModel> = {}): VenueModel => ({
  ...createBookmakerModel({ name, bookmakers: [venueId(name)] }),
  ...rest,
})

/** Backs both sides where two bookmakers pay more for them than all of it costs, the scarcer price first. */
const arbitrage: Strategy = {
  name: 'arbitrage',
  version: '1',
  maxEntriesPerMarket: 2,
  onMarket({ market }, desk) {
    if (desk.orders(market.id).length > 0) return
    const leg = { kind: 'order', market: market.id, side: 'back', stake: money(10_000) } as const
    desk.signalTogether([
      { ...leg, venue: venueId('north'), selection: selectionId('Home') },
      { ...leg, venue: venueId('south'), selection: selectionId('Away') },
    ])
  },
}

function events(winner: string): readonly BacktestEvent[] {
  const market = matchOdds()
  const update = news(market, NOON, { north: [2.1, 1.7], south: [1.7, 2.1] })
  return [
    { type: 'market', at: NOON, update },
    { type: 'market', at: at(MINUTE), update: { ...update, receivedAt: at(MINUTE) } },
    { type: 'result', at: at(3 * HOUR), result: ended(market, winner) },
  ]
}

describe('an arbitrage between two bookmakers in a backtest', () => {
  it.each(['Home', 'Away'])('brings the same whoever wins: %s', (winner) => {
    const venues = [shop('north'), shop('south')]
    const { bets, finalBankroll } = runBacktest({
      ...settings,
      venues,
      strategies: [arbitrage],
      events: events(winner),
    })
    expect(bets.map(({ intent }) => [intent.venue, intent.selection])).toEqual([
      ['north', 'Home'],
      ['south', 'Away'],
    ])
    expect(finalBankroll).toBe(1_001_000)
  })

  it('sends nothing to the second where the first has refused, and to the first of a later venue no sooner than that is answered', () => {
    const asked: string[] = []
    const reason = { code: 'PRICE_CHANGED', message: 'it fell' }
    const refusing = shop('north', {
      place(order, when, answered) {
        asked.push(order.venue)
        answered({ kind: 'rejected', reason }, when)
      },
    })
    const south = createBookmakerModel({ name: 'south', bookmakers: [venueId('south')] })
    const second = shop('south', {
      place(order, when, answered) {
        asked.push(order.venue)
        south.place(order, when, answered)
      },
    })
    const venues = [refusing, second]
    const result = runBacktest({ ...settings, venues, strategies: [arbitrage], events: events('Home').slice(0, 1) })
    expect(asked).toEqual(['north'])
    expect({ open: result.open, refusals: result.refusals }).toEqual({ open: [], refusals: { PRICE_CHANGED: 1 } })
    expect(result.finalBankroll).toBe(1_000_000)
  })
})
