import { describe, test } from 'vitest'
import { createMemoryStore } from '../../src/memory/memory-store.ts'
import { storeContract } from '../../src/testing/store-contract.ts'

const applicable = storeContract.filter(({ needs }) => needs === undefined)

describe('the memory store keeps the contract of stores', () => {
  test.each(applicable)('$id $title', async ({ run }) => {
    const store = createMemoryStore()
    await run({ store, reopen: async () => store, another: async () => createMemoryStore() })
  })
})
