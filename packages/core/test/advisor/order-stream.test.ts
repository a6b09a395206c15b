import { after, MINUTE, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { OrderNews } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

/** How often bets are listed in ten minutes at a venue with this stream of orders. */
async function listed(orderNews: NonNullable<Venue['orderNews']>): Promise<number> {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const clock = realClock(world.clock)
  const exchange = createExchangeVenue({ exchange: world.exchange, clock })
  let count = 0
  const venue: Venue = {
    ...exchange,
    orderNews,
    async list(...since) {
      count += 1
      return (await exchange.list?.(...since)) ?? { complete: true, bets: [] }
    },
  }
  const { advisor, running } = await world.start({ venues: [venue], clock, prices: [quotes(after(NOON, SECOND))] })
  await world.pass(10 * MINUTE)
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return count
}

/** A stream that says this after half a minute and stays open. */
const open = (...news: readonly OrderNews[]): NonNullable<Venue['orderNews']> =>
  async function* ({ clock, signal }) {
    await clock.sleep(30 * SECOND, signal)
    yield news
    await clock.sleep(60 * MINUTE, signal).catch(() => undefined)
  }

describe('a stream of order news', () => {
  test('that may have missed something has venue and ledger compared again', async () => {
    const [calm, gap] = [await listed(open()), await listed(open({ kind: 'gap', reason: 'a test' }))]
    expect(gap).toBeGreaterThan(calm)
  })

  test('that ends by itself may have missed something', async () => {
    const ended = await listed(async function* ({ clock, signal }) {
      yield []
      await clock.sleep(30 * SECOND, signal)
    })
    expect(ended).toBeGreaterThan(await listed(open()))
  })
})

describe('while the stream of orders is down', () => {
  /** A stream that lasts as long as a test says each time, and when it was begun. */
  async function streaming(...lasting: readonly number[]) {
    const world = exchangeWorld({
      lateAcceptMs: 0,
      visibilityLagMs: 0,
      liquidity: { full: 0, partial: 0, everyMs: SECOND },
    })
    const clock = realClock(world.clock)
    const begun: number[] = []
    const venue: Venue = {
      ...createExchangeVenue({ exchange: world.exchange, clock }),
      async *orderNews({ clock: time, signal }) {
        const lasts = lasting[begun.length] ?? 60 * MINUTE
        begun.push(time.now() - NOON)
        yield []
        await time.sleep(lasts, signal).catch(() => undefined)
      },
    }
    const prices = Array.from({ length: 600 }, (_, second) => {
      return quotes(after(NOON, (second + 0.5) * SECOND), second < 15 ? 'early' : 'late')
    })
    const { advisor, running } = await world.start({ venues: [venue], clock, prices })
    const end = async () => {
      await advisor.stop('the test is over')
      await world.pass(20 * SECOND)
      await running
    }
    return { world, advisor, begun, end }
  }

  test('nothing new is ordered and what is open can be cancelled', async () => {
    // Down for seconds by then, since it ended at once again and again.
    const { world, advisor, end } = await streaming(15 * SECOND, 0, 0, 0, 0)
    await world.pass(25 * SECOND)
    expect(advisor.status()).toMatchObject({
      tradingState: 'PAUSED',
      haltReason: 'the stream of orders of exchange has ended',
    })
    const orders = await world.store().orders({ account: world.account })
    expect(orders.map(({ intent, state }) => [intent.market, state])).toEqual([['early', 'ACCEPTED']])
    const cancelling = advisor.cancel(orders[0]?.intent.key ?? expect.fail('no order'), 'by hand')
    await world.pass(SECOND)
    await cancelling
    expect(world.states()).toEqual(['CANCELLED'])
    expect(advisor.status().tradingState).toBe('PAUSED')
    await end()
  })

  test('it is begun again, ever more rarely, and people are told once until it lasts', async () => {
    const { world, advisor, begun, end } = await streaming(10 * SECOND, 0, 0, 0, 0)
    await world.pass(50 * SECOND)
    const pauses = begun.slice(1).map((at, index) => Math.round((at - (begun[index] ?? 0)) / SECOND))
    expect(pauses).toEqual([11, 2, 4, 8, 16])
    expect(world.told('alert').map(({ code }) => code)).toEqual(['ORDER_STREAM_DOWN'])
    expect(world.alerts()).toEqual(['ORDER_STREAM_DOWN'])
    expect(advisor.status().tradingState).toBe('ACTIVE')
    await world.pass(2 * MINUTE)
    expect(world.alerts()).toEqual([])
    expect(await world.store().orders({ account: world.account })).toHaveLength(2)
    await end()
  })
})
