import type { Market, Selection } from '@betting-advisor/core'

/** Two selections of an Asian handicap market that are each other's opposite. */
export interface HandicapPair {
  /** That of the home side: −0.5 where it has to win. */
  readonly line: number
  readonly home: Selection
  readonly away: Selection
}

/**
 * The pairs of an Asian handicap market, by the line of the home side: its market at the exchange has all handicaps, each side at each. A
 * side whose opposite is not there has no pair.
 *
 * @returns By line, ascending; empty where nothing tells which side is at home.
 * @example
 * ```ts
 * const runners = [{ id: 5, hc: -0.5, sortPriority: 1 }, { id: 6, hc: 0.5, sortPriority: 2 }]
 * const definition = { eventTypeId: '1', marketType: 'ASIAN_HANDICAP', bettingType: 'ASIAN_HANDICAP_DOUBLE_LINE', runners }
 * const market = describeByDefinition('1.2', definition, null)
 * market === null ? [] : handicapPairs(market).map(({ line }) => line) // [-0.5]
 * ```
 */
export function handicapPairs({ betting, selections }: Market): readonly HandicapPair[] {
  if (betting !== 'asian') return []
  const away = new Map(selections.flatMap((each) => (each.role === 'away' ? [[each.line ?? 0, each]] : [])))
  return selections
    .flatMap((home): HandicapPair[] => {
      if (home.role !== 'home') return []
      const line = home.line ?? 0
      // Of a line of none there is no opposite sign.
      const opposite = away.get(line === 0 ? 0 : -line)
      return opposite === undefined ? [] : [{ line, home, away: opposite }]
    })
    .toSorted((one, other) => one.line - other.line)
}
