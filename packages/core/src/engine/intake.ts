import { isPrintable, oneLine } from '../errors/one-line.ts'
import type { Market } from '../market/market.ts'
import type { MarketAtVenue } from '../market/market-at-venue.ts'
import type { MarketResult } from '../market/market-result.ts'
import type { MarketUpdate, VenuePrices } from '../market/market-update.ts'
import type { VenueTerms } from '../market/venue-terms.ts'
import type { VenueId } from '../units/ids.ts'
import type { EngineContext } from './engine-context.ts'

/** What a source says passes here before anything is made of it. */
export interface Intake {
  /** Whether every text of the news can be shown and kept as it is; where one cannot, the market is left out and that is told once. */
  takes(update: MarketUpdate): boolean
  /** The result as it can be taken in, a score that cannot be shown left out; `null` where it names what can be no market or selection. */
  read(result: MarketResult): MarketResult | null
}

/** The longest text, in UTF-16 units: names and ids are put together from several by those who made them. */
const LONGEST_TEXT = 1000

/** How many venues, and how many markets that were left out, are remembered: both are made by somebody else. */
const MOST_KNOWN = 10_000
const SHOWN_LENGTH = 80

/** The door of one engine: texts from any source reach strategies, stores, summaries and logs through it alone. */
export function createIntake({ tell }: Pick<EngineContext, 'tell'>): Intake {
  const sound = new WeakSet<Market>()
  const venues = new Set<VenueId>()
  const told = new Set<string>()

  function isSound(market: Market): boolean {
    if (sound.has(market)) return true
    if (!textsOf(market).every((text) => isPrintable(text, LONGEST_TEXT))) return false
    sound.add(market)
    return true
  }

  function isSoundVenue(venue: VenueId): boolean {
    if (venues.has(venue)) return true
    if (!isPrintable(venue, LONGEST_TEXT)) return false
    if (venues.size < MOST_KNOWN) venues.add(venue)
    return true
  }

  function isSoundTerms(terms: VenueTerms | null | undefined): boolean {
    return terms?.ladder == null || isPrintable(terms.ladder.name, LONGEST_TEXT)
  }

  function isSoundShown({ venue, terms, tokens }: VenuePrices): boolean {
    if (!isSoundVenue(venue) || !isSoundTerms(terms)) return false
    return tokens === undefined || tokens.every((token) => token === null || isPrintable(token, LONGEST_TEXT))
  }

  function isSoundState({ venue, terms }: MarketAtVenue): boolean {
    return isSoundVenue(venue) && isSoundTerms(terms)
  }

  function leftOut(id: string, what: string): void {
    const shown = oneLine(id.slice(0, SHOWN_LENGTH))
    const matter = `${what} ${shown}`
    if (told.has(matter) || told.size === MOST_KNOWN) return
    told.add(matter)
    const message = `a ${what} of ${shown} has a text of more than one line, with control characters or too long: left out`
    tell({ type: 'warning', code: 'TEXT_UNREADABLE', message })
  }

  return {
    takes({ market, venues: shown, states }) {
      const isReadable = isSound(market) && shown.every(isSoundShown)
      if (isReadable && (states === undefined || states.every(isSoundState))) return true
      leftOut(market.id, 'piece of news')
      return false
    },
    read(result) {
      const { market, selections, score } = result
      const texts = [market, ...selections.map(({ selection }) => selection)]
      if (!texts.every((text) => isPrintable(text, LONGEST_TEXT))) {
        leftOut(market, 'result')
        return null
      }
      return score === null || isPrintable(score, LONGEST_TEXT) ? result : { ...result, score: null }
    },
  }
}

function textsOf({ id, event, kind, selections }: Market): readonly string[] {
  const texts: string[] = [id, kind, event.id, event.competition, event.name]
  for (const text of [event.home, event.away]) if (text !== null) texts.push(text)
  for (const selection of selections) texts.push(selection.id, selection.name)
  return texts
}
