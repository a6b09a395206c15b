import {
  accountKey,
  after,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  DAY,
  HOUR,
  type MarketResult,
  type MarketUpdate,
  MINUTE,
  money,
  type Order,
  price,
  SECOND,
  type Store,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import { defineSettings, type SettingsInput } from '@betting-advisor/core/config'
import {
  createExchange,
  createExchangeVenue,
  createSeededRandom,
  createSteppedClock,
} from '@betting-advisor/core/simulation'
import { venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { asSystemTime, type Step, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, shownBy } from '../support/markets.ts'
import { sizeOf } from '../support/sizes.ts'
import { backer } from './traders.ts'

const VENUE = venueId('exchange')
type Observing = Venue & { observe(update: MarketUpdate): void }

const TERMS = venueTerms({ commission: 0.02 })

/** The news and results of one seed. */
function script(seed: string): {
  readonly news: readonly Step<MarketUpdate>[]
  readonly results: readonly Step<MarketResult>[]
} {
  const random = createSeededRandom(seed)
  const markets = Array.from({ length: 8 }, (_, index) =>
    matchOdds(`m${index}`, { startsAt: after(NOON, Math.floor((1 + 5 * random()) * HOUR)) }),
  )
  const news: Step<MarketUpdate>[] = []
  for (let moment = MINUTE; moment < 6 * HOUR; moment += Math.ceil(random() * 4 * MINUTE)) {
    const at = after(NOON, moment)
    const market = markets[Math.floor(random() * markets.length)]
    if (market === undefined || market.event.startsAt <= at) continue
    const quotedAt = after(at, -Math.floor(random() * (random() < 0.1 ? 5 * MINUTE : SECOND)))
    const status = random() < 0.05 ? 'suspended' : 'open'
    const shown = [1, 2].map(() => 1.3 + Math.floor(random() * 200) / 100)
    const venues = [{ ...shownBy(VENUE, [], quotedAt), prices: shown.map((value) => price(value)), terms: TERMS }]
    news.push({ at, tell: [{ market, status, inPlay: false, receivedAt: at, venues }] })
  }
  news.push({ at: after(NOON, 9 * HOUR), tell: [] })
  const results = markets
    .toSorted((a, b) => a.event.startsAt - b.event.startsAt)
    .map((market): Step<MarketResult> => {
      const isVoid = random() < 0.1
      const winner = random() < 0.5 ? 'Home' : 'Away'
      return { at: after(market.event.startsAt, 2 * HOUR), tell: [ended(market, isVoid ? null : winner)] }
    })
  return { news, results }
}

const RISK: SettingsInput['risk'] = {
  maxOpenBets: 6,
  rateLimit: { orders: 4, windowMs: 20 * MINUTE },
  exposure: { market: money(4000), account: money(9000) },
  dailyLossLimit: money(6000),
  consecutiveLossLimit: 4,
  cooldownMs: 20 * MINUTE,
}

/** What was decided, in the order in which it was, whoever's money it was. */
function decisions(orders: readonly Order[]) {
  return orders
    .toSorted((a, b) => a.version - b.version)
    .toSorted((a, b) => a.intent.decidedAt - b.intent.decidedAt)
    .map(({ intent: { key, ref: _, stake, price: asked, decidedAt, claims, limits }, state, profit }) => ({
      key: key.replace(/^(LIVE|DRY_RUN):/, ''),
      stake,
      asked,
      decidedAt,
      claims,
      limits,
      state,
      profit,
    }))
}

async function play(seed: string, mode: 'DRY_RUN' | 'LIVE') {
  const stepped = createSteppedClock({ start: NOON })
  const clock = mode === 'LIVE' ? asSystemTime(stepped) : stepped
  const { news, results } = script(seed)
  const kept = createMemoryStore()
  const calls: string[] = []
  const begun: string[] = []
  const exchange = createExchange({ seed, venue: VENUE, minStake: money(10), lateAcceptMs: 0, visibilityLagMs: 0 })
  const live = createExchangeVenue({ exchange, clock })
  const paper = createPaperVenue({ clock, bookmakers: [VENUE] })
  const takenOnPaper = paper.traits.orders
  const real: Observing = {
    ...live,
    // All of an order is matched at once, so one that is to be filled or killed is as well there.
    traits: {
      ...live.traits,
      origin: 'venue',
      netting: false,
      ...(takenOnPaper !== undefined && { orders: takenOnPaper }),
    },
    async checkAccess() {},
  }
  const chosen = mode === 'LIVE' ? real : paper
  const venue: Observing = {
    ...chosen,
    observe: chosen.observe,
    doPlace(...asked) {
      calls.push('doPlace')
      return chosen.doPlace(...asked)
    },
  }
  const store: Store = {
    ...kept,
    durable: true,
    begin(intent) {
      begun.push(intent.key.replace(/^(LIVE|DRY_RUN):/, ''))
      return kept.begin(intent)
    },
    async close() {},
  }
  const advisor = await createAdvisor({
    settings: defineSettings({ mode, account: { name: 'same' }, risk: RISK ?? {} }),
    // Nobody else bets on this account, so looking for the orders of others, as is done in real time only, would find none.
    ...(mode === 'LIVE' ? { mode, waive: ['paper-record'] as const, syncMs: DAY } : {}),
    sources: [{ ...scriptedPrices(news), origin: 'venue' }],
    results: [scriptedResults(results)],
    strategies: [backer('one', [VENUE], 3, 0.4), backer('two', [VENUE], 2, 0.3)],
    venues: [venue],
    store,
    clock,
  })
  await advisor.run()
  const account = accountKey(mode, 'same')
  const orders = await kept.orders({ account, limit: 10_000 })
  const histories: string[][] = []
  for (const { intent } of orders) histories.push((await kept.history(intent.key)).map(({ type }) => type))
  return {
    begun,
    decided: decisions(orders),
    histories,
    rejections: await kept.rejections(account, NOON),
    faults: await kept.verify(account),
    realBets: exchange.bets().length,
    calls,
  }
}

describe('on paper and with real money', () => {
  it('the same world makes the same decisions, and the same of each in the store', async () => {
    let orders = 0
    const rejections = new Set<string>()
    for (let seed = 1; seed <= sizeOf('PARITY_SEEDS', 20); seed += 1) {
      const paper = await play(`parity ${seed}`, 'DRY_RUN')
      const live = await play(`parity ${seed}`, 'LIVE')
      expect(live.begun).toEqual(paper.begun)
      expect(live.decided).toEqual(paper.decided)
      expect(live.histories).toEqual(paper.histories)
      expect(live.rejections).toEqual(paper.rejections)
      expect([...live.faults, ...paper.faults]).toEqual([])
      expect(live.realBets).toBe(
        live.decided.filter(({ state }) => state !== 'NOT_SENT' && state !== 'REJECTED').length,
      )
      // What was played on paper never came near the exchange.
      expect(paper.realBets).toBe(0)
      orders += live.decided.length
      for (const code of Object.keys(live.rejections)) rejections.add(code)
    }
    expect(orders).toBeGreaterThan(100)
    expect([...rejections]).toEqual(expect.arrayContaining(['QUOTE_STALE', 'ALREADY_BET', 'RATE_EXCEEDED']))
  })

  it('a venue of the real world is refused on paper before anything can be asked of it', async () => {
    const calls: string[] = []
    const clock = createSteppedClock({ start: NOON })
    const exchange = createExchangeVenue({ exchange: createExchange({ seed: 'real', venue: VENUE }), clock })
    // Whatever can be called of it is watched, as a transport would.
    const watched = Object.fromEntries(
      Object.entries(exchange).map(([name, part]) => [
        name,
        typeof part === 'function'
          ? (...parameters: readonly unknown[]) => {
              calls.push(name)
              return Reflect.apply(part, exchange, parameters)
            }
          : part,
      ]),
    ) as unknown as Observing
    const creating = createAdvisor({
      settings: defineSettings({ account: { name: 'same' } }),
      sources: [scriptedPrices(script('real').news)],
      strategies: [backer('one', [VENUE], 3, 0.5)],
      venues: [{ ...watched, traits: { ...exchange.traits, origin: 'venue' } }],
      store: createMemoryStore(),
      clock,
    })
    await expect(creating).rejects.toMatchObject({ code: 'MODE_REFUSED' })
    expect(calls).toEqual([])
  })
})
