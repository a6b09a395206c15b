import { isPromised } from '../errors/async-answer-error.ts'
import { AsyncStrategyError } from '../errors/async-strategy-error.ts'

/** Any answer but a promise: a desk works only while its strategy is being called, so an `async` method is an error of type. */
export type Synchronous =
  // biome-ignore lint/suspicious/noConfusingVoidType: alone it takes promises as well, and without it a function declared to return nothing would not do.
  void | null | boolean | number | string | bigint | symbol | (object & { readonly then?: never })

/**
 * Refuses an answer that is a promise.
 *
 * @throws AsyncStrategyError `ASYNC_STRATEGY` naming the strategy and its method.
 */
export function demandSynchronous(answer: unknown, strategy: string, method: string): void {
  if (isPromised(answer)) throw new AsyncStrategyError(strategy, method)
}
