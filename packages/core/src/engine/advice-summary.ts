import type { Advice } from '../ports/advice.ts'
import { type Currency, formatMoney } from '../units/money.ts'

/** One line for people: what, where, at which price, why, and how much or why not. */
export function summarise(advice: Omit<Advice, 'summary'>, currency: Currency): string {
  const { side, selectionName, eventName, price, venue, fairPrice, edge, rejection } = advice
  const bet = `${side} ${selectionName} (${eventName}) at ${price ?? 'no price'} with ${venue}`
  const worth =
    fairPrice === null || edge === null ? '' : `, fair ${fairPrice.toFixed(3)}, edge ${(edge * 100).toFixed(2)} %`
  if (rejection === null) return `${bet}${worth}: stake ${formatMoney(advice.stake, currency)}`
  return `${bet}${worth}: rejected, ${rejection}: ${advice.verdicts.at(-1)?.detail ?? ''}`
}
