import type { ExposureLimits, ExposureScope, Intent, LossWindow } from '../order/intent.ts'
import { claimDetail, inLockOrder, rejectionOfLimit } from '../order/limit-claim.ts'
import type { RejectionCode } from '../order/rejection.ts'
import type { Balances } from '../order/transfer.ts'
import { walletOf } from '../order/wallet-of.ts'
import type { Money } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { isLockActive, LOCK_REJECTIONS } from './active-lock.ts'
import type { ExposedPosition } from './exposure.ts'
import { type ExposureChange, exposureChange, type SummedScope } from './exposure-change.ts'
import { freshPosition } from './fresh-position.ts'
import type { Lock } from './lock.ts'
import { LOSS_WINDOWS } from './loss-window.ts'
import { reduces } from './reduces.ts'

/** Why a store turns an intent down. */
export interface Denial {
  readonly code: RejectionCode
  /** For people, with the figures. */
  readonly detail: string
}

/** What a store knows of an account when it is asked to begin an order. */
export interface AccountState {
  readonly halt: { readonly reason: string } | null
  /** In the order in which they were set. */
  readonly locks: Iterable<Lock>
  readonly balances: Pick<Balances, 'available' | 'wallets'>
  /** How much of a claimed limit is taken. */
  used(limit: string): number
  /** The live orders of the intent's market. */
  readonly positions: readonly ExposedPosition[]
  /** What the live orders of a scope can lose, before the intent. */
  exposure(scope: Exclude<SummedScope, 'market'>): number
  /** What was lost in the intent's window of that kind, or in a later one: see `lostIn`. */
  lost(kind: LossWindow): number
  /** The limits that the account has set itself, in force when the intent was decided. */
  readonly limits: Pick<ExposureLimits, 'exposure' | 'loss'>
  /** How many orders were decided after a moment. */
  decidedAfter(from: Timestamp): number
}

const EXPOSURE_CODES: Readonly<Record<ExposureScope, RejectionCode>> = {
  selection: 'SELECTION_LIMIT',
  market: 'MARKET_LIMIT',
  event: 'EVENT_LIMIT',
  strategy: 'STRATEGY_LIMIT',
  venue: 'VENUE_LIMIT',
  account: 'ACCOUNT_LIMIT',
}

/** The order in which exposures are asked. */
export const EXPOSURE_SCOPES: readonly ExposureScope[] = [
  'selection',
  'market',
  'event',
  'strategy',
  'venue',
  'account',
]

const LOSS_CODES: Readonly<Record<LossWindow, RejectionCode>> = {
  day: 'DAY_LOSS_LIMIT',
  week: 'WEEK_LOSS_LIMIT',
  month: 'MONTH_LOSS_LIMIT',
}

/**
 * Why an intent can't be begun, asked in the same order by every store: kill switch, locks, claims, exposures, losses, rate, funds of the account and at the venue;
 * `null` when it can. An order that {@link reduces} what its market can lose passes claims, exposures and losses; funds pass whatever adds
 * nothing to it.
 *
 * @param moved - What the order would add to its market, where that is known already.
 * @example
 * ```ts
 * denialOf(intent, { ...account, halt: null, locks: [] }) // null
 * ```
 */
export function denialOf(
  intent: Intent,
  account: AccountState,
  moved: ExposureChange = exposureChange(account.positions, null, freshPosition(intent)),
): Denial | null {
  return (
    stopOf(intent, account) ??
    riskRefusal(intent, account, moved) ??
    rateDenial(intent, intent.limits.rate === null ? 0 : account.decidedAfter(rateWindowStart(intent))) ??
    fundsDenial(moved.change, account.balances, intent.wallet)
  )
}

/** What takes risk away passes. */
function riskRefusal(intent: Intent, account: AccountState, moved: ExposureChange): Denial | null {
  const refusal =
    claimRefusal(intent, account) ?? exposureRefusal(intent, account, moved) ?? lossRefusal(intent, account, moved)
  return refusal === null || reduces(account.positions, intent) ? null : refusal
}

/**
 * The part of {@link denialOf} that no figures enter: kill switch and locks.
 *
 * @example
 * ```ts
 * stopOf(intent, { halt: { reason: 'by hand' }, locks: [] }) // { code: 'HALTED', detail: 'by hand' }
 * ```
 */
export function stopOf(intent: Intent, account: Pick<AccountState, 'halt' | 'locks'>): Denial | null {
  if (account.halt !== null) return { code: 'HALTED', detail: account.halt.reason }
  for (const lock of account.locks) {
    if (isLockActive(lock, intent.decidedAt) && locksOut(lock, intent)) {
      return { code: LOCK_REJECTIONS[lock.kind], detail: lock.reason }
    }
  }
  return null
}

/** Whether a lock, while it holds, is one for an order of this strategy on this market, which goes to this venue. */
export function locksOut(
  lock: Lock,
  { strategy, market, wallet }: Pick<Intent, 'strategy' | 'market'> & { readonly wallet: string | null },
): boolean {
  return (
    (lock.strategy === null || lock.strategy === strategy) &&
    (lock.market === null || lock.market === market) &&
    (lock.venue === undefined || lock.venue === wallet)
  )
}

function claimRefusal(intent: Intent, account: AccountState): Denial | null {
  for (const claim of inLockOrder(intent.claims)) {
    const used = account.used(claim.limit)
    if (used + claim.amount > claim.capacity) {
      return { code: rejectionOfLimit(claim.limit), detail: claimDetail(claim, used) }
    }
  }
  return null
}

function exposureRefusal(intent: Intent, account: AccountState, moved: ExposureChange): Denial | null {
  for (const scope of EXPOSURE_SCOPES) {
    const capacity = lower(intent.limits.exposure[scope], account.limits.exposure[scope])
    if (capacity === null) continue
    const { after, change } = exposureAfter(scope, moved, (summed) => account.exposure(summed))
    if (change > 0 && after > capacity) return exposureLimitDenial(scope, after, change, capacity)
  }
  return null
}

function lossRefusal(intent: Intent, account: AccountState, moved: ExposureChange): Denial | null {
  if (moved.change <= 0) return null
  for (const kind of LOSS_WINDOWS) {
    const capacity = lower(intent.limits.loss[kind], account.limits.loss[kind])
    if (capacity === null) continue
    const lost = account.lost(kind)
    const worst = account.exposure('account') + moved.change + lost
    if (worst > capacity) return lossLimitDenial(kind, worst, lost, capacity)
  }
  return null
}

function exposureAfter(
  scope: ExposureScope,
  moved: ExposureChange,
  summed: (scope: Exclude<SummedScope, 'market'>) => number,
): { readonly after: number; readonly change: number } {
  switch (scope) {
    case 'selection':
      return { after: moved.selection, change: moved.selectionChange }
    case 'market':
      return { after: moved.market, change: moved.change }
    case 'strategy':
      return { after: summed(scope) + moved.strategyChange, change: moved.strategyChange }
    case 'event':
    case 'venue':
    case 'account':
      return { after: summed(scope) + moved.change, change: moved.change }
  }
}

/** Of two limits the one that holds; `null` where there is neither. */
export function lower(a: Money | null, b: Money | null): Money | null {
  return a === null ? b : b === null || a < b ? a : b
}

/**
 * An intent turned down by a limit on exposure, for people.
 *
 * @param after - What the scope could lose with the order, in minor units.
 * @param change - By how much that is more than without it.
 */
export function exposureLimitDenial(scope: ExposureScope, after: number, change: number, capacity: number): Denial {
  return {
    code: EXPOSURE_CODES[scope],
    detail: `exposure of the ${scope}: ${after - change} + ${change} > ${capacity}`,
  }
}

/**
 * An intent turned down by a limit on losses, for people.
 *
 * @param worst - What the window could lose with the order, in minor units.
 * @param lost - What of it is lost already.
 */
export function lossLimitDenial(kind: LossWindow, worst: number, lost: number, capacity: number): Denial {
  return {
    code: LOSS_CODES[kind],
    detail: `worst loss of the ${kind}: ${lost} lost + ${worst - lost} at risk > ${capacity}`,
  }
}

/** Orders decided after this count in an intent's rate. */
export function rateWindowStart({ decidedAt, limits }: Pick<Intent, 'decidedAt' | 'limits'>): Timestamp {
  return timestamp(decidedAt - (limits.rate?.windowMs ?? 0))
}

/**
 * The part of {@link denialOf} that counts orders.
 *
 * @param decided - Orders of the account decided within the window that ends with the intent.
 */
export function rateDenial({ limits: { rate } }: Pick<Intent, 'limits'>, decided: number): Denial | null {
  if (rate === null || decided < rate.orders) return null
  return { code: 'RATE_EXCEEDED', detail: `${decided} orders within ${rate.windowMs / 1000} s, at most ${rate.orders}` }
}

/**
 * The part of {@link denialOf} that asks for money.
 *
 * @example
 * ```ts
 * const balances = { available: money(500), wallets: { paper: { available: money(500), reserved: money(0) } } }
 * fundsDenial(1000, balances, 'paper') // { code: 'FUNDS_INSUFFICIENT', detail: 'available 500 < 1000 to be reserved' }
 * ```
 *
 * @param added - How much more its market could lose with the order, in minor units.
 */
export function fundsDenial(
  added: number,
  balances: Pick<Balances, 'available' | 'wallets'>,
  wallet: string,
): Denial | null {
  if (added <= 0) return null
  const detail = (available: Money, where: string) => `available ${available}${where} < ${added} to be reserved`
  if (balances.available < added) return { code: 'FUNDS_INSUFFICIENT', detail: detail(balances.available, '') }
  const { available } = walletOf(balances, wallet)
  return available < added ? { code: 'FUNDS_INSUFFICIENT', detail: detail(available, ` at ${wallet}`) } : null
}
