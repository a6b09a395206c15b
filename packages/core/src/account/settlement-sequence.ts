import type { Timestamp } from '../units/timestamp.ts'

/** When a bet was settled, and for those of one moment which came first: by the version of the account. */
export interface Settled {
  readonly at: Timestamp
  readonly version: number
}

/** Whether one was settled before another. */
export function isBefore(one: Settled, other: Settled | undefined): boolean {
  if (other === undefined) return false
  return one.at < other.at || (one.at === other.at && one.version < other.version)
}
