import { accountKey, type MarketResult, money } from '@betting-advisor/core'
import { createExchange, type Exchange } from '@betting-advisor/core/simulation'
import { type Accounts, createMemoryAccounts } from '@betting-advisor/core/store'
import { type Bet, Bookmaker, LAG_MS, LATE_MS } from './bookmaker.ts'
import { AT_REST_AT, MUST_REST_AT, START } from './calendar.ts'
import { drawFunds, drawSettings, MAX_QUOTE_AGE_MS } from './drawn-settings.ts'
import { createPriceFeed } from './feeds.ts'
import { planMarkets } from './market-course.ts'
import { Oracles } from './oracles.ts'
import { planPeople } from './people.ts'
import { Processes } from './processes.ts'
import type { StoreWeather } from './remote-store.ts'
import { walletAt } from './remote-venues.ts'
import { type Sabotage, sabotaged } from './sabotage.ts'
import { Simulator, type Traced } from './simulator.ts'
import { StartingBook } from './starting-book.ts'
import { arbitrageur, backer, closer, trader } from './traders.ts'
import { planWeather } from './weather.ts'
import { BOOKMAKERS, drawMarket, EXCHANGE, STARTING, type WorldMarket } from './world-market.ts'

/** How a world is lived through. */
export interface WorldSettings {
  /** @default 'end' */
  readonly traced?: Traced
  readonly sabotage?: Sabotage
  /** Is shown what holds the whole world together. */
  readonly witness?: (world: object) => void
}

/** What became of one world. */
export interface WorldReport {
  readonly seed: string
  readonly hash: string
  readonly trace: readonly string[]
  readonly faults: readonly string[]
  readonly figures: Readonly<Record<string, number>>
}

/** Lives through the world of a seed, from its first price to its last settlement. */
export async function liveThrough(seed: string, settings: WorldSettings = {}): Promise<WorldReport> {
  const simulator = new Simulator(seed, START, settings.traced)
  const world = new FootballWorld(simulator, settings.sabotage ?? null)
  settings.witness?.(world)
  for (let until = AT_REST_AT; until <= MUST_REST_AT; until += 1000) {
    await simulator.run(until, () => world.oracles.settled())
    if (world.oracles.isAtRest()) break
  }
  world.oracles.atRest()
  const { lines, hash } = simulator.trace
  const report: WorldReport = { seed, hash, trace: lines, faults: world.oracles.faults, figures: world.figures() }
  world.end()
  return report
}

class FootballWorld {
  readonly oracles: Oracles
  readonly #accounts: Accounts
  readonly #account = accountKey('DRY_RUN', 'simulated')
  /** All but the exchange with a stream. */
  readonly #takers: readonly Bookmaker[]
  readonly #exchange: Exchange
  readonly #markets: readonly WorldMarket[]
  readonly #processes: Processes

  constructor(simulator: Simulator, sabotage: Sabotage | null) {
    const accounts = sabotaged(createMemoryAccounts(), sabotage)
    const bookmakers = BOOKMAKERS.map((name) => new Bookmaker(simulator, name, () => this.oracles.stirred()))
    const starting = new StartingBook(simulator, STARTING, () => this.oracles.stirred())
    const takers = [...bookmakers, starting]
    const netting = simulator.chance(0.5)
    const apart = simulator.chance(0.5)
    const funds = drawFunds(simulator, { apart })
    const syncMs = simulator.pick([250, 500, 1000])
    const exchange = createExchange({
      seed: String(simulator.random()),
      venue: EXCHANGE,
      minStake: money(10),
      lateAcceptMs: LATE_MS,
      visibilityLagMs: LAG_MS,
      latencyMs: simulator.between(1, 100),
      lateAnswerMs: 4000,
      netting,
      replaces: simulator.pick([null, 'own', 'former', 'former']),
      // Where all are behind one venue, that settles by its own word for all or none.
      clears: apart && simulator.chance(0.5),
      betDelayMs: simulator.chance(0.3) ? simulator.between(100, 3000) : 0,
      liquidity: { full: 0.3, partial: 0.4, everyMs: 2000 },
      changed: ({ id, ref, state, matchedStake, stake }) => {
        simulator.note(`exchange ${id} ${ref}: ${state}, ${matchedStake} of ${stake} matched`)
        this.oracles.stirred()
      },
    })
    const markets = Array.from({ length: simulator.between(2, 4) }, (_, index) => drawMarket(simulator, index))
    const settings = drawSettings(simulator, sabotage)
    const [eagerness, entries] = [0.15 + 0.5 * simulator.random(), simulator.between(1, 4)]
    const strategies = () => [
      backer('backer', BOOKMAKERS, entries, eagerness),
      trader('trader', EXCHANGE, entries + 1, eagerness),
      closer('closer', STARTING, entries + 1, eagerness),
      arbitrageur('arbitrageur', BOOKMAKERS, EXCHANGE, entries + 1, eagerness / 2),
    ]
    const feed = createPriceFeed(simulator, () => markets.flatMap(({ latest }) => latest ?? []))
    this.#accounts = accounts
    this.#takers = takers
    this.#exchange = exchange
    this.#markets = markets
    this.oracles = new Oracles({
      simulator,
      accounts: this.#accounts,
      account: this.#account,
      bets: () => this.#bets(),
      maxQuoteAgeMs: MAX_QUOTE_AGE_MS,
      sendDeadlineMs: 1000,
      funds,
      walletAt: (venue) => walletAt(venue, { apart }),
      endsByWord: (venue) => exchange.settings.clears && venue === EXCHANGE,
      isWithdrawnFrom: (market) => {
        const withdrawn = this.#marketOf(market)?.words.withdrawn ?? null
        return withdrawn !== null && simulator.elapsed >= withdrawn.at
      },
      selectionsOf: (market) => this.#marketOf(market)?.market.selections.map(({ id }) => id) ?? [],
      truthOf: (market) => {
        const words = this.#marketOf(market)?.words
        return words !== undefined && simulator.elapsed >= words.whole[0].at ? words.whole.at(-1)?.result : undefined
      },
      commissionOf: (market) => this.#marketOf(market)?.terms.commission ?? 0,
    })
    const { oracles } = this
    const weather: StoreWeather = { down: false, lost: 0, slow: 0.02, slowMs: 300 }
    const results: MarketResult[] = []
    const venues = { bookmakers, starting, exchange, netting, apart }
    const around = { simulator, accounts, weather, oracles, sabotage, results, feed }
    const processes = new Processes({ ...around, settings, strategies, syncMs, venues, funds })
    this.#processes = processes
    const within = { ...around, bookmakers: takers, exchange, processes }
    planWeather(within)
    planMarkets(markets, within)
    const engines = simulator.chance(0.4) ? 2 : 1
    for (let index = 0; index < engines; index += 1) processes.start()
    processes.planCrashes(engines)
    planPeople({ ...within, bookmakers, markets, account: this.#account, wallets: Object.keys(funds) })
  }

  /** Nobody lives any more. */
  end(): void {
    this.#processes.end()
  }

  figures(): Readonly<Record<string, number>> {
    const orders = this.#accounts.orders({ account: this.#account, limit: 10_000 })
    const figures: Record<string, number> = {
      worlds: 1,
      orders: orders.length,
      sent: this.oracles.sent.size,
      crashes: this.#processes.crashes,
      bets: this.#bets().length,
    }
    const count = (name: string) => {
      figures[name] = (figures[name] ?? 0) + 1
    }
    for (const { intent, state, outcome, clearedVersion, matchedStake } of orders) {
      count(`ended ${state}`)
      const { terms, legs, covers, stake, venueRef } = intent
      if (venueRef !== undefined) count(`under the name of another ended ${state}`)
      if (legs !== undefined) count(`leg ended ${state}`)
      if (covers !== undefined) count(`covered ended ${state}`)
      if (terms.kind === 'limit' && terms.minFill !== null && matchedStake > 0 && matchedStake < stake)
        count('filled and killed')
      if (terms.kind !== 'limit' || terms.persistence !== 'lapse') {
        const how = terms.kind === 'limit' ? terms.persistence : terms.kind
        count(`${how} ended ${state}`)
        if (matchedStake > 0) count(`${how} was matched`)
      }
      if (outcome !== null) count(`outcome ${outcome}`)
      if (clearedVersion !== null) count('settled by word')
      if (intent.origin !== 'decided') count(`found ${intent.origin}`)
      for (const event of this.#accounts.history(intent.key)) count(`heard ${event.type}`)
    }
    for (const [code, times] of Object.entries(this.#accounts.rejections(this.#account, START)))
      figures[`rejected ${code}`] = times
    return figures
  }

  #bets(): readonly Bet[] {
    const exchanged = this.#exchange.bets().map(
      (bet): Bet => ({
        ...bet,
        venue: EXCHANGE,
        venueOrderId: bet.id,
        market: bet.market.id,
        matched: bet.matchedStake,
        eachWay: null,
        onClose: false,
        most: null,
      }),
    )
    return [...this.#takers.flatMap(({ bets }) => bets), ...exchanged]
  }

  #marketOf(id: string): WorldMarket | undefined {
    return this.#markets.find(({ market }) => market.id === id)
  }
}
