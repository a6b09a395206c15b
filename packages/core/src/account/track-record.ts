import type { Lock } from '../limits/lock.ts'
import { netProfit } from '../order/order-state.ts'
import type { SettledOrder } from '../order/settled-order.ts'
import { createEquityPeak, type EquityPeak } from '../risk/equity-peak.ts'
import { lossStreak, type SettledOutcome } from '../risk/loss-streak.ts'
import type { StrategyReadings } from '../risk/protections.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { DecisionKey } from '../units/ids.ts'
import { type Money, money, subtract, ZERO } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { isBefore, type Settled } from './settlement-sequence.ts'
import { createStrategyRecord } from './strategy-record.ts'

/** How many settled bets the loss streak can look at for certain, voids included. */
const SETTLED_KEPT = 500

/** What the settled bets of an account say: losses in a row, the most it ever had earned, how its strategies fare. */
export interface TrackRecord {
  /** What bets have brought in all after commission, in minor units. */
  readonly earned: Money
  /**
   * A bet was settled or returned.
   *
   * @param version - Of the account, by which those of one moment are put in order whenever each is heard of; 0 for what is told in order.
   * Of bets that were corrected before they were heard of it is that of the correction: until a restart they may stand the other way round.
   */
  settled(order: SettledOrder, version?: number): void
  /**
   * A settled bet has changed: how it ended, or its closing line.
   *
   * @returns By how much it brought more, in minor units; `null` when it was settled too long ago to be known here.
   */
  changed(order: SettledOrder): number | null
  /** A bet that was settled perhaps too long ago to be known here is about to change: how it was until now. */
  recall(order: SettledOrder): void
  /** The account has earned so much by `at`, whatever is known here of the bets it came from. */
  recount(at: Timestamp, earned: Money): void
  /** A lock has ended at `at`: what set it is counted anew from there. */
  lockEnded(lock: Pick<Lock, 'kind' | 'strategy'>, at: Timestamp): void
  losses(): number
  /** The most earned at any moment of the look-back that ends at `at`. */
  peak(at: Timestamp): Money
  strategies(): Iterable<StrategyReadings>
}

interface Settlement extends SettledOutcome, Settled {
  readonly key: DecisionKey
  /** After commission. */
  readonly profit: Money
}

/**
 * A record without bets.
 *
 * @param opening - What the account had earned so far, in minor units: equity less what its owner put in, so that a deposit is no
 * profit and a withdrawal no drawdown.
 */
export function createTrackRecord(limits: RiskLimits, opening: Money): TrackRecord {
  const strategies = createStrategyRecord(limits.lowClv.bets)
  /** In the order of time. */
  let settlements: Settlement[] = []
  const recalled = new Map<DecisionKey, Money>()
  let peak: EquityPeak = createEquityPeak(limits.peakLookbackMs, opening)
  let earned = opening
  let streakFrom = timestamp(0)
  let drawdownFrom: Timestamp | null = null
  let mostKept = 2 * SETTLED_KEPT

  /** Forgets what lies before every look-back. */
  function prune(at: Timestamp): void {
    if (settlements.length <= mostKept) return
    const recent = settlements.findIndex((settlement) => settlement.at >= at - limits.peakLookbackMs)
    const old = recent === -1 ? settlements.length : recent
    settlements = settlements.slice(Math.min(old, settlements.length - SETTLED_KEPT))
    mostKept = Math.max(2 * SETTLED_KEPT, 2 * settlements.length)
  }

  /** Lives through all that is known again, after something of it has changed. */
  function relive(): void {
    let total = settlements.reduce((sum, { profit }) => sum - profit, Number(earned))
    peak = createEquityPeak(limits.peakLookbackMs, money(total))
    let restart = drawdownFrom
    for (const { at, profit } of settlements) {
      if (restart !== null && at > restart) {
        peak.restart(restart, money(total))
        restart = null
      }
      total += profit
      peak.record(at, money(total))
    }
    if (restart !== null) peak.restart(restart, money(total))
  }

  return {
    get earned() {
      return earned
    },
    settled(order, version = order.version) {
      const at = order.settledAt ?? order.updatedAt
      const profit = netProfit(order)
      const settlement = { key: order.intent.key, at, gross: order.profit ?? ZERO, profit, version }
      strategies.settled(order, version)
      earned = money(earned + profit)
      let index = settlements.length
      while (index > 0 && isBefore(settlement, settlements[index - 1])) index -= 1
      if (index === settlements.length) {
        settlements.push(settlement)
        peak.record(at, earned)
        prune(at)
      } else {
        settlements.splice(index, 0, settlement)
        relive()
      }
    },
    changed(order) {
      const index = settlements.findLastIndex(({ key }) => key === order.intent.key)
      const known = settlements[index]
      const before = known?.profit ?? recalled.get(order.intent.key)
      if (before === undefined) return null
      const profit = netProfit(order)
      if (known === undefined) recalled.set(order.intent.key, profit)
      else {
        strategies.changed(order)
        settlements[index] = { ...known, gross: order.profit ?? ZERO, profit }
      }
      if (profit !== before) {
        earned = money(earned + profit - before)
        relive()
      }
      return profit - before
    },
    recall(order) {
      const { key } = order.intent
      if (!settlements.some((settlement) => settlement.key === key)) recalled.set(key, netProfit(order))
    },
    recount(at, told) {
      if (told === earned) return
      earned = told
      peak.record(at, told)
    },
    lockEnded(lock, at) {
      if (lock.kind === 'loss-streak' && at > streakFrom) streakFrom = at
      if (lock.kind === 'drawdown') {
        drawdownFrom = at
        peak.restart(at, earned)
      }
      strategies.lockEnded(lock, at)
    },
    losses: () => lossStreak(settlements, limits.maxRecentLossesCheck, streakFrom),
    peak: (at) => peak.peak(at),
    strategies: () => strategies.readings(),
  }
}

/** What bets had brought before the first of these. */
export function earnedBefore(earned: Money, settled: readonly SettledOrder[]): Money {
  return settled.reduce((total, order) => subtract(total, netProfit(order)), earned)
}
