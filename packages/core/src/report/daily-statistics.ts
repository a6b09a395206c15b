import type { Order } from '../order/order.ts'
import { type Day, dayFinder } from '../units/day.ts'
import { add, type Money, money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createRunningMoments } from './running-moments.ts'
import { countedAs, isReturned, type SettledBet, settledBet } from './settled-bet.ts'
import { createStrategyShares } from './strategy-shares.ts'

/** What some bets of one day came to; amounts in minor units. */
export interface DayFigures {
  /** Void bets included. */
  readonly bets: number
  readonly won: number
  readonly lost: number
  readonly void: number
  /** Turnover: what was at risk, void bets excluded. */
  readonly staked: Money
  /** After commission. */
  readonly profit: Money
  /** Of a market in which several strategies bet, each bears a share in proportion to what it won there. */
  readonly commission: Money
  /** Profit / turnover; `null` where nothing was at risk. */
  readonly roi: number | null
  /** Mean closing line value of the bets that have a close; `null` where there are none. */
  readonly clv: number | null
  /** How many of the bets have a close. */
  readonly withClose: number
  /** The deepest fall below the day's best profit so far, which is 0 when it begins. */
  readonly maxDrawdown: Money
}

/** The figures of a calendar day, in all and by strategy. */
export interface DayStatistics extends DayFigures {
  readonly day: Day
  /** In the order of their names. */
  readonly byStrategy: readonly (DayFigures & { readonly strategy: string })[]
}

/** What a drawdown needs to remember of a bet; the version tells which of two at the same moment came first. */
interface Step {
  readonly at: Timestamp
  readonly version: number
  readonly profit: Money
}

/**
 * What settled and returned bets came to, day by day: a bet belongs to the day on which it was first settled, also when it was corrected
 * later. What has not ended, or was never matched, is passed over.
 *
 * @param orders - In any order; three numbers of each are kept.
 * @param timeZone - The IANA time zone whose days are meant, normally the account's.
 * @returns The days on which something was settled, ascending.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such time zone.
 * @example
 * ```ts
 * const days = await dailyStatistics(betsOf(store, { account, states: ['SETTLED', 'VOIDED'] }), 'Europe/London')
 * for (const { day, bets, profit, roi } of days) console.log(day.name, bets, profit, roi)
 * ```
 */
export async function dailyStatistics(
  orders: AsyncIterable<Order> | Iterable<Order>,
  timeZone: string,
): Promise<readonly DayStatistics[]> {
  const dayOf = dayFinder(timeZone)
  const shares = createStrategyShares()
  const days = new Map<
    string,
    { readonly day: Day; readonly all: Figures; readonly strategies: Map<string, Figures> }
  >()
  for await (const order of orders) {
    const bet = settledBet(order)
    if (bet === null) continue
    const day = dayOf(bet.at)
    const kept = days.get(day.name) ?? { day, all: createFigures(), strategies: new Map<string, Figures>() }
    days.set(day.name, kept)
    const ofStrategy = (strategy: string) => {
      const figures = kept.strategies.get(strategy) ?? createFigures()
      kept.strategies.set(strategy, figures)
      return figures
    }
    const { version } = order
    const parts = shares.add(bet)
    const own = parts.find(({ strategy }) => strategy === bet.strategy)?.commission ?? ZERO
    kept.all.add(bet, bet.commission, version)
    ofStrategy(bet.strategy).add(bet, own, version)
    for (const { strategy, commission } of parts) {
      if (strategy !== bet.strategy) ofStrategy(strategy).charge(commission, bet.at, version)
    }
  }
  return [...days.values()]
    .toSorted((a, b) => a.day.start - b.day.start)
    .map(({ day, all, strategies }) => ({
      day,
      ...all.figures(),
      byStrategy: [...strategies]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([strategy, figures]) => ({ strategy, ...figures.figures() })),
    }))
}

interface Figures {
  /** Takes in a bet that has ended, with what it costs of commission that it has. */
  add(bet: SettledBet, commission: Money, version: number): void
  /** Takes in what it costs of commission that a bet of another strategy has ended. */
  charge(commission: Money, at: Timestamp, version: number): void
  figures(): DayFigures
}

function createFigures(): Figures {
  const count = { won: 0, lost: 0, void: 0 }
  const clv = createRunningMoments()
  const steps: Step[] = []
  let staked = ZERO
  let profit = ZERO
  let commission = ZERO

  function gain(gross: Money, charged: Money, at: Timestamp, version: number): void {
    commission = add(commission, charged)
    const net = subtract(gross, charged)
    profit = add(profit, net)
    steps.push({ at, version, profit: net })
  }

  return {
    charge: (charged, at, version) => gain(ZERO, charged, at, version),
    add(bet, charged, version) {
      gain(add(bet.profit, bet.commission), charged, bet.at, version)
      count[countedAs(bet)] += 1
      if (!isReturned(bet)) staked = add(staked, bet.stake)
      if (bet.closingProbability !== null) clv.add(bet.price * bet.closingProbability - 1)
    },
    figures: () => ({
      bets: count.won + count.lost + count.void,
      ...count,
      staked,
      profit,
      commission,
      roi: staked === 0 ? null : profit / staked,
      clv: clv.count === 0 ? null : clv.mean,
      withClose: clv.count,
      maxDrawdown: deepestFall(steps),
    }),
  }
}

function deepestFall(steps: readonly Step[]): Money {
  let sum = 0
  let best = 0
  let deepest = 0
  for (const { profit } of steps.toSorted((a, b) => a.at - b.at || a.version - b.version)) {
    sum += profit
    best = Math.max(best, sum)
    deepest = Math.max(deepest, best - sum)
  }
  return money(deepest)
}
