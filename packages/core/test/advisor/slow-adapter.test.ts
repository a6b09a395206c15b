import { after, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

/** What became of an order whose adapter waits before it sends: for a login, its rate budget or a connection. */
async function sent(waitMs: number, halted: boolean): Promise<{ readonly states: readonly string[]; bets: number }> {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const clock = realClock(world.clock)
  const exchange = createExchangeVenue({ exchange: world.exchange, clock })
  const venue: Venue = {
    ...exchange,
    async doPlace(...asked) {
      await clock.sleep(waitMs)
      return await exchange.doPlace(...asked)
    },
  }
  const { advisor, running } = await world.start({ venues: [venue], clock, prices: [quotes(after(NOON, SECOND))] })
  await world.pass(10 * SECOND)
  if (halted) await advisor.halt('by hand')
  await world.pass(60 * SECOND)
  const states = world.states()
  const bets = world.exchange.list(NOON, clock.now()).answer?.bets.length ?? 0
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return { states, bets }
}

describe('an adapter that waits before it sends an order', () => {
  test('sends it when the wait is short, whatever is halted after', async () => {
    expect(await sent(0, true)).toEqual({ states: ['MATCHED'], bets: 1 })
  })

  test('does not send it 45 seconds after it was decided', async () => {
    expect(await sent(45 * SECOND, false)).toEqual({ states: ['NOT_SENT'], bets: 0 })
  })

  test('does not send it when everything was halted meanwhile', async () => {
    expect(await sent(12 * SECOND, true)).toEqual({ states: ['NOT_SENT'], bets: 0 })
  })
})
