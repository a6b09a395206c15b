import { byId, element, showList } from '../dom.js'
import { money, price, shortTime, words } from '../format.js'
import { takenPrice } from './cells.js'

/** @import { AdvisorEvent, Currency } from '@betting-advisor/core' */
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
        const [name, text, tone] = line(event, currency)
        return element(
          'li',
          { 'data-tone': tone },
          element('time', { datetime: new Date(event.at).toISOString() }, shortTime(event.at)),
          element('span', { class: 'kind' }, name),
          element('span', { class: 'text' }, text),
        )
      },
    })
  })
}

/**
 * @param {AdvisorEvent} event
 * @param {Currency} currency
 * @returns {readonly [name: string, text: string, tone: string]}
 */
function line(event, currency) {
  switch (event.type) {
    case 'run-started':
      return ['Run started', `${event.strategies.join(', ')} on ${event.source} prices`, 'plain']
    case 'run-ended':
      return ['Run ended', event.reason, 'plain']
    case 'advice':
      return ['Advice', event.advice.summary, 'plain']
    case 'order':
      return orderLine(event.order, currency)
    case 'lock-set':
      return ['Locked', event.lock.reason, 'locked']
    case 'lock-ended':
      return [`Lock ${event.how}`, words(event.lock.kind), 'plain']
    case 'halted':
      return ['Halted', event.reason, 'locked']
    case 'resumed':
      return ['Resumed', event.reason, 'plain']
    case 'warning':
      return ['Warning', `${event.message} (${event.code})`, 'warning']
  }
}

/**
 * @param {Extract<AdvisorEvent, { type: 'order' }>['order']} order
 * @param {Currency} currency
 * @returns {readonly [name: string, text: string, tone: string]}
 */
function orderLine(order, currency) {
  const { intent, state, profit, outcome, reason } = order
  const what = `${intent.selectionName} (${intent.eventName}) ${money(intent.stake, currency)} at ${price(takenPrice(order))}`
  if (profit !== null && outcome !== null) {
    const tone = profit > 0 ? 'gain' : profit < 0 ? 'loss' : 'plain'
    return [words(outcome), `${what}: ${money(profit, currency, { signed: true })}`, tone]
  }
  const why = reason === null ? '' : `: ${reason.message} (${reason.code})`
  return [words(state), `${what}${why}`, state === 'UNKNOWN' ? 'locked' : 'plain']
}
