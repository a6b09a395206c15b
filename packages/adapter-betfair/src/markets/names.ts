import { type MarketId, marketId, type SelectionId, selectionId } from '@betting-advisor/core'

const PREFIX = 'betfair:'

/** A selection as the exchange tells it: by its number and, where lines are bet on, by its handicap. */
export interface RunnerName {
  readonly id: number
  /** 0 where there is none. */
  readonly handicap: number
}

/**
 * What a market of the exchange is called in core.
 *
 * @throws InvalidValueError `INVALID_VALUE` when empty.
 * @example
 * ```ts
 * exchangeMarket('1.234') // 'betfair:1.234'
 * ```
 */
export function exchangeMarket(id: string): MarketId {
  return marketId(id === '' ? '' : PREFIX + id)
}

/**
 * What the exchange calls a market, or `null` where it is none of the exchange's.
 *
 * @example
 * ```ts
 * marketAtExchange(marketId('betfair:1.234')) // '1.234'
 * ```
 */
export function marketAtExchange(market: MarketId): string | null {
  return market.startsWith(PREFIX) && market.length > PREFIX.length ? market.slice(PREFIX.length) : null
}

/**
 * What a runner of the exchange is called in core.
 *
 * @example
 * ```ts
 * exchangeSelection(47_972) // '47972'
 * exchangeSelection(47_972, -0.5) // '47972@-0.5'
 * ```
 */
export function exchangeSelection(id: number | string, handicap = 0): SelectionId {
  return selectionId(handicap === 0 ? String(id) : `${id}@${handicap}`)
}

const RUNNER = /^([1-9]\d{0,15})(?:@(-?\d{1,6}(?:\.\d{1,6})?))?$/

/**
 * How the exchange tells a runner, or `null` where it is none of the exchange's.
 *
 * @example
 * ```ts
 * runnerAtExchange(selectionId('47972@-0.5')) // { id: 47972, handicap: -0.5 }
 * ```
 */
export function runnerAtExchange(selection: SelectionId): RunnerName | null {
  const [, id, handicap = '0'] = RUNNER.exec(selection) ?? []
  return id === undefined ? null : { id: Number(id), handicap: Number(handicap) }
}
