/**
 * An emulator of The Odds API v4.
 *
 * @module @betting-advisor/adapter-theodds/emulator
 */
export {
  createTheOddsEmulator,
  type TheOddsEmulator,
  type TheOddsEmulatorSettings,
} from './emulator/the-odds-emulator.ts'
