// Writes .env.example and docs/settings.md from the table of settings; with --check it only says whether they agree.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Variable, type VariableName, variableNames, variables } from '../packages/core/src/config/variables.ts'

const sections: Readonly<Record<string, readonly string[]>> = {
  Run: ['env', 'mode', 'seed', 'log'],
  Account: ['account', 'database'],
  'Stakes and risk': ['staking', 'risk'],
  Requests: ['http', 'circuitBreaker'],
  'Paper trading and backtests': ['paperTrading', 'backtest'],
  Monitor: ['monitor'],
  Keys: ['credentials', 'redisUrl'],
}

function entry(name: VariableName): Variable<unknown> {
  return variables[name]
}

function sectionOf(name: VariableName): string {
  const [group = ''] = entry(name).path.split('.')
  const section = Object.keys(sections).find((title) => sections[title]?.includes(group))
  if (section === undefined) throw new Error(`${name} belongs to no section: add its group "${group}" to one`)
  return section
}

function bySection(): readonly (readonly [string, readonly VariableName[]])[] {
  return Object.keys(sections).map((title) => [title, variableNames.filter((name) => sectionOf(name) === title)])
}

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = [
    '# Every setting with its default. Copy this file to .env and change what you need.',
    '# What is left empty counts as not set. A key, token, password or URL with a password can also come from a file: NAME_FILE=/run/secrets/name.',
  ]
  for (const [title, names] of bySection()) {
    lines.push('', `# ${title}`)
    for (const name of names) {
      const { summary, kind, fallback } = entry(name)
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
    '- A variable marked *secret* may come from a file that `NAME_FILE` names, or from a vault (`settingsFromEnv(env, { secrets })`). Its value is never shown.',
    '- `sqlite:./data/advisor.db` is relative to the working directory; `sqlite:///var/lib/advisor.db` is absolute and may be percent-encoded, as in a file URL.',
    '- `ENV=production` writes logs as JSON, requires `MONITOR_TOKEN`, and permits neither an emulator nor a store in memory.',
    '',
    'Across settings: `CONSECUTIVE_LOSS_WARN` < `CONSECUTIVE_LOSS_LIMIT` ≤ `MAX_RECENT_LOSSES_CHECK`, `DRAWDOWN_WARN_FRACTION` < `MAX_DRAWDOWN_FRACTION`, `MIN_ODDS` < `MAX_ODDS`,',
    '`DAILY_LOSS_LIMIT` ≤ `WEEKLY_LOSS_LIMIT` ≤ `MONTHLY_LOSS_LIMIT`, `MAX_MARKET_EXPOSURE` ≤ `MAX_EVENT_EXPOSURE` ≤ `MAX_ACCOUNT_EXPOSURE`, `MAX_VENUE_EXPOSURE` ≤ `MAX_ACCOUNT_EXPOSURE`;',
    'a user name needs its password, a certificate its key, the Telegram token its chat; `MONITOR_HOST` beyond this machine needs `MONITOR_TOKEN`.',
  ]
  for (const [title, names] of bySection()) {
    lines.push(
      '',
      `## ${title}`,
      '',
      '| Variable | Default | Allowed | In code | What it does |',
      '| --- | --- | --- | --- | --- |',
    )
    for (const name of names) {
      const { summary, kind, fallback, path } = entry(name)
      const standard = fallback === null ? '' : `\`${fallback}\``
      lines.push(
        `| \`${name}\` | ${standard} | ${kind.allowed}${kind.secret ? ' (*secret*)' : ''} | \`${path}\` | ${summary} |`,
      )
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
      console.error(`${path} does not agree with packages/core/src/config/variables.ts: run pnpm docs:settings`)
      process.exitCode = 1
    }
  }
}
