import type { EachWayTerms } from '@betting-advisor/core/venue'

/** What is told of the market of a bet; `null` is what is not told. */
export interface BetMarket {
  readonly type: string | null
  readonly betting: string | null
  readonly winners: number | null
  readonly eachWayDivisor: number | null
}

/** The types of markets of which one selection wins and no other: on all others bets are not set off against each other. */
const ONE_WINS = new Set([
  ...['WIN', 'MATCH_ODDS', 'MONEY_LINE', 'DRAW_NO_BET', 'BOTH_TEAMS_TO_SCORE', 'HALF_TIME'],
  ...['HALF_TIME_SCORE', 'HALF_TIME_FULL_TIME', 'CORRECT_SCORE', 'TOURNAMENT_WINNER', 'SET_BETTING'],
])
const ONE_OF_TWO = /^(?:OVER_UNDER|FIRST_HALF_GOALS)_\d{2,4}$/

/** How many win where that is certain: 0 where any number can. */
export function winnersOf({ type, betting, winners }: BetMarket): 0 | 1 {
  if (type === null || (betting !== null && betting !== 'ODDS') || (winners !== null && winners !== 1)) return 0
  return ONE_WINS.has(type) || ONE_OF_TWO.test(type) ? 1 : 0
}

/**
 * What a bet each way pays; `null` of any other. Where it is not told, the most that it may: a place as much as a win, and one of them, which
 * what is at risk does not go by.
 */
export function eachWayOfBet({ type, winners, eachWayDivisor }: BetMarket): EachWayTerms | null {
  if (type !== 'EACH_WAY') return null
  const hundredths = Math.round((eachWayDivisor ?? 1) * 100)
  const divisor = hundredths >= 100 && hundredths <= 100_000 ? hundredths / 100 : 1
  return { divisor, places: winners !== null && winners >= 1 ? winners : 1 }
}
