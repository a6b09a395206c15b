import { FrameworkFault } from './api-fault.ts'

/** What is asked, read field by field. */
export class Params {
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    if (!isRecord(value)) throw new FrameworkFault('DSC-0024')
    this.#fields = value
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null
  }

  text(name: string): string | null {
    const value = this.#fields[name]
    if (value === undefined || value === null) return null
    if (typeof value === 'string') return value
    // Ids may be numbers.
    if (typeof value === 'number') return String(value)
    throw new FrameworkFault('DSC-0009')
  }

  /** A number, which may be the text of one. */
  number(name: string): number | null {
    const value = this.#fields[name]
    if (value === undefined || value === null) return null
    const number =
      typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
    if (!Number.isFinite(number)) throw new FrameworkFault('DSC-0009')
    return number
  }

  flag(name: string): boolean | null {
    const value = this.#fields[name]
    if (value === undefined || value === null) return null
    if (typeof value !== 'boolean') throw new FrameworkFault('DSC-0009')
    return value
  }

  /** One of these words. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | null {
    const value = this.text(name)
    if (value === null) return null
    const known = words.find((word) => word === value)
    if (known === undefined) throw new FrameworkFault('DSC-0009')
    return known
  }

  texts(name: string): readonly string[] | null {
    const list = this.#list(name)
    return list === null
      ? null
      : list.map((value) => {
          if (typeof value !== 'string' && typeof value !== 'number') throw new FrameworkFault('DSC-0009')
          return String(value)
        })
  }

  object(name: string): Params | null {
    return this.has(name) ? new Params(this.#fields[name]) : null
  }

  objects(name: string): readonly Params[] | null {
    return this.#list(name)?.map((value) => new Params(value)) ?? null
  }

  /** Both ends of a stretch of time, in epoch milliseconds. */
  range(name: string): { readonly from: number; readonly to: number } | null {
    const range = this.object(name)
    if (range === null) return null
    return {
      from: momentOf(range.text('from')) ?? Number.NEGATIVE_INFINITY,
      to: momentOf(range.text('to')) ?? Number.POSITIVE_INFINITY,
    }
  }

  #list(name: string): readonly unknown[] | null {
    const value = this.#fields[name]
    if (value === undefined || value === null) return null
    if (!Array.isArray(value)) throw new FrameworkFault('DSC-0009')
    return value
  }
}

/** What must be there. */
export function must<Value>(value: Value | null): Value {
  if (value === null) throw new FrameworkFault('DSC-0018')
  return value
}

function momentOf(text: string | null): number | null {
  if (text === null) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new FrameworkFault('DSC-0009')
  return at
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
