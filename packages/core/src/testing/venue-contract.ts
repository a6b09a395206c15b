import type { ContractCase } from './contract.ts'
import { changingCases } from './venue-contract/changing.ts'
import { endingCases } from './venue-contract/ending.ts'
import type { VenueHarness } from './venue-contract/harness.ts'
import { leavingCases } from './venue-contract/leaving.ts'
import { takingCases } from './venue-contract/taking.ts'

/**
 * What every venue promises. Each case starts with a new harness; those with `needs` apply where it has that.
 *
 * @example
 * ```ts
 * for (const { id, title, run } of venueContract) test(`${id} ${title}`, async () => run(await newHarness()))
 * ```
 */
export const venueContract: readonly ContractCase<VenueHarness>[] = [
  ...takingCases,
  ...leavingCases,
  ...changingCases,
  ...endingCases,
]
