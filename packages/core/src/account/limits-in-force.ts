import { limitsAt } from '../limits/account-limits.ts'
import type { AccountLimits, StoredLimits } from '../limits/limits-set.ts'
import { LOSS_WINDOWS } from '../limits/loss-window.ts'
import { EXPOSURE_SCOPES, lower } from '../limits/refusal.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The limits on exposure and loss that hold for one engine: the lower of its own and those that its account has set itself. */
export interface LimitsInForce {
  at(moment: Timestamp): AccountLimits
  /** The store says what the account has set itself. */
  set(stored: StoredLimits): void
}

/** The limits of an engine's own settings, as an intent carries them. */
export function ownLimits({ exposure, dailyLossLimit, weeklyLossLimit, monthlyLossLimit }: RiskLimits): AccountLimits {
  return { exposure, loss: { day: dailyLossLimit, week: weeklyLossLimit, month: monthlyLossLimit } }
}

/** Limits that are worked out anew only when one of the account's own has changed, or when more or fewer raises are due. */
export function createLimitsInForce(limits: RiskLimits, restored: StoredLimits): LimitsInForce {
  const own = ownLimits(limits)
  let stored = restored
  let known: { readonly waiting: number; readonly limits: AccountLimits } | undefined

  return {
    at(moment) {
      const due = limitsAt(stored, moment)
      // Raises fall due one after the other: how many still wait tells which.
      if (known?.waiting === due.raises.length) return known.limits
      known = { waiting: due.raises.length, limits: lowerOf(own, due.limits) }
      return known.limits
    },
    set(told) {
      if (told === stored || JSON.stringify(told) === JSON.stringify(stored)) return
      stored = told
      known = undefined
    },
  }
}

function lowerOf(a: AccountLimits, b: AccountLimits): AccountLimits {
  const exposure = { ...a.exposure }
  for (const scope of EXPOSURE_SCOPES) exposure[scope] = lower(a.exposure[scope], b.exposure[scope])
  const loss = { ...a.loss }
  for (const kind of LOSS_WINDOWS) loss[kind] = lower(a.loss[kind], b.loss[kind])
  return { exposure, loss }
}
