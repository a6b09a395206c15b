import { isAdvisorError } from '../errors/advisor-error.ts'
import type { AccountLimits } from '../limits/limits-set.ts'
import type { Restored, RunStart } from '../ports/store/runs.ts'
import type { Store } from '../ports/store.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { runId } from '../units/ids.ts'

/** The limits that an account sets itself by its settings. */
export function accountLimits({
  exposure,
  dailyLossLimit,
  weeklyLossLimit,
  monthlyLossLimit,
}: RiskLimits): AccountLimits {
  return { exposure, loss: { day: dailyLossLimit, week: weeklyLossLimit, month: monthlyLossLimit } }
}

/** A run that has no number yet. */
export type Start = Omit<RunStart, 'run'> & { readonly run: Omit<RunStart['run'], 'id'> }

/** Opens the next free run of the account: another process may have taken the number that was free a moment ago. */
export async function startRun(
  store: Store,
  start: Start,
): Promise<{ readonly run: RunStart['run']; readonly restored: Restored }> {
  const { account } = start.run
  for (let attempt = 1; ; attempt += 1) {
    const known = (await store.accounts()).includes(account) ? await store.runs(account) : []
    const run = { ...start.run, id: runId(`${account}#${known.length + attempt}`) }
    try {
      const restored = await store.startRun({ ...start, run })
      // What a lock that has ended set is counted anew from its end, so those are needed too.
      const locks = (await store.locks(account)).filter(({ until }) => until === null || until > start.since)
      return { run, restored: { ...restored, locks } }
    } catch (error) {
      if (attempt === 10 || !isAdvisorError(error, 'RUN_EXISTS')) throw error
    }
  }
}
