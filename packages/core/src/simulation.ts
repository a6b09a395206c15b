/**
 * Engines without an advisor, simulated exchanges, clocks that jump, and a seeded football world.
 *
 * @module @betting-advisor/core/simulation
 */
export type { Random } from './chance/random.ts'
export { createSeededRandom } from './chance/seeded-random.ts'
export {
  ClockClosedError,
  createSteppedClock,
  type SteppedClock,
  type SteppedClockSettings,
} from './clock/stepped-clock.ts'
export type { System } from './clock/system.ts'
export type { EngineEffect } from './engine/effect.ts'
export { createEngine, type Engine, type EngineSettings } from './engine/engine.ts'
export { engineSettings } from './engine/engine-settings.ts'
export type { EngineCommand, EngineInput, PauseCause } from './engine/input.ts'
export type { OrderRoute } from './engine/order-route.ts'
export { RecordingError, type ReplayDifference, type ReplayReport, replay } from './engine/recording.ts'
export type { Synchronous } from './engine/synchronous.ts'
export { type FootballEventSettings, footballBacktestEvents } from './football/backtest-events.ts'
export { type FootballBookmaker, footballBookmakers } from './football/football-bookmakers.ts'
export { createFootballWorld, type FootballWorldSettings } from './football/football-world.ts'
export type {
  FootballWorld,
  HomeDrawAway,
  SeededBookmaker,
  SeededCompetition,
  SeededFixture,
  SeededPrices,
  SeededScore,
} from './football/seeded-football.ts'
export { type Board, createBoard } from './market/board.ts'
export { selectionIndex } from './market/market.ts'
export { type BookmakerModelSettings, createBookmakerModel } from './simulation/bookmaker-model.ts'
export { createExchange, type Exchange, type ExchangeReply } from './simulation/exchange/exchange.ts'
export type { ExchangeBet, ExchangeOrder } from './simulation/exchange/exchange-bet.ts'
export type { ExchangeFaults } from './simulation/exchange/exchange-faults.ts'
export { exchangeModel } from './simulation/exchange/exchange-model.ts'
export type { ExchangeLiquidity, ExchangeSettings } from './simulation/exchange/exchange-settings.ts'
export {
  createExchangeVenue,
  type ExchangeVenue,
  type ExchangeVenueSettings,
} from './simulation/exchange/exchange-venue.ts'
export { type FillPlace, type Fills, shareOfFills } from './simulation/matching/fills.ts'
export {
  drawnLatency,
  fixedLatency,
  type Latency,
  type RequestLatency,
  type VenueRequest,
} from './simulation/matching/latency.ts'
export { createMatchingModel } from './simulation/matching/matching-model.ts'
export type {
  LimitOnCloseTerms as MatchingLimitOnCloseTerms,
  LimitTerms as MatchingLimitTerms,
  MarketOnCloseTerms as MatchingMarketOnCloseTerms,
  MatchingTerms,
} from './simulation/matching/matching-order.ts'
export type { MatchingSettings } from './simulation/matching/matching-settings.ts'
export {
  createOrderMatching,
  type MatchedOrder,
  type OrderMatching,
  type OrderToMatch,
} from './simulation/matching/order-matching.ts'
export type { MatchedPart } from './simulation/matching/own-order.ts'
export type { PaperLimits } from './simulation/paper-bookmaker.ts'
export {
  type SimulatedVenue,
  type SimulatedVenueSettings,
  SimulatedVenueUnavailableError,
  simulatedVenue,
} from './simulation/simulated-venue.ts'
export type { Answered, ModelNews, VenueModel } from './simulation/venue-model.ts'
