import { type Intent, type Order, venueId } from '@betting-advisor/core'
import { exposureChange, freshLosses, freshPosition, positionOf } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openHarness, withClient } from './harness.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

/** Orders on one market: of two strategies, on up to four selections, at two venues that net and one that does not. */
const orders = fc.array(
  fc.record({
    strategy: fc.constantFrom('value', 'other'),
    selection: fc.constantFrom('Home', 'Draw', 'Away', 'Other'),
    side: fc.constantFrom('back' as const, 'lay' as const),
    venue: fc.constantFrom('exchange', 'second', 'bookmaker'),
    stake: fc.integer({ min: 1, max: 500 }),
    price: fc.integer({ min: 10_100, max: 80_000 }),
    outcomes: fc.integer({ min: 0, max: 5 }),
    winners: fc.integer({ min: 0, max: 3 }),
    /** How much of it is matched, in tenths. */
    matched: fc.integer({ min: 0, max: 10 }),
  }),
  { minLength: 1, maxLength: 9 },
)

test('the database measures by how much an order moves what its market can lose exactly as core does', async ({
  skip,
}) => {
  if ('unavailable' in server) return skip(server.unavailable)
  const url = server.url()
  await using harness = await openHarness(url)
  const { store } = harness
  await store.startRun(sampleRunStart())
  let round = 0
  await withClient(url, async (client) => {
    const measured = async (intent: Intent) => {
      const { ifWins, ifLoses } = freshLosses(intent)
      const { rows } = await client.query(
        `SELECT c.market_change::int AS change, c.strategy_change::int AS strategy, c.selection_change::int AS selection,
           betting_advisor.selection_exposure_v1($1, $2, $5)::int AS before
         FROM betting_advisor.exposure_change_v1($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL, $9, $10) c`,
        [
          intent.account,
          intent.market,
          intent.venue,
          intent.strategy,
          intent.selection,
          intent.outcomes,
          intent.winners,
          intent.netting,
          ifWins,
          ifLoses,
        ],
      )
      return rows[0]
    }
    await fc.assert(
      fc.asyncProperty(orders, async (list) => {
        round += 1
        const live: Order[] = []
        for (const [index, each] of list.entries()) {
          const netting = each.venue !== 'bookmaker'
          const intent = sampleIntent({ ...each, netting, market: `m${round}`, entry: index + 1 })
          const positions = live.map(positionOf).filter((position) => position !== null)
          const { change, strategyChange, selection, selectionChange } = exposureChange(
            positions,
            null,
            freshPosition(intent),
          )
          const before = selection - selectionChange
          expect(await measured(intent)).toEqual({
            change,
            strategy: strategyChange,
            selection: selectionChange,
            before,
          })
          expect((await store.begin({ ...intent, venue: venueId(each.venue) })).kind).toBe('reserved')
          const matchedStake = Math.floor((each.stake * each.matched) / 10) as Intent['stake']
          await store.advance(intent.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: intent.ref }])
          await store.advance(intent.key, [
            {
              type: 'matched',
              at: SAMPLE_TIME,
              matchedStake,
              averagePrice: intent.price,
            },
          ])
          const order = await store.order(intent.key)
          if (order !== null) live.push(order)
        }
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })
  expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
})
