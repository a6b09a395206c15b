import { resumeRefused } from '../errors/store-error.ts'
import type { ResumeTicket } from '../ports/store/stops.ts'
import type { EffectRunner } from './effect-runner.ts'
import type { RunContext } from './run-context.ts'

/** What decides when a kill switch may be turned. */
export interface HaltingParts {
  readonly runner: Pick<EffectRunner, 'control' | 'kept'>
  /** Whether venue and ledger agree. */
  readonly agreed: () => boolean
}

/** The kill switch: on at once and for certain, off in two steps. */
export interface Halting {
  halt(reason: string, by?: string): Promise<void>
  askResume(): Promise<ResumeTicket>
  resume(code: string, reason: string, by?: string): Promise<void>
  /** The engine has turned it on by itself. */
  halted(): void
}

/** The kill switch of one engine; a run that cannot store a halt must not go on, and ends. */
export function createHalting(
  context: Pick<RunContext, 'account' | 'store' | 'clock' | 'keep' | 'hear' | 'failed'>,
  { runner, agreed }: HaltingParts,
): Halting {
  const { account, store, clock, keep, hear, failed } = context
  let halts = 0

  return {
    async halt(reason, by) {
      halts += 1
      const at = clock.now()
      // In memory first: a halt must hold here even when the store cannot be reached.
      hear({ type: 'command', at, command: { kind: 'halt', reason } })
      try {
        await runner.control(() => keep(() => store.setHalt(account, { reason, at }, by)))
      } catch (error) {
        // What the store says next would lift it here as well.
        failed(error)
        throw error
      }
      await runner.kept()
    },
    askResume: () => runner.control(() => store.askResume(account, clock.now())),
    async resume(code, reason, by) {
      await runner.control(async () => {
        // What came while this waited for its turn is not lifted with it.
        const before = halts
        if (!agreed()) throw resumeRefused(account, 'venue and ledger are not known to agree')
        await store.resume(account, code, clock.now(), by === undefined ? undefined : { by, reason })
        if (halts === before) hear({ type: 'command', at: clock.now(), command: { kind: 'resume', reason } })
      })
      await runner.kept()
    },
    halted() {
      halts += 1
    },
  }
}
