import type { Logger } from '../ports/logger.ts'
import { machineTime, writeLine } from './ambient.ts'
import type { LogLevel, Settings } from './settings.ts'

/** How a console logger writes: as `settings.log` says, and where to. */
export type ConsoleLoggerSettings = Partial<Settings['log']> & {
  /** Takes each line, without its end. @default standard error, or the console of a browser */
  readonly write?: (line: string) => void
  /** The time that lines bear, in epoch milliseconds. @default the machine's */
  readonly now?: () => number
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/**
 * A logger that writes lines: JSON for machines (`format: 'json'`, as in production), or short ones for people.
 *
 * Whatever is told stays on its line and in its field: control characters are written as `\u001b` is here, a `Secret` shows nothing. What
 * cannot be written down never fails the caller.
 *
 * @example
 * ```ts
 * const logger = createConsoleLogger({ level: 'warn', now: () => 0, write: (line) => void lines.push(line) })
 * logger.warn({ event: 'feed.slow', sport: 'soccer_epl' }, 'The feed is late.')
 * lines // ['1970-01-01T00:00:00.000Z warn The feed is late. event=feed.slow sport=soccer_epl']
 * ```
 */
export function createConsoleLogger(settings: ConsoleLoggerSettings = {}): Logger {
  const { level: least = 'info', format = 'pretty', write = writeLine, now = machineTime } = settings
  const lineOf = format === 'json' ? jsonLine : prettyLine
  const at = (level: LogLevel) => (fields: object, message?: string) => {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(least))
      write(lineOf(new Date(now()).toISOString(), level, fields, message))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function jsonLine(time: string, level: LogLevel, fields: object, message: string | undefined): string {
  // Each field by itself: one that cannot be written down must not take the others with it.
  const rest = Object.entries(plainFields(fields)).flatMap(([name, value]) =>
    value === undefined ? [] : [`,${JSON.stringify(name)}:${stringify(value)}`],
  )
  const head = JSON.stringify({ time, level, message })
  return inertText(`${head.slice(0, -1)}${rest.join('')}}`)
}

function prettyLine(time: string, level: LogLevel, fields: object, message: string | undefined): string {
  const rest = Object.entries(plainFields(fields)).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [`${name}=${typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : stringify(value)}`]
  })
  return inertText([time, level, ...(message === undefined ? [] : [message]), ...rest].join(' '))
}

function plainFields(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, describe(value)]))
}

/** In words what JSON has none for: of an error its own properties would say nothing. */
function describe(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value)
  if (!(value instanceof Error)) return value
  const code = 'code' in value && typeof value.code === 'string' ? ` ${value.code}` : ''
  return `${value.name}${code}: ${value.message}`
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(describe(value), (_, part: unknown) => describe(part))
  } catch {
    return '"[cannot be written down]"'
  }
}

/** Without what would end the line, move a cursor or turn the direction of writing: each is written as its escape. */
function inertText(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
