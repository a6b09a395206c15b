import {
  type BetfairVenue,
  betfairAccess,
  betfairVariables,
  createBetfairSession,
  createBetfairVenue,
  createCatalogue,
  type MarketQuery,
} from '@betting-advisor/adapter-betfair'
import { createBetfairClient } from '@betting-advisor/adapter-betfair/api'
import { createBetfairCard, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import {
  createConnectionBudget,
  createMarketFeed,
  createOrderStream,
  type MarketFeed,
  streamEndpoint,
} from '@betting-advisor/adapter-betfair/stream'
import { type Clock, createSystemClock, currency, type Market } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'

/** The exchange as the examples use it: what it shows, and where bets go. */
export interface OpenExchange {
  readonly clock: Clock
  readonly feed: MarketFeed
  readonly venue: BetfairVenue
  /** The markets that are followed. */
  known(): readonly Market[]
  /** Whether it is the emulated one, which needs no key. */
  readonly isEmulated: boolean
  close(): Promise<void>
}

/** Only the emulator knows them. */
const BOT = { username: 'example', password: 'example', appKey: 'live-key' }

/** Opens Betfair where `BETFAIR_APP_KEY` is set, and else the emulated exchange of the adapter. */
export async function openExchange(query: MarketQuery): Promise<OpenExchange> {
  const settings = await settingsFromEnv({ betfair: betfairVariables })
  const clock = createSystemClock()
  const isEmulated = settings.betfair.appKey === null
  const emulator = isEmulated ? await emulated(clock) : null
  const session = createBetfairSession({
    ...(emulator === null
      ? betfairAccess(settings)
      : { ...BOT, hosts: emulator.hosts, authorities: emulator.authority }),
    clock,
  })
  const client = createBetfairClient({ session, clock })
  const account = currency('GBP')
  const catalogue = createCatalogue({ client, clock, query, account })
  const { appKey } = session.access
  const stream = { endpoint: streamEndpoint(session.access), appKey, session, budget: createConnectionBudget(2) }
  const feed = createMarketFeed({ ...stream, ...catalogue })
  const { news } = createOrderStream({ ...stream, currency: account, customerStrategyRefs: ['betting-advisor'] })
  const venue = createBetfairVenue({ client, clock, currency: account, news })
  return {
    ...{ clock, feed, venue, isEmulated, known: catalogue.known },
    async close() {
      await venue.close()
      await client.close()
      await session.close()
      await emulator?.close()
    },
  }
}

/** Races and matches every few minutes, each open for ten minutes before its start. */
async function emulated(clock: Clock) {
  const world = createBetfairCard({
    seed: 'examples',
    tickMs: 250,
    races: { markets: ['WIN'] },
    matches: { everyMs: 300_000 },
  })
  return await serveBetfair({ world, clock, accounts: [BOT] })
}
