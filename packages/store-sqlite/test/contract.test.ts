import { storeContract } from '@betting-advisor/core/testing'
import { describe, test } from 'vitest'
import { openHarness } from './harness.ts'

describe('the SQLite store keeps the contract of stores', () => {
  test.each(storeContract)('$id $title', async ({ run }) => {
    await using harness = await openHarness()
    await run(harness)
  })
})
