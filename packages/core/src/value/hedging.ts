import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkNumber, checkPrice } from '../units/check.ts'

/** How near Σ 1/price may come to 1 before it counts as there. */
const ROUNDING = 1e-12

/** How to make the worst result as good as it can be. */
export interface Hedge {
  /** Stake to back each outcome with, 0 or more. */
  readonly stakes: readonly number[]
  /** Profit when each outcome wins, stakes included. */
  readonly profits: readonly number[]
  /** The least of the profits. */
  readonly guaranteed: number
  /**
   * Whether the prices are an arbitrage in themselves, so that staking more would guarantee more without end; the stakes then make all
   * profits equal and stop there.
   */
  readonly unbounded: boolean
}

/**
 * The back bets that make the worst result of a position as good as it can be.
 *
 * Raising the worst profits to a level W costs Σ max(0, W − profit)/price, so that what is guaranteed, W less that cost, is concave and made
 * of straight lines: it is best where the outcomes below W have Σ 1/price of 1, which is found by going up through the sorted profits. No
 * linear programme is needed.
 *
 * @param profits - Profit of the position when each outcome wins; the outcomes exclude each other and are all there are. Two or more.
 * @param prices - Decimal odds at which each outcome can be backed, finite and above 1; `null` where it cannot.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * hedge([200, -100], [3, 2.5]) // { stakes: [0, 120], profits: [80, 80], guaranteed: 80, unbounded: true }
 * ```
 */
export function hedge(profits: readonly number[], prices: readonly (number | null)[]): Hedge {
  if (!(profits.length >= 2 && profits.length <= 10_000)) {
    throw new InvalidValueError('number of profits', profits.length, 'from 2 to 10000')
  }
  if (prices.length !== profits.length) {
    throw new InvalidValueError('number of prices', prices.length, `the number of profits, ${profits.length}`)
  }
  const outcomes = profits
    .map((profit, index) => {
      const price = prices[index] ?? null
      checkNumber(`profits[${index}]`, profit)
      if (price !== null) checkPrice(`prices[${index}]`, price)
      return { profit, implied: price === null ? Number.POSITIVE_INFINITY : 1 / price }
    })
    .sort((a, b) => a.profit - b.profit)
  let level = outcomes[0]?.profit ?? 0
  let below = 0
  for (const { profit, implied } of outcomes) {
    if (below >= 1 - ROUNDING) break
    level = profit
    below += implied
  }
  const stakes = profits.map((profit, index) => {
    const price = prices[index] ?? null
    return price === null ? 0 : Math.max(0, level - profit) / price
  })
  const cost = stakes.reduce((sum, stake) => sum + stake, 0)
  const hedged = profits.map((profit, index) => profit - cost + (stakes[index] ?? 0) * (prices[index] ?? 0))
  return { stakes, profits: hedged, guaranteed: Math.min(...hedged), unbounded: below < 1 - ROUNDING }
}
