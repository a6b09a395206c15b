import * as z from 'zod'
import { sideSchema } from './current-order.ts'
import type { OrderTypeWire, PersistenceType } from './enums.ts'
import type { Open } from './values.ts'
import { finite, id, integer, loosely, maybe, moment, name, openEnum, reference } from './values.ts'

/** How a bet ended; the documentation names other words than the venue sends. */
export type BetOutcomeWire = Open<'WON' | 'LOST' | 'PLACE' | 'WIN' | 'LOSE'>

/**
 * A row of listClearedOrders. Which fields it has goes by what it was grouped by, and a row of a market with one bet has those of the
 * bet as well: the level of a row cannot be told by its fields.
 */
export const clearedOrderSchema = z.object({
  eventTypeId: maybe(id),
  eventId: maybe(id),
  marketId: maybe(id),
  selectionId: maybe(integer),
  handicap: maybe(finite),
  betId: maybe(id),
  placedDate: loosely(moment),
  persistenceType: loosely(openEnum<PersistenceType>()),
  orderType: loosely(openEnum<OrderTypeWire | 'MARKET_AT_THE_CLOSE'>()),
  side: maybe(sideSchema),
  itemDescription: loosely(
    z.object({
      eventTypeDesc: loosely(name),
      eventDesc: loosely(name),
      marketDesc: loosely(name),
      marketType: loosely(name),
      marketStartTime: loosely(moment),
      runnerDesc: loosely(name),
      numberOfWinners: loosely(integer),
      eachWayDivisor: loosely(finite),
    }),
  ),
  betOutcome: maybe(openEnum<BetOutcomeWire>()),
  priceRequested: loosely(finite),
  settledDate: maybe(moment),
  lastMatchedDate: loosely(moment),
  betCount: loosely(integer),
  commission: maybe(finite),
  priceMatched: maybe(finite),
  priceReduced: loosely(z.boolean()),
  sizeSettled: maybe(finite),
  profit: maybe(finite),
  sizeCancelled: maybe(finite),
  customerOrderRef: maybe(reference).catch(null),
  customerStrategyRef: maybe(reference).catch(null),
})

/** A page of listClearedOrders; each row is read by itself. */
export const clearedOrdersSchema = z.object({ clearedOrders: z.array(z.unknown()), moreAvailable: z.boolean() })

export type ClearedOrderRow = z.output<typeof clearedOrderSchema>
