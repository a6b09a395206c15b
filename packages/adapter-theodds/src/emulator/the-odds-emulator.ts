import { gzipSync } from 'node:zlib'
import { after, type Clock, DAY, HOUR, InvalidValueError, type Timestamp } from '@betting-advisor/core'
import type { World, WorldFixture } from '@betting-advisor/core/simulation'
import { isKnownBookmaker } from './bookmaker-regions.ts'
import { createCreditLedger } from './credit-ledger.ts'
import {
  allSportsOf,
  bookmakersOf,
  daysFromOf,
  type EventChoice,
  eventChoiceOf,
  flagsOf,
  formatsOf,
  marketsOf,
} from './parameters.ts'
import { Refusal } from './refusal.ts'
import { createRequestWindow } from './request-window.ts'
import { writeEvent, writeOddsEvent, writeScoreEvent } from './write-event.ts'

/** What is emulated. */
export interface TheOddsEmulatorSettings {
  readonly world: World
  readonly clock: Clock
  /** Keys that are accepted. */
  readonly apiKeys: readonly string[]
  /** Keys whose subscription has ended. */
  readonly deactivatedKeys?: readonly string[]
  /** Credits a month for each key; 500 by default, as in the free plan. */
  readonly credits?: number
  /** Requests within a second before the service says 429; 30 by default. */
  readonly requestsPerSecond?: number
  /** How far ahead events are listed, in days; 14 by default. */
  readonly horizonDays?: number
  /** Which fraction of markets is spoiled in one of the ways that real data shows, in [0, 1]; 0 by default. */
  readonly quirks?: number
}

/** An emulator of The Odds API v4, to be served by `serveEmulator` of the adapter kit. */
export interface TheOddsEmulator {
  /** Answers a request as the service would. */
  fetch(request: Request): Response
  /** The credits that a key has left this month. */
  creditsLeft(apiKey: string): number
}

/** A body and what it costs. */
interface Told {
  readonly body: unknown
  readonly cost: number
}

/** An event is looked for this long after its start: no match takes longer. */
const LONGEST_EVENT = 4 * HOUR

/** How many events the sport `upcoming` adds to those in play. */
const UPCOMING = 8

/** Responses smaller than this are not worth packing. */
const LEAST_PACKED = 256

/**
 * An emulator of The Odds API v4 over a simulated world: sports, events, odds and scores with their parameters, errors, credits, caching
 * and rate limit, in the time of `clock`.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong.
 * @example
 * ```ts
 * const emulator = createTheOddsEmulator({ world, clock, apiKeys: ['demo'] })
 * await using server = await serveEmulator(emulator.fetch)
 * ```
 */
export function createTheOddsEmulator(settings: TheOddsEmulatorSettings): TheOddsEmulator {
  const { world, clock, credits = 500, requestsPerSecond = 30, horizonDays = 14, quirks = 0 } = settings
  if (!(credits >= 0)) throw new InvalidValueError('credits', credits, 'at least 0')
  if (!(quirks >= 0 && quirks <= 1)) throw new InvalidValueError('quirks', quirks, 'a fraction in [0, 1]')
  const ledger = createCreditLedger(credits, clock)
  const accepted = new Set(settings.apiKeys)
  const deactivated = new Set(settings.deactivatedKeys)
  const window = createRequestWindow(clock, requestsPerSecond)
  const bookmakerKeys = new Set<string>(world.bookmakers.map(({ key }) => key))

  function identify(query: URLSearchParams): string {
    const key = query.get('apiKey') ?? query.get('api_key') ?? ''
    if (key === '')
      throw new Refusal(401, 'MISSING_KEY', 'API key is missing. See usage plans at https://the-odds-api.com')
    if (deactivated.has(key)) throw new Refusal(401, 'DEACTIVATED_KEY', 'API key has been deactivated')
    if (!accepted.has(key)) {
      throw new Refusal(401, 'INVALID_KEY', 'API key is not valid. Get an API key at https://the-odds-api.com')
    }
    return key
  }

  /** Events that have not ended, by start. */
  function listed(sport: string, now: Timestamp, { ids, from, to }: EventChoice): readonly WorldFixture[] {
    const running = world
      .fixtures(after(now, -LONGEST_EVENT), after(now, horizonDays * DAY))
      .filter((fixture) => world.score(fixture, now)?.completed !== true)
    const chosen = (fixture: WorldFixture): boolean => ids === null || ids.has(fixture.id)
    if (sport === 'upcoming') {
      const live = running.filter(({ startsAt }) => startsAt <= now)
      return [...live, ...running.filter(({ startsAt }) => startsAt > now).slice(0, UPCOMING)].filter(chosen)
    }
    return running.filter(
      (fixture) =>
        fixture.competition === sport &&
        chosen(fixture) &&
        (from === null || fixture.startsAt >= from) &&
        (to === null || fixture.startsAt <= to),
    )
  }

  function sports(query: URLSearchParams): Told {
    allSportsOf(query)
    const body = world.competitions.map(({ key, title }) => ({
      key,
      group: key.startsWith('soccer_') ? 'Soccer' : title,
      title,
      description: title,
      active: true,
      has_outrights: false,
    }))
    return { body, cost: 0 }
  }

  function events(sport: string, query: URLSearchParams, now: Timestamp): Told {
    const { date } = formatsOf(query)
    const rotation = flagsOf(query).has('includeRotationNumbers') ? { home_rotation: null, away_rotation: null } : {}
    const fixtures = listed(sport, now, eventChoiceOf(query))
    return { body: fixtures.map((fixture) => ({ ...writeEvent(world, fixture, date), ...rotation })), cost: 0 }
  }

  function odds(sport: string, query: URLSearchParams, now: Timestamp): Told {
    const bookmakers = bookmakersOf(query, (key) => bookmakerKeys.has(key) || isKnownBookmaker(key))
    const markets = marketsOf(query)
    const question = { bookmakers, markets, flags: flagsOf(query), formats: formatsOf(query), quirks }
    const body = listed(sport, now, eventChoiceOf(query)).map((fixture) =>
      writeOddsEvent(world, fixture, now, question),
    )
    const isEmpty = body.every((event) => event.bookmakers.length === 0)
    return { body, cost: isEmpty ? 0 : markets.length * bookmakers.cost }
  }

  function scores(sport: string, query: URLSearchParams, now: Timestamp): Told {
    const daysFrom = daysFromOf(query)
    const { date } = formatsOf(query)
    const choice = eventChoiceOf(query)
    const live = listed(sport, now, choice)
    const ended =
      daysFrom === null
        ? []
        : world
            .fixtures(after(now, -daysFrom * DAY), now)
            .filter((fixture) => sport === 'upcoming' || fixture.competition === sport)
            .filter((fixture) => choice.ids === null || choice.ids.has(fixture.id))
            .filter((fixture) => world.score(fixture, now)?.completed === true)
    const body = [...ended, ...live].map((fixture) => writeScoreEvent(world, fixture, now, date))
    return { body, cost: body.length === 0 ? 0 : daysFrom === null ? 1 : 2 }
  }

  function tell(url: URL, key: string): Told {
    const path = url.pathname.replace(/\/+$/, '')
    if (path === '/v4/sports') return sports(url.searchParams)
    const [, sport, endpoint] = /^\/v4\/sports\/([^/]+)\/(odds|events|scores)$/.exec(path) ?? []
    if (sport === undefined || endpoint === undefined) throw new Refusal(404, 'NOT_FOUND', 'Not found')
    if (sport !== 'upcoming' && !world.competitions.some((competition) => competition.key === sport)) {
      throw new Refusal(404, 'UNKNOWN_SPORT', 'Unknown sport')
    }
    const now = clock.now()
    if (endpoint === 'events') return events(sport, url.searchParams, now)
    ledger.check(key)
    return endpoint === 'odds' ? odds(sport, url.searchParams, now) : scores(sport, url.searchParams, now)
  }

  return {
    creditsLeft: ledger.remaining,
    fetch(request) {
      let key: string | null = null
      try {
        const url = new URL(request.url)
        if (request.method !== 'GET') throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Method not allowed')
        key = identify(url.searchParams)
        if (!window.take(key)) {
          throw new Refusal(429, 'EXCEEDED_FREQ_LIMIT', 'Requests are being made too frequently. Space them out')
        }
        const { body, cost } = tell(url, key)
        ledger.charge(key, cost)
        return respond(request, 200, JSON.stringify(body), ledger.headers(key, cost))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return respond(request, error.status, error.toBody(), key === null ? {} : ledger.headers(key, 0))
      }
    },
  }
}

function respond(request: Request, status: number, body: string, headers: Record<string, string>): Response {
  const all = { 'content-type': 'application/json; charset=utf-8', ...headers }
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (!takesGzip || body.length < LEAST_PACKED) return new Response(body, { status, headers: all })
  return new Response(gzipSync(body, { level: 1 }), {
    status,
    headers: { ...all, 'content-encoding': 'gzip', vary: 'accept-encoding' },
  })
}
