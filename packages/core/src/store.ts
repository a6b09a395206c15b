/**
 * What a store is made of: the rules of orders, reservations and the ledger, without engine and mathematics.
 *
 * @packageDocumentation
 */
export type { StoredEvent } from './engine/advisor-event.ts'
export { AdvisorError, type AdvisorErrorOptions, isAdvisorError } from './errors/advisor-error.ts'
export { InvalidValueError } from './errors/invalid-value-error.ts'
export { InvariantError } from './errors/invariant-error.ts'
export {
  currencyMismatch,
  runExists,
  StoreError,
  type StoreErrorCode,
  storeClosed,
  unknownAccount,
  unknownOrder,
  unknownRun,
  withdrawalTooLarge,
} from './errors/store-error.ts'
export { createAudit, type RecordedBooks } from './ledger/audit.ts'
export { applyTransfers, capitalTransfer, equityChange } from './ledger/balances.ts'
export { type EquityChange, equityCurve } from './ledger/equity.ts'
export type { Balances, Transfer } from './ledger/transfer.ts'
export { entrySeriesKey } from './order/decision-key.ts'
export type { Intent, LimitClaim } from './order/intent.ts'
export { newOrder } from './order/new-order.ts'
export type { Order, OrderEvent } from './order/order.ts'
export { refusalOf } from './order/refusal.ts'
export { isLive, transition } from './order/transition.ts'
export { type Book, type BookReader, readerOf } from './ports/book.ts'
export { pageSize } from './ports/paging.ts'
export type { OrderQuery, Restored, Run, RunStart, Store, StoreReader } from './ports/store.ts'
export type { Lock } from './risk/lock.ts'
export type { AccountKey, DecisionKey, RunId } from './units/ids.ts'
export { type Currency, type Money, money } from './units/money.ts'
export type { PriceUnits } from './units/price.ts'
export { DAY, type Timestamp } from './units/timestamp.ts'
