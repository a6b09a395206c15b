import { type Clock, InvalidValueError, silentLogger, timestamp } from '@betting-advisor/core'
import { type CircuitBreakerSettings, createCircuitBreaker } from '@betting-advisor/core/breaker'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'

const START = timestamp(Date.UTC(2026, 7, 1))

/** A clock set by hand, forwards or back. */
function handClock(kind: Clock['kind'] = 'virtual') {
  let now = START
  let monotonic = 0
  const clock: Clock = { ...createSteppedClock({ start: START }), kind, now: () => now, monotonic: () => monotonic }
  return {
    clock,
    pass(milliseconds: number) {
      now = timestamp(now + milliseconds)
      monotonic += milliseconds
    },
    /** A step of the system's clock, in which no time passes. */
    step(milliseconds: number) {
      now = timestamp(now + milliseconds)
    },
  }
}

function open(settings: Partial<CircuitBreakerSettings> = {}) {
  const time = handClock()
  const breaker = createCircuitBreaker({ name: 'odds:read', clock: time.clock, maxFailures: 3, ...settings })
  const fail = (error: unknown = new Error('down')) => breaker.execute(() => Promise.reject(error)).catch(() => {})
  const succeed = () => breaker.execute(() => Promise.resolve('fine'))
  const state = () => breaker.snapshot().state
  return { ...time, breaker, fail, succeed, state }
}

/** A call that ends when told to. */
function pending() {
  let resolve: () => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

describe('closed', () => {
  test('lets calls through and hands back what they give', async () => {
    const { succeed, breaker } = open()
    expect(await succeed()).toBe('fine')
    expect(breaker.snapshot()).toEqual({
      name: 'odds:read',
      state: 'closed',
      failures: 0,
      openedAt: null,
      nextProbeAt: null,
      lastError: null,
      counters: { successes: 1, failures: 0, rejections: 0 },
    })
  })

  test('passes errors on as they are, and the signal with them', async () => {
    const { breaker } = open()
    const error = new Error('down')
    const { signal } = new AbortController()
    await expect(breaker.execute(() => Promise.reject(error), signal)).rejects.toBe(error)
    expect(await breaker.execute(async (given) => given, signal)).toBe(signal)
    expect(breaker.snapshot().lastError).toEqual({ code: 'Error', message: 'down', at: START })
  })

  test('opens at the limit', async () => {
    const { fail, state, breaker } = open()
    await fail()
    await fail()
    expect(state()).toBe('closed')
    await fail()
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      failures: 3,
      openedAt: START,
      nextProbeAt: START + 60_000,
    })
  })

  test('names coded errors by their code, and throws of other things by what they are', async () => {
    const { breaker, fail } = open()
    await fail(new InvalidValueError('x', 1, 'another'))
    expect(breaker.snapshot().lastError?.code).toBe('INVALID_VALUE')
    await fail('plain text')
    expect(breaker.snapshot().lastError).toMatchObject({ code: 'UNKNOWN', message: 'plain text' })
  })
})

describe('which failures count together', () => {
  test('within a rolling window, successes between them or not', async () => {
    const { fail, succeed, pass, state, breaker } = open({ mode: 'window', windowMs: 1000 })
    await fail()
    pass(600)
    await fail()
    await succeed()
    pass(400)
    expect(breaker.snapshot().failures).toBe(1)
    await fail()
    expect(state()).toBe('closed')
    pass(599)
    await fail()
    expect(state()).toBe('open')
  })

  test('in a row, however far apart; a success ends the row', async () => {
    const { fail, succeed, pass, state } = open({ mode: 'consecutive' })
    await fail()
    await fail()
    await succeed()
    await fail()
    pass(86_400_000)
    await fail()
    expect(state()).toBe('closed')
    pass(86_400_000)
    await fail()
    expect(state()).toBe('open')
  })
})

describe('what never counts', () => {
  test('an error that the predicate does not blame on the service', async () => {
    const { fail, state, breaker } = open({ trips: (error) => error instanceof TypeError })
    for (let time = 0; time < 9; time++) await fail(new Error('insufficient funds'))
    expect(state()).toBe('closed')
    expect(breaker.snapshot().counters.failures).toBe(0)
  })

  test('a call that its caller gives up', async () => {
    const { breaker, state } = open({ maxFailures: 1 })
    const controller = new AbortController()
    const running = breaker.execute(async (signal) => {
      controller.abort(new Error('enough'))
      signal?.throwIfAborted()
    }, controller.signal)
    await expect(running).rejects.toThrow('enough')
    expect(state()).toBe('closed')
  })

  test('a call given up before it starts is not made', async () => {
    const { breaker } = open()
    let calls = 0
    const running = breaker.execute(async () => void calls++, AbortSignal.abort(new Error('enough')))
    await expect(running).rejects.toThrow('enough')
    expect(calls).toBe(0)
  })

  test('a result that comes when the state has long changed', async () => {
    const { breaker, fail, pass, succeed, state } = open()
    const slow = pending()
    const late = breaker.execute(() => slow.promise)
    for (let time = 0; time < 3; time++) await fail()
    pass(60_000)
    await succeed()
    expect(state()).toBe('closed')
    slow.reject(new Error('from long ago'))
    await expect(late).rejects.toThrow('from long ago')
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 })
  })
})

describe('open', () => {
  test('rejects at once, without calling, and says since when and until when', async () => {
    const { breaker, fail, pass } = open({ maxFailures: 1 })
    await fail()
    pass(10_000)
    let calls = 0
    const error = await breaker.execute(async () => void calls++).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      service: 'odds:read',
      since: START,
      nextTryAt: START + 60_000,
      message: 'odds:read is unavailable since 2026-08-01T00:00:00.000Z. The next try is at 2026-08-01T00:01:00.000Z.',
    })
    expect(calls).toBe(0)
    expect(breaker.snapshot().counters.rejections).toBe(1)
  })

  test('a step of a virtual clock back in time does not hold it open', async () => {
    const { fail, pass, step, succeed, state, breaker } = open({ maxFailures: 1 })
    await fail()
    pass(30_000)
    step(-3_600_000)
    // What passed since the last look is lost, and no more than that.
    expect(breaker.snapshot().nextProbeAt).toBe(START + 30_000 - 3_600_000 + 60_000)
    pass(60_000)
    await succeed()
    expect(state()).toBe('closed')
  })

  test('a step of the system’s clock does not hold it open either', async () => {
    const time = handClock('real')
    const breaker = createCircuitBreaker({ name: 'x', clock: time.clock, maxFailures: 1 })
    breaker.recordFailure(new Error('down'))
    time.step(-86_400_000)
    time.pass(59_999)
    await expect(breaker.execute(async () => 1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    time.pass(1)
    expect(await breaker.execute(async () => 1)).toBe(1)
  })
})

describe('half open', () => {
  test('one call is let through and everyone else is rejected at once', async () => {
    const { breaker, fail, pass, state } = open({ maxFailures: 1 })
    await fail()
    pass(60_000)
    const probe = pending()
    const probing = breaker.execute(() => probe.promise)
    expect(state()).toBe('half-open')
    await expect(breaker.execute(async () => 1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(() => breaker.check()).toThrow(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }))
    probe.resolve()
    await probing
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0, openedAt: null })
  })

  test('a failing probe opens it again for as long, still since the first time', async () => {
    const { breaker, fail, pass } = open({ maxFailures: 1 })
    await fail()
    pass(70_000)
    await fail()
    expect(breaker.snapshot()).toMatchObject({ state: 'open', openedAt: START, nextProbeAt: START + 130_000 })
  })

  test.each([
    ['given up by its caller', new AbortController()],
    ['failing for another reason', null],
  ])('a probe %s proves nothing: the next caller probes', async (_what, controller) => {
    const { breaker, fail, pass, succeed, state } = open({
      maxFailures: 1,
      trips: (error) => !(error instanceof RangeError),
    })
    await fail()
    pass(60_000)
    const probing = breaker.execute(async () => {
      controller?.abort()
      throw new RangeError('no')
    }, controller?.signal)
    await expect(probing).rejects.toThrow('no')
    expect(state()).toBe('half-open')
    await succeed()
    expect(state()).toBe('closed')
  })

  test('a call from before that proves nothing does not end the probe', async () => {
    const { breaker, fail, pass, state } = open({ trips: (error) => !(error instanceof RangeError) })
    const old = pending()
    const running = breaker.execute(() => old.promise).catch(() => {})
    for (let time = 0; time < 3; time++) await fail()
    pass(60_000)
    const probe = pending()
    const probing = breaker.execute(() => probe.promise)
    old.reject(new RangeError('no'))
    await running
    await expect(breaker.execute(async () => 1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    probe.resolve()
    await probing
    expect(state()).toBe('closed')
  })

  test('a probe that never answers is given up, and what it says later is ignored', async () => {
    const { breaker, fail, pass, succeed, state } = open({ maxFailures: 1 })
    await fail()
    pass(60_000)
    const probe = pending()
    const probing = breaker.execute(() => probe.promise).catch(() => {})
    pass(59_999)
    await expect(succeed()).rejects.toMatchObject({ nextTryAt: START + 120_000 })
    pass(1)
    await succeed()
    expect(state()).toBe('closed')
    probe.reject(new Error('at last'))
    await probing
    expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 })
  })
})

describe('check, for calls that must not probe', () => {
  test('gives an epoch with which the result is recorded', () => {
    const { breaker, state } = open({ maxFailures: 1 })
    const epoch = breaker.check()
    breaker.recordSuccess(epoch)
    expect(breaker.snapshot().counters.successes).toBe(1)
    breaker.recordFailure(new Error('down'), epoch)
    expect(state()).toBe('open')
    breaker.reset()
    breaker.recordFailure(new Error('late'), epoch)
    expect(state()).toBe('closed')
  })

  test('never takes the probe', async () => {
    const { breaker, fail, pass, succeed, state } = open({ maxFailures: 1 })
    await fail()
    pass(120_000)
    expect(() => breaker.check()).toThrow(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }))
    expect(state()).toBe('open')
    await succeed()
    expect(state()).toBe('closed')
  })
})

describe('by hand', () => {
  test('isolated it rejects everything for as long as nobody resets it', async () => {
    const { breaker, pass, succeed, state } = open()
    breaker.isolate('maintenance')
    pass(86_400_000 * 30)
    await expect(succeed()).rejects.toMatchObject({
      nextTryAt: undefined,
      message: expect.stringContaining('until someone resets'),
    })
    expect(breaker.snapshot()).toMatchObject({
      state: 'isolated',
      openedAt: START,
      nextProbeAt: null,
      lastError: { code: 'ISOLATED', message: 'maintenance' },
    })
    breaker.reset()
    await succeed()
    expect(state()).toBe('closed')
  })

  test('a call under way when it is isolated changes nothing', async () => {
    const { breaker, state } = open()
    const slow = pending()
    const running = breaker.execute(() => slow.promise)
    breaker.isolate('maintenance')
    slow.resolve()
    await running
    expect(state()).toBe('isolated')
  })
})

describe('listeners', () => {
  test('hear of every change of state until they leave', async () => {
    const { breaker, fail, pass, succeed } = open({ maxFailures: 1 })
    const heard: string[] = []
    const subscription = breaker.onChange(({ state }) => heard.push(state))
    await fail()
    pass(60_000)
    await succeed()
    subscription[Symbol.dispose]()
    breaker.isolate('x')
    expect(heard).toEqual(['open', 'half-open', 'closed'])
  })

  test('cannot throw into a call, nor keep others from hearing', async () => {
    const complaints: object[] = []
    const { breaker, fail } = open({
      maxFailures: 1,
      logger: { ...silentLogger, error: (fields) => complaints.push(fields) },
    })
    const heard: string[] = []
    const bad = new Error('bad listener')
    breaker.onChange(() => {
      throw bad
    })
    breaker.onChange(({ state }) => heard.push(state))
    await fail()
    expect(heard).toEqual(['open'])
    expect(complaints).toEqual([{ breaker: 'odds:read', error: bad }])
  })
})

test.each([{ maxFailures: 0 }, { maxFailures: 1.5 }, { windowMs: 0 }, { resetTimeoutMs: Number.NaN }])(
  '%j is refused',
  (settings) => {
    expect(() => open(settings)).toThrow(InvalidValueError)
  },
)
