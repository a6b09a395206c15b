import { add, type Currency, type Money, moneyFromMajor, type Timestamp, ZERO } from '@betting-advisor/core'
import type { Cleared } from '@betting-advisor/core/venue'
import type { StatementItem } from '../api/wire/account.ts'

/** Both words of the exchange on what it paid. */
export interface StatementCheck {
  /** What `venue.cleared` told, since `since`. */
  readonly cleared: Cleared
  /** What `client.getAccountStatement` told: of a bet that was settled again, all since it was settled first. */
  readonly statement: readonly StatementItem[]
  /** From when on each bet that was booked must be told. */
  readonly since: Timestamp
  /** That of the account. */
  readonly currency: Currency
}

/**
 * Where the two differ, before commission: `told` is the word on bets and markets, `booked` what all items of the statement come to. A market
 * is named as the statement names it: by its id without what stands before the point.
 */
export type StatementDifference =
  | { readonly kind: 'profit'; readonly betId: string; readonly told: Money; readonly booked: Money }
  /** Something was won or lost, and no item says so. */
  | { readonly kind: 'not-booked'; readonly betId: string; readonly told: Money }
  /** Money was booked for a bet of which there is no word. */
  | { readonly kind: 'not-told'; readonly betId: string; readonly booked: Money }
  | { readonly kind: 'commission'; readonly market: string; readonly told: Money; readonly booked: Money }

/** What was booked for a bet or a market. */
interface Booked {
  readonly amount: Money
  readonly lastAt: Timestamp
}

/**
 * Holds what was told of settled bets and of commission against the account statement, as a second check: both must come to the same,
 * also after a market was settled again, whose old items stay and are undone by others. Items that are told twice, as between two pages, count once.
 *
 * @example
 * ```ts
 * const cleared = { orders: [], markets: [] }
 * compareWithStatement({ cleared, statement: [], since: timestamp(0), currency: currency('GBP') }) // []
 * ```
 */
export function compareWithStatement(check: StatementCheck): readonly StatementDifference[] {
  const { cleared, since } = check
  const { bets, commissions } = booked(check)
  const differences: StatementDifference[] = []
  for (const { venueOrderId: betId, profit: told } of cleared.orders) {
    const item = bets.get(betId)
    bets.delete(betId)
    if (item === undefined) {
      if (told !== ZERO) differences.push({ kind: 'not-booked', betId, told })
    } else if (item.amount !== told) differences.push({ kind: 'profit', betId, told, booked: item.amount })
  }
  for (const [betId, { amount, lastAt }] of bets) {
    if (amount !== ZERO && lastAt >= since) differences.push({ kind: 'not-told', betId, booked: amount })
  }
  for (const { market: id, commission: told } of cleared.markets) {
    const market = id.slice(id.indexOf('.') + 1)
    const amount = commissions.get(market)?.amount ?? ZERO
    commissions.delete(market)
    if (amount !== told) differences.push({ kind: 'commission', market, told, booked: amount })
  }
  for (const [market, { amount, lastAt }] of commissions) {
    if (amount !== ZERO && lastAt >= since) differences.push({ kind: 'commission', market, told: ZERO, booked: amount })
  }
  return differences
}

/** What the items come to: of bets what was won, of markets what was charged. */
function booked({ statement, currency }: StatementCheck) {
  const bets = new Map<string, Booked>()
  const commissions = new Map<string, Booked>()
  const seen = new Set<string>()
  for (const item of statement) {
    const { refId, itemDate, amount, legacyData } = item
    const market = legacyData?.eventId ?? null
    // Deposits and the like are for no market.
    if (refId === null || legacyData === null || market === null || market === '0') continue
    const { transactionType, transactionId, grossBetAmount } = legacyData
    const key = [refId, itemDate, transactionType, amount, transactionId, grossBetAmount].join('/')
    if (seen.has(key)) continue
    seen.add(key)
    const isCharge = isCommission(item)
    const book = isCharge ? commissions : bets
    const name = isCharge ? market : refId
    const before = book.get(name)
    const signed = moneyFromMajor(isCharge ? -amount : amount, currency)
    book.set(name, {
      amount: before === undefined ? signed : add(before.amount, signed),
      lastAt: before === undefined || before.lastAt < itemDate ? itemDate : before.lastAt,
    })
  }
  return { bets, commissions }
}

/** Whether an item is for commission: one that turned out to be mistaken says so only by what it was worked out from. */
function isCommission({ legacyData }: StatementItem): boolean {
  const { winLose = null, transactionType = null, grossBetAmount = null } = legacyData ?? {}
  if (winLose === 'RESULT_NOT_APPLICABLE' || transactionType === 'COMMISSION_REVERSAL') return true
  return winLose === 'RESULT_ERR' && (grossBetAmount ?? 0) !== 0
}
