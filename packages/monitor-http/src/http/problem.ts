/** An error of one request, told to its sender as a problem document (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  /** Stable, machine-readable name, such as `INVALID_QUERY`. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, detail: string, { headers = {}, cause }: ProblemOptions = {}) {
    super(detail, { cause })
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** There is nothing at this path. */
export function notFound(path: string): Problem {
  return new Problem(404, 'NOT_FOUND', `There is nothing at ${JSON.stringify(path.slice(0, 128))}.`)
}

/** Nobody is there any more to be answered. */
export function clientGone(): Problem {
  return new Problem(499, 'CLIENT_GONE', 'Whoever asked is gone.')
}
