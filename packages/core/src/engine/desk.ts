import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Board } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import { type FreshQuote, type Quote, quoteOf } from '../market/quote.ts'
import { decisionKey, orderRef } from '../order/decision-key.ts'
import type { Intent, LimitClaim } from '../order/intent.ts'
import { liability as liabilityOf } from '../order/liability.ts'
import type { Order } from '../order/order.ts'
import type { VenueTraits } from '../ports/venue.ts'
import { type AccountRisk, askGate, type Control, type EntriesRisk, type VenueRisk } from '../risk/gate.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { AccountKey, MarketId, RunId, VenueId } from '../units/ids.ts'
import { type Currency, type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE, priceUnits, toPriceUnits } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AccountMirror } from './account.ts'
import type { Advice } from './advice.ts'
import { summarise } from './advice-summary.ts'
import { type Appraisal, appraise } from './appraisal.ts'
import type { Desk, Signal, Strategy } from './strategy.ts'

/** Where orders can go, as far as a decision needs to know. */
export interface OrderRoute {
  readonly traits: Pick<VenueTraits, 'sides' | 'minStake' | 'stakeStep'>
  takes(venue: VenueId): boolean
}

/** What every desk of one engine works with. */
export interface DeskContext {
  readonly accountKey: AccountKey
  readonly currency: Currency
  readonly limits: RiskLimits
  readonly controls: readonly Control[]
  readonly route: OrderRoute
  readonly board: Board
  readonly account: () => AccountMirror
  readonly run: () => RunId
  readonly now: () => Timestamp
  /** Orders of this run that have ended, by market. */
  readonly ended: (market: MarketId) => readonly Order[]
  /** Advice was given; with an intent when it was approved. */
  readonly decided: (advice: Advice, intent: Intent | null) => void
}

/** The desk at which one strategy asks for bets. */
export function createDesk(strategy: Strategy, context: DeskContext): Desk {
  const { board, limits, route, currency } = context
  return {
    get now() {
      return context.now()
    },
    orders(market) {
      const own = (order: Order) => order.intent.strategy === strategy.name
      return [...context.account().ordersIn(market).filter(own), ...context.ended(market).filter(own)]
    },
    signal(signal) {
      const now = context.now()
      const account = context.account()
      const view = board.get(signal.market)
      if (view === undefined) throw new InvalidValueError('signal.market', signal.market, 'a market on the board')
      const index = selectionIndex(view.market, signal.selection)
      const selection = view.market.selections[index]
      if (selection === undefined) {
        throw new InvalidValueError('signal.selection', signal.selection, `a selection of ${signal.market}`)
      }
      const quote = quoteOf(view, signal.venue, signal.side, index, now, limits.maxQuoteAgeMs)
      const risk = account.risk(now)
      const appraisal = appraise(signal, view, quote, risk.equity, limits, route.traits, currency)
      const liability = quote === null ? ZERO : liabilityAt(quote, appraisal.stake, limits)
      const entries = entriesOf(strategy, signal, quote, account)
      const decision = askGate(context.controls, {
        now,
        view,
        side: signal.side,
        quote,
        edge: appraisal.edge,
        stake: appraisal.stake,
        liability,
        currency,
        entries,
        limits,
        account: risk,
        venue: venueRisk(route, signal.venue),
      })
      const { event } = view.market
      const draft: Omit<Advice, 'summary'> = {
        at: now,
        strategy: strategy.name,
        strategyVersion: strategy.version,
        venue: signal.venue,
        event: event.id,
        eventName: event.name,
        competition: event.competition,
        startsAt: event.startsAt,
        market: signal.market,
        marketKind: view.market.kind,
        selection: signal.selection,
        selectionName: selection.name,
        side: signal.side,
        price: quote?.price ?? null,
        ...described(appraisal),
        liability,
        verdicts: decision.verdicts,
        rejection: decision.rejection,
      }
      const advice = { ...draft, summary: summarise(draft, currency) }
      const fresh = quote?.kind === 'fresh' ? quote : null
      if (decision.rejection === null && fresh !== null && entries.next !== null) {
        context.decided(advice, intentOf(advice, fresh, entries.next, view.market.commission, risk, context))
      } else context.decided(advice, null)
      return advice
    },
  }
}

function entriesOf(strategy: Strategy, signal: Signal, quote: Quote | null, { entries }: AccountMirror): EntriesRisk {
  const { market, selection, side } = signal
  const quotedAt = quote === null ? Number.NEGATIVE_INFINITY : Math.min(quote.quotedAt, quote.receivedAt)
  return {
    taken: entries.taken(strategy.name, market),
    allowed: strategy.maxEntriesPerMarket ?? 1,
    next: entries.next({ strategy: strategy.name, market, selection, side }, quotedAt),
  }
}

/** What a stake puts at risk; nothing at a price that no order may name, since its control refuses that. */
function liabilityAt({ side, price }: Quote, stake: Money, { minOdds, maxOdds }: RiskLimits): Money {
  if (side === 'back') return stake
  const units = Math.round(price * PRICE_SCALE)
  return price < minOdds || price > maxOdds || units <= PRICE_SCALE ? ZERO : liabilityOf(side, stake, priceUnits(units))
}

function venueRisk(route: OrderRoute, venue: VenueId): VenueRisk {
  return { taken: route.takes(venue), sides: route.traits.sides, minStake: route.traits.minStake }
}

function described({ fairProbability, fairSource, edge, kellyFraction, stake, sizing }: Appraisal) {
  const fairPrice = fairProbability !== null && fairProbability > 0 ? 1 / fairProbability : null
  return { fairProbability, fairPrice, fairSource, edge, kellyFraction, stake, sizing }
}

/** Approved advice as an intent; only a fresh quote can become one. */
function intentOf(
  advice: Advice,
  quote: FreshQuote,
  entry: number,
  commission: number,
  risk: AccountRisk,
  context: DeskContext,
): Intent {
  const { accountKey, limits } = context
  const key = decisionKey({
    account: accountKey,
    strategy: advice.strategy,
    version: advice.strategyVersion,
    market: advice.market,
    selection: advice.selection,
    side: advice.side,
    entry,
  })
  return {
    key,
    ref: orderRef(key),
    account: accountKey,
    run: context.run(),
    strategy: advice.strategy,
    strategyVersion: advice.strategyVersion,
    entry,
    venue: advice.venue,
    event: advice.event,
    market: advice.market,
    selection: advice.selection,
    eventName: advice.eventName,
    selectionName: advice.selectionName,
    competition: advice.competition,
    startsAt: advice.startsAt,
    side: advice.side,
    price: toPriceUnits(quote.price),
    stake: advice.stake,
    liability: advice.liability,
    fairProbability: advice.fairProbability,
    edge: advice.edge,
    commission,
    quote: { price: quote.price, quotedAt: quote.quotedAt, receivedAt: quote.receivedAt },
    decidedAt: advice.at,
    claims: claimsOf(advice.liability, risk, limits),
    reasons: [...advice.sizing, ...advice.verdicts.map(({ detail }) => detail)],
  }
}

/** The shared limits that an order takes its part of, so that they hold across every engine on the store. */
function claimsOf(liability: Money, { profitToday }: AccountRisk, limits: RiskLimits): readonly LimitClaim[] {
  const lossToday = Math.max(0, -profitToday)
  return [
    { limit: 'open-orders', amount: 1, capacity: limits.maxOpenBets },
    { limit: 'day-loss', amount: liability, capacity: money(limits.dailyLossLimit - lossToday) },
  ]
}
