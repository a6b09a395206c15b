import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { isAdvisorError, silentLogger } from '@betting-advisor/core'
import {
  kinds,
  optionalVariable,
  type Settings,
  SettingsError,
  type SettingsFromEnvOptions,
  settingsFromEnv,
  settingsGroup,
  variable,
} from '@betting-advisor/core/config'
import { createFootballWorld } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

type Environment = Record<string, string | undefined>

/** The settings of a package beside core. */
const feed = settingsGroup(
  'Feed',
  {
    host: variable(
      'FEED_HOST',
      kinds.text('a host', (host) => /^[\w.]+$/.test(host)),
      'localhost',
      'Where it is.',
    ),
    poll: variable('FEED_POLL', kinds.duration('seconds', 1000, { from: 1, to: 60 }), '5', 'How often it is asked.'),
    names: variable(
      'FEED_NAMES',
      kinds.list('words', (word) => /^\w+$/.test(word)),
      'one,two',
      'Whom to ask for.',
    ),
    key: optionalVariable('FEED_KEY', kinds.secret(), 'Its key.'),
    password: optionalVariable(
      'FEED_PASSWORD',
      kinds.secret('no blanks', (text) => !/\s/.test(text)),
      'Its password.',
    ),
  },
  [
    {
      reads: ['key', 'host'],
      problem: ({ key, host }, { env }) =>
        key === null && (host !== 'localhost' || env === 'production') ? 'is required there' : null,
    },
  ],
)

function fromEnv(env: Environment, options: SettingsFromEnvOptions = {}) {
  return settingsFromEnv({ feed }, { env, logger: silentLogger, ...options })
}

async function failure(env: Environment, options?: SettingsFromEnvOptions): Promise<SettingsError> {
  const result: unknown = await fromEnv(env, options).catch((error: unknown) => error)
  if (result instanceof SettingsError) return result
  throw new Error(`expected a SettingsError, was ${inspect(result)}`)
}

/** The names of everything that is wrong, in order. */
async function wrong(env: Environment): Promise<string[]> {
  return (await failure(env)).problems.map(({ setting }) => setting)
}

const NO_ALERTS = 'this program does not give settingsFromEnv the alertVariables of @betting-advisor/alerts'
const NO_BETFAIR = 'this program does not give settingsFromEnv the betfairVariables of @betting-advisor/adapter-betfair'

describe('defaults', () => {
  test('an empty environment is a paper bot on this machine', async () => {
    const settings = await fromEnv({})
    expect(settings).toMatchObject({
      env: 'development',
      mode: 'DRY_RUN',
      account: {
        name: 'main',
        currency: { code: 'GBP', exponent: 2 },
        timeZone: 'UTC',
        bankroll: 100_000,
        limitRaiseDelayMs: 86_400_000,
      },
      database: { kind: 'sqlite', path: './data/advisor.db' },
      log: { level: 'info', format: 'pretty' },
      http: { timeoutMs: 10_000 },
      circuitBreaker: { maxFailures: 5, resetMs: 60_000 },
      staking: { kellyFraction: 0.2 },
      risk: {
        maxStakeFraction: 0.05,
        maxStakeAbsolute: 10_000_000,
        minEdge: 0.01,
        maxEdge: 0.25,
        referenceOverround: { least: -0.02, most: 0.25 },
        minOdds: 1.01,
        maxOdds: 1000,
        maxOpenBets: 10,
        dailyLossLimit: 10_000,
        weeklyLossLimit: null,
        monthlyLossLimit: null,
        exposure: { selection: null, market: null, event: null, strategy: null, venue: null, account: null },
        cooldownMs: 0,
        closeWithinMs: 600_000,
        lowClv: { limit: 0, bets: 50, lockMs: 86_400_000 },
        rateLimit: { orders: 10, windowMs: 60_000 },
        consecutiveLossLimit: 5,
        consecutiveLossWarn: 3,
        maxRecentLossesCheck: 10,
        lossStreakLockMs: 86_400_000,
        maxDrawdownFraction: 0.2,
        drawdownWarnFraction: 0.15,
        peakLookbackMs: 30 * 86_400_000,
        drawdownLockMs: null,
      },
      paperTrading: { daysRequired: 30 },
      backtest: {
        days: 90,
        bankroll: 1_000_000,
        gamesPerDay: 5,
        drawdownLockMs: 7 * 86_400_000,
        limits: expect.objectContaining({ minEdge: 0.01, dailyLossLimit: 100_000, drawdownLockMs: 7 * 86_400_000 }),
      },
      permits: { emulator: true, memoryStore: true },
      warnings: [],
    } satisfies Partial<Record<keyof Settings, unknown>>)
  })

  test('an empty or blank variable counts as not set', async () => {
    expect(await fromEnv({ MIN_EDGE: '', FEED_KEY: '  ', MODE: ' ' })).toEqual(await fromEnv({}))
  })

  test('blanks around a value do not matter', async () => {
    expect((await fromEnv({ MIN_EDGE: ' 0.02\n' })).risk.minEdge).toBe(0.02)
  })

  test('without an argument the environment of the process is read', async () => {
    vi.stubEnv('MODE', undefined) // vitest sets one of its own
    vi.stubEnv('MIN_EDGE', '0.07')
    expect((await settingsFromEnv()).risk.minEdge).toBe(0.07)
    vi.unstubAllEnvs()
  })
})

describe('ranges', () => {
  const ranges: readonly (readonly [name: string, accepted: readonly string[], refused: readonly string[]])[] = [
    ['ORDER_PATH', ['direct', 'relayed', 'Relayed'], ['proxy', 'none', '0']],
    ['SEND_DEADLINE_MS', ['50', '1000', '10000'], ['49', '10001', 'soon', '0']],
    ['ORPHAN_DELIVERY_MS', ['0', '960000', '86400000'], ['-1', '86400001', 'never', 'NaN']],
    ['HTTP_TIMEOUT', ['1', '120', '2.5'], ['0.99', '120.1', '-1', 'ten', 'NaN', 'Infinity', '1e400']],
    ['DEFAULT_KELLY_FRACTION', ['0', '1', '.5', '1.'], ['-0.01', '1.01', '50%', '1,5']],
    ['MAX_STAKE_FRAC', ['0', '0.2', '2e-1'], ['0.21', '-0.1']],
    ['MAX_OPEN_BETS', ['0', '500'], ['501', '-1', '2.5']],
    ['CONSECUTIVE_LOSS_LIMIT', ['4', '10', 'off', 'OFF'], ['0', '21', '5.5', 'none', 'false']],
    ['MAX_DRAWDOWN_FRACTION', ['0.16', '0.9', 'off'], ['0.91', '-0.1']],
    ['CIRCUIT_BREAKER_MAX_FAILURES', ['1', '20'], ['0', '21']],
    ['CIRCUIT_BREAKER_RESET_TIMEOUT', ['10', '600'], ['9.9', '601']],
    ['MIN_EDGE', ['0', '0.25'], ['-0.01', '1.01']],
    ['MAX_EDGE', ['0.01', '10000'], ['-0.1', '10001']],
    ['REFERENCE_MIN_OVERROUND', ['-1', '0'], ['-1.01', '0.01']],
    ['REFERENCE_MAX_OVERROUND', ['0', '10000'], ['-0.01', '10001']],
    ['MIN_ODDS', ['1.001', '999'], ['1', '0', '10001']],
    ['DAILY_LOSS_LIMIT', ['0.01', '1e6', '5%', '0.5 %', '100%', 'off'], ['0', '-5', '1e13', '0%', '101%', '%', '-1%']],
    ['WEEKLY_LOSS_LIMIT', ['1000', '1e6'], ['0', '-5', '1e13']],
    ['MONTHLY_LOSS_LIMIT', ['1000', '1e6'], ['0', 'none']],
    ['MAX_SELECTION_EXPOSURE', ['0.01', '1e12'], ['0', '-1', '1e13']],
    ['MAX_MARKET_EXPOSURE', ['0.01'], ['0']],
    ['MAX_EVENT_EXPOSURE', ['0.01'], ['0']],
    ['MAX_STRATEGY_EXPOSURE', ['0.01'], ['0']],
    ['MAX_VENUE_EXPOSURE', ['0.01'], ['0']],
    ['MAX_ACCOUNT_EXPOSURE', ['0.01'], ['0', 'all']],
    ['COOLDOWN_MINUTES', ['0', '0.5', '10080'], ['-1', '10081']],
    ['CLOSE_WITHIN_MINUTES', ['0.5', '1440'], ['0', '1441']],
    ['LOW_CLV_LIMIT', ['0', '1', '0.015'], ['-0.01', '1.01']],
    ['LOW_CLV_BETS', ['1', '500'], ['0', '501', '2.5']],
    ['LOW_CLV_LOCK_HOURS', ['0.1', '8760'], ['0', '8761']],
    ['LIMIT_RAISE_HOURS', ['1', '8760'], ['0', '0.9', '8761']],
    ['FEED_POLL', ['1', '60'], ['0', '61']],
    ['FEED_NAMES', ['a', 'a, b', ','], ['a b', 'a,b-c']],
    ['ENV', ['development', 'STAGING', 'Test'], ['prod']],
    ['MODE', ['DRY_RUN', 'LIVE', 'dry_run'], ['BACKTEST', 'PAPER']],
    ['LOG_LEVEL', ['DEBUG', 'warning', 'CRITICAL'], ['LOUD', 'constructor']],
    ['BACKTEST_GAMES_PER_DAY', ['1', '36'], ['0', '37', '1.5']],
    ['CURRENCY', ['EUR', 'JPY'], ['gbp', 'POUND', '€', 'ZZZ', 'XXX']],
    ['TIME_ZONE', ['Europe/London', 'America/New_York'], ['Mars/Olympus']],
    ['ACCOUNT', ['main', 'a.b-c_9'], ['a b', 'x'.repeat(65), 'ü']],
    ['FEED_HOST', ['localhost'], ['a b', 'http://x']],
  ]
  const rows = (column: 1 | 2) => ranges.flatMap((range) => range[column].map((value) => [range[0], value] as const))

  test.each(rows(1))('%s=%s is accepted', async (name, value) => {
    await expect(fromEnv({ [name]: value })).resolves.toBeDefined()
  })

  test.each(rows(2))('%s=%s is refused by name', async (name, value) => {
    expect(await wrong({ [name]: value })).toContain(name)
  })

  test('a message names the variable, what it was and what is allowed', async () => {
    const { message, code, problems } = await failure({ HTTP_TIMEOUT: '500', MAX_OPEN_BETS: '2.5' })
    expect(code).toBe('INVALID_SETTINGS')
    expect(problems.map((problem) => problem.message)).toEqual([
      'MAX_OPEN_BETS must be a whole number from 0 to 500, was "2.5".',
      'HTTP_TIMEOUT must be from 1 to 120 seconds, was "500".',
    ])
    for (const problem of problems) expect(message).toContain(problem.message)
    expect(message).toContain('docs/settings.md')
  })

  test('an enormous value is not repeated in full', async () => {
    expect((await failure({ MIN_EDGE: 'x'.repeat(100_000) })).message.length).toBeLessThan(400)
  })

  test('a generated backtest can have as many matches a day as are allowed, and no more', async () => {
    const { backtest } = await fromEnv({ BACKTEST_GAMES_PER_DAY: '36' })
    expect(() => createFootballWorld({ seed: '1', gamesPerDay: backtest.gamesPerDay })).not.toThrow()
    expect(() => createFootballWorld({ seed: '1', gamesPerDay: backtest.gamesPerDay + 1 })).toThrow('at most 36')
  })

  test('any text for any variable is accepted or refused with a SettingsError', async () => {
    const names = ranges.map(([name]) => name)
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names, 'DB_URL', '__proto__'), fc.string()), async (env) => {
        const result = await fromEnv(env).catch((error: unknown) => error)
        expect(result instanceof SettingsError || 'risk' in (result as object)).toBe(true)
      }),
    )
  })
})

describe('amounts', () => {
  test('major units become minor ones of the currency', async () => {
    const { account, risk } = await fromEnv({ BANKROLL: '35.41', DAILY_LOSS_LIMIT: '4.35' })
    expect([account.bankroll, risk.dailyLossLimit]).toEqual([3541, 435])
    expect((await fromEnv({ CURRENCY: 'JPY', BANKROLL: '1500' })).account.bankroll).toBe(1500)
    expect((await fromEnv({ CURRENCY: 'KWD', BANKROLL: '1.234' })).account.bankroll).toBe(1234)
  })

  test.each([
    ['GBP', '10.005'],
    ['JPY', '0.5'],
    ['GBP', '0.001'],
  ])('%s cannot hold %s', async (code, amount) => {
    expect(await wrong({ CURRENCY: code, BANKROLL: amount })).toEqual(['BANKROLL'])
    expect(await wrong({ CURRENCY: code, MAX_MARKET_EXPOSURE: amount })).toEqual(['MAX_MARKET_EXPOSURE'])
  })
})

describe('across settings', () => {
  test.each([
    [{ CONSECUTIVE_LOSS_WARN: '5' }, ['CONSECUTIVE_LOSS_WARN']],
    [{ CONSECUTIVE_LOSS_LIMIT: '3' }, ['CONSECUTIVE_LOSS_WARN']],
    [{ MAX_RECENT_LOSSES_CHECK: '4' }, ['MAX_RECENT_LOSSES_CHECK']],
    [{ DRAWDOWN_WARN_FRACTION: '0.2' }, ['DRAWDOWN_WARN_FRACTION']],
    [{ MAX_DRAWDOWN_FRACTION: '0' }, ['DRAWDOWN_WARN_FRACTION']],
    [{ MIN_EDGE: '0.3' }, ['MAX_EDGE']],
    [{ MIN_EDGE: '0.05', MAX_EDGE: '0.04' }, ['MAX_EDGE']],
    [{ MIN_ODDS: '3', MAX_ODDS: '3' }, ['MIN_ODDS']],
    [{ WEEKLY_LOSS_LIMIT: '99.99' }, ['WEEKLY_LOSS_LIMIT']],
    [{ MONTHLY_LOSS_LIMIT: '99.99' }, ['MONTHLY_LOSS_LIMIT']],
    [{ WEEKLY_LOSS_LIMIT: '3000', MONTHLY_LOSS_LIMIT: '2000' }, ['MONTHLY_LOSS_LIMIT']],
    [{ MAX_MARKET_EXPOSURE: '50', MAX_EVENT_EXPOSURE: '49' }, ['MAX_EVENT_EXPOSURE']],
    [{ MAX_MARKET_EXPOSURE: '50', MAX_ACCOUNT_EXPOSURE: '49' }, ['MAX_ACCOUNT_EXPOSURE']],
    [{ MAX_EVENT_EXPOSURE: '50', MAX_ACCOUNT_EXPOSURE: '49' }, ['MAX_ACCOUNT_EXPOSURE']],
    [{ MAX_VENUE_EXPOSURE: '50', MAX_ACCOUNT_EXPOSURE: '49' }, ['MAX_ACCOUNT_EXPOSURE']],
    [{ ENV: 'production' }, ['FEED_KEY']],
    [{ FEED_HOST: 'example.org' }, ['FEED_KEY']],
    [{ WEEKLY_LOSS_LIMIT: '50' }, ['WEEKLY_LOSS_LIMIT']],
    [{ DAILY_LOSS_LIMIT: '20%', WEEKLY_LOSS_LIMIT: '150' }, ['WEEKLY_LOSS_LIMIT']],
  ])('%o is wrong in %o', async (env, names) => {
    expect(await wrong(env)).toEqual(names)
  })

  test.each([
    [{ CONSECUTIVE_LOSS_LIMIT: '1', CONSECUTIVE_LOSS_WARN: '0' }],
    [{ MAX_DRAWDOWN_FRACTION: '0', DRAWDOWN_WARN_FRACTION: '0' }],
    [{ MAX_RECENT_LOSSES_CHECK: '5' }],
    [{ DAILY_LOSS_LIMIT: '50', WEEKLY_LOSS_LIMIT: '50', MONTHLY_LOSS_LIMIT: '50' }],
    [{ MAX_MARKET_EXPOSURE: '50', MAX_EVENT_EXPOSURE: '50', MAX_VENUE_EXPOSURE: '50', MAX_ACCOUNT_EXPOSURE: '50' }],
    // Where a venue nets, both can be lower than what one side of them could lose alone.
    [
      {
        MAX_SELECTION_EXPOSURE: '60',
        MAX_STRATEGY_EXPOSURE: '60',
        MAX_MARKET_EXPOSURE: '50',
        MAX_ACCOUNT_EXPOSURE: '50',
      },
    ],
    [{ FEED_HOST: 'example.org', FEED_KEY: 'k' }],
    [{ CONSECUTIVE_LOSS_LIMIT: 'off' }],
    [{ MAX_DRAWDOWN_FRACTION: 'off' }],
    [{ DAILY_LOSS_LIMIT: 'off', WEEKLY_LOSS_LIMIT: '5' }],
  ])('%o is allowed', async (env) => {
    await expect(fromEnv(env)).resolves.toBeDefined()
  })

  test('what is invalid by itself is not held against others', async () => {
    expect(await wrong({ MIN_ODDS: 'low', MAX_ODDS: '1.001' })).toEqual(['MIN_ODDS'])
  })

  test('everything that is wrong is told at once', async () => {
    const env = { MODE: 'YOLO', MIN_EDGE: '2', CURRENCY: '?', CONSECUTIVE_LOSS_LIMIT: '2', FEED_HOST: 'http://x' }
    expect(await wrong(env)).toEqual(['MODE', 'CURRENCY', 'MIN_EDGE', 'FEED_HOST', 'CONSECUTIVE_LOSS_WARN'])
  })
})

describe('production', () => {
  test('logs JSON and permits neither emulator nor memory store', async () => {
    const settings = await fromEnv({ ENV: 'production', FEED_KEY: 'k' })
    expect(settings.log.format).toBe('json')
    expect(settings.permits).toEqual({ emulator: false, memoryStore: false })
  })
})

describe('secrets', () => {
  const canary = 'canary-5e1f-b07d4c92a8e6f1d3-7c25'

  test('come from the variable, and do not show', async () => {
    const settings = await fromEnv({
      FEED_KEY: canary,
      DB_URL: `postgres://bot:${canary}@db/bets`,
    })
    expect(settings.feed.key?.reveal()).toBe(canary)
    expect(inspect(settings, { depth: 20 }) + JSON.stringify(settings)).not.toContain(canary)
  })

  test('come from a file, without its last line end', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'settings-')), 'key')
    await writeFile(path, `${canary}\n`)
    const settings = await fromEnv({ FEED_KEY_FILE: path })
    expect(settings.feed.key?.reveal()).toBe(canary)
  })

  test('come from a vault, which is asked only for what the environment lacks', async () => {
    const asked: string[] = []
    const settings = await fromEnv(
      { FEED_KEY: 'here' },
      {
        secrets: async (name) => {
          asked.push(name)
          return name === 'FEED_PASSWORD' ? `${canary}-${name}` : undefined
        },
      },
    )
    expect(asked).toContain('DB_URL')
    expect(asked).not.toContain('FEED_KEY')
    expect(asked).not.toContain('MIN_EDGE')
    expect(settings.feed.password?.reveal()).toBe(`${canary}-FEED_PASSWORD`)
  })

  test('a file that is missing or empty is named; so is a failing vault', async () => {
    const read = async (path: string) => (path === 'empty' ? ' \n' : Promise.reject(new Error(canary)))
    const { message, cause, problems } = await failure(
      { FEED_KEY_FILE: 'gone', FEED_PASSWORD_FILE: 'empty' },
      {
        readFile: read,
        secrets: async (name) => (name === 'DB_URL' ? Promise.reject(new TypeError(canary)) : undefined),
      },
    )
    expect(new Set(problems.map(({ setting }) => setting))).toEqual(new Set(['FEED_KEY', 'FEED_PASSWORD', 'DB_URL']))
    expect(message).toContain('FEED_KEY_FILE names a file that cannot be read, gone (Error)')
    expect(message).toContain('FEED_PASSWORD_FILE names an empty file')
    expect(message).toContain('the secrets provider failed (TypeError)')
    expect(message).not.toContain(canary)
    expect(cause).toBeInstanceOf(Error)
  })

  test('a variable and its file at once are one too many', async () => {
    const { message } = await failure({ FEED_KEY: canary, FEED_KEY_FILE: '/x' })
    expect(message).toContain('FEED_KEY and FEED_KEY_FILE are both set')
    expect(message).not.toContain(canary)
  })

  test.each([
    { DB_URL: `postgres://bot:${canary}@` },
    { DB_URL: `mysql://bot:${canary}@db/bets` },
    { DB_URL: canary },
    { FEED_PASSWORD: `${canary} ${canary}` },
  ])('a refused one is not quoted: %#', async (env) => {
    const error = await failure(env)
    expect(inspect(error, { depth: 9 })).not.toContain(canary)
  })

  test('an aborted signal ends the reading with its reason', async () => {
    const reason = new Error('enough')
    await expect(fromEnv({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('warnings', () => {
  test.each([
    ['MAX_OPEN_BET', 'MAX_OPEN_BETS'],
    ['MAX_OPNE_BETS', 'MAX_OPEN_BETS'],
    ['min_edge', 'MIN_EDGE'],
    ['DBURL_', null],
    ['FEED_PASSWORDFILE', 'FEED_PASSWORD_FILE'],
    ['NODE_ENV', null],
    ['NODE', null],
    ['PATH', null],
    ['LOGNAME', null],
  ])('%s: meant %s', async (name, meant) => {
    const { warnings } = await fromEnv({ [name]: '3' })
    expect(warnings).toEqual(meant === null ? [] : [`${name} has no effect: did you mean ${meant}?`])
  })

  test('a file is only for secrets', async () => {
    expect((await fromEnv({ MIN_EDGE_FILE: '/x' })).warnings).toEqual([
      'MIN_EDGE_FILE has no effect: only secrets can come from a file, set MIN_EDGE.',
    ])
  })

  test('they stand in the error too, when there is one', async () => {
    const error = await failure({ MAX_OPEN_BET: '3', MODE: 'x' })
    expect(error.warnings).toEqual(['MAX_OPEN_BET has no effect: did you mean MAX_OPEN_BETS?'])
    expect(error.message).toContain('did you mean MAX_OPEN_BETS?')
    expect(isAdvisorError(error, 'INVALID_SETTINGS')).toBe(true)
  })

  test.each([
    ['TELEGRAM_BOT_TOKEN', NO_ALERTS],
    ['ALERT_EMAIL_TO', NO_ALERTS],
    ['REDIS_URL', 'nothing is kept in Redis'],
    ['BETFAIR_APP_KEY', NO_BETFAIR],
    ['BETFAIR_CERTIFICATE_KEY_FILE', NO_BETFAIR],
    ['PINNACLE_PASSWORD', 'there is no adapter of Pinnacle yet'],
    [
      'MONITOR_PORT',
      'this program does not give settingsFromEnv the monitorVariables of @betting-advisor/monitor-http',
    ],
  ])('%s is read by nothing, and that is said by name', async (name, reason) => {
    const lines: string[] = []
    const logger = { ...silentLogger, warn: (_: object, message?: string) => void lines.push(message ?? '') }
    const { warnings } = await fromEnv({ [name]: 'x' }, { logger })
    expect(warnings).toEqual([`${name} has no effect: ${reason}.`])
    expect(lines).toEqual(warnings)
  })

  test('they go to the console when there is no logger, as loud as the settings say', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await settingsFromEnv({}, { env: { REDIS_URL: 'x' } })
    await settingsFromEnv({}, { env: { REDIS_URL: 'x', ENV: 'production' } })
    await settingsFromEnv({}, { env: { REDIS_URL: 'x', LOG_LEVEL: 'ERROR' } })
    const lines = written.mock.calls.map(([line]) => String(line))
    written.mockRestore()
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/warn REDIS_URL has no effect/)
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'warn', event: 'settings.warning' })
  })

  test.each([
    [{ DAILY_LOSS_LIMIT: '1000' }, ['DAILY_LOSS_LIMIT (1000) is no less than BANKROLL (1000)']],
    [{ DAILY_LOSS_LIMIT: '250', BANKROLL: '200' }, ['DAILY_LOSS_LIMIT (250) is no less than BANKROLL (200)']],
    [{ DAILY_LOSS_LIMIT: '100%' }, ['DAILY_LOSS_LIMIT (100%) is no less than BANKROLL (1000)']],
    [{ DAILY_LOSS_LIMIT: '99%' }, []],
    [{ DAILY_LOSS_LIMIT: '199', BANKROLL: '200' }, []],
    [{ BANKROLL: '1' }, []],
    [{}, []],
  ])('%o contradicts itself in %o', async (env, expected) => {
    const { warnings } = await fromEnv(env)
    expect(warnings.map((warning) => warning.split(':')[0])).toEqual(expected)
  })
})

describe('off', () => {
  test('switches protections off by name', async () => {
    const { risk } = await fromEnv({
      CONSECUTIVE_LOSS_LIMIT: 'off',
      CONSECUTIVE_LOSS_WARN: 'off',
      MAX_DRAWDOWN_FRACTION: 'Off',
      DRAWDOWN_WARN_FRACTION: 'off',
      DAILY_LOSS_LIMIT: 'off',
      WEEKLY_LOSS_LIMIT: 'off',
      MAX_ACCOUNT_EXPOSURE: 'off',
      COOLDOWN_MINUTES: 'off',
      LOW_CLV_LIMIT: 'OFF',
    })
    expect(risk).toMatchObject({
      consecutiveLossLimit: null,
      consecutiveLossWarn: 0,
      maxDrawdownFraction: null,
      drawdownWarnFraction: 0,
      dailyLossLimit: null,
      weeklyLossLimit: null,
      cooldownMs: 0,
      lowClv: { limit: 0 },
    })
    expect(risk.exposure.account).toBeNull()
  })

  test.each(['MAX_OPEN_BETS', 'RATE_LIMIT_PER_MINUTE', 'MAX_STAKE_FRAC', 'MAX_QUOTE_AGE_SECONDS', 'BANKROLL'])(
    '%s cannot be off: it says how much a bot does',
    async (name) => {
      expect(await wrong({ [name]: 'off' })).toEqual([name])
    },
  )
})

describe('the loss of a day', () => {
  test('is a tenth of the bankroll by default, of a backtest of its own', async () => {
    const { risk, backtest } = await fromEnv({ BANKROLL: '200' })
    expect([risk.dailyLossLimit, backtest.limits.dailyLossLimit]).toEqual([2_000, 100_000])
  })

  test('is another share, or an amount', async () => {
    const quarter = await fromEnv({ DAILY_LOSS_LIMIT: '25 %', BANKROLL: '1000.01' })
    expect([quarter.risk.dailyLossLimit, quarter.backtest.limits.dailyLossLimit]).toEqual([25_000, 250_000])
    const amount = await fromEnv({ DAILY_LOSS_LIMIT: '70' })
    expect([amount.risk.dailyLossLimit, amount.backtest.limits.dailyLossLimit]).toEqual([7_000, 7_000])
  })

  test('is compared with that of a week in minor units', async () => {
    const env = { BANKROLL: '100', DAILY_LOSS_LIMIT: '7%', WEEKLY_LOSS_LIMIT: '7' }
    expect((await fromEnv(env)).risk).toMatchObject({ dailyLossLimit: 700, weeklyLossLimit: 700 })
    await expect(fromEnv({ ...env, WEEKLY_LOSS_LIMIT: '6.99' })).rejects.toThrow(
      'WEEKLY_LOSS_LIMIT must be at least DAILY_LOSS_LIMIT (7), was 6.99',
    )
  })

  test('is never nothing', async () => {
    expect((await fromEnv({ BANKROLL: '0.01' })).risk.dailyLossLimit).toBe(1)
  })
})

describe('a file of variables that was read in the wrong encoding', () => {
  test.each([
    ['\ufeffMIN_EDGE', 'with a byte order mark'],
    ['\ufffd\ufffdM', 'in UTF-16'],
  ])('%j is refused, for its settings would be missed', async (name, what) => {
    const { message, problems } = await failure({ [name]: '0.03' })
    expect(problems.map(({ setting }) => setting)).toEqual(['.env'])
    expect(message).toContain(what)
  })

  test('a secret in one is refused by name, a byte order mark does not matter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'settings-'))
    await writeFile(join(folder, 'utf16'), Buffer.from('\ufeffkey', 'utf16le'))
    await writeFile(join(folder, 'marked'), '\ufeffkey\n')
    expect((await fromEnv({ FEED_KEY_FILE: join(folder, 'marked') })).feed.key?.reveal()).toBe('key')
    expect((await failure({ FEED_KEY_FILE: join(folder, 'utf16') })).message).toContain('a file that is not UTF-8')
  })
})

describe('groups of other packages', () => {
  test('stand under the names that the program gives them', async () => {
    const settings = await settingsFromEnv({ a: feed }, { env: { FEED_POLL: '7' } })
    expect(settings.a).toEqual({ host: 'localhost', poll: 7_000, names: ['one', 'two'], key: null, password: null })
    expect(settings.risk.minEdge).toBe(0.01)
  })

  test('are asked for nothing that is not there', async () => {
    const { problems } = await failure({ FEED_HOST: 'a b', ENV: 'production', MODE: 'x' })
    expect(problems.map(({ setting }) => setting)).toEqual(['MODE', 'FEED_HOST'])
  })

  const plain = settingsFromEnv as (groups: unknown) => Promise<unknown>
  test.each([
    [{ MIN_EDGE: '0.02' }, 'groups.MIN_EDGE must be a group of settings'],
    [{ feed: null }, 'groups.feed must be a group of settings'],
    [{ feed: { variables: { host: 5 }, rules: [] } }, 'groups.feed must be a group of settings'],
    [{ risk: feed }, 'groups must be named differently from the parts of Settings'],
    [{ a: feed, b: feed }, 'groups.b must be variables that are not there already, was "FEED_HOST"'],
  ])('%o is refused', async (groups, message) => {
    await expect(plain(groups)).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    await expect(plain(groups)).rejects.toThrow(message)
  })
})
