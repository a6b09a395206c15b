import type { Logger } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** Writes log lines: JSON for machines, or short lines for people. */
export function createConsoleLogger({ log }: Settings, write: (line: string) => void): Logger {
  const least = LEVELS.indexOf(log.level)
  const at = (level: (typeof LEVELS)[number]) => (fields: object, message?: string) => {
    if (LEVELS.indexOf(level) < least) return
    const plain = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, describe(value)]))
    if (log.format === 'json') {
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...plain }))
      return
    }
    const rest = Object.entries(plain).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    write([level, message, ...rest].filter((part) => part !== undefined).join(' '))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function describe(value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value
}
