import { storeContract } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, describe, test } from 'vitest'
import { openHarness } from './harness.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

describe('the PostgreSQL store keeps the contract of stores', () => {
  test.for(storeContract)('$id $title', async ({ run }, { skip }) => {
    if ('unavailable' in server) return skip(server.unavailable)
    await using harness = await openHarness(server.url())
    await run(harness)
  })
})
