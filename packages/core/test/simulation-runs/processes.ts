import {
  type Advisor,
  createAdvisor,
  type Intent,
  type MarketResult,
  type Money,
  type Strategy,
  type Timestamp,
  type Venue,
} from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import type { Accounts } from '@betting-advisor/core/store'
import type { OneOrMore } from '@betting-advisor/core/venue'
import { HEALED_AT } from './calendar.ts'
import { type PriceFeed, resultSource } from './feeds.ts'
import type { Oracles } from './oracles.ts'
import { remoteStore, type StoreWeather } from './remote-store.ts'
import { type RemoteVenuesSettings, remoteVenues } from './remote-venues.ts'
import type { Sabotage } from './sabotage.ts'
import type { Life, Simulator } from './simulator.ts'
import { wronged } from './wronged-venue.ts'

/** A process, and its engine while one runs. */
export interface Process {
  readonly life: Life
  advisor: Advisor | null
}

/** What every process lives with. */
export interface ProcessParts {
  readonly simulator: Simulator
  readonly settings: Settings
  readonly strategies: () => readonly Strategy[]
  readonly syncMs: number
  readonly feed: PriceFeed
  readonly results: readonly MarketResult[]
  readonly venues: RemoteVenuesSettings
  /** How much is at each venue in the beginning. */
  readonly funds: Readonly<Record<string, Money>>
  readonly accounts: Accounts
  readonly weather: StoreWeather
  readonly oracles: Oracles
  readonly sabotage: Sabotage | null
}

/** The processes of a world, of which some are killed and others started. */
export class Processes {
  crashes = 0
  readonly #parts: ProcessParts
  readonly #all: Process[] = []
  #lives = 0

  constructor(parts: ProcessParts) {
    this.#parts = parts
  }

  living(): readonly Process[] {
    return this.#all.filter(({ life }) => life.alive)
  }

  anyone(): Process | undefined {
    const living = this.living().filter(({ advisor }) => advisor !== null)
    return living.length === 0 ? undefined : this.#parts.simulator.pick(living)
  }

  planCrashes(engines: number): void {
    const simulator = this.#parts.simulator
    for (let crashes = simulator.between(0, 3); crashes > 0; crashes -= 1) {
      const index = simulator.between(0, engines - 1)
      simulator.plan(simulator.between(500, HEALED_AT), `process ${index} is killed`, () => {
        const process = this.living()[index]
        if (process === undefined) return
        process.life.alive = false
        this.crashes += 1
        simulator.plan(simulator.between(100, 2000), 'a process is started', () => this.start())
      })
    }
  }

  /**
   * Nobody lives any more. Node keeps every composite of abort signals that is listened to until one of its parts aborts, and with it all
   * that hangs on it: also processes that were killed are told, which only a simulation leaves in memory.
   */
  end(): void {
    for (const { life, advisor } of this.#all) {
      life.alive = false
      advisor?.stop('the world has ended').catch(() => {})
    }
  }

  /** Starts a process that starts again whenever its run ends by a fault, until it is killed. */
  start(): void {
    const simulator = this.#parts.simulator
    const life: Life = { name: `p${++this.#lives}`, alive: true }
    const process: Process = { life, advisor: null }
    this.#all.push(process)
    const honest = simulator.clock(life)
    // No time passes on any clock of the process while its store works.
    let still: Timestamp | null = null
    let begins = 0
    const clock =
      this.#parts.sabotage === 'the deadline never comes'
        ? { ...honest, monotonic: () => 0, now: () => still ?? honest.now() }
        : honest
    const store = remoteStore(simulator, life, this.#parts.accounts, this.#parts.weather, (name, result) => {
      this.#parts.oracles.stored(name, result)
    })
    const asking = {
      ...store,
      beginAll: (intents: OneOrMore<Intent>) => {
        for (const intent of intents) this.#parts.oracles.asked(intent, life)
        return store.beginAll(intents)
      },
      begin: async (intent: Intent) => {
        this.#parts.oracles.asked(intent, life)
        if (this.#parts.sabotage === 'orders are sent before they are stored') this.#parts.oracles.left(intent, life)
        if (this.#parts.sabotage !== 'the deadline never comes') return store.begin(intent)
        still ??= honest.now()
        begins += 1
        try {
          const result = await store.begin(intent)
          await simulator.wait(life, 1100, 'has its answer late')
          return result
        } finally {
          simulator.plan(1, 'clocks go on', () => {
            begins -= 1
            if (begins === 0) still = null
          })
        }
      },
    }
    const living = async () => {
      for (;;) {
        try {
          const advisor = await createAdvisor({
            settings: this.#parts.settings,
            sources: [this.#parts.feed.source(life)],
            results: [resultSource(life, () => this.#parts.results)],
            venues: this.#venuesOf(life),
            funds: this.#parts.funds,
            store: asking,
            strategies: this.#parts.strategies(),
            clock,
            syncMs: this.#parts.syncMs,
            ...(simulator.isTraced && {
              recorder: { append: (line: string) => simulator.note(`${life.name} ${line}`), async close() {} },
            }),
          })
          process.advisor = advisor
          await advisor.run()
        } catch (error) {
          simulator.note(`${life.name} ended: ${error}`)
        }
        process.advisor = null
        await simulator.wait(life, 1000, 'starts again')
      }
    }
    living().catch((error: unknown) => this.#parts.oracles.fault(`a process broke: ${error}`))
  }

  #venuesOf(life: Life): readonly Venue[] {
    const { simulator, venues, oracles } = this.#parts
    return remoteVenues(simulator, life, venues, (order) => oracles.left(order, life)).map((venue) => {
      const heard: Venue = {
        ...venue,
        async doPlace(orders, how) {
          const outcomes = await venue.doPlace(orders, how)
          for (const [index, order] of orders.entries()) oracles.answered(order, outcomes[index]?.kind, life)
          return outcomes
        },
      }
      return wronged(heard, this.#parts.sabotage)
    })
  }
}
