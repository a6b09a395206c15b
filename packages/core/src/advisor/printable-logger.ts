import { oneLine, printableLines } from '../errors/one-line.ts'
import type { Logger } from '../ports/logger.ts'

/** Fields nested deeper than this are nobody's texts, and are left out. */
const DEEPEST = 6
const LEFT_OUT = '…'

/**
 * A logger that hands on only what can do nothing to a log or a terminal: whatever a service, a file or a person put into a text, each
 * message and each text of the fields is one line without control characters.
 */
export function printableLogger(logger: Logger): Logger {
  const at = (level: keyof Logger) => (fields: object, message?: string) => {
    const shown = printable(fields, 0)
    // One argument stays one: a logger may tell them apart.
    if (message === undefined) logger[level](shown)
    else logger[level](shown, oneLine(message))
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The value as it is where nothing in it has to change, as nearly always. */
function printable<Value>(value: Value, depth: number): Value
function printable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return oneLine(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return LEFT_OUT
  if (value instanceof Error) return printableError(value, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!Array.isArray(value) && !isPlain) return value
  const entries = Object.entries(value).map(([name, part]) => ({
    name,
    part,
    shown: printable<unknown>(part, depth + 1),
  }))
  const isSame = entries.every(({ name, part, shown }) => part === shown && name === oneLine(name))
  if (isSame) return value
  if (Array.isArray(value)) return entries.map(({ shown }) => shown)
  return Object.fromEntries(entries.map(({ name, shown }) => [oneLine(name), shown]))
}

/**
 * A copy of an error with texts that can be shown, of the same kind and with the same fields, also those that a driver or a service has
 * given it; the error itself where all of them are sound.
 */
function printableError(error: Error, depth: number): Error {
  const fields = Object.getOwnPropertyDescriptors(error)
  let isSame = true
  for (const [name, field] of Object.entries<PropertyDescriptor>(fields)) {
    // What is worked out when it is asked for is not asked for here, but for the stack.
    if (!('value' in field) && name !== 'stack') continue
    const value: unknown = name === 'stack' ? error.stack : field.value
    const shown = name === 'stack' ? printableStack(error) : printable(value, depth + 1)
    if (shown === value) continue
    isSame = false
    const { configurable = true, enumerable = false } = field
    Object.defineProperty(fields, name, { value: { value: shown, writable: true, configurable, enumerable } })
  }
  return isSame ? error : Object.create(Object.getPrototypeOf(error), fields)
}

/** The message is one line in it as well, its own lines stay. */
function printableStack({ message, stack }: Error): string | undefined {
  return stack === undefined ? undefined : printableLines(stack.replace(message, () => oneLine(message)))
}
