import type { Side } from '../../market/market-update.ts'
import type { Intent } from '../../order/intent.ts'
import type { Persistence } from '../../order/order-terms.ts'
import type { MarketId, OrderRef, SelectionId, VenueId } from '../../units/ids.ts'
import type { Money } from '../../units/money.ts'
import type { PriceUnits } from '../../units/price.ts'

/** A bet at a price or a better one. */
export interface LimitTerms {
  readonly kind: 'limit'
  readonly price: PriceUnits
  /** The backer's stake. */
  readonly stake: Money
  readonly persistence: Persistence
  /** Whether what is not matched at once is cancelled: the price is then that of all its fills together. @default false */
  readonly fillOrKill?: boolean
  /** The least that is matched of a bet to fill or kill. @default all of it */
  readonly minFill?: Money
}

/** A bet at the starting price, unless that is worse than its limit. */
export interface LimitOnCloseTerms {
  readonly kind: 'limit-on-close'
  readonly price: PriceUnits
  /** The most that it can lose: the stake of a back. */
  readonly liability: Money
}

/** A bet at the starting price. */
export interface MarketOnCloseTerms {
  readonly kind: 'market-on-close'
  /** The most that it can lose: the stake of a back. */
  readonly liability: Money
}

/** What an exchange is asked for. */
export type MatchingTerms = LimitTerms | LimitOnCloseTerms | MarketOnCloseTerms

/** An order for a {@link MatchingEngine}. */
export interface MatchingOrder {
  readonly ref: OrderRef
  readonly venue: VenueId
  readonly market: MarketId
  readonly selection: SelectionId
  readonly side: Side
  readonly terms: MatchingTerms
  /** The version of the market that it is meant for; it is refused where something that matters has changed since. @default any */
  readonly version?: number | null
}

/** What an exchange is asked for by an intent. */
export function orderOf({ ref, venue, market, selection, side, ...asked }: Intent): MatchingOrder {
  return { ref, venue, market, selection, side, terms: termsOf(asked) }
}

function termsOf({
  terms,
  price,
  stake,
  liability,
}: Pick<Intent, 'terms' | 'price' | 'stake' | 'liability'>): MatchingTerms {
  switch (terms.kind) {
    case 'limit': {
      const { kind, persistence, minFill } = terms
      return { kind, price, stake, persistence, ...(minFill === null ? {} : { fillOrKill: true, minFill }) }
    }
    case 'limit-on-close':
      return { kind: terms.kind, price, liability }
    case 'market-on-close':
      return { kind: terms.kind, liability }
  }
}
