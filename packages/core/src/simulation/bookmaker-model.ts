import type { VenueTraits } from '../ports/venue.ts'
import type { VenueId } from '../units/ids.ts'
import { money } from '../units/money.ts'
import { aText, type Complete, checkOptions, listOf, optional, valuesThat } from '../units/shape.ts'
import { after } from '../units/timestamp.ts'
import { createNewsLog } from './news-log.ts'
import { createPaperBookmaker, PAPER_ORDERS, type PaperLimits, paperLimits } from './paper-bookmaker.ts'
import type { VenueModel } from './venue-model.ts'

/** How simulated bookmakers take bets. */
export interface BookmakerModelSettings extends PaperLimits {
  /** What they are called together among the venues of a bot. @default 'paper' */
  readonly name?: string
  /** Which bookmakers; every one when left out. */
  readonly bookmakers?: readonly VenueId[]
  /**
   * How long a bet is held, which is said at once, before it is taken or refused, in milliseconds: as with bookmakers that look at each bet
   * of an event in play.
   *
   * @default 0
   */
  readonly betDelayMs?: number
}

/** A time in milliseconds. */
export const aDuration = valuesThat(
  'a finite number of milliseconds, at least 0',
  (value) => Number.isFinite(value) && Number(value) >= 0,
)

/** How the settings of simulated bookmakers are checked. */
export const bookmakerModelSettings = {
  ...paperLimits,
  name: optional(aText),
  bookmakers: optional(listOf('names of bookmakers', aText)),
  betDelayMs: optional(aDuration),
} satisfies Complete<BookmakerModelSettings>

/**
 * Simulated bookmakers: a bet is matched in full at the price asked when its bookmaker shows that price or a better one at the moment it
 * looks, and refused otherwise.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const model = createBookmakerModel({ bookmakers: [venueId('keenline')], maxStake: money(5_000) })
 * model.takes(venueId('unheard-of')) // false
 * ```
 */
export function createBookmakerModel(settings: BookmakerModelSettings = {}): VenueModel {
  checkOptions('createBookmakerModel', settings, bookmakerModelSettings)
  const { name = 'paper', bookmakers, betDelayMs = 0, ...limits } = settings
  const known = bookmakers === undefined ? null : new Set(bookmakers)
  const news = betDelayMs > 0 ? createNewsLog() : null
  const bookmaker = createPaperBookmaker(limits, (order) => news?.add({ kind: 'order', order }))
  const traits: VenueTraits = {
    origin: 'simulated',
    sides: ['back'],
    orders: PAPER_ORDERS,
    minStake: bookmaker.minStake,
    stakeStep: money(1),
    isRemote: false,
    lateAcceptMs: 0,
    visibilityLagMs: 0,
    lookupHorizonMs: null,
    netting: false,
  }
  return {
    name,
    traits,
    takes: (venue) => known === null || known.has(venue),
    observe: bookmaker.observe,
    settle(market, at) {
      bookmaker.advance(at)
      bookmaker.close(market, at)
    },
    place(order, at, answered) {
      bookmaker.advance(at)
      if (betDelayMs === 0) answered(bookmaker.decide(order, at), at)
      else {
        answered(bookmaker.hold(order, after(at, Math.ceil(betDelayMs))), at)
        news?.stir()
      }
    },
    lookup(refs, at, answered) {
      bookmaker.advance(at)
      answered({ complete: true, orders: refs.flatMap((ref) => bookmaker.find(ref) ?? []) }, at)
    },
    ...(news === null ? {} : { news }),
    nextAt: bookmaker.nextAt,
    advance: bookmaker.advance,
  }
}
