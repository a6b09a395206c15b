import { describe } from 'vitest'
import { storesAwait } from '../../core/test/awaited-of-stores.ts'
import { openHarness } from './harness.ts'

describe('the SQLite store', () => {
  storesAwait(openHarness)
})
