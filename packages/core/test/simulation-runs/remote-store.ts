import type { Store } from '@betting-advisor/core'
import type { Accounts } from '@betting-advisor/core/store'
import {
  type AnswerOf,
  isRead,
  type OperationName,
  StoreError,
  type StoreOperations,
  storeOperations,
} from '@betting-advisor/core/store'
import type { Life, Simulator } from './simulator.ts'

/** How a store behaves on its way: set by the world, drawn anew for every call. */
export interface StoreWeather {
  /** Nothing reaches it. */
  down: boolean
  /** In [0, 1]: answers of kept changes that are lost. */
  lost: number
  /** In [0, 1]: calls that take up to `slowMs`. */
  slow: number
  slowMs: number
}

/** Accounts behind a connection: each call is an atomic step at some moment between the question and the answer. */
export function remoteStore(
  simulator: Simulator,
  life: Life,
  accounts: Accounts,
  weather: StoreWeather,
  changed: (name: string, result: unknown) => void,
): Store {
  function travel(): number {
    return simulator.chance(weather.slow) ? simulator.between(10, weather.slowMs) : simulator.between(0, 3)
  }

  async function call<Name extends OperationName>(
    name: Name,
    parameters: Parameters<StoreOperations[Name]>,
  ): Promise<AnswerOf<Name>> {
    const [there, back] = [travel(), travel()]
    const answer = Promise.withResolvers<AnswerOf<Name>>()
    // What has left arrives, also when whoever sent it dies meanwhile.
    simulator.plan(there, `${life.name} asks the store: ${name}`, () => {
      if (weather.down) {
        simulator.note(`the store cannot be reached: ${name}`)
        reply(() => answer.reject(new StoreError('STORE_UNAVAILABLE', 'The store cannot be reached.')))
        return
      }
      try {
        const result = accounts[name](...parameters)
        if (!isRead(name)) {
          simulator.note(`store ${name}: ${described(result)}`)
          changed(name, result)
          if (simulator.chance(weather.lost)) {
            simulator.note(`the answer to ${name} is lost`)
            reply(() => answer.reject(new StoreError('OUTCOME_UNKNOWN', 'The connection was lost.')))
            return
          }
        }
        reply(() => answer.resolve(result))
      } catch (error) {
        simulator.note(`store ${name} refuses: ${error}`)
        reply(() => answer.reject(error))
      }
    })
    const reply = (act: () => void) =>
      void simulator.plan(back, `${life.name} hears the store: ${name}`, () => {
        if (life.alive) act()
      })
    return await answer.promise
  }

  return {
    specification: 1,
    description: 'simulated',
    durable: true,
    ...storeOperations(call),
    async close() {},
    async [Symbol.asyncDispose]() {},
  }
}

/** What the store answered, in short: what it was asked stands in the engine's own recording. */
function described(result: unknown): string {
  if (typeof result !== 'object' || result === null) return String(result)
  const { kind, order, version, leader } = result as Partial<Record<string, unknown>>
  const { state, version: changed } = (order ?? {}) as Partial<Record<string, unknown>>
  return [kind, state, changed, version, leader].filter((part) => part !== undefined).join(' ')
}
