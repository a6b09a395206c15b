import type { AccountBook, StatementEntry } from './account-book.ts'
import type { EmulatedBet } from './emulated-bet.ts'
import type { EmulatedMarket } from './emulated-market.ts'
import { commissionOn, endingOf, settledBy } from './settlement.ts'

/** Settles the bets of an account in a market that is closed, or settles them again; whether anything is other than before. */
export function settleMarket(market: EmulatedMarket, account: AccountBook, at: number): boolean {
  const { id, definition, shares } = market
  if (definition === null) return false
  const before = account.settled.get(id)
  const divisor = definition.marketType === 'EACH_WAY' ? (definition.eachWayDivisor ?? 4) : null
  const bets = account.inMarket(id)
  const results = new Map<EmulatedBet, { readonly profit: number; readonly outcome: 'WON' | 'LOST' | 'PLACE' }>()
  for (const bet of bets) {
    if (bet.matched === 0) continue
    const ending = endingOf(definition, shares, bet.terms.selectionId, bet.terms.handicap)
    if (ending !== null) results.set(bet, settledBy(bet, ending, divisor))
  }
  const isSame =
    before !== undefined &&
    before.bets.length === results.size &&
    [...results].every(([bet, { profit }]) => bet.result !== null && bet.result.profit === profit)
  if (isSame) return false
  if (before !== undefined) takeBack(account, id, at)
  // What was paid for and is returned by now is settled no more.
  for (const bet of before?.bets ?? []) if (!results.has(bet)) bet.result = null
  for (const [bet, { profit, outcome }] of results) {
    bet.result = { settledAt: at, profit, outcome }
    post(account, {
      refId: bet.terms.id,
      at,
      amount: profit,
      kind: 'result',
      winLose: profit >= 0 ? 'RESULT_WON' : 'RESULT_LOST',
      transactionType: profit >= 0 ? 'ACCOUNT_CREDIT' : 'ACCOUNT_DEBIT',
      bet,
      marketId: id,
      grossBetAmount: 0,
    })
  }
  const net = [...results.values()].reduce((sum, { profit }) => sum + profit, 0)
  const { discountRate } = account.settings
  const discount = definition.discountAllowed === false ? 0 : discountRate
  const commission = commissionOn(net, definition.marketBaseRate ?? 5, discount)
  if (commission > 0) {
    const [first] = results.keys()
    post(account, {
      refId: first?.terms.id ?? id,
      at,
      amount: -commission,
      kind: 'commission',
      winLose: 'RESULT_NOT_APPLICABLE',
      transactionType: 'ACCOUNT_DEBIT',
      bet: first ?? null,
      marketId: id,
      grossBetAmount: net,
    })
  }
  account.settled.set(id, { marketId: id, settledAt: at, commission, bets: [...results.keys()] })
  return true
}

/** What was paid for a market is taken back: the old entries are told to be mistaken, and others undo them. */
function takeBack(account: AccountBook, marketId: string, at: number): void {
  const old = account.statement.filter(
    (entry) => entry.marketId === marketId && entry.winLose !== 'RESULT_ERR' && entry.kind !== 'reversal',
  )
  for (const entry of old) {
    entry.winLose = 'RESULT_ERR'
    post(account, {
      ...entry,
      at,
      amount: -entry.amount,
      kind: 'reversal',
      winLose: 'RESULT_FIX',
      transactionType:
        entry.kind === 'commission' ? 'COMMISSION_REVERSAL' : entry.amount > 0 ? 'ACCOUNT_DEBIT' : 'ACCOUNT_CREDIT',
    })
  }
}

function post(account: AccountBook, entry: Omit<StatementEntry, 'balance' | 'transactionId'>): void {
  account.balance += entry.amount
  account.statement.push({ ...entry, balance: account.balance, transactionId: account.statement.length + 1 })
}
