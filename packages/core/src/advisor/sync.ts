import type { EffectRunner } from './effect-runner.ts'
import type { RunContext } from './run-context.ts'

/** Where following the store begins, and what it waits for. */
export interface SyncParts {
  readonly runner: Pick<EffectRunner, 'controls' | 'controlling' | 'controlled'>
  /** The version that the engine knows already. */
  readonly from: number
}

/** Tells an engine what others have changed in its account. */
export interface Sync {
  /** A change of this run's own: the engine has heard of it already. */
  own(version: number): void
  /** Asks the store, and resolves when the engine has heard everything that was there when it was asked. */
  pull(): Promise<void>
}

const PAGE = 500

/** Follows the account from a version on. */
export function createSync(
  { account, store, clock, keep, hear }: Pick<RunContext, 'account' | 'store' | 'clock' | 'keep' | 'hear'>,
  { runner, from }: SyncParts,
): Sync {
  const known = new Set<number>()
  let version = from
  let running: Promise<void> | null = null
  let again: Promise<void> | null = null

  /** What this run has done itself is no news, as far as nothing of others lies before it. */
  function passOwn(): void {
    while (known.delete(version + 1)) version += 1
  }

  async function read(): Promise<void> {
    for (;;) {
      if (runner.controlling) {
        await runner.controlled()
        continue
      }
      const { controls } = runner
      const changes = await keep(() => store.changes({ account, after: version, at: clock.now(), limit: PAGE }))
      // A stop or a lock of our own that was on its way meanwhile may be missing here, and must not be forgotten for it.
      if (runner.controls !== controls) continue
      if (changes.version > version) {
        version = changes.version
        for (const each of known) if (each <= version) known.delete(each)
        passOwn()
        hear({ type: 'synced', at: clock.now(), changes })
      }
      if (!changes.more) return
    }
  }

  function start(): Promise<void> {
    running = read().finally(() => {
      running = null
    })
    return running
  }

  return {
    own(change) {
      if (change <= version) return
      known.add(change)
      passOwn()
    },
    pull() {
      if (running === null) return start()
      // What is under way may have asked before whatever the caller knows of.
      again ??= running
        .catch(() => undefined)
        .then(() => {
          again = null
          return start()
        })
      return again
    },
  }
}
