import { type Timestamp, timestamp } from '@betting-advisor/core'
import { MARKET, MESSAGE } from './tape-layout.ts'

/** What is not told on a tape of numbers, and where the message stands there. */
interface Placed {
  readonly lines: Buffer
  readonly start: number
  readonly end: number
  readonly tape: Float64Array
  /** Where its numbers begin on the tape. */
  readonly at: number
  readonly ids: readonly string[]
  /** Where its clock stands among the bytes; both 0 where it has none. */
  readonly clkStart: number
  readonly clkEnd: number
}

/** A message of price updates, as its numbers, of which nothing was made but one place for each. */
export class PlainMessage {
  readonly kind = 'plain'
  readonly tape: Float64Array
  /** Where its first market is on the tape. */
  readonly first: number
  /** When it came; set by who knows. */
  receivedAt: Timestamp = timestamp(0)
  readonly #placed: Placed

  constructor(placed: Placed) {
    this.#placed = placed
    this.tape = placed.tape
    this.first = placed.at + MESSAGE.length
  }

  /** That of the subscription; `null` where it has none. */
  get id(): number | null {
    return told(this.tape[this.#placed.at + MESSAGE.id])
  }

  /** When it was published, in epoch milliseconds. */
  get pt(): number | null {
    return told(this.tape[this.#placed.at + MESSAGE.publishedAt])
  }

  get hasClk(): boolean {
    return this.#placed.clkEnd > 0
  }

  get clk(): string | null {
    const { lines, clkStart, clkEnd } = this.#placed
    return !this.hasClk ? null : lines.toString('latin1', clkStart, clkEnd)
  }

  /** Its line as it came. */
  get bytes(): Buffer {
    const { lines, start, end } = this.#placed
    return lines.subarray(start, end)
  }

  /** How many markets it changes. */
  get markets(): number {
    return this.tape[this.#placed.at + MESSAGE.markets] ?? 0
  }

  /** The id of the market at a place of the tape. */
  marketId(at: number): string {
    return this.#placed.ids[this.tape[at + MARKET.name] ?? 0] ?? ''
  }
}

function told(value = Number.NaN): number | null {
  return Number.isNaN(value) ? null : value
}
