import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'

const started = await startServer({ fsync: false })
const why = 'unavailable' in started ? ` (${started.unavailable})` : ''

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

test.skipIf(why !== '')(`a server with fsync = off is refused, but for trials${why}`, async () => {
  if ('unavailable' in started) throw new Error(started.unavailable)
  await expect(openPostgresStore(started.url())).rejects.toMatchObject({
    code: 'STORE_NOT_DURABLE',
    remedy: expect.stringContaining('fsync = on'),
  })
  await using store = await openPostgresStore(started.url(), { durability: 'none' })
  expect(store.durable).toBe(false)
})
