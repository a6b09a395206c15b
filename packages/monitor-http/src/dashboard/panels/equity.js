import { byId, setText } from '../dom.js'
import { dayAndYear, money, percent } from '../format.js'
import uPlot from '../uplot.js'

/** @import { AdvisorStatus, Currency } from '@betting-advisor/core' */
/** @import { EquityStep, Model } from '../model.js' */
/** @typedef {{ readonly times: number[], readonly equity: number[], readonly drawdown: number[], readonly peak: number[] }} Curve */

/** Of the whole figure; the rest is the drawdown's. */
const EQUITY_HEIGHT = 0.64

/**
 * The equity curve over the drawdown from its running peak.
 *
 * @param {Model} model
 */
export function showEquity(model) {
  const figure = byId('equity-figure')
  const empty = byId('equity-empty')
  /** @type {readonly uPlot[]} */
  let plots = []
  let isWaiting = false
  let isPointed = false

  const draw = () => {
    isWaiting = false
    const { status } = model
    if (status === null) return
    const curve = curveOf(model.equity, status)
    empty.hidden = model.equity.length > 1
    figure.hidden = model.equity.length <= 1
    if (figure.hidden) return
    figure.setAttribute('aria-label', description(curve, status.currency))
    if (plots.length === 0) plots = createPlots(status.currency, status.deposited, readout)
    plots[0]?.setData([curve.times, curve.equity])
    plots[1]?.setData([curve.times, curve.drawdown])
  }
  /** The curve is the dearest thing to draw and changes least. */
  const drawSoon = () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(draw, 250)
  }
  const rebuild = () => {
    for (const plot of plots) plot.destroy()
    plots = []
    drawSoon()
  }

  /** @param {number | null} index */
  function readout(index) {
    isPointed = index !== null
    const { status, equity } = model
    if (status === null) return
    const curve = curveOf(equity, status)
    const at = index ?? curve.times.length - 1
    const value = curve.equity[at]
    const time = curve.times[at]
    if (value === undefined || time === undefined) return
    const when = index === null ? 'now' : `since ${dayAndYear(time * 1000)}`
    setText(
      byId('equity-readout'),
      `${when} · ${money(value, status.currency)} · drawdown ${percent(-(curve.drawdown[at] ?? 0))} from ${money(curve.peak[at] ?? value, status.currency)}`,
    )
  }

  model.watch(['equity'], drawSoon)
  model.watch(['status'], () => {
    if (!isPointed) readout(null)
    // The line reaches the advisor's present, which in virtual time runs away from the last settlement.
    if (plots.length === 0 || (model.status?.clock === 'virtual' && !isWaiting)) drawSoon()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild)
  new ResizeObserver(() => {
    const { clientWidth, clientHeight } = figure
    const upper = Math.round(clientHeight * EQUITY_HEIGHT)
    plots[0]?.setSize({ width: clientWidth, height: upper })
    plots[1]?.setSize({ width: clientWidth, height: clientHeight - upper })
  }).observe(figure)
}

/**
 * The steps up to the advisor's present, whose drawdown and peak are those of the status.
 *
 * @param {readonly EquityStep[]} steps
 * @param {Pick<AdvisorStatus, 'now' | 'equity' | 'peakEquity'>} status
 * @returns {Curve}
 */
function curveOf(steps, { now, equity, peakEquity }) {
  const reaching = [...steps.filter(({ at }) => at < now), { at: now, equity, peak: peakEquity }]
  return {
    times: reaching.map(({ at }) => at / 1000),
    equity: reaching.map((step) => step.equity),
    drawdown: reaching.map((step) => (step.peak > 0 ? Math.min(0, step.equity / step.peak - 1) : 0)),
    peak: reaching.map(({ peak }) => peak),
  }
}

/**
 * @param {Curve} curve
 * @param {Currency} currency
 */
function description({ equity, drawdown }, currency) {
  const first = equity[0] ?? 0
  const last = equity.at(-1) ?? 0
  return `Equity from ${money(first, currency)} to ${money(last, currency)}; deepest drawdown ${percent(-Math.min(...drawdown))}.`
}

/**
 * @param {Currency} currency
 * @param {number} deposited
 * @param {(index: number | null) => void} onPoint
 */
function createPlots(currency, deposited, onPoint) {
  const figure = byId('equity-figure')
  const style = getComputedStyle(document.documentElement)
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(name).trim()
  const upper = Math.round(figure.clientHeight * EQUITY_HEIGHT)
  /** In proportion to the text of the page. */
  const rem = Number.parseFloat(style.fontSize)
  const font = `${Math.round(0.79 * rem)}px ${style.getPropertyValue('--font')}`
  const stepped = uPlot.paths.stepped?.({ align: 1 })
  const fraction = Math.max(0, currency.exponent)

  /** @type {(size: uPlot.Axis.Size, values: uPlot.Axis.DynamicValues, isTime?: boolean) => uPlot.Axis} */
  const axis = (size, values, isTime = false) => ({
    stroke: colour('--muted'),
    font,
    size,
    values,
    space: (isTime ? 6.4 : 2.4) * rem,
    ticks: { show: false },
    border: { show: false },
    grid: { stroke: colour('--line'), width: 1, show: !isTime },
  })
  /** @type {uPlot.Cursor} */
  const cursor = {
    dataIdx: stepInForce,
    sync: { key: 'equity' },
    y: false,
    drag: { x: false, y: false },
    points: { size: 6 },
  }
  const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

  const equity = new uPlot(
    {
      width: figure.clientWidth,
      height: upper,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor,
      scales: { y: { range: (_, min, max) => padded(min, max) } },
      axes: [
        { ...axis(0, (_, ticks) => ticks.map(() => '')), show: false },
        axis(4.2 * rem, (_, ticks) => ticks.map((tick) => whole.format(tick / 10 ** fraction))),
      ],
      series: [
        {},
        {
          stroke: colour('--accent'),
          width: 1.75,
          fill: colour('--accent-wash'),
          points: { show: false },
          ...(stepped === undefined ? {} : { paths: stepped }),
        },
      ],
      hooks: {
        setCursor: [({ cursor: { idxs } }) => onPoint(idxs?.[1] ?? null)],
        draw: [(plot) => baseline(plot, deposited, colour('--muted'))],
      },
    },
    [[], []],
    byId('equity-plot'),
  )
  const drawdown = new uPlot(
    {
      width: figure.clientWidth,
      height: figure.clientHeight - upper,
      padding: [12, 20, 0, 0],
      legend: { show: false },
      cursor,
      scales: { y: { range: (_, min) => [Math.min(min * 1.08, -0.01), 0] } },
      axes: [
        axis(
          (_, labels) => (labels?.some((label) => label.includes('\n')) ? 2.9 : 1.8) * rem,
          (_, ticks, __, ___, step) => axisTimes(ticks, step),
          true,
        ),
        {
          ...axis(4.2 * rem, (_, ticks) =>
            ticks.map((tick) => percent(tick, { digits: tick > -0.1 && tick % 0.01 !== 0 ? 1 : 0 })),
          ),
          space: 1.9 * rem,
        },
      ],
      series: [
        {},
        {
          stroke: colour('--loss'),
          width: 1.25,
          fill: colour('--loss-wash'),
          points: { show: false },
          ...(stepped === undefined ? {} : { paths: stepped }),
        },
      ],
    },
    [[], []],
    byId('drawdown-plot'),
  )
  return [equity, drawdown]
}

/**
 * @param {number} min
 * @param {number} max
 * @returns {[number, number]}
 */
function padded(min, max) {
  const margin = Math.max((max - min) * 0.08, Math.abs(max) * 0.002, 1)
  return [min - margin, max + margin]
}

/**
 * What was deposited, as a dashed line: above it the bot has earned.
 *
 * @param {uPlot} plot
 * @param {number} deposited
 * @param {string} stroke
 */
function baseline(plot, deposited, stroke) {
  const y = plot.valToPos(deposited, 'y', true)
  const { left, top, width, height } = plot.bbox
  if (y < top || y > top + height) return
  const { ctx } = plot
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.lineWidth = 1
  ctx.setLineDash([4, 4])
  ctx.beginPath()
  ctx.moveTo(left, Math.round(y) + 0.5)
  ctx.lineTo(left + width, Math.round(y) + 0.5)
  ctx.stroke()
  ctx.restore()
}

/**
 * The last step at or before the pointer: between two steps the first one holds, however near the second one is.
 *
 * @param {uPlot} plot
 * @param {number} _
 * @param {number} nearest
 * @param {number} pointed
 */
function stepInForce(plot, _, nearest, pointed) {
  const times = plot.data[0]
  return nearest > 0 && (times[nearest] ?? 0) > pointed ? nearest - 1 : nearest
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/**
 * Labels of the time axis: a day, or a time within it; where the ticks cross a year, the first of each year says which.
 *
 * @param {readonly number[]} ticks In seconds.
 * @param {number} step
 */
export function axisTimes(ticks, step) {
  const dates = ticks.map((tick) => new Date(tick * 1000))
  const crosses = dates.at(0)?.getFullYear() !== dates.at(-1)?.getFullYear()
  return dates.map((at, index) => {
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
    const label = step >= 86_400 || isMidnight ? DAY.format(at) : HOUR.format(at)
    const isFirst = dates[index - 1]?.getFullYear() !== at.getFullYear()
    return crosses && isFirst ? `${label}\n${at.getFullYear()}` : label
  })
}
