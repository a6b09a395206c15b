import * as z from 'zod'
import type { OrderStatusWire, OrderTypeWire, PersistenceType } from './enums.ts'
import { finite, id, integer, loosely, maybe, moment, name, openEnum, reference } from './values.ts'

export const sideSchema = z.enum(['BACK', 'LAY'])

/** An order that is open, or complete and not settled. */
export const currentOrderSchema = z.object({
  betId: id,
  marketId: id,
  selectionId: integer,
  handicap: maybe(finite),
  /** What was asked; of an order on close that names no price, the price is 0 or left out. */
  priceSize: z.object({ price: maybe(finite), size: maybe(finite) }),
  bspLiability: maybe(finite),
  side: sideSchema,
  status: openEnum<OrderStatusWire>(),
  persistenceType: maybe(openEnum<PersistenceType>()),
  orderType: openEnum<OrderTypeWire>(),
  placedDate: moment,
  matchedDate: loosely(moment),
  averagePriceMatched: maybe(finite),
  sizeMatched: maybe(finite),
  sizeRemaining: maybe(finite),
  sizeLapsed: maybe(finite),
  sizeCancelled: maybe(finite),
  sizeVoided: maybe(finite),
  regulatorCode: loosely(name),
  customerOrderRef: maybe(reference).catch(null),
  customerStrategyRef: maybe(reference).catch(null),
  currentItemDescription: loosely(z.object({ marketVersion: z.object({ version: integer }) })),
})

/** A page of listCurrentOrders; each order is read by itself. */
export const currentOrdersSchema = z.object({ currentOrders: z.array(z.unknown()), moreAvailable: z.boolean() })

export type CurrentOrder = z.output<typeof currentOrderSchema>
