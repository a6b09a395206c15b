import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { liveThrough } from './world.ts'

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')

describe('a world that has ended', () => {
  it('leaves nothing of itself in memory, so that any number of them can be lived through', async () => {
    const worlds: WeakRef<object>[] = []
    let crashes = 0
    for (let seed = 1; seed <= 12; seed += 1) {
      const {
        figures: { crashes: killed = 0 },
      } = await liveThrough(String(seed), { witness: (world) => worlds.push(new WeakRef(world)) })
      crashes += killed
    }
    // Engines that are killed never end by themselves: without any, this would show nothing.
    expect(crashes).toBeGreaterThan(0)
    for (let turns = 0; turns < 5; turns += 1) {
      await turn()
      if (typeof collect === 'function') collect()
    }
    expect(worlds.map((world) => world.deref())).toEqual(worlds.map(() => undefined))
  })
})
