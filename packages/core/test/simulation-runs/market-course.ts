import type { MarketResult } from '@betting-advisor/core'
import type { Exchange } from '@betting-advisor/core/simulation'
import type { Bookmaker } from './bookmaker.ts'
import { AT_REST_AT, START } from './calendar.ts'
import type { PriceFeed } from './feeds.ts'
import type { Processes } from './processes.ts'
import type { Simulator } from './simulator.ts'
import type { Told } from './words.ts'
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
  const { simulator, bookmakers, exchange, results } = parts
  for (const known of markets) {
    const startsIn = known.market.event.startsAt - START
    for (let at = simulator.between(100, 2000); at < startsIn; at += simulator.between(400, 3000)) {
      simulator.plan(at, `news of ${known.market.id}`, () => tell(known, parts))
    }
    simulator.plan(startsIn, `${known.market.id} starts`, () => {
      for (const bookmaker of bookmakers) bookmaker.close(known.market.id)
    })
    const { parts: first, whole, withdrawn } = known.words
    if (withdrawn !== null) {
      simulator.plan(withdrawn.at, `${withdrawn.selection} is withdrawn`, () => {
        for (const bookmaker of bookmakers) bookmaker.withdraw(known.market.id, withdrawn.selection)
      })
    }
    for (const told of first) plan(told, () => keep(told.result))
    for (const [index, told] of whole.entries()) {
      plan(told, () => {
        keep(told.result)
        // What an exchange has settled it tells itself.
        if (exchange.settings.clears) exchange.settle(known.market.id, simulator.now, told.result)
        if (index > 0) correct(known, parts, told)
      })
    }
  }

  function plan({ at, result }: Told, run: () => void): void {
    simulator.plan(at, `it is told how ${result.market} ends`, run)
  }

  function keep(result: MarketResult): void {
    const index = results.findIndex(({ market }) => market === result.market)
    if (index >= 0) results[index] = result
    else results.push(result)
  }
}

function tell(known: WorldMarket, { simulator, exchange, feed }: CourseParts): void {
  known.latest = drawNews(simulator, known)
  // The exchange itself is never late with its own prices.
  exchange.observe({ ...known.latest, receivedAt: simulator.now })
  feed.tell(known.latest)
}

/** Someone tells an advisor how a market really ended, until one has taken it in or something else is told. */
function correct(known: WorldMarket, parts: CourseParts, told: Told): void {
  const { simulator, processes, results } = parts
  if (!results.includes(told.result)) return
  // Whoever asked is told of a fault, and asks again until everything is as it should be.
  processes
    .anyone()
    ?.advisor?.correct(told.result)
    .catch(() => {})
  if (simulator.elapsed < AT_REST_AT - 4000) {
    simulator.plan(5000, `${known.market.id} is corrected`, () => correct(known, parts, told))
  }
}
