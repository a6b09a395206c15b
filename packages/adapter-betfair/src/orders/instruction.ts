import { type Currency, fromPriceUnits, type Intent, toMajor } from '@betting-advisor/core'
import type { OneOrMore } from '@betting-advisor/core/venue'
import type { PlaceInstruction, PlaceOrdersRequest } from '../api/wire/place-orders.ts'
import { marketAtExchange, runnerAtExchange } from '../markets/names.ts'

const PERSISTENCE = { lapse: 'LAPSE', persist: 'PERSIST', 'market-on-close': 'MARKET_ON_CLOSE' } as const

/** An order as the exchange is asked for it; `null` where its selection is none of the exchange's. */
function instructionOf(intent: Intent, currency: Currency): PlaceInstruction | null {
  const runner = runnerAtExchange(intent.selection)
  if (runner === null) return null
  const common = {
    selectionId: runner.id,
    handicap: runner.handicap,
    side: intent.side === 'back' ? 'BACK' : 'LAY',
    customerOrderRef: intent.ref,
  } as const
  const price = fromPriceUnits(intent.price)
  const { terms } = intent
  if (terms.kind === 'market-on-close')
    return {
      ...common,
      orderType: 'MARKET_ON_CLOSE',
      marketOnCloseOrder: { liability: toMajor(intent.liability, currency) },
    }
  if (terms.kind === 'limit-on-close')
    return {
      ...common,
      orderType: 'LIMIT_ON_CLOSE',
      limitOnCloseOrder: { liability: toMajor(intent.liability, currency), price },
    }
  const size = toMajor(intent.stake, currency)
  if (terms.minFill === null)
    return {
      ...common,
      orderType: 'LIMIT',
      limitOrder: { size, price, persistenceType: PERSISTENCE[terms.persistence] },
    }
  // How it persists is left out: it is never open. Without a least fill it is all or nothing.
  const minFill = terms.minFill === intent.stake ? {} : { minFillSize: toMajor(terms.minFill, currency) }
  return { ...common, orderType: 'LIMIT', limitOrder: { size, price, timeInForce: 'FILL_OR_KILL', ...minFill } }
}

/** Orders of one market in one request; `null` where one of them is not for the exchange. */
export function placeRequest(
  orders: OneOrMore<Intent>,
  currency: Currency,
  customerStrategyRef: string,
): PlaceOrdersRequest | null {
  const [first] = orders
  const marketId = marketAtExchange(first.market)
  const instructions = orders.flatMap((order) => instructionOf(order, currency) ?? [])
  if (marketId === null || instructions.length < orders.length) return null
  const versions = orders.flatMap(({ execution }) => execution?.marketVersion ?? [])
  return {
    marketId,
    instructions,
    // The exchange takes no second request with the same within 60 seconds, whatever a network does with the first.
    customerRef: first.ref,
    customerStrategyRef,
    // The oldest is the strictest.
    ...(versions.length > 0 && { marketVersion: { version: Math.min(...versions) } }),
  }
}
