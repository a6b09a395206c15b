import { join } from 'node:path'
import { openSqliteReader } from '@betting-advisor/store-sqlite'
import { expect, test } from 'vitest'
import { emptyFolder, startPaperBot } from './start-process.ts'

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the paper bot ends its run in order on %s',
  async (signal) => {
    const folder = emptyFolder()
    const bot = startPaperBot(
      { DB_URL: 'sqlite:./advisor.db', THEODDS_API_KEY: 'canary-19fe', LOG_LEVEL: 'DEBUG' },
      folder,
    )
    // It runs when its source has tried and failed.
    await bot.wrote('NETWORK')
    bot.child.kill(signal)
    expect(await bot.ended, bot.output()).toBe(0)
    expect(bot.output()).not.toContain('canary-19fe')
    await using store = await openSqliteReader(join(folder, 'advisor.db'))
    const [account] = await store.accounts()
    if (account === undefined) throw new Error('It left no account.')
    const ends = await store.events({ account, after: 0, limit: 1000, types: ['run-ended'] })
    expect(ends).toMatchObject([{ event: { reason: expect.stringContaining('interrupted') } }])
  },
  120_000,
)
