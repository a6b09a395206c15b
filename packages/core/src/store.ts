/**
 * What a store is made of: the rules of orders, reservations and the ledger.
 *
 * @module @betting-advisor/core/store
 */
export { isPrintable, oneLine } from './errors/one-line.ts'
export {
  clockMismatch,
  currencyMismatch,
  fenced,
  limitsDiffer,
  linkConflict,
  lockFixed,
  orderCorrupt,
  resumeRefused,
  runEnded,
  runExists,
  StoreError,
  type StoreErrorCode,
  stampAhead,
  storeClosed,
  unknownAccount,
  unknownOrder,
  unknownRun,
  withdrawalTooLarge,
} from './errors/store-error.ts'
export {
  applyTransfers,
  type CapitalChange,
  capitalTransfer,
  causeOf,
  equityChange,
  equityOf,
  LEDGER_ACCOUNTS,
  NO_BALANCES,
} from './ledger/balances.ts'
export { type EquityChange, type EquityPoint, equityCurve } from './ledger/equity.ts'
export {
  charged,
  commissionDue,
  isCharged,
  type KnownRate,
  laterRate,
  type MarketBets,
  NO_OTHER_BETS,
  rateOf,
} from './ledger/market-commission.ts'
export { reservation } from './ledger/reservation.ts'
export { amountsOf, entriesOf, type TransferAmounts } from './ledger/transfer-amounts.ts'
export { LIMIT_NAMES, limitNamed, limitsAt, NO_STORED_LIMITS, sameLimits, withLimits } from './limits/account-limits.ts'
export { type HeldLock, holdingLock, isLockActive, LOCK_REJECTIONS, liftedLock, pauseOf } from './limits/active-lock.ts'
export {
  type AccountState,
  type Denial,
  denialOf,
  EXPOSURE_SCOPES,
  exposureLimitDenial,
  fundsDenial,
  locksOut,
  lossLimitDenial,
  lower,
  rateDenial,
  rateWindowStart,
  stopOf,
} from './limits/denial.ts'
export { type ExposedPosition, type LosingPosition, marketExposure } from './limits/exposure.ts'
export {
  type Exposed,
  type ExposureChange,
  exposureChange,
  exposureRow,
  liveFilledLosses,
  liveLosses,
  positionOf,
  positionWith,
  SUMMED_SCOPES,
  type SummedScope,
  samePosition,
} from './limits/exposure-change.ts'
export { type FreshBet, freshLosses, freshPosition } from './limits/fresh-position.ts'
export type { LimitName, LimitRaise, StoredLimits } from './limits/limits-set.ts'
export { createLossSums, type LossSums, lostIn } from './limits/loss-sums.ts'
export {
  firstWindows,
  LOSS_WINDOWS,
  NO_WINDOW_LOSSES,
  type WindowLosses,
  type Windows,
  windowFinder,
} from './limits/loss-window.ts'
export { filledLossesOf, type Losses, lossesOf, type MeasuredOrder, NO_LOSSES } from './limits/losses.ts'
export { NO_LIMITS } from './limits/no-limits.ts'
export { reduces } from './limits/reduces.ts'
export type { LinkedMarket, MarketLink } from './market/market-link.ts'
export { createMemoryAccounts } from './memory/accounts.ts'
export { sha256Hex } from './numerics/sha256.ts'
export { absentByHand } from './order/absent-by-hand.ts'
export { type AdvancedOrder, advanceOrder, type OrderAdvance } from './order/advance-order.ts'
export type { BetEnding } from './order/bet-ending.ts'
export { isBetOutcome } from './order/bet-outcome.ts'
export { coverDenial, coverOf, endsCover, replacedChanged } from './order/cover.ts'
export { type Decision, decisionKey, type EntrySeries, entrySeriesKey, orderRef } from './order/decision-key.ts'
export type { Cover, ExposureLimits, ExposureScope, LimitClaim, LossWindow, QuoteSnapshot } from './order/intent.ts'
export { checkClaims, claimDetail, inLockOrder, rejectionOfLimit } from './order/limit-claim.ts'
export { type NewOrder, newOrder } from './order/new-order.ts'
export type { OrderReason } from './order/order.ts'
export { isLive, netProfit } from './order/order-state.ts'
export { settledByHand } from './order/settle-by-hand.ts'
export type { SettledIntent, SettledOrder } from './order/settled-order.ts'
export type {
  Balances,
  CapitalCause,
  Entry,
  LedgerAccount,
  Transfer,
  TransferKind,
  WalletBalances,
} from './order/transfer.ts'
export { type Transition, transition } from './order/transition.ts'
export { walletOf } from './order/wallet-of.ts'
export type { StoredEvent } from './ports/advisor-event.ts'
export { type Lease, PEER_TIMEOUT, type Peer } from './ports/coordination.ts'
export type { FairMarket } from './ports/fair-prices.ts'
export type { StoreRecord } from './ports/record.ts'
export { type Run, settingsDiffer } from './ports/run.ts'
export type { ArchiveReader, ArchiveStore } from './ports/store/archive.ts'
export type {
  AuditAct,
  AuditControl,
  AuditEntry,
  AuditReader,
  AuditStore,
  ByHand,
  StoredAudit,
} from './ports/store/audit.ts'
export type { EventReader, EventStore } from './ports/store/events.ts'
export type { LinkReader, LinkStore } from './ports/store/links.ts'
export type { LedgerFault, MoneyReader, MoneyStore } from './ports/store/money.ts'
export {
  type ControlName,
  isControl,
  isOperation,
  isRead,
  type OperationName,
  type ReadName,
  STORE_OPERATIONS,
  type StoreAccess,
  type StoreAspect,
} from './ports/store/operations.ts'
export type {
  AdoptResult,
  AdvanceResult,
  BeginAllResult,
  BeginResult,
  OrderControl,
  OrderQuery,
  OrderReader,
  OrderStep,
  OrderStore,
} from './ports/store/orders.ts'
export type {
  AlertAttempt,
  AlertClaim,
  OutboxAlert,
  OutboxControl,
  OutboxItem,
  OutboxReader,
  OutboxStore,
} from './ports/store/outbox.ts'
export type { AccountChanges, Restored, RunReader, RunStart, RunStore } from './ports/store/runs.ts'
export type { Halt, ResumeTicket, StopControl, StopReader, StopStore } from './ports/store/stops.ts'
export type { StoreControl, StoreOperations, StoreReader } from './ports/store.ts'
export type { ClosingBook, Yardstick } from './ports/yardstick.ts'
export { type Accounts, type AccountsOwner, readerOf, storeOf } from './store-rules/accounts.ts'
export { answersAfter, checkOneAccount, checkSteps } from './store-rules/advance-together.ts'
export { type Audit, createAudit, type RecordedBalances } from './store-rules/audit.ts'
export {
  absentEntry,
  adjustEntry,
  checkReported,
  haltEntry,
  lockEntry,
  reportEntry,
  settledEntry,
  transferEntry,
} from './store-rules/audit-entries.ts'
export { checkTogether, NoneBegun } from './store-rules/begin-together.ts'
export { type EventBody, eventBody, knownOfEvent, wholeEvent } from './store-rules/event-body.ts'
export { createExposureRows } from './store-rules/exposure-rows.ts'
export {
  type AnswerOf,
  type Ask,
  controlOperations,
  type Forwarded,
  readOperations,
  storeOperations,
} from './store-rules/forward.ts'
export { type ImportedAccount, type ImportStep, type ImportTarget, importSteps } from './store-rules/import-steps.ts'
export { checkLink, linkedEvent } from './store-rules/links.ts'
export { lossesBy, settlementsOf } from './store-rules/loss-posting.ts'
export { attemptedItem, claimedItem, closedItem, isClaimable, putItem, quietSince } from './store-rules/outbox.ts'
export { type IntentColumns, knownOfIntent } from './store-rules/packed-intent.ts'
export { createTextPacker, type DeflateOptions, type Deflater, type TextPacker } from './store-rules/packed-text.ts'
export { pageSize } from './store-rules/paging.ts'
export { adoptedOrder, differences, type ReplayedOrder, recordedOrder, replayOrder } from './store-rules/replay.ts'
export { type BetSubject, type ReportedBet, type ReportedFor, reportedBet } from './store-rules/reported-bet.ts'
export { checkResume, resumeTicket } from './store-rules/resume-ticket.ts'
export { type RunStanding, standingDenial } from './store-rules/run-standing.ts'
export { AHEAD_MS, checkStamps } from './store-rules/stamps.ts'
export { storable } from './store-rules/storable.ts'
export type { WalletSum } from './store-rules/wallet-check.ts'
export { checkWithdrawal, moveTransfers, openingTransfers } from './store-rules/wallet-moves.ts'
