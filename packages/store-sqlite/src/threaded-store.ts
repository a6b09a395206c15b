import type { Store } from '@betting-advisor/core'
import { type Book, type BookReader, storable, storeClosed } from '@betting-advisor/core/store'
import { startThread, type Thread } from './thread.ts'

/**
 * A store of two threads: one that writes, and one that reads, started when something is first asked of it.
 *
 * Reads have a thread of their own so that a long one (an audit, a page of ten thousand orders) never stands before an intent. A
 * read waits until the writes asked before it are committed, so it sees them, whether they were awaited or not.
 */
export function threadedStore(path: string, writer: Thread, lock: Disposable): Store {
  const description = `SQLite ${path}`
  let reader: Promise<Thread> | undefined
  const reading = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  async function write<Name extends keyof Book>(name: Name, ...parameters: Parameters<Book[Name]>) {
    if (closing !== undefined) throw storeClosed(description)
    return await writer.ask(name, ...storable(parameters))
  }

  async function read<Name extends keyof BookReader>(name: Name, ...parameters: Parameters<Book[Name]>) {
    if (closing !== undefined) throw storeClosed(description)
    const answer = readWritten(writer.settled(), name, ...parameters)
    reading.add(answer)
    try {
      return await answer
    } finally {
      reading.delete(answer)
    }
  }

  async function readWritten<Name extends keyof BookReader>(
    written: Promise<unknown> | undefined,
    name: Name,
    ...parameters: Parameters<Book[Name]>
  ) {
    reader ??= startReader()
    const thread = await reader
    if (written !== undefined) await written
    return await thread.ask(name, ...storable(parameters))
  }

  async function startReader(): Promise<Thread> {
    try {
      return await startThread(path, 'read')
    } catch (error) {
      reader = undefined
      throw error
    }
  }

  async function close(): Promise<void> {
    try {
      await Promise.allSettled(reading)
      await (await reader)?.close()
    } finally {
      // The writer last: whoever closes a database last puts its log away.
      try {
        await writer.close()
      } finally {
        lock[Symbol.dispose]()
      }
    }
  }

  async function closeOnce(): Promise<void> {
    closing ??= close()
    await closing
  }

  return {
    specification: 1,
    description,
    durable: true,
    startRun: (start) => write('startRun', start),
    heartbeat: (run, at) => write('heartbeat', run, at),
    endRun: (run, at) => write('endRun', run, at),
    begin: (intent) => write('begin', intent),
    advance: (key, event, fence) => write('advance', key, event, fence),
    adopt: (intent, history, fence) => write('adopt', intent, history, fence),
    setLock: (lock) => write('setLock', lock),
    liftLock: (account, id, at) => write('liftLock', account, id, at),
    setLimits: (account, limits, at, raiseDelayMs) => write('setLimits', account, limits, at, raiseDelayMs),
    setHalt: (account, halt) => write('setHalt', account, halt),
    askResume: (account, at) => write('askResume', account, at),
    resume: (account, code, at) => write('resume', account, code, at),
    lead: (run, at, ttlMs) => write('lead', run, at, ttlMs),
    deposit: (account, amount, at) => write('deposit', account, amount, at),
    append: (events) => write('append', events),
    importRecords: (records) => write('importRecords', records),
    accounts: () => read('accounts'),
    runs: (account) => read('runs', account),
    balances: (account) => read('balances', account),
    currency: (account) => read('currency', account),
    accountRecords: (account) => read('accountRecords', account),
    orders: (query) => read('orders', query),
    order: (key) => read('order', key),
    history: (key) => read('history', key),
    equity: (account, since) => read('equity', account, since),
    locks: (account) => read('locks', account),
    events: (query) => read('events', query),
    lastEventId: (account) => read('lastEventId', account),
    rejections: (account, since) => read('rejections', account, since),
    changes: (query) => read('changes', query),
    limits: (account, at) => read('limits', account, at),
    peers: (account, at) => read('peers', account, at),
    verify: (account) => read('verify', account),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}
