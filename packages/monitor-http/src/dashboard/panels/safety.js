import { byId, element, showList } from '../dom.js'
import { count, dayAndTime, duration, money, percent, words } from '../format.js'

/** @import { AdvisorStatus, Currency, Lock, TradingBreakerStatus } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

const LEVELS = { ok: 'OK', warning: 'Warning', locked: 'Locked' }

/**
 * How near each trading breaker is to firing, and the locks of those that have.
 *
 * @param {Model} model
 */
export function showSafety(model) {
  const gauges = byId('trading-breakers')
  const locks = byId('locks')
  model.watch(['status'], () => {
    const { status } = model
    if (status === null) return
    showList(gauges, status.tradingBreakers, {
      key: ({ kind }) => kind,
      version: (breaker) => JSON.stringify(breaker),
      create: (breaker) => gauge(breaker, status.currency),
    })
    showList(locks, status.locks.length === 0 ? [null] : status.locks, {
      key: (lock) => lock?.id ?? 'none',
      version: (lock) => (lock?.until == null ? '' : duration(lock.until - status.now)),
      create: (lock) => (lock === null ? element('li', { class: 'muted' }, 'No locks.') : lockRow(lock, status)),
    })
  })
}

/**
 * @param {TradingBreakerStatus} breaker
 * @param {Currency} currency
 */
function gauge({ kind, level, value, warnAt, limit }, currency) {
  /** @param {number} figure */
  const text = (figure) =>
    kind === 'loss-streak' ? count(figure) : kind === 'drawdown' ? percent(figure) : money(figure, currency)
  const share = limit <= 0 ? 0 : Math.min(1, Math.max(0, value / limit))
  const meter = element('div', {
    class: 'meter',
    role: 'meter',
    'aria-label': words(kind),
    'aria-valuemin': '0',
    'aria-valuemax': String(limit),
    'aria-valuenow': String(Math.min(limit, Math.max(0, value))),
    'aria-valuetext': `${text(value)} of ${text(limit)}, ${LEVELS[level]}`,
  })
  meter.style.setProperty('--share', String(share))
  if (warnAt !== null && limit > 0) {
    meter.style.setProperty('--warn', String(Math.min(1, warnAt / limit)))
    meter.dataset['warns'] = ''
  }
  return element(
    'li',
    { 'data-level': level },
    element(
      'div',
      { class: 'line' },
      element('span', { class: 'name' }, words(kind)),
      element('span', { class: 'level' }, LEVELS[level]),
      element('span', { class: 'spacer' }),
      element('span', { class: 'tabular' }, text(value)),
      element('span', { class: 'muted tabular' }, `of ${text(limit)}`),
    ),
    meter,
  )
}

/**
 * @param {Lock} lock
 * @param {AdvisorStatus} status
 */
function lockRow(lock, { now }) {
  const { kind, reason, from, until } = lock
  const end = until === null ? 'until a person lifts it' : `until ${dayAndTime(until)}, ${duration(until - now)} left`
  const fixed = kind === 'cool-off' ? ', nobody can shorten it' : ''
  return element(
    'li',
    { 'data-tone': 'locked' },
    element(
      'span',
      { class: 'line' },
      element('strong', {}, words(kind)),
      element('span', { class: 'detail' }, `${scope(lock)}${reason}`),
    ),
    element('small', {}, `since ${dayAndTime(from)}, ${end}${fixed}`),
  )
}

/**
 * What a lock stops, where that is not everything.
 *
 * @param {Lock} lock
 */
export function scope({ strategy, market, venue }) {
  const parts = [
    strategy === null ? '' : `strategy ${strategy}`,
    market === null ? '' : `market ${market}`,
    venue === undefined ? '' : `venue ${venue}`,
  ]
  const text = parts.filter((part) => part !== '').join(', ')
  return text === '' ? '' : `${text}: `
}
