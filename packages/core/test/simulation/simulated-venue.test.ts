import { after, currency, HOUR, MINUTE, money, SECOND, silentLogger, timestamp, venueId } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent, type VenueHarness, venueContract } from '@betting-advisor/core/testing'
import type { OrderNews } from '@betting-advisor/core/venue'
import { describe, expect, it, test } from 'vitest'
import { createLadderBook } from '../../src/book/create-ladder-book.ts'
import type { OrderTerms } from '../../src/order/order-terms.ts'
import { createBookmakerModel } from '../../src/simulation/bookmaker-model.ts'
import { createMatchingModel } from '../../src/simulation/matching/matching-model.ts'
import type { MatchingSettings } from '../../src/simulation/matching/matching-settings.ts'
import { simulatedVenue } from '../../src/simulation/simulated-venue.ts'
import { ended, matchOdds, news } from '../support/markets.ts'
import { attempt, placeOne } from '../support/placing.ts'
import { OPEN } from './matching/floor.ts'

const signal = new AbortController().signal
const market = matchOdds('market', { startsAt: after(SAMPLE_TIME, HOUR) })

/** An exchange where 1000.00 of Home can be backed at 2.1. */
function exchange(settings: Partial<MatchingSettings> = {}) {
  const clock = createSteppedClock({ start: SAMPLE_TIME })
  const venue = venueId('bookmaker')
  const gbp = currency('GBP')
  const model = createMatchingModel({ venue, currency: gbp, ...settings })
  const simulated = simulatedVenue(model, { clock })
  const book = createLadderBook({ venue, market: market.id, feed: 'stream', currency: gbp, depth: 'raw' })
  const change = (tell: () => void) => {
    simulated.beforeBooks()
    book.begin(clock.now())
    tell()
    book.end()
    simulated.observeBook(book)
  }
  simulated.observe(news(market, SAMPLE_TIME, {}))
  change(() => {
    book.setState(OPEN)
    for (const { id } of market.selections) book.addRunner(id)
    book.setPrice('back', 0, 21_000, 1_000_00)
  })
  return { clock, venue: simulated, book, change }
}

function exchangeHarness(settings: Partial<MatchingSettings>): VenueHarness {
  const { clock, venue } = exchange(settings)
  let entry = 0
  return {
    venue,
    pass: (milliseconds) => clock.sleep(milliseconds),
    acceptable: () => sampleIntent({ entry: ++entry }),
    refusable: () => sampleIntent({ entry: ++entry, stake: 99 }),
    waits: () => sampleIntent({ entry: ++entry, price: 22_000 }),
    replaces: () => ({
      order: sampleIntent({ entry: ++entry, price: 22_000 }),
      by: sampleIntent({ entry: ++entry, price: 23_000 }),
    }),
    secrets: [],
  }
}

function bookmakerHarness(betDelayMs: number, delayMs: number): VenueHarness {
  const clock = createSteppedClock({ start: SAMPLE_TIME })
  const venue = simulatedVenue(createBookmakerModel({ betDelayMs }), { clock, delayMs })
  venue.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
  let entry = 0
  return {
    venue,
    pass: (milliseconds) => clock.sleep(milliseconds),
    acceptable: () => sampleIntent({ entry: ++entry }),
    refusable: () => sampleIntent({ entry: ++entry, price: 99_000 }),
    secrets: [],
  }
}

describe.each<[string, () => VenueHarness]>([
  ['of bookmakers', () => bookmakerHarness(0, 0)],
  ['of bookmakers that are far away', () => bookmakerHarness(0, 2 * SECOND)],
  ['of a matching engine', () => exchangeHarness({})],
  ['of a matching engine that is far away', () => exchangeHarness({ latency: { placeMs: 3 * SECOND } })],
])('a model %s keeps the contract of venues', (_, harness) => {
  const cases = venueContract.filter(({ needs }) => needs === undefined)
  test.each(cases)('$id $title', ({ run }) => run(harness()))
})

const atAnExchange = venueContract.filter(({ needs }) => needs === 'waits' || needs === 'replaces')
test.each(atAnExchange)('a matching engine: $id $title', async ({ run }) => {
  await run(exchangeHarness({}))
})

describe('a simulated venue', () => {
  it('replaces an order, in the time that takes, or does nothing where nothing may leave', async () => {
    const { clock, venue } = exchange()
    const intent = sampleIntent({ price: 22_000 })
    await placeOne(venue, intent)
    const { order } = newOrder(intent)
    const replacement = sampleIntent({ entry: 2, price: 21_000 })
    const held = await venue.doReplace?.(order, replacement, attempt({ mayLeave: () => false }))
    expect(held).toMatchObject({ cancelled: { kind: 'refused' }, placed: { kind: 'not-sent' } })
    const before = clock.now()
    const outcome = await venue.doReplace?.(order, replacement, attempt())
    expect(outcome).toMatchObject({
      cancelled: { kind: 'cancelled' },
      placed: { kind: 'accepted', averagePrice: 21_000 },
    })
    expect(clock.now() - before).toBe(280)
    const aborting = new AbortController()
    const third = sampleIntent({ entry: 3, price: 22_000 })
    const lost = venue.doReplace?.(newOrder(replacement).order, third, attempt({ signal: aborting.signal }))
    aborting.abort()
    expect(await lost).toMatchObject({ cancelled: { kind: 'unknown' }, placed: { kind: 'unknown' } })
  })

  it('hears that a market is over, and has nothing open there any more', async () => {
    const { venue } = exchange()
    const intent = sampleIntent({ price: 22_000 })
    await placeOne(venue, intent)
    venue.observeResult(ended(market, 'Home'))
    expect((await venue.lookup([intent.ref], signal)).orders).toMatchObject([{ state: 'lapsed' }])
  })

  it('answers when its model does, in the time of its clock', async () => {
    const { clock, venue } = exchange({ latency: { placeMs: 3 * SECOND } })
    expect(await placeOne(venue, sampleIntent({ price: 20_000 }))).toMatchObject({
      kind: 'accepted',
      averagePrice: 21_000,
    })
    expect(clock.now()).toBe(SAMPLE_TIME + 3 * SECOND)
  })

  it('is asked for what an intent asks for', async () => {
    const { venue, book, change } = exchange()
    const liability = money(10_00)
    const persisting: OrderTerms = { kind: 'limit', persistence: 'persist', minFill: null }
    const killed: OrderTerms = { kind: 'limit', persistence: 'lapse', minFill: money(2_000_00) }
    const asked: readonly OrderTerms[] = [{ kind: 'market-on-close' }, { kind: 'limit-on-close' }, persisting, killed]
    const outcomes = []
    for (const [index, terms] of asked.entries()) {
      const intent = { ...sampleIntent({ entry: index + 1, price: 22_000 }), terms, stake: liability, liability }
      outcomes.push((await placeOne(venue, intent)).kind)
    }
    expect(outcomes).toEqual(['accepted', 'accepted', 'accepted', 'rejected'])
    change(() => {
      book.setState({ ...OPEN, inPlay: true, startingPrice: 'known' })
      book.setStartingPrice(0, 2.15)
    })
    const listed = await venue.list?.(timestamp(0), signal)
    expect(listed?.bets.map(({ state, averagePrice }) => [state, averagePrice])).toEqual([
      ['matched', 21_500],
      ['lapsed', null],
      ['open', null],
    ])
  })

  it('does not know what became of an order that is called off on its way, which is taken all the same', async () => {
    const { clock, venue } = exchange({ latency: { placeMs: 3 * SECOND } })
    const aborting = new AbortController()
    const placing = placeOne(venue, sampleIntent(), attempt({ signal: aborting.signal }))
    aborting.abort()
    expect(await placing).toMatchObject({ kind: 'unknown', resetAt: SAMPLE_TIME })
    await clock.sleep(venue.traits.lateAcceptMs ?? 0)
    const { orders } = await venue.lookup([sampleIntent().ref], signal)
    expect(orders).toMatchObject([{ state: 'matched' }])
  })

  it('tells what becomes of its orders, cancels what is open, and lists them', async () => {
    const { clock, venue, book, change } = exchange()
    const stop = new AbortController()
    const heard: OrderNews[] = []
    const listening = (async () => {
      for await (const batch of venue.orderNews?.({ clock, logger: silentLogger, signal: stop.signal }) ?? []) {
        heard.push(...batch)
      }
    })()
    const intent = sampleIntent({ price: 22_000 })
    expect(await placeOne(venue, intent)).toMatchObject({ kind: 'accepted', matchedStake: 0 })
    change(() => book.setTraded(0, 22_000, 8_00))
    await clock.sleep(0)
    const open = newOrder(intent).order
    expect(await venue.doCancel?.(open, signal)).toMatchObject({ kind: 'cancelled', matchedStake: 4_00 })
    expect(await venue.doCancel?.(open, AbortSignal.abort())).toMatchObject({ kind: 'refused' })
    await clock.sleep(0)
    expect(heard.flatMap((each) => (each.kind === 'order' ? each.order.state : []))).toEqual([
      'open',
      'open',
      'cancelled',
    ])
    const listed = await venue.list?.(timestamp(0), signal)
    expect(listed).toMatchObject({ complete: true, bets: [{ ref: intent.ref, ours: true, state: 'cancelled' }] })
    await expect(venue.list?.(timestamp(0), AbortSignal.abort())).rejects.toThrow()
    stop.abort()
    await listening
    expect(clock.sleepers).toBe(0)
  })

  it('tells of bets that its bookmakers held', async () => {
    const clock = createSteppedClock({ start: SAMPLE_TIME })
    const venue = simulatedVenue(createBookmakerModel({ betDelayMs: MINUTE, minStake: money(1) }), { clock })
    venue.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
    const stop = new AbortController()
    const heard: OrderNews[] = []
    const listening = (async () => {
      for await (const batch of venue.orderNews?.({ clock, logger: silentLogger, signal: stop.signal }) ?? []) {
        heard.push(...batch)
      }
    })()
    expect(await placeOne(venue, sampleIntent())).toMatchObject({ kind: 'pending', until: SAMPLE_TIME + MINUTE })
    await clock.sleep(2 * MINUTE)
    expect(heard).toMatchObject([{ kind: 'order', order: { state: 'matched' } }])
    stop.abort()
    await listening
  })
})
