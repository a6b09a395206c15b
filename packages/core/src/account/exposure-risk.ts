import { type FreshBet, freshPosition } from '../limits/fresh-position.ts'
import type { AccountLimits } from '../limits/limits-set.ts'
import type { Intent } from '../order/intent.ts'
import type { ExposureRisk, ScopeRisk } from '../risk/gate.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { ExposureMirror } from './exposure-mirror.ts'
import type { LossMirror } from './loss-mirror.ts'

/** What of an order tells what it would add to what can be lost. */
export type Asked = FreshBet & Pick<Intent, 'market' | 'event'>

/** What an order would add to what can be lost, held against the limits that hold at `at`. */
export function exposureRisk(
  asked: Asked,
  at: Timestamp,
  { exposure: most, loss: mostLost }: AccountLimits,
  mirror: ExposureMirror,
  losses: LossMirror,
): ExposureRisk {
  const moved = mirror.change(null, asked, freshPosition(asked))
  const { change, strategyChange } = moved
  const risk = (worst: number, by: number, limit: Money | null): ScopeRisk => ({ worst, change: by, limit })
  return {
    change,
    scopes: {
      selection: risk(moved.selection, moved.selectionChange, most.selection),
      market: risk(moved.market, change, most.market),
      event: risk(mirror.sum('event', asked) + change, change, most.event),
      strategy: risk(mirror.sum('strategy', asked) + strategyChange, strategyChange, most.strategy),
      venue: risk(mirror.sum('venue', asked) + change, change, most.venue),
      account: risk(mirror.total + change, change, most.account),
    },
    lost: {
      day: { amount: losses.lost('day', at), limit: mostLost.day },
      week: { amount: losses.lost('week', at), limit: mostLost.week },
      month: { amount: losses.lost('month', at), limit: mostLost.month },
    },
  }
}
