import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { type AnswerOf, type OperationName, StoreError, type StoreOperations } from '@betting-advisor/core/store'
import { errorOf } from './fault-message.ts'
import type { Answer, CallOf, Closing, Message, ThreadData } from './protocol.ts'

/** A thread with a connection to a database of its own. */
export interface Thread {
  /** Asks for an operation. Operations are done in the order of asking. */
  ask<Name extends OperationName>(name: Name, parameters: Parameters<StoreOperations[Name]>): Promise<AnswerOf<Name>>
  /** Resolves once everything that was asked until now is answered; at once, and as nothing, when nothing is waiting. */
  settled(): Promise<unknown> | undefined
  /** Lets the thread do what it was asked, close the connection and end. */
  close(): Promise<void>
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Where threads come from. */
export interface Threads {
  /** Whether they serve one database after the other. */
  readonly stay: boolean
  take(access: ThreadData['access']): Worker
  /** Takes back one that has closed its database; `exit` resolves when it has ended. */
  done(worker: Worker, exit: Promise<void>): Promise<void>
}

/** A thread for each database, which ends with it. */
export const OWN_THREADS: Threads = {
  stay: false,
  take: newThread,
  async done(worker, exit) {
    worker.ref()
    await exit
  },
}

/** A thread that waits to be told what to serve. */
export function newThread(access: ThreadData['access']): Worker {
  return new Worker(script, {
    name: `betting-advisor ${access}`,
    execArgv: conditions(process.execArgv),
    env: environment(),
  })
}

/**
 * Starts a thread and waits until it has opened the database, which goes on without the caller's.
 *
 * @throws StoreError when the database can't be opened, is damaged, or is of another version.
 */
export async function startThread(path: string, access: ThreadData['access'], threads = OWN_THREADS): Promise<Thread> {
  const { port1: requests, port2 } = new MessageChannel()
  const worker = threads.take(access)
  const data: ThreadData = { path, access, requests: port2, stays: threads.stay }
  worker.ref()
  worker.postMessage(data, [port2])
  const waiting = new Map<number, Waiting>()
  let last: Promise<unknown> | undefined
  let asked = 0
  let called = false
  let ended: StoreError | undefined
  const exit = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      // Found after a failure of which 'error' has told already, this only adds what nobody waits for any more.
      end()
      resolve()
    })
  })

  function end(cause?: unknown): void {
    ended ??= new StoreError('STORE_FAILED', `The thread at ${path} has ended.`, {
      cause,
      remedy: 'Close this store and open it again.',
    })
    requests.close()
    const left = [...waiting.values()]
    waiting.clear()
    for (const { reject } of left) reject(lostOutcome(path, cause))
  }

  function answer(given: Answer): void {
    const asker = waiting.get(given.id)
    waiting.delete(given.id)
    if ('fault' in given) asker?.reject(errorOf(given.fault))
    else asker?.resolve(given.value)
  }

  /** Only what is waited for keeps the process alive. */
  function hold(): void {
    if (waiting.size === 0) worker.unref()
    else worker.ref()
  }

  async function send<Name extends OperationName>(wanted: CallOf<Name> | Closing): Promise<unknown> {
    if (ended !== undefined) throw ended
    const id = asked
    // Copied here and now: whoever changes his object afterwards changes nothing of what he asked for.
    requests.postMessage({ id, ...wanted })
    asked += 1
    const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }))
    last = answered
    hold()
    callSoon()
    return await answered
  }

  /** One call for everything that is asked in one turn, after its last microtask, so that it shares one commit. */
  function callSoon(): void {
    if (called) return
    called = true
    process.nextTick(() => {
      called = false
      worker.postMessage(null)
    })
  }

  /** It serves somebody else from now on, or nobody. */
  async function letGo(): Promise<void> {
    if (threads.stay) for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
    await threads.done(worker, exit)
  }

  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: Message) => {
        if (message.kind === 'opened') resolve()
        else if (message.kind === 'refused') reject(errorOf(message.fault))
        else {
          for (const given of message.answers) answer(given)
          hold()
        }
      })
      worker.on('error', (error) => {
        end(error)
        reject(error)
      })
      worker.once('exit', () => reject(ended))
    })
  } catch (error) {
    if (threads.stay && ended === undefined) await letGo()
    throw error
  }
  hold()

  return {
    async ask<Name extends OperationName>(name: Name, parameters: Parameters<StoreOperations[Name]>) {
      // The thread does this very operation.
      return (await send({ operation: name, parameters })) as AnswerOf<Name>
    },
    settled: () => (waiting.size === 0 ? undefined : last?.catch(() => {})),
    async close() {
      if (ended !== undefined) {
        await exit
        return
      }
      await send({ operation: 'close' })
      await letGo()
    },
  }
}

/** As this file is: TypeScript as it stands, or built. */
const script = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/**
 * As TypeScript it would be translated again by every thread, which takes longer than all else; kept where Node keeps such things,
 * it is translated once.
 */
function environment(): NodeJS.ProcessEnv {
  if (!script.pathname.endsWith('.ts')) return process.env
  return { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env }
}

/** A thread that ended took along whether the last commit was reached. */
function lostOutcome(path: string, cause: unknown): StoreError {
  return new StoreError('OUTCOME_UNKNOWN', `The thread at ${path} ended before it answered.`, {
    cause,
    remedy: 'Close this store and open it again: what was kept is found by its key.',
  })
}

/** Of the process's own flags those by which modules are found; others, such as `--input-type`, mean nothing to a thread. */
function conditions(flags: readonly string[]): string[] {
  return flags.filter((flag, index) => {
    return /^(--conditions=|-C=?\S)/.test(flag) || isName(flag) || isName(flags[index - 1])
  })
}

function isName(flag: string | undefined): boolean {
  return flag === '--conditions' || flag === '-C'
}
