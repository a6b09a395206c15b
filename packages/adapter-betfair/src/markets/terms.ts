import { type Currency, isAdvisorError } from '@betting-advisor/core'
import { betfairClassic, betfairFinest, lineRange, type PriceLadder } from '@betting-advisor/core/odds'
import { type VenueTerms, venueTerms } from '@betting-advisor/core/venue'
import { minimumsOf, stakeStepOf } from '../orders/minimums.ts'
import type { Jurisdiction } from '../session/hosts.ts'
import type { MarketDefinition } from '../stream/wire.ts'
import { bettingOf } from './market-facts.ts'

/** What the exchange takes in a market and keeps of it; `null` where nothing is said. */
export type TermsOf = (definition: MarketDefinition) => VenueTerms | null

/** Whose terms they are. */
export interface ExchangeTermsSettings {
  /** Of the sizes on the stream. */
  readonly currency: Currency
  /** Whose least stakes, payouts and liabilities count; left out, those of the venue's traits do. */
  readonly account?: { readonly currency: Currency; readonly jurisdiction: Jurisdiction }
  /** What is taken off the commission of this account, in [0, 1], where a market allows it. @default 0 */
  readonly discount?: number
}

/** The terms that definitions tell of themselves, with what the account is held to. What says the same is the same object. */
export function exchangeTerms({ currency, account, discount = 0 }: ExchangeTermsSettings): TermsOf {
  const known = new Map<string, VenueTerms>()
  const amounts = account === undefined ? {} : amountsOf(account)
  return (definition) => {
    const { marketBaseRate = 0, discountAllowed = true, bspMarket, turnInPlayEnabled, bettingType } = definition
    const { priceLadderDefinition, lineMinUnit, lineMaxUnit, lineInterval } = definition
    const rate = marketBaseRate >= 0 && marketBaseRate < 100 ? marketBaseRate / 100 : 0
    const key = [
      ...[rate, discountAllowed, bettingType, priceLadderDefinition?.type, lineMinUnit, lineMaxUnit, lineInterval],
      ...[bspMarket, turnInPlayEnabled],
    ].join()
    const terms =
      known.get(key) ??
      venueTerms({
        ...amounts,
        commission: discountAllowed ? Math.round(rate * (1 - discount) * 1e9) / 1e9 : rate,
        currency,
        ladder: ladderOf(definition),
        startingPrice: bspMarket ?? null,
        turnsInPlay: turnInPlayEnabled ?? null,
        netting: bettingOf(bettingType) === 'odds',
      })
    known.set(key, terms)
    return terms
  }
}

/** The prices of a market, or the values of its line; `null` where they are not known. */
function ladderOf({ bettingType, priceLadderDefinition, ...line }: MarketDefinition): PriceLadder | null {
  const betting = bettingOf(bettingType)
  const type = priceLadderDefinition?.type ?? { odds: 'CLASSIC', asian: 'FINEST', line: 'LINE_RANGE' }[betting]
  if (betting !== 'line' && type === 'CLASSIC') return betfairClassic
  if (betting !== 'line' && type === 'FINEST') return betfairFinest
  const { lineMinUnit, lineMaxUnit, lineInterval } = line
  if (lineMinUnit === undefined || lineMaxUnit === undefined || lineInterval === undefined) return null
  try {
    return lineRange(lineMinUnit, lineMaxUnit, lineInterval)
  } catch (error) {
    if (isAdvisorError(error, 'INVALID_VALUE')) return null
    throw error
  }
}

function amountsOf({ currency, jurisdiction }: NonNullable<ExchangeTermsSettings['account']>): Partial<VenueTerms> {
  const { stake, payout, liability, mostPayout } = minimumsOf(currency, jurisdiction)
  return {
    minStake: stake,
    stakeStep: stakeStepOf(currency, jurisdiction),
    minPayout: payout,
    maxPayout: mostPayout,
    minLiability: liability,
  }
}
