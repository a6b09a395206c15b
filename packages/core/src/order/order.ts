import type { SelectionEnding } from '../market/market-result.ts'
import type { MatchedValue } from '../units/matched-value.ts'
import type { Money } from '../units/money.ts'
import type { PriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { Intent } from './intent.ts'
import type { Matched, ValueBasis } from './matched.ts'
import type { Persistence } from './order-terms.ts'

/**
 * Where an order is in its life.
 *
 * `SENDING → PENDING | ACCEPTED | REJECTED | UNKNOWN | NOT_SENT`, `PENDING → ACCEPTED | REJECTED | UNKNOWN`,
 * `UNKNOWN → PENDING | ACCEPTED | ABSENT | REJECTED | NOT_SENT`,
 * `ACCEPTED → PARTIAL → MATCHED | CANCELLED | LAPSED`, then `SETTLED | VOIDED`, either of which a correction may turn into the other. `ABSENT | REJECTED | NOT_SENT → LATE_FOUND → ACCEPTED`
 * when the venue turns out to have it after all.
 */
export type OrderState =
  | 'SENDING'
  | 'PENDING'
  | 'UNKNOWN'
  | 'ACCEPTED'
  | 'PARTIAL'
  | 'MATCHED'
  | 'CANCELLED'
  | 'LAPSED'
  | 'REJECTED'
  | 'NOT_SENT'
  | 'ABSENT'
  | 'LATE_FOUND'
  | 'SETTLED'
  | 'VOIDED'

/** How a settled bet ended, for whoever placed it: a lay of a selection that won is lost, and half lost where it half won. */
export type BetOutcome = SelectionEnding['outcome']

/** Why an order is where it is, when it is not because all went well. */
export interface OrderReason {
  readonly code: string
  readonly message: string
}

/** An order by this reason was one of several legs and was held back, since another leg could not be had. */
export const LEG_WITHDRAWN = 'LEG_WITHDRAWN'

/** An intent and what has become of it. */
export interface Order {
  readonly intent: Intent
  readonly state: OrderState
  readonly venueOrderId: string | null
  /** Cumulative matched backer's stake, without what the venue voided of it: together the two never fall. */
  readonly matchedStake: Money
  /** What the venue voided of what was matched; never falls. */
  readonly voidedStake: Money
  /** What will not be matched any more since it was cancelled, or the order was made smaller. */
  readonly cancelledStake: Money
  /** What will not be matched any more since it lapsed, or its market ended. */
  readonly lapsedStake: Money
  /** Σ stake × price of the matched part, in ten-thousandths of a minor unit: what profits and liabilities are worked out from. */
  readonly matchedValue: MatchedValue
  /** How the matched value is known; `null` until something is matched. */
  readonly valueBasis: ValueBasis | null
  /** Volume-weighted price of the matched part, in ten-thousandths, rounded against the bettor; `null` while nothing is matched. */
  readonly averagePrice: PriceUnits | null
  /** The most that it can still lose by itself; where its venue nets, less may be reserved for its market. */
  readonly reserved: Money
  /** Before commission; `null` until settled. */
  readonly profit: Money | null
  /**
   * By how much its end has changed the commission of its market, which is due on what the market wins on balance: negative where a loss
   * took back what winners before it were charged. `null` until settled.
   */
  readonly commission: Money | null
  readonly outcome: BetOutcome | null
  /** Fair probability at the close by a yardstick that is not the strategy's own opinion, for CLV; `null` where there is no close. */
  readonly closingProbability: number | null
  readonly reason: OrderReason | null
  readonly sentAt: Timestamp | null
  /** When its connection was reset, so that nothing of it can leave any more; `null` where that is on no record. */
  readonly resetAt: Timestamp | null
  /** Until when its venue has said at the latest that it decides on it; `null` where it never said that it has not. */
  readonly pendingUntil: Timestamp | null
  /** The stake that it asks for since it was amended, less than that of its intent; `null` where that holds. */
  readonly amendedStake: Money | null
  /** How it persists since it was amended; `null` where the terms of its intent hold. */
  readonly amendedPersistence: Persistence | null
  readonly settledAt: Timestamp | null
  /** The version of its venue's last word on how it ended; `null` where there was none. */
  readonly clearedVersion: number | null
  /** All that its venue charges for its market, where the venue said so with this order, and the version of that word. */
  readonly marketCharge: Money | null
  readonly chargeVersion: number | null
  /** What of its liability the order that it is to replace holds for both, as long as that is open: see {@link Intent.covers}. */
  readonly covered: Money
  readonly updatedAt: Timestamp
  /**
   * The version of its account at the last change of this order: each change of an account's orders, money, locks, limits or kill
   * switch raises the account's version by one.
   */
  readonly version: number
}

/** Who settled a bet by hand, and why. */
export interface ByHand {
  readonly by: string
  readonly reason: string
}

/** Whose word an ending is; where nobody is named, it follows from how the market ended. */
interface Worded {
  /** The version of its venue's word: an older or equal one says nothing. */
  readonly venueVersion?: number
  readonly byHand?: ByHand
}

/** What an event changes of its market's commission: put in by the store that posts it, whatever was said before. */
interface Charged {
  readonly commission?: Money
}

/** What can happen to an order; every one is kept for ever. */
export type OrderEvent =
  | { readonly type: 'accepted'; readonly at: Timestamp; readonly venueOrderId: string }
  /** The venue has it and decides on it until then; it may have no name for it yet. */
  | {
      readonly type: 'pending'
      readonly at: Timestamp
      readonly venueOrderId: string | null
      readonly until: Timestamp
    }
  /** Where the refusal names a bet, there may be one: the order is unknown until the venue shows what became of that. */
  | { readonly type: 'rejected'; readonly at: Timestamp; readonly reason: OrderReason; readonly venueOrderId?: string }
  | { readonly type: 'not-sent'; readonly at: Timestamp; readonly reason: OrderReason }
  | { readonly type: 'unknown'; readonly at: Timestamp; readonly reason: OrderReason }
  /** Its answer was given up and its connection reset: what had not arrived by then never does. */
  | { readonly type: 'reset'; readonly at: Timestamp }
  | { readonly type: 'absent'; readonly at: Timestamp; readonly reason: OrderReason }
  | { readonly type: 'late-found'; readonly at: Timestamp; readonly venueOrderId: string }
  | ({ readonly type: 'matched'; readonly at: Timestamp } & Matched)
  /** Its venue has made it smaller, or changed how it persists: what holds from now on. */
  | { readonly type: 'amended'; readonly at: Timestamp; readonly stake: Money; readonly persistence: Persistence }
  /** The order that it was to replace holds nothing for it any more: from now on it holds all of its own. */
  | { readonly type: 'uncovered'; readonly at: Timestamp }
  | { readonly type: 'cancelled'; readonly at: Timestamp; readonly reason: OrderReason }
  | { readonly type: 'lapsed'; readonly at: Timestamp; readonly reason: OrderReason }
  /** `null` when what was taken for the close turns out to be none, since the event was put off. */
  | { readonly type: 'closing-line'; readonly at: Timestamp; readonly closingProbability: number | null }
  | ({
      readonly type: 'settled'
      readonly at: Timestamp
      /**
       * What it was worked out for: of an order of which another stake is matched by then, it says nothing. Histories of earlier
       * releases do not tell.
       */
      readonly matchedStake?: Money
      /** The same for the price that it was matched at. */
      readonly matchedValue?: MatchedValue
      readonly outcome: Exclude<BetOutcome, 'void'>
      /** Before commission. */
      readonly profit: Money
    } & Charged &
      Worded)
  | ({ readonly type: 'voided'; readonly at: Timestamp } & Charged & Worded)
  /** The market was settled wrongly: what was paid is taken back, and paid as it should have been. */
  | ({
      readonly type: 'corrected'
      readonly at: Timestamp
      readonly outcome: BetOutcome
      /** Before commission; zero for a void. */
      readonly profit: Money
      /** What its venue tells of the matched part by then, such as a price that was reduced. */
      readonly matched?: Matched
    } & Charged &
      Worded)
  /** What its venue charges for its market in all replaces what the rate makes of it; told with one of the market's orders that have ended. */
  | ({
      readonly type: 'market-charged'
      readonly at: Timestamp
      readonly amount: Money
      readonly venueVersion: number
    } & Charged)
