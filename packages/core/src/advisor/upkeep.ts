import type { Clock } from '../clock/clock.ts'

/** Something to be done again and again. */
export interface Chore {
  /** Milliseconds of the clock between two times. */
  readonly everyMs: number
  readonly work: () => Promise<void>
}

/** Chores of a run. */
export interface Upkeep {
  /** Does the chores by the clock, until the signal aborts; at once over where they are done with the news. */
  run(signal: AbortSignal): Promise<void>
  /** News has been heard: what is due is done now, where chores are done with the news. */
  withNews(): Promise<void>
}

/**
 * Does chores by the clock or, where nothing happens between two pieces of news anyway, with the news: virtual time that jumps over a
 * night must not stop four times in each second of it.
 */
export function createUpkeep(clock: Clock, chores: readonly Chore[], byClock: boolean): Upkeep {
  const doneAt = new Map<Chore, number>()

  async function repeat({ everyMs, work }: Chore, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await clock.sleep(everyMs, signal)
        await work()
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  return {
    async run(signal) {
      if (byClock) await Promise.all(chores.map((chore) => repeat(chore, signal)))
    },
    async withNews() {
      if (byClock) return
      for (const chore of chores) {
        const now = clock.now()
        if (now - (doneAt.get(chore) ?? Number.NEGATIVE_INFINITY) < chore.everyMs) continue
        doneAt.set(chore, now)
        await chore.work()
      }
    },
  }
}
