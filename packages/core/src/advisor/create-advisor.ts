import type { Clock } from '../clock/clock.ts'
import { clockFault, createSteadyClock } from '../clock/steady-clock.ts'
import { createSystemClock } from '../clock/system-clock.ts'
import type { Settings } from '../config/settings.ts'
import { createEngine } from '../engine/engine.ts'
import { engineSettings } from '../engine/engine-settings.ts'
import { createOrderRoutes, type OrderRoutes } from '../engine/order-route.ts'
import { recordEngine } from '../engine/recording.ts'
import type { Strategy } from '../engine/strategy.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { BookFeed, Books } from '../ports/book-feed.ts'
import type { ExchangeRates } from '../ports/exchange-rates.ts'
import { type Logger, silentLogger } from '../ports/logger.ts'
import { venueTraits } from '../ports/part-checks.ts'
import type { PriceSource } from '../ports/price-source.ts'
import type { Recorder } from '../ports/recorder.ts'
import type { ResultSource } from '../ports/result-source.ts'
import type { RunStart } from '../ports/store/runs.ts'
import type { Store } from '../ports/store.ts'
import type { WatchingVenue } from '../ports/venue.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { Control } from '../risk/gate.ts'
import { venueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import { type Complete, checkOptions } from '../units/shape.ts'
import { SECOND, timestamp } from '../units/timestamp.ts'
import type { Advisor } from './advisor.ts'
import { createAdvisorCommands } from './advisor-commands.ts'
import { lifeOf } from './advisor-life.ts'
import { createAdvisorRun } from './advisor-run.ts'
import { createAnnouncer } from './announcer.ts'
import { advisorParts, checkOpenedStore, closeParts } from './check-parts.ts'
import { checkMode } from './live/mode-check.ts'
import type { UnmetRequirement, Waiver } from './live/mode-refused-error.ts'
import { venuesToBetAt } from './live/paper-twins.ts'
import { settingsHash, strategyNames } from './live/run-identity.ts'
import { oldestQuotes } from './oldest-quote.ts'
import { printableLogger } from './printable-logger.ts'
import { accountLimits, startRun } from './start-run.ts'
import { statusAt } from './status-report.ts'

/** What a bot is made of. */
export interface AdvisorSettings {
  readonly settings: Settings
  /** Real money needs this as well as `MODE=LIVE`. */
  readonly mode?: 'LIVE'
  /**
   * What real money needs by default and this bot is to do without; told as a warning where it was missing. `emulated-world` makes LIVE a
   * rehearsal at an emulator.
   */
  readonly waive?: readonly Waiver[]
  readonly sources: readonly PriceSource[]
  /** What keeps the books of exchanges. */
  readonly books?: readonly BookFeed[]
  /** What settles bets. */
  readonly results?: readonly ResultSource[]
  /**
   * Where bets are placed, all in the account's currency: an order goes to the one that `takes` its venue id, and a price of a venue that
   * none takes becomes advice only; with none at all, everything does. A simulated one also sees the prices. In `DRY_RUN` the `twin` of a
   * venue takes its place where its bets would be real, so that one program bets on paper and live.
   */
  readonly venues: readonly WatchingVenue[]
  /** Closed with the advisor. */
  readonly store: Store | Promise<Store>
  /**
   * How much of the bankroll is at each venue when the account is new, by the venue's name; what is left out is there later, by
   * `store.deposit` and `store.transfer`. Money that is at one venue cannot be bet at another.
   *
   * @default all of `BANKROLL` at the one venue there is; with several, it has to be said
   */
  readonly funds?: Readonly<Record<string, Money>>
  readonly strategies: readonly Strategy[]
  /** Risk controls of your own, asked after the standard ones, which cannot be left out. */
  readonly controls?: readonly Control[]
  /**
   * What the closing line value of bets is measured by, where their strategy has nothing of its own: such as a sharp bookmaker's prices
   * (`sharpPrices` of `@betting-advisor/core/odds`), never a model.
   *
   * @default nothing: their closing line value is not known
   */
  readonly yardstick?: Yardstick
  /**
   * What the currencies of books are worth, such as `fixedRates` of `@betting-advisor/core/venue`.
   *
   * @default nothing is known: nothing is taken of what is offered in another currency than the account's
   */
  readonly rates?: ExchangeRates
  /** @default the system's clock */
  readonly clock?: Clock
  /** @default one that says nothing */
  readonly logger?: Logger
  /**
   * How often the store is asked what other processes and people have changed, in milliseconds of the clock.
   *
   * @default 250 on the system's clock; on a virtual one it is asked when there is news
   */
  readonly syncMs?: number
  /** Where to write down all that is heard and decided, so that it can be replayed. Closed with the advisor. */
  readonly recorder?: Recorder
}

const SYNC_MS = SECOND / 4

/**
 * Makes a bot and restores what its store knows.
 *
 * @throws InvalidValueError `INVALID_VALUE` or UnknownOptionError `UNKNOWN_OPTION` when a part is missing or is not what it should be;
 * VenueConflictError `VENUE_CONFLICT` when two venues have one name or take the same venue id; ModeRefusedError `MODE_REFUSED` when the mode
 * and the parts do not go together; StoreError when the store cannot be used.
 * @example
 * ```ts
 * await using advisor = await createAdvisor({ settings, sources: [source], results: [results], venues: [venue], store, strategies: [strategy] })
 * advisor.on('advice', (advice) => console.log(advice.summary))
 * await advisor.run()
 * ```
 */
export async function createAdvisor(given: AdvisorSettings): Promise<Advisor> {
  try {
    checkOptions('createAdvisor', given, advisorParts satisfies Complete<AdvisorSettings>)
    checkOpenedStore(await given.store)
  } catch (error) {
    await closeParts(given)
    throw error
  }
  const { settings, sources, books = [], results = [], strategies, recorder } = given
  const logger = printableLogger(given.logger ?? silentLogger)
  const machine = given.clock ?? createSystemClock()
  const clock = createSteadyClock(machine)
  const store = await given.store
  const close = once(async () => {
    try {
      await recorder?.close()
    } finally {
      await store.close()
    }
  })
  try {
    const parts = { ...given, venues: venuesToBetAt(given, clock) }
    const waived = await checkMode(parts, store, clock)
    const venues = routesTo(parts.venues)
    const parameters = engineSettings(settings, strategies, venues.all, parts.controls, parts.yardstick, parts.rates)
    const { account, currency, limits } = parameters
    const engine = createEngine({ ...parameters, books: booksOf(books) })
    const startedAt = clock.now()
    const { run, restored } = await startRun(store, {
      run: {
        account,
        startedAt,
        clock: clock.kind,
        source: originOf([...sources, ...books]),
        seed: clock.kind === 'virtual' ? settings.seed : null,
        strategies: strategyNames(strategies),
        settingsHash: settingsHash(limits, settings.account.timeZone),
      },
      currency,
      timeZone: settings.account.timeZone,
      limits: accountLimits(limits),
      limitRaiseDelayMs: settings.mode === 'LIVE' ? settings.account.limitRaiseDelayMs : 0,
      openingFunds: openingFunds(parts),
      since: timestamp(startedAt - limits.peakLookbackMs),
    })
    // Orders that live from earlier must have one way as well.
    for (const { intent } of restored.live) venues.of(intent.venue)
    await warnOf(waived, store, run, logger)
    const announcer = createAnnouncer(logger)
    const advisorRun = createAdvisorRun({
      run,
      timeZone: settings.account.timeZone,
      oldestQuoteMs: oldestQuotes(engine, strategies, limits.maxQuoteAgeMs, () => clock.now()),
      delivery: { ...settings.orders, maxQuoteAgeMs: limits.maxQuoteAgeMs },
      syncMs: parts.syncMs ?? (clock.kind === 'real' ? SYNC_MS : null),
      restored,
      engine,
      store,
      sources,
      books,
      results,
      venues,
      clock,
      clockFault: () => clockFault(clock, machine),
      logger,
      recording: recorder === undefined ? null : recordEngine(recorder),
      stored(events) {
        for (const event of events) {
          announcer.announce('event', event)
          if (event.event.type === 'advice') announcer.announce('advice', event.event.advice)
        }
        announcer.announce('change')
      },
      changed: () => announcer.announce('change'),
    })
    const status = () =>
      statusAt(
        {
          engine,
          run,
          mode: settings.mode,
          currency,
          limits,
          sources,
          books,
          results,
          strategies,
          ended: advisorRun.ended(),
          events: advisorRun.runner.backlog,
          venues,
          orderBreaker: advisorRun.desk.breaker,
          told: advisorRun.reconcilers.told,
        },
        clock.now(),
      )
    const advisor: Advisor = {
      store,
      status,
      on: announcer.on,
      ...lifeOf(advisorRun),
      ...createAdvisorCommands(
        advisorRun,
        engine,
        strategies,
        venues.all.map(({ name }) => name),
        store,
        clock,
        account,
      ),
      async [Symbol.asyncDispose]() {
        await advisor.stop('closed')
        announcer.clear()
        await close()
      },
    }
    return advisor
  } catch (error) {
    await close()
    throw error
  }
}

/** What is paid in when the account is new, by venue. */
function openingFunds({ settings, venues, funds }: AdvisorSettings): Readonly<Record<string, Money>> {
  const { bankroll } = settings.account
  const [only, second] = venues
  if (funds === undefined) {
    if (only === undefined) return {}
    if (second === undefined) return { [only.name]: bankroll }
    throw new InvalidValueError('funds', funds, 'how much of the bankroll is at each venue, by its name')
  }
  for (const name of Object.keys(funds)) {
    if (venues.some((venue) => venue.name === name)) continue
    throw new InvalidValueError(`funds.${name}`, name, 'under the name of a venue')
  }
  const sum = Object.values(funds).reduce((all, amount) => all + amount, 0)
  if (sum > bankroll) throw new InvalidValueError('funds', sum, `no more than the bankroll of ${bankroll} in all`)
  return funds
}

/** A venue id that nobody has: whoever takes it takes every one. */
const ANY = venueId('*')

/** The ways to the venues of a bot, as far as they can be told apart before any prices are seen. */
function routesTo(venues: AdvisorSettings['venues']): OrderRoutes<AdvisorSettings['venues'][number]> {
  venues.forEach(({ traits }, index) => {
    venueTraits(`venues[${index}].traits`, traits)
  })
  const routes = createOrderRoutes(venues)
  routes.of(ANY)
  for (const { name } of venues) if (name !== '') routes.of(venueId(name))
  return routes
}

/** The books of all feeds; of two feeds with the same market, the first is asked. */
function booksOf(feeds: readonly BookFeed[]): Books {
  return {
    get(market) {
      for (const { books } of feeds) {
        const book = books.get(market)
        if (book !== undefined) return book
      }
      return undefined
    },
  }
}

/** The same work, done at most once. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work()
    return done
  }
}

/** Keeps a trace of what was waived with the bets that were placed in spite of it. */
async function warnOf(
  waived: readonly UnmetRequirement[],
  store: Store,
  { account, id, startedAt }: RunStart['run'],
  logger: Logger,
): Promise<void> {
  const warnings = waived.map((requirement) => {
    const message = `Waived: ${requirement.message}`
    logger.warn({ event: 'mode.waived', requirement: requirement.id }, message)
    return { type: 'warning' as const, code: 'REQUIREMENT_WAIVED', message, at: startedAt, account, run: id }
  })
  if (warnings.length > 0) await store.append(warnings)
}

/** Where the prices come from: a single emulator or recording makes the whole run one. */
function originOf(sources: readonly Pick<PriceSource, 'origin'>[]): RunStart['run']['source'] {
  const worlds = sources.map(({ origin }) => origin)
  return worlds.find((world) => world !== 'venue') ?? 'venue'
}
