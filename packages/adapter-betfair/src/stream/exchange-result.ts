import { allVoid, type MarketResult, type SelectionEnding } from '@betting-advisor/core'
import { momentOf } from '../markets/moment.ts'
import { exchangeMarket, exchangeSelection } from '../markets/names.ts'
import { runnerStatus } from './exchange-book.ts'
import type { MarketDefinition } from './wire.ts'

/** Withdrawals that would take less than this, in percent, take nothing where one runner wins. */
const LEAST_REDUCTION = 2.5
const PERCENT_SCALE = 1000

/**
 * How a market ended, as its last definition has it; `null` where that says too little: it is not over, or bets on it can end by halves.
 *
 * Where more runners won than could, one place is shared in a dead heat; where several places are there for more, the definition does
 * not say who shares which, and those runners are not settled by it.
 */
export function exchangeResult(id: string, definition: MarketDefinition): MarketResult | null {
  const { status, runners, numberOfWinners = 1, bettingType = 'ODDS' } = definition
  if (status !== 'CLOSED') return null
  const isOdds = bettingType === 'ODDS'
  if (!isOdds && bettingType !== 'ASIAN_HANDICAP_SINGLE_LINE') return null
  const states = runners.map((runner) => runnerStatus(runner.status))
  const market = exchangeMarket(id)
  if (states.every((state) => state === 'removed')) return allVoid(market)
  const won = states.filter((state) => state === 'winner').length
  const endings: Readonly<Record<string, SelectionEnding | null>> = {
    winner: isOdds && won > numberOfWinners ? shared(won, numberOfWinners) : { outcome: 'won' },
    loser: { outcome: 'lost' },
    placed: { outcome: 'placed' },
    removed: { outcome: 'void' },
  }
  return {
    market,
    void: false,
    score: null,
    selections: runners.flatMap((runner, index) => {
      const ending = endings[states[index] ?? ''] ?? null
      return ending === null ? [] : [{ selection: exchangeSelection(runner.id, runner.hc ?? 0), ...ending }]
    }),
    deductions: runners.flatMap((runner, index) => {
      const before = momentOf(runner.removalDate)
      const { adjustmentFactor = 0 } = runner
      const least = numberOfWinners === 1 ? LEAST_REDUCTION : 0
      if (
        states[index] !== 'removed' ||
        before === null ||
        adjustmentFactor <= 0 ||
        adjustmentFactor < least ||
        adjustmentFactor >= 100
      )
        return []
      const numerator = Math.round(adjustmentFactor * PERCENT_SCALE)
      return [
        {
          before,
          share: { numerator, denominator: 100 * PERCENT_SCALE },
          of: numberOfWinners === 1 ? ('price' as const) : ('winnings' as const),
        },
      ]
    }),
  }
}

function shared(won: number, places: number): SelectionEnding | null {
  return places === 1 ? { outcome: 'dead-heat', share: { numerator: 1, denominator: won } } : null
}
