import { after, type Clock, type Intent, MINUTE, runId, SECOND } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { RunStart } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { type FaultyStore, faultyStore, type StoreFault } from '../support/faulty-store.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** A world whose advisor asks its store through a connection that can be broken. */
function outageWorld(settings: Parameters<typeof exchangeWorld>[0] = {}) {
  const world = exchangeWorld(settings)
  const store = faultyStore(world.store())
  return { world, store }
}

describe('a store that goes away', () => {
  it('after an order has left loses nothing: what came of it is kept as soon as it is back', async () => {
    const { world, store } = outageWorld({ latencyMs: 5 * SECOND })
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE)), quotes(at(3 * MINUTE), 'm2')] })
    await world.pass(MINUTE + SECOND)
    expect(world.states()).toEqual(['SENDING'])
    store.fail('unavailable')
    await world.pass(MINUTE)
    expect(world.exchange.bets()).toHaveLength(1)
    expect(advisor.status()).toMatchObject({ tradingState: 'RECONCILING' })
    expect(advisor.status().haltReason).toContain('the store cannot be reached')
    store.heal()
    await world.pass(30 * SECOND)
    expect(world.states()).toEqual(['MATCHED'])
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', reserved: 1000 })
    await world.pass(2 * MINUTE)
    expect(world.states()).toEqual(['MATCHED', 'MATCHED'])
    expect(world.accounts.verify(world.account)).toEqual([])
    await advisor.stop('enough')
    expect(world.told('run-ended')).toHaveLength(1)
  })

  it('begins nothing meanwhile', async () => {
    const { world, store } = outageWorld()
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE)), quotes(at(2 * MINUTE))] })
    await world.pass(30 * SECOND)
    store.fail('unavailable')
    await world.pass(45 * SECOND)
    expect(store.asked('begin')).toBe(0)
    expect(advisor.status().tradingState).toBe('RECONCILING')
    store.heal()
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['MATCHED'])
    expect(world.exchange.bets()).toHaveLength(1)
  })

  it('just as an order is to be recorded: it is not sent, also not when the store is back', async () => {
    const { world, store } = outageWorld()
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE))] })
    await world.pass(30 * SECOND)
    store.fail('unavailable', 'begin')
    await world.pass(2 * MINUTE)
    expect(store.asked('begin')).toBe(1)
    store.heal()
    await world.pass(MINUTE)
    expect(world.states()).toEqual([])
    expect(world.exchange.bets()).toEqual([])
    expect(world.accounts.rejections(world.account, NOON)).toEqual({ STORE_UNAVAILABLE: 1 })
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', openBets: 0 })
  })

  it.each<StoreFault>(['unavailable', 'answer-lost'])(
    'while it is asked for events tells each once (%s)',
    async (fault) => {
      const { world, store } = outageWorld({ latencyMs: 5 * SECOND })
      await world.start({ store, prices: [quotes(at(MINUTE))] })
      await world.pass(MINUTE + 2 * SECOND)
      store.fail(fault, 'append')
      await world.pass(10 * SECOND)
      store.heal()
      await world.pass(MINUTE)
      const types = world.told('order').map(({ order }) => order.state)
      expect(types).toEqual(['SENDING', 'ACCEPTED', 'MATCHED'])
      expect(world.told('advice')).toHaveLength(1)
      expect(world.told('run-started')).toHaveLength(1)
    },
  )

  it('can be stopped all the same, with its fault', async () => {
    const { world, store } = outageWorld()
    const { advisor, running } = await world.start({ store })
    await world.pass(10 * SECOND)
    store.fail('unavailable')
    await world.pass(MINUTE)
    const stopping = advisor.stop('enough')
    await expect(running).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await stopping
  })

  it('is waited for a few seconds when the run is stopped meanwhile: nothing told and no halt is lost or doubled', async () => {
    const { world, store } = outageWorld()
    const protecting: PlaceOutcome = { kind: 'rejected', reason: { code: 'LOSS_LIMIT_EXCEEDED', message: 'enough' } }
    const { advisor, running } = await world.start({
      store,
      clock: realClock(world.clock),
      venues: [
        {
          ...createExchangeVenue({ exchange: world.exchange, clock: world.clock }),
          async doPlace() {
            store.fail('unavailable')
            return [protecting]
          },
        },
      ],
      prices: [quotes(at(MINUTE))],
    })
    await world.pass(2 * MINUTE)
    expect(advisor.status().tradingState).toBe('HALTED')
    const stopping = advisor.stop('enough')
    await world.pass(2 * SECOND)
    store.heal()
    store.fail('answer-lost', 'append')
    await world.pass(SECOND)
    store.heal()
    await world.pass(MINUTE)
    await Promise.all([running, stopping])
    expect(world.accounts.changes({ account: world.account, after: 0, at: NOON, limit: 1 }).halt).not.toBeNull()
    for (const type of ['halted', 'run-ended'] as const) expect(world.told(type)).toHaveLength(1)
    expect(world.told('order').map(({ order }) => order.state)).toEqual(['SENDING', 'REJECTED'])
  })

  it('keeps nobody from cancelling what is open, also what it was to be told more of', async () => {
    const { world, store } = outageWorld({ liquidity: { full: 0, partial: 1, everyMs: 10 * SECOND } })
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE))] })
    await world.pass(MINUTE + SECOND)
    const [before] = world.exchange.bets()
    store.fail('unavailable')
    await world.pass(30 * SECOND)
    expect(store.asked('advance')).toBeGreaterThan(3)
    expect(world.exchange.bets()[0]?.matchedStake).toBeGreaterThan(before?.matchedStake ?? 0)
    void advisor.halt('by hand').catch(() => undefined)
    await world.pass(SECOND)
    expect(world.exchange.bets()).toMatchObject([{ state: 'cancelled' }])
    store.heal()
    await world.pass(30 * SECOND)
    expect(world.states()).toEqual(['CANCELLED'])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('is halted at once in memory, and in the store as soon as it is back', async () => {
    const { world, store } = outageWorld()
    const { advisor } = await world.start({ store, prices: [quotes(at(2 * MINUTE))] })
    await world.pass(10 * SECOND)
    store.fail('unavailable')
    const halting = advisor.halt('by hand')
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'by hand' })
    await world.pass(MINUTE)
    expect(world.accounts.changes({ account: world.account, after: 0, at: NOON, limit: 1 }).halt).toBeNull()
    store.heal()
    await world.pass(10 * SECOND)
    await halting
    expect(world.accounts.changes({ account: world.account, after: 0, at: NOON, limit: 1 }).halt).toMatchObject({
      reason: 'by hand',
    })
    await world.pass(2 * MINUTE)
    expect(advisor.status().tradingState).toBe('HALTED')
    expect(world.exchange.bets()).toEqual([])
  })
})

describe('an answer of the store that is lost', () => {
  it('on recording an order: it is never sent, whatever the store has of it', async () => {
    const { world, store } = outageWorld()
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE))] })
    await world.pass(30 * SECOND)
    store.fail('answer-lost', 'begin')
    await world.pass(2 * MINUTE)
    expect(world.exchange.bets()).toEqual([])
    expect(world.accounts.orders({ account: world.account })).toMatchObject([
      { state: 'NOT_SENT', reserved: 0, reason: { code: 'STORE_UNAVAILABLE' } },
    ])
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', openBets: 0, reserved: 0 })
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('on recording an order that the store keeps only later: it is not sent either', async () => {
    const { world, store } = outageWorld()
    let recorded: Promise<unknown> | null = null
    const slow: FaultyStore = new Proxy(store, {
      get(target, name: keyof FaultyStore) {
        if (name !== 'begin') return target[name]
        return async (intent: Intent) => {
          // The server works on, though nobody is connected to it any more.
          recorded = world.clock.sleep(5 * SECOND).then(() => target.begin(intent))
          target.fail('unavailable', 'begin')
          return target.begin(intent).finally(() => target.heal())
        }
      },
    })
    const { advisor } = await world.start({ store: slow, prices: [quotes(at(MINUTE))] })
    await world.pass(MINUTE + 2 * SECOND)
    expect(world.states()).toEqual([])
    await world.pass(MINUTE)
    await recorded
    expect(world.exchange.bets()).toEqual([])
    expect(world.accounts.orders({ account: world.account })).toMatchObject([
      { state: 'NOT_SENT', reason: { code: 'STORE_UNAVAILABLE' } },
    ])
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', openBets: 0, reserved: 0 })
  })

  it('on recording one that another process has recorded first leaves that one alone', async () => {
    const { world, store } = outageWorld()
    const dead = runId('dead')
    const raced: FaultyStore = new Proxy(store, {
      get(target, name: keyof FaultyStore) {
        if (name === 'startRun') {
          return (start: RunStart) => {
            world.accounts.startRun({ ...start, run: { ...start.run, id: dead } })
            return target.startRun(start)
          }
        }
        if (name !== 'begin') return target[name]
        return (intent: Intent) => {
          world.accounts.begin({ ...intent, run: dead })
          target.fail('answer-lost', 'begin')
          return target.begin(intent)
        }
      },
    })
    await world.start({ store: raced, prices: [quotes(at(MINUTE))] })
    await world.pass(2 * MINUTE)
    const [order] = world.accounts.orders({ account: world.account })
    expect(order).toMatchObject({ state: 'ABSENT', intent: { run: dead } })
    const history = order === undefined ? [] : world.accounts.history(order.intent.key)
    expect(history.map(({ type }) => type)).toEqual(['unknown', 'absent'])
  })

  it('on an outcome is no outcome lost', async () => {
    const { world, store } = outageWorld()
    const { advisor } = await world.start({ store, prices: [quotes(at(MINUTE))] })
    await world.pass(30 * SECOND)
    store.fail('answer-lost', 'advance')
    await world.pass(35 * SECOND)
    store.heal()
    await world.pass(30 * SECOND)
    expect(world.states()).toEqual(['MATCHED'])
    expect(world.told('order').map(({ order }) => order.state)).toEqual(['SENDING', 'ACCEPTED', 'MATCHED'])
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', reserved: 1000, available: 99_000 })
  })
})

describe('at the moment of sending', () => {
  /** What comes of an order while whose recording the machine sleeps, and its monotonic clock with it. */
  async function sleptFor(milliseconds: number, kind: Clock['kind']) {
    const { world, store } = outageWorld()
    const { clock } = world
    let ahead = 0
    const sleepy = new Proxy(store, {
      get(target, name: keyof typeof store) {
        if (name !== 'begin') return target[name]
        return async (intent: Intent) => {
          const result = await store.begin(intent)
          queueMicrotask(() => (ahead = milliseconds))
          return result
        }
      },
    })
    await world.start({
      store: sleepy,
      clock: {
        kind,
        now: () => after(clock.now(), ahead),
        monotonic: () => 0,
        sleep: (asleep, signal) => clock.sleep(asleep, signal),
        hold: () => clock.hold(),
      },
      prices: [quotes(at(MINUTE))],
    })
    await world.pass(2 * MINUTE)
    const [order] = world.accounts.orders({ account: world.account })
    return { state: order?.state, code: order?.reason?.code, bets: world.exchange.bets().length }
  }

  it('a price that became too old while the store worked is not bet on', async () => {
    expect(await sleptFor(10 * MINUTE, 'virtual')).toEqual({ state: 'NOT_SENT', code: 'QUOTE_STALE', bets: 0 })
  })

  it('an order whose decision the machine slept over is withdrawn, however fresh its price', async () => {
    expect(await sleptFor(2 * SECOND, 'real')).toEqual({ state: 'NOT_SENT', code: 'SEND_DEADLINE', bets: 0 })
  })

  it('virtual time that jumps is no delay', async () => {
    expect(await sleptFor(2 * SECOND, 'virtual')).toMatchObject({ state: 'MATCHED', bets: 1 })
  })
})
