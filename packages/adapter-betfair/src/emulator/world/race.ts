import { createSeededRandom, type Random } from '@betting-advisor/core/simulation'
import type { FullRaceSettings } from './card-settings.ts'
import { racecourse, raceName, runnerName } from './names.ts'

export interface RaceRunner {
  readonly id: number
  readonly name: string
  /** By which it is faster than others, on a logarithmic scale. */
  readonly strength: number
}

/** A race of a card: all of it follows from the seed and its number. */
export interface Race {
  readonly number: number
  readonly venue: string
  readonly name: string
  readonly startsAt: number
  readonly runners: readonly RaceRunner[]
  /** The runner that leaves before the start, and when. */
  readonly removal: { readonly runner: number; readonly at: number } | null
  readonly isAbandoned: boolean
  /** Indexes of runners in their order at the end. */
  readonly order: readonly number[]
  /** How many of the first are in a dead heat; 1 for none. */
  readonly tied: number
  /** Whether it is settled the wrong way at first. */
  readonly isResettled: boolean
}

/** The race of a number. */
export function raceOf(seed: string, number: number, settings: FullRaceSettings): Race {
  const random = createSeededRandom(`${seed}|race|${number}`)
  const startsAt = number * settings.everyMs
  const names = new Set<string>()
  while (names.size < settings.runners) names.add(runnerName(random))
  const runners = [...names].map((name, index) => ({
    id: 10_000_000 + ((number * 50 + index) % 80_000_000),
    name,
    strength: 1.1 * normal(random),
  }))
  const removed =
    random() < settings.removals
      ? {
          runner: Math.floor(random() * runners.length),
          at: startsAt - settings.opensBeforeMs * (0.2 + 0.4 * random()),
        }
      : null
  const order = runners
    .map(({ strength }, index) => ({ index, time: strength - Math.log(-Math.log(random())) }))
    .filter(({ index }) => index !== removed?.runner)
    .sort((a, b) => b.time - a.time)
    .map(({ index }) => index)
  return {
    number,
    venue: racecourse(random),
    name: raceName(random),
    startsAt,
    runners,
    removal: removed,
    isAbandoned: random() < settings.abandoned,
    order,
    tied: random() < settings.deadHeats ? 2 : 1,
    isResettled: random() < settings.resettled,
  }
}

/** The chance of each runner to win; those that have left have none. */
export function winChances(strengths: readonly (number | null)[]): readonly number[] {
  const weights = strengths.map((strength) => (strength === null ? 0 : Math.exp(strength)))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** The chance of each runner to be among so many first (Harville 1973), for up to three places. */
export function placeChances(win: readonly number[], places: number): readonly number[] {
  const placed = win.map(() => 0)
  const visit = (chance: number, left: number, taken: readonly number[]): void => {
    const rest = 1 - taken.reduce((sum, index) => sum + (win[index] ?? 0), 0)
    for (const [index, own] of win.entries()) {
      if (own === 0 || taken.includes(index) || rest <= 0) continue
      const next = (chance * own) / rest
      placed[index] = (placed[index] ?? 0) + next
      if (left > 1) visit(next, left - 1, [...taken, index])
    }
  }
  visit(1, places, [])
  return placed
}

/** A standard normal number. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
