import { type Market, money, priceUnits, type Side, selectionId, type Timestamp, venueId } from '@betting-advisor/core'
import { createLadderBook } from '../../../src/book/create-ladder-book.ts'
import type { LadderBook, LadderBookSettings } from '../../../src/book/ladder-book.ts'
import type { BookState } from '../../../src/market/book-view.ts'
import type { RunnerStatus } from '../../../src/market/market-status.ts'
import type { Amendment } from '../../../src/order/amendment.ts'
import type { AmendOutcome, CancelOutcome, PlaceOutcome, VenueOrder } from '../../../src/ports/venue.ts'
import { MatchingEngine } from '../../../src/simulation/matching/matching-engine.ts'
import type { LimitTerms, MatchingOrder, MatchingTerms } from '../../../src/simulation/matching/matching-order.ts'
import { fullMatchingSettings, type MatchingSettings } from '../../../src/simulation/matching/matching-settings.ts'
import { after } from '../../../src/units/timestamp.ts'
import { GBP, matchOdds, NOON, news } from '../../support/markets.ts'

export const OPEN: BookState = {
  status: 'open',
  inPlay: false,
  version: 1,
  betDelayMs: 0,
  winners: 1,
  startingPrice: 'offered',
}

/** What a change tells: prices in decimal odds, sizes in major units. */
export interface Told {
  readonly state?: Partial<BookState>
  readonly runners?: Readonly<Record<string, ToldRunner>>
}

export interface ToldRunner {
  readonly back?: readonly (readonly [number, number])[]
  readonly lay?: readonly (readonly [number, number])[]
  /** All that was ever matched, as the venue counts it. */
  readonly traded?: readonly (readonly [number, number])[]
  readonly status?: RunnerStatus
  readonly factor?: number
  readonly start?: number
}

/** A trading floor of one market, Home against Away, with nothing in the way between it and whoever bets there. */
export class Floor {
  readonly market: Market = matchOdds()
  readonly book: LadderBook
  readonly engine: MatchingEngine
  #state = OPEN
  #now = NOON
  #count = 0

  constructor(settings: Partial<MatchingSettings> = {}, book: Partial<LadderBookSettings> = {}) {
    const venue = venueId('exchange')
    const instant = { placeMs: 0, cancelMs: 0, amendMs: 0, replaceMs: 0 }
    this.engine = new MatchingEngine(fullMatchingSettings({ venue, currency: GBP, latency: instant, ...settings }))
    this.book = createLadderBook({
      venue,
      market: this.market.id,
      feed: 'stream',
      currency: GBP,
      depth: 'raw',
      ...book,
    })
    this.engine.observe(news(this.market, NOON, {}))
    this.tell({ state: {} })
  }

  get now(): Timestamp {
    return this.#now
  }

  /** A change of the book, so much later. */
  tell({ state, runners = {} }: Told, laterMs = 1000): void {
    this.#now = after(this.#now, laterMs)
    this.engine.advance(this.#now)
    this.book.begin(this.#now)
    if (state !== undefined) {
      this.#state = { ...this.#state, ...state }
      this.book.setState(this.#state)
    }
    for (const { id } of this.market.selections) this.book.addRunner(id)
    for (const [name, told] of Object.entries(runners)) {
      const runner = this.book.addRunner(selectionId(name))
      for (const [price, size] of told.back ?? []) this.book.setPrice('back', runner, units(price), minor(size))
      for (const [price, size] of told.lay ?? []) this.book.setPrice('lay', runner, units(price), minor(size))
      for (const [price, size] of told.traded ?? []) this.book.setTraded(runner, units(price), minor(size))
      if (told.status !== undefined) this.book.setStatus(runner, told.status, told.factor ?? null)
      if (told.start !== undefined) this.book.setStartingPrice(runner, told.start)
    }
    this.book.end()
    this.engine.observeBook(this.book, this.#now)
  }

  /** An order for Home, as it comes. */
  order(side: Side, terms: MatchingTerms, rest: Partial<MatchingOrder> = {}): MatchingOrder {
    this.#count += 1
    return {
      ref: String(this.#count) as MatchingOrder['ref'],
      venue: venueId('exchange'),
      market: this.market.id,
      selection: selectionId('Home'),
      side,
      terms,
      ...rest,
    }
  }

  /** Places an order that is answered at once. */
  place(order: MatchingOrder): PlaceOutcome {
    return answerOf((answered) => this.engine.place(order, this.#now, answered))
  }

  /** Places a limit order that is taken. */
  bet(side: Side, price: number, stake: number, rest: Partial<LimitTerms> = {}): MatchingOrder {
    const order = this.order(side, limit(price, stake, rest))
    const outcome = this.place(order)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    return order
  }

  cancel({ ref }: MatchingOrder): CancelOutcome {
    return answerOf((answered) => this.engine.cancel(ref, this.#now, answered))
  }

  amend({ ref }: MatchingOrder, amendment: Amendment): AmendOutcome {
    return answerOf((answered) => this.engine.amend(ref, amendment, this.#now, answered))
  }

  /** What has become of an order: its state, and in major units what is matched at which average price. */
  seen({ ref }: MatchingOrder): readonly [state: string, matched: number, average: number | null] {
    const [found] = takenOf(this.engine, [ref], this.#now)
    if (found === undefined) throw new Error(`there is no ${ref}`)
    const { state, matchedStake, averagePrice } = found
    return [state, matchedStake / 100, averagePrice === null ? null : averagePrice / 10_000]
  }
}

export function limit(price: number, stake: number, rest: Partial<LimitTerms> = {}): LimitTerms {
  return { kind: 'limit', price: priceUnits(units(price)), stake: money(minor(stake)), persistence: 'lapse', ...rest }
}

export function units(price: number): number {
  return Math.round(price * 10_000)
}

export function minor(size: number): number {
  return Math.round(size * 100)
}

/** The orders of these that were taken. */
export function takenOf(engine: MatchingEngine, refs: readonly MatchingOrder['ref'][], at: Timestamp): VenueOrder[] {
  return engine.lookup(refs, at).orders.filter((known): known is VenueOrder => 'matchedStake' in known)
}

/** What is answered at once. */
function answerOf<Outcome>(ask: (answered: (outcome: Outcome) => void) => void): Outcome {
  const answers: Outcome[] = []
  ask((outcome) => answers.push(outcome))
  const [answer] = answers
  if (answer === undefined || answers.length > 1) throw new Error(`${answers.length} answers`)
  return answer
}
