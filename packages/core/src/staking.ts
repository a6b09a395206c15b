/**
 * How much to stake: Kelly in its forms, caps and ruin.
 *
 * @module @betting-advisor/core/staking
 */
export { type CappedStake, capStake, type StakeBound, type StakeLimits } from './staking/caps.ts'
export { type ExclusiveKelly, exclusiveKelly } from './staking/exclusive-kelly.ts'
export { fractionOf, stakeWithin } from './staking/fraction-of.ts'
export { growthRate } from './staking/growth.ts'
export { kellyFraction, kellyLayFraction } from './staking/kelly.ts'
export type { KellyMarket } from './staking/kelly-market.ts'
export { quadraticRiskConstrainedKelly, riskConstrainedKelly } from './staking/risk-constrained-kelly.ts'
export type { DrawdownLimit } from './staking/risk-limit.ts'
export {
  drawdownProbability,
  expectedLongestLosingStreak,
  losingStreakProbability,
  type RuinBound,
  ruinBound,
  ruinProbability,
} from './staking/ruin.ts'
export { type KellyScenarios, type ScenarioKelly, scenarioKelly } from './staking/scenario-kelly.ts'
export {
  type SimultaneousKelly,
  type SimultaneousKellySettings,
  simultaneousKelly,
} from './staking/simultaneous-kelly.ts'
export type { StakeOpportunity, StakeProposal } from './staking/staking-plan.ts'
export { betaShrunkenKelly, type ShrunkenKelly, shrunkenKelly } from './staking/uncertain-kelly.ts'
