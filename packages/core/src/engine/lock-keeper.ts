import type { LockKind } from '../risk/lock.ts'
import { type BreakerLevel, breakerText, lockFor } from '../risk/trading-breakers.ts'
import type { EngineContext } from './engine-context.ts'

/** Sets and ends the locks of the trading breakers, and warns before they fire. */
export interface LockKeeper {
  /** Looks at the breakers as they were left by an earlier run: a warning told then is not told again. */
  restored(): void
  /** Looks at the breakers after a settlement. */
  check(): void
  /** Ends the locks whose time is over. */
  expire(): void
  lift(id: string): void
}

const WARNINGS: Readonly<Record<LockKind, string>> = {
  'loss-streak': 'LOSS_STREAK_WARNING',
  drawdown: 'DRAWDOWN_WARNING',
  'day-loss': 'DAY_LOSS_WARNING',
}

/** Keeps the locks of one engine. */
export function createLockKeeper(context: EngineContext): LockKeeper {
  const { accountKey, currency, limits, account, now, emit, tell } = context
  const warned = new Set<LockKind>()

  function warn(breaker: BreakerLevel): void {
    if (warned.has(breaker.kind)) return
    warned.add(breaker.kind)
    tell({ type: 'warning', code: WARNINGS[breaker.kind], message: breakerText(breaker, currency) })
  }

  function lock(breaker: BreakerLevel): void {
    if (account().locks.some(({ kind }) => kind === breaker.kind)) return
    const set = lockFor(breaker, accountKey, now(), account().day(now()), limits, currency)
    account().setLock(set)
    emit({ type: 'set-lock', lock: set })
    tell({ type: 'lock-set', lock: set })
  }

  function check(): void {
    for (const breaker of account().breakers(now())) {
      if (breaker.level === 'ok') warned.delete(breaker.kind)
      else if (breaker.level === 'warning') warn(breaker)
      else lock(breaker)
    }
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
    lift(id) {
      const lock = account().liftLock(id, now())
      if (lock === null) return
      emit({ type: 'lift-lock', lock, at: now() })
      tell({ type: 'lock-ended', lock, how: 'lifted' })
    },
  }
}
