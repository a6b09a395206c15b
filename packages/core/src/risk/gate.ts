import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Lock } from '../limits/lock.ts'
import type { MarketView } from '../market/board.ts'
import type { Condition } from '../market/condition.ts'
import type { EachWayTerms } from '../market/market-at-venue.ts'
import type { RunnerStatus } from '../market/market-status.ts'
import type { Side } from '../market/market-update.ts'
import type { PriceLadder } from '../market/price-ladder.ts'
import type { Quote } from '../market/quote.ts'
import type { ExposureScope, LossWindow } from '../order/intent.ts'
import type { OrdersTaken, OrderTerms } from '../order/order-terms.ts'
import type { RejectionCode, Verdict } from '../order/rejection.ts'
import type { Currency, Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { RiskLimits } from './risk-limits.ts'
import type { TradingState } from './trading-state.ts'

/** Whether an account may trade, and why not. */
export interface TradingCondition {
  readonly tradingState: TradingState
  /** Why it is not `ACTIVE`. */
  readonly stateReason: string | null
}

/** What the account looks like to the controls. */
export interface AccountRisk extends TradingCondition {
  /** Locks that hold now. */
  readonly locks: readonly Lock[]
  readonly equity: Money
  /** Available money less provisional holds. */
  readonly free: Money
  /** Live liability, provisional holds included, whatever sets it off. */
  readonly atRisk: Money
  readonly openOrders: number
  readonly profitToday: Money
  /** Orders decided within the rate limit's window. */
  readonly recentOrders: number
}

/** What one scope could lose, in minor units. */
export interface ScopeRisk {
  /** With the order. */
  readonly worst: number
  /** By how much that is more than without it. */
  readonly change: number
  readonly limit: Money | null
}

/** What an order would add to what can be lost. */
export interface ExposureRisk {
  /** How much more its market could lose, in minor units; not above zero for one that adds nothing to what is at risk. */
  readonly change: number
  readonly scopes: Readonly<Record<ExposureScope, ScopeRisk>>
  /** What was lost already. */
  readonly lost: Readonly<Record<LossWindow, { readonly amount: number; readonly limit: Money | null }>>
}

/** What the venue of an order looks like to the controls. */
export interface VenueRisk {
  /** How the market stands there. */
  readonly condition: Condition
  /** What has become of the selection there. */
  readonly runner: RunnerStatus
  /** Whether anything takes orders for it. */
  readonly taken: boolean
  readonly sides: readonly Side[]
  readonly orders: OrdersTaken
  /** The least stake that it takes at the price asked. */
  readonly minStake: Money
  /** Available money there less provisional holds; nothing where nobody takes orders. */
  readonly free: Money
  /** The least liability of an order for the starting price; `null` for any other order, and where it has no such least. */
  readonly minLiability: Money | null
  /** The prices that it takes; `null` where it takes any. */
  readonly ladder: PriceLadder | null
  /** Where every bet there is one each way. */
  readonly eachWay: EachWayTerms | null
  /** What is there for an order that means to take what is shown; `null` for one that may wait. */
  readonly size: SizeRisk | null
}

/** What a venue shows to be there at the price asked or a better one. */
export interface SizeRisk {
  /** The backer's stake; `null` where it is not told, or cannot be converted. */
  readonly shown: Money | null
  /** The currency that it is shown in, where no rate of that is known. */
  readonly unconverted: string | null
}

/** How often a strategy has entered a market. */
export interface EntriesRisk {
  /** Entries that live or were placed, and how many it may have. */
  readonly taken: number
  readonly allowed: number
  /** The number of the next entry, or `null` while the last one lives or no quote newer than its end has come. */
  readonly next: number | null
}

/** An order that asks to be let through. */
export interface GateRequest {
  readonly now: Timestamp
  readonly strategy: string
  readonly view: MarketView
  readonly side: Side
  readonly terms: OrderTerms
  /** What is asked for: the order's own limit, or what the venue shows, on the venue's ladder; `null` when it shows nothing. */
  readonly price: number | null
  readonly quote: Quote | null
  /** The oldest a quote may be, in milliseconds; `null` where the event has started and the strategy does not bet in play. */
  readonly oldestQuoteMs: number | null
  /** `null` for a plain order signal. */
  readonly edge: number | null
  /** What the prices behind the fair probability add up to beyond a fair book, for each winner; `null` where there are none. */
  readonly fairOverround: number | null
  /** Of a lay on close what its liability comes to at that price. */
  readonly stake: Money
  /** The most that it can lose by itself. */
  readonly liability: Money
  /** Of every amount here; for the words of a verdict. */
  readonly currency: Currency
  readonly entries: EntriesRisk
  readonly limits: RiskLimits
  readonly account: AccountRisk
  /** Of the account's locks those that stop this strategy on this market. */
  readonly locks: readonly Lock[]
  /** What the order would add to what can be lost; worked out when it is first asked for. */
  readonly exposure: () => ExposureRisk
  /**
   * Whether it takes risk away: it adds nothing while it is open, and once everything open is matched its market can lose less with it than
   * without. Then no limit on what may be risked stops it, nor one on how many orders there may be.
   */
  readonly reduces: () => boolean
  readonly venue: VenueRisk
}

/** One control: looks at a request and passes it, or names the reason why not. */
export interface Control {
  readonly name: string
  check(request: GateRequest): Verdict
}

/** The verdict that lets a request through. */
export function passed(control: string, detail: string): Verdict {
  return { control, code: null, detail }
}

/** The verdict that stops a request. */
export function refused(control: string, code: RejectionCode, detail: string): Verdict {
  return { control, code, detail }
}

/** Lets through what takes risk away where only a limit on risk, or on how many orders there may be, stops it. */
export function unlessReducing(request: GateRequest, verdict: Verdict): Verdict {
  if (verdict.code === null || !request.reduces()) return verdict
  return passed(verdict.control, `${verdict.detail}; the order takes risk away`)
}

/** What the gate says: every verdict up to and including the first refusal. */
export interface GateDecision {
  readonly verdicts: readonly Verdict[]
  readonly rejection: RejectionCode | null
}

/** Asks the controls in order and stops at the first that refuses. */
export function askGate(controls: readonly Control[], request: GateRequest): GateDecision {
  const verdicts: Verdict[] = []
  for (const control of controls) {
    const verdict = verdictOf(control, request)
    verdicts.push(verdict)
    if (verdict.code !== null) return { verdicts, rejection: verdict.code }
  }
  return { verdicts, rejection: null }
}

/** A control that forgets to answer, or answers later, must not look like one that says yes. */
function verdictOf(control: Control, request: GateRequest): Verdict {
  const verdict: unknown = answerOf(control.check(request), `control ${control.name}`, 'check')
  if (isVerdict(verdict)) return verdict
  throw new InvalidValueError(`verdict of control ${control.name}`, verdict, 'one with control, code and detail')
}

function isVerdict(verdict: unknown): verdict is Verdict {
  return typeof verdict === 'object' && verdict !== null && 'code' in verdict && verdict.code !== undefined
}
