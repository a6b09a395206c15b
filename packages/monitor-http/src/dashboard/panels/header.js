import { byId, element, setText, showList } from '../dom.js'
import { clockTime, words, zone } from '../format.js'
import { scope } from './safety.js'

/** @import { AdvisorStatus } from '@betting-advisor/core' */
/** @import { Model } from '../model.js' */

/** @type {Readonly<Record<AdvisorStatus['mode'], readonly [name: string, meaning: string]>>} */
const MODES = {
  DRY_RUN: ['DRY RUN', 'Paper money. No order reaches a venue.'],
  LIVE: ['LIVE', 'Real money. Orders go to the venue.'],
  BACKTEST: ['BACKTEST', 'Over the past. No order reaches a venue.'],
}

/** @type {Readonly<Record<AdvisorStatus['tradingState'], string>>} */
const STATES = {
  ACTIVE: 'Active',
  REDUCING: 'Reducing: no new risk is taken',
  HALTED: 'Halted: no orders are sent',
  RECONCILING: 'Reconciling: no orders until venue and ledger agree',
  PAUSED: 'Paused: no orders until something works again that they need',
}

/** @type {Readonly<Record<AdvisorStatus['source'], string>>} */
const SOURCES = { venue: 'real prices', emulator: 'emulated prices', recording: 'recorded prices' }

/**
 * Mode, trading state and clock: what nobody may overlook.
 *
 * @param {Model} model
 */
export function showHeader(model) {
  setText(byId('zone'), `Times in ${zone()}`)
  model.watch(['status'], () => {
    const { status } = model
    if (status === null) return
    const [mode, meaning] = MODES[status.mode]
    byId('top').dataset['mode'] = status.mode
    setText(byId('mode'), mode)
    setText(byId('mode-meaning'), meaning)
    setText(byId('account'), status.account.replace(/^[^:]*:/, ''))

    const state = byId('trading-state')
    const shown = stateOf(status)
    state.dataset['state'] = shown
    setText(state, shown)

    const ending = byId('ending')
    const hasEnded = status.ended !== null && !status.ended.failed
    ending.hidden = !hasEnded
    setText(
      ending,
      hasEnded ? `This run has ended: ${status.ended?.reason}. What it did stays here to be looked at.` : '',
    )

    const alarm = byId('alarm')
    const alarms = concerns(status)
    alarm.hidden = alarms.length === 0
    setText(alarm, alarms.join(' · '))

    showList(byId('warnings'), warnings(status), {
      key: ({ text }) => text,
      create: ({ text, place }) => element('li', {}, element('a', { href: place, class: 'chip' }, text)),
    })

    setText(byId('clock-kind'), `${status.clock === 'virtual' ? 'virtual time, ' : ''}${SOURCES[status.source]}`)
    setText(byId('build'), `Version ${status.version} · ${status.strategies.join(', ')}`)
    drawClock()
  })
  setInterval(drawClock, 1_000)

  function drawClock() {
    if (model.status === null) return
    const now = model.now()
    setText(byId('now'), clockTime(now))
    byId('now').setAttribute('datetime', new Date(now).toISOString())
  }
}

/**
 * What needs no alarm and yet should not wait until someone scrolls down to it.
 *
 * @param {AdvisorStatus} status
 */
function warnings({ tradingBreakers, locks, feeds, breakers }) {
  const gauged = new Set(tradingBreakers.map(({ kind }) => kind))
  return [
    ...tradingBreakers
      .filter(({ level }) => level !== 'ok')
      .map(({ kind, level }) => ({
        text: `${words(kind)} ${level === 'locked' ? 'lock' : 'warning'}`,
        place: '#safety',
      })),
    ...locks
      .filter(({ kind }) => !gauged.has(kind))
      .map((lock) => ({ text: `${scope(lock)}${words(lock.kind)} lock`, place: '#safety' })),
    ...feeds
      .filter(({ state }) => state === 'failing' || state === 'exhausted')
      .map(({ name, state }) => ({ text: `Feed ${name} ${state}`, place: '#services' })),
    ...breakers
      .filter(({ state }) => state !== 'closed')
      .map(({ name, state }) => ({ text: `Breaker ${name} ${state.replace('-', ' ')}`, place: '#services' })),
  ]
}

/**
 * What trading does, or how the run ended: in order is no halt, and nobody needs to do anything.
 *
 * @param {AdvisorStatus} status
 */
function stateOf({ ended, tradingState }) {
  return ended === null ? tradingState : ended.failed ? 'FAILED' : 'ENDED'
}

/** @param {AdvisorStatus} status */
function concerns({ ended, tradingState, haltReason, unresolved }) {
  const reason = haltReason === null ? '' : ` (${haltReason})`
  const isCalm = tradingState === 'ACTIVE' || (ended !== null && !ended.failed)
  return [
    ...(isCalm ? [] : [ended === null ? `${STATES[tradingState]}${reason}` : `Failed: ${ended.reason}`]),
    ...(unresolved === 0
      ? []
      : [`${unresolved} order${unresolved === 1 ? '' : 's'} with unknown outcome: look at the venue`]),
  ]
}
