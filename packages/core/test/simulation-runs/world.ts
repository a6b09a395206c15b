import {
  type Advisor,
  accountKey,
  createAdvisor,
  eventId,
  type Intent,
  type Market,
  type MarketResult,
  type MarketUpdate,
  marketId,
  money,
  price,
  priceUnits,
  type Strategy,
  selectionId,
  type Timestamp,
  timestamp,
  type Venue,
  type VenueId,
  type VenuePrices,
  venueId,
} from '@betting-advisor/core'
import { defineSettings, type Settings } from '@betting-advisor/core/config'
import { createExchange, type Exchange, type ExchangeFaults } from '@betting-advisor/core/simulation'
import { type Accounts, createMemoryAccounts } from '@betting-advisor/core/store'
import type { OrderRef } from '@betting-advisor/core/venue'
import { type Bet, Bookmaker, LAG_MS, LATE_MS, NO_FAULTS } from './bookmaker.ts'
import { createPriceFeed, resultSource } from './feeds.ts'
import { Oracles } from './oracles.ts'
import { remoteStore, type StoreWeather } from './remote-store.ts'
import { remoteVenues } from './remote-venues.ts'
import { type Life, Simulator } from './simulator.ts'
import { backer, trader } from './traders.ts'

/** Something done wrong on purpose, to see that it is noticed. */
export type Sabotage =
  | 'every order is sent twice'
  | 'absence is proven too early'
  | 'a halt is not heard'
  | 'old quotes are taken for fresh'
  | 'the deadline never comes'
  | 'fills are lost'
  | 'orders are sent before they are stored'

/** How a world is lived through. */
export interface WorldSettings {
  /** Whether the whole trace is kept, and not only its end. */
  readonly keepAll?: boolean
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

const NO_EXCHANGE_FAULTS: ExchangeFaults = {
  drop: 0,
  loseAnswer: 0,
  lateAnswer: 0,
  lateAccept: 0,
  timeout: 0,
  reject: 0,
  protect: 0,
  lookupFail: 0,
  lookupTruncate: 0,
  newsGap: 0,
}

/** When faults end, in milliseconds after the start, and when everything has usually come to rest. */
const HEALED_AT = 18_000
const AT_REST_AT = 44_000
/**
 * When everything must have come to rest. Who is killed as faults end, by a clock that is then put back by 4 s, counts as alive for 19 s;
 * 2 s later its orders are taken over, 6 s later proven absent, 4 s later whoever started meanwhile has compared and settles; a correction
 * takes 5 s more.
 */
const MUST_REST_AT = 60_000
const MAX_QUOTE_AGE_MS = 4000
const BANKROLL = 100_000

const START = timestamp(Date.UTC(2026, 0, 10, 12))
const BOOKMAKERS = [venueId('book-a'), venueId('book-b')]
const EXCHANGE = venueId('exchange')

interface WorldMarket {
  readonly market: Market
  readonly truth: MarketResult
  /** What is told first, where that is wrong. */
  readonly mistake: MarketResult | null
  readonly knownAt: number
  latest: Omit<MarketUpdate, 'receivedAt'> | null
}

interface Process {
  readonly life: Life
  advisor: Advisor | null
}

/** Lives through the world of a seed, from its first price to its last settlement. */
export async function liveThrough(seed: string, settings: WorldSettings = {}): Promise<WorldReport> {
  const simulator = new Simulator(seed, START, settings.keepAll)
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
  readonly #simulator: Simulator
  readonly #accounts: Accounts
  readonly #sabotage: Sabotage | null
  readonly #account = accountKey('DRY_RUN', 'simulated')
  readonly #weather: StoreWeather = { down: false, lost: 0, slow: 0.02, slowMs: 300 }
  readonly #bookmakers: readonly Bookmaker[]
  readonly #exchange: Exchange
  readonly #netting: boolean
  readonly #syncMs: number
  readonly #markets: readonly WorldMarket[]
  readonly #settings: Settings
  readonly #strategies: () => readonly Strategy[]
  readonly #feed
  readonly #processes: Process[] = []
  readonly #results: MarketResult[] = []
  #lives = 0
  #crashes = 0

  constructor(simulator: Simulator, sabotage: Sabotage | null) {
    this.#simulator = simulator
    this.#sabotage = sabotage
    this.#accounts = sabotage === 'fills are lost' ? withoutFills(createMemoryAccounts()) : createMemoryAccounts()
    this.#bookmakers = BOOKMAKERS.map((name) => new Bookmaker(simulator, name, () => this.oracles.stirred()))
    this.#netting = simulator.chance(0.5)
    this.#syncMs = simulator.pick([250, 500, 1000])
    this.#exchange = createExchange({
      seed: String(simulator.random()),
      venue: EXCHANGE,
      minStake: money(10),
      lateAcceptMs: LATE_MS,
      visibilityLagMs: LAG_MS,
      latencyMs: simulator.between(1, 100),
      lateAnswerMs: 4000,
      netting: this.#netting,
      liquidity: { full: 0.3, partial: 0.4, everyMs: 2000 },
      changed: ({ id, ref, state, matchedStake, stake }) => {
        simulator.note(`exchange ${id} ${ref}: ${state}, ${matchedStake} of ${stake} matched`)
        this.oracles.stirred()
      },
    })
    this.#markets = Array.from({ length: simulator.between(2, 4) }, (_, index) => this.#market(index))
    this.#settings = this.#drawnSettings()
    const [eagerness, entries] = [0.15 + 0.5 * simulator.random(), simulator.between(1, 4)]
    this.#strategies = () => [
      backer('backer', BOOKMAKERS, entries, eagerness),
      trader('trader', EXCHANGE, entries + 1, eagerness),
    ]
    this.#feed = createPriceFeed(simulator, () => this.#markets.flatMap(({ latest }) => latest ?? []))
    this.oracles = new Oracles({
      simulator,
      accounts: this.#accounts,
      account: this.#account,
      bets: () => this.#bets(),
      maxQuoteAgeMs: MAX_QUOTE_AGE_MS,
      sendDeadlineMs: 1000,
      bankroll: BANKROLL,
      selectionsOf: (market) => this.#marketOf(market)?.market.selections.map(({ id }) => id) ?? [],
      truthOf: (market) => {
        const found = this.#marketOf(market)
        return found !== undefined && simulator.elapsed >= found.knownAt ? found.truth : undefined
      },
      commissionOf: (market) => this.#marketOf(market)?.market.commission ?? 0,
    })
    this.#planWeather()
    this.#planMarkets()
    const engines = simulator.chance(0.4) ? 2 : 1
    for (let index = 0; index < engines; index += 1) this.#start()
    this.#planCrashes(engines)
    this.#planPeople()
  }

  /**
   * Nobody lives any more. Node keeps every composite of abort signals that is listened to until one of its parts aborts, and with it all
   * that hangs on it: also processes that were killed are told, which only a simulation leaves in memory.
   */
  end(): void {
    for (const { life, advisor } of this.#processes) {
      life.alive = false
      advisor?.stop('the world has ended').catch(() => {})
    }
  }

  figures(): Readonly<Record<string, number>> {
    const orders = this.#accounts.orders({ account: this.#account, limit: 10_000 })
    const figures: Record<string, number> = {
      worlds: 1,
      orders: orders.length,
      sent: this.oracles.sent.size,
      crashes: this.#crashes,
      bets: this.#bets().length,
    }
    const count = (name: string) => {
      figures[name] = (figures[name] ?? 0) + 1
    }
    for (const { intent, state } of orders) {
      count(`ended ${state}`)
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
      }),
    )
    return [...this.#bookmakers.flatMap(({ bets }) => bets), ...exchanged]
  }

  #marketOf(id: string): WorldMarket | undefined {
    return this.#markets.find(({ market }) => market.id === id)
  }

  #market(index: number): WorldMarket {
    const simulator = this.#simulator
    const id = marketId(`m${index}`)
    const startsIn = simulator.between(5000, HEALED_AT - 2000)
    const names = ['Home', 'Away', 'Draw'].slice(0, simulator.between(2, 3))
    const market: Market = {
      id,
      event: {
        // Two markets can be of one event.
        id: eventId(`event-${simulator.chance(0.3) ? 0 : index}`),
        competition: 'league',
        name: 'Home v Away',
        home: 'Home',
        away: 'Away',
        startsAt: timestamp(START + startsIn),
      },
      kind: 'h2h',
      outcome: 'winner',
      selections: names.map((name) => ({ id: selectionId(name), name, line: null })),
      winners: 1,
      line: null,
      ladder: null,
      commission: simulator.pick([0, 0, 0.02]),
      currency: null,
    }
    const ended = (winner: string | null): MarketResult => ({
      market: id,
      winners: winner === null ? [] : [selectionId(winner)],
      void: winner === null,
      score: null,
    })
    const winner = simulator.chance(0.15) ? null : simulator.pick(names)
    const wrong = simulator.chance(0.2) ? (names.find((name) => name !== winner) ?? null) : null
    return {
      market,
      truth: ended(winner),
      mistake: wrong === null ? null : ended(wrong),
      knownAt: startsIn + simulator.between(500, 5000),
      latest: null,
    }
  }

  #drawnSettings(): Settings {
    const simulator = this.#simulator
    // Each limit can bind; wider ones are as large as those within them.
    let least = simulator.between(800, 3000)
    const wider = () => {
      least += simulator.between(0, 4000)
      return simulator.chance(0.6) ? money(least) : null
    }
    const [selection, market, event] = [wider(), wider(), wider()]
    const [strategy, venue] = [wider(), wider()]
    const account = money(least + simulator.between(0, 15_000))
    return defineSettings({
      // Nothing here is on its way for longer, whoever dies meanwhile.
      orders: { orphanDeliveryMs: 1_000 },
      account: { name: 'simulated', bankroll: money(BANKROLL) },
      risk: {
        maxQuoteAgeMs: MAX_QUOTE_AGE_MS * (this.#sabotage === 'old quotes are taken for fresh' ? 3 : 1),
        maxOpenBets: simulator.between(2, 20),
        rateLimit: { orders: simulator.between(3, 60), windowMs: 10_000 },
        dailyLossLimit: money(simulator.between(3000, 60_000)),
        exposure: { selection, market, event, strategy, venue, account },
        consecutiveLossLimit: simulator.between(3, 10),
        consecutiveLossWarn: 0,
      },
    })
  }

  #planMarkets(): void {
    const simulator = this.#simulator
    for (const known of this.#markets) {
      const startsIn = known.market.event.startsAt - START
      for (let at = simulator.between(100, 2000); at < startsIn; at += simulator.between(400, 3000)) {
        simulator.plan(at, `news of ${known.market.id}`, () => this.#news(known))
      }
      simulator.plan(startsIn, `${known.market.id} starts`, () => {
        for (const bookmaker of this.#bookmakers) bookmaker.close(known.market.id)
      })
      simulator.plan(known.knownAt, `${known.market.id} ends`, () => {
        this.#results.push(known.mistake ?? known.truth)
      })
      if (known.mistake !== null) this.#correct(known, known.knownAt + simulator.between(1000, 6000))
    }
  }

  /** Someone tells an advisor how a market really ended, until one has taken it in. */
  #correct(known: WorldMarket, at: number): void {
    this.#simulator.plan(at - this.#simulator.elapsed, `${known.market.id} is corrected`, () => {
      const index = this.#results.findIndex(({ market }) => market === known.market.id)
      if (index >= 0) this.#results[index] = known.truth
      const advisor = this.#anyone()?.advisor
      // Whoever asked is told of a fault, and asks again until everything is as it should be.
      advisor?.correct(known.truth).catch(() => {})
      if (at < AT_REST_AT - 4000) this.#correct(known, this.#simulator.elapsed + 5000)
    })
  }

  #news(known: WorldMarket): void {
    const simulator = this.#simulator
    const { market } = known
    const shown = (venue: VenueId, side: 'back' | 'lay', low: number): VenuePrices => ({
      venue,
      side,
      quotedAt: timestamp(
        simulator.now - (simulator.chance(0.1) ? simulator.between(0, 6000) : simulator.between(0, 500)),
      ),
      freshness: simulator.chance(0.05) ? simulator.pick(['cached', 'delayed'] as const) : 'live',
      prices: market.selections.map(() =>
        simulator.chance(0.05) ? null : price(low + simulator.between(0, 250) / 100),
      ),
    })
    const venues = [
      ...BOOKMAKERS.flatMap((bookmaker) => (simulator.chance(0.7) ? [shown(bookmaker, 'back', 1.4)] : [])),
      ...(simulator.chance(0.8) ? [shown(EXCHANGE, 'back', 1.5), shown(EXCHANGE, 'lay', 1.5)] : []),
    ]
    known.latest = { market, status: simulator.chance(0.05) ? 'suspended' : 'open', inPlay: false, venues }
    // The exchange itself is never late with its own prices.
    this.#exchange.observe({ ...known.latest, receivedAt: simulator.now })
    this.#feed.tell(known.latest)
  }

  #planWeather(): void {
    const simulator = this.#simulator
    const chance = (most: number) => (simulator.chance(0.5) ? most * simulator.random() : 0)
    for (const bookmaker of this.#bookmakers) {
      bookmaker.faults = {
        reject: chance(0.2),
        lostRequest: chance(0.15),
        lostAnswer: chance(0.15),
        late: chance(0.15),
        unclear: chance(0.1),
      }
    }
    this.#exchange.disturb({
      drop: chance(0.1),
      loseAnswer: chance(0.1),
      lateAnswer: chance(0.1),
      lateAccept: chance(0.1),
      timeout: chance(0.1),
      reject: chance(0.1),
      protect: simulator.chance(0.05) ? 0.05 : 0,
      lookupFail: chance(0.2),
      lookupTruncate: chance(0.2),
      newsGap: chance(0.2),
    })
    simulator.plan(HEALED_AT, 'the venues heal', () => {
      for (const bookmaker of this.#bookmakers) bookmaker.faults = NO_FAULTS
      this.#exchange.disturb(NO_EXCHANGE_FAULTS)
    })
    this.#weather.lost = chance(0.02)
    this.#weather.slow = chance(0.2)
    this.#weather.slowMs = simulator.between(50, 1600)
    for (let outages = simulator.chance(0.3) ? simulator.between(1, 2) : 0; outages > 0; outages -= 1) {
      const at = simulator.between(1000, HEALED_AT - 4000)
      simulator.plan(at, 'the store goes down', () => {
        this.#weather.down = true
      })
      simulator.plan(at + simulator.between(100, 3000), 'the store comes back', () => {
        this.#weather.down = false
      })
    }
    // Clocks of machines are put right now and then.
    for (let jumps = simulator.chance(0.25) ? simulator.between(1, 2) : 0; jumps > 0; jumps -= 1) {
      const by = simulator.between(-2000, 2000)
      simulator.plan(simulator.between(1000, HEALED_AT), `clocks are ${by} ms wrong`, () => {
        simulator.skew = by
      })
    }
    simulator.plan(HEALED_AT, 'the store heals', () => {
      this.#weather.down = false
      this.#weather.lost = 0
      this.#weather.slow = 0.02
    })
  }

  #planCrashes(engines: number): void {
    const simulator = this.#simulator
    for (let crashes = simulator.between(0, 3); crashes > 0; crashes -= 1) {
      const index = simulator.between(0, engines - 1)
      simulator.plan(simulator.between(500, HEALED_AT), `process ${index} is killed`, () => {
        const process = this.#processes.filter(({ life }) => life.alive)[index]
        if (process === undefined) return
        process.life.alive = false
        this.#crashes += 1
        simulator.plan(simulator.between(100, 2000), 'a process is started', () => this.#start())
      })
    }
  }

  #planPeople(): void {
    const simulator = this.#simulator
    if (simulator.chance(0.35)) {
      const at = simulator.between(2000, HEALED_AT - 8000)
      simulator.plan(at, 'someone halts', () => this.#halt())
      simulator.plan(at + simulator.between(500, 6000), 'someone resumes', () => this.#resume())
    }
    if (simulator.chance(0.2)) {
      simulator.plan(simulator.between(2000, HEALED_AT), 'someone cancels all', () => {
        this.#anyone()
          ?.advisor?.cancel('all', 'by hand')
          .catch(() => {})
      })
    }
    if (simulator.chance(0.3)) {
      for (let bets = simulator.between(1, 2); bets > 0; bets -= 1) {
        simulator.plan(simulator.between(1000, HEALED_AT), 'a bet is placed on the side', () => this.#aside())
      }
    }
    if (simulator.chance(0.2)) {
      const amount = simulator.pick([-5000, 3000, 20_000])
      simulator.plan(simulator.between(1000, HEALED_AT), 'money is paid in or out', () => {
        try {
          this.#accounts.deposit(this.#account, money(amount), simulator.now)
          this.oracles.stored('deposit', [this.#account, amount], null)
        } catch (error) {
          simulator.note(`no deposit: ${error}`)
        }
      })
    }
    // Before everything comes to rest somebody looks, as a leader would in time.
    simulator.plan(AT_REST_AT - 8000, 'someone compares venue and ledger', () => {
      for (const { life, advisor } of this.#processes) if (life.alive) advisor?.reconcile().catch(() => {})
    })
  }

  #halt(): void {
    const process = this.#anyone()
    if (process?.advisor == null) return
    if (this.#sabotage !== 'a halt is not heard') process.advisor.halt('by hand').catch(() => {})
    this.oracles.halted(process.life, 'by hand')
  }

  #resume(): void {
    const process = this.#anyone()
    if (process?.advisor == null) return
    const { advisor } = process
    this.oracles.resumed()
    const resuming = async () => {
      const { code } = await advisor.askResume()
      await advisor.resume(code, 'all well')
    }
    resuming().catch((error: unknown) => this.#simulator.note(`no resumption: ${error}`))
  }

  /** A bet that was placed past this software: somebody else's, or one of ours that the store has lost. */
  #aside(): void {
    const simulator = this.#simulator
    const open = this.#markets.filter(({ market }) => simulator.now < market.event.startsAt)
    if (open.length === 0) return
    const { market } = simulator.pick(open)
    const selection = simulator.pick(market.selections)
    const stake = simulator.between(100, 3000)
    const order = {
      market: market.id,
      selection: selection.id,
      side: 'back' as const,
      price: priceUnits(20_000),
      stake: money(stake),
    }
    if (simulator.chance(0.4)) {
      this.#exchange.placeByHand(order, simulator.now)
      return
    }
    const isOurs = simulator.chance(0.4)
    const ref = isOurs ? (`${simulator.between(100_000, 999_999)}`.padStart(32, 'a') as OrderRef) : null
    simulator.pick(this.#bookmakers).add(
      { ...order, ref },
      {
        event: market.event.id,
        eventName: market.event.name,
        competition: market.event.competition,
        startsAt: market.event.startsAt,
        selectionName: selection.name,
        outcomes: market.selections.length,
        winners: market.winners,
        commission: market.commission,
      },
    )
  }

  #anyone(): Process | undefined {
    const living = this.#processes.filter(({ life, advisor }) => life.alive && advisor !== null)
    return living.length === 0 ? undefined : this.#simulator.pick(living)
  }

  #venueOf(life: Life): Venue {
    const parts = { bookmakers: this.#bookmakers, exchange: this.#exchange, netting: this.#netting }
    const venue = remoteVenues(this.#simulator, life, parts, (order) => this.oracles.left(order, life))
    switch (this.#sabotage) {
      case 'every order is sent twice':
        return {
          ...venue,
          async doPlace(orders, how) {
            await venue.doPlace(orders, how)
            return await venue.doPlace(orders, { ...how, mayLeave: () => true })
          },
        }
      case 'absence is proven too early':
        return { ...venue, traits: { ...venue.traits, lateAcceptMs: 0, visibilityLagMs: 0 } }
      default:
        return venue
    }
  }

  /** Starts a process that starts again whenever its run ends by a fault, until it is killed. */
  #start(): void {
    const simulator = this.#simulator
    const life: Life = { name: `p${++this.#lives}`, alive: true }
    const process: Process = { life, advisor: null }
    this.#processes.push(process)
    const honest = simulator.clock(life)
    // No time passes on any clock of the process while its store works.
    let still: Timestamp | null = null
    let begins = 0
    const clock =
      this.#sabotage === 'the deadline never comes'
        ? { ...honest, monotonic: () => 0, now: () => still ?? honest.now() }
        : honest
    const store = remoteStore(simulator, life, this.#accounts, this.#weather, (name, parameters, result) => {
      this.oracles.stored(name, parameters, result)
    })
    const asking = {
      ...store,
      begin: async (intent: Intent) => {
        this.oracles.asked(intent, life)
        if (this.#sabotage === 'orders are sent before they are stored') this.oracles.left(intent, life)
        if (this.#sabotage !== 'the deadline never comes') return store.begin(intent)
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
            settings: this.#settings,
            sources: [this.#feed.source(life)],
            results: [resultSource(life, () => this.#results)],
            venue: this.#venueOf(life),
            store: asking,
            strategies: this.#strategies(),
            clock,
            syncMs: this.#syncMs,
            recorder: { append: (line) => simulator.note(`${life.name} ${line}`), async close() {} },
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
    living().catch((error: unknown) => this.oracles.fault(`a process broke: ${error}`))
  }
}

/** Accounts that do not take in what was matched. */
function withoutFills(accounts: Accounts): Accounts {
  return {
    ...accounts,
    advance(key, events, fence) {
      const others = events.filter(({ type }) => type !== 'matched')
      if (others.length > 0) return accounts.advance(key, others, fence)
      return {
        kind: 'ignored',
        order: accounts.order(key) ?? accounts.advance(key, events, fence).order,
        detail: 'lost',
      }
    },
  }
}
