import { readFileSync } from 'node:fs'
import { createBetfairSession } from '@betting-advisor/adapter-betfair'
import {
  type BetfairWorld,
  createBetfairCard,
  createRecordedWorld,
  serveBetfair,
} from '@betting-advisor/adapter-betfair/emulator'
import { createMarketFeed } from '@betting-advisor/adapter-betfair/stream'
import { createSystemClock, currency, venueId } from '@betting-advisor/core'
import { createMatchingModel, simulatedVenue } from '@betting-advisor/core/simulation'
import type { Feeds } from './feeds.ts'
import { joinTheQueue } from './join-the-queue.ts'
import type { ProgramSettings } from './program-settings.ts'

/** Credentials that only the emulator knows. */
const BOT = { username: 'paper', password: 'paper', appKey: 'live-key' }
const POUNDS = currency('GBP')

/**
 * An emulated Betfair exchange with a generated card, or with recorded markets: its books come over the stream, and bets on them are
 * matched on paper.
 */
export async function openBetfair(base: ProgramSettings, recording: string | null): Promise<Feeds> {
  const settings = betfairSettings(base, recording)
  const clock = createSystemClock()
  const emulator = await serveBetfair({ world: worldOf(base, recording), clock, accounts: [BOT] })
  const { hosts, authority } = emulator
  const session = createBetfairSession({ ...BOT, hosts, authorities: authority, clock })
  const [host = '', port] = hosts.stream.split(':')
  const feed = createMarketFeed({
    endpoint: { host, port: Number(port), trust: { ca: authority } },
    appKey: session.access.appKey,
    session,
    markets: { filter: {} },
    origin: 'emulator',
  })
  const model = createMatchingModel({ venue: venueId('betfair'), currency: POUNDS })
  return {
    settings,
    clock,
    sources: [],
    books: [feed],
    results: [feed.results],
    venues: [simulatedVenue(model, { clock })],
    strategies: [joinTheQueue()],
    sharp: '',
    world: recording === null ? `an emulated Betfair exchange (seed ${base.seed})` : `${recording}, played again`,
    span: null,
    finish: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    async close() {
      await session.close()
      await emulator.close()
    },
  }
}

function worldOf({ seed }: ProgramSettings, recording: string | null): BetfairWorld {
  if (recording === null) return createBetfairCard({ seed })
  return createRecordedWorld({ lines: readFileSync(recording, 'utf8').split('\n') })
}

/** What is bet on an emulator has a bankroll of its own, in the currency of its stream. */
function betfairSettings(settings: ProgramSettings, recording: string | null): ProgramSettings {
  const { name } = settings.account
  const suffix = recording === null ? settings.seed : 'recorded'
  const own = `${name}-betfair-${suffix}`.replace(/[^\w.-]/g, '_').slice(0, 64)
  return { ...settings, account: { ...settings.account, name: own, currency: POUNDS } }
}
