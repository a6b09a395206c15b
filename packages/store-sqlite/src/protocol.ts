import type { MessagePort } from 'node:worker_threads'
import type { OperationName, StoreOperations } from '@betting-advisor/core/store'
import type { Fault } from './fault-message.ts'

/** What a thread is to serve: told to it as its first message, and again where it serves one after the other. */
export interface ThreadData {
  readonly path: string
  readonly access: 'write' | 'read'
  /** Where the {@link Request}s wait to be taken; any message to the thread itself says that there are some. */
  readonly requests: MessagePort
  /** Whether it waits for another once this is closed, in place of ending. */
  readonly stays: boolean
}

/** An operation of the store, with what it is asked with. */
export interface CallOf<Name extends OperationName> {
  readonly operation: Name
  readonly parameters: Parameters<StoreOperations[Name]>
}

/** Any operation of the store. */
export type Call<Name extends OperationName = OperationName> = { readonly [Each in Name]: CallOf<Each> }[Name]

/** Something asked of a thread, which answers in the order of asking. */
export type Request = { readonly id: number } & (Call | Closing)

/** The wish that a thread closes its database. */
export interface Closing {
  readonly operation: 'close'
}

/** The answer to the request of this id. */
export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly fault: Fault }

/** What a thread says: first whether it could open the database, then its answers. */
export type Message =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
