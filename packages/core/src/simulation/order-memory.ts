import type { MarketId, OrderRef } from '../units/ids.ts'
import { DAY, type Timestamp } from '../units/timestamp.ts'

/** How long a venue remembers orders of a market that is over, in milliseconds: whoever has a question asks it by then. */
const REMEMBERED_MS = DAY

/** Which orders a simulated venue has to remember, so that it does not grow with every market that it ever had. */
export interface OrderMemory {
  /** An order of a market has come. */
  note(market: MarketId, ref: OrderRef): void
  /** A market is over: a day later its orders are forgotten. */
  over(market: MarketId, at: Timestamp): void
}

/** @param forget - Forgets an order. */
export function createOrderMemory(forget: (ref: OrderRef) => void): OrderMemory {
  const refs = new Map<MarketId, OrderRef[]>()
  /** What is to be forgotten, first what is so first. */
  const due: { readonly at: number; readonly refs: readonly OrderRef[] }[] = []
  return {
    note(market, ref) {
      const there = refs.get(market)
      if (there === undefined) refs.set(market, [ref])
      else there.push(ref)
    },
    over(market, at) {
      for (let next = due[0]; next !== undefined && next.at <= at; next = due[0]) {
        for (const ref of next.refs) forget(ref)
        due.shift()
      }
      const there = refs.get(market)
      if (there === undefined) return
      refs.delete(market)
      due.push({ at: at + REMEMBERED_MS, refs: there })
    },
  }
}
