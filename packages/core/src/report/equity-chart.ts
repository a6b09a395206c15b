import type { Currency } from '../units/money.ts'
import { type Money, toMajor } from '../units/money.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { niceTicks, timeTicks } from './axis.ts'
import type { EquityCurvePoint } from './equity-curve.ts'
import { type Html, html } from './html.ts'
import { percent } from './report-format.ts'

/** One line of the chart. */
export interface EquityLine {
  readonly name: string
  readonly initialBankroll: Money
  readonly points: readonly EquityCurvePoint[]
}

/** The sides of the drawing, which is stretched to whatever room there is. */
const WIDTH = 1000
const HEIGHT = 300

interface Drawn {
  readonly at: number
  readonly value: number
}

/** The bankroll over time with the drawdown below it: drawings that stretch, with labels that do not. */
export function equityChart(lines: readonly EquityLine[], from: Timestamp, until: Timestamp, currency: Currency): Html {
  const to = timestamp(Math.max(until, from + 1))
  const equity = lines.map(({ initialBankroll, points }) => [
    { at: from, value: toMajor(initialBankroll, currency) },
    ...points.map((point) => ({ at: point.at, value: toMajor(point.equity, currency) })),
  ])
  const values = equity.flat().map(({ value }) => value)
  const [low, high] = padded(Math.min(...values), Math.max(...values))
  const falls = equity.map(drawdowns)
  const deepest = Math.min(-0.01, ...falls.flat().map(({ value }) => value))
  const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })
  const months = timeTicks(from, to, 8)
  return html`<p class="legend">${lines.map(({ name }, index) => html`<span class="run-${index}"><i></i>${name}</span>`)}</p>
${panel(
  '',
  equity,
  { from, to, low, high },
  {
    ticks: niceTicks(low, high, 5).map((value) => ({ value, label: grouped.format(value).replace('-', '−') })),
    times: [],
    base: low,
  },
)}
${panel(
  ' low',
  falls,
  { from, to, low: deepest * 1.05, high: 0 },
  {
    ticks: niceTicks(deepest * 1.05, 0, 3).map((value) => ({ value, label: percent(value, deepest > -0.05 ? 1 : 0) })),
    times: months,
    base: 0,
  },
)}`
}

interface Frame {
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
}

interface Axes {
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
  readonly times: readonly { readonly at: number; readonly label: string }[]
  /** What areas are filled down or up to. */
  readonly base: number
}

function panel(kind: string, lines: readonly (readonly Drawn[])[], frame: Frame, { ticks, times, base }: Axes): Html {
  const across = (at: number) => (at - frame.from) / (frame.to - frame.from)
  const down = (value: number) => (frame.high - value) / (frame.high - frame.low)
  const x = (at: number) => round(across(at) * WIDTH)
  const y = (value: number) => round(down(value) * HEIGHT)
  const steps = (line: readonly Drawn[]) =>
    line.map(({ at, value }, index) => (index === 0 ? `M${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`)).join('')
  const paths = lines.map((line, index) => {
    const path = `${steps(line)}H${WIDTH}`
    return html`<path class="area run-${index}" d="${path}V${y(base)}H0Z"/><path class="run-${index}" d="${path}"/>`
  })
  return html`<div class="chart${kind}" aria-hidden="true"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
${ticks.map(({ value }) => html`<line x1="0" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/>`)}
${paths.toReversed()}</svg>
${ticks.map(({ value, label }) => html`<span class="y" style="top:${round(down(value) * 100)}%">${label}</span>`)}
${times.map(({ at, label }, index) => html`<span class="x${index % 2 === 1 ? ' minor' : ''}" style="left:${round(across(at) * 100)}%">${label}</span>`)}
</div>`
}

/** The fraction of the best so far that is lost, as a number from −1 to 0 (or below, where the bankroll is negative). */
function drawdowns(line: readonly Drawn[]): readonly Drawn[] {
  let peak = Number.NEGATIVE_INFINITY
  return line.map(({ at, value }) => {
    peak = Math.max(peak, value)
    return { at, value: peak > 0 ? (value - peak) / peak : 0 }
  })
}

function padded(low: number, high: number): readonly [number, number] {
  const margin = (high - low || Math.abs(high) || 1) * 0.06
  return [low - margin, high + margin]
}

/** Two decimals are finer than a pixel, and keep the page small and the same everywhere. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
