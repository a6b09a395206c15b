import { describe, expect, test } from 'vitest'
import { runSideBySide, type Step } from '../side-by-side.ts'

const step = (name: string, ...after: readonly string[]): Step => ({ name, after })

/** Runs the steps, of which each takes a few turns; in what order they began and ended, and how many ran at once at most. */
async function follow(steps: readonly Step[], lanes: number) {
  const log: string[] = []
  let running = 0
  let most = 0
  await runSideBySide(steps, lanes, async (name) => {
    running += 1
    most = Math.max(most, running)
    log.push(`${name} begins`)
    for (let turn = 0; turn < name.length; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    log.push(`${name} ends`)
    running -= 1
  })
  return { log, most }
}

describe('steps side by side', () => {
  test('run all, each once, and no more at a time than there are lanes', async () => {
    const names = ['a', 'bb', 'ccc', 'dddd', 'eeeee']
    for (const lanes of [1, 2, 3, 9]) {
      const { log, most } = await follow(
        names.map((name) => step(name)),
        lanes,
      )
      expect(log).toHaveLength(2 * names.length)
      expect(new Set(log)).toEqual(new Set(names.flatMap((name) => [`${name} begins`, `${name} ends`])))
      expect(most).toBe(Math.min(lanes, names.length))
    }
  })

  test('begin in their order, and only once those have ended that they wait for', async () => {
    const { log } = await follow([step('pack', 'build'), step('build'), step('lint')], 2)
    expect(log.filter((line) => line.endsWith('begins'))).toEqual(['build begins', 'lint begins', 'pack begins'])
    expect(log.indexOf('pack begins')).toBeGreaterThan(log.indexOf('build ends'))
  })

  test('wait for none that is not to run, and say so when they wait for each other', async () => {
    expect((await follow([step('pack', 'build')], 2)).log).toEqual(['pack begins', 'pack ends'])
    await expect(follow([step('a', 'b'), step('b', 'a'), step('c')], 2)).rejects.toThrow('a, b wait for each other')
  })

  test('end with the first fault of a step', async () => {
    const faulty = runSideBySide([step('a'), step('b')], 2, async (name) => {
      if (name === 'b') throw new Error('broken')
    })
    await expect(faulty).rejects.toThrow('broken')
  })
})
