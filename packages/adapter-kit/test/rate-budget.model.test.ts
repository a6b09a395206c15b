import { type Clock, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateBudget, type RateBudget } from '../src/index.ts'

/** Runs of the model: as the environment says, otherwise as in CI. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 1000)

/** A bucket of places as it is told: tokens that come back one after the other, and a queue of promised moments. */
interface Model {
  now: number
  readonly interval: number
  readonly burst: number
  /** When each request that was let through goes, ascending. */
  readonly goes: number[]
  pausedUntil: number
  /** By how much the clock was moved since the budget last looked at it. */
  moved: number
}

interface Real {
  now: number
  readonly budget: RateBudget
}

/** Whether one more request may go at `moment`: any stretch that ends there holds no more than the burst and what came back in it. */
function fits({ goes, interval, burst }: Model, moment: number): boolean {
  for (let taken = 1; taken <= goes.length; taken += 1) {
    const from = goes[goes.length - taken] ?? 0
    if (taken + 1 > burst + (moment - from) / interval + 1e-9) return false
  }
  return true
}

/** The first moment for one more: the burst is what a rest gives, so every earlier one is held against it. */
function earliest(model: Model): number {
  const last = model.goes.at(-1) ?? Number.NEGATIVE_INFINITY
  const start = Math.max(model.now, model.pausedUntil, last)
  if (fits(model, start)) return start
  // One place comes back after each interval since one of those that are counted.
  const candidates = model.goes.flatMap((from, index) => {
    const taken = model.goes.length - index
    return [from + (taken + 1 - model.burst) * model.interval]
  })
  return Math.min(...candidates.filter((moment) => moment >= start - 1e-9 && fits(model, moment)))
}

/** The budget looks at its clock: time has passed, and where the clock was set back none has. */
function look(model: Model): void {
  model.now += Math.max(0, model.moved)
  model.moved = 0
  // What is known to have gone long ago can hold nobody up, and asking of all of it would take ever longer.
  while ((model.goes[0] ?? model.now) < model.now - 20 * model.interval * model.burst) model.goes.shift()
}

class Reserve implements fc.Command<Model, Real> {
  readonly maxWait: number
  constructor(maxWait: number) {
    this.maxWait = maxWait
  }
  check = () => true
  run(model: Model, real: Real) {
    look(model)
    const wait = Math.max(0, earliest(model) - model.now)
    const reserved = real.budget.reserve(this.maxWait)
    // A wait that is as long as allowed to the last bit may fall on either side.
    if (Math.abs(wait - this.maxWait) < 1e-6 && reserved === null) return
    if (wait > this.maxWait) expect(reserved).toBeNull()
    else {
      expect(reserved).toBeCloseTo(wait, 5)
      model.goes.push(model.now + wait)
    }
  }
  toString = () => `reserve(${this.maxWait})`
}

class Pause implements fc.Command<Model, Real> {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
  check = () => true
  run(model: Model, real: Real) {
    look(model)
    real.budget.pause(this.milliseconds)
    model.pausedUntil = Math.max(model.pausedUntil, model.now + this.milliseconds)
  }
  toString = () => `pause(${this.milliseconds})`
}

class Pass implements fc.Command<Model, Real> {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
  check = () => true
  run(model: Model, real: Real) {
    real.now += this.milliseconds
    model.moved += this.milliseconds
  }
  toString = () => `pass(${this.milliseconds})`
}

const commands = fc.commands(
  [
    fc.constantFrom(0, 10, 100, 1000, Number.POSITIVE_INFINITY).map((wait) => new Reserve(wait)),
    fc.constant(new Reserve(Number.POSITIVE_INFINITY)),
    fc.nat(500).map((milliseconds) => new Pause(milliseconds)),
    fc.oneof(fc.nat(50), fc.nat(5000)).map((milliseconds) => new Pass(milliseconds)),
    fc.integer({ min: -10_000, max: -1 }).map((milliseconds) => new Pass(milliseconds)),
  ],
  { maxCommands: 50, size: 'max' },
)

test('a budget gives out the first moment that its rate, its burst and its pauses allow, whatever is asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5 }), commands, (perSecond, burst, list) =>
      fc.modelRun(() => {
        const real = { now: 1_000_000 }
        const clock: Clock = { ...createSteppedClock({ start: timestamp(0) }), now: () => timestamp(real.now) }
        const budget = createRateBudget({ clock, perSecond, burst })
        const model: Model = {
          now: 0,
          interval: 1000 / perSecond,
          burst,
          goes: [],
          pausedUntil: Number.NEGATIVE_INFINITY,
          moved: 0,
        }
        return { model, real: Object.assign(real, { budget }) }
      }, list),
    ),
    { numRuns: RUNS },
  )
})
