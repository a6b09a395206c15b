import type { Advisor } from './advisor.ts'
import type { AdvisorRun } from './advisor-run.ts'

/** How an advisor is run and stopped, whatever order that is asked in: it lives once. */
export function lifeOf(advisorRun: AdvisorRun): Pick<Advisor, 'run' | 'stop'> {
  let running: Promise<void> | null = null
  return {
    run(signal) {
      running ??= (async () => {
        const stop = () => advisorRun.stop('the caller stopped it')
        if (signal?.aborted) stop()
        signal?.addEventListener('abort', stop, { once: true })
        try {
          await advisorRun.live()
        } finally {
          signal?.removeEventListener('abort', stop)
        }
      })()
      return running
    },
    async stop(reason) {
      advisorRun.stop(reason)
      // The store has opened a run, so one that was never run is ended as well. Whoever called run() is told of its fault.
      running ??= advisorRun.live()
      await running.catch(() => undefined)
      await advisorRun.runner.idle()
    },
  }
}
