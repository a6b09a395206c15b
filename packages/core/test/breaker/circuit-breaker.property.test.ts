import { type Clock, timestamp } from '@betting-advisor/core'
import { type CircuitBreaker, createCircuitBreaker } from '@betting-advisor/core/breaker'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeOf } from '../support/sizes.ts'

const MAX_FAILURES = 3
const WINDOW = 60
const RESET = 40

type Mode = 'consecutive' | 'window'

/** A breaker as it is described: written for clarity, told every time in full. */
interface Model {
  readonly mode: Mode
  now: number
  state: 'closed' | 'open' | 'half-open' | 'isolated'
  failures: number[]
  openedAt: number
  /** The call that probes, and since when. */
  probe: { readonly call: number; readonly since: number } | null
  /** Rises whenever calls under way stop mattering. */
  generation: number
  readonly calls: Map<number, { readonly generation: number }>
  nextCall: number
}

/** The breaker, and the calls under way in it. */
interface Real {
  readonly breaker: CircuitBreaker
  now: number
  readonly calls: Map<number, { readonly end: (how: 'success' | 'failure' | 'refusal' | 'abort') => Promise<void> }>
}

class Denial extends Error {}

type Command = fc.AsyncCommand<Model, Real>

function counting(model: Model): number {
  if (model.mode === 'consecutive') return model.failures.length
  return model.failures.filter((at) => model.now - at < WINDOW).length
}

function agree(model: Model, { breaker }: Real): void {
  const { state, failures } = breaker.snapshot()
  expect(state).toBe(model.state)
  if (state === 'closed') {
    expect(failures).toBe(counting(model))
    expect(failures).toBeLessThan(MAX_FAILURES)
    expect(() => breaker.check()).not.toThrow()
  } else {
    expect(() => breaker.check()).toThrow()
  }
}

/** Whether a call would be let in. */
function isLetIn(model: Model): boolean {
  if (model.state === 'closed') return true
  if (model.state === 'isolated') return false
  if (model.state === 'open') return model.now - model.openedAt >= RESET
  return model.probe === null || model.now - model.probe.since >= RESET
}

class StartCall implements Command {
  check = () => true
  async run(model: Model, real: Real) {
    const id = model.nextCall++
    const isAllowed = isLetIn(model)
    let end: (how: 'success' | 'failure' | 'refusal' | 'abort') => void = () => {}
    const controller = new AbortController()
    let isStarted = false
    const outcome = new Promise<void>((resolve, reject) => {
      end = (how) => {
        if (how === 'abort') controller.abort()
        if (how === 'success') resolve()
        else reject(how === 'refusal' ? new Denial() : new Error(how))
      }
    })
    const running = real.breaker
      .execute(() => {
        isStarted = true
        return outcome
      }, controller.signal)
      .then(
        () => {},
        () => {},
      )
    await Promise.resolve()
    expect(isStarted).toBe(isAllowed)
    if (isAllowed) {
      if (model.state !== 'closed') {
        model.generation++
        model.state = 'half-open'
        model.probe = { call: id, since: model.now }
      }
      model.calls.set(id, { generation: model.generation })
      real.calls.set(id, {
        async end(how) {
          end(how)
          await running
        },
      })
    }
    agree(model, real)
  }
  toString = () => 'start'
}

class EndCall implements Command {
  readonly pick: number
  readonly how: 'success' | 'failure' | 'refusal' | 'abort'
  constructor(pick: number, how: 'success' | 'failure' | 'refusal' | 'abort') {
    this.pick = pick
    this.how = how
  }
  check = (model: Readonly<Model>) => model.calls.size > 0
  async run(model: Model, real: Real) {
    const ids = [...model.calls.keys()]
    const id = ids[this.pick % ids.length] ?? 0
    const call = model.calls.get(id)
    await real.calls.get(id)?.end(this.how)
    model.calls.delete(id)
    real.calls.delete(id)
    if (call?.generation === model.generation) this.#count(model, id)
    agree(model, real)
  }
  #count(model: Model, id: number) {
    if (model.state === 'closed') {
      if (this.how === 'success' && model.mode === 'consecutive') model.failures = []
      if (this.how === 'failure') {
        model.failures.push(model.now)
        if (counting(model) >= MAX_FAILURES) {
          model.state = 'open'
          model.openedAt = model.now
          model.generation++
        }
      }
    } else if (model.state === 'half-open' && model.probe?.call === id) {
      model.generation++
      model.probe = null
      if (this.how === 'success') {
        model.state = 'closed'
        model.failures = []
      } else if (this.how === 'failure') {
        model.state = 'open'
        model.openedAt = model.now
      }
    }
  }
  toString = () => `end ${this.pick} with ${this.how}`
}

class Pass implements Command {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
  check = () => true
  async run(model: Model, real: Real) {
    // A step back of the clock is no time at all.
    model.now += Math.max(0, this.milliseconds)
    real.now += this.milliseconds
    agree(model, real)
  }
  toString = () => `pass ${this.milliseconds}`
}

class ByHand implements Command {
  readonly state: 'closed' | 'isolated'
  constructor(state: 'closed' | 'isolated') {
    this.state = state
  }
  check = () => true
  async run(model: Model, real: Real) {
    model.generation++
    model.probe = null
    model.state = this.state
    if (this.state === 'closed') {
      model.failures = []
      real.breaker.reset()
    } else {
      real.breaker.isolate('test')
    }
    agree(model, real)
  }
  toString = () => (this.state === 'closed' ? 'reset' : 'isolate')
}

const ways = fc.constantFrom('success', 'failure', 'failure', 'refusal', 'abort') as fc.Arbitrary<
  'success' | 'failure' | 'refusal' | 'abort'
>

test.each(['window', 'consecutive'] as const)(
  'mode %s does what its description says, whatever happens',
  async (mode) => {
    const commands = fc.commands(
      [
        fc.constant(new StartCall()),
        fc.tuple(fc.nat(5), ways).map(([pick, how]) => new EndCall(pick, how)),
        fc.integer({ min: 0, max: 45 }).map((milliseconds) => new Pass(milliseconds)),
        fc.integer({ min: -5_000, max: -1 }).map((milliseconds) => new Pass(milliseconds)),
        fc.constantFrom('closed' as const, 'isolated' as const, 'closed' as const).map((state) => new ByHand(state)),
      ],
      { maxCommands: 50, size: 'max' },
    )
    await fc.assert(
      fc.asyncProperty(commands, (sequence) =>
        fc.asyncModelRun(() => {
          const real = { now: 1_000_000, calls: new Map() } as unknown as Real
          const clock: Clock = {
            ...createSteppedClock({ start: timestamp(0) }),
            kind: 'virtual',
            now: () => timestamp(real.now),
          }
          const breaker = createCircuitBreaker({
            name: 'model',
            clock,
            mode,
            maxFailures: MAX_FAILURES,
            windowMs: WINDOW,
            resetTimeoutMs: RESET,
            trips: (error) => !(error instanceof Denial),
          })
          const model: Model = {
            mode,
            now: 0,
            state: 'closed',
            failures: [],
            openedAt: 0,
            probe: null,
            generation: 0,
            calls: new Map(),
            nextCall: 0,
          }
          return { model, real: Object.assign(real, { breaker }) }
        }, sequence),
      ),
      { numRuns: sizeOf('MODEL_RUNS', 1000) },
    )
  },
)
