import type { AccountLimits } from '../limits/limits-set.ts'
import { LOSS_WINDOWS } from '../limits/loss-window.ts'
import { type Currency, formatMoney, type Money, money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { ExposureBook } from './exposure-book.ts'
import type { LossBook } from './loss-book.ts'

/** Says which limit what is live exceeds, where lowered limits or bets that were found have taken the account over one. */
export interface OverLimit {
  /** For people, with the figures; `null` where none is exceeded. */
  at(moment: Timestamp, limits: AccountLimits): string | null
}

/** Watches the limits of one account; what has not changed since it was last asked is not looked at again. */
export function createOverLimit(exposure: ExposureBook, losses: LossBook, currency: Currency): OverLimit {
  let seen: { readonly revision: number; readonly limits: AccountLimits; readonly over: string | null } | undefined
  const amount = (value: number) => formatMoney(money(value), currency)

  function overExposure(limits: AccountLimits): string | null {
    if (seen?.revision === exposure.revision && seen.limits === limits) return seen.over
    seen = { revision: exposure.revision, limits, over: exceeded(limits) }
    return seen.over
  }

  function exceeded({ exposure: most }: AccountLimits): string | null {
    if (most.selection !== null) {
      for (const { market, selection, worst } of exposure.selections()) {
        if (worst > most.selection) return told(`${selection} of ${market}`, worst, most.selection)
      }
    }
    for (const scope of ['market', 'event', 'strategy', 'venue', 'account'] as const) {
      const limit = most[scope]
      if (limit === null) continue
      for (const [name, worst] of exposure.sums(scope)) {
        if (worst > limit) return told(name === '' ? 'the account' : `the ${scope} ${name}`, worst, limit)
      }
    }
    return null
  }

  function told(what: string, worst: number, limit: Money): string {
    return `${what} could lose ${amount(worst)}, limit ${amount(limit)}`
  }

  return {
    at(moment, limits) {
      const over = overExposure(limits)
      if (over !== null) return over
      for (const kind of LOSS_WINDOWS) {
        const limit = limits.loss[kind]
        if (limit === null) continue
        const worst = exposure.total + losses.lost(kind, moment)
        if (worst > limit) return `worst loss of the ${kind} ${amount(worst)}, limit ${amount(limit)}`
      }
      return null
    },
  }
}
