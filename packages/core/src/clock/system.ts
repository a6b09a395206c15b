/** The machine's own time, as a clock needs it; given to a clock so that it can be tested without waiting. */
export interface System {
  /** Milliseconds since some fixed moment, never going back. */
  monotonic(): number
  /** Calls back once, `milliseconds` later, unless the returned function is called first; as far off as a calendar reaches. */
  after(milliseconds: number, callback: () => void): () => void
  /** Calls back once all that is ready to run now has run: promises, and what the machine has already brought in. */
  defer(callback: () => void): void
}
