import { type Order, ZERO } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { newOrder } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { expect, it } from 'vitest'
import { createEffectRunner } from '../../src/advisor/effect-runner.ts'
import type { EngineEffect } from '../../src/engine/effect.ts'
import { keepingLogger, openAdvisor } from '../support/advisor.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const another = newOrder(sampleIntent({ entry: 2 })).order

const never = () => expect.fail('nothing else is asked')

it.each<[string, (order: Order) => EngineEffect]>([
  ['placed', (order) => ({ type: 'place', order })],
  ['placed with others', (order) => ({ type: 'place-all', orders: [order, another] })],
  ['put in the place of another', (by) => ({ type: 'replace', order: another, by })],
])('nothing waits for an order that was to be %s when the run broke', async (_, effect) => {
  const session = createSession({
    strategies: [backHome()],
    place: () => ({ kind: 'accepted', venueOrderId: 'bet', matchedStake: ZERO, averagePrice: null }),
  })
  session.market(news(matchOdds(), NOON, { book: [2, 2] }))
  const [order = never()] = session.sent
  const { account, key } = order.intent
  const { store } = await openAdvisor()
  const failures: unknown[] = []
  const runner = createEffectRunner(
    {
      account,
      engine: session.engine,
      store,
      clock: createSteppedClock({ start: NOON, limit: NOON }),
      logger: keepingLogger(),
      keep: () => Promise.reject(new Error('a bug')),
      hear: never,
      tell: never,
      failed: (error) => failures.push(error),
    },
    {
      desk: { place: never, replace: never, amend: never, cancel: never },
      gate: {
        decided: never,
        turn: never,
        forget: never,
        heldBack: never,
        isOver: never,
        leave: never,
        hasLeft: never,
      },
      known: never,
      cancelLost: never,
      fenced: never,
      surprised: never,
      events: { events: { append: never }, keep: never },
      recording: null,
      stored: never,
      fence: () => undefined,
      halted: never,
      decided: never,
    },
  )
  runner.act({ type: 'advance', key, events: [{ type: 'voided', at: NOON }] })
  runner.act(effect(order))
  runner.act({ type: 'cancel', order })
  await runner.idle()
  expect(failures).toMatchObject([{ message: 'a bug' }])
  expect(runner.busy(key)).toBe(false)
})
