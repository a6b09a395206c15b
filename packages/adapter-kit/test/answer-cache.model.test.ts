import { timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnswerCache, createAnswerCache } from '../src/index.ts'

/** Runs of the model: as the environment says, otherwise as in CI. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 1000)

/** All answers that were ever given, and when each was last touched: what is forgotten follows from that. */
interface Model {
  readonly capacity: number
  readonly touched: Map<string, { readonly at: number; readonly body: number }>
  steps: number
}

/** What a cache of that capacity still has: the answers touched last. */
function remembered({ touched, capacity }: Model): Map<string, number> {
  const latest = [...touched].toSorted(([, a], [, b]) => b.at - a.at).slice(0, capacity)
  return new Map(latest.map(([key, { body }]) => [key, body]))
}

class Get implements fc.Command<Model, AnswerCache> {
  readonly key: string
  constructor(key: string) {
    this.key = key
  }
  check = () => true
  run(model: Model, cache: AnswerCache) {
    const expected = remembered(model).get(this.key)
    expect(cache.get(this.key)?.body).toBe(expected)
    if (expected !== undefined) model.touched.set(this.key, { at: ++model.steps, body: expected })
  }
  toString = () => `get ${this.key}`
}

class Keep implements fc.Command<Model, AnswerCache> {
  readonly key: string
  constructor(key: string) {
    this.key = key
  }
  check = () => true
  run(model: Model, cache: AnswerCache) {
    // What has been forgotten is as if it never was.
    const kept = remembered(model)
    for (const key of model.touched.keys()) if (!kept.has(key)) model.touched.delete(key)
    const body = ++model.steps
    cache.set(this.key, { body, receivedAt: timestamp(body) })
    model.touched.set(this.key, { at: body, body })
  }
  toString = () => `set ${this.key}`
}

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e')

test('a cache has the last answers, and forgets those that nobody used for longest', () => {
  const commands = fc.commands([keys.map((key) => new Get(key)), keys.map((key) => new Keep(key))], {
    maxCommands: 50,
    size: 'max',
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), commands, (capacity, list) =>
      fc.modelRun(() => {
        const model: Model = { capacity, touched: new Map(), steps: 0 }
        return { model, real: createAnswerCache(capacity) }
      }, list),
    ),
    { numRuns: RUNS },
  )
})
