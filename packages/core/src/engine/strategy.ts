import type { MarketView } from '../market/board.ts'
import type { Side } from '../market/market-update.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Order } from '../order/order.ts'
import type { Persistence } from '../order/order-terms.ts'
import type { Advice } from '../ports/advice.ts'
import type { FairMarket } from '../ports/fair-prices.ts'
import type { Message } from '../ports/message.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { InPlay } from '../risk/in-play.ts'
import type { StakingPlan } from '../staking/staking-plan.ts'
import type { DecisionKey, MarketId, SelectionId, VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import type { Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { MarketPosition } from './market-position.ts'
import type { Synchronous } from './synchronous.ts'

interface SignalBase {
  readonly market: MarketId
  readonly selection: SelectionId
  readonly venue: VenueId
  readonly side: Side
}

/** A strategy wants a bet: appraised and staked for it, or priced and sized by itself. */
export type Signal =
  /** At the venue's present price, if the fair probability makes it worth it; the staking plan decides how much. */
  | (SignalBase & {
      readonly kind: 'value'
      /** In (0, 1). */
      readonly fairProbability: number
      /** For people: where the probability comes from. */
      readonly fairSource: string
      /** Of the prices that it was made of, as in {@link FairMarket}; `null` where it comes from no prices. */
      readonly fairOverround: number | null
      readonly staking: StakingPlan
    })
  /** For this backer's stake, straight to the risk gate: at the venue's present price, or at a limit of its own. */
  | (SignalBase & {
      readonly kind: 'order'
      readonly order?: 'limit'
      readonly stake: Money
      /** Waits at the venue for this price or a better one, where the venue lets orders wait. @default the venue's present price */
      readonly price?: Price
      /** What becomes of what is not matched by the time the event turns in play. @default 'lapse' */
      readonly persistence?: Persistence
      /** Whether what is not matched at once is cancelled at once: all of it, unless `minFill` is matched. @default false */
      readonly fillOrKill?: boolean
      /** Fill or kill, with this much of the stake at the least. @default the stake */
      readonly minFill?: Money
    })
  /** At the starting price, if that is this price or a better one, for what it can lose: a back's stake, what a lay pays out. */
  | (SignalBase & {
      readonly kind: 'order'
      readonly order: 'limit-on-close'
      readonly liability: Money
      readonly price: Price
    })
  /** At the starting price, whatever that is. */
  | (SignalBase & { readonly kind: 'order'; readonly order: 'market-on-close'; readonly liability: Money })

/** What a strategy can see and do while it is being called. */
export interface Desk {
  /** The engine's time. */
  readonly now: Timestamp
  /** Asks for a bet; the answer says what was decided and why. */
  signal(signal: Signal): Advice
  /**
   * Asks for several bets that are one decision, such as the legs of an arbitrage: all of them are begun, or none. Each is looked at as if
   * those before it were bet already; where one is refused, all are (`LEG_REJECTED`), and the answers say which and why. They are placed in
   * this order, so the hardest to get comes first: once a leg is not taken, those after it are not sent. No two may be on the same side of
   * the same selection, and each counts as an entry into its market.
   *
   * @throws InvalidValueError `INVALID_VALUE` when there is none.
   */
  signalTogether(legs: OneOrMore<Signal>): OneOrMore<Advice>
  /**
   * Asks the venue to cancel what is open of one of this strategy's orders; its answer comes to `onOrder`. `false` when there is no such
   * order, nothing of it is open, or its venue cannot cancel.
   */
  cancel(order: DecisionKey): boolean
  /**
   * Asks the venue to make one of this strategy's limit orders smaller, or to change how it persists: it stays the order that it is, in its
   * place; what came of it comes to `onOrder`. `false` when there is no such order, nothing of it is open, a change of it is on its way, its
   * venue cannot do that, or it would not be smaller or would be no more than is matched.
   */
  amend(order: DecisionKey, change: Amendment): boolean
  /**
   * Asks for another order in the place of one, at the price or with the stake given: for the part that was not matched. The two are never
   * open at the same time; the second is a decision of its own, which every control looks at.
   *
   * Where the venue has an operation for that and there is room for both at once, the second is begun first and the venue does the rest.
   * Else the first is cancelled, and once the venue has confirmed that nothing of it is open any more, the second is asked for. `false` as
   * with {@link Desk.cancel}, for an order on close, and as long as nobody knows what came of another that the venue was to put in its place.
   */
  replace(order: DecisionKey, change: { readonly price?: Price; readonly stake?: Money }): boolean
  /** This strategy's live orders in a market, whatever their state, and those of this run that have ended. */
  orders(market: MarketId): readonly Order[]
  /** What this strategy's live orders in a market come to: matched and open by selection, and profit by outcome. */
  position(market: MarketId): MarketPosition
  /** What the account holds, the money in live orders included. */
  readonly equity: Money
  /**
   * Asks for `onTimer` at a time; under a name that waits already, that one is moved. `null` cancels it. A time that is over counts as the
   * next millisecond. Nobody keeps timers: after a restart a strategy asks again, most simply with every piece of news.
   *
   * @param name - 1 to 200 characters, the strategy's own.
   * @throws TooManyTimersError `TOO_MANY_TIMERS` when 10,000 of the strategy wait; InvalidValueError `INVALID_VALUE`.
   */
  at(time: Timestamp | null, name: string): void
}

/**
 * Decides what to bet on: a plain object that keeps no state which the desk could not give back after a restart.
 *
 * Its methods are synchronous. An `async` one does not compile, and at run time it ends the run with an `AsyncStrategyError`.
 */
export interface Strategy {
  readonly name: string
  readonly version: string
  /**
   * What the closing line value of its bets is measured by: prices that are not its own opinion.
   *
   * @default the yardstick of the advisor or backtest
   */
  readonly yardstick?: Yardstick
  /** Entries it may have in one market over time. @default 1 */
  readonly maxEntriesPerMarket?: number
  /** Whether it bets on events that have started, and how old a quote may be then. @default 'never' */
  readonly inPlay?: InPlay
  /** News of a market. */
  onMarket?(market: MarketView, desk: Desk): Synchronous
  /** One of its orders has changed. */
  onOrder?(order: Order, desk: Desk): Synchronous
  /** One of its bets is settled or returned. */
  onSettled?(order: Order, desk: Desk): Synchronous
  /** A moment that it asked for with {@link Desk.at} has come. */
  onTimer?(name: string, desk: Desk): Synchronous
  /** It is told something from outside, by `advisor.tell` or among the events of a backtest; nobody can change the message. */
  onMessage?(message: Message, desk: Desk): Synchronous
}
