import { Buffer } from 'node:buffer'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const DELETE = 0x7f
const ZERO = 0x30
const DOT = 0x2e
const MINUS = 0x2d
const BEFORE_A = 0x60
/** Digits of an integer of 32 bits, whatever they are. */
const SHORT = 9
/** Decimal digits that an integer is exact with, whatever they are. */
const EXACT_DIGITS = 15
const POWERS = Float64Array.from({ length: SHORT + 1 }, (_, decimals) => 10 ** decimals)
const LETTERS = 26
/** What no name comes to. */
const NO_NAME = 0
/** No number ends there. */
export const NO_NUMBER = 0

/** A number for a name of one to five small letters, of which no other name has the same. */
export function nameCode(name: string): number {
  return [...name].reduce((code, letter) => code * 32 + letter.charCodeAt(0) - BEFORE_A, 1)
}

const LONGEST_CODE = 2 ** 25

/**
 * Reads the parts of plain JSON from bytes: whatever is not plain is refused, also where it is JSON. What it reads as a number is that which
 * JSON.parse makes of the same text.
 */
export class ByteReader {
  protected bytes: Buffer = Buffer.alloc(0)
  protected at = 0
  protected tape = new Float64Array(0)
  /** Where the text that was read last begins and ends, without its quotation marks. */
  protected textStart = 0
  protected textEnd = 0

  /** A byte that has to come, and the spaces behind it. */
  protected take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false
    this.at += 1
    this.skipSpaces()
    return true
  }

  protected skipSpaces(): void {
    while (this.bytes[this.at] === SPACE) this.at += 1
  }

  /** The code of the name of a member; {@link NO_NAME} for what has none. The colon is left. */
  protected name(): number {
    const { bytes } = this
    let at = this.at
    if (bytes[at] !== QUOTE) return NO_NAME
    at += 1
    let code = 1
    for (let byte = bytes[at] ?? 0; byte !== QUOTE; byte = bytes[at] ?? 0) {
      const letter = byte - BEFORE_A
      if (letter < 1 || letter > LETTERS || code >= LONGEST_CODE) return NO_NAME
      code = code * 32 + letter
      at += 1
    }
    this.at = at + 1
    this.skipSpaces()
    return code
  }

  /** A text in which nothing is escaped and every letter is one byte. */
  protected text(): boolean {
    const { bytes } = this
    let at = this.at
    if (bytes[at] !== QUOTE) return false
    at += 1
    this.textStart = at
    for (let byte = bytes[at] ?? 0; byte !== QUOTE; byte = bytes[at] ?? 0) {
      if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) return false
      at += 1
    }
    this.textEnd = at
    this.at = at + 1
    this.skipSpaces()
    return true
  }

  /** Whether the text that was read last is that. */
  protected textIs(text: string): boolean {
    if (this.textEnd - this.textStart !== text.length) return false
    for (let index = 0; index < text.length; index += 1) {
      if (this.bytes[this.textStart + index] !== text.charCodeAt(index)) return false
    }
    return true
  }

  /** A word of JSON, such as `null`. */
  protected word(word: string): boolean {
    for (let index = 0; index < word.length; index += 1) {
      if (this.bytes[this.at + index] !== word.charCodeAt(index)) return false
    }
    this.at += word.length
    this.skipSpaces()
    return true
  }

  /** A number of at least 0 without an exponent, onto the tape. */
  protected number(place: number): boolean {
    const end = this.numberAt(this.at, place)
    if (end === NO_NUMBER) return false
    this.at = end
    this.skipSpaces()
    return true
  }

  /** The same from there; gives where it ends, or {@link NO_NUMBER}. */
  protected numberAt(start: number, place: number): number {
    const { bytes } = this
    let at = start
    let digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return NO_NUMBER
    let mantissa = digit
    at += 1
    // After a leading zero there is no other digit, or it is no JSON: then what has to come does not.
    if (digit > 0) {
      for (digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
        mantissa = (Math.imul(mantissa, 10) + digit) | 0
        at += 1
      }
    }
    let decimals = 0
    if (bytes[at] === DOT) {
      const from = at + 1
      at = from
      for (digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
        mantissa = (Math.imul(mantissa, 10) + digit) | 0
        at += 1
      }
      decimals = at - from
      if (decimals === 0) return NO_NUMBER
    }
    const digits = decimals === 0 ? at - start : at - start - 1
    if (digits > SHORT) this.tape[place] = Number(bytes.toString('latin1', start, at))
    // Both integers are exact, so that the quotient is the number nearest to the decimal, as JSON.parse has it.
    else this.tape[place] = decimals === 0 ? mantissa : mantissa / (POWERS[decimals] ?? 1)
    return at
  }

  /** A whole number of at most 15 digits, such as a moment, onto the tape. */
  protected whole(place: number): boolean {
    const { bytes } = this
    const start = this.at
    let at = start
    let count = 0
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      count = count * 10 + digit
      at += 1
    }
    const length = at - start
    if (length === 0 || length > EXACT_DIGITS || (length > 1 && bytes[start] === ZERO)) return false
    this.at = at
    this.tape[place] = count
    this.skipSpaces()
    return true
  }

  /** The same with a sign. */
  protected signedNumber(place: number): boolean {
    const isNegative = this.bytes[this.at] === MINUS
    if (isNegative) this.at += 1
    if (!this.number(place)) return false
    if (isNegative) this.tape[place] = -(this.tape[place] ?? 0)
    return true
  }
}
