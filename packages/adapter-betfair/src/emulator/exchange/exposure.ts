import type { MarketDefinition } from '../../stream/wire.ts'
import type { EmulatedBet } from './emulated-bet.ts'

/** What the bets of an account in one market can lose together, in pence, at most: what is open counts where it loses. */
export function exposureOf(bets: readonly EmulatedBet[], definition: MarketDefinition | null): number {
  const live = bets.filter(({ result, matched, isComplete }) => result === null && (matched > 0 || !isComplete))
  if (live.length === 0) return 0
  const isEachWay = definition?.marketType === 'EACH_WAY'
  const nets =
    definition !== null && !isEachWay && definition.numberOfWinners === 1 && definition.bettingType === 'ODDS'
  if (!nets) return live.reduce((sum, bet) => sum + worstOf(bet) * (isEachWay ? 2 : 1), 0)
  const runners = new Set(live.map(({ terms }) => terms.selectionId))
  // Somebody may win on whom nobody has bet.
  const outcomes = [...runners, ...(runners.size < definition.runners.length ? [-1] : [])]
  const profits = outcomes.map((winner) =>
    live.reduce((sum, bet) => sum + profitIf(bet, winner) + Math.min(0, openIf(bet, winner)), 0),
  )
  return Math.max(0, -Math.floor(Math.min(...profits)))
}

function worstOf(bet: EmulatedBet): number {
  const { terms, matched, value } = bet
  const open = openLiability(bet)
  return Math.ceil((terms.side === 'BACK' ? matched : value / 10_000 - matched) + open)
}

function profitIf({ terms, matched, value }: EmulatedBet, winner: number): number {
  const won = winner === terms.selectionId ? value / 10_000 - matched : -matched
  return terms.side === 'BACK' ? won : -won
}

/** What is open gains where it wins; on close it gains nothing, its price not being known. */
function openIf(bet: EmulatedBet, winner: number): number {
  const { terms, remaining } = bet
  const wins = (winner === terms.selectionId) === (terms.side === 'BACK')
  return wins ? (terms.type === 'LIMIT' && terms.side === 'LAY' ? remaining : 0) : -openLiability(bet)
}

function openLiability({ terms, remaining, isComplete }: EmulatedBet): number {
  if (isComplete) return 0
  if (terms.type !== 'LIMIT') return terms.liability
  return terms.side === 'BACK' ? remaining : remaining * (terms.price - 1)
}
