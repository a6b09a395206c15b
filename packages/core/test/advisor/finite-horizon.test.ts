import { after, MINUTE, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue, createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { scriptedResults } from '../support/advisor.ts'
import { type ExchangeWorld, exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { ended, NOON } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
/** A part of each order is matched at once, and more only after minutes. */
const PARTLY = { liquidity: { full: 0, partial: 1, everyMs: 60 * MINUTE } }

/** The exchange of a world to somebody to whom it lists no bets and tells no news. */
function silent(world: ExchangeWorld, clock = world.clock): Venue {
  const { list: _list, orderNews: _news, ...rest } = createExchangeVenue({ exchange: world.exchange, clock })
  return rest
}

describe('a venue that forgets references and lists no bets', () => {
  /** The state of an order whose market ended after a minute, while lookups show a part from 30 seconds on until they are mended. */
  async function ending(lookupHorizonMs: number) {
    const world = exchangeWorld({ ...PARTLY, lookupHorizonMs })
    const tell = [ended(lasting(), 'Away')]
    const results = [scriptedResults([1, 2, 3, 4].map((minute) => ({ at: at(minute * MINUTE), tell })))]
    await world.start({ venues: [silent(world)], prices: [quotes(at(SECOND))], results })
    await world.pass(30 * SECOND)
    world.exchange.disturb({ lookupTruncate: 1 })
    await world.pass(MINUTE)
    const partly = world.states()
    world.exchange.disturb({ lookupTruncate: 0 })
    await world.pass(5 * MINUTE)
    return [partly, world.states()]
  }

  it('is not believed at the end of a market while it shows only a part of what it still knows', async () => {
    expect(await ending(60 * MINUTE)).toEqual([['PARTIAL'], ['SETTLED']])
  })

  it('is asked no more at the end of a market for what it has forgotten', async () => {
    expect(await ending(30 * SECOND)).toEqual([['SETTLED'], ['SETTLED']])
  })

  it('holds up a start no longer than it could prove anything of an order that was left behind', async () => {
    const world = exchangeWorld({ faults: { drop: 1 }, lookupHorizonMs: 2 * MINUTE })
    const clock = createSteppedClock({ start: NOON, limit: NOON })
    const venue = silent(world, clock)
    const doPlace: typeof venue.doPlace = async (...asked) => {
      await venue.doPlace(...asked)
      return new Promise(() => {})
    }
    await world.start({ clock, venues: [{ ...venue, doPlace }], prices: [quotes(at(SECOND))] })
    await clock.until(at(2 * SECOND))
    await world.pass(20 * SECOND)
    expect(world.states()).toEqual(['SENDING'])
    world.exchange.disturb({ drop: 0, lookupTruncate: 1 })
    const { advisor } = await world.start({ venues: [silent(world)] })
    await world.pass(90 * SECOND)
    expect(advisor.status().tradingState).toBe('RECONCILING')
    await world.pass(30 * SECOND)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', reserved: 1000 })
    expect(world.states()).toEqual(['UNKNOWN'])
  })
})
