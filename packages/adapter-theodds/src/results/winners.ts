import type { MarketResult, Selection } from '@betting-advisor/core'
import type { TheOddsScoreEvent } from '../api/schemas.ts'
import type { MarketName } from '../source/market-key.ts'
import { DRAW, hasDraw, named, ofHandicap, ofTotal } from '../source/selections.ts'

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

/**
 * Which selections win with a final score; `null` where the score does not decide it: a tie where no draw can be bet on, a quarter
 * line, a market that is not about the score. Those are left to a person.
 */
export function resultOf(
  market: MarketResult['market'],
  { key, line }: MarketName,
  event: TheOddsScoreEvent,
  { home, away }: FinalScore,
): MarketResult | null {
  const homeTeam = event.home_team ?? ''
  const awayTeam = event.away_team ?? ''
  const score = `${home}-${away}`
  const returned: MarketResult = { market, winners: [], void: true, score }
  const won = (winner: Selection, ...others: readonly Selection[]): MarketResult => ({
    market,
    winners: [winner.id],
    selections: [winner, ...others].map(({ id }) => id),
    void: false,
    score,
  })
  if (key === 'h2h') {
    const [first, draw, second] = [named(homeTeam), named(DRAW), named(awayTeam)]
    if (home > away) return won(first, draw, second)
    if (away > home) return won(second, first, draw)
    return hasDraw(event.sport_key) ? won(draw, first, second) : null
  }
  // Half a stake wins on a quarter line: more than one winner or none can't say that.
  if (line === null || !Number.isInteger(line * 2)) return null
  if (key === 'totals') {
    const margin = home + away - line
    const [over, under] = [ofTotal('Over', line), ofTotal('Under', line)]
    if (margin === 0) return returned
    return margin > 0 ? won(over, under) : won(under, over)
  }
  if (key === 'spreads') {
    const lead = home + line - away
    const [first, second] = [ofHandicap(homeTeam, line), ofHandicap(awayTeam, 0 - line)]
    if (lead === 0) return returned
    return lead > 0 ? won(first, second) : won(second, first)
  }
  return null
}
