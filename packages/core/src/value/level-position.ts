import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Side } from '../market/market-update.ts'
import { checkNumber, checkPrice } from '../units/check.ts'

/** Prices at which one outcome can be backed and laid now; `null` where it cannot. */
export interface LevelPrices {
  readonly back: number | null
  readonly lay: number | null
}

/** A bet on one outcome, of a backer's stake. */
export interface LevelBet {
  readonly side: Side
  readonly price: number
  readonly stake: number
}

/** The bets that level a position. */
export interface Levelling {
  /** In the order of the outcomes; `null` where none is needed, or none can be made. */
  readonly bets: readonly (LevelBet | null)[]
  /** Profit when each outcome wins, with the bets. */
  readonly profits: readonly number[]
  /** The least of them. */
  readonly guaranteed: number
}

/**
 * The backs and lays that make the worst result of a position as good as it can be: where every outcome can be backed and laid, all results
 * become the same.
 *
 * To bring an outcome of profit p to a level c, it is backed for (c − p)/price below it and laid for (p − c)/price above it. What is then
 * guaranteed, c + Σ lays − Σ backs, is concave in c and made of straight lines with corners at the profits, so that one of them is best.
 * For one selection it is greening up, with back prices alone {@link hedge}.
 *
 * @param profits - Profit of the position when each outcome wins; the outcomes exclude each other and are all there are. Two or more.
 * @param prices - For each outcome, finite and above 1, the lay price not below the back price.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * const prices = [{ back: 9.2, lay: 9.4 }, { back: null, lay: null }]
 * levelPosition([110, -10], prices).bets // [{ side: 'lay', price: 9.4, stake: 12.76… }, null]
 * ```
 */
export function levelPosition(profits: readonly number[], prices: readonly LevelPrices[]): Levelling {
  if (!(profits.length >= 2 && profits.length <= 10_000)) {
    throw new InvalidValueError('number of profits', profits.length, 'from 2 to 10000')
  }
  if (prices.length !== profits.length) {
    throw new InvalidValueError('number of prices', prices.length, `the number of profits, ${profits.length}`)
  }
  for (const [index, profit] of profits.entries()) checkNumber(`profits[${index}]`, profit)
  for (const [index, { back, lay }] of prices.entries()) {
    if (back !== null) checkPrice(`prices[${index}].back`, back)
    if (lay !== null) checkPrice(`prices[${index}].lay`, lay)
    if (back !== null && lay !== null && lay < back) {
      throw new InvalidValueError(`prices[${index}].lay`, lay, `at least the back price, ${back}`)
    }
  }
  const bets = betsAt(levelOf(profits, prices), profits, prices)
  const paid = bets.reduce((sum, bet) => sum + (bet === null ? 0 : bet.side === 'back' ? -bet.stake : bet.stake), 0)
  const levelled = profits.map((profit, index) => {
    const bet = bets[index] ?? null
    const won = bet === null ? 0 : bet.stake * bet.price
    return profit + paid + (bet?.side === 'lay' ? -won : won)
  })
  return { bets, profits: levelled, guaranteed: Math.min(...levelled) }
}

/** The corner at which what is guaranteed is most. */
function levelOf(profits: readonly number[], prices: readonly LevelPrices[]): number {
  const corners = profits
    .map((profit, index) => ({ profit, back: prices[index]?.back ?? null, lay: prices[index]?.lay ?? null }))
    .sort((a, b) => a.profit - b.profit)
  // Above a corner its outcome must be backed, and is laid no more.
  let slope = 1 - corners.reduce((sum, { lay }) => sum + (lay === null ? 0 : 1 / lay), 0)
  let level = corners[0]?.profit ?? 0
  for (const { profit, back, lay } of corners) {
    if (slope <= ROUNDING) break
    level = profit
    slope += (lay === null ? 0 : 1 / lay) - (back === null ? Number.POSITIVE_INFINITY : 1 / back)
  }
  return level
}

/** How near to level a slope may be before it counts as level. */
const ROUNDING = 1e-12

function betsAt(
  level: number,
  profits: readonly number[],
  prices: readonly LevelPrices[],
): readonly (LevelBet | null)[] {
  return profits.map((profit, index) => {
    const side: Side = profit > level ? 'lay' : 'back'
    const price = prices[index]?.[side] ?? null
    return profit === level || price === null ? null : { side, price, stake: Math.abs(level - profit) / price }
  })
}
