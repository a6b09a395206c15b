import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Money } from '../units/money.ts'
import { after, type Timestamp } from '../units/timestamp.ts'
import type { AccountLimits, LimitName, LimitRaise, StoredLimits } from './limits-set.ts'
import { LOSS_WINDOWS } from './loss-window.ts'
import { NO_LIMITS } from './no-limits.ts'
import { EXPOSURE_SCOPES } from './refusal.ts'

/** An account that has set itself no limits. */
export const NO_STORED_LIMITS: StoredLimits = {
  limits: { exposure: NO_LIMITS.exposure, loss: NO_LIMITS.loss },
  raises: [],
}

/** The names of all limits that an account can set itself, in the order in which raises are listed. */
export const LIMIT_NAMES: readonly LimitName[] = [
  ...EXPOSURE_SCOPES.map((scope): LimitName => `exposure:${scope}`),
  ...LOSS_WINDOWS.map((kind): LimitName => `loss:${kind}`),
]

const READ: Readonly<Record<LimitName, (limits: AccountLimits) => Money | null>> = {
  'exposure:selection': ({ exposure }) => exposure.selection,
  'exposure:market': ({ exposure }) => exposure.market,
  'exposure:event': ({ exposure }) => exposure.event,
  'exposure:strategy': ({ exposure }) => exposure.strategy,
  'exposure:venue': ({ exposure }) => exposure.venue,
  'exposure:account': ({ exposure }) => exposure.account,
  'loss:day': ({ loss }) => loss.day,
  'loss:week': ({ loss }) => loss.week,
  'loss:month': ({ loss }) => loss.month,
}

/**
 * The limit of that name; `null` where there is none.
 *
 * @example
 * ```ts
 * limitNamed(NO_STORED_LIMITS.limits, 'loss:day') // null
 * ```
 */
export function limitNamed(limits: AccountLimits, name: LimitName): Money | null {
  return READ[name](limits)
}

/**
 * The limits as they are at a moment: raises that are due by then are in force.
 *
 * @example
 * ```ts
 * const { limits } = NO_STORED_LIMITS
 * const raises = [{ limit: 'loss:day', to: money(500), at: timestamp(1000) }]
 * limitsAt({ limits, raises }, timestamp(1000)).limits.loss.day // 500
 * ```
 */
export function limitsAt(stored: StoredLimits, at: Timestamp): StoredLimits {
  if (stored.raises.every((raise) => raise.at > at)) return stored
  const due = new Map<LimitName, Money | null>()
  for (const { limit, to, at: from } of stored.raises) if (from <= at) due.set(limit, to)
  return {
    limits: limitsFrom((name) => due.get(name) ?? (due.has(name) ? null : limitNamed(stored.limits, name))),
    raises: stored.raises.filter((raise) => raise.at > at),
  }
}

/**
 * The limits after an account has set them: a lower one, and the first one, holds at once; a higher one, or none, after a delay. What
 * was asked for before, and is asked for again or less of it, does not wait anew.
 *
 * @param raiseDelayMs - Milliseconds from `at` until a raise is in force; 0: at once.
 * @throws InvalidValueError `INVALID_VALUE` when a limit or the delay is negative or not a safe integer.
 * @example
 * ```ts
 * const wanted = { ...NO_STORED_LIMITS.limits, loss: { day: money(500), week: null, month: null } }
 * const first = withLimits(NO_STORED_LIMITS, wanted, timestamp(0), DAY)
 * first.limits.loss.day // 500
 * withLimits(first, NO_STORED_LIMITS.limits, timestamp(0), DAY).raises // [{ limit: 'loss:day', to: null, at: 86400000 }]
 * ```
 */
export function withLimits(
  stored: StoredLimits,
  wanted: AccountLimits,
  at: Timestamp,
  raiseDelayMs: number,
): StoredLimits {
  checkAmount('limit raise delay', raiseDelayMs)
  const present = limitsAt(stored, at)
  const raises: LimitRaise[] = []
  const limits = limitsFrom((name) => {
    const is = limitNamed(present.limits, name)
    const to = limitNamed(wanted, name)
    if (to !== null) checkAmount(name, to)
    if (to !== null && (is === null || to <= is)) return to
    if (is === null || raiseDelayMs === 0) return to
    const pending = present.raises.find(({ limit }) => limit === name)
    const due = after(at, raiseDelayMs)
    const isWaiting =
      pending !== undefined && pending.at < due && (pending.to === null || (to !== null && to <= pending.to))
    raises.push({ limit: name, to, at: isWaiting ? pending.at : due })
    return is
  })
  return { limits, raises }
}

/**
 * Whether two are the same limits with the same raises to come.
 *
 * @example
 * ```ts
 * sameLimits(NO_STORED_LIMITS, withLimits(NO_STORED_LIMITS, NO_STORED_LIMITS.limits, timestamp(0), DAY)) // true
 * ```
 */
export function sameLimits(a: StoredLimits, b: StoredLimits): boolean {
  const raised = ({ raises }: StoredLimits, name: LimitName) => raises.find(({ limit }) => limit === name)
  return LIMIT_NAMES.every((name) => {
    const [one, other] = [raised(a, name), raised(b, name)]
    return limitNamed(a.limits, name) === limitNamed(b.limits, name) && one?.to === other?.to && one?.at === other?.at
  })
}

function limitsFrom(value: (name: LimitName) => Money | null): AccountLimits {
  return {
    exposure: {
      selection: value('exposure:selection'),
      market: value('exposure:market'),
      event: value('exposure:event'),
      strategy: value('exposure:strategy'),
      venue: value('exposure:venue'),
      account: value('exposure:account'),
    },
    loss: { day: value('loss:day'), week: value('loss:week'), month: value('loss:month') },
  }
}

function checkAmount(name: string, amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new InvalidValueError(name, amount, 'a safe integer, not negative')
  }
}
