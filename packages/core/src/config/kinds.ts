import type { Currency } from '../units/money.ts'
import { Secret } from './secret.ts'

/** The value that a text stands for, or why it stands for none: in the kind's usual words, or in better ones. */
export type Read<Value> = { readonly value: Value } | { readonly allowed?: string }

/** What a variable may hold, and how it is read and written. */
export interface Kind<Value> {
  /** From the text of the environment to the value. */
  read(text: string): Read<Value>
  /** For people: `a number from 0 to 1`. */
  readonly allowed: string
  /** Whether the text may come from a file or a vault and is never shown. */
  readonly secret: boolean
  /** From a setting given in code back to the text that stands for it. @throws when it cannot be written down. */
  write(setting: unknown, currency: Currency): string
  /** The value that `off` stands for, where it may be switched off by name. */
  readonly off?: Value
}

/** A text stands for no value of its kind. */
export const REFUSED: { readonly allowed?: string } = {}
const plain = { secret: false, write: (setting: unknown) => String(setting) }

/** A decimal number, `undefined` where the text is none. */
export function decimal(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** The ends of a range; `above` excludes its own end. */
export type Range = { readonly to: number } & ({ readonly from: number } | { readonly above: number })

function isWithin(value: number, range: Range): boolean {
  return value <= range.to && ('from' in range ? value >= range.from : value > range.above)
}

function words(range: Range, unit = ''): string {
  return 'from' in range
    ? `from ${range.from} to ${range.to}${unit}`
    : `above ${range.above}, at most ${range.to}${unit}`
}

function inRange(text: string, range: Range): number | undefined {
  const value = decimal(text)
  return value !== undefined && isWithin(value, range) ? value : undefined
}

/** A number in a range. */
export function number(range: Range): Kind<number> {
  const read = (text: string) => {
    const value = inRange(text, range)
    return value === undefined ? REFUSED : { value }
  }
  return { ...plain, read, allowed: `a number ${words(range)}` }
}

/** A whole number in a range. */
export function integer(range: Range): Kind<number> {
  const read = (text: string) => {
    const value = inRange(text, range)
    return Number.isInteger(value) && value !== undefined ? { value } : REFUSED
  }
  return { ...plain, read, allowed: `a whole number ${words(range)}` }
}

/** A duration, written in `unit`s of so many milliseconds, kept in milliseconds. */
export function duration(
  unit: 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days',
  milliseconds: number,
  range: Range,
): Kind<number> {
  return {
    read(text) {
      const units = inRange(text, range)
      return units === undefined ? REFUSED : { value: Math.round(units * milliseconds) }
    },
    allowed: words(range, ` ${unit}`),
    secret: false,
    write: (setting) => (typeof setting === 'number' ? String(setting / milliseconds) : String(setting)),
  }
}

/** One of a few words, in any case; `readAs` maps each word to its value. */
export function choice<Value extends string>(
  readAs: Readonly<Record<string, Value>>,
  write = plain.write,
): Kind<Value> {
  const values = new Map(Object.entries(readAs).map(([word, value]) => [word.toLowerCase(), value]))
  return {
    read(text) {
      const value = values.get(text.toLowerCase())
      return value === undefined ? REFUSED : { value }
    },
    allowed: alternatives(Object.keys(readAs)),
    secret: false,
    write,
  }
}

/** A text of a given form. */
export function text(allowed: string, accepts: (text: string) => boolean, write = plain.write): Kind<string> {
  return { read: (value) => (accepts(value) ? { value } : REFUSED), allowed, secret: false, write }
}

/** Texts with commas between them; none is an empty list. */
export function list(allowed: string, accepts: (text: string) => boolean): Kind<readonly string[]> {
  return {
    read(whole) {
      const value = whole
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
      return value.every(accepts) ? { value } : REFUSED
    },
    allowed,
    secret: false,
    write: (setting) => (Array.isArray(setting) ? setting.join(',') : String(setting)),
  }
}

/** A key, token or password; it may come from a file or a vault, and is never shown. */
export function secret(allowed = 'a text', accepts: (text: string) => boolean = () => true): Kind<Secret> {
  return {
    read: (value) => (accepts(value) ? { value: new Secret(value) } : REFUSED),
    allowed,
    secret: true,
    write: (setting) => (setting instanceof Secret ? setting.reveal() : String(setting)),
  }
}

/** What switches a protection off by name. */
const OFF = 'off'

/** The same kind, or `off`, which stands for `off`: in code that value itself. */
export function orOff<Value, Off extends Value | null>(kind: Kind<Value>, off: Off): Kind<Value | Off> {
  return {
    ...kind,
    off,
    read: (value) => (value.toLowerCase() === OFF ? { value: off } : kind.read(value)),
    allowed: `${kind.allowed}, or ${OFF}`,
    write: (setting, currency) => (setting === off ? OFF : kind.write(setting, currency)),
  }
}

function alternatives(words: readonly string[]): string {
  return words.join(', ').replace(/, (\w+)$/, ' or $1')
}
