import { type Currency, type Money, money, moneyFromMajor } from '../units/money.ts'
import { type DatabaseAddress, databaseUrl, parseDatabaseAddress } from './database-address.ts'
import { decimal, type Kind, REFUSED } from './kinds.ts'
import { Secret } from './secret.ts'

/** Far more than anyone has, yet exact in minor units. */
const MOST = 1e12

/** An amount in major units of the account's currency, which is known only later. */
export const amount: Kind<number> = {
  read(text) {
    const value = decimal(text)
    return value !== undefined && value > 0 && value <= MOST ? { value } : REFUSED
  },
  allowed: "an amount above 0 and at most a trillion, in the account's currency",
  secret: false,
  write: (setting, currency) =>
    typeof setting === 'number' ? String(setting / 10 ** currency.exponent) : String(setting),
}

/** An amount, or a share of the bankroll. */
export type AmountOrShare = { readonly amount: number } | { readonly share: number }

/** What it comes to, a share of `bankroll` rounded to minor units and never nothing. */
export function amountOfShare(value: AmountOrShare, bankroll: Money, currency: Currency): Money {
  if ('amount' in value) return moneyFromMajor(value.amount, currency)
  return money(Math.max(1, Math.round(bankroll * value.share)))
}

/** A share as it is written; a hundred times 0.07 is not exactly 7. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(15))}%`
}

/** An amount, or so many per cent of a bankroll: `10%`. */
export const amountOrShare: Kind<AmountOrShare> = {
  read(text) {
    const percent = /^(.*\S)\s*%$/.exec(text)?.[1]
    if (percent !== undefined) {
      const value = decimal(percent)
      return value !== undefined && value > 0 && value <= 100 ? { value: { share: value / 100 } } : REFUSED
    }
    const result = amount.read(text)
    return 'value' in result ? { value: { amount: result.value } } : result
  },
  allowed: `${amount.allowed}, a share of the bankroll such as 10%`,
  secret: false,
  write: amount.write,
}

/** The URL of a database. It may hold a password, so it is never shown. */
export const database: Kind<DatabaseAddress> = {
  read(url) {
    const result = parseDatabaseAddress(url)
    return 'address' in result ? { value: result.address } : { allowed: result.problem }
  },
  allowed: 'sqlite:PATH or postgres://user:password@host/database',
  secret: true,
  write(setting) {
    if (isDatabaseAddress(setting)) return databaseUrl(setting)
    throw new TypeError('not the address of a database')
  },
}

function isDatabaseAddress(setting: unknown): setting is DatabaseAddress {
  if (typeof setting !== 'object' || setting === null || !('kind' in setting)) return false
  if (setting.kind === 'sqlite') return 'path' in setting && typeof setting.path === 'string'
  return setting.kind === 'postgres' && 'url' in setting && setting.url instanceof Secret
}
