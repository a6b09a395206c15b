import { after, type MarketUpdate, money, venueId } from '@betting-advisor/core'
import { betfairClassic } from '@betting-advisor/core/odds'
import { createBoard } from '@betting-advisor/core/simulation'
import { marketAtVenue, type VenueTerms, venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { matchOdds, NOON, news } from '../support/markets.ts'

const [a, b] = [venueId('a'), venueId('b')]
const at = (milliseconds: number) => after(NOON, milliseconds)

describe('terms of a venue', () => {
  it('say nothing of what is left out', () => {
    const terms = venueTerms({ commission: 0.05, ladder: betfairClassic })
    expect(terms).toMatchObject({ commission: 0.05, minStake: null, maxPayout: null, netting: null })
    expect(terms.ladder).toBe(betfairClassic)
    expect(venueTerms({}).commission).toBe(0)
  })

  it.each([
    ['commission', { commission: 1 }],
    ['commission', { commission: -0.01 }],
    ['commission', { commission: Number.NaN }],
    ['minStake', { minStake: -1 as never }],
    ['maxPayout', { maxPayout: 0.5 as never }],
    ['stakeStep', { stakeStep: money(0) }],
    ['ladder', { ladder: { ...betfairClassic, bands: [] } }],
  ] as const)('are refused with a %s that cannot be: %j', (what, known) => {
    const refusal = expect.objectContaining({
      code: 'INVALID_VALUE',
      argument: expect.stringContaining(what),
    })
    expect(() => venueTerms(known)).toThrow(refusal)
    const written = { ...venueTerms({}), ...known } as VenueTerms
    const board = createBoard()
    expect(() => board.apply(news(matchOdds(), NOON, { a: [2, 2] }, { terms: written }))).toThrow(refusal)
    expect(board.size).toBe(0)
  })

  it('hold in their market, at their venue, until others are told', () => {
    const [first, second] = [venueTerms({ commission: 0.05 }), venueTerms({ commission: 0.02 })]
    const board = createBoard()
    const view = board.apply(news(matchOdds(), NOON, { a: [2, 2] }, { terms: first }))
    expect([view.terms(a), view.terms(b)]).toEqual([first, undefined])
    board.apply(news(matchOdds(), at(1), { a: [2.1, 2], b: [2, 2] }))
    expect(view.terms(a)).toBe(first)
    const told: MarketUpdate = {
      ...news(matchOdds(), at(2), {}),
      states: [marketAtVenue({ venue: a, status: 'open', terms: second })],
    }
    board.apply(told)
    expect([view.terms(a), view.terms(b)]).toEqual([second, undefined])
    expect(board.apply(news(matchOdds('m2'), at(3), { a: [2, 2] })).terms(a)).toBeUndefined()
  })
})
