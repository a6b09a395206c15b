import {
  aFlag,
  aFunction,
  aNumber,
  aText,
  type Complete,
  checkOptions,
  having,
  isObject,
  oneOf,
  optional,
  valuesThat,
} from '../../units/shape.ts'
import { aCurrency, anAmount } from '../../units/shape-of-units.ts'
import type { VenueModel } from '../venue-model.ts'
import { MatchingEngine } from './matching-engine.ts'
import { orderOf } from './matching-order.ts'
import { fullMatchingSettings, type MatchingSettings } from './matching-settings.ts'

const members = {
  venue: aText,
  name: optional(aText),
  currency: aCurrency,
  rates: optional(having('exchange rates, as fixedRates makes them', { rate: aFunction })),
  fxMargin: optional(aNumber),
  minStake: optional(anAmount),
  stakeStep: optional(anAmount),
  minStartingLiability: optional(anAmount),
  latency: optional(valuesThat('times in milliseconds, or a latency', isObject)),
  fills: optional(having('how much of what is shown an order gets', { offered: aFunction, traded: aFunction })),
  cancellations: optional(oneOf('behind', 'pro-rata')),
  volumeSides: optional(oneOf(1, 2)),
  bestPrice: optional(aFlag),
} satisfies Complete<MatchingSettings>

/**
 * An exchange as its books show it, with our orders in it: what rests has its place in the queue at its price, what crosses takes what is
 * offered and never the same twice, and what became of the market becomes of its orders.
 *
 * What we do changes nothing of what others do, so the larger an order is beside what is offered and traded, the less it is to be believed.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const model = createMatchingModel({ venue: venueId('exchange'), currency: currency('GBP') })
 * model.traits.sides // ['back', 'lay']
 * ```
 */
export function createMatchingModel(settings: MatchingSettings): VenueModel {
  checkOptions('createMatchingModel', settings, members)
  const full = fullMatchingSettings(settings)
  const { name, venue, minStake, stakeStep, latency } = full
  const engine = new MatchingEngine(full)
  return {
    name,
    traits: {
      origin: 'simulated',
      sides: ['back', 'lay'],
      orders: {
        kinds: ['limit', 'limit-on-close', 'market-on-close'],
        persistence: ['lapse', 'persist', 'market-on-close'],
        fillOrKill: true,
      },
      minStake,
      stakeStep,
      isRemote: false,
      lateAcceptMs: Math.ceil(latency.longestPlaceMs),
      visibilityLagMs: 0,
      lookupHorizonMs: null,
      netting: true,
      replaces: { stake: 'open', ref: 'own' },
    },
    takes: (id) => id === venue,
    observe: (update) => engine.observe(update),
    observeBook: (book, at) => engine.observeBook(book, at),
    settle: (market, at) => engine.settle(market, at),
    place: (intent, at, answered) => engine.place(orderOf(intent), at, answered),
    cancel: (ref, at, answered) => engine.cancel(ref, at, answered),
    amend: (ref, change, at, answered) => engine.amend(ref, change, at, answered),
    replace: (ref, replacement, at, answered) => engine.replace(ref, orderOf(replacement), at, answered),
    lookup: (refs, at, answered) => answered(engine.lookup(refs, at), at),
    list: (since, at, answered) => answered(engine.list(since, at), at),
    news: engine.news,
    nextAt: () => engine.nextAt,
    advance: (at) => engine.advance(at),
  }
}
