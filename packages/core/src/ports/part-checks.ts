import type { Clock } from '../clock/clock.ts'
import { isPromise } from '../errors/described.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { OrdersTaken } from '../order/order-terms.ts'
import {
  aFlag,
  aFunction,
  aNumber,
  aText,
  type Check,
  type Complete,
  having,
  isObject,
  listOf,
  nullable,
  oneOf,
  optional,
  valuesThat,
} from '../units/shape.ts'
import { anAmount } from '../units/shape-of-units.ts'
import type { BookFeed, Books } from './book-feed.ts'
import type { FairPrices } from './fair-prices.ts'
import type { Logger } from './logger.ts'
import type { PriceSource } from './price-source.ts'
import type { Recorder } from './recorder.ts'
import type { ResultSource } from './result-source.ts'
import { STORE_OPERATIONS } from './store/operations.ts'
import type { ReplacesOrders, VenueTraits, WatchingVenue } from './venue.ts'
import type { Yardstick } from './yardstick.ts'

const aDuration = valuesThat(
  'a number of milliseconds, at least 0',
  (value) => typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY,
)
const clockParts = having('a clock, as createSystemClock makes one', {
  kind: oneOf('real', 'virtual'),
  now: aFunction,
  monotonic: aFunction,
  sleep: aFunction,
  hold: aFunction,
} satisfies Complete<Clock>)

export const aClock: Check = (argument, value) => {
  clockParts(argument, value)
  if (!isObject(value) || typeof value['now'] !== 'function') return
  const now: unknown = value['now']()
  if (!Number.isSafeInteger(now)) throw new InvalidValueError(`${argument}.now()`, now, 'whole milliseconds since 1970')
}

export const aLogger: Check = having('a logger, as createConsoleLogger makes one', {
  debug: aFunction,
  info: aFunction,
  warn: aFunction,
  error: aFunction,
} satisfies Complete<Logger>)

export const aRecorder: Check = having('a recorder, as createFileRecorder makes one', {
  append: aFunction,
  close: aFunction,
} satisfies Complete<Recorder>)

export const aYardstick: Check = having('prices of somebody else at the close, as sharpPrices tells them', {
  name: aText,
  known: optional(oneOf('before-start', 'at-start', 'after-start')),
  closingBook: valuesThat(
    'a function that tells prices of somebody else at the close, as that of sharpPrices does',
    (value) => typeof value === 'function',
  ),
} satisfies Complete<Yardstick>)

export const someFairPrices: Check = having('fair prices, as sharpPrices or a model tells them', {
  name: aText,
  fairMarket: aFunction,
} satisfies Complete<FairPrices>)

const breakers = optional(listOf('circuit breakers', having('a circuit breaker', { snapshot: aFunction })))

export const aPriceSource: Check = having('a price source, as pollingSource makes one', {
  specification: oneOf(1),
  name: aText,
  origin: oneOf('venue', 'emulator', 'recording'),
  updates: aFunction,
  status: aFunction,
  breakers,
} satisfies Complete<PriceSource>)

export const aBookFeed: Check = having('a feed that keeps books', {
  specification: oneOf(1),
  name: aText,
  origin: oneOf('venue', 'emulator', 'recording'),
  books: having('the books of a feed', { get: aFunction } satisfies Complete<Books>),
  messages: aFunction,
  status: aFunction,
  breakers,
} satisfies Complete<BookFeed>)

export const aResultSource: Check = having('a result source', {
  specification: oneOf(1),
  name: aText,
  results: aFunction,
  status: aFunction,
  breakers,
} satisfies Complete<ResultSource>)

const ordersTaken: Check = having('which orders the venue takes', {
  kinds: listOf('kinds of orders', oneOf('limit', 'limit-on-close', 'market-on-close')),
  persistence: listOf('lapse, persist or market-on-close', oneOf('lapse', 'persist', 'market-on-close')),
  fillOrKill: aFlag,
} satisfies Complete<OrdersTaken>)

const replacesOrders: Check = having('how orders are replaced', {
  stake: oneOf('open', 'any'),
  ref: oneOf('own', 'former', 'unpromised'),
} satisfies Complete<ReplacesOrders>)

/** Of a venue for real money, the check of the mode says the same beside everything else that stands against it. */
export const venueTraits: Check = having('what the venue can do', {
  origin: oneOf('venue', 'emulator', 'simulated'),
  sides: listOf('back or lay', oneOf('back', 'lay')),
  orders: optional(ordersTaken),
  minStake: anAmount,
  stakeStep: valuesThat(
    'a whole number of minor units, at least 1',
    (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  ),
  isRemote: aFlag,
  lateAcceptMs: nullable(aDuration),
  visibilityLagMs: aDuration,
  lookupHorizonMs: nullable(aNumber),
  netting: aFlag,
  replaces: optional(replacesOrders),
} satisfies Complete<VenueTraits>)

export const aVenue: Check = having('a venue, as createPaperVenue makes one', {
  specification: oneOf(1),
  name: aText,
  traits: having('what the venue can do', { origin: oneOf('venue', 'emulator', 'simulated') }),
  takes: aFunction,
  doPlace: aFunction,
  lookup: aFunction,
  doAmend: optional(aFunction),
  doReplace: optional(aFunction),
  doCancel: optional(aFunction),
  list: optional(aFunction),
  cleared: optional(aFunction),
  funds: optional(aFunction),
  orderNews: optional(aFunction),
  checkAccess: optional(aFunction),
  twin: optional(aFunction),
  breakers,
  observe: optional(aFunction),
  beforeBooks: optional(aFunction),
  observeBook: optional(aFunction),
  observeResult: optional(aFunction),
} satisfies Complete<WatchingVenue>)

export const aStore: Check = having('a store, as openSqliteStore or createMemoryStore makes one', {
  specification: oneOf(1),
  description: aText,
  durable: aFlag,
  close: aFunction,
  ...Object.fromEntries(Object.keys(STORE_OPERATIONS).map((name) => [name, aFunction])),
})

/** A store, or the promise of one, which is looked at when it is there. */
export const aStoreToCome: Check = (argument, value) => {
  if (!isPromise(value)) aStore(argument, value)
}
