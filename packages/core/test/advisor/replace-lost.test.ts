import { after, HOUR, type Order, price, SECOND, type Strategy, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { ReplaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { orderSignal } from '../support/strategies.ts'

const LOST = { kind: 'unknown', reason: { code: 'TIMEOUT', message: 'no answer came' } } as const

/** Asks for 10.00 at 2 once, which is matched in part, and replaces what is left of it by an order at 1.9. */
const replacing: Strategy = {
  name: 'replacing',
  version: '1',
  onMarket(view, desk) {
    const [order, ...others] = desk.orders(view.market.id)
    if (order === undefined) desk.signal({ ...orderSignal(view, 1000, 'exchange'), price: price(2) })
    else if (others.length === 0 && order.state === 'PARTIAL') desk.replace(order.intent.key, { price: price(1.9) })
  },
}

/** An exchange that replaces orders itself, does so as far as it gets, and whose answer is lost. */
function replacingVenue(venue: ReturnType<typeof createExchangeVenue>, gets: 'nowhere' | 'half way' | 'there'): Venue {
  return {
    ...venue,
    async doReplace(order, by, how): Promise<ReplaceOutcome> {
      if (!how.mayLeave())
        return { cancelled: { kind: 'refused', reason: LOST.reason }, placed: { ...LOST, kind: 'not-sent' } }
      if (gets === 'half way') await venue.doCancel(order, how.signal)
      if (gets === 'there') await venue.doReplace?.(order, by, { ...how, mayLeave: () => true })
      return { cancelled: LOST, placed: { ...LOST, resetAt: after(NOON, 0) } }
    },
  }
}

async function replaced(gets: Parameters<typeof replacingVenue>[1], replaces: 'own' | 'former') {
  const liquidity = { full: 0, partial: 1, everyMs: HOUR }
  const world = exchangeWorld({ lateAcceptMs: SECOND, visibilityLagMs: SECOND, liquidity, replaces, faults: {} })
  const venue = replacingVenue(createExchangeVenue({ exchange: world.exchange, clock: world.clock }), gets)
  const prices = Array.from({ length: 20 }, (_, second) => quotes(after(NOON, (second + 1) * SECOND)))
  const { advisor, running } = await world.start({ venues: [venue], strategies: [replacing], prices })
  const orders = (): readonly Order[] => world.accounts.orders({ account: world.account }).toReversed()
  await world.pass(5 * 60 * SECOND)
  const later = orders()
  const [, second] = later
  const history = second === undefined ? [] : world.accounts.history(second.intent.key)
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  expect(world.accounts.verify(world.account)).toEqual([])
  return { history, later, world }
}

describe.each(['own', 'former'] as const)(
  'replacing an order, known by its %s reference, whose answer is lost',
  (ref) => {
    test.each([
      // More of the first was matched meanwhile, so less was left for the second than it asks for.
      ['there', 'CANCELLED', 'LAPSED'],
      ['half way', 'CANCELLED', 'ABSENT'],
      ['nowhere', 'MATCHED', 'ABSENT'],
    ] as const)('finds out how far it got: %s', async (gets, first, second) => {
      const { history, later, world } = await replaced(gets, ref)
      expect(history.find(({ type }) => type !== 'uncovered')?.type).toBe('unknown')
      expect(later[1]?.intent.replaces).toBe(later[0]?.intent.key)
      expect(later[1]?.intent.venueRef).toBe(ref === 'own' ? undefined : later[0]?.intent.ref)
      expect(later.slice(0, 2).map(({ state }) => state)).toEqual([first, second])
      expect(world.alerts()).toEqual([])
      expect(world.told('halted')).toEqual([])
    })
  },
)
