import type { ContractCase } from './contract.ts'
import { accountLimitCases } from './store-contract/account-limits.ts'
import { accountRecordCases } from './store-contract/account-records.ts'
import { adoptCases } from './store-contract/adopt.ts'
import { advanceCases } from './store-contract/advance.ts'
import { advanceAllCases } from './store-contract/advance-all.ts'
import { auditCases } from './store-contract/audit.ts'
import { beginCases } from './store-contract/begin.ts'
import { beginAllCases } from './store-contract/begin-all.ts'
import { changeCases } from './store-contract/changes.ts'
import { commissionCases } from './store-contract/commission.ts'
import { coordinationCases } from './store-contract/coordination.ts'
import { correctionCases } from './store-contract/corrections.ts'
import { coverCases } from './store-contract/covers.ts'
import { eventCases } from './store-contract/events.ts'
import { exposureCases } from './store-contract/exposure.ts'
import { fillCases } from './store-contract/fills.ts'
import type { StoreHarness } from './store-contract/harness.ts'
import { importCases } from './store-contract/imports.ts'
import { linkCases } from './store-contract/links.ts'
import { lossCases } from './store-contract/losses.ts'
import { moneyCases } from './store-contract/money.ts'
import { outboxCases } from './store-contract/outbox.ts'
import { queryCases } from './store-contract/queries.ts'
import { refusalCases } from './store-contract/refusals.ts'
import { runCases } from './store-contract/runs.ts'
import { settledCases } from './store-contract/settled.ts'
import { standingCases } from './store-contract/standing.ts'
import { stopCases } from './store-contract/stops.ts'
import { textCases } from './store-contract/texts.ts'
import { twoAccountCases } from './store-contract/two-accounts.ts'
import { walletCases } from './store-contract/wallets.ts'

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
  ...settledCases,
  ...beginCases,
  ...beginAllCases,
  ...standingCases,
  ...advanceCases,
  ...advanceAllCases,
  ...coverCases,
  ...fillCases,
  ...moneyCases,
  ...walletCases,
  ...queryCases,
  ...accountRecordCases,
  ...eventCases,
  ...exposureCases,
  ...refusalCases,
  ...lossCases,
  ...accountLimitCases,
  ...stopCases,
  ...adoptCases,
  ...correctionCases,
  ...commissionCases,
  ...changeCases,
  ...coordinationCases,
  ...importCases,
  ...linkCases,
  ...outboxCases,
  ...auditCases,
  ...textCases,
  ...twoAccountCases,
]
