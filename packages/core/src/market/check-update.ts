import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { VenueId } from '../units/ids.ts'
import type { Market } from './market.ts'
import { checkState, type MarketAtVenue } from './market-at-venue.ts'
import type { MarketUpdate } from './market-update.ts'
import { checkTerms, type VenueTerms } from './venue-terms.ts'

/** Terms that were looked at: they are shared by many updates. */
const sound = new WeakSet<VenueTerms>()

function checkSound(venue: VenueId, market: Market, terms: VenueTerms): void {
  if (sound.has(terms)) return
  checkTerms(`${venue} in ${market.id}`, terms)
  sound.add(terms)
}

function misaligned(of: string, { length }: readonly unknown[], count: number): InvalidValueError {
  return new InvalidValueError(of, length, `one for each of ${count} selections`)
}

function checkStates(market: Market, states: readonly MarketAtVenue[]): void {
  for (const state of states) {
    checkState(state, market.id, market.selections.length)
    if (state.terms !== null) checkSound(state.venue, market, state.terms)
  }
}

/** @throws InvalidValueError `INVALID_VALUE` unless there is one of all that is told for each selection, and terms can be. */
export function checkAligned({ market, venues, states }: MarketUpdate): void {
  const count = market.selections.length
  if (states !== undefined) checkStates(market, states)
  for (const { venue, prices, maxStakes, tokens, terms } of venues) {
    if (terms !== undefined) checkSound(venue, market, terms)
    if (prices.length !== count) throw misaligned(`prices of ${venue} in ${market.id}`, prices, count)
    if (maxStakes !== undefined && maxStakes.length !== count) {
      throw misaligned(`maxStakes of ${venue} in ${market.id}`, maxStakes, count)
    }
    if (tokens !== undefined && tokens.length !== count) {
      throw misaligned(`tokens of ${venue} in ${market.id}`, tokens, count)
    }
  }
}
