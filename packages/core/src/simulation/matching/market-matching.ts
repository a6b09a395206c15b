import type { BookView } from '../../market/book-view.ts'
import type { VenueTerms } from '../../market/venue-terms.ts'
import type { OrderReason } from '../../order/order.ts'
import { minorUnitWorth } from '../../ports/exchange-rates.ts'
import { cross, crossOrKill } from './crossing.ts'
import type { MatchingOrder } from './matching-order.ts'
import type { FullMatchingSettings } from './matching-settings.ts'
import { OpenOrders } from './open-orders.ts'
import { OwnOrder } from './own-order.ts'
import { joinQueue, matchTrades } from './queue.ts'
import { lapsesOnly, refusalOf } from './refusal.ts'
import { applyRemoval } from './removal.ts'
import { matchAtStart } from './starting-price.ts'
import { TakenSizes } from './taken-sizes.ts'

/** What a market was like when it was last looked at. */
interface Before {
  isOpen: boolean
  inPlay: boolean
  version: number | null
  isStarted: boolean
}

/** One market of a matching engine: our orders in it, against what its book shows. */
export class MarketMatching {
  /** How often bets were stopped in it, so that what was under way meanwhile is known to have met that. */
  stops = 0
  #book: BookView
  readonly #settings: FullMatchingSettings
  #taken = new TakenSizes()
  readonly #removed = new Set<number>()
  readonly #before: Before
  #material: number | null = null
  readonly #open = new OpenOrders()
  /** Those that can win, lose or be matched. */
  readonly #live = new Set<OwnOrder>()
  readonly #noted: OwnOrder[]

  /**
   * @param noted - Where its orders put themselves as they change: whoever reads it calls {@link MarketMatching.told}.
   */
  constructor(book: BookView, settings: FullMatchingSettings, noted: OwnOrder[]) {
    this.#book = book
    this.#noted = noted
    this.#settings = settings
    const { status, inPlay, version, startingPrice } = book.state
    this.#before = { isOpen: status === 'open', inPlay, version, isStarted: startingPrice === 'known' }
    for (let runner = 0; runner < book.runners; runner += 1) {
      if (book.status(runner) === 'removed') this.#removed.add(runner)
    }
  }

  get book(): BookView {
    return this.#book
  }

  /** Whether no order in it can win, lose or be matched. */
  get isEmpty(): boolean {
    return this.#live.size === 0
  }

  get live(): Iterable<OwnOrder> {
    return this.#live
  }

  /** How long the market holds a bet now, in milliseconds. */
  get delayMs(): number {
    const { inPlay, betDelayMs } = this.#book.state
    return inPlay ? betDelayMs : 0
  }

  refusal(order: MatchingOrder, terms: VenueTerms, isPassive: boolean): OrderReason | null {
    return refusalOf(order, this.#book, this.#material, this.#settings, terms) ?? lapsesOnly(order, isPassive)
  }

  /** How many minor units of the account one of its book is worth now; `null` where that is not known. */
  get worth(): number | null {
    return minorUnitWorth(this.#book.currency, this.#settings.conversion)
  }

  /** Takes an order that is not refused, and matches it against what is shown. */
  take(
    id: string,
    order: MatchingOrder,
    rest: Pick<OwnOrder, 'market' | 'commission' | 'placedAt' | 'worth'>,
  ): OwnOrder {
    const runner = this.#book.runner(order.selection)
    const own = new OwnOrder(id, order, { ...rest, runner, noted: this.#noted })
    const limit = own.resting
    if (limit?.fillOrKill === true) crossOrKill(own, limit, this.#book, this.#taken, this.#settings.fills)
    else if (limit !== null) {
      cross(own, limit, this.#book, this.#taken, 'offered', this.#settings.fills)
      joinQueue(own, limit, this.#book)
    }
    this.#live.add(own)
    if (own.state === 'open') this.#open.add(own)
    return own
  }

  /** Takes in that the book has changed, once; its feed may have made another one of it. */
  changed(book: BookView): void {
    if (book !== this.#book) this.#moveTo(book)
    const before = this.#before
    const { status, inPlay, version, startingPrice } = this.#book.state
    this.#remove()
    // What is matched while no bets are taken is what bets at the starting price came to, or was matched before.
    if (before.isOpen) this.#matchTrades()
    for (let runner = 0; runner < this.#book.runners; runner += 1) {
      if (this.#book.hasChanged(runner)) this.#taken.clamp(this.#book, runner)
    }
    const isOpen = status === 'open'
    const turned = inPlay && !before.inPlay
    const isNew = version === null ? before.isOpen && !isOpen : version !== before.version
    const isStopped = !isOpen || !before.isOpen
    if (isNew && (isStopped || inPlay !== before.inPlay)) this.#material = version
    if (!isOpen && before.isOpen) this.stops += 1
    if ((isNew && isStopped) || turned) this.#lapse()
    if (startingPrice === 'known' && !before.isStarted) this.#start()
    if (status === 'closed') for (const own of this.#open.all()) own.end('lapsed')
    else if (isOpen) this.#crossResting()
    before.isOpen = isOpen
    before.inPlay = inPlay
    before.version = version
    before.isStarted = startingPrice === 'known'
  }

  /** What has become of an order is told. */
  told(own: OwnOrder): void {
    if (own.state === 'open') return
    this.#open.remove(own)
    if (own.matchedStake === 0) this.#live.delete(own)
  }

  /** What is open lapses. */
  end(): void {
    for (const own of this.#open.all()) own.end('lapsed')
  }

  /** Matches what rests against what others were matched for. */
  #matchTrades(): void {
    for (let runner = 0; runner < this.#book.runners; runner += 1) {
      if (!this.#book.hasChanged(runner)) continue
      const resting = this.#open.on(runner)
      if (resting.length === 0 && !this.#taken.isOf(runner)) continue
      matchTrades(resting, runner, this.#book, this.#taken, this.#settings)
    }
  }

  /** What is offered at the price of an order that rests, or at a better one, came to it. */
  #crossResting(): void {
    for (const runner of this.#open.runners) {
      if (!this.#book.hasChanged(runner)) continue
      for (const own of this.#open.on(runner)) {
        const limit = own.resting
        if (limit !== null) cross(own, limit, this.#book, this.#taken, 'own', this.#settings.fills)
      }
    }
  }

  #moveTo(book: BookView): void {
    this.#book = book
    this.#taken = new TakenSizes()
    for (const own of this.#live) own.runner = book.runner(own.order.selection)
    this.#open.moved()
  }

  #remove(): void {
    const { winners } = this.#book.state
    for (let runner = 0; runner < this.#book.runners; runner += 1) {
      if (this.#book.status(runner) !== 'removed' || this.#removed.has(runner)) continue
      this.#removed.add(runner)
      for (const own of this.#live) applyRemoval(own, runner, this.#book.reductionFactor(runner), winners)
    }
  }

  /** Bets are stopped for something that matters, or the event begins. */
  #lapse(): void {
    for (const own of this.#open.all()) if (own.resting?.persistence === 'lapse') own.end('lapsed')
  }

  #start(): void {
    for (const own of this.#open.all()) matchAtStart(own, this.#book.startingPrice(own.runner), this.#settings)
  }
}
