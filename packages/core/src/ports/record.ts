import type { Lock } from '../limits/lock.ts'
import type { MarketLink } from '../market/market-link.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { CapitalCause } from '../order/transfer.ts'
import type { AccountKey } from '../units/ids.ts'
import type { Currency, Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AdvisorEvent } from './advisor-event.ts'
import type { Run } from './run.ts'
import type { AuditEntry } from './store/audit.ts'

/** One line of an export; all lines of an account, in order, are enough to make it again elsewhere. */
export type StoreRecord =
  | {
      readonly kind: 'account'
      readonly account: AccountKey
      readonly currency: Currency
      readonly timeZone: string
      readonly openedAt: Timestamp
    }
  | { readonly kind: 'run'; readonly run: Run }
  /** What changed at a venue without an order; less where `amount` is negative. */
  | {
      readonly kind: 'capital'
      readonly account: AccountKey
      readonly wallet: string
      readonly cause: CapitalCause
      readonly amount: Money
      readonly at: Timestamp
    }
  /** An order and all that happened to it: its money follows from that. */
  | { readonly kind: 'order'; readonly order: Order; readonly history: readonly OrderEvent[] }
  | { readonly kind: 'lock'; readonly lock: Lock }
  | { readonly kind: 'event'; readonly event: AdvisorEvent }
  | { readonly kind: 'link'; readonly link: MarketLink }
  | { readonly kind: 'audit'; readonly entry: AuditEntry }
