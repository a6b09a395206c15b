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
export type { RawAnswer } from './http/transport.ts'
export { createFileRecorder, type FileRecorder } from './recording/file-recorder.ts'
export { readRecording } from './recording/read-recording.ts'
export { RecordingFileError } from './recording/recording-file-error.ts'
export { createRedactor, type Redact, redactError, redactHeaders } from './secrets/redact.ts'
