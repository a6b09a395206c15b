import type { Clock } from '../clock/clock.ts'
import { createSystemClock } from '../clock/system-clock.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import { aClock } from '../ports/part-checks.ts'
import type { PlaceOutcome, Venue } from '../ports/venue.ts'
import type { VenueId } from '../units/ids.ts'
import { money } from '../units/money.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import { aText, type Complete, checkOptions, listOf, optional, valuesThat } from '../units/shape.ts'
import { after } from '../units/timestamp.ts'
import { createPaperBookmaker, PAPER_ORDERS, type PaperLimits, paperLimits } from './paper-bookmaker.ts'

/** How simulated bookmakers take bets. */
export interface PaperVenueSettings extends PaperLimits {
  /** @default the system's clock */
  readonly clock?: Clock
  /** What it is called among the venues of a bot. @default 'paper' */
  readonly name?: string
  /** Which bookmakers; every one when left out. */
  readonly bookmakers?: readonly VenueId[]
  /** How long a bet takes to be looked at, in milliseconds of the clock; a price that falls meanwhile refuses it. @default 0 */
  readonly delayMs?: number
  /**
   * How long a bet is held, which is said at once, before it is taken or refused, in milliseconds of the clock: as with bookmakers that
   * look at each bet of an event in play.
   *
   * @default 0
   */
  readonly betDelayMs?: number
}

/** A venue that exists on paper: it sees the same prices as everyone, and its bets are not real. */
export interface PaperVenue extends Venue {
  /** News of a market: what its bookmakers show from now on. */
  observe(update: MarketUpdate): void
}

const aDuration = valuesThat(
  'a finite number of milliseconds, at least 0',
  (value) => Number.isFinite(value) && Number(value) >= 0,
)

const members = {
  ...paperLimits,
  clock: optional(aClock),
  name: optional(aText),
  bookmakers: optional(listOf('names of bookmakers', aText)),
  delayMs: optional(aDuration),
  betDelayMs: optional(aDuration),
} satisfies Complete<PaperVenueSettings>

/**
 * Makes simulated bookmakers: a bet is matched in full at the price asked when its bookmaker shows that price or a better one at the
 * moment it looks, and refused otherwise. No such fill is guaranteed with a real bookmaker.
 *
 * What they remember is lost with the process, and a lookup then says truthfully that they know of nothing.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const venue = createPaperVenue({ minStake: money(100) })
 * ```
 */
export function createPaperVenue(settings: PaperVenueSettings = {}): PaperVenue {
  checkOptions('createPaperVenue', settings, members)
  const { clock = createSystemClock(), name = 'paper', bookmakers, delayMs = 0, betDelayMs = 0, ...limits } = settings
  const bookmaker = createPaperBookmaker(limits)
  const known = bookmakers === undefined ? null : new Set(bookmakers)
  return {
    specification: 1,
    name,
    traits: {
      origin: 'simulated',
      sides: ['back'],
      orders: PAPER_ORDERS,
      minStake: bookmaker.minStake,
      stakeStep: money(1),
      isRemote: false,
      lateAcceptMs: delayMs,
      visibilityLagMs: 0,
      lookupHorizonMs: null,
      netting: false,
    },
    takes: (venue) => known === null || known.has(venue),
    observe: bookmaker.observe,
    async doPlace(orders, { signal, mayLeave }) {
      if (!mayLeave()) return notSent(orders, 'held back')
      if (delayMs > 0) {
        try {
          await clock.sleep(delayMs, signal)
        } catch {
          return notSent(orders, 'withdrawn before the bookmaker looked at it')
        }
      }
      const now = clock.now()
      bookmaker.advance(now)
      if (betDelayMs === 0) return forEachOf(orders, (order) => bookmaker.decide(order, now))
      return forEachOf(orders, (order) => bookmaker.hold(order, after(now, Math.ceil(betDelayMs))))
    },
    async lookup(refs) {
      bookmaker.advance(clock.now())
      return { complete: true, orders: refs.flatMap((ref) => bookmaker.find(ref) ?? []) }
    },
  }
}

function notSent(orders: OneOrMore<Intent>, message: string): OneOrMore<PlaceOutcome> {
  return forEachOf(orders, () => ({ kind: 'not-sent', reason: { code: 'ABORTED', message } }))
}
