import type { Random } from '../chance/random.ts'
import type { HomeDrawAway } from './world.ts'

/** What a side scores on average in a match of equals, and what playing at home is worth; logarithms of goals. */
const AVERAGE = 0.17
const HOME_ADVANTAGE = 0.22

/** Goals counted for; more are scored about once in 10^9 matches. */
const MOST_GOALS = 20

/** How a match is expected to go: the logarithms of both sides' mean goals, as half their sum and half their difference. */
export interface Expectation {
  readonly level: number
  readonly supremacy: number
}

/** What is expected of a match before anything about the day is known. */
export function expectationOf(
  home: { readonly attack: number; readonly defence: number },
  away: { readonly attack: number; readonly defence: number },
): Expectation {
  const homeGoals = AVERAGE + HOME_ADVANTAGE + home.attack - away.defence
  const awayGoals = AVERAGE + away.attack - home.defence
  return { level: (homeGoals + awayGoals) / 2, supremacy: (homeGoals - awayGoals) / 2 }
}

/** Probabilities of the three outcomes when both sides score independently by Poisson's law (Maher, 1982). */
export function outcomeProbabilities(level: number, supremacy: number): HomeDrawAway<number> {
  const homeMean = Math.exp(level + supremacy)
  const awayMean = Math.exp(level - supremacy)
  let homeGoals = Math.exp(-homeMean)
  let awayGoals = Math.exp(-awayMean)
  let homeBelow = 0
  let awayBelow = 0
  let home = 0
  let draw = 0
  let away = 0
  for (let goals = 0; goals <= MOST_GOALS; goals++) {
    home += homeGoals * awayBelow
    draw += homeGoals * awayGoals
    away += awayGoals * homeBelow
    homeBelow += homeGoals
    awayBelow += awayGoals
    homeGoals *= homeMean / (goals + 1)
    awayGoals *= awayMean / (goals + 1)
  }
  const total = home + draw + away
  return [home / total, draw / total, away / total]
}

const OFF_CENTRE = 1.7320508075688772

/**
 * What the probabilities are expected to be once `supremacy` has moved by a normal amount with standard deviation
 * `uncertainty`: Gauss and Hermite's rule with three points.
 */
export function expectedProbabilities(level: number, supremacy: number, uncertainty: number): HomeDrawAway<number> {
  const middle = outcomeProbabilities(level, supremacy)
  if (uncertainty === 0) return middle
  const below = outcomeProbabilities(level, supremacy - OFF_CENTRE * uncertainty)
  const above = outcomeProbabilities(level, supremacy + OFF_CENTRE * uncertainty)
  return [
    (4 * middle[0] + below[0] + above[0]) / 6,
    (4 * middle[1] + below[1] + above[1]) / 6,
    (4 * middle[2] + below[2] + above[2]) / 6,
  ]
}

/** Goals of one side, by Poisson's law. */
export function drawGoals(random: Random, mean: number): number {
  let left = random()
  let probability = Math.exp(-mean)
  let goals = 0
  while (left >= probability && goals < MOST_GOALS) {
    left -= probability
    goals++
    probability *= mean / goals
  }
  return goals
}
