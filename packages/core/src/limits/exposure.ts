import type { Intent } from '../order/intent.ts'
import { type Money, money } from '../units/money.ts'
import type { Losses } from './losses.ts'

/** A live order as a part of what its market can lose. */
export interface LosingPosition extends Losses {
  readonly venue: Intent['venue']
  readonly strategy: Intent['strategy']
  readonly selection: Intent['selection']
  /** How many selections the market has, and how many of them win. */
  readonly outcomes: number
  readonly winners: number
  /** Whether its venue sets bets on one market off against each other. */
  readonly netting: boolean
}

/** The same, and what it costs once all that is open of it is matched. */
export interface ExposedPosition extends LosingPosition {
  readonly filled: Losses
}

/**
 * The most that orders on one market can lose together, whichever selections win: at a venue that nets, the worst over all outcomes of
 * what they cost there together; elsewhere the sum of what each can lose. Never negative.
 *
 * @param positions - Live orders of one market.
 * @example
 * ```ts
 * marketExposure([back, lay]) // 0: a lay of the same stake at the same price takes back what the back can lose
 * ```
 */
export function marketExposure(positions: readonly LosingPosition[]): Money {
  let total = 0
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index]
    if (position === undefined) continue
    if (!position.netting) total += Math.max(0, position.ifWins, position.ifLoses)
    else if (isFirstOfVenue(positions, index)) {
      total += nettedExposure(positions.filter(({ netting, venue }) => netting && venue === position.venue))
    }
  }
  return money(total)
}

function isFirstOfVenue(positions: readonly LosingPosition[], index: number): boolean {
  return positions.findIndex(({ netting, venue }) => netting && venue === positions[index]?.venue) === index
}

/** The worst outcome: everything loses, but for as many selections as win, and those that win are the ones that cost most. */
function nettedExposure(positions: readonly LosingPosition[]): number {
  const extra = new Map<Intent['selection'], number>()
  let worst = 0
  let outcomes = 0
  let winners = 0
  for (const position of positions) {
    worst += position.ifLoses
    extra.set(position.selection, (extra.get(position.selection) ?? 0) + position.ifWins - position.ifLoses)
    outcomes = Math.max(outcomes, position.outcomes)
    winners = Math.max(winners, position.winners)
  }
  const dearest = [...extra.values()].toSorted((a, b) => b - a)
  // Selections without a bet can win as well, and cost nothing when they do.
  const free = Math.max(0, outcomes - dearest.length)
  let taken = 0
  for (const cost of dearest) {
    const left = winners - taken
    if (left <= 0 || (cost <= 0 && free >= left)) break
    worst += cost
    taken += 1
  }
  return Math.max(0, worst)
}
