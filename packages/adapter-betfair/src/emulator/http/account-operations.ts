import type { AccountBook, StatementEntry } from '../exchange/account-book.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { exposureIn } from '../exchange/place-orders.ts'
import { isoTime, pounds } from '../exchange/reports.ts'
import { paged } from './current-orders.ts'
import type { Params } from './params.ts'

const PAGE = 100

export function getAccountFunds(exchange: Exchange, account: AccountBook): object {
  const exposure = exposureIn(exchange, account)
  return {
    availableToBetBalance: pounds(account.balance - exposure),
    exposure: exposure === 0 ? 0 : -pounds(exposure),
    retainedCommission: 0,
    exposureLimit: -1_000_000,
    discountRate: account.settings.discountRate,
    pointsBalance: 0,
    wallet: 'UK',
  }
}

export function getAccountDetails({ settings }: AccountBook): object {
  return {
    currencyCode: 'GBP',
    firstName: 'Ada',
    lastName: 'Example',
    localeCode: 'en',
    region: 'GBR',
    timezone: 'GMT',
    discountRate: settings.discountRate,
    pointsBalance: 0,
    countryCode: 'GB',
  }
}

/** The statement, the newest first. */
export function getAccountStatement(account: AccountBook, params: Params): object {
  const range = params.range('itemDateRange')
  const all = account.statement.filter(({ at }) => range === null || (at >= range.from && at <= range.to)).toReversed()
  const { page, moreAvailable } = paged(all, params, PAGE)
  return { accountStatement: page.map(itemOf), moreAvailable }
}

export function getDeveloperAppKeys({ settings }: AccountBook): object {
  return [
    {
      appName: 'Betting Expert Advisor',
      appId: 1,
      appVersions: settings.appKeys.map(({ key, delayed, active = true }, index) => ({
        owner: settings.username,
        versionId: index + 1,
        version: delayed ? '1.0-DELAY' : '1.0',
        applicationKey: key,
        delayData: delayed,
        subscriptionRequired: true,
        ownerManaged: false,
        active,
      })),
    },
  ]
}

function itemOf({
  refId,
  at,
  amount,
  balance,
  winLose,
  transactionType,
  bet,
  marketId,
  grossBetAmount,
  transactionId,
}: StatementEntry): object {
  return {
    refId,
    itemDate: isoTime(at),
    amount: pounds(amount),
    balance: pounds(balance),
    itemClass: 'UNKNOWN',
    itemClassData: { unknownStatementItem: '{}' },
    legacyData: {
      avgPrice: bet?.averagePrice ?? 0,
      betSize: pounds(bet?.matched ?? 0),
      betType: bet?.terms.side === 'LAY' ? 'L' : 'B',
      betCategoryType: 'E',
      commissionRate: '5.0',
      eventId: Number(marketId.split('.')[1] ?? 0),
      grossBetAmount: pounds(grossBetAmount),
      selectionId: bet?.terms.selectionId ?? 0,
      transactionType,
      transactionId,
      winLose,
    },
  }
}
