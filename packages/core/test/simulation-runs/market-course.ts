import type { MarketResult } from '@betting-advisor/core'
import type { Exchange } from '@betting-advisor/core/simulation'
import type { Bookmaker } from './bookmaker.ts'
import { AT_REST_AT, START } from './calendar.ts'
import type { PriceFeed } from './feeds.ts'
import type { Processes } from './processes.ts'
import type { Simulator } from './simulator.ts'
import { drawNews, type WorldMarket } from './world-market.ts'

/** Whom the course of the markets reaches. */
export interface CourseParts {
  readonly simulator: Simulator
  readonly bookmakers: readonly Bookmaker[]
  readonly exchange: Exchange
  readonly feed: PriceFeed
  readonly processes: Processes
  /** What result sources know, kept by the course. */
  readonly results: MarketResult[]
}

/** Plans the news, the start, the end and the corrections of every market. */
export function planMarkets(markets: readonly WorldMarket[], parts: CourseParts): void {
  const { simulator, bookmakers, results } = parts
  for (const known of markets) {
    const startsIn = known.market.event.startsAt - START
    for (let at = simulator.between(100, 2000); at < startsIn; at += simulator.between(400, 3000)) {
      simulator.plan(at, `news of ${known.market.id}`, () => tell(known, parts))
    }
    simulator.plan(startsIn, `${known.market.id} starts`, () => {
      for (const bookmaker of bookmakers) bookmaker.close(known.market.id)
    })
    simulator.plan(known.knownAt, `${known.market.id} ends`, () => {
      results.push(known.mistake ?? known.truth)
    })
    if (known.mistake !== null) correctAt(known, parts, known.knownAt + simulator.between(1000, 6000))
  }
}

function tell(known: WorldMarket, { simulator, exchange, feed }: CourseParts): void {
  known.latest = drawNews(simulator, known)
  // The exchange itself is never late with its own prices.
  exchange.observe({ ...known.latest, receivedAt: simulator.now })
  feed.tell(known.latest)
}

/** Someone tells an advisor how a market really ended, until one has taken it in. */
function correctAt(known: WorldMarket, parts: CourseParts, at: number): void {
  const { simulator, processes, results } = parts
  simulator.plan(at - simulator.elapsed, `${known.market.id} is corrected`, () => {
    const index = results.findIndex(({ market }) => market === known.market.id)
    if (index >= 0) results[index] = known.truth
    const advisor = processes.anyone()?.advisor
    // Whoever asked is told of a fault, and asks again until everything is as it should be.
    advisor?.correct(known.truth).catch(() => {})
    if (at < AT_REST_AT - 4000) correctAt(known, parts, simulator.elapsed + 5000)
  })
}
