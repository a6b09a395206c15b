import { after, MINUTE, money, SECOND } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { NOON } from '../support/markets.ts'
import { attempt } from '../support/placing.ts'
import { realClock } from '../support/real-clock.ts'

/**
 * Bets that come of one decision when the engine that sends it is cut off in that moment from store and venue, its bytes arrive so much
 * later, and another engine stands by. The venue accepts within 15 seconds of a request.
 */
async function bets(heldMs: number): Promise<{ readonly sent: number; readonly bets: number }> {
  const world = exchangeWorld({ lateAcceptMs: 15 * SECOND, visibilityLagMs: SECOND }, 16 * MINUTE)
  const prices = Array.from({ length: 400 }, (_, n) => quotes(after(NOON, 500 + n * 500)))
  const input = { risk: { exposure: { market: money(1500) } } }
  const store = faultyStore(world.store())
  let [isCut, sent] = [false, 0]
  let deliver = (): void => {}

  function engine(breaks: boolean) {
    const clock = realClock(world.clock)
    const exchange = createExchangeVenue({ exchange: world.exchange, clock })
    const reached = <Answer>(ask: () => Promise<Answer>) =>
      isCut && breaks ? Promise.reject<Answer>(new Error('unreachable')) : ask()
    const doPlace: typeof exchange.doPlace = async (...asked) => {
      sent += 1
      if (!breaks) return await exchange.doPlace(...asked)
      isCut = true
      store.fail('unavailable')
      const [orders] = asked
      return await new Promise((resolve) => {
        deliver = () => void exchange.doPlace(orders, attempt()).then(resolve)
      })
    }
    const lookup: typeof exchange.lookup = (...asked) => reached(() => exchange.lookup(...asked))
    const list: typeof exchange.list = (...asked) => reached(() => exchange.list(...asked))
    return { clock, venues: [{ ...exchange, doPlace, lookup, list }] }
  }

  await world.start({ ...engine(true), store, prices: [quotes(after(NOON, 500))], input })
  await world.start({ ...engine(false), prices, input })
  await world.pass(heldMs)
  isCut = false
  store.heal()
  deliver()
  await world.pass(2 * MINUTE)
  const { answer } = world.exchange.list(NOON, world.clock.now())
  return { sent, bets: answer?.bets.length ?? Number.NaN }
}

describe('an engine that is cut off while its order is on its way', () => {
  test('has made one bet when the order arrives within the time in which its venue accepts', async () => {
    expect(await bets(5 * SECOND)).toEqual({ sent: 1, bets: 1 })
  })

  test('has made one bet when the order arrives after 45 seconds, as TCP may deliver it', async () => {
    expect((await bets(45 * SECOND)).bets).toBe(1)
  })
})
