import type { Money } from '../units/money.ts'
import type { Intent } from './intent.ts'
import { liability } from './liability.ts'
import type { Order } from './order.ts'
import { type OrderTerms, type Persistence, PLAIN_LIMIT } from './order-terms.ts'

/** What of a limit order is changed at its venue without its losing its place in the queue. */
export interface Amendment {
  /** The stake that it shall have, less than it has and more than is matched of it. @default as it is */
  readonly stake?: Money
  /** @default as it is */
  readonly persistence?: Persistence
}

/** What an order asks for. */
export type Asked = Pick<Intent, 'side' | 'terms' | 'price' | 'stake' | 'liability' | 'eachWay'>

/** What an order asks for by now, where it was amended since it was decided. */
export function askedBy({ intent, amendedStake, amendedPersistence }: AskingOrder): Asked {
  if (amendedStake === null && amendedPersistence === null) return intent
  const { side, price, eachWay } = intent
  const stake = amendedStake ?? intent.stake
  const terms: OrderTerms =
    amendedPersistence === null ? intent.terms : { ...PLAIN_LIMIT, persistence: amendedPersistence }
  const own = eachWay === undefined ? {} : { eachWay }
  return { side, terms, price, stake, liability: liability(side, stake, price, eachWay), ...own }
}

/** What of an order tells what it asks for. */
export type AskingOrder = Pick<Order, 'amendedStake' | 'amendedPersistence'> & { readonly intent: Asked }
