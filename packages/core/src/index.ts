/**
 * Everything that a bot names: the advisor, strategies, the ports, units, the backtest, overround methods and staking plans.
 *
 * The mathematics behind it, and what stores and simulations need, have subpaths of their own.
 *
 * @module @betting-advisor/core
 */
export type { AccountView } from './account/account.ts'
export type { Advisor, AdvisorAnnouncements } from './advisor/advisor.ts'
export { type AdvisorSettings, createAdvisor } from './advisor/create-advisor.ts'
export {
  type LiveRequirement,
  ModeRefusedError,
  type ModeRequirement,
  type UnmetRequirement,
  type Waiver,
} from './advisor/live/mode-refused-error.ts'
export type { AdvisorStatus, RunEnd, TradingBreakerStatus } from './advisor/status.ts'
export { type CircuitBreaker, type CircuitBreakerSettings, createCircuitBreaker } from './breaker/circuit-breaker.ts'
export type { FailureMode } from './breaker/failure-count.ts'
export { ServiceUnavailableError } from './breaker/service-unavailable-error.ts'
export type { Random } from './chance/random.ts'
export type { Clock } from './clock/clock.ts'
export { createElapsed } from './clock/elapsed.ts'
export { createSystemClock } from './clock/system-clock.ts'
export { Secret } from './config/secret.ts'
export type { MarketPosition, SelectionPosition, StakesBySide } from './engine/market-position.ts'
export type { Desk, Signal, Strategy } from './engine/strategy.ts'
export { AdvisorError, type AdvisorErrorOptions, isAdvisorError } from './errors/advisor-error.ts'
export { AsyncAnswerError } from './errors/async-answer-error.ts'
export { AsyncStrategyError } from './errors/async-strategy-error.ts'
export { InvalidValueError } from './errors/invalid-value-error.ts'
export { assertNever, InvariantError } from './errors/invariant-error.ts'
export { TooManyTimersError } from './errors/too-many-timers-error.ts'
export { UnknownOptionError } from './errors/unknown-option-error.ts'
export type { AccountLimits } from './limits/limits-set.ts'
export type { Lock, LockKind } from './limits/lock.ts'
export type { MarketView } from './market/board.ts'
export type { Market, OutcomeKind, Selection, SportEvent } from './market/market.ts'
export type { Freshness, MarketResult, MarketStatus, MarketUpdate, Side, VenuePrices } from './market/market-update.ts'
export { type FreshQuote, type Quote, quoteAge, quoteOf, type StaleQuote } from './market/quote.ts'
export { createMemoryStore } from './memory/memory-store.ts'
export { additive } from './odds/overround/additive.ts'
export { balancedBook } from './odds/overround/balanced-book.ts'
export { efficientShin } from './odds/overround/efficient-shin.ts'
export { gotoConversion } from './odds/overround/goto-conversion.ts'
export { jensenShannon } from './odds/overround/jensen-shannon.ts'
export { multiplicative } from './odds/overround/multiplicative.ts'
export { oddsRatio } from './odds/overround/odds-ratio.ts'
export { power } from './odds/overround/power.ts'
export { shin } from './odds/overround/shin.ts'
export type { OverroundMethod } from './odds/overround.ts'
export { sharpPrices } from './odds/sharp-prices.ts'
export type { Intent } from './order/intent.ts'
export type { BetOutcome, Order, OrderEvent, OrderReason, OrderState } from './order/order.ts'
export { type RejectionCode, rejectionMeanings, type Verdict } from './order/rejection.ts'
export type { Advice } from './ports/advice.ts'
export type { AdvisorEvent, AdvisorEventBody, AlertCode, StoredEvent } from './ports/advisor-event.ts'
export type { CircuitBreakerSnapshot } from './ports/circuit-breaker-snapshot.ts'
export type { FairPrices } from './ports/fair-prices.ts'
export { type Logger, silentLogger } from './ports/logger.ts'
export type { Message } from './ports/message.ts'
export type { FeedStatus, PriceSource, SourceContext } from './ports/price-source.ts'
export type { Recorder } from './ports/recorder.ts'
export type { AwaitedMarket, ResultSource } from './ports/result-source.ts'
export type { Store, StoreControl, StoreReader } from './ports/store.ts'
export type {
  BetList,
  CancelOutcome,
  LookupResult,
  OrderNews,
  PlaceAttempt,
  PlaceOutcome,
  Venue,
  VenueBet,
  VenueFunds,
  VenueOrder,
  VenueTraits,
} from './ports/venue.ts'
export type { AccountRisk, Control, EntriesRisk, ExposureRisk, GateRequest, ScopeRisk, VenueRisk } from './risk/gate.ts'
export { type RiskLimits, withoutProtections } from './risk/risk-limits.ts'
export { standardControls } from './risk/standard-controls.ts'
export type { TradingState } from './risk/trading-state.ts'
export {
  type BacktestEvent,
  type BacktestNews,
  type BacktestResult,
  type BacktestSettings,
  runBacktest,
} from './simulation/backtest.ts'
export type { PaperLimits } from './simulation/paper-bookmaker.ts'
export { createPaperVenue, type PaperVenue, type PaperVenueSettings } from './simulation/paper-venue.ts'
export {
  flatStake,
  fractionalKelly,
  levelToWin,
  proportional,
  type StakeOpportunity,
  type StakeProposal,
  type StakingPlan,
} from './staking/staking-plan.ts'
export { type FairReference, type ValueBettingSettings, valueBetting } from './strategies/value-betting.ts'
export type { Brand } from './units/brand.ts'
export { currency } from './units/currency.ts'
export {
  type AccountKey,
  type DecisionKey,
  type EventId,
  eventId,
  type MarketId,
  marketId,
  type OrderRef,
  type RunId,
  runId,
  type SelectionId,
  selectionId,
  type VenueId,
  venueId,
} from './units/ids.ts'
export { accountKey, type Mode } from './units/mode.ts'
export {
  add,
  type Currency,
  formatMoney,
  type Money,
  money,
  moneyFromMajor,
  negate,
  subtract,
  toMajor,
  ZERO,
} from './units/money.ts'
export { allOf, forEachOf, type OneOrMore } from './units/one-or-more.ts'
export { fromPriceUnits, isPrice, type Price, type PriceUnits, price, priceUnits, toPriceUnits } from './units/price.ts'
export { type Probability, probability } from './units/probability.ts'
export { after, DAY, HOUR, MINUTE, SECOND, type Timestamp, timestamp } from './units/timestamp.ts'
