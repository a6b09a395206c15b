import { InvariantError } from '../errors/invariant-error.ts'
import {
  type ControlName,
  isControl,
  isOperation,
  isRead,
  type OperationName,
  type ReadName,
  STORE_OPERATIONS,
} from '../ports/store/operations.ts'
import type { StoreOperations } from '../ports/store.ts'
import { storable } from './storable.ts'

/** Some operations of a store, each as it is called. */
export type Forwarded<Names extends OperationName> = {
  readonly [Name in Names]: (...parameters: Parameters<StoreOperations[Name]>) => Promise<AnswerOf<Name>>
}

/** Does an operation of a store, by its name. */
export type Ask<Names extends OperationName> = <Name extends Names>(
  name: Name,
  parameters: Parameters<StoreOperations[Name]>,
) => Promise<AnswerOf<Name>>

/** What an operation of a store answers. */
export type AnswerOf<Name extends OperationName> = Awaited<ReturnType<StoreOperations[Name]>>

const ALL: readonly OperationName[] = Object.keys(STORE_OPERATIONS).filter(isOperation)

/**
 * All operations of a store, each passed on to `ask` with its name, and with every text that it is given made one that every database
 * can keep: so a store finds a thing under the id that it was kept with, and all stores do so alike.
 *
 * @example
 * ```ts
 * const asked = new Set()
 * const operations = storeOperations(async (name, parameters) => {
 *   asked.add(name)
 *   return await store[name](...parameters)
 * })
 * await operations.accounts()
 * asked.has('accounts') // true
 * ```
 */
export function storeOperations(ask: Ask<OperationName>): Forwarded<OperationName> {
  return forwarded(ALL, ask)
}

/** Those that change nothing: see {@link storeOperations}. */
export function readOperations(ask: Ask<ReadName>): Forwarded<ReadName> {
  return forwarded(ALL.filter(isRead), ask)
}

/** Those that may be done beside the engines of a store: see {@link storeOperations}. */
export function controlOperations(ask: Ask<ControlName>): Forwarded<ControlName> {
  return forwarded(ALL.filter(isControl), ask)
}

function forwarded<Names extends OperationName>(names: readonly Names[], ask: Ask<Names>): Forwarded<Names> {
  const made: { -readonly [Name in Names]?: Forwarded<Names>[Name] } = {}
  function forward<Name extends Names>(name: Name): void {
    made[name] = (...parameters) => ask(name, storable(parameters))
  }
  for (const name of names) forward(name)
  if (!hasAll(made, names)) throw new InvariantError('An operation of the store was not forwarded.')
  return made
}

function hasAll<Names extends OperationName>(
  made: Partial<Forwarded<Names>>,
  names: readonly Names[],
): made is Forwarded<Names> {
  return names.every((name) => made[name] !== undefined)
}
