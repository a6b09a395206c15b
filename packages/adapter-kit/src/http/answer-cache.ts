import type { Timestamp } from '@betting-advisor/core'

/** What a service last answered. */
export interface Remembered {
  /** As JSON, before any schema. */
  readonly body: unknown
  readonly receivedAt: Timestamp
}

/** The last good answers of a service, the ones used longest ago forgotten first. */
export interface AnswerCache {
  get(key: string): Remembered | undefined
  set(key: string, answer: Remembered): void
}

/**
 * A cache of at most `capacity` answers in memory.
 *
 * @example
 * ```ts
 * const cache = createAnswerCache(1)
 * cache.set('/a', { body: 1, receivedAt: timestamp(0) })
 * cache.set('/b', { body: 2, receivedAt: timestamp(0) })
 * cache.get('/a') // undefined
 * ```
 */
export function createAnswerCache(capacity = 256): AnswerCache {
  const answers = new Map<string, Remembered>()
  return {
    get(key) {
      const answer = answers.get(key)
      if (answer !== undefined) {
        answers.delete(key)
        answers.set(key, answer)
      }
      return answer
    },
    set(key, answer) {
      answers.delete(key)
      answers.set(key, answer)
      const oldest = answers.keys().next()
      if (answers.size > capacity && oldest.done === false) answers.delete(oldest.value)
    },
  }
}
