import type { CancelDesk } from './cancel-desk.ts'
import type { EngineContext } from './engine-context.ts'

/** Turns trading off and on again: whoever does it, what is open is cancelled and people are called. */
export interface KillSwitch {
  /** Somebody has turned it on, and stores it. */
  commanded(reason: string): void
  /** The engine turns it on of itself. */
  pull(reason: string): void
  resume(reason: string): void
  /** What the store says was done elsewhere. */
  heard(news: 'halted' | 'resumed' | null): void
}

/** Under which the kill switch is one matter, however often it is turned on. */
const MATTER = 'halt'

/** The kill switch of one engine. */
export function createKillSwitch({ account, emit, now, tell }: EngineContext, cancels: CancelDesk): KillSwitch {
  function halt(reason: string): void {
    account().setHalt({ reason, at: now() })
    tell({ type: 'halted', reason })
    tell({ type: 'alert', code: 'HALTED', key: MATTER, message: reason })
    cancels.cancelAll(`halted: ${reason}`)
  }

  return {
    commanded: halt,
    pull(reason) {
      halt(reason)
      emit({ type: 'set-halt', halt: { reason, at: now() } })
    },
    resume(reason) {
      account().resume()
      tell({ type: 'resumed', reason })
      tell({ type: 'alert-resolved', code: 'HALTED', key: MATTER })
    },
    heard(news) {
      if (news === null) return
      if (news === 'resumed') {
        tell({ type: 'warning', code: 'RESUMED_ELSEWHERE', message: 'trading was resumed elsewhere' })
        tell({ type: 'alert-resolved', code: 'HALTED', key: MATTER })
        return
      }
      const reason = account().halt ?? 'by somebody else'
      tell({ type: 'warning', code: 'HALTED_ELSEWHERE', message: reason })
      // Whoever did it may have nobody to call people, or to cancel.
      tell({ type: 'alert', code: 'HALTED', key: MATTER, message: reason })
      cancels.cancelAll(`halted: ${reason}`)
    },
  }
}
