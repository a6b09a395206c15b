import { checkSeconds, createLeftOut, createPolledFeed } from '@betting-advisor/adapter-kit'
import {
  after,
  DAY,
  type Logger,
  type MarketResult,
  MINUTE,
  type ResultSource,
  type Timestamp,
} from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import { shapes } from '@betting-advisor/core/config'
import type { AwaitedMarket, SourceContext } from '@betting-advisor/core/venue'
import { accessMembers, originOf, type TheOddsAccess } from '../api/access.ts'
import type { TheOddsClient } from '../api/client.ts'
import { creditsText } from '../api/credits.ts'
import { openClient } from '../api/open-client.ts'
import type { TheOddsScoreEvent } from '../api/schemas.ts'
import { judge } from '../source/judge.ts'
import { fromMarketId, type MarketName } from '../source/market-key.ts'
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

const members = {
  ...accessMembers,
  pollSeconds: shapes.optional(shapes.aNumber),
  expectedMinutes: shapes.optional(shapes.aNumber),
} satisfies shapes.Complete<TheOddsResultsSettings>

const NAME = 'theodds-results'

/** The service tells scores of the last three days. */
const DAYS_FROM = 3

/** How many events are asked for by id; beyond, the whole competition is asked for. */
const MOST_IDS = 100

/** An awaited market of this source. */
interface Due {
  readonly awaited: AwaitedMarket
  readonly name: MarketName
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
  shapes.checkOptions('createTheOddsResults', settings, members)
  const { pollSeconds = 300, expectedMinutes = 105 } = settings
  checkSeconds('pollSeconds', pollSeconds, 1)
  checkSeconds('expectedMinutes', expectedMinutes, 0)
  originOf(settings.baseUrl)
  const intervalMs = pollSeconds * 1000
  let client: TheOddsClient | null = null
  let unheard = 0

  function dueOf(awaited: readonly AwaitedMarket[], now: Timestamp): Map<string, Due[]> {
    const due = new Map<string, Due[]>()
    unheard = 0
    for (const market of awaited) {
      const name = fromMarketId(market.market)
      if (name === null || now < market.startsAt + expectedMinutes * MINUTE) continue
      if (now > market.startsAt + DAYS_FROM * DAY) unheard++
      else due.set(market.competition, [...(due.get(market.competition) ?? []), { awaited: market, name }])
    }
    return due
  }

  function detail(): string | null {
    const credits = creditsText(client?.credits() ?? null)
    const left = unheard === 0 ? null : `${unheard} awaited, but no longer told: settle with advisor.settle(...)`
    return [credits, left].filter((part) => part !== null).join('; ') || null
  }

  async function open(awaited: () => readonly AwaitedMarket[], { clock, logger, signal }: SourceContext) {
    const opened = await openClient(settings, 'scores', clock, logger)
    client = opened
    let notBefore = clock.now()
    let due = new Map<string, Due[]>()

    return {
      *due(): Generator<string> {
        due = dueOf(awaited(), clock.now())
        for (const competition of due.keys()) if (clock.now() >= notBefore) yield competition
      },
      async ask(competition: string) {
        const markets = due.get(competition) ?? []
        const ids = [...new Set(markets.map(({ name }) => name.event))]
        const eventIds = ids.length <= MOST_IDS ? ids : undefined
        const answer = await opened.scores(competition, { daysFrom: DAYS_FROM, eventIds }, signal)
        const leftOut = createLeftOut()
        leftOut.take(answer.leftOut)
        const events = answer.value.filter(({ sport_key }, index) => {
          if (sport_key === competition) return true
          leftOut.add(`event ${index}`, `an event of ${sport_key}, which was not asked for`)
          return false
        })
        return { news: resultsOf(markets, events, logger), receivedAt: answer.receivedAt, leftOut }
      },
      failed(_competition: string, { retryAt }: { readonly retryAt: Timestamp }) {
        if (retryAt > notBefore) notBefore = retryAt
        return []
      },
      nextAt: () => (clock.now() < notBefore ? notBefore : after(clock.now(), intervalMs)),
      parts: () => due.keys(),
      async close() {
        client = null
        await opened.close()
      },
    }
  }

  const feed = createPolledFeed<MarketResult>({
    name: NAME,
    judge: (error, now) => judge(error, now, { retryMs: intervalMs, intervalMs }),
    detail,
    longestWaitMs: intervalMs,
  })

  return {
    specification: 1,
    name: NAME,
    results: (awaited, context) => feed.run(context, () => open(awaited, context)),
    status: () => feed.status(),
    get breakers() {
      return client === null ? [] : [client.breaker]
    },
  }
}

/** The results of `due` that `events` decide. */
function resultsOf(due: readonly Due[], events: readonly TheOddsScoreEvent[], logger: Logger): readonly MarketResult[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  return due.flatMap(({ awaited, name }) => {
    const event = byId.get(name.event)
    const score = event === undefined ? null : finalScoreOf(event)
    if (event === undefined || score === null) return []
    const result = resultOf({ ...awaited, ...name }, event, score)
    if (result !== null) return [result]
    logger.warn(
      { market: awaited.market, score },
      'This score does not decide the market: settle it with advisor.settle(...).',
    )
    return []
  })
}
