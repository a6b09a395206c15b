import { describe, expect, it } from 'vitest'
import { createTaskQueues } from '../../src/advisor/task-queues.ts'

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1))

describe('task queues', () => {
  it('run the tasks of one queue in order, and queues side by side', async () => {
    const tasks = createTaskQueues((error) => expect.fail(String(error)))
    const log: string[] = []
    const task = (name: string) => async () => {
      log.push(`${name} begins`)
      await turn()
      log.push(`${name} ends`)
    }
    tasks.add('a', 'store', task('a1'))
    tasks.add('a', 'store', task('a2'))
    tasks.add('b', 'store', task('b1'))
    await tasks.idle()
    expect(log.slice(0, 2)).toEqual(['a1 begins', 'b1 begins'])
    expect(log.indexOf('a2 begins')).toBeGreaterThan(log.indexOf('a1 ends'))
    expect(log.length).toBe(6)
  })

  it('ask the store in line where its speed must not matter, whatever queue a task is in, and no venue', async () => {
    const tasks = createTaskQueues((error) => expect.fail(String(error)), true)
    const log: string[] = []
    const task = (name: string, pauses: number) => async () => {
      for (let pause = 0; pause < pauses; pause += 1) await turn()
      log.push(name)
    }
    tasks.add('a', 'store', task('slow', 5))
    tasks.add('b', 'store', task('quick', 0))
    tasks.add('c', 'venue', task('venue', 1))
    await tasks.idle()
    expect(log).toEqual(['venue', 'slow', 'quick'])
  })

  it.each([false, true])('run a task of several queues in its turn in each of them (in line: %s)', async (inLine) => {
    const tasks = createTaskQueues((error) => expect.fail(String(error)), inLine)
    const log: string[] = []
    const task =
      (name: string, pauses = 1) =>
      async () => {
        for (let pause = 0; pause < pauses; pause += 1) await turn()
        log.push(name)
      }
    tasks.add('a', 'store', task('a1', 3))
    tasks.add('b', 'store', task('b1'))
    tasks.addToAll(['a', 'b'], 'store', task('both'))
    tasks.addToAll(['b', 'c'], 'store', task('b and c'))
    tasks.add('a', 'store', task('a2', 5))
    tasks.add('c', 'store', task('c1'))
    expect(tasks.busy('c')).toBe(true)
    await tasks.idle('store')
    expect(new Set(log.slice(0, 2))).toEqual(new Set(['a1', 'b1']))
    expect(log.indexOf('both')).toBe(2)
    for (const [before, later] of [
      ['both', 'b and c'],
      ['both', 'a2'],
      ['b and c', 'c1'],
    ] as const) {
      expect(log.indexOf(before)).toBeLessThan(log.indexOf(later))
    }
    expect(['a', 'b', 'c'].some((queue) => tasks.busy(queue))).toBe(false)
  })

  it('are idle at once when nothing was added, and of one kind while another still runs', async () => {
    const tasks = createTaskQueues((error) => expect.fail(String(error)))
    await tasks.idle()
    let answer = () => {}
    tasks.add('a', 'venue', () => new Promise((resolve) => (answer = resolve)))
    tasks.add('b', 'store', turn)
    let all = false
    const idle = tasks.idle().then(() => (all = true))
    await tasks.idle('store')
    expect(all).toBe(false)
    answer()
    await idle
    expect(all).toBe(true)
  })

  it('tell of a task that throws and go on', async () => {
    const errors: unknown[] = []
    const tasks = createTaskQueues((error) => errors.push(error))
    const log: string[] = []
    tasks.add('a', 'store', () => Promise.reject(new Error('first')))
    tasks.add('a', 'store', async () => void log.push('second'))
    await tasks.idle()
    expect(errors).toEqual([new Error('first')])
    expect(log).toEqual(['second'])
  })
})
