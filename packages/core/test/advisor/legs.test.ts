import { after, createPaperVenue, type Intent, MINUTE, money, SECOND, type Venue, venueId } from '@betting-advisor/core'
import { createExchangeVenue, createSteppedClock } from '@betting-advisor/core/simulation'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { type ExchangeWorld, exchangeWorld, lasting } from '../support/exchange-world.ts'
import { faultyStore, type StoreFault } from '../support/faulty-store.ts'
import { NOON, news } from '../support/markets.ts'
import { bothSides } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const REASON = { code: 'PRICE_CHANGED', message: 'the price fell' }
const prices = [{ at: at(MINUTE), tell: [news(lasting(), at(MINUTE), { exchange: [2, 2], shop: [2, 2] })] }]
const AT_EXCHANGE = [bothSides({}, { home: 'exchange', away: 'exchange' })]
const AT_BOTH = [bothSides({}, { home: 'shop', away: 'exchange' })]

/** A venue that notes with which orders it is asked, and how often it asks whether they may leave. */
function noting<Kind extends Venue>(venue: Kind, said?: (order: Intent) => PlaceOutcome) {
  const asked: { selections: string[]; times: number }[] = []
  const noted: Kind = {
    ...venue,
    doPlace(orders, how) {
      const one = { selections: orders.map(({ selection }) => selection), times: 0 }
      asked.push(one)
      const mayLeave = () => {
        one.times += 1
        return how.mayLeave()
      }
      const [first, ...others] = orders
      if (said !== undefined) return Promise.resolve([said(first), ...others.map(said)])
      return venue.doPlace(orders, { ...how, mayLeave })
    },
  }
  return { venue: noted, asked }
}

const calm = () => exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0, faults: {} })
const exchangeOf = ({ exchange, clock }: ExchangeWorld) => createExchangeVenue({ exchange, clock })
const shopOf = ({ clock }: ExchangeWorld) =>
  createPaperVenue({ clock, name: 'shops', bookmakers: [venueId('shop')], minStake: money(100) })
const ended = ({ accounts, account }: ExchangeWorld) =>
  accounts.orders({ account }).map(({ intent, state, reason }) => [intent.venue, state, reason?.code ?? null])

async function atBoth(said: { shop?: () => PlaceOutcome; exchange?: () => PlaceOutcome } = {}) {
  const world = calm()
  const [shop, exchange] = [noting(shopOf(world), said.shop), noting(exchangeOf(world), said.exchange)]
  const funds = { shops: money(50_000), exchange: money(50_000) }
  await world.start({ venues: [shop.venue, exchange.venue], strategies: AT_BOTH, prices, funds })
  await world.pass(2 * MINUTE)
  return { world, asked: [shop.asked.length, exchange.asked.length] }
}

describe('legs of one decision', () => {
  it('leave for one market of one venue with a single attempt, which asks once whether they may', async () => {
    const world = calm()
    const { venue, asked } = noting(exchangeOf(world))
    await world.start({ venues: [venue], strategies: AT_EXCHANGE, prices })
    await world.pass(2 * MINUTE)
    expect(asked).toEqual([{ selections: ['Home', 'Away'], times: 1 }])
    expect(world.states()).toEqual(['MATCHED', 'MATCHED'])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('leave for each venue by itself, in their order', async () => {
    const { world, asked } = await atBoth()
    expect(asked).toEqual([1, 1])
    expect(world.states()).toEqual(['MATCHED', 'MATCHED'])
    expect(world.alerts()).toEqual([])
  })

  it.each<[string, PlaceOutcome, string]>([
    ['is refused', { kind: 'rejected', reason: REASON }, 'REJECTED'],
    ['is not sent', { kind: 'not-sent', reason: REASON }, 'NOT_SENT'],
  ])('stay behind when one before them %s', async (_, outcome, state) => {
    const { world, asked } = await atBoth({ shop: () => outcome })
    expect(asked).toEqual([1, 0])
    expect(ended(world).toSorted()).toEqual([
      ['exchange', 'NOT_SENT', 'LEG_WITHDRAWN'],
      ['shop', state, 'PRICE_CHANGED'],
    ])
    expect(world.told('alert')).toEqual([])
  })

  it('stay behind when one before them is in doubt, which is shown until it is found to be absent', async () => {
    const { world, asked } = await atBoth({ shop: () => ({ kind: 'unknown', reason: REASON }) })
    expect(asked).toEqual([1, 0])
    expect(
      ended(world)
        .map(([venue, state]) => [venue, state])
        .toSorted(),
    ).toEqual([
      ['exchange', 'NOT_SENT'],
      ['shop', 'ABSENT'],
    ])
    expect(world.told('alert')).toMatchObject([{ code: 'LEGS_BROKEN' }])
    expect(world.alerts()).toEqual([])
  })

  it('are shown with what they can lose when one after them is refused', async () => {
    const { world } = await atBoth({ exchange: () => ({ kind: 'rejected', reason: REASON }) })
    expect(world.states().toSorted()).toEqual(['MATCHED', 'REJECTED'])
    expect(world.told('alert')).toMatchObject([{ code: 'LEGS_BROKEN', message: expect.stringContaining('10.00 GBP') }])
  })

  it('that wait for the answer to one before them leave all the same', async () => {
    const world = calm()
    const { clock } = world
    const shop = shopOf(world)
    const slow: Venue = {
      ...shop,
      async doPlace(orders, how) {
        const outcomes = await shop.doPlace(orders, how)
        await clock.sleep(3 * SECOND)
        return outcomes
      },
    }
    const real = {
      kind: 'real' as const,
      now: () => clock.now(),
      monotonic: () => clock.now(),
      sleep: (milliseconds: number, signal?: AbortSignal) => clock.sleep(milliseconds, signal),
      hold: () => clock.hold(),
    }
    const funds = { shops: money(50_000), exchange: money(50_000) }
    const venues = [slow, exchangeOf(world)]
    await world.start({ clock: real, venues, strategies: AT_BOTH, prices, funds })
    await world.pass(5 * MINUTE)
    expect(world.states()).toEqual(['MATCHED', 'MATCHED'])
    expect(world.told('alert')).toEqual([])
  })

  it('are held back together when one of them may not leave', async () => {
    const world = calm()
    const { venue, asked } = noting(exchangeOf(world))
    const slow: Venue = {
      ...venue,
      async doPlace(orders, how) {
        // Its quote grows too old while its turn is waited for.
        await world.clock.sleep(10 * MINUTE)
        return await venue.doPlace(orders, how)
      },
    }
    await world.start({ venues: [slow], strategies: AT_EXCHANGE, prices })
    await world.pass(12 * MINUTE)
    expect(asked).toEqual([{ selections: ['Home', 'Away'], times: 1 }])
    expect(ended(world)).toEqual([
      ['exchange', 'NOT_SENT', 'QUOTE_STALE'],
      ['exchange', 'NOT_SENT', 'QUOTE_STALE'],
    ])
    expect(world.exchange.bets()).toEqual([])
  })

  it('of a run that was killed before they left are looked for like single orders, and are no longer there', async () => {
    const world = exchangeWorld({ faults: { drop: 1 } })
    const clock = createSteppedClock({ start: NOON, limit: NOON })
    const doPlace = () => new Promise<never>(() => {})
    const venue = { ...createExchangeVenue({ exchange: world.exchange, clock }), doPlace }
    await world.start({ clock, venues: [venue], strategies: AT_EXCHANGE, prices })
    await clock.until(at(2 * MINUTE))
    await world.pass(2 * MINUTE)
    expect(world.states()).toEqual(['SENDING', 'SENDING'])
    world.exchange.disturb({ drop: 0 })
    await world.start({ strategies: AT_EXCHANGE })
    await world.pass(5 * MINUTE)
    expect(world.states()).toEqual(['ABSENT', 'ABSENT'])
    expect(world.accounts.verify(world.account)).toEqual([])
    expect(world.alerts()).toEqual([])
  })

  it.each<[StoreFault, string[]]>([
    ['unavailable', []],
    ['answer-lost', ['NOT_SENT', 'NOT_SENT']],
  ])('are not sent when the store does not say that it has them: %s', async (fault, states) => {
    const world = calm()
    const store = faultyStore(world.store())
    await world.start({ store, strategies: AT_EXCHANGE, prices })
    await world.pass(30 * SECOND)
    store.fail(fault, 'beginAll')
    await world.pass(45 * SECOND)
    store.heal()
    await world.pass(MINUTE)
    expect(world.states()).toEqual(states)
    expect(world.exchange.bets()).toEqual([])
    expect(world.accounts.verify(world.account)).toEqual([])
  })
})
