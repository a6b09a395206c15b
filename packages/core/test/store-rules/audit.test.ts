import { describe, expect, test } from 'vitest'
import { reservation } from '../../src/ledger/reservation.ts'
import { NO_WINDOW_LOSSES } from '../../src/limits/loss-window.ts'
import { createMemoryAccounts } from '../../src/memory/accounts.ts'
import type { Order, OrderEvent } from '../../src/order/order.ts'
import type { Transfer } from '../../src/order/transfer.ts'
import { createAudit, type RecordedBalances } from '../../src/store-rules/audit.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleRunStart,
} from '../../src/testing/sample-intent.ts'
import { pathsToStates } from '../../src/testing/store-contract/sample-events.ts'
import { accountKey } from '../../src/units/mode.ts'
import { money } from '../../src/units/money.ts'
import { after } from '../../src/units/timestamp.ts'

const exposure = {
  'exposure:account': 1000,
  'exposure:venue:bookmaker': 1000,
  'exposure:strategy:value': 1000,
  'exposure:event:event of market': 1000,
  'exposure:market:market': 1000,
}

/** A live order of 1000 on a ledger of 100000, and what is recorded of it when all is well. */
function sound(): {
  order: Order
  history: readonly OrderEvent[]
  posted: readonly Transfer[]
  books: RecordedBalances
} {
  const accounts = createMemoryAccounts()
  accounts.startRun(sampleRunStart())
  const intent = sampleIntent({ claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
  accounts.begin(intent)
  const history = pathsToStates().MATCHED
  for (const event of history) accounts.advance(intent.key, [event])
  const balances = accounts.balances(SAMPLE_ACCOUNT)
  return {
    order: accounts.orders({ account: SAMPLE_ACCOUNT })[0] as Order,
    history,
    posted: reservation(intent, 1000, intent.decidedAt),
    books: {
      balances,
      entrySums: { ...balances, wallets: 0 },
      walletSums: [
        { wallet: SAMPLE_WALLET, ledgerAccount: 'available', isCapital: true, total: 100_000 },
        { wallet: SAMPLE_WALLET, ledgerAccount: 'available', isCapital: false, total: -1000 },
        { wallet: SAMPLE_WALLET, ledgerAccount: 'reserved', isCapital: false, total: 1000 },
      ],
      capitalSums: { available: 100_000, capital: -100_000 },
      unbalanced: [],
      used: { 'open-orders': 1, 'of-the-past': 0, ...exposure },
      losses: NO_WINDOW_LOSSES,
    },
  }
}

function faultsOf({ order, history, posted, books }: ReturnType<typeof sound>) {
  const audit = createAudit('Europe/London')
  audit.order(order, history, posted)
  return audit.finish(books)
}

describe('an audit', () => {
  test('finds nothing in a sound ledger', () => {
    expect(faultsOf(sound())).toEqual([])
  })

  test('finds an order that is not what its history makes it', () => {
    const books = sound()
    expect(faultsOf({ ...books, order: { ...books.order, matchedStake: money(900) } })).toEqual([
      expect.objectContaining({
        check: 'order-matches-history',
        detail: expect.stringContaining('matchedStake is 900, its history says 1000'),
      }),
    ])
  })

  test('finds an intent that was changed into one that could never have begun', () => {
    const books = sound()
    const intent = { ...books.order.intent, liability: money(1) }
    const checks = faultsOf({ ...books, order: { ...books.order, intent } }).map(({ check }) => check)
    expect(checks).toContain('order-replays')
    expect(checks).toContain('entries-equal-orders')
  })

  test('finds a balance that its entries do not make', () => {
    const { books, ...rest } = sound()
    const balances = { ...books.balances, available: money(99_001) }
    expect(faultsOf({ ...rest, books: { ...books, balances } })).toEqual([
      { check: 'balance-equals-entries', detail: 'available is 99001, its entries add up to 99000' },
      { check: 'balances-sum-to-zero', detail: 'off by 1' },
      { check: 'wallets-sum-to-balances', detail: 'available is 99001, 99000 at all venues' },
    ])
  })

  test('finds entries that orders and capital do not make', () => {
    const { books, ...rest } = sound()
    const balances = { ...books.balances, available: money(99_001), capital: money(-100_001) }
    expect(faultsOf({ ...rest, books: { ...books, balances, entrySums: { ...balances, wallets: 0 } } })).toEqual([
      { check: 'entries-equal-orders', detail: 'available has entries of 99001, orders and capital make 99000' },
      { check: 'entries-equal-orders', detail: 'capital has entries of -100001, orders and capital make -100000' },
      { check: 'wallets-sum-to-balances', detail: 'available is 99001, 99000 at all venues' },
    ])
  })

  test('finds money that is not at the venue that its entries say', () => {
    const { books, ...rest } = sound()
    const wallets = {
      [SAMPLE_WALLET]: { available: money(98_000), reserved: money(1000) },
      elsewhere: { available: money(1000), reserved: money(0) },
    }
    expect(faultsOf({ ...rest, books: { ...books, balances: { ...books.balances, wallets } } })).toEqual([
      { check: 'wallet-equals-entries', detail: 'available at venue is 98000, its entries add up to 99000' },
      { check: 'wallet-equals-entries', detail: 'available at elsewhere is 1000, its entries add up to 0' },
    ])
  })

  test('finds entries at another venue than the order that made them', () => {
    const { books, ...rest } = sound()
    const moved = [
      { wallet: SAMPLE_WALLET, ledgerAccount: 'available', isCapital: true, total: 100_000 },
      { wallet: SAMPLE_WALLET, ledgerAccount: 'available', isCapital: false, total: -1500 },
      { wallet: SAMPLE_WALLET, ledgerAccount: 'reserved', isCapital: false, total: 1000 },
      { wallet: 'elsewhere', ledgerAccount: 'available', isCapital: false, total: 500 },
    ] as const
    const wallets = {
      [SAMPLE_WALLET]: { available: money(98_500), reserved: money(1000) },
      elsewhere: { available: money(500), reserved: money(0) },
    }
    const there = { ...books, balances: { ...books.balances, wallets }, walletSums: moved }
    expect(faultsOf({ ...rest, books: there })).toEqual([
      { check: 'wallet-equals-orders', detail: 'orders brought venue -500, they make 0' },
      { check: 'wallet-equals-orders', detail: 'orders brought elsewhere 500, they make 0' },
    ])
  })

  test('finds limits that live orders do not claim, and claims that no limit shows', () => {
    const { books, ...rest } = sound()
    expect(faultsOf({ ...rest, books: { ...books, used: { 'day-loss:d': 5, ...exposure } } })).toEqual([
      { check: 'limit-equals-claims', detail: 'open-orders shows 0 used, live orders claim 1' },
      { check: 'limit-equals-claims', detail: 'day-loss:d shows 5 used, live orders claim 0' },
    ])
  })

  test('finds exposure that live orders do not have', () => {
    const { books, ...rest } = sound()
    const used = { 'open-orders': 1, ...exposure, 'exposure:venue:bookmaker': 999, 'exposure:event:another': 1 }
    expect(faultsOf({ ...rest, books: { ...books, used } })).toEqual([
      {
        check: 'exposure-equals-orders',
        detail: 'exposure:venue:bookmaker shows 999 used, live orders claim 1000',
      },
      { check: 'exposure-equals-orders', detail: 'exposure:event:another shows 1 used, live orders claim 0' },
    ])
  })

  test('finds losses that settlements do not make', () => {
    const { books, ...rest } = sound()
    const losses = { ...NO_WINDOW_LOSSES, week: { '2026-W32': money(5) } }
    expect(faultsOf({ ...rest, books: { ...books, losses } })).toEqual([
      { check: 'losses-equal-settlements', detail: 'the week 2026-W32 shows 5 lost, settlements make 0' },
    ])
  })

  test('passes on transfers that are out of balance', () => {
    const { books, ...rest } = sound()
    expect(faultsOf({ ...rest, books: { ...books, unbalanced: ['transfer 3 is off by 1'] } })).toEqual([
      { check: 'transfer-sums-to-zero', detail: 'transfer 3 is off by 1' },
    ])
  })
})

describe('what an audit says of transfers', () => {
  const checks = (posted: readonly Transfer[]) => faultsOf({ ...sound(), posted }).map(({ check }) => check)
  const [reserve] = sound().posted

  test.each<[string, Partial<Transfer>]>([
    ['another moment', { at: after(SAMPLE_TIME, 1) }],
    ['another venue', { wallet: 'elsewhere' }],
    ['another account', { account: accountKey('LIVE', 'main') }],
    ['another kind', { kind: 'settle' }],
    ['another amount', { entries: reservation(sampleIntent(), 999, SAMPLE_TIME)[0]?.entries ?? [] }],
  ])('finds one of %s', (_, changed) => {
    expect(checks(reserve === undefined ? [] : [{ ...reserve, ...changed }])).toContain('transfers-match-history')
  })

  test('finds one that is missing, and one too many', () => {
    expect(checks([])).toContain('transfers-match-history')
    expect(checks([...sound().posted, ...sound().posted])).toContain('transfers-match-history')
    expect(checks(sound().posted)).toEqual([])
  })
})
