import type { Market, Selection } from '../market/market.ts'
import type { ScoreGrid } from './score-grid.ts'
import { bothScore, homeHandicap, type MatchOutcome, matchOutcome, overTotal } from './score-markets.ts'

/**
 * Probabilities of a market's selections from a match's three results, aligned with `market.selections`; `null` where the market
 * is another one.
 *
 * Selections are recognised by their roles; without a draw among them they are draw no bet.
 *
 * @example
 * ```ts
 * outcomeFairMarket(desk.market.market, { home: 0.5, draw: 0.25, away: 0.25 }) // [0.666…, 0.333…]: home and away alone
 * ```
 */
export function outcomeFairMarket(market: Market, outcome: MatchOutcome): readonly number[] | null {
  if (market.outcome !== 'winner' || market.winners !== 1) return null
  const probabilities: number[] = []
  const seen = new Set<string>()
  for (const selection of market.selections) {
    const result = resultOf(selection)
    if (result === null || seen.has(result)) return null
    seen.add(result)
    probabilities.push(outcome[result])
  }
  if (seen.size === 3) return probabilities
  if (seen.size !== 2 || seen.has('draw')) return null
  const decided = outcome.home + outcome.away
  return decided > 0 ? probabilities.map((probability) => probability / decided) : null
}

/**
 * Probabilities of a market's selections from a score grid, aligned with `market.selections`; `null` where the market is not one of
 * results, goals, handicap or both sides scoring, or where its line can push, so that no selection may win.
 *
 * @example
 * ```ts
 * gridFairMarket(desk.market.market, poissonGrid({ home: 1, away: 1 })) // [0.5, 0.5] to rounding
 * ```
 */
export function gridFairMarket(market: Market, grid: ScoreGrid): readonly number[] | null {
  switch (market.outcome) {
    case 'winner':
      return outcomeFairMarket(market, matchOutcome(grid))
    case 'total':
      return pairBook(market, (selection) => totalChance(market, selection, grid))
    case 'handicap':
      return pairBook(market, (selection) => handicapChance(selection, grid))
    case 'other':
      return market.kind === 'btts' ? pairBook(market, (selection) => bothScoreChance(selection, grid)) : null
  }
}

/** Two selections of which exactly one wins; each chance is 0 to 1 or `null` where it cannot be told. */
function pairBook(market: Market, chance: (selection: Selection) => number | null): readonly number[] | null {
  const [first, second] = market.selections
  if (first === undefined || second === undefined || market.selections.length !== 2) return null
  const a = chance(first)
  const b = chance(second)
  // Two selections that do not exclude each other, such as different lines, are no market.
  return a === null || b === null || Math.abs(a + b - 1) > 1e-6 ? null : [a, b]
}

function resultOf({ role }: Selection): keyof MatchOutcome | null {
  return role === 'home' || role === 'draw' || role === 'away' ? role : null
}

function totalChance(market: Market, selection: Selection, grid: ScoreGrid): number | null {
  const line = selection.line ?? market.line
  if (line === null || !isHalf(line) || line < 0) return null
  const { win, loss } = overTotal(grid, line)
  return selection.role === 'over' ? win : selection.role === 'under' ? loss : null
}

function handicapChance({ role, line }: Selection, grid: ScoreGrid): number | null {
  if (line === null || !isHalf(line)) return null
  if (role === 'home') return homeHandicap(grid, line).win
  return role === 'away' ? homeHandicap(grid, -line).loss : null
}

function bothScoreChance(selection: Selection, grid: ScoreGrid): number | null {
  const chance = bothScore(grid)
  return selection.role === 'yes' ? chance : selection.role === 'no' ? 1 - chance : null
}

function isHalf(line: number): boolean {
  return Number.isInteger(line - 0.5)
}
