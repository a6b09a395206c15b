import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
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
    const database = new DatabaseSync(join(folder, 'advisor.db'), { readOnly: true })
    expect(database.prepare(`SELECT body FROM event WHERE type = 'run-ended'`).all()).toMatchObject([
      { body: expect.stringContaining('interrupted') },
    ])
    database.close()
  },
  120_000,
)
