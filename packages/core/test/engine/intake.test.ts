import { after, type MarketUpdate, marketId, SECOND, type SelectionId, venueId } from '@betting-advisor/core'
import { createPriceLadder } from '@betting-advisor/core/odds'
import { marketAtVenue, venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const later = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }
const BAD = [
  ['a line break', 'Arsenal\nlevel=error'],
  ['a NUL', 'Arsenal\u0000'],
  ['an escape of a terminal', 'Arsenal\u001b[2J'],
  ['what turns a line around', 'Arsenal\u202e'],
  ['half of a pair', 'Arsenal\ud800'],
  ['a megabyte', 'A'.repeat(1_000_000)],
] as const

const good = matchOdds('good')
const named = (name: string) => venueTerms({ ladder: createPriceLadder(name, [{ from: 101, step: 1 }], 100_000) })
/** Each place at which a source can say a text, with that text. */
const PLACES: Readonly<Record<string, (text: string) => MarketUpdate>> = {
  'the market': (text) => news(matchOdds(text), NOON, EVENS),
  'its kind': (text) => news({ ...matchOdds('bad'), kind: text }, NOON, EVENS),
  'a selection': (text) => {
    const market = matchOdds('bad')
    const selections = market.selections.map((each, index) => (index === 1 ? { ...each, name: text } : each))
    return news({ ...market, selections }, NOON, EVENS)
  },
  'the id of a selection': (text) => {
    const market = matchOdds('bad')
    const selections = market.selections.map((each, index) =>
      index === 1 ? { ...each, id: text as SelectionId } : each,
    )
    return news({ ...market, selections }, NOON, EVENS)
  },
  'the event': (text) => eventWith({ name: text }),
  'the competition': (text) => eventWith({ competition: text }),
  'the home team': (text) => eventWith({ home: text }),
  'the away team': (text) => eventWith({ away: text }),
  'the name of a ladder': (text) => news(matchOdds('bad'), NOON, EVENS, { terms: named(text) }),
  'the name of a ladder in a state': (text) => ({
    ...news(matchOdds('bad'), NOON, EVENS),
    states: [marketAtVenue({ venue: venueId('book'), status: 'open', terms: named(text) })],
  }),
  'a token': (text) => ({
    ...news(matchOdds('bad'), NOON, EVENS),
    venues: [{ ...shownBy('book', [2, 2], NOON), tokens: [null, text] }],
  }),
  'a venue': (text) => news(matchOdds('bad'), NOON, { ...EVENS, [text]: [2, 2] }),
}

function eventWith(texts: Partial<MarketUpdate['market']['event']>): MarketUpdate {
  const market = matchOdds('bad')
  return news({ ...market, event: { ...market.event, ...texts } }, NOON, EVENS)
}

describe.each(Object.entries(PLACES))('news with a text in %s', (_, newsWith) => {
  it.each(BAD)('that holds %s is left out and told once, and the rest goes on', (_name, text) => {
    const session = createSession({ strategies: [backHome()] })
    for (let read = 0; read < 3; read++) session.market(newsWith(text))
    expect(session.engine.board.size).toBe(0)
    expect(session.advice()).toEqual([])
    const told = session.events.filter(({ type }) => type === 'warning')
    expect(told).toMatchObject([{ code: 'TEXT_UNREADABLE' }])
    expect(JSON.stringify(told).length).toBeLessThan(600)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
    expect(told[0] && 'message' in told[0] ? told[0].message : '').toMatch(/^[^\u0000-\u001f\u202e\ud800]+$/)
    session.market(news(good, later(SECOND), EVENS))
    expect(session.sent.map(({ intent }) => intent.market)).toEqual(['good'])
  })

  it('that is long, and sound, is taken', () => {
    const session = createSession({ strategies: [] })
    session.market(newsWith('Ž'.repeat(900)))
    expect(session.engine.board.size).toBe(1)
    expect(session.events).toEqual([])
  })
})

describe('a result', () => {
  it.each(BAD)('whose score holds %s settles without it', (_, score) => {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(good, NOON, EVENS))
    session.result({ ...ended(good, 'Home'), score }, later(SECOND))
    expect(session.orders()).toMatchObject([{ state: 'SETTLED', outcome: 'won' }])
    expect(JSON.stringify(session.events)).not.toContain(JSON.stringify(score).slice(1, -1))
  })

  it.each(BAD)('that names a market or a selection with %s is left out and told once', (_, text) => {
    const session = createSession({ strategies: [backHome()] })
    session.market(news(good, NOON, EVENS))
    const at = later(SECOND)
    for (let read = 0; read < 3; read++) {
      session.result({ ...ended(good, 'Home'), market: text as typeof good.id }, at)
      const selections = [{ selection: text as SelectionId, outcome: 'won' }] as const
      session.result({ ...ended(good, 'Home'), selections }, at)
    }
    expect(session.orders()).toMatchObject([{ state: 'MATCHED' }])
    const told = session.events.filter(({ type }) => type === 'warning')
    expect(told.map((event) => event.type === 'warning' && event.code)).toEqual(['TEXT_UNREADABLE', 'TEXT_UNREADABLE'])
    session.result(ended(good, 'Home'), later(2 * SECOND))
    expect(session.orders()).toMatchObject([{ state: 'SETTLED' }])
  })
})

it('remembers only so many markets that were left out', () => {
  const session = createSession({ strategies: [] })
  for (let market = 0; market < 10_050; market++) {
    session.market(news(matchOdds(`${market}\u0000`), NOON, { [venueId('book')]: [2, 2] }))
  }
  expect(session.events).toHaveLength(10_000)
  expect(session.engine.board.get(marketId('1'))).toBeUndefined()
})
