import { after, HOUR, money, price, SECOND, type Strategy, selectionId, venueId } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'

/** A strategy that asks for 10.00 at 2 once, and replaces what is left of it by an order at 1.9 when a part is matched. */
function replacing(said: boolean[]): Strategy {
  return {
    name: 'replacing',
    version: '1',
    onMarket({ market }, desk) {
      const [order] = desk.orders(market.id)
      if (order === undefined) {
        desk.signal({
          kind: 'order',
          market: market.id,
          selection: selectionId('Home'),
          venue: venueId('exchange'),
          side: 'back',
          stake: money(1000),
          price: price(2),
        })
      } else if (said.length === 0 && order.state === 'PARTIAL') {
        said.push(desk.replace(order.intent.key, { price: price(1.9) }))
      }
    },
  }
}

/** The orders of a world in which an order is filled in part and then replaced, oldest first, and what the desk said. */
async function replaced() {
  const liquidity = { full: 0, partial: 1, everyMs: HOUR }
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0, liquidity })
  const said: boolean[] = []
  const prices = Array.from({ length: 20 }, (_, second) => quotes(after(NOON, (second + 1) * SECOND)))
  const { advisor, running } = await world.start({ strategies: [replacing(said)], prices })
  await world.pass(30 * SECOND)
  const orders = world.accounts.orders({ account: world.account, limit: 10 }).toReversed()
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return { said, orders }
}

describe('replacing an order that is matched in part', () => {
  test('keeps what is matched and ends the rest of it', async () => {
    const { said, orders } = await replaced()
    expect(said).toEqual([true])
    expect(orders[0]).toMatchObject({ state: 'CANCELLED', intent: { price: 20_000, stake: 1000 } })
    expect(orders[0]?.matchedStake).toBeGreaterThan(0)
    expect(orders[0]?.matchedStake).toBeLessThan(1000)
  })

  test('asks for the rest at the new price', async () => {
    const { orders } = await replaced()
    const [first, second] = orders
    expect(second?.intent).toMatchObject({ price: 19_000, stake: 1000 - (first?.matchedStake ?? 0) })
  })

  test('is one entry of the strategy with what takes its place', async () => {
    const { orders } = await replaced()
    const [first, second] = orders
    expect(second?.intent).toMatchObject({ replaces: first?.intent.key, entry: 2 })
    expect(second?.intent.claims.map(({ limit }) => limit)).toEqual(['open-orders'])
    expect(first?.intent).toMatchObject({ replaces: null })
    expect(first?.intent.claims.map(({ limit }) => limit)).toEqual(['open-orders', 'position:replacing|m1'])
  })
})
