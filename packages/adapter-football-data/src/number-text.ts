import { isPrice, type Price } from '@betting-advisor/core'

/** The longest price that a bookmaker shows: 1000/1. */
const HIGHEST = 1001

/** Goals as `2`, or as a spreadsheet saves them, `2.0`; `null` where it is no number of goals. */
export function readGoals(text: string): number | null {
  return /^\d{1,2}(?:[.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : null
}

/** A price as `2.1` or `2,1`; `null` where it is none, or a comma could also part thousands. */
export function readPrice(text: string): Price | null {
  const value = /^\d+(?:\.\d+|,\d{1,2}|,\d{4,})?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN
  return isPrice(value) && value <= HIGHEST ? value : null
}
