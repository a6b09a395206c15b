import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { assertNever, InvariantError } from '../errors/invariant-error.ts'
import { type Board, createBoard } from '../market/board.ts'
import type { MarketResult, MarketUpdate } from '../market/market-update.ts'
import type { Order } from '../order/order.ts'
import type { AdvanceResult } from '../ports/store.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { standardControls } from '../risk/standard-controls.ts'
import type { AccountKey, MarketId, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { type AccountMirror, type AccountView, createAccountMirror } from './account.ts'
import { createAdviceDesk } from './advice-desk.ts'
import { createDesk, type OrderRoute } from './desk.ts'
import type { EngineEffect } from './effect.ts'
import type { EngineContext, Seat } from './engine-context.ts'
import type { EngineCommand, EngineInput } from './input.ts'
import { createLockKeeper } from './lock-keeper.ts'
import { createMarketEnd } from './market-end.ts'
import { createOrderAnswers } from './order-answers.ts'
import type { Strategy } from './strategy.ts'

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
}

/** The part that decides: synchronous and deterministic, without a clock, a random number or a socket. */
export interface Engine {
  /**
   * Takes one input and says what to do about it. The first input of an engine is `restored`; one that is earlier than the one
   * before it counts as happening with that.
   *
   * @throws InvariantError `INVARIANT_BROKEN` when called while it decides, or with inputs out of place; whatever a strategy throws.
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
 * @throws InvalidValueError `INVALID_VALUE` when a strategy's name cannot be used or is used twice.
 * @example
 * ```ts
 * const engine = createEngine(engineSettings(settings, [strategy], createPaperVenue()))
 * const restored = createMemoryBook().startRun({ run, currency: currency('GBP'), openingBankroll: money(100_000), since: run.startedAt })
 * engine.decide({ type: 'restored', at: run.startedAt, run: run.id, restored })
 * engine.account.balances.available // 100000
 * ```
 */
export function createEngine(settings: EngineSettings): Engine {
  checkNames(settings.strategies)
  const { account: accountKey, currency, limits, route, strategies, timeZone, controls = [] } = settings
  const board = createBoard()
  const ended = new Map<MarketId, Order[]>()
  const seats = new Map<string, Seat>()
  let effects: EngineEffect[] = []
  let mirror: AccountMirror | undefined
  let run: RunId | undefined
  let now: Timestamp | undefined
  let deciding = false

  function restored<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new InvariantError('An engine must hear `restored` before anything else.')
    return value
  }

  const context: EngineContext = {
    accountKey,
    currency,
    limits,
    board,
    seats,
    now() {
      if (!deciding) throw new InvariantError('A desk can only be used while its strategy is being called.')
      return restored(now)
    },
    run: () => restored(run),
    account: () => restored(mirror),
    emit(effect) {
      effects.push(effect)
    },
    tell(body) {
      const event = { ...body, at: context.now(), account: accountKey, run: context.run() }
      effects.push({ type: 'tell', event })
    },
    advance(key, event) {
      effects.push({ type: 'advance', key, event })
    },
  }
  const locks = createLockKeeper(context)
  const advices = createAdviceDesk(context)
  const answers = createOrderAnswers(context, advices)
  const marketEnd = createMarketEnd(context)

  const deskContext = {
    ...context,
    controls: [...standardControls, ...controls],
    route,
    ended: (market: MarketId) => ended.get(market) ?? [],
    decided: advices.decided,
  }
  for (const strategy of strategies) seats.set(strategy.name, { strategy, desk: createDesk(strategy, deskContext) })

  function onMarket(update: MarketUpdate): void {
    marketEnd.beforeUpdate(update)
    if (update.status === 'closed') {
      closeMarket(update.market.id)
      return
    }
    const view = board.apply(update)
    for (const { strategy, desk } of seats.values()) strategy.onMarket?.(view, desk)
  }

  function onResult(result: MarketResult): void {
    if (marketEnd.result(result)) closeMarket(result.market)
  }

  function closeMarket(market: MarketId): void {
    board.remove(market)
    advices.forget(market)
    forgetOrders(market)
  }

  /** Forgets the ended orders of a market that is over and has no live ones. */
  function forgetOrders(market: MarketId): void {
    if (board.get(market) === undefined && context.account().ordersIn(market).length === 0) ended.delete(market)
  }

  function onAdvanced(result: AdvanceResult): void {
    const { order } = result
    const { changed, ended: over } = answers.advanced(result)
    if (!changed && !over) return
    marketEnd.orderChanged(order)
    if (over) remember(order)
    const isSettled = order.state === 'SETTLED' || order.state === 'VOIDED'
    if (over && isSettled) {
      context.account().settle(order, order.settledAt ?? context.now())
      locks.check()
    }
    const seat = seats.get(order.intent.strategy)
    if (seat === undefined) return
    if (!isSettled) seat.strategy.onOrder?.(order, seat.desk)
    else if (over) seat.strategy.onSettled?.(order, seat.desk)
  }

  function remember(order: Order): void {
    const { market } = order.intent
    const orders = ended.get(market)
    if (orders === undefined) ended.set(market, [order])
    else orders.push(order)
    forgetOrders(market)
  }

  function onCommand(command: EngineCommand): void {
    switch (command.kind) {
      case 'halt':
        context.account().setHalt(command.reason)
        context.tell({ type: 'halted', reason: command.reason })
        return
      case 'resume':
        context.account().setHalt(null)
        context.tell({ type: 'resumed', reason: command.reason })
        return
      case 'lift-lock':
        locks.lift(command.id)
        return
      default:
        assertNever(command)
    }
  }

  function onRestored(input: Extract<EngineInput, { type: 'restored' }>): void {
    if (mirror !== undefined) throw new InvariantError('An engine hears `restored` once.')
    run = input.run
    mirror = createAccountMirror(input.restored, input.at, limits, timeZone)
    locks.restored()
  }

  function hear(input: EngineInput): void {
    switch (input.type) {
      case 'restored':
        onRestored(input)
        return
      case 'reconciled':
        context.account().setReconciled()
        return
      case 'market':
        onMarket(input.update)
        return
      case 'closing':
        marketEnd.closing(input.update)
        return
      case 'result':
        onResult(input.result)
        return
      case 'begun':
        answers.begun(input.key, input.result)
        return
      case 'placed':
        answers.placed(input.key, input.outcome)
        return
      case 'absent':
        answers.absent(input.key, input.proof)
        return
      case 'advanced':
        onAdvanced(input.result)
        return
      case 'command':
        onCommand(input.command)
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
      if (deciding) throw new InvariantError('An engine cannot hear an input while it decides on another.')
      now = now !== undefined && now > input.at ? now : input.at
      effects = []
      deciding = true
      try {
        if (mirror !== undefined) locks.expire()
        hear(input)
      } finally {
        deciding = false
      }
      return effects.length === 0 ? NOTHING : effects
    },
  }
}

function checkNames(strategies: readonly Strategy[]): void {
  const names = new Set<string>()
  for (const { name } of strategies) {
    if (!/^[\w.-]{1,64}$/.test(name)) {
      throw new InvalidValueError('strategy name', name, '1 to 64 letters, digits, dots, dashes or underscores')
    }
    if (names.has(name)) throw new InvalidValueError('strategy name', name, 'used by one strategy only')
    names.add(name)
  }
}
