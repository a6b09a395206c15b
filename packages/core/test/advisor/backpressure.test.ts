import { after, money, SECOND, type Strategy, selectionId, venueId } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

/**
 * How many of the 200 pieces of news of ten seconds a strategy hears before its event log fails, while it does, and after. The strategy asks
 * for too little each time, so that only the log is asked of the store.
 */
async function heard(): Promise<{ readonly before: number; readonly meanwhile: number; readonly after: number }> {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const store = faultyStore(world.store())
  let seen = 0
  const strategy: Strategy = {
    name: 'counting',
    version: '1',
    onMarket({ market }, desk) {
      seen += 1
      desk.signal({
        kind: 'order',
        market: market.id,
        selection: selectionId('Home'),
        venue: venueId('exchange'),
        side: 'back',
        stake: money(1),
      })
    },
  }
  const prices = Array.from({ length: 1000 }, (_, n) => quotes(after(NOON, SECOND + n * 50), `m${n}`))
  const clock = realClock(world.clock)
  const { advisor, running } = await world.start({ store, clock, strategies: [strategy], prices })
  const inTenSeconds = async () => {
    const until = seen
    await world.pass(10 * SECOND)
    return seen - until
  }
  await world.pass(5 * SECOND)
  const before = await inTenSeconds()
  store.fail('unavailable', 'append')
  const meanwhile = await inTenSeconds()
  store.heal()
  await world.pass(10 * SECOND)
  const then = await inTenSeconds()
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return { before, meanwhile, after: then }
}

describe('an advisor whose events cannot be kept', () => {
  test('hears all news before and after', async () => {
    expect(await heard()).toMatchObject({ before: 200, after: 200 })
  })

  test('hears news of markets as if nothing had happened', async () => {
    expect((await heard()).meanwhile).toBeGreaterThan(190)
  })
})
