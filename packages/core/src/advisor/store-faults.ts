import { isAdvisorError } from '../errors/advisor-error.ts'
import type { StoreErrorCode } from '../errors/store-error.ts'

const PASSING: ReadonlySet<string> = new Set<StoreErrorCode>([
  'STORE_UNAVAILABLE',
  'STORE_TLS_FAILED',
  'STORE_BUSY',
  'STORE_LOCKED',
  'STORE_READ_ONLY',
  'STORE_FULL',
  'OUTCOME_UNKNOWN',
])

/** Whether waiting may cure a fault of a store: a server that is away or restarting, a certificate that
 * somebody can renew, a disk that somebody can make room on. */
export function mayPass(error: unknown): boolean {
  return isAdvisorError(error) && PASSING.has(error.code)
}
