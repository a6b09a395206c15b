import type { Market, VenueId } from '@betting-advisor/core'
import {
  type EachWayTerms,
  type MarketAtVenue,
  marketAtVenue,
  type RunnerAtVenue,
  type VenueTerms,
} from '@betting-advisor/core/venue'
import { momentOf } from '../markets/moment.ts'
import { exchangeSelection } from '../markets/names.ts'
import { marketStatus, runnerStatus, startingPriceOf } from './exchange-book.ts'
import type { MarketDefinition } from './wire.ts'

/** How a market stands at the exchange. */
export function exchangeState(
  venue: VenueId,
  id: string,
  definition: MarketDefinition,
  market: Market,
  terms: VenueTerms | null,
): MarketAtVenue {
  const { status, inPlay = false, version = null, betDelay = 0, betDelayModels = [] } = definition
  const { numberOfWinners, runners } = definition
  const eachWay = eachWayOf(definition)
  const isUntold = definition.marketType === 'EACH_WAY' && eachWay === null
  const told = new Map(runners.map((runner) => [exchangeSelection(runner.id, runner.hc ?? 0), runner]))
  return marketAtVenue({
    venue,
    id,
    // What a bet costs and pays is not known there.
    status: isUntold && marketStatus(status) === 'open' ? 'suspended' : marketStatus(status),
    inPlay,
    version,
    betDelayMs: betDelay * 1000,
    betDelayModels,
    winners: numberOfWinners ?? null,
    eachWay,
    startingPrice: startingPriceOf(definition),
    runners: market.selections.map((selection): RunnerAtVenue => {
      const runner = told.get(selection.id)
      const state = runnerStatus(runner?.status)
      const isRemoved = state === 'removed'
      return {
        // A selection that the venue does not name cannot be bet on there.
        status: runner === undefined ? 'hidden' : state,
        reductionFactor: isRemoved ? (runner?.adjustmentFactor ?? null) : null,
        removedAt: isRemoved ? momentOf(runner?.removalDate) : null,
        id: null,
      }
    }),
    terms,
  })
}

/** The terms of bets each way; `null` where none are told, or none that there can be. */
function eachWayOf({ eachWayDivisor: divisor, numberOfWinners: places }: MarketDefinition): EachWayTerms | null {
  if (divisor === undefined || places === undefined) return null
  const isDivisor = divisor >= 1 && divisor <= 1000 && Number.isInteger(Math.round(divisor * 1e8) / 1e6)
  return isDivisor && Number.isInteger(places) && places >= 1 ? { divisor, places } : null
}
