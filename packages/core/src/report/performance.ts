import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { betOutcomes, isBetOutcome } from '../order/bet-outcome.ts'
import { checkNumber, checkPositive, checkPrice, checkProbability } from '../units/check.ts'
import { add, type Money, money, ZERO } from '../units/money.ts'
import { timestamp } from '../units/timestamp.ts'
import { createBreakdown, type GroupPerformance, PRICE_BANDS, priceBand } from './breakdown.ts'
import { type CalibrationCurve, createCalibration } from './calibration.ts'
import { createClusterBootstrap } from './cluster-bootstrap.ts'
import { studentTail } from './distributions.ts'
import { createDrawdownTracker } from './drawdown.ts'
import { createEquityCurve, type EquityCurvePoint } from './equity-curve.ts'
import { createRunningMoments, type RunningMoments } from './running-moments.ts'
import { LEAST_PROBABILITY } from './scores.ts'
import { countedAs, isReturned, type SettledBet } from './settled-bet.ts'
import { createStrategyShares } from './strategy-shares.ts'

/** How to measure. */
export interface PerformanceSettings {
  /** In minor units, above 0. */
  readonly initialBankroll: Money
  /** The most points that the equity curve keeps; 1000 by default, at least 8. */
  readonly maxCurvePoints?: number
  /** The most markets and strategies told apart; 1000 by default. */
  readonly maxGroups?: number
  /** Ask for a bootstrap p-value, at about 10 µs a bet for 999 resamples; not computed by default. */
  readonly bootstrap?: { readonly seed: string; readonly resamples?: number }
}

/** Closing line value: what bets were worth at the fair closing price, price × closing probability − 1 per unit staked; of the bets that have a close. */
export interface ClosingLineSummary {
  /** How many bets have a close, void ones included. */
  readonly bets: number
  readonly mean: number
  /** Sample standard deviation, `null` below two bets. */
  readonly deviation: number | null
  /** mean / (deviation / √bets), `null` where the deviation is unknown or 0. */
  readonly t: number | null
  /** Share of the bets whose value at the close was above 0, in [0, 1]. */
  readonly beating: number
}

/** What a sequence of settled bets came to. Statistics are `null` where the bets cannot tell. */
export interface PerformanceSummary {
  /** Void bets included. */
  readonly bets: number
  /** Bets that were won or lost in part count by what they brought. */
  readonly won: number
  readonly lost: number
  /** Those that were returned, a line met exactly included. */
  readonly void: number
  /** Turnover in minor units, returned bets excluded. */
  readonly staked: Money
  /** After commission. */
  readonly profit: Money
  /** Profit / turnover. */
  readonly yield: number | null
  /** Profit / initial bankroll. */
  readonly returnOnBankroll: number
  readonly initialBankroll: Money
  /** The bankroll after the last bet, and the best and worst it ever was (the initial one included). */
  readonly equity: Money
  readonly peakEquity: Money
  readonly lowestEquity: Money
  /** The deepest fall of the bankroll below a peak, in minor units; the initial bankroll is the first peak. */
  readonly maxDrawdown: Money
  /** The deepest fall as a fraction of its peak. */
  readonly maxDrawdownFraction: number
  /** The longest time below a peak in milliseconds, one that still runs included. */
  readonly maxDrawdownDuration: number
  /** The most bets in a row below a peak. */
  readonly maxDrawdownBets: number
  /** How far the bankroll is below its peak now, in minor units. */
  readonly currentDrawdown: Money
  /** The most losses in a row; void bets neither end nor lengthen a streak. */
  readonly longestLosingStreak: number
  readonly longestWinningStreak: number
  /** Mean price of the bets that were not returned. */
  readonly averagePrice: number | null
  /** Mean / sample standard deviation of the return per unit staked. */
  readonly sharpe: number | null
  /** Mean / downside deviation, √(mean of min(return, 0)²), of the return per unit staked. */
  readonly sortino: number | null
  /** Sharpe × √bets: Student's t of the mean return per unit staked. */
  readonly t: number | null
  /** One-sided p-value of `t`: how often luck alone would do as well. Too small where bets of one market are correlated. */
  readonly pValue: number | null
  /** One-sided p-value by cluster bootstrap over markets, where it was asked for. */
  readonly bootstrapPValue: number | null
  /** `null` where no bet has a close. */
  readonly clv: ClosingLineSummary | null
  /** Mean squared error of the fair probability, in [0, 1]. */
  readonly brier: number | null
  /** Mean −ln of the fair probability of what happened. */
  readonly logLoss: number | null
  /** Fair probability against frequency, in ten bins of equal width. */
  readonly calibration: CalibrationCurve | null
  readonly equityCurve: readonly EquityCurvePoint[]
  /** From short prices to long; bands without bets are left out. */
  readonly byPriceBand: readonly GroupPerformance[]
  /**
   * In order of appearance; what goes beyond `maxGroups` counts together as `(other)`. Of a market's commission a strategy bears a share in
   * proportion to what it won there.
   */
  readonly byStrategy: readonly GroupPerformance[]
  readonly byMarket: readonly GroupPerformance[]
}

/** Measures settled bets in one pass and bounded memory. */
export interface Performance {
  /**
   * Takes in the next bet, in the order of settlement.
   *
   * @throws InvalidValueError `INVALID_VALUE` when a field is out of range; nothing is counted then.
   */
  add(bet: SettledBet): void
  summary(): PerformanceSummary
}

/**
 * Starts to measure.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const performance = createPerformance({ initialBankroll: money(100_000) })
 * performance.add({
 *   at: timestamp(0), strategy: 'value', market: 'm1', venue: 'book', price: 2.5, stake: money(1_000), profit: money(1_500), commission: ZERO,
 *   outcome: 'won', fairProbability: 0.42, closingProbability: 0.41,
 * })
 * performance.summary().yield // 1.5
 * ```
 */
export function createPerformance(settings: PerformanceSettings): Performance {
  const initialBankroll = money(checkPositive('initialBankroll', settings.initialBankroll))
  const maxGroups = settings.maxGroups ?? 1000
  const curve = createEquityCurve(settings.maxCurvePoints)
  const drawdowns = createDrawdownTracker(initialBankroll)
  const bands = createBreakdown((bet) => priceBand(bet.price), PRICE_BANDS.length)
  const strategies = createBreakdown((bet) => bet.strategy, maxGroups)
  const shares = createStrategyShares()
  const markets = createBreakdown((bet) => bet.market, maxGroups)
  const bootstrap = settings.bootstrap === undefined ? null : createClusterBootstrap(settings.bootstrap)
  const calibration = createCalibration()
  const returns = createRunningMoments()
  const downside = createRunningMoments()
  const prices = createRunningMoments()
  const clv = createRunningMoments()
  const brier = createRunningMoments()
  const logLoss = createRunningMoments()
  const count = { won: 0, lost: 0, void: 0 }
  const streaks = createStreaks()
  let staked = ZERO
  let profit = ZERO
  let equity = initialBankroll
  let peakEquity = initialBankroll
  let lowestEquity = initialBankroll
  let beating = 0

  function addReturn(bet: SettledBet): void {
    const perUnit = bet.profit / bet.stake
    returns.add(perUnit)
    downside.add(Math.min(perUnit, 0) ** 2)
    prices.add(bet.price)
    const counted = countedAs(bet)
    if (counted !== 'void') streaks.add(counted === 'won')
    bootstrap?.add(bet.market, perUnit)
    staked = add(staked, bet.stake)
  }

  function addForecast(probability: number, won: boolean): void {
    const actual = won ? 1 : 0
    brier.add((probability - actual) ** 2)
    logLoss.add(-Math.log(Math.max(won ? probability : 1 - probability, LEAST_PROBABILITY)))
    calibration.add(probability, won)
  }

  return {
    add(bet) {
      checkBet(bet)
      count[countedAs(bet)] += 1
      profit = add(profit, bet.profit)
      equity = add(equity, bet.profit)
      if (equity > peakEquity) peakEquity = equity
      if (equity < lowestEquity) lowestEquity = equity
      drawdowns.add(bet.at, equity)
      curve.add({ at: bet.at, equity, bets: count.won + count.lost + count.void })
      for (const breakdown of [bands, markets]) breakdown.add(bet)
      strategies.add({ ...bet, profit: add(bet.profit, bet.commission) })
      for (const { strategy, commission } of shares.add(bet)) strategies.charge(strategy, commission)
      if (!isReturned(bet)) addReturn(bet)
      // A bet that won or lost in part says nothing of the probability that it wins.
      const isDecided = bet.outcome === 'won' || bet.outcome === 'lost'
      if (isDecided && bet.fairProbability !== null) addForecast(bet.fairProbability, bet.outcome === 'won')
      if (bet.closingProbability !== null) {
        const value = bet.price * bet.closingProbability - 1
        clv.add(value)
        if (value > 0) beating += 1
      }
    },
    summary() {
      const drawdown = drawdowns.drawdown()
      const { t } = returns
      const downsideDeviation = Math.sqrt(downside.mean)
      return {
        bets: count.won + count.lost + count.void,
        ...count,
        staked,
        profit,
        yield: staked === 0 ? null : profit / staked,
        returnOnBankroll: profit / initialBankroll,
        initialBankroll,
        equity,
        peakEquity,
        lowestEquity,
        maxDrawdown: drawdown.amount,
        maxDrawdownFraction: drawdown.fraction,
        maxDrawdownDuration: drawdown.duration,
        maxDrawdownBets: drawdown.bets,
        currentDrawdown: drawdown.current,
        longestLosingStreak: streaks.longestLosing(),
        longestWinningStreak: streaks.longestWinning(),
        averagePrice: meanOf(prices),
        sharpe: t === null ? null : t / Math.sqrt(returns.count),
        sortino: downsideDeviation === 0 ? null : returns.mean / downsideDeviation,
        t,
        pValue: t === null ? null : studentTail(t, returns.count - 1),
        bootstrapPValue: bootstrap?.pValue() ?? null,
        clv:
          clv.count === 0
            ? null
            : { bets: clv.count, mean: clv.mean, deviation: clv.deviation, t: clv.t, beating: beating / clv.count },
        brier: meanOf(brier),
        logLoss: meanOf(logLoss),
        calibration: calibration.curve(),
        equityCurve: curve.points(),
        byPriceBand: bands.groups().toSorted((a, b) => PRICE_BANDS.indexOf(a.key) - PRICE_BANDS.indexOf(b.key)),
        byStrategy: strategies.groups(),
        byMarket: markets.groups(),
      }
    },
  }
}

function meanOf(moments: RunningMoments): number | null {
  return moments.count === 0 ? null : moments.mean
}

function createStreaks() {
  let winning = 0
  let losing = 0
  let longestWinning = 0
  let longestLosing = 0
  return {
    add(won: boolean): void {
      winning = won ? winning + 1 : 0
      losing = won ? 0 : losing + 1
      longestWinning = Math.max(longestWinning, winning)
      longestLosing = Math.max(longestLosing, losing)
    },
    longestWinning: () => longestWinning,
    longestLosing: () => longestLosing,
  }
}

function checkBet(bet: SettledBet): void {
  timestamp(bet.at)
  checkPrice('price', bet.price)
  checkPositive('stake', money(bet.stake))
  checkNumber('profit', money(bet.profit))
  checkNumber('commission', money(bet.commission))
  if (!isBetOutcome(bet.outcome)) throw new InvalidValueError('outcome', bet.outcome, betOutcomes.join(', '))
  if (bet.fairProbability !== null) checkProbability('fairProbability', bet.fairProbability)
  if (bet.closingProbability !== null) checkProbability('closingProbability', bet.closingProbability)
}
