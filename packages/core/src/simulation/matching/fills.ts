import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { Side } from '../../market/market-update.ts'
import type { MarketId } from '../../units/ids.ts'

/** Where something could be matched. */
export interface FillPlace {
  readonly market: MarketId
  /** Whose order it is for. */
  readonly side: Side
  /** In ten-thousandths. */
  readonly price: number
  readonly inPlay: boolean
}

/**
 * How much of what a book shows an order of ours gets: a port, so that you can be more careful than the book is. Sizes are minor units of
 * the book's currency; what is given is between none and all of what is asked about.
 */
export interface Fills {
  /** Of what is offered at a price. The same is asked again as long as it is offered: what was had of it before counts towards it. */
  offered(size: number, place: FillPlace): number
  /** Of what others were matched for at the price of an order that rests, or beyond, after those who stood before it. */
  traded(size: number, place: FillPlace): number
}

/**
 * A share of everything: others are as fast as we are, and what is shown is gone at times.
 *
 * @param share - In [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when the share is outside of that.
 * @example
 * ```ts
 * const fills = shareOfFills(0.5)
 * fills.offered(101, { market: marketId('m'), side: 'back', price: 20_000, inPlay: false }) // 50
 * ```
 */
export function shareOfFills(share: number): Fills {
  if (!(share >= 0 && share <= 1)) throw new InvalidValueError('share', share, 'in [0, 1]')
  const part = (size: number) => Math.floor(size * share)
  return { offered: part, traded: part }
}

/** Asks how much of a size there is for us. @throws InvalidValueError `INVALID_VALUE` when that is no part of it. */
export function partOf(fills: Fills | null, kind: keyof Fills, size: number, place: () => FillPlace): number {
  if (fills === null || size <= 0) return size
  const part = fills[kind](size, place())
  if (part >= 0 && part <= size) return Math.floor(part)
  throw new InvalidValueError(`fills.${kind}()`, part, `between 0 and ${size}`)
}
