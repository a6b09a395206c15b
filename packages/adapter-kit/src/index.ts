/**
 * What every venue adapter shares.
 *
 * @module @betting-advisor/adapter-kit
 */
export {
  ApiError,
  type ApiErrorSettings,
  BodyTooLargeError,
  InvalidBodyError,
  isServiceFault,
  NetworkError,
  OverloadedError,
  RequestTimeoutError,
} from './errors/api-error.ts'
export { handicap, matchOdds, type OfferedMatch, outright, totals } from './feed/build-market.ts'
export { checkSeconds } from './feed/check-seconds.ts'
export { type FaultVerdict, judgeFault, type Patience } from './feed/judge-fault.ts'
export { createLeftOut, type LeftOut } from './feed/left-out.ts'
export type { MarketOffer, Moment, OfferedEvent, OfferedPrices, PricesByVenue } from './feed/market-offer.ts'
export {
  createPolledFeed,
  type OpenRun,
  type Polled,
  type PolledFeed,
  type PolledFeedSettings,
  type PolledRun,
} from './feed/polled-feed.ts'
export {
  createPolledPrices,
  type PolledPrices,
  type PolledPricesSettings,
  type PriceReader,
  type ShownMarkets,
} from './feed/polled-prices.ts'
export {
  type PollingRequest,
  type PollingSourceSettings,
  pollingSource,
} from './feed/polling-source.ts'
export { MOST_SELECTIONS, type ReadingContext, type ShownMarket } from './feed/shown-market.ts'
export { shownPrice } from './feed/shown-price.ts'
export { isSoundText } from './feed/sound-text.ts'
export { type AnswerCache, createAnswerCache, type Remembered } from './http/answer-cache.ts'
export { type ClockHold, holdClock } from './http/clock-hold.ts'
export { createRateBudget, type RateBudget, type RateBudgetSettings } from './http/rate-budget.ts'
export { httpError } from './http/read-answer.ts'
export {
  type Answer,
  type CachedAnswer,
  createReadPipeline,
  type LiveAnswer,
  type ReadPipeline,
  type ReadPipelineSettings,
  type ReadRequest,
} from './http/read-pipeline.ts'
export { parseRetryAfter } from './http/retry-after.ts'
export type { AnswerHead, RawAnswer } from './http/transport.ts'
export type { Attempt, AttemptHooks } from './order/attempt.ts'
export type { TlsTrust } from './order/open-socket.ts'
export { createOrderClient, type OrderClient, type OrderClientSettings } from './order/order-client.ts'
export type { Answer as OrderAnswer, CancelReader, PlaceReader } from './order/outcome-of.ts'
export { createFileRecorder, type FileRecorder } from './recording/file-recorder.ts'
export { readRecording } from './recording/read-recording.ts'
export { RecordingFileError } from './recording/recording-file-error.ts'
export {
  createSegmentedRecorder,
  type SegmentedRecorder,
  type SegmentedRecorderSettings,
  type SegmentedRecorderStatus,
} from './recording/segmented-recorder.ts'
export { openSegmentedRecording } from './recording/segmented-recording.ts'
export {
  createStreamRecorder,
  openStreamRecording,
  type StreamRecorder,
  type StreamRecording,
} from './recording/stream-recorder.ts'
export { createRedactor, type Redact, redactError, redactHeaders } from './secrets/redact.ts'
