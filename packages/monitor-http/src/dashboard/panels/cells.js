import { element } from '../dom.js'
import { words } from '../format.js'

/** @import { Order, OrderTerms } from '@betting-advisor/core' */

/**
 * What the bet is on; a button that opens the order, with what narrow screens have no column for beneath.
 *
 * @param {Order} order
 * @param {readonly string[]} narrowFacts
 * @param {(key: string) => void} openOrder
 */
export function betCell({ intent }, narrowFacts, openOrder) {
  const { side, selectionName, eventName, competition } = intent
  const name = element(
    'button',
    { type: 'button', class: 'link' },
    side === 'lay' ? `Lay ${selectionName}` : selectionName,
  )
  name.addEventListener('click', () => openOrder(intent.key))
  return element(
    'th',
    { scope: 'row' },
    name,
    element('small', {}, eventName, element('span', { class: 'wide' }, ` · ${competition}`)),
    element('small', { class: 'narrow' }, narrowFacts.join(' · ')),
  )
}

/**
 * @param {string} value
 * @param {string} note
 * @param {string} [classes]
 * @param {string} [tone]
 */
export function numberCell(value, note, classes = '', tone = 'plain') {
  return element(
    'td',
    { class: `number ${classes}`.trim() },
    element('span', { 'data-tone': tone }, value),
    note === '' ? null : element('small', {}, note),
  )
}

/** What is asked of the venue, in words. @param {OrderTerms} terms */
export function orderKind(terms) {
  if (terms.kind !== 'limit') return words(terms.kind)
  if (terms.minFill !== null) return 'Limit, fill or kill'
  return { lapse: 'Limit', persist: 'Limit, persists', 'market-on-close': 'Limit, then market on close' }[
    terms.persistence
  ]
}

/** The price of the matched part, or the one that was asked for. @param {Order} order */
export function takenPrice({ averagePrice, intent }) {
  return (averagePrice ?? intent.price) / 10_000
}

/**
 * Closing line value: what a unit at risk at the price taken was worth, given the fair probability at the close; `null` where there is none.
 * A lay is a back of everything else, which risks its liability.
 *
 * @param {Order} order
 * @returns {number | null}
 */
export function closingLineValue(order) {
  const { closingProbability, intent } = order
  if (closingProbability === null) return null
  const taken = takenPrice(order)
  return intent.side === 'back' ? taken * closingProbability - 1 : (1 - taken * closingProbability) / (taken - 1)
}

/**
 * What the end of a bet has brought after commission, in minor units.
 *
 * @param {Pick<Order, 'profit' | 'commission'>} order
 */
export function netProfit({ profit, commission }) {
  return (profit ?? 0) - (commission ?? 0)
}
