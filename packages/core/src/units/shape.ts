import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { UnknownOptionError } from '../errors/unknown-option-error.ts'
import { similarName } from './similar-names.ts'

/**
 * Holds a value of any type against what it should be, for callers whose editor does not know types: does nothing, or throws
 * InvalidValueError `INVALID_VALUE` naming `argument`.
 */
export type Check = (argument: string, value: unknown) => void

/** The members of an object, each with its check. */
export type Members = Readonly<Record<string, Check>>

/** A check for every member of a type, so that none is forgotten. */
export type Complete<Part> = { readonly [Name in keyof Part]-?: Check }

/** Values that `fits` is true of; `allowed` says in words which these are. */
// @__NO_SIDE_EFFECTS__
export function valuesThat(allowed: string, fits: (value: unknown) => boolean): Check {
  return (argument, value) => {
    if (!fits(value)) throw new InvalidValueError(argument, value, allowed)
  }
}

export const aFunction: Check = valuesThat('a function', (value) => typeof value === 'function')
export const aText: Check = valuesThat('a text that is not empty', (value) => typeof value === 'string' && value !== '')
export const aFlag: Check = valuesThat('true or false', (value) => typeof value === 'boolean')
/** Not NaN, though perhaps without end. */
export const aNumber: Check = valuesThat('a number', (value) => typeof value === 'number' && !Number.isNaN(value))

/** A text or a Secret; what is given instead is not shown, since it may well be one. */
export const aSecret: Check = (argument, value) => {
  if (typeof value === 'string' || (isObject(value) && typeof value['reveal'] === 'function')) return
  throw new InvalidValueError(argument, value == null ? value : '[hidden]', 'a text or a Secret')
}

/** One of a few values. */
// @__NO_SIDE_EFFECTS__
export function oneOf(...values: readonly (string | number)[]): Check {
  const known = new Set<unknown>(values)
  return valuesThat(values.join(' or '), (value) => known.has(value))
}

/** What may be left out. */
// @__NO_SIDE_EFFECTS__
export function optional(check: Check): Check {
  return (argument, value) => {
    if (value !== undefined) check(argument, value)
  }
}

/** What may be `null`. */
// @__NO_SIDE_EFFECTS__
export function nullable(check: Check): Check {
  return (argument, value) => {
    if (value !== null) check(argument, value)
  }
}

/** A list of which every item is checked, and named by its place. */
// @__NO_SIDE_EFFECTS__
export function listOf(items: string, check: Check): Check {
  return (argument, value) => {
    if (!Array.isArray(value)) throw new InvalidValueError(argument, value, `a list of ${items}`)
    value.forEach((item: unknown, index) => {
      check(`${argument}[${index}]`, item)
    })
  }
}

/** An object that has these members, its own or its class's; what else it has is its own business. */
// @__NO_SIDE_EFFECTS__
export function having(allowed: string, members: Members): Check {
  const checks = Object.entries(members)
  return (argument, value) => {
    if (!isObject(value)) throw new InvalidValueError(argument, value, allowed)
    for (const [name, check] of checks) check(`${argument}.${name}`, value[name])
  }
}

/**
 * Checks the options that a function is given: all of them are known, and each is what it should be.
 *
 * @param of - The function, as it is called.
 * @throws InvalidValueError `INVALID_VALUE` naming the first that is wrong; UnknownOptionError `UNKNOWN_OPTION` naming what was meant.
 * @example
 * ```ts
 * shapes.checkOptions('createCache', { capacity: 256 }, { capacity: shapes.optional(shapes.aNumber) })
 * ```
 */
export function checkOptions(of: string, options: unknown, members: Members): void {
  if (!isObject(options) || Array.isArray(options)) {
    throw new InvalidValueError(`what ${of} is given`, options, 'an object of options')
  }
  const known = Object.keys(members)
  for (const [option, value] of Object.entries(options)) {
    if (known.includes(option) || value === undefined) continue
    throw new UnknownOptionError(of, option, known, similarName(option, known))
  }
  for (const [name, check] of Object.entries(members)) check(name, options[name])
}

/** Whether something has members to look at; functions have, too. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
