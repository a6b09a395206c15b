import { isSoundText } from '@betting-advisor/adapter-kit'
import { type Timestamp, timestamp } from '@betting-advisor/core'
import * as z from 'zod'

/** A value of a list that the venue extends over time: the known ones, and any other text. */
export type Open<Known extends string> = Known | (string & Record<never, never>)

/** ISO 8601 with its zone: the venue writes `Z`, `+00:00` and `+10:00`. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** The longest text that is taken, in UTF-16 units: rules and clarifications run to pages. */
const LONGEST_TEXT = 100_000

/** What the venue writes where a number has no value. */
const SPECIALS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['INF', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-INF', Number.NEGATIVE_INFINITY],
])

/** A finite number. */
export const finite: z.ZodType<number, number> = z.number()

/** A number, or one of the texts that stand where it has no value: NaN and the infinities. */
export const double: z.ZodType<number, number | string> = z
  .union([z.number(), z.string().max(16)])
  .transform((value, context): number => {
    const number = typeof value === 'number' ? value : SPECIALS.get(value)
    if (number !== undefined) return number
    context.addIssue({ code: 'custom', message: 'not a number' })
    return z.NEVER
  })

/** A moment: ISO 8601 text with its zone. */
export const moment: z.ZodType<Timestamp, string> = z.string().transform((text, context): Timestamp => {
  const milliseconds = text.length <= 40 && ISO.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isInteger(milliseconds)) return timestamp(milliseconds)
  context.addIssue({ code: 'custom', message: 'not a moment' })
  return z.NEVER
})

/** An id of the venue: text, or in old data an integer. */
export const id: z.ZodType<string, string | number> = z
  .union([z.string().regex(/^[\w.:-]{1,64}$/, 'not an id'), z.int()])
  .transform(String)

/** An integer, such as the id of a selection or the version of a market. */
export const integer: z.ZodType<number, number> = z.int()

/** A name of one line. */
export const name: z.ZodType<string, string> = z
  .string()
  .refine((text) => isSoundText(text), 'not a name: blank, too long, or of more than one line')

/** A text that nothing depends on. */
export const text: z.ZodType<string, string> = z.string().max(LONGEST_TEXT)

/** A reference that somebody gave an order. */
export const reference: z.ZodType<string, string> = z
  .string()
  .refine((given) => isSoundText(given, 64), 'not a reference')

/** One of a list that grows. */
export function openEnum<Known extends string>(): z.ZodType<Open<Known>, string> {
  return z
    .string()
    .regex(/^\w{1,64}$/, 'not a value of a list')
    .transform((value): Open<Known> => value)
}

/** What may be left out, or be `null`; `null` then. */
export function maybe<Out, In>(schema: z.ZodType<Out, In>): z.ZodType<Out | null, In | null | undefined> {
  return schema.nullish().transform((value): Out | null => value ?? null)
}

/** What nothing depends on: `null` where it is left out or cannot be read. */
export function loosely<Out, In>(schema: z.ZodType<Out, In>): z.ZodType<Out | null, In | null | undefined> {
  return maybe(schema).catch(null)
}
