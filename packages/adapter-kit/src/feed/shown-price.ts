import { isPrice, type Price } from '@betting-advisor/core'

/** Between these a price is one that somebody may mean; an order's price is counted in ten-thousandths. */
const LOWEST = 1.0001
const HIGHEST = 100_000

/**
 * What a feed shows as a price, or `null` where that is none: 1, which feeds show for what is closed, or a number beyond any market.
 *
 * @example
 * ```ts
 * shownPrice(1) // null
 * shownPrice(2.1) // 2.1
 * ```
 */
export function shownPrice(value: number | null): Price | null {
  return value !== null && value >= LOWEST && value <= HIGHEST && isPrice(value) ? value : null
}
