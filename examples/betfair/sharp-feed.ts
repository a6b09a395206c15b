import { betfairVariables } from '@betting-advisor/adapter-betfair'
import { matchOdds, pollingSource } from '@betting-advisor/adapter-kit'
import { createTheOddsSource, theOddsAccess, theOddsVariables } from '@betting-advisor/adapter-theodds'
import type { Market, PriceSource, SelectionRole } from '@betting-advisor/core'
import { settingsFromEnv } from '@betting-advisor/core/config'
import type { OpenExchange } from './exchange.ts'

/** A sharp bookmaker's prices, and what it is called there. */
export interface SharpFeed {
  readonly source: PriceSource
  readonly bookmaker: string
}

/** Pinnacle's prices by The Odds API where there is a key; beside the emulated exchange a bookmaker that is made up. */
export async function openSharp(exchange: OpenExchange): Promise<SharpFeed> {
  const settings = await settingsFromEnv({ betfair: betfairVariables, theOdds: theOddsVariables })
  if (exchange.isEmulated) return { source: madeUp(exchange), bookmaker: 'made-up' }
  return {
    source: createTheOddsSource({ ...theOddsAccess(settings), sports: ['soccer_epl'], regions: ['eu'] }),
    bookmaker: 'pinnacle',
  }
}

const ROLES = ['home', 'draw', 'away'] as const
/** How much more it believes in each side than the exchange does, before all is made to add up. */
const BELIEF = { home: 1.08, draw: 1, away: 0.96 }
const OVERROUND = 1.025

/** It says what the exchange says, and a little more of the home side: so that there is value to be seen, and none to be had. */
function madeUp({ known, feed }: Pick<OpenExchange, 'known' | 'feed'>): PriceSource {
  return pollingSource({
    name: 'made-up',
    origin: 'emulator',
    pollSeconds: 5,
    read: () =>
      known().flatMap(({ id, event, selections, ...market }) => {
        const beliefs = ROLES.map((role) => (middleOf(feed, { id, selections }, role) ?? Number.NaN) * BELIEF[role])
        const sum = beliefs.reduce((total, each) => total + each, 0)
        if (market.kind !== 'MATCH_ODDS' || !(sum > 0) || event.home === null || event.away === null) return []
        const prices = beliefs.map((belief) => Math.round((100 * sum) / (belief * OVERROUND)) / 100)
        const { home, away, startsAt } = event
        return [matchOdds({ id, home, away, competition: 'made-up', startsAt, prices: { 'made-up': prices } })]
      }),
  })
}

/** The probability that the exchange's prices have in their middle; `null` where it shows none. */
function middleOf(
  { books }: OpenExchange['feed'],
  { id, selections }: Pick<Market, 'id' | 'selections'>,
  asked: SelectionRole,
): number | null {
  const book = books.get(id)
  const selection = selections.find(({ role }) => role === asked)
  const runner = book === undefined || selection === undefined ? -1 : book.runner(selection.id)
  if (book === undefined || runner === -1 || book.state.status !== 'open') return null
  const [back, lay] = [book.bestBack(runner), book.bestLay(runner)]
  return back === null || lay === null ? null : 2 / (back + lay)
}
