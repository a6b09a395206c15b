import { edge } from './controls/edge.ts'
import { entries } from './controls/entries.ts'
import { exposures } from './controls/exposure.ts'
import { funds } from './controls/funds.ts'
import { locks } from './controls/locks.ts'
import { losses } from './controls/losses.ts'
import { marketOpen } from './controls/market-open.ts'
import { offeredSize } from './controls/offered-size.ts'
import { openBets } from './controls/open-bets.ts'
import { priceLadder } from './controls/price-ladder.ts'
import { priceRange } from './controls/price-range.ts'
import { quoteAge } from './controls/quote-age.ts'
import { rate } from './controls/rate.ts'
import { reference } from './controls/reference.ts'
import { stakeSize } from './controls/stake-size.ts'
import { tradingState } from './controls/trading-state.ts'
import { venueOffer } from './controls/venue-offer.ts'
import type { Control } from './gate.ts'

/** Every control, in the order in which an order is held against them. */
export const standardControls: readonly Control[] = [
  tradingState,
  locks,
  marketOpen,
  venueOffer,
  quoteAge,
  entries,
  priceRange,
  priceLadder,
  reference,
  edge,
  offeredSize,
  stakeSize,
  funds,
  openBets,
  ...exposures,
  ...losses,
  rate,
]
