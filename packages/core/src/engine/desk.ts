import type { Order } from '../order/order.ts'
import type { AmendDesk } from './amend-desk.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { EngineContext } from './engine-context.ts'
import type { FinishedOrders } from './finished-orders.ts'
import { marketPosition } from './market-position.ts'
import type { SignalDesk } from './signal-desk.ts'
import type { Desk, Strategy } from './strategy.ts'
import type { Timers } from './timers.ts'

/** Most markets have no orders when news of them comes. */
const NONE: readonly Order[] = Object.freeze([])

/** Where what a strategy asks for at its desk goes. */
export interface DeskParts {
  readonly signals: SignalDesk
  readonly amends: Pick<AmendDesk, 'amend'>
  readonly cancels: CancelDesk
  readonly finished: Pick<FinishedOrders, 'in'>
  readonly timers: Pick<Timers, 'set'>
}

/** The desk at which one strategy asks for bets. */
export function createDesk(
  strategy: Strategy,
  context: EngineContext,
  { signals, amends, cancels, finished, timers }: DeskParts,
): Desk {
  const own = (order: Order) => order.intent.strategy === strategy.name
  return {
    get now() {
      return context.now()
    },
    orders(market) {
      const live = context.account().ordersIn(market)
      const ended = finished.in(market)
      return live.length === 0 && ended.length === 0 ? NONE : [...live.filter(own), ...ended.filter(own)]
    },
    position(market) {
      const live = context.account().ordersIn(market).filter(own)
      return marketPosition(market, context.board.get(market)?.market, live)
    },
    get equity() {
      return context.account().equity()
    },
    at(time, name) {
      timers.set(strategy.name, name, time, context.now())
    },
    signal: (signal) => signals.ask(signal, null),
    signalTogether: (legs) => signals.askTogether(legs),
    cancel(key) {
      context.now()
      const order = context.account().order(key)
      return order !== undefined && own(order) && cancels.cancel(order, `${strategy.name} asked for it`)
    },
    amend(key, change) {
      context.now()
      const order = context.account().order(key)
      return order !== undefined && own(order) && amends.amend(order, change)
    },
    replace(key, change) {
      context.now()
      const order = context.account().order(key)
      return order !== undefined && own(order) && cancels.replace(order, change)
    },
  }
}
