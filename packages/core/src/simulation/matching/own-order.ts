import type { Market } from '../../market/market.ts'
import { selectionIndex } from '../../market/market.ts'
import type { Matched } from '../../order/matched.ts'
import { stakeOfLiability } from '../../order/order-terms.ts'
import type { VenueBet, VenueOrder } from '../../ports/venue.ts'
import type { VenueId } from '../../units/ids.ts'
import { averagePriceOf, type MatchedValue, matchedValue } from '../../units/matched-value.ts'
import { type Money, money, ZERO } from '../../units/money.ts'
import { PRICE_SCALE, priceUnits } from '../../units/price.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { LimitTerms, MatchingOrder, MatchingTerms } from './matching-order.ts'

/** A part of an order that was matched: value = stake × price, in ten-thousandths of a minor unit. */
export interface MatchedPart {
  readonly stake: number
  readonly value: number
}

/** An order of ours that a simulated exchange has. */
export class OwnOrder {
  readonly id: string
  readonly order: MatchingOrder
  /** The index of its runner in the book. */
  runner: number
  readonly market: Market
  readonly commission: number
  readonly placedAt: Timestamp
  /** How many minor units of its currency one of the book is worth, as it was when it came. */
  readonly worth: number
  terms: MatchingTerms
  state: VenueOrder['state'] = 'open'
  /** What can still be matched: the backer's stake of a limit order, the liability of one on close. */
  open: number
  voidedStake: Money = ZERO
  cancelledStake: Money = ZERO
  lapsedStake: Money = ZERO
  /** What rests at its price and came before it, in the book's currency; unknown (NaN) where the book does not show that far. */
  ahead = 0
  /** What rested at its price when it was last looked at. */
  shown = 0
  matchedStake: Money = ZERO
  /** Whether it has changed since it was last told of. */
  isNoted: boolean = false
  readonly #noted: OwnOrder[]
  #fills: MatchedPart[] = []

  /**
   * @param noted - Where it puts itself when it is made and when it has changed, until that is told.
   */
  constructor(
    id: string,
    order: MatchingOrder,
    {
      market,
      commission,
      runner,
      placedAt,
      worth,
      noted,
    }: Pick<OwnOrder, 'market' | 'commission' | 'runner' | 'placedAt' | 'worth'> & { noted: OwnOrder[] },
  ) {
    this.#noted = noted
    this.id = id
    this.order = order
    this.market = market
    this.commission = commission
    this.runner = runner
    this.placedAt = placedAt
    this.worth = worth
    this.terms = order.terms
    this.open = order.terms.kind === 'limit' ? order.terms.stake : order.terms.liability
    this.#note()
  }

  /** Its terms, while it can be matched against the book. */
  get resting(): LimitTerms | null {
    return this.state === 'open' && this.terms.kind === 'limit' ? this.terms : null
  }

  /** What was matched of it, each part at its price. */
  get fills(): readonly MatchedPart[] {
    return this.#fills
  }

  get matchedValue(): MatchedValue {
    return matchedValue(this.#fills.reduce((sum, { value }) => sum + value, 0))
  }

  /** So much of it is matched at a price in ten-thousandths. */
  fill(stake: number, units: number): void {
    this.fillAt(stake, stake * units)
    this.open -= stake
    if (this.open === 0) this.state = 'matched'
  }

  /** So much is matched, whatever is open of it. */
  fillAt(stake: number, value: number): void {
    if (stake === 0) return
    this.#fills.push({ stake, value })
    this.matchedStake = money(this.matchedStake + stake)
    this.#note()
  }

  /** What is open of it will not be matched any more. */
  end(state: 'cancelled' | 'lapsed'): void {
    if (this.state !== 'open') return
    this.#gone(state, this.open)
    this.open = 0
    this.state = state
    this.#note()
  }

  /** So much less of it is open. */
  reduce(stake: number): void {
    if (stake >= this.open) this.end('cancelled')
    else {
      this.#gone('cancelled', stake)
      this.open -= stake
      this.#note()
    }
  }

  /** What waits for the starting price has it: so much of it is matched, and nothing else will be. */
  fillAtStart(stake: number, value: number): void {
    this.fillAt(stake, value)
    if (this.open > stake) this.#gone('cancelled', this.open - stake)
    this.open = 0
    this.state = 'matched'
  }

  /** Bets on its runner are returned. */
  void(): void {
    this.voidedStake = money(this.voidedStake + this.matchedStake)
    this.matchedStake = ZERO
    this.#fills = []
    this.#note()
    this.end('lapsed')
  }

  /** Its matched prices become others, both in ten-thousandths. */
  reprice(reduced: (units: number) => number): void {
    if (this.#fills.length > 0) this.#note()
    this.#fills = this.#fills.map(({ stake, value }) => ({ stake, value: Math.round(stake * reduced(value / stake)) }))
  }

  /** What there is to tell of it, once. */
  tell(): VenueOrder {
    this.isNoted = false
    return this.venueOrder()
  }

  matched(): Matched {
    const { matchedStake, matchedValue: value, voidedStake } = this
    return {
      matchedStake,
      matchedValue: value,
      averagePrice: averagePriceOf(this.order.side, matchedStake, value),
      ...(voidedStake === 0 ? {} : { voidedStake }),
    }
  }

  venueOrder(): VenueOrder {
    return { ref: this.order.ref, state: this.state, venueOrderId: this.id, ...this.matched() }
  }

  venueBet(venue: VenueId): VenueBet {
    const { order, market } = this
    const { event } = market
    return {
      ...this.venueOrder(),
      ours: true,
      venue,
      event: event.id,
      eventName: event.name,
      competition: event.competition,
      startsAt: event.startsAt,
      market: market.id,
      selection: order.selection,
      selectionName: market.selections[selectionIndex(market, order.selection)]?.name ?? order.selection,
      outcomes: market.selections.length,
      winners: market.winners,
      commission: this.commission,
      side: order.side,
      ...askedOf(order),
      placedAt: this.placedAt,
    }
  }

  #note(): void {
    if (this.isNoted) return
    this.isNoted = true
    this.#noted.push(this)
  }

  #gone(state: 'cancelled' | 'lapsed', open: number): void {
    // What waits for the starting price has no stake yet.
    if (this.terms.kind !== 'limit') return
    if (state === 'cancelled') this.cancelledStake = money(this.cancelledStake + open)
    else this.lapsedStake = money(this.lapsedStake + open)
  }
}

/** What an order asks for, as a listing tells it; one that names no price, as if at that at which its stake is its liability. */
function askedOf({ side, terms }: MatchingOrder): Pick<VenueBet, 'terms' | 'price' | 'stake' | 'liability'> {
  if (terms.kind === 'limit') {
    const { kind, persistence, price, stake, fillOrKill = false, minFill = stake } = terms
    return { terms: { kind, persistence, minFill: fillOrKill ? minFill : null }, price, stake }
  }
  const { kind, liability } = terms
  const price = terms.kind === 'limit-on-close' ? terms.price : priceUnits(2 * PRICE_SCALE)
  const stake = money(Math.max(1, stakeOfLiability(side, liability, price)))
  return { terms: { kind }, price, stake, liability }
}
