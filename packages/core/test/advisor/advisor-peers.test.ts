import { after, createSystemClock, isAdvisorError, MINUTE, SECOND, type Timestamp } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import {
  createEngine,
  createExchangeVenue,
  createSteppedClock,
  engineSettings,
  replay,
} from '@betting-advisor/core/simulation'
import type { Lease } from '@betting-advisor/core/store'
import { describe, expect, it, vi } from 'vitest'
import { owner } from '../../src/advisor/partition.ts'
import { scriptedResults, withWideDay } from '../support/advisor.ts'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { ended, NOON } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const markets = Array.from({ length: 12 }, (_, index) => `m${index + 1}`)

const risk = { maxOpenBets: 100, rateLimit: { orders: 100, windowMs: MINUTE } }

/** A clock of one process alone: it stands still when the process does. */
const ownClock = (now: Timestamp) => createSteppedClock({ start: now, limit: now })

describe('two engines on one account', () => {
  it('share the markets: each bets on its own, and every market has one that does', async () => {
    const world = exchangeWorld()
    const parts = { input: { risk }, prices: [quotes(at(10 * SECOND), ...markets)] }
    const [first, second] = [await world.start(parts), await world.start(parts)]
    await world.pass(MINUTE)
    const runs = [first.advisor.status().run, second.advisor.status().run]
    const orders = world.accounts.orders({ account: world.account })
    expect(orders).toHaveLength(markets.length)
    expect(new Set<string>(orders.map(({ intent }) => intent.market))).toEqual(new Set(markets))
    for (const { intent } of orders) expect(intent.run).toBe(owner(intent.market, runs))
    expect(new Set(orders.map(({ intent }) => intent.run)).size).toBe(2)
    expect(world.told('warning').filter(({ code }) => code === 'DECISION_EXISTS')).toEqual([])
  })

  it('share the limits: what one has taken is missing to the other', async () => {
    const world = exchangeWorld()
    const parts = { input: { risk: { maxOpenBets: 5 } }, prices: [quotes(at(10 * SECOND), ...markets)] }
    const [first, second] = [await world.start(parts), await world.start(parts)]
    await world.pass(MINUTE)
    expect(world.accounts.orders({ account: world.account })).toHaveLength(5)
    expect(first.advisor.status()).toMatchObject({ openBets: 5, reserved: 5000, available: 95_000 })
    expect(second.advisor.status()).toMatchObject({ openBets: 5, reserved: 5000, available: 95_000 })
  })

  it('are refused when they would bet by other limits', async () => {
    const world = exchangeWorld()
    await world.start()
    await world.pass(SECOND)
    await expect(world.start({ input: { risk: { maxOpenBets: 7 } } })).rejects.toMatchObject({ code: 'LIMITS_DIFFER' })
  })

  it('stop together: a halt of one stops the other within the time between two looks', async () => {
    const world = exchangeWorld()
    const [first, second] = [await world.start(), await world.start({ prices: [quotes(at(MINUTE), ...markets)] })]
    await world.pass(10 * SECOND)
    expect(second.advisor.status().tradingState).toBe('ACTIVE')
    await first.advisor.halt('enough')
    await world.pass(250)
    expect(second.advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'enough' })
    await world.pass(2 * MINUTE)
    expect(world.states()).toEqual([])
    const { code } = await second.advisor.askResume()
    await second.advisor.resume(code, 'all well')
    await world.pass(250)
    expect(first.advisor.status().tradingState).toBe('ACTIVE')
  })

  it('learn of settlements by the one that leads, and both count the losses', async () => {
    const world = exchangeWorld()
    const input = { risk: { consecutiveLossLimit: 2, consecutiveLossWarn: 1 } }
    const results = () => [
      scriptedResults([{ at: at(5 * MINUTE), tell: ['m1', 'm2', 'm3'].map((id) => ended(lasting(id), 'Away')) }]),
    ]
    const parts = () => ({ input, results: results(), prices: [quotes(at(10 * SECOND), 'm1', 'm2', 'm3')] })
    const lines: string[] = []
    const recorder = { append: (line: string) => void lines.push(line), close: async () => {} }
    const [first, second] = [await world.start(parts()), await world.start({ ...parts(), recorder })]
    await world.pass(6 * MINUTE)
    expect(world.states()).toEqual(['SETTLED', 'SETTLED', 'SETTLED'])
    expect(world.told('order').filter(({ order }) => order.state === 'SETTLED')).toHaveLength(3)
    for (const { advisor } of [first, second]) {
      expect(advisor.status()).toMatchObject({ profitToday: -3000, openBets: 0, equity: 97_000 })
      expect(advisor.status().tradingBreakers[0]).toMatchObject({ kind: 'loss-streak', level: 'locked' })
    }
    expect(world.accounts.locks(world.account)).toHaveLength(1)
    expect(world.accounts.verify(world.account)).toEqual([])
    const settings = defineSettings(withWideDay({ account: { name: 'test' }, ...input }))
    const strategies = [backHome(1000, { venue: 'exchange' })]
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const report = await replay(lines, () => createEngine(engineSettings(settings, strategies, [venue])))
    expect(report.difference).toBeNull()
    expect(lines.some((line) => line.includes('"type":"synced"'))).toBe(true)
  })
})

describe('a leader that dies', () => {
  it('is followed by another, which settles, and looks for what it left open', async () => {
    const world = exchangeWorld()
    const results = () => [scriptedResults([{ at: at(10 * MINUTE), tell: [ended(lasting('m1'), 'Home')] }])]
    const clock = ownClock(NOON)
    // Its orders reach the exchange, and it never hears of it.
    const venue = createExchangeVenue({ exchange: world.exchange, clock })
    const doPlace: typeof venue.doPlace = async (...asked) => {
      await venue.doPlace(...asked)
      return new Promise(() => {})
    }
    const first = await world.start({
      input: { risk },
      clock,
      venues: [{ ...venue, doPlace }],
      results: results(),
      prices: [quotes(at(10 * SECOND), ...markets)],
    })
    await clock.until(at(5 * SECOND))
    await world.pass(5 * SECOND)
    const second = await world.start({
      input: { risk },
      results: results(),
      prices: [quotes(at(20 * SECOND), ...markets), quotes(at(5 * MINUTE), ...markets)],
    })
    await world.pass(3 * SECOND)
    await clock.until(at(11 * SECOND))
    const [mine, theirs] = [first.advisor.status().run, second.advisor.status().run]
    const leader = () => world.accounts.lead(theirs, world.clock.now(), 6000).leader
    expect(leader()).toBe(mine)
    expect(new Set(world.states())).toEqual(new Set(['SENDING']))
    await world.pass(10 * SECOND)
    expect(leader()).toBe(theirs)
    await world.pass(11 * MINUTE)
    const orders = world.accounts.orders({ account: world.account })
    expect(orders).toHaveLength(markets.length)
    expect(orders.filter(({ state }) => state === 'SETTLED')).toMatchObject([{ intent: { market: 'm1' } }])
    expect(orders.filter(({ state }) => state === 'MATCHED')).toHaveLength(markets.length - 1)
    expect(new Set(orders.map(({ intent }) => intent.run))).toEqual(new Set([mine, theirs]))
    expect(world.exchange.bets()).toHaveLength(markets.length)
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('and does not know it changes nothing in the name of a leader', async () => {
    const world = exchangeWorld({ faults: { drop: 1 } })
    const dead = await world.start({ prices: [quotes(at(SECOND))] })
    await world.pass(2 * SECOND)
    await dead.advisor.stop('gone')
    expect(world.states()).toEqual(['UNKNOWN'])
    world.exchange.disturb({ drop: 0, lookupTruncate: 1 })

    const inner = world.store()
    const believed: Lease[] = []
    const mind: { isDeluded: boolean } = { isDeluded: false }
    const fenced: string[] = []
    const old = await world.start({
      store: {
        ...inner,
        async lead(run, moment, ttl) {
          const [belief] = believed
          if (mind.isDeluded && belief !== undefined) return belief
          believed[0] = await inner.lead(run, moment, ttl)
          return believed[0]
        },
        async advance(key, events, fence) {
          return inner.advance(key, events, fence).catch((error: unknown) => {
            if (isAdvisorError(error)) fenced.push(`${events[0]?.type} ${error.code}`)
            throw error
          })
        },
      },
    })
    await world.pass(MINUTE)
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const line: { isDown: boolean } = { isDown: true }
    const next = await world.start({
      venues: [
        {
          ...venue,
          list: async () => ({ complete: true, bets: [] }),
          lookup: (refs, signal) => (line.isDown ? Promise.reject(new Error('down')) : venue.lookup(refs, signal)),
        },
      ],
    })
    mind.isDeluded = true
    await world.pass(MINUTE)
    const { run } = next.advisor.status()
    expect(world.accounts.lead(run, world.clock.now(), 6000).leader).toBe(run)
    world.exchange.disturb({ lookupTruncate: 0 })
    await world.pass(2 * MINUTE)
    expect(world.states()).toEqual(['UNKNOWN'])
    expect(new Set(fenced)).toEqual(new Set(['absent FENCED']))
    line.isDown = false
    mind.isDeluded = false
    await world.pass(3 * MINUTE)
    expect(world.states()).toEqual(['ABSENT'])
    expect(old.advisor.status().tradingState).not.toBe('HALTED')
    expect(world.accounts.verify(world.account)).toEqual([])
  })
})

it('an engine whose peer has ended works on every market', async () => {
  const world = exchangeWorld()
  const first = await world.start({ input: { risk } })
  const second = await world.start({ input: { risk }, prices: [quotes(at(MINUTE), ...markets)] })
  await world.pass(10 * SECOND)
  await first.advisor.stop('enough')
  await world.pass(2 * MINUTE)
  expect(new Set(world.accounts.orders({ account: world.account }).map(({ intent }) => intent.run))).toEqual(
    new Set([second.advisor.status().run]),
  )
  expect(second.advisor.status()).toMatchObject({ openBets: markets.length, equity: 100_000 })
})

it('on the system clock engines look at the store by themselves', async () => {
  const world = exchangeWorld()
  const clock = createSystemClock()
  const parts = () => ({ clock, syncMs: 20, venues: [createExchangeVenue({ exchange: world.exchange, clock })] })
  const [first, second] = [await world.start(parts()), await world.start(parts())]
  const state = (each: typeof first) => each.advisor.status().tradingState
  await vi.waitFor(() => expect([state(first), state(second)]).toEqual(['ACTIVE', 'ACTIVE']), 10_000)
  await second.advisor.halt('enough')
  await vi.waitFor(() => expect(state(first)).toBe('HALTED'), 5000)
  await Promise.all([first.advisor.stop('done'), second.advisor.stop('done')])
  await Promise.all([first.running, second.running])
})
