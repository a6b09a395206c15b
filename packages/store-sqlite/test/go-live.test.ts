import {
  type AdvisorSettings,
  accountKey,
  after,
  createAdvisor,
  createPaperVenue,
  createSystemClock,
  DAY,
  HOUR,
  type MarketUpdate,
  MINUTE,
  money,
  type Order,
  type PriceSource,
  type Store,
  type Venue,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { describe, expect, test } from 'vitest'
import { matchOdds, news } from '../../core/test/support/markets.ts'
import { backHome } from '../../core/test/support/strategies.ts'
import { openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'

const DAYS = 3
const account = { name: 'main', timeZone: 'Europe/London' }
const paper = defineSettings({ account })
const live = defineSettings({ account, mode: 'LIVE', paperTrading: { daysRequired: DAYS } })

/** A real clock that began at noon so many days ago: a run then does not reach into another day, whenever the test runs. */
function clockOf(daysAgo: number): ReturnType<typeof createSystemClock> {
  const clock = createSystemClock()
  const now = clock.now()
  const past = (now % DAY) - 12 * HOUR + daysAgo * DAY
  return { ...clock, now: () => after(clock.now(), -past) }
}

/** Prices of one market, told once, as a real venue would. */
function realPrices(tell: () => readonly MarketUpdate[]): PriceSource {
  return {
    specification: 1,
    name: 'prices',
    origin: 'venue',
    async *updates({ signal }) {
      yield tell()
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
    status: () => ({
      name: 'prices',
      state: 'ok',
      lastMessageAt: null,
      fault: null,
      nextAttemptAt: null,
      detail: null,
    }),
  }
}

const silent = realPrices(() => [])

/** Runs on paper as a process does that many days ago, gives advice unless its prices are others, and ends an hour and a minute later. */
async function paperDay(path: string, daysAgo: number, rest: Partial<AdvisorSettings> = {}): Promise<void> {
  const clock = clockOf(daysAgo)
  const startedAt = clock.now()
  const market = matchOdds(`m${daysAgo}`, { startsAt: after(startedAt, 2 * HOUR) })
  const prices = realPrices(() => [news(market, clock.now(), { book: [2, 2] })])
  const advisor = await createAdvisor({
    settings: paper,
    sources: [prices],
    venues: [createPaperVenue({ clock })],
    store: openSqliteStore(path),
    strategies: [backHome()],
    clock,
    ...rest,
  })
  const { run } = advisor.status()
  if (rest.sources === undefined) {
    const advised = new Promise<void>((resolve) => void advisor.on('advice', () => resolve()))
    const running = advisor.run()
    await advised
    await advisor.stop('seen')
    await running
  }
  await advisor[Symbol.asyncDispose]()
  // The hour that it went on for, without waiting for it.
  await using store = await openSqliteStore(path)
  await store.endRun(run, after(startedAt, HOUR + MINUTE))
}

function exchange(): Venue & { readonly placed: Order['intent'][] } {
  const placed: Order['intent'][] = []
  return {
    ...createPaperVenue(),
    name: 'exchange',
    placed,
    traits: {
      origin: 'venue',
      sides: ['back', 'lay'],
      minStake: money(100),
      stakeStep: money(1),
      isRemote: true,
      lateAcceptMs: 5000,
      visibilityLagMs: 0,
      lookupHorizonMs: null,
      netting: true,
    },
    checkAccess: async () => {},
    async doPlace([intent]) {
      placed.push(intent)
      return [{ kind: 'accepted', venueOrderId: intent.ref, matchedStake: intent.stake, averagePrice: intent.price }]
    },
  }
}

const goLive = (store: Store, venue: Venue, rest: Partial<AdvisorSettings> = {}) =>
  createAdvisor({
    settings: live,
    mode: 'LIVE',
    sources: [silent],
    venues: [venue],
    store,
    strategies: [backHome()],
    ...rest,
  })

// Each opens the file some seven times, with a thread each time.
describe('after its days on paper in the same file', () => {
  test('a bot bets real money, on an account of its own', async () => {
    using directory = temporaryDirectory()
    const path = `${directory.path}/advisor.db`
    for (let daysAgo = 1; daysAgo <= DAYS; daysAgo += 1) await paperDay(path, daysAgo)
    const venue = exchange()
    const market = matchOdds('m1', { startsAt: after(createSystemClock().now(), HOUR) })
    const prices = realPrices(() => [news(market, createSystemClock().now(), { book: [2, 2] })])
    const store = await openSqliteStore(path)
    await using advisor = await goLive(store, venue, { sources: [prices] })
    const matched = new Promise<void>((resolve) => {
      advisor.on('event', ({ event }) => void (event.type === 'order' && event.order.state === 'MATCHED' && resolve()))
    })
    const running = advisor.run()
    await matched
    expect(venue.placed).toMatchObject([{ account: accountKey('LIVE', 'main'), stake: 1000 }])
    await advisor.stop('seen')
    await running
    expect(await store.verify(accountKey('LIVE', 'main'))).toEqual([])
  })

  test.each<readonly [string, (path: string) => Promise<void>]>([
    ['one day too few', async () => {}],
    [
      'another version on the last day',
      (path) => paperDay(path, DAYS, { strategies: [backHome(1000, { version: '0' })] }),
    ],
    [
      'other limits on the last day',
      (path) => paperDay(path, DAYS, { settings: defineSettings({ account, risk: { minEdge: 0.2 } }) }),
    ],
    [
      'prices of a recording on the last day',
      (path) => paperDay(path, DAYS, { sources: [{ ...silent, origin: 'recording' }] }),
    ],
    ['no price on the last day', (path) => paperDay(path, DAYS, { sources: [silent] })],
    ['the same day twice', (path) => paperDay(path, 1)],
  ])('but not with %s', async (_, lastDay) => {
    using directory = temporaryDirectory()
    const path = `${directory.path}/advisor.db`
    for (let daysAgo = 1; daysAgo < DAYS; daysAgo += 1) await paperDay(path, daysAgo)
    await lastDay(path)
    const venue = exchange()
    await expect(goLive(await openSqliteStore(path), venue)).rejects.toMatchObject({
      code: 'MODE_REFUSED',
      unmet: [{ id: 'paper-record', message: expect.stringContaining(`on ${DAYS - 1} of the ${DAYS} days`) }],
    })
    // The refused bot has let go of the file.
    await using store = await openSqliteStore(path)
    expect(await store.accounts()).toEqual([accountKey('DRY_RUN', 'main')])
    expect(venue.placed).toEqual([])
  })
})
