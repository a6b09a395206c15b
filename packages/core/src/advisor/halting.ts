import type { Clock } from '../clock/clock.ts'
import { resumeRefused } from '../errors/store-error.ts'
import type { ResumeTicket } from '../ports/store/stops.ts'
import type { Store } from '../ports/store.ts'
import type { AccountKey } from '../units/ids.ts'
import type { EffectRunner } from './effect-runner.ts'
import type { StoreKeeper } from './store-keeper.ts'

/** What the kill switch of one engine works with. */
export interface HaltingSettings {
  readonly account: AccountKey
  readonly store: Store
  readonly keeper: StoreKeeper
  readonly clock: Clock
  readonly runner: EffectRunner
  /** A halt could not be stored: the run must not go on without it. */
  readonly failed: (error: unknown) => void
  /** Whether venue and ledger agree. */
  readonly agreed: () => boolean
}

/** The kill switch: on at once and for certain, off in two steps. */
export interface Halting {
  halt(reason: string): Promise<void>
  askResume(): Promise<ResumeTicket>
  resume(code: string, reason: string): Promise<void>
  /** The engine has turned it on by itself. */
  halted(): void
}

/** The kill switch of one engine. */
export function createHalting(settings: HaltingSettings): Halting {
  const { account, store, keeper, clock, runner, failed, agreed } = settings
  let halts = 0

  return {
    async halt(reason) {
      halts += 1
      const at = clock.now()
      // In memory first: a halt must hold here even when the store cannot be reached.
      runner.hear({ type: 'command', at, command: { kind: 'halt', reason } })
      try {
        await runner.control(() => keeper.keep(() => store.setHalt(account, { reason, at })))
      } catch (error) {
        // What the store says next would lift it here as well.
        failed(error)
        throw error
      }
      await runner.kept()
    },
    askResume: () => runner.control(() => store.askResume(account, clock.now())),
    async resume(code, reason) {
      await runner.control(async () => {
        // What came while this waited for its turn is not lifted with it.
        const before = halts
        if (!agreed()) throw resumeRefused(account, 'venue and ledger are not known to agree')
        await store.resume(account, code, clock.now())
        if (halts === before) runner.hear({ type: 'command', at: clock.now(), command: { kind: 'resume', reason } })
      })
      await runner.kept()
    },
    halted() {
      halts += 1
    },
  }
}
