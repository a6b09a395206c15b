import type { BookView } from '../../market/book-view.ts'
import { ladderIndex } from '../../market/price-ladder.ts'
import type { VenueTerms } from '../../market/venue-terms.ts'
import type { OrderReason } from '../../order/order.ts'
import { PRICE_SCALE } from '../../units/price.ts'
import { bestOffered } from './crossing.ts'
import type { LimitTerms, MatchingOrder } from './matching-order.ts'
import type { FullMatchingSettings } from './matching-settings.ts'

/**
 * Why an order is refused as a market stands; `null` where it is not. The codes are those that exchanges use.
 *
 * @param market - What the exchange takes in this market, where it says so.
 * @param material - The version of the market's last change after which an order may be meant for something else.
 */
export function refusalOf(
  order: MatchingOrder,
  book: BookView,
  material: number | null,
  settings: FullMatchingSettings,
  market: VenueTerms,
): OrderReason | null {
  const { status } = book.state
  if (status !== 'open') return { code: 'MARKET_SUSPENDED', message: 'the market takes no bets' }
  const { version = null, terms } = order
  if (version !== null && material !== null && version < material) {
    return {
      code: 'BET_TAKEN_OR_LAPSED',
      message: 'the market has changed since the version that the bet is meant for',
    }
  }
  const runner = book.runner(order.selection)
  if (runner === -1) return { code: 'INVALID_RUNNER', message: 'the market has no such selection' }
  const state = book.status(runner)
  if (state !== 'active') {
    const code = state === 'removed' ? 'RUNNER_REMOVED' : 'INVALID_RUNNER'
    return { code, message: `the selection is ${state}` }
  }
  const takesStarting = takesAtStart(book)
  if (terms.kind === 'limit') return limitRefusal(order, terms, takesStarting, book, settings, market)
  if (!takesStarting) {
    return { code: 'MARKET_NOT_OPEN_FOR_BSP_BETTING', message: 'no bets at the starting price are taken' }
  }
  const least =
    order.side === 'back'
      ? (market.minStake ?? settings.minStake)
      : (market.minLiability ?? settings.minStartingLiability)
  if (terms.liability >= least) return null
  return { code: 'INVALID_BET_SIZE', message: `the least liability at the starting price is ${least}` }
}

/** Whether bets at the starting price are taken. */
export function takesAtStart({ state: { startingPrice, inPlay } }: BookView): boolean {
  return startingPrice === 'offered' && !inPlay
}

/** Where only what could be matched at once is held, nothing persists. */
export function lapsesOnly({ terms }: MatchingOrder, isPassive: boolean): OrderReason | null {
  if (!isPassive || terms.kind !== 'limit' || terms.persistence !== 'persist') return null
  return { code: 'INVALID_PERSISTENCE_TYPE', message: 'what is open lapses in this market' }
}

function limitRefusal(
  { side, selection }: MatchingOrder,
  { price, stake, persistence, fillOrKill = false, minFill }: LimitTerms,
  takesStarting: boolean,
  book: BookView,
  settings: FullMatchingSettings,
  { ladder, minPayout, ...market }: VenueTerms,
): OrderReason | null {
  const minStake = market.minStake ?? settings.minStake
  const stakeStep = market.stakeStep ?? settings.stakeStep
  const isEnough = stake >= minStake || (minPayout !== null && stake * price >= minPayout * PRICE_SCALE)
  if (!isEnough || stake % stakeStep !== 0) {
    return { code: 'INVALID_BET_SIZE', message: `the least stake is ${minStake}, in steps of ${stakeStep}` }
  }
  if (ladder !== null && ladderIndex(ladder, price / PRICE_SCALE) === null) {
    return { code: 'INVALID_ODDS', message: `the price is not one of the ${ladder.name} ladder` }
  }
  if (persistence === 'market-on-close' && !takesStarting && !fillOrKill) {
    return { code: 'INVALID_PERSISTENCE_TYPE', message: 'there is no starting price to take' }
  }
  if (minFill !== undefined && !(fillOrKill && minFill > 0 && minFill <= stake)) {
    return {
      code: 'INVALID_MIN_FILL_SIZE',
      message: 'the least fill is above 0, within the stake, and of bets to fill or kill',
    }
  }
  const best = bestOffered(book, side, book.runner(selection))
  if (!settings.bestPrice && best !== null && (side === 'back' ? best > price : best < price)) {
    return { code: 'BET_LAPSED_PRICE_IMPROVEMENT_TOO_LARGE', message: 'a better price is offered than was asked for' }
  }
  return null
}
