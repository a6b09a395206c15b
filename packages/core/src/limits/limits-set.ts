import type { ExposureLimits, ExposureScope, LossWindow } from '../order/intent.ts'
import type { Money } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The limits that an account has set itself; they hold in every process, whatever each was started with. */
export type AccountLimits = Pick<ExposureLimits, 'exposure' | 'loss'>

/** Names one of them, such as `exposure:market` or `loss:day`. */
export type LimitName = `exposure:${ExposureScope}` | `loss:${LossWindow}`

/** A limit that was raised, or taken away (`to` is `null`), and that the lower one holds against until then. */
export interface LimitRaise {
  readonly limit: LimitName
  readonly to: Money | null
  readonly at: Timestamp
}

/** The limits in force, and what will become of them. */
export interface StoredLimits {
  readonly limits: AccountLimits
  readonly raises: readonly LimitRaise[]
}
