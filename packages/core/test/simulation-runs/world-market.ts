import {
  eventId,
  type Market,
  type MarketUpdate,
  marketId,
  price,
  selectionId,
  timestamp,
  type VenueId,
  type VenuePrices,
  venueId,
} from '@betting-advisor/core'
import { type EachWayTerms, marketAtVenue, type VenueTerms, venueTerms } from '@betting-advisor/core/venue'
import { HEALED_AT, START } from './calendar.ts'
import type { Simulator } from './simulator.ts'
import { drawWords, type Words } from './words.ts'

export const BOOKMAKERS: readonly [VenueId, VenueId] = [venueId('book-a'), venueId('book-b')]
export const EXCHANGE = venueId('exchange')
/** An exchange with a starting price. */
export const STARTING = venueId('starting')
const RUNNERS = ['Ash', 'Birch', 'Cedar', 'Elm', 'Fir', 'Hazel']

/** A market, how it ends, and what was last told of it. */
export interface WorldMarket {
  readonly market: Market
  /** Of everybody who takes bets on it. */
  readonly terms: VenueTerms
  /** Where bookmakers take nothing but bets each way. */
  readonly eachWay: EachWayTerms | null
  readonly words: Words
  latest: Omit<MarketUpdate, 'receivedAt'> | null
}

/** A market of an event that starts before the faults end. */
export function drawMarket(simulator: Simulator, index: number): WorldMarket {
  const id = marketId(`m${index}`)
  const startsIn = simulator.between(5000, HEALED_AT - 2000)
  const isRace = simulator.chance(0.25)
  const names = isRace
    ? RUNNERS.slice(0, simulator.between(4, 6))
    : ['Home', 'Away', 'Draw'].slice(0, simulator.between(2, 3))
  const eachWay = isRace ? { divisor: simulator.pick([4, 5, 2.75]), places: simulator.between(2, 3) } : null
  const isLine = names.length === 2 && simulator.chance(0.4)
  const market: Market = {
    id,
    event: {
      // Two markets can be of one event.
      id: eventId(`event-${simulator.chance(0.3) ? 0 : index}`),
      competition: 'league',
      name: 'Home v Away',
      home: 'Home',
      away: 'Away',
      startsAt: timestamp(START + startsIn),
    },
    kind: 'h2h',
    outcome: 'winner',
    selections: names.map((name) => ({ id: selectionId(name), name, line: null })),
    winners: 1,
    line: null,
  }
  const terms = venueTerms({ commission: simulator.pick([0, 0, 0.02]) })
  const words = drawWords(simulator, { ...market, isLine, startsIn, places: eachWay?.places ?? 0 })
  return { market, terms, eachWay, words, latest: null }
}

/** What the bookmakers and the exchange show of a market at this moment. */
export function drawNews(
  simulator: Simulator,
  { market, terms, eachWay, words }: WorldMarket,
): Omit<MarketUpdate, 'receivedAt'> {
  const { withdrawn } = words
  const gone = withdrawn !== null && withdrawn.at <= simulator.elapsed ? withdrawn.selection : null
  const shown = (venue: VenueId, side: 'back' | 'lay', low: number): VenuePrices => ({
    venue,
    side,
    quotedAt: timestamp(
      simulator.now - (simulator.chance(0.1) ? simulator.between(0, 6000) : simulator.between(0, 500)),
    ),
    freshness: simulator.chance(0.05) ? simulator.pick(['cached', 'delayed'] as const) : 'live',
    prices: market.selections.map(({ id }) => {
      const isShown = id !== gone && !simulator.chance(0.05)
      return isShown ? price(low + simulator.between(0, 250) / 100) : null
    }),
    terms,
  })
  const venues = [
    ...BOOKMAKERS.flatMap((bookmaker) => (simulator.chance(0.7) ? [shown(bookmaker, 'back', 1.4)] : [])),
    ...(simulator.chance(0.8) ? [shown(EXCHANGE, 'back', 1.5), shown(EXCHANGE, 'lay', 1.5)] : []),
    ...(simulator.chance(0.5) ? [shown(STARTING, 'back', 1.5), shown(STARTING, 'lay', 1.5)] : []),
  ]
  const status = simulator.chance(0.05) ? 'suspended' : 'open'
  // What is bet past this software is charged all the same where nothing was shown yet.
  const states = [
    marketAtVenue({ venue: EXCHANGE, status, terms }),
    ...(eachWay === null ? [] : BOOKMAKERS.map((venue) => marketAtVenue({ venue, status, terms, eachWay }))),
  ]
  return { market, status, inPlay: false, venues, states }
}
