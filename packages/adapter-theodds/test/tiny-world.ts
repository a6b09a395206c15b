import { HOUR, isPrice, MINUTE, type Timestamp, timestamp, type VenueId, venueId } from '@betting-advisor/core'
import type { World, WorldFixture, WorldPrices } from '@betting-advisor/core/simulation'

/** When the tests begin: a Friday morning. */
export const START = timestamp(Date.UTC(2026, 7, 7, 9))

export const PINNACLE = venueId('pinnacle')
const MARATHON = venueId('marathonbet')
/** Like a bookmaker of a made-up world, unknown to the service's lists. */
export const LOCAL = venueId('corner_shop')

/** Which bookmakers show something, and what; changed by tests while the world runs. */
export interface TinyWorld extends World {
  readonly fixture: WorldFixture
  /** Bookmakers that show nothing at the moment. */
  readonly silent: Set<VenueId>
  /** Shows a bookmaker's prices as they are instead of drifting. */
  readonly fixed: Map<VenueId, readonly (number | null)[]>
}

function fixtureOf(index: number, home: string, away: string, startsAt: Timestamp): WorldFixture {
  return { id: index.toString(16).padStart(32, '0'), competition: 'soccer_epl', home, away, startsAt }
}

/** A world small enough to know by heart: two matches, three bookmakers, prices that rise a hundredth a minute. */
export function tinyWorld(): TinyWorld {
  const first = fixtureOf(0xa1, 'Arsenal', 'Chelsea', timestamp(START + 6 * HOUR))
  const second = fixtureOf(0xb2, 'Leeds United', 'Everton', timestamp(START + 30 * HOUR))
  const fixtures = [first, second]
  const silent = new Set<VenueId>()
  const fixed = new Map<VenueId, readonly (number | null)[]>()
  const lengthOf = 110 * MINUTE

  function prices(fixture: WorldFixture, bookmaker: VenueId, at: Timestamp): WorldPrices | null {
    if (silent.has(bookmaker) || at >= fixture.startsAt + lengthOf) return null
    const drift = Math.floor((at - START) / MINUTE) % 50
    const raw = fixed.get(bookmaker) ?? [200, 340, 400].map((hundredths) => (hundredths + drift) / 100)
    const [home = null, draw = null, away = null] = raw.map((one) => (one !== null && isPrice(one) ? one : null))
    return { prices: [home, draw, away], quotedAt: timestamp(at - 5_000) }
  }

  return {
    seed: 'tiny',
    fixture: first,
    silent,
    fixed,
    competitions: [
      { key: 'soccer_epl', title: 'EPL' },
      { key: 'soccer_spain_la_liga', title: 'La Liga - Spain' },
    ],
    bookmakers: [
      { key: PINNACLE, title: 'Pinnacle', overround: 0.025, lag: 0 },
      { key: MARATHON, title: 'Marathon Bet', overround: 0.05, lag: 60_000 },
      { key: LOCAL, title: 'Corner Shop', overround: 0.08, lag: 600_000 },
    ],
    sharp: PINNACLE,
    fixtures: (from, to) => fixtures.filter(({ startsAt }) => startsAt >= from && startsAt < to),
    prices,
    closingPrices: (fixture, bookmaker) => prices(fixture, bookmaker, timestamp(fixture.startsAt - 1)),
    trueProbabilities: () => [0.48, 0.27, 0.25],
    score(fixture, at) {
      if (at < fixture.startsAt) return null
      const minutes = (at - fixture.startsAt) / MINUTE
      const goals = fixture === first ? [2, 1] : [1, 1]
      const completed = minutes >= 110
      const [home = 0, away = 0] = minutes < 60 ? [0, 0] : goals
      return { home, away, completed, updatedAt: timestamp(at - (at % 30_000)) }
    },
  }
}
