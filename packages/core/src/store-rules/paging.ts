import { InvalidValueError } from '../errors/invalid-value-error.ts'

const MAX_PAGE = 10_000

/**
 * How many rows a query asks for.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `limit` is not an integer from 1 to 10000.
 * @example
 * ```ts
 * pageSize() // 200
 * ```
 */
export function pageSize(limit = 200): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new InvalidValueError('limit', limit, `an integer from 1 to ${MAX_PAGE}`)
  }
  return limit
}
