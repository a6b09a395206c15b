/**
 * What a bet is worth: expected value, closing line value, arbitrage, hedging, and bets with special terms.
 *
 * @module @betting-advisor/core/value
 */
export { grossProfit, liability, type MatchedBet, matchedWinnings, type Rounding, winnings } from './order/liability.ts'
export {
  type Arbitrage,
  arbitrage,
  bestOffers,
  type Offer,
  type RoundedArbitrage,
  roundedArbitrage,
} from './value/arbitrage.ts'
export {
  type LineOutcome,
  type LineResult,
  lineExpectedValue,
  lineFairPrice,
  lineOutcomeOf,
  lineParts,
  settleLine,
} from './value/asian-line.ts'
export { type ClosingLineStatistics, closingLineStatistics } from './value/closing-line-statistics.ts'
export {
  closingLineValue,
  closingLineValueLog,
  closingLineValuePoints,
  closingLineValueRatio,
} from './value/closing-line-value.ts'
export { commissionRate, effectiveBackPrice, marketCommission, oppositePrice } from './value/commission.ts'
export { type Dutch, dutch, dutchForProfit } from './value/dutching.ts'
export { type EachWayResult, eachWayExpectedValue, eachWayProfit, placePrice } from './value/each-way.ts'
export {
  expectedValue,
  layExpectedValue,
  layExpectedValuePerLiability,
  probabilityEdge,
} from './value/expected-value.ts'
export { breakEvenBack, breakEvenLay, fairBackPrice, fairLayPrice } from './value/fair-price.ts'
export { type Hedge, hedge } from './value/hedging.ts'
export { type LevelBet, type Levelling, type LevelPrices, levelPosition } from './value/level-position.ts'
export {
  type CoveredBet,
  type CoveredBetTerms,
  freeBet,
  freeBetStakeReturned,
  qualifyingBet,
  riskFreeBet,
} from './value/matched-bet.ts'
export { type ParlayLeg, parlayExpectedValue, parlayPrice, systemExpectedValue } from './value/parlay.ts'
export {
  type GreenUp,
  greenUp,
  matchedPosition,
  type Position,
  type PositionBet,
  worstUnmatchedPosition,
} from './value/position.ts'
export { applyReductionFactor, applyRuleFour, deadHeatProfit, ruleFourDeduction } from './value/price-reduction.ts'
