import { createSeededRandom } from '../../src/chance/seeded-random.ts'
import type { MatchResult } from '../../src/models/match-result.ts'
import { dixonColesGrid } from '../../src/models/score-grid.ts'
import { type MatchOutcome, matchOutcome } from '../../src/models/score-markets.ts'
import { DAY, HOUR, after as momentAfter, timestamp } from '../../src/units/timestamp.ts'

/** When an invented season begins. */
export const START = timestamp(Date.UTC(2024, 7, 10, 15))

/** An invented league whose true strengths are known. */
export interface Season {
  readonly results: readonly MatchResult[]
  readonly attack: ReadonlyMap<string, number>
  readonly defence: ReadonlyMap<string, number>
  readonly rho: number
  truth(home: string, away: string): MatchOutcome
}

/** Plays `rounds` double round robins of `teams` teams, four days apart, one result known two hours after the start. */
export function playSeason(seed: string, teams = 20, rounds = 1, rho = -0.08): Season {
  const random = createSeededRandom(seed)
  const names = Array.from({ length: teams }, (_, index) => `Team ${String.fromCharCode(65 + index)}`)
  const strengths = () => {
    const raw = names.map(() => (random() - 0.5) * 0.9)
    const mean = raw.reduce((sum, value) => sum + value, 0) / teams
    return new Map(names.map((name, index) => [name, (raw[index] ?? 0) - mean]))
  }
  const attack = strengths()
  const defence = strengths()
  const goals = (home: string, away: string) => ({
    home: Math.exp(0.3 + 0.2 + (attack.get(home) ?? 0) - (defence.get(away) ?? 0)),
    away: Math.exp(0.1 + (attack.get(away) ?? 0) - (defence.get(home) ?? 0)),
  })
  const fixtures = names.flatMap((home) => names.filter((away) => away !== home).map((away) => ({ home, away })))
  const results: MatchResult[] = []
  for (let round = 0; round < rounds; round++) {
    const order = fixtures.map((fixture) => ({ fixture, key: random() })).toSorted((a, b) => a.key - b.key)
    for (const [index, { fixture }] of order.entries()) {
      const { cells, maxGoals } = dixonColesGrid({ ...goals(fixture.home, fixture.away), rho })
      let left = random()
      const cell = cells.findIndex((probability) => {
        left -= probability
        return left < 0
      })
      const drawn = Math.max(cell, 0)
      const day = Math.floor(((round * order.length + index) * 2) / teams) * 4
      results.push({
        at: momentAfter(START, day * DAY + 2 * HOUR),
        ...fixture,
        homeGoals: Math.floor(drawn / (maxGoals + 1)),
        awayGoals: drawn % (maxGoals + 1),
      })
    }
  }
  return {
    results,
    attack,
    defence,
    rho,
    truth: (home, away) => matchOutcome(dixonColesGrid({ ...goals(home, away), rho })),
  }
}
