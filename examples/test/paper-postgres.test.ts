import { accountKey } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { startServer } from 'betting-advisor-postgres-server/server'
import { expect, test } from 'vitest'
import { demoSettings } from '../start/demo.ts'
import { start } from './start-process.ts'

test('the same script keeps its ledger in PostgreSQL, kill -9 included', async ({ skip }) => {
  const server = await startServer()
  if ('unavailable' in server) return skip(server.unavailable)
  try {
    const env = { DB_URL: server.url() }
    const killed = start(['--fast', '--exit'], env)
    await killed.wrote('day 5 of 14')
    killed.child.kill('SIGKILL')
    await killed.ended
    const last = start(['--fast', '--exit'], env)
    expect(await last.ended, last.output()).toBe(0)
    expect(last.output()).toContain('fortnight 1, 2026-08-01 to 2026-08-15')
    // It goes on from the last half hour that was kept, which may be the one before midnight.
    expect(last.output()).not.toContain('day 3 of 14')

    const store = await openPostgresStore(server.url())
    try {
      const account = accountKey('DRY_RUN', demoSettings(defineSettings({})).account.name)
      expect(await store.verify(account)).toEqual([])
      expect((await store.orders({ account, states: ['SETTLED'], limit: 1000 })).length).toBeGreaterThan(20)
      expect(await store.runs(account)).toHaveLength(2)
    } finally {
      await store.close()
    }
  } finally {
    await server.stop()
  }
})
