import type { Currency, Market, VenueId } from '@betting-advisor/core'
import { betfairClassic } from '@betting-advisor/core/odds'
import {
  type MarketAtVenue,
  marketAtVenue,
  type RunnerAtVenue,
  type VenueTerms,
  venueTerms,
} from '@betting-advisor/core/venue'
import { exchangeSelection } from '../markets/names.ts'
import { momentOf } from './describe-market.ts'
import { marketStatus, runnerStatus, startingPriceOf } from './exchange-book.ts'
import type { MarketDefinition } from './wire.ts'

/** What the exchange takes in a market and keeps of it; `null` where nothing is said. */
export type TermsOf = (definition: MarketDefinition) => VenueTerms | null

/** How a market stands at the exchange. */
export function exchangeState(
  venue: VenueId,
  id: string,
  definition: MarketDefinition,
  market: Market,
  terms: VenueTerms | null,
): MarketAtVenue {
  const { status, inPlay = false, version = null, betDelay = 0, betDelayModels = [] } = definition
  const { numberOfWinners, eachWayDivisor, runners } = definition
  const told = new Map(runners.map((runner) => [exchangeSelection(runner.id, runner.hc ?? 0), runner]))
  return marketAtVenue({
    venue,
    id,
    status: marketStatus(status),
    inPlay,
    version,
    betDelayMs: betDelay * 1000,
    betDelayModels,
    winners: numberOfWinners ?? null,
    eachWay:
      eachWayDivisor === undefined || eachWayDivisor < 1
        ? null
        : { divisor: eachWayDivisor, places: numberOfWinners ?? 1 },
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

/** The terms that definitions tell of themselves: commission, ladder, starting price and play. What says the same is the same object. */
export function termsByDefinition(currency: Currency): TermsOf {
  const known = new Map<string, VenueTerms>()
  return ({ marketBaseRate = 0, bspMarket, turnInPlayEnabled, priceLadderDefinition, bettingType }) => {
    const isClassic = (priceLadderDefinition?.type ?? 'CLASSIC') === 'CLASSIC' && bettingType !== 'LINE'
    const commission = marketBaseRate >= 0 && marketBaseRate < 100 ? marketBaseRate / 100 : 0
    const key = [commission, isClassic, bspMarket, turnInPlayEnabled].join()
    const terms =
      known.get(key) ??
      venueTerms({
        commission,
        currency,
        ladder: isClassic ? betfairClassic : null,
        startingPrice: bspMarket ?? null,
        turnsInPlay: turnInPlayEnabled ?? null,
        netting: true,
      })
    known.set(key, terms)
    return terms
  }
}
