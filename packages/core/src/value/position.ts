import type { Side } from '../market/market-update.ts'
import { checkCommission, checkNumber, checkPrice } from '../units/check.ts'

/** One bet on a selection. */
export interface PositionBet {
  readonly side: Side
  /** Decimal odds, finite and above 1. */
  readonly price: number
  /** The backer's stake, 0 or more. */
  readonly stake: number
}

/** What bets on one selection come to, before commission. */
export interface Position {
  /** Profit when the selection wins. */
  readonly ifWin: number
  /** Profit when it loses. */
  readonly ifLose: number
}

/**
 * What matched bets on one selection come to when it wins and when it loses, before commission.
 *
 * @param bets - Any number of them.
 * @throws InvalidValueError `INVALID_VALUE` for bets outside their range.
 * @example
 * ```ts
 * matchedPosition([{ side: 'back', price: 10, stake: 2 }, { side: 'lay', price: 5, stake: 2 }]) // { ifWin: 10, ifLose: 0 }
 * ```
 */
export function matchedPosition(bets: readonly PositionBet[]): Position {
  let ifWin = 0
  let ifLose = 0
  for (const [index, bet] of bets.entries()) {
    checkBet(bet, index)
    const sign = bet.side === 'back' ? 1 : -1
    ifWin += sign * bet.stake * (bet.price - 1)
    ifLose -= sign * bet.stake
  }
  return { ifWin, ifLose: ifLose === 0 ? 0 : ifLose }
}

/**
 * The worst that unmatched bets on one selection can come to: any of them may be matched and any not, so that only losses count.
 *
 * @param bets - Any number of them.
 * @throws InvalidValueError `INVALID_VALUE` for bets outside their range.
 * @example
 * ```ts
 * worstUnmatchedPosition([{ side: 'back', price: 10, stake: 2 }, { side: 'lay', price: 5, stake: 8 }]) // { ifWin: -32, ifLose: -2 }
 * ```
 */
export function worstUnmatchedPosition(bets: readonly PositionBet[]): Position {
  let ifWin = 0
  let ifLose = 0
  for (const [index, bet] of bets.entries()) {
    checkBet(bet, index)
    if (bet.side === 'back') ifLose -= bet.stake
    else ifWin -= bet.stake * (bet.price - 1)
  }
  return { ifWin, ifLose }
}

/** The bet that makes a position the same whatever happens. */
export interface GreenUp {
  readonly side: Side
  readonly price: number
  /** The backer's stake; 0 where the position is level already. */
  readonly stake: number
  /** Profit whatever happens, before commission. */
  readonly profit: number
  /** The same after commission, which is only charged on a profit. */
  readonly netProfit: number
}

/**
 * Greening up: the one bet at current prices after which a position pays the same whether the selection wins or loses.
 *
 * @param position - What the bets come to now, before commission.
 * @param prices - Decimal odds at which the selection can be backed and laid now, each finite and above 1.
 * @param commission - Share of net market winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * greenUp({ ifWin: 110, ifLose: -10 }, { back: 9.2, lay: 9.4 }, 0.05).netProfit // 2.62765…
 * ```
 */
export function greenUp(
  { ifWin, ifLose }: Position,
  prices: { readonly back: number; readonly lay: number },
  commission = 0,
): GreenUp {
  checkNumber('ifWin', ifWin)
  checkNumber('ifLose', ifLose)
  checkPrice('prices.back', prices.back)
  checkPrice('prices.lay', prices.lay)
  checkCommission('commission', commission)
  const side = ifWin > ifLose ? 'lay' : 'back'
  const price = prices[side]
  const stake = Math.abs(ifWin - ifLose) / price
  const profit = side === 'lay' ? ifLose + stake : ifLose - stake
  return { side, price, stake, profit, netProfit: profit > 0 ? profit * (1 - commission) : profit }
}

function checkBet({ price, stake }: PositionBet, index: number): void {
  checkPrice(`bets[${index}].price`, price)
  checkNumber(`bets[${index}].stake`, stake, 0)
}
