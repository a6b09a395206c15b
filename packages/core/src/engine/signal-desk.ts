import type { AccountMirror } from '../account/account.ts'
import type { Asked } from '../account/exposure-risk.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { locksOut } from '../limits/denial.ts'
import { eventOfMarket } from '../limits/exposure-change.ts'
import type { Lock } from '../limits/lock.ts'
import { conditionAt, runnerAt } from '../market/condition.ts'
import { selectionIndex } from '../market/market.ts'
import type { EachWayTerms } from '../market/market-at-venue.ts'
import { eventOfLinks } from '../market/market-links.ts'
import type { Side } from '../market/market-update.ts'
import { type Quote, quoteOf } from '../market/quote.ts'
import { coverOf } from '../order/cover.ts'
import { stakesOf } from '../order/each-way.ts'
import type { Cover, Intent } from '../order/intent.ts'
import { liability as liabilityOf } from '../order/liability.ts'
import type { Order } from '../order/order.ts'
import { PLAIN_ORDERS } from '../order/order-terms.ts'
import { venueRefOf } from '../order/venue-ref.ts'
import type { Advice } from '../ports/advice.ts'
import { askGate, type EntriesRisk, type ExposureRisk } from '../risk/gate.ts'
import { hasStarted, oldestQuote } from '../risk/in-play.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import type { OneOrMore } from '../units/one-or-more.ts'
import { PRICE_SCALE, type PriceUnits, priceUnits } from '../units/price.ts'
import type { AdviceDesk } from './advice-desk.ts'
import { summarise } from './advice-summary.ts'
import { type Appraisal, appraise } from './appraisal.ts'
import { isFillOrKill, isOnClose, mayWait, ownPrice, termsOf } from './asked-order.ts'
import type { Decided } from './decided.ts'
import type { EngineContext } from './engine-context.ts'
import { executionOf } from './execution.ts'
import { intentClaims, intentLimits, intentOf } from './intent-of.ts'
import { offeredSize } from './offered-size.ts'
import type { OrderRoute } from './order-route.ts'
import { onLadder, stakesAt } from './stake-bounds.ts'
import type { Signal, Strategy } from './strategy.ts'
import { termsInForce } from './terms-in-force.ts'
import { askTogether } from './together.ts'

/** Makes advice of one strategy's signals. */
export interface SignalDesk {
  /** @param replaces - The order that was cancelled for it, where it takes the place of one: it need not wait for a newer quote. */
  ask(signal: Signal, replaces: Order | null): Advice
  /**
   * The same for one that is to take the place of an order while that is open; what is begun, where both can be held at once. Else nothing is
   * begun or told.
   */
  askBeside(signal: Signal, open: Order): DecisionKey | null
  /** Several of one decision: all of them or none. @throws InvalidValueError `INVALID_VALUE` when there is none. */
  askTogether(signals: OneOrMore<Signal>): OneOrMore<Advice>
}

const NO_LOCKS: readonly Lock[] = []
/** What advice is sized by where nobody takes orders. */
const ADVICE_ALONE: OrderRoute['traits'] = {
  sides: ['back', 'lay'],
  minStake: money(1),
  stakeStep: money(1),
  netting: false,
}

/** The signal desk of one strategy. */
export function createSignalDesk(
  strategy: Strategy,
  context: EngineContext,
  advices: Pick<AdviceDesk, 'decided' | 'begin'>,
): SignalDesk {
  const { board, limits, routes, currency, rates } = context
  const conversion = { currency, rates, margin: limits.fxMargin }
  const allowed = strategy.maxEntriesPerMarket ?? 1
  const ownLimits = intentLimits(limits)
  const claimsOn = intentClaims(limits, strategy.name, allowed)
  function decide(signal: Signal, replaces: Order | null, isBeside = false): Decided {
    const { venue, side } = signal
    const now = context.now()
    const account = context.account()
    const route = routes.of(venue)
    const traits = route?.traits ?? ADVICE_ALONE
    const view = board.get(signal.market)
    if (view === undefined) throw new InvalidValueError('signal.market', signal.market, 'a market on the board')
    const { market } = view
    const index = selectionIndex(market, signal.selection)
    const selection = market.selections[index]
    if (selection === undefined) {
      throw new InvalidValueError('signal.selection', signal.selection, `a selection of ${signal.market}`)
    }
    const terms = termsInForce(view, venue, traits)
    const oldestQuoteMs = oldestQuote(strategy.inPlay, hasStarted(view, venue, now), limits.maxQuoteAgeMs)
    const quote = quoteOf(view, venue, side, index, now, oldestQuoteMs ?? limits.maxQuoteAgeMs)
    const price = onLadder(ownPrice(signal) ?? quote?.price ?? null, side, terms.ladder)
    const place = price === null ? null : { venue, side, index, price }
    const size = mayWait(signal) || place === null ? null : offeredSize(view, place, conversion)
    // What is to be filled or killed is not made smaller, since its size says whether it is wanted at all.
    const { least, bounds } = stakesAt(terms, side, price, isFillOrKill(signal) ? null : size, currency)
    const risk = account.risk(now, route?.name)
    const free = route === null ? ZERO : account.freeAt(route.name)
    const { commission, stakeStep, maxLiability, ladder, eachWay } = terms
    const bankroll = risk.equity
    const appraisal = appraise(signal, {
      price,
      stakeStep,
      least,
      bounds,
      maxLiability,
      commission,
      bankroll,
      limits,
      currency,
    })
    const { stake } = appraisal
    const orderTerms = termsOf(signal, stake)
    const liability =
      appraisal.liability ?? (price === null ? ZERO : liabilityAt(side, unitsOf(price, limits), stake, eachWay))
    const entries = entriesOf(strategy, signal, replaces, isBeside ? 'beside' : quote, account)
    const covers = isBeside && replaces !== null ? coverBeside(route, replaces, { side, liability }) : null
    const plain: Asked = {
      strategy: strategy.name,
      market: signal.market,
      event: eventOfMarket(account.ordersIn(signal.market), eventOfLinks(board.linksOf(signal.market), market)),
      venue,
      selection: signal.selection,
      side,
      terms: orderTerms,
      stake,
      liability,
      outcomes: market.selections.length,
      winners: market.winners,
      netting: terms.netting,
      price: unitsOf(price, limits),
      commission: terms.commission,
    }
    const asked =
      eachWay === null && covers === null
        ? plain
        : { ...plain, ...(eachWay === null ? {} : { eachWay }), ...(covers === null ? {} : { covers }) }
    let measured: ExposureRisk | undefined
    const exposure = () => {
      measured ??= account.exposureOf(asked, now)
      return measured
    }
    const decision = askGate(context.controls, {
      now,
      strategy: strategy.name,
      view,
      side,
      terms: orderTerms,
      price,
      quote,
      oldestQuoteMs,
      edge: appraisal.edge,
      fairOverround: signal.kind === 'value' ? signal.fairOverround : null,
      stake,
      liability,
      currency,
      entries,
      limits,
      account: risk,
      locks: risk.locks.length === 0 ? NO_LOCKS : locksOn(risk.locks, strategy.name, signal.market, route),
      exposure,
      reduces: () => account.reduces(asked),
      venue: {
        condition: conditionAt(view, venue),
        runner: runnerAt(view, venue, index),
        taken: route !== null,
        sides: traits.sides,
        orders: traits.orders ?? PLAIN_ORDERS,
        minStake: least,
        minLiability: isOnClose(signal) ? terms.minLiability : null,
        ladder,
        eachWay,
        size,
        free,
      },
    })
    const { event } = market
    const draft: Omit<Advice, 'summary'> = {
      at: now,
      strategy: strategy.name,
      strategyVersion: strategy.version,
      venue,
      event: event.id,
      eventName: event.name,
      competition: event.competition,
      startsAt: event.startsAt,
      market: signal.market,
      marketKind: market.kind,
      selection: signal.selection,
      selectionName: selection.name,
      side,
      terms: orderTerms,
      price,
      ...described(appraisal),
      liability,
      verdicts: decision.verdicts,
      rejection: decision.rejection,
    }
    const advice = { ...draft, summary: summarise(draft, currency) }
    const fresh = quote?.kind === 'fresh' ? quote : null
    const entry = decision.rejection === null ? nextEntry(entries, asked, account) : null
    if (route === null || fresh === null || price === null || entry === null) {
      return { advice, intent: null, waits: false }
    }
    const own = {
      wallet: route.name,
      terms,
      limits: ownLimits,
      account: context.accountKey,
      run: context.run(),
      entry,
      windows: account.windows(now),
      replaces,
      covers,
      venueRef:
        isBeside && replaces !== null && route.traits.replaces?.ref === 'former' ? venueRefOf(replaces.intent) : null,
      claims: claimsOn(signal.market, replaces, isBeside),
    }
    const intent = intentOf(advice, {
      ...own,
      event: asked.event,
      market,
      quote: fresh,
      execution: executionOf(view, fresh),
      price,
    })
    return { advice, intent, waits: mayWait(signal) }
  }

  return {
    ask(signal, replaces) {
      const decided = decide(signal, replaces)
      advices.decided(decided)
      return decided.advice
    },
    askBeside(signal, open) {
      const decided = decide(signal, open, true)
      if (decided.intent === null) return null
      advices.decided(decided)
      return decided.intent.key
    },
    askTogether: (signals) => askTogether(signals, (signal) => decide(signal, null), context, advices),
  }
}

function locksOn(
  locks: readonly Lock[],
  strategy: string,
  market: MarketId,
  route: OrderRoute | null,
): readonly Lock[] {
  const bound = { strategy, market, wallet: route?.name ?? null }
  return locks.filter((lock) => locksOut(lock, bound))
}

/** What an open order holds for the one in its place: something only where that asks for no more than is left of it. */
function coverBeside(route: OrderRoute | null, open: Order, by: Pick<Intent, 'side' | 'liability'>): Cover | null {
  return route?.traits.replaces?.stake === 'open' ? coverOf(open, by) : null
}

/** What takes risk away waits for no entry to end. */
function nextEntry({ next }: EntriesRisk, asked: Asked, account: AccountMirror): number | null {
  return next ?? (account.reduces(asked) ? account.entries.following(asked) : null)
}

/** A signal that replaces an order needs no quote from after its end, and no end where it is begun beside it. */
function entriesOf(
  strategy: Strategy,
  signal: Signal,
  replaces: Order | null,
  quote: Quote | 'beside' | null,
  { entries }: AccountMirror,
): EntriesRisk {
  const { market, selection, side } = signal
  const series = { strategy: strategy.name, market, selection, side }
  return {
    taken: entries.taken(strategy.name, market, replaces?.intent),
    allowed: strategy.maxEntriesPerMarket ?? 1,
    next:
      quote === 'beside'
        ? entries.following(series)
        : entries.next(series, replaces === null ? quotedAt(quote) : Number.POSITIVE_INFINITY),
  }
}

function quotedAt(quote: Quote | null): number {
  return quote === null ? Number.NEGATIVE_INFINITY : Math.min(quote.quotedAt, quote.receivedAt)
}

/** A price as orders name it; `null` where no order may name it, which its control refuses. */
function unitsOf(price: number | null, { minOdds, maxOdds }: RiskLimits): PriceUnits | null {
  if (price === null || price < minOdds || price > maxOdds) return null
  const units = Math.round(price * PRICE_SCALE)
  return units <= PRICE_SCALE ? null : priceUnits(units)
}

/** What a stake puts at risk. */
function liabilityAt(side: Side, price: PriceUnits | null, stake: Money, eachWay: EachWayTerms | null): Money {
  if (side === 'back') return money(stake * stakesOf(eachWay ?? undefined))
  return price === null ? ZERO : liabilityOf(side, stake, price, eachWay ?? undefined)
}

function described({ fairProbability, fairSource, edge, kellyFraction, stake, sizing }: Appraisal) {
  const fairPrice = fairProbability !== null && fairProbability > 0 ? 1 / fairProbability : null
  return { fairProbability, fairPrice, fairSource, edge, kellyFraction, stake, sizing }
}
