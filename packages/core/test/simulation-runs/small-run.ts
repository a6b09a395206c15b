import {
  type Advisor,
  type AdvisorSettings,
  accountKey,
  createAdvisor,
  type Intent,
  type MarketResult,
  type MarketUpdate,
  money,
  type Strategy,
  type Timestamp,
} from '@betting-advisor/core'
import { defineSettings, type SettingsInput } from '@betting-advisor/core/config'
import { type Accounts, createMemoryAccounts } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { withWideDay } from '../support/advisor.ts'
import { NOON } from '../support/markets.ts'
import { oneByOne } from '../support/placing.ts'
import { createPriceFeed, resultSource } from './feeds.ts'
import { remoteStore, type StoreWeather } from './remote-store.ts'
import { type Life, Simulator } from './simulator.ts'

/** An order as it left. */
export interface Sent {
  readonly order: Intent
  /** The true moments at which it was decided and left, whatever any clock says. */
  readonly decidedAt: Timestamp
  readonly at: Timestamp
}

/** One advisor in a world of one venue that takes everything. */
export interface SmallRun {
  readonly simulator: Simulator
  readonly life: Life
  readonly accounts: Accounts
  readonly account: ReturnType<typeof accountKey>
  readonly sent: readonly Sent[]
  readonly weather: StoreWeather
  /** Whether the run has ended, and with what fault. */
  readonly ended: { fault: unknown } | null
  advisor(): Advisor
  /** Tells news, which arrives `delay` milliseconds later. */
  tell(update: Omit<MarketUpdate, 'receivedAt'>): void
  /** A result is known from now on. */
  result(result: MarketResult): void
  /** Lets the world go on for so many milliseconds. */
  pass(milliseconds: number): Promise<void>
}

/** What a small run is made of. */
export interface SmallRunSettings {
  readonly seed: string
  readonly strategies: readonly Strategy[]
  readonly input?: SettingsInput
  readonly start?: Timestamp
  readonly advisor?: Partial<AdvisorSettings>
  /** How long the venue takes to answer, in milliseconds. @default 5 */
  readonly answerMs?: (order: Intent) => number
  /** The longest that news travels. @default 0 */
  readonly newsMs?: number
}

/** Starts one; everything after that is planned by its test. */
export async function startSmallRun(settings: SmallRunSettings): Promise<SmallRun> {
  const simulator = new Simulator(settings.seed, settings.start ?? NOON)
  const life: Life = { name: 'run', alive: true }
  const accounts = createMemoryAccounts()
  const weather: StoreWeather = { down: false, lost: 0, slow: 0, slowMs: 0 }
  const sent: Sent[] = []
  const decided = new Map<string, Timestamp>()
  const results: MarketResult[] = []
  const feed = createPriceFeed(simulator, () => [], settings.newsMs ?? 0)
  const clock = simulator.clock(life)
  const place = (order: Intent): Promise<PlaceOutcome> => {
    sent.push({ order, decidedAt: decided.get(order.key) ?? NOON, at: simulator.now })
    const { ref, stake, price } = order
    const outcome: PlaceOutcome = { kind: 'accepted', venueOrderId: ref, matchedStake: stake, averagePrice: price }
    const answer = Promise.withResolvers<PlaceOutcome>()
    simulator.plan(settings.answerMs?.(order) ?? 5, 'the venue answers', () => answer.resolve(outcome))
    return answer.promise
  }
  const store = remoteStore(simulator, life, accounts, weather, () => {})
  const creating = createAdvisor({
    settings: defineSettings(withWideDay({ account: { name: 'small' }, ...settings.input })),
    sources: [feed.source(life)],
    results: [resultSource(life, () => results)],
    venues: [
      {
        specification: 1,
        name: 'venue',
        traits: {
          origin: 'simulated',
          sides: ['back', 'lay'],
          minStake: money(1),
          stakeStep: money(1),
          isRemote: true,
          lateAcceptMs: 0,
          visibilityLagMs: 0,
          lookupHorizonMs: null,
          netting: false,
        },
        takes: () => true,
        doPlace: oneByOne(place),
        async lookup(refs) {
          return {
            complete: true,
            orders: sent
              .filter(({ order }) => refs.includes(order.ref))
              .map(({ order: { ref, stake, price } }) => ({
                ref,
                state: 'matched',
                venueOrderId: ref,
                matchedStake: stake,
                averagePrice: price,
              })),
          }
        },
      },
    ],
    store: {
      ...store,
      begin(intent) {
        decided.set(intent.key, simulator.now)
        return store.begin(intent)
      },
    },
    strategies: settings.strategies,
    clock,
    ...settings.advisor,
  })
  let advisor: Advisor | null = null
  let ended: { fault: unknown } | null = null
  creating
    .then(async (created) => {
      advisor = created
      await created.run()
      ended = { fault: null }
    })
    .catch((fault: unknown) => {
      ended = { fault }
    })
  await simulator.run(3000, () => {})
  return {
    simulator,
    life,
    accounts,
    account: accountKey('DRY_RUN', 'small'),
    sent,
    weather,
    get ended() {
      return ended
    },
    advisor() {
      if (advisor === null) throw new Error('the advisor has not started')
      return advisor
    },
    tell: feed.tell,
    result(result) {
      results.push(result)
    },
    pass: (milliseconds) => simulator.run(simulator.elapsed + milliseconds, () => {}),
  }
}
