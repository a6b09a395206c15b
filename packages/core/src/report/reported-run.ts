import type { Lock } from '../limits/lock.ts'
import type { Order } from '../order/order.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { PerformanceSummary } from './performance.ts'

/** What a report shows of a run; the result of `runBacktest` fits. */
export interface ReportedResult {
  readonly performance: PerformanceSummary
  /** Every settled or returned bet, in the order in which it ended. */
  readonly bets: readonly Order[]
  /** Orders that never ended, because the events did first. */
  readonly open: readonly Order[]
  readonly locks: readonly Lock[]
  /** Opportunities turned down, counted by reason code. */
  readonly rejections: Readonly<Record<string, number>>
  /** Orders that the bookmakers refused, counted by reason code. */
  readonly refusals: Readonly<Record<string, number>>
  readonly from: Timestamp | null
  readonly to: Timestamp | null
}

/** One run of a backtest, under the name that the report shows. */
export interface ReportedRun {
  readonly name: string
  readonly result: ReportedResult
}
