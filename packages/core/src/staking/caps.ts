import { checkInteger, checkNumber, checkPositive } from '../units/check.ts'
import { type Currency, type Money, money, ZERO } from '../units/money.ts'
import { fractionOf, stakeWithin } from './fraction-of.ts'
import { amountText, percentText } from './sizing-text.ts'

/** The most that a stake may be, for a reason of its own. */
export interface StakeBound {
  /** In minor units. */
  readonly stake: Money
  /** In words, such as `all that the venue shows at 2.1 or better`. */
  readonly why: string
}

/** What a stake may be. */
export interface StakeLimits {
  /** What {@link StakeLimits.maxFraction} is a fraction of, in minor units; 0 or less allows nothing. */
  readonly bankroll: Money
  /** The most that may be at risk, as a fraction of the bankroll in [0, 1]. */
  readonly maxFraction: number
  /** The most that may be at risk, in minor units. */
  readonly maxAbsolute: Money
  /** The most backer's stake, for reasons of their own. @default none */
  readonly bounds?: readonly StakeBound[]
  /** The least backer's stake that the venue takes, in minor units. */
  readonly minStake: Money
  /** The venue takes multiples of this, in minor units, at least 1. */
  readonly stakeStep: Money
  /** What one unit of backer's stake puts at risk: 1 for a back (the default), price − 1 for a lay. */
  readonly riskPerUnit?: number
  /** Of every amount here, for the words; without it they count minor units. */
  readonly currency?: Currency
}

/** A stake within its limits. */
export interface CappedStake {
  /** A multiple of the step that exceeds no limit; 0 when that is below the minimum. */
  readonly stake: Money
  /** What changed the stake, in words, in the order in which it did. */
  readonly applied: readonly string[]
}

/**
 * Cuts a backer's stake to its limits and rounds it down to whole steps; never up, and never to a stake below the minimum.
 *
 * @param stake - The backer's stake wanted, in minor units, not negative.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * const limits = { bankroll: money(100_000), maxFraction: 0.05, maxAbsolute: money(4_210), minStake: money(200), stakeStep: money(50) }
 * capStake(money(10_000), limits).stake // 4200
 * capStake(money(190), limits).stake // 0
 * ```
 */
export function capStake(stake: Money, limits: StakeLimits): CappedStake {
  const riskPerUnit = checkPositive('riskPerUnit', limits.riskPerUnit ?? 1)
  const minStake = checkInteger('minStake', limits.minStake, 0)
  const step = checkInteger('stakeStep', limits.stakeStep, 1)
  const bankroll = money(Math.max(0, money(limits.bankroll)))
  const maxFraction = checkNumber('maxFraction', limits.maxFraction, 0, 1)
  const maxAbsolute = money(checkInteger('maxAbsolute', limits.maxAbsolute, 0))
  const amount = (value: number) => amountText(money(value), limits.currency)
  const applied: string[] = []
  let capped = checkInteger('stake', stake, 0)

  const fractionLimit = stakeWithin(fractionOf(bankroll, maxFraction), riskPerUnit)
  if (capped > fractionLimit) {
    capped = fractionLimit
    applied.push(`cut to ${amount(capped)}: at most ${percentText(maxFraction)} of the bankroll at risk`)
  }
  const absoluteLimit = stakeWithin(maxAbsolute, riskPerUnit)
  if (capped > absoluteLimit) {
    capped = absoluteLimit
    applied.push(`cut to ${amount(capped)}: at most ${amount(maxAbsolute)} at risk`)
  }
  for (const { stake: most, why } of limits.bounds ?? []) {
    if (capped <= checkInteger('bound', most, 0)) continue
    capped = most
    applied.push(`cut to ${amount(capped)}: ${why}`)
  }
  const stepped = capped - (capped % step)
  if (stepped < capped) {
    capped = stepped
    applied.push(`rounded down to ${amount(capped)}: steps of ${amount(step)}`)
  }
  if (capped > 0 && capped < minStake) {
    capped = 0
    applied.push(`dropped: below the minimum of ${amount(minStake)}`)
  }
  return { stake: capped === 0 ? ZERO : money(capped), applied }
}
