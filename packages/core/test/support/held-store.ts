import type { Store } from '@betting-advisor/core'

/** A real store some of whose methods can be made to wait until a test lets them go. */
export interface HeldStore {
  readonly store: Store
  /** Holds back what is asked of these methods from now on; the answer lets one of them go, for good. */
  holdBack(...methods: readonly (keyof Store)[]): (method: keyof Store) => void
}

/** Puts a store behind a door that a test shuts and opens. */
export function heldStore(store: Store): HeldStore {
  const doors = new Map<PropertyKey, PromiseWithResolvers<void>>()
  return {
    holdBack(...methods) {
      for (const method of methods) doors.set(method, Promise.withResolvers())
      return (method) => {
        doors.get(method)?.resolve()
        doors.delete(method)
      }
    },
    store: new Proxy(store, {
      get(target, name: keyof Store) {
        const part = target[name]
        if (typeof part !== 'function') return part
        return async (...parameters: readonly unknown[]): Promise<unknown> => {
          await doors.get(name)?.promise
          return Reflect.apply(part, target, parameters)
        }
      },
    }),
  }
}
