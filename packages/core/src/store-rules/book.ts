import { storeClosed } from '../errors/store-error.ts'
import type { Store, StoreReader } from '../ports/store.ts'
import { storable } from './storable.ts'

type BookOperation = Exclude<keyof Store, 'specification' | 'description' | 'durable' | 'close' | symbol>

type Plain<Operation extends BookOperation> = (
  ...parameters: Parameters<Store[Operation]>
) => Awaited<ReturnType<Store[Operation]>>

/** The operations of a {@link Store} with plain results: the same rules, without a promise for each. */
export type Book = { readonly [Operation in BookOperation]: Plain<Operation> }

/** The operations of a {@link Book} that change nothing. */
export type BookReader = Pick<Book, keyof StoreReader & BookOperation>

/** How a book becomes a store. */
export interface BookOwner {
  /** See {@link Store.description}. */
  readonly description: string
  /** Lets go of what the book holds; called once. */
  readonly close: () => void
}

/**
 * Offers a book for reading, each operation as a promise, until it is closed.
 *
 * @example
 * ```ts
 * const reader = readerOf(createMemoryBook(), { description: 'memory', close() {} })
 * await reader.accounts() // []
 * ```
 */
export function readerOf(book: BookReader, { description, close }: BookOwner): StoreReader & AsyncDisposable {
  const gate = createGate(description, close)
  return {
    ...reads(book, gate.check),
    async [Symbol.asyncDispose]() {
      gate.close()
    },
  }
}

/**
 * Offers a book as a store, each operation as a promise, until it is closed.
 *
 * @example
 * ```ts
 * const store = storeOf(createMemoryBook(), { description: 'memory', durable: false, close() {} })
 * await store.accounts() // []
 * await store.close()
 * ```
 */
export function storeOf(book: Book, { description, close, durable }: BookOwner & Pick<Store, 'durable'>): Store {
  const gate = createGate(description, close)
  const ask = (): Book => {
    gate.check()
    return book
  }
  return {
    specification: 1,
    description,
    durable,
    ...reads(book, gate.check),
    startRun: async (start) => ask().startRun(storable(start)),
    heartbeat: async (run, at) => ask().heartbeat(run, at),
    endRun: async (run, at) => ask().endRun(run, at),
    begin: async (intent) => ask().begin(storable(intent)),
    advance: async (key, event, fence) => ask().advance(storable(key), storable(event), fence),
    adopt: async (intent, history, fence) => ask().adopt(storable(intent), storable(history), fence),
    setLock: async (lock) => ask().setLock(storable(lock)),
    liftLock: async (account, id, at) => ask().liftLock(account, id, at),
    setLimits: async (account, limits, at, raiseDelayMs) => ask().setLimits(account, limits, at, raiseDelayMs),
    setHalt: async (account, halt) => ask().setHalt(account, storable(halt)),
    askResume: async (account, at) => ask().askResume(account, at),
    resume: async (account, code, at) => ask().resume(account, code, at),
    lead: async (run, at, ttlMs) => ask().lead(run, at, ttlMs),
    deposit: async (account, amount, at) => ask().deposit(account, amount, at),
    append: async (events) => ask().append(storable(events)),
    importRecords: async (records) => ask().importRecords(storable(records)),
    async close() {
      gate.close()
    },
    async [Symbol.asyncDispose]() {
      gate.close()
    },
  }
}

function reads(book: BookReader, check: () => void): StoreReader {
  const ask = (): BookReader => {
    check()
    return book
  }
  return {
    accounts: async () => ask().accounts(),
    runs: async (account) => ask().runs(account),
    balances: async (account) => ask().balances(account),
    currency: async (account) => ask().currency(account),
    accountRecords: async (account) => ask().accountRecords(account),
    orders: async (query) => ask().orders(query),
    order: async (key) => ask().order(storable(key)),
    history: async (key) => ask().history(storable(key)),
    equity: async (account, since) => ask().equity(account, since),
    locks: async (account) => ask().locks(account),
    events: async (query) => ask().events(query),
    lastEventId: async (account) => ask().lastEventId(account),
    rejections: async (account, since) => ask().rejections(account, since),
    changes: async (query) => ask().changes(query),
    limits: async (account, at) => ask().limits(account, at),
    peers: async (account, at) => ask().peers(account, at),
    verify: async (account) => ask().verify(account),
  }
}

function createGate(description: string, close: () => void): { check(): void; close(): void } {
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
