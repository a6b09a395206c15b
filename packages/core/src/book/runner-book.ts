import type { RunnerStatus } from '../market/market-status.ts'
import type { Side } from '../market/market-update.ts'
import type { SelectionId } from '../units/ids.ts'
import type { Sizes } from './sizes.ts'
import { SizesByLevel } from './sizes-by-level.ts'
import { SizesByPrice } from './sizes-by-price.ts'

/** How a feed tells offers: what became of a price, or of a level. */
export type OffersBy = 'price' | 'level'

/** Numbers of a runner, by their places in {@link RunnerBook.figures}; NaN where nothing is told. */
export const FIGURES = { lastPrice: 0, matched: 1, near: 2, far: 3, starting: 4 } as const

/** What is shown of one runner. */
export class RunnerBook {
  readonly selection: SelectionId
  readonly back: SizesByPrice | SizesByLevel
  readonly lay: SizesByPrice | SizesByLevel
  readonly traded = new SizesByPrice('highest')
  /** In an array, since a number that is no integer may become an object anywhere else. */
  readonly figures = new Float64Array(5).fill(Number.NaN)
  status: RunnerStatus = 'active'
  reductionFactor: number | null = null
  /** Most markets have no starting price. */
  #startingBack: SizesByPrice | null = null
  #startingLay: SizesByPrice | null = null

  constructor(selection: SelectionId, offersBy: OffersBy) {
    this.selection = selection
    this.back = offersBy === 'price' ? new SizesByPrice('highest') : new SizesByLevel()
    this.lay = offersBy === 'price' ? new SizesByPrice('lowest') : new SizesByLevel()
  }

  offers(side: Side): Sizes {
    return side === 'back' ? this.back : this.lay
  }

  starting(side: Side): SizesByPrice | null {
    return side === 'back' ? this.#startingBack : this.#startingLay
  }

  /** The same, made where there was none. */
  startingToSet(side: Side): SizesByPrice {
    const there = this.starting(side)
    if (there !== null) return there
    const made = new SizesByPrice(side === 'back' ? 'highest' : 'lowest')
    if (side === 'back') this.#startingBack = made
    else this.#startingLay = made
    return made
  }

  clear(): void {
    this.back.clear()
    this.lay.clear()
    this.traded.clear()
    this.figures.fill(Number.NaN)
    this.status = 'active'
    this.reductionFactor = null
    this.#startingBack?.clear()
    this.#startingLay?.clear()
  }
}
