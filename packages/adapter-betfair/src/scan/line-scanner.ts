import { nameCode } from './byte-reader.ts'
import { MarketIds } from './market-ids.ts'
import { PlainMessage } from './plain-message.ts'
import { RunnerReader } from './runner-reader.ts'
import { MARKET, MESSAGE, mostNumbers } from './tape-layout.ts'

const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const SPACE = 0x20
const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

const OP = nameCode('op')
const ID = nameCode('id')
const PT = nameCode('pt')
const CLK = nameCode('clk')
const MC = nameCode('mc')
const TV = nameCode('tv')
const RC = nameCode('rc')
const IMG = nameCode('img')
const CON = nameCode('con')

/** What is longer tells images or definitions, and is not plain. */
const LONGEST_LINE = 32_768
/** As many numbers as some hundred messages have. */
const TAPE_LENGTH = 16_384
const MOST_IDS = 10_000
const LONGEST_ID = 64

/**
 * Reads messages of price updates from their bytes, several times as fast as JSON.parse. A line that has anything but what a plain update
 * has, once each, is not read at all: JSON.parse has to.
 */
export class LineScanner extends RunnerReader {
  #ids = new MarketIds()
  #clkStart = 0
  #clkEnd = 0

  /** @returns what the line says, or `null` where it is not plain. */
  scan(lines: Buffer, start: number, end: number): PlainMessage | null {
    const most = mostNumbers(end - start)
    if (end - start > LONGEST_LINE) return null
    if (this.free + most > this.tape.length) {
      this.tape = new Float64Array(Math.max(TAPE_LENGTH, most))
      this.free = 0
    }
    if (this.#ids.texts.length >= MOST_IDS) this.#ids = new MarketIds()
    this.bytes = lines
    this.at = start
    const at = this.free
    if (!this.#message(at) || !this.#ends(end)) {
      this.free = at
      return null
    }
    const { tape } = this
    const clkStart = this.#clkStart
    const clkEnd = this.#clkEnd
    return new PlainMessage({ lines, start, end, tape, at, ids: this.#ids.texts, clkStart, clkEnd })
  }

  /** Whatever was scanned before is needed no more: its place is taken by what comes next. */
  rewind(): void {
    this.free = 0
  }

  /** Whether nothing comes behind the message. */
  #ends(end: number): boolean {
    while (this.at < end) {
      const byte = this.bytes[this.at]
      if (byte !== NEWLINE && byte !== RETURN && byte !== SPACE) return false
      this.at += 1
    }
    return this.at === end
  }

  #message(at: number): boolean {
    const { tape } = this
    tape[at + MESSAGE.id] = Number.NaN
    tape[at + MESSAGE.publishedAt] = Number.NaN
    tape[at + MESSAGE.markets] = Number.NaN
    this.free = at + MESSAGE.length
    tape[at + MESSAGE.word] = Number.NaN
    this.#clkStart = 0
    this.#clkEnd = 0
    if (!this.take(OPEN_OBJECT)) return false
    do {
      const name = this.name()
      if (!(this.take(COLON) && this.#messageMember(name, at))) return false
    } while (this.take(COMMA))
    return this.isTold(at + MESSAGE.word) && this.isTold(at + MESSAGE.markets) && this.take(CLOSE_OBJECT)
  }

  #messageMember(name: number, at: number): boolean {
    const { tape } = this
    switch (name) {
      case OP:
        if (this.isTold(at + MESSAGE.word)) return false
        tape[at + MESSAGE.word] = 1
        return this.text() && this.textIs('mcm')
      case ID:
        return this.#count(at + MESSAGE.id)
      case PT:
        return this.#count(at + MESSAGE.publishedAt)
      case CLK:
        return this.#clock()
      case MC:
        return this.#markets(at + MESSAGE.markets)
      default:
        return false
    }
  }

  /** A whole number that is told once; none of so few digits is beyond what a date can say. */
  #count(place: number): boolean {
    return !this.isTold(place) && this.whole(place)
  }

  #clock(): boolean {
    if (this.#clkStart > 0) return false
    if (this.bytes[this.at] !== QUOTE) {
      this.#clkStart = this.at
      return this.word('null')
    }
    if (!this.text()) return false
    this.#clkStart = this.textStart
    this.#clkEnd = this.textEnd
    return true
  }

  #markets(place: number): boolean {
    if (this.isTold(place) || !this.take(OPEN_LIST)) return false
    let count = 0
    if (!this.take(CLOSE_LIST)) {
      do {
        if (!this.#market()) return false
        count += 1
      } while (this.take(COMMA))
      if (!this.take(CLOSE_LIST)) return false
    }
    this.tape[place] = count
    return true
  }

  #market(): boolean {
    const { tape } = this
    const at = this.free
    this.free += MARKET.length
    tape[at + MARKET.name] = Number.NaN
    tape[at + MARKET.matched] = Number.NaN
    tape[at + MARKET.runners] = Number.NaN
    if (!this.take(OPEN_OBJECT)) return false
    // Whether they are told twice does not matter: neither changes anything.
    do {
      const name = this.name()
      if (!(this.take(COLON) && this.#marketMember(name, at))) return false
    } while (this.take(COMMA))
    if (!this.isTold(at + MARKET.runners)) tape[at + MARKET.runners] = 0
    tape[at + MARKET.end] = this.free
    return this.isTold(at + MARKET.name) && this.take(CLOSE_OBJECT)
  }

  #marketMember(name: number, at: number): boolean {
    switch (name) {
      case ID:
        return this.#marketId(at + MARKET.name)
      case TV:
        return this.once(at + MARKET.matched)
      case RC:
        return this.#runners(at + MARKET.runners)
      case IMG:
        return this.word('false')
      case CON:
        return this.word('true') || this.word('false')
      default:
        return false
    }
  }

  #marketId(place: number): boolean {
    if (this.isTold(place) || !this.text()) return false
    const length = this.textEnd - this.textStart
    if (length === 0 || length > LONGEST_ID) return false
    const id = this.#ids.placeOf(this.bytes, this.textStart, this.textEnd)
    this.tape[place] = id
    return id >= 0
  }

  #runners(place: number): boolean {
    if (this.isTold(place) || !this.take(OPEN_LIST)) return false
    let count = 0
    if (!this.take(CLOSE_LIST)) {
      do {
        if (!this.runner()) return false
        count += 1
      } while (this.take(COMMA))
      if (!this.take(CLOSE_LIST)) return false
    }
    this.tape[place] = count
    return true
  }
}
