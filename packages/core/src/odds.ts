/**
 * Formats of odds, price ladders, and fair prices by removing the overround: the methods, consensus, sharp prices.
 *
 * @module @betting-advisor/core/odds
 */

export {
  createPriceLadder,
  ladderIndex,
  ladderPrices,
  moveTicks,
  nearestPrice,
  type PriceLadder,
  priceAt,
  snapPrice,
  ticksBetween,
} from './market/price-ladder.ts'
export { addOverround, type PricedMarket } from './odds/add-overround.ts'
export { booksum, hold, overround } from './odds/booksum.ts'
export { type Consensus, type ConsensusOptions, type ConsensusSource, consensus } from './odds/consensus.ts'
export { preOffAverages, startingPrices } from './odds/exchange-close.ts'
export { americanFromDecimal, decimalFromAmerican, roundedAmericanFromDecimal } from './odds/formats/american.ts'
export {
  decimalFromHongKong,
  decimalFromIndonesian,
  decimalFromMalay,
  hongKongFromDecimal,
  indonesianFromDecimal,
  malayFromDecimal,
} from './odds/formats/asian.ts'
export {
  decimalFromFraction,
  exactFraction,
  type Fraction,
  formatFraction,
  traditionalFraction,
} from './odds/formats/fraction.ts'
export {
  decimalFromProbability,
  formatExactFraction,
  formatOdds,
  impliedProbability,
  type OddsFormat,
  oddsIn,
  parseOdds,
} from './odds/formats/odds-format.ts'
export { betdaq, betfairClassic, betfairFinest, lineRange, priceLadder } from './odds/ladder/venue-ladders.ts'
export { additive } from './odds/overround/additive.ts'
export {
  differentialMarginWeighting,
  fingletonWaldron,
  logitShift,
  marginProportionalToOdds,
  normalisation,
} from './odds/overround/aliases.ts'
export { balancedBook, balancedBookWithCost } from './odds/overround/balanced-book.ts'
export { efficientShin } from './odds/overround/efficient-shin.ts'
export { gotoConversion } from './odds/overround/goto-conversion.ts'
export { jensenShannon } from './odds/overround/jensen-shannon.ts'
export { multiplicative } from './odds/overround/multiplicative.ts'
export { oddsRatio } from './odds/overround/odds-ratio.ts'
export { OverroundError, type OverroundRefusal } from './odds/overround/overround-error.ts'
export {
  type OverroundDefinition,
  type OverroundFormula,
  overroundFormula,
} from './odds/overround/overround-formula.ts'
export type { OverroundRows, OverroundSolver } from './odds/overround/overround-rows.ts'
export { power } from './odds/overround/power.ts'
export { shin } from './odds/overround/shin.ts'
export {
  fairPrices,
  type OverroundMethod,
  type OverroundOptions,
  type OverroundRemoval,
  removeOverround,
} from './odds/overround.ts'
export { overroundMethod, overroundMethodNames } from './odds/overround-methods.ts'
export {
  type OverroundRemovals,
  overroundRefusal,
  overroundRemovals,
  removeOverrounds,
} from './odds/remove-overrounds.ts'
export { type SharpPrices, sharpPrices } from './odds/sharp-prices.ts'
export { tightestClose } from './odds/tightest-close.ts'
export { PRICE_SCALE } from './units/price.ts'
