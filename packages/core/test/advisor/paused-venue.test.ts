import { after, createPaperVenue, MINUTE, money, SECOND, venueId } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { exchangeWorld, lasting } from '../support/exchange-world.ts'
import { NOON, news } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const ann = { by: 'ann', reason: 'they paid' }

/** A market a minute, of which a shop and an exchange show prices, where one strategy each bets. */
function open() {
  const world = exchangeWorld()
  const prices = Array.from({ length: 12 }, (_, minute) => {
    const when = at((minute + 1) * MINUTE)
    return { at: when, tell: [news(lasting(`m${minute}`), when, { exchange: [2, 2], shop: [2, 2] })] }
  })
  const venues = () => [
    createPaperVenue({ clock: world.clock, name: 'shops', bookmakers: [venueId('shop')] }),
    createExchangeVenue({ exchange: world.exchange, clock: world.clock }),
  ]
  const strategies = ['exchange', 'shop'].map((venue) => backHome(1000, { name: `at-${venue}`, venue }))
  const funds = { shops: money(50_000), exchange: money(50_000) }
  const input = { account: { name: 'test', bankroll: money(100_000) }, risk: { maxOpenBets: 500 } }
  const start = () => world.start({ venues: venues(), strategies, funds, input, prices })
  const countsAt = (venue: string) =>
    world.accounts.orders({ account: world.account }).filter(({ intent }) => intent.venue === venue).length
  return { world, start, counts: () => [countsAt('shop'), countsAt('exchange')] }
}

describe('a venue that a person has paused', () => {
  it('gets nothing new in any process until it is opened again, and the others trade on', async () => {
    const { world, start, counts } = open()
    const [first, second] = [await start(), await start()]
    await world.pass(2.5 * MINUTE)
    expect(counts()).toEqual([2, 2])
    await first.advisor.pauseVenue('shops', 'it pays late', 'ann')
    expect(first.advisor.status().venues).toMatchObject([
      { name: 'shops', tradingState: 'PAUSED', haltReason: 'it pays late', openBets: 2 },
      { name: 'exchange', tradingState: 'ACTIVE' },
    ])
    expect(first.advisor.status()).toMatchObject({ tradingState: 'ACTIVE', locks: [{ kind: 'pause', venue: 'shops' }] })
    await world.pass(SECOND)
    expect(second.advisor.status().venues[0]).toMatchObject({ tradingState: 'PAUSED', haltReason: 'it pays late' })
    await world.pass(2 * MINUTE)
    expect(counts()).toEqual([2, 4])
    expect(world.accounts.rejections(world.account, NOON)).toEqual({ PAUSED: 2 })
    // Whoever did not pause it can open it.
    expect(await second.advisor.reopenVenue('shops', ann)).toBe(true)
    await world.pass(2 * MINUTE)
    expect(await first.advisor.reopenVenue('shops', ann)).toBe(false)
    expect(counts()).toEqual([4, 6])
    expect(first.advisor.status().venues[0]).toMatchObject({ tradingState: 'ACTIVE', haltReason: null })
    const noted = world.accounts.audit({ account: world.account, after: 0, limit: 10 })
    expect(noted.map(({ entry: { act, by, reason } }) => [act, by, reason])).toEqual([
      ['lock', 'ann', 'it pays late'],
      ['lift-lock', 'ann', 'they paid'],
    ])
  })

  it('stays paused over a restart, and where nobody runs the store refuses what goes there', async () => {
    const { world, start, counts } = open()
    const first = await start()
    await world.pass(1.5 * MINUTE)
    await first.advisor.pauseVenue('exchange', 'away for a week')
    await first.advisor.pauseVenue('exchange', 'said twice')
    await first.advisor.stop('for the night')
    await world.pass(SECOND)
    const second = await start()
    await world.pass(MINUTE)
    expect(second.advisor.status().venues[1]).toMatchObject({ tradingState: 'PAUSED', haltReason: 'away for a week' })
    expect(counts()).toEqual([2, 1])
    expect(await second.advisor.reopenVenue('exchange')).toBe(true)
    await world.pass(MINUTE)
    expect(counts()).toEqual([3, 2])
    // Once more, and it is another pause.
    await second.advisor.pauseVenue('exchange', 'again')
    await world.pass(MINUTE)
    expect(counts()).toEqual([4, 2])
  })

  it('is paused by whoever says so while he has not heard yet that somebody else has opened it', async () => {
    const { world, start, counts } = open()
    const { advisor } = await start()
    await world.pass(1.5 * MINUTE)
    await advisor.pauseVenue('shops', 'it pays late')
    await world.pass(SECOND)
    const [before] = world.accounts.locks(world.account)
    world.accounts.liftLock(world.account, before?.id ?? '', world.clock.now())
    await advisor.pauseVenue('shops', 'for good', 'ann')
    expect(advisor.status().venues[0]).toMatchObject({ tradingState: 'PAUSED', haltReason: 'for good' })
    await world.pass(MINUTE)
    expect(advisor.status().venues[0]).toMatchObject({ tradingState: 'PAUSED', haltReason: 'for good' })
    expect(counts()).toEqual([1, 2])
    expect(await advisor.reopenVenue('shops')).toBe(true)
    await world.pass(MINUTE)
    expect(counts()).toEqual([2, 3])
  })

  it('has to be one of the advisor', async () => {
    const { start } = open()
    const { advisor } = await start()
    await expect(advisor.pauseVenue('shop', 'a slip')).rejects.toThrow(/shops, exchange/)
  })
})

describe('markets that a person links', () => {
  const sides = lasting().selections.map(({ id }) => id)
  const match = (...ids: readonly string[]) => ({
    id: 'match',
    event: lasting().event.id,
    markets: ids.map((id) => ({ market: lasting(id).id, selections: sides })),
  })

  it('are linked in every process at once, and after a restart, until the link is taken back', async () => {
    const { world, start } = open()
    const seen: string[] = []
    const watching = {
      name: 'watching',
      version: '1',
      onMarket: (view: Parameters<NonNullable<ReturnType<typeof backHome>['onMarket']>>[0]) => {
        seen.push([view.market.id, ...view.linked.map((other) => other.view.market.id)].join(' '))
      },
    }
    const prices = [1, 2, 3, 4].map((minute) => ({
      at: at(minute * MINUTE),
      tell: ['m1', 'm2'].map((id) => news(lasting(id), at(minute * MINUTE), { exchange: [2, 2] })),
    }))
    const open2 = () => world.start({ strategies: [watching], prices })
    const first = await open2()
    await world.pass(1.5 * MINUTE)
    await first.advisor.link(match('m1', 'm2'), { by: 'ann', reason: 'one match' })
    await world.pass(MINUTE)
    expect(seen.splice(0)).toEqual(['m1', 'm2', 'm1 m2', 'm2 m1'])
    await expect(first.advisor.link({ ...match('m2', 'm3'), id: 'other' })).rejects.toMatchObject({
      code: 'LINK_CONFLICT',
    })
    const second = await open2()
    await world.pass(MINUTE)
    // Whichever of the two has the one market has the other as well.
    expect(seen.splice(0).slice(-2)).toEqual(['m1 m2', 'm2 m1'])
    expect(await second.advisor.unlink('match', ann)).toBe(true)
    expect(await first.advisor.unlink('match', ann)).toBe(false)
    await world.pass(MINUTE)
    expect(new Set(seen)).toEqual(new Set(['m1', 'm2']))
    const noted = world.accounts.audit({ account: world.account, after: 0, limit: 10 })
    expect(noted.map(({ entry: { act, subject } }) => [act, subject])).toEqual([
      ['link', 'match'],
      ['link', 'match'],
    ])
    void start
  })

  it('are refused by name where what is said is no link', async () => {
    const { world } = open()
    const { advisor } = await world.start({ strategies: [backHome()], prices: [] })
    const sound = match('m1', 'm2')
    const wrong: readonly unknown[] = [
      { id: 'match', event: sound.event },
      { ...sound, markets: [null, null] },
      { ...sound, markets: sound.markets.map(({ market }) => ({ market })) },
      { ...sound, event: 7 },
      { ...sound, id: 7 },
      null,
    ]
    for (const link of wrong) {
      await expect(advisor.link(link as never)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    }
    expect(world.accounts.audit({ account: world.account, after: 0, limit: 10 })).toEqual([])
  })
})
