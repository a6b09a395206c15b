import { ladderIndex, nearestPrice, type PriceLadder, priceAt } from '@betting-advisor/core/odds'
import type { Random } from '@betting-advisor/core/simulation'
import type { PriceSizePair, RunnerChange } from '../../stream/wire.ts'

/** How far from the best offers are made, in ticks. */
const DEPTH = 6
/** How often something is matched in a step. */
const TRADES = 0.35

/** By index of the price on its ladder, pence. */
type Sizes = Map<number, number>

/** What others offer and match on one runner, as its fair price moves; sizes are pence, of which a match counts both sides. */
export class Offers {
  readonly #ladder: PriceLadder
  readonly #back: Sizes = new Map()
  readonly #lay: Sizes = new Map()
  readonly #traded: Sizes = new Map()
  readonly #scale: number
  matched = 0

  /**
   * @param scale - A typical size of an offer, in pence.
   */
  constructor(ladder: PriceLadder, scale: number) {
    this.#ladder = ladder
    this.#scale = scale
  }

  /** Lets a moment pass at a fair price; `undefined` where nothing changes. */
  step(fair: number, random: Random): Partial<RunnerChange> | undefined {
    const ladder = this.#ladder
    const clamped = Math.min(ladder.highest, Math.max(ladder.lowest, fair))
    const nearest = ladderIndex(ladder, nearestPrice(ladder, clamped)) ?? 0
    const isBelow = priceAt(ladder, nearest) < clamped
    const bestBack = Math.min(isBelow ? nearest : nearest - 1, ladder.size - 2)
    const bestLay = Math.max(bestBack + (random() < 0.7 ? 1 : 2), 1)
    const touched = { back: new Set<number>(), lay: new Set<number>(), traded: new Set<number>() }
    let last: number | null = null

    const set = (side: 'back' | 'lay', index: number, size: number): void => {
      if (index < 0 || index >= ladder.size) return
      const sizes = side === 'back' ? this.#back : this.#lay
      if (size > 0) sizes.set(index, size)
      else sizes.delete(index)
      touched[side].add(index)
    }
    const match = (index: number, size: number): void => {
      this.#traded.set(index, (this.#traded.get(index) ?? 0) + 2 * size)
      this.matched += 2 * size
      touched.traded.add(index)
      last = index
    }

    for (const [index, size] of [...this.#back]) {
      if (index > bestBack) match(index, size)
      if (index > bestBack || index < bestBack - 2 * DEPTH) set('back', index, 0)
    }
    for (const [index, size] of [...this.#lay]) {
      if (index < bestLay) match(index, size)
      if (index < bestLay || index > bestLay + 2 * DEPTH) set('lay', index, 0)
    }
    const takesBest = random()
    if (takesBest < TRADES) {
      const [side, index] = takesBest < TRADES / 2 ? (['back', bestBack] as const) : (['lay', bestLay] as const)
      const there = (side === 'back' ? this.#back : this.#lay).get(index) ?? 0
      const size = Math.min(there, this.#draw(random))
      if (size > 0) {
        match(index, size)
        set(side, index, there - size)
      }
    }
    for (let away = 0; away < DEPTH; away += 1) {
      const wants = random()
      if (!this.#back.has(bestBack - away) && wants < 0.8) set('back', bestBack - away, this.#draw(random))
      if (!this.#lay.has(bestLay + away) && wants > 0.2) set('lay', bestLay + away, this.#draw(random))
    }
    const away = Math.floor(random() * DEPTH)
    if (random() < 0.5) set('back', bestBack - away, this.#draw(random))
    else set('lay', bestLay + away, this.#draw(random))
    return this.#told(touched, last)
  }

  /** Nobody offers anything any more. */
  clear(): Partial<RunnerChange> | undefined {
    const touched = { back: new Set(this.#back.keys()), lay: new Set(this.#lay.keys()), traded: new Set<number>() }
    this.#back.clear()
    this.#lay.clear()
    return this.#told(touched, null)
  }

  #draw(random: Random): number {
    return Math.max(200, Math.round(-Math.log(1 - random()) * this.#scale))
  }

  #told(
    touched: Readonly<Record<'back' | 'lay' | 'traded', ReadonlySet<number>>>,
    last: number | null,
  ): Partial<RunnerChange> | undefined {
    const { back, lay, traded } = touched
    if (back.size + lay.size + traded.size === 0) return undefined
    return {
      ...(back.size > 0 && { atb: this.#sizesOf(back, this.#back) }),
      ...(lay.size > 0 && { atl: this.#sizesOf(lay, this.#lay) }),
      ...(traded.size > 0 && { trd: this.#sizesOf(traded, this.#traded), tv: this.matched / 100 }),
      ...(last !== null && { ltp: priceAt(this.#ladder, last) }),
    }
  }

  #sizesOf(indexes: ReadonlySet<number>, sizes: Sizes): PriceSizePair[] {
    return [...indexes].map((index) => [priceAt(this.#ladder, index), (sizes.get(index) ?? 0) / 100])
  }
}
