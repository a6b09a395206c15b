import type { Advice } from '../ports/advice.ts'
import { type Currency, formatMoney } from '../units/money.ts'

/** One line for people: what, where, at which price, why, and how much or why not. */
export function summarise(advice: Omit<Advice, 'summary'>, currency: Currency): string {
  const { side, selectionName, eventName, venue, fairPrice, edge, rejection } = advice
  const bet = `${side} ${selectionName} (${eventName}) at ${priceText(advice)} with ${venue}`
  const worth =
    fairPrice === null || edge === null ? '' : `, fair ${fairPrice.toFixed(3)}, edge ${(edge * 100).toFixed(2)} %`
  if (rejection === null) return `${bet}${worth}: ${amountText(advice, currency)}`
  return `${bet}${worth}: rejected, ${rejection}: ${advice.verdicts.at(-1)?.detail ?? ''}`
}

function priceText({ terms, price }: Pick<Advice, 'terms' | 'price'>): string {
  if (terms.kind === 'market-on-close') return 'the starting price'
  return `${price ?? 'no price'}${terms.kind === 'limit' ? '' : ' or better at the start'}`
}

function amountText({ terms, stake, liability }: Omit<Advice, 'summary'>, currency: Currency): string {
  return terms.kind === 'limit'
    ? `stake ${formatMoney(stake, currency)}`
    : `liability ${formatMoney(liability, currency)}`
}
