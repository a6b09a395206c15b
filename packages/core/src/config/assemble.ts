import type { RiskLimits } from '../risk/risk-limits.ts'
import { currency } from '../units/currency.ts'
import { type Money, moneyFromMajor } from '../units/money.ts'
import { amountOfShare } from './account-kinds.ts'
import type { Settings } from './settings.ts'
import type { VariableValues } from './variables.ts'

/** Arranges valid values of core as settings, with amounts in minor units. */
export function assemble(values: VariableValues, warnings: readonly string[]): Settings {
  const accountCurrency = currency(values.CURRENCY)
  const toMoney = (major: number) => moneyFromMajor(major, accountCurrency)
  const toLimit = (major: number | null) => (major === null ? null : toMoney(major))
  const bankroll = toMoney(values.BANKROLL)
  const backtestBankroll = toMoney(values.BACKTEST_INITIAL_BANKROLL)
  const day = values.DAILY_LOSS_LIMIT
  const toDayLimit = (of: Money) => (day === null ? null : amountOfShare(day, of, accountCurrency))
  const risk: RiskLimits = {
    minOdds: values.MIN_ODDS,
    maxOdds: values.MAX_ODDS,
    minEdge: values.MIN_EDGE,
    maxEdge: values.MAX_EDGE,
    fxMargin: values.FX_MARGIN,
    referenceOverround: { least: values.REFERENCE_MIN_OVERROUND, most: values.REFERENCE_MAX_OVERROUND },
    maxStakeFraction: values.MAX_STAKE_FRAC,
    maxStakeAbsolute: toMoney(values.MAX_STAKE_ABSOLUTE),
    maxOpenBets: values.MAX_OPEN_BETS,
    dailyLossLimit: toDayLimit(bankroll),
    weeklyLossLimit: toLimit(values.WEEKLY_LOSS_LIMIT),
    monthlyLossLimit: toLimit(values.MONTHLY_LOSS_LIMIT),
    exposure: {
      selection: toLimit(values.MAX_SELECTION_EXPOSURE),
      market: toLimit(values.MAX_MARKET_EXPOSURE),
      event: toLimit(values.MAX_EVENT_EXPOSURE),
      strategy: toLimit(values.MAX_STRATEGY_EXPOSURE),
      venue: toLimit(values.MAX_VENUE_EXPOSURE),
      account: toLimit(values.MAX_ACCOUNT_EXPOSURE),
    },
    rateLimit: { orders: values.RATE_LIMIT_PER_MINUTE, windowMs: values.RATE_LIMIT_WINDOW_SECONDS },
    maxQuoteAgeMs: values.MAX_QUOTE_AGE_SECONDS,
    consecutiveLossLimit: values.CONSECUTIVE_LOSS_LIMIT,
    consecutiveLossWarn: values.CONSECUTIVE_LOSS_WARN,
    maxRecentLossesCheck: values.MAX_RECENT_LOSSES_CHECK,
    lossStreakLockMs: values.LOSS_STREAK_LOCK_HOURS,
    cooldownMs: values.COOLDOWN_MINUTES,
    closeWithinMs: values.CLOSE_WITHIN_MINUTES,
    lowClv: { limit: values.LOW_CLV_LIMIT, bets: values.LOW_CLV_BETS, lockMs: values.LOW_CLV_LOCK_HOURS },
    maxDrawdownFraction: values.MAX_DRAWDOWN_FRACTION,
    drawdownWarnFraction: values.DRAWDOWN_WARN_FRACTION,
    peakLookbackMs: values.PEAK_BANKROLL_DAYS,
    drawdownLockMs: null,
  }
  const production = values.ENV === 'production'
  return {
    env: values.ENV,
    mode: values.MODE,
    seed: values.SEED,
    account: {
      name: values.ACCOUNT,
      currency: accountCurrency,
      timeZone: values.TIME_ZONE,
      bankroll,
      limitRaiseDelayMs: values.LIMIT_RAISE_HOURS,
    },
    database: values.DB_URL,
    log: { level: values.LOG_LEVEL, format: production ? 'json' : 'pretty' },
    orders: {
      path: values.ORDER_PATH,
      sendDeadlineMs: values.SEND_DEADLINE_MS,
      orphanDeliveryMs: values.ORPHAN_DELIVERY_MS,
      settlementOverdueMs: values.SETTLEMENT_OVERDUE_HOURS,
    },
    http: { timeoutMs: values.HTTP_TIMEOUT },
    circuitBreaker: {
      maxFailures: values.CIRCUIT_BREAKER_MAX_FAILURES,
      resetMs: values.CIRCUIT_BREAKER_RESET_TIMEOUT,
    },
    staking: { kellyFraction: values.DEFAULT_KELLY_FRACTION },
    risk,
    dailyLossShare:
      day === null || 'amount' in day
        ? null
        : { share: day.share, amount: amountOfShare(day, bankroll, accountCurrency) },
    paperTrading: { daysRequired: values.PAPER_TRADING_DAYS_REQUIRED },
    backtest: {
      days: values.BACKTEST_DEFAULT_DAYS,
      bankroll: backtestBankroll,
      gamesPerDay: values.BACKTEST_GAMES_PER_DAY,
      drawdownLockMs: values.DRAWDOWN_LOCK_DAYS,
      limits: { ...risk, dailyLossLimit: toDayLimit(backtestBankroll), drawdownLockMs: values.DRAWDOWN_LOCK_DAYS },
    },
    permits: { emulator: !production, memoryStore: !production },
    warnings,
  }
}
