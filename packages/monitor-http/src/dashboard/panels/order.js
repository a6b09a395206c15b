import { load } from '../api.js'
import { byId, element, setText } from '../dom.js'
import { dayAndTime, money, percent, price, timeOfDay, words } from '../format.js'
import { closingLineValue, orderKind, takenPrice } from './cells.js'
import { factList } from './reasoning.js'

/** @import { Currency, Order, OrderEvent } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

const PERSISTS = {
  lapse: 'and lapses in play',
  persist: 'and persists into play',
  'market-on-close': 'the rest of it at the starting price',
}
const ORIGINS = {
  adopted: 'ours, found at the venue',
  foreign: 'somebody else on the same account',
  reported: 'placed by hand, and reported',
}

/**
 * One order with its reasons and its life, in a dialog.
 *
 * @param {Model} model
 * @returns {(key: string) => Promise<void>}
 */
export function showOrderOnDemand(model) {
  const dialog = byId('order', HTMLDialogElement)
  const body = byId('order-body')
  byId('order-close').addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close()
  })

  return async (key) => {
    setText(byId('order-title'), 'Order')
    body.replaceChildren(element('p', { class: 'empty' }, 'Loading…'))
    dialog.showModal()
    try {
      const { order, history } = await load(`orders/${encodeURIComponent(key)}`)
      if (model.status === null) return
      setText(byId('order-title'), `${order.intent.selectionName} · ${order.intent.eventName}`)
      body.replaceChildren(...content(order, history, model.status.currency))
    } catch (error) {
      body.replaceChildren(
        element('p', { class: 'empty' }, error instanceof Error ? error.message : 'It could not be loaded.'),
      )
    }
  }
}

/**
 * @param {Order} order
 * @param {readonly OrderEvent[]} history
 * @param {Currency} currency
 */
function content(order, history, currency) {
  const { intent, venueOrderId, profit, commission, reserved, reason } = order
  const value = closingLineValue(order)
  return [
    factList([
      ['State', words(order.state)],
      ['Side', intent.side],
      ['Order', orderKind(intent.terms)],
      ['Price', price(takenPrice(order))],
      ['Stake', money(intent.stake, currency)],
      ...(intent.liability === intent.stake ? [] : [pair('Liability', money(intent.liability, currency))]),
      ['Matched', money(order.matchedStake, currency)],
      ['Reserved', money(reserved, currency)],
      ...(intent.edge === null ? [] : [pair('Edge', percent(intent.edge, { digits: 2, signed: true }))]),
      ...(profit === null
        ? []
        : [pair('CLV', value === null ? '– (no close)' : percent(value, { digits: 2, signed: true }))]),
      ...(profit === null ? [] : [pair('Profit', money(profit, currency, { signed: true }))]),
      ...(commission === null || commission === 0 ? [] : [pair('Commission', money(commission, currency))]),
      ...(reason === null ? [] : [pair('Reason', `${reason.message} (${reason.code})`)]),
      ['Decided', dayAndTime(intent.decidedAt)],
      ['Starts', dayAndTime(intent.startsAt)],
      ...(intent.origin === 'decided' ? [] : [pair('Origin', ORIGINS[intent.origin])]),
      ['Venue', intent.venue],
      ['Venue order', venueOrderId ?? 'none'],
      ['Strategy', `${intent.strategy} ${intent.strategyVersion}`],
      ['Key', intent.key],
    ]),
    element('h3', {}, 'Reasons'),
    element('ol', { class: 'steps' }, ...intent.reasons.map((text) => element('li', {}, text))),
    element('h3', {}, 'Life'),
    element(
      'ol',
      { class: 'life' },
      element('li', {}, moment(intent.decidedAt), element('span', {}, 'Recorded, liability reserved')),
      ...history.map((event) => element('li', {}, moment(event.at), element('span', {}, story(event, currency)))),
    ),
  ]
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {readonly [string, string]}
 */
function pair(name, value) {
  return [name, value]
}

/** @param {number} at */
function moment(at) {
  return element(
    'time',
    { datetime: new Date(at).toISOString(), title: dayAndTime(at) },
    `${dayAndTime(at).split(',')[0]} ${timeOfDay(at)}`,
  )
}

/**
 * @param {Extract<OrderEvent, { type: 'matched' }>} event
 * @param {Currency} currency
 */
function matched({ matchedStake, averagePrice, voidedStake }, currency) {
  const at = averagePrice === null ? 'at a price that is not told yet' : `at ${price(averagePrice / 10_000)}`
  const voided = voidedStake ? `, ${money(voidedStake, currency)} voided` : ''
  return `Matched ${money(matchedStake, currency)} ${at}${voided}`
}

/**
 * @param {OrderEvent} event
 * @param {Currency} currency
 */
function story(event, currency) {
  switch (event.type) {
    case 'accepted':
    case 'late-found':
      return `${words(event.type)} as ${event.venueOrderId}`
    case 'pending':
      return `Held by its venue until ${timeOfDay(event.until)}${event.venueOrderId === null ? '' : ` as ${event.venueOrderId}`}`
    case 'rejected':
      return event.venueOrderId === undefined
        ? refusal(event)
        : `${refusal(event)}; but it is bet ${event.venueOrderId} there, which is being looked for`
    case 'matched':
      return matched(event, currency)
    case 'amended':
      return `Amended: asks for ${money(event.stake, currency)}, ${PERSISTS[event.persistence]}`
    case 'uncovered':
      return 'Holds all of its own: what it was to replace has ended'
    case 'reset':
      return 'Its connection was reset: what had not arrived by then never does'
    case 'closing-line':
      return event.closingProbability === null
        ? 'No closing line: the start was put off'
        : `Closing line: fair price ${price(1 / event.closingProbability)}`
    case 'settled':
      return `${words(event.outcome)}: ${money(event.profit, currency, { signed: true })}, commission ${money(event.commission ?? 0, currency)}${byHand(event)}`
    case 'voided':
      return `Voided, stake returned${byHand(event)}`
    case 'corrected':
      return `Corrected to ${event.outcome.replaceAll('-', ' ')}: ${money(event.profit, currency, { signed: true })}, commission ${money(event.commission ?? 0, currency)}${byHand(event)}`
    case 'market-charged':
      return `The venue charges ${money(event.amount, currency)} for the market: commission ${money(event.commission ?? 0, currency)}`
    default:
      return refusal(event)
  }
}

/** @param {Extract<OrderEvent, { type: 'settled' | 'voided' | 'corrected' }>} event */
function byHand({ byHand: person }) {
  return person === undefined ? '' : `; by ${person.by}: ${person.reason}`
}

/** @param {Extract<OrderEvent, { reason: unknown }>} event */
function refusal({ type, reason }) {
  return `${words(type)}: ${reason.message} (${reason.code})`
}
