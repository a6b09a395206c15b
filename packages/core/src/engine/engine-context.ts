import type { AccountMirror } from '../account/account.ts'
import type { Board } from '../market/board.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Advice } from '../ports/advice.ts'
import type { AdvisorEventBody } from '../ports/advisor-event.ts'
import type { ExchangeRates } from '../ports/exchange-rates.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { AccountKey, DecisionKey, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { EngineEffect } from './effect.ts'
import type { OrderRoutes } from './order-route.ts'
import type { Desk, Signal, Strategy } from './strategy.ts'

/** A strategy and the desk it is called with. */
export interface Seat {
  readonly strategy: Strategy
  readonly desk: Desk
  /** Asks for what takes the place of an order of its that was cancelled for it. */
  readonly replace: (signal: Signal, order: Order) => Advice
  /** The same while that order is open, so that the two are held at once; `null` where that cannot be, and then nothing has happened. */
  readonly replaceOpen: (signal: Signal, order: Order) => DecisionKey | null
}

/** What the parts of one engine share while it decides on an input. */
export interface EngineContext {
  readonly accountKey: AccountKey
  readonly currency: Currency
  readonly limits: RiskLimits
  /** Asked in this order; the first that says no decides. */
  readonly controls: readonly Control[]
  /** What closing line value is measured by, where a strategy has nothing of its own. */
  readonly yardstick: Yardstick | null
  /** What the currencies of books are worth. */
  readonly rates: ExchangeRates | null
  readonly board: Board
  readonly routes: OrderRoutes
  /** By name, in the order in which they are asked. */
  readonly seats: ReadonlyMap<string, Seat>
  readonly now: () => Timestamp
  readonly run: () => RunId
  readonly account: () => AccountMirror
  readonly emit: (effect: EngineEffect) => void
  readonly tell: (body: AdvisorEventBody) => void
  readonly advance: (key: DecisionKey, event: OrderEvent) => void
}
