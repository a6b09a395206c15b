/**
 * Engines without an advisor, simulated exchanges, clocks that jump, and a seeded football world.
 *
 * @module @betting-advisor/core/simulation
 */
export { createSeededRandom } from './chance/seeded-random.ts'
export { ClockClosedError, type SteppedClock, type SteppedClockSettings, createSteppedClock } from './clock/stepped-clock.ts'
export type { System } from './clock/system.ts'
export type { EngineEffect } from './engine/effect.ts'
export { engineSettings } from './engine/engine-settings.ts'
export { type Engine, type EngineSettings, createEngine } from './engine/engine.ts'
export type { EngineCommand, EngineInput } from './engine/input.ts'
export type { OrderRoute } from './engine/order-route.ts'
export { RecordingError, type ReplayDifference, type ReplayReport, replay } from './engine/recording.ts'
export type { Synchronous } from './engine/synchronous.ts'
export { type FootballBookmaker, footballBookmakers } from './football/football-bookmakers.ts'
export { type FootballWorldSettings, createFootballWorld } from './football/football-world.ts'
export { type WorldEventSettings, worldBacktestEvents } from './football/world-events.ts'
export type { HomeDrawAway, World, WorldBookmaker, WorldCompetition, WorldFixture, WorldPrices, WorldScore } from './football/world.ts'
export { type Board, createBoard } from './market/board.ts'
export { selectionIndex } from './market/market.ts'
export type { ExchangeBet, ExchangeOrder } from './simulation/exchange/exchange-bet.ts'
export type { ExchangeFaults } from './simulation/exchange/exchange-faults.ts'
export type { ExchangeLiquidity, ExchangeSettings } from './simulation/exchange/exchange-settings.ts'
export { ExchangeUnavailableError, type ExchangeVenue, type ExchangeVenueSettings, createExchangeVenue } from './simulation/exchange/exchange-venue.ts'
export { type Exchange, type ExchangeReply, createExchange } from './simulation/exchange/exchange.ts'
