import type { OrderChange } from '../account/account.ts'
import type { Order } from '../order/order.ts'
import { isLive, isSettled } from '../order/order-state.ts'
import type { AdoptResult, AdvanceResult } from '../ports/store/orders.ts'
import type { AccountChanges } from '../ports/store/runs.ts'
import type { BrokenLegs } from './broken-legs.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { EffectResults } from './effect-results.ts'
import type { EngineContext } from './engine-context.ts'
import type { FinishedOrders } from './finished-orders.ts'
import type { KillSwitch } from './kill-switch.ts'
import type { LockKeeper } from './lock-keeper.ts'
import type { MarketEnd } from './market-end.ts'
import type { PendingOrders } from './pending-orders.ts'
import type { SettlementWatch } from './settlement-watch.ts'
import { demandSynchronous } from './synchronous.ts'

/** What an engine does with versions of orders, wherever it hears of them: each counts once. */
export interface OrderFlow {
  /** The store has answered an event. */
  advanced(result: AdvanceResult): void
  /** What others did counts here as if this engine had; only they tell of it. */
  synced(changes: AccountChanges): void
  /** The store was asked for these: what others did to them may not have been heard yet. */
  read(orders: readonly Order[]): void
  /** A bet that was found at a venue is in the store now. */
  adopted(result: AdoptResult): void
}

/** What an order flows through. */
export interface OrderFlowParts {
  readonly answers: EffectResults
  readonly broken: BrokenLegs
  readonly cancels: CancelDesk
  readonly finished: FinishedOrders
  readonly kill: KillSwitch
  readonly locks: LockKeeper
  readonly marketEnd: MarketEnd
  readonly pending: PendingOrders
  readonly overdue: Pick<SettlementWatch, 'ended'>
}

/** The order flow of one engine. */
export function createOrderFlow({ account, now, seats, tell }: EngineContext, parts: OrderFlowParts): OrderFlow {
  const { answers, broken, cancels, finished, kill, locks, marketEnd, overdue, pending } = parts

  /** What news of an order means to all but its strategy. */
  function takeIn(order: Order, news: OrderChange): void {
    if (!news.isNews) return
    pending.orderChanged(order)
    marketEnd.orderChanged(order)
    overdue.ended(order)
    if (news.ended) finished.remember(order)
    else if (isLive(order)) finished.revive(order)
    cancels.orderChanged(order)
    broken.orderChanged(order)
  }

  function callStrategy(order: Order, { isNews, settled }: OrderChange): void {
    const seat = isNews ? seats.get(order.intent.strategy) : undefined
    if (seat === undefined) return
    const { strategy, desk } = seat
    if (!isSettled(order)) demandSynchronous(strategy.onOrder?.(order, desk), strategy.name, 'onOrder')
    else if (settled) demandSynchronous(strategy.onSettled?.(order, desk), strategy.name, 'onSettled')
  }

  /** A bet that nobody here decided on has come into the ledger. */
  function found({ intent }: Order, halts: boolean): void {
    const { key, origin, side, selectionName, eventName, venue } = intent
    if (origin === 'decided') return
    const bet = `${side} ${selectionName} (${eventName}) with ${venue}`
    if (origin === 'reported') {
      tell({ type: 'warning', code: 'BET_REPORTED', message: `${key}: a person placed a bet by hand: ${bet}` })
      return
    }
    if (origin === 'foreign') {
      tell({ type: 'alert', code: 'FOREIGN_BET', key, message: `somebody else bet on this account: ${bet}` })
      return
    }
    const message = `a bet of ours that was not in the ledger: ${bet}`
    tell({ type: 'alert', code: 'ORDER_ADOPTED', key, message })
    if (halts) kill.pull(message)
  }

  /** Takes in orders as the store has them, then what else it said with them, before anybody acts on either. */
  function hear(orders: readonly Order[], withThem: () => void): void {
    const heard = orders.map((order) => {
      const isFirst = isFirstNews(order, account().order(order.intent.key))
      return { order, isFirst, news: account().store(order, null, now()) }
    })
    withThem()
    for (const { order, news } of heard) takeIn(order, news)
    // Whoever took a found bet in may have ended before it could halt and call people.
    for (const { order, isFirst, news } of heard) if (isFirst && news.isNews) found(order, account().halt === null)
    if (heard.some(({ order, news }) => news.isNews && isSettled(order))) locks.check()
    for (const { order, news } of heard) callStrategy(order, news)
  }

  return {
    advanced(result) {
      const { order } = result
      const news = answers.advanced(result)
      takeIn(order, news)
      if (news.isNews && isSettled(order)) locks.check()
      callStrategy(order, news)
    },
    synced(changes) {
      hear(changes.orders, () => {
        const elsewhere = account().sync(changes, now())
        kill.heard(elsewhere.halt)
        locks.heard(elsewhere.locks)
      })
    },
    read: (orders) => hear(orders, () => {}),
    adopted(result) {
      const { order } = result
      takeIn(order, account().store(order, result.kind === 'adopted' ? result.balances : null, now()))
      if (result.kind === 'exists') return
      tell({ type: 'order', order })
      found(order, true)
    },
  }
}

/** Whether an order is heard of for the first time: of one that has ended, all but its end was heard before. */
function isFirstNews(order: Order, known: Order | undefined): boolean {
  return known === undefined && (order.settledAt === null || order.settledAt === order.updatedAt)
}
