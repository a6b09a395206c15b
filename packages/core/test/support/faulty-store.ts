import type { Store } from '@betting-advisor/core'
import { StoreError } from '@betting-advisor/core/store'

/** How a store fails: nothing is done, or it is done and nobody is told. */
export type StoreFault = 'unavailable' | 'answer-lost'

/** A real store behind a connection that can be broken. */
export interface FaultyStore extends Store {
  /** From now on, until {@link heal}; of one method only, where one is named. */
  fail(fault: StoreFault, method?: keyof Store): void
  heal(): void
  /** How often a method was asked since. */
  asked(method: keyof Store): number
}

/** Puts a store behind a connection that works until a test breaks it. */
export function faultyStore(store: Store): FaultyStore {
  const faults = new Map<keyof Store | 'all', StoreFault>()
  const counts = new Map<PropertyKey, number>()
  const own = {
    fail(fault: StoreFault, method?: keyof Store) {
      faults.set(method ?? 'all', fault)
    },
    heal() {
      faults.clear()
    },
    asked: (method: keyof Store) => counts.get(method) ?? 0,
  }
  return new Proxy(Object.assign(Object.create(null), own), {
    get(target, name: keyof FaultyStore) {
      if (name in target) return target[name]
      const part = store[name as keyof Store]
      if (typeof part !== 'function' || name === 'close' || typeof name === 'symbol') return part
      return async (...parameters: readonly unknown[]) => {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        const fault = faults.get(name as keyof Store) ?? faults.get('all')
        if (fault === 'unavailable') throw new StoreError('STORE_UNAVAILABLE', 'The server is away.')
        const answer: unknown = await Reflect.apply(part, store, parameters)
        if (fault === 'answer-lost') throw new StoreError('OUTCOME_UNKNOWN', 'The connection broke during the commit.')
        return answer
      }
    },
  })
}
