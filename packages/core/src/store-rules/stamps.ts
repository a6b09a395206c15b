import { stampAhead } from '../errors/store-error.ts'
import { MINUTE, type Timestamp } from '../units/timestamp.ts'

/** How far ahead of the store's clock a stamp of a real clock may be, in milliseconds. */
export const AHEAD_MS = MINUTE

/**
 * Refuses stamps of a real clock that is ahead: a loss that is counted tomorrow is one that nobody sees today.
 *
 * @param now - By the store's clock.
 * @throws StoreError `STAMP_AHEAD`
 * @example
 * ```ts
 * checkStamps([{ at }], at)
 * ```
 */
export function checkStamps(stamped: readonly { readonly at: Timestamp }[], now: Timestamp): void {
  for (const { at } of stamped) if (at > now + AHEAD_MS) throw stampAhead(at)
}
