/** One request, however it came in. */
export interface Asked {
  readonly method: string
  /** The path as it was sent, not decoded. */
  readonly path: string
  /** What follows the question mark, not decoded. */
  readonly search: string
  /** The name that was asked for, with its port. */
  readonly host: string
  /** A header by its lower-case name; `null` when it was not sent. */
  header(name: string): string | null
  /** Whether whoever asked is gone. */
  isGone(): boolean
  /** Ends when whoever asked is gone. */
  readonly signal: AbortSignal
}

/** The path and the query of a request target in origin form. */
export function parts(target: string): Pick<Asked, 'path' | 'search'> {
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, search: '' } : { path: target.slice(0, mark), search: target.slice(mark + 1) }
}
