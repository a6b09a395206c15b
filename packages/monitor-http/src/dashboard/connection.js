import { DeniedError, request } from './api.js'
import { createEventStreamParser } from './event-stream.js'

/** @import { Message } from './event-stream.js' */
/** @typedef {'connecting' | 'live' | 'stale' | 'lost' | 'denied'} ConnectionState */
/**
 * @typedef {object} Connection
 * @property {ConnectionState} state `stale`: connected, but nothing has been heard for too long.
 * @property {number} heardAt When something was last heard, by `Date.now()`; 0 before that.
 * @property {number | null} retryAt When the next attempt is due, by `Date.now()`.
 */

const FIRST_WAIT = 500
const LONGEST_WAIT = 8_000
/** An attempt that is not answered for this long is given up. */
const ANSWER_WITHIN = 10_000

/**
 * Keeps an event stream open: notices silence, reconnects, and resumes where it was.
 *
 * `EventSource` cannot send a token, and a token does not belong in an address, so the stream is read with `fetch`.
 *
 * @param {object} options
 * @param {(message: Message) => void} options.onMessage
 * @param {(connection: Connection) => void} options.onChange
 * @param {(error: DeniedError) => void} options.onDenied Call `resume` when there is another token.
 */
export function createConnection({ onMessage, onChange, onDenied }) {
  /** @type {Connection} */
  let connection = { state: 'connecting', heardAt: 0, retryAt: null }
  let heartbeat = 5_000
  let lastEventId = ''
  let heard = performance.now()
  let attempt = 0
  let isTrying = false
  let abort = new AbortController()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  /** @param {Partial<Connection>} changes */
  const become = (changes) => {
    connection = { ...connection, ...changes }
    onChange(connection)
  }

  const listen = async () => {
    clearTimeout(timer)
    abort.abort()
    const mine = new AbortController()
    abort = mine
    heard = performance.now()
    isTrying = true
    try {
      const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId }
      const response = await request('events', { headers, signal: mine.signal })
      isTrying = false
      const parse = createEventStreamParser((message) => {
        if (message.id !== null) lastEventId = message.id
        onMessage(message)
      })
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const piece = await reader?.read()
        if (piece === undefined || piece.done) break
        heard = performance.now()
        attempt = 0
        parse(piece.value)
        become({ state: 'live', heardAt: Date.now(), retryAt: null })
      }
    } catch (error) {
      if (error instanceof DeniedError) {
        become({ state: 'denied', retryAt: null })
        onDenied(error)
        return
      }
    }
    if (mine === abort) retry()
  }

  const retry = () => {
    isTrying = false
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt++)
    become({ state: 'lost', retryAt: Date.now() + wait })
    timer = setTimeout(listen, wait)
  }

  const giveUp = () => {
    abort.abort()
    abort = new AbortController()
    retry()
  }

  setInterval(() => {
    const silence = performance.now() - heard
    const isOpen = connection.state === 'live' || connection.state === 'stale'
    if (isOpen && silence > 4 * heartbeat) giveUp()
    else if (isTrying && silence > ANSWER_WITHIN) giveUp()
    else if (connection.state === 'live' && silence > 2 * heartbeat) become({ state: 'stale' })
  }, 500)

  // A sleeping laptop or a network that comes back need not wait for the next attempt.
  const hurry = () => {
    if (connection.state === 'lost' && !isTrying && !document.hidden) void listen()
  }
  addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)

  return {
    resume: () => void listen(),
    /** @param {number} milliseconds How often the monitor says that it will be heard. */
    expectEvery(milliseconds) {
      heartbeat = milliseconds
    },
  }
}
