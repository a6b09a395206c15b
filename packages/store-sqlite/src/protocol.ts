import type { MessagePort } from 'node:worker_threads'
import type { Book } from '@betting-advisor/core/store'
import type { Fault } from './fault-message.ts'

/** What a thread is started with. */
export interface ThreadData {
  readonly path: string
  readonly access: 'write' | 'read'
  /** Where the {@link Request}s wait to be taken; any message to the thread itself says that there are some. */
  readonly requests: MessagePort
}

/** Something asked of a thread, which answers in the order of asking. */
export interface Request {
  readonly id: number
  readonly operation: keyof Book | 'close'
  readonly parameters: readonly unknown[]
}

/** The answer to the request of this id. */
export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly fault: Fault }

/** What a thread says: first whether it could open the database, then its answers. */
export type Message =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
