// Value at an exchange by a sharp bookmaker's prices: pnpm example sharp-to-exchange [how many bets].
// On paper; with BETFAIR_… and THEODDS_API_KEY set at the prices of Betfair and Pinnacle, else at an emulator and a bookmaker that is made up.
import {
  createAdvisor,
  createMemoryStore,
  type FairPrices,
  fractionalKelly,
  HOUR,
  type Market,
  MINUTE,
  type SportEvent,
  type Strategy,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { sharpPrices, shin } from '@betting-advisor/core/odds'
import { openExchange } from './betfair/exchange.ts'
import { openSharp } from './betfair/sharp-feed.ts'

/** What the exchange calls a side that the bookmaker calls otherwise: what is not named here must be called the same. */
const ALIASES: Readonly<Record<string, string>> = { 'manchester city': 'man city', 'manchester united': 'man utd' }

/** In which order the selections of a link stand. */
const ROLES = ['home', 'draw', 'away'] as const

const most = Number(process.argv[2] ?? Number.POSITIVE_INFINITY)
const exchange = await openExchange({ sport: 'soccer', types: ['MATCH_ODDS'], withinHours: 48, inPlay: false })
const { clock, feed, venue } = exchange
const { source, bookmaker } = await openSharp(exchange)
const sharp = sharpPrices(venueId(bookmaker), shin)
/** The markets of each match that are not linked yet. */
const found = new Map<string, { readonly exchange?: Market; readonly bookmaker?: Market }>()

/** Finds what both show of one match, and has it linked; it never bets. */
const matcher: Strategy = {
  name: 'matcher',
  version: '1',
  onMarket({ market, book, linked }) {
    const match = matchOf(market.event)
    if (match === null || market.outcome !== 'winner' || linked.length > 0) return
    const both = { ...found.get(match), [book === null ? 'bookmaker' : 'exchange']: market }
    found.set(match, both)
    // Two sides may meet again.
    if (both.exchange === undefined || both.bookmaker === undefined) return
    if (Math.abs(both.exchange.event.startsAt - both.bookmaker.event.startsAt) > HOUR) return
    found.delete(match)
    void link(match, both.exchange, both.bookmaker)
  },
}

/** The bookmaker's opinion of the same match, as it is linked. */
const opinion: FairPrices = {
  name: `${bookmaker} of the same match`,
  fairMarket({ market, linked }) {
    for (const { view, places } of linked) {
      const receivedAt = view.pricesReceivedAt(venueId(bookmaker))
      // What it believed two minutes ago is no opinion of now.
      if (receivedAt === undefined || clock.now() - receivedAt > 2 * MINUTE) continue
      const fair = sharp.fairMarket(view)
      const probabilities = places.flatMap((place) => fair?.probabilities[place] ?? [])
      if (fair !== null && probabilities.length === market.selections.length) return { ...fair, probabilities }
    }
    return null
  },
}

const advisor = await createAdvisor({
  settings: defineSettings({}),
  clock,
  sources: [source],
  books: [feed],
  results: [feed.results],
  venues: [venue],
  store: createMemoryStore(),
  strategies: [
    matcher,
    valueBetting({ fairPrices: opinion, minEdge: 0.01, staking: fractionalKelly(0.2), bookmakers: [venue.name] }),
  ],
})
let bets = 0
advisor.on('advice', ({ summary, rejection }) => {
  if (rejection !== null) return
  console.log(summary)
  bets += 1
  if (bets >= most) void advisor.stop('enough bets for an example')
})
process.once('SIGINT', () => void advisor.stop('interrupted'))
await advisor.run()
await advisor[Symbol.asyncDispose]()
await exchange.close()

/** That two markets are one bet, by what their selections are: from then on strategies see each beside the other, and exposure is counted once. */
async function link(match: string, one: Market, other: Market): Promise<void> {
  const markets = [one, other].map(({ id, selections }) => ({
    market: id,
    selections: ROLES.flatMap((role) => selections.find((selection) => selection.role === role)?.id ?? []),
  }))
  if (markets.some(({ selections }) => selections.length < ROLES.length)) return
  try {
    await advisor.link({ id: match, event: one.event.id, markets })
    console.log(`linked ${match}`)
  } catch (error) {
    console.error(`${match} is not linked: ${error instanceof Error ? error.message : error}`)
  }
}

function matchOf({ home, away }: SportEvent): string | null {
  return home === null || away === null ? null : `${plain(home)} v ${plain(away)}`
}

function plain(name: string): string {
  const words = name.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  return ALIASES[words] ?? words
}
