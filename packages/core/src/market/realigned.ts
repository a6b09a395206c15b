import type { Market } from './market.ts'
import { type MarketAtVenue, RUNNING } from './market-at-venue.ts'
import type { VenuePrices } from './market-update.ts'

/** Whether two lists name the same selections in the same order. */
export function sameSelections(a: Market, b: Market): boolean {
  if (a.selections === b.selections) return true
  return (
    a.selections.length === b.selections.length &&
    a.selections.every((selection, index) => selection.id === b.selections[index]?.id)
  )
}

/** Where each selection of a market was in an earlier list of it; −1 for one that is new. */
export function placesBefore(before: Market, now: Market): readonly number[] {
  const places = new Map(before.selections.map(({ id }, index) => [id, index]))
  return now.selections.map(({ id }) => places.get(id) ?? -1)
}

function moved<Value, None>(values: readonly Value[], places: readonly number[], none: None): (Value | None)[] {
  return places.map((place) => {
    const value = values[place]
    return value === undefined ? none : value
  })
}

/** What a venue showed, under a new list of selections: nothing for those that are new, and what left is gone. */
export function realignedPrices(shown: VenuePrices, places: readonly number[]): VenuePrices {
  const { maxStakes, tokens } = shown
  return {
    ...shown,
    prices: moved(shown.prices, places, null),
    ...(maxStakes === undefined ? {} : { maxStakes: moved(maxStakes, places, null) }),
    ...(tokens === undefined ? {} : { tokens: moved(tokens, places, null) }),
  }
}

/** How a market stood at a venue, under a new list of selections. */
export function realignedState(state: MarketAtVenue, places: readonly number[]): MarketAtVenue {
  return state.runners === null ? state : { ...state, runners: moved(state.runners, places, RUNNING) }
}
