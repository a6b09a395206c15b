import type { Settings } from '../config/settings.ts'
import { AdvisorError } from '../errors/advisor-error.ts'
import type { PriceSource } from '../ports/price-source.ts'
import type { Store } from '../ports/store.ts'
import type { Venue } from '../ports/venue.ts'

/** An advisor was asked to run in a way that its mode forbids. */
export class ModeRefusedError extends AdvisorError {
  readonly code = 'MODE_REFUSED'
}

/**
 * Holds the parts of a bot against its mode.
 *
 * @throws ModeRefusedError `MODE_REFUSED` when they do not go together.
 */
export function checkMode(
  { mode: wanted, permits }: Settings,
  mode: 'LIVE' | undefined,
  { sources, venue }: { readonly sources: readonly PriceSource[]; readonly venue: Venue },
  store: Store,
): void {
  if (wanted === 'LIVE' || mode === 'LIVE') {
    throw new ModeRefusedError('Betting real money is not part of this release.', {
      remedy: 'Run with MODE=DRY_RUN and without mode in code.',
    })
  }
  if (venue.traits.world !== 'simulated') {
    throw new ModeRefusedError(`In DRY_RUN nothing may be placed with ${venue.name}, whose bets are real.`, {
      remedy: 'Pass createPaperVenue(...) as the venue.',
    })
  }
  const emulated = sources.find(({ world }) => world === 'emulator')
  if (emulated !== undefined && !permits.emulator) {
    throw new ModeRefusedError(
      `With ENV=production prices must be real, those of ${emulated.name} come from an emulator.`,
      {
        remedy: 'Give the key of a real service, such as THEODDS_API_KEY, or leave ENV=production out.',
      },
    )
  }
  if (!store.durable && !permits.memoryStore) {
    throw new ModeRefusedError('With ENV=production the store must survive the process.', {
      remedy: 'Use openSqliteStore or openPostgresStore.',
    })
  }
}
