import type { MatchResult } from './match-result.ts'

/** Strengths of teams as single numbers that move with every result. */
export interface TeamRatings {
  readonly name: string
  /** The strength of a team; the starting one where it was not seen yet. */
  rating(team: string): number
  /** How much stronger the home side is, home advantage included. */
  difference(home: string, away: string): number
  /**
   * Takes in a result, in the order in which results became known.
   *
   * @throws InvalidValueError `INVALID_VALUE` when a field is out of range.
   */
  update(result: MatchResult): void
}
