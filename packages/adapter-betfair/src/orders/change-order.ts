import { holdClock, type OrderAnswer } from '@betting-advisor/adapter-kit'
import { type Clock, type Currency, type Order, subtract, type Venue } from '@betting-advisor/core'
import type { AmendOutcome, CancelOutcome } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import { marketAtExchange } from '../markets/names.ts'
import { betIdOf } from './bet-id.ts'
import { codeOf } from './code-of.ts'
import { isOfOtherSize, knownMatched, readCancelled, readUpdated } from './read-changed.ts'
import { readEnded } from './read-ended.ts'

/** What changes of orders are made with. */
export interface OrderChangesSettings {
  readonly client: BetfairClient
  readonly clock: Clock
  readonly currency: Currency
  /** One request that changes an order that is open; `read` gives what its answer says, `null` where that cannot be read. */
  readonly change: (
    operation: 'cancelOrders' | 'updateOrders',
    params: object,
    signal: AbortSignal,
    read: (answer: OrderAnswer) => CancelOutcome | null,
  ) => Promise<CancelOutcome>
}

const PERSISTENCE = { lapse: 'LAPSE', persist: 'PERSIST', 'market-on-close': 'MARKET_ON_CLOSE' } as const

const refused = (reason: { readonly code: string; readonly message: string }) => ({ kind: 'refused', reason }) as const

/** How orders that are open are cancelled and amended: by their market and their name at the exchange, never by less. */
export function createOrderChanges({
  client,
  clock,
  currency,
  change,
}: OrderChangesSettings): Required<Pick<Venue, 'doCancel' | 'doAmend'>> {
  /** Does something with an order where it is. */
  async function named(
    order: Order,
    signal: AbortSignal,
    ask: (marketId: string, betId: string) => Promise<CancelOutcome>,
  ): Promise<CancelOutcome> {
    const marketId = marketAtExchange(order.intent.market)
    if (marketId === null)
      return refused({ code: 'NOT_OF_THE_EXCHANGE', message: 'The market is none of the exchange’s.' })
    let betId: string | null
    const hold = holdClock(clock)
    try {
      betId = await betIdOf(client, order, signal)
    } catch (error) {
      return refused({ code: codeOf(error), message: 'The exchange cannot be asked what it calls the order.' })
    } finally {
      hold[Symbol.dispose]()
    }
    return betId === null
      ? refused({ code: 'NO_BET_ID', message: 'The exchange lists no open bet under the reference of the order.' })
      : await ask(marketId, betId)
  }

  return {
    doCancel: (order, signal) =>
      named(order, signal, async (marketId, betId) => {
        const outcome = await change('cancelOrders', { marketId, instructions: [{ betId }] }, signal, (answer) =>
          readCancelled(answer, order, null, currency),
        )
        return isOfOtherSize(outcome) ? await readEnded(client, betId, currency, signal) : outcome
      }),
    async doAmend(order, { stake, persistence }, signal): Promise<AmendOutcome> {
      const { terms, stake: first } = order.intent
      if (terms.kind !== 'limit')
        return refused({ code: 'NO_LIMIT_ORDER', message: 'Only limit orders can be amended.' })
      const reduction = subtract(order.amendedStake ?? first, stake)
      const isOtherwise = persistence !== (order.amendedPersistence ?? terms.persistence)
      if (reduction > 0 && isOtherwise)
        return refused({
          code: 'TWO_CHANGES',
          message: 'The exchange changes size and persistence in two requests.',
        })
      const outcome = await named(order, signal, (marketId, betId) => {
        const instruction = isOtherwise
          ? { betId, newPersistenceType: PERSISTENCE[persistence] }
          : { betId, sizeReduction: reduction / 10 ** currency.exponent }
        const operation = isOtherwise ? 'updateOrders' : 'cancelOrders'
        return change(operation, { marketId, instructions: [instruction] }, signal, (answer) =>
          isOtherwise ? readUpdated(answer, order) : readCancelled(answer, order, reduction, currency),
        )
      })
      return outcome.kind === 'cancelled' ? { kind: 'amended', ...knownMatched(order) } : outcome
    },
  }
}
