import { type AccountKey, type Currency, formatMoney, type OrderState, type Timestamp } from '@betting-advisor/core'
import { createPerformance, settledBet } from '@betting-advisor/core/report'
import { isLive, type StoreReader } from '@betting-advisor/core/store'
import { counts, performanceRows } from './performance-rows.ts'
import { table } from './table.ts'

/** The states of orders that may still move money; of those closed early, the ones with a matched part. */
const OPEN: readonly OrderState[] = [
  'SENDING',
  'PENDING',
  'UNKNOWN',
  'ACCEPTED',
  'PARTIAL',
  'MATCHED',
  'CANCELLED',
  'LAPSED',
  'LATE_FOUND',
]

/** What a span of paper trading brought, told from what is stored. */
export async function paperSummary(
  store: StoreReader,
  account: AccountKey,
  currency: Currency,
  from: Timestamp,
): Promise<string> {
  const equity = await store.equity(account, from)
  // A new account's first point is the empty one before its opening deposit.
  const opening = equity.find((point) => point.equity > 0)?.equity ?? (await store.balances(account)).available
  const performance = createPerformance({ initialBankroll: opening })
  const settled = await settledSince(store, account, from)
  for (const order of settled) {
    const bet = settledBet(order)
    if (bet !== null) performance.add(bet)
  }
  const { available, reserved } = await store.balances(account)
  const open = (await store.orders({ account, states: OPEN, limit: 10_000 })).filter(isLive)
  const locks = (await store.locks(account)).filter((lock) => lock.from >= from)
  const summary = performance.summary()
  return table([
    ...performanceRows([summary], currency),
    ['bankroll', formatMoney(summary.equity, currency)],
    ['still open', `${open.length}, ${formatMoney(reserved, currency)} at risk`],
    ['available', formatMoney(available, currency)],
    ['locks', counts(countBy(locks.map(({ kind }) => kind)))],
    ['rejections', counts(await store.rejections(account, from))],
  ])
}

async function settledSince(store: StoreReader, account: AccountKey, from: Timestamp) {
  const orders = await store.orders({ account, states: ['SETTLED', 'VOIDED'], limit: 10_000 })
  return orders
    .filter(({ settledAt }) => settledAt !== null && settledAt >= from)
    .toSorted((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0))
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const byName: Record<string, number> = {}
  for (const name of names) byName[name] = (byName[name] ?? 0) + 1
  return byName
}
