import type { AccountMirror } from '../account/account.ts'
import type { Board } from '../market/board.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { Advice } from '../ports/advice.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { AccountKey, MarketId, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { OrderRoute } from './order-route.ts'

/** What every desk of one engine works with. */
export interface DeskContext {
  readonly accountKey: AccountKey
  readonly currency: Currency
  readonly limits: RiskLimits
  readonly controls: readonly Control[]
  readonly route: OrderRoute
  readonly board: Board
  readonly account: () => AccountMirror
  readonly run: () => RunId
  readonly now: () => Timestamp
  /** Orders of this run that have ended, by market. */
  readonly ended: (market: MarketId) => readonly Order[]
  /** Advice was given; with an intent when it was approved, and whether that has a price of its own to wait for. */
  readonly decided: (advice: Advice, intent: Intent | null, waits: boolean) => void
}
