import { decidingParts } from '../engine/check-parts.ts'
import type { EngineEffect } from '../engine/effect.ts'
import { createEngine } from '../engine/engine.ts'
import type { EngineInput } from '../engine/input.ts'
import type { Strategy } from '../engine/strategy.ts'
import { begunEach } from '../engine/together.ts'
import { checkAddressee, toldMessage } from '../engine/told-message.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { NO_STORED_LIMITS } from '../limits/account-limits.ts'
import type { Lock } from '../limits/lock.ts'
import { aLink } from '../market/link-shape.ts'
import type { MarketLink } from '../market/market-link.ts'
import { createMemoryAccounts } from '../memory/accounts.ts'
import { power } from '../odds/overround/power.ts'
import { tightestClose } from '../odds/tightest-close.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Books, FeedMessage } from '../ports/book-feed.ts'
import type { ExchangeRates } from '../ports/exchange-rates.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import { createPerformance } from '../report/performance.ts'
import type { ReportedResult } from '../report/reported-run.ts'
import { settledBet } from '../report/settled-bet.ts'
import { riskLimits } from '../risk/check-limits.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { runId } from '../units/ids.ts'
import { accountKey } from '../units/mode.ts'
import { type Currency, type Money, money } from '../units/money.ts'
import { aFunction, type Complete, checkOptions, having, listOf, oneOf, optional, valuesThat } from '../units/shape.ts'
import { aCurrency, anAmount, aTimeZone } from '../units/shape-of-units.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { createBacktestVenues } from './backtest-venues.ts'
import { createBookmakerModel } from './bookmaker-model.ts'
import { type PaperLimits, paperLimits } from './paper-bookmaker.ts'
import { aVenueModel, type VenueModel } from './venue-model.ts'

/** News of markets from the past. */
export type BacktestNews = Extract<EngineInput, { type: 'market' | 'closing' | 'result' }>

/** A message of a feed that keeps books: taken in when its time has come, and at no other. */
export interface BacktestFeedMessage {
  readonly type: 'feed'
  readonly at: Timestamp
  /** The `feed` of the books that it changes. */
  readonly feed: string
  /** Called once: changes the books. */
  readonly message: FeedMessage
}

/** What became known in the past: news of markets, messages of feeds, and what a strategy was told. */
export type BacktestEvent = BacktestNews | BacktestFeedMessage | Extract<EngineInput, { type: 'message' }>

/** What to play back, and how. */
export interface BacktestSettings {
  /** In the order in which they became known. */
  readonly events: Iterable<BacktestEvent>
  readonly strategies: readonly Strategy[]
  /** Risk controls of your own, asked after the standard ones, which cannot be left out. */
  readonly controls?: readonly Control[]
  /**
   * What closing line value is measured by, where a strategy has nothing of its own.
   *
   * @default the prices of whoever adds up to least at the close: {@link tightestClose} by {@link power}
   */
  readonly yardstick?: Yardstick
  /** What other currencies than the account's are worth. @default nothing is known */
  readonly rates?: ExchangeRates
  readonly limits: RiskLimits
  readonly currency: Currency
  /** In equal parts at each venue, where it stays. */
  readonly bankroll: Money
  /** The IANA time zone in which days begin. @default 'UTC' */
  readonly timeZone?: string
  /** How the simulated bookmakers take bets, where no `venues` are given. */
  readonly venue?: PaperLimits
  /**
   * Where bets are placed.
   *
   * @default bookmakers that match every bet in full at what they show: {@link createBookmakerModel}
   */
  readonly venues?: readonly VenueModel[]
  /** The books that messages of feeds change. @default none */
  readonly books?: Books
  /** Which markets are one bet, from the beginning to the end. @default none are */
  readonly links?: readonly Omit<MarketLink, 'account'>[]
}

/** What came of it. */
export interface BacktestResult extends ReportedResult {
  readonly finalBankroll: Money
  /** Inputs that the engine decided on. */
  readonly inputs: number
}

const members = {
  events: valuesThat('a list of events, or anything else to iterate over', isIterable),
  ...decidingParts,
  limits: riskLimits,
  currency: aCurrency,
  bankroll: anAmount,
  timeZone: optional(aTimeZone),
  venue: optional((_argument, value) => {
    checkOptions('venue of runBacktest', value, paperLimits)
  }),
  venues: optional(listOf('models of venues', aVenueModel)),
  books: optional(having('the books that feeds keep', { get: aFunction })),
  links: optional(listOf('links of markets', aLink)),
} satisfies Complete<BacktestSettings>

/** As much at each venue as at any other; what cannot be divided is at the first. */
function inEqualParts(bankroll: Money, routes: readonly { readonly name: string }[]): Readonly<Record<string, Money>> {
  const part = Math.floor(bankroll / Math.max(1, routes.length))
  const rest = bankroll - part * routes.length
  return Object.fromEntries(routes.map(({ name }, index) => [name, money(index === 0 ? part + rest : part)]))
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

const anEvent = having('news, as marketNews or result makes it', {
  type: oneOf('market', 'feed', 'closing', 'result', 'message'),
  at: valuesThat('whole milliseconds since 1970', Number.isSafeInteger),
})

/**
 * Plays the past through the same engine that trades on paper and live, synchronously, in virtual time and in memory.
 *
 * Strategies hear news of markets, and messages, only: closing prices measure CLV and results settle, neither is shown to them before it
 * happened. Their timers fire between the events; those that are due after the last event never do. Orders go to the models of venues that
 * are given, where they are under way, wait, are matched in parts, lapse or are cancelled in the time of the events.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is missing or wrong, or an event lies before the one before it;
 * UnknownOptionError `UNKNOWN_OPTION`; StoreError `LINK_CONFLICT` when a market is in two links with the same selection, or under two events.
 * @example
 * ```ts
 * const result = runBacktest({ events, strategies: [strategy], limits: settings.risk, currency: currency('GBP'), bankroll: money(1_000_000) })
 * console.log(result.performance.yield)
 * ```
 */
export function runBacktest(settings: BacktestSettings): BacktestResult {
  checkOptions('runBacktest', settings, members)
  const { currency, bankroll, limits, strategies, controls = [], timeZone = 'UTC', books, links = [] } = settings
  const yardstick = settings.yardstick ?? tightestClose(power)
  const accounts = createMemoryAccounts()
  const replies: EngineInput[] = []
  const venues = createBacktestVenues(modelsOf(settings), (input) => void replies.push(input))
  const { routes } = venues
  const account = accountKey('BACKTEST', 'backtest')
  const run = runId('backtest')
  const rates = settings.rates === undefined ? {} : { rates: settings.rates }
  const engine = createEngine({
    ...{ account, currency, timeZone, limits, strategies, routes, controls, yardstick },
    ...(books === undefined ? {} : { books }),
    ...rates,
  })
  const performance = createPerformance({ initialBankroll: bankroll })
  const bets: Order[] = []
  const locks: Lock[] = []
  const rejections: Record<string, number> = {}
  const refusals: Record<string, number> = {}
  let inputs = 0
  let from: Timestamp | null = null
  let to: Timestamp | null = null

  function act(effect: EngineEffect, at: Timestamp): void {
    switch (effect.type) {
      case 'begin':
        replies.push({ type: 'begun', at, key: effect.intent.key, result: accounts.begin(effect.intent) })
        return
      case 'begin-all':
        for (const begun of begunEach(effect.intents, accounts.beginAll(effect.intents))) {
          replies.push({ type: 'begun', at, ...begun })
        }
        return
      case 'place-all':
        venues.placeAll(effect.orders, at)
        return
      case 'place':
        venues.place(effect.order, at)
        return
      case 'advance': {
        const result = accounts.advance(effect.key, effect.events)
        if (result.kind === 'changed') for (const { type } of effect.events) note(result.order, type)
        replies.push({ type: 'advanced', at, key: effect.key, result })
        return
      }
      case 'advance-all':
        for (const [index, result] of accounts.advanceAll(effect.steps).entries()) {
          const step = effect.steps[index]
          if (step === undefined) continue
          if (result.kind === 'changed') for (const { type } of step.events) note(result.order, type)
          replies.push({ type: 'advanced', at, key: step.key, result })
        }
        return
      case 'replace':
        venues.replace(effect.order, effect.by, at)
        return
      case 'cancel':
        venues.cancel(effect.order, at)
        return
      case 'amend':
        venues.amend(effect.order, effect.change, at)
        return
      case 'set-halt':
        accounts.setHalt(account, effect.halt)
        return
      case 'set-lock':
        accounts.setLock(effect.lock)
        locks.push(effect.lock)
        return
      case 'lift-lock':
        accounts.liftLock(account, effect.lock.id, effect.at)
        return
      case 'tell':
        if (effect.event.type === 'advice') count(rejections, effect.event.advice.rejection)
    }
  }

  function note(order: Order, event: OrderEvent['type']): void {
    if (event === 'rejected') count(refusals, order.reason?.code ?? null)
    if (event !== 'settled' && event !== 'voided') return
    const bet = settledBet(order)
    if (bet === null) return
    bets.push(order)
    performance.add(bet)
  }

  function hear(input: EngineInput | undefined): void {
    for (let next = input ?? reply(); next !== undefined; next = reply()) {
      inputs += 1
      for (const effect of engine.decide(next)) act(effect, next.at)
    }
  }

  /** What venues have answered, and then what they tell. */
  function reply(): EngineInput | undefined {
    if (replies.length === 0) venues.tell()
    return replies.shift()
  }

  /** What venues do by themselves and timers come before the news of their moment, venues first. */
  function passTo(by: Timestamp): void {
    for (;;) {
      const timer = engine.nextTimer
      const due = venues.nextAt()
      if (due !== null && due <= by && (timer === null || due <= timer)) {
        venues.advance(due)
        hear(undefined)
      } else if (timer !== null && timer <= by) hear({ type: 'timer', at: timer })
      else return
    }
  }

  /** Books change as soon as nothing before can happen any more: what venues make of it is heard of after the change itself. */
  function takeIn({ at, feed, message }: BacktestFeedMessage): void {
    venues.advance(at)
    hear(undefined)
    const { asOf, markets, changed, bytes } = message()
    for (const update of markets) venues.observe(update)
    for (const market of changed) {
      const book = books?.get(market)
      if (book !== undefined) venues.observeBook(book, at)
    }
    for (const update of markets) hear({ type: 'market', at, update })
    hear({ type: 'feed', at, feed, asOf, changed, bytes })
  }

  /** What has ended has nothing open any more before it is settled. */
  function end(event: Extract<BacktestEvent, { type: 'result' }>): void {
    venues.settle(event.result.market, event.at)
    hear(undefined)
    hear(event)
  }

  /** A message as its strategy hears it. */
  function told(event: Extract<BacktestEvent, { type: 'message' }>): EngineInput {
    checkAddressee(strategies, event.strategy)
    return { ...event, message: toldMessage(event.message) }
  }

  function start(at: Timestamp): void {
    const restored = accounts.startRun({
      run: {
        id: run,
        account,
        startedAt: at,
        clock: 'virtual',
        source: 'recording',
        seed: null,
        strategies: strategies.map(({ name, version }) => `${name}@${version}`),
        settingsHash: '',
      },
      currency,
      timeZone,
      limits: NO_STORED_LIMITS.limits,
      limitRaiseDelayMs: 0,
      openingFunds: inEqualParts(bankroll, routes),
      since: timestamp(at - limits.peakLookbackMs),
    })
    for (const link of links) accounts.setLink({ ...link, account }, at)
    hear({ type: 'restored', at, run, restored: { ...restored, links: accounts.links(account) } })
    for (const { name } of routes) hear({ type: 'reconciled', venue: name, at })
  }

  for (const event of settings.events) {
    anEvent('event', event)
    if (from === null) {
      from = event.at
      start(event.at)
    }
    if (to !== null && event.at < to) {
      throw new InvalidValueError('event.at', event.at, `at or after ${to}, where the last event was`)
    }
    passTo(event.at)
    if (event.type === 'market') venues.observe(event.update)
    if (event.type === 'feed') takeIn(event)
    else if (event.type === 'result') end(event)
    else hear(event.type === 'message' ? told(event) : event)
    to = event.at
  }

  const open = from === null ? [] : [...engine.account.liveOrders()]
  const finalBankroll = from === null ? bankroll : engine.account.equity()
  return {
    performance: performance.summary(),
    bets,
    open,
    locks,
    rejections,
    refusals,
    finalBankroll,
    inputs,
    from,
    to,
  }
}

function modelsOf({ venue, venues }: BacktestSettings): readonly VenueModel[] {
  if (venues === undefined) return [createBookmakerModel({ ...venue, name: 'bookmakers' })]
  if (venue !== undefined) throw new InvalidValueError('venue', venue, 'left out where `venues` are given')
  return venues
}

function count(counts: Record<string, number>, code: string | null): void {
  if (code !== null) counts[code] = (counts[code] ?? 0) + 1
}
