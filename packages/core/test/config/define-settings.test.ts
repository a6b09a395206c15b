import { currency, money, Secret, silentLogger } from '@betting-advisor/core'
import {
  defineSettings,
  kinds,
  optionalVariable,
  SettingsError,
  type SettingsInput,
  settingsFromEnv,
  settingsGroup,
  variable,
} from '@betting-advisor/core/config'
import { describe, expect, test } from 'vitest'
import { variableNames, variables } from '../../src/config/variables.ts'

const feed = settingsGroup('Feed', {
  host: variable(
    'FEED_HOST',
    kinds.text('a host', (host) => /^[\w.]+$/.test(host)),
    'localhost',
    'Where it is.',
  ),
  key: optionalVariable('FEED_KEY', kinds.secret(), 'Its key.'),
})

function failure(input: unknown): SettingsError {
  try {
    defineSettings(input as SettingsInput)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
  throw new Error('expected a SettingsError')
}

/** One valid value that is not the default, for every variable. */
const unusual: Record<string, string> = {
  ENV: 'production',
  MODE: 'LIVE',
  SEED: 'x',
  LOG_LEVEL: 'ERROR',
  ACCOUNT: 'two',
  CURRENCY: 'JPY',
  TIME_ZONE: 'Europe/London',
  BANKROLL: '2001',
  LIMIT_RAISE_HOURS: '36',
  DB_URL: 'postgres://u:p@h/d',
  DEFAULT_KELLY_FRACTION: '0.3',
  MAX_STAKE_FRAC: '0.1',
  MAX_STAKE_ABSOLUTE: '77',
  MIN_EDGE: '0.03',
  MAX_EDGE: '0.4',
  FX_MARGIN: '0.03',
  REFERENCE_MIN_OVERROUND: '-0.05',
  REFERENCE_MAX_OVERROUND: '0.3',
  MIN_ODDS: '1.3',
  MAX_ODDS: '30',
  MAX_QUOTE_AGE_SECONDS: '0.25',
  MAX_OPEN_BETS: '3',
  RATE_LIMIT_PER_MINUTE: '7',
  RATE_LIMIT_WINDOW_SECONDS: '90',
  DAILY_LOSS_LIMIT: '55',
  WEEKLY_LOSS_LIMIT: '101',
  MONTHLY_LOSS_LIMIT: '303',
  MAX_SELECTION_EXPOSURE: '11',
  MAX_MARKET_EXPOSURE: '22',
  MAX_EVENT_EXPOSURE: '33',
  MAX_STRATEGY_EXPOSURE: '44',
  MAX_VENUE_EXPOSURE: '66',
  MAX_ACCOUNT_EXPOSURE: '88',
  CONSECUTIVE_LOSS_LIMIT: '8',
  CONSECUTIVE_LOSS_WARN: '6',
  MAX_RECENT_LOSSES_CHECK: '12',
  LOSS_STREAK_LOCK_HOURS: '1.5',
  COOLDOWN_MINUTES: '2.5',
  CLOSE_WITHIN_MINUTES: '7.5',
  LOW_CLV_LIMIT: '0.02',
  LOW_CLV_BETS: '70',
  LOW_CLV_LOCK_HOURS: '6',
  MAX_DRAWDOWN_FRACTION: '0.4',
  DRAWDOWN_WARN_FRACTION: '0.3',
  PEAK_BANKROLL_DAYS: '9',
  DRAWDOWN_LOCK_DAYS: '2',
  ORDER_PATH: 'relayed',
  SEND_DEADLINE_MS: '2000',
  SETTLEMENT_OVERDUE_HOURS: '6',
  ORPHAN_DELIVERY_MS: '1200000',
  HTTP_TIMEOUT: '3.3',
  CIRCUIT_BREAKER_MAX_FAILURES: '9',
  CIRCUIT_BREAKER_RESET_TIMEOUT: '44',
  PAPER_TRADING_DAYS_REQUIRED: '12',
  BACKTEST_DEFAULT_DAYS: '5',
  BACKTEST_INITIAL_BANKROLL: '123',
  BACKTEST_GAMES_PER_DAY: '2',
}

/** Settings with their secrets written out, so that equality means something. */
function revealed(settings: unknown): unknown {
  if (settings instanceof Secret) return { secret: settings.reveal() }
  if (Array.isArray(settings)) return settings.map(revealed)
  if (typeof settings !== 'object' || settings === null) return settings
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, revealed(value)]))
}

describe('defineSettings', () => {
  test('gives the defaults of the environment', async () => {
    expect(defineSettings()).toEqual(await settingsFromEnv({}, { env: {} }))
  })

  test('takes any part, in the units of Settings', () => {
    const settings = defineSettings({
      account: { currency: currency('EUR'), bankroll: money(50_001) },
      risk: { minEdge: 0.02, rateLimit: { windowMs: 1500 } },
      database: { kind: 'postgres', url: new Secret('postgres://u:p@h/d') },
    })
    expect(settings.account).toMatchObject({ name: 'main', currency: { code: 'EUR' }, bankroll: 50_001 })
    expect(settings.risk).toMatchObject({ minEdge: 0.02, rateLimit: { orders: 10, windowMs: 1500 } })
    expect(settings.database.kind).toBe('postgres')
  })

  test('every setting finds its way from the environment into code and back', async () => {
    expect(new Set(Object.keys(unusual))).toEqual(new Set(variableNames))
    const settings = await settingsFromEnv({}, { env: unusual, logger: silentLogger })
    expect(revealed(defineSettings(settings))).toEqual(revealed(settings))
    const standard = await settingsFromEnv({}, { env: {} })
    for (const name of variableNames) {
      const at = (root: object) =>
        variables[name].path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], root)
      expect(revealed(at(settings)), name).not.toEqual(revealed(at(standard)))
    }
  })

  test('takes amounts that may be left out, in minor units', () => {
    const { risk } = defineSettings({
      risk: { exposure: { market: money(2001), event: money(2001), venue: null }, weeklyLossLimit: money(100_000) },
    })
    expect(risk.exposure).toMatchObject({ selection: null, market: 2001, event: 2001, venue: null })
    expect([risk.weeklyLossLimit, risk.monthlyLossLimit]).toEqual([100_000, null])
  })

  test('names the path and the variable of what is wrong, all at once', () => {
    const { problems } = failure({ risk: { minEdge: 2 }, http: { timeoutMs: 5 }, account: { bankroll: 0.5 } })
    expect(problems.map(({ message }) => message)).toEqual([
      'risk.minEdge (MIN_EDGE) must be a number from 0 to 1, was "2".',
      'http.timeoutMs (HTTP_TIMEOUT) must be from 1 to 120 seconds, was "0.005".',
      'account.bankroll (BANKROLL) must have at most 2 decimals in GBP, was 0.005.',
    ])
  })

  test.each([
    [{ risk: { minEgde: 1 } }, 'risk.minEgde is not a setting. Did you mean risk.minEdge?'],
    [{ colour: 'red' }, 'colour is not a setting.'],
    [{ risk: 5 }, 'risk is not a setting.'],
    [{ database: { kind: 'oracle' } }, 'database (DB_URL) must be'],
    [{ database: 'sqlite' }, 'database (DB_URL) must be'],
    [{ account: { currency: 'pounds' } }, 'account.currency (CURRENCY) must be the ISO 4217 code of a currency'],
    [{ risk: { maxOpenBets: Number.NaN } }, 'risk.maxOpenBets (MAX_OPEN_BETS) must be a whole number'],
    [{ risk: { maxOpenBets: true } }, 'risk.maxOpenBets (MAX_OPEN_BETS) must be a whole number'],
    [{ mode: 'BACKTEST' }, 'mode (MODE) must be DRY_RUN or LIVE, was "BACKTEST".'],
  ])('refuses %o', (input, message) => {
    expect(failure(input).message).toContain(message)
  })

  test('settings can be spread into new ones; what follows from others is worked out anew', () => {
    const settings = defineSettings({
      ...defineSettings(),
      env: 'production',
    })
    expect(settings.log.format).toBe('json')
    expect(settings.permits.emulator).toBe(false)
  })

  test('spread settings are the same, and a share of the bankroll follows the bankroll', async () => {
    for (const share of ['7%', '10%', '33.3%', '100%']) {
      const settings = await settingsFromEnv({}, { env: { DAILY_LOSS_LIMIT: share }, logger: silentLogger })
      expect({ ...defineSettings({ ...settings }), warnings: [] }).toEqual({ ...settings, warnings: [] })
      const bankroll = money(5_000)
      const { risk, backtest } = defineSettings({ ...settings, account: { ...settings.account, bankroll } })
      expect(risk.dailyLossLimit).toBe(Math.round((5_000 * Number.parseFloat(share)) / 100))
      expect(backtest.limits).toEqual(settings.backtest.limits)
    }
  })

  test('spread settings with an amount of their own for the loss of a day keep it', () => {
    const settings = defineSettings()
    const account = { ...settings.account, bankroll: money(50_000) }
    for (const dailyLossLimit of [money(3_000), null]) {
      const changed = defineSettings({ ...settings, account, risk: { ...settings.risk, dailyLossLimit } })
      expect(changed.risk.dailyLossLimit).toBe(dailyLossLimit)
      expect(changed.dailyLossShare).toBeNull()
      expect(defineSettings({ ...changed, account: settings.account }).risk.dailyLossLimit).toBe(dailyLossLimit)
    }
  })

  test('takes groups of other packages, with the same checks', () => {
    const settings = defineSettings({ risk: { minEdge: 0.02 }, feed: { key: new Secret('key') } }, { feed })
    expect(settings.feed.key?.reveal()).toBe('key')
    expect(settings.feed.host).toBe('localhost')
    expect(revealed(defineSettings(settings, { feed }).feed)).toEqual(revealed(settings.feed))
    expect(() => defineSettings({ feed: { host: 'a b' } }, { feed })).toThrow('feed.host (FEED_HOST) must be a host')
  })

  test('null is off where a protection can be off, and the default elsewhere', () => {
    const off = { dailyLossLimit: null, consecutiveLossLimit: null, maxDrawdownFraction: null }
    const { risk } = defineSettings({ risk: { ...off, exposure: { market: null } } })
    expect(risk).toMatchObject(off)
    expect(risk.exposure.market).toBeNull()
    expect(defineSettings(defineSettings({ risk: off })).risk).toMatchObject(off)
  })
})
