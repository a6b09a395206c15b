import type { Lock } from '../limits/lock.ts'
import type { Order } from '../order/order.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { PerformanceSummary } from './performance.ts'

/** One run of a backtest, under the name that the report shows; the result of `runBacktest` fits. */
export interface ReportedRun {
  readonly name: string
  readonly result: {
    readonly performance: PerformanceSummary
    readonly bets: readonly Order[]
    readonly open: readonly Order[]
    readonly locks: readonly Lock[]
    readonly rejections: Readonly<Record<string, number>>
    readonly refusals: Readonly<Record<string, number>>
    readonly from: Timestamp | null
    readonly to: Timestamp | null
  }
}
