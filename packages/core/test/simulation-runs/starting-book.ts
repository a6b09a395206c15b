import { type Intent, money, type PriceUnits } from '@betting-advisor/core'
import { averagePriceOf, matchedValue as exact, type PlaceOutcome } from '@betting-advisor/core/venue'
import { type BookBet, Bookmaker } from './bookmaker.ts'

/** How often a bet that waits finds somebody to bet against, each time it looks. */
const FOUND = 0.4

/**
 * An exchange with a starting price and without a stream: what waits is matched part by part, and at the start of its market it lapses, stays
 * for a while or is bet at the starting price, as it asks.
 */
export class StartingBook extends Bookmaker {
  readonly #withdrawn = new Set<string>()

  protected override taken(order: Intent): PlaceOutcome {
    if (this.#withdrawn.has(`${order.market} ${order.selection}`)) {
      return { kind: 'rejected', reason: { code: 'RUNNER_REMOVED', message: 'the selection is withdrawn' } }
    }
    const { terms, side, stake, price, liability } = order
    const onClose = terms.kind !== 'limit'
    const isSized = onClose || (side === 'lay' && terms.persistence === 'market-on-close')
    const matched = onClose || this.simulator.chance(0.7) ? 0 : this.simulator.between(1, stake)
    const state = !onClose && matched === stake ? 'matched' : 'open'
    const most = isSized ? liability : null
    const bet = this.add({ ...order, eachWay: null, matched, state, onClose, most }, order)
    if (!onClose && state === 'open') this.#look(bet.venueOrderId)
    const { venueOrderId } = bet
    return { kind: 'accepted', venueOrderId, matchedStake: money(matched), averagePrice: matched > 0 ? price : null }
  }

  override withdraw(market: BookBet['market'], selection: BookBet['selection']): void {
    this.#withdrawn.add(`${market} ${selection}`)
    for (const bet of this.bets) {
      if (bet.market === market && bet.selection === selection && bet.state === 'open') this.#end(bet)
    }
  }

  override close(market: BookBet['market']): void {
    super.close(market)
    /** In ten-thousandths, by selection; for some there is none. */
    const starting = new Map<string, number | null>()
    for (const bet of this.bets) {
      if (bet.market !== market || bet.state !== 'open') continue
      const { terms, selection } = bet
      if (!starting.has(selection)) {
        starting.set(selection, this.simulator.chance(0.15) ? null : this.simulator.between(10_500, 60_000))
      }
      if (terms.kind === 'limit' && terms.persistence === 'lapse') this.#end(bet)
      else if (terms.kind !== 'limit' || terms.persistence === 'market-on-close') {
        this.#matchAtStart(bet, starting.get(selection) ?? null)
      }
    }
    // Before it is known how the market ends, what stayed is over.
    this.simulator.plan(this.simulator.between(50, 450), `${this.name} closes ${market}`, () => {
      for (const bet of this.bets) if (bet.market === market && bet.state === 'open') this.#end(bet)
    })
  }

  #look(id: string): void {
    this.simulator.plan(this.simulator.between(150, 2500), `${id} looks`, () => {
      const bet = this.bets.find(({ venueOrderId }) => venueOrderId === id)
      if (bet?.state !== 'open') return
      if (this.simulator.chance(FOUND)) {
        const part = this.simulator.between(1, bet.stake - bet.matched)
        this.#match(bet, part, part * bet.price, bet.matched + part === bet.stake)
      }
      this.#look(id)
    })
  }

  #matchAtStart(bet: BookBet, units: number | null): void {
    const { side, terms, price, most, stake, matched, onClose } = bet
    const isAsGood = units !== null && (side === 'back' ? units >= price : units <= price)
    if (units === null || (terms.kind === 'limit-on-close' && !isAsGood)) {
      this.#end(bet)
      return
    }
    const open = stake - matched
    if (side === 'back') {
      const taken = onClose ? (most ?? 0) : open
      this.#match(bet, taken, taken * units, true)
      return
    }
    const liability = onClose ? (most ?? 0) : (open * (price - 10_000)) / 10_000
    const taken = Math.floor((liability * 10_000) / (units - 10_000))
    if (taken === 0) this.#end(bet)
    else this.#match(bet, taken, taken * units, true)
  }

  #match(bet: BookBet, stake: number, value: number, isLast: boolean): void {
    const matched = bet.matched + stake
    const matchedValue = bet.matchedValue + value
    const averagePrice: PriceUnits | null = averagePriceOf(bet.side, money(matched), exact(matchedValue))
    this.#change({ ...bet, matched, matchedValue, averagePrice, state: isLast ? 'matched' : 'open' })
  }

  #end(bet: BookBet): void {
    this.#change({ ...bet, state: 'lapsed' })
  }

  #change(bet: BookBet): void {
    const index = this.bets.findIndex(({ venueOrderId }) => venueOrderId === bet.venueOrderId)
    this.bets[index] = bet
    this.simulator.note(`${bet.venueOrderId} ${bet.ref}: ${bet.state}, ${bet.matched} of ${bet.stake} matched`)
    this.changed()
  }
}
