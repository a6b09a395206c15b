import { runEnded } from '../errors/store-error.ts'
import type { Denial } from '../limits/denial.ts'
import { PEER_TIMEOUT } from '../ports/coordination.ts'
import type { RunId } from '../units/ids.ts'

/**
 * How a run stands that asks to begin an order: heard of lately; not heard of for longer than `PEER_TIMEOUT`, so that others may have
 * started with other settings any moment; or over, ended by itself or by one that has taken its place with other settings.
 */
export type RunStanding = 'alive' | 'silent' | 'ended'

/**
 * Why a run may begin nothing; `null` where it may.
 *
 * @throws StoreError `RUN_ENDED`
 * @example
 * ```ts
 * standingDenial(runId('r1'), 'silent')?.code // 'RUN_SILENT'
 * ```
 */
export function standingDenial(run: RunId, standing: RunStanding): Denial | null {
  switch (standing) {
    case 'alive':
      return null
    case 'silent':
      return { code: 'RUN_SILENT', detail: `${run} was not heard of for more than ${PEER_TIMEOUT / 1000} s` }
    case 'ended':
      throw runEnded(run)
  }
}
