/** @import { Advice, AdvisorStatus, Order } from '@betting-advisor/core' */
/** @import { EquityPoint, StoredEvent } from '@betting-advisor/core/store' */
/** @import { Connection } from './connection.js' */

/** @typedef {{ readonly id: number, readonly advice: Advice }} NumberedAdvice */
/** @typedef {EquityPoint & { readonly peak: number }} EquityStep Equity from a moment on, and the peak its drawdown is measured from. */
/** @typedef {'status' | 'orders' | 'advice' | 'log' | 'equity' | 'rejections' | 'connection'} Part */
/**
 * @typedef {object} Lists What is loaded when a stream does not bring everything since the last one.
 * @property {readonly Order[]} open
 * @property {readonly Order[]} settled
 * @property {string | null} nextSettled
 * @property {readonly NumberedAdvice[]} advice
 * @property {readonly StoredEvent[]} log
 * @property {readonly EquityStep[]} equity
 * @property {Readonly<Record<string, number>>} rejections
 */

const KEPT_ADVICE = 200
const KEPT_LOG = 300
/** Settled bets that are kept as they come in; those that a reader asks for come on top. */
const KEPT_SETTLED = 500

/** @typedef {ReturnType<typeof createModel>} Model */

/** What the page knows. Panels watch its parts and are drawn at most once a frame. */
export function createModel() {
  /** @type {Map<string, Order>} */
  const orders = new Map()
  /** @type {{ parts: ReadonlySet<Part>, draw: () => void }[]} */
  const watchers = []
  /** @type {Set<Part>} */
  const changed = new Set()
  let scheduled = false
  let mostSettled = KEPT_SETTLED

  const model = {
    /** @type {AdvisorStatus | null} */
    status: null,
    /** When the status came, by `performance.now()`. */
    statusAt: 0,
    /** @type {Connection} */
    connection: { state: 'connecting', heardAt: 0, retryAt: null },
    /** @type {readonly NumberedAdvice[]} */
    advice: [],
    /** @type {readonly StoredEvent[]} */
    log: [],
    /** @type {readonly EquityStep[]} */
    equity: [],
    /** @type {Readonly<Record<string, number>>} */
    rejections: {},
    /** @type {string | null} */
    nextSettled: null,

    /** Open orders: unresolved ones first, then the newest decision first. */
    get open() {
      return [...orders.values()].filter(isOpen).sort(byUrgency)
    },
    /** Settled and voided orders, the latest first. */
    get settled() {
      return [...orders.values()].filter(isSettled).sort((a, b) => endOf(b) - endOf(a))
    },

    /** The advisor's own time: it runs on between two statuses when it is the world's. */
    now() {
      if (model.status === null) return 0
      return model.status.now + (model.status.clock === 'real' ? performance.now() - model.statusAt : 0)
    },

    /**
     * @param {readonly Part[]} parts
     * @param {() => void} draw
     */
    watch(parts, draw) {
      watchers.push({ parts: new Set(parts), draw })
    },

    /** @param {Connection} connection */
    setConnection(connection) {
      model.connection = connection
      touch('connection')
    },

    /** @param {AdvisorStatus} status */
    setStatus(status) {
      model.status = status
      model.statusAt = performance.now()
      const { now: at, equity, peakEquity: peak } = status
      const last = model.equity.at(-1)
      if (last !== undefined && (last.equity !== equity || last.peak !== peak)) {
        model.equity = [...model.equity, { at, equity, peak }]
        touch('equity')
      }
      touch('status')
    },

    /** @param {Lists} lists */
    replace({ open, settled, nextSettled, advice, log, equity, rejections }) {
      orders.clear()
      mostSettled = KEPT_SETTLED
      for (const order of [...settled, ...open]) orders.set(order.intent.key, order)
      Object.assign(model, { advice, log, rejections, nextSettled, equity })
      touch('orders', 'advice', 'log', 'equity', 'rejections')
    },

    /**
     * @param {readonly Order[]} earlier
     * @param {string | null} nextSettled
     */
    addSettled(earlier, nextSettled) {
      mostSettled += earlier.length
      for (const order of earlier) keep(order)
      model.nextSettled = nextSettled
      touch('orders')
    },

    /** @param {StoredEvent} stored */
    apply(stored) {
      if (stored.id <= (model.log[0]?.id ?? 0)) return
      model.log = [stored, ...model.log].slice(0, KEPT_LOG)
      touch('log')
      const { event } = stored
      if (event.type === 'order') {
        keep(event.order)
        forgetOldest()
        touch('orders')
      }
      if (event.type === 'advice') {
        const { advice } = event
        model.advice = [{ id: stored.id, advice }, ...model.advice].slice(0, KEPT_ADVICE)
        touch('advice')
        if (advice.rejection !== null) {
          const before = model.rejections[advice.rejection] ?? 0
          model.rejections = { ...model.rejections, [advice.rejection]: before + 1 }
          touch('rejections')
        }
      }
    },
  }

  /** @param {Order} order */
  function keep(order) {
    const known = orders.get(order.intent.key)
    if (known !== undefined && known.updatedAt > order.updatedAt) return
    orders.set(order.intent.key, order)
    if (!isOpen(order) && !isSettled(order)) orders.delete(order.intent.key)
  }

  /** Lets go of the settled bets that were decided first, as the monitor lists them, and goes on from there when earlier ones are asked for. */
  function forgetOldest() {
    const settled = [...orders.values()].filter(isSettled)
    if (settled.length <= mostSettled) return
    settled.sort((a, b) => b.intent.decidedAt - a.intent.decidedAt)
    for (const old of settled.slice(mostSettled)) orders.delete(old.intent.key)
    if (model.nextSettled === null || !orders.has(model.nextSettled)) {
      model.nextSettled = settled[mostSettled - 1]?.intent.key ?? null
    }
  }

  /** @param {...Part} parts */
  function touch(...parts) {
    for (const part of parts) changed.add(part)
    if (scheduled) return
    scheduled = true
    // A hidden tab has no frames, but its title still tells.
    if (document.hidden) setTimeout(drawChanged, 1_000)
    else requestAnimationFrame(drawChanged)
  }

  function drawChanged() {
    scheduled = false
    const drawn = new Set(changed)
    changed.clear()
    for (const { parts, draw } of watchers) {
      if ([...parts].some((part) => drawn.has(part))) draw()
    }
  }

  return model
}

const ENDED = new Set(['REJECTED', 'NOT_SENT', 'ABSENT', 'SETTLED', 'VOIDED'])

/** @param {Order} order */
function isOpen({ state, reserved }) {
  if (state === 'CANCELLED' || state === 'LAPSED') return reserved > 0
  return !ENDED.has(state)
}

/** @param {Order} order */
function isSettled({ state }) {
  return state === 'SETTLED' || state === 'VOIDED'
}

/**
 * @param {Order} a
 * @param {Order} b
 */
function byUrgency(a, b) {
  const urgency = Number(isUnresolved(b)) - Number(isUnresolved(a))
  return urgency === 0 ? b.intent.decidedAt - a.intent.decidedAt : urgency
}

/** @param {Order} order */
function endOf({ settledAt, updatedAt }) {
  return settledAt ?? updatedAt
}

/**
 * Whether all bets are on paper: no real venue takes one.
 *
 * @param {AdvisorStatus} status
 */
export function isOnPaper({ mode, venues }) {
  return mode !== 'LIVE' || (venues.length > 0 && venues.every(({ isPaper }) => isPaper))
}

/** @param {Order} order */
export function isUnresolved({ state }) {
  return state === 'UNKNOWN'
}
