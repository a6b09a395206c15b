import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  type BacktestEvent,
  type BacktestResult,
  type Currency,
  flatStake,
  formatMoney,
  fractionalKelly,
  moneyFromMajor,
  type RiskLimits,
  runBacktest,
  type StakingPlan,
  toMajor,
  valueBetting,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import { overroundMethod, overroundMethodNames, sharpPrices } from '@betting-advisor/core/odds'
import { type ReportedRun, renderBacktestReport } from '@betting-advisor/core/report'
import { type PlayOptions, UsageError } from './arguments.ts'
import { counts, performanceRows } from './performance-rows.ts'
import { table } from './table.ts'

/** What to play back. */
export interface Play {
  readonly title: string
  readonly subtitle: string
  readonly events: readonly BacktestEvent[]
  /** The bookmaker whose prices are the reference, and those to bet with; all others when left out. */
  readonly sharp: string
  readonly bookmakers?: readonly string[]
  /** Whose prices at the close bets are measured by; the reference's when left out. */
  readonly close?: string
  readonly options: PlayOptions
  readonly settings: Settings
  /** Further settings to show in the report. */
  readonly shown: Readonly<Record<string, string>>
}

/** Plays value betting over the past, protected and bare; prints a table and writes an HTML report. */
export async function play(what: Play): Promise<void> {
  const { title, subtitle, options, settings, events } = what
  await checkWritable(options.report)
  const { currency, timeZone } = settings.account
  const { limits } = settings.backtest
  const staking = stakingOf(options, settings)
  const bare: ReportedRun & { result: BacktestResult } = {
    name: 'bare',
    result: run(what, staking, withoutProtections(limits)),
  }
  const shown = options.protections ? { name: 'protected', result: run(what, staking, limits) } : bare
  const runs = options.protections ? [shown, bare] : [shown]
  console.log(`${title}: ${subtitle}\n`)
  console.log(tableOf(runs, currency))
  const page = renderBacktestReport({
    title,
    subtitle,
    currency,
    timeZone,
    runs: options.protections ? [shown, bare] : [shown],
    settings: { ...what.shown, overround: options.method, staking: staking.name, ...settingsShown(settings) },
  })
  await writeFile(options.report, page)
  console.log(`\n${shown.result.inputs} decisions over ${events.length} events; report: ${options.report}`)
}

/** Finds out before the work is done whether its report can be written. */
async function checkWritable(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await (await open(path, 'a')).close()
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${path}: ${error instanceof Error ? error.message : error}.`)
  }
}

function run(
  { events, sharp, bookmakers, close, options, settings }: Play,
  staking: StakingPlan,
  limits: RiskLimits,
): BacktestResult {
  const { currency, timeZone } = settings.account
  const strategy = valueBetting({
    sharp,
    overround: methodOf(options),
    minEdge: limits.minEdge,
    staking,
    ...(bookmakers === undefined ? {} : { bookmakers }),
    ...(close === undefined ? {} : { yardstick: sharpPrices(venueId(close), methodOf(options)) }),
  })
  return runBacktest({
    events,
    strategies: [strategy],
    limits,
    currency,
    timeZone,
    bankroll: settings.backtest.bankroll,
  })
}

function stakingOf({ flat }: PlayOptions, { staking, account }: Settings): StakingPlan {
  if (flat === null) return fractionalKelly(staking.kellyFraction)
  const amount = moneyFromMajor(flat, account.currency)
  if (toMajor(amount, account.currency) !== flat) {
    throw new UsageError(`--flat takes whole minor units of ${account.currency.code}, was ${flat}.`)
  }
  return flatStake(amount)
}

function methodOf({ method }: PlayOptions) {
  try {
    return overroundMethod(method)
  } catch {
    throw new UsageError(`--method takes one of ${overroundMethodNames.join(', ')}; was ${method}.`)
  }
}

function tableOf(
  runs: readonly { readonly name: string; readonly result: BacktestResult }[],
  currency: Currency,
): string {
  const row = (label: string, cell: (result: BacktestResult) => string) => [
    label,
    ...runs.map(({ result }) => cell(result)),
  ]
  const lines = table([
    ['', ...runs.map(({ name }) => name)],
    ...performanceRows(
      runs.map(({ result }) => result.performance),
      currency,
    ),
    row('final bankroll', ({ finalBankroll }) => formatMoney(finalBankroll, currency)),
    row('still open', ({ open }) => String(open.length)),
    row('locks', ({ locks }) => String(locks.length)),
  ])
  const idle = runs.every(({ result }) => result.performance.bets === 0 && Object.keys(result.rejections).length === 0)
  const reasons = idle
    ? ['no price offered enough: see MIN_EDGE, and which prices are compared']
    : runs.map(({ name, result }) => `rejections, ${name}: ${counts(result.rejections)}`)
  return [lines, ...reasons].join('\n')
}

function settingsShown({ risk, account, backtest }: Settings): Readonly<Record<string, string>> {
  const { dailyLossLimit: loss } = backtest.limits
  return {
    bankroll: formatMoney(backtest.bankroll, account.currency),
    'least edge': String(risk.minEdge),
    'most at risk': `${risk.maxStakeFraction * 100} % of the bankroll`,
    'open bets': String(risk.maxOpenBets),
    'loss of a day': loss === null ? 'off' : formatMoney(loss, account.currency),
    'time zone': account.timeZone,
  }
}
