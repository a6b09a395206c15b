import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSystemClock, machine } from '../../src/clock/system-clock.ts'

describe("the system's clock", () => {
  it('tells real time', () => {
    const clock = createSystemClock()
    expect(clock.kind).toBe('real')
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
    expect(clock.monotonic()).toBeLessThanOrEqual(clock.monotonic())
  })

  it('sleeps', async () => {
    const clock = createSystemClock()
    const before = performance.now()
    await clock.sleep(15)
    expect(performance.now() - before).toBeGreaterThanOrEqual(14)
  })

  it('ends a sleep at once when aborted, with the reason', async () => {
    const clock = createSystemClock()
    const controller = new AbortController()
    const reason = new Error('enough')
    const sleep = clock.sleep(3_600_000, controller.signal)
    controller.abort(reason)
    await expect(sleep).rejects.toBe(reason)
    await expect(clock.sleep(0, controller.signal)).rejects.toBe(reason)
  })

  it('refuses what is no duration', async () => {
    for (const milliseconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(createSystemClock().sleep(milliseconds)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    }
  })

  it('is never held still', async () => {
    const clock = createSystemClock()
    using _ = clock.hold()
    await clock.sleep(1)
  })
})

describe('a timer beyond 2^31 milliseconds', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('fires when it is due, and not at once', async () => {
    vi.useFakeTimers()
    const days = 100 * 86_400_000
    let fired = 0
    machine.after(days, () => fired++)
    await vi.advanceTimersByTimeAsync(days - 1)
    expect(fired).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(fired).toBe(1)
  })

  it('can be cancelled on its way', async () => {
    vi.useFakeTimers()
    const days = 100 * 86_400_000
    let fired = 0
    const cancel = machine.after(days, () => fired++)
    await vi.advanceTimersByTimeAsync(days / 2)
    cancel()
    await vi.advanceTimersByTimeAsync(days)
    expect([fired, vi.getTimerCount()]).toEqual([0, 0])
  })
})
