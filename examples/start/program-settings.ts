import { betfairVariables } from '@betting-advisor/adapter-betfair'
import { theOddsVariables } from '@betting-advisor/adapter-theodds'
import { alertVariables } from '@betting-advisor/alerts'
import { type GroupedSettings, type Settings, settingsFromEnv } from '@betting-advisor/core/config'
import { monitorVariables } from '@betting-advisor/monitor-http'

/** What `pnpm start` reads besides the settings of core: each package owns its variables, the program composes them. */
export const programVariables = {
  theOdds: theOddsVariables,
  betfair: betfairVariables,
  alerts: alertVariables,
  monitor: monitorVariables,
}

/** All settings of `pnpm start`. */
export type ProgramSettings = Settings & GroupedSettings<typeof programVariables>

/** Reads them from the environment; `defaults` stand in for variables that are not set there. */
export function programSettings(defaults: Readonly<Record<string, string>> = {}): Promise<ProgramSettings> {
  return settingsFromEnv(programVariables, { env: { ...defaults, ...process.env } })
}
