import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Quote } from '../market/quote.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { capStake } from '../staking/caps.ts'
import type { StakeOpportunity, StakeProposal, StakingPlan } from '../staking/staking-plan.ts'
import { type Currency, formatMoney, type Money, money, ZERO } from '../units/money.ts'
import { expectedValue, layExpectedValue } from '../value/expected-value.ts'
import { isOnClose, type OnCloseSignal, ownPrice, stakeOnClose } from './asked-order.ts'
import type { Signal } from './strategy.ts'
import type { TermsInForce } from './terms-in-force.ts'

/** What a signal is worth and how much of it to take. */
export interface Appraisal {
  readonly fairProbability: number | null
  readonly fairSource: string | null
  readonly edge: number | null
  readonly kellyFraction: number | null
  /** Backer's stake in minor units. */
  readonly stake: Money
  /** What an order on close asks for; `null` where stake and price say it. */
  readonly liability: Money | null
  readonly sizing: readonly string[]
}

/** Prices a signal against its quote and sizes it: fair probability → expected value → staking plan → caps. */
export function appraise(
  signal: Signal,
  quote: Quote | null,
  bankroll: Money,
  limits: RiskLimits,
  terms: TermsInForce,
  currency: Currency,
): Appraisal {
  if (signal.kind === 'order') {
    return isOnClose(signal) ? onClose(signal, quote, terms, currency) : asAsked(money(signal.stake), terms, currency)
  }
  const { fairProbability, fairSource, side } = signal
  const unpriced = {
    fairProbability,
    fairSource,
    edge: null,
    kellyFraction: null,
    stake: ZERO,
    liability: null,
    sizing: [],
  }
  if (quote === null) return unpriced
  const { price } = quote
  const { commission } = terms
  const edge = (side === 'back' ? expectedValue : layExpectedValue)(price, fairProbability, commission)
  const proposal = proposalOf(signal.staking, {
    price,
    probability: fairProbability,
    commission,
    side,
    bankroll,
    edge,
    currency,
  })
  const capped = capStake(proposal.stake, {
    bankroll,
    maxFraction: limits.maxStakeFraction,
    maxAbsolute: limits.maxStakeAbsolute,
    minStake: terms.minStake,
    stakeStep: terms.stakeStep,
    riskPerUnit: side === 'back' ? 1 : price - 1,
    currency,
  })
  return {
    fairProbability,
    fairSource,
    edge,
    kellyFraction: proposal.kellyFraction,
    stake: capped.stake,
    liability: null,
    sizing: [...proposal.steps, ...capped.applied],
  }
}

const ANY_STEP = { stakeStep: money(1) }

/** An order signal is not appraised; only the venue's steps are kept. */
function asAsked(asked: Money, { stakeStep }: Pick<TermsInForce, 'stakeStep'>, currency: Currency): Appraisal {
  const amount = (value: Money) => formatMoney(value, currency)
  const stake = money(Math.floor(asked / stakeStep) * stakeStep)
  const sizing = [`the strategy asked for ${amount(asked)}`]
  if (stake !== asked) sizing.push(`rounded down to ${amount(stake)}: steps of ${amount(stakeStep)}`)
  return { fairProbability: null, fairSource: null, edge: null, kellyFraction: null, stake, liability: null, sizing }
}

/** The stake of a back on close is its liability, in the venue's steps; that of a lay is what the starting price makes of it. */
function onClose(signal: OnCloseSignal, quote: Quote | null, terms: TermsInForce, currency: Currency): Appraisal {
  const price = ownPrice(signal) ?? quote?.price ?? Number.NaN
  const asked = asAsked(money(signal.liability), signal.side === 'back' ? terms : ANY_STEP, currency)
  const liability = asked.stake
  const stake = stakeOnClose({ side: signal.side, liability }, price)
  return { ...asked, stake, liability, sizing: [...asked.sizing, 'at the starting price'] }
}

function proposalOf(plan: StakingPlan, opportunity: StakeOpportunity): StakeProposal {
  const proposal: unknown = answerOf(plan.stake(opportunity), `staking plan ${plan.name}`, 'stake')
  if (isProposal(proposal)) return proposal
  throw new InvalidValueError(
    `proposal of staking plan ${plan.name}`,
    proposal,
    'one with stake, kellyFraction and steps',
  )
}

function isProposal(proposal: unknown): proposal is StakeProposal {
  if (typeof proposal !== 'object' || proposal === null) return false
  const { stake, kellyFraction, steps }: { stake?: unknown; kellyFraction?: unknown; steps?: unknown } = proposal
  return (
    typeof stake === 'number' && (kellyFraction === null || typeof kellyFraction === 'number') && Array.isArray(steps)
  )
}
