// Writes .env.example and docs/settings.md from the settings that `pnpm start` composes; with --check it only says whether they agree.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { programVariables } from '../examples/start/program-settings.ts'
import type { Kind } from '../packages/core/src/config/kinds.ts'
import type { SettingsGroups } from '../packages/core/src/config/settings-group.ts'
import { variableNames, variables } from '../packages/core/src/config/variables.ts'

/** One line of the tables. */
interface Entry {
  readonly name: string
  readonly path: string
  readonly kind: Kind<unknown>
  readonly fallback: string | null
  readonly summary: string
}

interface Section {
  readonly title: string
  /** Whose the settings are, where they are not those of core. */
  readonly owner: string | null
  readonly entries: readonly Entry[]
}

/** The parts of core's settings by their headings. */
const parts: Readonly<Record<string, readonly string[]>> = {
  Run: ['env', 'mode', 'seed', 'log'],
  Account: ['account', 'database'],
  'Stakes and risk': ['staking', 'risk'],
  Requests: ['orders', 'http', 'circuitBreaker'],
  'Paper trading and backtests': ['paperTrading', 'backtest'],
}

/** Which package each group of the program is a part of, and under what name. */
const owners: Readonly<Record<string, string>> = {
  theOdds: '`theOddsVariables` of `@betting-advisor/adapter-theodds`',
  betfair: '`betfairVariables` of `@betting-advisor/adapter-betfair`',
  alerts: '`alertVariables` of `@betting-advisor/alerts`',
  monitor: '`monitorVariables` of `@betting-advisor/monitor-http`',
}

function sectionsOfCore(): readonly Section[] {
  const entries: readonly Entry[] = variableNames.map((name) => ({ name, ...variables[name] }))
  const homeless = entries.find(
    ({ path }) =>
      !Object.values(parts)
        .flat()
        .includes(path.split('.', 1)[0] ?? ''),
  )
  if (homeless !== undefined)
    throw new Error(`${homeless.name} belongs to no section: add the part of ${homeless.path} to one`)
  return Object.entries(parts).map(([title, names]) => ({
    title,
    owner: null,
    entries: entries.filter(({ path }) => names.includes(path.split('.', 1)[0] ?? '')),
  }))
}

function sectionsOfGroups(): readonly Section[] {
  const groups: SettingsGroups = programVariables
  return Object.entries(groups).map(([group, { title, variables: own }]) => {
    const owner = owners[group]
    if (owner === undefined) throw new Error(`say whose the group ${group} is`)
    const entries = Object.entries(own).map(([key, variable]) => ({ path: `${group}.${key}`, ...variable }))
    return { title, owner, entries }
  })
}

/** Every section, in the order in which they are documented. */
export function sections(): readonly Section[] {
  return [...sectionsOfCore(), ...sectionsOfGroups()]
}

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = [
    '# Every setting with its default. Copy this file to .env and change what you need.',
    '# What is left empty counts as not set. A key, token, password or URL with a password can also come from a file: NAME_FILE=/run/secrets/name.',
  ]
  for (const { title, entries } of sections()) {
    lines.push('', `# ${title}`)
    for (const { name, summary, kind, fallback } of entries) {
      lines.push(`# ${summary} (${kind.allowed})`, `${name}=${fallback ?? ''}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The text of `docs/settings.md`. */
export function settingsPage(): string {
  const lines = [
    '# Settings',
    '',
    'All settings can come from the environment (`settingsFromEnv`) or from code (`defineSettings`); both go through the same checks and end in the same type.',
    'Every problem is reported at once, in one `SettingsError` with code `INVALID_SETTINGS`. An empty variable counts as not set.',
    '',
    '- Amounts in the environment are in major units (pounds, euros) of `CURRENCY`; in code they are `Money`, in minor units.',
    '- Durations in the environment have the unit that the table names; in code they are milliseconds.',
    '- What has no default may be left out: a limit does not exist then.',
    '- A variable marked *secret* may come from a file that `NAME_FILE` names, or from a vault (`settingsFromEnv(groups, { secrets })`). Its value is never shown.',
    '- `sqlite:./data/advisor.db` is relative to the working directory; `sqlite:///var/lib/advisor.db` is absolute and may be percent-encoded, as in a file URL.',
    '- `ENV=production` writes logs as JSON, requires `MONITOR_TOKEN` where there is a monitor, and permits neither an emulator nor a store in memory.',
    "- `pnpm start`, `pnpm control` and the export also read a file `.env`, in UTF-8 or UTF-16. Node's own `--env-file` wants plain UTF-8; `settingsFromEnv` refuses what it makes of anything else.",
    '',
    'Across settings: `CONSECUTIVE_LOSS_WARN` < `CONSECUTIVE_LOSS_LIMIT` ≤ `MAX_RECENT_LOSSES_CHECK`, `DRAWDOWN_WARN_FRACTION` < `MAX_DRAWDOWN_FRACTION`, `MIN_ODDS` < `MAX_ODDS`,',
    '`MIN_EDGE` ≤ `MAX_EDGE`, `DAILY_LOSS_LIMIT` ≤ `WEEKLY_LOSS_LIMIT` ≤ `MONTHLY_LOSS_LIMIT`, `MAX_MARKET_EXPOSURE` ≤ `MAX_EVENT_EXPOSURE` ≤ `MAX_ACCOUNT_EXPOSURE`, `MAX_VENUE_EXPOSURE` ≤ `MAX_ACCOUNT_EXPOSURE`;',
    '`MONITOR_HOST` beyond this machine needs `MONITOR_TOKEN`.',
    '',
    '## Who owns which',
    '',
    'The settings of core are always there. Other packages export theirs as data, and a program composes what it reads, under names of its own:',
    '',
    '```ts',
    "import { theOddsVariables } from '@betting-advisor/adapter-theodds'",
    "import { settingsFromEnv } from '@betting-advisor/core/config'",
    "import { monitorVariables } from '@betting-advisor/monitor-http'",
    '',
    'const settings = await settingsFromEnv({ theOdds: theOddsVariables, monitor: monitorVariables })',
    'settings.monitor.port // 5000',
    '```',
    '',
    '`settingsGroup` makes such a group for a package of your own. `DB_URL` is one of core: it says which of the stores a program opens, so it belongs to none of them.',
    '',
    'A variable that nothing reads is warned of by name: a misspelt one, one of a package whose group was not composed, and those of which only the name is known',
    '(`PINNACLE_…`, `REDIS_URL`). Warnings go to the `logger` given to `settingsFromEnv`, by default to the console, and stand in `settings.warnings`.',
    '',
    '## Switching protections off',
    '',
    '`off` switches off what protects from losing: `CONSECUTIVE_LOSS_LIMIT`, `MAX_DRAWDOWN_FRACTION`, `DAILY_LOSS_LIMIT`, the limits of week, month and exposure, `COOLDOWN_MINUTES`,',
    '`LOW_CLV_LIMIT`, and the two warnings. In code it is `null`, or 0 where 0 means none. What says how much a bot does (`MAX_OPEN_BETS`, `RATE_LIMIT_PER_MINUTE`, the stakes, the age of',
    'a quote) has a highest value and no `off`: a bot that runs wild must end somewhere.',
    '',
    '## The loss of a day',
    '',
    '`DAILY_LOSS_LIMIT` is a tenth of the bankroll by default. It used to be 1000, which was the whole of the default bankroll of 1000 and so never stopped anything, while it was a tenth of the',
    '10000 that a backtest starts with. As a share it fits every bankroll: 100 of 1000 on paper, 1000 of 10000 in a backtest, as before. It is taken of `BANKROLL` (of `BACKTEST_INITIAL_BANKROLL` in',
    '`settings.backtest.limits`, which is what a backtest should be given), not of what the account has by now, so that a loss does not tighten it. In code it is an amount. An amount that is no less than',
    '`BANKROLL` is warned of.',
  ]
  for (const { title, owner, entries } of sections()) {
    lines.push('', `## ${title}`, '')
    if (owner !== null) lines.push(`${owner}.`, '')
    lines.push('| Variable | Default | Allowed | In code | What it does |', '| --- | --- | --- | --- | --- |')
    for (const { name, summary, kind, fallback, path } of entries) {
      const standard = fallback === null || fallback === '' ? '' : `\`${fallback}\``
      const allowed = `${kind.allowed}${kind.secret ? ' (*secret*)' : ''}`
      lines.push(`| \`${name}\` | ${standard} | ${allowed} | \`${path}\` | ${summary} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The generated files, by their path from the root. */
export const generated: Readonly<Record<string, () => string>> = {
  '.env.example': envExample,
  'docs/settings.md': settingsPage,
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generated)) {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
    const expected = text()
    if (!process.argv.includes('--check')) {
      await writeFile(file, expected)
    } else if ((await readFile(file, 'utf8')) !== expected) {
      console.error(`${path} does not agree with the settings of pnpm start: run pnpm docs:settings`)
      process.exitCode = 1
    }
  }
}
