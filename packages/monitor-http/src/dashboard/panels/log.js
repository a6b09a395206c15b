import { byId, element, showList } from '../dom.js'
import { money, price, shortTime, words } from '../format.js'
import { netProfit, takenPrice } from './cells.js'
import { scope } from './safety.js'

/** @import { AdvisorEvent, Currency, Order } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

const SHOWN = 100

/**
 * What happened, newest first. Advice has its own feed.
 *
 * @param {Model} model
 */
export function showLog(model) {
  const list = byId('log-list')
  model.watch(['log'], () => {
    const { currency } = model.status ?? {}
    if (currency === undefined) return
    const shown = model.log.filter(({ event }) => event.type !== 'advice').slice(0, SHOWN)
    showList(list, shown, {
      key: ({ id }) => String(id),
      create: ({ event }) => {
        const { name, text, tone = 'plain', amount = '' } = line(event, currency)
        return element(
          'li',
          { 'data-tone': tone },
          element('time', { datetime: new Date(event.at).toISOString() }, shortTime(event.at)),
          element('span', { class: 'kind' }, name),
          element('span', { class: 'text' }, text),
          element('span', { class: 'tabular', 'data-tone': tone }, amount),
        )
      },
    })
  })
}

/** @typedef {{ readonly name: string, readonly text: string, readonly tone?: string, readonly amount?: string }} Line */

/**
 * @param {AdvisorEvent} event
 * @param {Currency} currency
 * @returns {Line}
 */
function line(event, currency) {
  switch (event.type) {
    case 'run-started':
      return { name: 'Run started', text: `${event.strategies.join(', ')} on ${event.source} prices` }
    case 'run-ended':
      return { name: 'Run ended', text: event.reason }
    case 'advice':
      return { name: 'Advice', text: event.advice.summary }
    case 'order':
      return orderLine(event.order, currency)
    case 'lock-set':
      return { name: 'Locked', text: `${scope(event.lock)}${event.lock.reason}`, tone: 'locked' }
    case 'lock-ended':
      return { name: `Lock ${event.how}`, text: `${scope(event.lock)}${words(event.lock.kind)}` }
    case 'halted':
      return { name: 'Halted', text: event.reason, tone: 'locked' }
    case 'resumed':
      return { name: 'Resumed', text: event.reason }
    case 'warning':
      return { name: 'Warning', text: `${event.message} (${event.code})`, tone: 'warning' }
    case 'alert':
      return { name: 'Alert', text: `${event.message} (${event.code})`, tone: 'locked' }
    case 'alert-resolved':
      return { name: 'Alert over', text: `${words(event.code)}, ${event.key}` }
  }
}

/**
 * @param {Order} order
 * @param {Currency} currency
 * @returns {Line}
 */
function orderLine(order, currency) {
  const { intent, state, outcome, reason } = order
  const text = `${intent.selectionName} (${intent.eventName}) ${money(intent.stake, currency)} at ${price(takenPrice(order))}`
  if (outcome !== null) {
    const profit = netProfit(order)
    const tone = profit > 0 ? 'gain' : profit < 0 ? 'loss' : 'plain'
    return { name: words(outcome), text, tone, amount: money(profit, currency, { signed: true }) }
  }
  const why = reason === null ? '' : `: ${reason.message} (${reason.code})`
  return { name: words(state), text: `${text}${why}`, tone: state === 'UNKNOWN' ? 'locked' : 'plain' }
}
