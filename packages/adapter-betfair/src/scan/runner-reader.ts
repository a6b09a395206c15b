import { ByteReader, nameCode } from './byte-reader.ts'
import { RUNNER } from './tape-layout.ts'

const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const QUOTE = 0x22

const HC = nameCode('hc')
const LTP = nameCode('ltp')
const SPN = nameCode('spn')
const SPF = nameCode('spf')
const ATB = nameCode('atb')
const ATL = nameCode('atl')
const TRD = nameCode('trd')
const SPB = nameCode('spb')
const SPL = nameCode('spl')
const BATB = nameCode('batb')
const BATL = nameCode('batl')
const BDATB = nameCode('bdatb')
const BDATL = nameCode('bdatl')
const ID = nameCode('id')
const TV = nameCode('tv')

/** A text for a computed price that is none, as a number that stands for the same. */
const NO_PRICE = -1

/** Reads the change of a runner onto the tape. */
export class RunnerReader extends ByteReader {
  /** Where on the tape comes what is read next. */
  protected free = 0

  protected isTold(place: number): boolean {
    return !Number.isNaN(this.tape[place] ?? Number.NaN)
  }

  protected once(place: number): boolean {
    return !this.isTold(place) && this.number(place)
  }

  protected runner(): boolean {
    const { tape } = this
    const at = this.free
    this.free += RUNNER.length
    for (let place = at; place < at + RUNNER.atb; place += 1) tape[place] = Number.NaN
    for (let place = at + RUNNER.atb; place < at + RUNNER.end; place += 1) tape[place] = 0
    if (!this.take(OPEN_OBJECT)) return false
    do {
      const name = this.name()
      if (!(this.take(COLON) && this.#runnerMember(name, at))) return false
    } while (this.take(COMMA))
    tape[at + RUNNER.end] = this.free
    return this.isTold(at + RUNNER.id) && this.take(CLOSE_OBJECT)
  }

  #runnerMember(name: number, at: number): boolean {
    switch (name) {
      case ID:
        return this.once(at + RUNNER.id)
      case ATB:
        return this.#list(at + RUNNER.atb, 2)
      case ATL:
        return this.#list(at + RUNNER.atl, 2)
      case TRD:
        return this.#list(at + RUNNER.trd, 2)
      case LTP:
        return this.once(at + RUNNER.lastPrice)
      case TV:
        return this.once(at + RUNNER.matched)
      case SPN:
        return this.#computed(at + RUNNER.near)
      case SPF:
        return this.#computed(at + RUNNER.far)
      case SPB:
        return this.#list(at + RUNNER.spb, 2)
      case SPL:
        return this.#list(at + RUNNER.spl, 2)
      case HC:
        return !this.isTold(at + RUNNER.handicap) && this.signedNumber(at + RUNNER.handicap)
      case BATB:
        return this.#list(at + RUNNER.batb, 3)
      case BATL:
        return this.#list(at + RUNNER.batl, 3)
      case BDATB:
        return this.#list(at + RUNNER.bdatb, 3)
      case BDATL:
        return this.#list(at + RUNNER.bdatl, 3)
      default:
        return false
    }
  }

  #computed(place: number): boolean {
    if (this.isTold(place)) return false
    if (this.bytes[this.at] !== QUOTE) return this.number(place)
    if (!this.text()) return false
    if (this.textIs('NaN')) this.tape[place] = NO_PRICE
    else if (this.textIs('Infinity')) this.tape[place] = Number.POSITIVE_INFINITY
    else return false
    return true
  }

  /** Lists of so many numbers each. */
  #list(place: number, width: number): boolean {
    if (this.tape[place] !== 0 || !this.take(OPEN_LIST)) return false
    const at = this.free
    this.free += 1
    this.tape[place] = at
    let count = 0
    if (!this.take(CLOSE_LIST)) {
      do {
        if (!this.take(OPEN_LIST)) return false
        for (let number = 0; number < width; number += 1) {
          if ((number > 0 && !this.take(COMMA)) || !this.number(this.free)) return false
          this.free += 1
        }
        if (!this.take(CLOSE_LIST)) return false
        count += 1
      } while (this.take(COMMA))
      if (!this.take(CLOSE_LIST)) return false
    }
    this.tape[at] = count
    return true
  }
}
