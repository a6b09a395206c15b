import { createTheOddsResults, createTheOddsSource } from '@betting-advisor/adapter-theodds'
import type { Secret } from '@betting-advisor/core'
import { createSystemClock } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import type { FeedOptions } from './arguments.ts'
import type { Feeds } from './feeds.ts'

/** The real world, through The Odds API. */
export function openTheOdds(settings: Settings, apiKey: Secret, options: FeedOptions): Feeds {
  const { sports, regions, pollSeconds, sharp, url } = options
  const access = { ...accessOf(settings, apiKey), ...(url === null ? {} : { baseUrl: url }) }
  return {
    settings,
    clock: createSystemClock(),
    sources: [createTheOddsSource({ ...access, sports, regions, pollSeconds })],
    results: [createTheOddsResults(access)],
    sharp,
    span: null,
    finish: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    close: async () => undefined,
  }
}

/** How the API is reached under these settings. */
export function accessOf({ circuitBreaker, http }: Settings, apiKey: Secret) {
  return {
    apiKey,
    maxFailures: circuitBreaker.maxFailures,
    resetTimeoutSeconds: circuitBreaker.resetMs / 1000,
    httpTimeoutSeconds: http.timeoutMs / 1000,
  }
}
