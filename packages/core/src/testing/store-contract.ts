import type { ContractCase } from './contract.ts'
import { advanceCases } from './store-contract/advance.ts'
import { beginCases } from './store-contract/begin.ts'
import { eventCases } from './store-contract/events.ts'
import type { StoreHarness } from './store-contract/harness.ts'
import { moneyCases } from './store-contract/money.ts'
import { queryCases } from './store-contract/queries.ts'
import { runCases } from './store-contract/runs.ts'

/**
 * What every store promises. Each case starts with a new harness; those with `needs: 'damage'` apply where it has `damage`, those
 * with `needs: 'durable'` where the store is durable.
 *
 * @example
 * ```ts
 * for (const { id, title, run } of storeContract) test(`${id} ${title}`, async () => run(await newHarness()))
 * ```
 */
export const storeContract: readonly ContractCase<StoreHarness>[] = [
  ...runCases,
  ...beginCases,
  ...advanceCases,
  ...moneyCases,
  ...queryCases,
  ...eventCases,
]
