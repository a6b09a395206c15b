import { createPolledPrices, type PolledPrices } from '@betting-advisor/adapter-kit'
import { originOf } from '../api/access.ts'
import { creditsText } from '../api/credits.ts'
import { openClient } from '../api/open-client.ts'
import { termsOnBoard } from './exchange-terms.ts'
import { judge } from './judge.ts'
import { shownIn } from './map-event.ts'
import { resolveSourceSettings, type TheOddsSourceSettings } from './source-settings.ts'

/** A price source whose circuit breakers can be seen and worked by hand. */
export type TheOddsSource = PolledPrices

/** After a request that was not answered the feed is asked again sooner than its interval says, in milliseconds: it cost no credits. */
const RETRY_AFTER_FAILURE = 30_000

/**
 * A price source that polls The Odds API.
 *
 * Prices are marked as cached as soon as a poll fails, and are taken back when a bookmaker or an event drops out of the feed, so that
 * nothing is bet on a price that the latest poll did not show. What of an answer cannot be used is left out with a warning. Passing faults
 * are retried and shown in `status()`; used-up credits are waited for until the first of the next month.
 *
 * The iteration throws ApiError with code `MISSING_KEY`, `INVALID_KEY`, `DEACTIVATED_KEY`, `UNKNOWN_SPORT` or that of another
 * refused parameter.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong.
 * @example
 * ```ts
 * const source = createTheOddsSource({ sports: ['soccer_epl'], regions: ['eu'], pollSeconds: 120 })
 * for await (const updates of source.updates({ clock, logger, signal })) console.log(updates.length)
 * ```
 */
export function createTheOddsSource(settings: TheOddsSourceSettings): TheOddsSource {
  const { sports, markets, choice, include, intervalMs, closingMs, exchangeCommission } =
    resolveSourceSettings(settings)
  const { betLimitCurrency } = settings
  const terms = termsOnBoard(exchangeCommission, betLimitCurrency)
  const patience = { retryMs: Math.min(intervalMs, RETRY_AFTER_FAILURE), intervalMs }
  return createPolledPrices({
    name: 'theodds',
    origin: originOf(settings.baseUrl),
    parts: sports,
    intervalMs,
    closingMs,
    judge: (error, now) => judge(error, now, patience),
    async open({ clock, logger }) {
      const client = await openClient(settings, 'odds', clock, logger)
      return {
        breakers: [client.breaker],
        detail: () => creditsText(client.credits()),
        async read(sport, known, leftOut, signal) {
          const answer = await client.odds(sport, { ...choice, ...include, markets }, signal)
          leftOut.take(answer.leftOut)
          const { value, receivedAt } = answer
          return { markets: shownIn(value, { sport, receivedAt, known, leftOut, terms, betLimitCurrency }), receivedAt }
        },
        close: () => client.close(),
      }
    },
  })
}
