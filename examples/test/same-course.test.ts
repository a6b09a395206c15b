import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdvisor, createMemoryStore, createPaperVenue, DAY, type Store, timestamp } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { startServer } from 'betting-advisor-postgres-server/server'
import { expect, test } from 'vitest'
import { openDemo } from '../start/demo.ts'
import { paperStrategies } from '../start/paper-strategies.ts'
import { programVariables } from '../start/program-settings.ts'

/** By then a streak of losses, some of them settled at one moment, has locked trading. */
const DAYS = 5

interface Course {
  readonly bets: readonly unknown[]
  readonly locks: readonly unknown[]
  readonly rejections: Readonly<Record<string, number>>
}

/** What becomes of the first days of a seed on a store, which is closed afterwards. */
async function courseOn(store: Store): Promise<Course> {
  const feeds = await openDemo(await settingsFromEnv(programVariables, { env: { SEED: '1' } }), store, true)
  const { settings, clock, sources, results, span, sharp } = feeds
  const advisor = await createAdvisor({
    settings,
    clock,
    sources,
    results,
    store,
    venues: [createPaperVenue({ clock })],
    strategies: paperStrategies(settings, sharp),
  })
  try {
    const running = advisor.run()
    const start = clock.now()
    await Promise.race([clock.until(timestamp(start + DAYS * DAY)), running])
    const { account } = advisor.status()
    const orders = await store.orders({ account, limit: 1000 })
    const bets = orders.map(({ intent, state, matchedStake, averagePrice, profit }) => {
      const { key, decidedAt, stake, price } = intent
      return { key, decidedAt, stake, price, state, matchedStake, averagePrice, profit }
    })
    const course = { bets, locks: await store.locks(account), rejections: await store.rejections(account, start) }
    await advisor.stop('the test has seen enough')
    await running
    expect(span?.start).toBe(start)
    return course
  } finally {
    await advisor[Symbol.asyncDispose]()
    await feeds.close()
  }
}

/** A store whose answers take as long as it likes. */
function unsteady(store: Store): Store {
  let drawn = 1
  const pause = () => {
    drawn = (drawn * 48_271) % 2_147_483_647
    return sleep(drawn % 12)
  }
  const { begin, advance, append, setLock } = store
  return {
    ...store,
    async begin(intent) {
      await pause()
      return await begin(intent)
    },
    async advance(key, events, fence) {
      await pause()
      const result = await advance(key, events, fence)
      await pause()
      return result
    },
    async append(events) {
      await pause()
      return await append(events)
    },
    async setLock(lock) {
      await pause()
      return await setLock(lock)
    },
  }
}

test('one seed gives one course of things, bet for bet, on every store', async ({ annotate }) => {
  const course = await courseOn(createMemoryStore())
  expect(course.bets.length).toBeGreaterThan(20)
  expect(course.locks.length).toBeGreaterThan(0)
  expect(await courseOn(unsteady(createMemoryStore()))).toEqual(course)
  const file = join(mkdtempSync(join(tmpdir(), 'same-course-')), 'advisor.db')
  expect(await courseOn(await openSqliteStore(file))).toEqual(course)
  const server = await startServer()
  if ('unavailable' in server) return void (await annotate(server.unavailable))
  try {
    expect(await courseOn(await openPostgresStore(server.url()))).toEqual(course)
  } finally {
    await server.stop()
  }
})
