import { byId, element, setText, showList } from '../dom.js'
import { count, duration } from '../format.js'

/** @import { CircuitBreakerSnapshot } from '@betting-advisor/core/breaker' */
/** @import { FeedStatus } from '@betting-advisor/core/venue' */
/** @import { Model } from '../model.js' */

/** @type {Readonly<Record<FeedStatus['state'], readonly [word: string, tone: string]>>} */
const FEED_STATES = {
  starting: ['starting', 'plain'],
  ok: ['ok', 'gain'],
  failing: ['failing', 'locked'],
  exhausted: ['exhausted', 'locked'],
  ended: ['ended', 'plain'],
}

/** @type {Readonly<Record<CircuitBreakerSnapshot['state'], readonly [word: string, tone: string]>>} */
const BREAKER_STATES = {
  closed: ['closed', 'gain'],
  'half-open': ['half open', 'warning'],
  open: ['open', 'locked'],
  isolated: ['isolated', 'locked'],
}

/**
 * Whether prices arrive, and whether the services behind them answer.
 *
 * @param {Model} model
 */
export function showServices(model) {
  const feeds = byId('feeds')
  const breakers = byId('service-breakers')
  const draw = () => {
    if (model.status === null) return
    const now = model.now()
    showList(feeds, model.status.feeds, {
      key: ({ name }) => name,
      version: (feed) => `${feed.state}|${feed.fault?.at}|${feed.detail}`,
      create: feedRow,
    })
    showList(breakers, model.status.breakers, {
      key: ({ name }) => name,
      version: ({ state, lastError, failures }) => `${state}|${lastError?.at}|${failures}`,
      create: breakerRow,
    })
    for (const feed of model.status.feeds) setNote(feeds, feed.name, feedNote(feed, now))
    for (const breaker of model.status.breakers) setNote(breakers, breaker.name, breakerNote(breaker, now))
  }
  model.watch(['status'], draw)
  setInterval(draw, 1_000)
}

/**
 * @param {HTMLElement} list
 * @param {string} name
 * @param {string} note
 */
function setNote(list, name, note) {
  for (const row of list.children) {
    const target = row instanceof HTMLElement && row.dataset['name'] === name ? row.querySelector('.age') : null
    if (target !== null) setText(target, note)
  }
}

/** @param {FeedStatus} feed */
function feedRow({ name, state, fault, detail }) {
  return serviceRow(name, FEED_STATES[state], [detail, fault === null ? null : `${fault.message} (${fault.code})`])
}

/** @param {CircuitBreakerSnapshot} breaker */
function breakerRow({ name, state, lastError }) {
  const error = lastError === null ? null : `${lastError.message} (${lastError.code})`
  return serviceRow(name, BREAKER_STATES[state], [error])
}

/**
 * @param {string} name
 * @param {readonly [word: string, tone: string]} state
 * @param {readonly (string | null)[]} notes
 */
function serviceRow(name, [word, tone], notes) {
  return element(
    'li',
    { 'data-name': name },
    element(
      'span',
      { class: 'line' },
      element('span', { class: 'dot', 'data-tone': tone }),
      element('span', { class: 'service' }, name),
      element('span', { class: 'state', 'data-tone': tone }, word),
      element('span', { class: 'spacer' }),
      element('span', { class: 'muted tabular age' }),
    ),
    ...notes.map((note) => (note === null ? null : element('small', {}, note))),
  )
}

/**
 * @param {FeedStatus} feed
 * @param {number} now
 */
function feedNote({ lastMessageAt, nextAttemptAt, state }, now) {
  const age = lastMessageAt === null ? 'nothing yet' : `${duration(now - lastMessageAt)} ago`
  if (nextAttemptAt === null || state === 'ok' || nextAttemptAt <= now) return age
  return `${age}, next in ${duration(nextAttemptAt - now)}`
}

/**
 * @param {CircuitBreakerSnapshot} breaker
 * @param {number} now
 */
function breakerNote({ state, counters, openedAt, nextProbeAt }, now) {
  if (state === 'closed' || openedAt === null) {
    return `${count(counters.successes)} ok, ${count(counters.failures)} failed`
  }
  const probe = nextProbeAt === null || nextProbeAt <= now ? '' : `, next try in ${duration(nextProbeAt - now)}`
  return `since ${duration(now - openedAt)}${probe}`
}
