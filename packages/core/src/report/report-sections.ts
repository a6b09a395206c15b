import type { Order } from '../order/order.ts'
import { ZERO } from '../units/money.ts'
import { fromPriceUnits } from '../units/price.ts'
import { createBreakdown, type GroupPerformance } from './breakdown.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { row, table } from './html-table.ts'
import type { PerformanceSummary } from './performance.ts'
import { decimal, lengthOfTime, percent, type ReportFormat, whole } from './report-format.ts'
import type { ReportedRun } from './reported-run.ts'
import { isReturned, type SettledBet, settledBet } from './settled-bet.ts'

/** The handful of figures that matter most, large. */
export function keyFigures(
  { profit, yield: yielded, bets, clv, ...rest }: PerformanceSummary,
  format: ReportFormat,
): Html {
  const figure = (label: string, value: HtmlValue) =>
    html`<div class="figure"><b>${value}</b><span>${label}</span></div>`
  return html`<section class="figures">
${figure('profit', format.gain(profit))}${figure('yield on turnover', format.gainFraction(yielded))}
${figure(`closing line value of ${whole(clv?.bets ?? 0)} with a close`, format.gainFraction(clv?.mean ?? null))}
${figure('bets', whole(bets))}${figure('deepest drawdown', percent(rest.maxDrawdownFraction, 1))}
</section>`
}

/** Everything that was measured, run beside run. */
export function summaryTable(runs: readonly ReportedRun[], format: ReportFormat): Html {
  const lines: readonly (readonly [string, (performance: PerformanceSummary, run: ReportedRun) => HtmlValue])[] = [
    ['Bankroll at the start', (p) => format.money(p.initialBankroll)],
    ['Bankroll at the end', (p) => format.money(p.equity)],
    ['Profit', (p) => format.gain(p.profit)],
    ['Return on bankroll', (p) => format.gainFraction(p.returnOnBankroll)],
    ['Bets', (p) => whole(p.bets)],
    ['Won, lost, void', (p) => `${whole(p.won)}, ${whole(p.lost)}, ${whole(p.void)}`],
    ['Staked', (p) => format.money(p.staked)],
    ['Yield on turnover', (p) => format.gainFraction(p.yield)],
    ['Average price', (p) => decimal(p.averagePrice)],
    ['Bets with a close', (p) => `${whole(p.clv?.bets ?? 0)} of ${whole(p.bets)}`],
    ['Closing line value', (p) => format.gainFraction(p.clv?.mean ?? null)],
    ['Bets that beat the close', (p) => percent(p.clv?.beating ?? null, 1)],
    ['t of closing line value', (p) => decimal(p.clv?.t ?? null)],
    ['t of returns (p)', (p) => `${decimal(p.t)} (${decimal(p.pValue, 3)})`],
    ['Sharpe ratio a bet', (p) => decimal(p.sharpe, 3)],
    [
      'Deepest drawdown',
      (p) => html`${percent(p.maxDrawdownFraction, 1)} <small>${format.money(p.maxDrawdown)}</small>`,
    ],
    ['Longest time below a peak', (p) => lengthOfTime(p.maxDrawdownDuration)],
    ['Longest losing streak', (p) => whole(p.longestLosingStreak)],
    ['Brier score, log loss', (p) => `${decimal(p.brier, 4)}, ${decimal(p.logLoss, 4)}`],
    ['Locks', (_, { result }) => counted(countBy(result.locks.map(({ kind }) => kind)))],
    ['Still open', (_, { result }) => whole(result.open.length)],
  ]
  const heads = ['', ...runs.map(({ name }) => name)]
  return table(
    heads,
    lines.map(([name, cell]) =>
      row(
        name,
        runs.map((run) => cell(run.result.performance, run)),
      ),
    ),
    'wrap',
  )
}

function countBy(keys: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1
  return counts
}

function counted(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts)
  return entries.length === 0 ? '0' : entries.map(([key, count]) => `${whole(count)} ${key}`).join(', ')
}

/** Groups of the first run, each with the profit of the others beside it; groups that only others have come last. */
export function groupTable(
  head: string,
  runs: readonly ReportedRun[],
  format: ReportFormat,
  of: (run: ReportedRun) => readonly GroupPerformance[],
): Html {
  const byRun = runs.map((run) => new Map(of(run).map((group) => [group.key, group])))
  const keys = new Set(byRun.flatMap((each) => [...each.keys()]))
  const [first, ...others] = byRun
  const heads = [
    head,
    'Bets',
    { lesser: 'Won' },
    { lesser: 'Staked' },
    'Profit',
    'Yield',
    ...runs.slice(1).map(({ name }) => `Profit, ${name}`),
  ]
  const rows = [...keys].map((key) => {
    const group = first?.get(key)
    const cells =
      group === undefined
        ? ['0', { lesser: '0' }, { lesser: format.money(ZERO) }, format.money(ZERO), '–']
        : [
            whole(group.bets),
            { lesser: whole(group.won) },
            { lesser: format.money(group.staked) },
            format.gain(group.profit),
            format.gainFraction(group.yield, 1),
          ]
    return row(key, [...cells, ...others.map((other) => format.gain(other.get(key)?.profit ?? ZERO))])
  })
  return rows.length === 0 ? html`<p>No bets.</p>` : table(heads, rows)
}

/** What each calendar month came to. */
export function byMonth(orders: readonly Order[], format: ReportFormat): readonly GroupPerformance[] {
  const months = createBreakdown((bet) => format.month(bet.at), Number.MAX_SAFE_INTEGER)
  for (const order of orders) {
    const bet = settledBet(order)
    if (bet !== null) months.add(bet)
  }
  return months.groups()
}

/** How often each reason turned a bet down. */
export function reasonTable(runs: readonly ReportedRun[]): Html {
  const counts = runs.map(({ result }) => ({ ...result.rejections, ...result.refusals }))
  const codes = [...new Set(counts.flatMap((each) => Object.keys(each)))]
  if (codes.length === 0) return html`<p>Nothing was turned down.</p>`
  const sorted = codes.toSorted((a, b) => (counts[0]?.[b] ?? 0) - (counts[0]?.[a] ?? 0) || (a < b ? -1 : 1))
  return table(
    ['Reason', ...runs.map(({ name }) => name)],
    sorted.map((code) =>
      row(
        html`<code>${code}</code>`,
        counts.map((each) => whole(each[code] ?? 0)),
      ),
    ),
    'wrap',
  )
}

/** Every bet of a run, folded away. */
export function betList({ name, result }: ReportedRun, most: number, format: ReportFormat): Html {
  const listed = result.bets.slice(0, most)
  const label = `Bets, ${name} (${whole(result.bets.length)})`
  const rows = listed.flatMap((order) => {
    const bet = settledBet(order)
    return bet === null ? [] : [betRow(order, bet, format)]
  })
  const heads = [
    'Settled',
    { text: 'Event' },
    { text: 'Selection' },
    { text: 'Side' },
    'Price',
    'Stake',
    'Edge',
    'CLV',
    'Profit',
  ]
  const cut = result.bets.length - listed.length
  return html`<details><summary>${label}</summary>${table(heads, rows)}
${cut === 0 ? null : html`<p><small>The first ${whole(listed.length)} are listed; ${whole(cut)} more are not.</small></p>`}</details>`
}

function betRow({ intent, averagePrice }: Order, bet: SettledBet, format: ReportFormat): Html {
  const clv = bet.closingProbability === null ? null : bet.price * bet.closingProbability - 1
  return row(format.minute(bet.at), [
    { text: intent.eventName },
    { text: intent.selectionName },
    { text: intent.side },
    decimal(fromPriceUnits(averagePrice ?? intent.price)),
    format.money(bet.stake),
    percent(intent.edge),
    format.gainFraction(clv),
    isReturned(bet) ? bet.outcome : format.gain(bet.profit),
  ])
}
