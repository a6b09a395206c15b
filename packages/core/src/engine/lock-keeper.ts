import type { LockNews } from '../account/lock-mirror.ts'
import { extendsLock } from '../limits/active-lock.ts'
import type { Lock } from '../limits/lock.ts'
import type { ByHand } from '../ports/store/audit.ts'
import { cooldownLock, coolOffLock, lowClvLock, pauseLock } from '../risk/protections.ts'
import { type BreakerKind, type BreakerLevel, breakerText, lockFor } from '../risk/trading-breakers.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { EngineContext } from './engine-context.ts'

/** Sets and ends the locks of trading breakers, protections and people, and warns before breakers fire. */
export interface LockKeeper {
  /** Looks at the breakers as they were left by an earlier run: a warning told then is not told again. */
  restored(): void
  /** Looks at breakers and protections after a settlement. */
  check(): void
  /** Ends the locks whose time is over. */
  expire(): void
  lift(id: string, by?: ByHand): void
  /** The owner wants a break; one that ends later than the one that holds makes it longer. */
  coolOff(until: Timestamp, reason: string): void
  /** A person stops what is new at one venue. */
  pauseVenue(venue: string, reason: string, by?: ByHand): void
  /** Tells what was done to locks elsewhere. */
  heard(news: LockNews): void
}

const WARNINGS: Readonly<Record<BreakerKind, string>> = {
  'loss-streak': 'LOSS_STREAK_WARNING',
  drawdown: 'DRAWDOWN_WARNING',
  'day-loss': 'DAY_LOSS_WARNING',
}

/** Keeps the locks of one engine. */
export function createLockKeeper(context: EngineContext): LockKeeper {
  const { accountKey, currency, limits, account, now, emit, tell } = context
  const warned = new Set<BreakerKind>()
  const isProtected = limits.cooldownMs > 0 || limits.lowClv.limit > 0

  function warn(breaker: BreakerLevel): void {
    if (warned.has(breaker.kind)) return
    warned.add(breaker.kind)
    tell({ type: 'warning', code: WARNINGS[breaker.kind], message: breakerText(breaker, currency) })
  }

  function set(lock: Lock, by?: ByHand): void {
    account().setLock(lock)
    emit({ type: 'set-lock', lock, ...(by === undefined ? {} : { by }) })
    tell({ type: 'lock-set', lock })
  }

  /** What is locked already stays as it is, or is made longer. */
  function want(wanted: Lock | null, by?: ByHand): void {
    if (wanted === null) return
    const held = account().lockLike(wanted)
    if (held === undefined) set(wanted, by)
    // The store keeps the one that holds and makes it longer.
    else if (extendsLock(wanted, held)) set({ ...wanted, id: held.id, from: held.from })
  }

  function check(): void {
    for (const breaker of account().breakers(now())) {
      if (breaker.level === 'ok') warned.delete(breaker.kind)
      else if (breaker.level === 'warning') warn(breaker)
      else want(lockFor(breaker, accountKey, now(), account().day(now()), limits, currency))
    }
    if (!isProtected) return
    for (const readings of account().strategies()) {
      want(cooldownLock(readings, accountKey, now(), limits))
      want(lowClvLock(readings, accountKey, now(), limits))
    }
  }

  function told(code: string, locks: readonly Lock[]): void {
    for (const lock of locks) tell({ type: 'warning', code, message: `${lock.kind}: ${lock.reason}` })
  }

  return {
    check,
    restored() {
      for (const { kind, level } of account().breakers(now())) if (level === 'warning') warned.add(kind)
      check()
    },
    expire() {
      for (const lock of account().expireLocks(now())) tell({ type: 'lock-ended', lock, how: 'expired' })
    },
    lift(id, by) {
      const fixed = account().locks.find((lock) => lock.id === id && lock.kind === 'cool-off')
      if (fixed !== undefined) {
        tell({ type: 'warning', code: 'LOCK_FIXED', message: `nobody can lift a cool-off: ${fixed.reason}` })
        return
      }
      const lock = account().liftLock(id, now())
      if (lock === null) return
      emit({ type: 'lift-lock', lock, at: now(), ...(by === undefined ? {} : { by }) })
      tell({ type: 'lock-ended', lock, how: 'lifted' })
    },
    coolOff(until, reason) {
      if (until <= now()) return
      want(coolOffLock(accountKey, now(), until, reason))
    },
    pauseVenue(venue, reason, by) {
      const wanted = pauseLock(accountKey, venue, now(), reason)
      const held = account().lockLike(wanted)
      if (held === undefined) {
        set(wanted, by)
        return
      }
      // Somebody else may have lifted that meanwhile: the store knows whether it holds, and here it does until the store has said so.
      account().setLock(held)
      emit({ type: 'set-lock', lock: wanted, ...(by === undefined ? {} : { by }) })
    },
    heard({ set: found, lifted, extended }) {
      told('LOCK_SET_ELSEWHERE', found)
      told('LOCK_LIFTED_ELSEWHERE', lifted)
      told('LOCK_EXTENDED_ELSEWHERE', extended)
    },
  }
}
