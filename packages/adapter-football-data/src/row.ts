import { isPrice, type Price } from '@betting-advisor/core'
import * as z from 'zod'
import type { Columns, PriceColumns } from './columns.ts'
import type { HomeDrawAwayPrices, SeasonDiagnostic } from './season.ts'
import { readDate, readTime } from './wall-date.ts'

const date = z.string().transform((text, context) => {
  const written = readDate(text)
  if (written !== null) return written
  context.addIssue({
    code: 'custom',
    message: `Date must be a day as dd/mm/yy or dd/mm/yyyy, was ${JSON.stringify(text)}`,
  })
  return z.NEVER
})

const time = z.string().transform((text, context) => {
  if (text === '') return null
  const minutes = readTime(text)
  if (minutes !== null) return minutes
  context.addIssue({ code: 'custom', message: `Time must be hh:mm, was ${JSON.stringify(text)}` })
  return z.NEVER
})

const team = (column: string) => z.string().min(1, `${column} is empty`)
const goals = (column: string) =>
  z
    .string()
    .regex(/^\d{1,2}$/, `${column} must be a number of goals`)
    .transform(Number)

/** What every match says of itself, whatever its prices. */
const matchRow = z
  .object({
    division: z.string().min(1, 'Div is empty'),
    date,
    time,
    home: team('HomeTeam'),
    away: team('AwayTeam'),
    homeGoals: goals('FTHG'),
    awayGoals: goals('FTAG'),
    result: z.enum(['H', 'D', 'A'], { error: ({ input }) => `FTR must be H, D or A, was ${JSON.stringify(input)}` }),
  })
  .refine(({ home, away }) => home !== away, 'HomeTeam and AwayTeam are the same')

/** A match without its prices. */
export type MatchRow = z.infer<typeof matchRow>

/** A match, or everything that is wrong with its row. */
export function readRow(
  cells: readonly string[],
  { at }: Columns,
): MatchRow | { readonly problems: readonly string[] } {
  const cell = (index: number) => cells[index]?.trim() ?? ''
  const result = matchRow.safeParse({
    division: cell(at.Div),
    date: cell(at.Date),
    time: cell(at.Time),
    home: cell(at.HomeTeam),
    away: cell(at.AwayTeam),
    homeGoals: cell(at.FTHG),
    awayGoals: cell(at.FTAG),
    result: cell(at.FTR),
  })
  return result.success ? result.data : { problems: result.error.issues.map(({ message }) => message) }
}

/** Prices of one bookmaker, `null` where there are none, or what is wrong with them. */
export type PricesResult =
  | { readonly prices: HomeDrawAwayPrices | null }
  | { readonly code: Extract<SeasonDiagnostic['code'], `PRICES_${string}`>; readonly message: string }

/** Reads the prices under one prefix. */
export function readPrices(cells: readonly string[], columns: PriceColumns, prefix: string): PricesResult {
  const texts = columns.map((index) => cells[index]?.trim() ?? '')
  const written = `${prefix}H/D/A ${texts.map((text) => text || 'empty').join(', ')}`
  if (texts.every((text) => text === '')) return { prices: null }
  if (texts.includes('')) return { code: 'PRICES_INCOMPLETE', message: `${written}: a price is missing` }
  const [home, draw, away] = texts.map(readPrice)
  if (home && draw && away) return { prices: [home, draw, away] }
  return { code: 'PRICES_INVALID', message: `${written}: every price must be a number above 1` }
}

function readPrice(text: string): Price | null {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return isPrice(value) ? value : null
}
