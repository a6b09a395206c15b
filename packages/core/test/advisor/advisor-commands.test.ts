import { after, DAY, HOUR, MINUTE, type Order, price, SECOND, type Strategy } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { sampleLock } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { asSystemTime, scriptedResults } from '../support/advisor.ts'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { heldStore } from '../support/held-store.ts'
import { ended, NOON } from '../support/markets.ts'
import { backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
/** Lets everything go on that waits for nothing from outside; the clock stands still while a store has not answered. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Nobody bets against anything. */
const STILL = { liquidity: { full: 0, partial: 0, everyMs: SECOND } }

it('keeps who did it, and why', async () => {
  const world = exchangeWorld(STILL)
  const { advisor } = await world.start({
    prices: [quotes(at(SECOND))],
  })
  await world.pass(10 * SECOND)
  const [order] = world.accounts.orders({ account: world.account })
  if (order === undefined) throw new Error('no order')
  await advisor.cancel(order.intent.key, 'changed my mind', 'ann')
  await advisor.cancel('all', 'tidy')
  await advisor.halt('prices look wrong', 'bob')
  const { code } = await advisor.askResume()
  await advisor.resume(code, 'they were right', 'carol')
  const lock = sampleLock({ account: world.account })
  world.accounts.setLock(lock)
  await world.pass(MINUTE)
  expect(await advisor.liftLock(lock.id, { by: 'erin', reason: 'looked into it' })).toBe(true)
  await world.pass(SECOND)
  const noted = world.accounts.audit({ account: world.account, after: 0, limit: 100 })
  expect(noted.map(({ entry }) => [entry.act, entry.subject, entry.by, entry.reason])).toEqual([
    ['cancel', order.intent.key, 'ann', 'changed my mind'],
    ['halt', null, 'bob', 'prices look wrong'],
    ['resume', null, 'carol', 'they were right'],
    ['lift-lock', lock.id, 'erin', 'looked into it'],
  ])
})

describe('the kill switch', () => {
  it('stops at once, cancels what is open, and takes two steps to lift', async () => {
    const world = exchangeWorld(STILL)
    const { advisor } = await world.start({ prices: [quotes(at(SECOND)), quotes(at(MINUTE), 'm2')] })
    await world.pass(10 * SECOND)
    expect(world.states()).toEqual(['ACCEPTED'])
    const halting = advisor.halt('by hand')
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'by hand' })
    await halting
    await world.pass(SECOND)
    expect(world.states()).toEqual(['CANCELLED'])
    expect(world.exchange.bets()).toMatchObject([{ state: 'cancelled' }])
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['CANCELLED'])
    await expect(advisor.resume('12345678', 'guessed')).rejects.toMatchObject({ code: 'RESUME_REFUSED' })
    const { code, halt } = await advisor.askResume()
    expect(halt.reason).toBe('by hand')
    expect(advisor.status().tradingState).toBe('HALTED')
    await advisor.resume(code, 'all well')
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.alerts()).toEqual([])
    await expect(advisor.askResume()).rejects.toMatchObject({ code: 'RESUME_REFUSED' })
  })

  it('that is turned on again while it is being lifted stays on', async () => {
    const world = exchangeWorld()
    const { advisor } = await world.start()
    await world.pass(SECOND)
    await advisor.halt('first')
    const { code } = await advisor.askResume()
    const resuming = advisor.resume(code, 'all well')
    const again = advisor.halt('second')
    await Promise.allSettled([resuming, again])
    await world.pass(MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'second' })
    expect(world.accounts.changes({ account: world.account, after: 0, at: NOON, limit: 1 }).halt).toMatchObject({
      reason: 'second',
    })
  })

  it('that is turned on while the store is lifting it was never off', async () => {
    const world = exchangeWorld()
    const { store, holdBack } = heldStore(world.store())
    const { advisor } = await world.start({ store })
    await world.pass(SECOND)
    await advisor.halt('first')
    const { code } = await advisor.askResume()
    const release = holdBack('resume', 'setHalt')
    const resuming = advisor.resume(code, 'all well')
    await turns()
    const again = advisor.halt('second')
    release('resume')
    await turns()
    // The store has not been told of the second yet.
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'second' })
    release('setHalt')
    await Promise.all([resuming, again])
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', haltReason: 'second' })
    expect(world.told('resumed')).toEqual([])
  })

  it.each(['virtual', 'real'] as const)(
    'is told in events that are kept when its promise resolves, on a %s clock',
    async (kind) => {
      const world = exchangeWorld()
      const { store, holdBack } = heldStore(world.store())
      const clock = kind === 'real' ? asSystemTime(world.clock) : world.clock
      const { advisor } = await world.start({ store, clock })
      await world.pass(SECOND)
      const heard: string[] = []
      for (const command of ['halt', 'resume'] as const) {
        const code = command === 'resume' ? (await advisor.askResume()).code : ''
        const release = holdBack('append')
        const done = command === 'halt' ? advisor.halt('by hand') : advisor.resume(code, 'all well')
        const noted = done.then(() => heard.push(command))
        await turns()
        expect(heard).not.toContain(command)
        release('append')
        await noted
        expect(world.told(command === 'halt' ? 'halted' : 'resumed')).toHaveLength(1)
      }
    },
  )

  it('is not lifted before venue and ledger agree', async () => {
    const world = exchangeWorld()
    world.exchange.disturb({ lookupFail: 1 })
    const { advisor } = await world.start()
    await advisor.halt('by hand')
    const { code } = await advisor.askResume()
    await expect(advisor.resume(code, 'in a hurry')).rejects.toMatchObject({ code: 'RESUME_REFUSED' })
    expect(advisor.status().tradingState).toBe('HALTED')
  })

  it('of a player protection at the venue stops every engine', async () => {
    const world = exchangeWorld({ faults: { protect: 1 } })
    const [first, second] = [await world.start({ prices: [quotes(at(SECOND))] }), await world.start()]
    await world.pass(2 * SECOND)
    expect(first.advisor.status().tradingState).toBe('HALTED')
    expect(second.advisor.status().tradingState).toBe('HALTED')
    expect(world.alerts().toSorted()).toEqual(['HALTED', 'PLAYER_PROTECTION'])
  })
})

describe('a break that the owner takes', () => {
  it.each([HOUR - 1, 42 * DAY + 1, Number.NaN])('is not one of %d milliseconds', async (length) => {
    const { advisor } = await exchangeWorld().start()
    await expect(advisor.coolOff((NOON + length) as typeof NOON, 'x')).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    })
  })

  it('stops every engine until it is over, and nobody can lift it', async () => {
    const world = exchangeWorld()
    const parts = { prices: [quotes(at(MINUTE)), quotes(at(61 * MINUTE))] }
    const [first, second] = [await world.start(parts), await world.start(parts)]
    await world.pass(SECOND)
    await first.advisor.coolOff(after(world.clock.now(), HOUR), 'a week of bad nights')
    await world.pass(SECOND)
    const [lock] = world.accounts.locks(world.account)
    expect(lock).toMatchObject({ kind: 'cool-off', reason: 'a week of bad nights' })
    for (const { advisor } of [first, second]) {
      await expect(advisor.liftLock(lock?.id ?? '')).rejects.toMatchObject({ code: 'LOCK_FIXED' })
    }
    await world.pass(30 * MINUTE)
    expect(world.states()).toEqual([])
    expect(world.accounts.rejections(world.account, NOON)).toEqual({ COOL_OFF_LOCK: 1 })
    await world.pass(HOUR)
    expect(world.states()).toEqual(['MATCHED'])
  })
})

describe('cancelling', () => {
  it('takes back what is open of one order, or of all', async () => {
    const world = exchangeWorld(STILL)
    const { advisor } = await world.start({ prices: [quotes(at(SECOND), 'm1', 'm2', 'm3')] })
    await world.pass(10 * SECOND)
    const [order = expect.fail('no order')] = world.accounts.orders({ account: world.account })
    await advisor.cancel(order.intent.key, 'a second thought')
    expect(world.states().toSorted()).toEqual(['ACCEPTED', 'ACCEPTED', 'CANCELLED'])
    expect(world.accounts.order(order.intent.key)).toMatchObject({
      reserved: 0,
      reason: { message: 'a second thought' },
    })
    await advisor.cancel('all', 'enough')
    expect(world.states()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED'])
    await advisor.cancel(order.intent.key, 'again')
    await expect(advisor.cancel('nothing' as typeof order.intent.key, 'x')).rejects.toMatchObject({
      code: 'UNKNOWN_ORDER',
    })
  })

  it('whose answer is lost is looked for until it is certain', async () => {
    const world = exchangeWorld(STILL)
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const { orderNews: _, ...silent } = venue
    const { advisor } = await world.start({ venues: [silent], prices: [quotes(at(SECOND))] })
    await world.pass(10 * SECOND)
    world.exchange.disturb({ loseAnswer: 1, lookupFail: 1 })
    await advisor.cancel('all', 'enough')
    await world.pass(10 * SECOND)
    expect(world.states()).toEqual(['ACCEPTED'])
    world.exchange.disturb({ lookupFail: 0 })
    await world.pass(20 * SECOND)
    expect(world.states()).toEqual(['CANCELLED'])
  })

  it('that never reached the venue leaves the order as it is, and may be asked again', async () => {
    const world = exchangeWorld(STILL)
    const { advisor } = await world.start({ prices: [quotes(at(SECOND))] })
    await world.pass(10 * SECOND)
    world.exchange.disturb({ drop: 1 })
    await advisor.cancel('all', 'enough')
    await world.pass(MINUTE)
    expect(world.states()).toEqual(['ACCEPTED'])
    world.exchange.disturb({ drop: 0 })
    await advisor.cancel('all', 'enough')
    expect(world.states()).toEqual(['CANCELLED'])
  })

  it('by a strategy that replaces an order: the two are never open at once', async () => {
    const world = exchangeWorld(STILL)
    let replaced = false
    const strategy: Strategy = {
      ...backHome(1000, { venue: 'exchange' }),
      maxEntriesPerMarket: 2,
      onMarket(market, desk) {
        const [order] = desk.orders(market.market.id)
        if (order === undefined) desk.signal(orderSignal(market, 1000, 'exchange'))
        else if (!replaced) replaced = desk.replace(order.intent.key, { price: price(2.5) })
      },
    }
    let most = 0
    const watch = (bets: readonly { state: string }[]) => {
      most = Math.max(most, bets.filter(({ state }) => state === 'open').length)
    }
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    await world.start({
      strategies: [strategy],
      venues: [
        {
          ...venue,
          async doPlace(...asked) {
            const outcomes = await venue.doPlace(...asked)
            watch(world.exchange.bets())
            return outcomes
          },
        },
      ],
      prices: [quotes(at(SECOND)), quotes(at(MINUTE)), quotes(at(2 * MINUTE))],
    })
    await world.pass(3 * MINUTE)
    const orders: readonly Order[] = world.accounts.orders({ account: world.account })
    expect(orders.map(({ state, intent }) => [state, intent.price]).toSorted()).toEqual([
      ['ACCEPTED', 25_000],
      ['CANCELLED', 20_000],
    ])
    expect(most).toBe(1)
    expect(world.accounts.verify(world.account)).toEqual([])
  })
})

describe('a market that was settled wrongly', () => {
  it('is settled again: what was paid is taken back first', async () => {
    const world = exchangeWorld()
    const results = [scriptedResults([{ at: at(MINUTE), tell: [ended(lasting(), 'Home')] }])]
    const { advisor } = await world.start({ results, prices: [quotes(at(SECOND))] })
    await world.pass(2 * MINUTE)
    expect(advisor.status()).toMatchObject({ equity: 101_000, profitToday: 1000 })
    const changed = await advisor.correct(ended(lasting(), 'Away'))
    expect(changed).toMatchObject([{ state: 'SETTLED', outcome: 'lost', profit: -1000 }])
    expect(advisor.status()).toMatchObject({ equity: 99_000, profitToday: -1000 })
    expect(await advisor.correct(ended(lasting(), 'Away'))).toEqual([])
    expect(await advisor.correct(ended(lasting(), null))).toMatchObject([{ state: 'VOIDED', profit: 0 }])
    expect(advisor.status().equity).toBe(100_000)
    expect(world.accounts.verify(world.account)).toEqual([])
  })
})
