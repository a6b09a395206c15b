import type { Paths } from 'type-fest'
import { dayFinder } from '../units/day.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../units/timestamp.ts'
import { amount, amountOrShare, database } from './account-kinds.ts'
import { choice, duration, integer, type Kind, number, orOff, text } from './kinds.ts'
import type { Environment, LogLevel, Settings } from './settings.ts'

/** Where a setting stands, such as `risk.minEdge`. */
type SettingPath = Extract<Paths<Settings>, string>

/** One setting: its place in `Settings`, what it may hold, its default as it would be written, and what it does. */
export interface Variable<Value> {
  readonly path: SettingPath
  readonly kind: Kind<Value>
  readonly fallback: string | null
  readonly summary: string
}

/** A setting with a default. */
interface Defaulted<Value> extends Variable<Value> {
  readonly fallback: string
}

function variable<Value>(path: SettingPath, kind: Kind<Value>, fallback: string, summary: string): Defaulted<Value> {
  return { path, kind, fallback, summary }
}

function optional<Value>(path: SettingPath, kind: Kind<Value>, summary: string): Variable<Value> {
  return { path, kind, fallback: null, summary }
}

const environments: Readonly<Record<string, Environment>> = {
  development: 'development',
  test: 'test',
  staging: 'staging',
  production: 'production',
}
const modes: Readonly<Record<string, 'DRY_RUN' | 'LIVE'>> = { DRY_RUN: 'DRY_RUN', LIVE: 'LIVE' }
const orderPaths: Readonly<Record<string, Settings['orders']['path']>> = { direct: 'direct', relayed: 'relayed' }
const logLevels: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
}

function isCurrencyCode(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code)
}

function isTimeZone(name: string): boolean {
  try {
    // What is asked here is asked of the same calendar again once there are bets, and making one is slow.
    dayFinder(name)
    return true
  } catch {
    return false
  }
}

/** An amount that limits something; without one it is not limited. */
const limit = orOff(amount, null)

/** Every setting of core, in the order in which they are documented. */
export const variables = {
  ENV: variable('env', choice(environments), 'development', 'Where the bot runs; production is strict.'),
  MODE: variable('mode', choice(modes), 'DRY_RUN', 'DRY_RUN bets on paper; LIVE also has to be said in code.'),
  SEED: variable(
    'seed',
    text('a text', () => true),
    '1',
    'From which a demo or a generated backtest follows.',
  ),
  LOG_LEVEL: variable(
    'log.level',
    choice(logLevels, (level) => String(level).toUpperCase()),
    'INFO',
    'The least important log lines that are written.',
  ),

  ACCOUNT: variable(
    'account.name',
    text('1 to 64 letters, digits, dots, dashes or underscores', (name) => /^[\w.-]{1,64}$/.test(name)),
    'main',
    'The name of the bankroll; engines with the same name share it.',
  ),
  CURRENCY: variable(
    'account.currency',
    text('the ISO 4217 code of a currency, such as GBP', isCurrencyCode, (setting) => codeOf(setting)),
    'GBP',
    'The currency of the account and of every amount here.',
  ),
  TIME_ZONE: variable(
    'account.timeZone',
    text('an IANA time zone, such as Europe/London', isTimeZone),
    'UTC',
    'Where a day of the account begins at midnight.',
  ),
  BANKROLL: variable(
    'account.bankroll',
    amount,
    '1000',
    'What a new account starts with; with MODE=LIVE, what the venue holds of it.',
  ),
  LIMIT_RAISE_HOURS: variable(
    'account.limitRaiseDelayMs',
    duration('hours', HOUR, { from: 1, to: 8760 }),
    '24',
    'How long a raised limit waits with MODE=LIVE; a lowered one holds at once, and on paper both do.',
  ),

  DB_URL: variable('database', database, 'sqlite:./data/advisor.db', 'Where orders, money and events are kept.'),

  DEFAULT_KELLY_FRACTION: variable(
    'staking.kellyFraction',
    number({ from: 0, to: 1 }),
    '0.2',
    'The share of the full Kelly stake that is staked.',
  ),
  MAX_STAKE_FRAC: variable(
    'risk.maxStakeFraction',
    number({ from: 0, to: 0.2 }),
    '0.05',
    'The most of the bankroll that one order may risk.',
  ),
  MAX_STAKE_ABSOLUTE: variable('risk.maxStakeAbsolute', amount, '100000', 'The most that one order may risk.'),
  MIN_EDGE: variable('risk.minEdge', number({ from: 0, to: 1 }), '0.01', 'The least expected profit per unit staked.'),
  MAX_EDGE: variable(
    'risk.maxEdge',
    number({ from: 0, to: 10_000 }),
    '0.25',
    'The highest expected profit per unit staked that is believed; above it the price is a palpable error.',
  ),
  FX_MARGIN: variable(
    'risk.fxMargin',
    number({ from: 0, to: 0.5 }),
    '0.02',
    'What is taken off a size that a venue tells in another currency, since rates move.',
  ),
  REFERENCE_MIN_OVERROUND: variable(
    'risk.referenceOverround.least',
    number({ from: -1, to: 0 }),
    '-0.02',
    'The least overround, for each winner, at which the prices behind a fair probability are believed.',
  ),
  REFERENCE_MAX_OVERROUND: variable(
    'risk.referenceOverround.most',
    number({ from: 0, to: 10_000 }),
    '0.25',
    'The highest such overround; in markets of many selections 0.03 for each, where that is more.',
  ),
  MIN_ODDS: variable('risk.minOdds', number({ above: 1, to: 10_000 }), '1.01', 'The shortest price to bet at.'),
  MAX_ODDS: variable('risk.maxOdds', number({ above: 1, to: 10_000 }), '1000', 'The longest price to bet at.'),
  MAX_QUOTE_AGE_SECONDS: variable(
    'risk.maxQuoteAgeMs',
    duration('seconds', SECOND, { above: 0, to: 3600 }),
    '120',
    'The oldest a price may be, when deciding and when sending.',
  ),
  MAX_OPEN_BETS: variable('risk.maxOpenBets', integer({ from: 0, to: 500 }), '10', 'The most orders open at once.'),
  RATE_LIMIT_PER_MINUTE: variable(
    'risk.rateLimit.orders',
    integer({ from: 0, to: 1000 }),
    '10',
    'The most orders in any RATE_LIMIT_WINDOW_SECONDS.',
  ),
  RATE_LIMIT_WINDOW_SECONDS: variable(
    'risk.rateLimit.windowMs',
    duration('seconds', SECOND, { from: 1, to: 86_400 }),
    '60',
    'The length of the window that RATE_LIMIT_PER_MINUTE counts in.',
  ),
  DAILY_LOSS_LIMIT: variable(
    'risk.dailyLossLimit',
    orOff(amountOrShare, null),
    '10%',
    'The most that may be lost in one day of the account; a share is one of BANKROLL, in backtests of BACKTEST_INITIAL_BANKROLL.',
  ),
  WEEKLY_LOSS_LIMIT: optional('risk.weeklyLossLimit', limit, 'The same for a week, which begins on Monday.'),
  MONTHLY_LOSS_LIMIT: optional('risk.monthlyLossLimit', limit, 'The same for a calendar month.'),
  MAX_SELECTION_EXPOSURE: optional(
    'risk.exposure.selection',
    limit,
    'The most that the open orders on one selection may lose.',
  ),
  MAX_MARKET_EXPOSURE: optional(
    'risk.exposure.market',
    limit,
    'The most that the open orders on one market may lose, whatever its result.',
  ),
  MAX_EVENT_EXPOSURE: optional('risk.exposure.event', limit, 'The same for all markets of one event together.'),
  MAX_STRATEGY_EXPOSURE: optional('risk.exposure.strategy', limit, 'The same for all open orders of one strategy.'),
  MAX_VENUE_EXPOSURE: optional('risk.exposure.venue', limit, 'The same for all open orders at one venue.'),
  MAX_ACCOUNT_EXPOSURE: optional('risk.exposure.account', limit, 'The same for all open orders of the account.'),
  CONSECUTIVE_LOSS_LIMIT: variable(
    'risk.consecutiveLossLimit',
    orOff(integer({ from: 1, to: 20 }), null),
    '5',
    'Losses in a row that lock the account; off also for no warning.',
  ),
  CONSECUTIVE_LOSS_WARN: variable(
    'risk.consecutiveLossWarn',
    orOff(integer({ from: 0, to: 20 }), 0),
    '3',
    'Losses in a row that warn; 0 or off for no warning.',
  ),
  MAX_RECENT_LOSSES_CHECK: variable(
    'risk.maxRecentLossesCheck',
    integer({ from: 1, to: 1000 }),
    '10',
    'How many of the latest bets are looked at for a losing streak.',
  ),
  LOSS_STREAK_LOCK_HOURS: variable(
    'risk.lossStreakLockMs',
    duration('hours', HOUR, { above: 0, to: 8760 }),
    '24',
    'How long a losing streak locks the account.',
  ),
  COOLDOWN_MINUTES: variable(
    'risk.cooldownMs',
    orOff(duration('minutes', MINUTE, { from: 0, to: 10_080 }), 0),
    '0',
    'How long a strategy pauses after each bet that it loses; 0 or off for no pause.',
  ),
  CLOSE_WITHIN_MINUTES: variable(
    'risk.closeWithinMs',
    duration('minutes', MINUTE, { above: 0, to: 1440 }),
    '10',
    'How long before a start prices may have been seen last to count as its closing prices.',
  ),
  LOW_CLV_LIMIT: variable(
    'risk.lowClv.limit',
    orOff(number({ from: 0, to: 1 }), 0),
    '0',
    'How far below zero the mean CLV of a strategy locks it; 0 or off for never.',
  ),
  LOW_CLV_BETS: variable(
    'risk.lowClv.bets',
    integer({ from: 1, to: 500 }),
    '50',
    'Over how many of its latest settled bets that have a close LOW_CLV_LIMIT looks.',
  ),
  LOW_CLV_LOCK_HOURS: variable(
    'risk.lowClv.lockMs',
    duration('hours', HOUR, { above: 0, to: 8760 }),
    '24',
    'How long a low CLV locks the strategy.',
  ),
  MAX_DRAWDOWN_FRACTION: variable(
    'risk.maxDrawdownFraction',
    orOff(number({ from: 0, to: 0.9 }), null),
    '0.20',
    'The part of the peak bankroll whose loss locks the account; off also for no warning.',
  ),
  DRAWDOWN_WARN_FRACTION: variable(
    'risk.drawdownWarnFraction',
    orOff(number({ from: 0, to: 0.9 }), 0),
    '0.15',
    'The part of the peak bankroll whose loss warns; 0 or off for no warning.',
  ),
  PEAK_BANKROLL_DAYS: variable(
    'risk.peakLookbackMs',
    duration('days', DAY, { from: 1, to: 3650 }),
    '30',
    'How far back the peak bankroll is looked for.',
  ),
  DRAWDOWN_LOCK_DAYS: variable(
    'backtest.drawdownLockMs',
    duration('days', DAY, { above: 0, to: 365 }),
    '7',
    'How long a drawdown locks in backtests and demos; otherwise a person lifts it.',
  ),

  ORDER_PATH: variable(
    'orders.path',
    choice(orderPaths),
    'direct',
    'relayed: a proxy, tunnel or relay lies before the venue; no time proves an order absent.',
  ),
  SEND_DEADLINE_MS: variable(
    'orders.sendDeadlineMs',
    duration('milliseconds', 1, { from: 50, to: 10 * SECOND }),
    '1000',
    'How long after its decision an order may leave at the latest; a leg that waits for others, after its turn has come.',
  ),
  ORPHAN_DELIVERY_MS: variable(
    'orders.orphanDeliveryMs',
    duration('milliseconds', 1, { from: 0, to: DAY }),
    '960000',
    'How long an order of a process that is gone may still arrive.',
  ),
  SETTLEMENT_OVERDUE_HOURS: variable(
    'orders.settlementOverdueMs',
    duration('hours', HOUR, { above: 0, to: 8760 }),
    '24',
    'How long after a result the word of a venue that settles by its own may take.',
  ),
  HTTP_TIMEOUT: variable(
    'http.timeoutMs',
    duration('seconds', SECOND, { from: 1, to: 120 }),
    '10',
    'How long one request may take.',
  ),
  CIRCUIT_BREAKER_MAX_FAILURES: variable(
    'circuitBreaker.maxFailures',
    integer({ from: 1, to: 20 }),
    '5',
    'Failures within a minute that open the circuit of a service.',
  ),
  CIRCUIT_BREAKER_RESET_TIMEOUT: variable(
    'circuitBreaker.resetMs',
    duration('seconds', SECOND, { from: 10, to: 600 }),
    '60',
    'How long a circuit stays open before it is tried again.',
  ),

  PAPER_TRADING_DAYS_REQUIRED: variable(
    'paperTrading.daysRequired',
    integer({ from: 0, to: 3650 }),
    '30',
    'Days on paper before real money.',
  ),
  BACKTEST_DEFAULT_DAYS: variable(
    'backtest.days',
    integer({ from: 1, to: 3650 }),
    '90',
    'Days in a generated backtest.',
  ),
  BACKTEST_INITIAL_BANKROLL: variable('backtest.bankroll', amount, '10000', 'What a backtest starts with.'),
  BACKTEST_GAMES_PER_DAY: variable(
    'backtest.gamesPerDay',
    integer({ from: 1, to: 36 }),
    '5',
    'Matches a day in a generated backtest.',
  ),
} as const satisfies Readonly<Record<string, Variable<unknown>>>

function codeOf(setting: unknown): string {
  return typeof setting === 'object' && setting !== null && 'code' in setting ? String(setting.code) : String(setting)
}

/** The name of a setting of core in the environment. */
export type VariableName = keyof typeof variables

type ValueOf<Entry> =
  Entry extends Defaulted<infer Value> ? Value : Entry extends Variable<infer Value> ? Value | null : never

/** The values of all variables of core, each valid by itself. */
export type VariableValues = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> }

/** Every such name. */
export const variableNames = Object.keys(variables) as VariableName[]
