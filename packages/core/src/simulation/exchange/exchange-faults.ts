import type { Random } from '../../chance/random.ts'
import { InvalidValueError } from '../../errors/invalid-value-error.ts'

/** How often a request goes wrong, and how: rates in [0, 1], those of one kind of request together at most 1. */
export interface ExchangeFaults {
  /** A request to place or cancel vanishes on its way there, and nothing is answered. */
  readonly drop: number
  /** It is done, and the answer is lost. */
  readonly loseAnswer: number
  /** It is done, and answered up to `lateAnswerMs` late. */
  readonly lateAnswer: number
  /** Nothing is answered, and it is looked at only later: within `lateAcceptMs`. */
  readonly lateAccept: number
  /** A time-out is answered; half of those orders are placed all the same, within `lateAcceptMs`. */
  readonly timeout: number
  /** An order is refused, for certain. */
  readonly reject: number
  /** The answer refuses an order and names a bet all the same: half of those orders are taken. */
  readonly refuseNamed: number
  /** An order is refused for the protection of the player. */
  readonly protect: number
  /** A lookup or listing gets no answer. */
  readonly lookupFail: number
  /** A lookup or listing shows only a part, and says so. */
  readonly lookupTruncate: number
  /** A piece of order news is lost: only the gap is told. */
  readonly newsGap: number
}

/** What becomes of one request to place or cancel. */
export type RequestFate =
  | 'clean'
  | 'drop'
  | 'lose-answer'
  | 'late-answer'
  | 'late-accept'
  | 'timeout-placed'
  | 'timeout'
  | 'reject'
  | 'refused-taken'
  | 'refused-named'
  | 'protect'

/** Nothing goes wrong. */
const NO_FAULTS: ExchangeFaults = {
  drop: 0,
  loseAnswer: 0,
  lateAnswer: 0,
  lateAccept: 0,
  timeout: 0,
  reject: 0,
  refuseNamed: 0,
  protect: 0,
  lookupFail: 0,
  lookupTruncate: 0,
  newsGap: 0,
}

/** Fills in what is left out. @throws InvalidValueError `INVALID_VALUE` when a rate or a sum of rates is outside [0, 1]. */
export function faultsOf(given: Partial<ExchangeFaults>, rest: ExchangeFaults = NO_FAULTS): ExchangeFaults {
  const faults = { ...rest, ...given }
  for (const [name, rate] of Object.entries(faults)) checkRate(`faults.${name}`, rate)
  const {
    drop,
    loseAnswer,
    lateAnswer,
    lateAccept,
    timeout,
    reject,
    refuseNamed,
    protect,
    lookupFail,
    lookupTruncate,
  } = faults
  checkRate('sum of faults', drop + loseAnswer + lateAnswer + lateAccept + timeout + reject + refuseNamed + protect)
  checkRate('sum of lookup faults', lookupFail + lookupTruncate)
  return faults
}

/** Draws what becomes of a request to place, or to replace: there what is refused or comes late is the order in the place of the other, which is cancelled all the same. */
export function drawPlaceFate(faults: ExchangeFaults, random: Random): RequestFate {
  return pick(random(), [
    ['drop', faults.drop],
    ['lose-answer', faults.loseAnswer],
    ['late-answer', faults.lateAnswer],
    ['late-accept', faults.lateAccept],
    ['timeout-placed', faults.timeout / 2],
    ['timeout', faults.timeout / 2],
    ['reject', faults.reject],
    ['protect', faults.protect],
    ['refused-taken', faults.refuseNamed / 2],
    ['refused-named', faults.refuseNamed / 2],
  ])
}

/** Draws what becomes of a request to cancel. */
export function drawCancelFate(faults: ExchangeFaults, random: Random): RequestFate {
  return pick(random(), [
    ['drop', faults.drop],
    ['lose-answer', faults.loseAnswer],
    ['late-answer', faults.lateAnswer],
  ])
}

/** Draws what becomes of a lookup or listing. */
export function drawLookupFate(faults: ExchangeFaults, random: Random): 'clean' | 'fail' | 'truncate' {
  const drawn = random()
  if (drawn < faults.lookupFail) return 'fail'
  return drawn < faults.lookupFail + faults.lookupTruncate ? 'truncate' : 'clean'
}

function pick(drawn: number, rates: readonly (readonly [RequestFate, number])[]): RequestFate {
  let left = drawn
  for (const [fate, rate] of rates) {
    if (left < rate) return fate
    left -= rate
  }
  return 'clean'
}

function checkRate(name: string, rate: number): void {
  // Rates that add up to one may do so with a last digit too many.
  if (!(rate >= 0 && rate <= 1 + 1e-9)) throw new InvalidValueError(name, rate, 'between 0 and 1')
}
