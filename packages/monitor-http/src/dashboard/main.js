import { load, token } from './api.js'
import { createConnection } from './connection.js'
import { createModel } from './model.js'
import { showAdvice } from './panels/advice.js'
import { showConnection } from './panels/connection.js'
import { showEquity } from './panels/equity.js'
import { showFigures } from './panels/figures.js'
import { showHeader } from './panels/header.js'
import { showLog } from './panels/log.js'
import { showOpenBets } from './panels/open-bets.js'
import { showOrderOnDemand } from './panels/order.js'
import { showRejections } from './panels/rejections.js'
import { showSafety } from './panels/safety.js'
import { showServices } from './panels/services.js'
import { showSettledBets } from './panels/settled-bets.js'
import { askForToken } from './panels/sign-in.js'

/** @import { Order } from '@betting-advisor/core' */
/** @import { StoredEvent } from '@betting-advisor/core/store' */
/** @import { Lists, Model, NumberedAdvice } from './model.js' */
/** @import { Message } from './event-stream.js' */

// What scrolls can be scrolled with the keyboard, in browsers too that do not see to it themselves.
for (const region of document.querySelectorAll('.scroll')) region.setAttribute('tabindex', '0')

const model = createModel()
showHeader(model)
showConnection(model)
showFigures(model)
showEquity(model)
showAdvice(model)
const openOrder = showOrderOnDemand(model)
showOpenBets(model, openOrder)
showSettledBets(model, openOrder)
showSafety(model)
showServices(model)
showRejections(model)
showLog(model)

/** News that came while lists were loading; `null` when none are. @type {StoredEvent[] | null} */
let waiting = null

/** Which account and run the lists are of. */
let watched = ''

const connection = createConnection({
  onChange: model.setConnection,
  onMessage: receive,
  onDenied: async ({ message }) => {
    token.set(await askForToken(message))
    connection.resume()
  },
})
connection.resume()

/** @param {Message} message */
function receive({ event, data }) {
  const content = JSON.parse(data)
  if (event === 'snapshot') {
    connection.expectEvery(content.heartbeatMs)
    model.setStatus(content.status)
    const { account, run } = content.status
    const isAnother = watched !== `${account} ${run}`
    watched = `${account} ${run}`
    if (isAnother || !content.resumed) void reload()
  } else if (event === 'status') {
    model.setStatus(content)
  } else if (event === 'event') {
    if (waiting === null) model.apply(content)
    else waiting.push(content)
  }
}

async function reload() {
  waiting = []
  try {
    model.replace(await loadLists())
  } catch {
    // The stream says how the connection is; lists are asked for again until they come.
    setTimeout(reload, 2_000)
    return
  }
  const news = waiting
  waiting = null
  for (const stored of news) model.apply(stored)
  if (model.status !== null) model.setStatus(model.status)
}

/** @returns {Promise<Lists>} */
async function loadLists() {
  const [open, settled, advice, log, equity, rejections] = await Promise.all([
    load('orders?state=open&limit=200'),
    load('orders?state=settled&limit=50'),
    load('advice?limit=100'),
    load('log?limit=100'),
    load('equity'),
    load('rejections'),
  ])
  return {
    open: open.orders,
    settled: settled.orders,
    nextSettled: settled.next,
    advice: advice.advice,
    log: log.events,
    equity: equity.points,
    rejections: rejections.rejections,
  }
}
