import type { VenueId } from '@betting-advisor/core'
import { compareVenues, kindOfPrefix, venueOfPrefix } from './bookmakers.ts'
import type { Report } from './diagnostic.ts'
import type { ReadFile } from './read-file.ts'
import type { BookmakerPrices, SeasonOptions, SeasonVenues } from './season.ts'

/** The reference unless another is named. */
const PINNACLE = venueOfPrefix('PS')

/** A file's name, what was read from it, and where to note what it lacks. */
export interface ChoiceFile extends ReadFile {
  readonly report: Report
}

/** Chooses whose prices a backtest uses, and reports what is assumed and what is missing. */
export function chooseVenues(files: readonly ChoiceFile[], { sharp, bookmakers, close }: SeasonOptions): SeasonVenues {
  const matches = files.flatMap((file) => file.matches)
  const offers = bookmakersOf(matches.flatMap(({ before }) => before))
  const reference = sharp === undefined ? assumedReference(files, offers) : venueOfPrefix(sharp)
  const betWith =
    bookmakers === undefined
      ? [...offers.values()].filter(({ prefix }) => kindOfPrefix(prefix) === 'bookmaker').map(({ venue }) => venue)
      : bookmakers.map(venueOfPrefix)
  const chosen = [...new Set(betWith)]
    .filter((venue) => bookmakers !== undefined || venue !== reference)
    .sort(compareVenues)
  for (const prefix of bookmakers ?? []) {
    if (kindOfPrefix(prefix) !== 'exchange') continue
    files[0]?.report(
      'COMMISSION_LEFT_OUT',
      files[0].line,
      `bets at ${venueOfPrefix(prefix)} are reckoned without its commission`,
    )
  }
  const yardstick = close === null ? null : close === undefined ? reference : venueOfPrefix(close.slice(0, -1))
  const hasClose = matches.some(({ closing }) => closing.some(({ venue }) => venue === yardstick))
  for (const { report, line, matches: own } of files) {
    if (own.length === 0) continue
    if (!own.some(({ before }) => before.some(({ venue }) => venue === reference))) {
      report('REFERENCE_MISSING', line, `there are no prices of ${reference} before the close to hold others against`)
    }
    if (yardstick !== null && !own.some(({ closing }) => closing.some(({ venue }) => venue === yardstick))) {
      report('CLOSE_MISSING', line, `there are no closing prices of ${yardstick}: bets have no closing line value`)
    }
  }
  return {
    sharp: reference,
    bookmakers: chosen,
    close: hasClose ? yardstick : null,
    closing:
      close === null
        ? []
        : close === undefined
          ? [...new Set([reference, ...chosen])]
          : [venueOfPrefix(close.slice(0, -1))],
  }
}

interface Offer extends Pick<BookmakerPrices, 'prefix' | 'venue'> {
  matches: number
  /** Sum over its matches. */
  overround: number
}

function bookmakersOf(prices: readonly BookmakerPrices[]): ReadonlyMap<VenueId, Offer> {
  const offers = new Map<VenueId, Offer>()
  for (const {
    prefix,
    venue,
    prices: [home, draw, away],
  } of prices) {
    const offer = offers.get(venue) ?? { prefix, venue, matches: 0, overround: 0 }
    offer.matches += 1
    offer.overround += 1 / home + 1 / draw + 1 / away - 1
    offers.set(venue, offer)
  }
  return offers
}

/** Pinnacle, or where it is nowhere the bookmaker that leaves itself the smallest margin. */
function assumedReference(files: readonly ChoiceFile[], offers: ReadonlyMap<VenueId, Offer>): VenueId {
  if (offers.has(PINNACLE)) return PINNACLE
  const [lowest] = [...offers.values()]
    .filter(({ prefix }) => kindOfPrefix(prefix) === 'bookmaker')
    .map((offer) => ({ ...offer, mean: offer.overround / offer.matches }))
    .sort((a, b) => a.mean - b.mean || compareVenues(a.venue, b.venue))
  if (lowest === undefined) return PINNACLE
  const { venue, mean, prefix } = lowest
  const why = `its overround is the lowest, ${(mean * 100).toFixed(2)} % on average`
  files[0]?.report(
    'REFERENCE_ASSUMED',
    files[0].line,
    `no file has prices of ${PINNACLE}: the reference is ${venue} (${prefix}), ${why}`,
  )
  return venue
}
