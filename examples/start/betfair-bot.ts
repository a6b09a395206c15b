import {
  type BetfairAccess,
  createBetfairSession,
  createBetfairVenue,
  createCatalogue,
  type MarketQuery,
} from '@betting-advisor/adapter-betfair'
import { type BetfairClient, createBetfairClient } from '@betting-advisor/adapter-betfair/api'
import {
  createConnectionBudget,
  createMarketFeed,
  createOrderStream,
  streamEndpoint,
} from '@betting-advisor/adapter-betfair/stream'
import { createSegmentedRecorder } from '@betting-advisor/adapter-kit'
import { type Clock, money } from '@betting-advisor/core'
import { createConsoleLogger } from '@betting-advisor/core/config'
import { type ExchangeRates, fixedRates } from '@betting-advisor/core/venue'
import type { Feeds } from './feeds.ts'
import { joinTheQueue } from './join-the-queue.ts'
import type { ProgramSettings } from './program-settings.ts'

/** How an exchange is reached, and what is followed there. */
export interface BetfairBotSettings {
  readonly settings: ProgramSettings
  readonly clock: Clock
  readonly access: BetfairAccess
  readonly query: MarketQuery
  /** A folder for what the stream says; `null` to keep none of it. */
  readonly recordTo: string | null
}

/** One connection for markets and one for orders: as many as any key may have. */
const CONNECTIONS = 2

/** A bot's part of an exchange: its books, results and the venue, whose twin is bet at on paper. */
export type BetfairBot = Pick<
  Feeds,
  'settings' | 'clock' | 'books' | 'results' | 'venues' | 'rates' | 'strategies' | 'close'
>

/**
 * Logs in and holds the credentials against the account, so that what is wrong with them is told before anything is followed.
 *
 * @throws ApiError such as `DELAYED_KEY`, `INACTIVE_KEY` and `CURRENCY_DIFFERS`
 */
export async function openBetfairBot(
  { settings, clock, access, query, recordTo }: BetfairBotSettings,
  signal: AbortSignal,
): Promise<BetfairBot> {
  const { currency } = settings.account
  const logger = createConsoleLogger(settings.log)
  const session = createBetfairSession({ ...access, clock, logger })
  const client = createBetfairClient({ session, clock, logger })
  const { appKey } = session.access
  const stream = {
    endpoint: streamEndpoint(session.access),
    appKey,
    session,
    budget: createConnectionBudget(CONNECTIONS),
  }
  const { news } = createOrderStream({ ...stream, currency, customerStrategyRefs: ['betting-advisor'] })
  const venue = createBetfairVenue({ client, clock, currency, logger, news })
  const recorder = recordTo === null ? null : createSegmentedRecorder(recordTo, 'betfair', { logger })
  const close = async () => {
    await recorder?.close()
    await venue.close()
    await client.close()
    await session.close()
  }
  try {
    await venue.checkAccess?.(signal)
    const rates = currency.code === 'GBP' ? null : await ratesOf(client, currency.code, signal)
    const { markets, describe, termsOf } = createCatalogue({ client, clock, query, account: currency, logger })
    const feed = createMarketFeed({
      ...stream,
      markets,
      describe,
      termsOf,
      ...(recorder !== null && { record: recorder.append }),
    })
    return {
      settings,
      clock,
      books: [feed],
      results: [feed.results],
      venues: [venue],
      strategies: [joinTheQueue(money(2 * venue.traits.minStake))],
      ...(rates !== null && { rates }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Sizes on the stream are in pounds, whatever the account is kept in. */
async function ratesOf(client: BetfairClient, code: string, signal: AbortSignal): Promise<ExchangeRates> {
  const told = await client.listCurrencyRates(signal)
  const rate = told.find(({ currencyCode }) => currencyCode === code)?.rate
  return fixedRates(rate === undefined ? {} : { [`GBP/${code}`]: rate })
}
