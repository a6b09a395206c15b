import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSteppedClock } from '../../src/clock/stepped-clock.ts'
import type { System } from '../../src/clock/system.ts'
import { machine } from '../../src/clock/system-clock.ts'
import { DAY, MINUTE, timestamp } from '../../src/units/timestamp.ts'

const start = timestamp(Date.UTC(2026, 7, 1))

/** The real machine, with a count of what the clock asks of it. */
function counted(): System & { deferred: number; timers: number; cancelled: number } {
  return {
    deferred: 0,
    timers: 0,
    cancelled: 0,
    monotonic: machine.monotonic,
    defer(callback) {
      this.deferred++
      machine.defer(callback)
    },
    after(milliseconds, callback) {
      this.timers++
      const cancel = machine.after(milliseconds, callback)
      return () => {
        this.cancelled++
        cancel()
      }
    },
  }
}

/** A machine whose time stands until told, and whose turns are real. */
function manual() {
  let now = 0
  let timers: { due: number; callback: () => void }[] = []
  return {
    monotonic: () => now,
    defer: machine.defer,
    after(milliseconds: number, callback: () => void) {
      const timer = { due: now + milliseconds, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    waiting: () => timers.map((timer) => timer.due - now),
    async pass(milliseconds: number) {
      now += milliseconds
      const due = timers.filter((timer) => timer.due <= now)
      timers = timers.filter((timer) => timer.due > now)
      for (const timer of due) timer.callback()
      await turns()
    },
  }
}

async function turns(count = 12): Promise<void> {
  for (let turn = 0; turn < count; turn++) await immediate()
}

describe('a stepped clock', () => {
  it('jumps from sleeper to sleeper', async () => {
    using clock = createSteppedClock({ start })
    expect([clock.kind, clock.now()]).toEqual(['virtual', start])
    const before = performance.now()
    await clock.sleep(DAY)
    await clock.sleep(DAY)
    expect(clock.now()).toBe(start + 2 * DAY)
    expect(performance.now() - before).toBeLessThan(1000)
  })

  it('keeps real time for durations', async () => {
    using clock = createSteppedClock({ start })
    const before = clock.monotonic()
    await clock.sleep(DAY)
    expect(clock.monotonic() - before).toBeLessThan(DAY / 1000)
  })

  it('stands still while anything is held, however many times a hold is released', async () => {
    using clock = createSteppedClock({ start })
    const first = clock.hold()
    const second = clock.hold()
    let woken = false
    const sleep = clock.sleep(1).then(() => {
      woken = true
    })
    await delay(20)
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    await delay(20)
    expect([woken, clock.holds, clock.now()]).toEqual([false, 1, start])
    second[Symbol.dispose]()
    await sleep
    expect(clock.now()).toBe(start + 1)
  })

  it('wakes those due together one at a time, in order, each settled before the next', async () => {
    using clock = createSteppedClock({ start })
    const log: string[] = []
    const visit = async (name: string) => {
      await clock.sleep(MINUTE)
      log.push(`${name} woken`)
      for (let request = 0; request < 3; request++) {
        {
          using _ = clock.hold()
          await delay(3)
          log.push(`${name} ${request}`)
        }
        await Promise.resolve()
        await immediate()
      }
    }
    await Promise.all([visit('a'), visit('b'), visit('c')])
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} woken`, `${name} 0`, `${name} 1`, `${name} 2`]))
    expect(clock.now()).toBe(start + MINUTE)
  })

  it('waits four turns of the machine for a hold', async () => {
    using clock = createSteppedClock({ start })
    const other = clock.sleep(2)
    await clock.sleep(1)
    await turns(4)
    {
      using _ = clock.hold()
      await delay(5)
      expect(clock.now()).toBe(start + 1)
    }
    await other
  })

  it('sets those that sleep no time at the end of the moment', async () => {
    using clock = createSteppedClock({ start })
    const log: string[] = []
    const first = clock.sleep(5).then(async () => {
      log.push('first')
      await clock.sleep(0)
      log.push('first again')
    })
    const second = clock.sleep(5).then(() => log.push('second'))
    await Promise.all([first, second])
    expect(log).toEqual(['first', 'second', 'first again'])
    expect(clock.now()).toBe(start + 5)
  })

  it('ends a sleep at once when aborted, with the reason, and forgets it', async () => {
    using clock = createSteppedClock({ start })
    using _ = clock.hold()
    const controller = new AbortController()
    const sleep = clock.sleep(DAY, controller.signal)
    expect(clock.sleepers).toBe(1)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(sleep).rejects.toBe(reason)
    expect(clock.sleepers).toBe(0)
    await expect(clock.sleep(1, controller.signal)).rejects.toBe(reason)
    expect(clock.sleepers).toBe(0)
  })

  it('leaves nothing behind on a signal that outlives its sleeps', async () => {
    using clock = createSteppedClock({ start })
    const { signal } = new AbortController()
    for (let nap = 0; nap < 20; nap++) await clock.sleep(1, signal)
    await clock.until(timestamp(start + 30), signal)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('is not moved by a sleep that was given up', async () => {
    using clock = createSteppedClock({ start })
    const controller = new AbortController()
    const given = clock.sleep(10, controller.signal).catch(() => 'given up')
    const kept = clock.sleep(20)
    controller.abort()
    await expect(given).resolves.toBe('given up')
    await kept
    expect(clock.now()).toBe(start + 20)
  })

  it('refuses sleeps that are no duration, and paces that are no speed', async () => {
    using clock = createSteppedClock({ start })
    for (const milliseconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(clock.sleep(milliseconds)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    }
    await expect(clock.sleep(1e17)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    expect(clock.sleepers).toBe(0)
    for (const pace of [0, -1, Number.NaN]) {
      expect(() => createSteppedClock({ start, pace })).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    }
  })

  it('rounds a part of a millisecond up', async () => {
    using clock = createSteppedClock({ start })
    await clock.sleep(0.2)
    expect(clock.now()).toBe(start + 1)
  })

  it('asks nothing of the machine while it is held, has no sleepers or waits for its pace', async () => {
    const system = counted()
    using clock = createSteppedClock({ start, system, pace: 1 })
    await delay(10)
    expect(system).toMatchObject({ deferred: 0, timers: 0 })
    const hold = clock.hold()
    const controller = new AbortController()
    const sleep = clock.sleep(DAY, controller.signal).catch(() => undefined)
    await delay(10)
    expect(system).toMatchObject({ deferred: 0, timers: 0 })
    hold[Symbol.dispose]()
    await expect.poll(() => system.timers).toBe(1)
    const { deferred } = system
    await delay(20)
    expect(system).toMatchObject({ deferred, timers: 1, cancelled: 0 })
    controller.abort()
    await sleep
    await delay(10)
    expect(system).toMatchObject({ timers: 1, cancelled: 1 })
    expect(system.deferred).toBeLessThan(10)
  })

  it('never runs faster than its pace', async () => {
    const system = manual()
    using clock = createSteppedClock({ start, pace: 1000, system })
    let woken = 0
    const sleeper = (async () => {
      for (woken = 0; woken < 3; woken++) await clock.sleep(60_000)
    })()
    await turns()
    expect(system.waiting()).toEqual([60])
    await system.pass(59)
    expect(clock.now()).toBe(start)
    await system.pass(1)
    expect([clock.now(), woken]).toEqual([start + 60_000, 1])
    // Late by 40: the next comes that much sooner.
    await system.pass(100)
    expect(clock.now()).toBe(start + 120_000)
    expect(system.waiting()).toEqual([20])
    await system.pass(20)
    await sleeper
    expect(clock.now()).toBe(start + 180_000)
  })

  it('does not make up for more than a tenth of a second after it stood still', async () => {
    const system = manual()
    using clock = createSteppedClock({ start, pace: 1, system })
    const hold = clock.hold()
    const sleeper = (async () => {
      for (let nap = 0; nap < 10; nap++) await clock.sleep(60)
    })()
    await system.pass(100_000)
    hold[Symbol.dispose]()
    await turns(40)
    expect(clock.now()).toBe(start + 120)
    expect(system.waiting()).toEqual([20])
    for (let nap = 0; nap < 10; nap++) await system.pass(60)
    await sleeper
  })

  it('counts the time that a request takes towards the pace', async () => {
    const system = manual()
    using clock = createSteppedClock({ start, pace: 1000, system })
    const sleep = clock.sleep(60_000)
    const hold = clock.hold()
    await system.pass(45)
    hold[Symbol.dispose]()
    await turns()
    expect(system.waiting()).toEqual([15])
    await system.pass(15)
    await sleep
  })

  it('keeps the pace on the real machine', async () => {
    using clock = createSteppedClock({ start, pace: 10_000 })
    const before = performance.now()
    for (let minute = 0; minute < 20; minute++) await clock.sleep(MINUTE)
    const elapsed = performance.now() - before
    expect(elapsed).toBeGreaterThanOrEqual(20 * 6 - 2)
    expect(elapsed).toBeLessThan(2000)
  })
})

describe('a stepped clock over real sockets', () => {
  it('shows server and client one time, however long the requests take', async () => {
    using clock = createSteppedClock({ start, pace: 60_000 })
    const server = createServer((_, response) => {
      setTimeout(() => response.end(String(clock.now())), 5)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const log: number[] = []
    const poll = async (offset: number) => {
      await clock.sleep(offset)
      for (let round = 0; round < 8; round++) {
        await clock.sleep(MINUTE)
        using _ = clock.hold()
        const asked = clock.now()
        const answer = Number(await (await fetch(`http://127.0.0.1:${address.port}/`)).text())
        expect([answer, clock.now()]).toEqual([asked, asked])
        log.push(asked - start)
      }
    }
    await Promise.all([poll(0), poll(1), poll(0)])
    server.closeAllConnections()
    server.close()
    const expected = Array.from({ length: 8 }, (_, round) => [0, 0, 1].map((offset) => (round + 1) * MINUTE + offset))
    expect(log).toEqual(expected.flat())
  })
})

describe('a limit', () => {
  it('lets everything due by then happen, then stands still', async () => {
    using clock = createSteppedClock({ start, limit: start })
    const log: number[] = []
    const sleeper = (async () => {
      for (;;) {
        await clock.sleep(10)
        using _ = clock.hold()
        await delay(1)
        log.push(clock.now() - start)
      }
    })().catch((error: unknown) => error)
    await turns()
    expect(log).toEqual([])
    await clock.until(timestamp(start + 30))
    expect(log).toEqual([10, 20, 30])
    await turns()
    expect([clock.now() - start, log.length]).toEqual([30, 3])
    await clock.until(timestamp(start + 45))
    expect([clock.now() - start, log.length]).toEqual([45, 4])
    await clock.until(clock.now())
    clock.close()
    expect(await sleeper).toMatchObject({ code: 'CLOCK_CLOSED' })
  })

  it('is reached without any sleepers', async () => {
    using clock = createSteppedClock({ start })
    await clock.until(timestamp(start + DAY))
    expect(clock.now()).toBe(start + DAY)
  })

  it('waits for holds', async () => {
    using clock = createSteppedClock({ start })
    const hold = clock.hold()
    let reached = false
    const until = clock.until(timestamp(start + 1)).then(() => {
      reached = true
    })
    await turns()
    expect(reached).toBe(false)
    hold[Symbol.dispose]()
    await until
  })

  it('can be given up, is one at a time, and not in the past', async () => {
    using clock = createSteppedClock({ start })
    using _ = clock.hold()
    await expect(clock.until(timestamp(start - 1))).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    const controller = new AbortController()
    const until = clock.until(timestamp(start + 5), controller.signal)
    await expect(clock.until(timestamp(start + 6))).rejects.toMatchObject({ code: 'INVARIANT_BROKEN' })
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(until).rejects.toBe(reason)
    await expect(clock.until(timestamp(start + 6), controller.signal)).rejects.toBe(reason)
  })
})

describe('a closed clock', () => {
  it('turns away whoever sleeps on it or waits for it', async () => {
    const system = counted()
    const clock = createSteppedClock({ start, pace: 1, system })
    const sleep = clock.sleep(DAY)
    const until = clock.until(timestamp(start + DAY))
    const settled = Promise.allSettled([sleep, until])
    await delay(10)
    clock.close()
    clock.close()
    const closed = { status: 'rejected', reason: expect.objectContaining({ code: 'CLOCK_CLOSED' }) }
    expect(await settled).toEqual([closed, closed])
    await expect(clock.sleep(1)).rejects.toMatchObject({ code: 'CLOCK_CLOSED' })
    await expect(clock.until(timestamp(start + 1))).rejects.toMatchObject({ code: 'CLOCK_CLOSED' })
    expect(system).toMatchObject({ timers: 1, cancelled: 1 })
  })
})

describe('any schedule', () => {
  const nap = fc.record({
    sleep: fc.integer({ min: 0, max: 12 }),
    abortAfter: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null, freq: 4 }),
    work: fc.array(fc.constantFrom('microtask', 'turn', 'hold', 'held-turn', 'held-timer'), { maxLength: 4 }),
  })
  const schedule = fc.array(fc.array(nap, { maxLength: 5 }), { minLength: 1, maxLength: 8 })

  it('wakes everyone at their moment, in order, one settled before the next', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (workers) => {
        using clock = createSteppedClock({ start })
        let busy: string | null = null
        let latest = start
        let order = 0
        let lastWoken: { at: number; order: number } = { at: 0, order: -1 }
        const work = async (name: string, kinds: readonly string[]) => {
          // Four turns without a hold are within what the clock promises to wait for.
          for (const kind of kinds) {
            expect(busy === null || busy === name).toBe(true)
            busy = name
            const before = clock.now()
            if (kind === 'microtask') await Promise.resolve()
            else if (kind === 'turn') await immediate()
            else {
              using _ = clock.hold()
              if (kind === 'held-turn') await immediate()
              if (kind === 'held-timer') await delay(1)
              expect(clock.now()).toBe(before)
            }
            expect(clock.now()).toBe(before)
          }
          busy = null
        }
        let woken = 0
        let aborted = 0
        const run = async (naps: (typeof workers)[number], name: string) => {
          for (const { sleep, abortAfter, work: kinds } of naps) {
            const due = clock.now() + sleep
            const mine = order++
            const controller = new AbortController()
            if (abortAfter !== null) {
              void (async () => {
                for (let turn = 0; turn < abortAfter; turn++) await immediate()
                controller.abort()
              })()
            }
            try {
              await clock.sleep(sleep, controller.signal)
            } catch {
              aborted++
              continue
            }
            woken++
            expect(clock.now()).toBe(due)
            expect(clock.now()).toBeGreaterThanOrEqual(latest)
            expect(lastWoken.at < due || (lastWoken.at === due && lastWoken.order < mine)).toBe(true)
            lastWoken = { at: due, order: mine }
            latest = clock.now()
            await work(name, kinds)
          }
        }
        await Promise.all(workers.map((naps, index) => run(naps, String(index))))
        expect(woken + aborted).toBe(workers.flat().length)
        expect([clock.sleepers, clock.holds]).toEqual([0, 0])
      }),
      { numRuns: 150 },
    )
  })

  it('is the same twice, whatever the real durations', async () => {
    const trace = async (
      workers: readonly (readonly { sleep: number; work: readonly string[] }[])[],
      slow: boolean,
    ) => {
      using clock = createSteppedClock({ start })
      const log: string[] = []
      await Promise.all(
        workers.map(async (naps, worker) => {
          for (const { sleep, work } of naps) {
            await clock.sleep(sleep)
            for (const _ of work) {
              using _hold = clock.hold()
              await (slow ? delay(1) : immediate())
              log.push(`${clock.now()} ${worker}`)
            }
          }
        }),
      )
      return log
    }
    await fc.assert(
      fc.asyncProperty(schedule, async (workers) => {
        expect(await trace(workers, true)).toEqual(await trace(workers, false))
      }),
      { numRuns: 50 },
    )
  })
})
