import type { Desk, Signal, Strategy } from '../engine/strategy.ts'
import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { MarketView } from '../market/board.ts'
import type { Side } from '../market/market-update.ts'
import { shownAge } from '../market/quote.ts'
import type { OverroundMethod } from '../odds/overround.ts'
import { sharpPrices } from '../odds/sharp-prices.ts'
import type { RejectionCode } from '../order/rejection.ts'
import type { FairMarket, FairPrices } from '../ports/fair-prices.ts'
import { aYardstick, someFairPrices } from '../ports/part-checks.ts'
import type { Yardstick } from '../ports/yardstick.ts'
import type { StakingPlan } from '../staking/staking-plan.ts'
import { type VenueId, venueId } from '../units/ids.ts'
import { isPrice } from '../units/price.ts'
import {
  aFunction,
  aNumber,
  aText,
  type Complete,
  checkOptions,
  having,
  listOf,
  optional,
  valuesThat,
} from '../units/shape.ts'
import { MINUTE } from '../units/timestamp.ts'
import { expectedValue } from '../value/expected-value.ts'

/** Where the fair prices come from: a sharp bookmaker and a method, or anything else that tells them. */
export type FairReference =
  | { readonly sharp: string; readonly overround: OverroundMethod; readonly fairPrices?: never }
  | { readonly fairPrices: FairPrices; readonly sharp?: never; readonly overround?: never }

/** How value betting bets. */
export type ValueBettingSettings = FairReference & {
  /** Least expected profit per unit staked for which it asks. @default 0.01 */
  readonly minEdge?: number
  /** How much to stake. */
  readonly staking: StakingPlan
  /** Bookmakers it may bet with. @default every one on the board but the sharp one */
  readonly bookmakers?: readonly string[]
  /** The oldest a sharp price may be to be believed, in milliseconds. @default 120000 */
  readonly maxReferenceAgeMs?: number
  /** The longest before the start that it bets, in milliseconds. @default no limit */
  readonly horizonMs?: number
  /**
   * What the closing line value of its bets is measured by: prices that are not its own opinion.
   *
   * @default the sharp bookmaker's prices at the close; with `fairPrices` the yardstick of the advisor or backtest
   */
  readonly yardstick?: Yardstick
  /** @default 'value-betting' */
  readonly name?: string
}

const sometime = optional(
  valuesThat('a number of milliseconds, at least 0', (value) => Number(value) >= 0 && typeof value === 'number'),
)

const members = {
  sharp: optional(aText),
  overround: optional(aFunction),
  fairPrices: optional(someFairPrices),
  minEdge: optional(aNumber),
  staking: having('a staking plan, as fractionalKelly makes one', {
    name: aText,
    stake: aFunction,
  } satisfies Complete<StakingPlan>),
  bookmakers: optional(listOf('names of bookmakers', aText)),
  maxReferenceAgeMs: sometime,
  horizonMs: sometime,
  yardstick: optional(aYardstick),
  name: optional(aText),
} satisfies Complete<ValueBettingSettings>

/**
 * Bets where a bookmaker's price is better than the fair price: for each market it asks for the selection and bookmaker with the
 * highest expected value, once, and goes on to the next best
 * where the price itself cannot be bet on.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const strategy = valueBetting({ sharp: 'pinnacle', overround: shin, minEdge: 0.02, staking: fractionalKelly(0.2) })
 * ```
 */
export function valueBetting(settings: ValueBettingSettings): Strategy {
  checkOptions('valueBetting', settings, members)
  const { minEdge = 0.01, staking, maxReferenceAgeMs = 2 * MINUTE, horizonMs = Number.POSITIVE_INFINITY } = settings
  checkReference(settings)
  if (!(minEdge >= 0 && minEdge < Number.POSITIVE_INFINITY)) {
    throw new InvalidValueError('minEdge', minEdge, 'a finite number, at least 0')
  }
  const sharp = settings.sharp === undefined ? null : venueId(settings.sharp)
  const bookmakers = settings.bookmakers === undefined ? null : new Set<string>(settings.bookmakers)
  const { fairPrices, yardstick } = referenceOf(settings)
  const mayBetWith = (venue: VenueId) => (bookmakers === null ? venue !== sharp : bookmakers.has(venue))

  return {
    name: settings.name ?? 'value-betting',
    version: '1',
    ...(yardstick === undefined ? {} : { yardstick }),
    onMarket(market, desk) {
      if (market.status !== 'open' || market.inPlay) return
      const untilStart = market.market.event.startsAt - desk.now
      if (untilStart <= 0 || untilStart > horizonMs) return
      if (sharp !== null && shownAge(market, sharp, 'back', desk.now) > maxReferenceAgeMs) return
      if (hasEntered(market, desk)) return
      for (const choice of choices(market, fairPrices, mayBetWith, minEdge)) {
        const { rejection } = desk.signal({ kind: 'value', market: market.market.id, staking, ...choice })
        if (rejection === null || !BOUND_TO_QUOTE.has(rejection)) return
      }
    },
  }
}

function checkReference(given: { readonly [Name in keyof FairReference]?: unknown }): void {
  const { fairPrices, sharp, overround } = given
  if (fairPrices !== undefined) return
  if (sharp === undefined) throw new InvalidValueError('sharp', sharp, 'a sharp bookmaker, or fairPrices given instead')
  if (overround === undefined) throw new InvalidValueError('overround', overround, 'a method, such as shin')
}

/** What it believes, and what it is measured by. */
function referenceOf(settings: ValueBettingSettings): {
  readonly fairPrices: FairPrices
  readonly yardstick: Yardstick | undefined
} {
  if (settings.fairPrices !== undefined) return { fairPrices: settings.fairPrices, yardstick: settings.yardstick }
  const sharp = sharpPrices(venueId(settings.sharp), settings.overround)
  return { fairPrices: sharp, yardstick: settings.yardstick ?? sharp }
}

/** Whether there is a live order or a bet already; an order that came to nothing does not stand in the way of another. */
function hasEntered(market: MarketView, desk: Desk): boolean {
  for (const order of desk.orders(market.market.id)) {
    if (order.matchedStake > 0 || order.reserved > 0) return true
  }
  return false
}

/** What is wrong with one bookmaker's price says nothing of the next one's: a frozen price must not stand in the way of the others. */
const BOUND_TO_QUOTE: ReadonlySet<RejectionCode> = new Set<RejectionCode>([
  'QUOTE_STALE',
  'VENUE_UNAVAILABLE',
  'SIDE_NOT_OFFERED',
  'PRICE_BELOW_MIN',
  'PRICE_ABOVE_MAX',
  'PRICE_OFF_LADDER',
  'MARKET_NOT_OPEN',
  'SELECTION_WITHDRAWN',
  'FX_RATE_UNKNOWN',
  'STAKE_BELOW_MIN',
  'EDGE_ABOVE_MAX',
  'EACH_WAY_NOT_PRICED',
])

type Choice = Pick<
  Extract<Signal, { kind: 'value' }>,
  'venue' | 'selection' | 'side' | 'fairProbability' | 'fairSource' | 'fairOverround'
>

const NO_CHOICE: readonly Choice[] = Object.freeze([])

/** Everything with enough of an edge, the best first; of equals, the one shown first. */
function choices(
  market: MarketView,
  fairPrices: FairPrices,
  mayBetWith: (venue: VenueId) => boolean,
  minEdge: number,
): readonly Choice[] {
  const fair = fairMarketOf(fairPrices, market)
  if (fair === null) return []
  const { selections } = market.market
  const side: Side = 'back'
  const found: { readonly edge: number; readonly choice: Choice }[] = []
  const weigh = (venue: VenueId, commission: number, index: number, price: number | null | undefined) => {
    const fairProbability = fair.probabilities[index]
    const selection = selections[index]
    if (price == null || fairProbability === undefined || selection === undefined) return
    const edge = expectedValue(price, fairProbability, commission)
    if (edge < minEdge) return
    const { source: fairSource, overround: fairOverround } = fair
    found.push({ edge, choice: { venue, selection: selection.id, side, fairProbability, fairSource, fairOverround } })
  }
  for (const { side: shown, venue, prices } of market.all()) {
    if (shown !== side || !mayBetWith(venue)) continue
    const commission = market.terms(venue)?.commission ?? 0
    for (let index = 0; index < prices.length; index += 1) weigh(venue, commission, index, prices[index])
  }
  const { book } = market
  if (book !== null && mayBetWith(book.venue) && market.prices(book.venue) === undefined) {
    const commission = market.terms(book.venue)?.commission ?? 0
    for (const [index, { id }] of selections.entries()) {
      const runner = book.runner(id)
      const price = runner === -1 ? null : book.bestBack(runner)
      if (price !== null && isPrice(price)) weigh(book.venue, commission, index, price)
    }
  }
  return found.length === 0 ? NO_CHOICE : found.sort((a, b) => b.edge - a.edge).map(({ choice }) => choice)
}

/** Told in words to those whose editor does not know types: a model that is asked over the network is the first that comes to mind. */
function fairMarketOf(fairPrices: FairPrices, market: MarketView): FairMarket | null {
  const { name } = fairPrices
  const fair = answerOf(fairPrices.fairMarket(market), `fair prices ${name}`, 'fairMarket')
  if (fair === null) return null
  if (typeof fair !== 'object' || !Array.isArray(fair.probabilities)) {
    throw new InvalidValueError(`fair market of ${name}`, fair, 'null or one with probabilities, source and overround')
  }
  return fair
}
