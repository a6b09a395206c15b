import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Message } from '../ports/message.ts'
import type { Strategy } from './strategy.ts'

/** The longest that a message may be as JSON, in characters. */
export const LONGEST_MESSAGE = 65_536
/** How deep lists and objects may lie in each other. */
export const DEEPEST_MESSAGE = 32

/**
 * A copy of a message that nobody can change any more, so that what is recorded is what was heard.
 *
 * @param value - Plain data: `null`, booleans, finite numbers, texts, lists and objects of these.
 * @throws InvalidValueError `INVALID_VALUE` naming the part that is no such thing, or when it is longer than {@link LONGEST_MESSAGE} or
 * deeper than {@link DEEPEST_MESSAGE}.
 */
export function toldMessage(value: unknown): Message {
  const left = { characters: LONGEST_MESSAGE }
  const copy = copyOf(value, 'message', 0, left)
  const { length } = JSON.stringify(copy)
  if (length > LONGEST_MESSAGE) throw tooLong()
  return copy
}

/**
 * Checks that a message can be told to a strategy of that name.
 *
 * @throws InvalidValueError `INVALID_VALUE` when there is none, or it has no `onMessage`.
 */
export function checkAddressee(strategies: Iterable<Strategy>, name: string): void {
  const names: string[] = []
  for (const strategy of strategies) {
    if (strategy.onMessage === undefined) continue
    if (strategy.name === name) return
    names.push(strategy.name)
  }
  throw new InvalidValueError(
    'strategy',
    name,
    names.length === 0
      ? 'a strategy with onMessage, of which there is none'
      : `a strategy with onMessage: ${names.join(', ')}`,
  )
}

function copyOf(value: unknown, at: string, depth: number, left: { characters: number }): Message {
  left.characters -= typeof value === 'string' ? value.length + 2 : 1
  if (left.characters < 0) throw tooLong()
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  // JSON knows no −0.
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value
  if (typeof value !== 'object') throw new InvalidValueError(at, value, 'plain data that JSON can say')
  if (depth === DEEPEST_MESSAGE) throw new InvalidValueError(at, value, `no deeper than ${DEEPEST_MESSAGE} levels`)
  if (Array.isArray(value)) {
    const parts: readonly unknown[] = value
    return Object.freeze(Array.from(parts, (part, index) => copyOf(part, `${at}[${index}]`, depth + 1, left)))
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  // Objects of another realm, such as a worker's or a test's, are as plain.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!isPlain) throw new InvalidValueError(at, value, 'plain data that JSON can say')
  const parts = Object.entries(value).map(([name, part]) => {
    left.characters -= name.length + 3
    return [name, copyOf(part, `${at}.${name}`, depth + 1, left)] as const
  })
  return Object.freeze(Object.fromEntries(parts))
}

function tooLong(): InvalidValueError {
  return new InvalidValueError('message', 'a longer one', `at most ${LONGEST_MESSAGE} characters of JSON`)
}
