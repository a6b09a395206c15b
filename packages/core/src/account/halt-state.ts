import type { Halt } from '../ports/store/stops.ts'

/** Whether the kill switch is on, as far as one engine knows: what was done here counts at once, before the store has it. */
export interface HaltState {
  readonly present: Halt | null
  /** Turned on here. */
  set(halt: Halt): void
  /** Lifted here, with the store's consent. */
  lift(): void
  /**
   * What the store says, which is believed whatever any clock says: it is heard only when it was asked after all that was done here
   * had been stored. Tells what was done elsewhere.
   */
  heard(halt: Halt | null): 'halted' | 'resumed' | null
}

/** The kill switch as a store hands it over. */
export function createHaltState(restored: Halt | null): HaltState {
  let present = restored
  return {
    get present() {
      return present
    },
    set(halt) {
      present = halt
    },
    lift() {
      present = null
    },
    heard(halt) {
      const was = present
      present = halt
      if (was === null) return halt === null ? null : 'halted'
      return halt === null ? 'resumed' : null
    },
  }
}
