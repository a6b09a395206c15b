import type { LosingPosition } from '../../limits/exposure.ts'
import { lossesOf } from '../../limits/losses.ts'
import type { Market } from '../../market/market.ts'
import { selectionIndex } from '../../market/market.ts'
import type { Intent } from '../../order/intent.ts'
import { liability } from '../../order/liability.ts'
import { matchedOf } from '../../order/matched.ts'
import { PLAIN_LIMIT } from '../../order/order-terms.ts'
import type { VenueBet, VenueOrder } from '../../ports/venue.ts'
import type { OrderRef, VenueId } from '../../units/ids.ts'
import { averagePriceOf, type MatchedValue, matchedValue, NO_VALUE } from '../../units/matched-value.ts'
import { type Money, money, ZERO } from '../../units/money.ts'
import type { PriceUnits } from '../../units/price.ts'
import type { Timestamp } from '../../units/timestamp.ts'

/** What an exchange is asked to place. */
export type ExchangeOrder = Pick<Intent, 'ref' | 'market' | 'selection' | 'side' | 'price' | 'stake'>

/** A bet as the exchange itself knows it. */
export interface ExchangeBet {
  readonly id: string
  /** What it was placed with; `null` for one that was placed by hand. */
  readonly ref: OrderRef | null
  readonly market: Market
  /** What the exchange keeps of net winnings in its market, as it was told when it was placed. */
  readonly commission: number
  readonly selection: ExchangeOrder['selection']
  readonly side: ExchangeOrder['side']
  readonly price: PriceUnits
  readonly stake: Money
  readonly state: VenueOrder['state']
  readonly matchedStake: Money
  /** Σ stake × price of all its fills. */
  readonly matchedValue: MatchedValue
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
  const value = matchedValue(bet.matchedValue + stake * price)
  return {
    ...bet,
    matchedStake,
    matchedValue: value,
    averagePrice: averagePriceOf(bet.side, matchedStake, value),
    state: matchedStake >= bet.stake ? 'matched' : bet.state,
  }
}

/** The bet as a lookup or a piece of news shows it. */
export function venueOrderOf(ref: OrderRef, bet: ExchangeBet): VenueOrder {
  return { ref, state: bet.state, venueOrderId: bet.id, ...matchedOf(bet) }
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
    ...matchedOf(bet),
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
    commission: bet.commission,
    side: bet.side,
    price: bet.price,
    stake: bet.stake,
    placedAt: bet.placedAt,
  }
}

const ORDER_STATES = { open: 'PARTIAL', matched: 'MATCHED', cancelled: 'CANCELLED', lapsed: 'LAPSED' } as const

/** What the bet is on its market. */
export function betPosition(bet: ExchangeBet, venue: VenueId, netting: boolean): LosingPosition {
  const { market, selection, side, stake, price, state, matchedStake, matchedValue: value } = bet
  // A venue asks for what a market can lose before it takes its commission.
  const order = {
    intent: { side, terms: PLAIN_LIMIT, stake, price, liability: liability(side, stake, price), commission: 0 },
    state: ORDER_STATES[state],
    matchedStake,
    voidedStake: ZERO,
    amendedStake: null,
    amendedPersistence: null,
    covered: ZERO,
    matchedValue: value,
  }
  const shape = { outcomes: market.selections.length, winners: market.winners }
  return { venue, strategy: '', selection, netting, ...shape, ...lossesOf(order) }
}

/** A bet that has just been accepted. */
export function newBet(
  given: { market: Market; commission: number; order: Omit<ExchangeOrder, 'ref'>; ref: OrderRef | null },
  id: string,
  placedAt: Timestamp,
  visibleAt: Timestamp,
): ExchangeBet {
  const { market, commission, ref } = given
  const { selection, side, price, stake } = given.order
  return {
    id,
    ref,
    market,
    commission,
    selection,
    side,
    price,
    stake,
    state: 'open',
    matchedStake: ZERO,
    matchedValue: NO_VALUE,
    averagePrice: null,
    placedAt,
    visibleAt,
    settledAt: null,
  }
}
