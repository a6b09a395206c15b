import { createTheOddsResults, createTheOddsSource, theOddsAccess } from '@betting-advisor/adapter-theodds'
import { createSystemClock } from '@betting-advisor/core'
import type { FeedOptions } from './arguments.ts'
import type { Feeds } from './feeds.ts'
import type { ProgramSettings } from './program-settings.ts'

/** The real world, through The Odds API. */
export function openTheOdds(settings: ProgramSettings, options: FeedOptions): Feeds {
  const { sports, regions, pollSeconds, sharp, url } = options
  const access = { ...theOddsAccess(settings), ...(url === null ? {} : { baseUrl: url }) }
  const { exchangeCommission } = settings.theOdds
  return {
    settings,
    clock: createSystemClock(),
    sources: [createTheOddsSource({ ...access, sports, regions, pollSeconds, exchangeCommission })],
    results: [createTheOddsResults(access)],
    sharp,
    span: null,
    finish: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    close: async () => undefined,
  }
}
