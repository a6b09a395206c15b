import type { MarketView } from '../market/board.ts'
import { type Market, selectionIndex } from '../market/market.ts'
import type { MarketResult, SelectionEnding, SelectionResult, Share } from '../market/market-result.ts'
import type { SettledOrder } from '../order/settled-order.ts'
import type { SelectionId } from '../units/ids.ts'

/** What a result says of the selections that were bet on; nothing of those that it leaves open. */
export type Endings = ReadonlyMap<SelectionId, SelectionEnding>

const VOID: SelectionEnding = { outcome: 'void' }

/**
 * What became of each selection that was bet on.
 *
 * One that is not named was withdrawn, and is void, only where all that the market still has are named and it has fewer than when the bets
 * were made, by as many at least as are missing: a selection that was renamed, or whose end is yet to be told, is no less on the board.
 */
export function endingsOf(
  result: MarketResult,
  view: MarketView | undefined,
  orders: readonly SettledOrder[],
): Endings {
  const bet = new Map(orders.map(({ intent }) => [intent.selection, intent.outcomes]))
  const named = new Map<SelectionId, SelectionEnding>(result.selections.map((each) => [each.selection, each]))
  const endings = new Map<SelectionId, SelectionEnding>()
  for (const selection of bet.keys()) {
    const ended = result.void ? VOID : named.get(selection)
    if (ended !== undefined) endings.set(selection, ended)
  }
  const left = [...bet.keys()].filter((selection) => !endings.has(selection))
  if (left.length > 0 && view !== undefined && isWithdrawn(left, Math.max(...bet.values()), view.market, named)) {
    for (const selection of left) endings.set(selection, VOID)
  }
  return endings
}

function isWithdrawn(
  missing: readonly SelectionId[],
  outcomes: number,
  market: Market,
  named: ReadonlyMap<SelectionId, SelectionEnding>,
): boolean {
  const running = market.selections
  if (!running.every(({ id }) => named.has(id))) return false
  const gone = [...named.keys()].filter((selection) => selectionIndex(market, selection) === -1)
  return outcomes - running.length - gone.length >= missing.length
}

/** Why a result cannot be what happened; `null` when it can be believed. */
export function doubtIn(
  { selections, void: isVoid, deductions }: MarketResult,
  view: MarketView | undefined,
  orders: readonly SettledOrder[],
): string | null {
  if (deductions.some(({ share }) => !isShare(share))) return 'a deduction that is no part of a whole'
  if (isVoid) return null
  const ended = new Map<SelectionId, SelectionResult>()
  for (const each of selections) {
    const before = ended.get(each.selection)
    if (before !== undefined && before.outcome !== each.outcome) {
      return `${each.selection} was ${before.outcome} and ${each.outcome}`
    }
    const share = each.outcome === 'dead-heat' || each.outcome === 'placed' ? each.share : undefined
    if (share !== undefined && !(isShare(share) && share.numerator > 0)) {
      return `${each.selection} shares no part of a whole`
    }
    ended.set(each.selection, each)
  }
  const inBets = orders.map(({ intent }) => intent.winners)
  const told = view?.market.winners ?? (inBets.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...inBets))
  // Of a market in which any number can win, none is too many and none too few.
  const most = told > 0 ? told : Number.POSITIVE_INFINITY
  const endings = [...ended.values()]
  if (told > 0 && endings.every(({ outcome }) => outcome === 'lost' || outcome === 'placed')) {
    return 'a result without a winner that is not void'
  }
  const winners = endings.filter(({ outcome }) => outcome === 'won' || outcome === 'dead-heat')
  if (isMoreThan(endings, most)) {
    return `${winners.length} won, of which this market has ${most}`
  }
  const stranger = view && winners.find(({ selection }) => selectionIndex(view.market, selection) === -1)
  return stranger === undefined ? null : `${stranger.selection} won, which is no selection of this market`
}

function isShare({ numerator, denominator }: Share): boolean {
  const isWhole = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator)
  return isWhole && denominator > 0 && numerator >= 0 && numerator <= denominator
}

/** Whether more won than can have, where those of a dead heat count as their shares. */
function isMoreThan(endings: readonly SelectionEnding[], most: number): boolean {
  if (most === Number.POSITIVE_INFINITY) return false
  if (endings.every(({ outcome }) => outcome !== 'dead-heat')) {
    return endings.filter(({ outcome }) => outcome === 'won').length > most
  }
  let sum = 0n
  let whole = 1n
  for (const ended of endings) {
    if (ended.outcome === 'won') sum += whole
    if (ended.outcome !== 'dead-heat') continue
    const all = BigInt(ended.share.denominator)
    sum = sum * all + BigInt(ended.share.numerator) * whole
    whole *= all
  }
  return sum > BigInt(most) * whole
}
