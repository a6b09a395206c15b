/** @typedef {{ readonly event: string, readonly id: string | null, readonly data: string }} Message */

/**
 * Reads the text of an event stream piece by piece, wherever it is cut, and calls back for each message.
 *
 * @param {(message: Message) => void} onMessage
 * @returns {(text: string) => void}
 */
export function createEventStreamParser(onMessage) {
  let rest = ''
  let event = 'message'
  /** @type {string | null} */
  let id = null
  /** @type {string[]} */
  let data = []

  /** @param {string} line */
  const take = (line) => {
    if (line === '') {
      if (data.length > 0) onMessage({ event, id, data: data.join('\n') })
      event = 'message'
      id = null
      data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'id') id = value
    else if (field === 'data') data.push(value)
  }

  return (text) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  }
}
