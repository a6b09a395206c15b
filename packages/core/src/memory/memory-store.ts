import type { Store } from '../ports/store.ts'
import { type Accounts, storeOf } from '../store-rules/accounts.ts'
import { createMemoryAccounts } from './accounts.ts'

/**
 * A store in memory, for tests and trials: it keeps every promise of a store except to survive the process.
 *
 * @param accounts - What to keep things in; a new, empty one by default.
 * @example
 * ```ts
 * const store = createMemoryStore()
 * await store.startRun({ ...start, openingFunds: { paper: money(100_000) } })
 * await store.accounts() // ['DRY_RUN:main']
 * ```
 */
export function createMemoryStore(accounts: Accounts = createMemoryAccounts()): Store {
  return storeOf(accounts, { description: 'memory', durable: false, close() {} })
}
