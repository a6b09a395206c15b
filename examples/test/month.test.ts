import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createAdvisor, createPaperVenue, DAY, timestamp } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { expect, test } from 'vitest'
import { openDemo } from '../start/demo.ts'
import { paperStrategies } from '../start/paper-strategies.ts'
import { programVariables } from '../start/program-settings.ts'

/** How many simulated days an account is busy for. */
const DAYS = Number(process.env['BUSY_DAYS'] ?? 0)
/** By then everything has been there that comes and goes. */
const SETTLED_IN = 10
/** What may lie around, of a process that does much else. */
const SLACK_BYTES = 8 * 2 ** 20

/** An account that hardly anything stops. */
const BUSY = {
  SEED: 'busy',
  BACKTEST_GAMES_PER_DAY: '30',
  MAX_OPEN_BETS: '400',
  CONSECUTIVE_LOSS_LIMIT: 'off',
  MAX_DRAWDOWN_FRACTION: 'off',
  DAILY_LOSS_LIMIT: '90%',
  MIN_EDGE: '0.001',
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

test.skipIf(DAYS === 0)(
  `an account that is busy for ${DAYS} days grows neither its process nor its claims`,
  { timeout: 1_800_000 },
  async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'month-')), 'advisor.db')
    const store = await openSqliteStore(path)
    const feeds = await openDemo(await settingsFromEnv(programVariables, { env: BUSY }), store, true)
    const { settings, clock, sources, results, sharp } = feeds
    const advisor = await createAdvisor({
      settings,
      clock,
      sources,
      results,
      store,
      venues: [createPaperVenue({ clock })],
      strategies: paperStrategies(settings, sharp),
    })
    const start = clock.now()
    const running = advisor.run()
    const { account } = advisor.status()

    async function figures(day: number) {
      await Promise.race([clock.until(timestamp(start + day * DAY)), running])
      collect()
      const reader = new DatabaseSync(path, { readOnly: true })
      const count = (sql: string) => Number(reader.prepare(sql).get()?.['total'])
      const claims = count('SELECT count(*) AS total FROM limit_use')
      const orders = count('SELECT count(*) AS total FROM orders')
      const live = count('SELECT count(*) AS total FROM orders WHERE live = 1')
      reader.close()
      const found = { day, orders, live, claims, heap: process.memoryUsage().heapUsed }
      console.log(`busy: ${JSON.stringify(found)}`)
      return found
    }

    try {
      const early = await figures(SETTLED_IN)
      for (let day = SETTLED_IN + 7; day < DAYS; day += 7) await figures(day)
      const late = await figures(DAYS)
      expect(late.orders).toBeGreaterThan(2 * early.orders)
      expect(late.heap).toBeLessThan(early.heap + SLACK_BYTES)
      // As many as the live orders need, and no more of those that are over.
      expect(late.claims).toBeLessThanOrEqual(early.claims + 8 * Math.max(0, late.live - early.live) + 20)
      expect(await store.verify(account)).toEqual([])
      await advisor.stop('the month is over')
      await running
    } finally {
      await advisor[Symbol.asyncDispose]()
      await feeds.close()
      await store.close()
    }
  },
)
