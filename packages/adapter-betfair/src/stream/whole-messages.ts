import { StreamFault } from './stream-fault.ts'
import type { ChangeMessage } from './wire.ts'

/** A message that is whole: one line, or all lines of one that was told in segments. */
export interface WholeMessage<Message> {
  readonly messages: readonly Message[]
  /** Its lines as they came. */
  readonly bytes: Uint8Array
}

/** Puts segments together. */
export interface WholeMessages<Message> {
  /**
   * Takes a line in.
   *
   * @returns the message that is whole with it, or `null` while segments of it are missing.
   * @throws StreamFault `MESSAGE_UNREADABLE` when a segment is out of place; `LINE_TOO_LONG` when all together have too many bytes.
   */
  add(message: Message, bytes: Uint8Array): WholeMessage<Message> | null
  /** Whether segments wait for others: what is told in between says nothing of how far the stream has been heard. */
  readonly isWaiting: boolean
  /** Forgets what waits. */
  clear(): void
}

/**
 * @param longest - The most bytes that one message may have.
 */
export function createWholeMessages<Message extends Pick<ChangeMessage, 'segmentType'>>(
  longest: number,
): WholeMessages<Message> {
  let messages: Message[] = []
  let pieces: Uint8Array[] = []
  let length = 0

  function clear(): void {
    messages = []
    pieces = []
    length = 0
  }

  return {
    get isWaiting() {
      return messages.length > 0
    },
    clear,
    add(message, bytes) {
      const { segmentType } = message
      if (segmentType === undefined || segmentType === null) return { messages: [message], bytes }
      if ((segmentType === 'SEG_START') === messages.length > 0) {
        clear()
        throw new StreamFault(
          'MESSAGE_UNREADABLE',
          `a segment ${JSON.stringify(segmentType).slice(0, 20)} is out of place`,
        )
      }
      messages.push(message)
      // A copy: what arrived is a part of a buffer that would be kept for it.
      pieces.push(Uint8Array.from(bytes))
      length += bytes.length
      if (length > longest) {
        clear()
        throw new StreamFault('LINE_TOO_LONG', `a message in segments has more than ${longest} bytes`)
      }
      if (segmentType === 'SEG_START' || segmentType === 'SEG') return null
      const whole = { messages, bytes: Buffer.concat(pieces) }
      clear()
      return whole
    },
  }
}
