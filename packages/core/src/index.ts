/**
 * Everything that a bot names every day: the advisor, strategies, the ports, units, the backtest and staking plans.
 *
 * The mathematics behind it, and what authors of venues, controls, stores and simulations need, have subpaths of their own.
 *
 * @module @betting-advisor/core
 */
export type { Advisor, AdvisorAnnouncements } from './advisor/advisor.ts'
export { type AdvisorSettings, createAdvisor } from './advisor/create-advisor.ts'
export type { EventBacklog } from './advisor/event-buffer.ts'
export {
  type LiveRequirement,
  ModeRefusedError,
  type ModeRequirement,
  type UnmetRequirement,
  type Waiver,
} from './advisor/live/mode-refused-error.ts'
export type { AdvisorStatus, RunEnd, TradingBreakerStatus } from './advisor/status.ts'
export type { Clock } from './clock/clock.ts'
export { createSystemClock } from './clock/system-clock.ts'
export { Secret } from './config/secret.ts'
export type { MarketPosition, SelectionPosition, StakesBySide } from './engine/market-position.ts'
export type { Desk, Signal, Strategy } from './engine/strategy.ts'
export { AdvisorError, isAdvisorError } from './errors/advisor-error.ts'
export { InvalidValueError } from './errors/invalid-value-error.ts'
export type { AccountLimits } from './limits/limits-set.ts'
export type { Lock, LockKind } from './limits/lock.ts'
export type { MarketView } from './market/board.ts'
export type { BettingKind, Market, OutcomeKind, Selection, SelectionRole, SportEvent } from './market/market.ts'
export type { Deduction, MarketResult, SelectionEnding, SelectionResult, Share } from './market/market-result.ts'
export { allVoid, wonBy } from './market/market-result.ts'
export type { MarketStatus } from './market/market-status.ts'
export type { Freshness, MarketUpdate, Side, VenuePrices } from './market/market-update.ts'
export { type FreshQuote, type Quote, quoteAge, quoteOf, type StaleQuote, shownAge } from './market/quote.ts'
export { createMemoryStore } from './memory/memory-store.ts'
export type { Intent } from './order/intent.ts'
export type { BetOutcome, Order, OrderEvent, OrderState } from './order/order.ts'
export type { OrderKind, OrderTerms, Persistence } from './order/order-terms.ts'
export { type RejectionCode, rejectionMeanings } from './order/rejection.ts'
export type { Advice } from './ports/advice.ts'
export type { AdvisorEvent, AdvisorEventBody, AlertCode } from './ports/advisor-event.ts'
export type { FairPrices } from './ports/fair-prices.ts'
export { type Logger, silentLogger } from './ports/logger.ts'
export type { Message } from './ports/message.ts'
export type { PriceSource } from './ports/price-source.ts'
export type { Recorder } from './ports/recorder.ts'
export type { ResultSource } from './ports/result-source.ts'
export type { Store } from './ports/store.ts'
export type { Venue } from './ports/venue.ts'
export { type RiskLimits, withoutProtections } from './risk/risk-limits.ts'
export type { TradingState } from './risk/trading-state.ts'
export {
  type BacktestEvent,
  type BacktestFeedMessage,
  type BacktestNews,
  type BacktestResult,
  type BacktestSettings,
  runBacktest,
} from './simulation/backtest.ts'
export { createPaperVenue, type PaperVenue, type PaperVenueSettings } from './simulation/paper-venue.ts'
export { flatStake, fractionalKelly, levelToWin, proportional, type StakingPlan } from './staking/staking-plan.ts'
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
export { fromPriceUnits, isPrice, type Price, type PriceUnits, price, priceUnits, toPriceUnits } from './units/price.ts'
export { type Probability, probability } from './units/probability.ts'
export { after, DAY, HOUR, MINUTE, SECOND, type Timestamp, timestamp } from './units/timestamp.ts'
