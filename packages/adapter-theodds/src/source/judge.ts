import { type FaultVerdict, judgeFault, type Patience } from '@betting-advisor/adapter-kit'
import { after, HOUR, isAdvisorError, type Timestamp, timestamp } from '@betting-advisor/core'
import { isExhausted } from '../api/errors.ts'

/** Judges a fault of The Odds API. */
export function judge(error: unknown, now: Timestamp, patience: Patience): FaultVerdict {
  if (isExhausted(error)) {
    // On the first of the month the service's clock may not have got there yet, or its reset may come late.
    const isFirst = new Date(now).getUTCDate() === 1
    return { kind: 'exhausted', retryAt: isFirst ? after(now, HOUR) : nextMonth(now) }
  }
  if (isAdvisorError(error, 'MISSING_KEY')) return { kind: 'fatal' }
  return judgeFault(error, now, patience)
}

/** When credits come back: on the first of the month (UTC). */
function nextMonth(now: Timestamp): Timestamp {
  const date = new Date(now)
  return timestamp(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
}
