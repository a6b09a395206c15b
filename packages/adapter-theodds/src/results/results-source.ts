import {
  type AwaitedMarket,
  after,
  type CircuitBreaker,
  DAY,
  InvariantError,
  type Logger,
  type MarketResult,
  MINUTE,
  type ResultSource,
  type SourceContext,
  type Timestamp,
} from '@betting-advisor/core'
import { type TheOddsAccess, worldOf } from '../api/access.ts'
import type { TheOddsClient } from '../api/client.ts'
import { openClient } from '../api/open-client.ts'
import type { TheOddsScoreEvent } from '../api/schemas.ts'
import { createFeedHealth, judge } from '../source/feed-health.ts'
import { fromMarketId } from '../source/market-key.ts'
import { checkSeconds } from '../source/source-settings.ts'
import { finalScoreOf, resultOf } from './winners.ts'

/** How results are asked for. */
export interface TheOddsResultsSettings extends TheOddsAccess {
  /** How often to look for results that are due, at least every second; 300 by default. Asking costs 2 credits a competition. */
  readonly pollSeconds?: number
  /** How long after its start an event should have ended, in minutes; 105 by default, for football. */
  readonly expectedMinutes?: number
}

/** A result source whose circuit breakers can be seen and worked by hand. */
export interface TheOddsResults extends ResultSource {
  /** Empty until it runs. */
  readonly breakers: readonly CircuitBreaker[]
}

/** The service tells scores of the last three days. */
const DAYS_FROM = 3

/** How many events are asked for by id; beyond, the whole competition is asked for. */
const MOST_IDS = 100

/** An awaited market of this source. */
interface Due {
  readonly awaited: AwaitedMarket
  readonly event: string
}

/**
 * A result source that reads final scores from The Odds API: it asks only when some awaited market should have ended, and only for the
 * competitions of those.
 *
 * Scores older than three days are no longer told: markets that wait longer are named in `status().detail` and left to a person.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong.
 * @example
 * ```ts
 * const results = createTheOddsResults({ pollSeconds: 600 })
 * ```
 */
export function createTheOddsResults(settings: TheOddsResultsSettings = {}): TheOddsResults {
  const { pollSeconds = 300, expectedMinutes = 105 } = settings
  checkSeconds('pollSeconds', pollSeconds, 1)
  checkSeconds('expectedMinutes', expectedMinutes, 0)
  worldOf(settings.baseUrl)
  const intervalMs = pollSeconds * 1000
  let client: TheOddsClient | null = null
  let health = createFeedHealth('theodds-results', () => null)

  function dueOf(awaited: readonly AwaitedMarket[], now: Timestamp): { due: Map<string, Due[]>; tooLate: number } {
    const due = new Map<string, Due[]>()
    let tooLate = 0
    for (const market of awaited) {
      const name = fromMarketId(market.market)
      if (name === null || now < market.startsAt + expectedMinutes * MINUTE) continue
      if (now > market.startsAt + DAYS_FROM * DAY) tooLate++
      else due.set(market.competition, [...(due.get(market.competition) ?? []), { awaited: market, event: name.event }])
    }
    return { due, tooLate }
  }

  async function* results(
    awaited: () => readonly AwaitedMarket[],
    { clock, logger, signal, changed }: SourceContext,
  ): AsyncGenerator<readonly MarketResult[]> {
    if (client !== null) throw new InvariantError('This source is running already.')
    if (signal.aborted) return
    health = createFeedHealth('theodds-results', () => client?.credits() ?? null, changed)
    const opened = await openClient(settings, 'scores', clock, logger).catch((error: unknown) => {
      health.failed('key', error, { kind: 'fatal' }, clock.now())
      health.ended()
      throw error
    })
    client = opened
    let notBefore = clock.now()

    async function ask(competition: string, due: readonly Due[]): Promise<readonly MarketResult[]> {
      const ids = [...new Set(due.map(({ event }) => event))]
      const eventIds = ids.length <= MOST_IDS ? ids : undefined
      try {
        const answer = await opened.scores(competition, { daysFrom: DAYS_FROM, eventIds }, signal)
        health.succeeded(competition, answer.receivedAt)
        return resultsOf(due, answer.value, logger)
      } catch (error) {
        signal.throwIfAborted()
        const now = clock.now()
        const verdict = judge(error, now, intervalMs)
        health.failed(competition, error, verdict, now)
        if (verdict.kind === 'fatal') throw error
        if (verdict.retryAt > notBefore) notBefore = verdict.retryAt
        logger.warn({ competition, retryAt: new Date(verdict.retryAt).toISOString(), error }, 'No scores came.')
        return []
      }
    }

    try {
      while (!signal.aborted) {
        const { due, tooLate } = dueOf(awaited(), clock.now())
        health.noted(tooLate === 0 ? null : `${tooLate} awaited, but no longer told: settle with advisor.settle(...)`)
        for (const [competition, markets] of due) {
          if (clock.now() < notBefore) break
          const batch = await ask(competition, markets)
          if (batch.length > 0) yield batch
        }
        const nextAt = clock.now() < notBefore ? notBefore : after(clock.now(), intervalMs)
        health.planned(nextAt, due.keys())
        await clock.sleep(nextAt - clock.now(), signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      client = null
      health.ended()
      await opened.close()
    }
  }

  return {
    specification: 1,
    name: 'theodds-results',
    results,
    status: () => health.status(),
    get breakers() {
      return client === null ? [] : [client.breaker]
    },
  }
}

/** The results of `due` that `events` decide. */
function resultsOf(due: readonly Due[], events: readonly TheOddsScoreEvent[], logger: Logger): readonly MarketResult[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  return due.flatMap(({ awaited, event: id }) => {
    const event = byId.get(id)
    const name = fromMarketId(awaited.market)
    const score = event === undefined ? null : finalScoreOf(event)
    if (event === undefined || name === null || score === null) return []
    const result = resultOf(awaited.market, name, event, score)
    if (result !== null) return [result]
    logger.warn(
      { market: awaited.market, score },
      'This score does not decide the market: settle it with advisor.settle(...).',
    )
    return []
  })
}
