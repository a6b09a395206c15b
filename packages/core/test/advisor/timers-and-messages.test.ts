import {
  after,
  createMemoryStore,
  createPaperVenue,
  DAY,
  type MarketView,
  type Message,
  MINUTE,
  type Recorder,
  SECOND,
  type Strategy,
  type Timestamp,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createEngine, engineSettings, replay } from '@betting-advisor/core/simulation'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { openAdvisor, scriptedPrices, withWideDay } from '../support/advisor.ts'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { NOON, news } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'
import { orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)

/** News of one market, that many seconds after noon, and nothing more for ever. */
const prices = (...seconds: readonly number[]) =>
  scriptedPrices(
    seconds.map((second) => ({
      at: at(second * SECOND),
      tell: [news(lasting(), at(second * SECOND), { book: [2, 2] })],
    })),
    true,
  )

describe('a timer of a running strategy', () => {
  /** Asks for a minute and a half after the first news, and keeps when it was called. */
  function waiting(called: number[], ask = 90 * SECOND): Strategy {
    return {
      name: 'waiting',
      version: '1',
      onMarket(view, desk) {
        if (called.length === 0) desk.at(after(view.receivedAt, ask), 'later')
      },
      onTimer: (_, desk) => void called.push(desk.now - NOON),
    }
  }

  it('fires by the clock, between the news', async () => {
    const world = exchangeWorld()
    const called: number[] = []
    const { advisor, running } = await world.start({ prices: [quotes(at(SECOND))], strategies: [waiting(called)] })
    await world.pass(91 * SECOND - 1)
    expect(called).toEqual([])
    await world.pass(1)
    expect(called).toEqual([91 * SECOND])
    await advisor.stop('the test is over')
    await running
  })

  it('fires in time on a real clock that is put forward while it waits', async () => {
    const world = exchangeWorld()
    const clock = realClock(world.clock)
    const called: number[] = []
    const { advisor, running } = await world.start({
      clock,
      prices: [quotes(at(0))],
      strategies: [waiting(called, DAY)],
    })
    await world.pass(5 * SECOND)
    clock.skew = DAY - 10 * MINUTE
    await world.pass(10 * MINUTE + 90 * SECOND)
    expect(called).toHaveLength(1)
    expect(called[0]).toBeGreaterThanOrEqual(DAY)
    expect(called[0]).toBeLessThanOrEqual(DAY + 2 * MINUTE)
    await advisor.stop('the test is over')
    await world.pass(20 * SECOND)
    await running
  })

  it('does not fire when the run has ended, and is asked for again in the next one', async () => {
    const store = createMemoryAccounts()
    const called: number[] = []
    for (const start of [NOON, at(10 * SECOND)]) {
      const { advisor, clock } = await openAdvisor({
        store: createMemoryStore(store),
        start,
        sources: [prices((start - NOON) / SECOND + 1)],
        strategies: [waiting(called)],
      })
      const running = advisor.run()
      await clock.until(at(start - NOON + 5 * SECOND))
      if (start === NOON) await advisor.stop('for a restart')
      else await clock.until(at(start - NOON + 5 * MINUTE))
      await advisor.stop('the test is over')
      await running
    }
    expect(called).toEqual([101 * SECOND])
  })

  it('ends the run with a named fault where it never stops asking', async () => {
    const strategy: Strategy = {
      name: 'greedy',
      version: '1',
      onMarket(_, desk) {
        for (let n = 0; n < 20_000; n += 1) desk.at(at(DAY), `timer ${n}`)
      },
    }
    const { advisor } = await openAdvisor({ sources: [prices(1)], strategies: [strategy] })
    await expect(advisor.run()).rejects.toMatchObject({ code: 'TOO_MANY_TIMERS', strategy: 'greedy' })
    await advisor[Symbol.asyncDispose]()
  })
})

describe('what a strategy is told', () => {
  const listening = (heard: Message[]): Strategy => ({
    name: 'listening',
    version: '1',
    onMessage: (message) => void heard.push(message),
  })

  it('is heard in order, before the first news as well', async () => {
    const heard: Message[] = []
    const { advisor, clock } = await openAdvisor({ sources: [prices(1)], strategies: [listening(heard)] })
    const first = { p: [0.5] }
    expect(advisor.tell('listening', first)).toBe(true)
    first.p = [0.9]
    const running = advisor.run()
    await clock.until(at(2 * SECOND))
    for (let n = 0; n < 100; n += 1) advisor.tell('listening', n)
    expect(heard).toEqual([{ p: [0.5] }, ...Array.from({ length: 100 }, (_, n) => n)])
    await advisor.stop('the test is over')
    expect(advisor.tell('listening', 'too late')).toBe(false)
    expect(heard).toHaveLength(101)
    await running
  })

  it('may be told while the engine decides', async () => {
    const heard: Message[] = []
    const talking: Strategy = {
      name: 'talking',
      version: '1',
      onMarket() {
        told.tell('listening', 'from within')
        heard.push('the news')
      },
    }
    const { advisor: told, clock } = await openAdvisor({
      sources: [prices(1)],
      strategies: [talking, listening(heard)],
    })
    const running = told.run()
    await clock.until(at(2 * SECOND))
    expect(heard).toEqual(['the news', 'from within'])
    await told.stop('the test is over')
    await running
  })

  it('is refused at the door where nobody could hear it', async () => {
    const deaf: Strategy = { name: 'deaf', version: '1', onMarket() {} }
    const { advisor } = await openAdvisor({ strategies: [deaf, listening([])] })
    for (const name of ['nobody', 'deaf', '']) {
      expect(() => advisor.tell(name, 1)).toThrow('strategy must be a strategy with onMessage: listening, was')
    }
    expect(() => advisor.tell('listening', Number.NaN)).toThrow('message must be plain data')
    await advisor[Symbol.asyncDispose]()
  })
})

it('a recording of a run with timers and messages replays to the same decisions', async () => {
  /** Bets what it was told last, half a second after the news. */
  const strategy = (): Strategy => {
    let stake = 0
    let latest: MarketView | undefined
    return {
      name: 'told',
      version: '1',
      onMarket(view, desk) {
        latest = view
        desk.at(after(view.receivedAt, 500), view.market.id)
      },
      onMessage(message) {
        if (typeof message === 'number') stake = message
      },
      onTimer(_, desk) {
        if (latest !== undefined && stake > 0) desk.signal(orderSignal(latest, stake))
      },
    }
  }
  const lines: string[] = []
  const recorder: Recorder = { append: (line) => void lines.push(line), close: async () => {} }
  const { advisor, clock, store } = await openAdvisor({
    sources: [prices(1, 2, 3)],
    strategies: [strategy()],
    recorder,
  })
  const running = advisor.run()
  await clock.until(at(1800))
  advisor.tell('told', 1234)
  await clock.until(at(5 * SECOND))
  const { account } = advisor.status()
  const orders = await store.orders({ account })
  await advisor.stop('the test is over')
  await running
  expect(orders.map(({ intent }) => [intent.stake, intent.decidedAt - NOON])).toEqual([[1234, 2500]])
  expect(lines.filter((line) => line.includes('"input":{"type":"timer"'))).toHaveLength(3)
  expect(lines.filter((line) => line.includes('"message":1234'))).toHaveLength(1)
  const settings = defineSettings(withWideDay({ account: { name: 'test' } }))
  const report = await replay(lines, () => createEngine(engineSettings(settings, [strategy()], [createPaperVenue()])))
  expect(report).toMatchObject({ runs: 1, difference: null })
})
