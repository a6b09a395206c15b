import { test } from 'vitest'

/**
 * Right behaviour that is not there yet, as an expected failure: once it is there, the test fails, and becomes an ordinary one.
 *
 * Only an expectation may fail. Whatever else goes wrong is a fault of the test, and fails it too.
 */
export function awaited(name: string, body: () => void | Promise<void>, timeout?: number): void {
  test.fails(
    name,
    async () => {
      try {
        await body()
      } catch (error) {
        if (error instanceof Error && error.name === 'AssertionError') throw error
        console.error(`${name}: it is not an expectation that failed`, error)
      }
    },
    timeout,
  )
}
