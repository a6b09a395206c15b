import { storeClosed } from '../errors/store-error.ts'
import type { Store } from '../ports/store.ts'
import { type Book, createMemoryBook } from './memory-book.ts'

/**
 * A store in memory, for tests and trials: it keeps every promise of a store except to survive the process.
 *
 * @param book - What to keep things in; a new, empty one by default.
 */
export function createMemoryStore(book: Book = createMemoryBook()): Store {
  const description = 'memory'
  let closed = false

  function ask(): Book {
    if (closed) throw storeClosed(description)
    return book
  }

  return {
    specification: 1,
    description,
    durable: false,
    startRun: async (start) => ask().startRun(start),
    heartbeat: async (run, at) => ask().heartbeat(run, at),
    endRun: async (run, at) => ask().endRun(run, at),
    begin: async (intent) => ask().begin(intent),
    advance: async (key, event) => ask().advance(key, event),
    setLock: async (lock) => ask().setLock(lock),
    liftLock: async (account, id, at) => ask().liftLock(account, id, at),
    setHalt: async (account, halt) => ask().setHalt(account, halt),
    deposit: async (account, amount, at) => ask().deposit(account, amount, at),
    append: async (events) => ask().append(events),
    accounts: async () => ask().accounts(),
    runs: async (account) => ask().runs(account),
    balances: async (account) => ask().balances(account),
    currency: async (account) => ask().currency(account),
    orders: async (query) => ask().orders(query),
    order: async (key) => ask().order(key),
    history: async (key) => ask().history(key),
    equity: async (account, since) => ask().equity(account, since),
    locks: async (account) => ask().locks(account),
    events: async (query) => ask().events(query),
    lastEventId: async (account) => ask().lastEventId(account),
    rejections: async (account, since) => ask().rejections(account, since),
    verify: async (account) => ask().verify(account),
    async close() {
      closed = true
    },
    async [Symbol.asyncDispose]() {
      closed = true
    },
  }
}
