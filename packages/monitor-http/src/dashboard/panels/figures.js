import { byId, element, showList } from '../dom.js'
import { count, money, percent } from '../format.js'

/** @import { AdvisorStatus } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */
/** @typedef {{ readonly name: string, readonly value: string, readonly note: string, readonly tone?: string }} Figure */

/**
 * Bankroll, profit, drawdown and risk in a row.
 *
 * @param {Model} model
 */
export function showFigures(model) {
  const list = byId('figure-list')
  model.watch(['status'], () => {
    if (model.status === null) return
    showList(list, figures(model.status), {
      key: ({ name }) => name,
      version: ({ value, note, tone = '' }) => `${value}|${note}|${tone}`,
      create: ({ name, value, note, tone = 'plain' }) =>
        element(
          'div',
          { class: 'figure', 'data-tone': tone, 'data-name': name },
          element('dt', {}, name),
          sized(value),
          element('dd', { class: 'note' }, note),
        ),
    })
  })
}

/**
 * A value that knows how long it is, so that the style can keep it on one line.
 *
 * @param {string} value
 */
function sized(value) {
  const node = element('dd', { class: 'value' }, value)
  node.style.setProperty('--characters', String(value.length))
  return node
}

/**
 * @param {AdvisorStatus} status
 * @returns {readonly Figure[]}
 */
function figures(status) {
  const { currency, equity, available, reserved, exposure, deposited, profitToday, drawdown, peakEquity } = status
  const most = status.limits.exposure.account
  const profit = equity - deposited
  const share = deposited === 0 ? '' : `${percent(profit / deposited, { signed: true })} on `
  const breaker = status.tradingBreakers.find(({ kind }) => kind === 'drawdown')
  const isFull = status.openBets >= status.maxOpenBets
  return [
    { name: 'Equity', value: money(equity, currency), note: `peak ${money(peakEquity, currency)}` },
    { name: 'Available', value: money(available, currency), note: 'free to stake' },
    {
      name: 'Reserved',
      value: money(reserved, currency),
      note: `${percent(ratio(reserved, equity))} of equity`,
    },
    ...(most === null
      ? []
      : [
          {
            name: 'Exposure',
            value: money(exposure, currency),
            note: `limit ${money(most, currency)}`,
            tone: exposure > most ? 'locked' : 'plain',
          },
        ]),
    {
      name: 'Profit',
      value: money(profit, currency, { signed: true }),
      note: `${share}${money(deposited, currency)}`,
      tone: tone(profit),
    },
    { name: 'Today', value: money(profitToday, currency, { signed: true }), note: 'settled', tone: tone(profitToday) },
    {
      name: 'Drawdown',
      value: percent(drawdown),
      note: breaker === undefined ? 'from the peak' : `limit ${percent(breaker.limit, { digits: 0 })}`,
      tone: breaker === undefined || breaker.level === 'ok' ? 'plain' : breaker.level,
    },
    {
      name: 'Open bets',
      value: count(status.openBets),
      note: `of ${count(status.maxOpenBets)}, ${count(status.markets)} markets`,
      tone: isFull ? 'warning' : 'plain',
    },
    {
      name: 'Unresolved',
      value: count(status.unresolved),
      note: status.unresolved === 0 ? 'every outcome known' : 'outcome unknown',
      tone: status.unresolved === 0 ? 'plain' : 'locked',
    },
  ]
}

/** @param {number} amount */
function tone(amount) {
  return amount > 0 ? 'gain' : amount < 0 ? 'loss' : 'plain'
}

/**
 * @param {number} part
 * @param {number} whole
 */
function ratio(part, whole) {
  return whole <= 0 ? 0 : part / whole
}
