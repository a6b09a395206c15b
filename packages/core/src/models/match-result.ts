import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger } from '../units/check.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** How a match ended. */
export interface MatchResult {
  /** When the result became known: full time, not kick-off. Nothing is learnt from it before. */
  readonly at: Timestamp
  readonly home: string
  readonly away: string
  readonly homeGoals: number
  readonly awayGoals: number
}

/**
 * Checks a result.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a field is out of range.
 */
export function checkMatchResult(result: MatchResult, name = 'result'): MatchResult {
  timestamp(result.at)
  checkInteger(`${name}.homeGoals`, result.homeGoals, 0, 1000)
  checkInteger(`${name}.awayGoals`, result.awayGoals, 0, 1000)
  if (result.home === result.away) throw new InvalidValueError(`${name}.away`, result.away, 'another team than home')
  return result
}
