import { type BetfairVenue, createBetfairSession, createBetfairVenue } from '@betting-advisor/adapter-betfair'
import { createBetfairClient } from '@betting-advisor/adapter-betfair/api'
import { createMarketFeed, createOrderStream } from '@betting-advisor/adapter-betfair/stream'
import { currency, type Venue } from '@betting-advisor/core'
import type { BookFeed } from '@betting-advisor/core/venue'
import type { EngineConfig } from '../engine/config.ts'
import { runEngine } from '../engine/run-engine.ts'
import { watchOrders } from './order-failpoints.ts'
import { type BetfairAddress, BOT } from './protocol.ts'
import { scriptedStrategy } from './scripted-strategy.ts'

/** How long a question may take: nothing hangs on it but its repetition. */
const READ_MS = 5_000

/** All at once, one process that dies would take with it all that there is room for. */
const ONE_BY_ONE = { orders: 2, windowMs: 1_000 }

const config: EngineConfig & { readonly betfair: BetfairAddress } = JSON.parse(process.argv[2] ?? '')
const { constants, speed, betfair } = config

await runEngine(config, ({ clock, hit, logger, trading }) => {
  watchOrders(hit)
  const { hosts, authority } = betfair
  const session = createBetfairSession({
    ...BOT,
    hosts,
    authorities: authority,
    clock,
    logger,
    httpTimeoutMs: READ_MS,
  })
  const client = createBetfairClient({ session, clock, logger })
  const [host = '', port] = hosts.stream.split(':')
  const access = {
    endpoint: { host, port: Number(port), trust: { ca: authority } },
    appKey: session.access.appKey,
    session,
  }
  const feed = createMarketFeed({ ...access, origin: 'emulator', markets: { filter: { eventTypeIds: ['7'] } } })
  const venue = createBetfairVenue({
    client,
    clock,
    logger,
    currency: currency('GBP'),
    maxBetDelayMs: 1_000,
    answerMs: constants.clientTimeoutMs,
    news: createOrderStream({ ...access, currency: currency('GBP') }).news,
  })
  return {
    books: [heard(feed, trading)],
    results: [feed.results],
    venue: onPaperMoney(venue),
    strategy: scriptedStrategy(),
    risk: { rateLimit: ONE_BY_ONE },
  }
})

/** The venue itself and not its twin, although no bet is real; with its times as short as everybody's. */
function onPaperMoney({ twin: _, ...venue }: BetfairVenue): Venue {
  const { lateAcceptMs, visibilityLagMs } = constants
  const times = { lateAcceptMs: lateAcceptMs * speed, visibilityLagMs: visibilityLagMs * speed }
  return { ...venue, traits: { ...venue.traits, origin: 'simulated', ...(speed > 1 && times) } }
}

/** Tells when it is first listened to. */
function heard(feed: BookFeed, told: () => void): BookFeed {
  return {
    ...feed,
    messages(context) {
      told()
      return feed.messages(context)
    },
  }
}
