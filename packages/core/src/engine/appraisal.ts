import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { capStake, type StakeBound } from '../staking/caps.ts'
import type { StakeOpportunity, StakeProposal, StakingPlan } from '../staking/staking-plan.ts'
import { type Currency, formatMoney, type Money, money, ZERO } from '../units/money.ts'
import { expectedValue, layExpectedValue } from '../value/expected-value.ts'
import { isOnClose, type OnCloseSignal, stakeOnClose } from './asked-order.ts'
import { liabilityBound } from './stake-bounds.ts'
import type { Signal } from './strategy.ts'

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

/** What a signal is appraised at. */
export interface AppraisedAt {
  /** On the venue's ladder; `null` where nothing is shown. */
  readonly price: number | null
  readonly stakeStep: Money
  /** The least and the most that the venue takes at that price. */
  readonly least: Money
  readonly bounds: readonly StakeBound[]
  /** The most that the venue lets an order lose. */
  readonly maxLiability: Money | null
  readonly commission: number
  readonly bankroll: Money
  readonly limits: RiskLimits
  readonly currency: Currency
}

/** Prices a signal at what is asked for and sizes it: fair probability → expected value → staking plan → caps. */
export function appraise(signal: Signal, at: AppraisedAt): Appraisal {
  if (signal.kind === 'order') {
    return isOnClose(signal) ? onClose(signal, at) : asAsked(money(signal.stake), at)
  }
  const { price, commission, bankroll, limits, currency } = at
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
  if (price === null) return unpriced
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
    bounds: at.bounds,
    minStake: at.least,
    stakeStep: at.stakeStep,
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

/** An order signal is not appraised; only the venue's bounds and steps are kept. */
function asAsked(
  asked: Money,
  { stakeStep, bounds, currency }: Pick<AppraisedAt, 'stakeStep' | 'bounds' | 'currency'>,
): Appraisal {
  const amount = (value: Money) => formatMoney(value, currency)
  const sizing = [`the strategy asked for ${amount(asked)}`]
  let most = asked
  for (const { stake, why } of bounds) {
    if (most <= stake) continue
    most = stake
    sizing.push(`cut to ${amount(most)}: ${why}`)
  }
  const stake = money(Math.floor(most / stakeStep) * stakeStep)
  if (stake !== most) sizing.push(`rounded down to ${amount(stake)}: steps of ${amount(stakeStep)}`)
  return { fairProbability: null, fairSource: null, edge: null, kellyFraction: null, stake, liability: null, sizing }
}

const ANY_STEP = money(1)

/** The stake of a back on close is its liability, in the venue's steps; that of a lay is what the starting price makes of it. */
function onClose(signal: OnCloseSignal, { price, stakeStep: steps, maxLiability, currency }: AppraisedAt): Appraisal {
  const stakeStep = signal.side === 'back' ? steps : ANY_STEP
  const bounds = maxLiability === null ? [] : [liabilityBound(maxLiability, currency)]
  const asked = asAsked(money(signal.liability), { stakeStep, bounds, currency })
  const liability = asked.stake
  const stake = stakeOnClose({ side: signal.side, liability }, price ?? Number.NaN)
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
