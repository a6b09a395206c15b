import {
  type Intent,
  type MarketId,
  money,
  type OrderTerms,
  type PriceUnits,
  type SelectionId,
  type Side,
  type Timestamp,
  type VenueId,
} from '@betting-advisor/core'
import {
  type EachWayTerms,
  matchedValue as exact,
  type OrderRef,
  type PlaceOutcome,
  type VenueBet,
  type VenueOrder,
} from '@betting-advisor/core/venue'
import type { Simulator } from './simulator.ts'

/** A bet as its venue has it, whatever anyone was told of it. */
export interface Bet {
  readonly ref: OrderRef | null
  readonly venueOrderId: string
  readonly venue: VenueId
  readonly market: MarketId
  readonly selection: SelectionId
  readonly side: Side
  readonly price: PriceUnits
  readonly stake: number
  readonly matched: number
  readonly averagePrice: PriceUnits | null
  /** Σ stake × price, in ten-thousandths of a minor unit. */
  readonly matchedValue: number
  readonly state: VenueOrder['state']
  /** Where it is two bets of its stake: one to win and one for a place. */
  readonly eachWay: EachWayTerms | null
  /** When its venue took it. */
  readonly placedAt: Timestamp
  /** Whether it is bet at the starting price and at no other. */
  readonly onClose: boolean
  /** The most that it can lose where that is what it is sized by; `null` where its stake is. */
  readonly most: number | null
}

/** A bet of a bookmaker. */
export interface BookBet extends Bet {
  readonly terms: OrderTerms
  readonly details: Pick<
    VenueBet,
    'event' | 'eventName' | 'competition' | 'startsAt' | 'selectionName' | 'outcomes' | 'winners' | 'commission'
  >
  readonly visibleAt: number
}

/** What a bookmaker does wrong, as chances in [0, 1]. */
export interface BookFaults {
  readonly reject: number
  readonly lostRequest: number
  readonly lostAnswer: number
  readonly late: number
  readonly unclear: number
}

export const NO_FAULTS: BookFaults = { reject: 0, lostRequest: 0, lostAnswer: 0, late: 0, unclear: 0 }

/** The longest that an order may still be taken after it arrived, and the longest until it shows, in milliseconds. */
export const LATE_MS = 4000
export const LAG_MS = 300

/** What a venue says to an order once it has looked at it; `null`: nothing, ever. */
type Said = PlaceOutcome | null

/** A bookmaker: it takes a bet in full or refuses it, or fills and kills what it may, keeps no stream of news, and cancels nothing. */
export class Bookmaker {
  readonly name: VenueId
  readonly bets: BookBet[] = []
  faults: BookFaults = NO_FAULTS
  protected readonly simulator: Simulator
  readonly #closed = new Set<MarketId>()
  protected readonly changed: () => void

  constructor(simulator: Simulator, name: VenueId, changed: () => void) {
    this.simulator = simulator
    this.changed = changed
    this.name = name
  }

  /** Looks at an order that has just arrived; `said` is called when it answers, with `null` when its answer is lost. */
  place(order: Intent, said: (said: Said) => void): void {
    const simulator = this.simulator
    if (simulator.chance(this.faults.late)) {
      simulator.plan(simulator.between(50, LATE_MS), `${this.name} looks late`, () => void this.#take(order))
      said(
        simulator.chance(0.5)
          ? null
          : { kind: 'unknown', reason: { code: 'TIMEOUT_ERROR', message: 'it may be placed' } },
      )
      return
    }
    const outcome = this.#take(order)
    if (simulator.chance(this.faults.lostAnswer)) said(null)
    else if (simulator.chance(this.faults.unclear)) {
      said({ kind: 'unknown', reason: { code: 'HTTP_502', message: 'bad gateway' } })
    } else said(outcome)
  }

  #take(order: Intent): PlaceOutcome {
    const simulator = this.simulator
    if (this.bets.some(({ ref }) => ref === order.ref)) {
      return { kind: 'unknown', reason: { code: 'DUPLICATE', message: 'already known' } }
    }
    if (this.#closed.has(order.market)) {
      return { kind: 'rejected', reason: { code: 'MARKET_SUSPENDED', message: 'the market takes no bets' } }
    }
    if (simulator.chance(this.faults.reject)) {
      return { kind: 'rejected', reason: { code: 'INVALID_ODDS', message: 'the price has moved' } }
    }
    return this.taken(order)
  }

  /** What comes of an order that is not refused. */
  protected taken(order: Intent): PlaceOutcome {
    const matched = this.#filled(order)
    if (matched === 0) return { kind: 'rejected', reason: { code: 'INSUFFICIENT', message: 'less is to be had' } }
    const { venueOrderId } = this.add({ ...order, eachWay: order.eachWay ?? null, matched, terms: PLAIN }, order)
    return { kind: 'accepted', venueOrderId, matchedStake: money(matched), averagePrice: order.price }
  }

  /** How much of an order it takes: all of it, unless what is left may be killed; nothing where that would be less than is asked at least. */
  #filled({ terms, stake }: Intent): number {
    const least = terms.kind === 'limit' ? terms.minFill : null
    if (least === null || this.simulator.chance(0.4)) return stake
    const there = this.simulator.between(0, stake)
    return there < least ? 0 : there
  }

  /** Takes a bet, whoever placed it. */
  add(
    {
      ref,
      market,
      selection,
      side,
      price,
      stake,
      eachWay,
      matched,
      ...asked
    }: Pick<Bet, 'ref' | 'market' | 'selection' | 'side' | 'price' | 'stake' | 'eachWay' | 'matched'> &
      Partial<Pick<BookBet, 'terms' | 'state' | 'onClose' | 'most'>>,
    details: BookBet['details'],
  ): BookBet {
    const simulator = this.simulator
    const bet: BookBet = {
      ref,
      venueOrderId: `${this.name}-${this.bets.length + 1}`,
      venue: this.name,
      market,
      selection,
      side,
      price,
      stake,
      eachWay,
      details,
      placedAt: simulator.now,
      visibleAt: simulator.elapsed + simulator.between(0, LAG_MS),
      matched,
      averagePrice: price,
      matchedValue: matched * price,
      state: asked.state ?? (matched === stake ? 'matched' : 'cancelled'),
      terms: asked.terms ?? PLAIN,
      onClose: asked.onClose ?? false,
      most: asked.most ?? null,
    }
    this.bets.push(bet)
    this.changed()
    simulator.note(`${bet.venueOrderId} ${ref}: ${side} ${market} ${selection} for ${matched} of ${stake} at ${price}`)
    return bet
  }

  lookup(refs: readonly OrderRef[]): readonly VenueOrder[] {
    return this.#shown().flatMap((bet) => {
      const { ref } = bet
      return ref !== null && refs.includes(ref) ? [{ ref, ...shownOf(bet) }] : []
    })
  }

  list(): readonly VenueBet[] {
    return this.#shown().map(listedOf)
  }

  /** A selection is taken out of the market: what becomes of bets on it is told as a result. */
  withdraw(_market: MarketId, _selection: SelectionId): void {}

  /** The market takes no bets any more. */
  close(market: MarketId): void {
    this.#closed.add(market)
  }

  #shown(): readonly BookBet[] {
    return this.bets.filter(({ visibleAt }) => visibleAt <= this.simulator.elapsed)
  }
}

function shownOf({
  venueOrderId,
  state,
  matched,
  averagePrice,
  matchedValue,
  terms,
}: BookBet): Omit<VenueOrder, 'ref'> {
  // Bookmakers tell a price, and exchanges what was matched at which.
  const value = terms === PLAIN ? {} : { matchedValue: exact(matchedValue) }
  return { venueOrderId, state, matchedStake: money(matched), averagePrice, ...value }
}

const PLAIN: OrderTerms = { kind: 'limit', persistence: 'lapse', minFill: null }

function listedOf(bet: BookBet): VenueBet {
  const { ref, venue, market, selection, side, price, stake, eachWay, placedAt, details, terms, onClose, most } = bet
  const { event, eventName, competition, startsAt, selectionName, outcomes, winners, commission } = details
  return {
    ...shownOf(bet),
    ref,
    ours: ref !== null,
    venue,
    event,
    eventName,
    competition,
    startsAt,
    market,
    selection,
    selectionName,
    outcomes,
    winners,
    commission,
    side,
    price,
    stake: money(stake),
    ...(eachWay !== null && { eachWay }),
    ...(terms !== PLAIN && { terms }),
    ...(onClose && most !== null && { liability: money(most) }),
    placedAt,
  }
}
