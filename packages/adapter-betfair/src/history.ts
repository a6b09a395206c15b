/**
 * Recorded and historical markets of Betfair, read through the same code as its live stream.
 *
 * @module @betting-advisor/adapter-betfair/history
 */

export {
  createHistoricalData,
  type DownloadedFile,
  type HistoricalData,
  type HistoricalDataSettings,
} from './historical/historical-data.ts'
export type { HistoricalQuery } from './historical/historical-query.ts'
export type { BasketSize, CollectionOptions, Purchase } from './historical/wire.ts'
export { type HistoryEventsSettings, type PastMarkets, pastMarkets } from './history/history-events.ts'
export { HistoryFileError } from './history/history-fault.ts'
export { type PackReport, type PackSettings, packMarkets } from './history/pack-markets.ts'
export { type HistoryFile, type HistorySettings, readHistory } from './history/read-history.ts'
