import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { windowFinder } from '../limits/loss-window.ts'
import { NO_LIMITS } from '../limits/no-limits.ts'
import { sha256Hex } from '../numerics/sha256.ts'
import type { Intent } from '../order/intent.ts'
import { liability } from '../order/liability.ts'
import type { OrderEvent } from '../order/order.ts'
import { PLAIN_LIMIT } from '../order/order-terms.ts'
import type { Advice } from '../ports/advice.ts'
import type { AccountKey, DecisionKey, MarketId, OrderRef, RunId, SelectionId, VenueId } from '../units/ids.ts'
import { valueOfFills } from '../units/matched-value.ts'
import type { Money } from '../units/money.ts'
import { type Price, toPriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What a market is, for a bet on it that nobody decided on here. */
export type BetSubject = Pick<
  Intent,
  'event' | 'eventName' | 'competition' | 'startsAt' | 'outcomes' | 'winners' | 'netting' | 'eachWay' | 'commission'
> & {
  /** For people. */
  readonly selectionName: string
}

/** A bet that a person placed by hand, matched in full. */
export interface ReportedBet {
  /** Where it was placed; also one where nobody takes orders here. */
  readonly venue: VenueId
  readonly market: MarketId
  readonly selection: SelectionId
  readonly side: Intent['side']
  readonly price: Price
  /** The backer's stake, in minor units; each way that of each of its two bets. */
  readonly stake: Money
  /** What the venue calls it, by which it is the same bet when the venue lists it. */
  readonly venueOrderId?: string
  /** Where its money is: the name of the engine's venue that takes orders for this one. @default the venue itself */
  readonly wallet?: string
  /** @default now */
  readonly placedAt?: Timestamp
  /** The advice that it follows: it counts for that strategy. @default none: it counts for `reported` */
  readonly advice?: Pick<Advice, 'strategy' | 'strategyVersion' | 'fairProbability'>
}

/** Whose ledger a reported bet goes into, and when. */
export interface ReportedFor {
  readonly account: AccountKey
  /** The run that it is written down with: the last one of the account, where none goes on. */
  readonly run: RunId
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
  readonly now: Timestamp
}

/**
 * A bet that a person placed, as a store records it: the same bet has the same key and reference however often it is reported.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a stake that is no whole number of minor units above zero, a price whose ten-thousandths
 * are none above 1, an empty name, or a time that has not come yet.
 * @example
 * ```ts
 * const bet = {
 *   venue: venueId('shop'),
 *   market: marketId('m1'),
 *   selection: selectionId('home'),
 *   side: 'back',
 *   price: price(2.5),
 *   stake: money(1000),
 * }
 * const event = { event: eventId('e1'), eventName: 'A v B', competition: 'Cup', startsAt: timestamp(0) }
 * const subject = { ...event, selectionName: 'A', outcomes: 3, winners: 1, netting: false, commission: 0 }
 * const into = { account: accountKey('LIVE', 'main'), run: runId('r1'), timeZone: 'UTC', now: timestamp(0) }
 * const { intent } = reportedBet(bet, subject, into)
 * intent.liability // 1000
 * ```
 */
export function reportedBet(
  bet: ReportedBet,
  { selectionName, ...subject }: BetSubject,
  { account, run, timeZone, now }: ReportedFor,
): { readonly intent: Intent; readonly history: readonly OrderEvent[] } {
  const { venue, market, selection, side, stake, venueOrderId, advice, placedAt = now } = bet
  const price = toPriceUnits(bet.price)
  if (!(Number.isSafeInteger(stake) && stake > 0)) throw new InvalidValueError('stake', stake, 'a whole number above 0')
  if (placedAt > now) throw new InvalidValueError('placedAt', placedAt, 'a time that has come')
  if (venueOrderId === '') throw new InvalidValueError('venueOrderId', venueOrderId, 'a name, or left out')
  const id = venueOrderId ?? sha256Hex([market, selection, side, price, stake, placedAt].join('|')).slice(0, 32)
  const fairProbability = advice?.fairProbability ?? null
  const intent: Intent = {
    key: `${account}|reported|${venue}|${id}` as DecisionKey,
    // As of a bet that the venue lists under this name: the two are one.
    ref: sha256Hex(`${account}|${venue}|${id}`).slice(0, 32) as OrderRef,
    account,
    run,
    strategy: advice?.strategy ?? 'reported',
    strategyVersion: advice?.strategyVersion ?? '1',
    entry: 1,
    replaces: null,
    venue,
    wallet: bet.wallet ?? venue,
    market,
    selection,
    selectionName,
    ...subject,
    side,
    origin: 'reported',
    terms: PLAIN_LIMIT,
    price,
    stake,
    liability: liability(side, stake, price, subject.eachWay),
    fairProbability,
    edge: fairProbability === null ? null : edgeOf(side, bet.price, fairProbability, subject.commission),
    quote: { price: bet.price, quotedAt: placedAt, receivedAt: placedAt },
    decidedAt: placedAt,
    claims: [],
    limits: NO_LIMITS,
    windows: windowFinder(timeZone)(placedAt),
    reasons: [advice === undefined ? 'placed by hand' : `placed by hand after an advice of ${advice.strategy}`],
  }
  const matchedValue = valueOfFills([{ stake, price }])
  const history: OrderEvent[] = [
    ...(venueOrderId === undefined ? [] : [{ type: 'accepted', at: placedAt, venueOrderId } as const]),
    { type: 'matched', at: placedAt, matchedStake: stake, averagePrice: price, matchedValue },
  ]
  return { intent, history }
}

/** Expected profit per unit staked at the price that was had. */
function edgeOf(side: Intent['side'], price: number, probability: number, commission: number): number {
  if (side === 'back') return probability * (price - commission * (price - 1)) - 1
  return 1 - probability * price - commission * (1 - probability)
}
