import { draw } from '../chance/seeded-noise.ts'
import { createSeededRandom } from '../chance/seeded-random.ts'
import { DAY, MINUTE } from '../units/timestamp.ts'

/** The share of a week's matches and the kick-off times, in hours UTC, of each weekday from Sunday. */
const WEEK: readonly { readonly share: number; readonly hours: readonly [number, ...number[]] }[] = [
  { share: 0.24, hours: [12, 13, 13, 14, 14, 15.5, 16.5, 19, 20] },
  { share: 0.06, hours: [18.5, 19, 20] },
  { share: 0.1, hours: [17.75, 18.75, 19.5, 19.75, 20] },
  { share: 0.12, hours: [17.75, 18.75, 19.5, 19.75, 20] },
  { share: 0.08, hours: [17.75, 19, 19.75, 20, 21] },
  { share: 0.1, hours: [17.5, 18.5, 19, 19.75, 20] },
  { share: 0.3, hours: [12.5, 13.5, 14, 14, 15, 15, 15, 16.5, 17.5, 19.75, 21] },
]

/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4

/** Days from Friday to Monday that a team is meant to play once in; their share of a week. */
const WEEKEND_SHARE = 0.7

/** The largest share of a week in one day. */
const BUSIEST_SHARE = 0.3

/** How many matches the world has played before the start of a day, counted from an arbitrary one. */
function playedBefore(day: number, gamesPerDay: number): number {
  const weekday = day + FIRST_WEEKDAY
  const week = Math.floor(weekday / 7)
  let share = week
  for (let index = 0; index < weekday - 7 * week; index++) share += WEEK[index]?.share ?? 0
  return Math.floor(share * 7 * gamesPerDay)
}

/** A match of the calendar: its number in the world and when it starts. */
export interface CalendarEntry {
  readonly number: number
  readonly startsAt: number
}

/** The matches of a day (since 1 January 1970, UTC): as many as its weekday's share of a week, so that any fortnight has 14 × `gamesPerDay`, give or take one. */
export function matchesOf(seed: string, day: number, gamesPerDay: number): CalendarEntry[] {
  const first = playedBefore(day, gamesPerDay)
  const count = playedBefore(day + 1, gamesPerDay) - first
  if (count === 0) return []
  const hours = WEEK[(((day + FIRST_WEEKDAY) % 7) + 7) % 7]?.hours ?? [15]
  const random = createSeededRandom(`${seed}/day/${day}`)
  return Array.from({ length: count }, (_, index) => ({
    number: first + index,
    startsAt: day * DAY + draw(random, hours) * 60 * MINUTE,
  }))
}

/** How many teams a competition needs so that none plays twice a day, and as a rule once a weekend. */
export function teamsNeeded(gamesPerDay: number, competitions: number): number {
  const perCompetition = (7 * gamesPerDay) / competitions
  const busiestDay = 2 * (Math.ceil(BUSIEST_SHARE * perCompetition) + 2)
  const weekend = 2 * (Math.ceil(WEEKEND_SHARE * perCompetition) + 2)
  return Math.max(20, busiestDay, Math.min(weekend, 48))
}

/**
 * The two teams of a competition's match: a double round robin by the circle method (Kirkman, 1847), everyone at home in
 * about every second match. A team's matches are at least half the number of teams less one apart.
 */
export function pairing(match: number, teams: number): { home: number; away: number; season: number } {
  const slots = teams / 2
  const round = Math.floor(match / slots)
  const slot = match - round * slots
  const circle = teams - 1
  const turn = (value: number): number => ((value % circle) + circle) % circle
  const one = slot === 0 ? circle : turn(round + slot)
  const other = turn(round - slot)
  const half = Math.floor(round / circle)
  // A team's slot moves by one a round, so that it is at home about every other time.
  const swap = (slot === 0 ? round : slot + half) % 2 !== 0
  return { home: swap ? other : one, away: swap ? one : other, season: Math.floor(half / 2) }
}
