/**
 * Find, size, check and follow bets with positive expected value.
 *
 * @packageDocumentation
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
export type { AdvisorStatus, TradingBreakerStatus } from './advisor/status.ts'
export { exportRecords, importInto } from './archive/export-records.ts'
export { ExportError, readJsonLines, toJsonLines } from './archive/json-lines.ts'
export { type CircuitBreaker, type CircuitBreakerSettings, createCircuitBreaker } from './breaker/circuit-breaker.ts'
export type { FailureMode } from './breaker/failure-count.ts'
export { ServiceUnavailableError } from './breaker/service-unavailable-error.ts'
export type { Random } from './chance/random.ts'
export { createSeededRandom } from './chance/seeded-random.ts'
export type { Clock } from './clock/clock.ts'
export { createElapsed } from './clock/elapsed.ts'
export {
  ClockClosedError,
  createSteppedClock,
  type SteppedClock,
  type SteppedClockSettings,
} from './clock/stepped-clock.ts'
export type { System } from './clock/system.ts'
export { createSystemClock } from './clock/system-clock.ts'
export type { DatabaseAddress } from './config/database-address.ts'
export { Secret } from './config/secret.ts'
export type { Credentials, Environment, LogLevel, Settings } from './config/settings.ts'
export type { EngineEffect } from './engine/effect.ts'
export { createEngine, type Engine, type EngineSettings } from './engine/engine.ts'
export { engineSettings } from './engine/engine-settings.ts'
export type { EngineCommand, EngineInput } from './engine/input.ts'
export type { OrderRoute } from './engine/order-route.ts'
export { RecordingError, type ReplayDifference, type ReplayReport, replay } from './engine/recording.ts'
export type { Desk, Signal, Strategy } from './engine/strategy.ts'
export type { Synchronous } from './engine/synchronous.ts'
export { AdvisorError, type AdvisorErrorOptions, isAdvisorError } from './errors/advisor-error.ts'
export { AsyncStrategyError } from './errors/async-strategy-error.ts'
export { InvalidValueError } from './errors/invalid-value-error.ts'
export { assertNever, InvariantError } from './errors/invariant-error.ts'
export { oneLine } from './errors/one-line.ts'
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
export { type FootballBookmaker, footballBookmakers } from './football/football-bookmakers.ts'
export { createFootballWorld, type FootballWorldSettings } from './football/football-world.ts'
export type {
  HomeDrawAway,
  World,
  WorldBookmaker,
  WorldCompetition,
  WorldFixture,
  WorldPrices,
  WorldScore,
} from './football/world.ts'
export { type WorldEventSettings, worldBacktestEvents } from './football/world-events.ts'
export {
  applyTransfers,
  BOOK_ACCOUNTS,
  capitalTransfer,
  equityChange,
  equityOf,
  NO_BALANCES,
} from './ledger/balances.ts'
export type { EquityPoint } from './ledger/equity.ts'
export { type EquityChange, equityCurve } from './ledger/equity.ts'
export { isLockActive, LOCK_REJECTIONS } from './limits/active-lock.ts'
export { marketExposure, type Position as ExposedPosition } from './limits/exposure.ts'
export {
  type Exposed,
  type ExposureChange,
  exposureChange,
  exposureRow,
  liveLosses,
  positionOf,
  positionWith,
  SUMMED_SCOPES,
  type SummedScope,
} from './limits/exposure-change.ts'
export type { AccountLimits, LimitName, LimitRaise, StoredLimits } from './limits/limits-set.ts'
export type { Lock, LockKind } from './limits/lock.ts'
export {
  afterSettlement,
  LOSS_WINDOWS,
  lostIn,
  type WindowLoss,
  type WindowLosses,
  type Windows,
  windowFinder,
} from './limits/loss-window.ts'
export { type Losses, lossesOf, type MeasuredOrder, NO_LOSSES } from './limits/losses.ts'
export { type AccountState, fundsRefusal, type Refusal, refusalOf, stopOf } from './limits/refusal.ts'
export { type Board, createBoard, type MarketView } from './market/board.ts'
export { type Market, type OutcomeKind, type Selection, type SportEvent, selectionIndex } from './market/market.ts'
export type { Freshness, MarketResult, MarketStatus, MarketUpdate, Side, VenuePrices } from './market/market-update.ts'
export { type FreshQuote, type Quote, quoteAge, quoteOf, type StaleQuote } from './market/quote.ts'
export { createMemoryBook } from './memory/memory-book.ts'
export { createMemoryStore } from './memory/memory-store.ts'
export {
  createEloRatings,
  type EloSettings,
  eloExpectation,
  eloUpdate,
} from './models/elo.ts'
export { expectedGoals, fitGoalModel, type GoalModel, type GoalModelSettings } from './models/fit-goal-model.ts'
export {
  createGlicko2Ratings,
  type Glicko2Game,
  type Glicko2Rating,
  type Glicko2Settings,
  glicko2Update,
} from './models/glicko2.ts'
export { type GoalExpectancy, type GoalExpectancySettings, goalExpectancy } from './models/goal-expectancy.ts'
export {
  createGoalModelPrices,
  type GoalModelPricesSettings,
  type LearningFairPrices,
} from './models/goal-model-prices.ts'
export { gridBook, outcomeBook } from './models/market-book.ts'
export type { MatchResult } from './models/match-result.ts'
export { fitOrderedLogit, type OrderedLogit, orderedLogit, type RatedResult } from './models/ordered-logit.ts'
export { createPiRatings, type PiRating, type PiSettings, piExpectation, piUpdate } from './models/pi-ratings.ts'
export { createRatingPrices, type RatingPricesSettings } from './models/rating-prices.ts'
export {
  type BivariatePoissonGoals,
  bivariatePoissonGrid,
  type DixonColesGoals,
  dixonColesGrid,
  type PoissonGoals,
  poissonGrid,
  rhoRange,
  type ScoreGrid,
  type ScoreGridSettings,
  scoreGrid,
} from './models/score-grid.ts'
export {
  bothScore,
  correctScore,
  homeHandicap,
  type MatchOutcome,
  matchOutcome,
  mirrored,
  overTotal,
} from './models/score-markets.ts'
export type { TeamRatings } from './models/team-ratings.ts'
export { addOverround, type PricedBook } from './odds/add-overround.ts'
export { booksum, hold, overround } from './odds/booksum.ts'
export { type Consensus, type ConsensusBook, type ConsensusOptions, consensus } from './odds/consensus.ts'
export {
  americanFromDecimal,
  decimalFromAmerican,
  roundedAmericanFromDecimal,
} from './odds/formats/american.ts'
export {
  decimalFromHongKong,
  decimalFromIndonesian,
  decimalFromMalay,
  hongKongFromDecimal,
  indonesianFromDecimal,
  malayFromDecimal,
} from './odds/formats/asian.ts'
export {
  decimalFromFraction,
  exactFraction,
  type Fraction,
  formatFraction,
  traditionalFraction,
} from './odds/formats/fraction.ts'
export {
  decimalFromProbability,
  formatExactFraction,
  formatOdds,
  impliedProbability,
  type OddsFormat,
  oddsIn,
  parseOdds,
} from './odds/formats/odds-format.ts'
export {
  createPriceLadder,
  ladderIndex,
  ladderPrices,
  moveTicks,
  nearestPrice,
  type PriceLadder,
  priceAt,
  snapPrice,
  ticksBetween,
} from './odds/ladder/price-ladder.ts'
export { betdaq, betfairClassic, betfairFinest, lineRange, priceLadder } from './odds/ladder/venue-ladders.ts'
export { additive } from './odds/overround/additive.ts'
export {
  differentialMarginWeighting,
  fingletonWaldron,
  logitShift,
  marginProportionalToOdds,
  normalisation,
} from './odds/overround/aliases.ts'
export { balancedBook, balancedBookWithCost } from './odds/overround/balanced-book.ts'
export { efficientShin } from './odds/overround/efficient-shin.ts'
export { gotoConversion } from './odds/overround/goto-conversion.ts'
export { jensenShannon } from './odds/overround/jensen-shannon.ts'
export { multiplicative } from './odds/overround/multiplicative.ts'
export { oddsRatio } from './odds/overround/odds-ratio.ts'
export type { OverroundBooks, OverroundSolver } from './odds/overround/overround-books.ts'
export { OverroundError, type OverroundRefusal } from './odds/overround/overround-error.ts'
export {
  type OverroundDefinition,
  type OverroundFormula,
  overroundFormula,
} from './odds/overround/overround-formula.ts'
export { power } from './odds/overround/power.ts'
export { shin } from './odds/overround/shin.ts'
export {
  fairPrices,
  type OverroundMethod,
  type OverroundOptions,
  type OverroundRemoval,
  removeOverround,
} from './odds/overround.ts'
export { overroundMethod, overroundMethodNames } from './odds/overround-methods.ts'
export {
  type OverroundRemovals,
  overroundRefusal,
  overroundRemovals,
  removeOverrounds,
} from './odds/remove-overrounds.ts'
export { type SharpPrices, sharpPrices } from './odds/sharp-prices.ts'
export { tightestClose } from './odds/tightest-close.ts'
export { type Decision, decisionKey, type EntrySeries, entrySeriesKey, orderRef } from './order/decision-key.ts'
export type { ExposureLimits, ExposureScope, Intent, LimitClaim, LossWindow, QuoteSnapshot } from './order/intent.ts'
export { grossProfit, liability, type MatchedBet, type Rounding, winnings } from './order/liability.ts'
export { claimDetail, inLockOrder, rejectionOfLimit } from './order/limit-claim.ts'
export { type NewOrder, newOrder } from './order/new-order.ts'
export type { BetOutcome, Order, OrderEvent, OrderReason, OrderState } from './order/order.ts'
export { isLive } from './order/order-state.ts'
export { type RejectionCode, rejectionMeanings, type Verdict } from './order/rejection.ts'
export type { Balances, BookAccount, Entry, Transfer, TransferKind } from './order/transfer.ts'
export { type Transition, transition } from './order/transition.ts'
export type { Advice } from './ports/advice.ts'
export type { AdvisorEvent, AdvisorEventBody, AlertCode, StoredEvent } from './ports/advisor-event.ts'
export type { CircuitBreakerSnapshot } from './ports/circuit-breaker-snapshot.ts'
export type { Fence, Leadership, Peer } from './ports/coordination.ts'
export type { FairBook, FairPrices } from './ports/fair-prices.ts'
export { type Logger, silentLogger } from './ports/logger.ts'
export type { FeedStatus, PriceSource, SourceContext } from './ports/price-source.ts'
export type { StoreRecord } from './ports/record.ts'
export type { Recorder } from './ports/recorder.ts'
export type { AwaitedMarket, ResultSource } from './ports/result-source.ts'
export type { Run } from './ports/run.ts'
export type {
  AccountChanges,
  AdoptResult,
  AdvanceResult,
  BeginResult,
  Halt,
  LedgerFault,
  OrderQuery,
  Restored,
  ResumeTicket,
  RunStart,
  Store,
  StoreControl,
  StoreReader,
} from './ports/store.ts'
export type {
  BetList,
  CancelOutcome,
  LookupResult,
  OrderNews,
  PlaceOutcome,
  Venue,
  VenueBet,
  VenueFunds,
  VenueOrder,
  VenueTraits,
} from './ports/venue.ts'
export type { ClosingBook, Yardstick } from './ports/yardstick.ts'
export { betsCsv } from './report/bets-csv.ts'
export { type BetQuery, betsOf } from './report/bets-of.ts'
export { type GroupPerformance, OTHER_GROUPS, PRICE_BANDS, priceBand } from './report/breakdown.ts'
export type { CalibrationBin, CalibrationCurve } from './report/calibration.ts'
export { type Calibration, createCalibration } from './report/calibration.ts'
export { type ClusterBootstrap, createClusterBootstrap } from './report/cluster-bootstrap.ts'
export { type DayFigures, type DayStatistics, dailyStatistics } from './report/daily-statistics.ts'
export { normalTail, studentTail } from './report/distributions.ts'
export type { EquityCurvePoint } from './report/equity-curve.ts'
export { createEquityCurve, type EquityCurve } from './report/equity-curve.ts'
export { type BacktestReport, renderBacktestReport } from './report/html-report.ts'
export {
  type ClosingLineSummary,
  createPerformance,
  type Performance,
  type PerformanceSettings,
  type PerformanceSummary,
} from './report/performance.ts'
export type { ReportedRun } from './report/reported-run.ts'
export { binaryBrier, brierScore, logLoss, rankedProbabilityScore } from './report/scores.ts'
export { type SettledBet, settledBet } from './report/settled-bet.ts'
export type {
  AccountRisk,
  Control,
  EntriesRisk,
  ExposureRisk,
  GateRequest,
  ScopeRisk,
  VenueRisk,
} from './risk/gate.ts'
export { type RiskLimits, withoutProtections } from './risk/risk-limits.ts'
export { standardControls } from './risk/standard-controls.ts'
export type { TradingState } from './risk/trading-state.ts'
export { type BacktestEvent, type BacktestResult, type BacktestSettings, runBacktest } from './simulation/backtest.ts'
export { createExchange, type Exchange, type ExchangeReply } from './simulation/exchange/exchange.ts'
export type { ExchangeBet, ExchangeOrder } from './simulation/exchange/exchange-bet.ts'
export type { ExchangeFaults } from './simulation/exchange/exchange-faults.ts'
export type { ExchangeLiquidity, ExchangeSettings } from './simulation/exchange/exchange-settings.ts'
export {
  createExchangeVenue,
  ExchangeUnavailableError,
  type ExchangeVenue,
  type ExchangeVenueSettings,
} from './simulation/exchange/exchange-venue.ts'
export type { PaperLimits } from './simulation/paper-book.ts'
export { createPaperVenue, type PaperVenue, type PaperVenueSettings } from './simulation/paper-venue.ts'
export { type CappedStake, capStake, type StakeLimits } from './staking/caps.ts'
export { type ExclusiveKelly, exclusiveKelly } from './staking/exclusive-kelly.ts'
export { fractionOf, stakeWithin } from './staking/fraction-of.ts'
export { growthRate } from './staking/growth.ts'
export { kellyFraction, kellyLayFraction } from './staking/kelly.ts'
export type { KellyMarket } from './staking/kelly-market.ts'
export { quadraticRiskConstrainedKelly, riskConstrainedKelly } from './staking/risk-constrained-kelly.ts'
export type { DrawdownLimit } from './staking/risk-limit.ts'
export {
  drawdownProbability,
  expectedLongestLosingStreak,
  losingStreakProbability,
  type RuinBound,
  ruinBound,
  ruinProbability,
} from './staking/ruin.ts'
export { type KellyScenarios, type ScenarioKelly, scenarioKelly } from './staking/scenario-kelly.ts'
export {
  type SimultaneousKelly,
  type SimultaneousKellySettings,
  simultaneousKelly,
} from './staking/simultaneous-kelly.ts'
export {
  flatStake,
  fractionalKelly,
  levelToWin,
  proportional,
  type StakeOpportunity,
  type StakeProposal,
  type StakingPlan,
} from './staking/staking-plan.ts'
export { betaShrunkenKelly, type ShrunkenKelly, shrunkenKelly } from './staking/uncertain-kelly.ts'
export { type Audit, createAudit, type RecordedBooks } from './store-rules/audit.ts'
export { type Book, type BookOwner, type BookReader, readerOf, storeOf } from './store-rules/book.ts'
export { pageSize } from './store-rules/paging.ts'
export { type FairReference, type ValueBettingSettings, valueBetting } from './strategies/value-betting.ts'
export type { Brand } from './units/brand.ts'
export { currency } from './units/currency.ts'
export { type Day, dayFinder } from './units/day.ts'
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
export {
  fromPriceUnits,
  isPrice,
  PRICE_SCALE,
  type Price,
  type PriceUnits,
  price,
  priceUnits,
  toPriceUnits,
} from './units/price.ts'
export { type Probability, probability } from './units/probability.ts'
export { after, DAY, HOUR, MINUTE, SECOND, type Timestamp, timestamp } from './units/timestamp.ts'
export {
  type Arbitrage,
  arbitrage,
  bestOffers,
  type Offer,
  type RoundedArbitrage,
  roundedArbitrage,
} from './value/arbitrage.ts'
export {
  type LineOutcome,
  type LineResult,
  lineExpectedValue,
  lineFairPrice,
  lineOutcomeOf,
  lineParts,
  settleLine,
} from './value/asian-line.ts'
export { type ClosingLineStatistics, closingLineStatistics } from './value/closing-line-statistics.ts'
export {
  closingLineValue,
  closingLineValueLog,
  closingLineValuePoints,
  closingLineValueRatio,
} from './value/closing-line-value.ts'
export { commissionRate, effectiveBackPrice, marketCommission, oppositePrice } from './value/commission.ts'
export { type Dutch, dutch, dutchForProfit } from './value/dutching.ts'
export { type EachWayResult, eachWayExpectedValue, eachWayProfit, placePrice } from './value/each-way.ts'
export {
  expectedValue,
  layExpectedValue,
  layExpectedValuePerLiability,
  probabilityEdge,
} from './value/expected-value.ts'
export { breakEvenBack, breakEvenLay, fairBackPrice, fairLayPrice } from './value/fair-price.ts'
export { type Hedge, hedge } from './value/hedging.ts'
export {
  type CoveredBet,
  type CoveredBetTerms,
  freeBet,
  freeBetStakeReturned,
  qualifyingBet,
  riskFreeBet,
} from './value/matched-bet.ts'
export { type ParlayLeg, parlayExpectedValue, parlayPrice, systemExpectedValue } from './value/parlay.ts'
export {
  type GreenUp,
  greenUp,
  matchedPosition,
  type Position,
  type PositionBet,
  worstUnmatchedPosition,
} from './value/position.ts'
export {
  applyReductionFactor,
  applyRuleFour,
  deadHeatProfit,
  ruleFourDeduction,
} from './value/price-reduction.ts'
