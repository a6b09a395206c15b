import { byId, setText } from '../dom.js'
import { duration, money, timeOfDay } from '../format.js'

/** @import { Model } from '../model.js' */

/**
 * Whether what the page shows is still so; when not, everything else is greyed out.
 *
 * @param {Model} model
 */
export function showConnection(model) {
  model.watch(['connection', 'status'], draw)
  // The wait for the next attempt counts down.
  setInterval(draw, 1_000)

  function draw() {
    const { state } = model.connection
    document.documentElement.dataset['connection'] = state
    setText(byId('connection'), message(model))
    document.title = title(model)
  }
}

/** @param {Model} model */
function message({ connection: { state, heardAt, retryAt } }) {
  const asOf = heardAt === 0 ? '' : ` Figures are as of ${timeOfDay(heardAt)}.`
  switch (state) {
    case 'live':
      return 'Connected'
    case 'connecting':
      return 'Connecting…'
    case 'denied':
      return 'Waiting for the token'
    case 'stale':
      return `Stale: nothing heard since ${timeOfDay(heardAt)}.`
    case 'lost':
      return `Disconnected.${asOf} Next try ${retryAt === null || retryAt <= Date.now() ? 'now' : `in ${duration(retryAt - Date.now())}`}.`
  }
}

/** @param {Model} model */
function title({ connection, status }) {
  if (status === null) return 'Betting Expert Advisor'
  const mark = connection.state === 'live' ? '' : '(disconnected) '
  const state = status.tradingState === 'ACTIVE' ? '' : `${status.tradingState} `
  return `${mark}${state}${money(status.equity, status.currency)} · ${status.mode.replace('_', ' ')}`
}
