import { readFileSync } from 'node:fs'
import { betfairAccess, type MarketQuery } from '@betting-advisor/adapter-betfair'
import {
  type BetfairWorld,
  createBetfairCard,
  createRecordedWorld,
  serveBetfair,
} from '@betting-advisor/adapter-betfair/emulator'
import { createSystemClock, currency } from '@betting-advisor/core'
import type { ExchangeOptions } from './arguments.ts'
import { type BetfairBot, type BetfairBotSettings, openBetfairBot } from './betfair-bot.ts'
import type { Feeds } from './feeds.ts'
import type { ProgramSettings } from './program-settings.ts'

/** Credentials that only the emulator knows. */
const EMULATED = { username: 'paper', password: 'paper', appKey: 'live-key' }
/** What is followed at the real exchange where nothing else is asked for. */
const NEXT_RACES: MarketQuery = { sport: 'horse-racing', countries: ['GB', 'IE'], types: ['WIN'], withinHours: 2 }

/**
 * Bets on paper at the prices of the real exchange where there is an application key, and otherwise at an emulated one, with a generated card
 * or with recorded markets.
 */
export async function openBetfair(
  settings: ProgramSettings,
  { emulate, query, recordTo }: ExchangeOptions & Pick<BetfairBotSettings, 'recordTo'>,
  signal: AbortSignal,
): Promise<Feeds> {
  if (settings.betfair.appKey === null || emulate !== null)
    return await emulated(settings, emulate, { query: query ?? {}, recordTo }, signal)
  return await live(settings, { query: query ?? NEXT_RACES, recordTo }, signal)
}

type Followed = Pick<BetfairBotSettings, 'query' | 'recordTo'>

async function live(settings: ProgramSettings, followed: Followed, signal: AbortSignal): Promise<Feeds> {
  const { hosts } = settings.betfair
  const clock = createSystemClock()
  const bot = await openBetfairBot({ settings, clock, access: betfairAccess(settings), ...followed }, signal)
  const where =
    hosts === null ? 'live prices of Betfair' : `live prices of Betfair as ${hosts.stream ?? hosts.api} tells them`
  return feedsOf(bot, where, [
    'Betfair gives live keys to bet with, and may restrict one that is only read with: see "A live key on paper" in the README of its adapter.',
  ])
}

async function emulated(
  base: ProgramSettings,
  recording: string | null,
  followed: Followed,
  signal: AbortSignal,
): Promise<Feeds> {
  const clock = createSystemClock()
  const emulator = await serveBetfair({ world: worldOf(base, recording), clock, accounts: [EMULATED] })
  const { hosts, authority: authorities } = emulator
  const access = { ...EMULATED, hosts, authorities }
  try {
    const bot = await openBetfairBot(
      { settings: emulatedSettings(base, recording), clock, access, ...followed },
      signal,
    )
    const close = async () => {
      await bot.close()
      await emulator.close()
    }
    return feedsOf(
      { ...bot, close },
      recording === null ? `an emulated Betfair exchange (seed ${base.seed})` : `${recording}, played again`,
    )
  } catch (error) {
    await emulator.close()
    throw error
  }
}

function feedsOf(bot: BetfairBot, world: string, notes: readonly string[] = []): Feeds {
  return {
    ...bot,
    sources: [],
    sharp: '',
    world,
    notes,
    span: null,
    finish: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  }
}

function worldOf({ seed }: ProgramSettings, recording: string | null): BetfairWorld {
  if (recording === null) return createBetfairCard({ seed })
  return createRecordedWorld({ lines: readFileSync(recording, 'utf8').split('\n') })
}

/** What is bet on an emulator has a bankroll of its own, in the currency that it keeps accounts in. */
function emulatedSettings(settings: ProgramSettings, recording: string | null): ProgramSettings {
  const { name } = settings.account
  const suffix = recording === null ? settings.seed : 'recorded'
  const own = `${name}-betfair-${suffix}`.replace(/[^\w.-]/g, '_').slice(0, 64)
  return { ...settings, account: { ...settings.account, name: own, currency: currency('GBP') } }
}
