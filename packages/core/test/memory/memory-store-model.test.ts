import { test } from 'vitest'
import { createMemoryStore } from '../../src/memory/memory-store.ts'
import { expectStoreToFollowModel } from '../store-model.ts'

test('whatever is asked of it, the ledger of the memory store stays sound', async () => {
  await expectStoreToFollowModel(
    async () => {
      const store = createMemoryStore()
      return { store, reopen: async () => store, [Symbol.asyncDispose]: () => store.close() }
    },
    { runs: 150, commands: 80 },
  )
})
