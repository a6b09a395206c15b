import type { MarketLink } from '../market/market-link.ts'
import type { MarketResult } from '../market/market-result.ts'
import type { BetEnding } from '../order/bet-ending.ts'
import type { Order } from '../order/order.ts'
import type { Advice } from '../ports/advice.ts'
import type { StoredEvent } from '../ports/advisor-event.ts'
import type { Message } from '../ports/message.ts'
import type { ByHand } from '../ports/store/audit.ts'
import type { ResumeTicket } from '../ports/store/stops.ts'
import type { StoreReader } from '../ports/store.ts'
import type { BetSubject, ReportedBet } from '../store-rules/reported-bet.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AdvisorStatus } from './status.ts'

/** What an advisor announces, and with what. */
export interface AdvisorAnnouncements {
  /** Advice, approved or rejected. */
  advice: [advice: Advice]
  /** An event that has just been stored. */
  event: [event: StoredEvent]
  /** Something in the status has changed; ask for it when it is needed. */
  change: []
}

/** A bot while it lives. */
export interface Advisor extends AsyncDisposable {
  /** Runs until stopped, until every source has ended, or until a fault that waiting cannot cure, which it throws. */
  run(signal?: AbortSignal): Promise<void>
  /** Ends the run: nothing new is decided, what is under way is finished or left as it is durably recorded. */
  stop(reason: string): Promise<void>
  on<Name extends keyof AdvisorAnnouncements>(
    name: Name,
    listener: (...values: AdvisorAnnouncements[Name]) => void,
  ): Disposable
  status(): AdvisorStatus
  /** What is stored, for reading. */
  readonly store: StoreReader
  /**
   * Stops new orders at once, here and in every process on the same store, and cancels what is open at the venues. It holds here even
   * when the store cannot be reached, and is stored as soon as it can. Resolves when the store has kept it, and the event that tells it.
   *
   * @param by - Who does it: kept in the audit.
   */
  halt(reason: string, by?: string): Promise<void>
  /** The first of two steps to take orders again after {@link Advisor.halt}; nothing changes yet. @throws StoreError `RESUME_REFUSED` */
  askResume(): Promise<ResumeTicket>
  /**
   * The second step, with the code of the ticket. Resolves when the store has kept it, and the event that tells it.
   *
   * @param by - Who does it: kept in the audit. @throws StoreError `RESUME_REFUSED`
   */
  resume(code: string, reason: string, by?: string): Promise<void>
  /** No new bets until then: nobody can shorten it. @throws InvalidValueError `INVALID_VALUE` unless it is an hour to six weeks away. */
  coolOff(until: Timestamp, reason: string): Promise<void>
  /**
   * Stops new orders at one venue at once, here and in every process on the same store, until {@link Advisor.reopenVenue}; a restart changes
   * nothing of it. What is open there stays and can be cancelled, other venues trade on.
   *
   * @param venue - Its name.
   * @param by - Who does it: kept in the audit.
   * @throws InvalidValueError `INVALID_VALUE` when no venue has that name.
   */
  pauseVenue(venue: string, reason: string, by?: string): Promise<void>
  /**
   * Ends what {@link Advisor.pauseVenue} began; `false` when the venue is not paused. What else stops orders there goes on.
   *
   * @param by - Who does it and why: kept in the audit.
   */
  reopenVenue(venue: string, by?: ByHand): Promise<boolean>
  /**
   * Says that markets are one bet, in place of the link with its id: every process on the same store hears of it.
   *
   * @param by - Who does it and why: kept in the audit.
   * @throws InvalidValueError `INVALID_VALUE` unless it has two markets at least, none of them twice, with as many selections each;
   * StoreError `LINK_CONFLICT` when one of its markets is in another link with the same selection, or under another event.
   */
  link(link: Omit<MarketLink, 'account'>, by?: ByHand): Promise<void>
  /**
   * Takes a link back; `false` when there is none. Bets that were counted under its event stay there.
   *
   * @param by - Who does it and why: kept in the audit.
   */
  unlink(id: string, by?: ByHand): Promise<boolean>
  /**
   * Cancels what is open of one order, or of all; resolves when every venue has answered.
   *
   * @param by - Who does it: kept in the audit, as soon as the store can.
   */
  cancel(order: DecisionKey | 'all', reason: string, by?: string): Promise<void>
  /**
   * Calls an order of unknown outcome absent on a person's word, where no proof can come or nobody waits for it: its money is free again.
   * The venue is asked once more before, and what it shows then is taken instead. Found afterwards, the order halts the account.
   *
   * @param by - Who says so: kept in the audit.
   * @returns Whether it is absent now. @throws StoreError `UNKNOWN_ORDER`
   */
  callAbsent(order: DecisionKey, reason: string, by?: string): Promise<boolean>
  /**
   * Ends one order with a person's figures: settles or returns it, or corrects one that has ended. What the venue says of it later, where it
   * tells how orders ended, is taken in all the same.
   *
   * @param ending - How it ended, and its profit in minor units before commission: 0 for a void.
   * @param by - Who says so and why: kept with the order and in the audit.
   * @returns The order as it is now. @throws StoreError `UNKNOWN_ORDER`; InvalidValueError `INVALID_VALUE` when more is lost than was matched
   */
  settleOrder(order: DecisionKey, ending: BetEnding, by: ByHand): Promise<Order>
  /**
   * Ends a lock before its time; `false` when there is no such lock.
   *
   * @param by - Who does it and why: kept in the audit. @throws StoreError `LOCK_FIXED` for a cool-off.
   */
  liftLock(id: string, by?: ByHand): Promise<boolean>
  /**
   * Settles the bets on a market by what a person knows of its result, where no source tells it any more or can decide it.
   *
   * @returns Whether no bet on it is left open; `false` also when the result cannot be believed, which is told as a warning.
   */
  settle(result: MarketResult): Promise<boolean>
  /** Settles a market again that was settled wrongly: what was paid is taken back first. Gives the orders whose money changed. */
  correct(result: MarketResult): Promise<readonly Order[]>
  /**
   * Tells a strategy something from outside: what a slow model thinks by now, news, the word of a person. Its `onMessage` hears a copy, in the
   * order in which messages were told; what it decides is recorded and limited like everything else.
   *
   * @param message - Plain data, at most 65,536 characters of JSON.
   * @returns Whether it was heard: `false` when the run is ending or has ended.
   * @throws InvalidValueError `INVALID_VALUE` for a strategy that is not there or has no `onMessage`, or what is no plain data.
   */
  tell(strategy: string, message: Message | object): boolean
  /**
   * Takes in a bet that a person placed by hand, after an advice or without one: it counts in ledger, exposure and limits whatever these say,
   * like a bet that is found at a venue. Reported again, it is the same bet.
   *
   * @param about - What the market is, where it is neither shown nor was bet on before.
   * @returns The order as it is recorded. @throws InvalidValueError `INVALID_VALUE` for a bet that cannot be, a selection that its market
   * does not have, a market that nobody knows, or one without the venue's name for it where the venue lists its bets.
   */
  report(bet: ReportedBet, by: ByHand, about?: BetSubject): Promise<Order>
  /** Compares venues and ledger now; resolves when they have been compared, with each fault that kept them from agreeing told as an alert. */
  reconcile(): Promise<void>
}
