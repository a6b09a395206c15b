import { byId, element, setText, showList } from '../dom.js'
import { dayAndTime, money, percent, price, shortTime, words } from '../format.js'
import { isOnPaper, isUnresolved } from '../model.js'
import { betCell, numberCell, takenPrice } from './cells.js'

/** @import { Currency, Order } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

/**
 * Bets that can still win or lose, and orders on their way.
 *
 * @param {Model} model
 * @param {(key: string) => void} openOrder
 */
export function showOpenBets(model, openOrder) {
  const rows = byId('open-rows')
  model.watch(['orders', 'status'], () => {
    const { open, status } = model
    if (status === null) return
    const { currency } = status
    setText(byId('open-count'), `${open.length} of ${status.maxOpenBets}${isOnPaper(status) ? ', on paper' : ''}`)
    byId('open-empty').hidden = open.length > 0
    showList(rows, open, {
      key: ({ intent }) => intent.key,
      version: ({ state, updatedAt, matchedStake }) => `${state}|${updatedAt}|${matchedStake}`,
      create: (order) => row(order, currency, openOrder),
    })
  })
}

/**
 * @param {Order} order
 * @param {Currency} currency
 * @param {(key: string) => void} openOrder
 */
function row(order, currency, openOrder) {
  const { intent, matchedStake, state } = order
  const { fairProbability, edge, side } = intent
  const stake = matchedStake > 0 ? matchedStake : intent.stake
  const odds = takenPrice(order)
  const prize = side === 'back' ? Math.round(stake * (odds - 1)) : stake
  return element(
    'tr',
    { 'data-unresolved': isUnresolved(order) },
    betCell(order, [shortTime(intent.startsAt), words(state)], openOrder),
    element(
      'td',
      { class: 'wide' },
      element('span', {}, dayAndTime(intent.startsAt)),
      element('small', {}, intent.venue),
    ),
    numberCell(price(odds), fairProbability === null ? '' : `fair ${price(1 / fairProbability)}`),
    numberCell(edge === null ? '–' : percent(edge, { signed: true }), '', 'wide'),
    numberCell(money(stake, currency), `to win ${money(prize, currency)}`),
    element('td', { class: 'wide' }, element('span', { class: 'tag', 'data-state': state }, words(state))),
  )
}
