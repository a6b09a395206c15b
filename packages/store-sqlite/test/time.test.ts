import { describe } from 'vitest'
import { storesKeepTime } from '../../core/test/time-of-stores.ts'
import { openHarness } from './harness.ts'

describe('the SQLite store', () => {
  storesKeepTime(openHarness)
})
