import { storeClosed } from '../errors/store-error.ts'
import type { OperationName, ReadName } from '../ports/store/operations.ts'
import type { Store, StoreOperations, StoreReader } from '../ports/store.ts'
import { type AnswerOf, readOperations, storeOperations } from './forward.ts'

/** The operations of a {@link Store} with plain results: the same rules, without a promise for each. */
export type Accounts = {
  readonly [Name in OperationName]: (...parameters: Parameters<StoreOperations[Name]>) => AnswerOf<Name>
}

/** How accounts become a store. */
export interface AccountsOwner {
  /** See {@link Store.description}. */
  readonly description: string
  /** Lets go of what the accounts are kept in; called once. */
  readonly close: () => void
}

/**
 * Offers accounts for reading, each operation as a promise, until they are closed.
 *
 * @example
 * ```ts
 * const reader = readerOf(createMemoryAccounts(), { description: 'memory', close() {} })
 * await reader.accounts() // []
 * ```
 */
export function readerOf(accounts: Pick<Accounts, ReadName>, owner: AccountsOwner): StoreReader & AsyncDisposable {
  const gate = createGate(owner)
  return {
    ...readOperations(
      async <Name extends ReadName>(
        name: Name,
        parameters: Parameters<StoreOperations[Name]>,
      ): Promise<AnswerOf<Name>> => {
        gate.check()
        return accounts[name](...parameters)
      },
    ),
    async [Symbol.asyncDispose]() {
      gate.close()
    },
  }
}

/**
 * Offers accounts as a store, each operation as a promise, until they are closed.
 *
 * @example
 * ```ts
 * const store = storeOf(createMemoryAccounts(), { description: 'memory', durable: false, close() {} })
 * await store.accounts() // []
 * await store.close()
 * ```
 */
export function storeOf(accounts: Accounts, owner: AccountsOwner & Pick<Store, 'durable'>): Store {
  const gate = createGate(owner)
  return {
    specification: 1,
    description: owner.description,
    durable: owner.durable,
    ...storeOperations(
      async <Name extends OperationName>(
        name: Name,
        parameters: Parameters<StoreOperations[Name]>,
      ): Promise<AnswerOf<Name>> => {
        gate.check()
        return accounts[name](...parameters)
      },
    ),
    async close() {
      gate.close()
    },
    async [Symbol.asyncDispose]() {
      gate.close()
    },
  }
}

function createGate({ description, close }: AccountsOwner): { check(): void; close(): void } {
  let closed = false
  return {
    check() {
      if (closed) throw storeClosed(description)
    },
    close() {
      if (closed) return
      closed = true
      close()
    },
  }
}
