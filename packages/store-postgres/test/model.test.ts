import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, test } from 'vitest'
import { expectStoreToFollowModel } from '../../core/test/store-model.ts'
import { openHarness } from './harness.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

test('whatever is asked of it, the PostgreSQL store answers and keeps what accounts in memory do', async ({ skip }) => {
  if ('unavailable' in server) return skip(server.unavailable)
  await expectStoreToFollowModel(() => openHarness(server.url()), { runs: 12, commands: 80 })
})
