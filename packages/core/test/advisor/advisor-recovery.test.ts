import {
  after,
  eventId,
  HOUR,
  MINUTE,
  money,
  priceUnits,
  SECOND,
  type Store,
  selectionId,
  type Venue,
} from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { BetList } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { scriptedResults } from '../support/advisor.ts'
import { type ExchangeWorld, exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { ended, NOON, news } from '../support/markets.ts'
import { oneByOne, placeOne } from '../support/placing.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** A store whose process is killed when it is about to learn what came of an order. */
function dyingStore(world: ExchangeWorld, survives: (type: string) => boolean = () => false): Store {
  const store = world.store()
  const gone = () => Promise.reject(new Error('killed'))
  return {
    ...store,
    advance: (key, events, fence) =>
      events.every(({ type }) => survives(type)) ? store.advance(key, events, fence) : gone(),
    endRun: gone,
  }
}

/** A world in which a process has just died while an order was on its way. */
async function afterDeath(world: ExchangeWorld, survives?: (type: string) => boolean): Promise<void> {
  const { running } = await world.start({ prices: [quotes(at(SECOND))], store: dyingStore(world, survives) })
  await world.pass(2 * MINUTE)
  await expect(running).rejects.toThrow('killed')
}

const betOnHome = (stake = 2500) => ({
  market: lasting().id,
  selection: selectionId('Home'),
  side: 'back' as const,
  price: priceUnits(20_000),
  stake: money(stake),
})

describe('a start after a process was killed', () => {
  it('finds an order whose outcome nobody had heard, before anything new is decided', async () => {
    const world = exchangeWorld()
    await afterDeath(world)
    expect(world.states()).toEqual(['SENDING'])
    expect(world.exchange.bets()).toHaveLength(1)
    const { advisor } = await world.start()
    await world.pass(0)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.states()).toEqual(['MATCHED'])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('takes an order for absent only when the exchange could take it no more, and trades not before', async () => {
    const world = exchangeWorld({ faults: { drop: 1 } })
    await afterDeath(world, (type) => type === 'unknown' || type === 'reset')
    expect(world.states()).toEqual(['UNKNOWN'])
    const [lost] = world.accounts.orders({ account: world.account })
    const provable = (lost?.sentAt ?? 0) + SECOND + 15 * SECOND + 5 * SECOND
    const { advisor } = await world.start()
    await world.pass(0)
    if (world.clock.now() < provable) expect(advisor.status().tradingState).toBe('RECONCILING')
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['ABSENT'])
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', unresolved: 0, reserved: 0 })
  })

  it('stays as it is while the exchange cannot be asked, and calls people', async () => {
    const world = exchangeWorld()
    await afterDeath(world)
    world.exchange.disturb({ lookupFail: 1 })
    const { advisor } = await world.start()
    await world.pass(10 * SECOND)
    expect(advisor.status()).toMatchObject({ tradingState: 'RECONCILING' })
    expect(advisor.status().haltReason).toContain('could not be asked for')
    expect(world.alerts()).toContain('RECONCILIATION_FAILED')
    world.exchange.disturb({ lookupFail: 0 })
    await world.pass(MINUTE)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.alerts()).toEqual([])
    expect(world.states()).toEqual(['MATCHED'])
  })
})

describe('an order of unknown outcome', () => {
  it('keeps its reservation and pages while the venue says nothing of it', async () => {
    const world = exchangeWorld({ faults: { drop: 1, lookupTruncate: 1 } })
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const list = async (): Promise<BetList> => ({ complete: true, bets: [] })
    const { advisor } = await world.start({ prices: [quotes(at(MINUTE))], venues: [{ ...venue, list }] })
    await world.pass(2 * MINUTE)
    expect(advisor.status()).toMatchObject({ unresolved: 1, reserved: 1000 })
    expect(world.alerts()).toEqual([])
    await world.pass(MINUTE)
    expect(world.alerts()).toEqual(['ORDER_UNRESOLVED'])
    world.exchange.disturb({ lookupTruncate: 0 })
    await world.pass(3 * MINUTE)
    expect(world.states()).toEqual(['ABSENT'])
    expect(world.alerts()).toEqual([])
  })
})

describe('bets that the venue lists', () => {
  it('and that were ours without being known are taken in, stop all trading and call people', async () => {
    const world = exchangeWorld()
    const first = await world.start({ prices: [quotes(at(SECOND))] })
    await world.pass(MINUTE)
    await first.advisor.stop('enough')
    // Somebody has brought back a database of before the bet.
    const lost = exchangeWorld()
    const { advisor } = await lost.start({
      venues: [createExchangeVenue({ exchange: world.exchange, clock: lost.clock })],
      prices: [quotes(at(10 * MINUTE), 'm2')],
    })
    await lost.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', reserved: 1000, openBets: 1 })
    expect(lost.alerts().toSorted()).toEqual(['HALTED', 'ORDER_ADOPTED'])
    expect(lost.accounts.orders({ account: lost.account })).toMatchObject([
      { state: 'MATCHED', matchedStake: 1000, intent: { origin: 'adopted', ref: world.exchange.bets()[0]?.ref } },
    ])
    expect(
      lost.accounts.changes({ account: lost.account, after: 0, at: lost.clock.now(), limit: 9 }).halt,
    ).not.toBeNull()
    await lost.pass(HOUR)
    expect(lost.accounts.orders({ account: lost.account })).toHaveLength(1)
    expect(lost.accounts.verify(lost.account)).toEqual([])
  })

  it('and that somebody else placed are counted, once, and told', async () => {
    const world = exchangeWorld()
    const { advisor } = await world.start({ prices: [quotes(at(2 * MINUTE), 'm2')] })
    world.exchange.observe(news(lasting(), NOON, { exchange: [2, 2] }))
    world.exchange.placeByHand(betOnHome(), NOON)
    await world.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', reserved: 2500, openBets: 1 })
    expect(world.alerts()).toEqual(['FOREIGN_BET'])
    expect(world.accounts.orders({ account: world.account })).toMatchObject([{ intent: { origin: 'foreign' } }])
    await world.pass(5 * MINUTE)
    expect(world.told('alert')).toHaveLength(1)
    expect(world.states()).toEqual(['MATCHED', 'MATCHED'])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('count for the event of the live orders of their market, whatever the venue calls it', async () => {
    const world = exchangeWorld()
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const list: NonNullable<Venue['list']> = async (since, signal) => {
      const { complete, bets = [] } = (await venue.list?.(since, signal)) ?? { complete: true }
      return { complete, bets: bets.map((bet) => ({ ...bet, event: eventId('as the venue calls it') })) }
    }
    await world.start({ prices: [quotes(at(SECOND))], venues: [{ ...venue, list }] })
    await world.pass(2 * SECOND)
    world.exchange.placeByHand(betOnHome(), at(2 * SECOND))
    await world.pass(MINUTE)
    const intents = world.accounts.orders({ account: world.account }).map(({ intent }) => intent)
    expect(intents.map(({ origin }) => origin).toSorted()).toEqual(['decided', 'foreign'])
    expect(new Set(intents.map(({ event }) => event)).size).toBe(1)
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('and that had been given up are late finds, whose money is reserved again', async () => {
    const world = exchangeWorld()
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const lies = oneByOne(async (order) => {
      await placeOne(venue, order)
      return { kind: 'rejected', reason: { code: 'INVALID', message: 'so it said' } }
    })
    const orderNews = undefined
    const { doPlace: _, orderNews: __, ...rest } = venue
    expect(orderNews).toBeUndefined()
    const { advisor } = await world.start({ prices: [quotes(at(SECOND))], venues: [{ ...rest, doPlace: lies }] })
    await world.pass(2 * SECOND)
    expect(world.states()).toEqual(['REJECTED'])
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['MATCHED'])
    expect(advisor.status()).toMatchObject({ reserved: 1000, openBets: 1 })
    expect(world.alerts()).toContain('LATE_FOUND')
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('and of which two bear the reference of one order stop all trading and call people', async () => {
    const world = exchangeWorld()
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const second: string[] = []
    const list: typeof venue.list = async (since, signal) => {
      const { complete, bets } = await venue.list(since, signal)
      return {
        complete,
        bets: bets.flatMap((bet) => [bet, ...second.map((venueOrderId) => ({ ...bet, venueOrderId }))]),
      }
    }
    const { advisor } = await world.start({ prices: [quotes(at(SECOND))], venues: [{ ...venue, list }] })
    await world.pass(MINUTE)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    second.push('second')
    await world.pass(10 * MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', reserved: 1000 })
    expect(world.told('alert').map(({ code }) => code)).toEqual(['DOUBLE_BET', 'HALTED'])
    expect(world.states()).toEqual(['MATCHED'])
  })

  it('and of which more is matched than was settled stop all trading and call people, for each fill once', async () => {
    const world = exchangeWorld()
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    let missing = 600
    const list: typeof venue.list = async (since, signal) => {
      const { complete, bets } = await venue.list(since, signal)
      return {
        complete,
        bets: bets.map(({ matchedValue: _, ...bet }) => ({ ...bet, matchedStake: money(bet.matchedStake - missing) })),
      }
    }
    const partly = oneByOne(async (order) => {
      const outcome = await placeOne(venue, order)
      if (outcome.kind !== 'accepted') return outcome
      const { matchedValue: _, ...told } = outcome
      return { ...told, matchedStake: money(400) }
    })
    const { orderNews: _, ...silent } = venue
    const { advisor } = await world.start({
      prices: [quotes(at(SECOND))],
      venues: [{ ...silent, doPlace: partly, list, doCancel: venue.doCancel }],
      results: [
        scriptedResults([
          { at: at(MINUTE), tell: [ended(lasting(), 'Away')] },
          { at: at(2 * MINUTE), tell: [ended(lasting(), 'Away')] },
        ]),
      ],
    })
    await world.pass(5 * MINUTE)
    expect(world.accounts.orders({ account: world.account })).toMatchObject([{ state: 'SETTLED', matchedStake: 400 }])
    expect(advisor.status().tradingState).toBe('ACTIVE')
    missing = 0
    await world.pass(10 * MINUTE)
    expect(advisor.status().tradingState).toBe('HALTED')
    expect(world.told('alert').map(({ code }) => code)).toEqual(['LATE_FILL', 'HALTED'])
  })

  it('and of whose fill no price is told are taken in at their own', async () => {
    const world = exchangeWorld()
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const list: typeof venue.list = async (since, signal) => {
      const { complete, bets } = await venue.list(since, signal)
      return { complete, bets: bets.map(({ matchedValue: _, ...bet }) => ({ ...bet, averagePrice: null })) }
    }
    const { advisor } = await world.start({ venues: [{ ...venue, list }] })
    world.exchange.observe(news(lasting(), NOON, { exchange: [2, 2] }))
    world.exchange.placeByHand(betOnHome(), NOON)
    await world.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ reserved: 2500, openBets: 1 })
    expect(world.accounts.orders({ account: world.account })).toMatchObject([
      { intent: { reasons: ['found at exchange as 1', 'matched at no price that is told: its own is taken'] } },
    ])
    expect(world.told('order').map(({ order }) => order)).toMatchObject([
      { state: 'MATCHED', matchedStake: 2500, averagePrice: 20_000 },
    ])
  })

  it('are looked at again where only a part of them was listed', async () => {
    const world = exchangeWorld({ faults: { lookupTruncate: 1 } })
    const { advisor } = await world.start()
    await world.pass(10 * SECOND)
    expect(advisor.status().tradingState).toBe('RECONCILING')
    world.exchange.disturb({ lookupTruncate: 0 })
    await world.pass(30 * SECOND)
    expect(advisor.status().tradingState).toBe('ACTIVE')
  })
})

describe('the money at the venue', () => {
  it('keeps trading stopped while the venue holds less than the ledger has to spend', async () => {
    const world = exchangeWorld()
    let balance = money(90_000)
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const { advisor } = await world.start({
      prices: [quotes(at(10 * MINUTE))],
      venues: [{ ...venue, funds: async () => ({ balance }) }],
    })
    await world.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'RECONCILING', available: 100_000 })
    expect(advisor.status().haltReason).toContain('holds 90000 in all, the ledger has 100000 to spend')
    expect(world.alerts()).toEqual(['RECONCILIATION_FAILED'])
    balance = money(99_950)
    await world.pass(2 * MINUTE)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.alerts()).toEqual([])
    await world.pass(10 * MINUTE)
    expect(world.states()).toEqual(['MATCHED'])
  })

  it('may be short of what open bets have lost there and not yet here', async () => {
    const world = exchangeWorld()
    let balance = money(100_000)
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const { advisor } = await world.start({
      prices: [quotes(at(SECOND))],
      venues: [{ ...venue, funds: async () => ({ balance }) }],
    })
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['MATCHED'])
    balance = money(99_000)
    await world.pass(5 * MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', reserved: 1000 })
  })
})

describe('a gap in the order news', () => {
  it('stops trading until venue and ledger have been compared', async () => {
    const world = exchangeWorld({ liquidity: { full: 0, partial: 0, everyMs: SECOND }, latencyMs: SECOND })
    const { advisor } = await world.start({ prices: [quotes(at(10 * SECOND)), quotes(at(MINUTE), 'm2')] })
    await world.pass(5 * SECOND)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    const states: string[] = []
    advisor.on('change', () => {
      const { tradingState } = advisor.status()
      if (states.at(-1) !== tradingState) states.push(tradingState)
    })
    world.exchange.disturb({ newsGap: 1 })
    await world.pass(7 * SECOND)
    world.exchange.disturb({ newsGap: 0 })
    await world.pass(30 * SECOND)
    expect(states.slice(states[0] === 'ACTIVE' ? 1 : 0)).toEqual(['RECONCILING', 'ACTIVE'])
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['ACCEPTED', 'ACCEPTED'])
  })
})

describe('a ledger that does not add up', () => {
  const broken = (world: ExchangeWorld, faults: () => readonly { check: string; detail: string }[]): Store => {
    const store = world.store()
    return { ...store, verify: async () => faults() }
  }

  it('stop all trading until a person has looked and they add up', async () => {
    const world = exchangeWorld()
    let faults = [{ check: 'balance', detail: 'available is 1, its entries say 2' }]
    const { advisor } = await world.start({ store: broken(world, () => faults) })
    await world.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED' })
    expect(advisor.status().haltReason).toContain('the ledger does not add up: balance')
    expect(world.alerts()).toContain('LEDGER_BROKEN')
    const early = await advisor.askResume()
    await expect(advisor.resume(early.code, 'in a hurry')).rejects.toMatchObject({ code: 'RESUME_REFUSED' })
    faults = []
    await world.pass(MINUTE)
    const { code } = await advisor.askResume()
    await advisor.resume(code, 'repaired')
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.alerts()).toEqual([])
  })

  it('are found when a person asks', async () => {
    const world = exchangeWorld()
    const faults: { check: string; detail: string }[] = []
    const { advisor } = await world.start({ store: broken(world, () => faults) })
    await world.pass(SECOND)
    await advisor.reconcile()
    expect(advisor.status().tradingState).toBe('ACTIVE')
    faults.push({ check: 'limit', detail: 'open-orders is 7' })
    await advisor.reconcile()
    expect(advisor.status().tradingState).toBe('HALTED')
    expect(world.alerts()).toContain('LEDGER_BROKEN')
  })
})
