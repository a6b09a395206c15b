import { betfairClassic, betfairFinest, ladderIndex, lineRange, type PriceLadder } from '@betting-advisor/core/odds'
import { exchangeSelection } from '../../markets/names.ts'
import type { MarketDefinition } from '../../stream/wire.ts'
import type { AskedBet, AskedLimit } from './asked-bet.ts'
import type { EmulatedMarket } from './emulated-market.ts'

/** The least that an account may bet, in its currency. */
export interface Minimums {
  readonly bet: number
  /** Of a smaller bet: stake × price; `null` where there is no such exception. */
  readonly payout: number | null
  readonly bspLiability: number
}

/** The venue's minimums for pounds, as its documentation of July 2026 has them. */
export const POUND_MINIMUMS: Minimums = { bet: 1, payout: 10, bspLiability: 10 }

const ORDER_REF_LENGTH = 32
const REFERENCE = /^[A-Za-z0-9\-._+*:;~]*$/
/** How far rounding may move what a bet wins. */
const UNFAIR = 0.2

/** Why the venue does not take a bet, in the order in which it looks; `null` where it does. */
export function faultOf(asked: AskedBet, market: EmulatedMarket, minimums: Minimums): string | null {
  const { definition, book } = market
  if (definition === null) return 'INVALID_RUNNER'
  const runner = book.runner(exchangeSelection(asked.selectionId, asked.handicap))
  if (runner === -1) return 'INVALID_RUNNER'
  const status = book.status(runner)
  if (status === 'removed') return 'RUNNER_REMOVED'
  if (status !== 'active') return 'INVALID_RUNNER'
  const { orderRef } = asked
  if (orderRef !== null && !(orderRef.length <= ORDER_REF_LENGTH && REFERENCE.test(orderRef))) {
    return 'INVALID_CUSTOMER_ORDER_REF'
  }
  if (asked.type === 'LIMIT')
    return asked.limit === null ? 'INVALID_ORDER_TYPE' : limitFault(asked.limit, definition, minimums)
  if (asked.limit !== null) return 'INVALID_ORDER_TYPE'
  return closeFault(asked, definition, minimums)
}

function limitFault(limit: AskedLimit, definition: MarketDefinition, minimums: Minimums): string | null {
  const { price, size, timeInForce, minFill, target } = limit
  if (ladderIndexOf(definition, price) === null) return 'INVALID_ODDS'
  if (timeInForce !== null && timeInForce !== 'FILL_OR_KILL') return 'TIME_IN_FORCE_CONFLICT'
  if (minFill !== null) {
    if (timeInForce === null) return 'UNEXPECTED_MIN_FILL_SIZE'
    if (!(minFill >= minimums.bet && size !== null && minFill <= size)) return 'INVALID_MIN_FILL_SIZE'
  }
  if (timeInForce !== null && limit.persistence !== null && limit.persistence !== 'LAPSE')
    return 'UNEXPECTED_PERSISTENCE_TYPE'
  if (target !== null)
    return size !== null || !(target.size > 0) ? 'INVALID_BET_SIZE' : persistenceFault(limit, definition)
  if (size === null || !isWhole(size)) return 'INVALID_BET_SIZE'
  const winnings = size * (price - 1)
  const rounded = Math.round(winnings * 100) / 100
  if (Math.abs(rounded - winnings) > UNFAIR * winnings) return 'INVALID_PROFIT_RATIO'
  const paysEnough = minimums.payout !== null && Math.round(size * price * 10_000) >= minimums.payout * 10_000
  if (size < minimums.bet && !paysEnough) return 'INVALID_BET_SIZE'
  return persistenceFault(limit, definition)
}

function persistenceFault({ persistence }: AskedLimit, definition: MarketDefinition): string | null {
  const { betDelayModels = [], bspMarket = false, bspReconciled = false, inPlay = false } = definition
  if (persistence === 'PERSIST' && betDelayModels.includes('PASSIVE')) return 'INVALID_PERSISTENCE_TYPE'
  if (persistence === 'PERSIST' && definition.persistenceEnabled === false) return 'INVALID_PERSISTENCE_TYPE'
  if (persistence === 'MARKET_ON_CLOSE' && !(bspMarket && !bspReconciled && !inPlay)) return 'INVALID_PERSISTENCE_TYPE'
  return null
}

function closeFault(asked: AskedBet, definition: MarketDefinition, minimums: Minimums): string | null {
  const { liability, closePrice, side, type } = asked
  const { bspMarket = false, bspReconciled = false, inPlay = false } = definition
  if (!bspMarket || bspReconciled || inPlay) return 'MARKET_NOT_OPEN_FOR_BSP_BETTING'
  if (type === 'LIMIT_ON_CLOSE' && (closePrice === null || ladderIndexOf(definition, closePrice) === null))
    return 'INVALID_ODDS'
  const least = side === 'BACK' ? minimums.bet : minimums.bspLiability
  return liability === null || !isWhole(liability) || liability < least ? 'INVALID_BET_SIZE' : null
}

/** Where a price is on the ladder of a market; `null` where it is not on it. */
export function ladderIndexOf(definition: MarketDefinition, price: number): number | null {
  return Number.isFinite(price) ? ladderIndex(ladderOf(definition), price) : null
}

function ladderOf({ priceLadderDefinition, lineMinUnit, lineMaxUnit, lineInterval }: MarketDefinition): PriceLadder {
  const type = priceLadderDefinition?.type ?? 'CLASSIC'
  if (type === 'FINEST') return betfairFinest
  if (type === 'LINE_RANGE' && lineMinUnit !== undefined && lineMaxUnit !== undefined && lineInterval !== undefined) {
    return lineRange(lineMinUnit, lineMaxUnit, lineInterval)
  }
  return betfairClassic
}

/** Whether an amount has no more than two decimals. */
function isWhole(amount: number): boolean {
  return Number.isFinite(amount) && amount > 0 && Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6
}
