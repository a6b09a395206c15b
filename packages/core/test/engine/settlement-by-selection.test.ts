import {
  accountKey,
  after,
  createMemoryStore,
  type Market,
  type MarketResult,
  MINUTE,
  money,
  type Order,
  SECOND,
  selectionId,
  venueId,
} from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { describe, expect, test } from 'vitest'
import { openAdvisor, scriptedPrices } from '../support/advisor.ts'
import { awaited } from '../support/awaited.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { createSession, type Session } from '../support/session.ts'
import { asking } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** A race of three; with fewer, those that still run. */
const race = (...runners: readonly string[]): Market => ({
  ...matchOdds('race'),
  selections: runners.map((name) => ({ id: selectionId(name), name, line: null })),
})

/** Backs this runner for 10.00, as long as it runs. */
const backing = (runner: string) =>
  asking(({ market }) => {
    if (!market.selections.some(({ id }) => id === runner)) return null
    return {
      kind: 'order',
      market: market.id,
      selection: selectionId(runner),
      venue: venueId('book'),
      side: 'back',
      stake: money(1000),
    }
  }, `backs-${runner}`)

const won = (...winners: readonly string[]): MarketResult => ({
  market: race().id,
  winners: winners.map(selectionId),
  void: false,
  score: null,
})

const endings = (orders: readonly Order[]) =>
  Object.fromEntries(orders.map(({ intent, state, profit }) => [intent.selection, `${state} ${profit}`]))

/** A, B and C are backed at 3, and no result has come. */
function backed(): Session {
  const session = createSession({ strategies: ['A', 'B', 'C'].map(backing) })
  session.market(news(race('A', 'B', 'C'), NOON, { book: [3, 3, 3] }))
  return session
}

/** What became of the three bets when A had won. */
function afterResult(result: MarketResult, withdrawn: boolean): Record<string, string> {
  const session = backed()
  if (withdrawn) session.market(news(race('A', 'C'), at(MINUTE), { book: [3, 3] }))
  session.result(result, at(90 * MINUTE))
  return endings(session.orders())
}

describe('a race of which a runner was backed that did not run', () => {
  test('is a race like any other until its result', () => {
    expect(endings(backed().orders())).toEqual({ A: 'MATCHED null', B: 'MATCHED null', C: 'MATCHED null' })
    expect(afterResult(won('A'), false)).toEqual({ A: 'SETTLED 2000', B: 'SETTLED -1000', C: 'SETTLED -1000' })
  })

  const ran = { ...won('A'), selections: ['A', 'C'].map(selectionId) }

  awaited('settles those that ran, by a result that lists them', () => {
    expect(afterResult(ran, false)).toMatchObject({ A: 'SETTLED 2000', C: 'SETTLED -1000' })
  })

  awaited('returns the bet on the withdrawn runner, by a result that lists who ran', () => {
    expect(afterResult(ran, true)).toMatchObject({ B: 'VOIDED 0' })
  })

  awaited('does not take the bet on the withdrawn runner for lost, by a result that lists nobody', () => {
    expect(afterResult(won('A'), true)).not.toMatchObject({ B: 'SETTLED -1000' })
  })
})

describe('a dead heat', () => {
  /** Half of the stake at the full price, the other half lost. */
  const shared = { A: 'SETTLED 500', B: 'SETTLED 500', C: 'SETTLED -1000' }

  awaited('of two where one wins pays each half', () => {
    expect(afterResult(won('A', 'B'), false)).toEqual(shared)
  })

  awaited('can be settled by hand', async () => {
    const accounts = createMemoryAccounts()
    const prices = [{ at: at(SECOND), tell: [news(race('A', 'B', 'C'), NOON, { book: [3, 3, 3] })] }]
    const { advisor, clock } = await openAdvisor({
      store: createMemoryStore(accounts),
      sources: [scriptedPrices(prices, true)],
      strategies: ['A', 'B', 'C'].map(backing),
    })
    const running = advisor.run()
    await clock.until(at(5 * SECOND))
    await advisor.settle(won('A', 'B'))
    await clock.until(at(10 * SECOND))
    await advisor.stop('the test is over')
    await running
    expect(endings(accounts.orders({ account: accountKey('DRY_RUN', 'test'), limit: 10 }))).toEqual(shared)
  })
})
