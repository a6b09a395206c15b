import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { assertNever, InvariantError } from '../errors/invariant-error.ts'
import { type Board, createBoard } from '../market/board.ts'
import type { MarketResult, MarketUpdate } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { AdvanceResult, BeginResult } from '../ports/store.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import type { Control } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { standardControls } from '../risk/standard-controls.ts'
import { lockFor } from '../risk/trading-breakers.ts'
import type { AccountKey, DecisionKey, MarketId, RunId } from '../units/ids.ts'
import type { Currency } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { type AccountMirror, createAccountMirror } from './account.ts'
import type { Advice } from './advice.ts'
import { summarise } from './advice-summary.ts'
import type { AdvisorEventBody } from './advisor-event.ts'
import { closingLineEvent } from './closing-line.ts'
import { createDesk, type OrderRoute } from './desk.ts'
import type { EngineEffect } from './effect.ts'
import type { EngineCommand, EngineInput } from './input.ts'
import { settlementEvents } from './settlement.ts'
import type { Desk, Strategy } from './strategy.ts'

/** What an engine is made of. */
export interface EngineSettings {
  readonly account: AccountKey
  readonly currency: Currency
  /** The IANA time zone in which the account's days begin. */
  readonly timeZone: string
  readonly limits: RiskLimits
  readonly strategies: readonly Strategy[]
  readonly route: OrderRoute
  /** @default {@link standardControls} */
  readonly controls?: readonly Control[]
}

/** The part that decides: synchronous and deterministic, without a clock, a random number or a socket. */
export interface Engine {
  /** Takes one input and says what to do about it. The first input of an engine is `restored`. */
  decide(input: EngineInput): readonly EngineEffect[]
  readonly account: AccountMirror
  readonly board: Board
}

const NOTHING: readonly EngineEffect[] = []

/**
 * Makes an engine.
 *
 * @throws InvalidValueError `INVALID_VALUE` when two strategies share a name.
 */
export function createEngine(settings: EngineSettings): Engine {
  checkNames(settings.strategies)
  const { account: accountKey, currency, limits, route, strategies, timeZone } = settings
  const board = createBoard()
  const byName = new Map(strategies.map((strategy) => [strategy.name, strategy]))
  const advices = new Map<DecisionKey, Advice>()
  const ended = new Map<MarketId, Order[]>()
  const rejected = new Map<MarketId, Map<string, string>>()
  let effects: EngineEffect[] = []
  let mirror: AccountMirror | undefined
  let run: RunId | undefined
  let now: Timestamp | undefined

  function current<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new InvariantError('An engine must hear `restored` before anything else.')
    return value
  }

  const desks = new Map<Strategy, Desk>(
    strategies.map((strategy) => [
      strategy,
      createDesk(strategy, {
        accountKey,
        currency,
        limits,
        controls: settings.controls ?? standardControls,
        route,
        board,
        account: () => current(mirror),
        run: () => current(run),
        now: () => current(now),
        ended: (market) => ended.get(market) ?? [],
        decided,
      }),
    ]),
  )

  function tell(body: AdvisorEventBody): void {
    effects.push({ type: 'tell', event: { ...body, at: current(now), account: accountKey, run: current(run) } })
  }

  function advance(key: DecisionKey, event: OrderEvent): void {
    effects.push({ type: 'advance', key, event })
  }

  function decided(advice: Advice, intent: Intent | null): void {
    if (intent === null) {
      tellRejected(advice)
      return
    }
    rejected.get(advice.market)?.delete(opportunity(advice))
    advices.set(intent.key, advice)
    current(mirror).hold(intent)
    effects.push({ type: 'begin', intent })
  }

  /** The same opportunity rejected for the same reason on every update is told once. */
  function tellRejected(advice: Advice): void {
    let known = rejected.get(advice.market)
    if (known === undefined) {
      known = new Map()
      rejected.set(advice.market, known)
    }
    const key = opportunity(advice)
    const code = advice.rejection ?? ''
    if (known.get(key) === code) return
    known.set(key, code)
    tell({ type: 'advice', advice })
  }

  function onMarket(update: MarketUpdate): void {
    const account = current(mirror)
    const before = board.get(update.market.id)
    const started = update.status === 'closed' || update.inPlay || update.receivedAt >= update.market.event.startsAt
    if (started && before !== undefined)
      noteClosingLines(update.market.id, (order) => {
        return before.receivedAt <= order.intent.startsAt ? before : null
      })
    if (update.status === 'closed') {
      board.remove(update.market.id)
      rejected.delete(update.market.id)
      if (account.ordersIn(update.market.id).length === 0) forget(update.market.id)
      return
    }
    const view = board.apply(update)
    for (const [strategy, desk] of desks) strategy.onMarket?.(view, desk)
  }

  function noteClosingLines(market: MarketId, viewFor: (order: Order) => ReturnType<Board['get']> | null): void {
    for (const order of current(mirror).ordersIn(market)) {
      const view = viewFor(order)
      const event = view && closingLineEvent(order, byName.get(order.intent.strategy), view, current(now))
      if (event) advance(order.intent.key, event)
    }
  }

  function onClosing(update: MarketUpdate): void {
    if (current(mirror).ordersIn(update.market.id).length === 0) return
    const view = createBoard().apply(update)
    noteClosingLines(update.market.id, () => view)
  }

  function onResult(result: MarketResult): void {
    const account = current(mirror)
    const view = board.get(result.market)
    if (view !== undefined)
      noteClosingLines(result.market, (order) => (view.receivedAt <= order.intent.startsAt ? view : null))
    const commission = view?.market.commission ?? 0
    for (const order of account.ordersIn(result.market)) {
      for (const event of settlementEvents(order, result, commission, current(now))) advance(order.intent.key, event)
    }
    board.remove(result.market)
    rejected.delete(result.market)
    if (account.ordersIn(result.market).length === 0) forget(result.market)
  }

  function forget(market: MarketId): void {
    current(mirror).entries.close(market)
    ended.delete(market)
  }

  function onBegun(key: DecisionKey, result: BeginResult): void {
    const account = current(mirror)
    const advice = advices.get(key)
    if (advice === undefined) throw new InvariantError(`The store answered an intent that was never begun: ${key}.`)
    advices.delete(key)
    switch (result.kind) {
      case 'reserved': {
        account.release(result.order.intent)
        account.store(result.order, result.balances)
        tell({ type: 'advice', advice })
        tell({ type: 'order', order: result.order })
        send(result.order)
        return
      }
      case 'exists': {
        // Another engine has made the same decision; its order counts here, and is its to send.
        account.release(result.order.intent)
        account.store(result.order, null)
        tell({
          type: 'warning',
          code: 'DECISION_EXISTS',
          message: `${key} is already recorded as ${result.order.state}`,
        })
        return
      }
      case 'denied': {
        account.releaseDenied(key)
        const denied = { control: 'store', code: result.code, detail: result.detail }
        const verdicts = [...advice.verdicts, denied]
        const draft = { ...advice, verdicts, rejection: result.code }
        tellRejected({ ...draft, summary: summarise(draft, currency) })
      }
    }
  }

  /** The last look before an order leaves: trading may have been halted and the quote may have aged meanwhile. */
  function send(order: Order): void {
    const account = current(mirror)
    const { quote, key, startsAt } = order.intent
    const at = current(now)
    const age = at - Math.min(quote.quotedAt, quote.receivedAt)
    const refusal =
      account.tradingState() !== 'ACTIVE'
        ? { code: 'HALTED', message: 'trading was halted before the order left' }
        : age > limits.maxQuoteAgeMs
          ? { code: 'QUOTE_STALE', message: `the price was ${age} ms old before the order left` }
          : at >= startsAt
            ? { code: 'IN_PLAY', message: 'the event started before the order left' }
            : null
    if (refusal === null) effects.push({ type: 'place', order })
    else advance(key, { type: 'not-sent', at, reason: refusal })
  }

  function onPlaced(key: DecisionKey, outcome: PlaceOutcome): void {
    const at = current(now)
    switch (outcome.kind) {
      case 'accepted':
        advance(key, { type: 'accepted', at, venueOrderId: outcome.venueOrderId })
        if (outcome.matchedStake > 0 && outcome.averagePrice !== null) {
          advance(key, { type: 'matched', at, matchedStake: outcome.matchedStake, averagePrice: outcome.averagePrice })
        }
        return
      case 'rejected':
      case 'not-sent':
      case 'unknown':
        advance(key, { type: outcome.kind, at, reason: outcome.reason })
        return
      default:
        assertNever(outcome)
    }
  }

  function onAdvanced(result: AdvanceResult): void {
    const account = current(mirror)
    const { order } = result
    if (result.kind === 'ignored') {
      account.store(order, null)
      return
    }
    const { ended: over } = account.store(order, result.balances)
    tell({ type: 'order', order })
    const strategy = byName.get(order.intent.strategy)
    const desk = strategy && desks.get(strategy)
    if (over) {
      account.entries.end(order, order.matchedStake > 0, current(now))
      if (board.get(order.intent.market) !== undefined) remember(order)
    }
    if (order.state === 'SETTLED' || order.state === 'VOIDED') {
      account.settle(order, order.settledAt ?? current(now))
      checkBreakers()
      if (strategy && desk) strategy.onSettled?.(order, desk)
      if (board.get(order.intent.market) === undefined && account.ordersIn(order.intent.market).length === 0) {
        forget(order.intent.market)
      }
    } else if (strategy && desk) strategy.onOrder?.(order, desk)
  }

  function remember(order: Order): void {
    const orders = ended.get(order.intent.market)
    if (orders === undefined) ended.set(order.intent.market, [order])
    else orders.push(order)
  }

  function checkBreakers(): void {
    const account = current(mirror)
    const at = current(now)
    for (const breaker of account.breakers(at)) {
      if (breaker.level !== 'locked' || account.locks.some(({ kind }) => kind === breaker.kind)) continue
      const lock = lockFor(breaker, accountKey, at, account.day(at), limits)
      account.setLock(lock)
      effects.push({ type: 'set-lock', lock })
      tell({ type: 'lock-set', lock })
    }
  }

  function onCommand(command: EngineCommand): void {
    const account = current(mirror)
    switch (command.kind) {
      case 'halt':
        account.setHalt(command.reason)
        tell({ type: 'halted', reason: command.reason })
        return
      case 'resume':
        account.setHalt(null)
        tell({ type: 'resumed', reason: command.reason })
        return
      case 'lift-lock': {
        const lock = account.liftLock(command.id, current(now))
        if (lock === null) return
        effects.push({ type: 'lift-lock', lock })
        tell({ type: 'lock-ended', lock, how: 'lifted' })
      }
    }
  }

  function hear(input: EngineInput): void {
    switch (input.type) {
      case 'restored':
        run = input.run
        mirror = createAccountMirror(input.restored, input.at, limits, timeZone)
        checkBreakers()
        return
      case 'reconciled':
        current(mirror).setReconciled()
        return
      case 'market':
        onMarket(input.update)
        return
      case 'closing':
        onClosing(input.update)
        return
      case 'result':
        onResult(input.result)
        return
      case 'begun':
        onBegun(input.key, input.result)
        return
      case 'placed':
        onPlaced(input.key, input.outcome)
        return
      case 'absent':
        advance(input.key, { type: 'absent', at: input.at, reason: { code: 'ABSENT', message: input.proof } })
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
      return current(mirror)
    },
    decide(input) {
      now = input.at
      effects = []
      if (mirror !== undefined) {
        for (const lock of mirror.expireLocks(input.at)) tell({ type: 'lock-ended', lock, how: 'expired' })
      }
      hear(input)
      return effects.length === 0 ? NOTHING : effects
    },
  }
}

function opportunity({ strategy, selection, venue, side }: Advice): string {
  return `${strategy}|${selection}|${venue}|${side}`
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
