import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Sleeper, SleeperQueue } from '../../src/clock/sleeper-queue.ts'

function sleeper(at: number, order: number): Sleeper {
  return { at, order, position: -1, wake() {}, reject() {} }
}

it('always knows who is due first, whoever comes and goes', () => {
  const action = fc.oneof(
    fc.record({ type: fc.constant('add' as const), at: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ type: fc.constant('remove' as const), pick: fc.nat() }),
    fc.record({ type: fc.constant('first' as const) }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const queue = new SleeperQueue()
      let model: Sleeper[] = []
      let order = 0
      for (const action of actions) {
        if (action.type === 'add') {
          const added = sleeper(action.at, order++)
          queue.add(added)
          model.push(added)
          model.sort((a, b) => a.at - b.at || a.order - b.order)
        } else {
          const gone = action.type === 'first' ? queue.first() : model[action.pick % Math.max(1, model.length)]
          if (gone === undefined) continue
          queue.remove(gone)
          model = model.filter((other) => other !== gone)
          queue.remove(gone)
        }
        expect(queue.first()).toBe(model[0])
        expect(queue.size).toBe(model.length)
      }
      expect(new Set(queue.drain())).toEqual(new Set(model))
      expect(queue.size).toBe(0)
    }),
  )
})

it('does not take out what another queue holds', () => {
  const mine = new SleeperQueue()
  mine.add(sleeper(1, 0))
  mine.remove(sleeper(1, 0))
  expect(mine.size).toBe(1)
})
