// Value at an exchange by a sharp bookmaker's prices: pnpm example sharp-to-exchange [how many bets].
// On paper; with BETFAIR_… and THEODDS_API_KEY set at the prices of Betfair and Pinnacle, else at an emulator and a bookmaker that is made up.
import {
  createAdvisor,
  createMemoryStore,
  type FairPrices,
  fractionalKelly,
  HOUR,
  MINUTE,
  type SelectionRole,
  type SportEvent,
  type Strategy,
  type Timestamp,
  valueBetting,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { sharpPrices, shin } from '@betting-advisor/core/odds'
import { openExchange } from './betfair/exchange.ts'
import { openSharp } from './betfair/sharp-feed.ts'

/** What the exchange calls a side that the bookmaker calls otherwise: what is not named here must be called the same. */
const ALIASES: Readonly<Record<string, string>> = { 'manchester city': 'man city', 'manchester united': 'man utd' }

interface Opinion {
  readonly fair: NonNullable<ReturnType<FairPrices['fairMarket']>>
  readonly byRole: ReadonlyMap<SelectionRole, number>
  readonly startsAt: Timestamp
  readonly at: Timestamp
}

const most = Number(process.argv[2] ?? Number.POSITIVE_INFINITY)
const exchange = await openExchange({ sport: 'soccer', types: ['MATCH_ODDS'], withinHours: 48, inPlay: false })
const { clock, feed, venue } = exchange
const { source, bookmaker } = await openSharp(exchange)
const sharp = sharpPrices(venueId(bookmaker), shin)
/** The last opinion of each match, by who plays. */
const opinions = new Map<string, Opinion>()

/** Hears what the bookmaker shows, and never bets. */
const listener: Strategy = {
  name: 'listener',
  version: '1',
  onMarket(view, desk) {
    const { market } = view
    const fair = market.outcome === 'winner' ? sharp.fairMarket(view) : null
    const match = matchOf(market.event)
    if (fair === null || match === null) return
    const byRole = new Map<SelectionRole, number>()
    for (const [index, { role }] of market.selections.entries()) {
      const probability = fair.probabilities[index]
      if (role != null && probability !== undefined) byRole.set(role, probability)
    }
    opinions.set(match, { fair, byRole, startsAt: market.event.startsAt, at: desk.now })
  },
}

/** The bookmaker's opinion of a match, by the roles of the exchange's own selections: names of venues are never compared but those of sides. */
const opinion: FairPrices = {
  name: `${bookmaker} of the same match`,
  fairMarket({ market: { event, selections } }) {
    const match = matchOf(event)
    const said = match === null ? undefined : opinions.get(match)
    // Two sides may meet again, and what was believed two minutes ago is no opinion of now.
    if (said === undefined || Math.abs(said.startsAt - event.startsAt) > HOUR || clock.now() - said.at > 2 * MINUTE)
      return null
    const probabilities = selections.flatMap(({ role }) => (role == null ? [] : (said.byRole.get(role) ?? [])))
    return probabilities.length === selections.length ? { ...said.fair, probabilities } : null
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
    listener,
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

function matchOf({ home, away }: SportEvent): string | null {
  return home === null || away === null ? null : `${plain(home)} v ${plain(away)}`
}

function plain(name: string): string {
  const words = name.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  return ALIASES[words] ?? words
}
