import { fromPriceUnits, type Intent, type Order, subtract } from '@betting-advisor/core'
import type { ReplaceOrdersRequest } from '../api/wire/change-orders.ts'
import { marketAtExchange } from '../markets/names.ts'

/** Why nothing is asked for. */
interface Refusal {
  readonly code: string
  readonly message: string
}

const because = (code: string, message: string): Refusal => ({ code, message })

/** How the exchange is asked to put an order in the place of another, or why it can't be: it knows a new price, and nothing else. */
export function replaceRequest(order: Order, replacement: Intent): { readonly params: ReplaceOrdersRequest } | Refusal {
  const { intent, venueOrderId: betId } = order
  const marketId = marketAtExchange(intent.market)
  if (betId === null || marketId === null) return because('NO_BET_ID', 'The exchange has given the order no name yet.')
  if (!isOfTheSame(order, replacement))
    return because('OTHER_TERMS', 'The exchange replaces a limit order by one that differs in nothing but its price.')
  const asked = order.amendedStake ?? intent.stake
  const open = subtract(subtract(asked, order.matchedStake), order.voidedStake)
  if (replacement.stake !== open)
    return because('OTHER_STAKE', 'The exchange asks for what is open of the order before, and for no other stake.')
  const version = replacement.execution?.marketVersion ?? null
  return {
    params: {
      marketId,
      instructions: [{ betId, newPrice: fromPriceUnits(replacement.price) }],
      // The exchange takes no second request with the same within 60 seconds, whatever a network does with the first.
      customerRef: replacement.ref,
      ...(version !== null && { marketVersion: { version } }),
    },
  }
}

function isOfTheSame({ intent, amendedPersistence }: Order, { market, selection, side, terms }: Intent): boolean {
  return (
    market === intent.market &&
    selection === intent.selection &&
    side === intent.side &&
    terms.kind === 'limit' &&
    intent.terms.kind === 'limit' &&
    terms.minFill === null &&
    intent.terms.minFill === null &&
    terms.persistence === (amendedPersistence ?? intent.terms.persistence)
  )
}
