import type { Clock } from '../../clock/clock.ts'
import type { Store } from '../../ports/store.ts'
import { type ModeParts, unmetForLive } from './live-requirements.ts'
import { ModeRefusedError, type UnmetRequirement, WAIVABLE, type Waiver } from './mode-refused-error.ts'

/**
 * Holds the parts of a bot against its mode.
 *
 * @returns What was not met and has been waived.
 * @throws ModeRefusedError `MODE_REFUSED` with everything that stands against it; StoreError when the store cannot be read.
 */
export async function checkMode(
  parts: ModeParts & { readonly waive?: readonly Waiver[] },
  store: Store,
  clock: Clock,
): Promise<readonly UnmetRequirement[]> {
  const isLive = parts.settings.mode === 'LIVE' || parts.mode === 'LIVE'
  const unmet = isLive ? await unmetForLive(parts, store, clock) : unmetForPaper(parts, store)
  const waived = WAIVABLE.filter((name) => parts.waive?.includes(name))
  const isWaived = ({ id }: UnmetRequirement) => waived.some((name) => name === id)
  const [first, ...others] = unmet.filter((requirement) => !isWaived(requirement))
  if (first !== undefined) throw new ModeRefusedError([first, ...others])
  return unmet
}

function unmetForPaper(
  { settings: { permits }, sources, books = [], venues }: ModeParts,
  store: Store,
): readonly UnmetRequirement[] {
  const unmet: UnmetRequirement[] = []
  for (const { name } of venues.filter(({ traits }) => traits.origin !== 'simulated')) {
    unmet.push({
      id: 'simulated-venue',
      message: `In DRY_RUN nothing may be placed with ${name}, whose bets are real, and it has no twin on paper.`,
      remedy: 'Pass a simulated venue, such as createPaperVenue(...), in its place.',
    })
  }
  const emulated = [...sources, ...books].find(({ origin }) => origin === 'emulator')
  if (emulated !== undefined && !permits.emulator) {
    unmet.push({
      id: 'real-prices',
      message: `With ENV=production prices must be real, those of ${emulated.name} come from an emulator.`,
      remedy: 'Give the key of a real service, such as THEODDS_API_KEY, or leave ENV=production out.',
    })
  }
  if (!store.durable && !permits.memoryStore) {
    unmet.push({
      id: 'durable-store',
      message: 'With ENV=production the store must survive the process.',
      remedy: 'Use openSqliteStore or openPostgresStore.',
    })
  }
  return unmet
}
