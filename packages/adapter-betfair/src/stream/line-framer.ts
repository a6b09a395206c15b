import { StreamFault } from './stream-fault.ts'

/** Whole lines that have come together. */
export interface Lines {
  /** As they came, with their line breaks. */
  readonly bytes: Buffer
  /** Where each of them ends, its line break included. */
  readonly ends: readonly number[]
}

/** Makes lines of bytes, wherever those were cut. */
export interface LineFramer {
  /**
   * Takes bytes in.
   *
   * @returns the lines that are whole by now, or `null`.
   * @throws StreamFault `LINE_TOO_LONG` when a line has more bytes than any may have.
   */
  push(chunk: Buffer): Lines | null
  /** How many bytes wait for the end of their line. */
  readonly waiting: number
}

const NEWLINE = 0x0a

/**
 * A framer of lines that end with a line break, with or without a carriage return before it.
 *
 * @param longest - The most bytes that a line may have; what is kept never has more than these and one chunk.
 */
export function createLineFramer(longest: number): LineFramer {
  let rest: Buffer[] = []
  let waiting = 0

  function demandShort(length: number): void {
    if (length > longest) throw new StreamFault('LINE_TOO_LONG', `a line has more than ${longest} bytes`)
  }

  return {
    get waiting() {
      return waiting
    },
    push(chunk) {
      const last = chunk.lastIndexOf(NEWLINE)
      if (last < 0) {
        rest.push(chunk)
        waiting += chunk.length
        demandShort(waiting)
        return null
      }
      const whole = last + 1 === chunk.length ? chunk : chunk.subarray(0, last + 1)
      const bytes = waiting === 0 ? whole : Buffer.concat([...rest, whole])
      const first = waiting
      waiting = chunk.length - last - 1
      // A copy: else a few bytes would keep the whole chunk.
      rest = waiting === 0 ? [] : [Buffer.from(chunk.subarray(last + 1))]
      demandShort(waiting)
      const ends: number[] = []
      let start = 0
      // There is no line break in what had waited.
      for (let end = bytes.indexOf(NEWLINE, first); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
        demandShort(end + 1 - start)
        start = end + 1
        ends.push(start)
      }
      return { bytes, ends }
    },
  }
}
