import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBetfairSession, createBetfairVenue } from '@betting-advisor/adapter-betfair'
import { createBetfairClient } from '@betting-advisor/adapter-betfair/api'
import { createBetfairCard, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { createMarketFeed, createOrderStream } from '@betting-advisor/adapter-betfair/stream'
import {
  type AdvisorSettings,
  createAdvisor,
  createSystemClock,
  currency,
  type MarketId,
  ModeRefusedError,
  money,
  type Strategy,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { expect, it } from 'vitest'

const POUNDS = currency('GBP')
const BALANCE = 10_000
/** Short races: each can be bet on for five seconds, and is over after one more. */
const RACES = {
  ...{ everyMs: 2_500, opensBeforeMs: 5_000, runningMs: 500, settlesAfterMs: 500 },
  ...{ runners: 4, markets: ['WIN'] as const, removals: 0, deadHeats: 0, resettled: 0, abandoned: 0 },
}

/** Backs each favourite for 2.00 at what is offered, until it has a bet in so many races: on a busy machine some are over too soon. */
function backsFavourites(races: number): Strategy {
  const entered = new Set<MarketId>()
  return {
    name: 'favourites',
    version: '1',
    onMarket({ market, status, inPlay, book }, desk) {
      const isIdle = desk.orders(market.id).length === 0
      if (status !== 'open' || inPlay) {
        if (isIdle) entered.delete(market.id)
        return
      }
      if (!isIdle || book === null) return
      const prices = Array.from({ length: book.runners }, (_, runner) => book.bestBack(runner) ?? Infinity)
      const least = Math.min(...prices)
      if (least > 10 || (entered.size === races && !entered.has(market.id))) return
      const selection = book.selection(prices.indexOf(least))
      entered.add(market.id)
      const venue = venueId('betfair')
      desk.signal({ kind: 'order', market: market.id, selection, venue, side: 'back', stake: money(200) })
    },
    onOrder({ intent, reserved, matchedStake }) {
      if (reserved === 0 && matchedStake === 0) entered.delete(intent.market)
    },
  }
}

it('rehearses real money at the emulated exchange: the gate names it, and its statement is the ledger', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }))
  const clock = createSystemClock()
  const emulator = cleanup.use(
    await serveBetfair({
      world: createBetfairCard({ seed: '2026', matches: null, tickMs: 250, races: RACES }),
      clock,
      accounts: [{ username: 'bot', password: 'secret', balance: BALANCE }],
    }),
  )
  const { hosts, authority, control } = emulator
  const session = cleanup.use(
    createBetfairSession({
      ...{ appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities: authority, clock },
    }),
  )
  const client = cleanup.use(createBetfairClient({ session, clock }))
  const [host = '', port] = hosts.stream.split(':')
  const access = {
    endpoint: { host, port: Number(port), trust: { ca: authority } },
    appKey: session.access.appKey,
    session,
  }
  const feed = createMarketFeed({ ...access, markets: { filter: { eventTypeIds: ['7'] } } })
  const venue = cleanup.use(
    createBetfairVenue({
      ...{ client, clock, currency: POUNDS },
      news: createOrderStream({ ...access, currency: POUNDS }).news,
    }),
  )
  const file = join(folder, 'ledger.db')
  const bot: Omit<AdvisorSettings, 'store'> = {
    settings: defineSettings({
      mode: 'LIVE',
      account: { name: 'rehearsal', currency: POUNDS, bankroll: money(BALANCE * 100) },
    }),
    mode: 'LIVE',
    ...{ sources: [], books: [feed], results: [feed.results], venues: [venue], clock },
    strategies: [backsFavourites(3)],
  }

  const refused: unknown = await createAdvisor({ ...bot, store: openSqliteStore(file) }).catch(
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(ModeRefusedError)
  expect(refused).toMatchObject({
    unmet: [
      {
        id: 'emulated-world',
        message: 'Nothing here is real money: betfair, betfair-stream are an emulator’s.',
      },
      { id: 'paper-record' },
    ],
  })

  const store = cleanup.use(await openSqliteStore(file))
  const advisor = cleanup.use(await createAdvisor({ ...bot, store, waive: ['emulated-world', 'paper-record'] }))
  const { account } = advisor.status()
  expect(advisor.status()).toMatchObject({ mode: 'LIVE', account: 'LIVE:rehearsal', venues: [{ isPaper: true }] })
  const running = advisor.run()
  const bets = async () => (await store.orders({ account })).filter(({ matchedStake }) => matchedStake > 0)
  await expect
    .poll(async () => (await bets()).map(({ state }) => state), { timeout: 240_000, interval: 250 })
    .toEqual(['SETTLED', 'SETTLED', 'SETTLED'])
  const statement = control.statement('bot')
  await expect.poll(async () => (await store.balances(account)).commission).toBe(statement.commission)
  await advisor.stop('seen')
  await running

  const { available, reserved, capital } = await store.balances(account)
  expect(statement.bets).toHaveLength(3)
  expect(new Set(statement.bets.map(({ betId, matched }) => `${betId} ${matched}`))).toEqual(
    new Set((await bets()).map(({ venueOrderId, matchedStake }) => `${venueOrderId} ${matchedStake}`)),
  )
  expect(statement).toMatchObject({ balance: available, exposure: 0 })
  expect({ reserved, capital, faults: await store.verify(account) }).toEqual({
    reserved: 0,
    capital: -BALANCE * 100,
    faults: [],
  })
})
