import { type Currency, DAY, formatMoney, type Money } from '@betting-advisor/core'
import type { PerformanceSummary } from '@betting-advisor/core/report'

/** What is told of every run, as rows of a table: a label and one cell for each summary. */
export function performanceRows(
  summaries: readonly PerformanceSummary[],
  currency: Currency,
): readonly (readonly string[])[] {
  const row = (label: string, cell: (summary: PerformanceSummary) => string) => [label, ...summaries.map(cell)]
  const amount = (value: Money) => formatMoney(value, currency)
  return [
    row('bets', (summary) => String(summary.bets)),
    row('won / lost / void', (summary) => `${summary.won} / ${summary.lost} / ${summary.void}`),
    row('staked', (summary) => amount(summary.staked)),
    row('profit', (summary) => amount(summary.profit)),
    row('ROI (profit / staked)', (summary) => percent(summary.yield)),
    row('return on bankroll', (summary) => percent(summary.returnOnBankroll)),
    row('bets with a close', (summary) => `${summary.clv?.bets ?? 0} of ${summary.bets}`),
    row('CLV, mean', (summary) => percent(summary.clv?.mean ?? null)),
    row('bets that beat the close', (summary) => percent(summary.clv?.beating ?? null)),
    row('largest drawdown', (summary) => `${amount(summary.maxDrawdown)} (${percent(summary.maxDrawdownFraction)})`),
    row('longest below a peak', (summary) => `${Math.round(summary.maxDrawdownDuration / DAY)} days`),
    row('longest losing streak', (summary) => String(summary.longestLosingStreak)),
  ]
}

/** A fraction in per cent, or a dash where there is none. */
export function percent(fraction: number | null): string {
  return fraction === null ? '–' : `${(fraction * 100).toFixed(2)} %`
}

/** Counts by name, most first: `QUOTE_STALE 4, IN_PLAY 1`. */
export function counts(byName: Readonly<Record<string, number>>): string {
  const entries = Object.entries(byName).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ')
}
