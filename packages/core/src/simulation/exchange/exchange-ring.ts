import type { Random } from '../../chance/random.ts'
import { InvariantError } from '../../errors/invariant-error.ts'
import { createBoard, type MarketView } from '../../market/board.ts'
import { selectionIndex } from '../../market/market.ts'
import type { MarketUpdate } from '../../market/market-update.ts'
import { NO_TERMS } from '../../market/venue-terms.ts'
import type { OrderReason } from '../../order/order.ts'
import type { MarketId, OrderRef } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import { PRICE_SCALE, type PriceUnits, priceUnits } from '../../units/price.ts'
import { after } from '../../units/timestamp.ts'
import type { DueQueue } from '../due-queue.ts'
import { type ExchangeBet, type ExchangeOrder, filled, isAlive, newBet } from './exchange-bet.ts'
import type { FullExchangeSettings } from './exchange-settings.ts'

/** The part of an exchange where bets are made and matched. */
export interface Ring {
  /** Every bet, in the order in which they were accepted. */
  bets(): IterableIterator<ExchangeBet>
  alive(): Iterable<ExchangeBet>
  byRef(ref: OrderRef): readonly ExchangeBet[]
  /** Why an order is refused just now; `null` when it is not. */
  refusal(order: Omit<ExchangeOrder, 'ref'>): OrderReason | null
  /** Makes a bet of an order that is not refused. */
  accept(order: Omit<ExchangeOrder, 'ref'>, ref: OrderRef | null): ExchangeBet
  /** Makes an open bet smaller, but no smaller than what is matched of it; any other stays as it is. */
  reduce(bet: ExchangeBet, stake: Money): ExchangeBet
  /** Cancels what is open. */
  cancel(bet: ExchangeBet): ExchangeBet
  observe(update: MarketUpdate): void
  settle(market: MarketId): void
}

/** An empty ring. */
export function createRing(settings: FullExchangeSettings, random: Random, due: DueQueue): Ring {
  const { venue, liquidity, minStake, stakeStep, visibilityLagMs } = settings
  const board = createBoard()
  const all = new Map<string, ExchangeBet>()
  const alive = new Map<string, ExchangeBet>()
  const refs = new Map<OrderRef, string[]>()
  /** Bets that look again for somebody to bet against. */
  const looking = new Set<string>()

  function keep(bet: ExchangeBet): ExchangeBet {
    all.set(bet.id, bet)
    if (isAlive(bet)) alive.set(bet.id, bet)
    else alive.delete(bet.id)
    settings.changed(bet)
    return bet
  }

  function isTaking(view: MarketView | undefined): view is MarketView {
    return view?.status === 'open' && !view.inPlay && due.now < view.market.event.startsAt
  }

  /** The price at which something of an order could be matched now. */
  function offered({ market, selection, side, price }: Omit<ExchangeOrder, 'ref' | 'stake'>): PriceUnits | null {
    const view = board.get(market)
    if (!isTaking(view)) return null
    const shown = view.prices(venue, side)?.prices[selectionIndex(view.market, selection)] ?? null
    if (shown === null) return null
    const units = Math.round(shown * PRICE_SCALE)
    if (units <= PRICE_SCALE || (side === 'back' ? units < price : units > price)) return null
    return priceUnits(units)
  }

  function match(bet: ExchangeBet): ExchangeBet {
    const price = offered({ ...bet, market: bet.market.id })
    if (bet.state !== 'open' || price === null) return bet
    const open = money(bet.stake - bet.matchedStake)
    const taken = drawnPart(open)
    const next = taken === 0 ? bet : keep(filled(bet, taken, price))
    if (next.state === 'open') lookAgain(next)
    return next
  }

  function drawnPart(open: Money): Money {
    const drawn = random()
    if (drawn < liquidity.full) return open
    if (drawn >= liquidity.full + liquidity.partial) return money(0)
    return money(Math.min(open, 1 + Math.floor(random() * open)))
  }

  function lookAgain({ id }: ExchangeBet): void {
    if (looking.has(id)) return
    looking.add(id)
    due.add(due.now + liquidity.everyMs * (0.5 + random()), () => {
      looking.delete(id)
      const bet = alive.get(id)
      if (bet !== undefined) match(bet)
    })
  }

  function close(bet: ExchangeBet, state: 'cancelled' | 'lapsed'): ExchangeBet {
    return bet.state === 'open' ? keep({ ...bet, state }) : bet
  }

  function openOf(market: MarketId): readonly ExchangeBet[] {
    return [...alive.values()].filter((bet) => bet.market.id === market && bet.state === 'open')
  }

  function lapse(market: MarketId): void {
    for (const bet of openOf(market)) close(bet, 'lapsed')
  }

  return {
    bets: () => all.values(),
    alive: () => alive.values(),
    byRef: (ref) => (refs.get(ref) ?? []).flatMap((id) => all.get(id) ?? []),

    refusal({ market, selection, stake }) {
      const view = board.get(market)
      if (!isTaking(view)) return { code: 'MARKET_SUSPENDED', message: 'the market takes no bets' }
      if (selectionIndex(view.market, selection) < 0) {
        return { code: 'INVALID_RUNNER', message: 'the market has no such selection' }
      }
      if (stake < minStake || stake % stakeStep !== 0) {
        return { code: 'INVALID_BET_SIZE', message: `the least stake is ${minStake}, in steps of ${stakeStep}` }
      }
      return null
    },

    accept(order, ref) {
      const view = board.get(order.market)
      if (view === undefined)
        throw new InvariantError(`An order for ${order.market}, which is not there, was not refused.`)
      const lag = Math.round(random() * visibilityLagMs)
      const { commission } = view.terms(venue) ?? NO_TERMS
      const bet = newBet(
        { market: view.market, commission, order, ref },
        `${all.size + 1}`,
        due.now,
        after(due.now, lag),
      )
      if (ref !== null) refs.set(ref, [...(refs.get(ref) ?? []), bet.id])
      return match(keep(bet))
    },

    reduce(bet, asked) {
      const stake = money(Math.max(asked, bet.matchedStake))
      if (bet.state !== 'open' || stake <= 0 || stake >= bet.stake) return bet
      return keep({ ...bet, stake, state: bet.matchedStake >= stake ? 'matched' : 'open' })
    },

    cancel: (bet) => close(bet, 'cancelled'),

    observe(update) {
      const { id, event } = update.market
      if (update.status === 'closed') {
        lapse(id)
        board.remove(id)
        return
      }
      if (board.get(id)?.market.event.startsAt !== event.startsAt) {
        due.add(event.startsAt, () => {
          if (!isTaking(board.get(id))) lapse(id)
        })
      }
      if (!isTaking(board.apply(update))) lapse(id)
      else for (const bet of openOf(id)) match(bet)
    },

    settle(market) {
      lapse(market)
      board.remove(market)
      for (const bet of [...alive.values()]) {
        if (bet.market.id === market) keep({ ...bet, settledAt: due.now })
      }
    },
  }
}
