import { ApiError } from '@betting-advisor/adapter-kit'
import {
  after,
  type Clock,
  type Logger,
  MINUTE,
  type Secret,
  silentLogger,
  type Timestamp,
} from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import { betfairError } from '../errors.ts'
import { type BetfairAccess, type CompleteAccess, completeAccess, createMask, type Mask } from './access.ts'
import { createIdentityClient } from './identity-client.ts'

/** How a session is kept. */
export interface BetfairSessionSettings extends BetfairAccess {
  readonly clock: Clock
  readonly logger?: Logger
}

/** How a session stands. */
export interface SessionStatus {
  /** `refused`: somebody has to do something before there is any logging in again. */
  readonly state: 'out' | 'in' | 'refused'
  readonly loggedInAt: Timestamp | null
  /** When it ends unless it is kept alive. */
  readonly expiresAt: Timestamp | null
  readonly logins: number
  /** Why there is no session, or what kept it from being kept alive last. */
  readonly fault: string | null
}

/** One session of an account, shared by everything in this process that talks to the exchange. */
export interface BetfairSession extends AsyncDisposable {
  readonly access: CompleteAccess
  /** Masks its secrets in texts. */
  readonly mask: Pick<Mask, 'redact'>
  readonly breaker: CircuitBreaker
  /**
   * The token in force. Logs in where there is none, once for all who ask meanwhile.
   *
   * @throws ApiError whose `code` is that of the exchange, with what to do; after one that somebody has to do something about, nobody
   * logs in again.
   */
  token(signal: AbortSignal): Promise<Secret>
  /** The exchange has refused this token: the next that is asked for is another. */
  refused(token: Secret): void
  status(): SessionStatus
  /** Logs out, and ends all that is under way. */
  close(): Promise<void>
}

/** Logins a minute, far below the hundred after which the exchange bars the account. */
const MOST_LOGINS = 10
/** How long a logout is waited for. */
const LOGOUT_MS = 3_000

/**
 * A session of an account: it logs in when it is first needed, with a certificate where there is one, keeps itself alive at a third of
 * its life, logs in again once when the exchange ends it, and logs out when closed.
 *
 * @throws InvalidValueError `INVALID_VALUE` where a credential is missing, or hosts are partly the exchange's and partly not.
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * session.status().state // 'out'
 * ```
 */
export function createBetfairSession(settings: BetfairSessionSettings): BetfairSession {
  const { clock, logger = silentLogger } = settings
  const access = completeAccess(settings)
  const mask = createMask(access)
  const identity = createIdentityClient(access, { clock, logger }, mask.redact)
  const closing = new AbortController()
  const loginTimes: number[] = []
  let token: Secret | null = null
  let loggedInAt: Timestamp | null = null
  let aliveAt: Timestamp | null = null
  let logins = 0
  let refusal: ApiError | null = null
  let barredUntil = Number.NEGATIVE_INFINITY
  let fault: string | null = null
  let pending: Promise<Secret> | null = null
  let keeper: AbortController | null = null

  const expiresAt = (): number | null => (aliveAt === null ? null : aliveAt + access.sessionMs)

  function drop(): void {
    token = null
    aliveAt = null
    keeper?.abort()
    keeper = null
  }

  function checkBudget(now: number): void {
    while (loginTimes[0] !== undefined && loginTimes[0] <= now - MINUTE) loginTimes.shift()
    const barred = Math.max(barredUntil, loginTimes.length < MOST_LOGINS ? now : (loginTimes[0] ?? now) + MINUTE) - now
    if (barred <= 0) return
    throw betfairError({
      code: 'LOGIN_BUDGET',
      message: `There is no logging in for another ${Math.ceil(barred / 1000)} s: it happened too often.`,
      retryAfterMs: barred,
      isRetryable: true,
      remedy: 'Something else may use the same account, or its session is ended again and again: see the log.',
    })
  }

  async function logIn(): Promise<Secret> {
    if (refusal !== null) throw refusal
    checkBudget(clock.monotonic())
    loginTimes.push(clock.monotonic())
    const result = await identity.login(closing.signal)
    if ('error' in result) {
      fault = result.error.code
      if (result.error.retryAfterMs !== null) barredUntil = clock.monotonic() + result.error.retryAfterMs
      else if (!result.error.isRetryable) refusal = result.error
      throw result.error
    }
    mask.add(result.token)
    token = result.token
    loggedInAt = clock.now()
    aliveAt = loggedInAt
    logins += 1
    fault = null
    logger.info({ logins, certificate: access.certificate !== null }, 'Logged in to the exchange.')
    keepAlive(result.token)
    return result.token
  }

  function keepAlive(kept: Secret): void {
    const mine = new AbortController()
    keeper?.abort()
    keeper = mine
    const signal = AbortSignal.any([mine.signal, closing.signal])
    void (async () => {
      while (!signal.aborted) {
        await clock.sleep(access.sessionMs / 3, signal)
        try {
          const word = await identity.keepAlive(kept, signal)
          if (token !== kept) return
          if (word.kind === 'ok') {
            aliveAt = clock.now()
            fault = null
            continue
          }
          fault = word.code
          if (word.code !== 'INTERNAL_ERROR') {
            logger.warn({ code: word.code }, 'The exchange has ended the session.')
            drop()
            return
          }
        } catch (error) {
          signal.throwIfAborted()
          fault = error instanceof ApiError ? error.code : 'UNNAMED'
          logger.warn({ code: fault }, 'The session could not be kept alive; it will be tried again.')
        }
      }
    })().catch((error: unknown) => {
      if (!signal.aborted) logger.error({ error }, 'Keeping the session alive has failed.')
    })
  }

  const session: BetfairSession = {
    access,
    mask,
    breaker: identity.breaker,
    async token(signal) {
      signal.throwIfAborted()
      closing.signal.throwIfAborted()
      const end = expiresAt()
      if (end !== null && clock.now() >= end) drop()
      if (token !== null) return token
      pending ??= logIn().finally(() => {
        pending = null
      })
      return await abortable(pending, signal)
    },
    refused(given) {
      if (token !== null && token.reveal() === given.reveal()) drop()
    },
    status: () => ({
      state: refusal !== null ? 'refused' : token === null ? 'out' : 'in',
      loggedInAt,
      expiresAt: aliveAt === null ? null : after(aliveAt, access.sessionMs),
      logins,
      fault,
    }),
    async close() {
      if (closing.signal.aborted) return
      const last = token
      drop()
      if (last !== null) {
        try {
          await identity.logout(last, AbortSignal.timeout(LOGOUT_MS))
        } catch {
          // It ends by itself.
        }
      }
      closing.abort(betfairError({ code: 'CLOSED', message: 'The session with the exchange has been closed.' }))
      await identity.close()
    },
    [Symbol.asyncDispose]: () => session.close(),
  }
  return session
}

/** The same, given up by whoever waits and not by whoever works. */
async function abortable<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
