import { type Currency, type Money, toMajor } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { type Html, html } from './html.ts'

const NOTHING = '–'

/** Writes figures and moments for people, always in the same way. */
export interface ReportFormat {
  readonly currency: string
  money(amount: Money): string
  /** With its sign, and coloured by it. */
  gain(amount: Money): Html
  gainFraction(fraction: number | null, digits?: number): Html
  day(at: Timestamp): string
  minute(at: Timestamp): string
  /** `2024-03`. */
  month(at: Timestamp): string
}

/** The formats of one account: its currency and its time zone. */
export function createReportFormat(currency: Currency, timeZone: string): ReportFormat {
  const amounts = new Intl.NumberFormat('en-GB', {
    minimumFractionDigits: currency.exponent,
    maximumFractionDigits: currency.exponent,
  })
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const written = (at: Timestamp): Partial<Record<Intl.DateTimeFormatPartTypes, string>> =>
    Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  const money = (amount: Money) => properMinus(amounts.format(toMajor(amount, currency)))
  const month = (at: Timestamp) => {
    const { year, month: number } = written(at)
    return `${year}-${number}`
  }
  const day = (at: Timestamp) => `${month(at)}-${written(at).day}`
  return {
    currency: currency.code,
    money,
    gain: (amount) => signed(amount, money(amount)),
    gainFraction: (fraction, digits) => signed(fraction ?? 0, percent(fraction, digits)),
    day,
    minute: (at) => `${day(at)} ${written(at).hour}:${written(at).minute}`,
    month,
  }
}

function properMinus(text: string): string {
  return text.replace('-', '−')
}

function signed(value: number, text: string): Html {
  if (value === 0) return html`${text}`
  return value > 0 ? html`<span class="gain">+${text}</span>` : html`<span class="loss">${text}</span>`
}

/** `12.34%`, or a dash. */
export function percent(fraction: number | null, digits = 2): string {
  return fraction === null ? NOTHING : properMinus(`${(fraction * 100).toFixed(digits)}%`)
}

/** A plain number, or a dash. */
export function decimal(value: number | null, digits = 2): string {
  return value === null ? NOTHING : properMinus(value.toFixed(digits))
}

/** A whole number in groups of three. */
export function whole(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value)
}

/** A length of time in days or hours. */
export function lengthOfTime(milliseconds: number): string {
  const hours = milliseconds / 3_600_000
  return hours < 48 ? `${Math.round(hours)} h` : `${whole(Math.round(hours / 24))} days`
}
