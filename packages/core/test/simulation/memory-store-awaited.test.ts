import { createMemoryStore } from '@betting-advisor/core'
import { describe } from 'vitest'
import { storesAwait } from '../awaited-of-stores.ts'

describe('the memory store', () => {
  storesAwait(async () => {
    const store = createMemoryStore()
    return { store, [Symbol.asyncDispose]: () => store.close() }
  })
})
