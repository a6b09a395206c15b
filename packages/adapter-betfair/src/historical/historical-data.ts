import { Agent } from 'node:https'
import { join } from 'node:path'
import { ApiError, createReadPipeline, isServiceFault } from '@betting-advisor/adapter-kit'
import { type Clock, isAdvisorError, type Logger, type Secret, silentLogger } from '@betting-advisor/core'
import { type CircuitBreaker, createCircuitBreaker } from '@betting-advisor/core/breaker'
import * as z from 'zod'
import { betfairError, SERVICE } from '../errors.ts'
import type { BetfairSession } from '../session/session.ts'
import { downloadFile, sizeOf } from './download-file.ts'
import { type HistoricalQuery, historicalBody } from './historical-query.ts'
import { openPiece } from './open-piece.ts'
import {
  type BasketSize,
  basketSizeSchema,
  type CollectionOptions,
  collectionOptionsSchema,
  fileListSchema,
  type Purchase,
  purchaseSchema,
} from './wire.ts'

/** How historical data is asked for. */
export interface HistoricalDataSettings {
  readonly session: BetfairSession
  readonly clock: Clock
  readonly logger?: Logger
  /** How often a download that was broken off is gone on with before it is given up. @default 5 */
  readonly maxResumes?: number
}

/** A file that is here. */
export interface DownloadedFile {
  readonly path: string
  readonly bytes: number
  /** Whether it was there already, and nothing was asked for. */
  readonly isKnown: boolean
}

/**
 * What the exchange sells as history. Each throws ApiError, whose `remedy` says what to do, or ServiceUnavailableError while its breaker is
 * open.
 */
export interface HistoricalData extends AsyncDisposable {
  readonly breakers: readonly CircuitBreaker[]
  /** What the account has bought. What is free has to be put on the account as well, month by month, on the exchange's pages. */
  purchases(signal: AbortSignal): Promise<readonly Purchase[]>
  /** What there is of what is meant, of what was bought: empty lists, and no error, of what was not. @throws ApiError `INVALID_QUERY` */
  options(query: HistoricalQuery, signal: AbortSignal): Promise<CollectionOptions>
  /** How much it is. @throws ApiError `INVALID_QUERY` */
  size(query: HistoricalQuery, signal: AbortSignal): Promise<BasketSize>
  /** The names of its files, for {@link HistoricalData.download}. @throws ApiError `INVALID_QUERY` */
  files(query: HistoricalQuery, signal: AbortSignal): Promise<readonly string[]>
  /**
   * Brings a file into a folder, under the exchange's own folders: `BASIC/2026/Apr/1/…/1.23.bz2`. One that is there is not asked for again,
   * and one that was broken off is gone on with, in another process as well; a file has its name only when it is whole.
   *
   * @throws ApiError `INVALID_PATH` for a name that would lead out of the folder; RecordingFileError `RECORDING_FAILED` where the disk is
   * full.
   */
  download(file: string, folder: string, signal: AbortSignal): Promise<DownloadedFile>
  close(): Promise<void>
}

const LIST_BYTES = 256 * 1_048_576
const AT_ONCE = 2
const FIRST_WAIT_MS = 500
const UNSAFE = /^\.*$|[^\w.-]/

/**
 * A client of the exchange's interface for historical data: lists and downloads what the account has bought.
 *
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * await using history = createHistoricalData({ session, clock: createSystemClock() })
 * history.breakers.length // 2
 * ```
 */
export function createHistoricalData(settings: HistoricalDataSettings): HistoricalData {
  const { session, clock, logger = silentLogger, maxResumes = 5 } = settings
  const { access, mask } = session
  const baseUrl = `https://${access.hosts.history}`
  const pipeline = createReadPipeline({
    service: SERVICE,
    operation: 'history',
    baseUrl,
    clock,
    logger,
    redact: mask.redact,
    failureMode: 'consecutive',
    concurrency: AT_ONCE,
    maxBodyBytes: LIST_BYTES,
    attemptTimeoutMs: access.attemptTimeoutMs,
    tls: access.trust,
    errorOf: ({ status }) => errorOfStatus(status),
    ...access.breaker,
  })
  const downloads = createCircuitBreaker({
    name: `${SERVICE}:history-files`,
    clock,
    logger,
    trips: isServiceFault,
    mode: 'consecutive',
    ...access.breaker,
  })
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, ...access.trust })
  const closing = new AbortController()

  /** The same once more with another session, where the exchange has ended the one before. */
  async function loggedIn<Value>(signal: AbortSignal, ask: (token: Secret) => Promise<Value>): Promise<Value> {
    for (let isSecond = false; ; isSecond = true) {
      const token = await session.token(signal)
      try {
        return await ask(token)
      } catch (error) {
        if (!isAdvisorError(error, ENDED)) throw error
        session.refused(token)
        if (isSecond) throw error
      }
    }
  }

  async function read<Value>(operation: string, body: object | null, schema: z.ZodType<Value>, caller: AbortSignal) {
    const signal = AbortSignal.any([caller, closing.signal])
    return await loggedIn(signal, async (token) => {
      const headers = { ssoid: token.reveal(), ...(body !== null && { 'content-type': 'application/json' }) }
      const request = {
        path: `/api/${operation}`,
        headers,
        schema,
        ...(body !== null && { body: JSON.stringify(body) }),
      }
      return (await pipeline.get(request, signal)).value
    })
  }

  // Through the breaker goes how an answer begins: a long one that is broken off and gone on with is no failure of the service.
  const openAt = (file: string, signal: AbortSignal) => async (from: number, ifRange: string | null) =>
    await downloads.execute(() => openWith(file, from, ifRange, signal), signal)

  const openWith = async (file: string, from: number, ifRange: string | null, signal: AbortSignal) =>
    await loggedIn(signal, async (token) => {
      const url = new URL(`${baseUrl}/api/DownloadFile`)
      url.searchParams.set('filePath', file)
      const headers = { ssoid: token.reveal() }
      const answer = await openPiece({ url, headers, from, ifRange, agent, silentMs: access.attemptTimeoutMs, signal })
      const { statusCode = 0 } = answer
      if (statusCode === 200 || statusCode === 206 || statusCode === 416) return answer
      answer.destroy()
      throw errorOfStatus(statusCode) ?? httpError(statusCode)
    })

  return {
    breakers: [pipeline.breaker, downloads],
    purchases: (signal) => read('GetMyData', null, z.array(purchaseSchema), signal),
    options: async (query, signal) =>
      await read('GetCollectionOptions', historicalBody(query), collectionOptionsSchema, signal),
    size: async (query, signal) => await read('GetAdvBasketDataSize', historicalBody(query), basketSizeSchema, signal),
    files: async (query, signal) => await read('DownloadListOfFiles', historicalBody(query), fileListSchema, signal),
    async download(file, folder, caller) {
      const path = join(folder, ...partsOf(file))
      const known = await sizeOf(path)
      if (known !== null) return { path, bytes: known, isKnown: true }
      const signal = AbortSignal.any([caller, closing.signal])
      const open = openAt(file, signal)
      for (let resumes = 0; ; resumes += 1) {
        const before = await sizeOf(`${path}.part`)
        try {
          const bytes = await downloadFile({ target: path, open, signal })
          return { path, bytes, isKnown: false }
        } catch (error) {
          signal.throwIfAborted()
          if (!(error instanceof ApiError && error.isRetryable) || resumes >= maxResumes) throw error
          // What gets on may go on for as long as it takes.
          if (((await sizeOf(`${path}.part`)) ?? 0) > (before ?? 0)) resumes = 0
          const wait = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** resumes
          logger.info({ code: error.code, wait, file }, 'A download goes on after a while.')
          await clock.sleep(wait, signal)
        }
      }
    },
    async close() {
      closing.abort(betfairError({ code: 'CLOSED', message: 'Historical data is not asked for any more.' }))
      agent.destroy()
      await pipeline.close()
    },
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}

const ENDED = 'INVALID_SESSION_INFORMATION'

function errorOfStatus(status: number): ApiError | undefined {
  switch (status) {
    case 401:
      return betfairError({ code: ENDED, message: 'The exchange does not know the session any more.', status })
    case 403:
      return betfairError({
        code: 'HTTP_403',
        message: 'The exchange refused a request for historical data with HTTP 403.',
        status,
        remedy: 'It does not serve the place that this machine is in, or the account may not have the file.',
      })
    case 404:
      return betfairError({
        code: 'NO_SUCH_FILE',
        message: 'The exchange does not have what was asked for, or the account has not bought it.',
        status,
        remedy: 'List the files anew; months have to be put on the account first, free ones too.',
      })
    default:
      return undefined
  }
}

function httpError(status: number): ApiError {
  return betfairError({
    code: `HTTP_${status}`,
    message: `A download was answered with HTTP ${status}.`,
    status,
    isRetryable: status === 429 || status >= 500,
    isServiceFault: status === 429 || status >= 500,
  })
}

/** The folders and the name of a file, without those in which the exchange keeps all of them. */
function partsOf(file: string): readonly string[] {
  const parts = file.split('/').filter((part) => part !== '')
  const start = parts.indexOf('historic')
  const own = parts.slice(start + 1)
  if (own.length === 0 || own.some((part) => UNSAFE.test(part))) {
    throw betfairError({
      code: 'INVALID_PATH',
      message: `A file of history is called ${JSON.stringify(file.slice(0, 200))}, which names no place here.`,
      remedy: 'Use names as `files` tells them.',
    })
  }
  return own
}
