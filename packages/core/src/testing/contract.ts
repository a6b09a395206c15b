import { isAdvisorError } from '../errors/advisor-error.ts'

/** One promise of a port, as data: any test runner can run it against any implementation. */
export interface ContractCase<Harness> {
  /** Stable, such as `STO-01`. */
  readonly id: string
  /** What is promised. */
  readonly title: string
  /** What the implementation under test must be able to do for the case to apply. */
  readonly needs?: string
  /** Rejects with a {@link ContractViolation} when the promise is not kept. */
  run(harness: Harness): Promise<void>
}

/** A promise of a contract that is not kept. */
export class ContractViolation extends Error {
  readonly actual: unknown
  readonly expected: unknown

  constructor(what: string, actual: unknown, expected: unknown) {
    super(`${what}: expected ${show(expected)}, was ${show(actual)}`)
    this.name = 'ContractViolation'
    this.actual = actual
    this.expected = expected
  }
}

/**
 * Fails unless both are the same data, however deep.
 *
 * @example
 * ```ts
 * assertEqual(await store.accounts(), [], 'accounts of a new store')
 * ```
 */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  if (!sameData(actual, expected)) throw new ContractViolation(what, actual, expected)
}

/**
 * Fails unless `action` rejects with an error of this `code`.
 *
 * @example
 * ```ts
 * await assertRejects(async () => price(1), 'INVALID_VALUE', 'a price that returns only the stake')
 * ```
 */
export async function assertRejects(action: () => Promise<unknown>, code: string, what: string): Promise<void> {
  let result: unknown
  try {
    result = await action()
  } catch (error) {
    if (isAdvisorError(error, code)) return
    throw new ContractViolation(what, error, `an error with code ${code}`)
  }
  throw new ContractViolation(what, result, `an error with code ${code}`)
}

/**
 * Fails unless the result of a union is of this kind, and narrows it.
 *
 * @example
 * ```ts
 * const result = transition(order, { type: 'accepted', at, venueOrderId: '31242604945' })
 * assertKind(result, 'changed', 'an acceptance')
 * result.order.state // 'ACCEPTED'
 * ```
 */
export function assertKind<Result extends { readonly kind: string }, Kind extends Result['kind']>(
  result: Result,
  kind: Kind,
  what: string,
): asserts result is Extract<Result, { readonly kind: Kind }> {
  if (result.kind !== kind) throw new ContractViolation(what, result, { kind })
}

/** Fails with the first few of what was found in place of nothing. */
export function assertNone<Found>(found: readonly Found[], what: string): void {
  if (found.length > 0) throw new ContractViolation(what, found.slice(0, 3), 'none')
}

/** Fails with what was found unless `holds`. */
export function assertTrue(holds: boolean, what: string, actual: unknown): void {
  if (!holds) throw new ContractViolation(what, actual, 'otherwise')
}

function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const entries = Object.entries(a)
  if (entries.length !== Object.keys(b).length) return false
  const other = new Map(Object.entries(b))
  return entries.every(([name, value]) => other.has(name) && sameData(value, other.get(name)))
}

function show(value: unknown): string {
  if (value instanceof Error) return String(value)
  return value === undefined ? 'undefined' : JSON.stringify(value)
}
