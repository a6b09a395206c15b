import { load } from '../api.js'
import { byId, element, setText, showList } from '../dom.js'
import { count, dayAndTime, money, percent, price, shortTime } from '../format.js'
import { isOnPaper } from '../model.js'
import { betCell, closingLineValue, netProfit, numberCell, takenPrice } from './cells.js'

/** @import { Currency, Order } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

/**
 * How bets ended, and whether they beat the closing price.
 *
 * @param {Model} model
 * @param {(key: string) => void} openOrder
 */
export function showSettledBets(model, openOrder) {
  const rows = byId('settled-rows')
  const more = byId('settled-more', HTMLButtonElement)

  model.watch(['orders'], () => {
    const { settled, status } = model
    if (status === null) return
    const { currency } = status
    byId('settled-empty').hidden = settled.length > 0
    more.hidden = model.nextSettled === null
    setText(byId('settled-summary'), summary(settled, isOnPaper(status)))
    showList(rows, settled, {
      key: ({ intent }) => intent.key,
      version: ({ updatedAt, closingProbability }) => `${updatedAt}|${closingProbability}`,
      create: (order) => row(order, currency, openOrder),
    })
  })

  more.addEventListener('click', async () => {
    const { nextSettled } = model
    if (nextSettled === null) return
    more.disabled = true
    try {
      const { orders, next } = await load(`orders?state=settled&limit=200&after=${encodeURIComponent(nextSettled)}`)
      model.addSettled(orders, next)
    } catch (error) {
      setText(more, error instanceof Error ? error.message : 'Try again')
      return
    } finally {
      more.disabled = false
    }
  })
}

/**
 * @param {readonly Order[]} settled
 * @param {boolean} paper
 */
function summary(settled, paper) {
  if (settled.length === 0) return ''
  const staked = settled.reduce(
    (sum, { matchedStake, outcome }) => sum + (outcome === 'void' || outcome === 'push' ? 0 : matchedStake),
    0,
  )
  const profit = settled.reduce((sum, order) => sum + netProfit(order), 0)
  const values = settled.map(closingLineValue).filter((value) => value !== null)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return [
    `last ${count(settled.length)}${paper ? ', on paper' : ''}`,
    ...(staked === 0 ? [] : [`ROI ${percent(profit / staked, { signed: true })}`]),
    values.length === 0
      ? 'none has a close'
      : `mean CLV ${percent(mean, { signed: true })} of ${count(values.length)} with a close`,
  ].join(' · ')
}

/**
 * @param {Order} order
 * @param {Currency} currency
 * @param {(key: string) => void} openOrder
 */
function row(order, currency, openOrder) {
  const { outcome, matchedStake, closingProbability } = order
  const profit = netProfit(order)
  const settledAt = order.settledAt ?? order.updatedAt
  const value = closingLineValue(order)
  const result = outcome ?? 'void'
  return element(
    'tr',
    { 'data-outcome': result },
    betCell(order, [shortTime(settledAt)], openOrder),
    element('td', { class: 'wide' }, dayAndTime(settledAt)),
    numberCell(price(takenPrice(order)), closingProbability === null ? '' : `close ${price(1 / closingProbability)}`),
    numberCell(value === null ? '–' : percent(value, { signed: true }), '', '', value === null ? 'plain' : tone(value)),
    numberCell(money(matchedStake, currency), '', 'wide'),
    numberCell(money(profit, currency, { signed: true }), result.replaceAll('-', ' '), '', tone(profit)),
  )
}

/** @param {number} amount */
function tone(amount) {
  return amount > 0 ? 'gain' : amount < 0 ? 'loss' : 'plain'
}
