import * as z from 'zod/mini'
import type { Currency, Money } from '../units/money.ts'
import { toMajor } from '../units/money.ts'
import { type DatabaseAddress, databaseUrl, parseDatabaseAddress } from './database-address.ts'
import { Secret } from './secret.ts'

/** What a variable may hold, and how it is read and written. */
export interface Kind<Value> {
  /** From the text of the environment to the value. */
  readonly schema: z.ZodMiniType<Value, string>
  /** For people: `a number from 0 to 1`. */
  readonly allowed: string
  /** Whether the text may be shown. */
  readonly secret: boolean
  /** From a setting given in code back to the text that stands for it. */
  write(setting: unknown, currency: Currency): string
}

const plain = { secret: false, write: (setting: unknown) => String(setting) }

const decimal = z.pipe(
  z.string().check(z.regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i)),
  z.transform((text: string) => Number(text)),
)

/** The ends of a range; `above` excludes its own end. */
export type Range = { readonly to: number } & ({ readonly from: number } | { readonly above: number })

const least = (range: Range) => ('from' in range ? z.gte(range.from) : z.gt(range.above))
const words = (range: Range, unit = '') =>
  'from' in range ? `from ${range.from} to ${range.to}${unit}` : `above ${range.above}, at most ${range.to}${unit}`

/** A number in a range. */
export function number(range: Range): Kind<number> {
  const schema = z.pipe(decimal, z.number().check(least(range), z.lte(range.to)))
  return { ...plain, schema, allowed: `a number ${words(range)}` }
}

/** A whole number in a range. */
export function integer(range: Range): Kind<number> {
  const schema = z.pipe(decimal, z.number().check(z.multipleOf(1), least(range), z.lte(range.to)))
  return { ...plain, schema, allowed: `a whole number ${words(range)}` }
}

/** A duration, written in `unit`s of so many milliseconds, kept in milliseconds. */
export function duration(
  unit: 'seconds' | 'minutes' | 'hours' | 'days',
  milliseconds: number,
  range: Range,
): Kind<number> {
  const inUnits = z.pipe(decimal, z.number().check(least(range), z.lte(range.to)))
  return {
    schema: z.pipe(
      inUnits,
      z.transform((units: number) => Math.round(units * milliseconds)),
    ),
    allowed: `${words(range)} ${unit}`,
    secret: false,
    write: (setting) => (typeof setting === 'number' ? String(setting / milliseconds) : String(setting)),
  }
}

/** Far more than anyone has, yet exact in minor units. */
const MOST = 1e12

/** An amount in major units of the account's currency, which is known only later. */
export const amount: Kind<number> = {
  schema: z.pipe(decimal, z.number().check(z.gt(0), z.lte(MOST))),
  allowed: "an amount above 0 and at most a trillion, in the account's currency",
  secret: false,
  write: (setting, currency) =>
    typeof setting === 'number' ? String(toMajor(setting as Money, currency)) : String(setting),
}

/** One of a few words, in any case; `readAs` maps each word to its value. */
export function choice<Value extends string>(
  readAs: Readonly<Record<string, Value>>,
  write = plain.write,
): Kind<Value> {
  const values = new Map(Object.entries(readAs).map(([word, value]) => [word.toLowerCase(), value]))
  return {
    schema: z.pipe(
      z.string(),
      z.transform((text: string, context) => {
        const value = values.get(text.toLowerCase())
        if (value !== undefined) return value
        context.issues.push({ code: 'custom', input: text })
        return z.NEVER
      }),
    ),
    allowed: Object.keys(readAs)
      .join(', ')
      .replace(/, (\w+)$/, ' or $1'),
    secret: false,
    write,
  }
}

/** A text of a given form. */
export function text(allowed: string, accepts: (text: string) => boolean, write = plain.write): Kind<string> {
  return { schema: z.string().check(z.refine(accepts)), allowed, secret: false, write }
}

/** Texts of a given form, separated by commas; an empty text is none. */
export function list(allowed: string, accepts: (text: string) => boolean): Kind<readonly string[]> {
  const split = (text: string) => (text.trim() === '' ? [] : text.split(',').map((part) => part.trim()))
  return {
    schema: z.pipe(
      z.string().check(z.refine((text) => split(text).every(accepts))),
      z.transform((text: string): readonly string[] => split(text)),
    ),
    allowed,
    secret: false,
    write: (setting) => (Array.isArray(setting) ? setting.join(',') : String(setting)),
  }
}

/** A key, token or password; it may come from a file or a vault, and is never shown. */
export function secret(allowed = 'a text', accepts: (text: string) => boolean = () => true): Kind<Secret> {
  return {
    schema: z.pipe(
      z.string().check(z.refine(accepts)),
      z.transform((text: string) => new Secret(text)),
    ),
    allowed,
    secret: true,
    write: (setting) => (setting instanceof Secret ? setting.reveal() : String(setting)),
  }
}

/** The URL of a database. It may hold a password, so it is never shown. */
export const database: Kind<DatabaseAddress> = {
  schema: z.pipe(
    z.string(),
    z.transform((url: string, context) => {
      const result = parseDatabaseAddress(url)
      if ('address' in result) return result.address
      context.issues.push({ code: 'custom', params: { allowed: result.problem }, input: url })
      return z.NEVER
    }),
  ),
  allowed: 'sqlite:PATH or postgres://user:password@host/database',
  secret: true,
  write: (setting) => databaseUrl(setting as DatabaseAddress),
}
