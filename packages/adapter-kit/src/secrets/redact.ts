import type { Secret } from '@betting-advisor/core'

const MASK = '[secret]'

/** Query parameters that carry a secret, whatever its value. */
const QUERY = /([?&](?:api_?key|app_?key|key|token|access_token|session(?:_?token)?|password|secret)=)[^&\s"'#]*/gi

/** Headers that carry a secret, whatever its value. */
const HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-application',
  'x-authentication',
])

/** Shorter values are masked by place only: masked by value they would eat ordinary text. */
const SHORTEST = 4

/** Takes secrets out of text. */
export type Redact = (text: string) => string

/**
 * A function that masks secrets in text: the given ones wherever they stand, as they are or encoded for a URL, JSON or basic
 * authentication, and whatever stands where secrets belong (`?apiKey=…`).
 *
 * @example
 * ```ts
 * const redact = createRedactor([new Secret('s3cr3t')])
 * redact('GET /odds?apiKey=other with s3cr3t') // 'GET /odds?apiKey=[secret] with [secret]'
 * ```
 */
export function createRedactor(secrets: readonly (Secret | string)[]): Redact {
  const spellings = new Set<string>()
  for (const secret of secrets) {
    const value = typeof secret === 'string' ? secret : secret.reveal()
    if (value.length < SHORTEST) continue
    spellings.add(value)
    spellings.add(encodeURIComponent(value))
    spellings.add(JSON.stringify(value).slice(1, -1))
    spellings.add(Buffer.from(value).toString('base64'))
  }
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length)
  return (text) => {
    let redacted = text
    for (const spelling of longestFirst) redacted = redacted.replaceAll(spelling, MASK)
    return redacted.replace(QUERY, `$1${MASK}`)
  }
}

/**
 * A copy of `headers` for logs and recordings.
 *
 * @example
 * ```ts
 * redactHeaders([['Authorization', 'Bearer abc']], createRedactor([])) // { Authorization: '[secret]' }
 * ```
 */
export function redactHeaders(headers: Iterable<[string, string]>, redact: Redact): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of headers) shown[name] = HEADERS.has(name.toLowerCase()) ? MASK : redact(value)
  return shown
}

/**
 * A copy of an error that keeps names, codes, messages and causes, and nothing else that could hide a secret.
 *
 * @example
 * ```ts
 * redactError(new Error('no access with s3cr3t'), createRedactor(['s3cr3t'])).message // 'no access with [secret]'
 * ```
 */
export function redactError(error: unknown, redact: Redact): Error {
  if (!(error instanceof Error)) return new Error(redact(String(error)))
  const copy = new Error(
    redact(error.message),
    error.cause === undefined ? undefined : { cause: redactError(error.cause, redact) },
  )
  copy.name = error.name
  if (error.stack !== undefined) copy.stack = redact(error.stack)
  if ('code' in error && typeof error.code === 'string') Object.assign(copy, { code: error.code })
  return copy
}
