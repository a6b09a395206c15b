import type { VenueId } from '@betting-advisor/core'
import { compareVenues } from './bookmakers.ts'
import type { PriceColumns } from './columns.ts'
import type { Report } from './diagnostic.ts'
import { readPrice } from './number-text.ts'
import { quoted } from './quoted.ts'
import type { BookmakerPrices, HomeDrawAwayPrices } from './season.ts'

/** The prices of a row, one entry a venue and ordered by venue; those that can't be used are reported. */
export function readPrices(
  cells: readonly string[],
  columns: readonly PriceColumns[],
  report: (code: Parameters<Report>[0], message: string) => void,
): readonly BookmakerPrices[] {
  const found = new Map<VenueId, BookmakerPrices>()
  for (const { prefix, venue, cells: places } of columns) {
    if (found.has(venue)) continue
    const texts = places.map((place) => cells[place])
    // What a short row lacks is reported with the row.
    if (texts.includes(undefined)) continue
    const prices = readThree(
      prefix,
      texts.map((text) => text ?? ''),
      report,
    )
    if (prices !== null) found.set(venue, { prefix, venue, prices })
  }
  return [...found.values()].sort((a, b) => compareVenues(a.venue, b.venue))
}

function readThree(
  prefix: string,
  texts: readonly string[],
  report: (code: Parameters<Report>[0], message: string) => void,
): HomeDrawAwayPrices | null {
  if (texts.every((text) => text === '')) return null
  const written = () => `${quoted(prefix)}: ${texts.map((text) => (text === '' ? 'empty' : quoted(text))).join(', ')}`
  if (texts.includes('')) {
    report('PRICES_INCOMPLETE', `${written()}: a price is missing`)
    return null
  }
  const [home, draw, away] = texts.map(readPrice)
  if (home && draw && away) return [home, draw, away]
  report('PRICES_INVALID', `${written()}: every price must be a number above 1 and at most 1001`)
  return null
}
