import { createBoard, type MarketView } from '../market/board.ts'
import type { Market } from '../market/market.ts'
import type { MarketResult, SelectionEnding } from '../market/market-result.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Order } from '../order/order.ts'
import { isOpen, isUndecided } from '../order/order-state.ts'
import type { CancelOutcome } from '../ports/venue.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { SECOND, type Timestamp, timestamp } from '../units/timestamp.ts'
import { CANCEL_NOT_DONE, type CancelDesk } from './cancel-desk.ts'
import { closingLineEvent } from './closing-line.ts'
import type { EngineContext } from './engine-context.ts'
import { doubtIn, type Endings, endingsOf } from './result-reading.ts'
import { correctionEvent, endingBy, settlementEvent } from './settlement.ts'
import type { SettlementWatch } from './settlement-watch.ts'

/** What happens to orders when their market starts and ends: closing lines and settlement. */
export interface MarketEnd {
  /** Before news is taken in: what was shown until now is the closing line when the event has started with it. */
  beforeUpdate(update: MarketUpdate): void
  /** Whether anything measures bets by what becomes known after the start. */
  readonly isLateClose: boolean
  /** The book of a market that has started, or whose starting price is known, has changed: what becomes known only now may be a close. */
  started(view: MarketView): void
  /** Closing prices from elsewhere. */
  closing(update: MarketUpdate): void
  /** Settles the orders of a market; `false` when the result cannot be believed, or names nothing that was bet on. */
  result(result: MarketResult): boolean
  /** Settles orders of a market again that was settled wrongly. */
  correction(result: MarketResult, orders: readonly Order[]): void
  /** An order has changed: one that could not be settled when its market ended may be settled now. */
  orderChanged(order: Order): void
  /** What came of cancelling what was open of an order. */
  cancelAnswered(key: DecisionKey, outcome: CancelOutcome): void
  /** Time has passed: what waits for its venue may not have to wait any longer. */
  lookAgain(): void
}

/** An order whose market has ended, until the store has it settled. */
interface Awaiting {
  result: MarketResult
  /** What became of its selection. */
  ended: SelectionEnding
  /** When its venue first refused to cancel what is open of it. */
  refusedAt: Timestamp | null
  /** What the store was asked for: not again while nothing has changed. */
  asked: string | null
}

const NO_ENDINGS: Endings = new Map()

/** How long the news may take that explains why a venue did not cancel: then an order ends as it is known. */
const REFUSAL_PATIENCE_MS = 30 * SECOND

type Known = NonNullable<Yardstick['known']>

const BEFORE_START = ['before-start'] as const
const WITH_START = ['at-start', 'after-start'] as const
const AFTER_START = ['after-start'] as const

/** Follows the markets of one engine to their end. */
export function createMarketEnd(
  { account, advance, board, limits, now, routes, seats, tell, yardstick }: EngineContext,
  cancels: Pick<CancelDesk, 'mustEnd'>,
  overdue: Pick<SettlementWatch, 'expect' | 'clearedIn' | 'compare'>,
): MarketEnd {
  const awaiting = new Map<DecisionKey, Awaiting>()
  /** What was told of results that cannot be believed: sources repeat them as long as bets wait. */
  const doubted = new Map<MarketId, string>()
  /** Where closing prices from elsewhere are seen alone, one market at a time. */
  const closed = createBoard()
  /** Found out when it is asked first: the seats are taken by then. */
  let isLate: boolean | null = null
  /** When markets turned in play that were seen before that. */
  const begun = new Map<MarketId, Timestamp>()

  function measureOf({ intent }: Order): Yardstick | null {
    return seats.get(intent.strategy)?.strategy.yardstick ?? yardstick
  }

  function knownOf(order: Order): Known {
    return measureOf(order)?.known ?? 'before-start'
  }

  /** What becomes known with the start measures only then; all else only before. */
  function noteClosingLine(
    order: Order,
    view: MarketView,
    start: Timestamp,
    allowed: readonly Known[] = BEFORE_START,
  ): void {
    const measure = measureOf(order)
    const known = knownOf(order)
    if (!allowed.includes(known)) return
    const event = closingLineEvent(order, measure, view, { start, at: now(), known }, limits)
    if (event !== null) advance(order.intent.key, event)
  }

  /** Bets on a market that has started, and on those that are one bet with it. */
  function noteStart(view: MarketView, start: Timestamp, allowed: readonly Known[]): void {
    const note = (of: MarketView) => {
      for (const order of account().ordersIn(of.market.id)) {
        if (order.closingProbability === null) noteClosingLine(order, of, start, allowed)
      }
    }
    note(view)
    for (const linked of view.linked) note(linked.view)
  }

  /** A start that is put off was none, and what was shown before it no close. A market may be off the board by then, closed as if it were over. */
  function withdrawClosingLines({ id, event }: Market, before: MarketView | undefined): void {
    if (before !== undefined && event.startsAt <= before.market.event.startsAt) return
    for (const order of account().ordersIn(id)) {
      if (event.startsAt > (before?.market.event.startsAt ?? order.intent.startsAt)) withdraw(order)
    }
    if (before === undefined) return
    begun.delete(id)
    // What it has measured in markets that are one bet with it, unless they have started by their own word.
    for (const { view } of before.linked) {
      if (view.inPlay) continue
      for (const order of account().ordersIn(view.market.id)) if (knownOf(order) !== 'before-start') withdraw(order)
    }
  }

  function withdraw({ closingProbability, intent }: Order): void {
    if (closingProbability === null) return
    advance(intent.key, { type: 'closing-line', at: now(), closingProbability: null })
  }

  /** Whether an order ends by its venue's own word: then no result moves its money. */
  function endsByWord({ intent }: Order): boolean {
    return routes.of(intent.venue)?.cleared !== undefined
  }

  /** What is open of an order could yet be matched: it is cancelled first, where that can be done, and then settled for all that was. */
  function settle(order: Order, entry: Awaiting): void {
    if (isUndecided(order)) return
    const isGivenUp = entry.refusedAt !== null && now() >= entry.refusedAt + REFUSAL_PATIENCE_MS
    if (isOpen(order) && !isGivenUp && cancels.mustEnd(order, 'its market has ended')) return
    const event = settlementEvent(order, entry.ended, entry.result, now())
    const asked = `${event.type} ${order.matchedStake} ${order.matchedValue}`
    if (asked === entry.asked) return
    entry.asked = asked
    advance(order.intent.key, event)
  }

  function doubt(market: MarketId, code: 'RESULT_UNREADABLE' | 'RESULT_INCOMPLETE', words: string): void {
    if (doubted.get(market) === words) return
    doubted.set(market, words)
    tell({ type: 'warning', code, message: `${market}: ${words}` })
  }

  /** What a result says of these orders; `null` when it cannot be believed. What is wrong with it, or left open by it, is told once. */
  function read(result: MarketResult, orders: readonly Order[]): Endings | null {
    const { market, selections } = result
    const view = board.get(market)
    const wrong = doubtIn(result, view, orders)
    if (wrong !== null) {
      doubt(market, 'RESULT_UNREADABLE', wrong)
      return null
    }
    if (orders.length === 0) {
      doubted.delete(market)
      return NO_ENDINGS
    }
    const endings = endingsOf(result, view, orders)
    const left = new Set(orders.map(({ intent }) => intent.selection).filter((selection) => !endings.has(selection)))
    if (left.size === 0) doubted.delete(market)
    else {
      const named = selections.map(({ selection }) => selection).join(', ')
      doubt(market, 'RESULT_INCOMPLETE', `it speaks of ${named}, not of ${[...left].join(', ')}: settle these by hand`)
    }
    return endings
  }

  /** What a result says of orders that their venue has settled already is held against that. */
  function compare(result: MarketResult): void {
    const orders = overdue.clearedIn(result.market)
    const view = board.get(result.market)
    if (orders.length === 0 || doubtIn(result, view, orders) !== null) return
    const endings = endingsOf(result, view, orders)
    for (const order of orders) {
      const ended = endings.get(order.intent.selection)
      if (ended !== undefined) overdue.compare(order, endingBy(order, ended, result))
    }
  }

  return {
    get isLateClose() {
      isLate ??= isKnownLate(yardstick) || [...seats.values()].some(({ strategy }) => isKnownLate(strategy.yardstick))
      return isLate
    },
    beforeUpdate(update) {
      const before = board.get(update.market.id)
      if (isYetToBegin(update)) withdrawClosingLines(update.market, before)
      if (before === undefined) return
      if (update.status === 'closed') begun.delete(update.market.id)
      // The earlier of the two starts: whoever learns late that an event was moved forward has seen prices in play.
      const start = Math.min(before.market.event.startsAt, update.market.event.startsAt)
      const hasStarted = update.status === 'closed' || update.inPlay || update.receivedAt > start
      if (hasStarted && !before.inPlay && before.receivedAt <= start) {
        const began = timestamp(update.inPlay ? Math.min(start, update.receivedAt) : start)
        for (const order of account().ordersIn(update.market.id)) noteClosingLine(order, before, began)
      }
      if (!update.inPlay || before.inPlay || update.status === 'closed') return
      begun.set(update.market.id, now())
      noteStart(before, now(), WITH_START)
    },
    started(view) {
      const { id, event } = view.market
      const start = begun.get(id) ?? event.startsAt
      if (now() <= start + limits.closeWithinMs) noteStart(view, start, AFTER_START)
    },
    closing(update) {
      const orders = account().ordersIn(update.market.id)
      if (orders.length === 0) return
      const view = closed.apply(update)
      closed.remove(update.market.id)
      for (const order of orders) noteClosingLine(order, view, update.market.event.startsAt)
    },
    result(result) {
      begun.delete(result.market)
      const view = board.get(result.market)
      const orders = account().ordersIn(result.market)
      const endings = read(result, orders)
      compare(result)
      if (endings === null || (orders.length > 0 && endings.size === 0)) return false
      const isClosing = view !== undefined && !view.inPlay && view.receivedAt <= view.market.event.startsAt
      for (const order of orders) {
        if (isClosing && order.closingProbability === null) noteClosingLine(order, view, view.market.event.startsAt)
        const { key, selection } = order.intent
        const ended = endings.get(selection)
        if (ended === undefined) continue
        if (endsByWord(order)) {
          overdue.expect(order, endingBy(order, ended, result))
          continue
        }
        const entry = { result, ended, refusedAt: awaiting.get(key)?.refusedAt ?? null, asked: null }
        awaiting.set(key, entry)
        settle(order, entry)
      }
      return true
    },
    correction(result, orders) {
      const ended = orders.filter(({ intent }) => intent.market === result.market)
      const waiting = account().ordersIn(result.market)
      const endings = read(result, [...ended, ...waiting])
      if (endings === null) return
      for (const { intent } of waiting) {
        const entry = awaiting.get(intent.key)
        const ending = endings.get(intent.selection)
        if (entry === undefined || ending === undefined) continue
        entry.result = result
        entry.ended = ending
      }
      for (const order of ended) {
        const ending = endings.get(order.intent.selection)
        const event = ending === undefined || endsByWord(order) ? null : correctionEvent(order, ending, result, now())
        if (event === null) continue
        account().recall(order)
        advance(order.intent.key, event)
      }
    },
    orderChanged(order) {
      const { key } = order.intent
      const entry = awaiting.get(key)
      if (entry === undefined) return
      // More may turn out to be matched before the store settles it.
      if (account().order(key) === undefined) awaiting.delete(key)
      else settle(order, entry)
    },
    cancelAnswered(key, outcome) {
      const entry = awaiting.get(key)
      if (entry === undefined || outcome.kind !== 'refused') return
      // What is known to be open is not given up.
      if (outcome.reason.code === CANCEL_NOT_DONE) entry.refusedAt = null
      else entry.refusedAt ??= now()
    },
    lookAgain() {
      if (awaiting.size === 0) return
      for (const [key, entry] of awaiting) {
        const order = account().order(key)
        if (order === undefined) awaiting.delete(key)
        else settle(order, entry)
      }
    },
  }
}

/** Whether it measures by what becomes known after the start. */
function isKnownLate(yardstick: Yardstick | null | undefined): boolean {
  return yardstick?.known === 'after-start'
}

/** Whether by this news an event has not begun, whatever was told before: a source may tell a start by the timetable alone. */
function isYetToBegin({ market, status, inPlay, receivedAt }: MarketUpdate): boolean {
  return status !== 'closed' && !inPlay && receivedAt <= market.event.startsAt
}
