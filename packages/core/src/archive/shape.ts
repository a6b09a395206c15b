/** Says what is wrong with a value, and where in it; `null` when nothing is. */
export type Shape = (value: unknown, path: string) => string | null

function plain(wanted: string, holds: (value: unknown) => boolean): Shape {
  return (value, path) => (holds(value) ? null : `${path} must be ${wanted}`)
}

export const text = plain('a text', (value) => typeof value === 'string')
export const name = plain('a text that is not empty', (value) => typeof value === 'string' && value !== '')
export const flag = plain('true or false', (value) => typeof value === 'boolean')
export const number = plain('a number', (value) => typeof value === 'number' && Number.isFinite(value))
export const integer = plain('an integer', Number.isSafeInteger)
export const moment = plain(
  'a moment in milliseconds',
  (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 8.64e15,
)

/** One of a few words. */
export function oneOf(...words: readonly string[]): Shape {
  return plain(words.join(', '), (value) => words.some((word) => word === value))
}

/** The same, or nothing. */
export function orNull(shape: Shape): Shape {
  return (value, path) => (value === null ? null : shape(value, path))
}

/** The same, or no such field at all. */
export function orAbsent(shape: Shape): Shape {
  return (value, path) => (value === undefined ? null : shape(value, path))
}

/** A list of the same things. */
export function listOf(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list`
    for (const [index, item] of value.entries()) {
      const problem = shape(item, `${path}[${index}]`)
      if (problem !== null) return problem
    }
    return null
  }
}

/** An object with at least these fields; others are left alone. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes)
  return (value, path) => {
    if (!isObject(value)) return `${path} must be an object`
    for (const [key, shape] of entries) {
      const problem = shape(Object.hasOwn(value, key) ? value[key] : undefined, `${path}.${key}`)
      if (problem !== null) return problem
    }
    return null
  }
}

/** An object that says in one of its fields which of a few it is. */
export function variants(tag: string, shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>>): Shape {
  const known = new Map(Object.entries(shapes).map(([word, shape]) => [word, fields(shape)]))
  const which = oneOf(...known.keys())
  return (value, path) => {
    if (!isObject(value)) return `${path} must be an object`
    const word = Object.hasOwn(value, tag) ? value[tag] : undefined
    const shape = typeof word === 'string' ? known.get(word) : undefined
    return shape === undefined ? which(word, `${path}.${tag}`) : shape(value, path)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
