/** How long a text may be and still be shown whole. */
const LONGEST = 120

/** A value of any type in a few words, for the end of a sentence: never the source of a function or what an object holds. */
export function described(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value)
    case 'function':
      return 'a function'
    case 'object':
      return value === null ? 'null' : describedObject(value)
    default:
      return String(value)
  }
}

function describedObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return isPromise(value) ? 'a promise' : 'an object'
}

/** Whether something must be awaited. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
