import { type Clock, createMemoryStore, silentLogger } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { StoreError, type StoreErrorCode } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { createStoreKeeper } from '../../src/advisor/store-keeper.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

function keeperOn(clock: Clock) {
  const told: string[] = []
  const stopping = new AbortController()
  const keeper = createStoreKeeper(
    { clock, logger: silentLogger, signal: stopping.signal },
    {
      away: (reason) => told.push(reason),
      back: () => told.push('back'),
    },
  )
  return { keeper, told, stopping }
}

describe('what must be kept', () => {
  it('is tried until the store answers, with longer and longer pauses, and that is told once', async () => {
    const clock = createSteppedClock({ start: NOON })
    const { keeper, told } = keeperOn(clock)
    const store = faultyStore(createMemoryStore())
    store.fail('unavailable')
    const kept = Promise.all([keeper.keep(() => store.accounts()), keeper.keep(() => store.accounts())])
    await clock.sleep(60_000)
    expect(told).toEqual(['the store cannot be reached: The server is away.'])
    const asked = store.asked('accounts') / 2
    expect(asked).toBeGreaterThan(10)
    expect(asked).toBeLessThan(20)
    store.heal()
    expect(await kept).toEqual([[], []])
    expect(told).toEqual(['the store cannot be reached: The server is away.', 'back'])
  })

  it('hears that an earlier attempt may have done it', async () => {
    const clock = createSteppedClock({ start: NOON })
    const { keeper } = keeperOn(clock)
    const heard: boolean[] = []
    const codes: StoreErrorCode[] = ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN', 'STORE_BUSY']
    await keeper.keep(async (uncertain) => {
      heard.push(uncertain)
      const code = codes[heard.length - 1]
      if (code !== undefined) throw new StoreError(code, 'x')
    })
    expect(heard).toEqual([false, false, true, true])
  })

  it.each(['STORE_CORRUPT', 'STORE_CLOSED', 'STORE_FAILED', 'STORE_ACCESS_DENIED', 'FENCED', 'UNKNOWN_ORDER'] as const)(
    'is given up at once for %s, which waiting does not cure',
    async (code) => {
      const { keeper, told } = keeperOn(createSteppedClock({ start: NOON }))
      let asked = 0
      const work = async () => {
        asked += 1
        throw new StoreError(code, 'x')
      }
      await expect(keeper.keep(work)).rejects.toMatchObject({ code })
      await expect(keeper.keep(() => Promise.reject(new RangeError('a bug')))).rejects.toThrow('a bug')
      expect({ asked, told }).toEqual({ asked: 1, told: [] })
    },
  )

  it('fails no longer when it is given up after the store had been away, and the next outage is told again', async () => {
    const clock = createSteppedClock({ start: NOON })
    const { keeper, told } = keeperOn(clock)
    const away = 'the store cannot be reached: The server is away.'
    let asked = 0
    const overtaken = async () => {
      asked += 1
      throw asked === 1
        ? new StoreError('STORE_UNAVAILABLE', 'The server is away.')
        : new StoreError('FENCED', 'Another leads.')
    }
    await expect(keeper.keep(overtaken)).rejects.toMatchObject({ code: 'FENCED' })
    expect(told).toEqual([away, 'back'])
    const store = faultyStore(createMemoryStore())
    store.fail('unavailable')
    const kept = keeper.keep(() => store.accounts())
    await clock.sleep(1000)
    store.heal()
    await kept
    expect(told).toEqual([away, 'back', away, 'back'])
  })

  it('is given up with its fault when the run ends', async () => {
    const clock = createSteppedClock({ start: NOON })
    const { keeper, stopping } = keeperOn(clock)
    const store = faultyStore(createMemoryStore())
    store.fail('unavailable')
    const kept = expect(keeper.keep(() => store.accounts())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await clock.sleep(10_000)
    stopping.abort(new Error('stopped'))
    await kept
  })

  it('is tried for some seconds of a real clock after the run was asked to end, however long it had been away', async () => {
    for (const [backAfter, isKept] of [
      [4000, true],
      [6000, false],
    ] as const) {
      const stepped = createSteppedClock({ start: NOON })
      const { keeper, stopping } = keeperOn(realClock(stepped))
      const store = faultyStore(createMemoryStore())
      store.fail('unavailable')
      const kept = keeper
        .keep(() => store.accounts())
        .then(
          () => true,
          () => false,
        )
      await stepped.sleep(60_000)
      stopping.abort(new Error('stopped'))
      await stepped.sleep(backAfter)
      store.heal()
      expect(await kept).toBe(isKept)
    }
  })

  it('holds a stepped clock while the store works, and not while it waits', async () => {
    const clock = createSteppedClock({ start: NOON })
    const { keeper } = keeperOn(clock)
    let attempts = 0
    await keeper.keep(async () => {
      expect(clock.holds).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 5))
      attempts += 1
      if (attempts < 3) throw new StoreError('STORE_UNAVAILABLE', 'x')
    })
    expect(clock.holds).toBe(0)
    expect(clock.now()).toBe(NOON + 250 + 500)
  })
})
