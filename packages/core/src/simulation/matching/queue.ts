import type { BookView } from '../../market/book-view.ts'
import type { Side } from '../../market/market-update.ts'
import { PRICE_SCALE } from '../../units/price.ts'
import { isAsGood } from './crossing.ts'
import { type Fills, partOf } from './fills.ts'
import type { LimitTerms } from './matching-order.ts'
import type { FullMatchingSettings } from './matching-settings.ts'
import type { OwnOrder } from './own-order.ts'
import { isBeyond, type TakenSizes } from './taken-sizes.ts'
import { Taking } from './taking.ts'

/** What was matched at one price with the last change of a book, as one side's stakes. */
interface Trade {
  readonly units: number
  /** What others can have been matched for. */
  readonly size: number
  /** How much of it we have had instead. */
  ours: number
}

/** Where an order rests: those who lay take what backers have asked for. */
function restingSide(side: Side): Side {
  return side === 'back' ? 'lay' : 'back'
}

/** An order that comes to rest stands behind all that is shown at its price. */
export function joinQueue(own: OwnOrder, limit: LimitTerms, book: BookView): void {
  const side = restingSide(own.order.side)
  own.shown = book.sizeAt(side, own.runner, limit.price / PRICE_SCALE)
  own.ahead = isBeyond(book, side, own.runner, limit.price) ? Number.NaN : own.shown
}

/**
 * Whether one order on a runner is matched before another that came first: a layer before any backer, of layers whoever offers more, of
 * backers whoever asks for less.
 */
export function isBefore(own: OwnOrder, other: OwnOrder): boolean {
  const { side } = own.order
  if (side !== other.order.side) return side === 'lay'
  const [price, others] = [own.resting?.price ?? 0, other.resting?.price ?? 0]
  return side === 'back' ? price < others : price > others
}

/**
 * Lets what others were matched for since the last change match what rests here: first those who stood before us at our price, then us,
 * each part of a match once.
 *
 * @param resting - Orders on one runner, first those that come first; of layers and backers, all of the ones before the others.
 */
export function matchTrades(
  resting: readonly OwnOrder[],
  runner: number,
  book: BookView,
  taken: TakenSizes,
  settings: Pick<FullMatchingSettings, 'cancellations' | 'fills' | 'volumeSides'>,
): void {
  const trades = tradesOf(runner, book, taken, settings.volumeSides)
  for (const own of resting) {
    const limit = own.resting
    if (limit === null) continue
    const { side } = own.order
    const atPrice = trades.find(({ units }) => units === limit.price)
    if (atPrice !== undefined) matchTrade(own, limit, atPrice, book, settings.fills)
    moveUp(own, limit, book, atPrice?.size ?? 0, settings.cancellations)
    // Nobody trades through a price at which somebody still waits.
    for (const trade of side === 'back' ? trades : trades.toReversed()) {
      if (trade.units !== limit.price && isAsGood(side, trade.units, limit.price))
        matchTrade(own, limit, trade, book, settings.fills)
    }
  }
}

/** What was matched on a runner, the lowest price first, without what we had taken before. */
function tradesOf(runner: number, book: BookView, taken: TakenSizes, sides: 1 | 2): readonly Trade[] {
  const sizes = new Map<number, number>()
  for (let place = 0; place < book.trades; place += 1) {
    if (book.tradeRunner(place) !== runner) continue
    const units = Math.round(book.tradePrice(place) * PRICE_SCALE)
    sizes.set(units, (sizes.get(units) ?? 0) + book.tradeSize(place))
  }
  const trades: Trade[] = []
  for (const [units, counted] of sizes) {
    const size = Math.floor(counted / sides)
    trades.push({ units, size: size - taken.heard(runner, units, size), ours: 0 })
  }
  return trades.sort((a, b) => a.units - b.units)
}

function matchTrade(own: OwnOrder, limit: LimitTerms, trade: Trade, book: BookView, fills: Fills | null): void {
  // Where the queue is out of sight, it is not known to have come to an end.
  if (Number.isNaN(own.ahead)) return
  const others = trade.size - trade.ours
  const before = Math.min(own.ahead, others)
  own.ahead -= before
  const { market, side } = own.order
  const place = () => ({ market, side, price: trade.units, inPlay: book.state.inPlay })
  const rest = partOf(fills, 'traded', trade.size - before, place) - trade.ours
  const taking = new Taking(own.worth)
  const size = rest <= 0 ? 0 : taking.take(rest, own.open)
  if (size === 0) return
  trade.ours += taking.gone
  own.fill(size, limit.price)
}

/** Moves an order up in its queue where others have cancelled. */
function moveUp(
  own: OwnOrder,
  { price }: LimitTerms,
  book: BookView,
  traded: number,
  cancellations: FullMatchingSettings['cancellations'],
): void {
  const side = restingSide(own.order.side)
  if (isBeyond(book, side, own.runner, price)) return
  const now = book.sizeAt(side, own.runner, price / PRICE_SCALE)
  if (Number.isNaN(own.ahead)) own.ahead = now
  const stayed = Math.max(0, own.shown - traded)
  if (cancellations === 'pro-rata' && now < stayed) own.ahead = Math.ceil((own.ahead * now) / stayed)
  own.ahead = Math.min(own.ahead, now)
  own.shown = now
}
