import type { AccountMirror, AccountView } from '../account/account.ts'
import { createAccountMirror } from '../account/account-mirror.ts'
import { assertNever, InvariantError } from '../errors/invariant-error.ts'
import { type Board, createBoard } from '../market/board.ts'
import type { MarketResult } from '../market/market-result.ts'
import type { Books } from '../ports/book-feed.ts'
import type { ExchangeRates } from '../ports/exchange-rates.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { standardControls } from '../risk/standard-controls.ts'
import type { AccountKey, DecisionKey, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { createAdviceDesk } from './advice-desk.ts'
import { createAmendDesk } from './amend-desk.ts'
import { createBetAnomalies } from './bet-anomalies.ts'
import { createBrokenLegs } from './broken-legs.ts'
import { createCancelDesk } from './cancel-desk.ts'
import { checkDecidingParts } from './check-parts.ts'
import { hearCleared } from './cleared-orders.ts'
import { createCommands } from './commands.ts'
import { createDesk } from './desk.ts'
import type { EngineEffect } from './effect.ts'
import { createEffectResults } from './effect-results.ts'
import type { EngineContext, Seat } from './engine-context.ts'
import { createFinishedOrders } from './finished-orders.ts'
import type { EngineInput } from './input.ts'
import { createIntake } from './intake.ts'
import { createKillSwitch } from './kill-switch.ts'
import { createLockKeeper } from './lock-keeper.ts'
import { createMarketEnd } from './market-end.ts'
import { createMarketNews } from './market-news.ts'
import { createMatchedNews } from './matched-news.ts'
import { createOrderFlow } from './order-flow.ts'
import { hearOrderNews } from './order-news.ts'
import { createOrderRoutes, type OrderRoute } from './order-route.ts'
import { createPendingOrders } from './pending-orders.ts'
import { settledTogether } from './settled-together.ts'
import { createSettlementWatch } from './settlement-watch.ts'
import { createSignalDesk } from './signal-desk.ts'
import type { Strategy } from './strategy.ts'
import { createStrategyCalls } from './strategy-calls.ts'
import { createTimers } from './timers.ts'
import { createUnstoredAnswers } from './unstored-answers.ts'

/** What an engine is made of. */
export interface EngineSettings {
  readonly account: AccountKey
  readonly currency: Currency
  /** The IANA time zone in which the account's days begin. */
  readonly timeZone: string
  readonly limits: RiskLimits
  readonly strategies: readonly Strategy[]
  /** Where orders can go, each way under a name of its own; with none there is advice alone. */
  readonly routes: readonly OrderRoute[]
  /** Asked after the {@link standardControls}, which cannot be left out. */
  readonly controls?: readonly Control[]
  /**
   * What closing line value is measured by, where a strategy has nothing of its own.
   *
   * @default nothing
   */
  readonly yardstick?: Yardstick
  /**
   * How long after a result the word of a venue that settles by its own is waited for before people are called, in milliseconds.
   *
   * @default a day
   */
  readonly settlementOverdueMs?: number
  /**
   * What the currencies of books are worth: without, nothing is taken of what is offered in another than the account's.
   *
   * @default nothing is known
   */
  readonly rates?: ExchangeRates
  /**
   * The books that feeds keep: changed in the turn in which a `feed` input tells of it, and at no other time.
   *
   * @default none
   */
  readonly books?: Books
}

/** The part that decides: synchronous and deterministic, without a clock, a random number or a socket. */
export interface Engine {
  /**
   * Takes one input and says what to do about it. The first input of an engine is `restored`; one that is earlier than the one
   * before it counts as happening with that.
   *
   * @throws InvariantError `INVARIANT_BROKEN` when called while it decides, or with inputs out of place;
   * AsyncStrategyError `ASYNC_STRATEGY`; VenueConflictError `VENUE_CONFLICT` when two routes take the same venue id; whatever a strategy throws.
   * An engine that threw must not be used again.
   */
  decide(input: EngineInput): readonly EngineEffect[]
  readonly account: AccountView
  readonly board: Board
  /** When the next timer is due, of a strategy, or of an order that its venue decides on or settles: somebody has to tell it by `timer` that the time has come. `null` where none is. */
  readonly nextTimer: Timestamp | null
}

const NOTHING: readonly EngineEffect[] = []

/**
 * Makes an engine.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a limit is missing, or a strategy, control or yardstick is not what it
 * should be or has a name that cannot be used; UnknownOptionError `UNKNOWN_OPTION` for a method that would never be called;
 * VenueConflictError `VENUE_CONFLICT` when two routes have the same name.
 * @example
 * ```ts
 * const engine = createEngine(engineSettings(settings, [strategy], [createPaperVenue()]))
 * const restored = createMemoryAccounts().startRun({ ...start, openingFunds: { paper: money(100_000) } })
 * engine.decide({ type: 'restored', at: start.run.startedAt, run: start.run.id, restored })
 * engine.account.balances.available // 100000
 * ```
 */
export function createEngine(settings: EngineSettings): Engine {
  checkDecidingParts(settings)
  const {
    account: accountKey,
    currency,
    limits,
    strategies,
    timeZone,
    controls = [],
    yardstick = null,
    settlementOverdueMs,
    rates = null,
    books,
  } = settings
  const turn: { isOn: boolean } = { isOn: false }
  const board = createBoard(books === undefined ? { turn } : { turn, books })
  const routes = createOrderRoutes(settings.routes)
  const facts = createUnstoredAnswers()
  const timers = createTimers()
  const seats = new Map<string, Seat>()
  /** Made when there is a first one: most inputs have none. */
  let effects: EngineEffect[] | null = null
  let mirror: AccountMirror | undefined
  let run: RunId | undefined
  /** In an array, since a number that is no small integer becomes an object anywhere else. */
  const moment = new Float64Array([Number.NEGATIVE_INFINITY])

  function restored<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new InvariantError('An engine must hear `restored` before anything else.')
    return value
  }

  const orderOf = (key: DecisionKey) => mirror?.order(key)

  function emit(effect: EngineEffect): void {
    if (effects === null) effects = [effect]
    else effects.push(effect)
  }

  const context: EngineContext = {
    accountKey,
    currency,
    limits,
    controls: [...standardControls, ...controls],
    yardstick,
    rates,
    board,
    routes,
    seats,
    now() {
      if (!turn.isOn) throw new InvariantError('A desk can only be used while its strategy is being called.')
      return timestamp(Number(moment[0]))
    },
    run: () => restored(run),
    account: () => restored(mirror),
    emit,
    tell(body) {
      const event = { ...body, at: context.now(), account: accountKey, run: context.run() }
      emit({ type: 'tell', event })
    },
    advance(key, event) {
      facts.sent(key, event)
      // What one input brings of an order is one step of the store.
      const index = effects?.findLastIndex((effect) => effect.type === 'advance' && effect.key === key) ?? -1
      const before = effects?.[index]
      if (effects === null || before?.type !== 'advance') emit({ type: 'advance', key, events: [event] })
      else effects[index] = { ...before, events: [...before.events, event] }
    },
  }
  const intake = createIntake(context)
  const locks = createLockKeeper(context)
  const advices = createAdviceDesk(context)
  const matched = createMatchedNews(context)
  const cancels = createCancelDesk(context, matched)
  const amends = createAmendDesk(context, matched)
  const kill = createKillSwitch(context, cancels)
  const watch = createBetAnomalies(context, kill, facts)
  const answers = createEffectResults(context, { advices, cancels, kill, matched, watch })
  const overdue = createSettlementWatch(context, settlementOverdueMs)
  const marketEnd = createMarketEnd(context, cancels, overdue)
  const finished = createFinishedOrders(context)
  const pending = createPendingOrders(context)
  const broken = createBrokenLegs(context)
  const flow = createOrderFlow(context, {
    answers,
    broken,
    cancels,
    finished,
    kill,
    locks,
    marketEnd,
    overdue,
    pending,
  })
  const command = createCommands(context, kill, locks, cancels)
  const calls = createStrategyCalls(context, timers)

  for (const strategy of strategies) {
    const signals = createSignalDesk(strategy, context, advices)
    const desk = createDesk(strategy, context, { signals, amends, cancels, finished, timers })
    seats.set(strategy.name, { strategy, desk, replace: signals.ask, replaceOpen: signals.askBeside })
  }
  const markets = createMarketNews(context, { advices, finished, marketEnd, seats: [...seats.values()] })

  function onResult(said: MarketResult): void {
    const result = intake.read(said)
    if (result !== null && marketEnd.result(result)) markets.over(result.market)
  }

  function onCorrection({ result: said, orders }: Extract<EngineInput, { type: 'correction' }>): void {
    flow.read(orders)
    const result = intake.read(said)
    if (result !== null) marketEnd.correction(result, orders)
  }

  function onReplaced({ key, by, outcome }: Extract<EngineInput, { type: 'replaced' }>): void {
    const { cancelled, placed, stake } = outcome
    cancels.replaced(key)
    // First what became of the one in its place: known to ask for less, it does not for a moment hold its whole stake when the other ends.
    answers.placed(by, placed)
    const terms = context.account().order(by)?.intent.terms
    if (placed.kind === 'accepted' && stake !== undefined && terms?.kind === 'limit') {
      context.advance(by, { type: 'amended', at: context.now(), stake, persistence: terms.persistence })
    }
    cancels.answered(key, cancelled)
    marketEnd.cancelAnswered(key, cancelled)
  }

  function onRestored(input: Extract<EngineInput, { type: 'restored' }>): void {
    if (mirror !== undefined) throw new InvariantError('An engine hears `restored` once.')
    run = input.run
    mirror = createAccountMirror(input.restored, input.at, { limits, timeZone, currency, venues: routes.all })
    board.link(input.restored.links)
    for (const order of input.restored.settled) overdue.ended(order)
    locks.restored()
    if (limits.lowClv.limit > 0) warnOfUnmeasured()
  }

  function warnOfUnmeasured(): void {
    for (const { name, yardstick: own = yardstick } of strategies) {
      if (own !== null) continue
      const message = `LOW_CLV_LIMIT has nothing to watch of ${name}: nothing measures its closing line value`
      context.tell({ type: 'warning', code: 'NO_YARDSTICK', message })
    }
  }

  function hear(input: EngineInput): void {
    switch (input.type) {
      case 'restored':
        onRestored(input)
        return
      case 'synced':
        if (input.changes.links !== null) board.link(input.changes.links)
        flow.synced(input.changes)
        return
      case 'reconciling':
        context.account().setReconciling(input.venue, input.reason)
        return
      case 'reconciled':
        context.account().setReconciling(input.venue, null)
        return
      case 'pause':
        context.account().setPaused(input.venue, input.cause, input.reason)
        return
      case 'market':
        if (intake.takes(input.update)) markets.news(input.update)
        return
      case 'feed':
        markets.feed(input)
        return
      case 'closing':
        if (intake.takes(input.update)) marketEnd.closing(input.update)
        return
      case 'result':
        onResult(input.result)
        return
      case 'correction':
        onCorrection(input)
        return
      case 'begun':
        answers.begun(input.key, input.result)
        return
      case 'placed':
        answers.placed(input.key, input.outcome)
        return
      case 'cancelled':
        cancels.answered(input.key, input.outcome)
        marketEnd.cancelAnswered(input.key, input.outcome)
        return
      case 'replaced':
        onReplaced(input)
        return
      case 'amended':
        amends.answered(input.key, input.outcome)
        return
      case 'order-news':
        if (watch.isOwn(input.key, input.order.venueOrderId, input.stored)) {
          hearOrderNews(input.key, input.order, context, { cancels, matched }, input.stored)
        }
        return
      case 'cleared':
        for (const { key, order, stored } of input.words) {
          hearCleared(key, order, context, { cancels, matched, watch, overdue }, stored)
        }
        return
      case 'market-cleared': {
        const { key, at, amount, venueVersion } = input
        context.account().recall(input.stored)
        context.advance(key, { type: 'market-charged', at, amount, venueVersion })
        return
      }
      case 'adopted':
        flow.adopted(input.result)
        return
      case 'absent':
        answers.absent(input.key, input.proof)
        return
      case 'advanced':
        flow.advanced(input.result)
        return
      case 'command':
        command(input.command)
        return
      case 'timer':
        calls.timer()
        return
      case 'message':
        calls.message(input.strategy, input.message)
        return
      default:
        assertNever(input)
    }
  }

  return {
    board,
    get nextTimer() {
      return earliest(earliest(timers.next, pending.next), overdue.next)
    },
    get account() {
      return context.account()
    },
    decide(input) {
      if (turn.isOn) throw new InvariantError('An engine cannot hear an input while it decides on another.')
      if (!(Number(moment[0]) > input.at)) moment[0] = input.at
      effects = null
      turn.isOn = true
      try {
        if (mirror !== undefined) locks.expire()
        hear(input)
        cancels.lookAgain()
        marketEnd.lookAgain()
        overdue.lookAgain()
        pending.lookAgain()
      } finally {
        turn.isOn = false
      }
      return effects === null ? NOTHING : settledTogether(effects, orderOf)
    },
  }
}

function earliest(one: Timestamp | null, other: Timestamp | null): Timestamp | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}
