import { isAdvisorError } from '../errors/advisor-error.ts'
import { SECOND } from '../units/timestamp.ts'
import type { RunContext } from './run-context.ts'
import { mayPass } from './store-faults.ts'

/** Who hears whether the store can be reached. */
export interface StoreListener {
  /** The store cannot do what it must: told once, for people. */
  readonly away: (reason: string) => void
  /** All that had failed has succeeded. */
  readonly back: () => void
}

/** Does with a store what must be done, as often as it takes. */
export type StoreKeeper = Pick<RunContext, 'keep'>

const FIRST_PAUSE_MS = SECOND / 4
const LONGEST_PAUSE_MS = 5 * SECOND
/** For how long a run that was asked to end goes on trying. */
const GRACE_MS = 5 * SECOND

/**
 * A keeper that nothing has failed for yet. When the signal aborts, what fails is tried again for a few seconds of a real clock; virtual
 * time may stand still then.
 */
export function createStoreKeeper(
  { clock, logger, signal }: Pick<RunContext, 'clock' | 'logger' | 'signal'>,
  { away, back }: StoreListener,
): StoreKeeper {
  let failing = 0
  let endsAt = Number.NEGATIVE_INFINITY
  if (clock.kind === 'real') {
    const grant = () => {
      endsAt = clock.monotonic() + GRACE_MS
    }
    signal.addEventListener('abort', grant, { once: true })
  }

  const isOver = () => signal.aborted && clock.monotonic() >= endsAt

  function began(error: unknown): void {
    failing += 1
    if (failing === 1) away(`the store cannot be reached: ${error instanceof Error ? error.message : String(error)}`)
  }

  function ended(): void {
    failing -= 1
    if (failing === 0) back()
  }

  return {
    async keep(work) {
      let failed = false
      let uncertain = false
      try {
        for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
          let fault: unknown
          const hold = clock.hold()
          try {
            return await work(uncertain)
          } catch (error) {
            fault = error
          } finally {
            hold[Symbol.dispose]()
          }
          uncertain ||= isAdvisorError(fault, 'OUTCOME_UNKNOWN')
          if (!mayPass(fault) || isOver()) throw fault
          logger.warn({ event: 'store.failing', error: fault }, 'the store cannot keep what it must; it is tried again')
          if (!failed) began(fault)
          failed = true
          if (signal.aborted) {
            await clock.sleep(FIRST_PAUSE_MS)
            continue
          }
          // Whoever stops the run meanwhile is told of the fault, not of the sleep that it ended.
          await clock.sleep(pause, signal).catch(() => {
            if (isOver()) throw fault
          })
        }
      } finally {
        // Also a fault that waiting does not cure is an answer of the store, and nothing is tried any more.
        if (failed) ended()
      }
    },
  }
}
