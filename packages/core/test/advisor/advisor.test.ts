import {
  type Advice,
  type Advisor,
  type AdvisorEvent,
  accountKey,
  after,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  HOUR,
  InvalidValueError,
  MINUTE,
  money,
  type Order,
  type Store,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { multiplicative, sharpPrices } from '@betting-advisor/core/odds'
import type { Control } from '@betting-advisor/core/risk'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it, vi } from 'vitest'
import { keepingLogger, openAdvisor, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { oneByOne } from '../support/placing.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }
const ACCOUNT = accountKey('DRY_RUN', 'test')
const oneBet = () => scriptedPrices([{ at: at(MINUTE), tell: [news(matchOdds(), at(MINUTE), EVENS)] }])

/** A store of which some methods fail or are watched. */
function storeWith(changes: Partial<Store>): Store {
  const store = createMemoryStore(createMemoryAccounts())
  return { ...store, ...changes }
}

/** A venue that answers as told. */
function venueWith(place: (order: Order['intent']) => Promise<PlaceOutcome>): Venue & { sent: string[] } {
  const sent: string[] = []
  const paper = createPaperVenue({ clock: createSteppedClock({ start: NOON }) })
  return {
    ...paper,
    sent,
    doPlace: oneByOne((order) => {
      sent.push(order.key)
      return place(order)
    }),
  }
}

const matched = async ({ ref, stake, price }: Order['intent']): Promise<PlaceOutcome> => ({
  kind: 'accepted',
  venueOrderId: ref,
  matchedStake: stake,
  averagePrice: price,
})

const typesOf = async (store: Store): Promise<readonly AdvisorEvent['type'][]> =>
  (await store.events({ account: ACCOUNT, after: 0, limit: 1000 })).map(({ event }) => event.type)

describe('an advisor', () => {
  it('bets, settles, tells of it and ends when its sources do', async () => {
    const advices: Advice[] = []
    const events: string[] = []
    let changes = 0
    const prices = scriptedPrices([
      { at: at(MINUTE), tell: [news(matchOdds(), at(MINUTE), EVENS)] },
      { at: at(3 * HOUR), tell: [] },
    ])
    const results = scriptedResults([{ at: at(2 * HOUR), tell: [ended(matchOdds(), 'Home')] }])
    const { advisor, store } = await openAdvisor({ sources: [prices], results: [results], strategies: [backHome()] })
    advisor.on('advice', (advice) => advices.push(advice))
    advisor.on('event', ({ event }) => events.push(event.type))
    const subscription = advisor.on('change', () => void changes++)
    await advisor.run()
    expect(advices).toMatchObject([{ rejection: null, stake: 1000 }])
    expect(events).toEqual(['run-started', 'advice', 'order', 'order', 'order', 'run-ended'])
    expect(await typesOf(store)).toEqual(events)
    expect(changes).toBeGreaterThan(3)
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ state: 'SETTLED', profit: 1000 }])
    expect(await store.runs(ACCOUNT)).toMatchObject([{ endedAt: at(3 * HOUR), clock: 'virtual', source: 'recording' }])
    subscription[Symbol.dispose]()
    const before = changes
    await advisor.halt('over')
    expect(changes).toBe(before)
    await advisor[Symbol.asyncDispose]()
  })

  it('says how it is doing', async () => {
    const input = { risk: { consecutiveLossLimit: 2, consecutiveLossWarn: 1, maxOpenBets: 7 } }
    const markets = [matchOdds('a'), matchOdds('b'), matchOdds('c', { startsAt: at(9 * HOUR) })]
    const prices = scriptedPrices([
      { at: at(MINUTE), tell: markets.map((market) => news(market, at(MINUTE), EVENS)) },
      { at: at(3 * HOUR), tell: [] },
    ])
    const results = scriptedResults([
      { at: at(2 * HOUR), tell: [ended(matchOdds('a'), 'Away'), ended(matchOdds('b'), 'Away')] },
    ])
    const { advisor } = await openAdvisor({ input, sources: [prices], results: [results], strategies: [backHome()] })
    const states: string[] = []
    advisor.on('change', () => states.push(advisor.status().tradingState))
    expect(advisor.status()).toMatchObject({ tradingState: 'RECONCILING', available: 100_000, openBets: 0, now: NOON })
    await advisor.run()
    expect(states).toContain('ACTIVE')
    expect(states.at(-1)).toBe('HALTED')
    const status = advisor.status()
    expect(status).toMatchObject({
      account: 'DRY_RUN:test',
      mode: 'DRY_RUN',
      run: 'DRY_RUN:test#1',
      clock: 'virtual',
      source: 'recording',
      now: at(3 * HOUR),
      startedAt: NOON,
      tradingState: 'HALTED',
      haltReason: 'the run has ended: every source has ended',
      available: 97_000,
      reserved: 1000,
      equity: 98_000,
      deposited: 100_000,
      peakEquity: 100_000,
      profitToday: -2000,
      openBets: 1,
      maxOpenBets: 7,
      unresolved: 0,
      markets: 1,
      strategies: ['back-home@1'],
    })
    expect(status.drawdown).toBeCloseTo(0.02, 12)
    expect(status.feeds.map(({ name }) => name)).toEqual(['script', 'results'])
    expect(status.tradingBreakers).toMatchObject([
      { kind: 'loss-streak', level: 'locked', value: 2, limit: 2, lock: { reason: '2 losses in a row, limit 2' } },
      { kind: 'drawdown', level: 'ok', lock: null },
      { kind: 'day-loss', level: 'ok', value: 2000, lock: null },
    ])
    const { lock } = status.tradingBreakers[0] ?? expect.fail('no breaker')
    expect(await advisor.liftLock('no such lock')).toBe(false)
    expect(await advisor.liftLock(lock?.id ?? '')).toBe(true)
    expect(advisor.status().tradingBreakers[0]).toMatchObject({ level: 'ok', value: 0, lock: null })
    expect(await advisor.store.locks(ACCOUNT)).toMatchObject([{ until: at(3 * HOUR) }])
    await advisor[Symbol.asyncDispose]()
  })

  it('lifts a lock that only the store knows of', async () => {
    const { advisor, store } = await openAdvisor()
    const scope = { account: ACCOUNT, kind: 'drawdown' as const, strategy: null, market: null }
    await store.setLock({ id: 'foreign', ...scope, reason: 'r', from: NOON, until: null })
    expect(await advisor.liftLock('foreign')).toBe(true)
    expect(await advisor.liftLock('foreign')).toBe(false)
  })

  it('settles what no source can by the word of a person, by the same rules', async () => {
    const sources = [scriptedPrices([{ at: at(MINUTE), tell: [news(matchOdds('a'), at(MINUTE), EVENS)] }], true)]
    const { advisor, store } = await openAdvisor({ sources, strategies: [backHome()] })
    const running = advisor.run()
    await vi.waitFor(async () => expect(await store.orders({ account: ACCOUNT, states: ['MATCHED'] })).toHaveLength(1))
    expect(await advisor.settle({ ...ended(matchOdds('a'), 'Home'), selections: [] })).toBe(false)
    expect(await store.orders({ account: ACCOUNT, states: ['MATCHED'] })).toHaveLength(1)
    expect(await advisor.settle(ended(matchOdds('a'), 'Home'))).toBe(true)
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ state: 'SETTLED', outcome: 'won' }])
    expect(await store.verify(ACCOUNT)).toEqual([])
    await advisor.stop('done')
    await running
  })

  it('tells its sources of results which markets wait for one, each once, by the start that is known now', async () => {
    const later = matchOdds('a', { startsAt: at(5 * HOUR) })
    const prices = scriptedPrices([
      { at: at(MINUTE), tell: [news(matchOdds('a'), at(MINUTE), EVENS), news(matchOdds('b'), at(MINUTE), EVENS)] },
      { at: at(2 * MINUTE), tell: [news(later, at(2 * MINUTE), EVENS)] },
      { at: at(3 * MINUTE), tell: [news(matchOdds('b'), at(3 * MINUTE), {}, { status: 'closed' })] },
    ])
    let awaited: Parameters<Parameters<typeof scriptedResults>[1] & object>[0] = () => []
    const results = scriptedResults([], (ask) => {
      awaited = ask
    })
    const strategies = [backHome(), backHome(500, { name: 'other' })]
    const { advisor } = await openAdvisor({ sources: [prices], results: [results], strategies })
    await advisor.run()
    const common = { competition: 'league', outcomes: matchOdds().selections.length }
    expect(awaited()).toEqual([
      { ...common, market: 'a', event: 'event a', startsAt: at(5 * HOUR) },
      { ...common, market: 'b', event: 'event b', startsAt: at(HOUR) },
    ])
  })

  it('ends when it is stopped, once and for all who wait', async () => {
    const { advisor, store } = await openAdvisor({ sources: [scriptedPrices([], true)] })
    const running = advisor.run()
    expect(advisor.run()).toBe(running)
    await advisor.stop('enough')
    await advisor.stop('again')
    await running
    expect((await store.events({ account: ACCOUNT, after: 0, limit: 10 })).at(-1)?.event).toMatchObject({
      type: 'run-ended',
      reason: 'enough',
    })
  })

  it('that is closed without having run ends its run all the same', async () => {
    const accounts = createMemoryAccounts()
    const { advisor } = await openAdvisor({
      store: createMemoryStore(accounts),
      sources: [oneBet()],
      strategies: [backHome()],
    })
    await advisor[Symbol.asyncDispose]()
    expect(accounts.runs(ACCOUNT)).toMatchObject([{ endedAt: NOON }])
    expect(accounts.orders({ account: ACCOUNT })).toEqual([])
  })

  it('ends by a signal, before or while it runs, and lets go of the signal', async () => {
    const late = new AbortController()
    const first = await openAdvisor({ sources: [scriptedPrices([], true)] })
    const removed = vi.spyOn(late.signal, 'removeEventListener')
    const running = first.advisor.run(late.signal)
    late.abort()
    await running
    expect(removed).toHaveBeenCalledOnce()
    const second = await openAdvisor({ sources: [scriptedPrices([], true)] })
    await second.advisor.run(AbortSignal.abort())
    expect(await second.store.runs(ACCOUNT)).toMatchObject([{ endedAt: NOON }])
  })

  it('ends without a fault when a source throws because it was asked to end', async () => {
    const source = {
      ...scriptedPrices([]),
      async *updates({ signal }: { signal: AbortSignal }) {
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new DOMException('x', 'AbortError'))),
        )
      },
    }
    const { advisor } = await openAdvisor({ sources: [source] })
    const running = advisor.run()
    await advisor.stop('enough')
    await running
  })

  it('decides nothing on what a source still says after the stop', async () => {
    let say: (() => void) | undefined
    const source = {
      ...scriptedPrices([]),
      async *updates() {
        await new Promise<void>((resolve) => {
          say = resolve
        })
        yield [news(matchOdds(), NOON, EVENS)]
      },
    }
    const { advisor, store } = await openAdvisor({ sources: [source], strategies: [backHome()] })
    const running = advisor.run()
    await vi.waitFor(() => expect(say).toBeDefined())
    const stopping = advisor.stop('enough')
    say?.()
    await Promise.all([running, stopping])
    expect(await store.orders({ account: ACCOUNT })).toEqual([])
  })

  it('ends with the fault of a source or of a strategy, and keeps why', async () => {
    const fault = new Error('the feed broke')
    const failing = scriptedPrices([{ at: at(MINUTE), fail: fault }])
    const { advisor, store } = await openAdvisor({ sources: [failing, scriptedPrices([], true)] })
    await expect(advisor.run()).rejects.toBe(fault)
    await advisor.stop('too late')
    expect((await store.events({ account: ACCOUNT, after: 0, limit: 10 })).at(-1)?.event).toMatchObject({
      reason: 'the feed broke',
    })

    const bug = new RangeError('a bug')
    const strategies = [
      {
        name: 'buggy',
        version: '1',
        onMarket() {
          throw bug
        },
      },
    ]
    const other = await openAdvisor({ sources: [oneBet()], strategies })
    await expect(other.advisor.run()).rejects.toBe(bug)
    expect(await other.store.runs(ACCOUNT)).toMatchObject([{ endedAt: at(MINUTE) }])
    expect((await other.store.events({ account: ACCOUNT, after: 0, limit: 10 })).at(-1)?.event).toMatchObject({
      type: 'run-ended',
      reason: 'a bug',
    })

    const results = scriptedResults([{ at: at(MINUTE), fail: fault }])
    const third = await openAdvisor({ sources: [scriptedPrices([], true)], results: [results] })
    await expect(third.advisor.run()).rejects.toBe(fault)
  })

  it('reports listeners that throw, at once or later, and goes on', async () => {
    const logger = keepingLogger()
    const { advisor, store } = await openAdvisor({ sources: [oneBet()], strategies: [backHome()], logger })
    advisor.on('advice', () => {
      throw new Error('at once')
    })
    advisor.on('event', async () => {
      throw new Error('later')
    })
    await advisor.run()
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ state: 'MATCHED' }])
    const messages = logger.lines.map(({ fields }) => ('error' in fields ? String(fields.error) : ''))
    expect(messages).toContain('Error: at once')
    expect(messages).toContain('Error: later')
  })

  it('can be halted by a strategy while it decides: nothing more leaves', async () => {
    let advisor: Advisor | undefined
    const strategy = backHome(1000, {
      onMarket(market, desk) {
        backHome().onMarket?.(market, desk)
        void advisor?.halt('the strategy has seen enough')
      },
    })
    const venue = venueWith(matched)
    const opened = await openAdvisor({ sources: [oneBet()], strategies: [strategy], venues: [venue] })
    advisor = opened.advisor
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect((await opened.store.orders({ account: ACCOUNT })).map(({ state }) => state)).not.toContain('MATCHED')
    expect(await opened.store.verify(ACCOUNT)).toEqual([])
  })

  it('closes its store and its recorder once, whatever happens', async () => {
    const close = vi.fn(async () => {})
    const recorder = { append() {}, close: vi.fn(async () => {}) }
    const { advisor } = await openAdvisor({ store: storeWith({ close }), recorder })
    await advisor[Symbol.asyncDispose]()
    await advisor[Symbol.asyncDispose]()
    expect(close).toHaveBeenCalledOnce()
    expect(recorder.close).toHaveBeenCalledOnce()

    const broken = { append() {}, close: () => Promise.reject(new Error('disk full')) }
    const other = await openAdvisor({ store: storeWith({ close }), recorder: broken })
    await expect(other.advisor[Symbol.asyncDispose]()).rejects.toThrow('disk full')
    expect(close).toHaveBeenCalledTimes(2)
  })

  it('closes its recorder when its store cannot be opened', async () => {
    const recorder = { append() {}, close: vi.fn(async () => {}) }
    const store = Promise.reject(new Error('locked'))
    await expect(
      createAdvisor({
        settings: defineSettings({}),
        sources: [],
        strategies: [],
        venues: [venueWith(matched)],
        store,
        recorder,
      }),
    ).rejects.toThrow('locked')
    expect(recorder.close).toHaveBeenCalledOnce()
  })

  it('ends with the error of a recorder that cannot write, before anything is done', async () => {
    let lines = 0
    const full = new Error('disk full')
    const recorder = {
      append(line: string) {
        if (line.includes('"type":"begin"')) throw full
        lines += 1
      },
      close: async () => {},
    }
    const venue = venueWith(matched)
    const { advisor, store } = await openAdvisor({
      sources: [oneBet()],
      strategies: [backHome()],
      recorder,
      venues: [venue],
    })
    await expect(advisor.run()).rejects.toBe(full)
    expect(lines).toBeGreaterThan(2)
    expect(venue.sent).toEqual([])
    expect(await store.orders({ account: ACCOUNT })).toEqual([])
  })

  it('numbers its runs, also when another process has just taken the number', async () => {
    const accounts = createMemoryAccounts()
    const inner = createMemoryStore(accounts)
    await openAdvisor({ store: inner })
    const store = { ...inner, runs: async () => [] }
    const { advisor } = await openAdvisor({ store })
    expect(advisor.status().run).toBe('DRY_RUN:test#2')
    await expect(
      openAdvisor({ store: storeWith({ startRun: () => Promise.reject(new Error('gone')) }) }),
    ).rejects.toThrow('gone')
  })
})

describe('refused', () => {
  const refusals: readonly (readonly [string, Parameters<typeof openAdvisor>[0]])[] = [
    ['LIVE in code', { mode: 'LIVE' }],
    ['LIVE in the settings', { settings: { ...defineSettings({}), mode: 'LIVE' } }],
    [
      'a venue whose bets are real',
      { venues: [{ ...venueWith(matched), traits: { ...venueWith(matched).traits, origin: 'venue' } }] },
    ],
    [
      'a store in memory in production',
      { settings: { ...defineSettings({}), permits: { emulator: true, memoryStore: false } } },
    ],
    [
      'an emulator in production',
      {
        settings: { ...defineSettings({}), permits: { emulator: false, memoryStore: true } },
        sources: [{ ...scriptedPrices([]), origin: 'emulator' }],
      },
    ],
  ]

  it.each(refusals)('%s, and the store is closed', async (_, parts) => {
    const close = vi.fn(async () => {})
    const recorder = { append() {}, close: vi.fn(async () => {}) }
    await expect(openAdvisor({ ...parts, store: storeWith({ close }), recorder })).rejects.toMatchObject({
      code: 'MODE_REFUSED',
    })
    expect(close).toHaveBeenCalledOnce()
    expect(recorder.close).toHaveBeenCalledOnce()
  })
})

describe('a store that fails', () => {
  const gone = new Error('the disk is gone')
  const prices = () =>
    scriptedPrices([
      { at: at(MINUTE), tell: ['a', 'b'].map((id) => news(matchOdds(id), at(MINUTE), EVENS)) },
      { at: at(2 * MINUTE), tell: [news(matchOdds('c'), at(2 * MINUTE), EVENS)] },
    ])

  it('at begin ends the run with its error, and nothing is sent', async () => {
    const venue = venueWith(matched)
    const { advisor } = await openAdvisor({
      store: storeWith({ begin: () => Promise.reject(gone) }),
      sources: [prices()],
      strategies: [backHome()],
      venues: [venue],
    })
    await expect(advisor.run()).rejects.toBe(gone)
    expect(venue.sent).toEqual([])
  })

  it('at begin of one order stops the other, though it is recorded', async () => {
    const inner = createMemoryStore(createMemoryAccounts())
    const venue = venueWith(matched)
    const store: Store = {
      ...inner,
      begin: (intent) =>
        intent.market === 'a'
          ? Promise.reject(gone)
          : new Promise((resolve) => setTimeout(resolve, 5)).then(() => inner.begin(intent)),
    }
    // Where time is virtual the store is asked one thing after the other.
    const clock = { ...clockOf(createSteppedClock({ start: NOON })), kind: 'real' as const, monotonic: () => 0 }
    const { advisor } = await openAdvisor({
      store,
      clock,
      sources: [prices()],
      strategies: [backHome()],
      venues: [venue],
    })
    await expect(advisor.run()).rejects.toBe(gone)
    expect(venue.sent).toEqual([])
    expect(await inner.orders({ account: ACCOUNT })).toMatchObject([{ state: 'SENDING' }])
  })

  it.each(['advance', 'append', 'heartbeat'] as const)(
    'at %s ends the run with its error; nothing leaves afterwards',
    async (method) => {
      const venue = venueWith(matched)
      const fails = () => Promise.reject(gone)
      const { advisor } = await openAdvisor({
        store: storeWith({ [method]: fails }),
        sources: [prices()],
        strategies: [backHome()],
        venues: [venue],
      })
      await expect(advisor.run()).rejects.toBe(gone)
      expect(venue.sent.filter((key) => key.includes('|c|'))).toEqual([])
    },
  )

  it('at the end of the run is the fault of the run, unless another came before', async () => {
    const endRun = () => Promise.reject(gone)
    const clean = await openAdvisor({ store: storeWith({ endRun }) })
    await expect(clean.advisor.run()).rejects.toBe(gone)
    const logger = keepingLogger()
    const first = new Error('first')
    const faulty = await openAdvisor({
      store: storeWith({ endRun }),
      sources: [scriptedPrices([{ at: NOON, fail: first }])],
      logger,
    })
    await expect(faulty.advisor.run()).rejects.toBe(first)
    expect(logger.lines.filter(({ level }) => level !== 'debug')).toMatchObject([
      { level: 'error', fields: { event: 'run.end-failed' } },
    ])
  })
})

describe('an order on its way', () => {
  it('is withdrawn when the run was stopped before it left', async () => {
    const inner = createMemoryStore(createMemoryAccounts())
    const venue = venueWith(matched)
    let advisor: Advisor | undefined
    const store: Store = {
      ...inner,
      begin(intent) {
        void advisor?.stop('now')
        return inner.begin(intent)
      },
    }
    advisor = (await openAdvisor({ store, sources: [oneBet()], strategies: [backHome()], venues: [venue] })).advisor
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect(await inner.orders({ account: ACCOUNT })).toMatchObject([
      { state: 'NOT_SENT', reason: { code: 'STOPPING', message: 'now' } },
    ])
  })

  it('is withdrawn when a halt came at the last moment', async () => {
    const inner = createMemoryStore(createMemoryAccounts())
    const venue = venueWith(matched)
    let advisor: Advisor | undefined
    const store: Store = {
      ...inner,
      append(events) {
        // The order has been handed over to be sent, and has not left yet.
        if (events.some(({ type }) => type === 'order')) void advisor?.halt('just now')
        return inner.append(events)
      },
    }
    advisor = (await openAdvisor({ store, sources: [oneBet()], strategies: [backHome()], venues: [venue] })).advisor
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect(await inner.orders({ account: ACCOUNT })).toMatchObject([
      { state: 'NOT_SENT', reason: { code: 'HALTED', message: 'just now' } },
    ])
  })

  it('is looked for by one search, whatever else becomes known of it', async () => {
    const yardstick = sharpPrices(venueId('book'), multiplicative)
    const clock = createSteppedClock({ start: NOON })
    const asked: number[] = []
    const venue: Venue = {
      ...venueWith(() => Promise.reject(new Error('no answer'))),
      lookup: async () => {
        asked.push(clock.now())
        return { complete: false, orders: [] }
      },
    }
    const prices = scriptedPrices([
      { at: at(MINUTE), tell: [news(matchOdds(), at(MINUTE), EVENS)] },
      { at: at(59 * MINUTE), tell: [news(matchOdds(), at(59 * MINUTE), EVENS)] },
      { at: at(61 * MINUTE), tell: [news(matchOdds(), at(61 * MINUTE), EVENS)] },
      { at: at(66 * MINUTE), tell: [] },
    ])
    const { advisor, store } = await openAdvisor({
      clock,
      venues: [venue],
      sources: [prices],
      strategies: [backHome(1000, { yardstick })],
    })
    await advisor.run()
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ state: 'UNKNOWN', closingProbability: 0.5 }])
    expect(asked.filter((moment) => moment > at(61 * MINUTE)).length).toBeLessThanOrEqual(5)
  })

  it('is waited for when the run is stopped after it left', async () => {
    let answer: (() => void) | undefined
    const venue = venueWith(async (order) => {
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return matched(order)
    })
    const { advisor, store } = await openAdvisor({
      sources: [oneBet(), scriptedPrices([], true)],
      strategies: [backHome()],
      venues: [venue],
    })
    const running = advisor.run()
    await vi.waitFor(() => expect(answer).toBeDefined())
    const stopping = advisor.stop('now')
    answer?.()
    await Promise.all([running, stopping])
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ state: 'MATCHED' }])
  })

  it('is withdrawn when it comes too late after its decision', async () => {
    const clock = createSteppedClock({ start: NOON })
    let passed = 0
    const slow = { ...clockOf(clock), kind: 'real' as const, monotonic: () => passed }
    const inner = createMemoryStore(createMemoryAccounts())
    const venue = venueWith(matched)
    const store: Store = {
      ...inner,
      begin(intent) {
        passed += 1001
        return inner.begin(intent)
      },
    }
    const { advisor } = await openAdvisor({
      store,
      clock: slow,
      sources: [oneBet()],
      strategies: [backHome()],
      venues: [venue],
    })
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect(await inner.orders({ account: ACCOUNT })).toMatchObject([
      { state: 'NOT_SENT', reason: { code: 'SEND_DEADLINE' } },
    ])
  })

  it('of which the venue throws is unknown, keeps its reservation, and is looked for', async () => {
    const logger = keepingLogger()
    const venue = venueWith(() => Promise.reject(new Error('socket hang up')))
    const lookup = vi.fn(async () => ({ complete: false, orders: [] }))
    const { advisor, store } = await openAdvisor({
      sources: [oneBet(), scriptedPrices([{ at: at(HOUR), tell: [] }])],
      strategies: [backHome()],
      venues: [{ ...venue, lookup }],
      logger,
    })
    await advisor.run()
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([
      { state: 'UNKNOWN', reserved: 1000, reason: { code: 'VENUE_FAULT' } },
    ])
    expect(lookup.mock.calls.length).toBeGreaterThan(2)
    expect(logger.lines.find(({ level }) => level === 'error')).toMatchObject({ fields: { event: 'order.unknown' } })
    expect(advisor.status().unresolved).toBe(1)
  })

  it('of which the venue throws an error with a name keeps the name', async () => {
    const venue = venueWith(() => Promise.reject(new InvalidValueError('reply', '', 'a reply')))
    const { advisor, store } = await openAdvisor({ sources: [oneBet()], strategies: [backHome()], venues: [venue] })
    await advisor.run()
    expect(await store.orders({ account: ACCOUNT })).toMatchObject([{ reason: { code: 'INVALID_VALUE' } }])
  })

  it('is not sent when the store turned its intent down', async () => {
    const inner = createMemoryStore(createMemoryAccounts())
    const store: Store = { ...inner, begin: async () => ({ kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'full' }) }
    const venue = venueWith(matched)
    const { advisor } = await openAdvisor({ store, sources: [oneBet()], strategies: [backHome()], venues: [venue] })
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect(await inner.rejections(ACCOUNT, NOON)).toEqual({ LIMIT_EXCEEDED: 1 })
  })

  it('that aged while the store was busy is withdrawn', async () => {
    const inner = createMemoryStore(createMemoryAccounts())
    const clock = createSteppedClock({ start: NOON })
    const times = { ahead: 0 }
    const store: Store = {
      ...inner,
      begin(intent) {
        times.ahead = 10 * MINUTE
        return inner.begin(intent)
      },
    }
    const venue = venueWith(matched)
    const jumping = { ...clockOf(clock), monotonic: () => 0, now: () => after(clock.now(), times.ahead) }
    const { advisor } = await openAdvisor({
      store,
      clock: jumping,
      sources: [oneBet()],
      strategies: [backHome()],
      venues: [venue],
    })
    await advisor.run()
    expect(venue.sent).toEqual([])
    expect(await inner.orders({ account: ACCOUNT })).toMatchObject([
      { state: 'NOT_SENT', reason: { code: 'QUOTE_STALE' } },
    ])
  })

  it('that a slow bookmaker looks at later leaves the prices coming in meanwhile', async () => {
    const clock = createSteppedClock({ start: NOON })
    const prices = scriptedPrices([
      { at: at(MINUTE), tell: [news(matchOdds(), at(MINUTE), EVENS)] },
      { at: at(MINUTE + 2000), tell: [news(matchOdds(), at(MINUTE + 2000), { book: [1.9, 2] })] },
      { at: at(2 * MINUTE), tell: [] },
    ])
    const { advisor, store } = await openAdvisor({
      clock,
      venues: [createPaperVenue({ clock, delayMs: 5000 })],
      sources: [prices],
      strategies: [backHome()],
    })
    await advisor.run()
    expect((await store.orders({ account: ACCOUNT })).at(-1)).toMatchObject({
      state: 'REJECTED',
      reason: { code: 'PRICE_CHANGED' },
    })
  })
})

describe('a restart', () => {
  it('looks for what an earlier run left open before anything new is decided', async () => {
    const accounts = createMemoryAccounts()
    const first = await openAdvisor({
      store: createMemoryStore(accounts),
      sources: [oneBet()],
      strategies: [backHome()],
      venues: [
        { ...venueWith(() => Promise.reject(new Error('lost'))), lookup: () => Promise.reject(new Error('down')) },
      ],
    })
    await first.advisor.run()
    const [lost] = accounts.orders({ account: ACCOUNT })
    if (lost === undefined) throw new Error('no order')
    expect(lost.state).toBe('UNKNOWN')

    const clock = createSteppedClock({ start: at(2 * MINUTE) })
    const seen: string[] = []
    const lookup: Venue['lookup'] = async (refs) => {
      seen.push(advisor.status().tradingState)
      const { ref, stake, price } = lost.intent
      expect(refs).toEqual([ref])
      return {
        complete: true,
        orders: [{ ref, state: 'matched', venueOrderId: 'v1', matchedStake: stake, averagePrice: price }],
      }
    }
    const { advisor } = await openAdvisor({
      clock,
      store: createMemoryStore(accounts),
      sources: [scriptedPrices([{ at: at(3 * MINUTE), tell: [news(matchOdds('z'), at(3 * MINUTE), EVENS)] }])],
      strategies: [backHome()],
      venues: [{ ...createPaperVenue({ clock }), lookup }],
    })
    await advisor.run()
    expect(seen).toEqual(['RECONCILING'])
    expect(accounts.order(lost.intent.key)).toMatchObject({ state: 'MATCHED', venueOrderId: 'v1' })
    expect(accounts.verify(ACCOUNT)).toEqual([])
  })

  it('finds an order that was never answered, and takes it for absent only on proof', async () => {
    const accounts = createMemoryAccounts()
    const inner = createMemoryStore(accounts)
    const gone = new Error('killed')
    const dying = await openAdvisor({
      store: { ...inner, advance: () => Promise.reject(gone) },
      sources: [oneBet()],
      strategies: [backHome()],
    })
    await expect(dying.advisor.run()).rejects.toBe(gone)
    expect(accounts.orders({ account: ACCOUNT })).toMatchObject([{ state: 'SENDING' }])
    const clock = createSteppedClock({ start: at(2 * MINUTE) })
    const { advisor } = await openAdvisor({ clock, store: inner, venues: [createPaperVenue({ clock })] })
    await advisor.run()
    expect(accounts.orders({ account: ACCOUNT })).toMatchObject([{ state: 'ABSENT', reserved: 0 }])
    expect(
      accounts
        .history(accounts.orders({ account: ACCOUNT })[0]?.intent.key ?? expect.fail('none'))
        .map(({ type }) => type),
    ).toEqual(['unknown', 'absent'])
    expect(clock.now()).toBeGreaterThanOrEqual(at(2 * MINUTE) + 1000)
  })

  it('is given the locks that have ended, whatever the store hands over', async () => {
    const accounts = createMemoryAccounts()
    const store = createMemoryStore(accounts)
    const input = { risk: { consecutiveLossLimit: 1, consecutiveLossWarn: 0, lossStreakLockMs: HOUR } }
    const results = scriptedResults([{ at: at(2 * HOUR), tell: [ended(matchOdds(), 'Away')] }])
    const prices = [oneBet(), scriptedPrices([{ at: at(2 * HOUR + MINUTE), tell: [] }])]
    const first = await openAdvisor({ input, store, sources: prices, results: [results], strategies: [backHome()] })
    await first.advisor.run()
    expect(accounts.locks(ACCOUNT)).toMatchObject([{ kind: 'loss-streak', until: at(3 * HOUR) }])
    const clock = createSteppedClock({ start: at(4 * HOUR) })
    const { advisor } = await openAdvisor({ input, store, clock })
    expect(advisor.status().tradingBreakers[0]).toMatchObject({ level: 'ok', value: 0, lock: null })
    expect(accounts.locks(ACCOUNT).length).toBe(1)
  })
})

function clockOf(clock: ReturnType<typeof createSteppedClock>) {
  return {
    kind: clock.kind,
    now: () => clock.now(),
    sleep: (milliseconds: number, signal?: AbortSignal) => clock.sleep(milliseconds, signal),
    hold: () => clock.hold(),
  }
}

it('money of the first run is the bankroll of the settings', async () => {
  const { advisor } = await openAdvisor({ input: { account: { name: 'test', bankroll: money(12_345) } } })
  expect(advisor.status()).toMatchObject({ available: 12_345, deposited: 12_345 })
})

describe('a risk control of its own', () => {
  it('is asked after the standard ones and says why', async () => {
    const advices: Advice[] = []
    const never: Control = {
      name: 'never',
      check: () => ({ control: 'never', code: 'CONTROL_REFUSED', detail: 'not today' }),
    }
    const { advisor, store } = await openAdvisor({ sources: [oneBet()], strategies: [backHome()], controls: [never] })
    advisor.on('advice', (advice) => advices.push(advice))
    await advisor.run()
    expect(advices.map(({ rejection }) => rejection)).toEqual(['CONTROL_REFUSED'])
    expect(advices[0]?.verdicts.length).toBeGreaterThan(10)
    expect(advices[0]?.verdicts.at(-1)?.detail).toBe('not today')
    expect(await store.rejections(ACCOUNT, NOON)).toEqual({ CONTROL_REFUSED: 1 })
    await advisor[Symbol.asyncDispose]()
  })
})
