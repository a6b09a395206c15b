import { type DecisionKey, type Order, ZERO } from '@betting-advisor/core'
import { createSteppedClock, type EngineInput } from '@betting-advisor/core/simulation'
import { expect, it } from 'vitest'
import { createOrderTasks } from '../../src/advisor/order-tasks.ts'
import { keepingLogger, openAdvisor } from '../support/advisor.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const never = () => expect.fail('nothing else is asked')

it('an order is cancelled as it is known when its turn has come: by the id that its venue gave it meanwhile', async () => {
  const session = createSession({
    strategies: [backHome()],
    place: ({ intent }) => ({
      kind: 'accepted',
      venueOrderId: `bet ${intent.entry}`,
      matchedStake: ZERO,
      averagePrice: null,
    }),
  })
  session.market(news(matchOdds(), NOON, { book: [2, 2] }))
  const [asWanted] = session.sent
  expect(asWanted).toMatchObject({ state: 'SENDING', venueOrderId: null })
  const { store } = await openAdvisor()
  const asked: Order[] = []
  const heard: EngineInput[] = []
  const reason = { code: 'NO', message: 'no' }
  const tasks = createOrderTasks(
    {
      engine: session.engine,
      store,
      clock: createSteppedClock({ start: NOON, limit: NOON }),
      logger: keepingLogger(),
      keep: never,
      hear: (input) => heard.push(input),
    },
    {
      desk: {
        place: never,
        replace: never,
        amend: never,
        async cancel(order) {
          asked.push(order)
          return { kind: 'refused', reason }
        },
      },
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
    },
  )
  await tasks.cancel(asWanted ?? never())
  expect(asked).toMatchObject([{ state: 'ACCEPTED', venueOrderId: 'bet 1' }])
  expect(heard).toMatchObject([{ type: 'cancelled', outcome: { kind: 'refused', reason } }])
})

it('a leg does not leave that others have given up while it waited for those before it', async () => {
  const session = createSession({ strategies: [backHome()] })
  session.holdBack('place')
  for (const id of ['m1', 'm2', 'm3']) session.market(news(matchOdds(id), NOON, { book: [2, 2] }))
  const [first, second, third] = [...session.engine.account.liveOrders()]
  if (first === undefined || second === undefined || third === undefined) throw new Error('three orders are to leave')
  const { store } = await openAdvisor()
  const asked: DecisionKey[] = []
  const heard: EngineInput[] = []
  const reason = { code: 'SILENT', message: 'its process is gone' }
  const tasks = createOrderTasks(
    {
      engine: session.engine,
      store,
      clock: createSteppedClock({ start: NOON, limit: NOON }),
      logger: keepingLogger(),
      keep: never,
      hear: (input) => heard.push(input),
    },
    {
      desk: {
        replace: never,
        amend: never,
        cancel: never,
        async place([order]) {
          asked.push(order.key)
          // While this process stands still, another has the second called absent.
          session.accounts.advance(second.intent.key, [
            { type: 'unknown', at: NOON, reason },
            { type: 'absent', at: NOON, reason },
          ])
          session.sync(NOON)
          return [{ kind: 'accepted', venueOrderId: 'bet', matchedStake: ZERO, averagePrice: null }]
        },
      },
      gate: {
        decided: never,
        turn: () => undefined,
        forget: never,
        heldBack: () => null,
        isOver: () => null,
        leave: () => null,
        hasLeft: never,
      },
      known: never,
      cancelLost: never,
      fenced: never,
      surprised: never,
    },
  )
  await tasks.placeAll([first, second, third])
  expect(asked).toEqual([first.intent.key])
  expect(heard).toMatchObject([
    { type: 'placed', key: first.intent.key, outcome: { kind: 'accepted' } },
    { type: 'placed', key: second.intent.key, outcome: { kind: 'not-sent', reason: { code: 'GIVEN_UP' } } },
    { type: 'placed', key: third.intent.key, outcome: { kind: 'not-sent', reason: { code: 'LEG_WITHDRAWN' } } },
  ])
})
