import type { Side } from '../market/market-update.ts'
import { checkCommission, checkNumber, checkPositive, checkPrice, checkProbability } from '../units/check.ts'
import { type Currency, type Money, money, ZERO } from '../units/money.ts'
import { floorDecimal, fractionOf, stakeWithin } from './fraction-of.ts'
import { kellyFraction, kellyLayFraction } from './kelly.ts'
import { amountText, percentText } from './sizing-text.ts'

/** A bet that a plan is asked to size. */
export interface StakeOpportunity {
  /** Decimal odds, above 1. */
  readonly price: number
  /** Probability that the selection wins, in [0, 1]. */
  readonly probability: number
  /** On net winnings, in [0, 1). */
  readonly commission: number
  readonly side: Side
  /** What the plan takes fractions of, in minor units; nothing is staked when it is 0 or less. */
  readonly bankroll: Money
  /** Expected profit per unit staked, after commission. */
  readonly edge: number
  /** Of the bankroll, for the words; without it they count minor units. */
  readonly currency?: Currency
}

/** How much a plan would stake before any cap, and how it got there. */
export interface StakeProposal {
  /** The backer's stake in whole minor units, rounded down. */
  readonly stake: Money
  /** Full Kelly as a fraction of the bankroll at risk (a lay's liability), or `null` where the plan does not compute it. */
  readonly kellyFraction: number | null
  /** The calculation in words, one line a step. */
  readonly steps: readonly string[]
}

/** Decides how much to stake on one opportunity. */
export interface StakingPlan {
  readonly name: string
  stake(opportunity: StakeOpportunity): StakeProposal
}

/**
 * Stakes a fixed part of the Kelly fraction of the bankroll.
 *
 * At a part k the growth rate is about 2k − k² of the best possible, and the swings are k times as large (Thorp 2006).
 *
 * @param fraction - Which part of full Kelly, in [0, 1]; 1 is full Kelly.
 * @throws InvalidValueError `INVALID_VALUE` when `fraction` is out of range.
 * @example
 * ```ts
 * const plan = fractionalKelly(0.5)
 * plan.stake({ price: 2, probability: 0.6, commission: 0, side: 'back', bankroll: money(100_000), edge: 0.2 }).stake // 10000
 * ```
 */
export function fractionalKelly(fraction: number): StakingPlan {
  checkNumber('fraction', fraction, 0, 1)
  return {
    name: `kelly × ${fraction}`,
    stake(opportunity) {
      const { price, probability, commission, side } = checkOpportunity(opportunity)
      const full = (side === 'back' ? kellyFraction : kellyLayFraction)(price, probability, commission)
      const steps = [
        `Kelly at ${price} with probability ${percentText(probability)} is ${percentText(full)} of the bankroll`,
        `${fraction} of that is ${percentText(fraction * full)}`,
      ]
      return { ...atRisk(opportunity, fraction * full, steps), kellyFraction: full }
    },
  }
}

/**
 * Puts the same amount at risk on every opportunity with an edge: the stake of a back, the liability of a lay.
 *
 * @param amount - In minor units, above 0.
 * @throws InvalidValueError `INVALID_VALUE` when `amount` is not above 0.
 * @example
 * ```ts
 * const plan = flatStake(money(500))
 * plan.stake({ price: 2, probability: 0.6, commission: 0, side: 'back', bankroll: money(100_000), edge: 0.2 }).stake // 500
 * ```
 */
export function flatStake(amount: Money): StakingPlan {
  checkPositive('amount', money(amount))
  return whereEdge(`flat ${amount}`, (opportunity) => ({
    ...backersStake(opportunity, amount, [`A flat ${amountText(amount, opportunity.currency)} at risk`]),
    kellyFraction: null,
  }))
}

/**
 * Puts the same fraction of the bankroll at risk on every opportunity with an edge: the stake of a back, the liability of a lay.
 *
 * @param fraction - Of the bankroll, in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when `fraction` is out of range.
 * @example
 * ```ts
 * const plan = proportional(0.01)
 * plan.stake({ price: 2, probability: 0.6, commission: 0, side: 'back', bankroll: money(100_000), edge: 0.2 }).stake // 1000
 * ```
 */
export function proportional(fraction: number): StakingPlan {
  checkNumber('fraction', fraction, 0, 1)
  return whereEdge(`proportional ${fraction}`, (opportunity) => ({
    ...atRisk(opportunity, fraction, []),
    kellyFraction: null,
  }))
}

/**
 * Stakes what wins the same amount after commission every time, on every opportunity with an edge.
 *
 * @param amount - What a won bet should pay after commission, in minor units, above 0.
 * @throws InvalidValueError `INVALID_VALUE` when `amount` is not above 0.
 * @example
 * ```ts
 * const plan = levelToWin(money(1000))
 * plan.stake({ price: 5, probability: 0.3, commission: 0, side: 'back', bankroll: money(100_000), edge: 0.5 }).stake // 250
 * ```
 */
export function levelToWin(amount: Money): StakingPlan {
  checkPositive('amount', money(amount))
  return whereEdge(`level to win ${amount}`, ({ price, commission, side, currency }) => {
    const winPerUnit = (side === 'back' ? price - 1 : 1) * (1 - commission)
    const stake = money(floorDecimal(amount / winPerUnit))
    return {
      stake,
      kellyFraction: null,
      steps: [`${amountText(stake, currency)} win ${amountText(amount, currency)} after commission`],
    }
  })
}

function whereEdge(name: string, size: (opportunity: StakeOpportunity) => StakeProposal): StakingPlan {
  return {
    name,
    stake(opportunity) {
      const { edge, bankroll } = checkOpportunity(opportunity)
      if (edge <= 0) return { stake: ZERO, kellyFraction: null, steps: ['Nothing is staked without an edge'] }
      if (bankroll <= 0) return { stake: ZERO, kellyFraction: null, steps: ['The bankroll is empty'] }
      return size(opportunity)
    },
  }
}

function checkOpportunity(opportunity: StakeOpportunity): StakeOpportunity {
  checkPrice('price', opportunity.price)
  checkProbability('probability', opportunity.probability)
  checkCommission('commission', opportunity.commission)
  checkNumber('edge', opportunity.edge)
  money(opportunity.bankroll)
  return opportunity
}

function atRisk(opportunity: StakeOpportunity, fraction: number, steps: readonly string[]) {
  const { bankroll, currency } = opportunity
  if (bankroll <= 0) return { stake: ZERO, steps: [...steps, 'The bankroll is empty'] }
  const amount = fractionOf(bankroll, fraction)
  return backersStake(opportunity, amount, [
    ...steps,
    `${percentText(fraction)} of ${amountText(bankroll, currency)} is ${amountText(amount, currency)}`,
  ])
}

/** What a backer stakes when `amount` is at risk here. */
function backersStake({ side, price, currency }: StakeOpportunity, amount: Money, steps: readonly string[]) {
  if (side === 'back') return { stake: amount, steps }
  const stake = stakeWithin(amount, price - 1)
  return {
    stake,
    steps: [
      ...steps,
      `A liability of ${amountText(amount, currency)} at ${price} is a backer's stake of ${amountText(stake, currency)}`,
    ],
  }
}
