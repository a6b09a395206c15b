import { ByteReader, NO_NUMBER, nameCode } from './byte-reader.ts'
import { RUNNER, wasTold } from './tape-layout.ts'

const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const QUOTE = 0x22
const SPACE = 0x20

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
  /** What was told of the runner that is being read. */
  #told = 0

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
    this.#told = 0
    if (!this.take(OPEN_OBJECT)) return false
    do {
      const name = this.name()
      if (!(this.take(COLON) && this.#runnerMember(name, at))) return false
    } while (this.take(COMMA))
    tape[at + RUNNER.told] = this.#told
    tape[at + RUNNER.end] = this.free
    return wasTold(this.#told, RUNNER.id) && this.take(CLOSE_OBJECT)
  }

  /** Whether it is told for the first time. */
  #first(place: number): boolean {
    const before = this.#told
    this.#told = before | (1 << place)
    return this.#told !== before
  }

  #runnerMember(name: number, at: number): boolean {
    switch (name) {
      case ID:
        return this.#number(at, RUNNER.id)
      case ATB:
        return this.#list(at, RUNNER.atb, 2)
      case ATL:
        return this.#list(at, RUNNER.atl, 2)
      case TRD:
        return this.#list(at, RUNNER.trd, 2)
      case LTP:
        return this.#number(at, RUNNER.lastPrice)
      case TV:
        return this.#number(at, RUNNER.matched)
      case SPN:
        return this.#computed(at, RUNNER.near)
      case SPF:
        return this.#computed(at, RUNNER.far)
      case SPB:
        return this.#list(at, RUNNER.spb, 2)
      case SPL:
        return this.#list(at, RUNNER.spl, 2)
      case HC:
        return this.#first(RUNNER.handicap) && this.signedNumber(at + RUNNER.handicap)
      case BATB:
        return this.#list(at, RUNNER.batb, 3)
      case BATL:
        return this.#list(at, RUNNER.batl, 3)
      case BDATB:
        return this.#list(at, RUNNER.bdatb, 3)
      case BDATL:
        return this.#list(at, RUNNER.bdatl, 3)
      default:
        return false
    }
  }

  #number(at: number, place: number): boolean {
    return this.#first(place) && this.number(at + place)
  }

  #computed(runner: number, of: number): boolean {
    if (!this.#first(of)) return false
    const place = runner + of
    if (this.bytes[this.at] !== QUOTE) return this.number(place)
    if (!this.text()) return false
    if (this.textIs('NaN')) this.tape[place] = NO_PRICE
    else if (this.textIs('Infinity')) this.tape[place] = Number.POSITIVE_INFINITY
    else return false
    return true
  }

  /** Lists of so many numbers each: most of what there is to read, so that it goes on by itself, without the steps that others are made of. */
  #list(runner: number, of: number, width: number): boolean {
    if (!this.#first(of) || !this.take(OPEN_LIST)) return false
    const { bytes, tape, free: list } = this
    tape[runner + of] = list
    let free = list + 1
    let at = this.at
    let count = 0
    while (bytes[at] === OPEN_LIST) {
      at = after(bytes, at + 1)
      for (let number = 0; number < width; number += 1) {
        if (number > 0) {
          if (bytes[at] !== COMMA) return false
          at = after(bytes, at + 1)
        }
        at = this.numberAt(at, free)
        if (at === NO_NUMBER) return false
        at = after(bytes, at)
        free += 1
      }
      if (bytes[at] !== CLOSE_LIST) return false
      at = after(bytes, at + 1)
      count += 1
      if (bytes[at] !== COMMA) break
      at = after(bytes, at + 1)
      if (bytes[at] !== OPEN_LIST) return false
    }
    tape[list] = count
    this.free = free
    this.at = at
    return this.take(CLOSE_LIST)
  }
}

/** Where something follows that is no space. */
function after(bytes: Uint8Array, at: number): number {
  let place = at
  while (bytes[place] === SPACE) place += 1
  return place
}
