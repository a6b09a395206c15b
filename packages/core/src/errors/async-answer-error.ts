import { AdvisorError } from './advisor-error.ts'
import { isPromise } from './described.ts'

/** A part that is asked while a decision is made answered with a promise: the decision cannot wait for it. */
export class AsyncAnswerError extends AdvisorError {
  readonly code = 'ASYNC_ANSWER'
  /** What answered, such as `control my-control`. */
  readonly part: string
  /** The method that answered with a promise. */
  readonly method: string

  constructor(part: string, method: string) {
    super(`The ${part} answers ${method} with a promise, but a decision cannot wait for it.`, {
      remedy: `Write ${method} without async. What takes time, such as a model or a request, runs by itself and leaves its latest answer where ${method} can read it.`,
    })
    this.part = part
    this.method = method
  }
}

/**
 * Takes an answer that is the promise of one out of the way, so that what it comes to cannot end the process besides the error.
 *
 * @returns Whether it was one.
 */
export function isPromised(answer: unknown): boolean {
  if (!isPromise(answer)) return false
  Promise.resolve(answer).catch(() => undefined)
  return true
}

/**
 * Gives back an answer that is there.
 *
 * @throws AsyncAnswerError `ASYNC_ANSWER` when it is a promise.
 */
export function answerOf<Answer>(answer: Answer, part: string, method: string): Answer {
  if (isPromised(answer)) throw new AsyncAnswerError(part, method)
  return answer
}
