import type { Lock } from '../limits/lock.ts'
import type { SettledOrder } from '../order/settled-order.ts'
import type { StrategyReadings } from '../risk/protections.ts'
import { fromPriceUnits } from '../units/price.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { closingLineValue } from '../value/closing-line-value.ts'
import { isBefore, type Settled } from './settlement-sequence.ts'

/** What the protections of single strategies need of settled bets. */
export interface StrategyRecord {
  /** A bet was settled; those of one moment are in the order of `version`, as in `TrackRecord`. */
  settled(order: SettledOrder, version: number): void
  /** A settled bet was corrected, or its closing line noted. */
  changed(order: SettledOrder): void
  /** A lock of one strategy has ended: what set it is counted anew from there. */
  lockEnded(lock: Pick<Lock, 'kind' | 'strategy'>, at: Timestamp): void
  readings(): Iterable<StrategyReadings>
}

interface Bet extends Settled {
  readonly key: string
  readonly lost: boolean
  readonly clv: number | null
}

interface Kept {
  /** In the order in which they were settled. */
  readonly bets: Bet[]
  cooldownFrom: Timestamp
  lowClvFrom: Timestamp
}

/** The latest bets that are kept whether they have a close or not: the settlements still to come may be older. */
const LATEST_KEPT = 500

/**
 * A record without bets.
 *
 * @param clvBets - How many bets with a known closing line count.
 */
export function createStrategyRecord(clvBets: number): StrategyRecord {
  const strategies = new Map<string, Kept>()

  function keptOf(strategy: string): Kept {
    let kept = strategies.get(strategy)
    if (kept === undefined) {
      kept = { bets: [], cooldownFrom: timestamp(0), lowClvFrom: timestamp(0) }
      strategies.set(strategy, kept)
    }
    return kept
  }

  /** However few bets have a close, those that count are kept. */
  function forget(bets: Bet[]): void {
    const older = bets.splice(0, bets.length - LATEST_KEPT)
    bets.unshift(...older.filter(({ clv }) => clv !== null).slice(-clvBets))
  }

  function clvOf({ bets, lowClvFrom }: Kept): StrategyReadings['clv'] {
    let count = 0
    let sum = 0
    for (let index = bets.length - 1; index >= 0 && count < clvBets; index -= 1) {
      const bet = bets[index]
      if (bet === undefined || bet.at < lowClvFrom) break
      if (bet.clv === null) continue
      count += 1
      sum += bet.clv
    }
    return { bets: count, mean: count === 0 ? 0 : sum / count }
  }

  return {
    settled(order, version) {
      // What was found at a venue says nothing of how a strategy decides.
      if (order.intent.origin !== 'decided') return
      const { bets } = keptOf(order.intent.strategy)
      const bet = betOf(order, version)
      let index = bets.length
      while (index > 0 && isBefore(bet, bets[index - 1])) index -= 1
      bets.splice(index, 0, bet)
      if (bets.length > 2 * (LATEST_KEPT + clvBets)) forget(bets)
    },
    changed(order) {
      const bets = strategies.get(order.intent.strategy)?.bets ?? []
      const index = bets.findLastIndex(({ key }) => key === order.intent.key)
      const known = bets[index]
      if (known !== undefined) bets[index] = betOf(order, known.version)
    },
    lockEnded({ kind, strategy }, at) {
      if (strategy === null) return
      const kept = keptOf(strategy)
      if (kind === 'cooldown' && at > kept.cooldownFrom) kept.cooldownFrom = at
      if (kind === 'low-clv' && at > kept.lowClvFrom) kept.lowClvFrom = at
    },
    *readings() {
      for (const [strategy, kept] of strategies) {
        const lost = kept.bets.findLast((bet) => bet.lost)
        const lostAt = lost !== undefined && lost.at >= kept.cooldownFrom ? lost.at : null
        yield { strategy, lostAt, clv: clvOf(kept) }
      }
    },
  }
}

function betOf(order: SettledOrder, version: number): Bet {
  const at = order.settledAt ?? order.updatedAt
  return { key: order.intent.key, at, lost: (order.profit ?? 0) < 0, clv: clvOfOrder(order), version }
}

/** The closing line value of a bet; of a lay that of the back of everything else that it is. */
function clvOfOrder({ intent, averagePrice, closingProbability }: SettledOrder): number | null {
  if (closingProbability === null) return null
  const price = fromPriceUnits(averagePrice ?? intent.price)
  if (intent.side === 'back') return closingLineValue(price, closingProbability)
  return closingLineValue(price / (price - 1), 1 - closingProbability)
}
