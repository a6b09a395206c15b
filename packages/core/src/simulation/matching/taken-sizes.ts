import type { BookView } from '../../market/book-view.ts'
import type { Side } from '../../market/market-update.ts'
import { PRICE_SCALE } from '../../units/price.ts'

/** What we have taken of an offer that the book still shows, since nobody has told it. */
interface Taken {
  /** So much of what is shown there is gone. */
  size: number
  /** So much of it will yet be heard of as matched, by whoever really had it. */
  unheard: number
}

/**
 * The memory of what we have taken from one market, so that the same size is never taken twice: what is shown at a price is ours to take
 * only as far as it is more than what we took there, and what others are heard to match of it is no match of what rests here.
 */
export class TakenSizes {
  readonly #byOffer = new Map<string, Map<number, Taken>>()

  /** What is left of what is shown at a price. */
  left(side: Side, runner: number, units: number, shown: number): number {
    return Math.max(0, shown - (this.#byOffer.get(`${side}${runner}`)?.get(units)?.size ?? 0))
  }

  /** Whether anything was taken of a runner that may still be shown. */
  isOf(runner: number): boolean {
    return this.#byOffer.has(`back${runner}`) || this.#byOffer.has(`lay${runner}`)
  }

  take(side: Side, runner: number, units: number, size: number): void {
    const offer = `${side}${runner}`
    let byPrice = this.#byOffer.get(offer)
    if (byPrice === undefined) {
      byPrice = new Map()
      this.#byOffer.set(offer, byPrice)
    }
    const taken = byPrice.get(units)
    if (taken === undefined) byPrice.set(units, { size, unheard: size })
    else {
      taken.size += size
      taken.unheard += size
    }
  }

  /** How much of what was matched at a price, on either side of it, we had taken before. */
  heard(runner: number, units: number, size: number): number {
    let sum = 0
    for (const side of ['back', 'lay'] as const) {
      const taken = this.#byOffer.get(`${side}${runner}`)?.get(units)
      if (taken === undefined) continue
      const ours = Math.min(taken.unheard, size)
      taken.unheard -= ours
      sum += ours
    }
    return Math.min(sum, size)
  }

  /** Forgets what is shown no more. */
  clamp(book: BookView, runner: number): void {
    for (const side of ['back', 'lay'] as const) {
      const byPrice = this.#byOffer.get(`${side}${runner}`)
      if (byPrice === undefined) continue
      for (const [units, taken] of byPrice) {
        if (isBeyond(book, side, runner, units)) continue
        taken.size = Math.min(taken.size, book.sizeAt(side, runner, units / PRICE_SCALE))
        taken.unheard = Math.min(taken.unheard, taken.size)
        if (taken.size === 0) byPrice.delete(units)
      }
      if (byPrice.size === 0) this.#byOffer.delete(`${side}${runner}`)
    }
  }
}

/** Whether a price is further from the best than the book shows: only a display ends before the offers do. */
export function isBeyond(book: BookView, side: Side, runner: number, units: number): boolean {
  if (book.depth === 'raw') return false
  const levels = book.levels(side, runner)
  const last = side === 'back' ? book.back(runner, levels - 1) : book.lay(runner, levels - 1)
  if (last === null) return false
  return side === 'back' ? units < Math.round(last * PRICE_SCALE) : units > Math.round(last * PRICE_SCALE)
}
