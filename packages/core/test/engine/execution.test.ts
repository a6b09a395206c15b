import { money, type VenuePrices, venueId } from '@betting-advisor/core'
import { type MarketAtVenue, marketAtVenue } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

/** The intent of a bet on Home at a bookmaker that tells so much of it. */
function decided(told: Partial<VenuePrices>, state?: Partial<MarketAtVenue>) {
  const session = createSession({ strategies: [backHome(1000)] })
  const venues = [{ ...shownBy('book', [2, 2], NOON), ...told }]
  const states = state === undefined ? [] : [marketAtVenue({ venue: venueId('book'), status: 'open', ...state })]
  session.market({ ...news(matchOdds(), NOON, {}), venues, states })
  // What leaves is what the store has, and is what was decided.
  expect(session.sent.map(({ intent }) => intent)).toEqual(session.orders().map(({ intent }) => intent))
  return session.sent[0]?.intent
}

describe('what a venue says of a price and its market', () => {
  it('goes back to it with the order', () => {
    const told = { tokens: ['line 17', 'line 18'], maxStakes: [money(5000), money(20)] }
    expect(decided(told, { version: 4, betDelayMs: 5000 })?.execution).toEqual({
      ...{ token: 'line 17', marketVersion: 4, betDelayMs: 5000, maxStake: 5000 },
    })
  })

  it.each([
    ['a token', { tokens: ['a', null] }, { token: 'a', marketVersion: null, betDelayMs: 0, maxStake: null }],
    ['a highest stake', { maxStakes: [money(2000), null] }, { token: null, maxStake: 2000 }],
  ])('may be %s alone', (_, told, execution) => {
    expect(decided(told)?.execution).toMatchObject(execution)
  })

  it('is left out where there is nothing of the kind', () => {
    expect(decided({ tokens: [null, 'b'] }, {})).not.toHaveProperty('execution')
    expect(decided({})).not.toHaveProperty('execution')
  })
})

describe('a venue that has suspended a market', () => {
  it('takes no bets there while another does', () => {
    const both = ['book', 'other'].map((venue) => backHome(1000, { name: venue, venue }))
    const session = createSession({ strategies: both })
    const states = [marketAtVenue({ venue: venueId('other'), status: 'suspended' })]
    session.market(news(matchOdds(), NOON, { book: [2, 2], other: [2, 2] }, { states }))
    expect(session.orders().map(({ intent }) => intent.venue)).toEqual(['book'])
    expect(session.rejections()).toEqual(['MARKET_NOT_OPEN'])
  })

  it('takes none either that was decided before', () => {
    const session = createSession({ strategies: [backHome(1000)] })
    session.holdBack('begin')
    session.market(news(matchOdds(), NOON, { book: [2, 2] }))
    const states = [marketAtVenue({ venue: venueId('book'), status: 'suspended' })]
    session.market(news(matchOdds(), NOON, { other: [2, 2] }, { states }))
    session.release(NOON)
    expect(session.orders()).toMatchObject([{ state: 'NOT_SENT', reason: { code: 'MARKET_NOT_OPEN' } }])
  })
})
