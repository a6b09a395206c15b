import type { AccountMirror, AccountView } from '../account/account.ts'
import { createAccountMirror } from '../account/account-mirror.ts'
import { assertNever, InvariantError } from '../errors/invariant-error.ts'
import { type Board, createBoard, type MarketView } from '../market/board.ts'
import type { BookView } from '../market/book-view.ts'
import type { FeedNews } from '../market/feed-ages.ts'
import type { MarketResult, MarketUpdate } from '../market/market-update.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { standardControls } from '../risk/standard-controls.ts'
import type { AccountKey, MarketId, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createAdviceDesk } from './advice-desk.ts'
import { createBetAnomalies } from './bet-anomalies.ts'
import { createCancelDesk } from './cancel-desk.ts'
import { checkDecidingParts } from './check-parts.ts'
import { createCommands } from './commands.ts'
import { createDesk } from './desk.ts'
import type { EngineEffect } from './effect.ts'
import { createEffectResults } from './effect-results.ts'
import type { EngineContext, Seat } from './engine-context.ts'
import { createFinishedOrders } from './finished-orders.ts'
import type { EngineInput } from './input.ts'
import { createKillSwitch } from './kill-switch.ts'
import { createLockKeeper } from './lock-keeper.ts'
import { createMarketEnd } from './market-end.ts'
import { createOrderFlow } from './order-flow.ts'
import { hearOrderNews } from './order-news.ts'
import type { OrderRoute } from './order-route.ts'
import { createSignalDesk } from './signal-desk.ts'
import type { Strategy } from './strategy.ts'
import { demandSynchronous } from './synchronous.ts'
import { createUnstoredAnswers } from './unstored-answers.ts'

/** What an engine is made of. */
export interface EngineSettings {
  readonly account: AccountKey
  readonly currency: Currency
  /** The IANA time zone in which the account's days begin. */
  readonly timeZone: string
  readonly limits: RiskLimits
  readonly strategies: readonly Strategy[]
  readonly route: OrderRoute
  /** Asked after the {@link standardControls}, which cannot be left out. */
  readonly controls?: readonly Control[]
  /**
   * What closing line value is measured by, where a strategy has nothing of its own.
   *
   * @default nothing
   */
  readonly yardstick?: Yardstick
  /**
   * The books that feeds keep: changed in the turn in which a `feed` input tells of it, and at no other time.
   *
   * @default none
   */
  readonly books?: ReadonlyMap<MarketId, BookView>
}

/** The part that decides: synchronous and deterministic, without a clock, a random number or a socket. */
export interface Engine {
  /**
   * Takes one input and says what to do about it. The first input of an engine is `restored`; one that is earlier than the one
   * before it counts as happening with that.
   *
   * @throws InvariantError `INVARIANT_BROKEN` when called while it decides, or with inputs out of place;
   * AsyncStrategyError `ASYNC_STRATEGY`; whatever a strategy throws.
   * An engine that threw must not be used again.
   */
  decide(input: EngineInput): readonly EngineEffect[]
  readonly account: AccountView
  readonly board: Board
}

const NOTHING: readonly EngineEffect[] = []

/**
 * Makes an engine.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a limit is missing, or a strategy, control or yardstick is not what it
 * should be or has a name that cannot be used; UnknownOptionError `UNKNOWN_OPTION` for a method that would never be called.
 * @example
 * ```ts
 * const engine = createEngine(engineSettings(settings, [strategy], createPaperVenue()))
 * const restored = createMemoryAccounts().startRun({ ...start, openingBankroll: money(100_000) })
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
    route,
    strategies,
    timeZone,
    controls = [],
    yardstick = null,
    books,
  } = settings
  const turn: { isOn: boolean } = { isOn: false }
  const board = createBoard(books === undefined ? { turn } : { turn, books })
  const facts = createUnstoredAnswers()
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
    board,
    route,
    seats,
    now() {
      if (!turn.isOn) throw new InvariantError('A desk can only be used while its strategy is being called.')
      return moment[0] as Timestamp
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
      emit({ type: 'advance', key, event })
    },
  }
  const locks = createLockKeeper(context)
  const advices = createAdviceDesk(context)
  const cancels = createCancelDesk(context)
  const kill = createKillSwitch(context, cancels)
  const watch = createBetAnomalies(context, kill, facts)
  const answers = createEffectResults(context, { advices, kill, watch })
  const marketEnd = createMarketEnd(context, cancels)
  const finished = createFinishedOrders(context)
  const flow = createOrderFlow(context, { answers, cancels, finished, kill, locks, marketEnd })
  const command = createCommands(context, kill, locks, cancels)

  for (const strategy of strategies) {
    const signals = createSignalDesk(strategy, context, advices)
    const desk = createDesk(strategy, context, { signals, cancels, finished })
    seats.set(strategy.name, { strategy, desk, replace: (signal) => signals.ask(signal, true) })
  }
  /** In a list, which is walked without making anything. */
  const asked = [...seats.values()]

  function onMarket(update: MarketUpdate): void {
    marketEnd.beforeUpdate(update)
    if (update.status === 'closed') {
      closeMarket(update.market.id)
      return
    }
    ask(board.apply(update))
  }

  function ask(view: MarketView): void {
    for (const { strategy, desk } of asked) {
      demandSynchronous(strategy.onMarket?.(view, desk), strategy.name, 'onMarket')
    }
  }

  function onFeed(news: Extract<EngineInput, { type: 'feed' }>): void {
    board.hear(news)
    const { changed } = news
    for (let index = 0; index < changed.length; index += 1) {
      const market = changed[index]
      if (market !== undefined) onBook(market, news)
    }
  }

  /** Strategies hear of whatever is on the board; a market that is not is another engine's, or over. */
  function onBook(market: MarketId, news: FeedNews): void {
    const view = board.get(market)
    const book = view?.book
    if (view === undefined || book == null) return
    if (book.isChanging) throw new InvariantError(`The book of ${market} is told of in the middle of a message.`)
    const { status, inPlay } = book.state
    if (status !== view.status || inPlay !== view.inPlay) {
      onMarket({ market: view.market, status, inPlay, receivedAt: context.now(), venues: [] })
      return
    }
    board.touch(market, news)
    ask(view)
  }

  function onResult(result: MarketResult): void {
    if (marketEnd.result(result)) closeMarket(result.market)
  }

  function closeMarket(market: MarketId): void {
    board.remove(market)
    advices.forget(market)
    finished.forget(market)
  }

  function onRestored(input: Extract<EngineInput, { type: 'restored' }>): void {
    if (mirror !== undefined) throw new InvariantError('An engine hears `restored` once.')
    run = input.run
    mirror = createAccountMirror(input.restored, input.at, { limits, timeZone, currency })
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
        flow.synced(input.changes)
        return
      case 'reconciling':
        context.account().setReconciling(input.reason)
        return
      case 'reconciled':
        context.account().setReconciling(null)
        return
      case 'market':
        onMarket(input.update)
        return
      case 'feed':
        onFeed(input)
        return
      case 'closing':
        marketEnd.closing(input.update)
        return
      case 'result':
        onResult(input.result)
        return
      case 'correction':
        flow.read(input.orders)
        marketEnd.correction(input.result, input.orders)
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
      case 'order-news':
        if (watch.isOwn(input.key, input.order.venueOrderId, input.stored)) {
          hearOrderNews(input.key, input.order, context, cancels)
        }
        return
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
      default:
        assertNever(input)
    }
  }

  return {
    board,
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
      } finally {
        turn.isOn = false
      }
      return effects ?? NOTHING
    },
  }
}
