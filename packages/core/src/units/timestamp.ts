import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Brand } from './brand.ts'

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = Brand<number, 'Timestamp'>

/** Milliseconds in a second, a minute, an hour and a day. */
export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/**
 * Parses epoch milliseconds.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `value` is not an integer of milliseconds that a calendar can hold.
 * @example
 * ```ts
 * timestamp(Date.UTC(2026, 7, 8, 12)) // 1786190400000
 * ```
 */
export function timestamp(value: number): Timestamp {
  if (!Number.isInteger(value) || Math.abs(value) > 8.64e15) {
    throw new InvalidValueError('timestamp', value, 'an integer of epoch milliseconds')
  }
  return value as Timestamp
}

/**
 * The moment `milliseconds` after `at`.
 *
 * @example
 * ```ts
 * after(timestamp(0), 90 * SECOND) // 90000
 * ```
 */
export function after(at: Timestamp, milliseconds: number): Timestamp {
  return timestamp(at + milliseconds)
}
