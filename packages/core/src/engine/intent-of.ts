import { ownLimits } from '../account/limits-in-force.ts'
import type { Windows } from '../limits/loss-window.ts'
import type { Market } from '../market/market.ts'
import type { FreshQuote } from '../market/quote.ts'
import { decisionKey, orderRef } from '../order/decision-key.ts'
import type { Cover, Execution, ExposureLimits, Intent, LimitClaim } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { Advice } from '../ports/advice.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { AccountKey, EventId, MarketId, OrderRef, RunId } from '../units/ids.ts'
import { type Price, toPriceUnits } from '../units/price.ts'
import type { TermsInForce } from './terms-in-force.ts'

/** What an approved piece of advice becomes an intent with. */
export interface IntentParts {
  readonly account: AccountKey
  readonly run: RunId
  /** Under which it counts. */
  readonly event: EventId
  readonly market: Market
  /** Only a fresh quote can become one. */
  readonly quote: FreshQuote
  readonly execution: Execution | null
  readonly price: Price
  readonly entry: number
  /** What it takes the place of. */
  readonly replaces: Order | null
  /** What that holds for it. */
  readonly covers: Cover | null
  /** By which the venue knows it, where that is not its own reference. */
  readonly venueRef: OrderRef | null
  /** The name of the venue that takes it. */
  readonly wallet: string
  readonly terms: Pick<TermsInForce, 'commission' | 'netting' | 'eachWay'>
  readonly limits: ExposureLimits
  readonly windows: Windows
  readonly claims: readonly LimitClaim[]
}

/** Approved advice as an intent. */
export function intentOf(advice: Advice, parts: IntentParts): Intent {
  const { account, market, quote, entry } = parts
  const { strategy, strategyVersion, selection, side } = advice
  const key = decisionKey({ account, strategy, version: strategyVersion, market: market.id, selection, side, entry })
  const intent: Intent = {
    key,
    ref: orderRef(key),
    account,
    run: parts.run,
    strategy,
    strategyVersion,
    entry,
    replaces: parts.replaces?.intent.key ?? null,
    venue: advice.venue,
    wallet: parts.wallet,
    event: parts.event,
    market: market.id,
    selection,
    eventName: advice.eventName,
    selectionName: advice.selectionName,
    competition: advice.competition,
    startsAt: advice.startsAt,
    side,
    outcomes: market.selections.length,
    winners: market.winners,
    netting: parts.terms.netting,
    origin: 'decided',
    terms: advice.terms,
    price: toPriceUnits(parts.price),
    stake: advice.stake,
    liability: advice.liability,
    fairProbability: advice.fairProbability,
    edge: advice.edge,
    commission: parts.terms.commission,
    quote: { price: quote.price, quotedAt: quote.quotedAt, receivedAt: quote.receivedAt },
    decidedAt: advice.at,
    claims: parts.claims,
    limits: parts.limits,
    windows: parts.windows,
    reasons: [...advice.sizing, ...advice.verdicts.map(({ detail }) => detail)],
  }
  const { covers, execution, terms, venueRef } = parts
  if (covers === null && execution === null && terms.eachWay === null && venueRef === null) return intent
  // Apart, since an object that is put together of others takes several times as long to make, and few intents have these.
  return {
    ...intent,
    ...(terms.eachWay === null ? {} : { eachWay: terms.eachWay }),
    ...(execution === null ? {} : { execution }),
    ...(covers === null ? {} : { covers }),
    ...(venueRef === null ? {} : { venueRef }),
  }
}

/** The limits that every intent of an engine is held against by its store. */
export function intentLimits(limits: RiskLimits): ExposureLimits {
  const { orders, windowMs } = limits.rateLimit
  return { ...ownLimits(limits), rate: Number.isSafeInteger(orders) ? { orders, windowMs } : null }
}

/**
 * The claims that an intent takes. Where others enter the same market for the same strategy, only their store keeps them all within what
 * the strategy allows: a market may move from one process to another before either has heard of the other's orders. An order in the place
 * of one that is matched in part takes no second entry: the first holds it as long as its bet lives.
 *
 * @param allowed - Entries that the strategy may have in a market.
 */
export function intentClaims(
  { maxOpenBets }: RiskLimits,
  strategy: string,
  allowed: number,
): (market: MarketId, replaces: Order | null, isBeside?: boolean) => readonly LimitClaim[] {
  const open: LimitClaim = { limit: 'open-orders', amount: 1, capacity: maxOpenBets }
  if (!Number.isSafeInteger(allowed)) return () => [open]
  return (market, replaces, isBeside = false) => {
    // That of the order in whose place it comes is given back, or stays with what was matched of it.
    const capacity = isBeside ? allowed + 1 : allowed
    const entry: LimitClaim = { limit: `position:${strategy}|${market}`, amount: 1, capacity }
    const isFree = replaces === null || (replaces.matchedStake === 0 && claims(replaces, entry.limit))
    return isFree ? [open, entry] : [open]
  }
}

function claims({ intent }: Order, limit: string): boolean {
  return intent.claims.some((claim) => claim.limit === limit)
}
