import type { OrderRef } from '../../units/ids.ts'

/** The references that orders are shown by, where one that took the place of another is shown by that of the first of its chain. */
export interface ChainNames {
  /** The reference that an order is shown by. */
  of(ref: OrderRef): OrderRef
  /** The orders that are shown by a reference. */
  under(name: OrderRef): readonly OrderRef[]
  /** One takes the place of another. */
  follow(ref: OrderRef, by: OrderRef): void
}

/** Every order is shown by its own reference. */
export function createChainNames(): ChainNames {
  const names = new Map<OrderRef, OrderRef>()
  const chains = new Map<OrderRef, OrderRef[]>()
  const of = (ref: OrderRef): OrderRef => names.get(ref) ?? ref
  return {
    of,
    under: (name) => (of(name) === name ? [name, ...(chains.get(name) ?? [])] : []),
    follow(ref, by) {
      if (names.has(by)) return
      const name = of(ref)
      names.set(by, name)
      chains.set(name, [...(chains.get(name) ?? []), by])
    },
  }
}
