import {
  type Answer,
  createRateBudget,
  createReadPipeline,
  createRedactor,
  type LeftOut,
} from '@betting-advisor/adapter-kit'
import { type Clock, DAY, type Logger, Secret, silentLogger } from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import type { Random } from '@betting-advisor/core/simulation'
import type * as z from 'zod'
import { DEFAULT_BASE_URL } from './access.ts'
import { type Credits, creditsOf } from './credits.ts'
import { errorOf, SERVICE } from './errors.ts'
import { eventList, oddsEventList, type ReadList, scoreEventList, sportList } from './read-list.ts'
import type { TheOddsEvent, TheOddsOddsEvent, TheOddsScoreEvent, TheOddsSport } from './schemas.ts'

/** How a client works. */
export interface TheOddsClientSettings {
  readonly apiKey: Secret | string
  readonly clock: Clock
  readonly baseUrl?: string | undefined
  readonly logger?: Logger
  readonly random?: Random | undefined
  /** Names its circuit breaker, `theodds:<operation>`; `read` by default. */
  readonly operation?: string
  readonly maxFailures?: number | undefined
  readonly resetTimeoutSeconds?: number | undefined
  readonly httpTimeoutSeconds?: number | undefined
}

/** Which bookmakers: those of regions, or some by key (up to ten cost as much as one region). */
export type BookmakerChoice =
  | { readonly regions: readonly string[]; readonly bookmakers?: never }
  | { readonly bookmakers: readonly string[]; readonly regions?: never }

/** Which events. */
export interface EventFilter {
  readonly eventIds?: readonly string[] | undefined
  /** Those that start within; to the second. */
  readonly commenceTimeFrom?: Date
  readonly commenceTimeTo?: Date
}

/** What is told of prices besides, at no further cost; nothing by default. */
export interface IncludedFields {
  /** The bookmakers' own ids. */
  readonly sids?: boolean
  /** Where to bet on them. */
  readonly links?: boolean
  /** The most that may be staked. */
  readonly betLimits?: boolean
}

/** What the service says: `value` holds what can be read of it, `leftOut` counts what cannot. */
export type TheOddsAnswer<Value> = Answer<Value> & { readonly leftOut: LeftOut }

/** A client of The Odds API v4. Every method throws ApiError (its `code` says which) or ServiceUnavailableError. */
export interface TheOddsClient extends AsyncDisposable {
  readonly breaker: CircuitBreaker
  /** The credits, as last heard of; `null` before the first answer. */
  credits(): Credits | null
  /** The sports in season, or all; free. */
  sports(options?: { readonly all?: boolean }, signal?: AbortSignal): Promise<TheOddsAnswer<readonly TheOddsSport[]>>
  /** Events and their prices, at most (markets × regions) credits. */
  odds(
    sport: string,
    options: BookmakerChoice & EventFilter & IncludedFields & { readonly markets?: readonly string[] },
    signal?: AbortSignal,
  ): Promise<TheOddsAnswer<readonly TheOddsOddsEvent[]>>
  /** Events without prices; free. */
  events(sport: string, options?: EventFilter, signal?: AbortSignal): Promise<TheOddsAnswer<readonly TheOddsEvent[]>>
  /** Scores of live events, for 1 credit, or with `daysFrom` (1 to 3) also of events completed since, for 2. */
  scores(
    sport: string,
    options?: { readonly daysFrom?: 1 | 2 | 3; readonly eventIds?: readonly string[] | undefined },
    signal?: AbortSignal,
  ): Promise<TheOddsAnswer<readonly TheOddsScoreEvent[]>>
  /** Breaks off whatever is under way and closes every connection. */
  close(): Promise<void>
}

/** The documented 30 requests a second, less a margin, because requests do not arrive as evenly as they leave. */
const REQUESTS_PER_SECOND = 20

/**
 * A client of The Odds API v4.
 *
 * @example
 * ```ts
 * await using client = createTheOddsClient({ apiKey, clock: createSystemClock() })
 * const { value } = await client.odds('soccer_epl', { regions: ['eu'] })
 * ```
 */
export function createTheOddsClient(settings: TheOddsClientSettings): TheOddsClient {
  const { clock, logger = silentLogger } = settings
  const key = typeof settings.apiKey === 'string' ? new Secret(settings.apiKey) : settings.apiKey
  const redact = createRedactor([key])
  let credits: Credits | null = null
  const pipeline = createReadPipeline({
    service: SERVICE,
    operation: settings.operation ?? 'read',
    baseUrl: settings.baseUrl ?? DEFAULT_BASE_URL,
    clock,
    logger,
    redact,
    // Polls may be minutes apart: failures would never come together within a window.
    failureMode: 'consecutive',
    isMetered: true,
    // What is refused or cannot be read may have cost something as well.
    onAnswer: ({ headers }) => {
      credits = creditsOf(headers) ?? credits
    },
    budget: createRateBudget({ clock, perSecond: REQUESTS_PER_SECOND, burst: 5 }),
    errorOf: (answer) => errorOf(answer, redact, clock.now()),
    ...(settings.random === undefined ? {} : { random: settings.random }),
    ...(settings.maxFailures === undefined ? {} : { maxFailures: settings.maxFailures }),
    ...(settings.resetTimeoutSeconds === undefined ? {} : { resetTimeoutMs: settings.resetTimeoutSeconds * 1000 }),
    ...(settings.httpTimeoutSeconds === undefined ? {} : { attemptTimeoutMs: settings.httpTimeoutSeconds * 1000 }),
  })

  async function get<Value>(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    schema: z.ZodType<ReadList<Value>>,
    maxStaleMs: number,
    signal: AbortSignal | undefined,
  ): Promise<TheOddsAnswer<readonly Value[]>> {
    const request = { path: `/v4${path}`, query: { ...query, apiKey: key.reveal() }, schema, maxStaleMs }
    const answer = await pipeline.get(request, signal)
    const { items, leftOut } = answer.value
    return { ...answer, value: items, leftOut }
  }

  return {
    breaker: pipeline.breaker,
    credits: () => credits,
    sports: ({ all = false } = {}, signal) => get('/sports', { all: all ? 'true' : undefined }, sportList, DAY, signal),
    odds: (sport, options, signal) => {
      const query = {
        regions: options.regions?.join(','),
        bookmakers: options.bookmakers?.join(','),
        markets: (options.markets ?? ['h2h']).join(','),
        oddsFormat: 'decimal',
        includeSids: options.sids === true ? 'true' : undefined,
        includeLinks: options.links === true ? 'true' : undefined,
        includeBetLimits: options.betLimits === true ? 'true' : undefined,
        ...filterQuery(options),
      }
      return get(`/sports/${encodeURIComponent(sport)}/odds`, query, oddsEventList, 0, signal)
    },
    events: (sport, options = {}, signal) =>
      get(`/sports/${encodeURIComponent(sport)}/events`, filterQuery(options), eventList, DAY, signal),
    scores: (sport, { daysFrom, eventIds } = {}, signal) =>
      get(
        `/sports/${encodeURIComponent(sport)}/scores`,
        { daysFrom: daysFrom?.toString(), ...filterQuery({ eventIds }) },
        scoreEventList,
        0,
        signal,
      ),
    close: () => pipeline.close(),
    [Symbol.asyncDispose]: () => pipeline.close(),
  }
}

function filterQuery({ eventIds, commenceTimeFrom, commenceTimeTo }: EventFilter): Record<string, string | undefined> {
  return {
    eventIds: eventIds?.join(','),
    commenceTimeFrom: commenceTimeFrom === undefined ? undefined : toSeconds(commenceTimeFrom),
    commenceTimeTo: commenceTimeTo === undefined ? undefined : toSeconds(commenceTimeTo),
  }
}

/** ISO 8601 without milliseconds, the only form that the service takes. */
function toSeconds(moment: Date): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
