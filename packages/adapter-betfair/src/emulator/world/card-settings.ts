import { InvalidValueError } from '@betting-advisor/core'

/** Races of a card. Times are milliseconds. */
export interface RaceSettings {
  /** How far starts are apart. @default 300_000 */
  readonly everyMs?: number
  /** How long before its start a race can be bet on. @default 600_000 */
  readonly opensBeforeMs?: number
  /** How long it is run. @default 90_000 */
  readonly runningMs?: number
  /** From its end until it is settled. @default 30_000 */
  readonly settlesAfterMs?: number
  /** @default 8 */
  readonly runners?: number
  /** How many races lose a runner before the start, in [0, 1]. @default 0.2 */
  readonly removals?: number
  /** How many end in a dead heat, in [0, 1]. @default 0.05 */
  readonly deadHeats?: number
  /** How many are settled wrongly, and then again, in [0, 1]. @default 0.03 */
  readonly resettled?: number
  /** How many are abandoned, in [0, 1]. @default 0.02 */
  readonly abandoned?: number
  /** Which markets there are. @default all three */
  readonly markets?: readonly ('WIN' | 'PLACE' | 'EACH_WAY')[]
  /** How long bets are held in play, in seconds. @default 1 */
  readonly betDelay?: number
}

/** Football matches of a card. Times are milliseconds. */
export interface MatchSettings {
  /** How far kick-offs are apart. @default 1_800_000 */
  readonly everyMs?: number
  /** How long before its start a match can be bet on. @default 600_000 */
  readonly opensBeforeMs?: number
  /** How long it is played, much shorter than real ones are. @default 900_000 */
  readonly playingMs?: number
  /** From its end until it is settled. @default 60_000 */
  readonly settlesAfterMs?: number
  /** How long bets are stopped after a goal. @default 30_000 */
  readonly goalStopMs?: number
  /** How long bets are held in play, in seconds. @default 5 */
  readonly betDelay?: number
  /** Ways in which bets are held in play besides. @default none */
  readonly betDelayModels?: readonly ('PASSIVE' | 'DYNAMIC')[]
}

/** How a card is generated. */
export interface BetfairCardSettings {
  readonly seed: string
  /** `null` for no races. */
  readonly races?: RaceSettings | null
  /** `null` for no matches. */
  readonly matches?: MatchSettings | null
  /** How often something happens in a market, in milliseconds. @default 1000 */
  readonly tickMs?: number
}

export type FullRaceSettings = Required<RaceSettings>
export type FullMatchSettings = Required<MatchSettings>

/** Settings with nothing left out. */
export interface FullCardSettings {
  readonly seed: string
  readonly tickMs: number
  readonly races: FullRaceSettings | null
  readonly matches: FullMatchSettings | null
}

const RACES: FullRaceSettings = {
  everyMs: 300_000,
  opensBeforeMs: 600_000,
  runningMs: 90_000,
  settlesAfterMs: 30_000,
  runners: 8,
  removals: 0.2,
  deadHeats: 0.05,
  resettled: 0.03,
  abandoned: 0.02,
  markets: ['WIN', 'PLACE', 'EACH_WAY'],
  betDelay: 1,
}

const MATCHES: FullMatchSettings = {
  everyMs: 1_800_000,
  opensBeforeMs: 600_000,
  playingMs: 900_000,
  settlesAfterMs: 60_000,
  goalStopMs: 30_000,
  betDelay: 5,
  betDelayModels: [],
}

const FRACTIONS = ['removals', 'deadHeats', 'resettled', 'abandoned'] as const

/** Fills in what is left out. @throws InvalidValueError `INVALID_VALUE` when a figure is out of range. */
export function fullCardSettings({ seed, tickMs = 1_000, races, matches }: BetfairCardSettings): FullCardSettings {
  const full: FullCardSettings = {
    seed,
    tickMs,
    races: races === null ? null : { ...RACES, ...races },
    matches: matches === null ? null : { ...MATCHES, ...matches },
  }
  const times = { tickMs, ...timesOf('races', full.races), ...timesOf('matches', full.matches) }
  for (const [name, value] of Object.entries(times)) {
    if (!(value > 0 && Number.isFinite(value))) throw new InvalidValueError(name, value, 'milliseconds above 0')
  }
  if (full.races !== null) {
    const { runners } = full.races
    if (!(Number.isSafeInteger(runners) && runners >= 3 && runners <= 40)) {
      throw new InvalidValueError('races.runners', runners, 'an integer from 3 to 40')
    }
    for (const name of FRACTIONS) {
      const value = full.races[name]
      if (!(value >= 0 && value <= 1)) throw new InvalidValueError(`races.${name}`, value, 'a fraction in [0, 1]')
    }
  }
  return full
}

function timesOf(of: string, settings: object | null): Record<string, number> {
  const times = Object.entries(settings ?? {}).filter(([name]) => name.endsWith('Ms'))
  return Object.fromEntries(times.map(([name, value]) => [`${of}.${name}`, Number(value)]))
}
