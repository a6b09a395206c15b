import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel'
import { RequestTimeoutError } from '../errors/api-error.ts'

/**
 * Gives `run` so many real milliseconds, then aborts it and does not wait for it to notice.
 *
 * @param status - Which status an answer had begun with by then.
 * @throws RequestTimeoutError `TIMEOUT`, or `signal.reason` when aborted.
 */
export async function withTimeout<Value>(
  service: string,
  what: 'attempt' | 'request',
  milliseconds: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Value>,
  status: () => number | null = () => null,
): Promise<Value> {
  try {
    return await timeout(milliseconds, TimeoutStrategy.Aggressive).execute((context) => run(context.signal), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TaskCancelledError)
      throw new RequestTimeoutError(service, milliseconds, what, { status: status() })
    throw error
  }
}
