import { windowFinder } from '../../limits/loss-window.ts'
import { NO_LIMITS } from '../../limits/no-limits.ts'
import { sha256Hex } from '../../numerics/sha256.ts'
import { notEachWay } from '../../order/each-way.ts'
import type { Intent } from '../../order/intent.ts'
import { liability } from '../../order/liability.ts'
import { matchedOf } from '../../order/matched.ts'
import type { OrderEvent } from '../../order/order.ts'
import { type OrderTerms, PLAIN_LIMIT, stakeOfLiability } from '../../order/order-terms.ts'
import type { VenueBet } from '../../ports/venue.ts'
import type { AccountKey, DecisionKey, OrderRef, RunId } from '../../units/ids.ts'
import { money } from '../../units/money.ts'
import { PRICE_SCALE } from '../../units/price.ts'
import type { Timestamp } from '../../units/timestamp.ts'

/** Whose ledger a found bet goes into. */
export interface Adopter {
  readonly account: AccountKey
  readonly run: RunId
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
  /** The name of the venue. */
  readonly wallet: string
  /** Whether the venue sets bets on one market off against each other. */
  readonly netting: boolean
}

/** What a bet that the venue lists is known by here: its own reference, or one derived from the venue's where somebody else placed it. */
export function referenceOf({ ours, ref, venue, venueOrderId }: VenueBet, account: AccountKey): OrderRef {
  return ours && ref !== null ? ref : (sha256Hex(`${account}|${venue}|${venueOrderId}`).slice(0, 32) as OrderRef)
}

/** A bet that was found at a venue, as an intent that nobody here decided on; it takes no claims, and no limit holds it up. */
export function adoptedIntent(bet: VenueBet, { account, run, timeZone, wallet, netting }: Adopter): Intent {
  const ref = referenceOf(bet, account)
  const origin = bet.ours ? 'adopted' : 'foreign'
  const id = bet.ours ? ref : bet.venueOrderId
  const terms = bet.terms === undefined || isUnlosable(bet.terms, bet) ? PLAIN_LIMIT : bet.terms
  return {
    key: `${account}|${origin}|${bet.venue}|${id}` as DecisionKey,
    ref,
    account,
    run,
    strategy: origin,
    strategyVersion: '1',
    entry: 1,
    replaces: null,
    venue: bet.venue,
    wallet,
    event: bet.event,
    market: bet.market,
    selection: bet.selection,
    eventName: bet.eventName,
    selectionName: bet.selectionName,
    competition: bet.competition,
    startsAt: bet.startsAt,
    side: bet.side,
    outcomes: bet.outcomes,
    winners: bet.winners,
    netting: (bet.netting ?? netting) && bet.winners > 0 && bet.eachWay === undefined,
    ...(bet.eachWay === undefined ? {} : { eachWay: bet.eachWay }),
    origin,
    terms,
    price: bet.price,
    ...amountsOf(bet, terms),
    fairProbability: null,
    edge: null,
    commission: bet.commission,
    quote: { price: bet.price / PRICE_SCALE, quotedAt: bet.placedAt, receivedAt: bet.placedAt },
    decidedAt: bet.placedAt,
    claims: [],
    limits: NO_LIMITS,
    windows: windowFinder(timeZone)(bet.placedAt),
    reasons: [
      `found at ${bet.venue} as ${bet.venueOrderId}`,
      ...(bet.matchedStake > 0 && bet.averagePrice === null && bet.matchedValue === undefined
        ? ['matched at no price that is told: its own is taken']
        : []),
    ],
  }
}

/** Whether these are terms of which nobody knows what a bet each way loses. */
function isUnlosable(terms: OrderTerms, { eachWay }: VenueBet): boolean {
  return eachWay !== undefined && notEachWay(terms) !== null
}

/** Of a bet that was placed for a stake, its liability follows; of one on close, the other way round. */
function amountsOf(bet: VenueBet, { kind }: OrderTerms): Pick<Intent, 'stake' | 'liability'> {
  const { side, price, stake, eachWay } = bet
  if (kind === 'limit') return { stake, liability: liability(side, stake, price, eachWay) }
  const asked = bet.liability ?? liability(side, stake, price)
  return { stake: money(Math.max(1, stakeOfLiability(side, asked, price))), liability: asked }
}

/** What has happened to a found bet until `at`, as far as the venue tells. */
export function adoptedHistory(bet: VenueBet, at: Timestamp): readonly OrderEvent[] {
  const { venueOrderId, state } = bet
  const events: OrderEvent[] = [{ type: 'accepted', at, venueOrderId }]
  if (bet.matchedStake > 0 || (bet.voidedStake ?? 0) > 0) events.push({ type: 'matched', at, ...matchedOf(bet) })
  if (state === 'cancelled' || state === 'lapsed') {
    events.push({ type: state, at, reason: { code: state.toUpperCase(), message: 'as the venue lists it' } })
  }
  return events
}
