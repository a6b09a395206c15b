import { AdvisorError, InvalidValueError } from '@betting-advisor/core'
import { type AdvisorErrorOptions, InvariantError } from '@betting-advisor/core/errors'
import { StoreError, type StoreErrorCode } from '@betting-advisor/core/store'

/** An error on its way between threads: a copy by structured cloning would lose class, code and remedy. */
export type Fault =
  | (Told & { readonly kind: 'store'; readonly code: StoreErrorCode })
  | (Told & { readonly kind: 'invariant' })
  | { readonly kind: 'value'; readonly argument: string; readonly value: unknown; readonly allowed: string }
  | (Told & {
      readonly kind: 'other'
      readonly name: string
      readonly codes: Readonly<Record<string, string | number>>
    })
  | { readonly kind: 'thrown'; readonly value: string }

interface Told {
  /** Without the remedy. */
  readonly message: string
  readonly remedy: string | undefined
  readonly stack: string | undefined
  readonly cause: Fault | undefined
}

/** The names under which Node and SQLite number their errors. */
const CODES = ['code', 'errcode', 'errstr'] as const

/** Takes an error apart. */
export function faultOf(error: unknown): Fault {
  if (error instanceof InvalidValueError) {
    const { argument, value, allowed } = error
    return { kind: 'value', argument, value, allowed }
  }
  if (error instanceof StoreError) return { kind: 'store', code: error.code, ...told(error) }
  if (error instanceof InvariantError) return { kind: 'invariant', ...told(error) }
  if (error instanceof Error) return { kind: 'other', name: error.name, codes: codesOf(error), ...told(error) }
  return { kind: 'thrown', value: String(error) }
}

/** Puts an error together again. */
export function errorOf(fault: Fault): unknown {
  switch (fault.kind) {
    case 'value':
      return new InvalidValueError(fault.argument, fault.value, fault.allowed)
    case 'store':
      return withStack(new StoreError(fault.code, fault.message, optionsOf(fault)), fault)
    case 'invariant':
      return withStack(new InvariantError(fault.message, optionsOf(fault)), fault)
    case 'other': {
      const error = Object.assign(new Error(fault.message, optionsOf(fault)), fault.codes)
      // As where it is inherited, it is not among the error's own figures.
      Object.defineProperty(error, 'name', { value: fault.name, configurable: true, writable: true })
      return withStack(error, fault)
    }
    case 'thrown':
      return fault.value
  }
}

function told(error: Error): Told {
  const remedy = error instanceof AdvisorError ? error.remedy : undefined
  return {
    message: remedy === undefined ? error.message : error.message.slice(0, -(remedy.length + 1)),
    remedy,
    stack: error.stack,
    cause: error.cause === undefined ? undefined : faultOf(error.cause),
  }
}

function codesOf(error: Error): Record<string, string | number> {
  const own: Readonly<Record<string, unknown>> = { ...error }
  const codes: Record<string, string | number> = {}
  for (const name of CODES) {
    const code = own[name]
    if (typeof code === 'string' || typeof code === 'number') codes[name] = code
  }
  return codes
}

function optionsOf({ cause, remedy }: Told): AdvisorErrorOptions {
  return {
    ...(cause === undefined ? {} : { cause: errorOf(cause) }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}

/** Where it was thrown says more than where it arrived. */
function withStack(error: Error, { stack }: Told): Error {
  if (stack !== undefined) error.stack = stack
  return error
}
