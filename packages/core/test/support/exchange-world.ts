import {
  type AccountKey,
  type Advisor,
  type AdvisorEvent,
  type AdvisorSettings,
  accountKey,
  after,
  createAdvisor,
  createMemoryStore,
  DAY,
  type MarketUpdate,
  type OrderState,
  type Store,
  type Timestamp,
} from '@betting-advisor/core'
import { defineSettings, type SettingsInput } from '@betting-advisor/core/config'
import {
  createExchange,
  createExchangeVenue,
  createSteppedClock,
  type Exchange,
  type ExchangeSettings,
  type SteppedClock,
} from '@betting-advisor/core/simulation'
import type { Accounts } from '@betting-advisor/core/store'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { type Step, scriptedPrices, withWideDay } from './advisor.ts'
import { matchOdds, NOON, news } from './markets.ts'
import { backHome } from './strategies.ts'

/** What bookmakers are called `exchange` show by default. */
const EVENS = { exchange: [2, 2] }

/** A market that starts in a day, so that it is open as long as a test needs it. */
export const lasting = (id = 'm1') => matchOdds(id, { startsAt: after(NOON, DAY) })

/** One piece of news of lasting markets. */
export const quotes = (at: Timestamp, ...ids: readonly string[]): Step<MarketUpdate> => ({
  at,
  tell: (ids.length === 0 ? ['m1'] : ids).map((id) => news(lasting(id), at, EVENS)),
})

/** Part of a world that an advisor lives in. */
export interface WorldAdvisor {
  readonly advisor: Advisor
  /** Its run, when it is over. */
  readonly running: Promise<void>
}

/** A simulated exchange, the accounts of one store and a clock that stands still unless it is moved: any number of advisors live here. */
export interface ExchangeWorld {
  readonly account: AccountKey
  readonly clock: SteppedClock
  readonly exchange: Exchange
  readonly accounts: Accounts
  /** Another connection to the accounts. */
  store(): Store
  /** An advisor with `backHome`, running. */
  start(
    parts?: Partial<AdvisorSettings> & {
      readonly input?: SettingsInput
      readonly prices?: readonly Step<MarketUpdate>[]
    },
  ): Promise<WorldAdvisor>
  /** Moves the clock on by so many milliseconds, and waits until all that was due has settled. */
  pass(milliseconds: number): Promise<void>
  states(): readonly OrderState[]
  /** What was told so far, of one type. */
  told<Type extends AdvisorEvent['type']>(type: Type): readonly Extract<AdvisorEvent, { type: Type }>[]
  /** Alerts that nobody has resolved, by code. */
  alerts(): readonly string[]
}

/** A world at noon. */
export function exchangeWorld(
  settings: Partial<ExchangeSettings> = {},
  /** How long an order of an advisor that is gone may still arrive; here they do at once or never. */
  orphanDeliveryMs = 0,
): ExchangeWorld {
  const account = accountKey('DRY_RUN', 'test')
  const clock = createSteppedClock({ start: NOON, limit: NOON })
  const exchange = createExchange({ seed: 'world', ...settings })
  const accounts = createMemoryAccounts()
  const events = () => accounts.events({ account, after: 0, limit: 10_000 }).map(({ event }) => event)
  const world: ExchangeWorld = {
    account,
    clock,
    exchange,
    accounts,
    store: () => createMemoryStore(accounts),
    async start({ input, prices = [], ...parts } = {}) {
      const advisor = await createAdvisor({
        settings: defineSettings(withWideDay({ account: { name: 'test' }, orders: { orphanDeliveryMs }, ...input })),
        sources: [scriptedPrices(prices, true)],
        strategies: [backHome(1000, { venue: 'exchange' })],
        venues: [createExchangeVenue({ exchange, clock })],
        clock,
        store: world.store(),
        syncMs: 250,
        ...parts,
      })
      const running = advisor.run()
      running.catch(() => undefined)
      return { advisor, running }
    },
    pass: (milliseconds) => clock.until(after(clock.now(), milliseconds)),
    states: () => accounts.orders({ account, limit: 1000 }).map(({ state }) => state),
    told: (type) => events().filter((event): event is never => event.type === type),
    alerts() {
      const open = new Map<string, string>()
      for (const event of events()) {
        if (event.type === 'alert') open.set(`${event.code} ${event.key}`, event.code)
        if (event.type === 'alert-resolved') open.delete(`${event.code} ${event.key}`)
      }
      return [...open.values()]
    },
  }
  return world
}
