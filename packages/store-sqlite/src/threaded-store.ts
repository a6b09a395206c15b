import type { Store } from '@betting-advisor/core'
import {
  type AnswerOf,
  isRead,
  type OperationName,
  type StoreOperations,
  storeClosed,
  storeOperations,
} from '@betting-advisor/core/store'
import { startThread, type Thread, type Threads } from './thread.ts'

/**
 * A store of two threads: one that writes, and one that reads, started when something is first asked of it.
 *
 * Reads have a thread of their own so that a long one (an audit, a page of ten thousand orders) never stands before an intent. A
 * read waits until the writes asked before it are committed, so it sees them, whether they were awaited or not.
 */
export function threadedStore(path: string, writer: Thread, lock: Disposable, threads: Threads): Store {
  const description = `SQLite ${path}`
  let reader: Promise<Thread> | undefined
  const reading = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  async function ask<Name extends OperationName>(
    name: Name,
    parameters: Parameters<StoreOperations[Name]>,
  ): Promise<AnswerOf<Name>> {
    if (closing !== undefined) throw storeClosed(description)
    if (!isRead(name)) return await writer.ask(name, parameters)
    const answer = read(writer.settled(), name, parameters)
    reading.add(answer)
    try {
      return await answer
    } finally {
      reading.delete(answer)
    }
  }

  async function read<Name extends OperationName>(
    written: Promise<unknown> | undefined,
    name: Name,
    parameters: Parameters<StoreOperations[Name]>,
  ): Promise<AnswerOf<Name>> {
    reader ??= startReader()
    const thread = await reader
    if (written !== undefined) await written
    return await thread.ask(name, parameters)
  }

  async function startReader(): Promise<Thread> {
    try {
      return await startThread(path, 'read', threads)
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
    ...storeOperations(ask),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}
