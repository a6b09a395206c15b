import {
  accountKey,
  after,
  createPaperVenue,
  HOUR,
  MINUTE,
  money,
  priceUnits,
  SECOND,
  type Venue,
} from '@betting-advisor/core'
import { createExchangeVenue, createSteppedClock } from '@betting-advisor/core/simulation'
import { StoreError } from '@betting-advisor/core/store'
import type { SourceContext } from '@betting-advisor/core/venue'
import { expect, it } from 'vitest'
import { openAdvisor, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { oneByOne, placeOne } from '../support/placing.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const ACCOUNT = accountKey('DRY_RUN', 'test')

/** A run with one bet of 10.00, of which 4.00 are matched when it is placed and all of it by the time of the result. */
async function run(failures: number) {
  const clock = createSteppedClock({ start: NOON })
  const asked: number[] = []
  const venue: Venue = {
    ...createPaperVenue({ clock }),
    async doPlace([{ ref }]) {
      return [{ kind: 'accepted', venueOrderId: ref, matchedStake: money(400), averagePrice: priceUnits(20_000) }]
    },
    async lookup(refs) {
      const isOver = clock.now() >= at(20 * MINUTE)
      if (isOver) asked.push(clock.now() - NOON)
      if (isOver && asked.length <= failures) throw new StoreError('STORE_FAILED', 'the venue is away')
      const matchedStake = money(isOver ? 1000 : 400)
      const shown = { state: isOver ? 'matched' : 'open', matchedStake, averagePrice: priceUnits(20_000) } as const
      return { complete: true, orders: refs.map((ref) => ({ ref, venueOrderId: ref, ...shown })) }
    },
  }
  const market = matchOdds('a', { startsAt: at(20 * MINUTE) })
  const { advisor, store } = await openAdvisor({
    clock,
    venues: [venue],
    strategies: [backHome(1000)],
    sources: [
      scriptedPrices([
        { at: at(MINUTE), tell: [news(market, at(MINUTE), { book: [2, 2] })] },
        { at: at(HOUR), tell: [] },
      ]),
    ],
    results: [scriptedResults([{ at: at(30 * MINUTE), tell: [ended(market, 'Away')] }])],
  })
  await advisor.run()
  const [order] = await store.orders({ account: ACCOUNT })
  return { order, asked, faults: await store.verify(ACCOUNT) }
}

it('a bet is paid for what its venue has matched when its market ends, also where nobody has told', async () => {
  const { order, asked, faults } = await run(0)
  expect(order).toMatchObject({ state: 'SETTLED', matchedStake: 1000, profit: -1000 })
  expect(asked).toEqual([30 * MINUTE])
  expect(faults).toEqual([])
})

it('a result waits for a venue that cannot be asked', async () => {
  const { order, asked } = await run(3)
  expect(asked.length).toBe(4)
  expect(order).toMatchObject({ state: 'SETTLED', matchedStake: 1000, profit: -1000 })
})

it.each([
  ['a ledger that does not add up', 'ledger'],
  ['funds that are short', 'funds'],
  ['a list of which a part is missing', 'list'],
])('a result does not wait for %s', async (_, broken) => {
  const world = exchangeWorld()
  const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const inner = world.store()
  const mind: { isBroken: string | null } = { isBroken: null }
  const faults = [{ check: 'balance', detail: 'available is 1, its entries say 2' }]
  const { advisor } = await world.start({
    store: { ...inner, verify: async (account) => (mind.isBroken === 'ledger' ? faults : inner.verify(account)) },
    venues: [
      {
        ...venue,
        // What is matched is known from questions alone.
        orderNews: silent,
        doPlace: oneByOne(async (order) => {
          const outcome = await placeOne(venue, order)
          return outcome.kind === 'accepted' ? { ...outcome, matchedStake: money(0), averagePrice: null } : outcome
        }),
        list: async () => ({ complete: mind.isBroken !== 'list', bets: [] }),
        funds: async () => ({ balance: money(mind.isBroken === 'funds' ? 0 : 1_000_000) }),
      },
    ],
    prices: [quotes(at(SECOND))],
  })
  await world.pass(5 * SECOND)
  expect(world.states()).toEqual(['ACCEPTED'])
  mind.isBroken = broken
  await advisor.reconcile()
  expect(advisor.status().tradingState).toBe(broken === 'ledger' ? 'HALTED' : 'RECONCILING')
  expect(await advisor.settle(ended(lasting(), 'Away'))).toBe(true)
  expect(world.accounts.orders({ account: ACCOUNT })).toMatchObject([
    { state: 'SETTLED', matchedStake: 1000, profit: -1000 },
  ])
})

/** A stream that says nothing until it is aborted. */
async function* silent({ signal }: SourceContext): AsyncGenerator<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}
