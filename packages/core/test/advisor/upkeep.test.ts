import { HOUR, SECOND } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { createUpkeep } from '../../src/advisor/upkeep.ts'
import { NOON } from '../support/markets.ts'

function chores() {
  const clock = createSteppedClock({ start: NOON })
  const done: number[] = []
  const chore = { everyMs: 10 * SECOND, work: async () => void done.push(clock.now() - NOON) }
  return { clock, done, chore }
}

describe('chores', () => {
  it('are done by the clock until the run ends', async () => {
    const { clock, done, chore } = chores()
    const ending = new AbortController()
    const upkeep = createUpkeep(clock, [chore], true)
    const running = upkeep.run(ending.signal)
    await upkeep.withNews()
    await clock.sleep(35 * SECOND)
    ending.abort(new Error('over'))
    await running
    expect(done).toEqual([10_000, 20_000, 30_000])
  })

  it('are done with the news where time is only moved by it, and never wake the clock', async () => {
    const { clock, done, chore } = chores()
    const upkeep = createUpkeep(clock, [chore], false)
    await upkeep.run(new AbortController().signal)
    expect(clock.sleepers).toBe(0)
    for (const pause of [0, SECOND, HOUR, 9 * SECOND, SECOND]) {
      await clock.sleep(pause)
      await upkeep.withNews()
    }
    expect(done).toEqual([0, HOUR + SECOND, HOUR + 11 * SECOND])
  })

  it('that fail end the run', async () => {
    const { clock } = chores()
    const bug = new RangeError('a bug')
    const upkeep = createUpkeep(clock, [{ everyMs: SECOND, work: () => Promise.reject(bug) }], true)
    await expect(upkeep.run(new AbortController().signal)).rejects.toBe(bug)
  })
})
