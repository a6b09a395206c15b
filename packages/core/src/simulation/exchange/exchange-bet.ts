import type { ExposedPosition } from '../../limits/exposure.ts'
import { lossesOf } from '../../limits/losses.ts'
import type { Market } from '../../market/market.ts'
import { selectionIndex } from '../../market/market.ts'
import type { Intent } from '../../order/intent.ts'
import type { VenueBet, VenueOrder } from '../../ports/venue.ts'
import type { OrderRef, VenueId } from '../../units/ids.ts'
import { type Money, money, ZERO } from '../../units/money.ts'
import { type PriceUnits, priceUnits } from '../../units/price.ts'
import type { Timestamp } from '../../units/timestamp.ts'

/** What an exchange is asked to place. */
export type ExchangeOrder = Pick<Intent, 'ref' | 'market' | 'selection' | 'side' | 'price' | 'stake'>

/** A bet as the exchange itself knows it. */
export interface ExchangeBet {
  readonly id: string
  /** What it was placed with; `null` for one that was placed by hand. */
  readonly ref: OrderRef | null
  readonly market: Market
  readonly selection: ExchangeOrder['selection']
  readonly side: ExchangeOrder['side']
  readonly price: PriceUnits
  readonly stake: Money
  readonly state: VenueOrder['state']
  readonly matchedStake: Money
  readonly averagePrice: PriceUnits | null
  readonly placedAt: Timestamp
  /** From when on lookups and listings show it. */
  readonly visibleAt: Timestamp
  /** When its market was settled. */
  readonly settledAt: Timestamp | null
}

/** Whether it can still win or lose. */
export function isAlive({ state, matchedStake, settledAt }: ExchangeBet): boolean {
  return settledAt === null && (state === 'open' || matchedStake > 0)
}

/** The bet with so much more of it matched at a price; averages are rounded against the bettor. */
export function filled(bet: ExchangeBet, stake: Money, price: PriceUnits): ExchangeBet {
  const matchedStake = money(bet.matchedStake + stake)
  const sum = BigInt(bet.matchedStake) * BigInt(bet.averagePrice ?? 0) + BigInt(stake) * BigInt(price)
  const divisor = BigInt(matchedStake)
  const roundUp = bet.side === 'lay' && sum % divisor !== 0n ? 1n : 0n
  return {
    ...bet,
    matchedStake,
    averagePrice: priceUnits(Number(sum / divisor + roundUp)),
    state: matchedStake >= bet.stake ? 'matched' : bet.state,
  }
}

/** The bet as a lookup or a piece of news shows it. */
export function venueOrderOf(ref: OrderRef, bet: ExchangeBet): VenueOrder {
  const { id, state, matchedStake, averagePrice } = bet
  return { ref, state, venueOrderId: id, matchedStake, averagePrice }
}

/** The bet as a listing shows it. */
export function venueBetOf(bet: ExchangeBet, venue: VenueId): VenueBet {
  const { market, ref } = bet
  const { event } = market
  return {
    ref,
    ours: ref !== null,
    state: bet.state,
    venueOrderId: bet.id,
    matchedStake: bet.matchedStake,
    averagePrice: bet.averagePrice,
    venue,
    event: event.id,
    eventName: event.name,
    competition: event.competition,
    startsAt: event.startsAt,
    market: market.id,
    selection: bet.selection,
    selectionName: market.selections[selectionIndex(market, bet.selection)]?.name ?? bet.selection,
    outcomes: market.selections.length,
    winners: market.winners,
    commission: market.commission,
    side: bet.side,
    price: bet.price,
    stake: bet.stake,
    placedAt: bet.placedAt,
  }
}

const ORDER_STATES = { open: 'PARTIAL', matched: 'MATCHED', cancelled: 'CANCELLED', lapsed: 'LAPSED' } as const

/** What the bet is on its market. */
export function betPosition(bet: ExchangeBet, venue: VenueId, netting: boolean): ExposedPosition {
  const { market, selection, side, stake, price, state, matchedStake, averagePrice } = bet
  // A venue asks for what a market can lose before it takes its commission.
  const order = {
    intent: { side, stake, price, commission: 0 },
    state: ORDER_STATES[state],
    matchedStake,
    averagePrice,
  }
  const shape = { outcomes: market.selections.length, winners: market.winners }
  return { venue, strategy: '', selection, netting, ...shape, ...lossesOf(order) }
}

/** A bet that has just been accepted. */
export function newBet(
  { market, order, ref }: { market: Market; order: Omit<ExchangeOrder, 'ref'>; ref: OrderRef | null },
  id: string,
  placedAt: Timestamp,
  visibleAt: Timestamp,
): ExchangeBet {
  const { selection, side, price, stake } = order
  return {
    id,
    ref,
    market,
    selection,
    side,
    price,
    stake,
    state: 'open',
    matchedStake: ZERO,
    averagePrice: null,
    placedAt,
    visibleAt,
    settledAt: null,
  }
}
