import * as z from 'zod'
import type { Open } from './values.ts'
import { finite, id, integer, loosely, maybe, moment, name, openEnum, text } from './values.ts'

export const accountFundsSchema = z.object({
  availableToBetBalance: finite,
  /** At most 0. */
  exposure: maybe(finite),
  retainedCommission: loosely(finite),
  exposureLimit: loosely(finite),
  discountRate: loosely(finite),
  pointsBalance: loosely(finite),
  wallet: loosely(name),
})

/** Two services stand behind it: either half may be missing. */
export const accountDetailsSchema = z.object({
  currencyCode: maybe(z.string().regex(/^[A-Z]{3}$/, 'not a currency')),
  localeCode: loosely(name),
  region: loosely(name),
  timezone: loosely(name),
  discountRate: loosely(finite),
  pointsBalance: loosely(finite),
  countryCode: loosely(name),
})

export const statementItemSchema = z.object({
  refId: maybe(id),
  itemDate: moment,
  amount: finite,
  balance: loosely(finite),
  itemClass: loosely(name),
  legacyData: loosely(
    z.object({
      avgPrice: loosely(finite),
      betSize: loosely(finite),
      betType: loosely(name),
      commissionRate: loosely(text),
      /** The id of the market without its prefix. */
      eventId: loosely(id),
      grossBetAmount: loosely(finite),
      selectionId: loosely(integer),
      transactionType: loosely(
        openEnum<Open<'ACCOUNT_DEBIT' | 'ACCOUNT_CREDIT' | 'RESULT_ERR' | 'RESULT_FIX' | 'COMMISSION_REVERSAL'>>(),
      ),
      transactionId: loosely(id),
      winLose: loosely(
        openEnum<Open<'RESULT_NOT_APPLICABLE' | 'RESULT_WON' | 'RESULT_LOST' | 'RESULT_ERR' | 'RESULT_FIX'>>(),
      ),
    }),
  ),
})

/** A page of getAccountStatement; each item is read by itself. */
export const accountStatementSchema = z.object({
  accountStatement: z.array(z.unknown()),
  moreAvailable: z.boolean(),
})

export const currencyRateSchema = z.object({
  currencyCode: z.string().regex(/^[A-Z]{3}$/),
  rate: z.number().positive(),
})

/** An application and its keys: a live one and a delayed one. */
export const developerAppSchema = z.object({
  appName: loosely(name),
  appId: loosely(integer),
  appVersions: z.array(
    z.object({
      version: loosely(name),
      versionId: loosely(integer),
      applicationKey: z.string().max(64),
      delayData: z.boolean(),
      subscriptionRequired: loosely(z.boolean()),
      active: z.boolean(),
    }),
  ),
})

export type AccountFunds = z.output<typeof accountFundsSchema>
export type AccountDetails = z.output<typeof accountDetailsSchema>
export type StatementItem = z.output<typeof statementItemSchema>
export type CurrencyRate = z.output<typeof currencyRateSchema>
export type DeveloperApp = z.output<typeof developerAppSchema>
