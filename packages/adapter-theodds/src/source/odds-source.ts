import {
  type CircuitBreaker,
  InvariantError,
  type MarketUpdate,
  type PriceSource,
  type SourceContext,
} from '@betting-advisor/core'
import { worldOf } from '../api/access.ts'
import type { TheOddsClient } from '../api/client.ts'
import { openClient } from '../api/open-client.ts'
import { createFeedHealth, judge } from './feed-health.ts'
import { marketsOf } from './map-event.ts'
import { createPollPlan } from './poll-plan.ts'
import { createShownBoard } from './shown-board.ts'
import { resolveSourceSettings, type TheOddsSourceSettings } from './source-settings.ts'

/** A price source whose circuit breakers can be seen and worked by hand. */
export interface TheOddsSource extends PriceSource {
  /** Empty until it runs. */
  readonly breakers: readonly CircuitBreaker[]
}

/** After a failure the feed is asked again sooner than its interval says, in milliseconds: a failed request costs no credits. */
const RETRY_AFTER_FAILURE = 30_000

/**
 * A price source that polls The Odds API.
 *
 * Prices are marked as cached as soon as a poll fails, and are taken back when a bookmaker or an event drops out of the feed, so that
 * nothing is bet on a price that the latest poll did not show. Passing faults are retried and shown in `status()`; used-up credits are
 * waited for until the first of the next month.
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
  const { sports, markets, choice, intervalMs, closingMs } = resolveSourceSettings(settings)
  const world = worldOf(settings.baseUrl)
  let client: TheOddsClient | null = null
  let health = createFeedHealth('theodds', () => null)

  async function* updates({ clock, logger, signal, changed }: SourceContext): AsyncGenerator<readonly MarketUpdate[]> {
    if (client !== null) throw new InvariantError('This source is running already.')
    if (signal.aborted) return
    health = createFeedHealth('theodds', () => client?.credits() ?? null, changed)
    const opened = await openClient(settings, 'odds', clock, logger).catch((error: unknown) => {
      health.failed('key', error, { kind: 'fatal' }, clock.now())
      health.ended()
      throw error
    })
    client = opened
    const board = createShownBoard()
    const plan = createPollPlan({
      competitions: sports,
      start: clock.now(),
      intervalMs,
      closingMs,
      startTimes: board.startTimes,
    })

    async function poll(sport: string): Promise<readonly MarketUpdate[]> {
      const askedAt = clock.now()
      try {
        const { value, receivedAt } = await opened.odds(sport, { ...choice, markets }, signal)
        plan.succeeded(sport, askedAt)
        health.succeeded(sport, receivedAt)
        const shown = value.flatMap((event) => marketsOf(event, receivedAt, board.market))
        return board.replace(sport, shown, receivedAt)
      } catch (error) {
        signal.throwIfAborted()
        const now = clock.now()
        const verdict = judge(error, now, Math.min(intervalMs, RETRY_AFTER_FAILURE))
        health.failed(sport, error, verdict, now)
        if (verdict.kind === 'fatal') throw error
        // Credits are one purse for all sports.
        const affected = verdict.kind === 'exhausted' ? sports : [sport]
        for (const each of affected) plan.failed(each, verdict.retryAt)
        logger.warn({ sport, retryAt: new Date(verdict.retryAt).toISOString(), error }, 'The Odds API did not answer.')
        return board.distrust(now, verdict.kind === 'exhausted' ? undefined : sport)
      }
    }

    try {
      while (!signal.aborted) {
        const started = board.startEvents(clock.now())
        if (started.length > 0) yield started
        for (const sport of plan.due(clock.now())) {
          // An earlier sport of this round may have found the credits used up.
          if (!plan.due(clock.now()).includes(sport)) continue
          const batch = await poll(sport)
          if (batch.length > 0) yield batch
        }
        const nextAt = plan.nextAt()
        health.planned(nextAt, sports)
        await clock.sleep(Math.min(Math.max(0, nextAt - clock.now()), intervalMs), signal)
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
    name: 'theodds',
    world,
    updates,
    status: () => health.status(),
    get breakers() {
      return client === null ? [] : [client.breaker]
    },
  }
}
