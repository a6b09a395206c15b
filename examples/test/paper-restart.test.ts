import { join } from 'node:path'
import { readRecording } from '@betting-advisor/adapter-kit'
import { accountKey, createPaperVenue, createSystemClock } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createEngine, createFootballWorld, engineSettings, replay } from '@betting-advisor/core/simulation'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { expect, test } from 'vitest'
import { demoSettings } from '../start/demo.ts'
import { paperStrategies } from '../start/paper-strategies.ts'
import { emptyFolder, start } from './start-process.ts'

test('a paper run that is killed twice goes on where it was, and replays to the same decisions', {
  timeout: 300_000,
}, async () => {
  const folder = emptyFolder()
  const recording = join(folder, 'session.jsonl')
  const run = () => start(['--fast', '--exit', '--record', recording], { DB_URL: 'sqlite:./advisor.db' }, folder)

  for (const day of ['day 4 of 14', 'day 9 of 14']) {
    const killed = run()
    await killed.wrote(day)
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
  }
  const last = run()
  expect(await last.ended, last.output()).toBe(0)
  expect(last.output()).toContain('fortnight 1, 2026-08-01 to 2026-08-15')
  // It goes on from the last moment that was kept, which may be half an hour before the one that was shown.
  expect(last.output()).not.toContain('day 7 of 14')

  const settings = demoSettings(defineSettings({}))
  const venue = createPaperVenue({ clock: createSystemClock() })
  const strategies = paperStrategies(settings, createFootballWorld({ seed: settings.seed }).sharp)
  const decided: string[] = []
  async function* lines() {
    for await (const line of readRecording(recording)) {
      const { effects = [] } = JSON.parse(line)
      for (const effect of effects) if (effect.type === 'place') decided.push(effect.order.intent.key)
      yield line
    }
  }
  const report = await replay(lines(), () => createEngine(engineSettings(settings, strategies, [venue])))
  expect(report.difference).toBeNull()
  expect(report.runs).toBe(3)

  const store = await openSqliteStore(join(folder, 'advisor.db'))
  try {
    const account = accountKey('DRY_RUN', settings.account.name)
    expect(await store.verify(account)).toEqual([])
    const orders = await store.orders({ account, limit: 10_000 })
    const sent = orders
      .filter(({ state }) => state === 'SETTLED' || state === 'MATCHED')
      .map(({ intent }) => intent.key)
    expect(sent.length).toBeGreaterThan(20)
    expect(new Set(decided).size).toBe(decided.length)
    expect(decided).toEqual(expect.arrayContaining(sent))
  } finally {
    await store.close()
  }
})
