/**
 * What came of it: performance, calibration, daily statistics, the HTML report, CSV, and exports of an account.
 *
 * @module @betting-advisor/core/report
 */
export { exportRecords, importInto } from './archive/export-records.ts'
export { ExportError, readJsonLines, toJsonLines } from './archive/json-lines.ts'
export { betsCsv } from './report/bets-csv.ts'
export { type BetQuery, betsOf } from './report/bets-of.ts'
export { type GroupPerformance, OTHER_GROUPS, PRICE_BANDS, priceBand } from './report/breakdown.ts'
export {
  type Calibration,
  type CalibrationBin,
  type CalibrationCurve,
  createCalibration,
} from './report/calibration.ts'
export { type ClusterBootstrap, createClusterBootstrap } from './report/cluster-bootstrap.ts'
export { type DayFigures, type DayStatistics, dailyStatistics } from './report/daily-statistics.ts'
export { normalTail, studentTail } from './report/distributions.ts'
export { createEquityCurve, type EquityCurve, type EquityCurvePoint } from './report/equity-curve.ts'
export { type BacktestReport, renderBacktestReport } from './report/html-report.ts'
export {
  type ClosingLineSummary,
  createPerformance,
  type Performance,
  type PerformanceSettings,
  type PerformanceSummary,
} from './report/performance.ts'
export type { ReportedResult, ReportedRun } from './report/reported-run.ts'
export { binaryBrier, brierScore, logLoss, rankedProbabilityScore } from './report/scores.ts'
export { type SettledBet, settledBet } from './report/settled-bet.ts'
export { type PeakTerms, peakCurve } from './risk/peak-curve.ts'
export { type Day, dayFinder } from './units/day.ts'
