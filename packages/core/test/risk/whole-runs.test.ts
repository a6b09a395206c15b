import {
  type AdvisorSettings,
  accountKey,
  after,
  createMemoryStore,
  createPaperVenue,
  currency,
  DAY,
  flatStake,
  HOUR,
  type Intent,
  type Market,
  type MarketResult,
  type MarketUpdate,
  MINUTE,
  money,
  type RejectionCode,
  rejectionMeanings,
  SECOND,
  type Store,
  type Strategy,
  type Venue,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import type { SettingsInput } from '@betting-advisor/core/config'
import { createPriceLadder, power, sharpPrices } from '@betting-advisor/core/odds'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { StoreError } from '@betting-advisor/core/store'
import { fixedRates, marketAtVenue, venueTerms } from '@betting-advisor/core/venue'
import { expect, it } from 'vitest'
import { refused } from '../../src/risk/gate.ts'
import { openAdvisor, type Step, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { asking, backHome, bothSides, orderSignal, valueSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const ACCOUNT = accountKey('DRY_RUN', 'test')
const EACH_WAY = marketAtVenue({ venue: venueId('book'), status: 'open', eachWay: { divisor: 4, places: 3 } })
const EVENS = { book: [2, 2] }

/** A whole run of an advisor, from its sources to its venue; the last opportunity in it is turned down. */
interface Scenario {
  readonly input?: SettingsInput
  readonly strategies?: readonly Strategy[]
  /** What is told a minute after another, from a minute after noon on, unless it says when itself. */
  readonly told?: readonly (MarketUpdate | Step<MarketUpdate>)[]
  readonly results?: readonly Step<MarketResult>[]
  readonly parts?: Partial<AdvisorSettings>
  readonly venue?: (venue: Venue) => Venue
  readonly store?: (store: Store) => Store
  /** Bets that were there before, of a run that has ended. */
  readonly before?: readonly Market[]
  /** What a person does before the run begins. */
  readonly person?: 'halts' | 'cools off'
  /** What is told of the other leg of the same decision. */
  readonly besides?: readonly RejectionCode[]
  /** How many orders on the refused market were placed all the same. */
  readonly placed?: number
}

const market = (id: string, startsAt = at(5 * DAY)) => matchOdds(id, { startsAt })
const shown = (id: string, moment = 0) => news(market(id), at(moment), EVENS)
const tellAt = (moment: number, id: string): Step<MarketUpdate> => ({ at: at(moment), tell: [shown(id, moment)] })
const lostAt = (moment: number, ...ids: readonly string[]): Step<MarketResult> => ({
  at: at(moment),
  tell: ids.map((id) => ended(market(id), 'Away')),
})
const decisionOf = (intent: Intent | undefined) => intent?.key ?? expect.fail('one leg alone was begun')
const risk = (limits: NonNullable<SettingsInput['risk']>): SettingsInput => ({ risk: limits })
const TWO = [backHome(1000, { name: 'first' }), backHome(1000, { name: 'second' })]
const both = ['a', 'b'].map((id) => shown(id))

const SCENARIOS: Readonly<Record<RejectionCode, Scenario>> = {
  HALTED: { person: 'halts' },
  RECONCILING: {
    // The stream breaks off, and the venue cannot be asked what was missed.
    venue(venue) {
      let isAway = false
      return {
        ...venue,
        async list() {
          if (isAway) throw new StoreError('STORE_FAILED', 'the venue is away')
          return { complete: true, bets: [] }
        },
        async *orderNews({ clock, signal }) {
          await clock.sleep(30 * SECOND, signal)
          isAway = true
          yield [{ kind: 'gap', reason: 'the stream broke off' }]
          await clock.sleep(DAY, signal).catch(() => {})
        },
      }
    },
    told: [{ at: at(MINUTE), tell: [shown('a', MINUTE)] }],
  },
  PAUSED: {
    // The stream of orders ends, and does not come back for a while.
    venue: (venue) => ({
      ...venue,
      async *orderNews({ clock, signal }) {
        await clock.sleep(59_500, signal)
        yield []
      },
    }),
    told: [{ at: at(MINUTE), tell: [shown('a', MINUTE)] }],
  },
  REDUCING: { before: [market('x'), market('y')], input: risk({ maxOpenBets: 1 }) },
  LOSS_STREAK_LOCK: {
    input: risk({ consecutiveLossLimit: 2, consecutiveLossWarn: 1 }),
    told: [...both, tellAt(2 * HOUR, 'c')],
    results: [lostAt(HOUR, 'a', 'b')],
  },
  DRAWDOWN_LOCK: {
    input: risk({ maxDrawdownFraction: 0.1, drawdownWarnFraction: 0.05, maxStakeFraction: 0.2, dailyLossLimit: null }),
    strategies: [backHome(15_000)],
    told: [shown('a'), tellAt(2 * HOUR, 'c')],
    results: [lostAt(HOUR, 'a')],
  },
  DAY_LOSS_LOCK: {
    input: risk({ dailyLossLimit: money(1000) }),
    strategies: [backHome(500)],
    told: [...both, tellAt(2 * HOUR, 'c')],
    results: [lostAt(HOUR, 'a', 'b')],
  },
  COOLDOWN_LOCK: {
    input: risk({ cooldownMs: 4 * HOUR }),
    told: [shown('a'), tellAt(2 * HOUR, 'c')],
    results: [lostAt(HOUR, 'a')],
  },
  LOW_CLV_LOCK: {
    input: risk({ lowClv: { limit: 0.02, bets: 1, lockMs: DAY } }),
    strategies: [
      {
        ...asking((view) => (view.prices(venueId('book'))?.prices[0] === 2 ? orderSignal(view, 1000) : null)),
        yardstick: sharpPrices(venueId('book'), power),
      },
    ],
    told: [
      { at: at(MINUTE), tell: [news(matchOdds('a'), at(MINUTE), EVENS)] },
      // By the start Home has become an outsider.
      { at: at(50 * MINUTE), tell: [news(matchOdds('a'), at(50 * MINUTE), { book: [5, 1.2] })] },
      tellAt(3 * HOUR, 'c'),
    ],
    results: [{ at: at(2 * HOUR), tell: [ended(matchOdds('a'), 'Home')] }],
  },
  COOL_OFF_LOCK: { person: 'cools off' },
  SELECTION_LIMIT: { input: risk({ exposure: { selection: money(1500) } }), strategies: TWO, placed: 1 },
  MARKET_LIMIT: { input: risk({ exposure: { market: money(1500) } }), strategies: TWO, placed: 1 },
  EVENT_LIMIT: {
    input: risk({ exposure: { event: money(1500) } }),
    told: ['a', 'b'].map((id) => {
      const one = market(id)
      return news({ ...one, event: market('same').event }, NOON, EVENS)
    }),
  },
  STRATEGY_LIMIT: { input: risk({ exposure: { strategy: money(1500) } }), told: both },
  VENUE_LIMIT: { input: risk({ exposure: { venue: money(1500) } }), told: both },
  ACCOUNT_LIMIT: { input: risk({ exposure: { account: money(1500) } }), told: both },
  DAY_LOSS_LIMIT: { input: risk({ dailyLossLimit: money(1000) }), strategies: [backHome(600)], told: both },
  WEEK_LOSS_LIMIT: {
    input: risk({ dailyLossLimit: money(800), weeklyLossLimit: money(1000) }),
    strategies: [backHome(600)],
    told: [shown('a'), tellAt(DAY, 'c')],
    results: [lostAt(HOUR, 'a')],
  },
  MONTH_LOSS_LIMIT: {
    input: risk({ dailyLossLimit: money(800), monthlyLossLimit: money(1000) }),
    strategies: [backHome(600)],
    // Another week of the same month.
    told: [shown('a'), tellAt(3 * DAY, 'c')],
    results: [lostAt(HOUR, 'a')],
  },
  MARKET_NOT_OPEN: { told: [news(market('a'), NOON, EVENS, { status: 'suspended' })] },
  SELECTION_WITHDRAWN: {
    told: [
      news(market('a'), NOON, EVENS, {
        states: [
          marketAtVenue({
            venue: venueId('book'),
            status: 'open',
            runners: (['hidden', 'active'] as const).map((status) => ({
              ...{ status, reductionFactor: null, removedAt: null, id: null },
            })),
          }),
        ],
      }),
    ],
  },
  LINE_MARKET: { told: [news({ ...market('a'), betting: 'line' }, NOON, EVENS)] },
  IN_PLAY: { told: [{ at: at(MINUTE), tell: [news(market('a', at(MINUTE)), at(MINUTE), EVENS)] }] },
  SIDE_NOT_OFFERED: {
    strategies: [asking((view) => ({ ...orderSignal(view, 1000), side: 'lay' }))],
    told: [{ ...news(market('a'), NOON, {}), venues: [shownBy('book', [2, 2], NOON, { side: 'lay' })] }],
  },
  ORDER_KIND_NOT_OFFERED: {
    strategies: [asking((view) => ({ ...orderSignal(view, 1000), persistence: 'persist' }))],
  },
  VENUE_UNAVAILABLE: { venue: (venue) => ({ ...venue, takes: (id) => id !== venueId('book') }) },
  QUOTE_STALE: {
    input: risk({ maxQuoteAgeMs: SECOND }),
    told: [{ ...news(market('a'), NOON, {}), venues: [shownBy('book', [2, 2], at(-1001))] }],
  },
  PRICE_BELOW_MIN: { input: risk({ minOdds: 2.01 }) },
  PRICE_ABOVE_MAX: { input: risk({ maxOdds: 1.99 }) },
  PRICE_OFF_LADDER: {
    told: [
      news(market('a'), NOON, EVENS, {
        terms: venueTerms({ ladder: createPriceLadder('short', [{ from: 101, step: 1 }], 199) }),
      }),
    ],
  },
  SIZE_NOT_OFFERED: {
    strategies: [asking((view) => ({ ...orderSignal(view, 1000), fillOrKill: true }))],
    venue: (venue) => ({
      ...venue,
      traits: { ...venue.traits, orders: { kinds: ['limit'], persistence: ['lapse'], fillOrKill: true } },
    }),
    told: [
      { ...news(market('a'), NOON, {}), venues: [{ ...shownBy('book', [2, 2], NOON), maxStakes: [money(999), null] }] },
    ],
  },
  FX_RATE_UNKNOWN: {
    told: [
      {
        ...news(market('a'), NOON, {}),
        venues: [
          {
            ...shownBy('book', [2, 2], NOON),
            maxStakes: [money(5000), null],
            terms: venueTerms({ currency: currency('EUR') }),
          },
        ],
      },
    ],
    parts: { rates: fixedRates({ 'USD/GBP': 0.8 }) },
  },
  // A price mistyped at the sharp bookmaker, 1.4 for 2.4: its prices add up to 0.78, and everything looks like value elsewhere.
  REFERENCE_IMPLAUSIBLE: {
    strategies: [valueBetting({ sharp: 'sharp', overround: power, minEdge: 0.01, staking: flatStake(money(1000)) })],
    told: [news(market('a'), NOON, { sharp: [5, 1.72], book: [4.2, 1.9] })],
  },
  EACH_WAY_NOT_PRICED: {
    strategies: [asking((view) => valueSignal(view, 0.6))],
    told: [news(market('a'), NOON, EVENS, { states: [EACH_WAY] })],
  },
  EDGE_BELOW_MIN: { input: risk({ minEdge: 0.01 }), strategies: [asking((view) => valueSignal(view, 0.504))] },
  EDGE_ABOVE_MAX: {
    strategies: [valueBetting({ sharp: 'sharp', overround: power, minEdge: 0.01, staking: flatStake(money(1000)) })],
    // 21 where 2.1 was meant.
    told: [news(market('a'), NOON, { sharp: [1.95, 1.95], book: [21, 1.8] })],
  },
  STAKE_BELOW_MIN: { strategies: [backHome(9)] },
  STAKE_ABOVE_MAX: { input: risk({ maxStakeAbsolute: money(500) }), strategies: [backHome(501)] },
  STAKE_FRACTION_EXCEEDED: { input: risk({ maxStakeFraction: 0.05 }), strategies: [backHome(5001)] },
  FUNDS_INSUFFICIENT: {
    input: { account: { bankroll: money(1000) }, risk: { maxStakeFraction: 0.2, dailyLossLimit: null } },
    strategies: [backHome(200)],
    told: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => shown(id)),
  },
  OPEN_BETS_EXCEEDED: { input: risk({ maxOpenBets: 1 }), told: both },
  RATE_EXCEEDED: { input: risk({ rateLimit: { orders: 1, windowMs: HOUR } }), told: both },
  ALREADY_BET: { told: [shown('a'), shown('a')], placed: 1 },
  LIMIT_EXCEEDED: {
    // Of limits that only a store knows.
    store: (store) => ({
      ...store,
      begin: async () => ({ kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'a shared limit' }),
    }),
  },
  STORE_UNAVAILABLE: {
    store: (store) => ({
      ...store,
      begin: async () => {
        throw new StoreError('STORE_UNAVAILABLE', 'The server is away.')
      },
    }),
  },
  RUN_SILENT: {
    // It goes by a real clock, and its store hears no more of it than its start.
    store: (store) => ({
      ...store,
      startRun: (start) => store.startRun({ ...start, run: { ...start.run, clock: 'real' } }),
      heartbeat: async () => undefined,
    }),
  },
  REPLACED_CHANGED: {
    store: (store) => ({
      ...store,
      begin: async () => ({ kind: 'denied', code: 'REPLACED_CHANGED', detail: 'it has changed meanwhile' }),
    }),
  },
  LEG_REJECTED: {
    // Of the second leg the store knows better.
    strategies: [bothSides()],
    besides: ['LIMIT_EXCEEDED'],
    store: (store) => ({
      ...store,
      beginAll: async ([, second]) => ({
        kind: 'denied',
        code: 'LIMIT_EXCEEDED',
        detail: 'a shared limit',
        key: decisionOf(second),
      }),
    }),
  },
  CONTROL_REFUSED: {
    parts: { controls: [{ name: 'sundays', check: () => refused('sundays', 'CONTROL_REFUSED', 'it is Sunday') }] },
  },
}

it('there is a run into every reason to reject', () => {
  expect(new Set(Object.keys(SCENARIOS))).toEqual(new Set(Object.keys(rejectionMeanings)))
})

function stepsOf({ told = [shown('a')] }: Scenario): readonly Step<MarketUpdate>[] {
  let moment = 0
  return told.map((update) => {
    if (!('market' in update)) return update
    moment += MINUTE
    const age = update.receivedAt - NOON
    const venues = update.venues.map((prices) => ({ ...prices, quotedAt: after(prices.quotedAt, moment - age) }))
    return { at: at(moment), tell: [{ ...update, receivedAt: at(moment), venues }] }
  })
}

it.each(Object.entries(SCENARIOS))('%s ends a whole run, from its sources to its venue', async (code, scenario) => {
  const kept = createMemoryStore()
  const sent: string[] = []
  const clock = createSteppedClock({ start: NOON })
  const paper = createPaperVenue({ clock })
  const venue: Venue & { observe: typeof paper.observe } = {
    ...paper,
    ...scenario.venue?.(paper),
    observe: paper.observe,
    doPlace(orders, how) {
      sent.push(orders[0].market)
      return paper.doPlace(orders, how)
    },
  }
  const { before, input = {}, strategies = [backHome()], person } = scenario
  if (before !== undefined) {
    const earlier = createSteppedClock({ start: at(-HOUR) })
    const first = await openAdvisor({
      store: { ...kept, async close() {} },
      strategies,
      clock: earlier,
      sources: [scriptedPrices([{ at: at(-HOUR), tell: before.map((each) => news(each, at(-HOUR), EVENS)) }])],
      venues: [createPaperVenue({ clock: earlier })],
    })
    await first.advisor.run()
    expect((await kept.orders({ account: ACCOUNT })).length).toBe(before.length)
  }
  const { advisor } = await openAdvisor({
    input: { ...input, account: { name: 'test', ...input.account } },
    store: scenario.store?.(kept) ?? kept,
    clock,
    venues: [venue],
    strategies,
    sources: [scriptedPrices(stepsOf(scenario))],
    results: [scriptedResults(scenario.results ?? [])],
    ...scenario.parts,
  })
  if (person === 'halts') await advisor.halt('by hand')
  if (person === 'cools off') await advisor.coolOff(at(DAY), 'a break')
  await advisor.run()
  expect(new Set(Object.keys(await kept.rejections(ACCOUNT, NOON)))).toEqual(
    new Set([code, ...(scenario.besides ?? [])]),
  )
  const events = await kept.events({ account: ACCOUNT, after: 0, limit: 1000, types: ['advice'] })
  const rejected = events.flatMap(({ event }) =>
    event.type === 'advice' && event.advice.rejection !== null ? [event.advice] : [],
  )
  const [advice] = rejected
  expect(advice?.verdicts.at(-1)).toMatchObject({ code })
  expect(advice?.verdicts.at(-1)?.detail).not.toBe('')
  // What was turned down never left, and nothing of it is in the ledger.
  const placed = scenario.placed ?? 0
  expect(sent.filter((id) => id === advice?.market).length).toBe(placed)
  const orders = await kept.orders({ account: ACCOUNT })
  expect(orders.filter(({ intent }) => intent.market === advice?.market).length).toBe(placed)
  expect(await kept.verify(ACCOUNT)).toEqual([])
})
