/**
 * Recorded and historical markets of Betfair, read through the same code as its live stream.
 *
 * @module @betting-advisor/adapter-betfair/history
 */
export { type HistoryEventsSettings, type PastMarkets, pastMarkets } from './history/history-events.ts'
export { HistoryFileError } from './history/history-fault.ts'
export { type PackReport, type PackSettings, packMarkets } from './history/pack-markets.ts'
export { type HistoryFile, type HistorySettings, readHistory } from './history/read-history.ts'
