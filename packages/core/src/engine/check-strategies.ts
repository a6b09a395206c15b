import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { UnknownOptionError } from '../errors/unknown-option-error.ts'
import { aYardstick } from '../ports/part-checks.ts'
import type { InPlayRules } from '../risk/in-play.ts'
import {
  aFunction,
  aText,
  type Check,
  type Complete,
  having,
  isObject,
  listOf,
  optional,
  valuesThat,
} from '../units/shape.ts'
import { similarName } from '../units/similar-names.ts'
import type { Strategy } from './strategy.ts'

const METHODS = ['onMarket', 'onOrder', 'onSettled', 'onTimer', 'onMessage'] as const
/** Nobody else asks for timers. */
const FIRST_CALLS = METHODS.filter((method) => method !== 'onTimer')

const rulesInPlay = having('rules of bets in play', {
  maxQuoteAgeMs: valuesThat('a number of milliseconds above 0', (value) => typeof value === 'number' && value > 0),
} satisfies Complete<InPlayRules>)

const howInPlay: Check = (argument, value) => {
  if (value !== 'never') rulesInPlay(argument, value)
}

const members = {
  name: valuesThat(
    '1 to 64 letters, digits, dots, dashes or underscores',
    (value) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value),
  ),
  version: aText,
  yardstick: optional(aYardstick),
  maxEntriesPerMarket: optional(
    valuesThat('a whole number, at least 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1),
  ),
  inPlay: optional(howInPlay),
  onMarket: optional(aFunction),
  onOrder: optional(aFunction),
  onSettled: optional(aFunction),
  onTimer: optional(aFunction),
  onMessage: optional(aFunction),
} satisfies Complete<Strategy>

const parts = having('a strategy, as valueBetting makes one', members)

const aStrategy: Check = (argument, value) => {
  parts(argument, value)
  if (!isObject(value)) return
  // A method that is never called is a strategy that never bets.
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(members, name) || typeof value[name] !== 'function') continue
    const meant = similarName(name, METHODS)
    if (meant !== null && value[meant] === undefined) {
      throw new UnknownOptionError(`strategy ${String(value['name'])}`, name, METHODS, meant)
    }
  }
  if (FIRST_CALLS.every((method) => value[method] === undefined)) {
    throw new InvalidValueError(argument, value, `a strategy with one of ${FIRST_CALLS.join(', ')}`)
  }
}

const aList = listOf('strategies', aStrategy)

/** Strategies that can be asked, each with a name of its own. */
export const strategyList: Check = (argument, value) => {
  aList(argument, value)
  if (!Array.isArray(value)) return
  const names = new Set<string>()
  for (const { name } of value as readonly Strategy[]) {
    // Under these names the bets are summed that were found at a venue or placed by hand.
    if (name === 'adopted' || name === 'foreign' || name === 'reported') {
      throw new InvalidValueError(
        'strategy name',
        name,
        'other than `adopted`, `foreign` and `reported`, which bets of nobody here have',
      )
    }
    if (names.has(name)) throw new InvalidValueError('strategy name', name, 'used by one strategy only')
    names.add(name)
  }
}
