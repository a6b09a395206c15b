import type { Clock, Logger } from '@betting-advisor/core'
import { keyOf, type TheOddsAccess } from './access.ts'
import { createTheOddsClient, type TheOddsClient } from './client.ts'

/** Fetches the key and opens a client with it; a stepped clock stands still meanwhile. */
export async function openClient(
  access: TheOddsAccess,
  operation: string,
  clock: Clock,
  logger: Logger,
): Promise<TheOddsClient> {
  const hold = clock.hold()
  try {
    const { baseUrl, random, maxFailures, resetTimeoutSeconds, httpTimeoutSeconds } = access
    const apiKey = await keyOf(access.apiKey)
    return createTheOddsClient({
      apiKey,
      operation,
      clock,
      logger,
      baseUrl,
      random,
      maxFailures,
      resetTimeoutSeconds,
      httpTimeoutSeconds,
    })
  } finally {
    hold[Symbol.dispose]()
  }
}
