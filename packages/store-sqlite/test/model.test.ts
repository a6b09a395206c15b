import { test } from 'vitest'
import { expectStoreToFollowModel } from '../../core/test/store-model.ts'
import { openHarness } from './harness.ts'

test('whatever is asked of it, the SQLite store answers and keeps what accounts in memory do', async () => {
  await expectStoreToFollowModel(openHarness, { runs: 40, commands: 80 })
}, 600_000)
