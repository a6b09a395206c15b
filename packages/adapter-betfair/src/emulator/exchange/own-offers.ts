import type { SelectionId } from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import { exchangeSelection } from '../../markets/names.ts'
import type { MarketChange } from '../../stream/wire.ts'
import type { EmulatedBet } from './emulated-bet.ts'

/** What can be backed, or laid. */
type Offered = 'back' | 'lay'

/** Sizes in pence, by price. */
type SizesByPrice = Map<number, number>

/** What bets of accounts that rest offer to others: a backer offers to be laid, a layer to be backed. */
export class OwnOffers {
  readonly #sizes = new Map<string, SizesByPrice>()
  /** What of each bet is shown. */
  readonly #shown = new Map<string, number>()

  /** Shows what is open of a bet by now; gives what that changes, or `null`. */
  follow({ terms, remaining, isComplete }: EmulatedBet): MarketChange | null {
    const { id, type, price, side, marketId, selectionId, handicap } = terms
    const before = this.#shown.get(id) ?? 0
    const now = type === 'LIMIT' && !isComplete ? remaining : 0
    if (now === before) return null
    if (now === 0) this.#shown.delete(id)
    else this.#shown.set(id, now)
    const offered = side === 'BACK' ? 'lay' : 'back'
    const place = placeOf(exchangeSelection(selectionId, handicap), offered)
    const sizes = this.#sizes.get(place) ?? new Map<number, number>()
    this.#sizes.set(place, sizes)
    const size = (sizes.get(price) ?? 0) + now - before
    if (size === 0) sizes.delete(price)
    else sizes.set(price, size)
    const list = [[price, size / 100] as const]
    const identity = { id: selectionId, ...(handicap !== 0 && { hc: handicap }) }
    return { id: marketId, rc: [{ ...identity, ...(offered === 'back' ? { atb: list } : { atl: list }) }] }
  }

  sizeAt(selection: SelectionId, offered: Offered, price: number): number {
    return this.#sizes.get(placeOf(selection, offered))?.get(price) ?? 0
  }

  /** All that is offered, by everybody: prices and pence, the best first. */
  levels(book: BookView, selection: SelectionId, offered: Offered): readonly (readonly [number, number])[] {
    const runner = book.runner(selection)
    const others = Array.from({ length: book.levels(offered, runner) }, (_, level): readonly [number, number] =>
      offered === 'back'
        ? [book.back(runner, level) ?? 0, book.backSize(runner, level)]
        : [book.lay(runner, level) ?? 0, book.laySize(runner, level)],
    )
    const own = this.#sizes.get(placeOf(selection, offered))
    if (own === undefined || own.size === 0) return others
    const all = new Map(others)
    for (const [price, size] of own) all.set(price, (all.get(price) ?? 0) + size)
    return [...all].toSorted(([one], [other]) => (offered === 'back' ? other - one : one - other))
  }
}

function placeOf(selection: SelectionId, offered: Offered): string {
  return `${selection}|${offered}`
}
