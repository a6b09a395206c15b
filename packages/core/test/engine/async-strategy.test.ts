import { after, HOUR, isAdvisorError, MINUTE, runBacktest, type Strategy, timestamp } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { AsyncStrategyError } from '@betting-advisor/core/errors'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAdvisor, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { backHome, orderSignal } from '../support/strategies.ts'

const EVENS = { book: [2, 2] }
const prices = () =>
  scriptedPrices([{ at: after(NOON, MINUTE), tell: [news(matchOdds(), after(NOON, MINUTE), EVENS)] }], true)
const results = () => scriptedResults([{ at: after(NOON, 2 * HOUR), tell: [ended(matchOdds(), 'Home')] }])

const asksAndBets: Strategy['onMarket'] = (view, desk) => {
  desk.at(after(desk.now, MINUTE), 'soon')
  desk.signal(orderSignal(view, 1000))
}

/** A strategy as plain JavaScript writes it, whose `method` waits for something slow and then fails. */
function late(method: 'onMarket' | 'onOrder' | 'onSettled' | 'onTimer' | 'onMessage'): Strategy {
  const strategy = { ...backHome(), name: 'late' }
  return Object.assign(strategy, {
    async [method]() {
      await Promise.resolve()
      throw new Error('whatever comes of it')
    },
  })
}

describe('an async strategy', () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  beforeEach(() => {
    unhandled.length = 0
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.off('unhandledRejection', note)
  })

  it.each(['onMarket', 'onOrder', 'onSettled', 'onTimer', 'onMessage'] as const)(
    'that answers %s with a promise ends the run in order',
    async (method) => {
      const strategies = [method === 'onMarket' ? late(method) : Object.assign(late(method), { onMarket: asksAndBets })]
      const { advisor, store } = await openAdvisor({ sources: [prices()], results: [results()], strategies })
      if (method === 'onMessage') advisor.tell('late', 'something')
      const fault: unknown = await advisor.run().catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(AsyncStrategyError)
      expect(fault).toMatchObject({ code: 'ASYNC_STRATEGY', strategy: 'late', method })
      expect(String(fault)).toContain(`The strategy late answers ${method} with a promise`)
      const [run] = await store.runs(advisor.status().account)
      expect(run?.endedAt).not.toBeNull()
      await advisor[Symbol.asyncDispose]()
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).toEqual([])
    },
  )

  it('ends a backtest with the same error', async () => {
    const { risk, account, backtest } = defineSettings()
    const events = [{ type: 'market' as const, at: timestamp(NOON), update: news(matchOdds(), NOON, EVENS) }]
    const play = () =>
      runBacktest({
        events,
        strategies: [late('onMarket')],
        limits: risk,
        currency: account.currency,
        bankroll: backtest.bankroll,
      })
    let fault: unknown
    try {
      play()
    } catch (error) {
      fault = error
    }
    expect(isAdvisorError(fault, 'ASYNC_STRATEGY')).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })
})
