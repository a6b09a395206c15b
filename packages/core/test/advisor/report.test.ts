import { after, InvalidValueError, marketId, money, price, SECOND, selectionId, venueId } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { scriptedResults } from '../support/advisor.ts'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { ended, matchOdds, NOON } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const by = { by: 'ann', reason: 'placed in the shop' }
const bet = {
  venue: venueId('shop'),
  market: marketId('m2'),
  selection: selectionId('Home'),
  side: 'back' as const,
  price: price(2.5),
  stake: money(4000),
}

/** An advisor at an exchange that has bet on one market and is shown another. */
async function trading(results: Parameters<typeof scriptedResults>[0] = []) {
  const world = exchangeWorld()
  const { advisor } = await world.start({
    prices: [quotes(at(SECOND)), { at: at(2 * SECOND), tell: [] }],
    results: [scriptedResults(results)],
  })
  await world.pass(3 * SECOND)
  return { ...world, advisor }
}

const onMarket = (market: string) => ({ ...bet, market: marketId(market) })

describe('a bet by hand', () => {
  it('is in ledger, exposure and audit, and is told', async () => {
    const world = await trading()
    const { reserved, available } = world.advisor.status()
    const order = await world.advisor.report(onMarket('m1'), by)
    expect(order).toMatchObject({
      state: 'MATCHED',
      matchedStake: 4000,
      averagePrice: 25_000,
      reserved: 4000,
      intent: { origin: 'reported', strategy: 'reported', selectionName: 'Home', venue: 'shop', edge: null },
    })
    expect(world.advisor.status()).toMatchObject({
      reserved: reserved + 4000,
      available: available - 4000,
      haltReason: null,
    })
    expect(world.accounts.audit({ account: world.account, after: 0, limit: 10 })).toMatchObject([
      { entry: { act: 'report', by: 'ann', reason: 'placed in the shop', subject: order.intent.key } },
    ])
    expect(world.told('warning').map(({ code }) => code)).toContain('BET_REPORTED')
    expect(world.alerts()).toEqual([])
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('is one bet however often it is reported, and settled with its market', async () => {
    const world = await trading([{ at: at(20 * SECOND), tell: [ended(matchOdds('m1'), 'Home')] }])
    const named = { ...onMarket('m1'), venueOrderId: 'slip 7' }
    const first = await world.advisor.report(named, by)
    expect(await world.advisor.report(named, by)).toEqual(first)
    expect(first).toMatchObject({ venueOrderId: 'slip 7' })
    await world.pass(30 * SECOND)
    expect(world.accounts.order(first.intent.key)).toMatchObject({ state: 'SETTLED', outcome: 'won', profit: 6000 })
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('after an advice counts for its strategy, with the expected value of the price that was had', async () => {
    const world = await trading()
    const [told] = world.told('advice')
    const advice = { strategy: told?.advice.strategy ?? '', strategyVersion: '1', fairProbability: 0.5 }
    const { intent } = await world.advisor.report({ ...onMarket('m1'), advice }, by)
    expect(intent).toMatchObject({ strategy: advice.strategy, fairProbability: 0.5, edge: 0.25 })
  })

  it('counts whatever the limits say, and stops what comes after it', async () => {
    const world = exchangeWorld()
    const { advisor } = await world.start({
      prices: [quotes(at(SECOND)), quotes(at(10 * SECOND), 'm2')],
      input: { risk: { exposure: { account: money(2000) } } },
    })
    await world.pass(3 * SECOND)
    await advisor.report(onMarket('m1'), by)
    await world.pass(20 * SECOND)
    expect(world.accounts.orders({ account: world.account }).map(({ intent }) => intent.origin)).toEqual([
      'reported',
      'decided',
    ])
    expect(world.accounts.rejections(world.account, NOON)).toEqual({ REDUCING: 1 })
  })

  it('needs a market that somebody knows, one of its selections, a stake, and the name that a venue lists it by', async () => {
    const { advisor } = await trading()
    const wrong = [
      onMarket('nobody knows'),
      { ...onMarket('m1'), selection: selectionId('Nobody') },
      { ...onMarket('m1'), stake: money(0) },
      { ...onMarket('m1'), placedAt: at(99 * SECOND) },
      { ...onMarket('m1'), venueOrderId: '' },
      { ...onMarket('m1'), venue: venueId('exchange') },
    ]
    for (const each of wrong) await expect(advisor.report(each, by)).rejects.toBeInstanceOf(InvalidValueError)
    const about = {
      event: 'e9' as never,
      eventName: 'A v B',
      competition: 'Cup',
      startsAt: at(99 * SECOND),
      selectionName: 'A',
      outcomes: 3,
      winners: 1,
      netting: false,
      commission: 0,
    }
    const described = await advisor.report(onMarket('nobody knows'), by, about)
    expect(described.intent).toMatchObject({ eventName: 'A v B', selectionName: 'A' })
    // It was bet on now.
    const { intent } = await advisor.report({ ...onMarket('nobody knows'), price: price(3) }, by)
    expect(intent).toMatchObject({ eventName: 'A v B', selectionName: 'A' })
  })
})
