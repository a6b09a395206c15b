import { type Order, ZERO } from '@betting-advisor/core'
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
