import { add, type Money, money, negate, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { askedBy } from './amendment.ts'
import { hearMatched } from './hear-matched.ts'
import type { LimitClaim } from './intent.ts'
import type { Matched } from './matched.ts'
import { liabilityOfOrder, unmatchedStake } from './open-part.ts'
import type { Order, OrderEvent, OrderReason, OrderState } from './order.ts'
import { isGivenUp, isLive, isSettled, isUndecided } from './order-state.ts'
import type { Entry, Transfer } from './transfer.ts'

/** What an event makes of an order: a new one with the money and claims that move with it, or nothing. */
export type Transition = Changed | { readonly kind: 'ignored'; readonly detail: string }

/** An event that says something new. */
export interface Changed {
  readonly kind: 'changed'
  /** Its version is still that of the order before: stores stamp versions. */
  readonly order: Order
  /** What its end or a correction pays; what is reserved follows what its market can lose, which its store knows. Each sums to zero. */
  readonly transfers: readonly Transfer[]
  /** Claims given back, because the order has ended. */
  readonly released: readonly LimitClaim[]
  /** Claims taken again whatever the limits say, because an order thought to have ended is alive. */
  readonly claimed: readonly LimitClaim[]
}

/**
 * Applies an event to an order: the whole life of an order, and the only place where it is written down.
 *
 * Facts from the venue win over what was believed before and never the other way round: the matched stake never falls, a late
 * reply never takes back a newer state, and an order that turns out to be alive gets its reservation back. Events that say
 * nothing new are ignored, so each may be delivered any number of times.
 *
 * @example
 * ```ts
 * const next = transition(order, { type: 'accepted', at, venueOrderId: '31242604945' })
 * ```
 */
export function transition(order: Order, event: OrderEvent): Transition {
  switch (event.type) {
    case 'accepted':
      return accepted(order, event.at, event.venueOrderId)
    case 'pending':
      return pending(order, event)
    case 'rejected':
      // An answer that names a bet may have made one.
      if (event.venueOrderId !== undefined) return doubted(order, event, event.venueOrderId)
      return ended(order, event, 'REJECTED', ['SENDING', 'PENDING', 'UNKNOWN'])
    case 'not-sent':
      // Whoever was to send it knows best, whatever others have made of its silence.
      return ended(order, event, 'NOT_SENT', ['SENDING', 'UNKNOWN'])
    case 'absent':
      return ended(order, event, 'ABSENT', ['UNKNOWN'])
    case 'unknown':
      return doubted(order, event, null)
    case 'reset':
      // One from before the decision is of another clock, and would prove an absence too early.
      if (order.state !== 'UNKNOWN' || order.resetAt !== null || event.at < order.intent.decidedAt) {
        return ignored(order, event)
      }
      return moved(order, event.at, { resetAt: event.at })
    case 'late-found':
      if (!isGivenUp(order)) return ignored(order, event)
      return lateFound(order, event.at, event.venueOrderId)
    case 'matched':
      return matched(order, event.at, event)
    case 'amended':
      return amended(order, event)
    case 'uncovered':
      if (order.covered === 0) return ignored(order, event)
      return moved(order, event.at, { covered: ZERO })
    case 'cancelled':
      return closed(order, event, 'CANCELLED')
    case 'lapsed':
      return closed(order, event, 'LAPSED')
    case 'closing-line':
      if (event.closingProbability === order.closingProbability) return ignored(order, event)
      return moved(order, event.at, { closingProbability: event.closingProbability })
    case 'settled':
      return settled(order, event)
    case 'voided':
      if (!isLive(order) || isUndecided(order)) return ignored(order, event)
      return moved(order, event.at, {
        state: 'VOIDED',
        ...RETURNED,
        commission: event.commission ?? ZERO,
        settledAt: event.at,
        clearedVersion: event.venueVersion ?? order.clearedVersion,
      })
    case 'corrected':
      return corrected(order, event)
    case 'market-charged':
      return marketCharged(order, event)
  }
}

function accepted(order: Order, at: Timestamp, venueOrderId: string): Transition {
  if (isAnother(order, venueOrderId)) return otherwiseNamed(order, venueOrderId)
  switch (order.state) {
    case 'SENDING':
    case 'PENDING':
    case 'UNKNOWN':
    case 'LATE_FOUND':
      return moved(order, at, { state: 'ACCEPTED', venueOrderId, reason: null, sentAt: order.sentAt ?? at })
    case 'REJECTED':
    case 'NOT_SENT':
    case 'ABSENT':
      return lateFound(order, at, venueOrderId)
    case 'ACCEPTED':
    case 'PARTIAL':
    case 'MATCHED':
    case 'CANCELLED':
    case 'LAPSED':
    case 'SETTLED':
    case 'VOIDED':
      // The order stream overtook the reply: only the venue's id is news.
      if (order.venueOrderId === null) return moved(order, at, { venueOrderId })
      return { kind: 'ignored', detail: `already ${order.state}` }
  }
}

/** The venue has it and has not decided: what it decided before or said before counts no less. */
function pending(order: Order, event: Extract<OrderEvent, { type: 'pending' }>): Transition {
  const { at, until, venueOrderId } = event
  if (venueOrderId !== null && isAnother(order, venueOrderId)) return otherwiseNamed(order, venueOrderId)
  const named = order.venueOrderId ?? venueOrderId
  const isPossible = isUndecided(order) || order.state === 'NOT_SENT' || order.state === 'ABSENT'
  if (isPossible && until > (order.pendingUntil ?? Number.NEGATIVE_INFINITY)) {
    const sentAt = order.sentAt ?? at
    return moved(order, at, { state: 'PENDING', venueOrderId: named, pendingUntil: until, reason: null, sentAt })
  }
  if (!isUndecided(order) || named === order.venueOrderId) return ignored(order, event)
  return moved(order, at, { venueOrderId: named })
}

/** Nobody knows what became of it: at once, or when the time is up in which its venue was to decide. */
function doubted(
  order: Order,
  event: OrderEvent & { readonly reason: OrderReason },
  venueOrderId: string | null,
): Transition {
  const { at, reason } = event
  const { state, pendingUntil } = order
  const named = order.venueOrderId ?? venueOrderId
  if (state === 'SENDING' || (state === 'PENDING' && pendingUntil !== null && at >= pendingUntil)) {
    return moved(order, at, { state: 'UNKNOWN', venueOrderId: named, reason, sentAt: order.sentAt ?? at })
  }
  if (!isUndecided(order) || named === order.venueOrderId) return ignored(order, event)
  return moved(order, at, { venueOrderId: named, reason: state === 'UNKNOWN' ? reason : order.reason })
}

function isAnother(order: Order, venueOrderId: string): boolean {
  return order.venueOrderId !== null && order.venueOrderId !== venueOrderId
}

function otherwiseNamed(order: Order, venueOrderId: string): Transition {
  return { kind: 'ignored', detail: `known to the venue as ${order.venueOrderId}, not as ${venueOrderId}` }
}

function lateFound(order: Order, at: Timestamp, venueOrderId: string): Transition {
  return moved(order, at, { state: 'LATE_FOUND', venueOrderId, sentAt: order.sentAt ?? at })
}

function matched(order: Order, at: Timestamp, told: Matched): Transition {
  if (order.state === 'SETTLED' || order.state === 'VOIDED')
    return { kind: 'ignored', detail: `already ${order.state}` }
  const heard = hearMatched(order, told)
  if (heard.kind !== 'news') return { kind: 'ignored', detail: heard.detail }
  const { part } = heard
  const sentAt = order.sentAt ?? at
  const { intent, amendedStake, amendedPersistence } = order
  if (unmatchedStake({ intent, amendedStake, amendedPersistence, ...part }) > 0) {
    const state = order.state === 'CANCELLED' || order.state === 'LAPSED' ? order.state : 'PARTIAL'
    return moved(order, at, { ...part, state, sentAt })
  }
  if (part.matchedStake > 0) return moved(order, at, { ...part, state: 'MATCHED', sentAt })
  return moved(order, at, { ...part, state: 'VOIDED', sentAt, ...RETURNED, settledAt: at })
}

/** How a bet ends that neither wins nor loses. */
const RETURNED = { outcome: 'void', profit: ZERO, commission: ZERO } as const

/** It only ever becomes smaller, so nothing is reserved for it; whatever of it is matched already stays. */
function amended(order: Order, event: Extract<OrderEvent, { type: 'amended' }>): Transition {
  const { terms, stake: before } = askedBy(order)
  const isOpen = order.state === 'ACCEPTED' || order.state === 'PARTIAL'
  if (!isOpen || terms.kind !== 'limit' || terms.minFill !== null) return ignored(order, event)
  const stake = money(Math.max(event.stake, order.matchedStake + order.voidedStake))
  const isSame = stake === before && event.persistence === terms.persistence
  const isAllGone = order.matchedStake === 0 && stake <= order.voidedStake
  if (isAllGone || stake > before || isSame) return ignored(order, event)
  const asked = { amendedStake: stake, amendedPersistence: event.persistence }
  const isFilled = order.matchedStake > 0 && unmatchedStake({ ...order, ...asked }) === 0
  return moved(order, event.at, isFilled ? { ...asked, state: 'MATCHED' } : asked)
}

function closed(
  order: Order,
  event: OrderEvent & { readonly reason: OrderReason },
  state: 'CANCELLED' | 'LAPSED',
): Transition {
  if (order.state !== 'ACCEPTED' && order.state !== 'PARTIAL' && order.state !== 'LATE_FOUND') {
    return ignored(order, event)
  }
  return moved(order, event.at, { state, reason: event.reason })
}

function ended(
  order: Order,
  event: OrderEvent & { readonly reason: OrderReason },
  state: 'REJECTED' | 'NOT_SENT' | 'ABSENT',
  from: readonly OrderState[],
): Transition {
  if (!from.includes(order.state)) return ignored(order, event)
  const sentAt = state === 'NOT_SENT' ? null : (order.sentAt ?? event.at)
  return moved(order, event.at, { state, reason: event.reason, sentAt })
}

function settled(order: Order, event: Extract<OrderEvent, { type: 'settled' }>): Transition {
  if (order.matchedStake === 0) return { kind: 'ignored', detail: `${order.state}, and nothing of it was matched` }
  if (!isLive(order)) return ignored(order, event)
  if (event.matchedStake !== undefined && event.matchedStake !== order.matchedStake) {
    return { kind: 'ignored', detail: `${order.matchedStake} is matched, it settles ${event.matchedStake}` }
  }
  if (event.matchedValue !== undefined && event.matchedValue !== order.matchedValue) {
    return { kind: 'ignored', detail: `it was matched at ${order.matchedValue} in all, not ${event.matchedValue}` }
  }
  return moved(order, event.at, {
    state: 'SETTLED',
    outcome: event.outcome,
    profit: event.profit,
    commission: event.commission ?? ZERO,
    settledAt: event.at,
    clearedVersion: event.venueVersion ?? order.clearedVersion,
  })
}

/** What was paid is taken back and paid as it should have been; when it was settled stays as it was. */
function corrected(order: Order, event: Extract<OrderEvent, { type: 'corrected' }>): Transition {
  if (order.state !== 'SETTLED' && order.state !== 'VOIDED') return ignored(order, event)
  if (order.matchedStake === 0) return { kind: 'ignored', detail: `${order.state}, and nothing of it was matched` }
  const { venueVersion: version, matched: told } = event
  const isOld = version !== undefined && order.clearedVersion !== null && version <= order.clearedVersion
  if (isOld)
    return { kind: 'ignored', detail: `its venue's word is of version ${order.clearedVersion}, not ${version}` }
  const isVoid = event.outcome === 'void'
  const profit = isVoid ? ZERO : event.profit
  const heard = told === undefined ? null : hearMatched(order, told)
  const part = heard?.kind === 'news' ? heard.part : null
  const isSame = order.outcome === event.outcome && order.profit === profit && part === null
  if (isSame && version === undefined) return ignored(order, event)
  const changes = {
    ...part,
    state: isVoid ? 'VOIDED' : 'SETTLED',
    outcome: event.outcome,
    profit,
    clearedVersion: version ?? order.clearedVersion,
  } as const
  const paid = { ...order, ...part }
  const isCancelled = order.cancelledStake > takenBack(order)
  const rest = endedStakes(paid, isCancelled, !isCancelled)
  return reposted(order, event, subtract(profit, order.profit ?? ZERO), { ...changes, ...rest })
}

/** Without a change of commission, as where a later word is known, it says nothing. */
function marketCharged(order: Order, event: Extract<OrderEvent, { type: 'market-charged' }>): Transition {
  const isKnown = order.chargeVersion !== null && event.venueVersion <= order.chargeVersion
  if (!isSettled(order) || event.commission === undefined || isKnown) return ignored(order, event)
  return reposted(order, event, ZERO, { marketCharge: event.amount, chargeVersion: event.venueVersion })
}

/** A settled order with what its profit and the commission of its market change by. */
function reposted(
  order: Order,
  { at, commission: kept = ZERO }: { readonly at: Timestamp; readonly commission?: Money },
  gain: Money,
  changes: Partial<Order>,
): Transition {
  const entries: Entry[] = [
    { ledgerAccount: 'available', amount: subtract(gain, kept) },
    { ledgerAccount: 'result', amount: negate(gain) },
    { ledgerAccount: 'commission', amount: kept },
  ]
  const moving = entries.filter((entry) => entry.amount !== 0)
  const next = moved(order, at, { ...changes, commission: add(order.commission ?? ZERO, kept) })
  return moving.length === 0 ? next : { ...next, transfers: [transfer(order, 'correct', at, moving)] }
}

function ignored(order: Order, event: OrderEvent): Transition {
  return { kind: 'ignored', detail: `${event.type} says nothing new of an order that is ${order.state}` }
}

/** The next version of an order, with the money and claims that its new state calls for. */
function moved(order: Order, at: Timestamp, changes: Partial<Order>): Changed {
  const next = { ...order, ...changes, updatedAt: at > order.updatedAt ? at : order.updatedAt }
  if (!isSettled(order)) endUnmatched(next, order)
  next.reserved = reservationOf(next)
  const wasLive = isLive(order)
  const live = isLive(next)
  // One that comes to life again finds nobody who still holds anything for it.
  if (!live) next.covered = ZERO
  return {
    kind: 'changed',
    order: next,
    transfers: !isSettled(order) && isSettled(next) ? [settlement(order, next, at)] : [],
    released: wasLive && !live ? order.intent.claims : [],
    claimed: !wasLive && live ? order.intent.claims : [],
  }
}

/** Tells of the stake that will not be matched any more how it ended: as the order did before it was paid, or with its market. */
function endUnmatched(next: { -readonly [Field in keyof Order]: Order[Field] }, before: Order): void {
  const isCancelled = next.state === 'CANCELLED' || (isSettled(next) && before.state === 'CANCELLED')
  const isLapsed = next.state === 'LAPSED' || isSettled(next)
  const stakes = endedStakes(next, isCancelled, isLapsed && !isCancelled)
  next.cancelledStake = stakes.cancelledStake
  next.lapsedStake = stakes.lapsedStake
}

/** What of the stake was cancelled and what has lapsed, where the rest ended so. */
function endedStakes(
  order: Order,
  isCancelled: boolean,
  isLapsed: boolean,
): Pick<Order, 'cancelledStake' | 'lapsedStake'> {
  const left = unmatchedStake(order)
  return {
    cancelledStake: money(takenBack(order) + (isCancelled ? left : 0)),
    lapsedStake: isLapsed ? left : ZERO,
  }
}

/** What the order was made smaller by; a fill on the way may have taken a part of it. */
function takenBack({ intent, amendedStake, matchedStake, voidedStake }: Order): number {
  return amendedStake === null ? 0 : Math.max(0, intent.stake - Math.max(amendedStake, matchedStake + voidedStake))
}

/** The most that an order can still lose by itself. */
export function reservationOf(order: Omit<Order, 'reserved'>): Money {
  if (!isLive(order)) return ZERO
  return liabilityOfOrder(order, order.state !== 'CANCELLED' && order.state !== 'LAPSED')
}

/** What an end pays, written down also where that is nothing: it is what puts ends in order. */
function settlement(order: Order, next: Order, at: Timestamp): Transfer {
  const profit = next.profit ?? ZERO
  const commission = next.commission ?? ZERO
  const entries: Entry[] = [
    { ledgerAccount: 'available', amount: subtract(profit, commission) },
    { ledgerAccount: 'result', amount: negate(profit) },
  ]
  if (commission !== 0) entries.push({ ledgerAccount: 'commission', amount: commission })
  return transfer(order, 'settle', at, entries)
}

function transfer(order: Order, kind: Transfer['kind'], at: Timestamp, entries: readonly Entry[]): Transfer {
  const { account, wallet, key } = order.intent
  return { account, wallet, kind, order: key, at, entries }
}
