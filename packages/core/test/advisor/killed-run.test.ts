import { after, createAdvisor, MINUTE, money, priceUnits, SECOND, selectionId } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createExchangeVenue, createSteppedClock } from '@betting-advisor/core/simulation'
import type { BetList } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { scriptedPrices, withWideDay } from '../support/advisor.ts'
import { type ExchangeWorld, exchangeWorld, lasting, quotes, type WorldAdvisor } from '../support/exchange-world.ts'
import { NOON, news } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** Runs an advisor whose order reaches the exchange at one second, and which stands still for ever a second later. */
async function killed(world: ExchangeWorld): Promise<WorldAdvisor> {
  const clock = createSteppedClock({ start: NOON, limit: NOON })
  const venue = createExchangeVenue({ exchange: world.exchange, clock })
  const doPlace: typeof venue.doPlace = async (...asked) => {
    await venue.doPlace(...asked)
    return new Promise(() => {})
  }
  const dead = await world.start({ clock, venues: [{ ...venue, doPlace }], prices: [quotes(at(SECOND))] })
  await clock.until(at(2 * SECOND))
  await world.pass(2 * SECOND)
  expect(world.states()).toEqual(['SENDING'])
  return dead
}

const state = ({ advisor }: WorldAdvisor) => advisor.status().tradingState

/** An exchange as one advisor sees it, which can be cut off from its questions. */
function line(world: ExchangeWorld) {
  const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const down = () => Promise.reject(new Error('down'))
  const mind: { isDown: boolean } = { isDown: true }
  return {
    restore: () => {
      mind.isDown = false
    },
    venue: {
      ...venue,
      lookup: (...asked: Parameters<typeof venue.lookup>) => (mind.isDown ? down() : venue.lookup(...asked)),
      list: (...asked: Parameters<typeof venue.list>) => (mind.isDown ? down() : venue.list(...asked)),
    },
  }
}

describe('a start after a kill', () => {
  it.each([
    ['while the dead run still counts as the leader', 1],
    ['while the dead run leads no more and still counts as alive', 7],
  ])('%s decides on nothing before its order is resolved', async (_, seconds) => {
    const world = exchangeWorld({ faults: { drop: 1 } })
    await killed(world)
    world.exchange.disturb({ drop: 0 })
    await world.pass(seconds * SECOND)
    const next = await world.start({ prices: [quotes(at(2 * MINUTE), 'm2')] })
    for (let now = seconds + 2; now < 15; now += 1) {
      await world.pass(SECOND)
      expect(state(next)).toBe('RECONCILING')
      expect(world.states()).toEqual(['SENDING'])
    }
    expect(next.advisor.status().haltReason).toContain('may have been killed')
    await world.pass(10 * SECOND)
    expect(state(next)).toBe('RECONCILING')
    expect(world.states()).toEqual(['UNKNOWN'])
    await world.pass(30 * SECOND)
    expect(state(next)).toBe('ACTIVE')
    expect(world.states()).toEqual(['ABSENT'])
    expect(world.alerts()).toEqual([])
    await world.pass(2 * MINUTE)
    expect(world.states().toSorted()).toEqual(['ABSENT', 'MATCHED'])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('waits as a follower for what its leader has to resolve', async () => {
    const world = exchangeWorld()
    await killed(world)
    const { venue, restore } = line(world)
    const leader = await world.start({ venues: [venue] })
    await world.pass(20 * SECOND)
    const follower = await world.start()
    await world.pass(MINUTE)
    expect([state(leader), state(follower)]).toEqual(['RECONCILING', 'RECONCILING'])
    restore()
    await world.pass(2 * MINUTE)
    expect([state(leader), state(follower)]).toEqual(['ACTIVE', 'ACTIVE'])
    expect(world.states()).toEqual(['MATCHED'])
  })
})

describe('a start', () => {
  it('takes no time after a run that ended, or beside one that lives', async () => {
    const world = exchangeWorld()
    const first = await world.start({ prices: [quotes(at(SECOND))] })
    await world.pass(2 * SECOND)
    await first.advisor.stop('enough')
    const second = await world.start()
    await world.pass(0)
    expect(state(second)).toBe('ACTIVE')
    const third = await world.start()
    await world.pass(0)
    expect(state(third)).toBe('ACTIVE')
  })

  it('waits no longer for open orders of a run that lives than until it is heard of', async () => {
    const world = exchangeWorld({ faults: { drop: 1, lookupTruncate: 1 } })
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const list = async (): Promise<BetList> => ({ complete: true, bets: [] })
    await world.start({ venues: [{ ...venue, list }], prices: [quotes(at(SECOND))] })
    await world.pass(4 * SECOND)
    expect(world.states()).toEqual(['UNKNOWN'])
    const second = await world.start({ venues: [{ ...venue, list }] })
    await world.pass(4 * SECOND)
    expect(state(second)).toBe('ACTIVE')
    expect(world.states()).toEqual(['UNKNOWN'])
  })

  it('lists the bets itself where another leads, which may not have reached the venue', async () => {
    const world = exchangeWorld()
    const cut = line(world)
    const leader = await world.start({ venues: [cut.venue] })
    await world.pass(10 * SECOND)
    const { venue, restore } = line(world)
    const follower = await world.start({ venues: [venue] })
    await world.pass(10 * SECOND)
    expect([state(leader), state(follower)]).toEqual(['RECONCILING', 'RECONCILING'])
    world.exchange.observe(news(lasting(), NOON, { exchange: [2, 2] }))
    world.exchange.placeByHand(
      {
        market: lasting().id,
        selection: selectionId('Home'),
        side: 'back',
        price: priceUnits(20_000),
        stake: money(2500),
      },
      NOON,
    )
    restore()
    await world.pass(MINUTE)
    expect([state(leader), state(follower)]).toEqual(['RECONCILING', 'ACTIVE'])
    expect(follower.advisor.status()).toMatchObject({ openBets: 1, reserved: 2500 })
    expect(world.accounts.orders({ account: world.account })).toMatchObject([{ intent: { origin: 'foreign' } }])
    cut.restore()
    await world.pass(2 * MINUTE)
    expect(state(leader)).toBe('ACTIVE')
    expect(world.states()).toEqual(['MATCHED'])
    expect(world.alerts()).toEqual(['FOREIGN_BET'])
  })

  it('that was given the lead in the middle of it compares once more as the leader, at once', async () => {
    const world = exchangeWorld()
    const first = await world.start()
    await world.pass(5 * SECOND)
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const listed: number[] = []
    const second = await world.start({
      venues: [
        {
          ...venue,
          async list(since, signal) {
            listed.push(world.clock.now() - NOON)
            if (listed.length === 1) await world.clock.sleep(5 * SECOND, signal)
            return venue.list(since, signal)
          },
        },
      ],
    })
    await world.pass(SECOND)
    await first.advisor.stop('enough')
    await world.pass(5 * SECOND)
    expect(state(second)).toBe('ACTIVE')
    expect(listed).toEqual([5 * SECOND, 10 * SECOND])
  })

  it('that was asked to compare before it began is a start all the same', async () => {
    const world = exchangeWorld()
    await killed(world)
    const early = await createAdvisor({
      settings: defineSettings(withWideDay({ account: { name: 'test' } })),
      sources: [scriptedPrices([], true)],
      strategies: [],
      venues: [createExchangeVenue({ exchange: world.exchange, clock: world.clock })],
      clock: world.clock,
      store: world.store(),
      syncMs: 250,
    })
    await early.reconcile()
    expect(early.status().tradingState).toBe('RECONCILING')
    const running = early.run()
    await world.pass(5 * SECOND)
    expect(early.status().tradingState).toBe('RECONCILING')
    await world.pass(15 * SECOND)
    expect(early.status().tradingState).toBe('ACTIVE')
    expect(world.states()).toEqual(['MATCHED'])
    await early.stop('done')
    await running
  })
})
