import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MarketResult, MarketUpdate, PriceSource, ResultSource } from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'
import { get } from '../client/node-http.ts'
import { readJson } from '../client/read-json.ts'
import type { FastClock } from './fast-clock.ts'

const RETRY_MS = 50
const RESULTS_EVERY_MS = 150
const PATIENCE_MS = 2_000

const status = (name: string) => (): FeedStatus => ({
  name,
  state: 'ok',
  lastMessageAt: null,
  fault: null,
  nextAttemptAt: null,
  detail: null,
})

/** What the exchange shows, as it happens; a broken line is connected again. `asked`: an engine wants to know from now on. */
export function createPriceFeed(port: number, clock: FastClock, asked: () => void): PriceSource {
  return {
    specification: 1,
    name: 'prices',
    origin: 'emulator',
    status: status('prices'),
    async *updates({ signal }) {
      asked()
      while (!signal.aborted) {
        try {
          for await (const line of createInterface({ input: await connected(port, signal) })) {
            yield [shownOn(clock, JSON.parse(line))]
          }
        } catch {
          // Connected again below.
        }
        await pause(RETRY_MS, signal)
      }
    },
  }
}

/** What the exchange tells by its clock, by that of the engine. */
function shownOn(clock: FastClock, { market, venues, ...update }: MarketUpdate): MarketUpdate {
  const startsAt = clock.shown(market.event.startsAt)
  return {
    ...update,
    market: { ...market, event: { ...market.event, startsAt } },
    venues: venues.map((shown) => ({ ...shown, quotedAt: clock.shown(shown.quotedAt) })),
    receivedAt: clock.now(),
  }
}

function connected(port: number, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/prices', agent: false, signal }, resolve).on('error', reject)
  })
}

/** How the exchange has settled the markets that are waited for. */
export function createResultFeed(port: number): ResultSource {
  return {
    specification: 1,
    name: 'results',
    status: status('results'),
    async *results(awaited, { signal }) {
      while (!signal.aborted) {
        const markets = awaited().map(({ market }) => market)
        try {
          if (markets.length > 0) {
            const path = `/results?markets=${markets.join()}`
            const results = (await readJson(port, path, PATIENCE_MS, signal)) as readonly MarketResult[]
            if (results.length > 0) yield results
          }
        } catch {
          // Asked again below.
        }
        await pause(RESULTS_EVERY_MS, signal)
      }
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
