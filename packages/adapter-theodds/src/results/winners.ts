import { allVoid, type MarketResult, type Selection, type SelectionResult, wonBy } from '@betting-advisor/core'
import { settleLine } from '@betting-advisor/core/value'
import type { TheOddsScoreEvent } from '../api/schemas.ts'
import type { MarketName } from '../source/market-key.ts'
import { drawn, hasDraw, named, ofHandicap, ofTotal } from '../source/selections.ts'

/** The final score of an event. */
export interface FinalScore {
  readonly home: number
  readonly away: number
}

/** The final score, matched by the names of the teams; `null` until it is known. */
export function finalScoreOf({ completed, scores, home_team, away_team }: TheOddsScoreEvent): FinalScore | null {
  if (!completed || home_team === away_team) return null
  const home = pointsOf(scores, home_team)
  const away = pointsOf(scores, away_team)
  return home === null || away === null ? null : { home, away }
}

/** Scores come as text. */
function pointsOf(scores: TheOddsScoreEvent['scores'], team: string | null | undefined): number | null {
  const found = (scores ?? []).filter(({ name }) => name === team)
  const score = found[0]?.score
  if (found.length !== 1 || score === null || score === undefined) return null
  const points = typeof score === 'string' && score.trim() === '' ? Number.NaN : Number(score)
  return Number.isInteger(points) && points >= 0 ? points : null
}

/** What is to be decided. */
export interface Undecided extends MarketName {
  readonly market: MarketResult['market']
  /** How many selections it has: a third one is a draw on offer. */
  readonly outcomes: number
}

/** Sports in which a draw is what the score says; in others a match that can be drawn may go on, or be decided by more than the score. */
const DRAWN_BY_SCORE = /^(soccer_|aussierules_)/

/** Days of two innings a side: the score does not say who has won. */
const TEST_CRICKET = /^cricket_test/

/**
 * What becomes of the selections with a final score; `null` where the score may not decide it: a draw on offer outside football and
 * Australian rules (the score may include what came after it), a tie where none is on offer, Test cricket, a line that is no multiple of a
 * quarter, a market that is not about the score. Those are left to a person.
 */
export function resultOf(
  { market, key, line, outcomes }: Undecided,
  event: TheOddsScoreEvent,
  { home, away }: FinalScore,
): MarketResult | null {
  if (TEST_CRICKET.test(event.sport_key)) return null
  const homeTeam = event.home_team ?? ''
  const awayTeam = event.away_team ?? ''
  const score = `${home}-${away}`
  const won = (winner: Selection, ...others: readonly Selection[]): MarketResult =>
    wonBy({ id: market, selections: [winner, ...others], winners: 1 }, [winner.id], score)
  if (key === 'h2h') {
    const [first, second] = [named(homeTeam, 'home'), named(awayTeam, 'away')]
    const isDrawOffered = hasDraw(event.sport_key) || outcomes !== 2
    if (isDrawOffered && !DRAWN_BY_SCORE.test(event.sport_key)) return null
    const between = isDrawOffered ? [drawn] : []
    if (home > away) return won(first, ...between, second)
    if (away > home) return won(second, first, ...between)
    return isDrawOffered ? won(drawn, first, second) : null
  }
  if (line === null || !Number.isInteger(line * 4)) return null
  const onLine = (...sides: readonly (readonly [Selection, margin: number, line: number])[]): MarketResult => ({
    ...allVoid(market, score),
    selections: sides.map(([{ id }, margin, added]) => ({
      selection: id,
      outcome: OUTCOMES[settleLine(margin, added)],
    })),
    void: false,
  })
  if (key === 'totals') {
    const goals = home + away
    return onLine([ofTotal('over', line), goals, 0 - line], [ofTotal('under', line), -goals, line])
  }
  if (key === 'spreads') {
    return onLine(
      [ofHandicap(homeTeam, 'home', line), home - away, line],
      [ofHandicap(awayTeam, 'away', 0 - line), away - home, 0 - line],
    )
  }
  return null
}

/** What is left of a stake on a line, in words. */
const OUTCOMES = {
  1: 'won',
  0.5: 'half-won',
  0: 'push',
  [-0.5]: 'half-lost',
  [-1]: 'lost',
} as const satisfies Record<ReturnType<typeof settleLine>, SelectionResult['outcome']>
