import type { Clock } from '../clock/clock.ts'
import type { BookView } from '../market/book-view.ts'
import type { EachWayTerms } from '../market/market-at-venue.ts'
import type { MarketResult } from '../market/market-result.ts'
import type { MarketUpdate, Side } from '../market/market-update.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Intent } from '../order/intent.ts'
import type { Matched } from '../order/matched.ts'
import type { Order, OrderReason } from '../order/order.ts'
import type { OrdersTaken, OrderTerms } from '../order/order-terms.ts'
import type { EventId, MarketId, OrderRef, SelectionId, VenueId } from '../units/ids.ts'
import type { Currency, Money } from '../units/money.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import type { PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { CircuitBreakerSnapshot } from './circuit-breaker-snapshot.ts'
import type { Cleared, KnownWords } from './cleared.ts'
import type { ExchangeRates } from './exchange-rates.ts'
import type { SourceContext } from './price-source.ts'

/** What a venue can do and how long it may take to tell the truth. */
export interface VenueTraits {
  /**
   * Whether its bets are real: `emulator` where an adapter of the real world reaches an emulated venue. Neither of the two makes a mutating
   * call in `DRY_RUN`.
   */
  readonly origin: 'venue' | 'emulator' | 'simulated'
  readonly sides: readonly Side[]
  /** Which orders it takes; what is not named is never sent there. @default limit orders that lapse */
  readonly orders?: OrdersTaken
  /** The least stake it takes, in the account's currency. */
  readonly minStake: Money
  /** Stakes are whole multiples of this. */
  readonly stakeStep: Money
  /**
   * Whether orders travel to it over a network, which may deliver them when the process that sent them is long gone. One that lives in
   * the process of its engine has nothing under way when that ends.
   */
  readonly isRemote: boolean
  /**
   * The longest that it may still accept an order, counted from the moment at which the order arrived or its connection was reset; `null`
   * where unknown, and then nothing is ever taken for absent.
   */
  readonly lateAcceptMs: number | null
  /** The longest until an accepted order shows in a lookup. */
  readonly visibilityLagMs: number
  /** How long after an order was sent a lookup by its reference means anything; `null`: for ever. */
  readonly lookupHorizonMs: number | null
  /** Whether it sets bets on one market off against each other, as an exchange does. */
  readonly netting: boolean
  /** What its own operation for replacing an order can do. Left out where `doReplace` is absent. */
  readonly replaces?: ReplacesOrders
}

/** What a venue's own operation for replacing an order can do. */
export interface ReplacesOrders {
  /**
   * Whether the one in its place asks for what was open of the one before, or for any stake. What is replaced otherwise is cancelled first
   * and then placed anew.
   */
  readonly stake: 'open' | 'any'
  /**
   * The reference by which the bet in its place is known there: that of the order it was made for, or still that of the one it replaced
   * (`former`), and so for a whole chain that of its first. Where it is that, lookups, lists and news of orders show every bet of the chain
   * under that one reference, each by its own venue id: what is there under no id that another order of the chain has is the last of them
   * that has none, so what came of an attempt that nobody answered is found all the same. Where the venue does not promise either
   * (`unpromised`), no engine uses the operation: what it called absent might be there.
   */
  readonly ref: 'own' | 'former' | 'unpromised'
}

/** What came of one attempt to place an order. Whatever is not listed as definite is `unknown`. */
export type PlaceOutcome =
  | ({ readonly kind: 'accepted'; readonly venueOrderId: string } & Matched)
  /** The venue has it and decides on it until then, by the clock of the run: it waits in play, or looks at it; it may have no name yet. */
  | { readonly kind: 'pending'; readonly venueOrderId: string | null; readonly until: Timestamp }
  | {
      readonly kind: 'rejected'
      readonly reason: OrderReason
      /** Where the refusal names a bet all the same: then nothing is certain until a lookup or the venue's news shows what that is. */
      readonly venueOrderId?: string
    }
  | { readonly kind: 'not-sent'; readonly reason: OrderReason }
  | {
      readonly kind: 'unknown'
      readonly reason: OrderReason
      /** When its connection was reset, so that what had not arrived by then never does; left out where it was not. */
      readonly resetAt?: Timestamp
    }

/** How one attempt to place orders is made. */
export interface PlaceAttempt {
  /** Until when an answer is waited for, by the clock of the run; `null` where it is waited for as long as it takes. */
  readonly deadline: Timestamp | null
  /** Aborts when the answer is given up. What may be on its way then is reset, not closed, and its connection never used again. */
  readonly signal: AbortSignal
  /**
   * Whether anything may leave: to be called right before the first byte does, without waiting for anything in between. Nothing is sent
   * where it says no, and every order is `not-sent`.
   */
  readonly mayLeave: () => boolean
}

/** What came of one attempt to cancel what is open of an order. Whatever is not listed as definite is `unknown`. */
export type CancelOutcome =
  /** Nothing of it is open any more; what is told to be matched is all that ever was. */
  | ({ readonly kind: 'cancelled' } & Matched)
  /** It goes on as it is: nothing was cancelled. */
  | { readonly kind: 'refused'; readonly reason: OrderReason }
  | { readonly kind: 'unknown'; readonly reason: OrderReason }

/** What came of one attempt to amend an order. Whatever is not listed as definite is `unknown`. */
export type AmendOutcome =
  /** It is as it was asked to be; what is told to be matched is so by then. */
  | ({ readonly kind: 'amended' } & Matched)
  /** It goes on as it was. */
  | { readonly kind: 'refused'; readonly reason: OrderReason }
  | { readonly kind: 'unknown'; readonly reason: OrderReason }

/** What came of one attempt to replace an order: both halves, each as if it had been asked for alone. */
export interface ReplaceOutcome {
  /** What came of cancelling the one before, which the venue does first. Where it is `refused`, nothing is in its place. */
  readonly cancelled: CancelOutcome
  /**
   * What came of the one in its place: `rejected` or `not-sent` where the one before was cancelled and nothing took its place, or could not
   * be; `unknown` where the venue may have placed it.
   */
  readonly placed: PlaceOutcome
  /** The stake that the one in its place asks for, where more of the one before was matched meanwhile, so that less was left. @default that of its intent */
  readonly stake?: Money
}

/** An order of ours that its venue took. */
export interface VenueOrder extends Matched {
  readonly ref: OrderRef
  /** `open` while more of it can be matched; then how it ended. */
  readonly state: 'open' | 'matched' | 'cancelled' | 'lapsed'
  readonly venueOrderId: string
}

/** An order of ours on which its venue has not decided. */
export interface PendingOrder {
  readonly ref: OrderRef
  readonly state: 'pending'
  /** `null` where it has no name yet. */
  readonly venueOrderId: string | null
  /** When the venue decides on it at the latest, by the clock of the run. */
  readonly until: Timestamp
}

/** An order of ours that its venue shows as refused: evidence that there is no bet. */
export interface RefusedOrder {
  readonly ref: OrderRef
  readonly state: 'rejected'
  readonly venueOrderId: string | null
  readonly reason: OrderReason
}

/** What a venue knows of an order of ours. */
export type KnownOrder = VenueOrder | PendingOrder | RefusedOrder

/** A bet as a venue lists it, whoever placed it; one that is not decided on or was refused is none yet, or none. */
export interface VenueBet extends Omit<VenueOrder, 'ref'> {
  /** The reference it was placed with; `null` where it has none. */
  readonly ref: OrderRef | null
  /** Whether it bears the mark of this software. */
  readonly ours: boolean
  readonly venue: VenueId
  readonly event: EventId
  readonly eventName: string
  readonly competition: string
  readonly startsAt: Timestamp
  readonly market: MarketId
  readonly selection: SelectionId
  readonly selectionName: string
  readonly outcomes: number
  /** 0 where any number can win. */
  readonly winners: number
  /** Whether it is set off against others on its market. @default as the traits of its venue say, where it is certain how many win */
  readonly netting?: boolean
  /** Where it is a bet each way: then its stake is that of each of its two bets. @default it is one bet */
  readonly eachWay?: EachWayTerms
  readonly commission: number
  readonly side: Side
  /** @default a limit order that lapses */
  readonly terms?: OrderTerms
  /** What it asks for; of one that names none, what was shown or taken. */
  readonly price: PriceUnits
  readonly stake: Money
  /** What an order on close asks for. @default what stake and price come to */
  readonly liability?: Money
  readonly placedAt: Timestamp
}

/** All bets of the account that live or were placed since, as far as `complete` says. */
export interface BetList {
  readonly complete: boolean
  readonly bets: readonly VenueBet[]
}

/** What the account holds at a venue, in its currency. */
export interface VenueFunds {
  /** What it would hold if every open bet were returned. */
  readonly balance: Money
}

/** News from a venue's stream of orders. */
export type OrderNews =
  | { readonly kind: 'order'; readonly order: KnownOrder }
  /** News may have been missed: venue and ledger must be compared again. */
  | { readonly kind: 'gap'; readonly reason: string }

/** The answer to a lookup: `complete` only when the absence of an order in it means something. */
export interface LookupResult {
  readonly complete: boolean
  readonly orders: readonly KnownOrder[]
}

/** What the twin of a venue is made for. */
export interface TwinTerms {
  /** That of the account. */
  readonly currency: Currency
  /** The time it lives in. */
  readonly clock: Clock
  /** What the currencies of books are worth; `null` where nothing is known. */
  readonly rates: ExchangeRates | null
  /** The part of a rate that is taken off against us, in [0, 1): `FX_MARGIN`. */
  readonly fxMargin: number
}

/**
 * Where bets are placed. Methods with the `do` prefix are the order desk's alone.
 *
 * One that waits for something real, such as a socket, holds the clock meanwhile; nobody else does it for a venue, since one that
 * sleeps on the clock would never wake.
 */
export interface Venue {
  readonly specification: 1
  readonly name: string
  readonly traits: VenueTraits
  /** Whether orders for this venue id go through here. */
  takes(venue: VenueId): boolean
  /**
   * Sends orders of one market: exactly one attempt, never retried, never throwing for what the venue says or fails to say. Gives what
   * came of each, in their order; what may have left is `unknown` until the venue has spoken, and what certainly has not is `not-sent`.
   *
   * Several leave in one request where the venue has one for them, in the order given, otherwise one request after the other; `mayLeave` is
   * asked once, before the first byte of the first. One that is refused holds the others back no more than the venue itself does.
   */
  doPlace(orders: OneOrMore<Intent>, attempt: PlaceAttempt): Promise<OneOrMore<PlaceOutcome>>
  /** Asks for orders by our references. @throws AdvisorError when the venue can't be asked. */
  lookup(refs: readonly OrderRef[], signal: AbortSignal): Promise<LookupResult>
  /**
   * Makes an open limit order smaller, or changes how it persists, without its losing its place: exactly one attempt. Absent where that is
   * not offered.
   */
  doAmend?(order: Order, change: Required<Amendment>, signal: AbortSignal): Promise<AmendOutcome>
  /**
   * Puts an order in the place of one that is open there, by the venue's own operation: exactly one attempt, never throwing for what the
   * venue says or fails to say. The two are on the same selection and side, under the same terms, and differ in price and, where its traits
   * say so, in stake; `mayLeave` is asked once, before the first byte. Absent where there is no such operation: then the one before is
   * cancelled, and once that is certain the other is placed.
   */
  doReplace?(order: Order, replacement: Intent, attempt: PlaceAttempt): Promise<ReplaceOutcome>
  /** Cancels what is open of an order: exactly one attempt. Absent where nothing can be cancelled. */
  doCancel?(order: Order, signal: AbortSignal): Promise<CancelOutcome>
  /**
   * Every bet of the account that lives or was placed at or after `since`, whoever placed it. Absent where the venue cannot list.
   *
   * @throws AdvisorError when the venue can't be asked.
   */
  list?(since: Timestamp, signal: AbortSignal): Promise<BetList>
  /**
   * What the venue has settled, or settled again, at or after `since`, whoever placed it: its own word, by which orders there end. Absent
   * where it does not tell: then they end by the results of markets.
   *
   * @param known - What the store has of its words, for a venue that can tell by nothing else which of two is the later one.
   * @throws AdvisorError when the venue can't be asked, or told only a part.
   */
  cleared?(since: Timestamp, signal: AbortSignal, known?: KnownWords): Promise<Cleared>
  /** What the account holds there. Absent where the venue does not tell. @throws AdvisorError when the venue can't be asked. */
  funds?(signal: AbortSignal): Promise<VenueFunds>
  /** Order news as it happens, until `context.signal` aborts; faults that pass are retried inside. Absent where the venue has no stream. */
  orderNews?(context: SourceContext): AsyncIterable<readonly OrderNews[]>
  /** Holds its credentials against the venue, without placing anything. @throws AdvisorError when they are missing or refused. */
  checkAccess?(signal: AbortSignal): Promise<void>
  /**
   * The same venue on paper, under its own name: in `DRY_RUN` an advisor bets there instead, and calls nothing else of the venue. It may ask
   * the venue for what changes nothing there, such as its terms, and never for anything else. Absent where there is no model of it.
   *
   * Of exchanges, `simulatedVenue` of `@betting-advisor/core/simulation` makes one of a `createMatchingModel`.
   */
  twin?(terms: TwinTerms): WatchingVenue
  /** The circuit breakers that its reads go through, for the monitor. */
  readonly breakers?: readonly { snapshot(): CircuitBreakerSnapshot }[]
}

/** A venue that may be one on paper, and then watches what real ones show. */
export interface WatchingVenue extends Venue {
  /** News of a market: what it is, and what venues show from now on. */
  observe?(update: MarketUpdate): void
  /** Right before books change: what happens by then meets them as they were. */
  beforeBooks?(): void
  /** The book of a market has changed. */
  observeBook?(book: BookView): void
  /** A market has ended so: what is open of it there lapses. */
  observeResult?(result: MarketResult): void
}
