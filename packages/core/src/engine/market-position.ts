import type { Market } from '../market/market.ts'
import { stakesOf, winningsPaid } from '../order/each-way.ts'
import { unmatchedStake } from '../order/open-part.ts'
import type { Order } from '../order/order.ts'
import { isOpen } from '../order/order-state.ts'
import type { MarketId, SelectionId } from '../units/ids.ts'
import { type Money, money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Position } from '../value/position.ts'

/** Backers' stakes, in minor units. */
export interface StakesBySide {
  readonly back: Money
  readonly lay: Money
}

/** What a strategy has on one selection; `ifWin` and `ifLose` are what is matched comes to, in minor units and before commission. */
export interface SelectionPosition extends Position {
  readonly selection: SelectionId
  readonly matched: StakesBySide
  /** What may yet be matched, of orders of unknown outcome as well. */
  readonly open: StakesBySide
}

/** What a strategy has on a market, over all venues. */
export interface MarketPosition {
  readonly market: MarketId
  /** In the order of the market's selections; once it is off the board, those that there are orders on. */
  readonly selections: readonly SelectionPosition[]
  /**
   * What the matched bets come to when each of these selections wins, in minor units and before commission: what `levelPosition` takes.
   * `null` unless one selection wins and that says it all: on an Asian line, and where a bet is each way, it does not.
   */
  readonly profits: readonly number[] | null
}

/** What these live orders of a market come to. */
export function marketPosition(id: MarketId, market: Market | undefined, orders: readonly Order[]): MarketPosition {
  const names = new Set(market?.selections.map((selection) => selection.id))
  for (const { intent } of orders) names.add(intent.selection)
  const selections = [...names].map((selection) => {
    return selectionPosition(
      selection,
      orders.filter(({ intent }) => intent.selection === selection),
    )
  })
  const winners = market?.winners ?? orders[0]?.intent.winners ?? 1
  const isSure =
    winners === 1 && market?.betting !== 'asian' && orders.every(({ intent }) => intent.eachWay === undefined)
  return { market: id, selections, profits: isSure ? profitsOf(selections) : null }
}

function selectionPosition(selection: SelectionId, orders: readonly Order[]): SelectionPosition {
  const matched = { back: 0, lay: 0 }
  const open = { back: 0, lay: 0 }
  let [ifWin, ifLose] = [0, 0]
  for (const order of orders) {
    const { intent, matchedStake, matchedValue } = order
    const sign = intent.side === 'back' ? 1 : -1
    matched[intent.side] += matchedStake
    const [paid, of] = winningsPaid(intent.eachWay)
    ifWin += sign * (matchedValue / PRICE_SCALE - matchedStake) * (Number(paid) / Number(of))
    ifLose -= sign * matchedStake * stakesOf(intent.eachWay)
    if (isOpen(order)) open[intent.side] += unmatchedStake(order)
  }
  return { selection, matched: stakes(matched), open: stakes(open), ifWin, ifLose: ifLose === 0 ? 0 : ifLose }
}

/** When one wins, all others lose. */
function profitsOf(selections: readonly Position[]): readonly number[] {
  const allLose = selections.reduce((sum, { ifLose }) => sum + ifLose, 0)
  return selections.map(({ ifWin, ifLose }) => allLose - ifLose + ifWin)
}

function stakes({ back, lay }: { readonly back: number; readonly lay: number }): StakesBySide {
  return { back: money(back), lay: money(lay) }
}
