import { createBetfairCard, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { createSystemClock, silentLogger, type Venue } from '@betting-advisor/core'
import { beforeEach, expect, it, vi } from 'vitest'
import { openExchange } from '../betfair/exchange.ts'
import { openBetfairBot } from '../start/betfair-bot.ts'
import { programSettings } from '../start/program-settings.ts'

/** What the venue's stream of orders says first. */
async function firstNews(venue: Venue | undefined): Promise<unknown> {
  const stop = new AbortController()
  for await (const news of venue?.orderNews?.({
    clock: createSystemClock(),
    logger: silentLogger,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  }) ?? []) {
    stop.abort()
    return news
  }
  return null
}

// Vitest sets one of its own.
beforeEach(() => void vi.stubEnv('MODE', 'DRY_RUN'))

const BEGUN = [{ kind: 'gap', reason: 'the stream of orders has begun anew' }]

it('a bot hears of its orders by their stream', async () => {
  const clock = createSystemClock()
  const account = { username: 'bot', password: 'secret', appKey: 'live-key' }
  const emulator = await serveBetfair({ world: createBetfairCard({ seed: 'bot' }), clock, accounts: [account] })
  const { hosts, authority: authorities } = emulator
  const bot = await openBetfairBot(
    { settings: await programSettings(), clock, access: { ...account, hosts, authorities }, query: {}, recordTo: null },
    new AbortController().signal,
  )
  expect(bot.books?.map(({ origin }) => origin)).toEqual(['emulator'])
  expect(await firstNews(bot.venues?.[0])).toEqual(BEGUN)
  await bot.close()
  await emulator.close()
})

it('so do the examples', async () => {
  const exchange = await openExchange({})
  expect(exchange.feed.origin).toBe('emulator')
  expect(await firstNews(exchange.venue)).toEqual(BEGUN)
  await exchange.close()
})
