import type { Order } from '../order/order.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { DeskContext } from './desk-context.ts'
import type { SignalDesk } from './signal-desk.ts'
import type { Desk, Strategy } from './strategy.ts'

/** The desk at which one strategy asks for bets. */
export function createDesk(strategy: Strategy, signals: SignalDesk, cancels: CancelDesk, context: DeskContext): Desk {
  const own = (order: Order) => order.intent.strategy === strategy.name
  return {
    get now() {
      return context.now()
    },
    orders: (market) => [...context.account().ordersIn(market).filter(own), ...context.ended(market).filter(own)],
    signal: (signal) => signals.ask(signal, false),
    cancel(key) {
      context.now()
      const order = context.account().order(key)
      return order !== undefined && own(order) && cancels.cancel(order, `${strategy.name} asked for it`)
    },
    replace(key, change) {
      context.now()
      const order = context.account().order(key)
      return order !== undefined && own(order) && cancels.replace(order, change)
    },
  }
}
