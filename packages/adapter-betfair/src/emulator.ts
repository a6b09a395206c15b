/**
 * An emulated Betfair exchange, to try programs against: login, betting, account and heartbeat interfaces, and both streams, over TLS.
 *
 * @module @betting-advisor/adapter-betfair/emulator
 */
export type { EmulatedAccountSettings } from './emulator/exchange/account-book.ts'
export type { MatcherFate } from './emulator/exchange/place-orders.ts'
export type { SoldFile } from './emulator/http/historical-data.ts'
export {
  type BetfairEmulator,
  type BetfairEmulatorControl,
  type BetfairEmulatorSettings,
  serveBetfair,
} from './emulator/serve-betfair.ts'
export type { EmulatorBet, EmulatorStatement } from './emulator/statement.ts'
export { type StreamFaultKind, type StreamFaultPlan, seededStreamFaults } from './emulator/stream/stream-faults.ts'
export { createBetfairCard } from './emulator/world/card.ts'
export type { BetfairCardSettings, MatchSettings, RaceSettings } from './emulator/world/card-settings.ts'
export { createRecordedWorld, type RecordedWorldSettings } from './emulator/world/recorded-world.ts'
export type { BetfairWorld, LineShare, WorldChange } from './emulator/world/world.ts'
