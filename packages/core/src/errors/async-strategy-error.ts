import { AdvisorError } from './advisor-error.ts'

/** A strategy answered with a promise: by the time that it has one to give, the moment it was asked about is over. */
export class AsyncStrategyError extends AdvisorError {
  readonly code = 'ASYNC_STRATEGY'
  readonly strategy: string
  /** The method that answered with a promise. */
  readonly method: string

  constructor(strategy: string, method: string) {
    super(`The strategy ${strategy} answers ${method} with a promise, but strategies are synchronous.`, {
      remedy: `Write ${method} without async. What takes time, such as a model or a request, runs by itself and leaves its latest answer where ${method} can read it.`,
    })
    this.strategy = strategy
    this.method = method
  }
}
