import {
  allVoid,
  eventId,
  type Market,
  type MarketResult,
  type MarketUpdate,
  marketId,
  price,
  selectionId,
  timestamp,
  venueId,
  wonBy,
} from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { venueTerms } from '@betting-advisor/core/venue'
import type { Constants } from '../constants.ts'

/** Opens markets, moves their prices, suspends them before the start and settles them. */
export interface MarketMaker {
  /** What every open market shows now. */
  snapshot(now: number): readonly MarketUpdate[]
  results(markets: readonly string[]): readonly MarketResult[]
  /** Opens no more; resolves when the last one is settled. */
  close(): Promise<void>
}

/** What it needs to know of the exchange. */
export interface MarketMakerSettings {
  readonly seed: string
  readonly constants: Constants
  readonly burst: number
  readonly show: (update: MarketUpdate) => void
  readonly settle: (result: MarketResult) => void
}

/** Opens markets from now on. */
export function startMarkets({ seed, constants, burst, show, settle }: MarketMakerSettings): MarketMaker {
  const { marketEveryMs, marketLifeMs, settleAfterMs } = constants
  const open = new Map<string, MarketUpdate>()
  const results = new Map<string, MarketResult>()
  const over = Promise.withResolvers<void>()
  let number = 0
  let closing = false
  let living = 0

  function opened(): void {
    const id = `race-${++number}`
    const random = createSeededRandom(`${seed}|${id}`)
    const market = marketOf(id, Date.now() + marketLifeMs)
    living += 1
    const tell = (status: MarketUpdate['status']): void => {
      const update = updateOf(market, status, 1.8 + Math.floor(random() * 100) / 100, Date.now())
      open.set(id, update)
      show(update)
    }
    tell('open')
    for (const part of [0.25, 0.5, 0.75]) setTimeout(() => tell('open'), marketLifeMs * part)
    setTimeout(() => tell('suspended'), marketLifeMs * 0.95)
    setTimeout(() => {
      open.delete(id)
      const result = resultOf(market, random())
      settle(result)
      results.set(id, result)
      living -= 1
      if (closing && living === 0) over.resolve()
    }, marketLifeMs + settleAfterMs)
  }

  const opening = setInterval(() => {
    for (let count = 0; count < burst; count += 1) opened()
  }, marketEveryMs * burst)

  return {
    snapshot: (now) =>
      [...open.values()].map((update) => ({
        ...update,
        venues: update.venues.map((shown) => ({ ...shown, quotedAt: timestamp(now) })),
      })),
    results: (markets) => markets.flatMap((id) => results.get(id) ?? []),
    close() {
      clearInterval(opening)
      closing = true
      if (living === 0) over.resolve()
      return over.promise
    },
  }
}

const TERMS = venueTerms({ commission: 0.05 })

/** A race of Home and Away. */
export function marketOf(id: string, startsAt: number): Market {
  return {
    id: marketId(id),
    event: {
      id: eventId(`event of ${id}`),
      competition: 'races',
      name: `Home v Away (${id})`,
      home: 'Home',
      away: 'Away',
      startsAt: timestamp(startsAt),
    },
    kind: 'h2h',
    outcome: 'winner',
    selections: ['Home', 'Away'].map((name) => ({ id: selectionId(name), name, line: null })),
    winners: 1,
    line: null,
  }
}

/** News of a market whose fair price of Home is `home`, and of Away what is left. */
export function updateOf(market: Market, status: MarketUpdate['status'], home: number, now: number): MarketUpdate {
  const away = home / (home - 1)
  const shown = (side: 'back' | 'lay', margin: number) => ({
    venue: venueId('exchange'),
    side,
    quotedAt: timestamp(now),
    freshness: 'live' as const,
    terms: TERMS,
    prices: [home, away].map((fair) => price(Math.round(fair * margin * 100) / 100)),
  })
  return {
    market,
    status,
    inPlay: false,
    receivedAt: timestamp(now),
    venues: [shown('back', 0.99), shown('lay', 1.01)],
  }
}

function resultOf(market: Market, drawn: number): MarketResult {
  const isVoid = drawn < 0.1
  const winner = selectionId(drawn < 0.55 ? 'Home' : 'Away')
  return isVoid ? allVoid(market.id) : wonBy(market, [winner])
}
