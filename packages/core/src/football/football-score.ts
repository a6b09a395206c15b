import type { Random } from '../chance/random.ts'
import { MINUTE, type Timestamp, timestamp } from '../units/timestamp.ts'
import { drawGoals } from './football-match.ts'
import type { WorldScore } from './world.ts'

/** How a match goes: when each goal falls and when the final whistle blows, in milliseconds after the start. */
export interface Progress {
  readonly homeGoals: readonly number[]
  readonly awayGoals: readonly number[]
  readonly duration: number
}

const HALF = 45
const BREAK = 15

/** Plays a match whose sides score so many goals on average; it is over within two hours. */
export function drawProgress(random: Random, homeMean: number, awayMean: number): Progress {
  const home = drawGoals(random, homeMean)
  const away = drawGoals(random, awayMean)
  const firstAdded = Math.floor(1 + 3 * random())
  const secondAdded = Math.floor(2 + 6 * random())
  const goals = (count: number): number[] =>
    Array.from({ length: count }, () => {
      const minute = 2 * HALF * random()
      return Math.ceil((minute < HALF ? minute : minute + firstAdded + BREAK) * MINUTE)
    })
  return {
    homeGoals: goals(home),
    awayGoals: goals(away),
    duration: (2 * HALF + BREAK + firstAdded + secondAdded) * MINUTE,
  }
}

/** The score of a match at `at`; `null` before the start. */
export function scoreAt(progress: Progress, startsAt: Timestamp, at: Timestamp): WorldScore | null {
  if (at < startsAt) return null
  const completed = at - startsAt >= progress.duration
  // Seen once a minute, like prices.
  const seen = completed ? progress.duration : Math.floor((at - startsAt) / MINUTE) * MINUTE
  const count = (goals: readonly number[]): number => goals.reduce((sum, goal) => (goal <= seen ? sum + 1 : sum), 0)
  return {
    home: count(progress.homeGoals),
    away: count(progress.awayGoals),
    completed,
    updatedAt: timestamp(startsAt + seen),
  }
}
