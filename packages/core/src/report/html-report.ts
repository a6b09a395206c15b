import type { Currency } from '../units/money.ts'
import { timestamp } from '../units/timestamp.ts'
import { equityChart } from './equity-chart.ts'
import { html } from './html.ts'
import { REPORT_STYLE } from './html-style.ts'
import { createReportFormat } from './report-format.ts'
import { betList, byMonth, groupTable, keyFigures, reasonTable, summaryTable } from './report-sections.ts'
import type { ReportedRun } from './reported-run.ts'

/** What a report of a backtest is about. */
export interface BacktestReport {
  readonly title: string
  /** One line below the title, such as the names of the files. */
  readonly subtitle?: string
  readonly currency: Currency
  /** The time zone of dates and months. @default 'UTC' */
  readonly timeZone?: string
  /** The run that the page is about, and beside it perhaps the bare strategy. */
  readonly runs: readonly [ReportedRun, ReportedRun?]
  /** What it was run with, name by name. */
  readonly settings: Readonly<Record<string, string>>
  /** How many bets are listed at most. @default 5000 */
  readonly maxBets?: number
}

/**
 * One HTML page on a backtest that needs nothing else: it opens offline, on paper, in light and dark, from 360 px.
 *
 * The same report gives the same text, and every text in it is escaped.
 *
 * @example
 * ```ts
 * const page = renderBacktestReport({
 *   title: 'Value betting', currency: currency('GBP'), runs: [{ name: 'Protected', result }], settings: { overround: 'power' },
 * })
 * ```
 */
export function renderBacktestReport(report: BacktestReport): string {
  const { title, subtitle, currency, timeZone = 'UTC', settings, maxBets = 5000 } = report
  const runs = report.runs.filter((run) => run !== undefined)
  const [first] = report.runs
  const format = createReportFormat(currency, timeZone)
  const { performance, from, to } = first.result
  const span = from === null || to === null ? 'nothing happened' : `${format.day(from)} to ${format.day(to)}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${{ markup: REPORT_STYLE }}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><p>${subtitle === undefined ? null : `${subtitle} · `}${span} · bets on paper, no money was staked · amounts in ${format.currency}</p></header>
${keyFigures(performance, format)}
<section><h2>Bankroll and drawdown</h2>
${equityChart(
  runs.map(({ name, result }) => ({
    name,
    initialBankroll: result.performance.initialBankroll,
    points: result.performance.equityCurve,
  })),
  from ?? timestamp(0),
  to ?? timestamp(0),
  currency,
)}</section>
<section><h2>Summary</h2>${summaryTable(runs, format)}</section>
<div class="pair">
<section><h2>By price</h2>${groupTable('Price', runs, format, ({ result }) => result.performance.byPriceBand)}</section>
<section><h2>Not bet, and why</h2>${reasonTable(runs)}</section>
</div>
<section><h2>By month</h2>${groupTable('Month', runs, format, ({ result }) => byMonth(result.bets, format))}</section>
${betList(first, maxBets, format)}
<details><summary>Settings</summary><div class="scroll"><table class="settings"><tbody>
${Object.entries(settings).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
</tbody></table></div></details>
<footer>Past results, simulated ones above all, say little about the future.</footer>
</main>
</body>
</html>
`
  return page.markup
}
