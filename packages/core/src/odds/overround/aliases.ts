export { additive as differentialMarginWeighting, additive as marginProportionalToOdds } from './additive.ts'
export { balancedBook as fingletonWaldron } from './balanced-book.ts'
export { multiplicative as normalisation } from './multiplicative.ts'
export { oddsRatio as logitShift } from './odds-ratio.ts'
