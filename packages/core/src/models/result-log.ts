import type { Timestamp } from '../units/timestamp.ts'
import { checkMatchResult, type MatchResult } from './match-result.ts'

/** Results in the order in which they became known. */
export interface ResultLog {
  /** Rises whenever a result comes in that is older than one already there, or changes what was known. */
  readonly revision: number
  add(result: MatchResult): void
  /** How many results were known at a moment. */
  countAt(at: Timestamp): number
  /** The results numbered [from, to). */
  slice(from: number, to: number): readonly MatchResult[]
}

/**
 * An empty log.
 *
 * @throws InvalidValueError `INVALID_VALUE` when one of `results` is out of range.
 */
export function createResultLog(results: Iterable<MatchResult> = []): ResultLog {
  const log: MatchResult[] = []
  for (const result of results) log.push(checkMatchResult(result))
  log.sort(inOrder)
  let revision = 0
  const countAt = (at: Timestamp) => {
    let low = 0
    let high = log.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((log[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    get revision() {
      return revision
    },
    add(result) {
      let place = countAt(checkMatchResult(result).at)
      for (let before = log[place - 1]; before !== undefined && inOrder(before, result) > 0; before = log[place - 1])
        place -= 1
      if (place < log.length) revision += 1
      log.splice(place, 0, result)
    },
    countAt,
    slice: (from, to) => log.slice(from, to),
  }
}

/** By time, then by name: what is learnt must not depend on the order in which results of one moment were handed over. */
function inOrder(a: MatchResult, b: MatchResult): number {
  return a.at - b.at || compare(a.home, b.home) || compare(a.away, b.away)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
