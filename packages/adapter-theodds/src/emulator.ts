/**
 * An emulator of The Odds API v4.
 *
 * @packageDocumentation
 */
export {
  createTheOddsEmulator,
  type TheOddsEmulator,
  type TheOddsEmulatorSettings,
} from './emulator/the-odds-emulator.ts'
