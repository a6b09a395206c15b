import type { Secret } from '@betting-advisor/core'
import { kinds, optionalVariable, type Settings, settingsGroup, variable } from '@betting-advisor/core/config'
import type { TheOddsAccess } from './api/access.ts'

/**
 * What a program reads from the environment for The Odds API: `THEODDS_API_KEY` and `THEODDS_EXCHANGE_COMMISSION`.
 *
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ theOdds: theOddsVariables })
 * const { exchangeCommission } = settings.theOdds
 * const source = createTheOddsSource({ ...theOddsAccess(settings), sports: ['soccer_epl'], regions: ['eu'], exchangeCommission })
 * ```
 */
export const theOddsVariables = settingsGroup('The Odds API', {
  apiKey: optionalVariable('THEODDS_API_KEY', kinds.secret(), 'The key of The Odds API.'),
  exchangeCommission: variable(
    'THEODDS_EXCHANGE_COMMISSION',
    kinds.number({ from: 0, to: 0.99 }),
    '0.05',
    'What exchanges on the board keep of net winnings; their prices are shown before it.',
  ),
})

/** What {@link theOddsAccess} needs of a program's settings. */
export type TheOddsAccessSettings = Pick<Settings, 'http' | 'circuitBreaker'> & {
  readonly theOdds: { readonly apiKey: Secret | null }
}

/** How The Odds API is reached under these settings: with their key, `HTTP_TIMEOUT` and `CIRCUIT_BREAKER_…`. */
export function theOddsAccess({ circuitBreaker, http, theOdds }: TheOddsAccessSettings): TheOddsAccess {
  return {
    ...(theOdds.apiKey === null ? {} : { apiKey: theOdds.apiKey }),
    maxFailures: circuitBreaker.maxFailures,
    resetTimeoutSeconds: circuitBreaker.resetMs / 1000,
    httpTimeoutSeconds: http.timeoutMs / 1000,
  }
}
