import { checkNumber } from '../units/check.ts'
import { add, type Money, subtract, ZERO } from '../units/money.ts'
import { countedAs, isReturned, type SettledBet } from './settled-bet.ts'

/** What one group of bets came to. */
export interface GroupPerformance {
  readonly key: string
  /** Void bets included. */
  readonly bets: number
  readonly won: number
  readonly lost: number
  /** Turnover in minor units, void bets excluded. */
  readonly staked: Money
  readonly profit: Money
  /** Profit / turnover, or `null` without turnover. */
  readonly yield: number | null
}

/** Profit by group, with a bounded number of groups. */
export interface Breakdown {
  add(bet: SettledBet): void
  /** Takes so much from a group, or gives it back where negative. */
  charge(key: string, amount: Money): void
  groups(): readonly GroupPerformance[]
}

/** Collects the bets of groups that came after the breakdown was full. */
export const OTHER_GROUPS = '(other)'

interface Totals {
  bets: number
  won: number
  lost: number
  staked: Money
  profit: Money
}

/** An empty breakdown of at most `maxGroups` groups; bets of further groups count together under {@link OTHER_GROUPS}. */
export function createBreakdown(keyOf: (bet: SettledBet) => string, maxGroups: number): Breakdown {
  const totals = new Map<string, Totals>()

  function groupOf(own: string): Totals {
    const key = totals.has(own) || totals.size < maxGroups ? own : OTHER_GROUPS
    let group = totals.get(key)
    if (group === undefined) {
      group = { bets: 0, won: 0, lost: 0, staked: ZERO, profit: ZERO }
      totals.set(key, group)
    }
    return group
  }

  return {
    charge(key, amount) {
      const group = groupOf(key)
      group.profit = subtract(group.profit, amount)
    },
    add(bet) {
      const group = groupOf(keyOf(bet))
      group.bets += 1
      group.profit = add(group.profit, bet.profit)
      if (isReturned(bet)) return
      group.staked = add(group.staked, bet.stake)
      const counted = countedAs(bet)
      if (counted !== 'void') group[counted] += 1
    },
    groups: () =>
      [...totals].map(([key, group]) => ({
        key,
        ...group,
        yield: group.staked === 0 ? null : group.profit / group.staked,
      })),
  }
}

const BAND_EDGES = [1.5, 2, 3, 5, 10, 20, 50]

/**
 * The price band of decimal odds: `under 1.5`, `1.5–2` (2 excluded), … `50 and over`.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `price` is not a finite number, or below 1.
 * @example
 * ```ts
 * priceBand(2.4) // '2–3'
 * ```
 */
export function priceBand(price: number): string {
  checkNumber('price', price, 1)
  let from: number | null = null
  for (const to of BAND_EDGES) {
    if (price < to) return from === null ? `under ${to}` : `${from}–${to}`
    from = to
  }
  return `${from} and over`
}

/** All price bands, from short to long. */
export const PRICE_BANDS: readonly string[] = /* @__PURE__ */ [1, ...BAND_EDGES].map(priceBand)
