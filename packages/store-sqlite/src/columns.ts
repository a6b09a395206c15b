import type { Money, PriceUnits, Timestamp } from '@betting-advisor/core'
import type { MatchedValue } from '@betting-advisor/core/venue'
import type { Row } from './database.ts'
import { corrupt } from './faults.ts'
import { unpackJson } from './packed-json.ts'

/**
 * Reads the columns of a row.
 *
 * Brands and unions are taken on trust: the schema's own checks let nothing else in, and {@link Columns.json} and
 * {@link Columns.packed} were written by `JSON.stringify` of their type.
 */
export interface Columns {
  text<Text extends string = string>(column: string): Text
  textOrNull<Text extends string = string>(column: string): Text | null
  number(column: string): number
  numberOrNull(column: string): number | null
  money(column: string): Money
  moneyOrNull(column: string): Money | null
  price(column: string): PriceUnits
  priceOrNull(column: string): PriceUnits | null
  matchedValue(column: string): MatchedValue
  time(column: string): Timestamp
  timeOrNull(column: string): Timestamp | null
  json<Value>(column: string): Value
  jsonOrNull<Value>(column: string): Value | null
  hasBytes(column: string, bytes: Uint8Array): boolean
  /** @param known - What it was packed with. */
  packed<Value>(column: string, known: string): Value
}

/** @throws StoreError `STORE_CORRUPT` when a column does not hold what it must. */
export function columnsOf(row: Row, path: string): Columns {
  function text<Text extends string>(column: string): Text {
    const value = row[column]
    if (typeof value !== 'string') throw corrupt(path, `${column} is not a text`)
    return value as Text
  }
  function number<Value extends number>(column: string): Value {
    const value = row[column]
    if (typeof value !== 'number') throw corrupt(path, `${column} is not a number`)
    return value as Value
  }
  function numberOrNull<Value extends number>(column: string): Value | null {
    return row[column] === null ? null : number<Value>(column)
  }
  function json<Value>(column: string): Value {
    try {
      return JSON.parse(text(column))
    } catch (error) {
      throw corrupt(path, `${column} is not JSON`, error)
    }
  }
  return {
    text,
    textOrNull: (column) => (row[column] === null ? null : text(column)),
    number,
    numberOrNull,
    money: number<Money>,
    moneyOrNull: numberOrNull<Money>,
    price: number<PriceUnits>,
    priceOrNull: numberOrNull<PriceUnits>,
    matchedValue: number<MatchedValue>,
    time: number<Timestamp>,
    timeOrNull: numberOrNull<Timestamp>,
    json,
    hasBytes(column, bytes) {
      const value = row[column]
      return value instanceof Uint8Array && Buffer.compare(value, bytes) === 0
    },
    packed(column, known) {
      const bytes = row[column]
      const text = bytes instanceof Uint8Array ? unpackJson(bytes, known) : null
      if (text === null) throw corrupt(path, `${column} is not what was written`)
      return JSON.parse(text)
    },
    jsonOrNull: (column) => (row[column] === null ? null : json(column)),
  }
}
