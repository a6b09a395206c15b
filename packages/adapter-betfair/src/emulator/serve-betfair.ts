import { type FaultPlan, makeCertificate, serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import { type Clock, InvalidValueError, type Logger, silentLogger } from '@betting-advisor/core'
import { type BetfairHosts, betfairHosts } from '../session/hosts.ts'
import { AccountBook, type EmulatedAccountSettings } from './exchange/account-book.ts'
import { Exchange } from './exchange/exchange.ts'
import type { MatcherFate } from './exchange/place-orders.ts'
import { createApiService } from './http/api-service.ts'
import { createHeartbeats } from './http/heartbeat.ts'
import { answerHistory, type SoldFile } from './http/historical-data.ts'
import { answerIdentity } from './http/identity.ts'
import { createSessions } from './http/sessions.ts'
import { keepPace } from './keep-pace.ts'
import { type EmulatorStatement, statementOf } from './statement.ts'
import { serveStream } from './stream/serve-stream.ts'
import type { StreamFaultPlan } from './stream/stream-faults.ts'
import { Tape } from './stream/tape.ts'
import type { BetfairWorld } from './world/world.ts'

/** What is emulated, and what goes wrong with it. */
export interface BetfairEmulatorSettings {
  readonly world: BetfairWorld
  /** Bets are held in play by it, so a stepped one must go on while requests are under way. */
  readonly clock: Clock
  readonly accounts: readonly EmulatedAccountSettings[]
  /** How long a session lasts unless it is kept alive, in milliseconds. @default 12 hours */
  readonly sessionMs?: number
  /** Certificates of which a bot must show one to log in, PEM. @default none, and nobody can log in that way */
  readonly clientCertificates?: readonly string[]
  /** What goes wrong with requests on their way. @default nothing */
  readonly faults?: FaultPlan
  /** What goes wrong with messages of the stream. @default nothing */
  readonly streamFaults?: StreamFaultPlan
  /** What the matcher does with a placing that it should not, asked once for each. @default nothing */
  readonly matcher?: (operation: string) => MatcherFate
  /** How long a bet is not listed that was just placed, in milliseconds, asked once for each. @default 0 */
  readonly listLagMs?: () => number
  /** Hears, right after it, of every change of an account's bets and of every market that is settled for it. @default nobody does */
  readonly changed?: (username: string) => void
  /** How long an operation takes, in milliseconds of the clock. @default 0 */
  readonly takesMs?: (operation: string) => number
  /** Whether the key with delayed prices bets as any other: the venue's pages contradict each other. @default true */
  readonly delayedKeyBets?: boolean
  /** How many markets a subscription may have. @default 200 */
  readonly streamMarkets?: number
  /** How many connections a live key may have. @default 10 */
  readonly streamConnections?: number
  /** App keys that may not stream. @default none */
  readonly keysWithoutStream?: readonly string[]
  /** Whether a resubscription tells orders that ended while nobody listened. @default false */
  readonly tellsEndedOrders?: boolean
  /** What its accounts have bought of historical data. @default nothing */
  readonly history?: readonly SoldFile[]
  /** @default '127.0.0.1' */
  readonly host?: string
  readonly logger?: Logger
}

/** An emulated exchange while it is served. */
export interface BetfairEmulator extends AsyncDisposable {
  /** Where it is reached, each with its port. */
  readonly hosts: BetfairHosts
  /** The certificate of the authority that vouches for it, PEM. */
  readonly authority: string
  readonly control: BetfairEmulatorControl
  close(): Promise<void>
}

/** What a test does to an emulated exchange. */
export interface BetfairEmulatorControl {
  /** What the venue itself believes of an account. @throws InvalidValueError `INVALID_VALUE` when there is no such account. */
  statement(username: string): EmulatorStatement
  /** Ends every session. */
  expireSessions(): void
  /** Whether a page is shown in place of every answer. */
  maintenance: boolean
  /** Resets every connection of the stream. */
  dropStreams(): void
  /** Sends full images, unasked. */
  imageStreams(): void
  /** Forgets what happened, so that clocks are too old to go on from. */
  forgetStreams(): void
  /** Whether the stream says that it cannot be relied on. */
  unreliable: boolean
  readonly streamConnections: number
  /** Takes back what was matched of bets. */
  voidBets(betIds: readonly string[]): void
  /** The ids of all markets that are not closed. */
  readonly openMarkets: readonly string[]
}

const TWELVE_HOURS = 43_200_000
/** As long as the venue keeps connections that nobody uses. */
const KEEP_ALIVE_MS = 180_000

/**
 * Serves an emulated Betfair exchange over TLS: login, the betting, account and heartbeat interfaces, and the market and order stream.
 *
 * @throws InvalidValueError `INVALID_VALUE` without an account; EmulatorError `EMULATOR_NOT_SERVED` when a port can't be had.
 * @example
 * ```ts
 * const world = createBetfairCard({ seed: '2026' })
 * const accounts = [{ username: 'bot', password: 'secret' }]
 * await using emulator = await serveBetfair({ world, clock: createSystemClock(), accounts })
 * console.log(emulator.hosts.api)
 * ```
 */
export async function serveBetfair(settings: BetfairEmulatorSettings): Promise<BetfairEmulator> {
  const { world, clock, host = '127.0.0.1', logger = silentLogger, sessionMs = TWELVE_HOURS } = settings
  if (settings.accounts.length === 0) throw new InvalidValueError('accounts', 0, 'at least one account')
  const books = settings.accounts.map((account) => new AccountBook(account))
  const exchange = new Exchange(world, books, clock.now())
  exchange.listLagMs = settings.listLagMs ?? (() => 0)
  const { changed } = settings
  if (changed !== undefined) {
    const told = (account: AccountBook): void => changed(account.name)
    exchange.listeners.add({ bet: (_, account) => told(account), closed: (_, account) => told(account) })
  }
  const sessions = createSessions(exchange.accounts, sessionMs)
  const tape = new Tape(`${clock.now()}`)
  const answerApi = createApiService({
    context: {
      exchange,
      heartbeats: createHeartbeats(exchange),
      delayedKeyBets: settings.delayedKeyBets ?? true,
    },
    sessions,
    fate: settings.matcher ?? (() => null),
    async taken(operation) {
      const takesMs = settings.takesMs?.(operation) ?? 0
      if (takesMs > 0) await clock.sleep(takesMs)
    },
  })
  let maintenance = false

  async function answer(request: Request): Promise<Response> {
    if (maintenance) {
      const page = '<!DOCTYPE html><html><body>The site is being maintained.</body></html>\n'
      return new Response(page, { status: 503, headers: { 'content-type': 'text/html' } })
    }
    exchange.advance(clock.now())
    const { pathname } = new URL(request.url)
    const answered =
      (pathname === '/api/certlogin' ? null : await answerIdentity(request, sessions, exchange.now)) ??
      (await answerHistory(request, { sessions, sold: settings.history ?? [], now: exchange.now })) ??
      (await answerApi(request))
    return answered ?? new Response('<html><body>Not found</body></html>\n', { status: 404 })
  }

  const issuer = makeCertificate({ name: 'an emulated venue' })
  const { certificate, key } = makeCertificate({
    name: 'an emulated host',
    issuer,
    addresses: [host],
    hosts: ['localhost'],
  })
  const tls = { certificate, key }
  const { faults } = settings
  const served = { host, logger, keepAliveMs: KEEP_ALIVE_MS, ...(faults !== undefined && { faults }) }
  const api = await serveEmulator(answer, { ...served, tls })
  const clients = settings.clientCertificates ?? [issuer.certificate]
  const login = await serveEmulator(
    async (request) => {
      exchange.advance(clock.now())
      return (await answerIdentity(request, sessions, exchange.now)) ?? new Response(null, { status: 404 })
    },
    { ...served, tls: { ...tls, clients } },
  )
  const stream = await serveStream({
    shared: {
      exchange,
      sessions,
      tape,
      marketLimit: settings.streamMarkets ?? 200,
      connections: new Map(),
      connectionLimit: settings.streamConnections ?? 10,
      barredKeys: new Set(settings.keysWithoutStream),
      tellsEndedOrders: settings.tellsEndedOrders ?? false,
    },
    clock,
    tls,
    host,
    port: 0,
    faults: settings.streamFaults ?? (() => null),
  })
  const pace = keepPace(exchange, clock)
  async function close(): Promise<void> {
    pace.stop()
    await Promise.all([api.close(), login.close(), stream.close()])
  }
  const atApi = `${host}:${api.port}`
  return {
    authority: issuer.certificate,
    hosts: betfairHosts('global', {
      login: atApi,
      keepAlive: atApi,
      logout: atApi,
      api: atApi,
      heartbeat: atApi,
      history: atApi,
      navigation: `${atApi}/exchange/betting/rest/v1/en/navigation/menu.json`,
      certificateLogin: `${host}:${login.port}`,
      stream: `${host}:${stream.port}`,
    }),
    control: {
      statement(username) {
        const account = exchange.accounts.get(username)
        if (account === undefined) throw new InvalidValueError('username', username, 'that of an account')
        return statementOf(exchange, account)
      },
      expireSessions: () => sessions.expire(),
      get maintenance() {
        return maintenance
      },
      set maintenance(value) {
        maintenance = value
      },
      dropStreams: () => stream.drop(),
      imageStreams: () => stream.imageNow(),
      forgetStreams: () => tape.forget(),
      get unreliable() {
        return stream.isUnreliable
      },
      set unreliable(value) {
        stream.isUnreliable = value
      },
      get streamConnections() {
        return stream.connections
      },
      voidBets(betIds) {
        for (const account of exchange.accounts.values()) {
          for (const bet of account.bets.values()) if (betIds.includes(bet.terms.id)) exchange.void(bet)
        }
      },
      get openMarkets() {
        return [...exchange.markets.values()].filter((market) => !market.isClosed).map(({ id }) => id)
      },
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
