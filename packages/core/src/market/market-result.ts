import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { SelectionId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Market } from './market.ts'

/** An exact part of a whole, in [0, 1]: integers, the denominator above 0. */
export interface Share {
  readonly numerator: number
  readonly denominator: number
}

/**
 * What became of a selection: `void` where it was withdrawn, `placed` where it did not win but is paid by bets each way, `push` where its
 * line was met exactly, half of it won or lost where its line lies between two; in a dead heat, the share of it that won.
 */
export type SelectionEnding =
  | { readonly outcome: 'won' | 'lost' | 'void' | 'half-won' | 'half-lost' | 'push' }
  /** Where several share the last place, the share of it that is this one's. */
  | { readonly outcome: 'placed'; readonly share?: Share }
  | { readonly outcome: 'dead-heat'; readonly share: Share }

/** A selection and what became of it. */
export type SelectionResult = { readonly selection: SelectionId } & SelectionEnding

/** What a withdrawal takes from bets that were decided before it. */
export interface Deduction {
  readonly before: Timestamp
  readonly share: Share
  /** What the share is taken of: winnings, where several add up (Tattersalls' Rule 4), or the whole price, one after the other (an exchange). */
  readonly of: 'winnings' | 'price'
}

/** How a market ended. Selections that it does not name are not settled by it. */
export interface MarketResult {
  readonly market: Market['id']
  readonly selections: readonly SelectionResult[]
  /** Whether every bet is returned, whatever it was on. */
  readonly void: boolean
  readonly deductions: readonly Deduction[]
  /** For people, such as `2-1`. */
  readonly score: string | null
}

/** What settlement needs to know of a market. */
export interface SettledMarket {
  readonly id: Market['id']
  readonly selections: readonly { readonly id: SelectionId }[]
  readonly winners: number
}

/**
 * The ordinary end of a market: these selections won and all others lost. Where more won than one, of which one was to win, they share it
 * in a dead heat.
 *
 * @throws InvalidValueError `INVALID_VALUE` when nobody won, a winner is no selection of the market, or more won than several places are
 * there for: then only the outcome of each says who shares which.
 * @example
 * ```ts
 * wonBy(market.market, [selectionId('Home')], '2-1').selections[1] // { selection: 'Away', outcome: 'lost' }
 * ```
 */
export function wonBy(
  market: SettledMarket,
  winners: readonly SelectionId[],
  score: string | null = null,
): MarketResult {
  const { id, selections } = market
  const won = new Set(winners)
  for (const winner of won) {
    if (!selections.some((selection) => selection.id === winner)) {
      throw new InvalidValueError('winner', winner, `a selection of ${id}`)
    }
  }
  const isShared = market.winners > 0 && won.size > market.winners
  if (won.size === 0 || (isShared && market.winners !== 1)) {
    throw new InvalidValueError('winners', [...won].join(), `at least one, and no more than ${market.winners} of ${id}`)
  }
  const ending: SelectionEnding = isShared
    ? { outcome: 'dead-heat', share: { numerator: 1, denominator: won.size } }
    : { outcome: 'won' }
  const settled = selections.map(
    ({ id: selection }): SelectionResult =>
      won.has(selection) ? { selection, ...ending } : { selection, outcome: 'lost' },
  )
  return { market: id, selections: settled, void: false, deductions: [], score }
}

/**
 * The end of a market that counts for nothing: every bet is returned.
 *
 * @example
 * ```ts
 * allVoid(market.market.id).void // true
 * ```
 */
export function allVoid(market: Market['id'], score: string | null = null): MarketResult {
  return { market, selections: [], void: true, deductions: [], score }
}
