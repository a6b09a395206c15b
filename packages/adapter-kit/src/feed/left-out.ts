/** Counts what of an answer could not be used, so that the rest can be. */
export interface LeftOut {
  readonly count: number
  /** Where the first few stood and what was wrong with them. */
  readonly examples: readonly string[]
  /**
   * Takes note of one.
   *
   * @param where - Its place, such as `[3].bookmakers[0]`.
   */
  add(where: string, why: string): void
  /** Takes over what another count has. */
  take(other: Pick<LeftOut, 'count' | 'examples'>): void
}

const TOLD = 3
const LONGEST_EXAMPLE = 160

/**
 * An empty count.
 *
 * @example
 * ```ts
 * const leftOut = createLeftOut()
 * leftOut.add('[7]', 'home_team is empty')
 * leftOut.count // 1
 * ```
 */
export function createLeftOut(): LeftOut {
  const examples: string[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    examples,
    add(where, why) {
      count++
      if (examples.length < TOLD) examples.push(`${where}: ${why}`.slice(0, LONGEST_EXAMPLE))
    },
    take(other) {
      count += other.count
      examples.push(...other.examples.slice(0, TOLD - examples.length))
    },
  }
}
