import { type Timestamp, timestamp } from '@betting-advisor/core'

/** A time as the venue writes it, with any offset; `null` where it is none. */
export function momentOf(text: string | null | undefined): Timestamp | null {
  const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? null : timestamp(moment)
}
