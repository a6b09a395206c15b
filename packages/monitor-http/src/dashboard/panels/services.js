import { byId, element, setText, showList } from '../dom.js'
import { count, duration, money } from '../format.js'

/** @import { CircuitBreakerSnapshot } from '@betting-advisor/core/breaker' */
/** @import { FeedStatus } from '@betting-advisor/core/venue' */
/** @import { AdvisorStatus, Currency } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

/** @typedef {AdvisorStatus['venues'][number]} VenueStatus */

/** @type {Readonly<Record<VenueStatus['tradingState'], readonly [word: string, tone: string]>>} */
const VENUE_STATES = {
  ACTIVE: ['active', 'gain'],
  REDUCING: ['reducing', 'warning'],
  PAUSED: ['paused', 'warning'],
  RECONCILING: ['reconciling', 'warning'],
  HALTED: ['halted', 'locked'],
}

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
 * Whether venues take orders and what money is there, whether prices arrive, and whether the services behind them answer.
 *
 * @param {Model} model
 */
export function showServices(model) {
  const venues = byId('venues')
  const feeds = byId('feeds')
  const breakers = byId('service-breakers')
  const draw = () => {
    if (model.status === null) return
    const now = model.now()
    const { currency } = model.status
    showList(venues, model.status.venues, {
      key: ({ name }) => name,
      version: ({ breaker, ...venue }) => JSON.stringify([venue, breaker.state]),
      create: (venue) => venueRow(venue, currency),
    })
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

/**
 * @param {VenueStatus} venue
 * @param {Currency} currency
 */
function venueRow(
  { name, isPaper, tradingState, haltReason, available, reserved, told, openBets, unresolved, breaker },
  currency,
) {
  const row = serviceRow(name, VENUE_STATES[tradingState], [
    `${money(reserved, currency)} reserved for ${count(openBets)} open bets${isPaper ? ', on paper' : ''}`,
    told === null || told.balance === available + reserved
      ? null
      : `says that it holds ${money(told.balance, currency)}`,
    unresolved === 0 ? null : `${count(unresolved)} of unknown outcome`,
    breaker.state === 'closed' ? null : `orders: breaker ${BREAKER_STATES[breaker.state][0]}`,
    haltReason,
  ])
  const age = row.querySelector('.age')
  if (age !== null) setText(age, `${money(available, currency)} available`)
  return row
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
