import { type BetfairCardSettings, type FullCardSettings, fullCardSettings } from './card-settings.ts'
import { matchCourse } from './match-course.ts'
import { type Course, mergeChanges } from './merge-changes.ts'
import { raceOf } from './race.ts'
import { raceCourse } from './race-course.ts'
import type { BetfairWorld } from './world.ts'

/**
 * A card of races (win, place and each-way) and football matches (match odds, over/under, Asian handicaps) that never ends: a function of
 * its seed and the moment, with names that nobody has.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const world = createBetfairCard({ seed: '2026', matches: null })
 * const first = world.changes(Date.UTC(2026, 7, 1)).next()
 * ```
 */
export function createBetfairCard(settings: BetfairCardSettings): BetfairWorld {
  const full = fullCardSettings(settings)
  return { changes: (from) => mergeChanges(coursesFrom(full, from)) }
}

/** The courses of a card in the order of their openings, from the first that is not over at a moment. */
function* coursesFrom({ seed, tickMs, races, matches }: FullCardSettings, from: number): Generator<Course, void> {
  let race = races === null ? 0 : firstOf(from, races.everyMs, races.runningMs + 2 * races.settlesAfterMs)
  let match = matches === null ? 0 : firstOf(from, matches.everyMs, matches.playingMs + matches.settlesAfterMs)
  for (;;) {
    const raceAt = races === null ? Number.POSITIVE_INFINITY : race * races.everyMs - races.opensBeforeMs
    const matchAt = matches === null ? Number.POSITIVE_INFINITY : match * matches.everyMs - matches.opensBeforeMs
    if (races !== null && raceAt <= matchAt) {
      yield { startsAt: raceAt, changes: raceCourse(seed, raceOf(seed, race, races), races, tickMs) }
      race += 1
    } else if (matches !== null) {
      yield { startsAt: matchAt, changes: matchCourse(seed, match, matches, tickMs) }
      match += 1
    } else return
  }
}

/** The number of the first event that is not over. */
function firstOf(from: number, everyMs: number, lastsMs: number): number {
  return Math.floor((from - lastsMs) / everyMs) + 1
}
